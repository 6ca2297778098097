/* Sensor Logger's JSON: a list of objects, one a sample, grouped by sensor and not by time; numbers are strings.
 *
 *     [{"sensor":"Accelerometer","time":"1698501144401773000","seconds_elapsed":"0.21","z":"…","y":"…","x":"…"},…]
 *
 * How: the reader gives the samples of one sensor and passes over all others, so memory is the same for any log; who wants acceleration and angular rates reads
 * it twice (src/run/parts). A survey of the whole file says what is in it. The same objects as the app sends them over the net, {"name":"accelerometer",
 * "time":…,"values":{"x":…}} in a payload, are read too.
 * Units by the format: m/s² and rad/s; uncalibrated acceleration is in g from iOS, which the survey knows and the caller says (--units).
 * Cannot: logs of several devices in one file.
 */
#include "read/phone_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/cells.h"
#include "base/number.h"
#include "read/calendar.h"
#include "read/format.h"
#include "read/queue.h"
#include "read/units.h"

enum { NO_KEY, KEY_SENSOR, KEY_TIME, KEY_X, KEY_Y, KEY_Z, KEY_PLATFORM, KEY_STANDARD };

static const char *const sensor_name[RF_PHONE_SENSORS] = { "totalacceleration", "accelerometer", "accelerometeruncalibrated",
                                                           "gravity",           "gyroscope",     "gyroscopeuncalibrated" };

const char *rf_phone_sensor(int i)
{
    return sensor_name[i];
}

static int sensor_of(const char *text, size_t n)
{
    for (int i = 0; i < RF_PHONE_SENSORS; i++)
        if (rf_piece_is((rf_piece) { text, n }, sensor_name[i]))
            return i;
    return -1;
}

static int key_of(const char *text, size_t n)
{
    static const struct {
        const char *word;
        int key;
        /* clang-format off */
    } known[] = { { "sensor", KEY_SENSOR }, { "name", KEY_SENSOR }, { "time", KEY_TIME }, { "x", KEY_X }, { "y", KEY_Y }, { "z", KEY_Z },
                  { "platform", KEY_PLATFORM }, { "standardisation", KEY_STANDARD }, { "standardization", KEY_STANDARD } };
    /* clang-format on */

    for (size_t i = 0; i < RF_COUNT(known); i++)
        if (strlen(known[i].word) == n && !memcmp(known[i].word, text, n))
            return known[i].key;
    return NO_KEY;
}

/* ---- the survey -------------------------------------------------------------------------------------------------------------------------- */

static void survey_token(void *to, rf_json_token token, const char *text, size_t n, int depth)
{
    rf_phone_survey *s = to;
    int i;

    (void)depth;
    if (token == RF_JSON_KEY) {
        s->key = key_of(text, n);
        return;
    }
    if (s->key == KEY_SENSOR && token == RF_JSON_STRING && (i = sensor_of(text, n)) >= 0)
        s->has[i] = true;
    s->ios |= s->key == KEY_PLATFORM && rf_piece_is((rf_piece) { text, n }, "ios");
    s->standard |= s->key == KEY_STANDARD && rf_piece_is((rf_piece) { text, n }, "true");
    s->key = NO_KEY;
}

void rf_phone_survey_begin(rf_phone_survey *s)
{
    memset(s, 0, sizeof *s);
    rf_json_begin(&s->json, survey_token, s);
}

void rf_phone_survey_push(rf_phone_survey *s, const char *bytes, size_t n)
{
    rf_json_push(&s->json, bytes, n);
}

/* ---- the reader -------------------------------------------------------------------------------------------------------------------------- */

typedef struct found {
    rf_sample s;
    int64_t ns;
} found;

typedef struct phone {
    rf_json json;
    rf_read_report *report;
    char *name;
    rf_want want;
    int sensor;     /* the one that is read; −1: the first acceleration that comes */
    double factor;  /* to m/s² or rad/s */
    rf_queue queue; /* found */
    bool begun, nomem, flushed;
    int64_t base_ns;
    int key, of;  /* of: the sensor that the object at hand names */
    int depth_of; /* where it names it; 0: nowhere */
    unsigned has; /* bits of KEY_… */
    int64_t ns;
    double x[3];
} phone;

