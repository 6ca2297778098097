/* What a coach does while it runs: by keys of the terminal, or by the buttons of the page in a browser.
 *
 * Whatever can change a result becomes a record (a marker, exchanged sides); the rest changes what is shown and heard, and no result.
 */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/live.h"

/* A target for the cadence: five per cent above what is run now, two to either side. Pressed again, it goes. */
static void toggle_target(rf_live *l)
{
    const rf_metric_info *m = rf_metric_find("cadence_spm");
    const double now = rf_board_recent(&l->board, m, RF_SIDE_UNKNOWN, 0);
    rf_board *b = &l->board;

    for (size_t i = 0; i < b->n_targets; i++)
        if (b->target[i].metric == m) {
            b->target[i] = b->target[--b->n_targets];
            rf_board_say(b, "no target for the cadence any more");
            return;
        }
    if (!isfinite(now)) {
        rf_board_say(b, "a target is 5 % above the cadence that is run: it is not known yet");
        return;
    }
    if (b->n_targets < RF_LIVE_TARGETS)
        b->target[b->n_targets++] = (rf_live_target) { m, round(now * 1.03), round(now * 1.07) };
}

/* Without a tempo it is five per cent above what is run, once that is known. */
static void change_sound(rf_live *l, unsigned sound)
{
    static const char *const said[] = { "sound off",
                                        "metronome",
                                        "tones",
                                        "metronome and tones",
                                        "clicks at contacts",
                                        "metronome and clicks",
                                        "tones and clicks",
                                        "metronome, tones and clicks" };

    l->sound = sound;
    if ((l->sound & RF_SOUND_METRONOME) && !isfinite(l->tempo_spm) && !isfinite(l->cue_pct))
        l->cue_pct = 5;
    rf_board_say(&l->board, l->cue ? said[l->sound & 7u] : "no sound device: cues are shown, not heard");
    rf_live_sound_tempo(l);
}

static void set_tempo(rf_live *l, double spm)
{
    char tempo[RF_NUMBER_MAX], text[RF_LIVE_TEXT];

    if (!isfinite(spm))
        return;
    l->tempo_spm = rf_clamp(spm, 60, 300);
    rf_number_print(tempo, l->tempo_spm, 0);
    snprintf(text, sizeof text, "metronome at %s steps/min", tempo);
    rf_board_say(&l->board, text);
    rf_live_sound_tempo(l);
}

static void set_marker(rf_live *l, const char *by)
{
    if (l->wish->replay > 0)
        rf_board_say(&l->board, "a recording that is played takes no markers");
    else
        (void)rf_live_happen(l, RF_RECORD_MARK, 0, by, strlen(by));
}

static void swap_sides(rf_live *l)
{
    char text[RF_RECORD_PAYLOAD_MAX];

    if (l->wish->replay > 0)
        return;
    (void)rf_live_happen(l, RF_RECORD_WORN, 0, text, rf_feed_worn_text(true, 0, RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN, text));
    for (long i = 0; i < RF_BOARD_STEPS; i++) {
        rf_side *s = &l->board.step[i].side;

        *s = *s == RF_SIDE_LEFT ? RF_SIDE_RIGHT : *s == RF_SIDE_RIGHT ? RF_SIDE_LEFT : *s;
    }
}

void rf_live_key(rf_live *l, int key)
{
    static const unsigned next_sound[] = {
        RF_SOUND_METRONOME, RF_SOUND_TONES, RF_SOUND_METRONOME | RF_SOUND_TONES, RF_SOUND_CLICKS, 0, 0, 0, 0
    };

    switch (key) {
    case 'q':
    case 'Q': l->ended = true; break;
    case 'm':
    case ' ': set_marker(l, "key"); break;
    case 'w': swap_sides(l); break;
    case 't': toggle_target(l); break;
    case 's': change_sound(l, next_sound[l->sound & 7u]); break;
    case '+':
    case '=': set_tempo(l, l->tempo_spm + 1); break;
    case '-': set_tempo(l, l->tempo_spm - 1); break;
    case 'p':
        l->paused = !l->paused;
        rf_live_sound_tempo(l);
        break;
    case '?':
    case 'h': l->help = !l->help; break;
    default: break;
    }
    l->drawn_us = 0;
}

bool rf_live_command(rf_live *l, const char *what, double value)
{
    if (!strcmp(what, "marker"))
        set_marker(l, "page");
    else if (!strcmp(what, "target"))
        toggle_target(l);
    else if (!strcmp(what, "metronome"))
        change_sound(l, l->sound ^ RF_SOUND_METRONOME);
    else if (!strcmp(what, "tempo"))
        set_tempo(l, value);
    else if (!strcmp(what, "swap"))
        swap_sides(l);
    else
        return false;
    l->drawn_us = 0;
    return true;
}
