/* A session: the chains of its sensors, their contacts joined, and the judgement at the end. */
#include <stdlib.h>
#include <string.h>

#include "run/keepers.h"
#include "run/session_inside.h"

const rf_session_settings rf_session_defaults = { .speed_mps = NAN,
                                                  .grade_pct = NAN,
                                                  .height_m = NAN,
                                                  .mass_kg = NAN,
                                                  .ten_km_mps = NAN,
                                                  .standing_from_us = RF_TIME_NONE,
                                                  .standing_to_us = RF_TIME_NONE };

#define LATE_POINTS 1000 /* 5 s: a sensor that has said nothing at all yet is waited for no longer */
#define SILENT_S    0.75 /* a sensor that was heard is not, while another one says this much more: half a second is allowed to who is late */

static bool within(double x, double lo, double hi)
{
    return isnan(x) || (x >= lo && x <= hi);
}

int rf_session_new(rf_session **out, const rf_session_settings *set)
{
    rf_session *s;

    if (!out)
        return RF_ERR_ARG;
    *out = NULL;
    if (!set)
        set = &rf_session_defaults;
    if (!within(set->speed_mps, 0.5, 12) || !within(set->grade_pct, -30, 30) || !within(set->height_m, 1.2, 2.3) ||
        !within(set->mass_kg, 25, 250) || !within(set->ten_km_mps, 1, 7))
        return RF_ERR_ARG;
    s = calloc(1, sizeof *s);
    if (!s)
        return RF_ERR_NOMEM;
    s->settings = *set;
    s->now = INT64_MIN;
    s->context.settings = &s->settings;
    s->fuse = (rf_fuse) { .chain = s->chain, .settings = &s->settings, .last_ic = -1e18 };
    if (rf_snippets_new(&s->snippets) < 0 || rf_asides_new(&s->context.asides) < 0) {
        rf_session_free(s);
        return RF_ERR_NOMEM;
    }
    *out = s;
    return 0;
}

void rf_session_free(rf_session *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->n; i++)
        rf_chain_free(&s->chain[i]);
    rf_fuse_free(&s->fuse);
    rf_muscles_free(&s->muscles);
    rf_watch_free(&s->watch);
    rf_snippets_free(s->snippets);
    rf_curves_free(s->curves);
    rf_asides_free(s->context.asides);
    free(s->contacts);
    free(s->events);
    free(s->markers);
    free(s->values);
    free(s->findings);
    free(s);
}

void rf_session_tell(rf_session *s, const rf_telling *t)
{
    s->told = *t;
}

const double *rf_session_thresholds(const rf_session *s)
{
    return s && s->flushed ? s->thresholds : NULL;
}

const struct rf_asides *rf_session_asides(const rf_session *s)
{
    return s && s->flushed ? s->context.asides : NULL;
}

int rf_session_add(rf_session *s, const rf_sensor_info *info)
{
    int r;

    if (!s || !info || s->n == RF_MAX_SENSORS || s->flushed || (unsigned)info->placement >= RF_PLACE_COUNT)
        return RF_ERR_ARG;
    r = rf_chain_new(&s->chain[s->n], info, &s->settings);
    if (r < 0)
        return r;
    s->fuse.n_chains = s->n + 1;
    return s->n++;
}

int rf_session_keep_curves(rf_session *s)
{
    if (!s || s->curves || s->now != INT64_MIN)
        return RF_ERR_ARG;
    return rf_curves_new(&s->curves);
}

/* ---- samples ------------------------------------------------------------------------------------------------------------------- */

static int keep_event(rf_session *s, const rf_event *e)
{
    if (s->event_head == s->n_events)
        s->event_head = s->n_events = 0;
    if (s->n_events == s->room_events) {
        const size_t room = s->room_events ? 2 * s->room_events : 64;
        rf_event *p = realloc(s->events, room * sizeof *p);

        if (!p)
            return RF_ERR_NOMEM;
        s->events = p;
        s->room_events = room;
    }
    s->events[s->n_events++] = *e;
    return 0;
}

