/* What the messages of a FIT file become: raw samples of accelerometer and gyroscope, and what a watch tells beside or instead of them.
 *
 * A developer field counts by its name and unit text, never by the native field it claims to stand for: Stryd says centimetres where the native
 * field has tenths of millimetres. Its definition holds until the same developer index is defined anew (an app that restarted). The watch's own
 * field and the app's are two channels and never fill each other's gaps; who is believed is decided when the whole file is known.
 * Records with the timer stopped tell no dynamics. Cadence of running is in strides a minute, of which two steps make one.
 * Raw data: calibrated values first, then compressed ones, then counts with the factory calibration that the file holds.
 * Facts of the profile: Garmin's FIT profile 21; names of developer fields as seen in files.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/math.h"
#include "read/fit.h"

enum {
    FILE_ID = 0,
    SPORT = 12,
    SESSION = 18,
    LAP = 19,
    RECORD = 20,
    EVENT = 21,
    GYRO = 164,
    ACCEL = 165,
    CALIBRATION = 167,
    DESCRIPTION = 206,
    BAROMETER = 209,
    HSA_ACCEL = 302,
    HSA_GYRO = 376
};
enum { MOST_SAMPLES = 64, RUNNING = 1 };

static const double semicircle_deg = 180.0 / 2147483648.0;

void rf_fit_activity_begin(rf_fit_activity *a)
{
    *a = (rf_fit_activity) { .accel.item = sizeof(rf_fit_axes),
                             .gyro.item = sizeof(rf_fit_axes),
                             .aside.item = sizeof(rf_aside),
                             .record.item = sizeof(rf_fit_record),
                             .sport = -1,
                             .manufacturer = -1 };
}

void rf_fit_activity_free(rf_fit_activity *a)
{
    free(a->accel.at);
    free(a->gyro.at);
    free(a->aside.at);
    free(a->record.at);
}

void rf_fit_activity_file(void *activity)
{
    rf_fit_activity *a = activity;

    a->n_developer = 0;
    a->stopped = false;
}

static void put(rf_fit_activity *a, rf_queue *q, const void *item)
{
    if (rf_queue_put(q, item) < 0)
        a->nomem = true;
}

/* ---- developer fields ---------------------------------------------------------------------------------------------------------------------- */

/* Letters and digits alone, small, so that "Ground Time" is "ground_time" is "groundtime". */
static void fold(char *text)
{
    char *to = text;

    for (const char *p = text; *p; p++) {
        const char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            *to++ = c;
    }
    *to = 0;
}

static const struct {
    const char *name, *unit; /* folded; unit "": whatever it says */
    rf_channel channel;
    double factor;
    int side;
} known_field[] = {
    { "cadence", "spm", RF_CHANNEL_APP_CADENCE_SPM, 1, 0 },
    { "cadence", "stepsmin", RF_CHANNEL_APP_CADENCE_SPM, 1, 0 },
    { "cadence", "rpm", RF_CHANNEL_APP_CADENCE_SPM, 2, 0 },
    { "cadence", "stridesmin", RF_CHANNEL_APP_CADENCE_SPM, 2, 0 },
    { "groundtime", "milliseconds", RF_CHANNEL_APP_CONTACT_MS, 1, 0 },
    { "groundtime", "ms", RF_CHANNEL_APP_CONTACT_MS, 1, 0 },
    { "stancetime", "ms", RF_CHANNEL_APP_CONTACT_MS, 1, 0 },
    { "groundcontacttime", "ms", RF_CHANNEL_APP_CONTACT_MS, 1, 0 },
    { "contacttime", "ms", RF_CHANNEL_APP_CONTACT_MS, 1, 0 },
    { "contacttime", "", RF_CHANNEL_APP_CONTACT_MS, 1, 0 },
    { "rscontacttimel", "", RF_CHANNEL_APP_CONTACT_MS, 1, RF_SIDE_LEFT },
    { "rscontacttimer", "", RF_CHANNEL_APP_CONTACT_MS, 1, RF_SIDE_RIGHT },
    { "verticaloscillation", "centimeters", RF_CHANNEL_APP_OSCILLATION_M, 0.01, 0 },
    { "verticaloscillation", "cm", RF_CHANNEL_APP_OSCILLATION_M, 0.01, 0 },
    { "verticaloscillation", "millimeters", RF_CHANNEL_APP_OSCILLATION_M, 0.001, 0 },
    { "verticaloscillation", "mm", RF_CHANNEL_APP_OSCILLATION_M, 0.001, 0 },
    { "steplength", "mm", RF_CHANNEL_APP_STEP_LENGTH_M, 0.001, 0 },
    { "steplength", "cm", RF_CHANNEL_APP_STEP_LENGTH_M, 0.01, 0 },
    { "steplength", "m", RF_CHANNEL_APP_STEP_LENGTH_M, 1, 0 },
    { "stancetimebalance", "", RF_CHANNEL_APP_BALANCE_PCT, 1, 0 },
    { "stancetimepercent", "", RF_CHANNEL_APP_DUTY_PCT, 1, 0 },
};

