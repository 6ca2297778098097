/* GPX and TCX: the track of a watch or a phone, with altitude, speed and cadence where they were recorded.
 *
 * How: Expat reads the XML as it comes; elements are known by their local names, as every exporter has prefixes of its own. A point ends with its
 * element and becomes an instant of the activity. Cadence is in strides a minute from some makers and in steps from others: below 120 it is taken
 * as strides, since nobody runs at 110 steps a minute; the report says so.
 * Why Expat: XML has more corners than a reader of tracks should know, and it is in every distribution.
 * A document type is refused: no track needs entities, and a hostile file does. Cannot: contact time and its like; neither format has a place for them.
 */
#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "read/calendar.h"
#include "read/format.h"
#include "read/queue.h"

enum { TEXT_MOST = 64, STRIDES_BELOW = 120 };

/* What an element inside a point tells. */
enum { TELLS_NOTHING = -1, TELLS_TIME = RF_CHANNEL_COUNT };

static const struct {
    const char *name; /* local, in any case of letters */
    int tells;
} element[] = {
    { "ele", RF_CHANNEL_ALTITUDE_M },
    { "altitudemeters", RF_CHANNEL_ALTITUDE_M },
    { "latitudedegrees", RF_CHANNEL_LATITUDE_DEG },
    { "longitudedegrees", RF_CHANNEL_LONGITUDE_DEG },
    { "speed", RF_CHANNEL_SPEED_MPS },
    { "cad", RF_CHANNEL_WATCH_CADENCE_SPM },
    { "cadence", RF_CHANNEL_WATCH_CADENCE_SPM },
    { "runcadence", RF_CHANNEL_WATCH_CADENCE_SPM },
    { "time", TELLS_TIME },
};

typedef struct track {
    XML_Parser xml;
    rf_read_report *report;
    char *name;
    rf_queue record, aside; /* int64_t, rf_aside: µs since 1970 */
    char text[TEXT_MOST + 1];
    size_t n_text;
    int tells; /* the element that is open */
    bool in_point, zone, seen[RF_CHANNEL_COUNT];
    double value[RF_CHANNEL_COUNT];
    int64_t time_us; /* of the point; INT64_MIN: none yet */
    int64_t base_us, last_us;
    bool begun, doctype, nomem, root_known, flushed, strides;
    bool cut; /* by a fault of its XML */
} track;

static void track_free(void *d)
{
    track *t = d;

    if (!t)
        return;
    if (t->xml)
        XML_ParserFree(t->xml);
    free(t->record.at);
    free(t->aside.at);
    free(t->name);
    free(t);
}

/* ---- XML ----------------------------------------------------------------------------------------------------------------------------------- */

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

static bool is(const char *name, const char *want)
{
    size_t i = 0;

    while (name[i] && want[i] && (name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]) == want[i])
        i++;
    return !name[i] && !want[i];
}

static double number(const char *text)
{
    const size_t n = strlen(text);
    double v;

    return n > 0 && rf_number_parse(text, text + n, '.', &v) == n ? v : NAN;
}

static void XMLCALL begin(void *d, const XML_Char *name, const XML_Char **attribute)
{
    track *t = d;
    const char *own = local(name);

    t->root_known = t->root_known || is(own, "gpx") || is(own, "trainingcenterdatabase");
    t->tells = TELLS_NOTHING;
    t->n_text = 0;
    if (is(own, "trkpt") || is(own, "trackpoint")) {
        t->in_point = true;
        t->time_us = INT64_MIN;
        for (int i = 0; i < RF_CHANNEL_COUNT; i++)
            t->value[i] = NAN;
        for (; attribute[0]; attribute += 2) {
            if (is(attribute[0], "lat"))
                t->value[RF_CHANNEL_LATITUDE_DEG] = number(attribute[1]);
            if (is(attribute[0], "lon"))
                t->value[RF_CHANNEL_LONGITUDE_DEG] = number(attribute[1]);
        }
        return;
    }
    for (size_t i = 0; t->in_point && i < RF_COUNT(element); i++)
        if (is(own, element[i].name))
            t->tells = element[i].tells;
}