static void take_object(phone *p)
{
    const unsigned all = 1u << KEY_TIME | 1u << KEY_X | 1u << KEY_Y | 1u << KEY_Z;
    const bool acc = p->of >= RF_PHONE_TOTAL && p->of <= RF_PHONE_RAW;
    found f = { .ns = p->ns };

    if (p->sensor < 0 && acc && p->want != RF_WANT_GYR && (p->has & all) == all)
        p->sensor = p->of;
    if (p->of < 0 || p->of != p->sensor)
        return;
    if ((p->has & all) != all || !isfinite(p->x[0] + p->x[1] + p->x[2])) {
        p->report->bad_rows++;
        if (p->report->first_bad_line == 0) {
            p->report->first_bad_line = p->json.line;
            snprintf(p->report->first_bad, sizeof p->report->first_bad, "a sample without a time, x, y or z");
        }
        return;
    }
    f.s.flags = RF_SAMPLE_NO_GYRO | (p->sensor == RF_PHONE_LINEAR ? RF_SAMPLE_NO_GRAVITY : 0);
    for (int i = 0; i < 3; i++) {
        f.s.acc_mps2[i] = p->want == RF_WANT_GYR ? NAN : p->x[i] * p->factor;
        f.s.gyr_radps[i] = p->want == RF_WANT_GYR ? p->x[i] * p->factor : 0;
    }
    f.s.row = (uint32_t)p->json.line;
    p->nomem |= rf_queue_put(&p->queue, &f) < 0;
}

static void take_value(phone *p, const char *text, size_t n, int depth)
{
    rf_decimal d;

    if (p->key == KEY_SENSOR) {
        p->of = sensor_of(text, n);
        p->depth_of = depth;
    } else if (p->key == KEY_TIME && rf_decimal_parse(text, text + n, '.', &d) == n && rf_decimal_round(&d, 0, &p->ns)) {
        p->has |= 1u << KEY_TIME;
    } else if (p->key >= KEY_X && p->key <= KEY_Z && rf_number_parse(text, text + n, '.', &p->x[p->key - KEY_X]) == n) {
        p->has |= 1u << p->key;
    }
}

static void reader_token(void *to, rf_json_token token, const char *text, size_t n, int depth)
{
    phone *p = to;

    switch (token) {
    case RF_JSON_KEY: p->key = key_of(text, n); return;
    case RF_JSON_STRING:
    case RF_JSON_WORD: take_value(p, text, n, depth); break;
    case RF_JSON_CLOSE:
        if (p->depth_of > 0 && depth == p->depth_of - 1) {
            take_object(p);
            p->depth_of = 0;
            p->of = -1;
            p->has = 0;
        }
        break;
    default: break;
    }
    p->key = NO_KEY;
}

static void phone_free(void *d)
{
    phone *p = d;

    if (!p)
        return;
    free(p->queue.at);
    free(p->name);
    free(p);
}

static int wish(phone *p, const rf_read_settings *set, rf_why *why)
{
    rf_unit_wish w;
    const rf_unit *u;

    p->factor = 1;
    if (!set->units)
        return 0;
    if (rf_unit_wish_parse(&w, set->units, why) < 0)
        return RF_ERR_ARG;
    u = set->want == RF_WANT_GYR ? w.gyr : w.acc;
    p->factor = u && u->quantity != RF_QUANTITY_COUNTS ? u->factor : 1;
    return 0;
}

static int phone_open(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    phone *p = calloc(1, sizeof *p);
    int r = p && (p->name = strdup(head->name)) ? wish(p, set, why) : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", head->name);

    *out = NULL;
    if (r < 0) {
        phone_free(p);
        return r;
    }
    rf_json_begin(&p->json, reader_token, p);
    p->queue.item = sizeof(found);
    p->report = report;
    p->want = set->want;
    p->sensor = set->quantity ? sensor_of(set->quantity, strlen(set->quantity)) : -1;
    p->of = -1;
    *out = p;
    return 0;
}

static int phone_push(void *d, const char *bytes, size_t n, rf_why *why)
{
    phone *p = d;
    rf_read_report *r = p->report;

    if (!rf_json_push(&p->json, bytes, n) && r->first_bad_line == 0) {
        r->first_bad_line = p->json.line;
        snprintf(r->first_bad, sizeof r->first_bad, "byte %lld: %s; what follows is not read", p->json.at, p->json.wrong);
    }
    return p->nomem ? rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", p->name) : 0;
}

