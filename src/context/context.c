/* The context as a whole: its parts in their order, the flags of each contact, and the session's figures.
 *
 * The usual speed is the median of all strides. Where hardly any stride is 10 % faster than that, the lower quartile is tried: a session of as many
 * fast as easy strides has its median anywhere between them.
 */
#include "context/context.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "gait/feet.h"
#include "gait/metrics.h"
#include "gait/uncertainty.h"

#define Z90          1.6448536269514722
#define LATE_LEAST_S 180.0 /* a shorter run has no late part */
enum { FAST_LEAST = 40 };  /* contacts: 20 strides of each foot */

/* --- flags --- */

static size_t faster_than(const rf_contact *c, size_t n, double v)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        m += (double)c[i].value[RF_M_pace_mps] >= v;
    return m;
}

/* From which speed on a stride is fast; infinite where one speed stands for all. */
static int fast_from(const rf_context *x, const rf_contact *c, size_t n, double *out)
{
    double *v = malloc((n ? n : 1) * sizeof *v), median;
    size_t m = 0;

    *out = INFINITY;
    if (!v)
        return RF_ERR_NOMEM;
    for (size_t i = 0; x->pace_varies && i < n; i++)
        if (isfinite(c[i].value[RF_M_pace_mps]))
            v[m++] = (double)c[i].value[RF_M_pace_mps];
    if (m > 0) {
        median = rf_median(v, m);
        *out = x->fast_ratio * median;
        if (faster_than(c, n, *out) < FAST_LEAST)
            *out = x->fast_ratio * rf_quantile(v, m, 0.25);
    }
    if (m > 0 && x->settings->ten_km_mps > 0)
        *out = rf_min(*out, x->settings->ten_km_mps);
    free(v);
    return 0;
}

static double run_s(const rf_contact *c, size_t n)
{
    double s = 0;

    for (size_t i = 1; i < n; i++)
        s += rf_context_begins(c, i) ? 0 : (double)(c[i].ic_us - c[i - 1].ic_us) / 1e6;
    return s;
}

static int set_flags(rf_context *x, rf_contact *c, size_t n)
{
    const double whole_s = run_s(c, n);
    double fast, s = 0;
    const int err = fast_from(x, c, n, &fast);

    for (size_t i = 0; i < n && err == 0; i++) {
        const double grade = (double)c[i].value[RF_M_grade_pct], radius = (double)c[i].value[RF_M_turn_radius_m];

        s += rf_context_begins(c, i) ? 0 : (double)(c[i].ic_us - c[i - 1].ic_us) / 1e6;
        c[i].flags |= grade >= x->uphill_pct ? RF_CONTACT_UPHILL : grade <= -x->uphill_pct ? RF_CONTACT_DOWNHILL : 0u;
        if (fabs(radius) <= RF_CONTEXT_TURN_M)
            c[i].flags |= radius > 0 ? RF_CONTACT_LEFT_TURN : RF_CONTACT_RIGHT_TURN;
        c[i].flags |= (double)c[i].value[RF_M_pace_mps] >= fast ? RF_CONTACT_FAST : 0u;
        c[i].flags |= whole_s >= LATE_LEAST_S && s >= RF_CONTEXT_LATE * whole_s ? RF_CONTACT_LATE : 0u;
    }
    return err;
}

int rf_context_fill(rf_context *x, rf_contact *c, size_t n, double speed_mps, rf_told_by speed)
{
    int err = rf_context_pace(x, c, n, speed_mps, speed);

    if (err == 0)
        err = rf_context_grade(x, c, n, isfinite(x->pace.u) && speed_mps > 0 ? x->pace.u / speed_mps : 0);
    if (err < 0)
        return err;
    rf_context_turns(x, c, n);
    return set_flags(x, c, n);
}

/* --- the session's figures --- */

static void tell(rf_value *v, double value, double u, long n, const char *method)
{
    if (!isfinite(value))
        return;
    v->value = value;
    v->lo = value - Z90 * u;
    v->hi = value + Z90 * u;
    v->n = n;
    v->method = method;
    v->told = true;
    v->why[0] = 0;
}

