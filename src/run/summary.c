#include "run/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "gait/feet.h"
#include "gait/metrics.h"
#include "gait/uncertainty.h"
#include "pattern/norms.h"
#include "run/keepers.h"

#define Z90 1.6448536269514722 /* half the width of a 90 % interval, in standard uncertainties */

typedef struct summary {
    const rf_contact *contacts;
    size_t n;
    const rf_chain *chain;
    int n_chains;
    const rf_session_settings *set;
    const char *stride_speed;
    double *x;  /* to work in: room for a double a contact, and for one a window of any sensor */
    int keeper; /* the sensor that timed most contacts; −1 */
} summary;

static const rf_chain *worn(const summary *s, rf_placement p)
{
    for (int i = 0; i < s->n_chains; i++)
        if (s->chain[i].placement == p)
            return &s->chain[i];
    return NULL;
}

static bool any_bout(const summary *s)
{
    for (int i = 0; i < s->n_chains; i++)
        if (s->chain[i].n_bouts)
            return true;
    return false;
}

static rf_placement timed_by(const summary *s)
{
    return s->keeper >= 0 ? s->chain[s->keeper].placement : RF_PLACE_UNKNOWN;
}

static size_t gather(const summary *s, int metric)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        if (isfinite(s->contacts[i].value[metric]))
            s->x[n++] = (double)s->contacts[i].value[metric];
    return n;
}

static double square(double x)
{
    return x * x;
}

static void tell(rf_value *v, double value, double u, long n, const char *method)
{
    v->value = value;
    v->lo = value - Z90 * u;
    v->hi = value + Z90 * u;
    v->n = n;
    v->method = method;
    v->told = isfinite(value);
}

/* What is counted from one foot to the other, where the contacts are of one foot only. */
static bool misses_other_foot(const summary *s, const rf_metric_info *m)
{
    static const int from_foot_to_foot[] = { RF_M_flight_ms, RF_M_step_ms, RF_M_peak_force_bw, RF_M_leg_stiffness_kn_per_m };
    const unsigned feet = rf_feet_of(s->contacts, s->n);
    bool counted = false;

    for (size_t i = 0; i < RF_COUNT(from_foot_to_foot); i++)
        counted |= m == rf_metric_at((size_t)from_foot_to_foot[i]);
    return counted && (feet == RF_FOOT_LEFT || feet == RF_FOOT_RIGHT);
}

/* A sensor is where it could tell the metric, and tells nothing. */
static void said_nothing(const summary *s, rf_placement p, rf_value *v)
{
    const rf_chain *c = worn(s, p);

    if (c && !c->track->gyro)
        snprintf(v->why, sizeof v->why, "needs a gyroscope: the sensor on the %s has none", rf_placement_name(p));
    else
        snprintf(v->why, sizeof v->why, "the sensor that could tell it gave nothing usable");
}

/* Why a metric has no value: no running, a sensor that is not worn, or a pose that is missing. */
static void excuse(const summary *s, rf_value *v)
{
    const char *const where = v->metric->placements;

    if (s->n_chains == 0 && !where[0]) /* a watch's records */
        snprintf(v->why, sizeof v->why, "needs a sensor's samples: this recording has none");
    else if (s->n_chains > 0 && !any_bout(s))
        snprintf(v->why, sizeof v->why, "no running was found");
    else if (!where[0])
        snprintf(v->why, sizeof v->why, "nothing in the recording or told by the runner gives it");
    else if (misses_other_foot(s, v->metric))
        snprintf(v->why, sizeof v->why, "needs both feet: a sensor on the other leg too, or one on the pelvis");
    else if (!strstr(where, "+") && s->n && strstr(where, rf_placement_name(timed_by(s))))
        said_nothing(s, timed_by(s), v);
    else if (!strstr(where, "+") && worn(s, rf_placement_from_word(where)))
        said_nothing(s, rf_placement_from_word(where), v);
    else
        snprintf(v->why, sizeof v->why, "needs a sensor on: %s", where);
    for (int i = 0; i < s->n_chains; i++)
        if (strstr(v->metric->method, "standing") && !s->chain[i].track->pose.known &&
            strstr(where, rf_placement_name(s->chain[i].placement)) && s->chain[i].n_bouts)
            snprintf(v->why, sizeof v->why, "counts from standing: no quiet standing of 2 s was found before the run");
}

