/* For each contact of one sensor its place within the cycle of the other: a stride between two leg sensors, a step where a pelvis or trunk is
 * one of them. Sums of the place as a direction, and how far it has wandered; nothing else is kept.
 *
 * A clock's own drift (300 ppm is a bad one) is allowed for, so that an hour with two cheap loggers is still one run. What cannot be seen: two
 * runs of one person on a treadmill whose cadence agrees to a fraction of a per cent and whose phase happens to fit. */
#include "run/agree.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "run/chain.h"

enum { FIRST = 6, ENOUGH = 12, START = 2 /* contacts of a run's start, which is no rhythm yet */ };
#define DRIFT_S      0.040 /* wandering of the phase beyond the clocks' drift; sensors of one runner: 0.010 at most */
#define CLOCK_PPM    300e-6
#define STEADY       0.25 /* cycles from one contact to the next */
#define NEAR         0.15 /* cycles */
#define NEAR_TURN    0.08 /* of half a stride, between left and right: a third more step time on one side; of 26 runners the worst has 6 % */
#define SURE_OF_FOOT 0.75F
#define SIDE_SHARE   0.8

void rf_train_add(rf_train *t, const rf_found *f)
{
    t->ic[t->n % RF_TRAIN] = f->ic;
    t->foot[t->n % RF_TRAIN] = (signed char)(f->confidence >= SURE_OF_FOOT ? f->foot : 0);
    t->n++;
}

static bool sided(const rf_chain *c)
{
    return rf_placement_on_leg(c->placement) && (c->info.side == RF_SIDE_LEFT || c->info.side == RF_SIDE_RIGHT);
}

static double wrapped(double cycles)
{
    return cycles - floor(cycles + 0.5);
}

/* The cycle of the train that holds x: number of its first contact, −1: none is held. */
static long around(const rf_train *t, double x)
{
    for (long k = t->n - 2; k >= 0 && k >= t->n - RF_TRAIN; k--)
        if (t->ic[k % RF_TRAIN] <= x)
            return x < t->ic[(k + 1) % RF_TRAIN] ? k : -1;
    return -1;
}

static void take_phase(rf_pair_state *p, double x, double phase, double cycle)
{
    const double turn = 2 * RF_PI * phase;

    if (!p->n)
        p->from = x;
    else if (fabs(wrapped(phase - p->phase)) < STEADY)
        p->moved += wrapped(phase - p->phase);
    else /* a contact in a wrong place goes and comes back by a leap; a rhythm far off leaps all the time */
        p->leaps++;
    if (p->n < FIRST) {
        p->first_c += rf_cos(turn);
        p->first_s += rf_sin(turn);
    }
    if (p->n >= START && p->n < START + RF_PHASES)
        p->begun[p->n - START] = p->moved;
    p->recent[p->n % RF_PHASES] = p->moved;
    p->phase = phase;
    p->cycle = cycle;
    p->to = x;
    p->n++;
}

/* shift: from the clock of a to that of b, points. */
static void compare(rf_pair_state *p, const rf_train *a, const rf_train *b, double shift, rf_side side, double shortest_s, double longest_s)
{
    if (p->next < a->n - RF_TRAIN)
        p->next = a->n - RF_TRAIN;
    for (; p->next < a->n && b->n && a->ic[p->next % RF_TRAIN] + shift < b->ic[(b->n - 1) % RF_TRAIN]; p->next++) {
        const double x = a->ic[p->next % RF_TRAIN] + shift;
        const long k = around(b, x);
        const double from = k >= 0 ? b->ic[k % RF_TRAIN] : 0, cycle = k >= 0 ? b->ic[(k + 1) % RF_TRAIN] - from : 0;

        if (cycle < shortest_s * RF_GRID_HZ || cycle > longest_s * RF_GRID_HZ)
            continue;
        take_phase(p, x, (x - from) / cycle, cycle);
        if (side == RF_SIDE_LEFT || side == RF_SIDE_RIGHT) { /* the trunk's own word needs its gyro */
            const int foot = b->foot[((x - from) / cycle < 0.5 ? k : k + 1) % RF_TRAIN];

            p->side_right += foot == (side == RF_SIDE_RIGHT ? 1 : -1);
            p->side_wrong += foot == (side == RF_SIDE_RIGHT ? -1 : 1);
        }
    }
}

void rf_agree_update(rf_agree *a, const rf_chain *chain, int n_chains)
{
    for (int i = 0; i < n_chains; i++)
        for (int j = i + 1; j < n_chains; j++) {
            const rf_chain *x = &chain[i], *y = &chain[j];
            const bool swap = !rf_placement_on_leg(x->placement) &&
                              rf_placement_on_leg(y->placement); /* the leg's contacts within the steps of the trunk */
            const rf_chain *of = swap ? y : x, *in = swap ? x : y;

            compare(&a->pair[i][j], &of->train, &in->train, in->track->clock - of->track->clock,
                    rf_placement_on_leg(in->placement) || !in->track->gyro ? RF_SIDE_UNKNOWN : of->info.side,
                    rf_placement_on_leg(in->placement) ? 0.42 : 0.2, rf_placement_on_leg(in->placement) ? 1.4 : 0.6);
        }
}

