/* Legs: an event's constant is what the mean of its errors over runners (each as one) is taken off; here it is taken from the other runners
 * alone. Where a slope on speed belongs to the event (shank, terminal contact) it is fitted again with it, on the trial's speed.
 *
 * Pelvis: the whole model is fitted again, as it was fitted: ridge (0.5 on standardised features) on the means of trials, virtual runners as one
 * each, the sacrum trials together half as much as all of these; the set's own constant is a penalised term (30), of which IC takes 0.9 and TC
 * 0.5. Left out: a virtual runner, or one sacrum trial (they are one runner's), or the whole other set.
 */
#include "loro.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "own.h"
#include "tally.h"

/* ---- legs --------------------------------------------------------------------------------------------------------------------------- */

typedef struct trial_errors {
    const rfm_recording *r;
    rfm_times e;
} trial_errors;

/* Offset and slope on speed of the trials' mean errors, each runner with the same weight, one of them left out (NULL: none). */
static void fit_line(const trial_errors *t, long n, const char *without, bool slope, double *at3, double *per_mps)
{
    double s0 = 0, s1 = 0, s2 = 0, y0 = 0, y1 = 0;

    for (long i = 0; i < n; i++) {
        double w = 0;

        if (!t[i].e.n || (without && !strcmp(without, t[i].r->runner)))
            continue;
        for (long k = 0; k < n; k++)
            w += t[k].e.n && !strcmp(t[k].r->runner, t[i].r->runner);
        w = 1 / w;
        {
            const double x = t[i].r->speed_mps - 3, y = rfm_mean(&t[i].e);

            s0 += w;
            s1 += w * x;
            s2 += w * x * x;
            y0 += w * y;
            y1 += w * x * y;
        }
    }
    *per_mps = slope ? (s0 * y1 - s1 * y0) / (s0 * s2 - s1 * s1) : 0;
    *at3 = (y0 - *per_mps * s1) / s0;
}

static void less_line(const trial_errors *t, long n, bool out, bool slope, rfm_times *all)
{
    for (long i = 0; i < n; i++) {
        double a, b;

        fit_line(t, n, out ? t[i].r->runner : NULL, slope, &a, &b);
        for (long k = 0; k < t[i].e.n; k++)
            rfm_times_add(all, t[i].e.t[k] - a - b * (t[i].r->speed_mps - 3));
    }
}

static rfm_loro row(const char *set, const char *event, const char *what, rfm_times *in, rfm_times *out)
{
    rfm_loro l = { .in_bias = rfm_mean(in), .in_sd = rfm_sd(in), .out_bias = rfm_mean(out), .out_sd = rfm_sd(out) };

    snprintf(l.set, sizeof l.set, "%s", set);
    snprintf(l.event, sizeof l.event, "%s", event);
    snprintf(l.what, sizeof l.what, "%s", what);
    rfm_times_free(in);
    rfm_times_free(out);
    return l;
}

static int legs(const rfm_library *lib, const char *set, rfm_loro *out)
{
    trial_errors *t[2] = { rfm_room((size_t)lib->n, sizeof *t[0]), rfm_room((size_t)lib->n, sizeof *t[1]) };
    long n = 0;
    int rows = 0;

    for (long i = 0; i < lib->n; i++) {
        rfm_found f = { 0 };
        rfm_tally y = { 0 };

        if (strcmp(lib->r[i].set, set))
            continue;
        rfm_own_run(&lib->r[i], true, &f);
        rfm_tally_add(&y, &lib->r[i], &f.ic, &f.tc);
        rfm_times_free(&f.ic);
        rfm_times_free(&f.tc);
        rfm_times_free(&y.contact);
        t[0][n] = (trial_errors) { &lib->r[i], y.ic };
        t[1][n++] = (trial_errors) { &lib->r[i], y.tc };
    }
    for (int event = 0; event < 2; event++)
        for (int slope = 0; slope < 2; slope++) {
            rfm_times in = { 0 }, left = { 0 };

            less_line(t[event], n, false, slope, &in);
            less_line(t[event], n, true, slope, &left);
            out[rows++] = row(set, event ? "TC" : "IC", slope ? "constant and slope on speed" : "constant", &in, &left);
        }
    for (int event = 0; event < 2; event++) {
        for (long i = 0; i < n; i++)
            rfm_times_free(&t[event][i].e);
        free(t[event]);
    }
    return rows;
}

