/* tight_turns: the share of the run in bends of 40 m and less, and how one-sided they are.
 *
 * How: each contact has the radius of its bend (speed over turn rate, mean of 4 s). Its doubt comes from the speed's and the turn rate's: a bend counts
 * surely where the radius is within the limit even when it is larger by 1.28 of its own uncertainty. Flagged when the share of the running time in
 * such sure bends, less what their ends may be off, reaches the limit, with enough of them in one direction; watch when the share of bends as
 * measured does.
 * From the legs watch at most: a foot's turn from stride to stride is three times as noisy as the pelvis'. Without a rest too: the zero of the
 * gyroscope is a guess then, and belts were seen that were 4 deg/s off.
 * Cannot: see how far the runner leans into it, nor a bend shorter than two seconds.
 */

#include "base/base.h"
#include "base/math.h"
#include "pattern/judge.h"

#define U_RESTED_DPS 0.3
#define U_GUESS_DPS  1.0
#define PAUSE_US     INT64_C(2000000)

typedef struct bends {
    double run_s, tight_s[2], sure_s, least_s, most_s; /* tight: left, right; least, most: by the ends of the 90 % interval */
    long ends;                                         /* of tight stretches */
} bends;

typedef struct doubts {
    double speed_mps, turn_dps;
} doubts;

/* By which sensor: 2 pelvis or trunk, 1 a leg, 0 none with a gyroscope. */
static int best_sensor(const rf_evidence *e, bool *rested)
{
    int best = 0;

    for (size_t i = 0; i < e->n_sensors; i++) {
        const rf_sensor_state *s = &e->sensors[i];
        const int rank = !s->gyro ? 0 : s->placement == RF_PLACE_PELVIS || s->placement == RF_PLACE_TRUNK ? 2 : 1;

        if (rank > best) {
            best = rank;
            *rested = s->stood;
        }
    }
    return best;
}

static double relative_doubt(const rf_contact *c, double radius, const doubts *u)
{
    const double v = (double)c->value[RF_M_pace_mps], rate_dps = v / radius / RF_DEG;

    return sqrt(u->speed_mps * u->speed_mps / (v * v) + u->turn_dps * u->turn_dps / (rate_dps * rate_dps));
}

static bends measure(const rf_judging *j, const doubts *u)
{
    const rf_evidence *e = j->evidence;
    const double limit = j->threshold[RF_T_tight_turns_radius_m];
    bends b = { 0 };
    bool before = false;

    for (size_t i = 0; i + 1 < e->n_contacts; i++) {
        const rf_contact *c = &e->contacts[i];
        const double signed_m = (double)c->value[RF_M_turn_radius_m], radius = fabs(signed_m);
        const double s = (double)(e->contacts[i + 1].ic_us - c->ic_us) / 1e6, off = relative_doubt(c, radius, u);

        if (e->contacts[i + 1].ic_us - c->ic_us > PAUSE_US)
            continue;
        b.run_s += s;
        b.ends += (radius <= limit) != before;
        before = radius <= limit;
        b.tight_s[signed_m < 0] += radius <= limit ? s : 0;
        b.sure_s += radius * (1 + j->threshold[RF_T_all_flag_u] * off) <= limit ? s : 0;
        b.least_s += radius * (1 + RF_Z90 * off) <= limit ? s : 0;
        b.most_s += radius * (1 - RF_Z90 * off) <= limit ? s : 0;
    }
    return b;
}

static void say(rf_finding *f, const bends *b, const char *end)
{
    const double all = b->tight_s[0] + b->tight_s[1];

    rf_say(f, "%1 %% (90 %% %1 to %1) of the running in bends of %0 m and less", f->value, f->lo, f->hi, f->threshold);
    if (all > 0)
        rf_say(f, ", %0 %% of them to the %s", 100 * rf_max(b->tight_s[0], b->tight_s[1]) / all,
               b->tight_s[0] >= b->tight_s[1] ? "left" : "right");
    rf_say(f, "%s", end);
}

