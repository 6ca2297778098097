/* The contacts of a session, and what was told beside the sensors, as one set of values a second.
 *
 * How: a second of FIT's clock takes the contacts whose landing lies in it, and gives their mean. What compares left and right looks two seconds further on
 * either side, since a second holds one or two contacts of a foot. Between stretches of running (10 s without a contact) the timer stands and there
 * is no record: what an activity tells is the running. Without contacts (a wrist, a watch) the bouts of running are the stretches.
 * The clock: UTC where the input has it. An input without a date has its zero at second 86400 of FIT's clock: a time below 2^28 counts from a
 * device's start, and a person who sees 1990-01-01 knows that no one said when it was.
 * A watch's own fields are taken where there is no sensor, an app's only where the watch's own is absent from the whole file.
 */
#include "write/fit_moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "context/asides.h"
#include "gait/metrics.h"
#include "read/fit.h"

#define SECOND_US INT64_C(1000000)
#define PAUSE_US  (10 * SECOND_US)
#define SIDED_US  (2 * SECOND_US)

#define SEMICIRCLES (2147483648.0 / 180.0)
#define OWN(number)                                                                                                                        \
    {                                                                                                                                      \
        (number), RF_FIT_FLOAT32, 1, true, 1, 0                                                                                            \
    }
#define MEAN(number, id, unit)                                                                                                             \
    {                                                                                                                                      \
        OWN(number), #id, unit, RF_M_##id                                                                                                  \
    }

static const rf_moment_info info[RF_MOMENT_COUNT] = {
    [RF_MOMENT_LATITUDE] = { { 0, RF_FIT_SINT32, 1, false, SEMICIRCLES, 0 }, "", "", -1 },
    [RF_MOMENT_LONGITUDE] = { { 1, RF_FIT_SINT32, 1, false, SEMICIRCLES, 0 }, "", "", -1 },
    [RF_MOMENT_ALTITUDE] = { { 78, RF_FIT_UINT32, 1, false, 5, 500 }, "", "", -1 },
    [RF_MOMENT_DISTANCE] = { { 5, RF_FIT_UINT32, 1, false, 100, 0 }, "", "", -1 },
    [RF_MOMENT_SPEED] = { { 73, RF_FIT_UINT32, 1, false, 1000, 0 }, "", "", -1 },
    [RF_MOMENT_GRADE] = { { 9, RF_FIT_SINT16, 1, false, 100, 0 }, "", "", RF_M_grade_pct },
    [RF_MOMENT_CADENCE] = { { 4, RF_FIT_UINT8, 1, false, 1, 0 }, "", "", RF_M_cadence_spm },
    [RF_MOMENT_FRACTION] = { { 53, RF_FIT_UINT8, 1, false, 128, 0 }, "", "", -1 },
    [RF_MOMENT_OSCILLATION] = { { 39, RF_FIT_UINT16, 1, false, 10000, 0 }, "", "", RF_M_vertical_oscillation_m },
    [RF_MOMENT_DUTY] = { { 40, RF_FIT_UINT16, 1, false, 100, 0 }, "", "", -1 },
    [RF_MOMENT_CONTACT] = { { 41, RF_FIT_UINT16, 1, false, 10, 0 }, "", "", RF_M_contact_ms },
    [RF_MOMENT_RATIO] = { { 83, RF_FIT_UINT16, 1, false, 100, 0 }, "", "", -1 },
    [RF_MOMENT_BALANCE] = { { 84, RF_FIT_UINT16, 1, false, 100, 0 }, "", "", -1 },
    [RF_MOMENT_STEP] = { { 85, RF_FIT_UINT16, 1, false, 10000, 0 }, "", "", -1 },
    [RF_MOMENT_CONTACT_LEFT] = { OWN(0), "contact_left_ms", "ms", -1 },
    [RF_MOMENT_CONTACT_RIGHT] = { OWN(1), "contact_right_ms", "ms", -1 },
    [RF_MOMENT_CONTACT_ASYM] = { OWN(2), "contact_asym_pct", "%", -1 },
    [RF_MOMENT_SHANK_LEFT] = { OWN(3), "shank_angle_ic_left_deg", "deg", -1 },
    [RF_MOMENT_SHANK_RIGHT] = { OWN(4), "shank_angle_ic_right_deg", "deg", -1 },
    [RF_MOMENT_METRICS] = MEAN(5, shank_angle_ic_deg, "deg"),
    MEAN(6, foot_angle_ic_deg, "deg"),
    MEAN(7, knee_flexion_ic_deg, "deg"),
    MEAN(8, knee_flexion_stance_max_deg, "deg"),
    MEAN(9, foot_ahead_of_pelvis_m, "m"),
    MEAN(10, pelvic_tilt_deg, "deg"),
    MEAN(11, trunk_lean_deg, "deg"),
    MEAN(12, flight_ms, "ms"),
    MEAN(13, tibial_shock_g, "g"),
    MEAN(14, peak_force_bw, "BW"),
    MEAN(15, braking_mps, "m/s"),
    MEAN(16, turn_rate_dps, "deg/s"),
};

