/* What the numbers themselves say about their units, where no word does.
 *
 * Time by its size and step. Acceleration first by a question without a unit, is gravity in it: the norm of the mean over one second against the
 * mean of the norms (jogging: 0.14–0.21 without gravity, 0.55–0.99 with it); then by the norm of the mean, against 1 g in each unit. The bands
 * are wide (0.6–5 g: the swing of a foot at 4.5 m/s adds a centripetal mean of 2 g and more) and still do not overlap: the units are a factor of
 * 9.8 and of 1000 apart.
 * Angular rate by its largest values while running (no runner reaches 36 rad/s; every runner passes 80 deg/s), and otherwise by asking which unit
 * turns gravity the way the accelerometer saw it turn.
 *
 * Only the head of the source is looked at. What stays undecided is asked for, never assumed.
 */
#include "read/sniff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum { WINDOWS = 4000 };
_Static_assert(3 * WINDOWS <= RF_LOOK_MOST, "three figures a window are sorted in the same room");

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double middle(double *v, long n)
{
    if (n == 0)
        return NAN;
    qsort(v, (size_t)n, sizeof *v, by_size);
    return v[n / 2];
}

static double time_of(const rf_look *l, long i)
{
    const double v = rf_decimal_value(l->row[i].time.digits, l->row[i].time.exp10);

    return l->row[i].time.negative ? -v : v;
}

/* Middle of the steps that are above zero, in the column's own unit; NaN if there are none. *whole: all values are integers. */
static double usual_step(const rf_look *l, bool *whole)
{
    double *step = l->number;
    long n = 0;

    *whole = true;
    for (long i = 0; i < l->n; i++) {
        /* the difference is exact as integers where the decimals have the same exponent; a double has too few digits for Unix nanoseconds */
        *whole &= l->row[i].time.exp10 >= 0;
        if (i == 0)
            continue;
        const rf_decimal *a = &l->row[i - 1].time, *b = &l->row[i].time;
        const double d = a->exp10 == b->exp10 && !a->negative && !b->negative
                             ? (double)(int64_t)(b->digits - a->digits) * rf_decimal_value(1, a->exp10)
                             : time_of(l, i) - time_of(l, i - 1);
        if (d > 0)
            step[n++] = d;
    }
    return middle(step, n);
}

const char *rf_sniff_time(const rf_look *l, const rf_unit *unit, bool from_2000, double rate_hz, rf_clock_plan *out)
{
    bool whole;
    const double step = usual_step(l, &whole), v = time_of(l, l->n / 2);
    int shift;

    *out = (rf_clock_plan) { .kind = RF_CLOCK_RELATIVE };
    if (!(step > 0))
        return "never advances";
    if (unit)
        shift = unit->shift10;
    else if (v > 40000 && v < 60000 && step < 1e-3) {
        out->kind = RF_CLOCK_DAYS;
        return NULL;
    } else if (whole && step == 1 && v < 1e9) { /* seconds would be too slow, milliseconds are possible: 1000 Hz */
        if (!(rate_hz > 0))
            return "counts 1, 2, 3: samples, or milliseconds? Give the sample rate (--rate 100) or the unit (--units time=ms)";
        out->kind = RF_CLOCK_COUNTER;
        out->rate_hz = rate_hz;
        return NULL;
    } else if ((v > 1e9 && v < 4.2e9 && step <= 1) || (step >= 0.0005 && step <= 0.1))
        shift = 0;
    else if ((v > 1e12 && v < 4.2e12 && step >= 0.4 && step < 1000) || (step >= 0.5 && step <= 100))
        shift = -3;
    else if ((v > 1e15 && v < 4.2e15 && step >= 100 && step < 1e6) || (step >= 500 && step <= 100000))
        shift = -6;
    else if (step >= 500000 && step <= 1e8)
        shift = -9;
    else
        return "has steps that fit no unit of time; say it: --units time=s (or ms, us, ns)";
    const double s = v * rf_decimal_value(1, shift);
    out->shift10 = shift + 6;
    if (s > 1e9 && s < 4.2e9) {
        out->kind = RF_CLOCK_EPOCH;
        out->shift10 = shift + 9;
    } else if (from_2000 || (shift == -9 && v > 5.7e17 && v < 9e17)) {
        out->kind = RF_CLOCK_EPOCH;
        out->shift10 = shift + 9;
        out->offset_ns = INT64_C(946684800000000000);
    }
    return NULL;
}

