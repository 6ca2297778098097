/* --fit: the session as a FIT activity, for sites and programs that read what watches write.
 *
 * Order: who made it, what the developer fields mean, the timer's start, one record a second, laps, session, activity. The profile's own fields are
 * filled first, since only those are drawn everywhere; what has none (sides, angles at contact) goes into developer fields by the names of the metrics
 * table. A field that no record could fill is left out of the file; a value that is missing in between is marked invalid, as 0 would be averaged in.
 * A lap is a stretch of running. Averages of the session are the figures of the summary, those of a lap are means over its contacts. Cadence is halved
 * here and nowhere else: FIT counts strides. Balance is the left foot's share of both contact times. Speed and distance stand only where the speed was told
 * or measured. Without a start in the input the file is not dated (fit_moments.c).
 * Facts of the messages: FIT profile 21.
 */
#include "write/fit_file.h"

#include <math.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "write/fit_moments.h"
#include "write/writers.h"

enum { FILE_ID, CREATOR, DEVICE, DEVELOPER, DESCRIPTION, EVENT, RECORD, LAP, SESSION, ACTIVITY }; /* local types */
enum { RUNNING = 1, NAME_SIZE = 32, UNIT_SIZE = 8 };

typedef struct fit {
    rf_fit_to to;
    rf_moments m;
    rf_fit_slot record[1 + RF_MOMENT_COUNT];
    size_t from[1 + RF_MOMENT_COUNT]; /* which value fills it */
    size_t n_record;
} fit;

/* "0.1.0" as 10: FIT's version is in hundredths. */
static double version_of(const char *text)
{
    double part[3] = { 0, 0, 0 };

    for (int i = 0; *text && i < 3; text++)
        if (*text == '.')
            i++;
        else
            part[i] = 10 * part[i] + (*text - '0');
    return 100 * part[0] + 10 * part[1] + part[2];
}

/* Where on the body, in the profile's words. */
static double position_of(const rf_sensor_state *s)
{
    static const double left[RF_PLACE_COUNT] = { [RF_PLACE_FOOT] = 0,   [RF_PLACE_SHANK] = 2,  [RF_PLACE_THIGH] = 4, [RF_PLACE_PELVIS] = 38,
                                                 [RF_PLACE_TRUNK] = 19, [RF_PLACE_POCKET] = 0, [RF_PLACE_WRIST] = 25 };
    static const double right[RF_PLACE_COUNT] = {
        [RF_PLACE_FOOT] = 6,   [RF_PLACE_SHANK] = 8,  [RF_PLACE_THIGH] = 10, [RF_PLACE_PELVIS] = 39,
        [RF_PLACE_TRUNK] = 21, [RF_PLACE_POCKET] = 6, [RF_PLACE_WRIST] = 31
    };

    if (s->placement == RF_PLACE_UNKNOWN)
        return NAN;
    if (s->side == RF_SIDE_LEFT)
        return left[s->placement];
    if (s->side == RF_SIDE_RIGHT)
        return right[s->placement];
    return s->placement == RF_PLACE_PELVIS ? 36 : s->placement == RF_PLACE_TRUNK ? 17 : NAN;
}

static void write_makers(fit *f, double start_s)
{
    static const rf_fit_slot creator[] = { RF_FIT_SLOT(0, RF_FIT_UINT16, 1) };
    static const rf_fit_slot device[] = { RF_FIT_TIME_SLOT, RF_FIT_SLOT(0, RF_FIT_UINT8, 1), RF_FIT_SLOT(2, RF_FIT_UINT16, 1),
                                          RF_FIT_SLOT(5, RF_FIT_UINT16, 1), RF_FIT_SLOT(18, RF_FIT_ENUM, 1) };
    const rf_result *r = f->m.w->result;
    const double version = version_of(RF_VERSION);

    rf_fit_put_id(&f->to, FILE_ID, start_s);
    rf_fit_define(&f->to, CREATOR, RF_FIT_FILE_CREATOR, creator, RF_COUNT(creator));
    rf_fit_write(&f->to, CREATOR, creator, 1, &version);
    rf_fit_define(&f->to, DEVICE, RF_FIT_DEVICE_INFO, device, RF_COUNT(device));
    for (size_t i = 0; i <= r->n_sensors; i++) { /* the first one is the maker of the file */
        const double v[] = { start_s, (double)i, RF_FIT_DEVELOPMENT, i ? NAN : version, i ? position_of(&r->sensors[i - 1]) : NAN };

        rf_fit_write(&f->to, DEVICE, device, RF_COUNT(v), v);
    }
}

