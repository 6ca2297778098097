/* What changed between two sessions of one runner: the statistics and the sentences.
 *
 * How: the difference of two figures has the two standard uncertainties joined, u^2 = uA^2 + uB^2, each a 90 % interval's half over 1.645. What both
 * carry alike is taken out: how this person stands is the same in both sessions, so the 2.7 deg of standing doubt inside the shank angle falls out
 * of a difference, u^2 = uA^2 + uB^2 - 2 s^2. Other errors of the method may be alike too; nobody has measured how much, so they count as if they
 * were not: the interval is rather too wide than too narrow.
 * A difference is seen where its interval leaves out zero. Smaller ones are not "no change": the half interval says what could have been seen.
 * Where the speeds differ, the norm's slope says what that alone makes of a figure; a difference that is no more than this is said so.
 * Of two parts of one recording only the spread of the strides counts: the rest is the same on both sides.
 * Cannot: know that the sensors sat alike. One comparison in ten shows a difference by chance, and many are made: the remarks count them.
 */
#include "write/changes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "gait/uncertainty.h"
#include "pattern/norms.h"
#include "pattern/pattern.h"
#include "write/text.h"

#define Z90 1.645
enum { PART_LEAST = 10 /* strides in a part: fewer show no habit */ };

static const struct slope {
    int metric;
    rf_norm norm;
    bool tells_speed; /* an estimated speed was read from it */
} slopes[] = {
    { RF_M_cadence_spm, RF_NORM_cadence_spm, true },
    { RF_M_contact_ms, RF_NORM_contact_ms, true },
    { RF_M_flight_ms, RF_NORM_flight_ms, true },
    { RF_M_duty_factor, RF_NORM_duty_factor, true },
    { RF_M_stride_length_m, RF_NORM_stride_length_m, false },
    { RF_M_vertical_oscillation_m, RF_NORM_vertical_oscillation_m, false },
    { RF_M_shank_angle_ic_deg, RF_NORM_shank_angle_ic_deg, false },
    { RF_M_foot_angle_ic_deg, RF_NORM_foot_angle_ic_deg, false },
    { RF_M_knee_flexion_ic_deg, RF_NORM_knee_flexion_ic_deg, false },
    { RF_M_foot_ahead_of_pelvis_m, RF_NORM_foot_ahead_of_pelvis_m, false },
    { RF_M_pelvic_tilt_deg, RF_NORM_pelvic_tilt_deg, false },
};

void rf_compared_take(rf_compared *c, const rf_result *r)
{
    size_t n = 0;

    c->running = r->running;
    c->contacts = (long)r->n_contacts;
    c->speed_mps = r->speed_mps;
    c->speed_u_mps = r->speed_u_mps;
    c->speed_estimated = r->speed_method && !strncmp(r->speed_method, "estimated", 9);
    c->sensors[0] = '\0';
    c->stood = r->n_sensors > 0;
    for (size_t i = 0; i < r->n_sensors; i++) {
        char word[RF_SENSOR_WORD_MAX];

        n += (size_t)snprintf(c->sensors + n, n < sizeof c->sensors ? sizeof c->sensors - n : 0, "%s%s", n ? " " : "",
                              rf_sensor_word(word, r, (int)i));
        n = n < sizeof c->sensors ? n : sizeof c->sensors - 1;
        c->stood &= r->sensors[i].stood;
    }
    for (size_t i = 0; i < RF_M_COUNT; i++)
        c->figure[i] = i < r->n_values && r->values[i].told
                           ? (rf_side_value) { r->values[i].value, r->values[i].lo, r->values[i].hi, r->values[i].n }
                           : (rf_side_value) { NAN, NAN, NAN, 0 };
    for (size_t i = 0; i < RF_CHANGES_PATTERNS; i++) {
        const rf_finding *f = i < r->n_findings ? &r->findings[i] : NULL;

        c->pattern[i].status = f ? f->status : RF_CANNOT_TELL;
        c->pattern[i].value = f ? (rf_side_value) { f->value, f->lo, f->hi, f->strides_seen } : (rf_side_value) { NAN, NAN, NAN, 0 };
        snprintf(c->pattern[i].unit, sizeof c->pattern[i].unit, "%s", f && f->unit ? f->unit : "");
    }
}

