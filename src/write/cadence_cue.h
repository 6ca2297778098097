/* A step rate to try: for a runner who takes few steps for the speed and lands far ahead. */
#ifndef RF_CADENCE_CUE_H
#define RF_CADENCE_CUE_H

#include "runform/session.h"

enum { RF_CADENCE_CUE_COMMAND_MAX = 32 };

typedef struct rf_cadence_cue {
    double from_spm;                          /* what was measured */
    int target_spm, most_spm;                 /* 5 % more, and the most that makes sense: 10 % */
    double speed_mps;                         /* the same speed as in the session; NaN where it is not known */
    char command[RF_CADENCE_CUE_COMMAND_MAX]; /* the metronome: "runform cue 172" */
} rf_cadence_cue;

/* What more steps do, and what they do not. */
#define RF_CADENCE_CUE_DOES "brings the foot down nearer under the body, with less braking and less work for the knee (Heiderscheit 2011)"
#define RF_CADENCE_CUE_DOES_NOT                                                                                                            \
    "lower the modelled force in the hamstring (Lenhart 2014), and nobody has shown that it prevents pain there (Anderson 2022)"

/* @return false, and *out as it was: no such cue, because cadence is not low, or the foot does not land far ahead, or nobody can tell. */
bool rf_cadence_cue_of(const rf_result *r, rf_cadence_cue *out);

#endif
