/* Sound for a runner: a metronome and short tones on the machine's sound device. */
#ifndef RF_CUE_H
#define RF_CUE_H

#include <stdbool.h>

#include "cue/click.h"
#include "runform/error.h"

typedef struct rf_cue rf_cue;

/* latency_s: how much sound is kept ready, 0.01 to 0.5; a tone asked for now is heard so much later.
 * @return 0, or RF_ERR_WRITE: there is no sound device, or the program was built without sound; RF_ERR_NOMEM. *out is NULL on failure.
 * No device is a normal state: say the reason once and go on. */
RF_MUST_CHECK int rf_cue_open(rf_cue **out, double latency_s, rf_why *why);

/* All from one thread; none of them waits. A NULL cue is silent. */
void rf_cue_tempo(rf_cue *c, double steps_spm); /* 0 stops the metronome */
void rf_cue_tone(rf_cue *c, rf_tone tone);
bool rf_cue_lost(rf_cue *c); /* the device or its server went away */

typedef struct rf_cue_state {
    const char *device; /* its name, "" if none */
    int rate_hz;
    double latency_s; /* as the device gave it */
    long underflows;  /* how often the device ran dry: heard as a crackle */
} rf_cue_state;
rf_cue_state rf_cue_where(const rf_cue *c);

void rf_cue_close(rf_cue *c); /* takes NULL */

#endif
