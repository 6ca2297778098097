/* A watch's running dynamics as the session's figures.
 *
 * How: what is told at one instant makes a record, a second or so of running. The watch's own field and an app's field of the same kind are kept
 * apart: the app's counts only where the watch's own is absent from the whole file, since two algorithms mixed are no measurement of either; the
 * method names the field, and the other series stands beside it.
 * The interval is that of the watch, not of its records: their number makes it no better. Contact time from a consumer's pod lay 5 % off a camera at
 * 1000 Hz (Stryd; Garcia-Pinillos 2019), so 6 % is its standard uncertainty here; oscillation 10 %, cadence 1 spm and speed 3 % are estimates.
 * Cannot: say anything of a single stride, or an angle. Balance says how far the feet differ, and not which is which: makers do not agree on that.
 */
#include "run/watch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "gait/metrics.h"

#define BALANCE_U_PCT 0.5 /* makers print tenths and say nothing of their error: half of what one healthy runner in ten differs by */
#define Z90           1.6448536269514722
#define PAUSE_US      INT64_C(10000000) /* watches that record when something changes leave up to 7 s out */

enum { CADENCE = 0, CONTACT = 1, OSCILLATION = 2, STEP = 3, BALANCE = 4, DUTY = 5 };

/* How each kind of field becomes a figure. */
static const struct {
    int metric;
    double factor;         /* from the field's unit to the metric's */
    double u_share, u;     /* standard uncertainty: of the value, and beside it */
    const char *own, *app; /* the field's name */
    const char *unit;
    int decimals;
} kind[RF_WATCH_OWN] = {
    [CADENCE] = { RF_M_cadence_spm, 1, 0, 1, "cadence", "the app's cadence", "spm", 1 },
    [CONTACT] = { RF_M_contact_ms, 1, 0.06, 0, "stance_time", "the app's ground time", "ms", 0 },
    [OSCILLATION] = { RF_M_vertical_oscillation_m, 1, 0.10, 0, "vertical_oscillation", "the app's vertical oscillation", "m", 4 },
    [STEP] = { RF_M_stride_length_m, 2, 0.05, 0, "step_length", "the app's step length", "m", 3 },
    [BALANCE] = { -1, 1, 0, 0, "stance_time_balance", "the app's balance", "%", 1 },
    [DUTY] = { RF_M_duty_factor, 0.01, 0.06, 0, "stance_time_percent", "the app's stance share", "", 3 },
};

void rf_watch_free(rf_watch *w)
{
    free(w->record);
    free(w->bout);
    *w = (rf_watch) { 0 };
}

static rf_watch_record *record_at(rf_watch *w, int64_t t_us)
{
    if (w->n > 0 && w->record[w->n - 1].t_us >= t_us)
        return w->record[w->n - 1].t_us == t_us ? &w->record[w->n - 1] : NULL; /* backwards: a clock that was set */
    if (w->n == w->room) {
        rf_watch_record *grown = realloc(w->record, (w->room ? 2 * w->room : 256) * sizeof *grown);

        if (!grown)
            return NULL;
        w->record = grown;
        w->room = w->room ? 2 * w->room : 256;
    }
    w->record[w->n] = (rf_watch_record) { .t_us = t_us, .speed_mps = NAN };
    for (int i = 0; i < RF_WATCH_CHANNELS; i++)
        w->record[w->n].value[i] = NAN;
    return &w->record[w->n++];
}

int rf_watch_take(rf_watch *w, const rf_aside *in)
{
    const int i = (int)in->channel - (int)RF_CHANNEL_WATCH_CADENCE_SPM;
    rf_watch_record *r;

    if (i < 0 && in->channel != RF_CHANNEL_SPEED_MPS)
        return 0;
    r = record_at(w, in->t_us);
    if (!r)
        return w->n == w->room ? RF_ERR_NOMEM : 0;
    if (i >= 0)
        r->value[i] = (float)in->value;
    else
        r->speed_mps = (float)in->value;
    return 0;
}

/* ---- which field, which records ----------------------------------------------------------------------------------------------------------------- */

