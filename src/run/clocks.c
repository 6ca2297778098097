/* Whom each sensor is held against, and what is usual between them (virtual recordings, 9 runners, 34 legs):
 *
 *   by contacts       one leg: within 7 ms of nothing; trunk: −3 to +21 ms around +9; the other leg, by the trunk between: within 12 ms of nothing
 *   by the joints     ankle 0.0 ± 0.8 ms, knee −1.3 ± 1.0, hip +4.0 ± 1.8, left against right through both hips 0.0 ± 2.7 (5.1 at most)
 *
 * An offset beyond that is the clock's, and then the whole of it.
 *
 * What cannot be seen: an offset of more than a third of a stride (agree.h calls that out); an offset between left and right without a trunk (a
 * limp looks the same; beyond 0.08 strides agree.h calls that out, too) – but not its drift, as no limp drifts for minutes; and what is smaller
 * than these limits.
 */
#include "run/clocks.h"

#include <math.h>

#include "base/base.h"

enum { PATIENCE = 5 * RF_GRID_HZ, JOINT_PATIENCE = 10 * RF_GRID_HZ };
#define REACH      0.35                  /* cycles of the reference */
#define SCATTER_S  0.008                 /* standard deviation beyond which two clocks cannot be held against each other */
#define MS         (RF_GRID_HZ / 1000.0) /* points */
#define SHORTEST_S 0.42                  /* of a stride */
#define LONGEST_S  1.4

typedef enum relation {
    NONE,
    SAME_LEG,   /* the best sensor of its own leg */
    FROM_TRUNK, /* a trunk, against the leg that keeps the session's time */
    ACROSS,     /* the other leg, by what a trunk says of both */
    TURNS       /* the other leg, with no trunk between: it lands in the middle of this one's strides, more or less */
} relation;

static const rf_clock_rule by_contacts[] = {
    [SAME_LEG] = { 0, 15 * MS, 60 * RF_GRID_HZ, 6 * MS, 0 },
    [FROM_TRUNK] = { 9 * MS, 30 * MS, 60 * RF_GRID_HZ, 6 * MS, 0 },
    [ACROSS] = { 0, 25 * MS, 60 * RF_GRID_HZ, 10 * MS, 20e-6 },
    [TURNS] = { 0, 1e9, 60 * RF_GRID_HZ, 15 * MS, 20e-6 }, /* nobody's steps are that even */
};
static const rf_clock_rule by_joints[] = {
    [SAME_LEG] = { 0, 8 * MS, 8 * RF_GRID_HZ, 2 * MS, 0.1e-3 },
    [FROM_TRUNK] = { 0, 14 * MS, 8 * RF_GRID_HZ, 3 * MS, 0.15e-3 },
    [ACROSS] = { 0, 12 * MS, 12 * RF_GRID_HZ, 4 * MS, 0.15e-3 },
};
static const double usual_of_joint[RF_JOINTS_COUNT] = { [RF_JOINTS_ANKLE] = 0, [RF_JOINTS_KNEE] = -1.3 * MS, [RF_JOINTS_HIP] = 4.0 * MS };
/* Behind a minute a slow drift counts too: until then a runner's own settling down looks like one. */
#define SLOW_DRIFT 15e-6

/* ---- who is held against whom ------------------------------------------------------------------------------------------------------- */

/* A leg sensor without a gyro hears a shock, and not surely that of the landing: its clock is not judged, nor anyone by it. */
static bool times_well(const rf_chain *c)
{
    return !c->disowned && rf_placement_rank(c->placement) > rf_placement_rank(RF_PLACE_POCKET) &&
           (!rf_placement_on_leg(c->placement) || c->track->gyro);
}

static bool on_right(const rf_chain *c)
{
    return c->info.side == RF_SIDE_RIGHT;
}