static int contact_landed(void *ctx, const rf_fused *x)
{
    rf_event e = { .t_us = rf_fuse_time_us(x->found.ic),
                   .kind = RF_INITIAL_CONTACT,
                   .side = x->side,
                   .confidence = x->found.confidence,
                   .sensor = x->sensor };
    int r;

    if (x->found.no_event)
        return 0;
    r = keep_event(ctx, &e);
    e.t_us = rf_fuse_time_us(x->found.tc);
    e.kind = RF_TERMINAL_CONTACT;
    return r < 0 || e.t_us == RF_TIME_NONE ? r : keep_event(ctx, &e);
}

static int contact_done(void *ctx, const rf_contact *c)
{
    rf_session *s = ctx;

    if (s->n_contacts == s->room_contacts) {
        const size_t room = s->room_contacts ? 2 * s->room_contacts : 256;
        rf_contact *p = realloc(s->contacts, room * sizeof *p);

        if (!p)
            return RF_ERR_NOMEM;
        s->contacts = p;
        s->room_contacts = room;
    }
    s->contacts[s->n_contacts++] = *c;
    rf_lines_take(s->apart, c);
    rf_snippets_take(s->snippets, s->chain, s->n, c);
    if (s->curves && rf_curves_take(s->curves, &s->fuse, c) < 0)
        return RF_ERR_NOMEM;
    return rf_muscles_contact(&s->muscles, c);
}

/* Whether the others have said so much since the last word of chain i that its line is taken for broken. Counted in samples: a clock that leaps is no
 * silence. */
static bool silent(const rf_session *s, int i)
{
    const bool heard = s->chain[i].track->n > 0;
    const double limit_s = heard ? SILENT_S : (double)LATE_POINTS / RF_GRID_HZ;

    for (int j = 0; j < s->n; j++)
        if (j != i && (double)s->since[i][j] > limit_s * rf_intake_rate_hz(s->chain[j].intake) &&
            (!heard || (double)(s->chain[j].seen_us - s->chain[i].seen_us) > 1e6 * limit_s))
            return true;
    return false;
}

/* The chain whose point comes next in time, among those that have one; −1 while another sensor may still come with an earlier one. */
static int next_chain(rf_session *s, bool end)
{
    int best = -1;
    int64_t newest = INT64_MIN;

    for (int i = 0; i < s->n; i++) {
        if (s->chain[i].seen_us > newest)
            newest = s->chain[i].seen_us;
        if (rf_chain_peek(&s->chain[i]) && (best < 0 || s->chain[i].next.index < s->chain[best].next.index))
            best = i;
    }
    if (best < 0 || end || s->n == 1)
        return best;
    for (int i = 0; i < s->n; i++)
        if (!s->chain[i].waiting && !s->absent[i] && !silent(s, i) && newest / RF_GRID_US - s->chain[best].next.index < LATE_POINTS)
            return -1;
    return best;
}

/* Contacts are joined when every sensor has had its points up to the same instant, so that no order of sensors shows in the result. */
static int fuse_up_to(rf_session *s, int64_t next)
{
    const int64_t now = s->now;
    bool due = now % (RF_GRID_HZ / 10) == 0;

    if (now == INT64_MIN || next <= now)
        return 0;
    for (int i = 0; i < s->n; i++)
        due |= s->chain[i].n_pending > 0;
    if (!due)
        return 0;
    rf_clocks_update(&s->clocks, s->chain, s->n, s->fuse.joints);
    if (!rf_clocks_settled(&s->clocks, s->chain, s->n, now))
        return 0;
    rf_agree_update(&s->agree, s->chain, s->n);
    s->fuse.hold = !rf_clocks_fine(&s->clocks, s->chain, s->n, now);
    return rf_fuse_advance(&s->fuse, now, false, &(rf_fuse_listener) { s, contact_landed, contact_done });
}

