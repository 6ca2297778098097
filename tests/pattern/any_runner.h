/* Runners made by chance: any sensors, strides, ways, lists and notes, the same ones everywhere. Means lie around the thresholds, so that verdicts differ. */
#ifndef TEST_ANY_RUNNER_H
#define TEST_ANY_RUNNER_H

#include <stdio.h>

#include "history/list.h"
#include "history/notes.h"
#include "runner.h"

enum { SESSIONS = 12 };

typedef struct any {
    runner r;
    rf_onset onset[RUNNER_MAX];
    rf_emg_state emg;
    rf_bout bout[4];
    rf_notice notice;
    rf_history history;
    rf_notes notes;
    rf_earlier session[SESSIONS];
    rf_baseline baseline;
    double threshold[RF_T_COUNT];
} any;

static any me;
static uint64_t seed;

static double chance(double lo, double hi)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return lo + (hi - lo) * (double)(seed >> 40) / 16777216.0;
}

static bool happens(double share)
{
    return chance(0, 1) < share;
}

static int one_of(int n)
{
    return (int)chance(0, n);
}

/* About normal. */
static double around(double sd)
{
    double sum = 0;

    for (int i = 0; i < 3; i++) /* one by one: the order within an expression is the compiler's own */
        sum += chance(-1, 1);
    return sd * sum;
}

/* --- strides --- */

static const struct measured {
    int metric;
    double lo, hi, sd, apart, drift; /* of the run's mean; from stride to stride; of the sides; over the run */
} measured[] = {
    { RF_M_contact_ms, 200, 310, 8, 40, 25 },
    { RF_M_flight_ms, 40, 160, 8, 20, 10 },
    { RF_M_step_ms, 320, 400, 6, 40, 10 },
    { RF_M_cadence_spm, 145, 185, 1.5, 0, 4 },
    { RF_M_shank_angle_ic_deg, 2, 22, 1.5, 8, 4 },
    { RF_M_shank_angle_ic_line_deg, 2, 22, 1.5, 6, 4 },
    { RF_M_foot_angle_ic_deg, -5, 25, 2, 5, 3 },
    { RF_M_knee_flexion_stance_max_deg, 35, 65, 2, 4, 3 },
    { RF_M_pelvic_tilt_deg, 4, 26, 1, 1, 6 },
    { RF_M_trunk_lean_deg, -2, 16, 1, 1, 3 },
    { RF_M_lumbar_extension_deg, 0, 28, 1, 1, 3 },
    { RF_M_vertical_oscillation_m, 0.05, 0.12, 0.005, 0.02, 0.01 },
    { RF_M_tibial_shock_g, 3, 12, 1, 4, 1 },
    { RF_M_shank_retraction_dps, 120, 480, 30, 60, 20 },
    { RF_M_braking_mps, 0.05, 0.4, 0.03, 0.05, 0.1 },
    { RF_M_pelvic_obliquity_range_deg, 5, 14, 1, 9, 3 },
    { RF_M_pelvic_rotation_range_deg, 6, 16, 1, 7, 3 },
    { RF_M_pelvic_obliquity_deg, -9, 9, 0.7, 0, 1 },
    { RF_M_lumbar_range_deg, 6, 22, 1, 1, 2 },
};

static void measure(const struct measured *m)
{
    rf_evidence *e = &me.r.e;
    const double middle = chance(m->lo, m->hi), apart = happens(0.5) ? chance(-m->apart, m->apart) : 0,
                 drift = happens(0.4) ? chance(-m->drift, m->drift) : 0;
    const double half = chance(0.2, 3) * m->sd, seen = happens(0.8) ? 1 : 0.6;

    for (size_t i = 0; i < e->n_contacts; i++) {
        rf_contact *c = &me.r.contacts[i];
        const double sign = c->side == RF_SIDE_LEFT ? 0.5 : c->side == RF_SIDE_RIGHT ? -0.5 : 0;

        if (happens(seen))
            c->value[m->metric] = (float)(middle + sign * apart + drift * ((double)i / (double)e->n_contacts - 0.5) + around(m->sd));
    }
    runner_tells(&me.r, m->metric, middle, half, (long)e->n_contacts);
}

