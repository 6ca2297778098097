/* Pairs of events, and the clocks' difference.
 *
 * Offset: the cost of an offset is the mean of the squared distances of each reference event to the nearest found one, none counted as more than
 * the tolerance. All offsets within the search are tried at 5 ms, then the best one is centred on its own pairs. Counting pairs would not do:
 * running repeats itself, and a shift by one step pairs nearly as many; only the spread of what is paired tells them apart. Where even that does
 * not, the rival is named.
 * Drift: a straight line through the distances of the pairs, those beyond three robust standard deviations left out.
 * Pairs: shortest distance first, each event once, so that no early partner takes a later one's place.
 */
#include "validate/pairing.h"

#include <stdlib.h>

#include "base/base.h"
#include "dsp/stats.h"

enum { EVENTS_FOR_OFFSET = 400, ROUNDS = 4, FEWEST_FOR_DRIFT = 20 };
static const double grid_s = 0.005, apart_s = 0.2, robust = 1.4826, drift_span_s = 30;

/* A list of events on the reference's clock. */
typedef struct clocked {
    const rf_mark *event;
    size_t n;
    double offset_s, drift, from_s;
} clocked;

static double time_of(const clocked *c, size_t i)
{
    return c->event[i].t_s + c->offset_s + c->drift * (c->event[i].t_s - c->from_s);
}

/* The first event at or after t_s. */
static size_t first_from(const clocked *c, double t_s)
{
    size_t lo = 0, hi = c->n;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;

        if (time_of(c, mid) < t_s)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* ---- offset ----------------------------------------------------------------------------------------------------------------------- */

static double cost_of(const clocked *found, const rf_mark *reference, size_t n, double tolerance_s)
{
    size_t k = first_from(found, reference[0].t_s);
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        double d = tolerance_s;

        while (k < found->n && time_of(found, k) < reference[i].t_s)
            k++;
        if (k < found->n)
            d = rf_min(d, time_of(found, k) - reference[i].t_s);
        if (k > 0)
            d = rf_min(d, reference[i].t_s - time_of(found, k - 1));
        sum += d * d;
    }
    return sum / (double)n;
}

/* Events that the offset is looked for with: some of the middle, where both recordings are likeliest to be running. */
static const rf_mark *middle_of(const rf_record *r, size_t *n)
{
    const size_t all = r->n[RF_MARK_IC];

    *n = all < EVENTS_FOR_OFFSET ? all : EVENTS_FOR_OFFSET;
    return r->event[RF_MARK_IC] + (all - *n) / 2;
}

static void find_offset(rf_pairing *p, clocked *found, const rf_record *reference, const rf_pairing_settings *s)
{
    const long last = (long)(s->search_s / grid_s), apart = (long)(apart_s / grid_s);
    const rf_mark *some;
    double best = INFINITY, rival = INFINITY;
    long at = 0, rival_at = 0;
    size_t n;

    some = middle_of(reference, &n);
    if (n == 0 || found->n == 0)
        return;
    for (int again = 0; again < 2; again++)
        for (long i = -last; i <= last; i++) {
            double cost;

            found->offset_s = (double)i * grid_s;
            if (again && labs(i - at) <= apart)
                continue;
            cost = cost_of(found, some, n, s->tolerance_s);
            if (!again && cost < best)
                best = cost, at = i;
            if (again && cost < rival)
                rival = cost, rival_at = i;
        }
    found->offset_s = (double)at * grid_s;
    p->rival = rival < 2 * best + grid_s * grid_s;
    p->rival_s = (double)rival_at * grid_s;
}

/* ---- pairs ------------------------------------------------------------------------------------------------------------------------ */

static int by_distance(const void *a, const void *b)
{
    const rf_match *x = a, *y = b;
    const double dx = fabs(x->late_s), dy = fabs(y->late_s);

    if (dx != dy)
        return dx < dy ? -1 : 1;
    return (x->reference > y->reference) - (x->reference < y->reference);
}

