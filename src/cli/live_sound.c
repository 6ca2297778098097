/* What is heard in a live session: a metronome at a told tempo or above the measured cadence, a tone when a band is left, a click at each contact.
 *
 * The sound is opened once, with little of it kept ready, so that a tone is heard soon. Without a device that is said once, and everything goes on.
 */
#include "cli/live.h"

#include <stdio.h>

#include "base/base.h"
#include "base/number.h"

#define LATENCY_S 0.02

enum { BASIS_STEPS = 20 };

void rf_live_sound_open(rf_live *l)
{
    const rf_live_wish *w = l->wish;
    rf_why why = { "" };

    l->sound = (isfinite(w->cue_spm) || isfinite(w->cue_pct) ? (unsigned)RF_SOUND_METRONOME : 0u) |
               (w->tones ? (unsigned)RF_SOUND_TONES : 0u) | (w->clicks ? (unsigned)RF_SOUND_CLICKS : 0u);
    l->tempo_spm = w->cue_spm;
    l->cue_pct = w->cue_pct;
    if (w->silent || (l->sound == 0 && !l->screen)) /* on the screen a key may ask for it later */
        return;
    if (rf_cue_open(&l->cue, LATENCY_S, &why) < 0 && l->sound != 0) {
        rf_board_say(&l->board, why.text);
        rf_plain_say(l, "notice", 0, "code", "no_sound", "text", why.text);
        if (!l->screen)
            fprintf(stderr, "runform: notice: %s\n", why.text);
    }
    rf_live_sound_tempo(l);
}

void rf_live_sound_tempo(rf_live *l)
{
    rf_cue_tempo(l->cue, (l->sound & RF_SOUND_METRONOME) && !l->paused && isfinite(l->tempo_spm) ? l->tempo_spm : 0);
}

/* The basis is what the runner does before the metronome says anything: once it sounds, the cadence follows it. */
static void begin_tempo(rf_live *l)
{
    const double now_spm = rf_board_recent(&l->board, rf_metric_find("cadence_spm"), RF_SIDE_UNKNOWN, 0);
    char tempo[RF_NUMBER_MAX], text[RF_LIVE_TEXT];

    if (isfinite(l->tempo_spm) || !isfinite(l->cue_pct) || l->board.n_steps < BASIS_STEPS || !isfinite(now_spm))
        return;
    l->tempo_spm = round(now_spm * (1 + l->cue_pct / 100));
    rf_number_print(tempo, l->tempo_spm, 0);
    snprintf(text, sizeof text, "metronome at %s steps/min", tempo);
    rf_board_say(&l->board, text);
    rf_plain_say(l, "cue", l->now_us, "tempo_spm", tempo, NULL, NULL);
    rf_live_sound_tempo(l);
}

void rf_live_sound_step(rf_live *l, const rf_contact *c)
{
    size_t which = 0;
    const int way = rf_board_alert(&l->board, c, l->wish->after_strides, l->wish->hold_s, &which);
    char text[RF_LIVE_TEXT];

    begin_tempo(l);
    if (way == 0)
        return;
    snprintf(text, sizeof text, "%s is %s its band", l->board.target[which].metric->title, way < 0 ? "below" : "above");
    rf_board_say(&l->board, text);
    rf_plain_say(l, "alert", c->ic_us, "metric", l->board.target[which].metric->id, "way", way < 0 ? "below" : "above");
    if ((l->sound & RF_SOUND_TONES) && !l->paused)
        rf_cue_tone(l->cue, way < 0 ? RF_TONE_LOW : RF_TONE_HIGH);
}

void rf_live_sound_event(rf_live *l, const rf_event *e)
{
    if ((l->sound & RF_SOUND_CLICKS) && !l->paused && e->kind == RF_INITIAL_CONTACT)
        rf_cue_tone(l->cue, e->side == RF_SIDE_RIGHT ? RF_TONE_RIGHT : RF_TONE_LEFT);
}
