#include "run/chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum {
    ADVANCE = 8 /* points: the detectors are asked 25 times a second, at whole multiples, whatever the chunks; filters run 8 side by side */
};

int rf_chain_new(rf_chain *c, const rf_sensor_info *info, const rf_session_settings *set)
{
    static const rf_cadence_limits unknown = { 0.36, 0.48 };
    const rf_placement_info *place = rf_placement_at(info->placement);

    *c = (rf_chain) { .info = *info,
                      .placement = info->placement,
                      .told_to = INT64_MIN,
                      .opened_to = INT64_MIN,
                      .judged_to = INT64_MIN,
                      .seen_us = INT64_MIN };
    if (rf_intake_new(&c->intake, info->rate_hz) < 0 || rf_track_new(&c->track) < 0 ||
        rf_cadence_new(&c->cadence, place ? place->limits : unknown) < 0 || rf_frame_new(&c->frame, c->track) < 0) {
        rf_chain_free(c);
        return RF_ERR_NOMEM;
    }
    c->track->told_from_us = set->standing_from_us;
    c->track->told_to_us = set->standing_to_us;
    return 0;
}

static const rf_detector_class *kind_of(const rf_chain *c, bool gyro)
{
    const rf_placement_info *place = rf_placement_at(c->placement);

    return !place ? NULL : gyro ? place->detector : place->without_gyro;
}

void rf_chain_free(rf_chain *c)
{
    for (int k = 0; k < 2; k++)
        if (c->made[k])
            kind_of(c, k == 1)->destroy(c->made[k]);
    rf_frame_free(c->frame);
    rf_cadence_free(c->cadence);
    rf_track_free(c->track);
    rf_intake_free(c->intake);
    free(c->pending);
    free(c->bouts);
    free(c->window_spm);
    memset(c, 0, sizeof *c);
}

bool rf_chain_peek(rf_chain *c)
{
    if (!c->waiting)
        c->waiting = rf_intake_poll(c->intake, &c->next) == 1;
    return c->waiting;
}

/* ---- contacts ---------------------------------------------------------------------------------------------------------------- */

static void keep(rf_chain *c, const rf_found *f)
{
    if (c->n_pending == c->room_pending) {
        const int room = c->room_pending ? 2 * c->room_pending : 64;
        rf_found *p = realloc(c->pending, (size_t)room * sizeof *p);

        if (!p) {
            c->nomem = true;
            return;
        }
        c->pending = p;
        c->room_pending = room;
    }
    c->pending[c->n_pending++] = *f;
}

/* A bout with contacts lasts from the first to the last of them: the window that found it began earlier and ends later. */
static void lengthen_bout(rf_chain *c, const rf_found *f)
{
    rf_bout *b = c->n_bouts ? &c->bouts[c->n_bouts - 1] : NULL;

    if (!b)
        return;
    if (!b->contacts++)
        b->from_us = (int64_t)floor(f->ic * (double)RF_GRID_US);
    b->to_us = (int64_t)floor((isfinite(f->tc) ? f->tc : f->ic) * (double)RF_GRID_US);
}

static void collect(rf_chain *c, bool end)
{
    rf_found f;

    if (!c->detector)
        return;
    c->kind->advance(c->detector, c->stride_s, end);
    while (c->kind->poll(c->detector, &f) == 1) {
        const int64_t at = (int64_t)floor(f.ic); /* times may be negative */

        /* a bout that begins again reads its first window once more: what was told before stays told */
        if (at <= c->told_to + RF_GRID_HZ / 8 || at > c->run_until)
            continue;
        c->told_to = at;
        c->waived &= at <= c->waived_from;
        rf_train_add(&c->train, &f);
        keep(c, &f);
        lengthen_bout(c, &f);
    }
}

/* ---- bouts -------------------------------------------------------------------------------------------------------------------- */

static void choose_detector(rf_chain *c, const rf_cadence_window *w)
{
    const bool gyro = c->track->gyro;
    int slot;

    if (c->placement == RF_PLACE_UNKNOWN) {
        c->placement = rf_placement_guess(c->track, w->to < rf_track_to(c->track) ? w->to : rf_track_to(c->track), w->stride_s);
        c->assumed = true;
    }
    c->kind = kind_of(c, gyro);
    slot = gyro && c->kind != kind_of(c, false); /* one that needs no gyro is made once: a second one would find no room in the track */
    if (c->kind && !c->made[slot] && !(c->made[slot] = c->kind->create(c->track)))
        c->nomem = true;
    c->detector = c->made[slot];
}

static void open_bout(rf_chain *c, int64_t from)
{
    if (c->n_bouts == c->room_bouts) {
        const size_t room = c->room_bouts ? 2 * c->room_bouts : 16;
        rf_bout *p = realloc(c->bouts, room * sizeof *p);

        if (!p) {
            c->nomem = true;
            return;
        }
        c->bouts = p;
        c->room_bouts = room;
    }
    c->bouts[c->n_bouts++] = (rf_bout) { .from_us = from * RF_GRID_US, .to_us = from * RF_GRID_US };
}

static void close_bout(rf_chain *c)
{
    if (!c->running)
        return;
    collect(c, true);
    c->running = false;
}

