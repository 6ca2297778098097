/* What a running sensor looks like, whoever said where it is worn: a few figures of three whole strides that no mounting rotation changes.
 *
 * Which placements they part, and by how much, was measured on recordings with known placement (tests/real/selfchecks.py prints how well it holds):
 *   range    how far the sensor turns within a stride about its main axis. Trunk and pelvis 9–26°, thigh 43–84°, shank 74–135°, foot 68–160°.
 *   mean     size of the mean acceleration in the sensor's own axes. A leg that swings adds its centripetal part: pelvis 0.9–1.1 g, foot and
 *            shank 1.4–3.2 g. The one that works without a gyro.
 *   half     the size of the acceleration against itself half a stride earlier. A pelvis feels both feet alike (0.87–0.98), a leg does not.
 *   quarter  the same, a quarter of a stride earlier: low in every placement while the stride is a stride; high, when time runs wrong.
 *   still    the quietest 60 ms of a stride: a foot stands on the ground, a shank never does.
 */
#ifndef RF_LOOKS_H
#define RF_LOOKS_H

#include "sensor/track.h"

typedef struct rf_look {
    double rate95_radps;  /* 95 % of the turning rate's size stay below it; 0 without gyro */
    double range_deg;     /* 0 without gyro */
    double still_radps;   /* turning rate in the quietest 60 ms, plus what the acceleration is off 1 g there, weighed 0.15 rad/s a m/s² */
    double gravity;       /* size of the mean specific force over whole strides, levelled by the gyro, in g */
    double mean;          /* the same in the sensor's own axes */
    double low;           /* 5 % of the acceleration's size stay below it, in g */
    double half, quarter; /* correlation of the acceleration's size with itself half, a quarter of a stride earlier */
    double half_rate;     /* the same of the turning rate's size, half a stride */
} rf_look;

/* The three strides that end at grid index `to`. @return false when they are not held, or hardly moved. */
bool rf_look_at(const rf_track *t, int64_t to, double stride_s, rf_look *out);

/* The looks of a session: the newest 16. */
enum { RF_LOOKS = 16 };
typedef struct rf_looks {
    rf_look look[RF_LOOKS];
    long n;
} rf_looks;
void rf_looks_add(rf_looks *l, const rf_look *x);
/* The median of each figure. @return how many looks it rests on. */
long rf_looks_median(const rf_looks *l, rf_look *out);

/* Where such a sensor is worn: foot, shank, thigh or pelvis (which stands for the trunk too). */
rf_placement rf_look_guess(const rf_look *x, bool gyro);

typedef enum rf_contradiction {
    RF_LOOKS_RIGHT, /* or nothing speaks against it */
    RF_LOOKS_NEAR,  /* the segment beside it on the same leg: contacts can be found, angles mean another segment */
    RF_LOOKS_WRONG  /* a leg for a trunk or the other way round */
} rf_contradiction;
/* Whether the signal contradicts what was told; *like: what it looks like. */
rf_contradiction rf_look_contradicts(const rf_look *x, bool gyro, rf_placement told, rf_placement *like);

#endif