/* A description takes the place of an earlier one of the same field. */
static void describe(rf_fit_activity *a, const rf_fit_message *m)
{
    const double index = rf_fit_number(m, 0), number = rf_fit_number(m, 1), type = rf_fit_number(m, 2), scale = rf_fit_number(m, 6);
    char name[64], unit[32];
    rf_fit_developer d;
    int at = 0;

    if (isnan(index) || isnan(number) || isnan(type))
        return;
    rf_fit_string(m, 3, name, sizeof name);
    rf_fit_string(m, 8, unit, sizeof unit);
    fold(name);
    fold(unit);
    while (at < a->n_developer && (a->developer[at].index != (uint8_t)index || a->developer[at].number != (uint8_t)number))
        at++;
    if (at < a->n_developer)
        a->developer[at] = a->developer[--a->n_developer];
    if (a->n_developer == RF_FIT_DEVELOPER_FIELDS)
        return;
    for (size_t i = 0; i < RF_COUNT(known_field); i++) {
        if (strcmp(known_field[i].name, name) || (known_field[i].unit[0] && strcmp(known_field[i].unit, unit)))
            continue;
        d = (rf_fit_developer) {
            (uint8_t)index,     (uint8_t)number, (uint8_t)type, known_field[i].channel, known_field[i].factor / (scale > 0 ? scale : 1),
            known_field[i].side
        };
        a->developer[a->n_developer++] = d;
        return;
    }
}

static const rf_fit_developer *described(const rf_fit_activity *a, const rf_fit_field *f)
{
    for (int i = 0; i < a->n_developer; i++)
        if (a->developer[i].index == f->base && a->developer[i].number == f->number)
            return &a->developer[i];
    return NULL;
}

/* ---- records ------------------------------------------------------------------------------------------------------------------------------- */

static void tell(rf_fit_activity *a, int64_t t_us, rf_channel channel, double value)
{
    const rf_aside x = { t_us, channel, value };

    if (!isfinite(value))
        return;
    a->channel[channel] = true;
    a->told++;
    put(a, &a->aside, &x);
}

static void dynamics(rf_fit_activity *a, int64_t t_us, rf_channel channel, double value)
{
    if (!a->stopped)
        tell(a, t_us, channel, value);
}

static double either(const rf_fit_message *m, uint8_t better, uint8_t other)
{
    const double v = rf_fit_number(m, better);

    return isnan(v) ? rf_fit_number(m, other) : v;
}

static void own_dynamics(rf_fit_activity *a, const rf_fit_message *m, int64_t t_us)
{
    const double cadence = rf_fit_number(m, 4), fraction = rf_fit_number(m, 53);

    dynamics(a, t_us, RF_CHANNEL_WATCH_CADENCE_SPM, cadence > 0 && fraction > 0 ? 2 * (cadence + fraction / 128) : 2 * cadence);
    dynamics(a, t_us, RF_CHANNEL_WATCH_CONTACT_MS, rf_fit_number(m, 41) / 10);
    dynamics(a, t_us, RF_CHANNEL_WATCH_OSCILLATION_M, rf_fit_number(m, 39) / 10000);
    dynamics(a, t_us, RF_CHANNEL_WATCH_STEP_LENGTH_M, rf_fit_number(m, 85) / 10000);
    dynamics(a, t_us, RF_CHANNEL_WATCH_BALANCE_PCT, rf_fit_number(m, 84) / 100);
    dynamics(a, t_us, RF_CHANNEL_WATCH_DUTY_PCT, rf_fit_number(m, 40) / 100);
}

/* Fields that an app added. Of a pair, one a foot, the mean is the contact time and the share the balance. */
static void app_dynamics(rf_fit_activity *a, const rf_fit_message *m, int64_t t_us)
{
    double side[4] = { NAN, NAN, NAN, NAN };

    for (unsigned i = m->def->n; i < (unsigned)m->def->n + m->def->n_developer; i++) {
        const rf_fit_developer *d = described(a, &m->def->field[i]);
        const double v = d ? rf_fit_element(m, &m->def->field[i], d->type, 0) * d->factor : NAN;

        if (d && d->side)
            side[d->side] = v;
        else if (d)
            dynamics(a, t_us, d->channel, v);
    }
    dynamics(a, t_us, RF_CHANNEL_APP_CONTACT_MS, (side[RF_SIDE_LEFT] + side[RF_SIDE_RIGHT]) / 2);
    if (side[RF_SIDE_LEFT] + side[RF_SIDE_RIGHT] > 0)
        dynamics(a, t_us, RF_CHANNEL_APP_BALANCE_PCT, 100 * side[RF_SIDE_LEFT] / (side[RF_SIDE_LEFT] + side[RF_SIDE_RIGHT]));
}