/* Where one sensor took over from another the figure is as wrong as both in the mean. */
static double systematic(const summary *s, const rf_metric_info *m)
{
    size_t of[RF_MAX_SENSORS] = { 0 }, n = 0;
    double sum = 0;

    for (size_t i = 0; i < s->n; i++)
        if (m->step < 0 || isfinite(s->contacts[i].value[m->step]))
            of[s->contacts[i].sensor]++;
    for (int k = 0; k < s->n_chains; k++)
        if (of[k] > 0) {
            sum += (double)of[k] * (square(rf_error_of(m->id, s->chain[k].placement)) +
                                    square(rf_error_of_rate(m->id, s->chain[k].placement, s->chain[k].track->source_hz)));
            n += of[k];
        }
    return n ? sqrt(sum / (double)n) : rf_error_of(m->id, timed_by(s));
}

static void step_metric(const summary *s, rf_value *v)
{
    const size_t n = gather(s, v->metric->step);
    const double sys = systematic(s, v->metric), random = rf_error_of_mean(s->x, n);

    if (n)
        tell(v, rf_median(s->x, n), sqrt(sys * sys + random * random), (long)n, v->metric->method);
}

/* Mean of a column of times without those beside a missed contact; NaN if too few are there. *kept: how many. *u: its uncertainty. */
static double mean_time_ms(const summary *s, int metric, long *kept, double *u)
{
    const size_t n = gather(s, metric);
    double sum = 0, median;

    *u = rf_error_of_mean(s->x, n);
    *kept = 0;
    if (n < 4 || 4 * n < s->n)
        return NAN;
    median = rf_median(s->x, n);
    for (size_t i = 0; i < n; i++)
        if (fabs(s->x[i] / median - 1) < 0.3) {
            sum += s->x[i];
            ++*kept;
        }
    return sum / (double)*kept;
}

/* The sensor that kept the time most; without contacts the first that saw running. */
static const rf_chain *timekeeper(const summary *s)
{
    if (s->keeper >= 0)
        return &s->chain[s->keeper];
    for (int i = 0; i < s->n_chains; i++)
        if (s->chain[i].n_windows)
            return &s->chain[i];
    return NULL;
}

static double middle_window_spm(const summary *s, const rf_chain *c)
{
    for (size_t k = 0; c && k < c->n_windows; k++)
        s->x[k] = (double)c->window_spm[k];
    return c && c->n_windows ? rf_median(s->x, c->n_windows) : NAN;
}

/* Of a short recording every step counts: steps over the time they took (from one leg, strides). Of a longer one the middle of its windows: starts,
 * stops and the way to the traffic light are no cadence of anybody. */
static void cadence(const summary *s, rf_value *v)
{
    enum { LONG = 30 /* windows, one a second */ };
    const rf_chain *c = timekeeper(s);
    const double middle = middle_window_spm(s, c), sys = systematic(s, v->metric);
    long n = 0;
    double u_ms = 0, ms = mean_time_ms(s, RF_M_step_ms, &n, &u_ms), per_minute = 60000;

    if (c && c->track->source_hz < 19) /* two cadences look the same there: notice too_slow */
        return;
    if (!isfinite(ms)) {
        ms = mean_time_ms(s, RF_M_stride_ms, &n, &u_ms);
        per_minute = 120000;
    }
    if (isfinite(ms) && c->n_windows < LONG)
        tell(v, per_minute / ms, sqrt(sys * sys + square(per_minute / ms / ms * u_ms)), n,
             per_minute < 1e5 ? "steps over the time they took" : "strides over the time they took, both feet counted");
    else if (isfinite(ms))
        tell(v, middle, sqrt(sys * sys + square(per_minute / ms / ms * u_ms)), n, v->metric->method);
    else if (isfinite(middle))
        tell(v, middle, 1.0, (long)c->n_windows, "autocorrelation at the stride lag, median of windows of 8 s");
}

static void duty_factor(const summary *s, rf_value *v)
{
    const double sys = systematic(s, v->metric);
    size_t n = 0;
    double u;

    for (size_t i = 0; i < s->n; i++) {
        const double d = (double)s->contacts[i].value[RF_M_contact_ms] / (double)s->contacts[i].value[RF_M_stride_ms];

        if (isfinite(d))
            s->x[n++] = d;
    }
    if (!n)
        return;
    u = rf_error_of_mean(s->x, n);
    tell(v, rf_median(s->x, n), sqrt(sys * sys + u * u), (long)n, v->metric->method);
}