/* Which fields any record can fill: those are the file's. */
static void choose_fields(fit *f)
{
    bool has[RF_MOMENT_COUNT] = { false };
    rf_moment_cursor at = { 0 };

    for (size_t i = 0; i < f->m.n; i++)
        for (int64_t s = f->m.stretch[i].from_s; s <= f->m.stretch[i].to_s; s++) {
            double v[RF_MOMENT_COUNT];

            rf_moment_of(&f->m, &f->m.stretch[i], s, &at, v);
            for (size_t k = 0; k < RF_MOMENT_COUNT; k++)
                has[k] |= isfinite(v[k]);
        }
    f->record[f->n_record++] = (rf_fit_slot)RF_FIT_TIME_SLOT;
    for (size_t k = 0; k < RF_MOMENT_COUNT; k++)
        if (has[k]) {
            f->from[f->n_record] = k;
            f->record[f->n_record++] = rf_moment_at(k)->slot;
        }
}

static void describe_fields(fit *f)
{
    static const uint8_t application[16] = { 'r', 'u', 'n', 'f', 'o', 'r', 'm', 0x9d, 0x4e, 0x1b, 0xa7, 0x52, 0xc3, 0x68, 0x0f, 0x35 };
    static const rf_fit_slot developer[] = { { 1, RF_FIT_BYTES, 16, false, 1, 0 },
                                             RF_FIT_SLOT(3, RF_FIT_UINT8, 1),
                                             RF_FIT_SLOT(4, RF_FIT_UINT32, 1) };
    static const rf_fit_slot field[] = { RF_FIT_SLOT(0, RF_FIT_UINT8, 1),
                                         RF_FIT_SLOT(1, RF_FIT_UINT8, 1),
                                         RF_FIT_SLOT(2, RF_FIT_UINT8, 1),
                                         { 3, RF_FIT_STRING, NAME_SIZE, false, 1, 0 },
                                         { 8, RF_FIT_STRING, UNIT_SIZE, false, 1, 0 } };
    const rf_fit_slot letter = RF_FIT_SLOT(1, RF_FIT_BYTES, 1);

    if (!f->record[f->n_record - 1].developer)
        return;
    rf_fit_define(&f->to, DEVELOPER, RF_FIT_DEVELOPER, developer, RF_COUNT(developer));
    rf_fit_start(&f->to, DEVELOPER);
    for (size_t i = 0; i < sizeof application; i++)
        rf_fit_value(&f->to, &letter, application[i]);
    rf_fit_value(&f->to, &developer[1], 0);
    rf_fit_value(&f->to, &developer[2], version_of(RF_VERSION));
    rf_fit_define(&f->to, DESCRIPTION, RF_FIT_DESCRIPTION, field, RF_COUNT(field));
    for (size_t i = 0; i < f->n_record; i++) {
        const rf_moment_info *x = rf_moment_at(f->from[i]);
        const double v[] = { 0, x->slot.number, x->slot.base };

        if (!f->record[i].developer)
            continue;
        rf_fit_write(&f->to, DESCRIPTION, field, RF_COUNT(v), v);
        rf_fit_text(&f->to, &field[3], x->name);
        rf_fit_text(&f->to, &field[4], x->unit);
    }
}

