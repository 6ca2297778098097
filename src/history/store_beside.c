/* Pain beside what the run was: how often after runs of one kind, and how often after the others.
 *
 * How: runs whose entry tells of the moment asked for are split in two, by a limit on the run (uphill for a tenth of the way; longer than the
 * runner's middle run; faster than it) or by whether a pattern was seen; in each part the runs with pain are counted, with Wilson's interval.
 * Why counts and not a correlation: ten entries are many for a log, and a count with its interval says by itself how little that is.
 * Cannot: say what came from what. Several comparisons stand side by side, so one of them will differ by chance; nothing here is a diagnosis.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "history/median.h"
#include "history/store_inside.h"

#define Z90        1.6448536269514722
#define UPHILL_PCT 10.0

typedef struct entry {
    int64_t session;
    double pain, figure[3]; /* uphill, distance, pace; NaN: not known */
} entry;

enum { UPHILL, DISTANCE, PACE, KINDS };

void rf_wilson(long k, long n, double *lo, double *hi)
{
    const double p = n > 0 ? (double)k / (double)n : NAN, z2 = Z90 * Z90, m = (double)n;
    const double mid = (p + z2 / (2 * m)) / (1 + z2 / m), half = Z90 / (1 + z2 / m) * sqrt(p * (1 - p) / m + z2 / (4 * m * m));

    *lo = n > 0 ? rf_max(0, mid - half) : NAN;
    *hi = n > 0 ? rf_min(1, mid + half) : NAN;
}

static void finish(rf_store_share *s)
{
    s->share = s->runs ? (double)s->pain / (double)s->runs : NAN;
    rf_wilson(s->pain, s->runs, &s->lo, &s->hi);
}

static void count(rf_store_beside *b, int seen, bool pain) /* seen: 1 with, 0 without, −1 not known */
{
    rf_store_share *s = seen > 0 ? &b->with : &b->without;

    if (seen < 0) {
        b->untold++;
        return;
    }
    s->runs++;
    s->pain += pain;
}

/* The middle of a figure over all runs, NaN where none has it; x: room for all of them. */
static double middle(const entry *e, size_t n, int kind, double *x)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (isfinite(e[i].figure[kind]))
            x[k++] = e[i].figure[kind];
    return k > 0 ? rf_history_median(x, k) : NAN;
}

static void by_figure(rf_store_beside *b, int kind, const entry *e, size_t n, double least, double *x)
{
    static const char *const id[KINDS] = { "uphill", "distance", "pace" };
    static const char *const text[KINDS] = { "uphill for %s %% of the way or more", "longer than %s km", "faster than %s m/s" };
    const double limit = kind == UPHILL ? UPHILL_PCT : middle(e, n, kind, x);
    char number[RF_NUMBER_MAX];

    *b = (rf_store_beside) { .id = id[kind] };
    rf_number_print(number, limit, kind == UPHILL ? 0 : kind == DISTANCE ? 1 : 2);
    snprintf(b->text, sizeof b->text, text[kind], number);
    for (size_t i = 0; i < n; i++) {
        const double v = e[i].figure[kind];

        count(b, isnan(v) ? -1 : kind == UPHILL ? v >= limit : v > limit, e[i].pain >= least);
    }
    finish(&b->with);
    finish(&b->without);
}

static int by_figures(const rf_store *s, rf_store_beside *out, size_t *kinds, const entry *e, size_t n, double least, rf_why *why)
{
    double *x = malloc(n * sizeof *x);

    if (!x)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
    for (int kind = 0; kind < KINDS; kind++)
        by_figure(&out[(*kinds)++], kind, e, n, least, x);
    free(x);
    return 0;
}

/* ---- from the file ---------------------------------------------------------------------------------------------------------------------- */

static const char *column_of(int when)
{
    switch (when) {
    case RF_NOTE_pain_before: return "before";
    case RF_NOTE_pain_during: return "during";
    case RF_NOTE_pain_after: return "after";
    case RF_NOTE_pain_sitting: return "sitting";
    case RF_NOTE_pain_next_morning: return "next_morning";
    default: return NULL;
    }
}

