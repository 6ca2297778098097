#include "run/notices.h"

#include <stdio.h>

#include "base/base.h"

typedef struct list {
    rf_notice *out;
    size_t n;
    int sensor;
} list;

/* %s stands for the number x with the decimals asked for. */
static void note(list *l, const char *code, long count, int64_t t_us, const char *format, double x, int decimals)
{
    l->n = rf_notice_add(l->out, l->n, code, l->sensor, t_us, count, format, x, decimals);
}

static const char channel_name[6][8] = { "acc x", "acc y", "acc z", "gyro x", "gyro y", "gyro z" };

static void channel_notices(list *l, const rf_faults *f, bool gyro)
{
    for (int k = 0; k < (gyro ? 6 : 3); k++) {
        char text[160];

        if (f->constant[k]) {
            snprintf(text, sizeof text, "%s never changes: nothing is read from it", channel_name[k]);
            note(l, "constant", 1, RF_TIME_NONE, text, 0, 0);
        } else if (f->clipped[k] >= 6 && k < 3 && f->floor_zero[k]) {
            snprintf(text, sizeof text, "%s is cut off at zero by its source in %%s samples; no event depends on it", channel_name[k]);
            note(l, "floor", f->clipped[k], RF_TIME_NONE, text, (double)f->clipped[k], 0);
        } else if (f->clipped[k] >= 6) {
            snprintf(text, sizeof text, "%s stays at its extreme in %ld samples (%%s %s): the sensor's limit", channel_name[k],
                     f->clipped[k], k < 3 ? "m/s2" : "rad/s");
            note(l, "clipped", f->clipped[k], RF_TIME_NONE, text, f->clip_at[k], 1);
        }
    }
}

static void time_notices(list *l, const rf_faults *f, bool pause_after_standing)
{
    if (f->bad_cells)
        note(l, "bad_cells", f->bad_cells, RF_TIME_NONE, "%s rows hold a cell that is no number: left out", (double)f->bad_cells, 0);
    if (f->doubled)
        note(l, "doubled", f->doubled, RF_TIME_NONE, "%s rows stand there twice: the copies are left out", (double)f->doubled, 0);
    if (f->backwards)
        note(l, "backwards", f->backwards, f->first_back_us, "%s rows with a time not later than the row before: left out",
             (double)f->backwards, 0);
    if (f->clock_steps)
        note(l, "clock_step", f->clock_steps, f->first_step_us, "the clock was set back %s times: taken as a gap", (double)f->clock_steps,
             0);
    if (f->gaps > 1 || (f->gaps && !pause_after_standing))
        note(l, "gap", f->gaps, f->first_gap_us, "gaps in the recording, %s s in all: nothing is measured across them",
             (double)f->gap_total_us / 1e6, 1);
    if (f->frozen)
        note(l, "frozen", f->frozen, f->first_frozen_us,
             "for %s s it repeats the same values, and not those of rest: left out, nothing is measured there",
             (double)f->frozen_total_us / 1e6, 1);
    if (f->lost)
        note(l, "lost", f->lost, RF_TIME_NONE, "%s single samples are missing: bridged", (double)f->lost, 0);
    if (f->implausible)
        note(l, "implausible", f->implausible, RF_TIME_NONE, "%s samples beyond 400 g: left out", (double)f->implausible, 0);
    if (f->jitter)
        note(l, "jitter", 1, RF_TIME_NONE, "time stamps come in bunches: time was made even at %s Hz", f->rate_hz, 1);
}

/* ---- what the signal says against what was told ------------------------------------------------------------------------------------- */

static const char *unit_cause(double g)
{
    if (fabs(g * RF_G0_MPS2 - 1) < 0.2)
        return "as if g had been read as m/s2";
    if (fabs(g / RF_G0_MPS2 - 1) < 0.2)
        return "as if m/s2 had been read as g";
    if (fabs(g / 1000 - 1) < 0.2 || fabs(g / 1000 * RF_G0_MPS2 - 1) < 0.2)
        return "as if mg had been read as a larger unit";
    return g < 0.3 ? "as if gravity had been taken out, or a unit is wrong" : "a unit is wrong";
}

