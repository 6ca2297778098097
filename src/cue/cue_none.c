/* Built without a sound library: says so once, and is silent. */
#include "cue/cue.h"

int rf_cue_open(rf_cue **out, double latency_s, rf_why *why)
{
    (void)latency_s;
    *out = NULL;
    return rf_fail(why, RF_ERR_WRITE, "this program was built without sound (libsoundio): cues are shown, not heard");
}

void rf_cue_tempo(rf_cue *c, double steps_spm)
{
    (void)c;
    (void)steps_spm;
}

void rf_cue_tone(rf_cue *c, rf_tone tone)
{
    (void)c;
    (void)tone;
}

bool rf_cue_lost(rf_cue *c)
{
    (void)c;
    return false;
}

rf_cue_state rf_cue_where(const rf_cue *c)
{
    (void)c;
    return (rf_cue_state) { .device = "" };
}

void rf_cue_close(rf_cue *c)
{
    (void)c;
}