static void take_record(rf_fit_activity *a, const rf_fit_message *m)
{
    const int64_t t_us = (int64_t)m->time_s * 1000000;
    const double lat = rf_fit_number(m, 0), lon = rf_fit_number(m, 1);

    if (m->time_s == RF_FIT_NO_TIME)
        return;
    if (!isnan(lat) && !isnan(lon)) {
        tell(a, t_us, RF_CHANNEL_LATITUDE_DEG, lat * semicircle_deg);
        tell(a, t_us, RF_CHANNEL_LONGITUDE_DEG, lon * semicircle_deg);
    }
    if (a->height_by != RF_FIT_BY_PRESSURE && !isnan(either(m, 78, 2))) {
        a->height_by = RF_FIT_BY_RECORD;
        tell(a, t_us, RF_CHANNEL_ALTITUDE_M, either(m, 78, 2) / 5 - 500);
    }
    tell(a, t_us, RF_CHANNEL_SPEED_MPS, either(m, 73, 6) / 1000);
    own_dynamics(a, m, t_us);
    app_dynamics(a, m, t_us);
    put(a, &a->record, &(rf_fit_record) { t_us, a->told });
}

static void take_event(rf_fit_activity *a, const rf_fit_message *m)
{
    const double event = rf_fit_number(m, 0), type = rf_fit_number(m, 1);

    if (event != 0)
        return;
    if (type == 0)
        a->stopped = false;
    else if (type == 1 || type == 4 || type == 8 || type == 9)
        a->stopped = true;
}

/* ---- raw samples --------------------------------------------------------------------------------------------------------------------------- */

static void calibrate(rf_fit_activity *a, const rf_fit_message *m)
{
    const double type = rf_fit_number(m, 0);
    const rf_fit_field *offset = rf_fit_find(m, 4), *turn = rf_fit_find(m, 5);
    rf_fit_calibration *c;

    if (!(type == 0 || type == 1))
        return;
    c = &a->calibration[(int)type];
    *c = (rf_fit_calibration) { .factor = rf_fit_number(m, 1), .divisor = rf_fit_number(m, 2), .shift = rf_fit_number(m, 3) };
    for (unsigned i = 0; i < 3; i++)
        c->offset[i] = offset ? rf_fit_element(m, offset, offset->base, i) : NAN;
    for (unsigned i = 0; i < 9; i++)
        c->turn[i] = turn ? rf_fit_element(m, turn, turn->base, i) / 65535 : i % 4 == 0;
    c->shift = isnan(c->shift) ? 0 : c->shift;
    for (int i = 0; i < 3; i++)
        c->offset[i] = isnan(c->offset[i]) ? 0 : c->offset[i];
    c->known = c->divisor != 0 && !isnan(c->factor) && !isnan(c->divisor);
}

static void from_counts(const rf_fit_calibration *c, const double raw[3], double out[3])
{
    double v[3];

    for (int i = 0; i < 3; i++)
        v[i] = (raw[i] - c->shift - c->offset[i]) * c->factor / c->divisor;
    for (int i = 0; i < 3; i++)
        out[i] = c->turn[3 * i] * v[0] + c->turn[3 * i + 1] * v[1] + c->turn[3 * i + 2] * v[2];
}

/* The three fields of a vector, looked up once a message. */
typedef struct axes {
    const rf_fit_field *field[3];
} axes;

static axes axes_of(const rf_fit_message *m, uint8_t first)
{
    return (axes) { { rf_fit_find(m, first), rf_fit_find(m, (uint8_t)(first + 1)), rf_fit_find(m, (uint8_t)(first + 2)) } };
}

/* Element i of all three. @return whether they are there. */
static bool axes_at(const rf_fit_message *m, const axes *a, unsigned i, double out[3])
{
    if (!a->field[0] || !a->field[1] || !a->field[2])
        return false;
    for (int k = 0; k < 3; k++)
        out[k] = rf_fit_element(m, a->field[k], a->field[k]->base, i);
    return !isnan(out[0]) && !isnan(out[1]) && !isnan(out[2]);
}

