/* The decoder of FIT files.
 *
 * Until it is known whether the file holds raw acceleration, messages are kept: the first of them decides, or the first 4 MiB, or the end. With it, each
 * sample of the accelerometer takes the angular rate at its own time, straight between its neighbours; what the watch tells stands beside. Without,
 * every record of the watch is an instant without a sample, and what it tells is all there is.
 * What a fault of the container leaves is read; the fault is noted with its byte.
 */
#include "read/fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/calendar.h"
#include "read/format.h"

enum { DECIDE_AFTER = 4 << 20, RUNNING = 1, ASIDES_WAIT = 65536 };
#define GYRO_LATE_US INT64_C(3000000) /* a gyroscope that is silent for so long is not waited for */

typedef enum mode { UNKNOWN, RAW, RECORDS } mode;

typedef struct fit {
    rf_fit_container container;
    rf_fit_activity activity;
    rf_read_report *report;
    char *name;
    mode mode;
    bool flushed, begun;
    int64_t base_us;           /* of the first sample, µs since the FIT epoch */
    int64_t last_us;           /* of the sample polled last */
    uint64_t last_told, taken; /* asides that stand before it in the file; those that were given */
    bool gyro_seen;
} fit;

static void fit_free(void *d)
{
    fit *f = d;

    if (!f)
        return;
    rf_fit_container_free(&f->container);
    rf_fit_activity_free(&f->activity);
    free(f->name);
    free(f);
}

static int fit_open(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    fit *f = calloc(1, sizeof *f);

    (void)set;
    *out = NULL;
    if (!f || !(f->name = strdup(head->name)) || rf_fit_container_new(&f->container) < 0) {
        fit_free(f);
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", head->name);
    }
    rf_fit_activity_begin(&f->activity);
    f->container.message = rf_fit_activity_take;
    f->container.file_begins = rf_fit_activity_file;
    f->container.to = &f->activity;
    f->report = report;
    *out = f;
    return 0;
}

static void note_fault(fit *f)
{
    rf_read_report *r = f->report;

    if (f->container.fault[0] && r->first_bad_line == 0) {
        r->first_bad_line = (long)f->container.fault_at + 1;
        snprintf(r->first_bad, sizeof r->first_bad, "%.120s (counted in bytes)", f->container.fault);
    }
}

static int fit_push(void *d, const char *bytes, size_t n, rf_why *why)
{
    fit *f = d;

    if (rf_fit_container_push(&f->container, (const uint8_t *)bytes, n) < 0 || f->activity.nomem)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", f->name);
    note_fault(f);
    return 0;
}

/* Once all of them are known. */
static void say_laps(fit *f)
{
    const size_t n = strlen(f->report->text);

    if (f->activity.laps > 1)
        snprintf(f->report->text + n, sizeof f->report->text - n, "; %ld laps", f->activity.laps);
}

static int fit_flush(void *d, rf_why *why)
{
    fit *f = d;

    (void)why;
    f->flushed = true;
    rf_fit_container_flush(&f->container);
    if (f->mode != UNKNOWN)
        say_laps(f);
    note_fault(f);
    return 0;
}

/* ---- what it is ------------------------------------------------------------------------------------------------------------------------------ */

static const char *sport_name(int sport)
{
    static const char *const name[] = { "generic",
                                        "running",
                                        "cycling",
                                        "transition",
                                        "fitness equipment",
                                        "swimming",
                                        "basketball",
                                        "soccer",
                                        "tennis",
                                        "american football",
                                        "training",
                                        "walking",
                                        "cross country skiing",
                                        "alpine skiing",
                                        "snowboarding",
                                        "rowing",
                                        "mountaineering",
                                        "hiking" };

    return sport >= 0 && (size_t)sport < RF_COUNT(name) ? name[sport] : "another sport";
}

static const char *maker_name(int manufacturer)
{
    static const struct {
        int number;
        const char *name;
    } maker[] = { { 1, "Garmin" },  { 23, "Suunto" },     { 32, "Wahoo" }, { 95, "Stryd" },
                  { 123, "Polar" }, { 259, "RunScribe" }, { 294, "COROS" } };

    for (size_t i = 0; i < RF_COUNT(maker); i++)
        if (maker[i].number == manufacturer)
            return maker[i].name;
    return "";
}

