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
#include "history/store_inside.h"

#define Z90 1.6448536269514722
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

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The middle of a figure over all runs, NaN where none has it. */
static double middle(const entry *e, size_t n, int kind)
{
    double *x = malloc((n + 1) * sizeof *x), m = NAN;
    size_t k = 0;

    for (size_t i = 0; x && i < n; i++)
        if (isfinite(e[i].figure[kind]))
            x[k++] = e[i].figure[kind];
    if (k > 0) {
        qsort(x, k, sizeof *x, by_value);
        m = k % 2 ? x[k / 2] : (x[k / 2 - 1] + x[k / 2]) / 2;
    }
    free(x);
    return m;
}

static void by_figure(rf_store_beside *b, int kind, const entry *e, size_t n, double least)
{
    static const char *const id[KINDS] = { "uphill", "distance", "pace" };
    static const char *const text[KINDS] = { "uphill for %s %% of the way or more", "longer than %s km", "faster than %s m/s" };
    const double limit = kind == UPHILL ? UPHILL_PCT : middle(e, n, kind);
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

    sqlite3_snprintf((int)sizeof sql, sql,
                     "SELECT s.id, p.%s, (SELECT value FROM metrics WHERE session_id = s.id AND metric = 'uphill_pct'), s.distance_km, s.speed_mps "
                     "FROM pain_log p JOIN sessions s ON s.id = p.session_id JOIN runners r ON r.id = p.runner_id WHERE r.name = ? AND p.%s IS NOT "
                     "NULL ORDER BY s.id", column, column);
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
        (*out)[(*n)++] = (entry) { .session = sqlite3_column_int64(st, 0), .pain = rf_store_number(st, 1),
                                   .figure = { rf_store_number(st, 2), rf_store_number(st, 3), rf_store_number(st, 4) } };
        r = 0;
    }
    rf_store_finish(st);
    return r;
}

static const entry *entry_of(const entry *e, size_t n, int64_t session)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;

        if (e[mid].session < session)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && e[lo].session == session ? &e[lo] : NULL;
}

/* One row a pattern that was seen in one of these runs at least; in a run of which a pattern could not be told it counts as neither. */
static int by_pattern(rf_store *s, const char *runner, const entry *e, size_t n, double least, rf_store_beside *out, size_t *rows, rf_why *why)
{
    static char const *const sql = "SELECT f.pattern, f.title, f.session_id, f.status FROM findings f JOIN pain_log p ON p.session_id = f.session_id JOIN "
                                   "runners r ON r.id = p.runner_id WHERE r.name = ? AND f.pattern <> 'symptoms' ORDER BY f.pattern, f.session_id";
    rf_store_beside *b = NULL;
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, sql, why);

    if (r == 0)
        rf_store_bind_text(s, st, 1, runner ? runner : "");
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        const char *pattern = rf_store_text(st, 0), *status = rf_store_text(st, 3);
        const entry *one = entry_of(e, n, sqlite3_column_int64(st, 2));

        r = 0;
        if (!one)
            continue;
        if (!b || strcmp(b->text, pattern) != 0) {
            if (b && b->with.runs == 0)
                --*rows; /* never seen: nothing to compare */
            if (*rows == RF_STORE_BESIDE_MAX)
                break;
            b = &out[(*rows)++];
            *b = (rf_store_beside) { .id = "pattern" };
            snprintf(b->text, sizeof b->text, "%.95s", pattern);
        }
        count(b, !strcmp(status, "cannot_tell") ? -1 : !strcmp(status, "clear") ? 0 : 1, one->pain >= least);
    }
    if (b && b->with.runs == 0)
        --*rows;
    rf_store_finish(st);
    return r < 0 ? r : 0;
}

int rf_store_pain_beside(rf_store *s, const char *runner, int when, double least, rf_store_beside out[RF_STORE_BESIDE_MAX], size_t *n, rf_why *why)
{
    const char *column = column_of(when);
    entry *e = NULL;
    size_t entries = 0;
    int r;

    if (!s || !column || !out || !n || !(least > 0))
        return rf_fail(why, RF_ERR_ARG, "pain is set beside runs by one of its moments, from a figure above 0 on");
    *n = 0;
    r = read_entries(s, runner, column, &e, &entries, why);
    for (int kind = 0; kind < KINDS && r == 0 && entries > 0; kind++)
        by_figure(&out[(*n)++], kind, e, entries, least);
    if (r == 0 && entries > 0)
        r = by_pattern(s, runner, e, entries, least, out, n, why);
    for (size_t i = KINDS; i < *n && r == 0; i++) {
        finish(&out[i].with);
        finish(&out[i].without);
    }
    free(e);
    return r;
}
