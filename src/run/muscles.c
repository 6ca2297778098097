/* EMG beside the motion sensors: samples pass to the envelopes, contacts ask these for onsets as they become final.
 *
 * A contact comes at most 8 s and three strides after it happened; the envelopes are kept for longer.
 */
#include "run/muscles.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/number.h"
#include "gait/metrics.h"
#include "run/notices.h"

static const char *const muscle_name[RF_MUSCLES] = { "gluteus maximus", "biceps femoris" };

int rf_muscles_add(rf_muscles *m, int sensor, const bool column[RF_MUSCLES], rf_side side)
{
    if (m->emg)
        return 0;
    m->sensor = sensor;
    return rf_emg_new(&m->emg, column, side);
}

void rf_muscles_sample(rf_muscles *m, int sensor, const rf_sample *s)
{
    if (m->emg && m->sensor == sensor && s->flags & RF_SAMPLE_EMG)
        rf_emg_push(m->emg, s->t_us, s->emg_mv);
}

int rf_muscles_contact(rf_muscles *m, const rf_contact *c)
{
    if (!m->emg || c->flags & RF_CONTACT_NO_EVENT)
        return 0;
    if (m->n == m->room) {
        const size_t room = m->room ? 2 * m->room : 256;
        rf_onset *p = realloc(m->onset, room * sizeof *p);

        if (!p)
            return RF_ERR_NOMEM;
        m->onset = p;
        m->room = room;
    }
    m->onset[m->n++] = rf_onset_around(m->emg, c, (double)c->value[RF_M_stride_ms] / 1e3);
    return 0;
}

static size_t note(const char *code, const char *text, long count, rf_notice *out, size_t n)
{
    return rf_notice_add(out, n, code, -1, RF_TIME_NONE, count, text, 0, 0);
}

size_t rf_muscles_notices(const rf_muscles *m, rf_notice *out, size_t n)
{
    char text[160], number[RF_NUMBER_MAX];
    rf_emg_state s;

    if (!m->emg)
        return n;
    s = rf_emg_state_of(m->emg);
    for (int k = 0; k < RF_MUSCLES; k++) {
        if (s.flat[k]) {
            snprintf(text, sizeof text, "the EMG of %s never moves: electrode or cable; nothing is read from it", muscle_name[k]);
            n = note("emg", text, s.samples, out, n);
        } else if (s.clipped[k] >= RF_EMG_CLIPPED) {
            rf_number_print(number, 100 * s.clipped[k], 1);
            snprintf(text, sizeof text, "the EMG of %s sits at its amplifier's limit in %s %% of the samples", muscle_name[k], number);
            n = note("emg", text, (long)(s.clipped[k] * (double)s.samples), out, n);
        }
    }
    if (s.rate_hz > 0 && s.rate_hz < RF_EMG_LEAST_HZ) {
        rf_number_print(number, s.rate_hz, 0);
        snprintf(text, sizeof text, "EMG at %s Hz shows no onsets; it takes 100 Hz, better 1000", number);
        n = note("emg", text, s.samples, out, n);
    }
    return n;
}

void rf_muscles_free(rf_muscles *m)
{
    rf_emg_free(m->emg);
    free(m->onset);
}