/* Where two sensors that fit each other lie: the same instant, or half a stride apart. A leg without a gyro hears a shock, and not surely that
 * of the landing: its clock is not judged. */
static rf_discord by_place(const rf_chain *x, const rf_chain *y, double phase)
{
    const bool timed = (!rf_placement_on_leg(x->placement) || x->track->gyro) && (!rf_placement_on_leg(y->placement) || y->track->gyro);
    const rf_discord apart = timed ? RF_CLOCKS : RF_AGREE;
    const bool together = fabs(wrapped(phase)) < NEAR,
               in_turn = fabs(wrapped(phase - 0.5)) < (x->info.side == y->info.side ? NEAR : NEAR_TURN);

    if (!rf_placement_on_leg(x->placement) || !rf_placement_on_leg(y->placement))
        return rf_placement_on_leg(x->placement) == rf_placement_on_leg(y->placement) || fabs(wrapped(phase)) < 0.30 ? RF_AGREE : apart;
    if (!sided(x) || !sided(y))
        return RF_AGREE;
    if (x->info.side == y->info.side)
        return together ? RF_AGREE : in_turn ? RF_BOTH_LEGS : apart;
    return in_turn ? RF_AGREE : together ? RF_SAME_LEG : apart;
}

/* How far the phase has wandered, cycles: from the median of the first contacts to that of the last. A run's first steps, and the one in which the
 * recording ends, are seldom well timed, and one contact is no drift. */
static double wandered(const rf_pair_state *p)
{
    double first[RF_PHASES], last[RF_PHASES];

    memcpy(first, p->begun, sizeof first);
    memcpy(last, p->recent, sizeof last);
    return rf_median(last, RF_PHASES) - rf_median(first, RF_PHASES);
}

rf_discord rf_agree_of(const rf_agree *a, const rf_chain *chain, int i, int j, double *amount_ms)
{
    const rf_pair_state *p = &a->pair[i][j];
    const double seconds = (p->to - p->from) / RF_GRID_HZ, cycle_s = p->cycle / RF_GRID_HZ;
    double phase, drift_s;

    *amount_ms = 0;
    if (p->n < ENOUGH)
        return RF_AGREE;
    drift_s = fabs(wandered(p)) * cycle_s;
    phase = rf_atan2(p->first_s, p->first_c) / (2 * RF_PI);
    *amount_ms = 1000 * drift_s;
    if (drift_s > DRIFT_S + CLOCK_PPM * seconds || 2 * p->leaps > p->n)
        return RF_OTHER_SESSION;
    *amount_ms = 1000 * fabs(wrapped(phase)) * cycle_s;
    if (by_place(&chain[i], &chain[j], phase) != RF_AGREE)
        return by_place(&chain[i], &chain[j], phase);
    if (p->side_right + p->side_wrong >= ENOUGH && (double)p->side_wrong > SIDE_SHARE * (double)(p->side_right + p->side_wrong))
        return RF_SIDES;
    return RF_AGREE;
}

/* ---- who is foreign ----------------------------------------------------------------------------------------------------------------- */

static int conflicts(const rf_agree *a, const rf_chain *chain, int n, const bool *foreign, int i)
{
    double amount;
    int count = 0;

    for (int j = 0; j < n; j++)
        if (j != i && !foreign[j])
            count += rf_agree_of(a, chain, i < j ? i : j, i < j ? j : i, &amount) == RF_OTHER_SESSION;
    return count;
}

int rf_agree_foreign(const rf_agree *a, const rf_chain *chain, int n_chains, bool *foreign)
{
    int found = 0;

    for (int i = 0; i < n_chains; i++)
        foreign[i] = false;
    for (;;) {
        int worst = -1, most = 0;

        for (int i = 0; i < n_chains; i++) {
            const int c = foreign[i] ? 0 : conflicts(a, chain, n_chains, foreign, i);

            if (c > most ||
                (c == most && worst >= 0 && c > 0 && rf_placement_rank(chain[i].placement) <= rf_placement_rank(chain[worst].placement))) {
                most = c;
                worst = i;
            }
        }
        if (worst < 0)
            return found;
        foreign[worst] = true;
        found++;
    }
}

bool rf_agree_sides_doubtful(const rf_agree *a, const rf_chain *chain, int n_chains)
{
    double amount;

    for (int i = 0; i < n_chains; i++)
        for (int j = i + 1; j < n_chains; j++) {
            const rf_discord d = rf_agree_of(a, chain, i, j, &amount);

            if (d == RF_SAME_LEG || d == RF_BOTH_LEGS || d == RF_SIDES)
                return true;
        }
    return false;
}

void rf_agree_swap_sides(rf_agree *a)
{
    for (int i = 0; i < RF_MAX_SENSORS; i++)
        for (int j = 0; j < RF_MAX_SENSORS; j++) {
            rf_pair_state *p = &a->pair[i][j];
            const long right = p->side_right;

            p->side_right = p->side_wrong;
            p->side_wrong = right;
        }
}