static void describe(phone *p)
{
    rf_read_report *r = p->report;
    const bool gyr = p->want == RF_WANT_GYR;

    snprintf(r->text, sizeof r->text, "Sensor Logger's JSON, %s; time in ns since 1970 (format); %s in %s (%s)%s; no gyroscope",
             sensor_name[p->sensor], gyr ? "angular rates" : "acceleration",
             gyr             ? "rad/s"
             : p->factor > 9 ? "g"
                             : "m/s²",
             p->factor > 1.5 || p->factor < 1 ? "as told" : "format", p->sensor == RF_PHONE_LINEAR ? ", gravity taken out" : "");
    r->acc_unit = gyr ? "" : p->factor > 9 ? "g" : "m/s²";
    r->gyr_unit = gyr ? "rad/s" : "";
    r->time_unit = "ns";
    r->acc_by = r->gyr_by = r->time_by = RF_DECIDED_FORMAT;
    r->gravity_missing = p->sensor == RF_PHONE_LINEAR;
    r->dated = true;
    r->start_us = p->base_ns / 1000;
    rf_calendar_print(r->start_utc, p->base_ns);
}

static int phone_poll(void *d, rf_sample *out, size_t max, rf_why *why)
{
    phone *p = d;
    const found *f = rf_queue_at(&p->queue, 0);
    size_t n = 0;

    if (!p->begun && f) {
        p->base_ns = f->ns;
        p->begun = true;
        describe(p);
    }
    if (!p->begun && p->flushed)
        return p->json.wrong
                   ? rf_fail(why, RF_ERR_REFUSED, "%s:%ld: byte %lld of the JSON: %s", p->name, p->json.line, p->json.at, p->json.wrong)
                   : rf_fail(why, RF_ERR_NO_SAMPLES, "%s: a log of Sensor Logger without %s", p->name,
                             p->want == RF_WANT_GYR ? "a gyroscope" : "an accelerometer");
    for (; n < max && (f = rf_queue_at(&p->queue, 0)) != NULL; n++) {
        out[n] = f->s;
        out[n].t_us = (f->ns - p->base_ns) / 1000;
        rf_queue_drop(&p->queue, 1);
    }
    p->report->rows += (long)n;
    return (int)n;
}

static int phone_flush(void *d, rf_why *why)
{
    phone *p = d;

    (void)why;
    p->flushed = true;
    if (!p->json.ended && !p->json.wrong && p->begun && p->report->first_bad_line == 0) {
        p->report->first_bad_line = p->json.line;
        snprintf(p->report->first_bad, sizeof p->report->first_bad, "the JSON ends in the middle: the file was cut off");
    }
    return 0;
}

const rf_decoder_ops rf_phone_json_ops = { phone_open, phone_push, phone_poll, phone_flush, phone_free, NULL };

/* ---- what a file is ---------------------------------------------------------------------------------------------------------------------- */

typedef struct kinds {
    char key[16];
    bool sensor, time, own;
} kinds;

static void kinds_token(void *to, rf_json_token token, const char *text, size_t n, int depth)
{
    kinds *k = to;

    if (token == RF_JSON_KEY) {
        snprintf(k->key, sizeof k->key, "%s", text);
        k->time |= !strcmp(text, "seconds_elapsed") || !strcmp(text, "values");
        return;
    }
    k->sensor |= token == RF_JSON_STRING && (!strcmp(k->key, "sensor") || !strcmp(k->key, "name")) && sensor_of(text, n) >= 0;
    k->own |= token == RF_JSON_STRING && depth == 1 && !strcmp(k->key, "schema") && !strncmp(text, "runform.", 8);
    k->key[0] = 0;
}

static const char *look(kinds *k, const rf_head *h)
{
    rf_json j;
    size_t from = 0;

    memset(k, 0, sizeof *k);
    rf_json_begin(&j, kinds_token, k);
    if (h->n >= 3 && !memcmp(h->bytes, "\xef\xbb\xbf", 3))
        from = 3;
    rf_json_push(&j, h->bytes + from, h->n - from);
    return j.wrong ? j.wrong : "";
}

bool rf_phone_json_is(const char *head, size_t n)
{
    kinds k;

    look(&k, &(rf_head) { .bytes = head, .n = n });
    return k.sensor && k.time;
}

bool rf_probe_phone_json(const rf_head *h)
{
    return rf_probe_json(h) && rf_phone_json_is(h->bytes, h->n);
}

bool rf_probe_own_json(const rf_head *h)
{
    kinds k;

    return rf_probe_json(h) && (look(&k, h), k.own);
}

bool rf_probe_deep_json(const rf_head *h)
{
    kinds k;

    return rf_probe_json(h) && !strncmp(look(&k, h), "nested", 6);
}