const rf_moment_info *rf_moment_at(size_t i)
{
    return &info[i];
}

/* ---- stretches ----------------------------------------------------------------------------------------------------------------- */

static int64_t second_of(const rf_moments *m, int64_t t_us)
{
    const int64_t t = t_us + m->offset_us;

    return t / SECOND_US - (t % SECOND_US < 0);
}

static int add_stretch(rf_moments *m, int64_t from_us, int64_t to_us, size_t first, size_t end)
{
    rf_stretch s = { second_of(m, from_us), second_of(m, to_us), from_us, to_us, first, end };

    if (m->n > 0 && s.from_s <= m->stretch[m->n - 1].to_s)
        s.from_s = m->stretch[m->n - 1].to_s + 1;
    if (s.to_s < s.from_s)
        s.to_s = s.from_s;
    if ((m->n & (m->n - 1)) == 0) { /* room is a power of two */
        rf_stretch *grown = realloc(m->stretch, (m->n ? 2 * m->n : 1) * sizeof *grown);

        if (!grown)
            return RF_ERR_NOMEM;
        m->stretch = grown;
    }
    m->stretch[m->n++] = s;
    return 0;
}

static int64_t end_of(const rf_contact *c)
{
    return c->tc_us != RF_TIME_NONE && c->tc_us > c->ic_us ? c->tc_us : c->ic_us;
}

static int by_contacts(rf_moments *m, const rf_result *r)
{
    size_t first = 0;
    int err = 0;

    for (size_t i = 1; i <= r->n_contacts && err == 0; i++) {
        if (i < r->n_contacts && r->contacts[i].ic_us - r->contacts[i - 1].ic_us <= PAUSE_US)
            continue;
        err = add_stretch(m, r->contacts[first].ic_us, end_of(&r->contacts[i - 1]), first, i);
        first = i;
    }
    return err;
}

/* Where FIT's clock stood at the session's zero. */
static void find_clock(rf_moments *m)
{
    const rf_writing *w = m->w;
    const rf_read_report *r = NULL;

    for (size_t i = 0; !r && w->reports && i < w->result->n_sensors; i++)
        r = w->reports[i];
    if (!r && w->n_beside > 0)
        r = w->beside[0].report;
    m->dated = r && r->dated && r->start_utc[0] && r->start_us / SECOND_US > RF_FIT_EPOCH_S + 0x10000000;
    m->offset_us = m->dated ? r->start_us - (int64_t)RF_FIT_EPOCH_S * SECOND_US
                            : rf_fit_undated_us(w->result->first_us == RF_TIME_NONE ? 0 : w->result->first_us);
}

int rf_moments_make(rf_moments *m, const rf_writing *w)
{
    const rf_result *r = w->result;
    int err = 0;

    *m = (rf_moments) { .w = w };
    find_clock(m);
    m->speed_known = isfinite(r->speed_mps) && r->speed_method && r->speed_method[0] && strncmp(r->speed_method, "estimated", 9) != 0;
    if (r->n_contacts > 0)
        err = by_contacts(m, r);
    for (size_t i = 0; r->n_contacts == 0 && err == 0 && i < r->n_bouts; i++)
        err = add_stretch(m, r->bouts[i].from_us, r->bouts[i].to_us, 0, 0);
    if (err < 0)
        rf_moments_free(m);
    return err;
}

