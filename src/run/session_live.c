/* A session that comes over lines: sensors that go and return, markers, exchanged sides, notices about lines, and how it stands so far. */
#include <stdlib.h>
#include <string.h>

#include "run/session_inside.h"

#define WAIVED_POINTS 400 /* 2 s away: the others do not wait until it has found its rhythm again, which takes eight */

void rf_session_adopt(rf_session *s, const rf_session_settings *set)
{
    rf_session_settings *own = &s->settings;

    own->speed_mps = isnan(own->speed_mps) ? set->speed_mps : own->speed_mps;
    own->grade_pct = isnan(own->grade_pct) ? set->grade_pct : own->grade_pct;
    own->height_m = isnan(own->height_m) ? set->height_m : own->height_m;
    own->mass_kg = isnan(own->mass_kg) ? set->mass_kg : own->mass_kg;
    if (own->standing_from_us == RF_TIME_NONE) {
        own->standing_from_us = set->standing_from_us;
        own->standing_to_us = set->standing_to_us;
    }
}

int rf_session_absent(rf_session *s, int sensor, bool absent)
{
    if (sensor < 0 || sensor >= s->n || s->flushed)
        return RF_ERR_ARG;
    if (absent && !s->absent[sensor])
        s->chain[sensor].waived_from = s->now;
    s->chain[sensor].waived |= !absent && s->absent[sensor] && s->now - s->chain[sensor].waived_from > WAIVED_POINTS;
    s->absent[sensor] = absent;
    return absent ? rf_session_run(s, false) : 0;
}

int rf_session_mark(rf_session *s, int64_t t_us, const char *by)
{
    size_t at = s->n_markers;

    if (s->n_markers == s->room_markers) {
        const size_t room = s->room_markers ? 2 * s->room_markers : 16;
        rf_marker *p = realloc(s->markers, room * sizeof *p);

        if (!p)
            return RF_ERR_NOMEM;
        s->markers = p;
        s->room_markers = room;
    }
    for (; at > 0 && s->markers[at - 1].t_us > t_us; at--) /* a button's time may lie before a key's that came first */
        s->markers[at] = s->markers[at - 1];
    s->markers[at] = (rf_marker) { .t_us = t_us };
    strncpy(s->markers[at].by, by, sizeof s->markers[at].by - 1);
    s->n_markers++;
    return 0;
}

void rf_session_note(rf_session *s, const rf_notice *notice)
{
    for (size_t i = 0; i < s->n_told_notices; i++)
        if (!strcmp(s->told_notices[i].code, notice->code) && s->told_notices[i].sensor == notice->sensor) {
            const int64_t first_us = s->told_notices[i].t_us;

            s->told_notices[i] = *notice;
            s->told_notices[i].t_us = first_us;
            return;
        }
    if (s->n_told_notices < RF_LIVE_NOTICES)
        s->told_notices[s->n_told_notices++] = *notice;
}

static rf_side other(rf_side s)
{
    return s == RF_SIDE_LEFT ? RF_SIDE_RIGHT : s == RF_SIDE_RIGHT ? RF_SIDE_LEFT : s;
}

void rf_session_swap_sides(rf_session *s)
{
    const rf_apart apart = s->apart[0];
    rf_joints *const joints = s->fuse.joints[0];
    const long rounds = s->clocks.rounds[0];
    bool leg = false;

    for (int i = 0; i < s->n; i++)
        if (rf_placement_on_leg(s->chain[i].placement)) {
            s->chain[i].info.side = other(s->chain[i].info.side);
            leg = true;
        }
    for (size_t i = 0; leg && i < s->n_contacts; i++)
        s->contacts[i].side = other(s->contacts[i].side);
    for (size_t i = s->event_head; leg && i < s->n_events; i++)
        s->events[i].side = other(s->events[i].side);
    for (int i = 0; leg && i < s->fuse.n_open; i++)
        s->fuse.open[i].side = other(s->fuse.open[i].side);
    s->apart[0] = s->apart[1];
    s->apart[1] = apart;
    s->fuse.joints[0] = s->fuse.joints[1];
    s->fuse.joints[1] = joints;
    s->clocks.rounds[0] = s->clocks.rounds[1];
    s->clocks.rounds[1] = rounds;
    if (leg && s->curves)
        rf_curves_swap_sides(s->curves);
    rf_agree_swap_sides(&s->agree);
}

int rf_session_so_far(rf_session *s, rf_so_far *out)
{
    rf_contact *copy; /* what is known of the way so far stays off the contacts: it may still change */
    int err;

    if (s->flushed)
        return RF_ERR_ARG;
    out->n_notices = rf_session_notices(s, out->notices);
    copy = malloc((s->n_contacts + 1) * sizeof *copy);
    if (!copy)
        return RF_ERR_NOMEM;
    memcpy(copy, s->contacts ? s->contacts : copy, s->n_contacts * sizeof *copy);
    err = rf_session_figure(s, copy, s->n_contacts, out->notices, out->n_notices, out->values, out->findings);
    free(copy);
    if (err < 0)
        return err;
    out->n_contacts = s->n_contacts;
    out->sensors = s->sensors;
    out->n_sensors = (size_t)s->n;
    return 0;
}
