/* Samples of one sensor as a FIT activity with raw data: messages of calibrated acceleration and angular rate, 25 samples each, and a record a second of
 * what was told beside the sensor.
 *
 * The header's size is not known before the end: it is written again then, so the output must be a file. Times have FIT's milliseconds, values single
 * precision in g and deg/s, as the profile has them; what cannot be carried is said. A recording without a date begins at second 86400 of FIT's clock
 * (fit_moments.c says why).
 * Facts of the messages: FIT profile 21.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/math.h"
#include "read/fit.h"
#include "read/queue.h"
#include "write/fit_file.h"
#include "write/samples_inside.h"

enum { FILE_ID, EVENT, RECORD, ACCEL, GYRO, LAP, SESSION, ACTIVITY };
enum { BATCH = 25, RUNNING = 1 };
#define LONGEST_MS INT64_C(60000) /* an offset has 16 bits */
#define MOST_BYTES UINT64_C(0xffffffff)

enum { LATITUDE, LONGITUDE, ALTITUDE, SPEED, GRADE, TOLD };

typedef struct fit {
    rf_fit_to to;
    rf_out *out;
    char *path;
    rf_sample_source about;
    bool dated, barometer, headed, begun, gyro, bad_channels; /* the file's head is written; a sample was taken */
    int64_t offset_us;
    int64_t first_us, last_us; /* FIT's clock */
    int64_t ms[BATCH];
    double x[BATCH][6];
    int n;
    long samples, bad, rounded;
    rf_queue waiting; /* rf_aside: they come a batch ahead, and are written by their times, so that no piece of reading shows */
    int64_t second;   /* of the record in the making */
    double sum[TOLD];
    long count[TOLD];
} fit;

static void fit_abort(void *w)
{
    fit *f = w;

    if (!f)
        return;
    rf_out_abort(f->out);
    free(f->waiting.at);
    free(f->path);
    free(f);
}

static int fit_open(void **out, const char *path, rf_why *why)
{
    fit *f = calloc(1, sizeof *f);
    int err;

    *out = NULL;
    if (!f || !(f->path = strdup(path))) {
        free(f);
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    }
    f->first_us = f->second = INT64_MIN;
    f->waiting.item = sizeof(rf_aside);
    err = rf_out_open(&f->out, path, why);
    if (err == 0 && !rf_out_rewritable(f->out))
        err = rf_fail(why, RF_ERR_WRITE, "%s: a FIT file's head is written last, which takes a file and no pipe or device", path);
    if (err < 0)
        fit_abort(f);
    else
        *out = f;
    return err;
}

static int fit_begin(void *w, size_t source, const rf_sample_source *about, rf_why *why)
{
    fit *f = w;
    int64_t zero_us;

    if (source > 0)
        return rf_fail(why, RF_ERR_ARG, "%s: FIT holds one sensor, and there are more; convert them one by one, or to csv or bids",
                       f->path);
    if (about->report && about->report->asides_only)
        return rf_fail(why, RF_ERR_REFUSED, "%s: holds no samples of a sensor; to csv it goes as a table of what it tells", about->name);
    f->about = *about;
    f->gyro = !about->report || about->report->gyro;
    for (int i = 0; about->report && i < about->report->n_asides; i++)
        f->barometer |= about->report->aside[i] == RF_CHANNEL_ALTITUDE_M;
    f->dated = rf_sample_zero_utc(about, &zero_us) && !about->recorded && zero_us / 1000000 > RF_FIT_EPOCH_S + 0x10000000;
    f->offset_us = f->dated ? zero_us - (int64_t)RF_FIT_EPOCH_S * 1000000 : 0;
    return 0;
}

/* ---- messages ---------------------------------------------------------------------------------------------------------------------- */

#define AXES(first)                                                                                                                        \
    { (first), RF_FIT_FLOAT32, BATCH, false, 1, 0 }, { (first) + 1, RF_FIT_FLOAT32, BATCH, false, 1, 0 },                                  \
    {                                                                                                                                      \
        (first) + 2, RF_FIT_FLOAT32, BATCH, false, 1, 0                                                                                    \
    }