static void lay_the_way(double speed, bool paced)
{
    static const unsigned kinds[] = {
        0, 0, 0, RF_CONTACT_UPHILL, RF_CONTACT_DOWNHILL, RF_CONTACT_LEFT_TURN, RF_CONTACT_RIGHT_TURN, RF_CONTACT_FAST
    };
    rf_evidence *e = &me.r.e;
    const bool known = happens(0.6);
    const double radius = chance(18, 70);

    for (size_t i = 0, to = 0; i < e->n_contacts; i++) {
        rf_contact *c = &me.r.contacts[i];
        static unsigned kind;

        if (i >= to) {
            kind = known ? kinds[one_of((int)RF_COUNT(kinds))] : 0;
            to = i + (size_t)(happens(0.3) ? chance(2, 14) : chance(30, 150));
        }
        c->flags = kind | (known && 3 * i > 2 * e->n_contacts ? RF_CONTACT_LATE : 0) | (happens(0.004) ? RF_CONTACT_NO_EVENT : 0);
        if (known) {
            c->value[RF_M_grade_pct] = (float)(kind & RF_CONTACT_UPHILL     ? chance(3, 7)
                                               : kind & RF_CONTACT_DOWNHILL ? chance(-7, -3)
                                                                            : around(1));
            c->value[RF_M_turn_radius_m] = (float)(kind & RF_CONTACT_LEFT_TURN    ? radius
                                                   : kind & RF_CONTACT_RIGHT_TURN ? -radius
                                                                                  : (double)NAN);
        }
        if (paced)
            c->value[RF_M_pace_mps] = c->value[RF_M_speed_mps] = (float)(speed * (kind & RF_CONTACT_FAST     ? 1.25
                                                                                  : kind & RF_CONTACT_UPHILL ? 0.9
                                                                                                             : 1) +
                                                                         around(0.03));
        else if (known)
            c->value[RF_M_pace_mps] = (float)speed;
    }
    if (known) {
        runner_tells(&me.r, RF_M_turning_left_pct, 5, 1, 100);
        runner_tells(&me.r, RF_M_pace_mps, speed, chance(0.02, 0.9), 100);
    }
}

static void step_along(void)
{
    static const int most[] = { 0, 19, 41, 60, 200, 500, 1100, 1600 };
    rf_evidence *e = &me.r.e;
    const int sides = one_of(8), sensor = one_of(3);
    int64_t t = (int64_t)chance(0, 9e6);

    e->n_contacts = (size_t)most[one_of((int)RF_COUNT(most))];
    e->bouts = me.bout;
    for (size_t i = 0; i < e->n_contacts; i++) {
        rf_contact *c = &me.r.contacts[i];
        const bool pause = i && happens(0.002) && e->n_bouts + 1 < RF_COUNT(me.bout);

        t += (int64_t)chance(340e3, 380e3) + (pause ? 20000000 : 0);
        c->ic_us = t;
        c->side = sides == 0   ? RF_SIDE_UNKNOWN
                  : sides == 1 ? RF_SIDE_LEFT
                  : sides == 2 ? RF_SIDE_RIGHT
                  : i % 2      ? RF_SIDE_RIGHT
                               : RF_SIDE_LEFT;
        c->sensor = happens(0.9) ? sensor : one_of(3);
        if (pause || i == 0)
            me.bout[e->n_bouts++] = (rf_bout) { t, t, 0 };
        me.bout[e->n_bouts - 1].to_us = t;
        me.bout[e->n_bouts - 1].contacts++;
    }
    if (happens(0.3))
        e->n_bouts = 0;
}

/* --- what is worn, told and kept --- */