void rf_moments_free(rf_moments *m)
{
    free(m->stretch);
    m->stretch = NULL;
    m->n = 0;
}

/* ---- seconds ------------------------------------------------------------------------------------------------------------------- */

double rf_moment_mean(const rf_result *r, size_t first, size_t end, int metric, rf_side side)
{
    double sum = 0;
    long n = 0;

    for (size_t i = first; i < end; i++) {
        const rf_contact *c = &r->contacts[i];
        const double v = (double)c->value[metric];

        if (isnan(v) || (c->flags & RF_CONTACT_NO_EVENT) || (side != RF_SIDE_UNKNOWN && c->side != side))
            continue;
        sum += v;
        n++;
    }
    return n ? sum / (double)n : NAN;
}

/* Contacts from *first on that land before to_us, behind from_us. */
static size_t contacts_in(const rf_result *r, const rf_stretch *s, size_t *first, int64_t from_us, int64_t to_us)
{
    size_t end;

    if (*first < s->first)
        *first = s->first;
    while (*first < s->end && r->contacts[*first].ic_us < from_us)
        ++*first;
    for (end = *first; end < s->end && r->contacts[end].ic_us < to_us; end++)
        ;
    return end;
}

void rf_moment_cadence(double spm, double *whole, double *fraction)
{
    const double strides = isfinite(spm) ? floor(spm / 2 * 128 + 0.5) / 128 : NAN;

    *whole = floor(strides);
    *fraction = strides - *whole;
}

/* Mean of what a channel told in the second; without a sensor this is all there is. */
static double told_in(const rf_series *s, int64_t from_us, size_t *at)
{
    double sum = 0;
    long n = 0;

    while (s && *at < s->n && s->t_us[*at] < from_us)
        ++*at;
    for (size_t i = *at; s && i < s->n && s->t_us[i] < from_us + SECOND_US; i++, n++)
        sum += s->v[i];
    return n ? sum / (double)n : NAN;
}

static double watch_in(const rf_moments *m, int channel, int64_t from_us, rf_moment_cursor *c)
{
    const rf_series *s = rf_asides_of(m->w->asides, (rf_channel)channel);
    const int app = channel + RF_CHANNEL_APP_CADENCE_SPM - RF_CHANNEL_WATCH_CADENCE_SPM;

    if (!s)
        s = rf_asides_of(m->w->asides, (rf_channel)app);
    return told_in(s, from_us, &c->at[channel]);
}

static void by_watch(const rf_moments *m, int64_t from_us, rf_moment_cursor *c, double *out)
{
    const rf_asides *a = m->w->asides;

    out[RF_MOMENT_CADENCE] = watch_in(m, RF_CHANNEL_WATCH_CADENCE_SPM, from_us, c);
    out[RF_MOMENT_CONTACT] = watch_in(m, RF_CHANNEL_WATCH_CONTACT_MS, from_us, c);
    out[RF_MOMENT_OSCILLATION] = watch_in(m, RF_CHANNEL_WATCH_OSCILLATION_M, from_us, c);
    out[RF_MOMENT_STEP] = watch_in(m, RF_CHANNEL_WATCH_STEP_LENGTH_M, from_us, c);
    out[RF_MOMENT_BALANCE] = watch_in(m, RF_CHANNEL_WATCH_BALANCE_PCT, from_us, c);
    out[RF_MOMENT_DUTY] = watch_in(m, RF_CHANNEL_WATCH_DUTY_PCT, from_us, c);
    out[RF_MOMENT_SPEED] = told_in(rf_asides_of(a, RF_CHANNEL_SPEED_MPS), from_us, &c->at[RF_CHANNEL_SPEED_MPS]);
}