static void XMLCALL text(void *d, const XML_Char *s, int n)
{
    track *t = d;

    for (int i = 0; i < n && t->tells != TELLS_NOTHING && t->n_text < TEXT_MOST; i++)
        if (t->n_text > 0 || (s[i] != ' ' && s[i] != '\n' && s[i] != '\t' && s[i] != '\r'))
            t->text[t->n_text++] = s[i];
}

static void tell(track *t, rf_channel channel, double value)
{
    const rf_aside x = { t->time_us, channel, value };

    if (!isfinite(value))
        return;
    t->seen[channel] = true;
    if (rf_queue_put(&t->aside, &x) < 0)
        t->nomem = true;
}

/* The first one is said, all are counted. */
static void timeless(track *t)
{
    rf_read_report *r = t->report;

    if (r->bad_rows++ > 0)
        return;
    r->first_bad_line = (long)XML_GetCurrentLineNumber(t->xml);
    snprintf(r->first_bad, sizeof r->first_bad, "a point without a time");
}

static void close_point(track *t)
{
    const double cadence = t->value[RF_CHANNEL_WATCH_CADENCE_SPM];

    t->in_point = false;
    if (t->time_us == INT64_MIN) {
        timeless(t);
        return;
    }
    if (rf_queue_put(&t->record, &t->time_us) < 0)
        t->nomem = true;
    if (cadence > 0 && cadence < STRIDES_BELOW) {
        t->value[RF_CHANNEL_WATCH_CADENCE_SPM] = 2 * cadence;
        t->strides = true;
    }
    for (int i = 0; i < RF_CHANNEL_COUNT; i++)
        tell(t, (rf_channel)i, t->value[i]);
}

static void XMLCALL end(void *d, const XML_Char *name)
{
    track *t = d;

    while (t->n_text > 0 && (t->text[t->n_text - 1] == ' ' || t->text[t->n_text - 1] == '\n'))
        t->n_text--;
    t->text[t->n_text] = 0;
    if (t->tells == TELLS_TIME) {
        int64_t ns;

        if (rf_calendar_parse((rf_piece) { t->text, t->n_text }, &ns, &t->zone))
            t->time_us = ns / 1000;
    } else if (t->tells != TELLS_NOTHING) {
        t->value[t->tells] = number(t->text);
    }
    t->tells = TELLS_NOTHING;
    if (t->in_point && (is(local(name), "trkpt") || is(local(name), "trackpoint")))
        close_point(t);
}

static void XMLCALL doctype(void *d, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
    track *t = d;

    (void)name, (void)system, (void)public, (void)internal;
    t->doctype = true;
    XML_StopParser(t->xml, XML_FALSE);
}

/* ---- the decoder --------------------------------------------------------------------------------------------------------------------------- */

static int track_open(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    track *t = calloc(1, sizeof *t);

    (void)set;
    *out = NULL;
    if (!t || !(t->name = strdup(head->name)) || !(t->xml = XML_ParserCreate(NULL))) {
        track_free(t);
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", head->name);
    }
    t->report = report;
    t->record.item = sizeof(int64_t);
    t->aside.item = sizeof(rf_aside);
    XML_SetUserData(t->xml, t);
    XML_SetElementHandler(t->xml, begin, end);
    XML_SetCharacterDataHandler(t->xml, text);
    XML_SetStartDoctypeDeclHandler(t->xml, doctype);
    *out = t;
    return 0;
}

static void note_fault(track *t)
{
    rf_read_report *r = t->report;

    if (XML_GetErrorCode(t->xml) == XML_ERROR_NO_MEMORY) {
        t->nomem = true;
        return;
    }
    t->cut = true;
    r->first_bad_line = (long)XML_GetCurrentLineNumber(t->xml);
    snprintf(r->first_bad, sizeof r->first_bad, "%s; what follows is not read", XML_ErrorString(XML_GetErrorCode(t->xml)));
}

