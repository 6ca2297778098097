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
 * the order of their times (to 0.5 s). Nothing is allocated per sample; memory grows with the contacts kept. One thread a session; sessions share
 * nothing, so that each thread may have its own. Rates from 20 Hz on are taken, from 50 Hz on more than the cadence is told.
 *
 * Latency: what is given is given once and is final. The two events of a contact come first (rf_session_poll_event), before the next contact
 * of the same foot is due: at most one stride after the initial contact. The contact with its step's values (rf_session_poll) comes when its
 * stride is known to have ended: that is the next contact of the same foot, so at most one stride later still. During the first seconds of a
 * bout of running (8 s at most) everything is held back and then given in order, with its own times.
 *
 * Sources: each metric names the paper its method comes from (rf_metric_info.paper, `runform metrics`), each finding its own (rf_finding.sources). How the
 * contacts compare with published methods on force plates is in src/gait/README.md.
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
    double speed_mps;         /**< treadmill or mean speed, 0.5–12; else from foot strides, places, or estimated with u >= 0.5 m/s */
    double grade_pct;         /**< treadmill grade, −30…30 */
    double height_m;          /**< 1.2–2.3 */
    double mass_kg;           /**< 25–250 */
    double ten_km_mps;        /**< the runner's speed over 10 km, 1–7 */
    int64_t standing_from_us; /**< quiet standing, as the runner says; RF_TIME_NONE: found by itself */
    int64_t standing_to_us;   /**< its end; RF_TIME_NONE with the other */
} rf_session_settings;
/** Nothing told. */
RF_API extern const rf_session_settings rf_session_defaults;

/** Where a sensor is worn, as far as somebody said it. */
typedef struct rf_sensor_info {
    rf_placement placement; /**< RF_PLACE_UNKNOWN: asked of the signal */
    rf_side side;           /**< the foot it belongs to, or where on the body it sits; RF_SIDE_UNKNOWN: not told */
    double rate_hz;         /**< nominal rate where the source states one; 0: measured */
} rf_sensor_info;

/** One contact of a foot with the ground. Missing is NaN (RF_TIME_NONE for times), never 0. */
typedef struct rf_contact {
    int64_t ic_us;               /**< initial contact */
    int64_t tc_us;               /**< terminal contact; RF_TIME_NONE if not told */
    rf_side side;                /**< the foot that landed; RF_SIDE_UNKNOWN if it cannot be told */
    float confidence;            /**< 0–1: that there is such a contact, and of this side */
    int sensor;                  /**< whose time was used: index as given by rf_session_add */
    unsigned flags;              /**< enum rf_contact_flag */
    float value[RF_STEP_VALUES]; /**< the step metrics, at the indexes of rf_metric_info; NaN: cannot be told */
} rf_contact;

/** Which end of a contact. */
typedef enum rf_event_kind {
    RF_INITIAL_CONTACT, /**< the foot comes down */
    RF_TERMINAL_CONTACT /**< its last part leaves the ground */
} rf_event_kind;

/** What is known of a contact as soon as it is final, before its stride has ended. */
typedef struct rf_event {
    int64_t t_us;       /**< on the session's axis */
    rf_event_kind kind; /**< which end of the contact */
    rf_side side;       /**< as in the contact that follows */
    float confidence;   /**< 0–1, as in the contact that follows */
    int sensor;         /**< whose time was used */
} rf_event;

/** What is known of a contact beside its figures. */
enum rf_contact_flag {
    RF_CONTACT_NO_EVENT = 1u << 0, /**< a stride that starts from standing: it has a length, but no landing of its own */
    RF_CONTACT_CLIPPED = 1u << 7,  /**< a sensor stayed at its limit within the stride */
    /* What the runner was doing, known once the session is whole: in the result's contacts only. None of them: straight and level, or not known. */
    RF_CONTACT_UPHILL = 1u << 1,     /**< the ground rises */
    RF_CONTACT_DOWNHILL = 1u << 2,   /**< the ground falls */
    RF_CONTACT_LEFT_TURN = 1u << 3,  /**< in a bend to the left */
    RF_CONTACT_RIGHT_TURN = 1u << 4, /**< in a bend to the right */
    RF_CONTACT_FAST = 1u << 5,       /**< 10 % and more above the session's usual speed */
    RF_CONTACT_LATE = 1u << 6        /**< in the last third of the run */
};

