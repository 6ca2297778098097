/* The sound itself, sample by sample: a metronome's clicks and short tones, as two channels. Knows no device and no clock. */
#ifndef RF_CLICK_H
#define RF_CLICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can be asked for. Left and right differ in pitch and in the channel that is louder. */
typedef enum rf_tone {
    RF_TONE_LEFT, /* the click of a left step */
    RF_TONE_RIGHT,
    RF_TONE_LOW,  /* a metric left its band downwards: two notes that fall */
    RF_TONE_HIGH, /* upwards: two notes that rise */
    RF_TONE_MARK, /* a marker was set */
    RF_TONE_COUNT
} rf_tone;

enum { RF_CLICK_VOICES = 8 };

typedef struct rf_voice {
    bool sounding;
    rf_tone tone;
    int64_t age; /* samples since its start */
} rf_voice;

/* Fields belong to click.c; the struct is here so that it can live wherever the caller's thread wants it. */
typedef struct rf_clicks {
    int64_t rate_hz;
    int64_t frame;        /* frames made so far: the only clock that a click is placed by */
    int64_t milli_spm;    /* tempo, thousandths of steps a minute; 0: silent */
    int64_t origin, beat; /* beat k sounds at origin + k steps, rounded once, never added up */
    int64_t next;         /* frame of the next beat */
    int64_t beats;        /* clicks begun so far: even ones are left */
    rf_voice voice[RF_CLICK_VOICES];
} rf_clicks;

void rf_clicks_init(rf_clicks *c, int rate_hz);

/* From the beat after the next on the steps come at this tempo; a first tempo begins at once. 0 stops after what sounds. Thousandths of steps a minute. */
void rf_clicks_tempo(rf_clicks *c, int64_t milli_spm);

/* Begin a tone with the next frame. The oldest voice gives way where all are busy. */
void rf_clicks_tone(rf_clicks *c, rf_tone tone);

/* The next n frames: out[2 i] is the left channel, out[2 i + 1] the right one, −1…1. */
void rf_clicks_fill(rf_clicks *c, float *out, size_t n);

#endif
