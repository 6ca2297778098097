/* `runform history pain`: the pain log; and how often there was pain after runs of one kind, beside the others.
 *
 * Counts with intervals, and never why: a log of a few weeks has room for chance, so nothing is said of a difference that its intervals would not
 * carry. The four warning signs are told in the words of the findings: see a clinician before the next run.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/history.h"
#include "cli/told.h"

enum { MOST_ENTRIES = 40 };

static bool warning(const double *value)
{
    for (size_t i = 0; i < RF_NOTE_COUNT; i++)
        if (rf_note_at(i)->group == RF_NOTE_FLAGS && value[i] > 0)
            return true;
    return false;
}

/* ---- noting ------------------------------------------------------------------------------------------------------------------------------- */

static int note(rf_history_asked *a)
{
    rf_store_pain p = { .runner = a->runner, .day = a->edit.day, .value = a->value, .text = a->pain_text };
    rf_why why = { "" };
    rf_told told;
    rf_store *s;
    int code = 0, r;

    if (a->words && !rf_history_id(a->word[0], &p.session))
        return RF_EXIT_USAGE;
    if (!a->words && !a->edit.day)
        return rf_usage_error("history", "pain is noted with a session or a day: runform history pain ID --during 2, or --date 2026-05-17");
    if (a->notes_file) {
        code = rf_told_take(&told, &(rf_told_names) { .notes = a->notes_file });
        if (code)
            return code;
        memcpy(a->value, told.notes.value, sizeof a->value);
        rf_told_free(&told);
    }
    rf_notes_join(a->value);
    code = rf_history_open(&s, a, RF_STORE_CREATE);
    if (code)
        return code;
    r = rf_store_pain_put(s, &p, &why);
    rf_store_close(s);
    if (r < 0)
        return rf_complain(r == RF_ERR_WRITE ? RF_EXIT_OUTPUT : RF_EXIT_INPUT, "%s", why.text);
    if (!a->quiet)
        printf("noted as entry %" PRId64 "\n", p.id);
    if (warning(a->value))
        puts("These signs ask for a clinician before the next run.");
    return RF_EXIT_DONE;
}

/* ---- showing -------------------------------------------------------------------------------------------------------------------------------- */

static void print_words(const double *value)
{
    const char *comma = "  ";

    for (size_t i = 0; i < RF_NOTE_COUNT; i++) {
        const rf_note_word *w = rf_note_at(i);

        if (w->group == RF_NOTE_PAIN || !(value[i] > 0))
            continue;
        printf("%s%s", comma, w->text);
        comma = ", ";
    }
}

static int print_entry(void *to, const rf_store_pain *p)
{
    long *n = to;

    if (*n == MOST_ENTRIES)
        printf("  … older ones are in --json\n");
    if ((*n)++ >= MOST_ENTRIES)
        return 0;
    if (*n == 1)
        printf("%5s %8s  %-10s %7s %7s %7s %8s %8s\n", "entry", "session", "day", "before", "during", "after", "sitting", "morning");
    printf("%5" PRId64 " %8s  %-10s", p->id, p->session ? rf_history_figure((double)p->session, 0) : "-",
           *p->day ? rf_history_safe(p->day) : "-");
    for (int i = RF_NOTE_pain_before; i <= RF_NOTE_pain_next_morning; i++)
        printf(" %*s", i < RF_NOTE_pain_sitting ? 7 : 8,
               rf_history_figure(p->value[i], isfinite(p->value[i]) && p->value[i] != floor(p->value[i]) ? 1 : 0));
    print_words(p->value);
    printf("%s%s%s\n", *p->text ? "  \"" : "", rf_history_safe(p->text), *p->text ? "\"" : "");
    return 0;
}

static void print_share(const rf_store_share *h)
{
    if (h->runs > 0)
        printf("  %3ld of %3ld (90 %% %2s to %3s %%)", h->pain, h->runs, rf_history_figure(100 * h->lo, 0),
               rf_history_figure(100 * h->hi, 0));
    else
        printf("  %-27s", "no such run");
}

static int print_beside(rf_store *s, const char *runner, int when, rf_why *why)
{
    rf_store_beside b[RF_STORE_BESIDE_MAX];
    size_t n;

    if (rf_store_pain_beside(s, runner, when, 1, b, &n, why) < 0)
        return RF_ERR_READ;
    if (n > 0)
        printf("\nRuns with pain %s (1 or more)\n  %-44s  %-27s  %-27s\n", rf_note_at((size_t)when)->text, "", "such runs", "the others");
    for (size_t i = 0; i < n; i++) {
        printf("  %-44s", rf_history_safe(b[i].text));
        print_share(&b[i].with);
        print_share(&b[i].without);
        if (b[i].untold)
            printf("  not known: %ld", b[i].untold);
        puts("");
    }
    return 0;
}

static int show(rf_store *s, const rf_history_asked *a, rf_why *why)
{
    static const int when[] = { RF_NOTE_pain_during, RF_NOTE_pain_after, RF_NOTE_pain_next_morning };
    long n = 0;
    int r = rf_store_pain_list(s, a->runner, print_entry, &n, why);

    if (r == 0 && n == 0)
        return rf_complain(RF_EXIT_NOTHING, "no pain was noted");
    for (size_t i = 0; i < RF_COUNT(when) && r == 0; i++)
        r = print_beside(s, a->runner, when[i], why);
    if (r == 0)
        puts("\nCounts of what was noted, with their 90 % intervals; what came from what they do not say, and they are no diagnosis.");
    return r;
}

static int pain_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why)
{
    return rf_store_pain_json(s, a->runner, o, why);
}

int rf_history_pain(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int code, r = 0;

    if (a->pain_told)
        return note(a);
    if (a->words || a->edit.day || a->pain_text)
        return rf_usage_error("history", "pain: no figure was given: --before, --during, --after, --sitting or --next-morning, 0 to 10");
    code = rf_history_open_of(&s, a);
    if (code)
        return code;
    if (a->json)
        code = rf_history_write_json(s, a, pain_json);
    else
        r = show(s, a, &why);
    rf_store_close(s);
    return r < 0 ? rf_complain(RF_EXIT_INPUT, "%s", why.text) : r > 0 ? r : code;
}

int rf_history_unpain(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int64_t id;
    int code = rf_history_id(a->word[0], &id) ? rf_history_open(&s, a, RF_STORE_WRITE) : RF_EXIT_USAGE, r;

    if (code)
        return code;
    r = rf_store_pain_delete(s, id, &why);
    rf_store_close(s);
    return r < 0 ? rf_complain(RF_EXIT_INPUT, "%s", why.text) : RF_EXIT_DONE;
}