int rf_session_run(rf_session *s, bool end)
{
    int i;

    while ((i = next_chain(s, end)) >= 0) {
        const int64_t index = s->chain[i].next.index;
        const int r = fuse_up_to(s, index);

        if (r < 0)
            return r;
        rf_chain_step(&s->chain[i]);
        if (s->chain[i].nomem)
            return RF_ERR_NOMEM;
        s->now = index;
    }
    return 0;
}

int rf_session_push(rf_session *s, int sensor, const rf_sample *in, size_t n)
{
    if (!s || sensor < 0 || sensor >= s->n || (!in && n) || s->flushed)
        return RF_ERR_ARG;
    for (size_t i = 0; i < n; i++) {
        rf_chain *c = &s->chain[sensor];
        int r;

        rf_muscles_sample(&s->muscles, sensor, &in[i]);
        if (in[i].flags & RF_SAMPLE_EMG_ALONE)
            continue;
        rf_intake_push(c->intake, &in[i]);
        c->seen_us = rf_intake_newest_us(c->intake); /* not by a stamp that leaps away alone */
        for (int k = 0; k < s->n; k++) {
            s->since[k][sensor]++;
            s->since[sensor][k] = 0;
        }
        r = rf_session_run(s, false);
        if (r < 0)
            return r;
    }
    return 0;
}

int rf_session_aside(rf_session *s, int source, const rf_aside *in, size_t n)
{
    int r = 0;

    if (!s || source < 0 || source >= RF_ASIDE_SOURCES || (!in && n) || s->flushed)
        return RF_ERR_ARG;
    for (size_t i = 0; i < n && r == 0; i++)
        r = (unsigned)in[i].channel >= RF_CHANNEL_COUNT || !isfinite(in[i].value) ? RF_ERR_ARG
                                                                                  : rf_asides_take(s->context.asides, source, &in[i]);
    for (size_t i = 0; i < n && r == 0 && source == 0; i++)
        r = rf_watch_take(&s->watch, &in[i]);
    return r;
}

int rf_session_add_emg(rf_session *s, int sensor, const bool column[RF_MUSCLES], rf_side side)
{
    return rf_muscles_add(&s->muscles, sensor, column, side);
}

int rf_session_push_emg(rf_session *s, const rf_sample *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rf_muscles_sample(&s->muscles, -1, &in[i]);
    return 0;
}

int rf_session_poll_event(rf_session *s, rf_event *out)
{
    if (!s || !out)
        return RF_ERR_ARG;
    if (s->event_head == s->n_events)
        return 0;
    *out = s->events[s->event_head++];
    return 1;
}

int rf_session_poll(rf_session *s, rf_contact *out)
{
    if (!s || !out)
        return RF_ERR_ARG;
    if (s->polled == s->n_contacts)
        return 0;
    *out = s->contacts[s->polled++];
    return 1;
}

/* ---- the end --------------------------------------------------------------------------------------------------------------------- */

static void sensor_states(rf_session *s)
{
    for (int i = 0; i < s->n; i++) {
        rf_chain *c = &s->chain[i];
        const rf_faults *f = rf_intake_faults(c->intake);
        rf_sensor_state *o = &s->sensors[i];

        /* clang-format off */
        *o = (rf_sensor_state){ .placement = c->placement, .side = c->info.side, .placement_assumed = c->assumed, .gyro = c->track->gyro,
                                .rate_hz = f->rate_hz, .samples = f->samples, .dropped = f->bad_cells + f->doubled + f->backwards + f->implausible,
                                .gaps = f->gaps, .first_us = f->first_us, .last_us = f->last_us, .stood = c->track->pose.known,
                                .stood_from_us = c->track->pose.from_us, .stood_to_us = c->track->pose.to_us };
        /* clang-format on */
        for (int k = 0; k < 6; k++)
            o->clipped += f->clipped[k];
    }
}

