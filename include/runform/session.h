/** A session: samples of one or several sensors in; contacts, metrics, notices and findings out.
 *
 *     rf_session *s;
 *     rf_session_settings set = rf_session_defaults;
 *     set.speed_mps = 3.5;
 *     if (rf_session_new(&s, &set) < 0) …
 *     int foot = rf_session_add(s, &(rf_sensor_info){ .placement = RF_PLACE_FOOT, .side = RF_SIDE_LEFT });
 *     while (there is a sample) {
 *         rf_session_push(s, foot, &sample, 1);
 *         while (rf_session_poll_event(s, &event) == 1) click(&event);
 *         while (rf_session_poll(s, &contact) == 1) show(&contact);
 *     }
 *     rf_session_flush(s);
 *     while (rf_session_poll_event(s, &event) == 1) click(&event);
 *     while (rf_session_poll(s, &contact) == 1) show(&contact);
 *     const rf_result *r = rf_session_result(s);
 *     rf_session_free(s);
 *
 * How the samples are cut into calls of rf_session_push never changes a bit of what comes out. Samples of several sensors are pushed in
 * the order of their times (to 0.5 s). Nothing is allocated per sample; memory grows with the contacts kept. One thread a session.
 *
 * Latency: what is given is given once and is final. The two events of a contact come first (rf_session_poll_event), before the next contact
 * of the same foot is due: at most one stride after the initial contact. The contact with its step's values (rf_session_poll) comes when its
 * stride is known to have ended: that is the next contact of the same foot, so at most one stride later still. During the first seconds of a
 * bout of running (8 s at most) everything is held back and then given in order, with its own times.
 */
#ifndef RUNFORM_SESSION_H
#define RUNFORM_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/sample.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RF_TIME_NONE INT64_MIN /**< a time that is not known */

/** RF_STEP_VALUES leaves room for metrics to come: the size of a contact is part of what programs are compiled against. */
enum { RF_MAX_SENSORS = 16, RF_MAX_EVIDENCE = 12, RF_MAX_WHEN = 8, RF_STEP_VALUES = 48 };

/** What the runner may tell. NaN where nothing was told. */
typedef struct rf_session_settings {
    double speed_mps;           /**< treadmill or mean speed, 0.5–12 */
    double grade_pct;           /**< treadmill grade, −30…30 */
    double height_m;            /**< 1.2–2.3 */
    double mass_kg;             /**< 25–250 */
    double ten_km_mps;          /**< the runner's speed over 10 km, 1–7 */
    int64_t standing_from_us;   /**< quiet standing, as the runner says; RF_TIME_NONE: found by itself */
    int64_t standing_to_us;
} rf_session_settings;
RF_API extern const rf_session_settings rf_session_defaults;

typedef struct rf_sensor_info {
    rf_placement placement; /**< RF_PLACE_UNKNOWN: asked of the signal */
    rf_side side;
    double rate_hz;         /**< nominal rate where the source states one; 0: measured */
} rf_sensor_info;

/** One contact of a foot with the ground. Missing is NaN (RF_TIME_NONE for times), never 0. */
typedef struct rf_contact {
    int64_t ic_us;                /**< initial contact */
    int64_t tc_us;                /**< terminal contact; RF_TIME_NONE if not told */
    rf_side side;                 /**< the foot that landed; RF_SIDE_UNKNOWN if it cannot be told */
    float confidence;             /**< 0–1: that there is such a contact, and of this side */
    int sensor;                   /**< whose time was used: index as given by rf_session_add */
    unsigned flags;               /**< enum rf_contact_flag */
    float value[RF_STEP_VALUES];  /**< the step metrics, at the indexes of rf_metric_info; NaN: cannot be told */
} rf_contact;

/** What is known of a contact as soon as it is final, before its stride has ended. */
typedef enum rf_event_kind { RF_INITIAL_CONTACT, RF_TERMINAL_CONTACT } rf_event_kind;
typedef struct rf_event {
    int64_t t_us;
    rf_event_kind kind;
    rf_side side;       /**< as in the contact that follows */
    float confidence;
    int sensor;
} rf_event;