const char *rf_sniff_ticks(const rf_look *l, double rate_hz, rf_clock_plan *out)
{
    static const int64_t tick_us[] = { 1, 100, 1000 };
    bool whole;
    const double step = usual_step(l, &whole);

    for (size_t i = 0; i < RF_COUNT(tick_us); i++) {
        const double hz = 1e6 / (step * (double)tick_us[i]);
        if (!(hz >= 9.9 && hz <= 2000) || (rate_hz > 0 && fabs(hz / rate_hz - 1) > 0.25))
            continue;
        *out = (rf_clock_plan) { .kind = RF_CLOCK_TICKS, .tick_us = tick_us[i] };
        return NULL;
    }
    return "has steps that fit no tick of 1, 100 or 1000 microseconds; give the sample rate: --rate 60";
}

bool rf_look_times(rf_look *l, const rf_clock_plan *plan)
{
    rf_clock clock = { .plan = *plan };
    bool advances = false;

    for (long i = 0; i < l->n; i++) {
        int64_t t_us;
        l->t_s[i] = rf_clock_read(&clock, &l->row[i], i, &t_us) ? (double)t_us * 1e-6 : i > 0 ? l->t_s[i - 1] : 0;
        advances |= i > 0 && l->t_s[i] > l->t_s[i - 1];
    }
    return advances;
}

typedef struct window {
    double mean[3], norm, norm2;
    long n;
} window;