static void write_records(fit *f, double start_s, double end_s)
{
    rf_moment_cursor at = { 0 };

    rf_fit_define_event(&f->to, EVENT);
    rf_fit_define(&f->to, RECORD, RF_FIT_RECORD, f->record, f->n_record);
    rf_fit_put_event(&f->to, EVENT, start_s, RF_FIT_START);
    for (size_t i = 0; i < f->m.n; i++) {
        const rf_stretch *s = &f->m.stretch[i];

        if (i > 0) {
            rf_fit_put_event(&f->to, EVENT, (double)s[-1].to_s, RF_FIT_STOP);
            rf_fit_put_event(&f->to, EVENT, (double)s->from_s, RF_FIT_START);
        }
        for (int64_t second = s->from_s; second <= s->to_s; second++) {
            double all[RF_MOMENT_COUNT], v[1 + RF_MOMENT_COUNT] = { (double)second };

            rf_moment_of(&f->m, s, second, &at, all);
            for (size_t k = 1; k < f->n_record; k++)
                v[k] = all[f->from[k]];
            rf_fit_write(&f->to, RECORD, f->record, f->n_record, v);
        }
    }
    rf_fit_put_event(&f->to, EVENT, end_s, RF_FIT_STOP_ALL);
}

/* ---- averages ---------------------------------------------------------------------------------------------------------------------- */

/* Of a lap or the session; NaN: not known. */
typedef struct averages {
    double from_s, to_s, elapsed_s, timer_s, distance_m, speed_mps, cadence_spm, oscillation_m, duty_pct, contact_ms, ratio_pct,
        balance_pct, step_m;
} averages;

static double seconds_of(const rf_stretch *s)
{
    return (double)(s->to_us - s->from_us) / 1e6;
}

static double told(const rf_result *r, int metric)
{
    return (size_t)metric < r->n_values && r->values[metric].told ? r->values[metric].value : NAN;
}

static double distance_at(const fit *f, size_t contact)
{
    return f->m.speed_known ? (double)f->m.w->result->contacts[contact].value[RF_M_distance_m] : NAN;
}

static void derive(averages *a)
{
    if (isnan(a->step_m))
        a->step_m = 60 * a->speed_mps / a->cadence_spm;
    a->ratio_pct = 100 * a->oscillation_m / a->step_m;
}

/* Without contacts (a watch): means over the lap's records. */
static averages lap_by_records(const fit *f, const rf_stretch *s)
{
    double sum[RF_MOMENT_COUNT] = { 0 }, n[RF_MOMENT_COUNT] = { 0 };
    rf_moment_cursor at = { 0 };
    averages a;

    for (int64_t second = s->from_s; second <= s->to_s; second++) {
        double v[RF_MOMENT_COUNT];

        rf_moment_of(&f->m, s, second, &at, v);
        v[RF_MOMENT_CADENCE] += v[RF_MOMENT_FRACTION];
        for (size_t k = 0; k < RF_MOMENT_COUNT; k++)
            if (isfinite(v[k])) {
                sum[k] += v[k];
                n[k]++;
            }
    }
    for (size_t k = 0; k < RF_MOMENT_COUNT; k++)
        sum[k] = n[k] > 0 ? sum[k] / n[k] : NAN;
    a = (averages) { .from_s = (double)s->from_s,
                     .to_s = (double)s->to_s,
                     .elapsed_s = seconds_of(s),
                     .timer_s = seconds_of(s),
                     .distance_m = NAN,
                     .speed_mps = sum[RF_MOMENT_SPEED],
                     .cadence_spm = 2 * sum[RF_MOMENT_CADENCE],
                     .oscillation_m = sum[RF_MOMENT_OSCILLATION],
                     .duty_pct = sum[RF_MOMENT_DUTY],
                     .contact_ms = sum[RF_MOMENT_CONTACT],
                     .balance_pct = sum[RF_MOMENT_BALANCE],
                     .step_m = sum[RF_MOMENT_STEP] };
    derive(&a);
    return a;
}