static bool has(const rf_watch *w, int channel)
{
    for (size_t i = 0; i < w->n; i++)
        if (!isnan(w->record[i].value[channel]))
            return true;
    return false;
}

static int believed(const rf_watch *w, int k)
{
    return w->app[k] ? RF_WATCH_OWN + k : k;
}

/* Whether there is running in a record. */
static bool runs(const rf_watch *w, const rf_watch_record *r, bool any_cadence, bool any_contact)
{
    return (any_cadence || any_contact) && (!any_cadence || r->value[believed(w, CADENCE)] > 0) &&
           (!any_contact || r->value[believed(w, CONTACT)] > 0);
}

int rf_watch_end(rf_watch *w)
{
    bool cadence, contact, open = false;

    for (int k = 0; k < RF_WATCH_OWN; k++)
        w->app[k] = !has(w, k) && has(w, RF_WATCH_OWN + k);
    cadence = has(w, believed(w, CADENCE));
    contact = has(w, believed(w, CONTACT));
    for (size_t i = 0; i < w->n; i++) {
        rf_watch_record *r = &w->record[i];
        rf_bout *last = w->n_bouts ? &w->bout[w->n_bouts - 1] : NULL;

        if (!runs(w, r, cadence, contact)) {
            r->t_us = RF_TIME_NONE; /* no running in it */
            continue;
        }
        if (open && r->t_us - last->to_us <= PAUSE_US) {
            last->to_us = r->t_us;
            continue;
        }
        if ((w->n_bouts & (w->n_bouts - 1)) == 0) {
            rf_bout *grown = realloc(w->bout, (w->n_bouts ? 2 * w->n_bouts : 1) * sizeof *grown);

            if (!grown)
                return RF_ERR_NOMEM;
            w->bout = grown;
        }
        w->bout[w->n_bouts++] = (rf_bout) { r->t_us, r->t_us, 0 };
        open = true;
    }
    return 0;
}

/* Mean over the records with running in them; what a field says there counts, also a 0. *zeros: how many those were; NULL: not asked for. @return
 * NaN if none has a value. */
static double mean(const rf_watch *w, int channel, long *n, long *zeros)
{
    double sum = 0;
    long none = 0;

    *n = 0;
    for (size_t i = 0; i < w->n; i++) {
        const double v = channel >= 0 ? (double)w->record[i].value[channel] : (double)w->record[i].speed_mps;

        if (w->record[i].t_us == RF_TIME_NONE || isnan(v))
            continue;
        sum += v;
        none += !(v > 0);
        ++*n;
    }
    if (zeros)
        *zeros = none;
    return *n ? sum / (double)*n : NAN;
}

/* ---- figures ---------------------------------------------------------------------------------------------------------------------------------------- */

/* "the watch's stance_time, mean of 512 records; the app's ground time: 251 ms" */
static void name_method(rf_watch *w, int k, long n, long zeros)
{
    const int other = w->app[k] ? k : RF_WATCH_OWN + k;
    char number[RF_NUMBER_MAX];
    char *to = w->method[k];
    long n_other;
    const double v = mean(w, other, &n_other, NULL);
    int at = snprintf(to, sizeof w->method[k], "%s%s, mean of %ld records with running", w->app[k] ? "" : "the watch's field ",
                      w->app[k] ? kind[k].app : kind[k].own, n);

    if (zeros > 0)
        at += snprintf(to + at, sizeof w->method[k] - (size_t)at, ", %ld of them 0", zeros);
    if (n_other > 0 && rf_number_print(number, v, kind[k].decimals))
        snprintf(to + at, sizeof w->method[k] - (size_t)at, "; %s: %s %s", w->app[k] ? kind[k].own : kind[k].app, number, kind[k].unit);
}

/* Figures that follow from others of the same kind, the watch's own or the app's: a step's time from the cadence, the flight from what of it is no
 * contact, the stride from the speed. */