static int read_entries(rf_store *s, const char *runner, const char *column, entry **out, size_t *n, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    char sql[768];
    size_t room = 0;
    int r;

    sqlite3_snprintf(
        (int)sizeof sql, sql,
        "SELECT s.id, p.%s, (SELECT value FROM metrics WHERE session_id = s.id AND metric = 'uphill_pct'), s.distance_km, s.speed_mps "
        "FROM pain_log p JOIN sessions s ON s.id = p.session_id JOIN runners r ON r.id = p.runner_id WHERE r.name = ? AND p.%s IS NOT "
        "NULL ORDER BY s.id",
        column, column);
    r = rf_store_prepare(s, &st, sql, why);
    if (r == 0)
        rf_store_bind_text(s, st, 1, runner ? runner : "");
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        if (*n == room) {
            entry *more = realloc(*out, (room = room ? 2 * room : 64) * sizeof *more);

            if (!more) {
                r = rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
                break;
            }
            *out = more;
        }
        (*out)[(*n)++] = (entry) { .session = sqlite3_column_int64(st, 0),
                                   .pain = rf_store_number(st, 1),
                                   .figure = { rf_store_number(st, 2), rf_store_number(st, 3), rf_store_number(st, 4) } };
        r = 0;
    }
    rf_store_finish(st);
    return r;
}

/* What is made of one moment (before, during, …): its runs, and the comparisons. */
typedef struct moment {
    entry *run;
    size_t runs, n;
    rf_store_beside *out;
    rf_store_beside *now; /* the pattern that is being counted */
    size_t at;            /* the run that was asked for last: within a pattern and a status the index goes by sessions, as the runs do */
} moment;

static const entry *entry_of(moment *m, int64_t session)
{
    if (m->at >= m->runs || m->run[m->at].session > session)
        m->at = 0;
    while (m->at < m->runs && m->run[m->at].session < session)
        m->at++;
    return m->at < m->runs && m->run[m->at].session == session ? &m->run[m->at] : NULL;
}

/* A pattern that was never seen in these runs gives nothing to compare. */
static void close_pattern(moment *m)
{
    if (m->now && m->now->with.runs == 0)
        m->n--;
    m->now = NULL;
}

static void count_pattern(moment *m, const char *pattern, int64_t session, const char *status, double least)
{
    const entry *one = entry_of(m, session);

    if (!one)
        return;
    if (m->now && strcmp(m->now->text, pattern) != 0)
        close_pattern(m);
    if (!m->now && m->n < RF_STORE_BESIDE_MAX) {
        m->now = &m->out[m->n++];
        *m->now = (rf_store_beside) { .id = "pattern" };
        snprintf(m->now->text, sizeof m->now->text, "%.95s", pattern);
    }
    if (m->now)
        count(m->now, !strcmp(status, "cannot_tell") ? -1 : !strcmp(status, "clear") ? 0 : 1, one->pain >= least);
}

/* One walk over an index for all moments; in a run of which a pattern could not be told it counts as neither. */
static int by_pattern(rf_store *s, moment *m, size_t moments, double least, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, "SELECT pattern, session_id, status FROM findings WHERE pattern <> 'symptoms' ORDER BY pattern", why);

    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        for (size_t k = 0; k < moments; k++)
            count_pattern(&m[k], rf_store_text(st, 0), sqlite3_column_int64(st, 1), rf_store_text(st, 2), least);
        r = 0;
    }
    for (size_t k = 0; k < moments; k++)
        close_pattern(&m[k]);
    rf_store_finish(st);
    return r;
}

int rf_store_pain_moments(rf_store *s, const char *runner, const int *when, size_t moments, double least,
                          rf_store_beside (*out)[RF_STORE_BESIDE_MAX], size_t *n, rf_why *why)
{
    moment m[RF_STORE_MOMENTS] = { { .run = NULL } };
    bool any = false;
    int r = 0;

    for (size_t k = 0; k < moments && k < RF_STORE_MOMENTS && r == 0; k++) {
        m[k].out = out[k];
        r = read_entries(s, runner, column_of(when[k]), &m[k].run, &m[k].runs, why);
        if (r == 0 && m[k].runs > 0)
            r = by_figures(s, m[k].out, &m[k].n, m[k].run, m[k].runs, least, why);
        any = any || m[k].runs > 0;
    }
    if (r == 0 && any)
        r = by_pattern(s, m, moments, least, why);
    for (size_t k = 0; k < moments; k++) {
        for (size_t i = KINDS; i < m[k].n; i++) {
            finish(&m[k].out[i].with);
            finish(&m[k].out[i].without);
        }
        n[k] = m[k].n;
        free(m[k].run);
    }
    return r;
}

int rf_store_pain_beside(rf_store *s, const char *runner, int when, double least, rf_store_beside out[RF_STORE_BESIDE_MAX], size_t *n,
                         rf_why *why)
{
    if (!s || !column_of(when) || !out || !n || !(least > 0))
        return rf_fail(why, RF_ERR_ARG, "pain is set beside runs by one of its moments, from a figure above 0 on");
    return rf_store_pain_moments(s, runner, &when, 1, least, (rf_store_beside(*)[RF_STORE_BESIDE_MAX])out, n, why);
}
