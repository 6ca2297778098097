/* What was decided about a table, and by whom, in words. */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "read/making.h"

static const char *time_words(const rf_making *m, char out[100])
{
    static const struct {
        int shift10;
        const char *unit;
    } unit[] = { { 0, "s" }, { -3, "ms" }, { -6, "µs" }, { -9, "ns" } };
    const rf_clock_plan *c = &m->plan->clock;
    char rate[RF_NUMBER_MAX];
    const char *name = "";

    rf_number_print(rate, c->rate_hz, 2);
    for (size_t i = 0; i < RF_COUNT(unit); i++)
        if (unit[i].shift10 + (c->kind == RF_CLOCK_EPOCH ? 9 : 6) == c->shift10)
            name = unit[i].unit;
    m->report->time_unit = name;
    switch (c->kind) {
    case RF_CLOCK_RELATIVE: snprintf(out, 100, "%s", name); break;
    case RF_CLOCK_EPOCH: snprintf(out, 100, "%s since %s", name, c->offset_ns ? "2000" : "1970"); break;
    case RF_CLOCK_TEXT:
        snprintf(out, 100, "date or time of day%s", m->local_time ? ", zone not stated" : "");
        m->report->time_unit = "date";
        break;
    case RF_CLOCK_DAYS:
        snprintf(out, 100, "days of a spreadsheet");
        m->report->time_unit = "days";
        break;
    case RF_CLOCK_TICKS:
        snprintf(out, 100, "ticks of %d µs", (int)c->tick_us);
        m->report->time_unit = "ticks";
        break;
    case RF_CLOCK_COUNTER:
        snprintf(out, 100, "sample counter at %s Hz", rate);
        m->report->time_unit = "samples";
        break;
    case RF_CLOCK_ROWS:
        snprintf(out, 100, m->set->rate_assumed ? "rows at a rate" : "rows at %s Hz", rate);
        m->report->time_unit = "";
        break;
    }
    return out;
}

/* "; beside: altitude, latitude" */
static void asides_words(const rf_making *m, char *out, size_t size)
{
    static const char *const word[RF_CHANNEL_COUNT] = {
        "altitude", "GPS altitude", "latitude", "longitude", "speed", "belt speed", "grade"
    };
    size_t n = 0;

    out[0] = 0;
    for (int i = 0; i < m->plan->asides.n && n < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : "; beside: ", word[m->plan->asides.at[i].channel]);
}

void rf_making_report(rf_making *m)
{
    static const char *const by[] = { "as told", "header", "format", "sniffed" };
    rf_read_report *r = m->report;
    char time[100], header[40], gyr[60] = "no gyroscope", others[190] = "";

    snprintf(header, sizeof header, m->guessed_names ? "no header, columns guessed" : "header in line %u", (unsigned)m->layout.header_line);
    if (!m->layout.header_line && !m->guessed_names)
        snprintf(header, sizeof header, "columns as told");
    if (r->gyro)
        snprintf(gyr, sizeof gyr, "gyroscope in %s (%s)", r->gyr_unit, by[r->gyr_by]);
    if (m->sensor.others)
        snprintf(others, sizeof others, "; %d further accelerometer%s left out", m->sensor.others, m->sensor.others > 1 ? "s" : "");
    if (r->acc_looks[0])
        snprintf(others + strlen(others), sizeof others - strlen(others), "; at rest the acceleration looks like %s", r->acc_looks);
    if (m->plan->period_us > 0) {
        char rate[RF_NUMBER_MAX];

        rf_number_print(rate, 1e6 / m->plan->period_us, 1);
        snprintf(others + strlen(others), sizeof others - strlen(others), "; the host stamped rows in bursts: evened at %s Hz", rate);
    }
    asides_words(m, others + strlen(others), sizeof others - strlen(others));
    if (m->plan->emg)
        snprintf(others + strlen(others), sizeof others - strlen(others), "; EMG of %s%s%s",
                 r->emg[RF_GLUTEUS_MAXIMUS] ? "gluteus maximus" : "",
                 r->emg[RF_GLUTEUS_MAXIMUS] && r->emg[RF_BICEPS_FEMORIS] ? " and " : "", r->emg[RF_BICEPS_FEMORIS] ? "biceps femoris" : "");
    time_words(m, time);
    if (m->set->want == RF_WANT_GYR)
        snprintf(r->text, sizeof r->text, "%s-separated%s, %s; time in %s (%s); %s", rf_delimiter_name(m->layout.delimiter),
                 m->layout.mark == ',' ? ", decimal comma" : "", header, time, by[r->time_by], gyr);
    else if (r->asides_only)
        snprintf(r->text, sizeof r->text, "%s-separated%s, %s; time in %s (%s); no acceleration%s", rf_delimiter_name(m->layout.delimiter),
                 m->layout.mark == ',' ? ", decimal comma" : "", header, time, by[r->time_by], others);
    else if (m->time >= 0 && m->plan->clock.kind != RF_CLOCK_ROWS) {
        const rf_piece name = m->layout.names[m->time];
        snprintf(r->text, sizeof r->text, "%s-separated%s, %s; time \"%.*s\" in %s (%s); acceleration in %s (%s)%s%s%s; %s%.160s",
                 rf_delimiter_name(m->layout.delimiter), m->layout.mark == ',' ? ", decimal comma" : "", header,
                 (int)rf_min((double)name.n, 40), name.p, time, by[r->time_by], r->acc_unit, by[r->acc_by],
                 r->gravity_joined ? ", gravity joined" : "", m->sign_turned ? ", sign turned" : "",
                 r->gravity_missing ? ", gravity taken out" : "", gyr, others);
    } else {
        const char *whose = m->set->rate_assumed ? "measured as they come" : by[r->time_by];

        snprintf(r->text, sizeof r->text, "%s-separated%s, %s; no time column, %s (%s); acceleration in %s (%s)%s%s%s; %s%.160s",
                 rf_delimiter_name(m->layout.delimiter), m->layout.mark == ',' ? ", decimal comma" : "", header, time, whose, r->acc_unit,
                 by[r->acc_by], r->gravity_joined ? ", gravity joined" : "", m->sign_turned ? ", sign turned" : "",
                 r->gravity_missing ? ", gravity taken out" : "", gyr, others);
    }
    r->nominal_rate_hz = m->plan->clock.rate_hz > 0 ? m->plan->clock.rate_hz : m->layout.rate_hz;
}
