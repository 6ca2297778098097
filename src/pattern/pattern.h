/* The form patterns: one file each, one row each in patterns.def; all are judged by the same rules (judge.h). */
#ifndef RF_PATTERN_H
#define RF_PATTERN_H

#include "gait/onset.h"
#include "history/baseline.h"
#include "history/list.h"
#include "history/notes.h"
#include "runform/session.h"

/* What a pattern may look at. Everything is owned by the caller. */
/* Ground contact balance as a watch or its app works it out; n 0: there is none. */
typedef struct rf_balance {
    double pct, u; /* one foot's share of both contact times; which foot's, makers do not agree on */
    long n;        /* records with running */
    const char *field;
} rf_balance;

typedef struct rf_evidence {
    const rf_contact *contacts;
    size_t n_contacts;
    const rf_value *values;
    size_t n_values; /* one a row of metrics.def, in its order */
    const rf_sensor_state *sensors;
    size_t n_sensors;
    const rf_bout *bouts;
    size_t n_bouts;
    const rf_notice *notices;
    size_t n_notices;              /* what was met: a pattern may ask for pose_or_strap */
    double speed_mps, speed_u_mps; /* told, measured or estimated; NaN if nothing is known */
    const char *speed_method;
    rf_session_settings settings;
    const rf_history *history; /* the sessions up to this one, which is its last; NULL: no list was given */
    const rf_notes *notes;     /* what the runner noted; NULL: nothing was given */
    const rf_onset *onsets;
    size_t n_onsets;             /* of muscles, one a contact; 0: no EMG */
    const rf_emg_state *emg;     /* what became of its columns; NULL: no EMG */
    rf_balance balance;          /* of a session without sensors */
    const rf_baseline *baseline; /* the runner's own earlier sessions; NULL: none were given */
    const double *thresholds;    /* rf_threshold_count() values in the table's order (thresholds.h); NULL: the table's own */
} rf_evidence;

typedef struct rf_pattern_info {
    const char *id, *title;
    const char *grade; /* "lab", "clinic", "proxy" */
    const char *claim; /* what the articles say, in our words */
    const char *rule;  /* what is compared with what */
    const char *needs; /* sensors and context that can answer it */
    const char *cue;
    const char *const *sources;
    const char *const *confounders;
} rf_pattern_info;

size_t rf_pattern_count(void);
const rf_pattern_info *rf_pattern_at(size_t i);

/* Judge all rows, in the order of the table. out has rf_pattern_count() elements. */
void rf_patterns_judge(const rf_evidence *e, rf_finding *out);

/* load_jump and short_recovery alone, by a list whose last session is known only after the others were judged: they take the places of theirs
 * among the n findings. thresholds as in rf_evidence. */
void rf_patterns_judge_load(const rf_history *h, const double *thresholds, rf_finding *findings, size_t n);

#endif
