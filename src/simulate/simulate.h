/* A simulated runner with chosen faults and sensors, and the exact truth. README.md of this folder has the model. */
#ifndef RF_SIMULATE_H
#define RF_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runform/error.h"
#include "runform/sample.h"

/* Which fault, and how much of it; each row of faults.def is one field of rf_sim_faults. */
typedef struct rf_sim_faults {
#define RF_FAULT(name, unit, lo, hi, text) double name;
#include "simulate/faults.def"
#undef RF_FAULT
} rf_sim_faults;

typedef enum rf_sim_strike { RF_STRIKE_REAR, RF_STRIKE_MID, RF_STRIKE_FORE } rf_sim_strike;

/* From t_s of running on: this speed, grade and radius (0: straight; positive: a left bend). */
typedef struct rf_sim_stretch {
    double t_s, speed_mps, grade_pct, radius_m;
} rf_sim_stretch;

typedef enum rf_sim_mounting { RF_MOUNT_RANDOM, RF_MOUNT_ALIGNED, RF_MOUNT_UPSIDE_DOWN } rf_sim_mounting;

#define RF_SIM_SPEED_MIN 2.0
#define RF_SIM_SPEED_MAX 5.5

enum { RF_SIM_MAX_SENSORS = 16, RF_SIM_MAX_STRETCHES = 256, RF_SIM_MAX_GAPS = 16 };

typedef struct rf_sim_worn {
    rf_placement placement;
    rf_side side;
    rf_sim_mounting mounting;
} rf_sim_worn;

typedef struct rf_sim_settings {
    uint64_t seed;
    double speed_mps, cadence_spm /* 0: the norm at this speed and height */, height_m, mass_kg;
    double seconds;     /* of running */
    double standing_s;  /* quiet standing first; 0: the recording starts in full running */
    double pause_s;     /* nothing recorded between standing and running; 0: the start is recorded too */
    double stop_s;      /* standing at the end, after 1 s in which the runner stops; 0: it ends in full running */
    double variability; /* 1: stride-to-stride spread of healthy runners, 0: every stride alike */
    rf_sim_strike strike;
    rf_sim_faults fault;
    rf_sim_stretch stretch[RF_SIM_MAX_STRETCHES];
    size_t n_stretches;
    /* sensors */
    rf_sim_worn worn[RF_SIM_MAX_SENSORS];
    size_t n_worn;
    double rate_hz;
    double noise; /* 1: a usual part, 0: none (no noise, bias, scale error or quantisation either) */
    double acc_range_g, gyr_range_dps;
    double bandwidth_hz; /* 0: not limited */
    bool no_gyro;
    double jitter_ms; /* SD of the time stamps */
    double dropout_pct, duplicate_pct;
    double clock_ppm; /* rate error of each sensor's clock: this SD */
    double clock_offset_ms;
    double emg_hz; /* of emg.csv, two muscles of the left leg; 0: none */
    double slip_m; /* the sensor sits this much higher than it should */
    double gap_from_s[RF_SIM_MAX_GAPS], gap_to_s[RF_SIM_MAX_GAPS];
    size_t n_gaps;
    double barometer_m;  /* a column of height with noise of this SD; below 0: none */
    double gps_m;        /* columns of places and speed, which wander by this SD; below 0: none */
    bool belt_log;       /* columns of a treadmill's speed and incline */
    bool treadmill;      /* the way goes nowhere: heights and places stay; no bends */
    const char *command; /* kept in truth.json, NULL for none */
} rf_sim_settings;

void rf_sim_defaults(rf_sim_settings *s);

/* "overstride=8" into the faults. @return 0, or RF_ERR_ARG with the reason. */
RF_MUST_CHECK int rf_sim_fault_set(rf_sim_settings *s, const char *word, rf_why *why);
/* A table of stretches from a file, see profile.c. */
RF_MUST_CHECK int rf_sim_profile_read(rf_sim_settings *s, const char *path, rf_why *why);

/* The faults as a list: name, unit, what it does, and its size in f. */
size_t rf_sim_fault_count(void);
double rf_sim_fault_at(const rf_sim_faults *f, size_t i, const char **name, const char **unit, const char **text);

/* "shank:left" or "pelvis" into the list of sensors worn. */
RF_MUST_CHECK int rf_sim_worn_add(rf_sim_settings *s, const char *word, rf_why *why);

/* The planned run: every contact and every movement of the body is fixed; nothing is sampled yet. */
typedef struct rf_sim rf_sim;
RF_MUST_CHECK int rf_sim_new(rf_sim **out, const rf_sim_settings *s, rf_why *why);
void rf_sim_free(rf_sim *sim);

/* One foot contact of the truth. Absolute angles with the definitions of the README. Missing is NaN. */
typedef struct rf_sim_contact {
    rf_side side;
    int64_t ic_us, tc_us;
    double flight_ms, step_ms, stride_ms;
    double shank_angle_ic_deg, foot_angle_ic_deg, knee_flexion_ic_deg, foot_ahead_of_pelvis_m;
    double trunk_lean_deg, pelvic_tilt_deg, speed_mps;
    double vertical_oscillation_m, knee_flexion_stance_max_deg, grade_pct, radius_m;
} rf_sim_contact;

size_t rf_sim_contacts(const rf_sim *sim); /* those that lie wholly inside the recording */
rf_sim_contact rf_sim_contact_at(const rf_sim *sim, size_t i);
double rf_sim_end_s(const rf_sim *sim); /* the recording is from 0 to here */

/* The noise-free reading of a sensor in its segment's axes at one time, and the segment's orientation (rows: segment axes in the frame that
 * runs and turns with the runner, x forward, y left, z up). For tests and pictures. */
typedef struct rf_sim_reading {
    double acc_mps2[3], gyr_radps[3];
    double rotation[3][3];
    double carrier[3][3]; /* from that frame to the world */
} rf_sim_reading;
void rf_sim_read(const rf_sim *sim, rf_placement p, rf_side side, double t_s, rf_sim_reading *out);
/* Height of the ankle above the ground and its speed over the ground, for tests. */
void rf_sim_ankle(const rf_sim *sim, rf_side side, double t_s, double position_m[3], double velocity_mps[3]);

/* One CSV a sensor, events.csv, steps.csv, truth.json. @return 0 or an error. */
RF_MUST_CHECK int rf_sim_write(const rf_sim *sim, const char *dir, rf_why *why);

#endif