/* ---- pelvis --------------------------------------------------------------------------------------------------------------------------- */

enum feature { HF, T, PK, XPR, X1, X1R, ONSET, FEATURES };
enum { MOST = 6 };

static const double bound[FEATURES][2] = { { 0.05, 0.32 }, { 250, 440 },    { 1.7, 3.0 }, { 1, 15 },
                                           { 0.08, 0.60 }, { -0.42, 0.05 }, { -1e9, 1e9 } };

typedef struct seen {
    double f[FEATURES];
    double ic, tc;           /* truth after the anchor, ms; tc NaN */
    double step_ic, step_tc; /* what this step adds to the mean of its neighbours */
} seen;

typedef struct pelvis_trial {
    const rfm_recording *r;
    bool sacrum;
    seen *s;
    long n;
    double f[FEATURES], ic, tc;
} pelvis_trial;

typedef struct line {
    int n, of[MOST];
    double constant, slope[MOST];
} line;

typedef struct model {
    line sharp, law, onset, tc, length;
} model;

static double held(const double *f, int k)
{
    return rf_clamp(f[k], bound[k][0], bound[k][1]);
}

static seen look(const rfm_step *s)
{
    const rf_shape *m = &s->mean;
    seen x = { .ic = NAN, .tc = NAN };
    double ic0, tc0, ic1, tc1;

    x.f[HF] = m->low2 > 0 ? sqrt(m->high2 / m->low2) : 0;
    x.f[T] = 1000 * m->T;
    x.f[PK] = m->peak;
    x.f[XPR] = m->push_mps2;
    x.f[X1] = sqrt(m->x1r * m->x1r + m->x1i * m->x1i) / RF_G0_MPS2;
    x.f[X1R] = m->x1r / RF_G0_MPS2;
    x.f[ONSET] = rf_pelvis_onset_ms(m->landing);
    rfm_pelvis_model(s, m, &ic0, &tc0);
    rfm_pelvis_model(s, &s->step, &ic1, &tc1);
    x.step_ic = ic1 - ic0;
    x.step_tc = tc1 - tc0;
    return x;
}

/* The steps of a recording that have a true contact, with their means. */
static pelvis_trial look_at(const rfm_recording *r)
{
    pelvis_trial t = { .r = r, .sacrum = !strcmp(r->set, "sacrum-force") };
    rfm_step *s;
    const long n = rfm_pelvis_steps(r, &s);

    t.s = rfm_room((size_t)r->ic.n, sizeof *t.s);
    for (long i = 0; i < r->ic.n; i++) {
        long best = -1, k = 0;
        seen x;

        for (long j = 0; j < n; j++)
            if (best < 0 || fabs(s[j].anchor_s - r->ic.t[i]) < fabs(s[best].anchor_s - r->ic.t[i]))
                best = j;
        while (k < r->tc.n && r->tc.t[k] <= r->ic.t[i])
            k++;
        if (best < 0 || fabs(s[best].anchor_s - r->ic.t[i]) > 0.1 || k == r->tc.n || r->tc.t[k] - r->ic.t[i] > 0.45)
            continue;
        x = look(&s[best]);
        x.ic = 1000 * (r->ic.t[i] - s[best].anchor_s);
        x.tc = 1000 * (r->tc.t[k] - s[best].anchor_s);
        t.s[t.n++] = x;
    }
    for (long i = 0; i < t.n; i++) {
        for (int k = 0; k < FEATURES; k++)
            t.f[k] += t.s[i].f[k] / (double)t.n;
        t.ic += t.s[i].ic / (double)t.n;
        t.tc += t.s[i].tc / (double)t.n;
    }
    free(s);
    return t;
}