/* The strides of one part that have this figure, into x. @return how many. */
static size_t gather(double *x, const rf_result *r, int step, int64_t from_us, int64_t to_us)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_contacts; i++) {
        const rf_contact *c = &r->contacts[i];

        if (!(c->flags & RF_CONTACT_NO_EVENT) && c->ic_us >= from_us && c->ic_us < to_us && !isnan(c->value[step]))
            x[n++] = (double)c->value[step];
    }
    return n;
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return n > 0 ? sum / (double)n : NAN;
}

static void take_part(rf_compared *c, const rf_result *r, double *x, int64_t from_us, int64_t to_us)
{
    size_t n;

    rf_compared_take(c, r);
    c->part = true;
    c->contacts = 0;
    for (size_t i = 0; i < r->n_contacts; i++)
        c->contacts += r->contacts[i].ic_us >= from_us && r->contacts[i].ic_us < to_us;
    for (int i = 0; i < RF_M_COUNT; i++) {
        const int step = rf_metric_at((size_t)i)->step;
        double mean, half;

        n = step >= 0 ? gather(x, r, step, from_us, to_us) : 0;
        mean = mean_of(x, n);
        half = Z90 * rf_error_of_mean(x, n);
        c->figure[i] = n >= PART_LEAST && half > 0 && i != RF_M_distance_m ? (rf_side_value) { mean, mean - half, mean + half, (long)n }
                                                                           : (rf_side_value) { NAN, NAN, NAN, (long)n };
    }
    n = gather(x, r, rf_metric_at(RF_M_pace_mps)->step, from_us, to_us);
    c->speed_mps = n > 0 ? mean_of(x, n) : r->speed_mps;
    c->running = c->contacts > 0;
    for (size_t i = 0; i < RF_CHANGES_PATTERNS; i++)
        c->pattern[i].status = RF_CANNOT_TELL;
}

int rf_compared_split(rf_compared side[2], const rf_result *r, int64_t at_us)
{
    double *x = malloc((r->n_contacts + 1) * sizeof *x);

    if (!x)
        return RF_ERR_NOMEM;
    take_part(&side[0], r, x, INT64_MIN, at_us);
    take_part(&side[1], r, x, at_us, INT64_MAX);
    free(x);
    return 0;
}

static double uncertainty(const rf_side_value *v)
{
    return (v->hi - v->lo) / 2 / Z90;
}

/* The standard uncertainty that both sessions carry alike. */
static double shared(int metric, double ua, double ub)
{
    double standing = 0;

    if (metric == RF_M_shank_angle_ic_deg)
        (void)rf_norm_fact(RF_NORM_FACT_shank_standing_lean, &standing);
    return rf_min(standing, rf_min(ua, ub));
}

static double by_speed(const rf_compared *a, const rf_compared *b, int metric)
{
    rf_norm_point p;

    for (size_t i = 0; i < RF_COUNT(slopes); i++)
        if (slopes[i].metric == metric && !(slopes[i].tells_speed && (a->speed_estimated || b->speed_estimated)) &&
            rf_norm_at(slopes[i].norm, a->speed_mps, NAN, &p))
            return p.slope * (b->speed_mps - a->speed_mps);
    return NAN;
}