static int give(track *t, const char *bytes, int n, bool last, rf_why *why)
{
    if (t->cut)
        return 0;
    if (XML_Parse(t->xml, bytes, n, last) == XML_STATUS_ERROR && !t->doctype)
        note_fault(t);
    if (t->doctype)
        return rf_fail(why, RF_ERR_REFUSED, "%s: XML with a document type, which no track needs; export it again", t->name);
    return t->nomem ? rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", t->name) : 0;
}

static int track_push(void *d, const char *bytes, size_t n, rf_why *why)
{
    int r = 0;

    for (size_t at = 0; r == 0 && at < n; at += 1 << 20)
        r = give(d, bytes + at, (int)(n - at < 1 << 20 ? n - at : 1 << 20), false, why);
    return r;
}

static int track_flush(void *d, rf_why *why)
{
    track *t = d;

    t->flushed = true;
    return give(t, "", 0, true, why);
}

/* Known with the first point; what later points tell beside is told, and only the list of words is that of the beginning. */
static void describe(track *t)
{
    static const struct {
        rf_channel channel;
        const char *words;
    } named[] = { { RF_CHANNEL_LATITUDE_DEG, "position" },
                  { RF_CHANNEL_ALTITUDE_M, "altitude" },
                  { RF_CHANNEL_SPEED_MPS, "speed" },
                  { RF_CHANNEL_WATCH_CADENCE_SPM, "cadence" } };
    rf_read_report *r = t->report;
    size_t n = (size_t)snprintf(r->text, sizeof r->text, "track of a watch or a phone (GPX or TCX)");

    for (size_t i = 0; i < RF_COUNT(named); i++)
        if (t->seen[named[i].channel])
            n += (size_t)snprintf(r->text + n, sizeof r->text - n, ", %s", named[i].words);
    if (t->strides)
        snprintf(r->text + n, sizeof r->text - n, " (below %d a minute taken as strides, two steps each)", STRIDES_BELOW);
    r->acc_unit = r->gyr_unit = "";
    r->time_unit = "s";
    r->time_by = RF_DECIDED_FORMAT;
    r->acc_looks = "";
    r->asides_only = r->activity = true;
    for (int c = 0; c < RF_CHANNEL_COUNT; c++)
        if (t->seen[c])
            r->aside[r->n_asides++] = (rf_channel)c;
    r->dated = true;
    r->start_us = t->base_us;
    if (t->zone)
        rf_calendar_print(r->start_utc, t->base_us * 1000);
}

static int track_poll(void *d, rf_sample *out, size_t max, rf_why *why)
{
    track *t = d;
    const int64_t *at = rf_queue_at(&t->record, 0);
    size_t n = 0;

    if (!t->begun && at) {
        t->base_us = *at;
        t->begun = true;
        describe(t);
    }
    if (!t->begun && t->flushed)
        return t->cut          ? rf_fail(why, RF_ERR_DATA, "%s:%ld: %s", t->name, t->report->first_bad_line, t->report->first_bad)
               : t->root_known ? rf_fail(why, RF_ERR_NO_SAMPLES, "%s: a track without a point that has a time", t->name)
                               : rf_fail(why, RF_ERR_NO_SAMPLES, "%s: XML, but neither GPX nor TCX: there is no track in it", t->name);
    for (; n < max && (at = rf_queue_at(&t->record, 0)) != NULL; n++) {
        out[n] = (rf_sample) { .t_us = *at - t->base_us, .flags = RF_SAMPLE_ASIDE };
        t->last_us = *at;
        rf_queue_drop(&t->record, 1);
    }
    t->report->rows += (long)n;
    return (int)n;
}

static size_t track_asides(void *d, rf_aside *out, size_t max)
{
    track *t = d;
    const rf_aside *a;
    size_t n = 0;

    for (; n < max && t->begun && (a = rf_queue_at(&t->aside, 0)) != NULL && a->t_us <= t->last_us; n++) {
        out[n] = *a;
        out[n].t_us -= t->base_us;
        rf_queue_drop(&t->aside, 1);
    }
    return n;
}

const rf_decoder_ops rf_track_ops = { track_open, track_push, track_poll, track_flush, track_free, track_asides };
