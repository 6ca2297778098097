/** One sample of a worn sensor, and where the sensor is worn.
 *
 * All in SI: m/s², rad/s, µs; degrees and milliseconds appear only where a name says so. A sensor may sit in any position: its axes are found, not asked
 * for. They must be right-handed, and the same ones for accelerometer and gyro.
 */
#ifndef RUNFORM_SAMPLE_H
#define RUNFORM_SAMPLE_H

#include <stdint.h>

#include "runform/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where a sensor is worn. The words for people are in `rf_placement_name`. */
typedef enum rf_placement {
    RF_PLACE_UNKNOWN,
    RF_PLACE_FOOT,
    RF_PLACE_SHANK,
    RF_PLACE_THIGH,
    RF_PLACE_PELVIS,
    RF_PLACE_TRUNK,
    RF_PLACE_POCKET,
    RF_PLACE_WRIST,
    RF_PLACE_COUNT
} rf_placement;

/** At foot, shank and thigh the side names the foot, elsewhere only where on the body the sensor sits. Of a contact it names the foot that lands. Left and
 * right are the runner's. */
typedef enum rf_side { RF_SIDE_UNKNOWN, RF_SIDE_LEFT, RF_SIDE_RIGHT, RF_SIDE_MIDDLE } rf_side;

/** What a reader noticed about a sample. */
enum rf_sample_flag {
    RF_SAMPLE_NO_GYRO = 1u << 0,    /**< the gyro fields are not measured (they are 0) */
    RF_SAMPLE_BAD_CELL = 1u << 1,   /**< a cell was empty, NaN or infinite: the sample carries time only */
    RF_SAMPLE_NO_GRAVITY = 1u << 2, /**< the source took gravity out of the acceleration */
    RF_SAMPLE_TIME_MADE = 1u << 3,  /**< no time in the source: made from the rate that the user gave */
    RF_SAMPLE_ASIDE = 1u << 4,      /**< of a table without an accelerometer: time only, never given to a session */
    RF_SAMPLE_EMG = 1u << 5,        /**< emg_mv holds at least one value */
    RF_SAMPLE_EMG_ALONE = 1u << 6   /**< and nothing else was measured at this time: no sample of the motion sensor */
};

/** Muscles of which a sensor may carry an EMG. */
enum { RF_GLUTEUS_MAXIMUS, RF_BICEPS_FEMORIS, RF_MUSCLES };

/** What one sensor measured at one instant, in its own axes. Fill it from `{ 0 }`: a member that is not told is 0. */
typedef struct rf_sample {
    int64_t t_us;       /**< µs on the session's time axis; its zero is anywhere, below zero is allowed, one axis for all sensors */
    double acc_mps2[3]; /**< x, y, z: specific force, +9.81 upwards at rest; beyond 400 g or no number: the sample is dropped and counted */
    double gyr_radps[3];      /**< x, y, z: rate of turning, right-handed; not looked at with RF_SAMPLE_NO_GYRO; no number: dropped */
    uint32_t flags;           /**< enum rf_sample_flag, or-ed; 0: all is measured */
    uint32_t row;             /**< line of the source, from 1, for notices; 0 where the source has no lines */
    float emg_mv[RF_MUSCLES]; /**< mV, by muscle, with RF_SAMPLE_EMG; NaN where that muscle has none */
} rf_sample;

#define RF_G0_MPS2 9.80665 /**< standard gravity */

/** What a source may tell beside the sensor, at its own rate: where the runner was, how high, how fast a belt went. */
typedef enum rf_channel {
    RF_CHANNEL_ALTITUDE_M,     /**< by air pressure, or nobody says by what; its zero is anywhere */
    RF_CHANNEL_GPS_ALTITUDE_M, /**< by satellites: wanders by metres */
    RF_CHANNEL_LATITUDE_DEG,   /**< north positive, WGS 84 */
    RF_CHANNEL_LONGITUDE_DEG,  /**< east positive */
    RF_CHANNEL_SPEED_MPS,      /**< over the ground, as a receiver or a watch tells it */
    RF_CHANNEL_BELT_MPS,       /**< of a treadmill's belt */
    RF_CHANNEL_GRADE_PCT,      /**< of a treadmill, or of the way as a watch tells it */
    /* running dynamics that a watch worked out by itself: each as the watch's own field, and as a field that an app added to its file */
    RF_CHANNEL_WATCH_CADENCE_SPM,   /**< steps of both feet a minute */
    RF_CHANNEL_WATCH_CONTACT_MS,    /**< ground contact time */
    RF_CHANNEL_WATCH_OSCILLATION_M, /**< vertical oscillation */
    RF_CHANNEL_WATCH_STEP_LENGTH_M, /**< of one step, not of a stride */
    RF_CHANNEL_WATCH_BALANCE_PCT,   /**< share of the left foot in the contact times of both; 50 is even */
    RF_CHANNEL_WATCH_DUTY_PCT,      /**< contact time as a share of the stride */
    RF_CHANNEL_APP_CADENCE_SPM,
    RF_CHANNEL_APP_CONTACT_MS,
    RF_CHANNEL_APP_OSCILLATION_M,
    RF_CHANNEL_APP_STEP_LENGTH_M,
    RF_CHANNEL_APP_BALANCE_PCT,
    RF_CHANNEL_APP_DUTY_PCT,
    RF_CHANNEL_COUNT
} rf_channel;

/** One value of a channel. */
typedef struct rf_aside {
    int64_t t_us;       /**< on the session's time axis */
    rf_channel channel; /**< what it tells, in the unit of its name */
    double value;       /**< finite */
} rf_aside;

/** "foot", "shank", …; "unknown" for anything else. */
RF_API const char *rf_placement_name(rf_placement p);
/** "left", "right", "middle"; "" for unknown. */
RF_API const char *rf_side_name(rf_side s);
/** The placement that a word in small letters names, its synonyms too ("sacrum" is pelvis); RF_PLACE_UNKNOWN for any other word. Not NULL. */
RF_API rf_placement rf_placement_from_word(const char *word);
/** The side of "left", "right" or "middle"; RF_SIDE_UNKNOWN for any other word. Not NULL. */
RF_API rf_side rf_side_from_word(const char *word);

#ifdef __cplusplus
}
#endif
#endif