static averages lap_of(const fit *f, const rf_stretch *s)
{
    const rf_result *r = f->m.w->result;
    const double left = rf_moment_mean(r, s->first, s->end, RF_M_contact_ms, RF_SIDE_LEFT);
    const double right = rf_moment_mean(r, s->first, s->end, RF_M_contact_ms, RF_SIDE_RIGHT);
    averages a = { .from_s = (double)s->from_s,
                   .to_s = (double)s->to_s,
                   .elapsed_s = seconds_of(s),
                   .timer_s = seconds_of(s),
                   .distance_m = NAN,
                   .cadence_spm = rf_moment_mean(r, s->first, s->end, RF_M_cadence_spm, RF_SIDE_UNKNOWN),
                   .oscillation_m = rf_moment_mean(r, s->first, s->end, RF_M_vertical_oscillation_m, RF_SIDE_UNKNOWN),
                   .contact_ms = rf_moment_mean(r, s->first, s->end, RF_M_contact_ms, RF_SIDE_UNKNOWN),
                   .balance_pct = 100 * left / (left + right),
                   .step_m = rf_moment_mean(r, s->first, s->end, RF_M_stride_length_m, RF_SIDE_UNKNOWN) / 2,
                   .speed_mps = f->m.speed_known ? rf_moment_mean(r, s->first, s->end, RF_M_pace_mps, RF_SIDE_UNKNOWN) : NAN };

    if (s->end > s->first)
        a.distance_m = distance_at(f, s->end - 1) - (s->first > 0 ? distance_at(f, s->first - 1) : 0);
    a.duty_pct = 100 * a.contact_ms / rf_moment_mean(r, s->first, s->end, RF_M_stride_ms, RF_SIDE_UNKNOWN);
    derive(&a);
    return a;
}

static averages session_of(const fit *f, double start_s, double end_s)
{
    const rf_result *r = f->m.w->result;
    const double left = rf_moment_mean(r, 0, r->n_contacts, RF_M_contact_ms, RF_SIDE_LEFT);
    const double right = rf_moment_mean(r, 0, r->n_contacts, RF_M_contact_ms, RF_SIDE_RIGHT);
    averages a = { .from_s = start_s,
                   .to_s = end_s,
                   .distance_m = NAN,
                   .speed_mps = f->m.speed_known ? r->speed_mps : NAN,
                   .cadence_spm = told(r, RF_M_cadence_spm),
                   .oscillation_m = told(r, RF_M_vertical_oscillation_m),
                   .duty_pct = 100 * told(r, RF_M_duty_factor),
                   .contact_ms = told(r, RF_M_contact_ms),
                   .balance_pct = 100 * left / (left + right),
                   .step_m = told(r, RF_M_stride_length_m) / 2 };

    for (size_t i = 0; i < f->m.n; i++)
        a.timer_s += seconds_of(&f->m.stretch[i]);
    if (f->m.n > 0)
        a.elapsed_s = (double)(f->m.stretch[f->m.n - 1].to_us - f->m.stretch[0].from_us) / 1e6;
    if (r->n_contacts > 0)
        a.distance_m = distance_at(f, r->n_contacts - 1);
    derive(&a);
    return a;
}

/* The same values under a lap's numbers and a session's. */
static size_t average_values(const averages *a, double v[18])
{
    double whole, fraction;
    size_t n = 0;

    rf_moment_cadence(a->cadence_spm, &whole, &fraction);
    v[n++] = a->to_s;
    v[n++] = a->from_s;
    v[n++] = a->elapsed_s;
    v[n++] = a->timer_s;
    v[n++] = a->distance_m;
    v[n++] = a->timer_s * a->cadence_spm / 120;
    v[n++] = a->speed_mps;
    v[n++] = whole;
    v[n++] = fraction;
    v[n++] = a->oscillation_m;
    v[n++] = a->duty_pct;
    v[n++] = a->contact_ms;
    v[n++] = a->ratio_pct;
    v[n++] = a->balance_pct;
    v[n++] = a->step_m;
    return n;
}

#define AVERAGES(cadence, fraction, vo, duty, contact, ratio, balance, step, speed)                                                        \
    RF_FIT_TIME_SLOT, RF_FIT_SLOT(2, RF_FIT_UINT32, 1), RF_FIT_SLOT(7, RF_FIT_UINT32, 1000), RF_FIT_SLOT(8, RF_FIT_UINT32, 1000),          \
        RF_FIT_SLOT(9, RF_FIT_UINT32, 100), RF_FIT_SLOT(10, RF_FIT_UINT32, 1), RF_FIT_SLOT(speed, RF_FIT_UINT32, 1000),                    \
        RF_FIT_SLOT(cadence, RF_FIT_UINT8, 1), RF_FIT_SLOT(fraction, RF_FIT_UINT8, 128), RF_FIT_SLOT(vo, RF_FIT_UINT16, 10000),            \
        RF_FIT_SLOT(duty, RF_FIT_UINT16, 100), RF_FIT_SLOT(contact, RF_FIT_UINT16, 10), RF_FIT_SLOT(ratio, RF_FIT_UINT16, 100),            \
        RF_FIT_SLOT(balance, RF_FIT_UINT16, 100), RF_FIT_SLOT(step, RF_FIT_UINT16, 10000)