static const rf_fit_slot raw_slot[] = {
    RF_FIT_TIME_SLOT, RF_FIT_SLOT(0, RF_FIT_UINT16, 1), { 1, RF_FIT_UINT16, BATCH, false, 1, 0 }, AXES(5)
};
static const rf_fit_slot record_slot[] = { RF_FIT_TIME_SLOT,
                                           RF_FIT_SLOT(0, RF_FIT_SINT32, 2147483648.0 / 180),
                                           RF_FIT_SLOT(1, RF_FIT_SINT32, 2147483648.0 / 180),
                                           { 78, RF_FIT_UINT32, 1, false, 5, 500 },
                                           RF_FIT_SLOT(73, RF_FIT_UINT32, 1000),
                                           RF_FIT_SLOT(9, RF_FIT_SINT16, 100) };
/* What stands before the first sample or aside, whichever comes first. */
static void put_head(fit *f, int64_t first_us)
{
    int64_t second;

    if (f->headed)
        return;
    f->headed = true;
    if (!f->dated)
        f->offset_us = rf_fit_undated_us(first_us);
    second = (first_us + f->offset_us) / 1000000;
    rf_fit_begin(&f->to, f->out, 0);
    rf_fit_put_id(&f->to, FILE_ID, (double)second);
    rf_fit_define_event(&f->to, EVENT);
    rf_fit_define(&f->to, ACCEL, RF_FIT_ACCEL, raw_slot, RF_COUNT(raw_slot));
    if (f->gyro)
        rf_fit_define(&f->to, GYRO, RF_FIT_GYRO, raw_slot, RF_COUNT(raw_slot));
    rf_fit_define(&f->to, RECORD, RF_FIT_RECORD, record_slot, RF_COUNT(record_slot));
    rf_fit_put_event(&f->to, EVENT, (double)second, RF_FIT_START);
}

static void put_axes(fit *f, unsigned local, int first, double factor)
{
    rf_fit_start(&f->to, local);
    rf_fit_value(&f->to, &raw_slot[0], (double)(f->ms[0] / 1000));
    rf_fit_value(&f->to, &raw_slot[1], (double)(f->ms[0] % 1000));
    for (int i = 0; i < BATCH; i++)
        rf_fit_value(&f->to, &raw_slot[2], i < f->n ? (double)(f->ms[i] - f->ms[0]) : NAN);
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < BATCH; i++)
            rf_fit_value(&f->to, &raw_slot[3 + k], i < f->n ? f->x[i][first + k] * factor : NAN);
}

static void put_batch(fit *f)
{
    bool turned = false;

    if (f->n == 0)
        return;
    put_axes(f, ACCEL, 0, 1 / RF_G0_MPS2);
    for (int i = 0; i < f->n; i++)
        turned |= !isnan(f->x[i][3]);
    if (turned)
        put_axes(f, GYRO, 3, 180 / RF_PI);
    f->n = 0;
}

static void put_record(fit *f)
{
    double v[1 + TOLD] = { (double)f->second };
    bool any = false;

    for (int k = 0; k < TOLD; k++) {
        v[1 + k] = f->count[k] ? f->sum[k] / (double)f->count[k] : NAN;
        any |= f->count[k] > 0;
        f->sum[k] = 0;
        f->count[k] = 0;
    }
    if (any)
        rf_fit_write(&f->to, RECORD, record_slot, RF_COUNT(v), v);
}

/* ---- what comes -------------------------------------------------------------------------------------------------------------------- */

