/* A sample's row: time, acceleration, angular rate, EMG, and what was told beside the sensor.
 *
 * Numbers have as many decimals as they need and at most nine, so that a table in m/s² and rad/s comes out as it went in, and one in g is rounded at
 * a billionth. A value that was told between two samples stands in the row of the second: sources whose table had it in a row of its own lose less than a
 * sample's time. An axis that began on a date is written as Unix time, or as the wall's clock where no zone was stated, so that the date is not lost; any
 * other as its own seconds.
 */
#include "write/sample_rows.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "read/calendar.h"

#define DAY_US INT64_C(86400000000)

void rf_sample_rows_start(rf_sample_rows *r, const rf_sample_source *about, char delimiter, const char *missing)
{
    const rf_read_report *x = about->report;

    *r = (rf_sample_rows) { .delimiter = delimiter,
                            .missing = missing,
                            .acc = !x || !x->asides_only,
                            .gyr = !x || (x->gyro && !x->asides_only),
                            .no_gravity = x && x->gravity_missing,
                            .first_us = INT64_MIN,
                            .last_us = INT64_MIN,
                            .waiting.item = sizeof(rf_aside) };
    if (x && x->dated && !about->recorded && x->start_us >= DAY_US) {
        r->time = x->start_utc[0] ? RF_ROW_UNIX : RF_ROW_LOCAL;
        r->zero_us = x->start_us;
    }
    if (about->placement != RF_PLACE_UNKNOWN)
        snprintf(r->place, sizeof r->place, "%s%s%s_", rf_side_name(about->side), about->side != RF_SIDE_UNKNOWN ? "_" : "",
                 rf_placement_name(about->placement));
    for (int m = 0; x && m < RF_MUSCLES; m++)
        r->emg[m] = x->emg[m];
    r->emg_side = x ? x->emg_side : RF_SIDE_UNKNOWN;
    for (int i = 0; x && i < x->n_asides; i++)
        r->channel[x->aside[i]] = true;
    for (int c = 0; c < RF_CHANNEL_COUNT; c++)
        r->beside[c] = NAN;
}

void rf_sample_rows_free(rf_sample_rows *r)
{
    free(r->waiting.at);
    r->waiting.at = NULL;
}

int rf_sample_rows_tell(rf_sample_rows *r, const rf_aside *a, size_t n)
{
    int err = 0;

    for (size_t i = 0; i < n && err == 0; i++)
        err = rf_queue_put(&r->waiting, &a[i]);
    return err;
}

size_t rf_sample_rows_over(const rf_sample_rows *r)
{
    return r->waiting.n - r->waiting.head;
}

static const char *const emg_column[RF_MUSCLES] = { "emg_gluteus_maximus_mv", "emg_biceps_femoris_mv" };

size_t rf_sample_rows_header(const rf_sample_rows *r, char out[RF_SAMPLE_ROW_MOST])
{
    static const char *const time[] = { "time_s", "unix_time_s", "local_time" };
    const char *emg_side = r->emg_side == RF_SIDE_LEFT ? "left_" : r->emg_side == RF_SIDE_RIGHT ? "right_" : "";
    size_t n = (size_t)snprintf(out, RF_SAMPLE_ROW_MOST, "%s", time[r->time]);

    for (int x = 0; x < 3 && r->acc; x++)
        n += (size_t)snprintf(out + n, RF_SAMPLE_ROW_MOST - n, "%c%s%sacc_%c_mps2", r->delimiter, r->place, r->no_gravity ? "linear_" : "",
                              'x' + x);
    for (int x = 0; x < 3 && r->gyr; x++)
        n += (size_t)snprintf(out + n, RF_SAMPLE_ROW_MOST - n, "%c%sgyr_%c_radps", r->delimiter, r->place, 'x' + x);
    for (int m = 0; m < RF_MUSCLES; m++)
        if (r->emg[m])
            n += (size_t)snprintf(out + n, RF_SAMPLE_ROW_MOST - n, "%c%s%s", r->delimiter, emg_side, emg_column[m]);
    for (int c = 0; c < RF_CHANNEL_COUNT; c++)
        if (r->channel[c])
            n += (size_t)snprintf(out + n, RF_SAMPLE_ROW_MOST - n, "%c%s", r->delimiter, rf_channel_column((rf_channel)c));
    out[n++] = '\n';
    return n;
}

static size_t put_time(const rf_sample_rows *r, int64_t t_us, char *out)
{
    char date[32];
    const int64_t at_us = r->zero_us + t_us, second = at_us / 1000000 - (at_us % 1000000 < 0);

    if (r->time != RF_ROW_LOCAL)
        return rf_seconds_print(out, at_us, 6);
    rf_calendar_print(date, second * INT64_C(1000000000));
    date[19] = '\0'; /* without the milliseconds and the Z of UTC, which it is not */
    return (size_t)snprintf(out, 64, "%s.%06" PRId64, date, at_us - second * 1000000);
}

static size_t put_cell(const rf_sample_rows *r, double v, char *out)
{
    size_t n;

    out[0] = r->delimiter;
    n = rf_sample_number(out + 1, v);
    if (n == 0) {
        n = strlen(r->missing);
        memcpy(out + 1, r->missing, n);
    }
    return n + 1;
}

static void take_told(rf_sample_rows *r, int64_t t_us)
{
    const rf_aside *a;

    for (; (a = rf_queue_at(&r->waiting, 0)) != NULL && a->t_us <= t_us; rf_queue_drop(&r->waiting, 1))
        r->beside[a->channel] = a->value;
}

size_t rf_sample_row(rf_sample_rows *r, const rf_sample *s, char out[RF_SAMPLE_ROW_MOST])
{
    const bool alone = (s->flags & RF_SAMPLE_EMG_ALONE) != 0, bad = alone || (s->flags & RF_SAMPLE_BAD_CELL);
    const bool turned = !bad && !(s->flags & RF_SAMPLE_NO_GYRO);
    size_t n = put_time(r, s->t_us, out);

    for (int x = 0; x < 3 && r->acc; x++)
        n += put_cell(r, bad ? NAN : s->acc_mps2[x], out + n);
    for (int x = 0; x < 3 && r->gyr; x++)
        n += put_cell(r, turned ? s->gyr_radps[x] : NAN, out + n);
    for (int m = 0; m < RF_MUSCLES; m++)
        if (r->emg[m])
            n += put_cell(r, s->flags & RF_SAMPLE_EMG ? (double)s->emg_mv[m] : NAN, out + n);
    take_told(r, s->t_us);
    for (int c = 0; c < RF_CHANNEL_COUNT; c++)
        if (r->channel[c]) {
            n += put_cell(r, r->beside[c], out + n);
            r->beside[c] = NAN;
        }
    out[n++] = '\n';
    r->rows++;
    r->bad += r->acc && !alone && bad;
    r->without_gyro += r->gyr && !bad && !turned;
    r->first_us = r->first_us == INT64_MIN ? s->t_us : r->first_us;
    r->last_us = s->t_us;
    return n;
}