static void list_channels(const rf_fit_activity *a, char *out, size_t room)
{
    static const struct {
        rf_channel channel;
        const char *words;
    } named[] = { { RF_CHANNEL_WATCH_CADENCE_SPM, "cadence" },
                  { RF_CHANNEL_WATCH_CONTACT_MS, "stance_time" },
                  { RF_CHANNEL_WATCH_OSCILLATION_M, "vertical_oscillation" },
                  { RF_CHANNEL_WATCH_STEP_LENGTH_M, "step_length" },
                  { RF_CHANNEL_WATCH_BALANCE_PCT, "stance_time_balance" },
                  { RF_CHANNEL_APP_CADENCE_SPM, "an app's cadence" },
                  { RF_CHANNEL_APP_CONTACT_MS, "an app's contact time" },
                  { RF_CHANNEL_APP_OSCILLATION_M, "an app's vertical oscillation" },
                  { RF_CHANNEL_SPEED_MPS, "speed" },
                  { RF_CHANNEL_ALTITUDE_M, "altitude" },
                  { RF_CHANNEL_LATITUDE_DEG, "position" } };
    size_t n = 0;

    *out = 0;
    for (size_t i = 0; i < RF_COUNT(named); i++)
        if (a->channel[named[i].channel] && n < room)
            n += (size_t)snprintf(out + n, room - n, "%s%s", n ? ", " : "", named[i].words);
}

static void describe(fit *f, bool raw)
{
    const rf_fit_activity *a = &f->activity;
    rf_read_report *r = f->report;
    char channels[256];

    list_channels(a, channels, sizeof channels);
    snprintf(r->text, sizeof r->text, "FIT activity%s%s%s%s; %s%s%s", *maker_name(a->manufacturer) ? " by " : "",
             maker_name(a->manufacturer), a->product[0] ? " " : "", a->product,
             raw ? f->gyro_seen ? "raw acceleration and gyroscope" : "raw acceleration, no gyroscope" : "no raw samples",
             *channels ? "; the watch tells: " : "", channels);
    r->acc_unit = raw ? "m/s²" : "";
    r->gyr_unit = raw && f->gyro_seen ? "rad/s" : "";
    r->time_unit = "s";
    r->acc_by = r->gyr_by = r->time_by = RF_DECIDED_FORMAT;
    r->acc_looks = "";
    r->gyro = f->gyro_seen;
    r->asides_only = !raw;
    r->activity = !raw;
    r->n_asides = 0;
    for (int c = 0; c < RF_CHANNEL_COUNT; c++)
        if (a->channel[c])
            r->aside[r->n_asides++] = (rf_channel)c;
    r->dated = f->base_us > INT64_C(0x10000000) * 1000000; /* below, a watch that knows no date counts from its power-up */
    r->start_us = r->dated ? f->base_us + (int64_t)RF_FIT_EPOCH_S * 1000000 : 0;
    if (r->dated)
        rf_calendar_print(r->start_utc, r->start_us * 1000);
}

/* @return 0: still unknown, or decided; or the error of a file that is no run. */
static int decide(fit *f, rf_why *why)
{
    const rf_fit_activity *a = &f->activity;
    const rf_fit_axes *first = rf_queue_at(&a->accel, 0);
    const rf_fit_record *record = rf_queue_at(&a->record, 0);
    const bool late = f->flushed || f->container.position > DECIDE_AFTER;

    f->gyro_seen = f->gyro_seen || a->gyro.n > 0;
    if (first && (f->gyro_seen || late || a->accel.n > 1024))
        f->mode = RAW;
    else if (!first && late && a->uncalibrated && !record)
        return rf_fail(why, RF_ERR_REFUSED, "%s: raw counts of an accelerometer without its calibration; export calibrated data", f->name);
    else if (!first && late && record)
        f->mode = RECORDS;
    else if (late)
        return rf_fail(why, f->container.fault[0] ? RF_ERR_DATA : RF_ERR_NO_SAMPLES, "%s: %s%s", f->name,
                       f->container.fault[0] ? f->container.fault : "a FIT file without an activity in it (a course, a workout, settings)",
                       f->container.fault[0] ? ": nothing of it could be read" : "");
    if (f->mode == UNKNOWN)
        return 0;
    if (f->mode == RECORDS && a->sport >= 0 && a->sport != RUNNING && a->sport != 0)
        return rf_fail(why, RF_ERR_REFUSED, "%s: an activity of %s, not of running", f->name, sport_name(a->sport));
    f->base_us = f->mode == RAW ? first->t_us : record->t_us;
    describe(f, f->mode == RAW);
    if (f->flushed)
        say_laps(f);
    return 0;
}

