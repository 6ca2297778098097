/* The table of patterns, and the one loop that judges them.
 *
 * How: every row is judged in the table's order and sees the findings above its own, so a row that needs another stands below it and no
 * second pass is needed. The loop writes what is the same for all (identity, sources, cue), the row's judge the rest.
 * Cannot: fail; nothing is allocated, and what is missing becomes `cannot_tell` with its reason.
 */
#include "pattern/pattern.h"

#include "base/base.h"
#include "pattern/judge.h"

#define LIST(...)                                                                                                                          \
    (const char *const[])                                                                                                                  \
    {                                                                                                                                      \
        __VA_ARGS__, NULL                                                                                                                  \
    }

static const struct row {
    rf_pattern_info info;
    rf_judge_fn *judge;
} table[] = {
#define RF_PATTERN(id, title, grade, claim, rule, needs, cue, sources, confounders, judge)                                                 \
    { { #id, title, grade, claim, rule, needs, cue, LIST sources, LIST confounders }, judge },
#include "pattern/patterns.def"
#undef RF_PATTERN
};

size_t rf_pattern_count(void)
{
    return RF_COUNT(table);
}

const rf_pattern_info *rf_pattern_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i].info : NULL;
}

const char *rf_status_name(rf_status s)
{
    static const char *const name[] = { "cannot_tell", "clear", "watch", "flagged" };

    return (size_t)s < RF_COUNT(name) ? name[s] : name[RF_CANNOT_TELL];
}

static rf_finding blank(const rf_pattern_info *p)
{
    return (rf_finding) { .id = p->id,
                          .title = p->title,
                          .status = RF_CANNOT_TELL,
                          .value = NAN,
                          .lo = NAN,
                          .hi = NAN,
                          .threshold = NAN,
                          .unit = "",
                          .grade = p->grade,
                          .sources = p->sources,
                          .cue = p->cue,
                          .confounders = p->confounders };
}

static void judge_row(size_t i, const rf_evidence *e, const double *thresholds, rf_finding *out)
{
    const rf_judging j = { e, thresholds, out, i };

    out[i] = blank(&table[i].info);
    table[i].judge(&j, &out[i]);
    if (out[i].status < RF_WATCH)
        out[i].cue = ""; /* nothing was seen that asks for a change */
}

void rf_patterns_judge(const rf_evidence *e, rf_finding *out)
{
    double defaults[RF_T_COUNT];

    rf_thresholds_default(defaults);
    for (size_t i = 0; i < RF_COUNT(table); i++)
        judge_row(i, e, e->thresholds ? e->thresholds : defaults, out);
}

void rf_patterns_judge_load(const rf_history *h, const double *thresholds, rf_finding *findings, size_t n)
{
    const rf_evidence e = { .speed_mps = NAN, .speed_u_mps = NAN, .history = h };
    double defaults[RF_T_COUNT];

    rf_thresholds_default(defaults);
    for (size_t i = 0; i < RF_COUNT(table) && i < n; i++)
        if (table[i].judge == rf_load_jump_judge || table[i].judge == rf_short_recovery_judge)
            judge_row(i, &e, thresholds ? thresholds : defaults, findings);
}