static void dress(void)
{
    static const rf_placement place[] = { RF_PLACE_SHANK, RF_PLACE_SHANK, RF_PLACE_PELVIS, RF_PLACE_TRUNK,
                                          RF_PLACE_THIGH, RF_PLACE_FOOT,  RF_PLACE_FOOT };
    static const rf_side side[] = {
        RF_SIDE_LEFT, RF_SIDE_RIGHT, RF_SIDE_MIDDLE, RF_SIDE_MIDDLE, RF_SIDE_LEFT, RF_SIDE_LEFT, RF_SIDE_RIGHT
    };
    const bool stood = happens(0.8);
    const int all = one_of(5); /* 0: nothing, 1: everything */

    for (size_t k = 0; k < RF_COUNT(place); k++)
        if (all == 1 || (all && happens(0.55))) {
            const bool aside = place[k] == RF_PLACE_PELVIS && happens(0.15);

            runner_wears(&me.r, place[k], aside ? RF_SIDE_LEFT : side[k], stood && happens(0.95));
            me.r.sensors[me.r.e.n_sensors - 1].gyro = happens(0.95);
        }
    if (all == 0) {
        me.r.e.balance.field = "Balance";
        me.r.e.balance.pct = chance(47, 53);
        me.r.e.balance.u = chance(0.1, 0.5);
        me.r.e.balance.n = (long)chance(5, 60);
    }
}

static void keep_a_list(void)
{
    static const char *const effort[] = { "easy", "easy", "steady", "hard", "" };
    char list[4000];
    size_t n = (size_t)snprintf(list, sizeof list, "date,distance_km,minutes,effort,pain\n");

    for (int day = 1 + one_of(9); day < 61 && n + 100 < sizeof list; day += 1 + one_of(3)) {
        n += (size_t)snprintf(list + n, sizeof list - n, "2026-%02d-%02d", day > 31 ? 4 : 3, day > 31 ? day - 31 : day);
        if (happens(0.4))
            n += (size_t)snprintf(list + n, sizeof list - n, "T%02d:30", 6 + one_of(14));
        if (happens(0.9))
            n += (size_t)snprintf(list + n, sizeof list - n, ",%d", 5 + one_of(9));
        else
            n += (size_t)snprintf(list + n, sizeof list - n, ",");
        n += (size_t)snprintf(list + n, sizeof list - n, ",%d", 30 + one_of(40));
        n += (size_t)snprintf(list + n, sizeof list - n, ",%s,\n", effort[one_of(5)]);
    }
    assert_int_equal(rf_history_parse(&me.history, list, n), 0);
    me.r.e.history = &me.history;
}

static void note(void)
{
    static const char *const part[] = { "\"worse\":\"uphill\"",     "\"worse\":\"sitting\"", "\"place\":\"sit_bone\"", "\"kind\":\"dull\"",
                                        "\"flags\":[\"numbness\"]", "\"kind\":\"burning\"",  "\"strange\":1" };
    char json[400];
    size_t n = (size_t)snprintf(json, sizeof json, "{\"pain\":{\"during\":%d", one_of(8));

    n += (size_t)snprintf(json + n, sizeof json - n, ",\"after\":%d", one_of(8));
    if (happens(0.5))
        n += (size_t)snprintf(json + n, sizeof json - n, ",\"sitting\":%d", one_of(8));
    n += (size_t)snprintf(json + n, sizeof json - n, "}");
    for (size_t k = 0; k < RF_COUNT(part); k++)
        if (happens(0.15))
            n += (size_t)snprintf(json + n, sizeof json - n, ",%s", part[k]);
    n += (size_t)snprintf(json + n, sizeof json - n, "}");
    assert_int_equal(rf_notes_parse(&me.notes, json, n), 0);
    me.r.e.notes = &me.notes;
}