static double length(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

bool rf_look_new(rf_look *l)
{
    *l = (rf_look) { .row = malloc(RF_LOOK_MOST * sizeof *l->row),
                     .t_s = malloc(RF_LOOK_MOST * sizeof *l->t_s),
                     .number = malloc(RF_LOOK_MOST * sizeof *l->number),
                     .window = malloc((WINDOWS + 1) * sizeof(window)) };
    return l->row && l->t_s && l->number && l->window;
}

void rf_look_free(rf_look *l)
{
    free(l->row);
    free(l->t_s);
    free(l->number);
    free(l->window);
}

/* Windows of one second; what is left at the end counts from half a second on: the few rows of a stance that a head happens to end in are no rest.
 * @return how many hold enough rows. */
static int windows_of(const rf_look *l, window *w)
{
    int k = 0;
    double from = 0, last = 0;

    memset(&w[0], 0, sizeof *w);
    for (long i = 0; i < l->n; i++) {
        const double *a = l->row[i].slot + RF_SLOT_ACC, norm = length(a);
        if (w[k].n == 0)
            from = l->t_s[i];
        if (l->t_s[i] - from >= 1 || l->t_s[i] < from) {
            k += w[k].n >= 5;
            if (k == WINDOWS)
                break;
            memset(&w[k], 0, sizeof *w);
            from = l->t_s[i];
        }
        last = l->t_s[i];
        if (!(norm < 1e300) || norm == 0) /* nothing but zeros is no reading */
            continue;
        for (int x = 0; x < 3; x++)
            w[k].mean[x] += a[x];
        w[k].norm += norm;
        w[k].norm2 += norm * norm;
        w[k].n++;
    }
    if (k < WINDOWS && ((w[k].n >= 5 && last - from >= 0.5) || (k == 0 && w[k].n > 0)))
        k++;
    for (int i = 0; i < k; i++) {
        for (int x = 0; x < 3; x++)
            w[i].mean[x] /= (double)w[i].n;
        w[i].norm /= (double)w[i].n;
        w[i].norm2 = sqrt(rf_max(w[i].norm2 / (double)w[i].n - w[i].norm * w[i].norm, 0));
    }
    return k;
}

static const rf_unit *unit_by_norm(double norm, double lo_g, double hi_g)
{
    static const struct {
        const char *name;
        double one_g;
    } scale[] = { { "g", 1 }, { "m/s²", RF_G0_MPS2 }, { "mg", 1000 } };

    for (size_t i = 0; i < RF_COUNT(scale); i++)
        if (norm >= lo_g * scale[i].one_g && norm <= hi_g * scale[i].one_g)
            return rf_unit_named(scale[i].name);
    return NULL;
}

static bool whole_numbers(const rf_look *l, int slot)
{
    for (long i = 0; i < l->n; i++)
        for (int k = slot; k < slot + 3; k++)
            if (fabs(l->row[i].slot[k]) < 1e15 && l->row[i].slot[k] != floor(l->row[i].slot[k]))
                return false;
    return true;
}

static void acc_unit(rf_acc_sniff *s, const rf_look *l)
{
    if (s->rest) {
        s->unit = unit_by_norm(s->quiet, 0.85, 1.2);
        for (double lsb = 2048; lsb <= 16384 && whole_numbers(l, RF_SLOT_ACC); lsb *= 2)
            if (fabs(s->quiet / lsb - 1) < 0.05) {
                s->unit = rf_unit_named("counts");
                s->lsb = lsb;
            }
    }
    if (!s->unit)
        s->unit = unit_by_norm(s->usual, 0.6, 5);
}

rf_acc_sniff rf_sniff_acc(const rf_look *l, const rf_unit *stated)
{
    rf_acc_sniff s = { .quiet = NAN, .usual = NAN };
    window *w = l->window;
    double *v = l->number;
    const int n = windows_of(l, w);
    double still = INFINITY;

    for (int i = 0; i < n; i++) {
        v[i] = length(w[i].mean) / w[i].norm;
        v[WINDOWS + i] = length(w[i].mean);
        v[2 * WINDOWS + i] = w[i].norm2 / w[i].norm;
        if (w[i].norm2 / w[i].norm < still) {
            still = w[i].norm2 / w[i].norm;
            s.quiet = length(w[i].mean);
        }
    }
    if (n > 0) {
        const double ratio = middle(v, n), g = stated && stated->factor > 0 ? RF_G0_MPS2 / stated->factor : 0;
        s.usual = middle(v + WINDOWS, n);
        s.rest = still < 0.1;
        s.lively = middle(v + 2 * WINDOWS, n) > 0.3;
        /* next to nothing left in the stated unit is gravity taken out too, unless it is 1 g in another unit: then the unit is wrong */
        s.no_gravity = ratio < 0.4 || (s.usual < 0.3 * g && !unit_by_norm(s.usual, 0.6, 5));
        if (!s.no_gravity)
            acc_unit(&s, l);
    }
    return s;
}

/* How much faster than one radian per unit and second gravity turned: about 1 for rad/s, 0.0175 for deg/s. 0: cannot tell.
 * In the sensor's frame gravity obeys da/dt = a × ω; both are averaged over blocks of 0.2 s, so that impacts weigh little. */
static double turn_of_gravity(const rf_look *l)
{
    double a[3] = { 0 }, w[3] = { 0 }, last_a[3] = { 0 }, last_w[3] = { 0 }, xy = 0, xx = 0, yy = 0, from = 0, last_t = 0;
    long n = 0, blocks = 0;

    for (long i = 0; i < l->n; i++) {
        const double *s = l->row[i].slot;
        if (!(length(s) < 1e300 && length(s + RF_SLOT_GYR) < 1e300))
            continue;
        if (n > 0 && (l->t_s[i] - from >= 0.2 || l->t_s[i] < from)) {
            const double t = from + 0.1, dt = t - last_t;
            for (int x = 0; x < 3; x++)
                a[x] /= (double)n, w[x] /= (double)n;
            for (int x = 0; x < 3 && blocks > 0 && dt > 0.1 && dt < 0.5; x++) {
                const int p = (x + 1) % 3, q = (x + 2) % 3;
                const double ap = (a[p] + last_a[p]) / 2, aq = (a[q] + last_a[q]) / 2;
                const double turn = (ap * (w[q] + last_w[q]) - aq * (w[p] + last_w[p])) / 2 * dt, change = a[x] - last_a[x];
                xy += turn * change;
                xx += turn * turn;
                yy += change * change;
            }
            memcpy(last_a, a, sizeof a);
            memcpy(last_w, w, sizeof w);
            memset(a, 0, sizeof a);
            memset(w, 0, sizeof w);
            last_t = t;
            n = 0;
            blocks++;
        }
        if (n == 0)
            from = l->t_s[i];
        for (int x = 0; x < 3; x++)
            a[x] += s[x], w[x] += s[RF_SLOT_GYR + x];
        n++;
    }
    return blocks >= 10 && xy > 0.4 * sqrt(xx * yy) && xx > 0 ? xy / xx : 0;
}

const rf_unit *rf_sniff_gyr(const rf_look *l, bool lively, bool *counts)
{
    double *v = l->number;
    long n = 0;

    *counts = false;
    for (long i = 0; i < l->n; i++)
        if ((v[n] = length(l->row[i].slot + RF_SLOT_GYR)) < 1e300)
            n++;
    if (n < 10)
        return NULL;
    middle(v, n);
    const double high = v[n - 1 - n / 200];
    *counts = high > 3000 && whole_numbers(l, RF_SLOT_GYR);
    if (*counts)
        return NULL;
    const double turn = turn_of_gravity(l);
    if (turn > 0.2 && turn < 5 && high < 80)
        return rf_unit_named("rad/s");
    if (turn > 0.2 / 57.3 && turn < 5 / 57.3)
        return rf_unit_named("deg/s");
    if (high > 80)
        return rf_unit_named("deg/s");
    return lively && high < 36 && high > 0.5 ? rf_unit_named("rad/s") : NULL;
}
