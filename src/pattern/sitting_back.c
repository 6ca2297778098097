/* sitting_back: knees deeply bent in stance, and the trunk upright.
 *
 * How: two bare limits joined by `and`, so the weaker one's status holds. A lean that is surely there clears the row whatever the knee does.
 * Where the knee is not seen, less bounce and longer contact than is usual at that speed can raise it to watch; they never clear it, as a
 * runner who sits back need not show them.
 * Cannot: tell bent knees of slow running from a habit; the limit is one for all speeds.
 */
#include "base/base.h"
#include "pattern/judge.h"

static void say_knee(rf_finding *f, const rf_part *knee)
{
    rf_say(f, "Peak knee flexion in stance %1° (90 %% %1 to %1), limit %1°", knee->value, knee->lo, knee->hi, knee->limit);
}

static void say_share(rf_finding *f)
{
    rf_say(f, "; %0 %% of %0 strides are past it.", 100 * (double)f->strides / (double)rf_max((double)f->strides_seen, 1),
           (double)f->strides_seen);
}

static void say_lean(rf_finding *f, const rf_part *lean)
{
    rf_say(f, " Lean %1° (90 %% %1 to %1), limit %1°.", lean->value, lean->lo, lean->hi, lean->limit);
}

static void by_knee(const rf_judging *j, rf_finding *f, const rf_part *knee, const rf_part *lean)
{
    const bool leans_known = lean->status != RF_CANNOT_TELL;

    f->status = rf_status_weaker(knee->status, leans_known ? lean->status : RF_WATCH);
    rf_part_show(f, j, knee);
    say_knee(f, knee);
    say_share(f);
    if (leans_known)
        say_lean(f, lean);
    else if (knee->status > RF_WATCH)
        rf_say(f, " No sensor on the trunk tells the lean: watch at most.");
    rf_hold_level(f, j->evidence);
}

/* How far past the watch line of the norm, in the direction that sitting back would move it. */
static double past_norm(const rf_judging *j, const rf_value *v, rf_norm which, int high)
{
    const rf_evidence *e = j->evidence;
    const double u_value = (v->hi - v->lo) / 2 / RF_Z90;
    rf_norm_point norm;
    rf_place p = { 0 };

    (void)rf_norm_at(which, e->speed_mps, e->settings.height_m, &norm);
    p.sd = norm.sd;
    p.u = sqrt(u_value * u_value + norm.slope * rf_evidence_speed_u(e) * norm.slope * rf_evidence_speed_u(e) + norm.u_mean * norm.u_mean +
               norm.u_height * norm.u_height);
    return high * (v->value - norm.mean) - rf_place_watch(&p, j->threshold);
}

static bool low_and_long(const rf_judging *j, const rf_value *bounce, const rf_value *contact)
{
    return isfinite(j->evidence->speed_mps) && past_norm(j, bounce, RF_NORM_vertical_oscillation_m, -1) >= 0 &&
           past_norm(j, contact, RF_NORM_contact_ms, 1) >= 0;
}

static void by_proxies(const rf_judging *j, rf_finding *f, const rf_part *lean)
{
    const rf_evidence *e = j->evidence;
    const rf_value *bounce = rf_evidence_value(e, RF_M_vertical_oscillation_m), *contact = rf_evidence_value(e, RF_M_contact_ms);
    const rf_strides s = { e->contacts, e->n_contacts, RF_M_contact_ms, 0, 1, false, 0, 0 };

    if (bounce && contact && (double)rf_strides_count(&s) >= j->threshold[RF_T_all_min_strides] && low_and_long(j, bounce, contact)) {
        f->status = RF_WATCH;
        rf_say(f,
               "Less bounce (%1 cm) and longer contact (%0 ms) than is usual at %1 m/s, as in sitting back; the knee is not seen: watch at "
               "most.",
               100 * bounce->value, contact->value, e->speed_mps);
        if (lean->status != RF_CANNOT_TELL)
            say_lean(f, lean);
        f->unit = "ms";
        f->value = contact->value, f->lo = contact->lo, f->hi = contact->hi;
        f->strides_seen = rf_strides_count(&s);
        rf_evidence_pick(f, &s, f->value);
        rf_say_speed(f, e);
        return;
    }
    rf_say_missing(f, j, RF_M_knee_flexion_stance_max_deg, 1u << RF_PLACE_SHANK | 1u << RF_PLACE_THIGH);
    if (bounce && contact && isfinite(e->speed_mps))
        rf_say(f, " Bounce and contact time do not speak for it, but cannot rule it out.");
}

void rf_sitting_back_judge(const rf_judging *j, rf_finding *f)
{
    const rf_part knee = rf_part_judge(j, RF_M_knee_flexion_stance_max_deg, j->threshold[RF_T_sitting_back_knee_deg], 1);
    const rf_part lean = rf_part_judge(j, RF_M_trunk_lean_deg, j->threshold[RF_T_sitting_back_lean_deg], -1);

    f->unit = "deg";
    if (knee.status != RF_CANNOT_TELL) {
        by_knee(j, f, &knee, &lean);
    } else if (lean.status == RF_CLEAR) {
        f->status = RF_CLEAR;
        rf_part_show(f, j, &lean);
        rf_say(f, "The knee is not seen, but nobody sits back who leans forward.");
        say_lean(f, &lean);
    } else {
        by_proxies(j, f, &lean);
    }
}
