/* Small texts that a person writes: notes, thresholds, the list of sessions, a manifest, earlier sessions' JSON. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "batch/plan.h"
#include "history/baseline.h"
#include "history/list.h"
#include "history/notes.h"
#include "pattern/thresholds.h"

/* The bytes with a 0 behind them. */
static char *text_of(const uint8_t *p, size_t n)
{
    char *text = malloc(n + 1);

    fuzz_promise(text != NULL);
    if (n)
        memcpy(text, p, n);
    text[n] = 0;
    return text;
}

static void check_remarks(const rf_remarks *r)
{
    fuzz_promise(r->n <= RF_REMARKS_MAX);
    for (size_t i = 0; i < r->n; i++)
        fuzz_promise(*r->at[i].text && memchr(r->at[i].text, 0, sizeof r->at[i].text)); /* made fit to be shown where they are shown */
}

void fuzz_notes(const uint8_t *p, size_t n)
{
    char *text = text_of(p, n);
    rf_notes notes;

    fuzz_promise(rf_notes_parse(&notes, text, n) == 0);
    for (size_t i = 0; i < RF_NOTE_COUNT; i++)
        fuzz_promise(isnan(notes.value[i]) || (notes.value[i] >= 0 && notes.value[i] <= 10));
    check_remarks(&notes.remarks);
    free(text);
}

void fuzz_thresholds(const uint8_t *p, size_t n)
{
    char *text = text_of(p, n);
    rf_thresholds_told told;

    rf_thresholds_parse(&told, text, n);
    for (size_t i = 0; i < RF_T_COUNT; i++)
        fuzz_promise(isfinite(told.value[i]) && (told.moved[i] || told.value[i] == rf_threshold_at(i)->value));
    check_remarks(&told.remarks);
    free(text);
}

void fuzz_list(const uint8_t *p, size_t n)
{
    char *text = text_of(p, n);
    rf_history h;

    fuzz_promise(rf_history_parse(&h, text, n) == 0);
    for (size_t i = 0; i < h.n; i++) {
        fuzz_promise(i == 0 || h.run[i - 1].day <= h.run[i].day);
        fuzz_promise(isnan(h.run[i].pain) || (h.run[i].pain >= 0 && h.run[i].pain <= 10));
    }
    check_remarks(&h.remarks);
    rf_history_free(&h);
    free(text);
}

void fuzz_manifest(const uint8_t *p, size_t n)
{
    const rf_batch_defaults d = { .placement = n && p[0] & 1 ? RF_PLACE_FOOT : RF_PLACE_UNKNOWN };
    char *text = text_of(p, n);
    rf_plan plan = { 0 };
    rf_why why = { "" };
    int err;

    (void)rf_is_manifest(text, n);
    err = rf_plan_manifest(&plan, "no-such-folder/manifest.csv", text, n, &d, &why);
    if (err == 0)
        err = rf_plan_finish(&plan, &why);
    fuzz_promise(err == 0 || (*why.text && !strchr(why.text, '\n')));
    rf_plan_free(&plan);
    free(text);
}

void fuzz_baseline(const uint8_t *p, size_t n)
{
    char *text = text_of(p, n);
    rf_baseline b = { 0 };
    double median, sd;

    if (rf_baseline_add(&b, text, n) == 0)
        (void)rf_baseline_at(&b, 0, 3, 1, &median, &sd);
    rf_baseline_free(&b);
    free(text);
}
