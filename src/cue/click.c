/* Clicks placed by counting samples.
 *
 * Beat k of a tempo begins at frame origin + round(k × 60000 × rate ÷ thousandths of steps a minute), in whole numbers: intervals are the tempo's
 * to the rounding of one sample, and nothing adds up over an hour. A timer would be off by the device's buffer, 5 to 20 ms. A change of tempo
 * takes the beat that is due as its origin, so that no step is cut short.
 *
 * A tone's first sample is its peak: its start can be found in a recording to the sample. Sines and decays are computed, not tabulated: a few
 * voices cost nothing, and a table would be a mutable global or an allocation.
 */
#include "cue/click.h"

#include "base/base.h"

typedef struct shape {
    double first_hz, second_hz; /* two notes, each half as long; the same for one */
    double length_s, decay_s;
    float left, right; /* loudness of the channels */
} shape;

static const shape shapes[RF_TONE_COUNT] = {
    [RF_TONE_LEFT] = { 1760, 1760, 0.030, 0.006, 0.8f, 0.2f }, [RF_TONE_RIGHT] = { 1175, 1175, 0.030, 0.006, 0.2f, 0.8f },
    [RF_TONE_LOW] = { 660, 440, 0.30, 0.08, 0.5f, 0.5f },      [RF_TONE_HIGH] = { 660, 990, 0.30, 0.08, 0.5f, 0.5f },
    [RF_TONE_MARK] = { 880, 880, 0.12, 0.04, 0.4f, 0.4f },
};

void rf_clicks_init(rf_clicks *c, int rate_hz)
{
    *c = (rf_clicks) { .rate_hz = rate_hz };
}

/* Half a sample is added before the division: rounded, not cut. 128 bits are not needed: 10 hours at 192 kHz and 300 a minute stay below 2^62. */
static int64_t frame_of(const rf_clicks *c, int64_t beat)
{
    return c->origin + (beat * 60000 * c->rate_hz + c->milli_spm / 2) / c->milli_spm;
}

void rf_clicks_tempo(rf_clicks *c, int64_t milli_spm)
{
    if (milli_spm == c->milli_spm)
        return;
    c->origin = c->milli_spm > 0 ? c->next : c->frame;
    c->milli_spm = milli_spm > 0 ? milli_spm : 0;
    c->beat = 0;
    c->next = c->origin;
}

void rf_clicks_tone(rf_clicks *c, rf_tone tone)
{
    rf_voice *v = &c->voice[0];

    for (int i = 1; i < RF_CLICK_VOICES && v->sounding; i++)
        if (!c->voice[i].sounding || c->voice[i].age > v->age)
            v = &c->voice[i];
    *v = (rf_voice) { .sounding = true, .tone = tone };
}

static float sample_of(const shape *s, int64_t age, int64_t rate_hz)
{
    const double tau = 6.283185307179586, t_s = (double)age / (double)rate_hz, half_s = s->length_s / 2;
    const bool second = s->first_hz != s->second_hz && t_s >= half_s;
    const double in_note_s = second ? t_s - half_s : t_s;

    return (float)(cos(tau * (second ? s->second_hz : s->first_hz) * in_note_s) * exp(-in_note_s / s->decay_s));
}

static void add_voices(rf_clicks *c, float *out)
{
    for (int i = 0; i < RF_CLICK_VOICES; i++) {
        rf_voice *v = &c->voice[i];
        const shape *s = &shapes[v->tone];

        if (!v->sounding)
            continue;
        const float x = sample_of(s, v->age, c->rate_hz);
        out[0] += s->left * x;
        out[1] += s->right * x;
        v->age++;
        v->sounding = (double)v->age < s->length_s * (double)c->rate_hz;
    }
    for (int k = 0; k < 2; k++)
        out[k] = out[k] > 1 ? 1 : out[k] < -1 ? -1 : out[k];
}

void rf_clicks_fill(rf_clicks *c, float *out, size_t n)
{
    for (size_t i = 0; i < n; i++, c->frame++) {
        out[2 * i] = out[2 * i + 1] = 0;
        if (c->milli_spm > 0 && c->frame >= c->next) {
            rf_clicks_tone(c, c->beats % 2 == 0 ? RF_TONE_LEFT : RF_TONE_RIGHT);
            c->beats++;
            c->next = frame_of(c, ++c->beat);
        }
        add_voices(c, out + 2 * i);
    }
}