/* One that was told: into the record of its second. */
static void take_aside(fit *f, const rf_aside *a)
{
    static const int slot[RF_CHANNEL_COUNT] = {
        [RF_CHANNEL_ALTITUDE_M] = 1 + ALTITUDE,     [RF_CHANNEL_GPS_ALTITUDE_M] = 1 + ALTITUDE, [RF_CHANNEL_LATITUDE_DEG] = 1 + LATITUDE,
        [RF_CHANNEL_LONGITUDE_DEG] = 1 + LONGITUDE, [RF_CHANNEL_SPEED_MPS] = 1 + SPEED,         [RF_CHANNEL_GRADE_PCT] = 1 + GRADE
    };
    const int k = slot[a->channel] - 1;
    int64_t second;

    if (k < 0 || (a->channel == RF_CHANNEL_GPS_ALTITUDE_M && f->barometer)) {
        f->bad_channels = true;
        return;
    }
    put_head(f, a->t_us);
    second = (a->t_us + f->offset_us) / 1000000;
    if (second < 0)
        return;
    if (second != f->second)
        put_record(f);
    f->second = second;
    f->sum[k] += a->value;
    f->count[k]++;
}

static void take_told(fit *f, int64_t until_us)
{
    const rf_aside *a;

    while ((a = rf_queue_at(&f->waiting, 0)) != NULL && a->t_us <= until_us) {
        take_aside(f, a);
        rf_queue_drop(&f->waiting, 1);
    }
}

static int fit_samples(void *w, size_t source, const rf_sample *s, size_t n, rf_why *why)
{
    fit *f = w;

    (void)source;
    for (size_t i = 0; i < n; i++) {
        int64_t at_us, ms;

        take_told(f, s[i].t_us);
        if (s[i].flags & (RF_SAMPLE_BAD_CELL | RF_SAMPLE_EMG_ALONE)) {
            f->bad += (s[i].flags & RF_SAMPLE_BAD_CELL) != 0;
            continue;
        }
        put_head(f, s[i].t_us);
        at_us = s[i].t_us + f->offset_us;
        ms = (at_us + 500) / 1000;
        if (at_us < 0)
            return rf_fail(why, RF_ERR_DATA, "%s: its times lie too far before zero for FIT", f->about.name);
        f->begun = true;
        if (f->n == BATCH || (f->n > 0 && (ms < f->ms[f->n - 1] || ms - f->ms[0] > LONGEST_MS)))
            put_batch(f);
        f->first_us = f->first_us == INT64_MIN ? at_us : f->first_us;
        f->last_us = at_us;
        f->ms[f->n] = ms;
        f->samples++;
        f->rounded += at_us != 1000 * ms;
        for (int k = 0; k < 3; k++) {
            f->x[f->n][k] = s[i].acc_mps2[k];
            f->x[f->n][3 + k] = f->gyro && !(s[i].flags & RF_SAMPLE_NO_GYRO) ? s[i].gyr_radps[k] : NAN;
        }
        f->n++;
    }
    return 0;
}

static int fit_asides(void *w, size_t source, const rf_aside *a, size_t n, rf_why *why)
{
    fit *f = w;

    (void)source;
    for (size_t i = 0; i < n; i++)
        if (rf_queue_put(&f->waiting, &a[i]) < 0)
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", f->path);
    return 0;
}