static void misfit_notice(list *l, const rf_checks *k)
{
    char text[192];

    switch (k->misfit) {
    case RF_MISFIT_UNIT:
        snprintf(text, sizeof text, "gravity measures %%s g, %s: no contacts and no figures from it; say --units", unit_cause(k->gravity));
        note(l, "scale", 1, RF_TIME_NONE, text, k->gravity, 3);
        break;
    case RF_MISFIT_SCALE:
        note(l, "scale", 1, RF_TIME_NONE,
             "gravity measures %s g over whole strides, not 1 (unit, scale, clipping or rate): lengths and angles are withheld", k->gravity,
             2);
        break;
    case RF_MISFIT_GYRO:
        snprintf(text, sizeof text, "it turns at %%s rad/s, as no runner does: %s; what needs it is withheld",
                 k->rate95_radps < 1 ? "radians may have been read as degrees" : "degrees may have been read as radians");
        note(l, "gyro_scale", 1, RF_TIME_NONE, text, k->rate95_radps, 3);
        break;
    case RF_MISFIT_RATE:
        note(l, "rate", 1, RF_TIME_NONE,
             "gravity, turned by the gyro over a stride, is %s g: the rate, the clock or a scale is wrong; times, lengths and angles are "
             "withheld",
             k->gravity, 2);
        break;
    case RF_MISFIT_CLOCK:
        note(l, "rate", 1, RF_TIME_NONE,
             "one stride holds two, or half a one: the rate or the time column is wrong by a factor; nothing is told from it", 0, 0);
        break;
    case RF_FITS: break;
    }
}

static void looks_notice(list *l, const rf_chain *c)
{
    const rf_checks *k = &c->checks;
    const char *like = k->like == RF_PLACE_PELVIS ? "pelvis or trunk" : rf_placement_name(k->like);
    char text[192];

    if (k->contradiction == RF_LOOKS_RIGHT)
        return;
    snprintf(text, sizeof text, "this does not look like a %s: it %s, as a %s does; %s", rf_placement_name(c->info.placement),
             k->like == RF_PLACE_PELVIS  ? "hardly turns, and feels both feet alike"
             : k->like == RF_PLACE_FOOT  ? "comes to rest once a stride"
             : k->like == RF_PLACE_THIGH ? "swings little and feels the other foot too"
                                         : "swings with one leg and never rests",
             like, k->contradiction == RF_LOOKS_WRONG ? "no contact is told from it" : "its angles and lengths are withheld");
    note(l, "looks", 1, RF_TIME_NONE, text, 0, 0);
}

static void strap_notice(list *l, const rf_checks *k)
{
    const bool over = k->slip_deg > 120;

    if (k->pose_odd && k->misfit != RF_MISFIT_GYRO)
        note(l, "pose_odd", 1, RF_TIME_NONE,
             "up at rest and up in running lie %s deg apart in the sensor: it lay somewhere, or was put on anew; angles from standing are "
             "withheld",
             k->pose_deg, 0);
    if (k->slips && k->misfit != RF_MISFIT_GYRO)
        note(l, over ? "upside_down" : "slipped", k->slips, k->slipped_at * RF_GRID_US,
             over ? "up moved by %s deg in the sensor: turned over; angles from standing are withheld from there on"
                  : "up moved by %s deg in the sensor: slipped or put on anew; angles from standing are withheld from there on",
             k->slip_deg, 0);
}

static bool no_rhythm(const rf_chain *c)
{
    return !c->n_bouts && c->checks.misfit == RF_FITS && c->checks.hard >= 10 && 2 * c->checks.hard > c->checks.calm;
}

static void running_notices(list *l, const rf_chain *c, const rf_faults *f)
{
    const long walk_s = rf_checks_walk_s(&c->checks);
    double run_s = 0;

    for (size_t i = 0; i < c->n_bouts; i++)
        run_s += (double)(c->bouts[i].to_us - c->bouts[i].from_us) / 1e6;
    if (!c->n_bouts && f->samples > 1 && f->last_us - f->first_us < 3000000)
        note(l, "short", 1, RF_TIME_NONE, "only %s s are recorded: running cannot be told in less than 3 s",
             (double)(f->last_us - f->first_us) / 1e6, 1);
    if (c->n_bouts && run_s < 3.5)
        note(l, "short", 1, RF_TIME_NONE, "only %s s of running: the figures stand on a few steps", run_s, 1);
    if (c->n_bouts && c->checks.walk_windows >= 3)
        note(l, "walking", c->checks.walks, RF_TIME_NONE, "about %s s of walking in it: left out", (double)walk_s, 0);
    if (no_rhythm(c))
        note(l, "no_rhythm", 1, RF_TIME_NONE,
             "for %s s it moves as hard as running, but without steps at 125 to 235 a minute: another sport, or a wrong rate",
             (double)c->checks.hard, 0);
}

/* ---- sensors together ------------------------------------------------------------------------------------------------------------------ */

static const char *with_side(const rf_chain *c, char out[32])
{
    snprintf(out, 32, "%s%s%s", rf_placement_name(c->placement), rf_side_name(c->info.side)[0] ? " " : "", rf_side_name(c->info.side));
    return out;
}

