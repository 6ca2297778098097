/* What the worn sensors can and cannot answer: the rows of worn.def that hold for this session, added up.
 *
 * It says what such sensors can know, before the recording is looked at; the findings say what this recording let be known. A pattern that was
 * judged all the same counts as answered: the judge knows better than the table (EMG, for one, is no sensor's place). */
#include "write/worn.h"

#include <string.h>

#include "base/base.h"

static const struct row {
    const char *worn, *answers, *partly;
} rows[] = {
#define RF_WORN(worn, answers, partly) { worn, answers, partly },
#include "write/worn.def"
};

static bool holds(const char *words, const char *word)
{
    const size_t n = strlen(word);

    for (const char *p = words; (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}

/* How many sensors sit at the place that the n letters name, sides counted once. */
static int worn_at(const rf_result *r, const char *name, size_t n)
{
    unsigned sides = 0;
    int count = 0;

    for (size_t i = 0; i < r->n_sensors; i++) {
        const char *place = rf_placement_name(r->sensors[i].placement);

        if (strlen(place) == n && !strncmp(place, name, n))
            sides |= 1u << r->sensors[i].side;
    }
    for (; sides; sides &= sides - 1)
        count++;
    return count;
}

/* "shank+thigh": both; "foot+foot": two of them. */
static bool is_worn(const rf_result *r, const char *worn)
{
    const char *plus = strchr(worn, '+');
    const size_t n = plus ? (size_t)(plus - worn) : strlen(worn);

    if (!plus)
        return worn_at(r, worn, n) > 0;
    if (strlen(plus + 1) == n && !strncmp(plus + 1, worn, n))
        return worn_at(r, worn, n) > 1;
    return worn_at(r, worn, n) > 0 && worn_at(r, plus + 1, strlen(plus + 1)) > 0;
}

rf_answer rf_worn_answers(const rf_result *r, const rf_finding *f)
{
    rf_answer best = RF_ANSWER_NO;

    if (!strcmp(f->id, "load_jump") || !strcmp(f->id, "short_recovery") || !strcmp(f->id, "symptoms"))
        return RF_ANSWER_TOLD;
    if (f->status != RF_CANNOT_TELL)
        return RF_ANSWER_YES;
    for (size_t i = 0; i < RF_COUNT(rows) && best < RF_ANSWER_YES; i++)
        if (is_worn(r, rows[i].worn)) {
            if (holds(rows[i].answers, f->id))
                best = RF_ANSWER_YES;
            else if (holds(rows[i].partly, f->id))
                best = RF_ANSWER_PARTLY;
        }
    return best;
}