rf_change rf_change_of(const rf_compared *a, const rf_compared *b, int metric)
{
    const rf_side_value *x = &a->figure[metric], *y = &b->figure[metric];
    const double ua = uncertainty(x), ub = uncertainty(y);
    rf_change c = { RF_CHANGE_UNTOLD, NAN, NAN, NAN, NAN, NAN };
    double s;

    if (isnan(x->value) || isnan(y->value) || isnan(ua) || isnan(ub))
        return c;
    s = a->part || b->part ? 0 : shared(metric, ua, ub); /* of a part nothing shared is in the interval */
    c.difference = y->value - x->value;
    c.could_see = Z90 * sqrt(rf_max(0, ua * ua + ub * ub - 2 * s * s));
    c.lo = c.difference - c.could_see;
    c.hi = c.difference + c.could_see;
    c.by_speed = by_speed(a, b, metric);
    if (fabs(c.difference) <= c.could_see)
        c.kind = RF_CHANGE_UNSEEN;
    else if (fabs(c.difference - c.by_speed) <= c.could_see)
        c.kind = RF_CHANGE_BY_SPEED;
    else
        c.kind = RF_CHANGE_SEEN;
    return c;
}

bool rf_change_shown(const rf_compared *a, const rf_compared *b, int metric)
{
    const rf_side_value *x = &a->figure[metric], *y = &b->figure[metric];
    const bool none = rf_value_is_none(x->value, x->lo, x->hi, x->n) && rf_value_is_none(y->value, y->lo, y->hi, y->n);

    return !none && rf_change_of(a, b, metric).kind != RF_CHANGE_UNTOLD;
}

int rf_change_decimals(const rf_change *c, int metric)
{
    return rf_value_decimals(c->difference, c->lo, c->hi, rf_metric_at((size_t)metric)->decimals);
}

const char *rf_change_signed(char out[RF_NUMBER_MAX + 1], double v, int decimals)
{
    const size_t n = rf_number_print(out, v, decimals);

    if (v > 0 && strpbrk(out, "123456789")) {
        memmove(out + 1, out, n + 1);
        out[0] = '+';
    }
    return out;
}

const char *rf_change_text(char out[RF_CHANGES_TEXT_MAX], const rf_change *c, const char *unit, int decimals)
{
    const char *space = unit[0] && strncmp(unit, "\u00B0", 2) != 0 ? " " : "";
    char see[RF_NUMBER_MAX], speed[RF_NUMBER_MAX + 1];

    (void)rf_number_print(see, c->could_see, decimals);
    switch (c->kind) {
    case RF_CHANGE_UNTOLD: snprintf(out, RF_CHANGES_TEXT_MAX, "not told in both"); break;
    case RF_CHANGE_UNSEEN: snprintf(out, RF_CHANGES_TEXT_MAX, "smaller than could be seen (%s%s%s)", see, space, unit); break;
    case RF_CHANGE_BY_SPEED:
        snprintf(out, RF_CHANGES_TEXT_MAX, "%s, as the speed alone makes it (%s%s%s)", c->difference > 0 ? "higher" : "lower",
                 rf_change_signed(speed, c->by_speed, decimals), space, unit);
        break;
    case RF_CHANGE_SEEN: snprintf(out, RF_CHANGES_TEXT_MAX, "%s", c->difference > 0 ? "higher" : "lower"); break;
    }
    return out;
}

rf_pattern_change rf_pattern_change_of(const rf_compared *a, const rf_compared *b, size_t i, bool *value_moved)
{
    const rf_status x = a->pattern[i].status, y = b->pattern[i].status;
    const rf_side_value *va = &a->pattern[i].value, *vb = &b->pattern[i].value;
    const double ua = uncertainty(va), ub = uncertainty(vb);
    const bool alike = !strcmp(a->pattern[i].unit, b->pattern[i].unit);

    *value_moved = alike && fabs(vb->value - va->value) > (isnan(ua + ub) ? 0 : Z90 * sqrt(ua * ua + ub * ub));
    if (x == RF_CANNOT_TELL || y == RF_CANNOT_TELL)
        return RF_PATTERN_UNTOLD;
    return x == y ? RF_PATTERN_SAME : y > x ? RF_PATTERN_WORSE : RF_PATTERN_BETTER;
}

