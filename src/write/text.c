/* Words for sensors, figures with as many decimals as they deserve, cells of tables. */
#include "write/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

static const rf_sensor_state *sensor_at(const rf_result *r, int sensor)
{
    return sensor >= 0 && (size_t)sensor < r->n_sensors ? &r->sensors[sensor] : NULL;
}

const char *rf_sensor_word(char out[RF_SENSOR_WORD_MAX], const rf_result *r, int sensor)
{
    const rf_sensor_state *s = sensor_at(r, sensor);
    const char *side = s ? rf_side_name(s->side) : "";

    out[0] = 0;
    if (s)
        snprintf(out, RF_SENSOR_WORD_MAX, "%s%s%s", rf_placement_name(s->placement), side[0] ? "_" : "", side);
    return out;
}

const char *rf_sensor_phrase(char out[RF_SENSOR_WORD_MAX], const rf_result *r, int sensor)
{
    const rf_sensor_state *s = sensor_at(r, sensor);
    const char *side = s ? rf_side_name(s->side) : "";

    out[0] = 0;
    if (s)
        snprintf(out, RF_SENSOR_WORD_MAX, "%s%s%s", side, side[0] ? " " : "", rf_placement_name(s->placement));
    return out;
}

/* Without an interval: three digits, and no zeros that an exact figure does not need. */
static int plain_decimals(double value, int most)
{
    const double size = fabs(value);
    double scale = 1;
    int d = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;

    d = d < most ? d : most;
    for (int i = 1; i < d; i++)
        scale *= 10;
    for (; d > 0 && fabs(value * scale - floor(value * scale + 0.5)) < 1e-9; d--)
        scale /= 10;
    return d;
}

bool rf_value_is_none(double value, double lo, double hi, long n)
{
    return value == 0 && lo == 0 && hi == 0 && n == 0;
}

int rf_value_decimals(double value, double lo, double hi, int most)
{
    const double half = (hi - lo) / 2;
    double step = 5;
    int d = 0;

    if (isnan(value))
        return most;
    if (!(half > 0))
        return plain_decimals(value, most);
    while (d < most && half < step) {
        d++;
        step /= 10;
    }
    return d;
}

void rf_text_cell(rf_out *o, const char *text)
{
    const bool quoted = strpbrk(text, ",\"\r\n") != NULL;

    if (quoted)
        rf_out_text(o, "\"");
    while (*text) {
        bool shown;
        const size_t n = rf_text_next(text, &shown);

        if (*text == '"')
            rf_out_text(o, "\"");
        rf_out_bytes(o, shown ? text : "\xEF\xBF\xBD", shown ? n : 3);
        text += n;
    }
    if (quoted)
        rf_out_text(o, "\"");
}