/* The leg as a spring under a half-sine force (Morin 2005): from contact, flight, speed, height and mass. On a slope the model does not hold. */
static void leg_stiffness(const summary *s, const rf_value *values, double speed, double u_speed, rf_value *v)
{
    const double tc = values[RF_M_contact_ms].value / 1000, tf = values[RF_M_flight_ms].value / 1000;
    const double m = s->set->mass_kg, L = 0.53 * s->set->height_m;
    const double u_tc = (values[RF_M_contact_ms].hi - values[RF_M_contact_ms].lo) / (2 * Z90) / 1000;
    double force, drop, dL, k;

    if (!isfinite(m) || !isfinite(L)) {
        snprintf(v->why, sizeof v->why, "needs the runner's mass and height (--mass, --height)");
        return;
    }
    if (!isfinite(tc + tf + speed) || (isfinite(s->set->grade_pct) && fabs(s->set->grade_pct) > 2) || speed * tc / 2 >= L) {
        snprintf(v->why, sizeof v->why, "needs contact and flight time and a speed on level ground");
        return;
    }
    force = m * RF_G0_MPS2 * RF_PI / 2 * (tf / tc + 1);
    drop = force * tc * tc / (m * RF_PI * RF_PI) - RF_G0_MPS2 * tc * tc / 8;
    dL = L - sqrt(L * L - square(speed * tc / 2)) + drop;
    k = force / dL / 1000;
    tell(v, k, k * sqrt(square(2.1 * u_tc / tc) + square(1.2 * u_speed / speed) + square(0.06)), values[RF_M_contact_ms].n,
         v->metric->method);
}

static void speed_of(const summary *s, const rf_value *values, double *speed, double *u, const char **method)
{
    const rf_value *v = &values[RF_M_speed_mps];

    *speed = *u = NAN;
    *method = "";
    if (isfinite(s->set->speed_mps)) {
        *speed = s->set->speed_mps;
        *u = 0.02 * s->set->speed_mps; /* a treadmill's own display */
        *method = "told";
    } else if (v->told) {
        *speed = v->value;
        *u = (v->hi - v->lo) / (2 * Z90);
        *method = s->stride_speed[0] ? s->stride_speed : "measured at the foot";
    } else {
        const rf_value *c = &values[RF_M_contact_ms], *k = &values[RF_M_cadence_spm];

        if (c->told && k->told && rf_norm_speed_from_contact_and_cadence(c->value, k->value, s->set->height_m, speed, u))
            *method = "estimated from contact time and cadence, as healthy runners have them";
    }
}

int rf_summary_make(const rf_contact *contacts, size_t n, const rf_chain *chain, int n_chains, const rf_session_settings *set,
                    const char *stride_speed, rf_value *out, double *speed, double *speed_u, const char **speed_method)
{
    summary s = { contacts, n, chain, n_chains, set, stride_speed, NULL, rf_keepers_main(contacts, n) };
    size_t room = n + 1;

    for (int i = 0; i < n_chains; i++)
        room = chain[i].n_windows > room ? chain[i].n_windows : room;
    s.x = malloc(room * sizeof *s.x);
    if (!s.x)
        return RF_ERR_NOMEM;
    for (size_t i = 0; i < rf_metric_count(); i++) {
        rf_value *v = &out[i];

        *v = (rf_value) { .metric = rf_metric_at(i), .value = NAN, .lo = NAN, .hi = NAN };
        v->method = v->metric->method;
        if (i == RF_M_cadence_spm)
            cadence(&s, v);
        else if (i == RF_M_duty_factor)
            duty_factor(&s, v);
        else if (v->metric->step >= 0)
            step_metric(&s, v);
        if (!v->told)
            excuse(&s, v);
    }
    speed_of(&s, out, speed, speed_u, speed_method);
    leg_stiffness(&s, out, *speed, *speed_u, &out[RF_M_leg_stiffness_kn_per_m]);
    free(s.x);
    return 0;
}

/* Nobody runs 2 m/s (and four standard uncertainties) off the speed at which healthy runners have these steps. */
size_t rf_speed_notice(const rf_session_settings *set, const rf_value *values, rf_notice *out, size_t n)
{
    const rf_value *c = &values[RF_M_contact_ms], *k = &values[RF_M_cadence_spm];
    const double told = set->speed_mps;
    double steps_mps, u;

    if (!isfinite(told) || !c->told || !k->told ||
        !rf_norm_speed_from_contact_and_cadence(c->value, k->value, set->height_m, &steps_mps, &u) || fabs(told - steps_mps) < 4 * u)
        return n;
    return rf_notice_add(out, n, "speed", -1, RF_TIME_NONE, 1,
                         told > steps_mps
                             ? "the speed told does not fit the steps, which look like %s m/s; if it was meant in km/h, say so, as 11.5km/h"
                             : "the speed told does not fit the steps, which look like %s m/s",
                         steps_mps, 1);
}