/* A x = b, n <= MOST + 1, by elimination with the largest pivot. */
static void solve(double A[MOST + 1][MOST + 1], double *b, int n)
{
    for (int k = 0; k < n; k++) {
        int p = k;

        for (int i = k + 1; i < n; i++)
            if (fabs(A[i][k]) > fabs(A[p][k]))
                p = i;
        for (int j = 0; j < n; j++) {
            const double x = A[k][j];

            A[k][j] = A[p][j];
            A[p][j] = x;
        }
        {
            const double x = b[k];

            b[k] = b[p];
            b[p] = x;
        }
        for (int i = 0; i < n; i++) {
            const double q = A[i][k] / A[k][k];

            for (int j = k; i != k && j < n; j++)
                A[i][j] -= q * A[k][j];
            b[i] -= i != k ? q * b[k] : 0;
        }
    }
    for (int k = 0; k < n; k++)
        b[k] /= A[k][k];
}

typedef struct fitting {
    const pelvis_trial *t;
    long n;
    double *w; /* 0: left out */
    double *y;
} fitting;

/* Ridge on standardised features and the set; `share` of the set's own constant goes into the line's. */
static line fit(const fitting *f, const int *of, int n, double share)
{
    const int p = n + 1;
    double mean[MOST + 1] = { 0 }, sd[MOST + 1] = { 0 }, A[MOST + 1][MOST + 1] = { { 0 } }, b[MOST + 1] = { 0 }, sum = 0, my = 0;
    double used = 0;
    line l = { .n = n };

#define COLUMN(i, j) ((j) < n ? held(f->t[i].f, of[j]) : f->t[i].sacrum)
    for (long i = 0; i < f->n; i++) {
        sum += f->w[i];
        used += f->w[i] > 0;
        my += f->w[i] * f->y[i];
        for (int j = 0; j < p; j++)
            mean[j] += f->w[i] * COLUMN(i, j);
    }
    my /= sum;
    for (int j = 0; j < p; j++)
        mean[j] /= sum;
    for (long i = 0; i < f->n; i++)
        for (int j = 0; j < p; j++)
            sd[j] += f->w[i] * (COLUMN(i, j) - mean[j]) * (COLUMN(i, j) - mean[j]) / sum;
    for (int j = 0; j < p; j++)
        sd[j] = sqrt(sd[j]) + 1e-12;
    for (long i = 0; i < f->n; i++)
        for (int j = 0; j < p; j++) {
            const double x = (COLUMN(i, j) - mean[j]) / sd[j], w = f->w[i] / sum * used;

            b[j] += w * x * (f->y[i] - my);
            for (int k = 0; k < p; k++)
                A[j][k] += w * x * (COLUMN(i, k) - mean[k]) / sd[k];
        }
    for (int j = 0; j < p; j++)
        A[j][j] += j < n ? 0.5 : 30;
    solve(A, b, p);
    l.constant = my;
    for (int j = 0; j < p; j++) {
        l.constant -= mean[j] * b[j] / sd[j];
        if (j < n) {
            l.of[j] = of[j];
            l.slope[j] = b[j] / sd[j];
        }
    }
    l.constant += share * b[n] / sd[n];
#undef COLUMN
    return l;
}

static double along(const line *l, const double *f)
{
    double y = l->constant;

    for (int j = 0; j < l->n; j++)
        y += l->slope[j] * held(f, l->of[j]);
    return y;
}

static double law_ms(const model *m, const double *f)
{
    return rf_pelvis_rise_ms(rf_clamp(along(&m->length, f), 140, 380), held(f, T));
}

static model fit_all(fitting *f)
{
    static const int sharp[] = { HF }, length[] = { T, PK, XPR }, tc[] = { T, PK, XPR, X1, X1R };
    model m;

    for (long i = 0; i < f->n; i++)
        f->y[i] = f->t[i].ic;
    m.sharp = fit(f, sharp, 1, 0.9);
    for (long i = 0; i < f->n; i++)
        f->y[i] = f->t[i].tc - f->t[i].ic;
    m.length = fit(f, length, 3, 0.5);
    for (long i = 0; i < f->n; i++)
        f->y[i] = f->t[i].ic + law_ms(&m, f->t[i].f);
    m.law = fit(f, sharp, 1, 0.9);
    for (long i = 0; i < f->n; i++)
        f->y[i] = f->t[i].ic - f->t[i].f[ONSET];
    m.onset = fit(f, sharp, 0, 0.9);
    for (long i = 0; i < f->n; i++)
        f->y[i] = f->t[i].tc;
    m.tc = fit(f, tc, 5, 0.5);
    return m;
}