static int by_reference(const void *a, const void *b)
{
    const rf_match *x = a, *y = b;

    return (x->reference > y->reference) - (x->reference < y->reference);
}

/* All that are near enough to be partners. */
static int candidates(rf_match **out, size_t *n, const clocked *found, const rf_mark *reference, size_t n_reference, double tolerance_s)
{
    size_t room = n_reference + 16;

    *n = 0;
    *out = malloc(room * sizeof **out);
    for (size_t i = 0; *out && i < n_reference; i++)
        for (size_t k = first_from(found, reference[i].t_s - tolerance_s);
             k < found->n && time_of(found, k) <= reference[i].t_s + tolerance_s; k++) {
            if (*n == room) {
                rf_match *grown = realloc(*out, 2 * room * sizeof *grown);

                if (!grown) {
                    free(*out);
                    *out = NULL;
                    return RF_ERR_NOMEM;
                }
                room *= 2;
                *out = grown;
            }
            (*out)[(*n)++] = (rf_match) { k, i, time_of(found, k) - reference[i].t_s };
        }
    return *out ? 0 : RF_ERR_NOMEM;
}

/* Keeps those that are the nearest that is left. @return how many. */
static size_t choose(rf_match *m, size_t n, unsigned char *found_taken, unsigned char *reference_taken)
{
    size_t kept = 0;

    qsort(m, n, sizeof *m, by_distance);
    for (size_t i = 0; i < n; i++) {
        if (found_taken[m[i].found] || reference_taken[m[i].reference])
            continue;
        found_taken[m[i].found] = reference_taken[m[i].reference] = 1;
        m[kept++] = m[i];
    }
    qsort(m, kept, sizeof *m, by_reference);
    return kept;
}

static int pair(rf_pairing *p, rf_mark_kind kind, const clocked *found, const rf_record *reference, double tolerance_s)
{
    const rf_mark *ref = reference->event[kind];
    const size_t n_ref = reference->n[kind];
    unsigned char *taken = calloc(found->n + n_ref + 1, 1);
    size_t n = 0;
    int r = taken && n_ref > 0 && found->n > 0 ? candidates(&p->match[kind], &n, found, ref, n_ref, tolerance_s) : taken ? 0 : RF_ERR_NOMEM;

    if (r == 0 && n > 0)
        p->n[kind] = choose(p->match[kind], n, taken, taken + found->n);
    for (size_t k = 0; r == 0 && n_ref > 0 && k < found->n; k++) {
        const double t = time_of(found, k);
        const bool inside = t >= ref[0].t_s - tolerance_s && t <= ref[n_ref - 1].t_s + tolerance_s;

        p->extra[kind] += inside && !taken[k];
        p->outside[kind] += !inside;
    }
    free(taken);
    return r;
}

static void drop(rf_pairing *p)
{
    for (int k = 0; k < RF_MARK_KINDS; k++) {
        free(p->match[k]);
        p->match[k] = NULL;
        p->n[k] = p->extra[k] = p->outside[k] = 0;
    }
}

/* ---- the clock's fine part ---------------------------------------------------------------------------------------------------------- */

/* Median of the distances, and their robust standard deviation; x is scratch. */
static double centre(const rf_pairing *p, double *x, double *spread)
{
    const size_t n = p->n[RF_MARK_IC];
    double mid;

    for (size_t i = 0; i < n; i++)
        x[i] = p->match[RF_MARK_IC][i].late_s;
    mid = rf_median(x, n);
    for (size_t i = 0; i < n; i++)
        x[i] = fabs(p->match[RF_MARK_IC][i].late_s - mid);
    *spread = robust * rf_median(x, n);
    return mid;
}