/* Share of the running time, in percent, that a flag has; and how many contacts. */
static double share_pct(const rf_contact *c, size_t n, unsigned flag, long *count)
{
    double with = 0, all = 0;

    *count = 0;
    for (size_t i = 0; i < n; i++) {
        const double s = i + 1 < n && !rf_context_begins(c, i + 1) ? (double)(c[i + 1].ic_us - c[i].ic_us) / 1e6 : 0;

        all += s;
        with += c[i].flags & flag ? s : 0;
        *count += (c[i].flags & flag) != 0;
    }
    return all > 0 ? 100 * with / all : NAN;
}

/* A share is as long as its ends are sure: a second at each end of each stretch. */
static void tell_share(const rf_contact *c, size_t n, unsigned flag, const char *method, rf_value *v)
{
    long count, ends = 0;
    const double share = share_pct(c, n, flag, &count);

    for (size_t i = 1; i < n; i++)
        ends += (c[i].flags & flag) != (c[i - 1].flags & flag);
    tell(v, share, share > 0 ? 100 * sqrt((double)(ends > 0 ? ends : 1)) / rf_max(run_s(c, n), 1) : 0, count, method);
    v->lo = rf_max(v->lo, 0);
    v->hi = rf_min(v->hi, 100);
}

static bool level_straight(const rf_contact *c)
{
    return !(fabs((double)c->value[RF_M_grade_pct]) >= RF_CONTEXT_LEVEL_PCT) &&
           !(fabs((double)c->value[RF_M_turn_radius_m]) < RF_CONTEXT_STRAIGHT_M);
}

/* Left against right in contact time, percent of their mean, over contacts of a kind: flag, or straight and level ones for 0. */
static void tell_asymmetry(const rf_contact *c, size_t n, unsigned flag, double *work, rf_value *v)
{
    double middle[2], u2 = 0;
    long count[2];

    for (int side = 0; side < 2; side++) {
        size_t m = 0;

        for (size_t i = 0; i < n; i++)
            if (c[i].side == (side ? RF_SIDE_RIGHT : RF_SIDE_LEFT) && !(c[i].flags & RF_CONTACT_NO_EVENT) &&
                isfinite(c[i].value[RF_M_contact_ms]) && (flag ? (c[i].flags & flag) != 0 : level_straight(&c[i])))
                work[m++] = (double)c[i].value[RF_M_contact_ms];
        count[side] = (long)m;
        u2 += rf_error_of_mean(work, m) * rf_error_of_mean(work, m);
        middle[side] = m >= 5 ? rf_median(work, m) : NAN;
    }
    if (isfinite(middle[0] + middle[1])) {
        const double mean = (middle[0] + middle[1]) / 2;

        tell(v, 100 * (middle[0] - middle[1]) / mean, sqrt(1e4 * u2 / mean / mean + 1.6 * 1.6), count[0] + count[1], v->metric->method);
    } else if (n > 0 && (rf_feet_of(c, n) & RF_FOOT_BOTH) != RF_FOOT_BOTH)
        snprintf(v->why, sizeof v->why, "needs both feet: a sensor on each leg, or one on the pelvis");
    else if (n > 0)
        snprintf(v->why, sizeof v->why, "fewer than 5 strides of each foot %s",
                 flag == RF_CONTACT_LEFT_TURN    ? "in turns to the left"
                 : flag == RF_CONTACT_RIGHT_TURN ? "in turns to the right"
                                                 : "that are straight and level");
}

static size_t gather(const rf_contact *c, size_t n, int metric, bool size, double *work)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (isfinite(c[i].value[metric]))
            work[m++] = size ? fabs((double)c[i].value[metric]) : (double)c[i].value[metric];
    return m;
}

static void tell_grade(const rf_context *x, const rf_contact *c, size_t n, double *work, rf_value *v)
{
    const size_t m = gather(c, n, RF_M_grade_pct, false, work);
    double sum = 0;

    for (size_t i = 0; i < m; i++)
        sum += work[i];
    if (m)
        tell(v, sum / (double)m, x->grade.method[0] ? x->grade.u : 0.3, (long)m, x->grade.method[0] ? x->grade.method : "told");
}