/* The best sensor of one leg (0 left, 1 right), of the trunk (2); −1. */
static int best_of(const rf_chain *chain, int n, int where)
{
    int best = -1;

    for (int i = 0; i < n; i++)
        if (times_well(&chain[i]) && (rf_placement_on_leg(chain[i].placement) ? on_right(&chain[i]) : 2) == where &&
            (best < 0 || rf_placement_rank(chain[i].placement) > rf_placement_rank(chain[best].placement)))
            best = i;
    return best;
}

/* The leg whose best sensor keeps the session's time: 0 left, 1 right; −1: no leg is worn. */
static int first_leg(const rf_chain *chain, int n)
{
    const int left = best_of(chain, n, 0), right = best_of(chain, n, 1);

    if (left < 0 && right < 0)
        return -1;
    return left < 0 || (right >= 0 && rf_placement_rank(chain[right].placement) > rf_placement_rank(chain[left].placement));
}

static relation relation_of(const rf_chain *chain, int n, int i, int *ref)
{
    const int leg = first_leg(chain, n), trunk = best_of(chain, n, 2);

    *ref = -1;
    if (!times_well(&chain[i]))
        return NONE;
    if (!rf_placement_on_leg(chain[i].placement)) {
        *ref = leg >= 0 ? best_of(chain, n, leg) : trunk;
        return *ref == i ? NONE : FROM_TRUNK;
    }
    *ref = best_of(chain, n, on_right(&chain[i]));
    if (*ref != i)
        return SAME_LEG;
    *ref = on_right(&chain[i]) == leg ? -1 : trunk >= 0 ? trunk : best_of(chain, n, leg);
    return *ref < 0 ? NONE : trunk >= 0 ? ACROSS : TURNS;
}

/* ---- by contacts ---------------------------------------------------------------------------------------------------------------------- */

static double newest(const rf_train *t)
{
    return t->n ? t->ic[(t->n - 1) % RF_TRAIN] : -1e18;
}

/* The contact of a train, or (between) the middle of one of its strides, that is nearest to x; NaN where none is held. */
static double nearest(const rf_train *t, double x, bool between)
{
    double best = NAN;

    for (long k = t->n > RF_TRAIN ? t->n - RF_TRAIN : 0; k + between < t->n; k++) {
        const double from = t->ic[k % RF_TRAIN], to = t->ic[(k + between) % RF_TRAIN], at = (from + to) / 2;

        if (between && (to - from < SHORTEST_S * RF_GRID_HZ || to - from > LONGEST_S * RF_GRID_HZ))
            continue;
        if (!(fabs(at - x) >= fabs(best - x)))
            best = at;
    }
    return best;
}

static void compare(rf_clock *c, const rf_chain *own, const rf_chain *ref, relation how, const rf_clock_rule *rule)
{
    const rf_train *t = &own->train;
    const double stride = ref->stride_s * RF_GRID_HZ, cycle = how == SAME_LEG || how == TURNS ? stride : stride / 2, reach = REACH * cycle;

    if (!(stride > 0) || !isfinite(rule->usual))
        return;
    if (c->next < t->n - RF_TRAIN)
        c->next = t->n - RF_TRAIN;
    for (; c->next < t->n; c->next++) {
        const double x = t->ic[c->next % RF_TRAIN];
        double at;

        if (newest(&ref->train) < x + (how == TURNS ? 0.9 * stride : reach))
            return;
        at = nearest(&ref->train, x, how == TURNS);
        if (fabs(x - at) < reach)
            rf_clock_contact(c, x, x - at, rule);
    }
}

/* ---- by the joints ---------------------------------------------------------------------------------------------------------------------- */

static int worn(const rf_chain *chain, int n, rf_placement p, int leg)
{
    for (int i = 0; i < n; i++)
        if (chain[i].placement == p && !chain[i].disowned && (p == RF_PLACE_PELVIS || on_right(&chain[i]) == leg))
            return i;
    return -1;
}

static rf_clock_rule ruled(rf_clock_rule r, double usual, const rf_clock *c, double at)
{
    r.usual = usual;
    if (at - c->first > 60 * RF_GRID_HZ)
        r.slope = SLOW_DRIFT;
    return r;
}