static void derive(rf_watch *w, rf_value *values, double speed, long n_speed)
{
    const rf_value *cadence = &values[RF_M_cadence_spm], *contact = &values[RF_M_contact_ms];
    const bool alike = w->app[CADENCE] == w->app[CONTACT] && contact->told;
    const double step = cadence->told ? 60000 / cadence->value : NAN,
                 u_step = cadence->told ? step * (cadence->hi - cadence->value) / Z90 / cadence->value : NAN;
    const double u_contact = alike ? (contact->hi - contact->value) / Z90 : NAN;
    const struct {
        int metric;
        double value, u;
        long n;
        const char *how;
    } made[] = { { RF_M_step_ms, step, u_step, cadence->n, "60 s over the cadence of the watch" },
                 { RF_M_stride_ms, 2 * step, 2 * u_step, cadence->n, "120 s over the cadence of the watch" },
                 { RF_M_flight_ms, alike ? step - contact->value : NAN, sqrt(u_step * u_step + u_contact * u_contact), contact->n,
                   "step time by the watch's cadence less its contact time; mean of both feet" },
                 { RF_M_duty_factor, alike ? contact->value / (2 * step) : NAN, alike ? u_contact / (2 * step) : NAN, contact->n,
                   "contact time over stride time, both by the watch" },
                 { RF_M_stride_length_m, speed * 2 * step / 1000, speed * 2 * step / 1000 * 0.035, n_speed,
                   "speed over half the cadence, both by the watch" } };

    for (size_t i = 0; i < RF_COUNT(made) && i < RF_WATCH_METHODS; i++) {
        rf_value *to = &values[made[i].metric];

        if (to->told || !isfinite(made[i].value) || made[i].value < to->metric->min || made[i].value > to->metric->max)
            continue;
        snprintf(w->derived[i], sizeof w->derived[i], "%s", made[i].how);
        *to = (rf_value) { .metric = to->metric,
                           .value = made[i].value,
                           .lo = made[i].value - Z90 * made[i].u,
                           .hi = made[i].value + Z90 * made[i].u,
                           .n = made[i].n,
                           .method = w->derived[i],
                           .told = true };
    }
}

rf_balance rf_watch_balance(const rf_watch *w)
{
    rf_balance b = { .u = BALANCE_U_PCT, .field = w->app[BALANCE] ? kind[BALANCE].app : kind[BALANCE].own };

    b.pct = mean(w, believed(w, BALANCE), &b.n, NULL);
    if (!(b.pct > 30 && b.pct < 70))
        b.n = 0;
    return b;
}

void rf_watch_fill(rf_watch *w, rf_value *values, double *speed_mps, double *speed_u_mps, const char **speed_method)
{
    long n, n_speed, zeros;
    const double speed = mean(w, -1, &n_speed, NULL);

    for (int k = 0; k < RF_WATCH_OWN; k++) {
        const double v = mean(w, believed(w, k), &n, &zeros) * kind[k].factor, u = kind[k].u + kind[k].u_share * v;
        rf_value *to = kind[k].metric >= 0 ? &values[kind[k].metric] : NULL;

        if (!to || isnan(v) || to->told)
            continue;
        if (v < to->metric->min || v > to->metric->max) {
            snprintf(to->why, sizeof to->why, "what the watch tells is out of range");
            continue;
        }
        name_method(w, k, n, zeros);
        *to = (rf_value) {
            .metric = to->metric, .value = v, .lo = v - Z90 * u, .hi = v + Z90 * u, .n = n, .method = w->method[k], .told = true
        };
    }
    derive(w, values, speed >= 0.5 && speed <= 9 ? speed : NAN, n_speed);
    if (isnan(speed) || speed < 0.5 || speed > 9)
        return;
    if (!values[RF_M_speed_mps].told)
        values[RF_M_speed_mps] = (rf_value) { .metric = values[RF_M_speed_mps].metric,
                                              .value = speed,
                                              .lo = speed * (1 - Z90 * 0.03),
                                              .hi = speed * (1 + Z90 * 0.03),
                                              .n = n_speed,
                                              .method = "the watch's own speed, mean of the records with running",
                                              .told = true };
    if (strcmp(*speed_method, "told")) {
        *speed_mps = speed;
        *speed_u_mps = 0.03 * speed;
        *speed_method = "told by the watch";
    }
}
