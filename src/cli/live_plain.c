/* `runform live --plain`: one JSON line a step, an event, a notice, written and flushed as it happens.
 *
 * A value that is not told is left out. Times are the session's, as in --events. An event is given once and never again; the step behind it has the
 * values, one stride later. When standard output goes away, the session goes on: whoever records still wants the recording.
 */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/live.h"

enum { LONGEST = 4096 };

typedef struct row {
    char text[LONGEST];
    size_t n;
} row;

static void put(row *r, const char *text)
{
    const size_t n = strlen(text);

    if (r->n + n < LONGEST - 2) {
        memcpy(r->text + r->n, text, n);
        r->n += n;
    }
}

/* Text from outside: quotes, control characters and what is no ASCII are taken out of it rather than argued with. */
static void put_quoted(row *r, const char *text)
{
    char clean[512];
    size_t n = 0;

    for (; *text && n < sizeof clean - 1; text++)
        clean[n++] = (unsigned char)*text < 32 ? ' ' : *text == '"' || *text == '\\' ? '\'' : *text;
    clean[n] = '\0';
    put(r, "\"");
    put(r, clean);
    put(r, "\"");
}

static void put_word(row *r, const char *key, const char *value)
{
    if (!value || !*value)
        return;
    put(r, ",\"");
    put(r, key);
    put(r, "\":");
    put_quoted(r, value);
}

static void put_number(row *r, const char *key, double v, int decimals)
{
    char number[RF_NUMBER_MAX];

    if (rf_number_print(number, v, decimals) == 0)
        return;
    put(r, ",\"");
    put(r, key);
    put(r, "\":");
    put(r, number);
}

static void put_time(row *r, const char *key, int64_t t_us)
{
    char number[RF_NUMBER_MAX];

    if (rf_seconds_print(number, t_us, 4) == 0)
        return;
    put(r, ",\"");
    put(r, key);
    put(r, "\":");
    put(r, number);
}

static void begin(row *r, const char *kind)
{
    r->n = 0;
    put(r, "{\"kind\":");
    put_quoted(r, kind);
}

static void end(row *r, const rf_live *l)
{
    char number[32];

    if (l->wish->timing) {
        snprintf(number, sizeof number, "%lld", (long long)(l->last_byte_us));
        put(r, ",\"came_us\":");
        put(r, number);
        snprintf(number, sizeof number, "%lld", (long long)rf_live_clock_us());
        put(r, ",\"written_us\":");
        put(r, number);
    }
    put(r, "}");
    r->text[r->n++] = '\n';
    fwrite(r->text, 1, r->n, stdout);
    fflush(stdout);
}

static void put_sensor(row *r, const rf_live *l, int sensor)
{
    const rf_feed_sensor *s = rf_feed_of_session(l->feed, sensor);
    char word[64];

    if (!s)
        return;
    snprintf(word, sizeof word, "%s%s%s", rf_placement_name(s->placement), rf_side_name(s->side)[0] ? "_" : "", rf_side_name(s->side));
    put_word(r, "sensor", word);
}

void rf_plain_event(const rf_live *l, const rf_event *e)
{
    row r;

    if (!l->wish->plain)
        return;
    begin(&r, e->kind == RF_INITIAL_CONTACT ? "initial_contact" : "terminal_contact");
    put_time(&r, "t_s", e->t_us);
    put_word(&r, "side", rf_side_name(e->side));
    put_sensor(&r, l, e->sensor);
    put_number(&r, "confidence", (double)e->confidence, 2);
    end(&r, l);
}

void rf_plain_step(const rf_live *l, const rf_contact *c)
{
    row r;

    if (!l->wish->plain)
        return;
    begin(&r, "step");
    put_time(&r, "ic_t_s", c->ic_us);
    put_time(&r, "tc_t_s", c->tc_us);
    put_word(&r, "side", rf_side_name(c->side));
    put_sensor(&r, l, c->sensor);
    put_number(&r, "confidence", (double)c->confidence, 2);
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);

        if (m->step >= 0)
            put_number(&r, m->id, (double)c->value[m->step], m->decimals);
    }
    end(&r, l);
}

void rf_plain_say(const rf_live *l, const char *kind, int64_t t_us, const char *key, const char *value, const char *key2,
                  const char *value2)
{
    row r;

    if (!l->wish->plain)
        return;
    begin(&r, kind);
    put_time(&r, "t_s", t_us);
    if (key)
        put_word(&r, key, value);
    if (key2)
        put_word(&r, key2, value2);
    end(&r, l);
}
