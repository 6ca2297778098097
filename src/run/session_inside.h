/* Inside the session: what it keeps, and what session.c lends to session_live.c. */
#ifndef RF_SESSION_INSIDE_H
#define RF_SESSION_INSIDE_H

#include "base/base.h"
#include "gait/metrics.h"
#include "pattern/pattern.h"
#include "run/clocks.h"
#include "run/curves.h"
#include "run/fuse.h"
#include "run/lines.h"
#include "run/live.h"
#include "run/muscles.h"
#include "run/notices.h"
#include "run/snippets.h"
#include "run/surroundings.h"
#include "run/told.h"
#include "run/watch.h"
#include "run/withhold.h"

struct rf_session {
    rf_session_settings settings;
    rf_chain chain[RF_MAX_SENSORS];
    int n;
    rf_fuse fuse;
    rf_apart apart[2]; /* pose against joints, left and right leg */
    rf_clocks clocks;
    rf_agree agree;
    rf_context context;
    rf_snippets *snippets;
    rf_curves *curves; /* NULL: nobody wants them */
    rf_contact *contacts;
    size_t n_contacts, room_contacts, polled;
    rf_event *events; /* not yet asked for, from event_head on */
    size_t n_events, room_events, event_head;
    int64_t now; /* grid index of the newest point processed */
    bool flushed;
    rf_muscles muscles;
    rf_watch watch;  /* listened to where there is no sensor */
    rf_telling told; /* all the caller's */
    double thresholds[RF_T_COUNT];
    /* made at the flush */
    rf_value *values;
    rf_finding *findings;
    rf_notice notices[RF_NOTICES_MAX];
    rf_sensor_state sensors[RF_MAX_SENSORS];
    rf_result result;
    /* of a session that comes over lines (run/live.h) */
    long since[RF_MAX_SENSORS][RF_MAX_SENSORS]; /* [i][j]: samples of j since the last one of i */
    bool absent[RF_MAX_SENSORS];                /* nothing comes from it for now: nobody waits for it */
    rf_notice told_notices[RF_LIVE_NOTICES];
    size_t n_told_notices;
    rf_marker *markers;
    size_t n_markers, room_markers;
};

/* Process the points that are due. end: no more will come. */
RF_MUST_CHECK int rf_session_run(rf_session *s, bool end);

/* What the sensors met, what they say of each other, and what happened to their lines. @return how many; out holds RF_NOTICES_MAX. */
size_t rf_session_notices(rf_session *s, rf_notice *out);

/* Figures and findings of the contacts given, by what the notices allow; what is known of the way is told to the contacts. */
RF_MUST_CHECK int rf_session_figure(rf_session *s, rf_contact *contacts, size_t n, const rf_notice *notices, size_t n_notices,
                                    rf_value *values, rf_finding *findings);

#endif