/* The slope of the distances over time, 0 where too little is there to tell. */
static double slope(const rf_pairing *p, const clocked *found, double mid, double spread)
{
    double n = 0, t = 0, d = 0, tt = 0, td = 0, first = INFINITY, last = -INFINITY;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < p->n[RF_MARK_IC]; i++) {
            const rf_match *m = &p->match[RF_MARK_IC][i];
            const double at = found->event[m->found].t_s;

            if (fabs(m->late_s - mid) > 3 * spread)
                continue;
            if (pass == 0) {
                n++, t += at, d += m->late_s;
                first = rf_min(first, at);
                last = rf_max(last, at);
            } else {
                tt += (at - t / n) * (at - t / n);
                td += (at - t / n) * (m->late_s - d / n);
            }
        }
    return n >= FEWEST_FOR_DRIFT && last - first >= drift_span_s ? td / tt : 0;
}

/* A few rounds of pairing and centring: each brings more true partners within reach. */
static int refine(rf_pairing *p, clocked *found, const rf_record *reference, const rf_pairing_settings *s)
{
    for (int i = 0; i < ROUNDS; i++) {
        double *scratch, mid, spread;
        int r;

        drop(p);
        r = pair(p, RF_MARK_IC, found, reference, s->tolerance_s);
        if (r < 0 || p->n[RF_MARK_IC] == 0)
            return r;
        scratch = malloc(p->n[RF_MARK_IC] * sizeof *scratch);
        if (!scratch)
            return RF_ERR_NOMEM;
        mid = centre(p, scratch, &spread);
        free(scratch);
        if (s->drift)
            found->drift -= slope(p, found, mid, rf_max(spread, 0.001));
        if (s->drift) { /* the line turns about the first event: its middle moved, too */
            drop(p);
            r = pair(p, RF_MARK_IC, found, reference, s->tolerance_s);
            scratch = r < 0 || p->n[RF_MARK_IC] == 0 ? NULL : malloc(p->n[RF_MARK_IC] * sizeof *scratch);
            if (!scratch)
                return r < 0 ? r : p->n[RF_MARK_IC] == 0 ? 0 : RF_ERR_NOMEM;
            mid = centre(p, scratch, &spread);
            free(scratch);
        }
        if (isnan(s->offset_s))
            found->offset_s -= mid;
    }
    return 0;
}

static void count_sides(rf_pairing *p, const rf_record *found, const rf_record *reference)
{
    for (size_t i = 0; i < p->n[RF_MARK_IC]; i++) {
        const rf_match *m = &p->match[RF_MARK_IC][i];
        const rf_side a = found->event[RF_MARK_IC][m->found].side, b = reference->event[RF_MARK_IC][m->reference].side;
        const bool named = (a == RF_SIDE_LEFT || a == RF_SIDE_RIGHT) && (b == RF_SIDE_LEFT || b == RF_SIDE_RIGHT);

        p->sides += named;
        p->wrong_side += named && a != b;
    }
}

int rf_pairing_make(rf_pairing *p, const rf_record *found, const rf_record *reference, const rf_pairing_settings *s)
{
    clocked c = { found->event[RF_MARK_IC], found->n[RF_MARK_IC], isnan(s->offset_s) ? 0 : s->offset_s, 0, 0 };
    int r = 0;

    *p = (rf_pairing) { 0 };
    c.from_s = c.n > 0 ? c.event[0].t_s : 0;
    if (isnan(s->offset_s))
        find_offset(p, &c, reference, s);
    if (isnan(s->offset_s) || s->drift)
        r = refine(p, &c, reference, s);
    drop(p);
    for (rf_mark_kind k = RF_MARK_IC; r == 0 && k < RF_MARK_KINDS; k++) {
        c.event = found->event[k];
        c.n = found->n[k];
        r = pair(p, k, &c, reference, s->tolerance_s);
    }
    p->offset_s = c.offset_s;
    p->drift_ppm = 1e6 * c.drift;
    if (r < 0)
        rf_pairing_free(p);
    else
        count_sides(p, found, reference);
    return r;
}

void rf_pairing_free(rf_pairing *p)
{
    drop(p);
}