enum rf_contact_flag {
    RF_CONTACT_NO_EVENT = 1u << 0, /**< a stride that starts from standing: it has a length, but no landing of its own */
    RF_CONTACT_CLIPPED = 1u << 7,  /**< a sensor stayed at its limit within the stride */
    /* What the runner was doing, known once the session is whole: in the result's contacts only. None of them: straight and level, or not known. */
    RF_CONTACT_UPHILL = 1u << 1,
    RF_CONTACT_DOWNHILL = 1u << 2,
    RF_CONTACT_LEFT_TURN = 1u << 3,
    RF_CONTACT_RIGHT_TURN = 1u << 4,
    RF_CONTACT_FAST = 1u << 5,     /**< 10 % and more above the session's usual speed */
    RF_CONTACT_LATE = 1u << 6      /**< in the last third of the run */
};

/** A row of the table of metrics (`runform metrics`). */
typedef struct rf_metric_info {
    const char *id;         /**< with its unit: "contact_ms" */
    const char *title;      /**< for people: "Ground contact time" */
    const char *unit;       /**< "ms"; "" for a ratio */
    int decimals;           /**< printed in CSV */
    int step;               /**< index into rf_contact.value, −1 where the metric belongs to the session only */
    bool column;            /**< a column of --steps */
    double min, max;        /**< plausible range; outside it a value is not told */
    const char *placements; /**< the placements that can tell it, separated by spaces */
    double min_rate_hz;
    const char *method;
    const char *paper;
} rf_metric_info;

RF_API size_t rf_metric_count(void);
RF_API const rf_metric_info *rf_metric_at(size_t i);            /**< NULL past the end */
RF_API const rf_metric_info *rf_metric_find(const char *id);    /**< NULL if there is no such metric */

/** A figure is never alone. lo…hi is the 90 % interval. told false: value, lo, hi are NaN and `why` says what is missing. */
typedef struct rf_value {
    const rf_metric_info *metric;
    double value, lo, hi;
    long n;             /**< how many steps or strides it rests on */
    const char *method; /**< how this one was obtained: may differ from the table's row by sensor */
    bool told;
    char why[128];
} rf_value;

/** Something that was noticed about the recording, and what was done about it. */
typedef struct rf_notice {
    const char *code;    /**< a word that never changes: "gap", "clipped", … (`runform explain CODE`) */
    int sensor;          /**< −1: the whole session */
    int64_t t_us;        /**< where it was first seen, RF_TIME_NONE if everywhere */
    long count;          /**< how often */
    const char *metrics; /**< the metrics it touches, separated by spaces; "" if none */
    char text[256];      /**< one sentence: what, and what was done */
} rf_notice;

typedef enum rf_status { RF_CANNOT_TELL, RF_CLEAR, RF_WATCH, RF_FLAGGED } rf_status;

/** One of the form patterns, judged. Strings are static unless they are arrays. */
typedef struct rf_finding {
    const char *id, *title;
    rf_status status;
    char why[400];
    double value, lo, hi, threshold;        /**< NaN where there is none */
    const char *unit;
    long strides, strides_seen;             /**< how many show it, of how many */
    int64_t evidence_us[RF_MAX_EVIDENCE];
    int n_evidence;
    struct { int64_t from_us, to_us; const char *context; } when[RF_MAX_WHEN];
    int n_when;
    const char *grade;                      /**< "lab", "clinic" or "proxy" */
    const char *const *sources;             /**< NULL-terminated */
    const char *cue;                        /**< one thing to try; "" if none */
    const char *const *confounders;         /**< NULL-terminated: what else gives the same signal */
} rf_finding;

RF_API const char *rf_status_name(rf_status s); /**< "flagged", "watch", "clear", "cannot_tell" */

/** What became of one sensor. */
typedef struct rf_sensor_state {
    rf_placement placement;
    rf_side side;
    bool placement_assumed;     /**< nobody said it: taken from the signal */
    bool gyro;
    double rate_hz;             /**< median, as measured */
    long samples, dropped, gaps, clipped;
    int64_t first_us, last_us;
    bool stood;                 /**< a standing pose was found and is used */
    int64_t stood_from_us, stood_to_us;
} rf_sensor_state;