static void tell_radius(const rf_context *x, const rf_contact *c, size_t n, double *work, rf_value *v)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (c[i].flags & (RF_CONTACT_LEFT_TURN | RF_CONTACT_RIGHT_TURN))
            work[m++] = fabs((double)c[i].value[RF_M_turn_radius_m]);
    if (m >= 4) {
        const double r = rf_median(work, m), speed = c[0].value[RF_M_pace_mps] > 0 ? (double)c[0].value[RF_M_pace_mps] : 3;
        const double rate = speed / r / RF_DEG;

        tell(v, r, r * sqrt(x->pace.u * x->pace.u / speed / speed + x->turn.u * x->turn.u / rate / rate), (long)m,
             "median of the bends of 100 m and less, of either direction");
    }
}

/* Why there is no grade. */
static void excuse(const rf_context *x, rf_value *out)
{
    static const int row[] = { RF_M_grade_pct, RF_M_uphill_pct, RF_M_downhill_pct };
    const bool given = rf_asides_of(x->asides, RF_CHANNEL_ALTITUDE_M) || rf_asides_of(x->asides, RF_CHANNEL_GPS_ALTITUDE_M) ||
                       rf_asides_of(x->asides, RF_CHANNEL_GRADE_PCT);

    for (size_t i = 0; i < RF_COUNT(row); i++)
        snprintf(out[row[i]].why, sizeof out->why, "%s",
                 x->stands_still ? "the receiver stands still while the runner runs: on a treadmill, tell the grade (--grade)"
                 : given         ? "the heights or grades beside the sensors share too little time with the running"
                                 : "needs a column of altitude, air pressure or a treadmill's grade, or --grade");
}

int rf_context_values(const rf_context *x, const rf_contact *c, size_t n, rf_value *out)
{
    double *work = malloc((n ? n : 1) * sizeof *work);
    bool turns, grade;

    if (!work)
        return RF_ERR_NOMEM;
    turns = x->turn.method[0] != 0;
    grade = gather(c, n, RF_M_grade_pct, false, work) > 0;
    if (n > 0 && !grade)
        excuse(x, out);
    if (n > 0 && turns)
        snprintf(out[RF_M_turn_radius_m].why, sizeof out->why, "no bend of 100 m radius or less was run");
    tell_grade(x, c, n, work, &out[RF_M_grade_pct]);
    out[RF_M_turn_radius_m].told = false;
    out[RF_M_turn_radius_m].value = out[RF_M_turn_radius_m].lo = out[RF_M_turn_radius_m].hi = NAN;
    tell_radius(x, c, n, work, &out[RF_M_turn_radius_m]);
    if (turns) {
        tell_share(c, n, RF_CONTACT_LEFT_TURN, x->turn.method, &out[RF_M_turning_left_pct]);
        tell_share(c, n, RF_CONTACT_RIGHT_TURN, x->turn.method, &out[RF_M_turning_right_pct]);
    }
    if (grade) {
        tell_share(c, n, RF_CONTACT_UPHILL, x->grade.method, &out[RF_M_uphill_pct]);
        tell_share(c, n, RF_CONTACT_DOWNHILL, x->grade.method, &out[RF_M_downhill_pct]);
    }
    tell_asymmetry(c, n, 0, work, &out[RF_M_contact_asym_straight_pct]);
    tell_asymmetry(c, n, RF_CONTACT_LEFT_TURN, work, &out[RF_M_contact_asym_left_turn_pct]);
    tell_asymmetry(c, n, RF_CONTACT_RIGHT_TURN, work, &out[RF_M_contact_asym_right_turn_pct]);
    {
        const size_t m = gather(c, n, RF_M_pace_mps, false, work);

        tell(&out[RF_M_pace_mps], rf_median(work, m), x->pace.u, (long)m, x->pace.method);
    }
    if (n > 0 && isfinite(c[n - 1].value[RF_M_distance_m])) {
        const double d = (double)c[n - 1].value[RF_M_distance_m], v = d / rf_max(run_s(c, n), 1);

        tell(&out[RF_M_distance_m], d, v > 0 ? d * x->pace.u / v : 0, (long)n, x->pace.method);
    }
    free(work);
    return 0;
}