/** A row of the table of metrics (`runform metrics`). */
typedef struct rf_metric_info {
    const char *id;         /**< with its unit: "contact_ms" */
    const char *title;      /**< for people: "Ground contact time" */
    const char *unit;       /**< "ms"; "" for a ratio */
    int decimals;           /**< printed in CSV */
    int step;               /**< index into rf_contact.value, −1 where the metric belongs to the session only */
    bool column;            /**< a column of --steps */
    double min;             /**< plausible range; outside it a value is not told */
    double max;             /**< its other end */
    const char *placements; /**< the placements that can tell it, separated by spaces */
    double min_rate_hz;     /**< a slower sensor does not tell it */
    const char *method;     /**< how it is measured, in a few words */
    const char *paper;      /**< where the method comes from; "" if from nowhere else */
} rf_metric_info;

RF_API size_t rf_metric_count(void);                         /**< rows of the table of metrics */
RF_API const rf_metric_info *rf_metric_at(size_t i);         /**< NULL past the end */
RF_API const rf_metric_info *rf_metric_find(const char *id); /**< NULL if there is no such metric */

/** A figure is never alone. lo…hi is the 90 % interval. told false: value, lo, hi are NaN and `why` says what is missing. */
typedef struct rf_value {
    const rf_metric_info *metric; /**< what it is, and its unit */
    double value;                 /**< the session's figure: the method says whether mean, median or total */
    double lo;                    /**< the interval's lower end */
    double hi;                    /**< the interval's upper end */
    long n;                       /**< how many steps or strides it rests on */
    const char *method;           /**< how this one was obtained: may differ from the table's row by sensor */
    bool told;                    /**< there is a figure */
    char why[128];                /**< what is missing, where there is none; else "" */
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

/** What a pattern came to. */
typedef enum rf_status {
    RF_CANNOT_TELL, /**< these sensors, or this run, do not say */
    RF_CLEAR,       /**< not seen */
    RF_WATCH,       /**< near the threshold, or seen too seldom to be sure */
    RF_FLAGGED      /**< past its threshold, surely and often */
} rf_status;

/** One of the form patterns, judged. Strings are static unless they are arrays. */
typedef struct rf_finding {
    const char *id;                       /**< row of the patterns table: "overstride" */
    const char *title;                    /**< for people */
    rf_status status;                     /**< what it came to */
    char why[400];                        /**< one or two plain sentences: what was seen, or what is missing */
    double value;                         /**< the figure it is judged by; NaN where there is none */
    double lo;                            /**< its 90 % interval, NaN where there is none */
    double hi;                            /**< the interval's upper end */
    double threshold;                     /**< what the value is held against; NaN where there is none */
    const char *unit;                     /**< of value, lo, hi and threshold */
    long strides;                         /**< how many show it … */
    long strides_seen;                    /**< … of how many */
    int64_t evidence_us[RF_MAX_EVIDENCE]; /**< initial contacts to look at */
    int n_evidence;                       /**< how many of them */
    struct {
        int64_t from_us;            /**< a stretch in which it was seen */
        int64_t to_us;              /**< its end */
        const char *context;        /**< "uphill", "late", … */
    } when[RF_MAX_WHEN];            /**< in order of time */
    int n_when;                     /**< how many stretches */
    const char *grade;              /**< "lab", "clinic" or "proxy" */
    const char *const *sources;     /**< NULL-terminated */
    const char *cue;                /**< one thing to try; "" if none */
    const char *const *confounders; /**< NULL-terminated: what else gives the same signal */
} rf_finding;

RF_API const char *rf_status_name(rf_status s); /**< "flagged", "watch", "clear", "cannot_tell" */

/** What became of one sensor. */
typedef struct rf_sensor_state {
    rf_placement placement; /**< where it is taken to be worn */
    rf_side side;           /**< of which foot, or on which side */
    bool placement_assumed; /**< nobody said it: taken from the signal */
    bool gyro;              /**< it has one */
    double rate_hz;         /**< median, as measured */
    long samples;           /**< taken */
    long dropped;           /**< not used: doubled, out of order, not a number */
    long gaps;              /**< stretches without samples */
    long clipped;           /**< samples at the sensor's limit */
    int64_t first_us;       /**< time of its first sample */
    int64_t last_us;        /**< time of its last one */
    bool stood;             /**< a standing pose was found and is used */
    int64_t stood_from_us;  /**< when */
    int64_t stood_to_us;    /**< until when */
} rf_sensor_state;

/** Sizes of a snippet. */
enum { RF_SNIPPET_SAMPLES = 240, RF_SNIPPET_TRACES = 3 };

/** The signal around one contact, for looking at: 200 Hz, from `from_us` on. */
typedef struct rf_snippet {
    int sensor;                                     /**< whose signal */
    int64_t ic_us;                                  /**< the contact's initial contact */
    int64_t from_us;                                /**< time of the first value */
    int n;                                          /**< values in each trace */
    const char *trace[RF_SNIPPET_TRACES];           /**< name with unit; NULL: not there */
    float y[RF_SNIPPET_TRACES][RF_SNIPPET_SAMPLES]; /**< the traces, n values each */
} rf_snippet;

enum {
    RF_CURVE_POINTS = 101 /**< of a mean curve, ends included */
};
/** The mean of one signal over the stride, from an initial contact to the next of the same foot: point k at k % of it. */
typedef struct rf_curve {
    const char *id;               /**< "knee_flexion_deg" */
    const char *title;            /**< "Knee flexion" */
    const char *unit;             /**< "deg" */
    int decimals;                 /**< printed in CSV */
    int sensor;                   /**< whose signal: index as given by rf_session_add */
    int other;                    /**< of a joint, the second sensor; else −1 */
    rf_side side;                 /**< the foot whose stride it is; RF_SIDE_UNKNOWN where that is not known */
    long n;                       /**< strides */
    double mean[RF_CURVE_POINTS]; /**< over the strides */
    double sd[RF_CURVE_POINTS];   /**< from stride to stride; NaN of one stride */
} rf_curve;

/** An instant that somebody marked while it was recorded. */
typedef struct rf_marker {
    int64_t t_us; /**< when, on the session's axis */
    char by[16];  /**< "key", "button" */
} rf_marker;

/** A stretch of running. */
typedef struct rf_bout {
    int64_t from_us; /**< its first contact */
    int64_t to_us;   /**< the end of its last one */
    long contacts;   /**< how many */
} rf_bout;

/** All that a session came to. Each list is `n_…` long and belongs to the session. */
typedef struct rf_result {
    const rf_contact *contacts;     /**< the fused contacts, in order of time */
    size_t n_contacts;              /**< how many */
    const rf_value *values;         /**< one for each row of the metrics table, in its order */
    size_t n_values;                /**< how many */
    const rf_notice *notices;       /**< what was noticed about the recording */
    size_t n_notices;               /**< how many */
    const rf_finding *findings;     /**< one for each row of the patterns table, in its order */
    size_t n_findings;              /**< how many */
    const rf_sensor_state *sensors; /**< in the order of rf_session_add */
    size_t n_sensors;               /**< how many */
    const rf_snippet *snippets;     /**< a sample of contacts spread over the session */
    size_t n_snippets;              /**< how many */
    const rf_bout *bouts;           /**< stretches of running, in order of time */
    size_t n_bouts;                 /**< how many */
    const rf_marker *markers;       /**< in order of time */
    size_t n_markers;               /**< how many */
    int64_t first_us;               /**< of the first sample */
    int64_t last_us;                /**< of the last one */
    double speed_mps;               /**< told, measured or estimated; NaN: not known */
    double speed_u_mps;             /**< its standard uncertainty */
    const char *speed_method;       /**< which of these */
    bool running;                   /**< there was running in it */
    rf_session_settings settings;   /**< as they were told */
    const rf_curve *curves;         /**< mean curves over the stride, where rf_session_keep_curves was called */
    size_t n_curves;                /**< how many */
} rf_result;

/** Opaque: one run of one runner, made by rf_session_new. */
typedef struct rf_session rf_session;

/** Begin a session.
 *
 * @param out       the session, for rf_session_free; NULL on failure
 * @param settings  copied; NULL: nothing is told (rf_session_defaults). Begin from the defaults, where all is NaN: 0 is a value, and out of range
 * @return 0, RF_ERR_ARG for a value out of range, RF_ERR_NOMEM
 */
RF_API RF_MUST_CHECK int rf_session_new(rf_session **out, const rf_session_settings *settings);

/** Add a sensor before its first sample; others may have begun.
 *
 * @param s     the session, not flushed
 * @param info  copied
 * @return its index from 0, in the order of the calls, or RF_ERR_ARG (more than RF_MAX_SENSORS, no such placement), RF_ERR_NOMEM
 */
RF_API RF_MUST_CHECK int rf_session_add(rf_session *s, const rf_sensor_info *info);

/** Keep the mean curves over the stride: called before the first sample. They cost a seventh of the time with eight sensors, half as much again with
 * one. @return 0, RF_ERR_ARG, RF_ERR_NOMEM. */
RF_API RF_MUST_CHECK int rf_session_keep_curves(rf_session *s);

/** Take n samples of one sensor, all of them, in order of time. Faults of order are met, not refused: they become notices.
 *
 * @param s       the session, not flushed
 * @param sensor  index as given by rf_session_add
 * @param in      n samples; the caller keeps them. NULL with n 0
 * @param n       any number: how the samples are cut into calls changes nothing
 * @return 0, RF_ERR_ARG (no such sensor, after the flush), RF_ERR_NOMEM (a contact could not be kept: free the session)
 */
RF_API RF_MUST_CHECK int rf_session_push(rf_session *s, int sensor, const rf_sample *in, size_t n);

/** What is known beside the sensors (height, place, speed): from `source`, any number from 0 to RF_MAX_SENSORS − 1; where two tell the same, the
 * lower one is believed. One mean a second is kept. It may come before or after the samples of its time, each source in order of time.
 * @return 0, RF_ERR_ARG (no such source or channel, a value that is not finite, after the flush), RF_ERR_NOMEM. */
RF_API RF_MUST_CHECK int rf_session_aside(rf_session *s, int source, const rf_aside *in, size_t n);

/** The next event that has become final. Initial contacts come in the order of their times; a terminal contact comes right behind its own
 * initial contact, or not at all where it is not told. They are the same events, to the microsecond, that the contacts of rf_session_poll
 * hold. Nobody need ask for them: what is not asked for waits. @return 1 and *out, 0: none yet, or RF_ERR_ARG: a NULL. */
RF_API RF_MUST_CHECK int rf_session_poll_event(rf_session *s, rf_event *out);

/** The next contact whose stride has ended, in the order of initial contacts. @return 1 and *out, 0: none yet, or RF_ERR_ARG: a NULL. */
RF_API RF_MUST_CHECK int rf_session_poll(rf_session *s, rf_contact *out);

/** No more samples: finish what is open, which can then be polled, and judge. Call once. @return 0, RF_ERR_ARG (called before), RF_ERR_NOMEM. */
RF_API RF_MUST_CHECK int rf_session_flush(rf_session *s);

/** After the flush; owned by the session. NULL before it. Its contacts are those that were polled, less the ones that a self-check disowned by
 * then (a wrong unit, a wrong place, a sensor of another run), without the values that a notice withholds, and with what only the whole session
 * tells: speed from asides, grade, turns and the flags that go with them. */
RF_API const rf_result *rf_session_result(const rf_session *s);

/** End it: results and what they point to are gone with it. Takes NULL. */
RF_API void rf_session_free(rf_session *s);

#ifdef __cplusplus
}
#endif
#endif