static double middle(double a, double b, double c)
{
    return rf_max(rf_min(a, b), rf_min(rf_max(a, b), c));
}

static void judge(const model *m, const pelvis_trial *t, rfm_times *ic, rfm_times *tc)
{
    for (long i = 0; i < t->n; i++) {
        const seen *s = &t->s[i];
        const double a = along(&m->sharp, s->f), b = along(&m->law, s->f) - law_ms(m, s->f), on = m->onset.constant + s->f[ONSET];
        const double c = isfinite(on) ? on : (a + b) / 2, mid = middle(a, b, c);

        rfm_times_add(ic, (rf_clamp(a, mid - 12, mid + 12) + rf_clamp(b, mid - 12, mid + 12) + rf_clamp(c, mid - 12, mid + 12)) / 3 +
                              s->step_ic - s->ic);
        rfm_times_add(tc, along(&m->tc, s->f) + s->step_tc - s->tc);
    }
}

enum left_out { NOBODY, RUNNER, SET };

static bool is_left_out(const pelvis_trial *t, const pelvis_trial *judged, enum left_out rule)
{
    if (rule == NOBODY)
        return false;
    if (rule == SET)
        return t->sacrum == judged->sacrum;
    return judged->sacrum ? t == judged : !strcmp(t->r->runner, judged->r->runner);
}

static void weigh(fitting *f, const pelvis_trial *judged, enum left_out rule)
{
    for (long i = 0; i < f->n; i++) {
        double own = 0;

        for (long k = 0; k < f->n; k++)
            own += !is_left_out(&f->t[k], judged, rule) && !strcmp(f->t[k].r->runner, f->t[i].r->runner);
        f->w[i] = is_left_out(&f->t[i], judged, rule) ? 0 : f->t[i].sacrum ? 0.5 / own : 1.0 / 9 / own;
    }
}

static int pelvis(const rfm_library *lib, rfm_loro *out)
{
    pelvis_trial *t = rfm_room((size_t)lib->n, sizeof *t);
    fitting f = { .t = t };
    rfm_times e[3][2][2] = { { { { 0 } } } }; /* rule, set, event */
    int rows = 0;

    for (long i = 0; i < lib->n; i++)
        if (lib->r[i].placement == RF_PLACE_PELVIS && lib->r[i].ic.n)
            t[f.n++] = look_at(&lib->r[i]);
    f.w = rfm_room((size_t)f.n, sizeof *f.w);
    f.y = rfm_room((size_t)f.n, sizeof *f.y);
    for (int rule = NOBODY; rule <= SET; rule++)
        for (long i = 0; i < f.n; i++) {
            model m;

            weigh(&f, &t[i], (enum left_out)rule);
            m = fit_all(&f);
            judge(&m, &t[i], &e[rule][t[i].sacrum][0], &e[rule][t[i].sacrum][1]);
        }
    for (int set = 0; set < 2; set++)
        for (int event = 0; event < 2; event++) {
            const char *name = set ? "sacrum-force" : "virtual-pelvis", *ev = event ? "TC" : "IC";
            rfm_times in = { 0 };

            for (long k = 0; k < e[NOBODY][set][event].n; k++)
                rfm_times_add(&in, e[NOBODY][set][event].t[k]);
            out[rows++] = row(name, ev, set ? "model, one trial out" : "model, one runner out", &in, &e[RUNNER][set][event]);
            out[rows++] = row(name, ev, "model, fitted on the other set", &e[NOBODY][set][event], &e[SET][set][event]);
        }
    for (long i = 0; i < f.n; i++)
        free(t[i].s);
    free(f.w);
    free(f.y);
    free(t);
    return rows;
}

int rfm_loro_all(const rfm_library *lib, rfm_loro *out)
{
    int n = legs(lib, "virtual-foot", out);

    n += legs(lib, "virtual-shank", out + n);
    n += legs(lib, "virtual-thigh", out + n);
    return n + pelvis(lib, out + n);
}