/** The signal around one contact, for looking at: 200 Hz, from `from_us` on. */
enum { RF_SNIPPET_SAMPLES = 240, RF_SNIPPET_TRACES = 3 };
typedef struct rf_snippet {
    int sensor;
    int64_t ic_us, from_us;
    int n;
    const char *trace[RF_SNIPPET_TRACES];   /**< name with unit; NULL: not there */
    float y[RF_SNIPPET_TRACES][RF_SNIPPET_SAMPLES];
} rf_snippet;

/** An instant that somebody marked while it was recorded. */
typedef struct rf_marker {
    int64_t t_us;
    char by[16];    /**< "key", "button" */
} rf_marker;

/** A stretch of running. */
typedef struct rf_bout { int64_t from_us, to_us; long contacts; } rf_bout;

typedef struct rf_result {
    const rf_contact *contacts;  size_t n_contacts;   /**< the fused contacts, in order of time */
    const rf_value *values;      size_t n_values;     /**< one for each row of the metrics table, in its order */
    const rf_notice *notices;    size_t n_notices;
    const rf_finding *findings;  size_t n_findings;   /**< one for each row of the patterns table, in its order */
    const rf_sensor_state *sensors; size_t n_sensors;
    const rf_snippet *snippets;  size_t n_snippets;   /**< a sample of contacts spread over the session */
    const rf_bout *bouts;        size_t n_bouts;
    const rf_marker *markers;    size_t n_markers;    /**< in order of time */
    int64_t first_us, last_us;
    double speed_mps, speed_u_mps; const char *speed_method;  /**< told, measured or estimated, with its standard uncertainty */
    bool running;                                     /**< there was running in it */
    rf_session_settings settings;
} rf_result;

typedef struct rf_session rf_session;

/** @return 0, RF_ERR_ARG for a value out of range, RF_ERR_NOMEM. *out is NULL on failure. */
RF_API RF_MUST_CHECK int rf_session_new(rf_session **out, const rf_session_settings *settings);

/** Add a sensor before its first sample. @return its index, or RF_ERR_ARG (too many), RF_ERR_NOMEM. */
RF_API RF_MUST_CHECK int rf_session_add(rf_session *s, const rf_sensor_info *info);

/** Take n samples of one sensor, all of them. Order faults are met, not refused: they become notices.
 * @return 0, or RF_ERR_ARG, or RF_ERR_NOMEM (a contact could not be kept). */
RF_API RF_MUST_CHECK int rf_session_push(rf_session *s, int sensor, const rf_sample *in, size_t n);

/** What is known beside the sensors (height, place, speed): from `source`, any number from 0 to RF_MAX_SENSORS − 1; where two tell the same, the
 * lower one is believed. One mean a second is kept. It may come before or after the samples of its time, each source in order of time.
 * @return 0, RF_ERR_ARG, RF_ERR_NOMEM. */
RF_API RF_MUST_CHECK int rf_session_aside(rf_session *s, int source, const rf_aside *in, size_t n);

/** The next event that has become final. Initial contacts come in the order of their times; a terminal contact comes right behind its own
 * initial contact, or not at all where it is not told. They are the same events, to the microsecond, that the contacts of rf_session_poll
 * hold. Nobody need ask for them: what is not asked for waits. @return 1 and *out, or 0: none yet. */
RF_API RF_MUST_CHECK int rf_session_poll_event(rf_session *s, rf_event *out);

/** The next contact whose stride has ended. @return 1 and *out, or 0: none yet. */
RF_API RF_MUST_CHECK int rf_session_poll(rf_session *s, rf_contact *out);

/** No more samples: finish what is open and judge. Call once. @return 0, RF_ERR_ARG, RF_ERR_NOMEM. */
RF_API RF_MUST_CHECK int rf_session_flush(rf_session *s);

/** After the flush; owned by the session. NULL before it. Its contacts are those that were polled, less the ones that a self-check disowned by
 * then (a wrong unit, a wrong place, a sensor of another run), without the values that a notice withholds, and with what only the whole session
 * tells: speed from asides, grade, turns and the flags that go with them. */
RF_API const rf_result *rf_session_result(const rf_session *s);

RF_API void rf_session_free(rf_session *s); /**< takes NULL */

#ifdef __cplusplus
}
#endif
#endif
