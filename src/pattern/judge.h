/* The rules that every pattern is judged by, and what a pattern's file needs to say its finding. */
#ifndef RF_JUDGE_H
#define RF_JUDGE_H

#include "gait/metrics.h"
#include "pattern/norms.h"
#include "pattern/pattern.h"
#include "pattern/thresholds.h"

#define RF_Z90 1.645 /* half of a 90 % interval, in standard uncertainties */

/* What a row's judge is given. The findings of the rows above its own are there: a pattern that needs another stands below it. */
typedef struct rf_judging {
    const rf_evidence *evidence;
    const double *threshold; /* by enum rf_threshold_index */
    const rf_finding *done;
    size_t n_done;
} rf_judging;

/* Fill status, why and what belongs to them. Identity, sources, cue and confounders are there already, numbers are NaN. */
typedef void rf_judge_fn(const rf_judging *j, rf_finding *f);

#define RF_PATTERN(id, title, grade, claim, rule, needs, cue, sources, confounders, judge) rf_judge_fn judge;
#include "pattern/patterns.def"
#undef RF_PATTERN

/* The finding of a row above; NULL if there is none. */
const rf_finding *rf_judging_find(const rf_judging *j, const char *id);

/* --- statistics --- */

double rf_normal_cdf(double z);

/* The strides of one metric: contacts of the sides asked for that have a landing of their own and a value. Nothing is copied. */
typedef struct rf_strides {
    const rf_contact *contacts;
    size_t n;
    int metric;             /* index into rf_contact.value */
    unsigned sides;         /* bit 1 << rf_side; 0: all */
    int high;               /* 1: high values show the pattern, -1: low ones */
    bool level;             /* straight and level ones only */
    unsigned with, without; /* enum rf_contact_flag: those that have one of these; those that have none of those. 0: no matter */
} rf_strides;

bool rf_contact_level(const rf_contact *c);
bool rf_contact_where(const rf_contact *c, bool level, unsigned with, unsigned without);

bool rf_strides_value(const rf_strides *s, size_t i, double *value); /* false: contact i is none of them */
long rf_strides_count(const rf_strides *s);
long rf_strides_past(const rf_strides *s, double limit, long *seen); /* at the limit or past it, and of how many: seen may be NULL */
double rf_strides_median(const rf_strides *s);                       /* NaN if there are none */
double rf_strides_middle(const rf_strides *s, long *n);              /* the same, and how many they are */

/* The spread round the median, which is known, and the correlation with the next stride of the same side (0 to 0.9), over strides less than 2 s
 * apart. */
void rf_strides_spread(const rf_strides *s, double median, double *sd, double *lag1);

/* --- rules --- */

/* A place in a norm. */
typedef struct rf_place {
    double excess, u;           /* over the norm's mean, and its standard uncertainty */
    double sd;                  /* the norm's spread */
    long strides, strides_seen; /* past mean + flag_sd SD, of how many */
} rf_place;

rf_status rf_judge_place(const rf_place *p, const double *threshold);
double rf_place_watch(const rf_place *p, const double *threshold); /* the excess from which it is watch */

/* A bare limit: by how much it is passed, and the standard uncertainty of that. */
rf_status rf_judge_limit(double past, double u, const double *threshold);

rf_status rf_status_weaker(rf_status a, rf_status b);

/* One part of a row: a metric of the session against a bare limit, by the metric's own interval. CANNOT_TELL without a value, or with fewer
 * than the smallest number of strides. */
typedef struct rf_part {
    rf_strides strides;
    double value, lo, hi, limit; /* NaN where there is no value */
    rf_status status;
} rf_part;

rf_part rf_part_judge(const rf_judging *j, int metric, double limit, int high); /* high as in rf_strides */

/* The part that decides: its value, limit, strides, evidence and stretches of the run. After f->status is set. */
void rf_part_show(rf_finding *f, const rf_judging *j, const rf_part *p);