/* A round of one leg's joints: each segment against the leg's best sensor, joint by joint upwards. The pelvis belongs to the first leg; what the
 * other leg says of it is said of that leg. */
static void take_round(rf_clocks *c, const rf_chain *chain, int n, const rf_joints_shifts *s, int leg)
{
    static const rf_placement place[] = { RF_PLACE_FOOT, RF_PLACE_SHANK, RF_PLACE_THIGH, RF_PLACE_PELVIS };
    const int base = best_of(chain, n, leg), first = first_leg(chain, n);
    double ahead = NAN, usual = 0;

    for (int k = 0; k < (int)RF_COUNT(place); k++) {
        const int i = worn(chain, n, place[k], leg);
        rf_clock *own = i < 0 ? NULL : &c->of[i];
        rf_clock_rule r;

        if (k > 0) {
            ahead = s->known[k - 1] ? ahead + s->points[k - 1] : NAN;
            usual += usual_of_joint[k - 1];
        }
        if (base >= 0 && i == base) {
            ahead = usual = 0;
        } else if (!isfinite(ahead) || !own) {
            continue;
        } else if (place[k] != RF_PLACE_PELVIS || leg == first) {
            r = ruled(by_joints[place[k] == RF_PLACE_PELVIS ? FROM_TRUNK : SAME_LEG], usual, own, s->at);
            rf_clock_joint(own, s->at, ahead, &r);
            if (place[k] == RF_PLACE_PELVIS)
                c->trunk_usual = usual;
        } else if (own->fine && base >= 0) {
            r = ruled(by_joints[ACROSS], c->trunk_usual - usual, &c->of[base], s->at);
            rf_clock_joint(&c->of[base], s->at, own->newest - ahead, &r);
        }
    }
}

static void take_joints(rf_clocks *c, const rf_chain *chain, int n, rf_joints *const joints[2])
{
    const int first = first_leg(chain, n);

    for (int k = 0; k < 2 && first >= 0; k++) {
        const int leg = k ? !first : first;
        const rf_joints_shifts *s = joints[leg] ? rf_joints_shifts_of(joints[leg]) : NULL;

        if (s && s->n > c->rounds[leg]) {
            c->rounds[leg] = s->n;
            take_round(c, chain, n, s, leg);
        }
    }
}

/* ---- the clocks ---------------------------------------------------------------------------------------------------------------------------- */

/* What a trunk says of this leg counts from what it says of the first one. */
static rf_clock_rule contacts_rule(const rf_clocks *c, relation how, int ref)
{
    rf_clock_rule r = by_contacts[how];

    if (how == ACROSS)
        r.usual = c->of[ref].n >= RF_CLOCK_LEAST ? -rf_clock_recent(&c->of[ref]) : NAN;
    return r;
}

static void compare_all(rf_clocks *c, const rf_chain *chain, int n)
{
    for (int how = SAME_LEG; how <= TURNS; how++) /* what is said across needs what is said of the trunk */
        for (int i = 0; i < n; i++) {
            int ref;

            if (relation_of(chain, n, i, &ref) == (relation)how) {
                const rf_clock_rule r = contacts_rule(c, (relation)how, ref);

                c->of[i].start = (double)(rf_intake_faults(chain[i].intake)->first_us / RF_GRID_US);
                compare(&c->of[i], &chain[i], &chain[ref], (relation)how, &r);
            }
        }
}

void rf_clocks_update(rf_clocks *c, rf_chain *chain, int n_chains, rf_joints *const joints[2])
{
    if (n_chains < 2)
        return; /* one sensor has one clock */
    compare_all(c, chain, n_chains);
    take_joints(c, chain, n_chains, joints);
    for (int together = 0; together < 2; together++) /* the leg's best sensor first, then those that go by it */
        for (int i = 0; i < n_chains; i++) {
            int ref;
            const relation how = relation_of(chain, n_chains, i, &ref);

            if (how != NONE && (how == SAME_LEG) == together)
                chain[i].track->clock = rf_clock_at(&c->of[i], newest(&chain[ref].train)) + (together ? chain[ref].track->clock : 0);
        }
}

