/* What a session is told while it comes over lines, besides samples. Internal: the public header knows of nothing but samples.
 *
 * Every call is made at an instant that the recording holds, so that the recording gives the same session again. */
#ifndef RF_RUN_LIVE_H
#define RF_RUN_LIVE_H

#include "runform/session.h"

enum { RF_LIVE_NOTICES = 24, RF_SO_FAR_NOTICES = 64 };

/* Before the first sample: settings that a recording holds, where nothing else was told. */
void rf_session_adopt(rf_session *s, const rf_session_settings *set);

/* The sensor's line is gone or silent: the others go on without waiting for it. Its next sample does not end that: say so. */
RF_MUST_CHECK int rf_session_absent(rf_session *s, int sensor, bool absent);

/* An instant marked by a key or a button. */
RF_MUST_CHECK int rf_session_mark(rf_session *s, int64_t t_us, const char *by);

/* A notice about a line; one of the same code and sensor is replaced, its first time stays. The text is copied, code and metrics are not. */
void rf_session_note(rf_session *s, const rf_notice *notice);

/* Left and right of all leg sensors were exchanged: from the first sample on. Contacts that were polled are the caller's to turn round. */
void rf_session_swap_sides(rf_session *s);

/* Figures and findings of what has come so far. Changes nothing of what is to come. */
typedef struct rf_so_far {
    rf_notice notices[RF_SO_FAR_NOTICES];
    size_t n_notices, n_contacts, n_sensors;
    const rf_sensor_state *sensors;
    rf_value *values;     /* the caller's, rf_metric_count() of them */
    rf_finding *findings; /* the caller's, rf_pattern_count() of them */
} rf_so_far;
RF_MUST_CHECK int rf_session_so_far(rf_session *s, rf_so_far *out);

#endif