/* ---- samples ----------------------------------------------------------------------------------------------------------------------------------- */

/* The angular rate at t. @return 1 and *out, 0: none at that time, −1: it may still come. */
static int gyro_at(fit *f, int64_t t_us, double out[3])
{
    rf_queue *q = &f->activity.gyro;
    const rf_fit_axes *a, *b;

    for (; (b = rf_queue_at(q, 1)) != NULL; rf_queue_drop(q, 1)) {
        a = rf_queue_at(q, 0);
        if (b->t_us < a->t_us ? a->t_us <= t_us : b->t_us > t_us) /* a clock that was set back: both sides of the step stay apart */
            break;
    }
    a = rf_queue_at(q, 0);
    if (a && a->t_us > t_us)
        return 0;
    b = rf_queue_at(q, 1);
    if (a && b && b->t_us < a->t_us && a->t_us < t_us)
        return 0;
    if (a && a->t_us == t_us)
        b = a;
    if (!a || !b) {
        const rf_queue *acc = &f->activity.accel;
        const rf_fit_axes *newest = rf_queue_at(acc, acc->n - acc->head - 1);

        return f->flushed || !f->gyro_seen || newest->t_us - t_us > GYRO_LATE_US ? 0 : -1;
    }
    for (int i = 0; i < 3; i++)
        out[i] = b == a ? a->x[i] : a->x[i] + (b->x[i] - a->x[i]) * (double)(t_us - a->t_us) / (double)(b->t_us - a->t_us);
    return b->t_us - a->t_us <= GYRO_LATE_US;
}

static int poll_raw(fit *f, rf_sample *out, size_t max)
{
    size_t n = 0;
    const rf_fit_axes *a;

    for (; n < max && (a = rf_queue_at(&f->activity.accel, 0)) != NULL; n++) {
        rf_sample s = { .t_us = a->t_us - f->base_us, .acc_mps2 = { a->x[0], a->x[1], a->x[2] } };
        const int turn = gyro_at(f, a->t_us, s.gyr_radps);

        if (turn < 0)
            break;
        s.flags = turn ? 0 : RF_SAMPLE_NO_GYRO;
        f->last_us = a->t_us;
        f->last_told = a->told;
        out[n] = s;
        rf_queue_drop(&f->activity.accel, 1);
    }
    f->report->rows += (long)n;
    return (int)n;
}

static int poll_records(fit *f, rf_sample *out, size_t max)
{
    const rf_fit_record *t;
    size_t n = 0;

    for (; n < max && (t = rf_queue_at(&f->activity.record, 0)) != NULL; n++) {
        out[n] = (rf_sample) { .t_us = t->t_us - f->base_us, .flags = RF_SAMPLE_ASIDE };
        f->last_told = t->told;
        rf_queue_drop(&f->activity.record, 1);
    }
    f->report->rows += (long)n;
    return (int)n;
}

static int fit_poll(void *d, rf_sample *out, size_t max, rf_why *why)
{
    fit *f = d;
    int r = 0;

    if (f->mode == UNKNOWN)
        r = decide(f, why);
    if (r < 0 || f->mode == UNKNOWN)
        return r;
    r = f->mode == RAW ? poll_raw(f, out, max) : poll_records(f, out, max);
    if (f->mode == RAW) /* records are asides then, and their times are of no use */
        rf_queue_drop(&f->activity.record, f->activity.record.n);
    return r;
}

/* What was told up to the sample polled last: of records by their order, beside raw samples by time, as far as it goes. A clock that was set back leaves
 * asides in the future: those wait for so many others at most. */
static size_t fit_asides(void *d, rf_aside *out, size_t max)
{
    fit *f = d;
    const rf_aside *a;
    size_t n = 0;

    for (; n < max && f->mode != UNKNOWN && f->taken < (f->mode == RAW ? UINT64_MAX : f->last_told) &&
           (a = rf_queue_at(&f->activity.aside, 0)) != NULL;
         n++) {
        if (f->mode == RAW && a->t_us > f->last_us && f->taken + ASIDES_WAIT >= f->last_told)
            break;
        f->taken++;
        out[n] = *a;
        out[n].t_us -= f->base_us;
        rf_queue_drop(&f->activity.aside, 1);
    }
    return n;
}

const rf_decoder_ops rf_fit_ops = { fit_open, fit_push, fit_poll, fit_flush, fit_free, fit_asides };