static void by_sides(const rf_result *r, size_t first, size_t end, double *out)
{
    const double left = rf_moment_mean(r, first, end, RF_M_contact_ms, RF_SIDE_LEFT);
    const double right = rf_moment_mean(r, first, end, RF_M_contact_ms, RF_SIDE_RIGHT);

    out[RF_MOMENT_CONTACT_LEFT] = left;
    out[RF_MOMENT_CONTACT_RIGHT] = right;
    out[RF_MOMENT_BALANCE] = 100 * left / (left + right);
    out[RF_MOMENT_CONTACT_ASYM] = 200 * (left - right) / (left + right);
    out[RF_MOMENT_SHANK_LEFT] = rf_moment_mean(r, first, end, RF_M_shank_angle_ic_deg, RF_SIDE_LEFT);
    out[RF_MOMENT_SHANK_RIGHT] = rf_moment_mean(r, first, end, RF_M_shank_angle_ic_deg, RF_SIDE_RIGHT);
}

static void by_steps(const rf_moments *m, size_t first, size_t end, double *out)
{
    const rf_result *r = m->w->result;

    for (size_t i = 0; i < RF_MOMENT_COUNT; i++)
        if (info[i].metric >= 0)
            out[i] = rf_moment_mean(r, first, end, info[i].metric, RF_SIDE_UNKNOWN);
    out[RF_MOMENT_DUTY] = 100 * out[RF_MOMENT_CONTACT] / rf_moment_mean(r, first, end, RF_M_stride_ms, RF_SIDE_UNKNOWN);
    out[RF_MOMENT_STEP] = rf_moment_mean(r, first, end, RF_M_stride_length_m, RF_SIDE_UNKNOWN) / 2;
    if (!m->speed_known)
        return;
    out[RF_MOMENT_SPEED] = rf_moment_mean(r, first, end, RF_M_pace_mps, RF_SIDE_UNKNOWN);
    if (end > first)
        out[RF_MOMENT_DISTANCE] = (double)r->contacts[end - 1].value[RF_M_distance_m];
    if (isnan(out[RF_MOMENT_STEP]))
        out[RF_MOMENT_STEP] = 60 * out[RF_MOMENT_SPEED] / out[RF_MOMENT_CADENCE];
}

void rf_moment_of(const rf_moments *m, const rf_stretch *s, int64_t second, rf_moment_cursor *c, double out[RF_MOMENT_COUNT])
{
    const rf_result *r = m->w->result;
    const rf_asides *a = m->w->asides;
    const int64_t from_us = second * SECOND_US - m->offset_us;
    const int64_t at_us = from_us + (r->n_sensors > 0 ? SECOND_US / 2 : 0); /* a watch's record stands for its instant */
    size_t end;

    for (size_t i = 0; i < RF_MOMENT_COUNT; i++)
        out[i] = NAN;
    if (r->n_sensors == 0) {
        by_watch(m, from_us, c, out);
    } else {
        end = contacts_in(r, s, &c->contact, from_us, from_us + SECOND_US);
        by_steps(m, c->contact, end, out);
        end = contacts_in(r, s, &c->sided, from_us - SIDED_US, from_us + SECOND_US + SIDED_US);
        by_sides(r, c->sided, end, out);
    }
    out[RF_MOMENT_RATIO] = 100 * out[RF_MOMENT_OSCILLATION] / out[RF_MOMENT_STEP];
    rf_moment_cadence(out[RF_MOMENT_CADENCE], &out[RF_MOMENT_CADENCE], &out[RF_MOMENT_FRACTION]);
    out[RF_MOMENT_LATITUDE] = rf_series_at(rf_asides_of(a, RF_CHANNEL_LATITUDE_DEG), at_us, &c->at[RF_CHANNEL_LATITUDE_DEG]);
    out[RF_MOMENT_LONGITUDE] = rf_series_at(rf_asides_of(a, RF_CHANNEL_LONGITUDE_DEG), at_us, &c->at[RF_CHANNEL_LONGITUDE_DEG]);
    out[RF_MOMENT_ALTITUDE] = rf_series_at(rf_asides_of(a, RF_CHANNEL_ALTITUDE_M), at_us, &c->at[RF_CHANNEL_ALTITUDE_M]);
    if (isnan(out[RF_MOMENT_ALTITUDE]))
        out[RF_MOMENT_ALTITUDE] = rf_series_at(rf_asides_of(a, RF_CHANNEL_GPS_ALTITUDE_M), at_us, &c->at[RF_CHANNEL_GPS_ALTITUDE_M]);
}
