/* A sensor that is there and says nothing is believed: no other one puts a contact where it saw none. Only where its data are missing, in a gap, behind
 * its end, or before its start, and its contacts with them, somebody else speaks for that foot. One contact that a leg sensor missed is filled by
 * the trunk where the trunk speaks for the other foot anyway.
 *
 * Nobody is waited for longer than 10 s, and a sensor whose data have ended not at all. */
#include "run/keepers.h"

#include <math.h>

#include "base/base.h"

#define SAME_S     0.100 /* two sensors' times of one contact are nearer than this */
#define WINDOW_S   1.25  /* from one window of the cadence to the next, and what its filters need */
#define PATIENCE_S 10.0  /* a sensor that is there and tells nothing for so long is not waited for */

static double points(double s)
{
    return s * RF_GRID_HZ;
}

static int rank(const rf_chain *c)
{
    return c->disowned ? 0 : rf_placement_rank(c->placement);
}

/* 0 left, 1 right, 2 both feet. A leg whose side nobody told stands as left, its contacts stay without side. */
static int foot_of(const rf_chain *c)
{
    return !rf_placement_on_leg(c->placement) ? 2 : c->info.side == RF_SIDE_RIGHT;
}

static rf_side side_of_leg(const rf_chain *c)
{
    return c->info.side == RF_SIDE_LEFT || c->info.side == RF_SIDE_RIGHT ? c->info.side : RF_SIDE_UNKNOWN;
}

static double stride_points(const rf_chain *c)
{
    return points(c->stride_s > 0 ? c->stride_s : 0.72);
}

/* From one contact to the next that this sensor hears. */
static double cycle(const rf_chain *c)
{
    return rf_placement_on_leg(c->placement) ? stride_points(c) : stride_points(c) / 2;
}

/* ---- what a chain has told ------------------------------------------------------------------------------------------------------------ */

static const rf_found *told(const rf_chain *c, long k)
{
    return k < c->n_taken ? &c->taken[k % RF_TAKEN] : &c->pending[k - c->n_taken];
}

static long oldest_told(const rf_chain *c)
{
    return c->n_taken > RF_TAKEN ? c->n_taken - RF_TAKEN : 0;
}

const rf_found *rf_keepers_heard(const rf_chain *c, double x)
{
    const rf_found *best = NULL;

    for (long k = oldest_told(c); k < c->n_taken + c->n_pending; k++)
        if (fabs(told(c, k)->ic - x) < (best ? fabs(best->ic - x) : points(SAME_S)))
            best = told(c, k);
    return best;
}

/* Its contacts before and after x: −1e18 and 1e18 where there is none. */
static void around(const rf_chain *c, double x, double *before, double *after)
{
    *before = -1e18;
    *after = 1e18;
    for (long k = oldest_told(c); k < c->n_taken + c->n_pending; k++) {
        const double ic = told(c, k)->ic;

        if (ic <= x + points(SAME_S))
            *before = ic;
        else if (*after > 1e17)
            *after = ic;
    }
}

/* ---- who is there ------------------------------------------------------------------------------------------------------------------------ */

static bool alive(const rf_keepers *k, const rf_chain *c)
{
    return !c->ended && c->track->n && rf_track_to(c->track) >= k->now;
}

/* Whether some of its data between the two instants are missing. */
static bool lacks_data(const rf_keepers *k, const rf_chain *c, double from, double to)
{
    if (!c->track->n || from + c->track->clock < (double)c->begins ||
        (!alive(k, c) && to + c->track->clock > (double)rf_track_to(c->track)))
        return true;
    if (!c->running && c->judged_to < c->track->segment &&
        to + c->track->clock > (double)c->track->segment) /* too young to have found a rhythm */
        return true;
    if (c->waived && to + c->track->clock > (double)c->waived_from) /* what it heard since is not told yet */
        return true;
    for (long g = c->n_gaps > RF_CHAIN_GAPS ? c->n_gaps - RF_CHAIN_GAPS : 0; g < c->n_gaps; g++)
        if (from + c->track->clock < (double)c->gap[g % RF_CHAIN_GAPS].to && to + c->track->clock > (double)c->gap[g % RF_CHAIN_GAPS].from)
            return true;
    return false;
}

/* Whether it has no say about x: its data, and its contacts with them, are missing there. */
static bool silent(const rf_keepers *k, const rf_chain *c, double x)
{
    const double T = cycle(c);
    double before, after;

    around(c, x, &before, &after);
    return x - before > 0.6 * T && after - x > 0.6 * T && after - before > 2.5 * T && lacks_data(k, c, x - 1.5 * T, x + 1.5 * T);
}

/* Whether it may still tell a contact up to x of chain `of`. While it is in no bout it may begin one with the window that ends when the one ended
 * with which the bout of the other began, and tell what is in it: windows end once a second. Later it is not waited for. */