/* Left against right: medians of straight and level strides. The difference is left minus right, in percent of their mean or in the unit. */
typedef struct rf_sides {
    double left, right, difference, u; /* u: of the difference, by the spread of the strides alone */
    long n;                            /* strides of the side that has fewer */
} rf_sides;

bool rf_sides_of(const rf_evidence *e, int metric, bool percent, rf_sides *out); /* false: one side has none */

/* The strides of the higher side that lie beyond the other side's median by `by`, and where they are. */
void rf_sides_show(rf_finding *f, const rf_judging *j, const rf_sides *s, int metric, bool percent, double by);

/* Why sides cannot be compared where most of the strides are not straight and level. */
#define RF_MOSTLY_BENT                                                                                                                     \
    "Most of the strides lie in a bend or on a grade, where everybody's sides differ: run a stretch that is straight and level."
bool rf_evidence_bent(const rf_evidence *e);

/* A grade was told that is not level, so level strides cannot be compared. */
bool rf_evidence_sloped(const rf_evidence *e);

/* The runner's own norm: the median of earlier sessions at this speed, brought there by `slope` a m/s. False: too few of them. */
typedef struct rf_own {
    double median, sd; /* sd: robust, between sessions */
    size_t n;
} rf_own;

bool rf_own_of(const rf_judging *j, int metric, double slope, rf_own *out);

/* Judge the growth over the runner's own instead of the place in the norm: past `matters` with the probabilities of a bare limit. u_mount: of one
 * session against another. The finding's value stands; status, threshold and sentence follow. @return false: without a baseline nothing happens. */
bool rf_own_judge(const rf_judging *j, rf_finding *f, int metric, double matters, double u_mount);

/* --- saying it --- */

/* Add to f->why: %0 %1 %2 %3 a double with so many decimals, %s a string, %% a percent sign. What does not fit whole is left out. */
void rf_say(rf_finding *f, const char *format, ...);
void rf_cannot_tell(rf_finding *f, const char *why);

/* Of a page's user and of a command line's. */
#define RF_NO_HISTORY                                                                                                                      \
    "No session before this one is known. Keep your runs (on the page: Keep it; else --save and runform history import), or give a list: " \
    "--history LIST.csv."

/* Why this metric has no value: the first placement (bits 1 << rf_placement) that is not worn, has no gyroscope or did not stand; else what
 * the metric says of itself, or that there are too few strides. */
void rf_say_missing(rf_finding *f, const rf_judging *j, int metric, unsigned places);

/* On a grade that was told a limit of level running gives watch at most; say so. */
void rf_hold_level(rf_finding *f, const rf_evidence *e);

/* " Speed by contact and cadence, +- 0.5 m/s.": said of a speed that nobody told. */
void rf_say_speed(rf_finding *f, const rf_evidence *e);

/* The speed's doubt: where a speed has none stated it is that of the roughest estimate, not 0. */
double rf_evidence_speed_u(const rf_evidence *e);

/* Each stride has a speed of its own: not one that stands for all. */
bool rf_evidence_paced(const rf_evidence *e);

/* The value of a metric of the session, NULL if it is not told. */
const rf_value *rf_evidence_value(const rf_evidence *e, int metric);

/* The context that the whole run is taken to have. */
const char *rf_evidence_context(const rf_evidence *e, const double *threshold);

/* Up to RF_MAX_EVIDENCE stride times: of those past the limit, spread evenly over them; if none is past, the outermost ones. */
void rf_evidence_pick(rf_finding *f, const rf_strides *s, double limit);

/* The stretches in which at least `share` of the strides are past the limit; the RF_MAX_WHEN longest of them, in order of time. They are cut where the
 * context changes; where no stride has one they are the bouts, and have the one given. */
void rf_when_pick(rf_finding *f, const rf_evidence *e, const rf_strides *s, double limit, double share, const char *context);

#endif