/* A pair is said once; a foreign sensor once, whatever the pairs. */
static void pair_notice(list *l, const rf_chain *a, const rf_chain *b, rf_discord d, double ms)
{
    static const char *const code[] = { "", "other_session", "same_side", "same_side", "clocks", "sides" };
    static const char *const what[] = {
        "",
        "drift apart by %s ms: not one run; the better one is kept",
        "land together, yet were said to be on both legs: contacts have no side",
        "land in turn, yet were said to be on one leg: contacts have no side",
        "keep one rhythm %s ms apart, as no legs do: their clocks differ; what needs both is withheld",
        "do not agree which foot lands: left and right are swapped, or one side is wrong; contacts have no side",
    };
    char x[32], y[32], text[192];

    snprintf(text, sizeof text, "%s and %s %s", with_side(a, x), with_side(b, y), what[d]);
    l->sensor = -1;
    note(l, code[d], 1, RF_TIME_NONE, text, ms, 0);
    if (d == RF_CLOCKS && rf_placement_on_leg(a->placement) && rf_placement_on_leg(b->placement) && a->info.side == b->info.side &&
        l->n > 0)
        l->out[l->n - 1].metrics = rf_notice_instants(); /* one times the contacts at which the other's angles are taken */
}

static bool share_no_time(rf_chain *a, rf_chain *b)
{
    const rf_faults *f = rf_intake_faults(a->intake), *g = rf_intake_faults(b->intake);

    return f->samples && g->samples && (f->last_us < g->first_us || g->last_us < f->first_us);
}

static void together(list *l, rf_chain *chain, int n, const rf_agree *agree)
{
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            double ms;
            const rf_discord d = rf_agree_of(agree, chain, i, j, &ms);

            if (share_no_time(&chain[i], &chain[j])) {
                char x[32], y[32], text[192];

                snprintf(text, sizeof text, "%s and %s share no time: each is judged by itself", with_side(&chain[i], x),
                         with_side(&chain[j], y));
                l->sensor = -1;
                note(l, "apart", 1, RF_TIME_NONE, text, 0, 0);
            } else if (d != RF_AGREE)
                pair_notice(l, &chain[i], &chain[j], d, ms);
        }
}

static bool wants_pose(const rf_chain *c)
{
    return c->placement == RF_PLACE_SHANK || c->placement == RF_PLACE_THIGH || c->placement == RF_PLACE_PELVIS ||
           c->placement == RF_PLACE_TRUNK;
}

size_t rf_notices_make(rf_chain *chain, int n_chains, const rf_agree *agree, rf_notice *out)
{
    list l = { .out = out };

    for (int i = 0; i < n_chains; i++) {
        rf_chain *c = &chain[i];
        const rf_faults *f = rf_intake_faults(c->intake);

        l.sensor = i;
        if (c->assumed) {
            char text[160];

            snprintf(text, sizeof text, "nobody said where it is worn: the signal looks like a %s", rf_placement_name(c->placement));
            note(&l, "placement", 1, RF_TIME_NONE, text, 0, 0);
        }
        if (c->marks & RF_MARK_NO_GRAVITY)
            note(&l, "no_gravity", 1, RF_TIME_NONE, "the source took gravity out of the acceleration: cadence only", 0, 0);
        if (f->rate_hz < 47)
            note(&l, "slow_rate", 1, RF_TIME_NONE, "sampled at %s Hz: too slow to time a contact, cadence only", f->rate_hz, 1);
        if (f->rate_hz < 19)
            note(&l, "too_slow", 1, RF_TIME_NONE, "sampled at %s Hz: below 20 Hz not even the cadence can be told", f->rate_hz, 1);
        /* people stand, start the recording again, and run: that pause is no fault */
        time_notices(&l, f, c->track->pose.known && c->n_bouts && f->first_gap_us <= c->bouts[0].from_us);
        channel_notices(&l, f, c->track->gyro);
        if (c->n_bouts && c->track->gyro && wants_pose(c) && !c->track->pose.known && !c->checks.slips && !c->checks.pose_odd)
            note(&l, "no_pose", 1, RF_TIME_NONE,
                 "no quiet standing before the run: angles that count from standing are not told; stand still for 3 s first", 0, 0);
        if (!c->n_bouts && c->walking && c->checks.misfit == RF_FITS && !no_rhythm(c))
            note(&l, "walking", c->walking, RF_TIME_NONE, "something repeats for %s s, but it is walking or handling", (double)c->walking,
                 0);
        misfit_notice(&l, &c->checks);
        looks_notice(&l, c);
        strap_notice(&l, &c->checks);
        running_notices(&l, c, f);
    }
    together(&l, chain, n_chains, agree);
    return l.n;
}