static void wire_muscles(void)
{
    const double lead = chance(-10, 50), spread = chance(2, 40), lost = happens(0.2) ? 0.6 : 0.05;
    rf_evidence *e = &me.r.e;

    me.emg = (rf_emg_state) { .samples = 9 };
    for (int m = 0; m < RF_MUSCLES; m++) {
        me.emg.column[m] = happens(0.95);
        me.emg.flat[m] = happens(0.05);
    }
    me.emg.clipped[0] = happens(0.9) ? 0 : 0.02;
    me.emg.rate_hz = happens(0.95) ? 1000 : 60;
    me.emg.side = (rf_side)one_of(3);
    e->emg = &me.emg;
    e->onsets = me.onset;
    e->n_onsets = e->n_contacts;
    for (size_t i = 0; i < e->n_onsets; i++) {
        const double at = chance(-60, -10), later = at - lead + around(spread), share = e->contacts[i].side == RF_SIDE_LEFT ? 0.5 : 0.3;
        rf_onset *o = &me.onset[i];

        *o = (rf_onset) { e->contacts[i].ic_us, e->contacts[i].side, { (float)at, (float)later }, { 0 } };
        for (int m = 0; m < RF_MUSCLES; m++) {
            o->early[m] = (float)(share + around(0.05));
            if (happens(m == RF_GLUTEUS_MAXIMUS ? lost : 0.05))
                o->onset_ms[m] = NAN;
        }
    }
}

static void remember(double speed)
{
    me.baseline = (rf_baseline) { .session = me.session, .n = (size_t)one_of(SESSIONS) };
    for (size_t i = 0; i < me.baseline.n; i++) {
        me.session[i].speed_mps = speed + chance(-0.7, 0.7);
        for (int k = 0; k < RF_BASELINE_METRICS; k++)
            me.session[i].value[k] = NAN;
        for (size_t k = 0; k < RF_COUNT(measured); k++)
            me.session[i].value[measured[k].metric] = (measured[k].lo * 2 + measured[k].hi) / 3 + around(measured[k].sd);
    }
    me.r.e.baseline = &me.baseline;
}

/* Runner n becomes `me`. */
static void draw(int n)
{
    static const char *const method[] = { "told", "told", "measured at the foot", "contact and cadence norms", "" };
    rf_evidence *e = &me.r.e;
    double speed;

    rf_history_free(&me.history);
    runner_clear(&me.r);
    seed = (uint64_t)n * 0x9e3779b97f4a7c15u + 1;
    for (int k = 0; k < 4; k++)
        (void)chance(0, 1);
    speed = chance(1.8, 5.3);
    e->speed_mps = happens(0.93) ? chance(1.8, 5.3) : NAN;
    e->speed_u_mps = happens(0.5) ? 0 : happens(0.8) ? chance(0, 0.6) : NAN;
    e->speed_method = method[one_of((int)RF_COUNT(method))];
    e->settings.height_m = happens(0.5) ? chance(1.55, 1.95) : NAN;
    e->settings.grade_pct = happens(0.25) ? chance(-5, 6) : NAN;
    dress();
    step_along();
    lay_the_way(isnan(e->speed_mps) ? speed : e->speed_mps, happens(0.6));
    for (size_t k = 0; k < RF_COUNT(measured); k++)
        if (happens(0.8))
            measure(&measured[k]);
    me.notice = (rf_notice) { .code = "pose_or_strap", .sensor = -1, .metrics = "" };
    e->notices = &me.notice;
    e->n_notices = happens(0.2);
    if (happens(0.5))
        keep_a_list();
    if (happens(0.5))
        note();
    if (happens(0.5))
        wire_muscles();
    if (happens(0.3))
        remember(isnan(e->speed_mps) ? speed : e->speed_mps);
    if (happens(0.15)) {
        rf_thresholds_default(me.threshold);
        for (int k = 0; k < RF_T_COUNT; k++)
            me.threshold[k] *= me.threshold[k] > 0 && me.threshold[k] < 1 ? chance(0.9, 1) : chance(0.9, 1.1);
        e->thresholds = me.threshold;
    }
}

#endif