/* Lap, session, activity: their times, so that the file is a whole one. */
static void put_tail(fit *f)
{
    static const rf_fit_slot lap[] = { RF_FIT_TIME_SLOT,
                                       RF_FIT_SLOT(2, RF_FIT_UINT32, 1),
                                       RF_FIT_SLOT(7, RF_FIT_UINT32, 1000),
                                       RF_FIT_SLOT(8, RF_FIT_UINT32, 1000),
                                       RF_FIT_SLOT(RF_FIT_INDEX, RF_FIT_UINT16, 1),
                                       RF_FIT_SLOT(0, RF_FIT_ENUM, 1),
                                       RF_FIT_SLOT(1, RF_FIT_ENUM, 1) };
    static const rf_fit_slot session[] = { RF_FIT_TIME_SLOT,
                                           RF_FIT_SLOT(2, RF_FIT_UINT32, 1),
                                           RF_FIT_SLOT(7, RF_FIT_UINT32, 1000),
                                           RF_FIT_SLOT(8, RF_FIT_UINT32, 1000),
                                           RF_FIT_SLOT(RF_FIT_INDEX, RF_FIT_UINT16, 1),
                                           RF_FIT_SLOT(0, RF_FIT_ENUM, 1),
                                           RF_FIT_SLOT(1, RF_FIT_ENUM, 1),
                                           RF_FIT_SLOT(5, RF_FIT_ENUM, 1),
                                           RF_FIT_SLOT(25, RF_FIT_UINT16, 1),
                                           RF_FIT_SLOT(26, RF_FIT_UINT16, 1) };
    const double from_s = (double)(f->first_us / 1000000), to_s = (double)(f->last_us / 1000000),
                 took_s = (double)(f->last_us - f->first_us) / 1e6;
    const double v[] = { to_s, from_s, took_s, took_s, 0, 9, RF_FIT_STOP };
    const double whole[] = { to_s, from_s, took_s, took_s, 0, 8, RF_FIT_STOP, RUNNING, 0, 1 };

    rf_fit_put_event(&f->to, EVENT, to_s, RF_FIT_STOP_ALL);
    rf_fit_define(&f->to, LAP, RF_FIT_LAP, lap, RF_COUNT(lap));
    rf_fit_write(&f->to, LAP, lap, RF_COUNT(v), v);
    rf_fit_define(&f->to, SESSION, RF_FIT_SESSION, session, RF_COUNT(session));
    rf_fit_write(&f->to, SESSION, session, RF_COUNT(whole), whole);
    rf_fit_put_activity(&f->to, ACTIVITY, to_s, took_s);
}

static void say_left_out(const fit *f, rf_left_out *left)
{
    const rf_read_report *r = f->about.report;
    const char *name = f->about.name;

    if (!f->dated)
        rf_left_out_add(left, "%s: when it began is not known; the file's times count from 1990-01-01T00:00:00Z", name);
    if (f->about.placement != RF_PLACE_UNKNOWN)
        rf_left_out_add(left, "%s: where it was worn is not in a FIT file; tell it behind the name, FILE:%s%s%s", name,
                        rf_placement_name(f->about.placement), f->about.side != RF_SIDE_UNKNOWN ? ":" : "", rf_side_name(f->about.side));
    if (f->rounded)
        rf_left_out_add(left, "%s: the times of %ld of its %ld samples are rounded to a millisecond, as FIT has them", name, f->rounded,
                        f->samples);
    if (f->bad)
        rf_left_out_add(left, "%s: %ld samples without a value are left out", name, f->bad);
    if (f->bad_channels)
        rf_left_out_add(left, "%s: a belt's speed, a second altitude and a watch's own figures have no place in it", name);
    if (r && (r->emg[0] || r->emg[1]))
        rf_left_out_add(left, "%s: EMG has no place in a FIT file", name);
    if (r && r->gravity_missing)
        rf_left_out_add(left, "%s: that gravity was taken out of its acceleration cannot be said in a FIT file", name);
}

static int fit_commit(void *w, rf_left_out *left, rf_why *why)
{
    fit *f = w;
    uint8_t header[RF_FIT_HEADER_SIZE];
    rf_out *out = f->out;
    int err = 0;

    take_told(f, INT64_MAX);
    put_record(f);
    put_batch(f);
    if (!f->begun)
        err = rf_fail(why, RF_ERR_DATA, "%s: there is no sample in it that FIT could hold", f->about.name ? f->about.name : f->path);
    if (err == 0) {
        put_tail(f);
        rf_fit_end(&f->to);
    }
    if (err == 0 && f->to.bytes > MOST_BYTES)
        err = rf_fail(why, RF_ERR_WRITE, "%s: a FIT file holds 4 GB at most, and this would be more; convert parts of it, or to csv",
                      f->path);
    if (err == 0) {
        say_left_out(f, left);
        rf_fit_header(header, f->to.bytes);
        rf_out_rewrite(out, 0, header, sizeof header);
        f->out = NULL;
        err = rf_out_commit(out, why);
    }
    fit_abort(f);
    return err;
}

const rf_sample_ops rf_fit_sample_ops = { fit_open, fit_begin, fit_samples, fit_asides, fit_commit, fit_abort };