/* Strides in tight bends, by a metric that is the smaller the tighter: the radius' size is not monotone with its sign, so each way by itself. */
static void show(const rf_judging *j, rf_finding *f, bool left)
{
    const rf_evidence *e = j->evidence;
    const double limit = j->threshold[RF_T_tight_turns_radius_m];
    const rf_strides s = {
        e->contacts, e->n_contacts, RF_M_turn_radius_m, 0, left ? -1 : 1, false, left ? RF_CONTACT_LEFT_TURN : RF_CONTACT_RIGHT_TURN, 0
    };

    f->strides = rf_strides_past(&s, left ? limit : -limit, NULL); /* of all strides, which are counted already */
    if (f->status < RF_WATCH)
        return;
    rf_evidence_pick(f, &s, left ? limit : -limit);
    rf_when_pick(f, e, &s, left ? limit : -limit, j->threshold[RF_T_all_persist_share], "turn");
}

static void judge(const rf_judging *j, rf_finding *f, bool legs, bool rested)
{
    const rf_value *pace = rf_evidence_value(j->evidence, RF_M_pace_mps);
    const doubts u = { pace ? (pace->hi - pace->lo) / 2 / RF_Z90 : 0.5, rested ? U_RESTED_DPS : U_GUESS_DPS };
    const bends b = measure(j, &u);
    const double all = b.tight_s[0] + b.tight_s[1], share = j->threshold[RF_T_tight_turns_share_pct] / 100 * b.run_s;
    const bool one_way = rf_max(b.tight_s[0], b.tight_s[1]) >= j->threshold[RF_T_tight_turns_one_way_pct] / 100 * all && all > 0;
    const double ends_s = j->threshold[RF_T_all_flag_u] * sqrt((double)b.ends) / 2;

    f->value = 100 * all / b.run_s;
    f->lo = 100 * b.least_s / b.run_s;
    f->hi = 100 * b.most_s / b.run_s;
    f->status = one_way && b.sure_s - ends_s >= share ? RF_FLAGGED : one_way && all >= share ? RF_WATCH : RF_CLEAR;
    if (legs || !rested)
        f->status = rf_status_weaker(f->status, RF_WATCH);
    f->threshold = j->threshold[RF_T_tight_turns_radius_m];
    say(f, &b,
        legs     ? ". From a leg: watch at most."
        : rested ? "."
                 : ". The gyroscope was never at rest, so its zero is a guess: watch at most.");
    f->threshold = j->threshold[RF_T_tight_turns_share_pct];
    show(j, f, b.tight_s[0] >= b.tight_s[1]);
    rf_say_speed(f, j->evidence);
}

void rf_tight_turns_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const rf_strides paced = { e->contacts, e->n_contacts, RF_M_pace_mps, 0, 1, false, 0, 0 };
    const rf_value *turning = rf_evidence_value(e, RF_M_turning_left_pct);
    bool rested = false;
    const int sensor = best_sensor(e, &rested);

    f->unit = "%";
    f->strides_seen = rf_strides_count(&paced);
    if (!turning && !sensor)
        rf_cannot_tell(f, "Nothing tells how the runner turned. Wear a sensor with a gyroscope on the pelvis or the trunk.");
    else if (!turning)
        rf_cannot_tell(f, "The turn of the way could not be followed: too few strides, or the gyroscope is not to be believed.");
    else if (!isfinite(e->speed_mps) || f->strides_seen == 0)
        rf_cannot_tell(f, "The speed is not known, and a bend's radius is speed over turn rate. Tell the speed.");
    else if ((double)f->strides_seen < j->threshold[RF_T_all_min_strides])
        rf_say(f, "Strides: %0; %0 are needed.", (double)f->strides_seen, j->threshold[RF_T_all_min_strides]);
    else
        judge(j, f, sensor < 2, rested);
}
