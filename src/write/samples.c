/* The table of formats that samples are written in, expanded from samples.def, and what its rows share. */
#include "write/samples.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/folder.h"
#include "base/number.h"
#include "write/samples_inside.h"

static const rf_sample_writer table[] = {
#define RF_SAMPLES(id, title, ending, keeps, ops) { id, title, ending, keeps, &(ops) },
#include "write/samples.def"
};

size_t rf_sample_writer_count(void)
{
    return RF_COUNT(table);
}

const rf_sample_writer *rf_sample_writer_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

const rf_sample_writer *rf_sample_writer_find(const char *id)
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        if (!strcmp(table[i].id, id))
            return &table[i];
    return NULL;
}

const rf_sample_writer *rf_sample_writer_for(const char *path)
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        if (rf_name_extension(path, table[i].ending))
            return &table[i];
    return NULL;
}

void rf_left_out_add(rf_left_out *l, const char *format, ...)
{
    va_list a;

    if (l->n == RF_LEFT_OUT_LINES)
        return;
    va_start(a, format);
    vsnprintf(l->line[l->n++], RF_LEFT_OUT_TEXT, format, a);
    va_end(a);
}

/* v in billionths as an integer, where one multiplication is sure of it: not near a tie, and small enough that the product's own error does not matter.
 * The printer knows every other number, and is twenty times slower. */
static bool billionths(double v, int64_t *out)
{
    const double product = v * 1e9, nearest = floor(product + 0.5);

    *out = (int64_t)(fabs(v) < 1e4 ? nearest : 0);
    return fabs(v) < 1e4 && fabs(product - nearest) < 0.49;
}

static size_t print_billionths(char *out, int64_t v)
{
    const bool negative = v < 0;
    uint64_t whole = (uint64_t)(negative ? -v : v) / 1000000000, rest = (uint64_t)(negative ? -v : v) % 1000000000;
    char digit[24];
    size_t n = 0, k = 0;

    if (negative)
        out[n++] = '-';
    do
        digit[k++] = (char)('0' + whole % 10);
    while ((whole /= 10) > 0);
    while (k > 0)
        out[n++] = digit[--k];
    if (rest == 0)
        return n;
    out[n++] = '.';
    for (uint64_t unit = 100000000; rest > 0; rest %= unit, unit /= 10)
        out[n++] = (char)('0' + rest / unit);
    return n;
}

size_t rf_sample_number(char out[], double v)
{
    int64_t fixed;
    size_t n;

    if (isfinite(v) && billionths(v, &fixed))
        return print_billionths(out, fixed);
    n = rf_number_print(out, v, 9);
    if (n == 0)
        return 0;
    while (out[n - 1] == '0')
        n--;
    if (out[n - 1] == '.')
        n--;
    return n;
}

bool rf_sample_zero_utc(const rf_sample_source *about, int64_t *out)
{
    const rf_read_report *r = about->report;

    *out = r && r->dated && r->start_utc[0] ? r->start_us : 0;
    return *out != 0;
}

void rf_sample_label(char out[RF_SAMPLE_LABEL], rf_placement placement, rf_side side, size_t source, const char *between)
{
    const char *word = rf_side_name(side);

    if (placement == RF_PLACE_UNKNOWN)
        snprintf(out, RF_SAMPLE_LABEL, "sensor%zu", source + 1);
    else if (side == RF_SIDE_UNKNOWN)
        snprintf(out, RF_SAMPLE_LABEL, "%s", rf_placement_name(placement));
    else if (between[0])
        snprintf(out, RF_SAMPLE_LABEL, "%s%s%s", rf_placement_name(placement), between, word);
    else
        snprintf(out, RF_SAMPLE_LABEL, "%s%c%s", rf_placement_name(placement), word[0] - 'a' + 'A', word + 1);
}

const char *rf_channel_column(rf_channel c)
{
    static const char *const name[RF_CHANNEL_COUNT] = { [RF_CHANNEL_ALTITUDE_M] = "barometric_altitude_m",
                                                        [RF_CHANNEL_GPS_ALTITUDE_M] = "gps_altitude_m",
                                                        [RF_CHANNEL_LATITUDE_DEG] = "latitude_deg",
                                                        [RF_CHANNEL_LONGITUDE_DEG] = "longitude_deg",
                                                        [RF_CHANNEL_SPEED_MPS] = "gps_speed_mps",
                                                        [RF_CHANNEL_BELT_MPS] = "belt_speed_mps",
                                                        [RF_CHANNEL_GRADE_PCT] = "grade_pct",
                                                        [RF_CHANNEL_WATCH_CADENCE_SPM] = "watch_cadence_spm",
                                                        [RF_CHANNEL_WATCH_CONTACT_MS] = "watch_contact_ms",
                                                        [RF_CHANNEL_WATCH_OSCILLATION_M] = "watch_oscillation_m",
                                                        [RF_CHANNEL_WATCH_STEP_LENGTH_M] = "watch_step_length_m",
                                                        [RF_CHANNEL_WATCH_BALANCE_PCT] = "watch_balance_pct",
                                                        [RF_CHANNEL_WATCH_DUTY_PCT] = "watch_duty_pct",
                                                        [RF_CHANNEL_APP_CADENCE_SPM] = "app_cadence_spm",
                                                        [RF_CHANNEL_APP_CONTACT_MS] = "app_contact_ms",
                                                        [RF_CHANNEL_APP_OSCILLATION_M] = "app_oscillation_m",
                                                        [RF_CHANNEL_APP_STEP_LENGTH_M] = "app_step_length_m",
                                                        [RF_CHANNEL_APP_BALANCE_PCT] = "app_balance_pct",
                                                        [RF_CHANNEL_APP_DUTY_PCT] = "app_duty_pct" };

    return name[c];
}
