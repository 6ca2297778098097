#include "tally.h"

#include <stdlib.h>

#define MATCH_S   0.100
#define EDGE_S    0.06 /* a found contact counts as extra from here before the first true one to here after the last */
#define CONTACT_S 0.6

typedef struct pair {
    double apart;
    long truth, found;
} pair;

static int nearer(const void *a, const void *b)
{
    const pair *x = a, *y = b;

    if (x->apart != y->apart)
        return x->apart < y->apart ? -1 : 1;
    return x->truth != y->truth ? (x->truth > y->truth) - (x->truth < y->truth) : (x->found > y->found) - (x->found < y->found);
}

void rfm_match(const rfm_times *truth, const rfm_times *found, double *of)
{
    pair *p = rfm_room((size_t)(truth->n * 16 + 1), sizeof *p);
    bool *used = rfm_room((size_t)found->n, sizeof *used);
    long n = 0, k = 0;

    for (long i = 0; i < truth->n; i++) {
        long m;

        of[i] = NAN;
        while (k < found->n && found->t[k] < truth->t[i] - MATCH_S)
            k++;
        for (m = k; m < found->n && found->t[m] <= truth->t[i] + MATCH_S && n < truth->n * 16; m++)
            p[n++] = (pair) { fabs(found->t[m] - truth->t[i]), i, m };
    }
    qsort(p, (size_t)n, sizeof *p, nearer);
    for (long j = 0; j < n; j++)
        if (isnan(of[p[j].truth]) && !used[p[j].found]) {
            of[p[j].truth] = found->t[p[j].found];
            used[p[j].found] = true;
        }
    free(p);
    free(used);
}

static int by_time(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void put_in_order(rfm_times *t)
{
    if (t->n)
        qsort(t->t, (size_t)t->n, sizeof *t->t, by_time);
}

/* The terminal contact that closes the contact of truth i; −1. */
static long closing(const rfm_recording *r, long i)
{
    for (long k = 0; k < r->tc.n; k++)
        if (r->tc.t[k] > r->ic.t[i])
            return r->tc.t[k] - r->ic.t[i] < CONTACT_S ? k : -1;
    return -1;
}

void rfm_tally_add(rfm_tally *y, const rfm_recording *r, rfm_times *ic, rfm_times *tc)
{
    double *a = rfm_room((size_t)r->ic.n, sizeof *a), *b = rfm_room((size_t)r->tc.n, sizeof *b);
    long inside = 0, hit = 0;

    put_in_order(ic);
    put_in_order(tc);
    rfm_match(&r->ic, ic, a);
    rfm_match(&r->tc, tc, b);
    for (long i = 0; i < r->ic.n; i++)
        if (isfinite(a[i])) {
            const long k = closing(r, i);

            hit++;
            rfm_times_add(&y->ic, 1000 * (a[i] - r->ic.t[i]));
            if (k >= 0 && isfinite(b[k]))
                rfm_times_add(&y->contact, 1000 * (b[k] - a[i] - (r->tc.t[k] - r->ic.t[i])));
            inside += a[i] < r->ic.t[0] - EDGE_S || a[i] > r->ic.t[r->ic.n - 1] + EDGE_S; /* used, but not counted below */
        }
    for (long m = 0; r->ic.n && m < ic->n; m++)
        inside += ic->t[m] >= r->ic.t[0] - EDGE_S && ic->t[m] <= r->ic.t[r->ic.n - 1] + EDGE_S;
    for (long k = 0; k < r->tc.n; k++)
        if (isfinite(b[k]))
            rfm_times_add(&y->tc, 1000 * (b[k] - r->tc.t[k]));
    y->truth += r->ic.n;
    y->hit += hit;
    y->extra += inside - hit;
    free(a);
    free(b);
}

void rfm_tally_free(rfm_tally *y)
{
    rfm_times_free(&y->ic);
    rfm_times_free(&y->tc);
    rfm_times_free(&y->contact);
    *y = (rfm_tally) { 0 };
}

double rfm_mean(const rfm_times *e)
{
    double s = 0;

    for (long i = 0; i < e->n; i++)
        s += e->t[i];
    return e->n ? s / (double)e->n : NAN;
}

double rfm_sd(const rfm_times *e)
{
    const double m = rfm_mean(e);
    double s = 0;

    for (long i = 0; i < e->n; i++)
        s += (e->t[i] - m) * (e->t[i] - m);
    return e->n > 2 ? sqrt(s / (double)e->n) : NAN;
}

double rfm_mean_size(const rfm_times *e, double less)
{
    double s = 0;

    for (long i = 0; i < e->n; i++)
        s += fabs(e->t[i] - less);
    return e->n ? s / (double)e->n : NAN;
}