/* The bouts of the sensor that kept the time most; of the first that saw running where there are no contacts. */
static void choose_bouts(rf_session *s)
{
    const int keeper = rf_keepers_main(s->contacts, s->n_contacts);
    const rf_chain *c = keeper >= 0 ? &s->chain[keeper] : NULL;

    for (int i = 0; !c && i < s->n; i++)
        if (s->chain[i].n_bouts)
            c = &s->chain[i];
    s->result.bouts = c ? c->bouts : NULL;
    s->result.n_bouts = c ? c->n_bouts : 0;
    s->result.running = c != NULL;
    if (s->n == 0 && s->watch.n_bouts) {
        s->result.bouts = s->watch.bout;
        s->result.n_bouts = s->watch.n_bouts;
        s->result.running = true;
    }
}

/* Sensors that tell of another run are not listened to. */
static void disown_foreign(rf_session *s)
{
    bool foreign[RF_MAX_SENSORS];

    rf_agree_foreign(&s->agree, s->chain, s->n, foreign);
    for (int i = 0; i < s->n; i++) {
        rf_chain *c = &s->chain[i];

        c->disowned |= foreign[i];
        if (c->checks.misfit == RF_MISFIT_CLOCK || c->checks.misfit == RF_MISFIT_RATE)
            c->n_windows = 0; /* by a wrong clock there is no cadence */
    }
}

/* What the sensors met, what they say of each other, and what happened to their lines. */
size_t rf_session_notices(rf_session *s, rf_notice *out)
{
    size_t n = rf_notices_make(s->chain, s->n, &s->agree, out);

    n = rf_clocks_notices(&s->clocks, s->chain, s->n, out, n);
    n = rf_lines_notices(s->apart, s->chain, s->n, out, n);
    n = rf_muscles_notices(&s->muscles, out, n);
    n = rf_told_notices(&s->told, out, n);
    for (size_t i = 0; i < s->n_told_notices && n < RF_NOTICES_MAX; i++)
        out[n++] = s->told_notices[i];
    return n;
}

static void span(rf_session *s)
{
    rf_result *r = &s->result;

    r->first_us = r->last_us = RF_TIME_NONE;
    for (int i = 0; i < s->n; i++) {
        if (s->sensors[i].first_us != RF_TIME_NONE && (r->first_us == RF_TIME_NONE || s->sensors[i].first_us < r->first_us))
            r->first_us = s->sensors[i].first_us;
        if (s->sensors[i].last_us > r->last_us)
            r->last_us = s->sensors[i].last_us;
    }
    if (s->n == 0 && s->watch.n_bouts) {
        r->first_us = s->watch.bout[0].from_us;
        r->last_us = s->watch.bout[s->watch.n_bouts - 1].to_us;
    }
}

/* Figures and findings of the contacts given, by what the notices allow. */
int rf_session_figure(rf_session *s, rf_contact *contacts, size_t n, const rf_notice *notices, size_t n_notices, rf_value *values,
                      rf_finding *findings)
{
    rf_result *r = &s->result;
    rf_emg_state emg;
    rf_evidence e;

    rf_thresholds_default(s->thresholds);
    if (s->told.thresholds)
        memcpy(s->thresholds, s->told.thresholds->value, sizeof s->thresholds);
    s->context.uphill_pct = s->thresholds[RF_T_uphill_overstride_grade_pct];
    s->context.fast_ratio = s->thresholds[RF_T_fast_overstride_ratio];
    if (rf_surroundings_make(&s->context, s->chain, s->n, contacts, n, values, &r->speed_mps, &r->speed_u_mps, &r->speed_method) < 0)
        return RF_ERR_NOMEM;
    if (s->n == 0)
        rf_watch_fill(&s->watch, values, &r->speed_mps, &r->speed_u_mps, &r->speed_method);
    sensor_states(s);
    choose_bouts(s);
    rf_withhold_values(values, contacts, n, s->chain, notices, n_notices);
    span(s);
    /* clang-format off */
    e = (rf_evidence){ .contacts = contacts, .n_contacts = n, .values = values, .n_values = rf_metric_count(), .sensors = s->sensors,
                       .n_sensors = (size_t)s->n, .bouts = r->bouts, .n_bouts = r->n_bouts,
                       .notices = notices, .n_notices = n_notices, .speed_mps = r->speed_mps, .speed_u_mps = r->speed_u_mps,
                       .speed_method = r->speed_method, .settings = s->settings, .history = s->told.history,
                       .notes = s->told.notes, .thresholds = s->thresholds, .baseline = s->told.baseline,
                       .onsets = s->muscles.onset, .n_onsets = s->muscles.n };
    /* clang-format on */
    if (s->n == 0)
        e.balance = rf_watch_balance(&s->watch);
    if (s->muscles.emg) {
        emg = rf_emg_state_of(s->muscles.emg);
        e.emg = &emg;
    }
    rf_patterns_judge(&e, findings);
    return 0;
}