static const char *word_of(rf_status s)
{
    return s == RF_CANNOT_TELL ? "cannot tell" : rf_status_name(s);
}

const char *rf_pattern_change_text(char out[RF_CHANGES_TEXT_MAX], const rf_compared *a, const rf_compared *b, size_t i)
{
    const rf_status x = a->pattern[i].status, y = b->pattern[i].status;
    bool moved;
    const rf_pattern_change c = rf_pattern_change_of(a, b, i, &moved);

    if (c == RF_PATTERN_UNTOLD)
        snprintf(out, RF_CHANGES_TEXT_MAX, "cannot be compared: %s",
                 x == y                ? "neither session can tell"
                 : x == RF_CANNOT_TELL ? "the first session cannot tell"
                                       : "the second session cannot tell");
    else if (c == RF_PATTERN_SAME)
        snprintf(out, RF_CHANGES_TEXT_MAX, "%s in both%s", word_of(x), moved ? "; the figure behind it moved" : "");
    else
        snprintf(out, RF_CHANGES_TEXT_MAX, "%s, then %s%s", word_of(x), word_of(y),
                 moved ? "" : "; but the figure behind it moved by less than could be seen, so this may be chance");
    return out;
}

static bool faster_remark(char *out, const rf_compared *a, const rf_compared *b)
{
    const double by = b->speed_mps - a->speed_mps;
    char va[RF_NUMBER_MAX], vb[RF_NUMBER_MAX];

    if (isnan(by)) {
        snprintf(out, RF_CHANGES_TEXT_MAX, "The speed of %s is not known; nearly every figure goes with it.",
                 isnan(a->speed_mps) ? "the first session" : "the second session");
        return true;
    }
    if (fabs(by) <= 0.1)
        return false;
    (void)rf_number_print(va, a->speed_mps, 2);
    (void)rf_number_print(vb, b->speed_mps, 2);
    snprintf(out, RF_CHANGES_TEXT_MAX,
             "The second session was %s (%s against %s m/s); figures go with speed, and where healthy runners' slope is "
             "known it is counted.",
             by > 0 ? "faster" : "slower", vb, va);
    return true;
}

const char *rf_changes_remark(char out[RF_CHANGES_TEXT_MAX], const rf_compared *a, const rf_compared *b, int n)
{
    int compared = 0, k = 0;

    out[0] = '\0';
    for (int i = 0; i < RF_M_COUNT; i++)
        compared += rf_change_shown(a, b, i);
    if ((!a->running || !b->running) && k++ == n)
        snprintf(out, RF_CHANGES_TEXT_MAX, "No running was found in %s.",
                 a->running   ? "the second session"
                 : b->running ? "the first session"
                              : "either");
    if (out[0] == '\0' && faster_remark(out, a, b) && k++ != n)
        out[0] = '\0';
    if (out[0] == '\0' && strcmp(a->sensors, b->sensors) && k++ == n)
        snprintf(out, RF_CHANGES_TEXT_MAX, "Worn differently (%.100s; then %.100s): figures of other places differ by their methods too.",
                 a->sensors, b->sensors);
    if (out[0] == '\0' && a->stood != b->stood && k++ == n)
        snprintf(out, RF_CHANGES_TEXT_MAX,
                 "Only one of the two began with quiet standing, so their angles do not count from the same zero.");
    if (out[0] == '\0' && a->part && b->part && k++ == n)
        snprintf(out, RF_CHANGES_TEXT_MAX,
                 "Two parts of one recording: what the sensor gets wrong is in both and falls out; warming up and tiring do not. "
                 "Patterns are judged over whole sessions.");
    if (out[0] == '\0' && compared > 0 && k++ == n)
        snprintf(out, RF_CHANGES_TEXT_MAX, "%d figures are compared: by chance alone, one in ten of them would differ.", compared);
    return out;
}
