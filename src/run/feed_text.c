/* The texts of records: lines of key=value, written and read by the same table of keys. Numbers are printed once and read back by the live session
 * itself, so that what it was told is, to the last bit, what the recording says. */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "run/feed_text.h"

typedef struct text {
    char *out;
    size_t n;
} text;

static void put(text *t, const char *key, const char *value)
{
    const size_t k = strlen(key), v = strlen(value);

    if (!*value || t->n + k + v + 3 > RF_RECORD_PAYLOAD_MAX)
        return;
    memcpy(t->out + t->n, key, k);
    t->out[t->n + k] = '=';
    for (size_t i = 0; i < v; i++) /* a line is a line, whatever a port is called */
        t->out[t->n + k + 1 + i] = value[i] == '\n' ? ' ' : value[i];
    t->n += k + v + 2;
    t->out[t->n - 1] = '\n';
}

static void put_number(text *t, const char *key, double v)
{
    char number[RF_NUMBER_MAX];

    rf_number_print(number, v, 9);
    put(t, key, number);
}

static void put_time(text *t, const char *key, int64_t t_us)
{
    char number[32];

    if (t_us == RF_TIME_NONE)
        return;
    snprintf(number, sizeof number, "%lld", (long long)t_us);
    put(t, key, number);
}

size_t rf_feed_start_text(const rf_feed_start *s, char out[RF_RECORD_PAYLOAD_MAX])
{
    text t = { out, 0 };

    put_time(&t, "utc_us", s->utc_us);
    put_number(&t, "speed_mps", s->told.speed_mps);
    put_number(&t, "grade_pct", s->told.grade_pct);
    put_number(&t, "height_m", s->told.height_m);
    put_number(&t, "mass_kg", s->told.mass_kg);
    put_time(&t, "standing_from_us", s->told.standing_from_us);
    put_time(&t, "standing_to_us", s->told.standing_to_us);
    put(&t, "command", s->command);
    return t.n;
}

size_t rf_feed_port_text(const rf_feed_port *p, char out[RF_RECORD_PAYLOAD_MAX])
{
    text t = { out, 0 };

    put(&t, "name", p->name);
    put(&t, "id", p->id ? p->id : "");
    put(&t, "placement", p->placement != RF_PLACE_UNKNOWN ? rf_placement_name(p->placement) : "");
    put(&t, "side", rf_side_name(p->side));
    put(&t, "format", p->format ? p->format : "");
    put_number(&t, "rate_hz", p->rate_hz > 0 ? p->rate_hz : NAN);
    put(&t, "units", p->units ? p->units : "");
    put(&t, "columns", p->columns ? p->columns : "");
    put_number(&t, "battery_pct", p->battery_pct > 0 ? (double)p->battery_pct : NAN);
    return t.n;
}

size_t rf_feed_worn_text(bool swap, int line_sensor, rf_placement placement, rf_side side, char out[RF_RECORD_PAYLOAD_MAX])
{
    text t = { out, 0 };

    if (swap) {
        put(&t, "swap", "1");
        return t.n;
    }
    put_time(&t, "sensor", line_sensor);
    put(&t, "placement", placement != RF_PLACE_UNKNOWN ? rf_placement_name(placement) : "");
    put(&t, "side", rf_side_name(side));
    return t.n;
}

bool rf_feed_value(const rf_record *r, const char *key, char *out, size_t size)
{
    const char *p = (const char *)r->bytes, *end = p + r->n;
    const size_t k = strlen(key);

    out[0] = '\0';
    while (p < end) {
        const char *line_end = memchr(p, '\n', (size_t)(end - p));
        const size_t n = (size_t)((line_end ? line_end : end) - p);

        if (n > k && p[k] == '=' && !memcmp(p, key, k)) {
            const size_t v = n - k - 1 < size - 1 ? n - k - 1 : size - 1;

            memcpy(out, p + k + 1, v);
            out[v] = '\0';
            return true;
        }
        p += n + 1;
    }
    return false;
}

double rf_feed_number(const rf_record *r, const char *key)
{
    char word[RF_NUMBER_MAX];
    double v;

    if (!rf_feed_value(r, key, word, sizeof word) || rf_number_parse(word, word + strlen(word), '.', &v) != strlen(word))
        return NAN;
    return v;
}

int64_t rf_feed_time(const rf_record *r, const char *key)
{
    char word[RF_NUMBER_MAX];
    rf_decimal d;
    int64_t v;

    if (!rf_feed_value(r, key, word, sizeof word) || rf_decimal_parse(word, word + strlen(word), '.', &d) != strlen(word) ||
        !rf_decimal_round(&d, 0, &v))
        return RF_TIME_NONE;
    return v;
}