static void keep_window(rf_chain *c, float spm)
{
    if (c->n_windows == c->room_windows) {
        const size_t room = c->room_windows ? 2 * c->room_windows : 256;
        float *p = realloc(c->window_spm, room * sizeof *p);

        if (!p) {
            c->nomem = true;
            return;
        }
        c->window_spm = p;
        c->room_windows = room;
    }
    c->window_spm[c->n_windows++] = spm;
}

/* In the run what the points themselves tell of the sensor, so that how far its samples were read ahead cannot matter; at the end all of it. */
static rf_check_context check_context(const rf_chain *c, unsigned marks)
{
    return (rf_check_context) { .told = c->info.placement,
                                .worn = c->placement,
                                .no_gravity = (marks & RF_MARK_NO_GRAVITY) != 0,
                                .floored = (marks & RF_MARK_FLOORED) != 0,
                                .clipped = (marks & RF_MARK_CLIPPED) != 0,
                                .rate_hz = rf_intake_rate_hz(c->intake) };
}

static void window_known(rf_chain *c, const rf_cadence_window *w)
{
    const rf_check_context x = check_context(c, c->marks);
    const long slips = c->checks.slips;

    c->judged_to = w->to;
    rf_checks_window(&c->checks, c->track, w, &x);
    if (c->checks.slips > slips && c->running && c->detector) /* what the detector knew of the axes is over: it reads again from there */
        c->kind->begin(c->detector, c->checks.settled_at > rf_track_from(c->track) ? c->checks.settled_at : rf_track_from(c->track));
    c->disowned |= rf_checks_disown(&c->checks, c->placement) || x.no_gravity; /* no vertical, no contact */
    if (!w->running) {
        c->walking += w->stride_s > 0 && w->spread_g > 0.1;
        close_bout(c);
        return;
    }
    c->stride_s = w->stride_s;
    keep_window(c, (float)(120 / w->stride_s));
    c->run_until = w->to + RF_GRID_HZ;         /* the next window is a second away */
    if (c->kind != kind_of(c, c->track->gyro)) /* the gyro fell silent */
        close_bout(c);
    if (!c->running) {
        int64_t from = w->from > rf_track_from(c->track) ? w->from : rf_track_from(c->track);

        if (c->n_bouts && from < c->bout_to)
            from = c->bout_to; /* never the same second in two bouts */
        choose_detector(c, w);
        open_bout(c, from);
        c->running = true;
        c->opened_to = w->to;
        c->bout_from = from;
        c->track->pose_fixed = true;
        if (c->detector)
            c->kind->begin(c->detector, w->from > rf_track_from(c->track) ? w->from : rf_track_from(c->track));
    }
    c->bout_to = w->to;
    if (c->n_bouts && !c->bouts[c->n_bouts - 1].contacts)
        c->bouts[c->n_bouts - 1].to_us = w->to * RF_GRID_US;
}

static void end_segment(rf_chain *c)
{
    rf_cadence_window w;

    if (!c->track->n)
        return;
    if (rf_cadence_end(c->cadence, &w))
        window_known(c, &w);
    close_bout(c);
}

static void note_gap(rf_chain *c)
{
    if (c->track->n) {
        c->gap[c->n_gaps % RF_CHAIN_GAPS].from = rf_track_to(c->track);
        c->gap[c->n_gaps++ % RF_CHAIN_GAPS].to = c->next.index;
    } else
        c->begins = c->next.index;
}

/* Points next to each other are one stretch at the limit. */
static void note_limit(rf_chain *c)
{
    const int64_t x = c->next.index;

    if (!c->n_limits || x - c->limit[(c->n_limits - 1) % RF_CHAIN_LIMITS].to > 4)
        c->limit[c->n_limits++ % RF_CHAIN_LIMITS].from = x;
    c->limit[(c->n_limits - 1) % RF_CHAIN_LIMITS].to = x;
}

bool rf_chain_at_limit(const rf_chain *c, double from, double to)
{
    for (long k = c->n_limits > RF_CHAIN_LIMITS ? c->n_limits - RF_CHAIN_LIMITS : 0; k < c->n_limits; k++)
        if ((double)c->limit[k % RF_CHAIN_LIMITS].from <= to + c->track->clock &&
            (double)c->limit[k % RF_CHAIN_LIMITS].to >= from + c->track->clock)
            return true;
    return false;
}

double rf_chain_clear(const rf_chain *c)
{
    return c->detector ? c->kind->clear(c->detector) : INFINITY;
}

void rf_chain_step(rf_chain *c)
{
    rf_cadence_window w;

    c->waiting = false;
    if (c->next.first) {
        end_segment(c);
        note_gap(c);
    }
    c->marks = c->next.marks & ~(unsigned)RF_MARK_AT_LIMIT;
    if (c->next.marks & RF_MARK_AT_LIMIT)
        note_limit(c);
    rf_track_push(c->track, &c->next);
    c->track->source_hz = rf_intake_rate_hz(c->intake);
    if (rf_cadence_push(c->cadence, &c->next, &w))
        window_known(c, &w);
    if (c->running && c->next.index % ADVANCE == 0)
        collect(c, false);
}

void rf_chain_end(rf_chain *c)
{
    const rf_check_context x = check_context(c, c->marks);

    end_segment(c);
    rf_checks_end(&c->checks, c->track, &x);
    c->disowned |= rf_checks_disown(&c->checks, c->placement);
    c->ended = true;
}