static bool may_tell(const rf_keepers *k, const rf_chain *c, const rf_chain *of, double x)
{
    if (k->end || c->waived || !alive(k, c) || c->n_pending || (double)k->now - x > points(PATIENCE_S))
        return false;
    if (c->running)
        return rf_chain_clear(c) - c->track->clock < x;
    return c->judged_to < of->opened_to && (double)(k->now - of->opened_to) < points(WINDOW_S);
}

/* Whether it is there and in rhythm at x. */
static bool keeps_time(const rf_keepers *k, const rf_chain *c, double x)
{
    return alive(k, c) && c->told_to != INT64_MIN && (double)c->told_to - c->track->clock > x - 1.5 * cycle(c);
}

static bool better(const rf_keepers *k, int j, int i)
{
    const int r = rank(&k->chain[j]), s = rank(&k->chain[i]);

    return j != i && r && (r > s || (r == s && j < i));
}

/* The best sensor of a foot that has a say at x; −1. */
static int keeper(const rf_keepers *k, int foot, double x)
{
    int best = -1;

    for (int j = 0; j < k->n; j++)
        if (rank(&k->chain[j]) && foot_of(&k->chain[j]) == foot && (best < 0 || better(k, j, best)) && !silent(k, &k->chain[j], x))
            best = j;
    return best;
}

/* Whether better sensors keep the time of every foot that chain i hears, so that it need not be asked. */
static bool relieved(const rf_keepers *k, int i, double x)
{
    const int foot = foot_of(&k->chain[i]);
    bool by[2] = { foot == 1, foot == 0 }; /* a leg hears one foot */

    for (int j = 0; j < k->n; j++)
        if (better(k, j, i) && keeps_time(k, &k->chain[j], x)) {
            if (foot_of(&k->chain[j]) < 2)
                by[foot_of(&k->chain[j])] = true;
            else if (foot == 2)
                return true;
        }
    return by[0] && by[1];
}

/* ---- a contact of the trunk ------------------------------------------------------------------------------------------------------------ */

/* By its own word: 0 unknown. */
static rf_side own_side(const rf_found *x)
{
    if (!x->foot || x->confidence < 0.6F)
        return RF_SIDE_UNKNOWN;
    return x->foot > 0 ? RF_SIDE_RIGHT : RF_SIDE_LEFT;
}

/* Beside one leg that keeps the time: steps from its nearest contact tell whose turn it is. Far from all of them (the leg is not running, or
 * hears nothing) the trunk speaks for itself. */
static rf_side side_beside(const rf_chain *leg, const rf_found *x)
{
    const rf_side side = side_of_leg(leg);
    double before, after, steps;

    around(leg, x->ic, &before, &after);
    steps = 2 * rf_min(x->ic - before, after - x->ic) / stride_points(leg);
    if (steps > 2.5)
        return own_side(x);
    if (steps > 1.5)
        return side; /* the leg's own contact, which its sensor missed */
    return side == RF_SIDE_LEFT ? RF_SIDE_RIGHT : side == RF_SIDE_RIGHT ? RF_SIDE_LEFT : RF_SIDE_UNKNOWN;
}

static rf_word ask_trunk(const rf_keepers *k, int i, const rf_found *x, rf_side *side)
{
    const int left = keeper(k, 0, x->ic), right = keeper(k, 1, x->ic), leg = left >= 0 ? left : right;

    if ((left >= 0 && right >= 0) || keeper(k, 2, x->ic) != i)
        return RF_WORD_DROP;
    if (leg >= 0 && rf_keepers_heard(&k->chain[leg], x->ic))
        return RF_WORD_DROP;
    *side = leg >= 0 ? side_beside(&k->chain[leg], x) : own_side(x);
    return RF_WORD_TAKE;
}

rf_word rf_keepers_ask(const rf_keepers *k, int i, rf_side *side)
{
    const rf_chain *c = &k->chain[i];
    const rf_found *x = &c->pending[0];

    if (!rank(c))
        return RF_WORD_DROP;
    for (int j = 0; j < k->n; j++) {
        const double until =
            x->ic + (foot_of(c) == 2 && foot_of(&k->chain[j]) < 2 ? points(SAME_S) : 0); /* a leg's own word for this contact */

        if (j != i && rank(&k->chain[j]) && may_tell(k, &k->chain[j], c, until) && !relieved(k, j, x->ic))
            return RF_WORD_WAIT;
    }
    if (foot_of(c) == 2)
        return ask_trunk(k, i, x, side);
    *side = side_of_leg(c);
    return keeper(k, foot_of(c), x->ic) == i ? RF_WORD_TAKE : RF_WORD_DROP;
}

int rf_keepers_main(const rf_contact *contacts, size_t n)
{
    size_t of[RF_MAX_SENSORS] = { 0 };
    int best = -1;

    for (size_t i = 0; i < n; i++)
        of[contacts[i].sensor]++;
    for (int k = 0; k < RF_MAX_SENSORS; k++)
        if (of[k] > 0 && (best < 0 || of[k] > of[best]))
            best = k;
    return best;
}