/* When sample i was taken, µs since the FIT epoch. */
static int64_t sample_us(const rf_fit_message *m, unsigned i, double interval_ms)
{
    const double ms = rf_fit_number(m, 0);
    const rf_fit_field *offset = rf_fit_find(m, 1);
    const double late_ms = !isnan(interval_ms) ? i * interval_ms : offset ? rf_fit_element(m, offset, offset->base, i) : NAN;

    const double late_us = (isnan(ms) ? 0 : ms) * 1000 + (isnan(late_ms) ? 0 : late_ms) * 1000 + 0.5;

    /* real numbers are in no log, but in files made to break readers */
    return (int64_t)m->time_s * 1000000 + (fabs(late_us) < 1e15 ? (int64_t)late_us : 0);
}

static void take_samples(rf_fit_activity *a, const rf_fit_message *m, bool gyro)
{
    rf_queue *q = gyro ? &a->gyro : &a->accel;
    const rf_fit_calibration *c = &a->calibration[gyro];
    const double unit = gyro ? RF_PI / 180 : RF_G0_MPS2;
    const axes calibrated = axes_of(m, 5), packed = axes_of(m, 8), raw_counts = axes_of(m, 2);
    bool counts = false;

    for (unsigned i = 0; i < MOST_SAMPLES && m->time_s != RF_FIT_NO_TIME; i++) {
        rf_fit_axes s = { .t_us = sample_us(m, i, NAN), .told = a->told };
        double raw[3];

        if (axes_at(m, &calibrated, i, s.x)) {
            ;
        } else if (!gyro && axes_at(m, &packed, i, s.x)) {
            for (int k = 0; k < 3; k++)
                s.x[k] /= 1000;
        } else if (axes_at(m, &raw_counts, i, raw)) {
            counts = true;
            if (!c->known)
                break;
            from_counts(c, raw, s.x);
        } else {
            continue;
        }
        for (int k = 0; k < 3; k++)
            s.x[k] *= unit;
        put(a, q, &s);
    }
    a->uncalibrated += counts && !c->known;
}

/* The health sensors' messages: an even interval, fixed scales. */
static void take_hsa(rf_fit_activity *a, const rf_fit_message *m, bool gyro)
{
    const double interval = rf_fit_number(m, 1) * (gyro ? 1000.0 / 32768 : 1);
    const axes counts = axes_of(m, 2);
    const double unit = gyro ? RF_PI / 180 / 28.57143 : RF_G0_MPS2 / 1000 / 1.024;

    for (unsigned i = 0; i < MOST_SAMPLES && m->time_s != RF_FIT_NO_TIME && !isnan(interval); i++) {
        rf_fit_axes s = { .t_us = sample_us(m, i, interval), .told = a->told };

        if (!axes_at(m, &counts, i, s.x))
            continue;
        for (int k = 0; k < 3; k++)
            s.x[k] *= unit;
        put(a, gyro ? &a->gyro : &a->accel, &s);
    }
}

/* Air pressure as a height: its zero is anywhere, its changes are right to a hundredth. Of pressure and the records' own height one is believed all
 * along, the first that came. */
static void take_pressure(rf_fit_activity *a, const rf_fit_message *m)
{
    const rf_fit_field *f = rf_fit_find(m, 2);

    if (a->height_by == RF_FIT_BY_RECORD)
        return;
    for (unsigned i = 0; f && i < MOST_SAMPLES && m->time_s != RF_FIT_NO_TIME; i++) {
        const double pa = rf_fit_element(m, f, f->base, i);

        if (!(pa > 10000 && pa < 120000))
            continue;
        a->height_by = RF_FIT_BY_PRESSURE;
        tell(a, sample_us(m, i, NAN), RF_CHANNEL_ALTITUDE_M, 8434.7 * rf_log(101325 / pa));
    }
}

void rf_fit_activity_take(void *activity, const rf_fit_message *m)
{
    rf_fit_activity *a = activity;
    double v;

    switch (m->def->global) {
    case FILE_ID:
        v = rf_fit_number(m, 1);
        a->manufacturer = isnan(v) ? -1 : (int)v;
        rf_fit_string(m, 8, a->product, sizeof a->product);
        break;
    case SPORT:
    case SESSION:
        v = rf_fit_number(m, m->def->global == SPORT ? 0 : 5);
        if (!isnan(v) && a->sport != RUNNING) /* of a triathlon the running counts */
            a->sport = (int)v;
        break;
    case LAP: a->laps++; break;
    case RECORD: take_record(a, m); break;
    case EVENT: take_event(a, m); break;
    case DESCRIPTION: describe(a, m); break;
    case CALIBRATION: calibrate(a, m); break;
    case BAROMETER: take_pressure(a, m); break;
    case ACCEL: take_samples(a, m, false); break;
    case GYRO: take_samples(a, m, true); break;
    case HSA_ACCEL: take_hsa(a, m, false); break;
    case HSA_GYRO: take_hsa(a, m, true); break;
    default: break;
    }
}