static void write_laps(fit *f)
{
    static const rf_fit_slot slot[] = { AVERAGES(17, 80, 77, 78, 79, 118, 119, 120, 110),
                                        RF_FIT_SLOT(RF_FIT_INDEX, RF_FIT_UINT16, 1),
                                        RF_FIT_SLOT(0, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(1, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(24, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(25, RF_FIT_ENUM, 1) };

    rf_fit_define(&f->to, LAP, RF_FIT_LAP, slot, RF_COUNT(slot));
    for (size_t i = 0; i < f->m.n; i++) {
        const rf_stretch *s = &f->m.stretch[i];
        averages a = s->end > s->first ? lap_of(f, s) : lap_by_records(f, s);
        double v[RF_COUNT(slot)];
        size_t n;

        if (f->m.n == 1) /* one lap is the session: the same figures */
            a = session_of(f, a.from_s, a.to_s);
        n = average_values(&a, v);
        v[n++] = (double)i;
        v[n++] = 9; /* lap */
        v[n++] = RF_FIT_STOP;
        v[n++] = i + 1 == f->m.n ? 7 : 0; /* the session's end; by hand */
        v[n++] = RUNNING;
        rf_fit_write(&f->to, LAP, slot, n, v);
    }
}

static void write_session(fit *f, const averages *a)
{
    static const rf_fit_slot slot[] = { AVERAGES(18, 92, 89, 90, 91, 132, 133, 134, 124),
                                        RF_FIT_SLOT(RF_FIT_INDEX, RF_FIT_UINT16, 1),
                                        RF_FIT_SLOT(0, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(1, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(5, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(6, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(25, RF_FIT_UINT16, 1),
                                        RF_FIT_SLOT(26, RF_FIT_UINT16, 1),
                                        RF_FIT_SLOT(28, RF_FIT_ENUM, 1) };
    double v[RF_COUNT(slot)];
    size_t n = average_values(a, v);

    v[n++] = 0;
    v[n++] = 8; /* session */
    v[n++] = RF_FIT_STOP;
    v[n++] = RUNNING;
    v[n++] = 0; /* of any kind */
    v[n++] = 0;
    v[n++] = (double)f->m.n;
    v[n++] = 0; /* the activity's end */
    rf_fit_define(&f->to, SESSION, RF_FIT_SESSION, slot, RF_COUNT(slot));
    rf_fit_write(&f->to, SESSION, slot, n, v);
    rf_fit_put_activity(&f->to, ACTIVITY, a->to_s, a->timer_s);
}

static void write_all(fit *f)
{
    const rf_result *r = f->m.w->result;
    const int64_t none_us = (r->first_us == RF_TIME_NONE ? 0 : r->first_us) + f->m.offset_us;
    const double start_s = f->m.n > 0 ? (double)f->m.stretch[0].from_s : (double)(none_us / 1000000);
    const double end_s = f->m.n > 0 ? (double)f->m.stretch[f->m.n - 1].to_s : start_s;
    const averages a = session_of(f, start_s, end_s);

    write_makers(f, start_s);
    describe_fields(f);
    write_records(f, start_s, end_s);
    write_laps(f);
    write_session(f, &a);
}

int rf_write_fit(const rf_writing *w, rf_out *o)
{
    fit f = { .n_record = 0 };

    if (rf_moments_make(&f.m, w) < 0)
        return RF_ERR_NOMEM;
    choose_fields(&f);
    write_all(&f); /* counted */
    rf_fit_begin(&f.to, o, f.to.bytes);
    write_all(&f);
    rf_fit_end(&f.to);
    rf_moments_free(&f.m);
    return 0;
}

const char *rf_remark_fit(const rf_writing *w)
{
    rf_moments m;
    bool dated;

    if (rf_moments_make(&m, w) < 0)
        return "";
    dated = m.dated;
    rf_moments_free(&m);
    return dated ? "" : "the input does not say when the run began, so the times in this file count from 1990-01-01T00:00:00Z";
}