static int judge(rf_session *s)
{
    rf_result *r = &s->result;

    rf_agree_update(&s->agree, s->chain, s->n);
    disown_foreign(s);
    r->n_notices = rf_session_notices(s, s->notices);
    s->n_contacts = rf_withhold_contacts(s->contacts, s->n_contacts, &s->polled, s->chain, s->n, &s->agree, s->notices, r->n_notices);
    if (s->curves && rf_curves_end(s->curves, s->chain, rf_agree_sides_doubtful(&s->agree, s->chain, s->n), s->notices, r->n_notices) < 0)
        return RF_ERR_NOMEM;
    s->values = calloc(rf_metric_count(), sizeof *s->values);
    s->findings = calloc(rf_pattern_count(), sizeof *s->findings);
    if (!s->values || !s->findings || rf_asides_end(s->context.asides) < 0 ||
        rf_session_figure(s, s->contacts, s->n_contacts, s->notices, r->n_notices, s->values, s->findings) < 0)
        return RF_ERR_NOMEM;
    r->n_notices = rf_speed_notice(&s->settings, s->values, s->notices, r->n_notices);
    r->contacts = s->contacts;
    r->n_contacts = s->n_contacts;
    r->values = s->values;
    r->n_values = rf_metric_count();
    r->sensors = s->sensors;
    r->n_sensors = (size_t)s->n;
    r->notices = s->notices;
    r->snippets = rf_snippets_all(s->snippets, &r->n_snippets);
    if (s->curves)
        r->curves = rf_curves_all(s->curves, &r->n_curves);
    r->markers = s->markers;
    r->n_markers = s->n_markers;
    r->settings = s->settings;
    r->findings = s->findings;
    r->n_findings = rf_pattern_count();
    return 0;
}

int rf_session_flush(rf_session *s)
{
    int r;

    if (!s || s->flushed)
        return RF_ERR_ARG;
    for (int i = 0; i < s->n; i++)
        rf_intake_flush(s->chain[i].intake);
    if (s->muscles.emg)
        rf_emg_flush(s->muscles.emg);
    r = rf_session_run(s, true);
    if (r < 0)
        return r;
    for (int i = 0; i < s->n; i++) {
        rf_chain_end(&s->chain[i]);
        if (s->chain[i].nomem)
            return RF_ERR_NOMEM;
    }
    for (int again = 0; again < 2; again++) { /* what is held back until the clocks are known is finished with what is known of them now */
        rf_clocks_update(&s->clocks, s->chain, s->n, s->fuse.joints);
        r = rf_fuse_advance(&s->fuse, INT64_MAX / 2, true, &(rf_fuse_listener) { s, contact_landed, contact_done });
        if (r < 0)
            return r;
        s->fuse.hold = false;
    }
    if (s->n == 0 && rf_watch_end(&s->watch) < 0)
        return RF_ERR_NOMEM;
    r = judge(s);
    s->flushed = r == 0;
    return r;
}

const rf_result *rf_session_result(const rf_session *s)
{
    return s && s->flushed ? &s->result : NULL;
}