/* ---- when -------------------------------------------------------------------------------------------------------------------------------- */

/* Since when there are contacts to wait with: a first one is known some 8 s after it happened, when it is clear that there is running. */
static bool waited(rf_clocks *c, const rf_chain *chain, int n, int64_t now, int patience)
{
    for (int i = 0; i < n && !c->told; i++)
        if (chain[i].train.n) {
            c->told = true;
            c->since = now;
        }
    return c->told && now - c->since > patience;
}

bool rf_clocks_settled(rf_clocks *c, const rf_chain *chain, int n_chains, int64_t now)
{
    const bool enough = waited(c, chain, n_chains, now, PATIENCE);
    bool open = false;

    for (int i = 0; i < n_chains && !c->settled; i++) {
        int ref;
        const relation how = relation_of(chain, n_chains, i, &ref);

        open |= how != NONE && how != TURNS && !chain[i].ended && c->of[i].n < RF_CLOCK_LEAST;
    }
    c->settled |= c->told && (!open || enough);
    return c->settled;
}

bool rf_clocks_fine(rf_clocks *c, const rf_chain *chain, int n_chains, int64_t now)
{
    static const rf_placement place[] = { RF_PLACE_FOOT, RF_PLACE_SHANK, RF_PLACE_THIGH, RF_PLACE_PELVIS };
    const bool enough = waited(c, chain, n_chains, now, JOINT_PATIENCE);
    bool open = false;

    for (int leg = 0; leg < 2 && !c->fine; leg++)
        for (size_t k = 1; k < RF_COUNT(place); k++) {
            const int a = worn(chain, n_chains, place[k - 1], leg), b = worn(chain, n_chains, place[k], leg);

            open |= a >= 0 && b >= 0 && times_well(&chain[a]) && chain[b].track->gyro && !c->rounds[leg];
        }
    c->fine |= c->settled && (!open || enough);
    return c->fine;
}

/* ---- saying it ---------------------------------------------------------------------------------------------------------------------- */

static size_t say_offset(rf_notice *out, size_t n, int sensor, const rf_clock *c, relation how)
{
    const double ms = c->offset / MS;
    const char *text = "its contacts come %s ms after those of the sensor that times this leg: its clock is set right by that";

    if (how == ACROSS)
        text = "this leg's movements come %s ms after the other leg's, by what the trunk shows of both: its clock is set right by that";
    else if (c->fine)
        text = "its movements come %s ms after those of the segment beside it: its clock is set right by that, to some 2 ms";
    n = rf_notice_add(out, n, "clock_offset", sensor, RF_TIME_NONE, c->n, text, ms, 0);
    if (c->fine && n > 0)
        out[n - 1].metrics = ""; /* known so well that no interval need be wider */
    return n;
}

size_t rf_clocks_notices(const rf_clocks *clocks, const rf_chain *chain, int n_chains, rf_notice *out, size_t n)
{
    for (int i = 0; i < n_chains; i++) {
        const rf_clock *c = &clocks->of[i];
        int ref;
        const relation how = relation_of(chain, n_chains, i, &ref);
        const double scatter_s = rf_clock_scatter(c) / RF_GRID_HZ;

        if (c->offset != 0)
            n = say_offset(out, n, i, c, how);
        if (c->slope != 0)
            n = rf_notice_add(out, n, "clock_drift", i, RF_TIME_NONE, c->n,
                              c->slope > 0 ? "its clock gains %s ppm against the sensor that times this leg: it is set right by that"
                                           : "its clock loses %s ppm against the sensor that times this leg: it is set right by that",
                              1e6 * fabs(c->slope), 0);
        if (!c->fine && scatter_s > SCATTER_S && (how == SAME_LEG || how == FROM_TRUNK))
            n = rf_notice_add(out, n, "clock_scatter", i, RF_TIME_NONE, c->n,
                              "its contacts scatter by %s ms against those of another sensor: what needs both is withheld",
                              1000 * scatter_s, 0);
    }
    return n;
}
