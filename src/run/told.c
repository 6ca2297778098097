/* What was not taken from the files that a runner or a coach wrote, as notices: so that the JSON and the report say it too.
 *
 * Their text may hold pieces of those files; the writers take out what a terminal or a page would obey.
 */
#include "run/told.h"

#include <stdio.h>

#include "run/notice.h"

static size_t add(const char *code, const char *what, const rf_remarks *r, rf_notice *out, size_t n)
{
    for (size_t i = 0; i < r->n; i++) {
        const size_t at = n;

        n = rf_notice_add(out, n, code, -1, RF_TIME_NONE, r->at[i].count, "", 0, 0);
        if (n == at)
            break;
        if (r->at[i].line > 0)
            snprintf(out[at].text, sizeof out[at].text, "%s, line %ld: %s", what, r->at[i].line, r->at[i].text);
        else
            snprintf(out[at].text, sizeof out[at].text, "%s: %s", what, r->at[i].text);
    }
    return n;
}

size_t rf_told_notices(const rf_telling *t, rf_notice *out, size_t n)
{
    if (t->history)
        n = add("list_row", "list of sessions", &t->history->remarks, out, n);
    if (t->notes)
        n = add("notes_word", "notes", &t->notes->remarks, out, n);
    if (t->thresholds)
        n = add("threshold_row", "thresholds", &t->thresholds->remarks, out, n);
    if (t->baseline)
        n = add("baseline_file", "baseline", &t->baseline->remarks, out, n);
    return n;
}
