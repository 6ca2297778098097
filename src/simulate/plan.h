/* The planned run, inside src/simulate: what plan.c lays down and body.c evaluates. Coordinates run along the path (x), left (y), up (z). */
#ifndef RF_SIM_PLAN_H
#define RF_SIM_PLAN_H

#include "simulate/random.h"
#include "simulate/simulate.h"
#include "simulate/track.h"

enum { LEFT, RIGHT };
enum { PULSES = 4 };
#define RF_SIM_FALL           1.05            /* pelvis without ground, in g: above 1 because the limbs move on it ... */
#define RF_SIM_FLIGHT_MPS2    5.5             /* ... and this more in the middle of the flight, as sacrum sensors show */
#define RF_SIM_SHARP          1.0             /* third sine of the pelvis' fore-aft acceleration, in parts of the second */
#define RF_SIM_TILT_STANDING  (11.6 * RF_DEG) /* NORMS: mean of 26 standing runners, as the next two */
#define RF_SIM_SHANK_STANDING (-3.7 * RF_DEG)
#define RF_SIM_THIGH_STANDING (-4.5 * RF_DEG)
#define RF_SIM_LEAN_STANDING  0.0
#define RF_SIM_SOLE           0.06 /* rad: how softly the foot goes over from heel to ball */

/* What the runner aims at in one contact; angles in rad. */
typedef struct rf_aim {
    double speed_mps, step_s, contact_s;
    double shank, knee, shank_rate, thigh_rate;      /* at contact */
    double foot, foot_rate, foot_off, foot_off_rate; /* pitch at contact and at toe-off */
    rf_jet thigh_off, shank_off;                     /* rate and acceleration at toe-off; the angles follow from hip and foot */
    double rise_m;                                   /* the pelvis leaves the ground this much higher than it came */
    double roll_mid;                                 /* pelvis in mid-stance, positive: the left side up */
    double tilt, tilt_swing, lean, lean_swing, yaw, sway_m;
    double grade, bend_per_m; /* bend: one over the radius, positive to the left */
    double shock;             /* 1: usual */
} rf_aim;

/* The ankle at one place of the foot's roll, and what it stands on. */
typedef struct rf_ground {
    double x_m, y_m, z_m; /* where the flat foot's ankle would be, and the ground below it */
    double slope;
} rf_ground;

/* One contact and what goes with it until the next contact of either foot (pelvis, trunk) or of the same foot (leg). */
typedef struct rf_step {
    rf_aim aim;
    int side;
    int64_t ic_us, tc_us;
    double ic, tc, next; /* s; next: contact of the other foot */
    /* pelvis centre: forward by sums of sines in contact, upward likewise, both straight or free in flight */
    double x0, vx, brake, gain, z0, vz, pulse[PULSES];
    rf_track sway, climb, path, heading, bank;
    rf_track tilt[2], roll[2], lean[2], yaw, arm; /* [0] to the middle of the step, [1] from there */
    /* the foot on the ground */
    rf_ground ground;
    rf_track slide, sink, push, lift, pitch[3]; /* push, lift: shoe and toes unfold before toe-off, forward and up */
    /* the leg in the air, from this contact to the same foot's next */
    rf_track thigh, shank, leg_roll, swing_pitch;
} rf_step;

/* Standing still, and the second in which the runner starts or stops. */
typedef struct rf_rest {
    double from, to; /* s */
    rf_track x, y, z, tilt, roll, lean, yaw, arm, path, heading, bank;
    rf_track thigh[2], shank[2], leg_roll[2], pitch[2];
} rf_rest;

struct rf_sim {
    rf_sim_settings set;
    char *command;
    double thigh_m, shank_m, hip_m, pelvis_m; /* lengths; half the distance of the hips; hips below the pelvis centre */
    double heel_m, toe_m, ankle_m;            /* the foot's roll: behind, ahead of, below the ankle */
    double first_s, last_s;                   /* the first contact; the end of the recording */
    double record_from_s[2], record_to_s[2];  /* what is recorded: standing, running */
    rf_rest start, stop;
    rf_step *step;
    size_t n; /* contacts, two more are planned so that the last strides have an end */
};

/* Body, at a time: everything in the frame that runs along the path. */
typedef struct rf_leg {
    rf_jet hip[3], knee[3], ankle[3];
    rf_jet thigh, shank, roll, pitch;
} rf_leg;

typedef struct rf_pelvis {
    rf_jet p[3];
    rf_jet tilt, roll, yaw;
} rf_pelvis;

size_t rf_sim_step_index(const rf_sim *sim, double t_s);                 /* the last step with ic <= t; n_all at rest before the first */
void rf_sim_forward(const rf_step *s, double t_s, rf_jet *x, rf_jet *z); /* z: what the ground's force adds to free fall */
void rf_sim_running_pelvis(const rf_step *s, double t_s, rf_pelvis *out);
void rf_sim_pelvis(const rf_sim *sim, size_t k, double t_s, rf_pelvis *out);
void rf_sim_leg(const rf_sim *sim, size_t k, int side, double t_s, rf_leg *out);

/* Geometry shared by plan and body. */
void rf_sim_hip(const rf_sim *sim, const rf_pelvis *p, int side, rf_jet hip[3]);
void rf_sim_ground_ankle(const rf_sim *sim, const rf_step *s, double t_s, rf_jet pitch, rf_jet ankle[3]);
rf_jet rf_sim_stance_pitch(const rf_step *s, double t_s);
void rf_sim_reach(const rf_sim *sim, rf_leg *leg); /* angles from hip and ankle */
void rf_sim_hang(const rf_sim *sim, rf_leg *leg);  /* knee and ankle from hip and angles */

int rf_sim_plan(rf_sim *sim, rf_why *why);

#endif
