/* The shank angle at contact, in strides of one kind, against the norm at their speed: what overstride, uphill_overstride and fast_overstride share.
 *
 * How: each leg gives the median of its strides, two legs the mean of both. Two zeros: from standing (the column's), and by the joints. Where the
 * strides of a context are faster or slower than the session's middle, the norm is taken at their speed.
 * Cannot: know how fast a stride was where one speed stands for all of the run.
 */
#include "pattern/reach.h"

#include <string.h>

#include "base/base.h"

enum { ANY_SIDE = 0xf };

static unsigned side_bit(rf_side s)
{
    return s == RF_SIDE_LEFT || s == RF_SIDE_RIGHT ? 1u << s : ANY_SIDE;
}

rf_sight rf_sight_of(const rf_evidence *e)
{
    rf_sight w = { 0 };

    for (size_t i = 0; i < e->n_sensors; i++) {
        const rf_sensor_state *s = &e->sensors[i];

        if (s->placement == RF_PLACE_SHANK && !s->gyro) {
            w.no_gyro = true;
        } else if (s->placement == RF_PLACE_SHANK) {
            w.shanks |= side_bit(s->side);
            w.posed |= s->stood ? side_bit(s->side) : 0;
        }
        w.feet += s->placement == RF_PLACE_FOOT;
        w.pelves += s->placement == RF_PLACE_PELVIS;
    }
    return w;
}

const char *rf_sight_lacks(const rf_sight *w)
{
    if (w->shanks)
        return NULL;
    if (w->no_gyro)
        return "The shank sensor has no gyroscope: its angle at contact cannot be followed. Wear one that measures turning too.";
    if (w->feet && w->pelves)
        return "Foot and pelvis sensors do not see the shank, and reach from them is not shown to work. Wear a sensor on the shank, and "
               "stand "
               "still for 3 s before running.";
    if (w->pelves)
        return "A pelvis sensor alone does not say who lands far ahead: of 17 measures tried none did (at most 17 % of the differences "
               "at equal speed). Wear a sensor on the shank, and stand still for 3 s first.";
    if (w->feet)
        return "A foot sensor sees how the foot is tilted, not how far ahead it lands; its angle was not shown to tell who does. Wear a "
               "sensor on the shank, and stand still for 3 s before running.";
    return "No worn sensor sees the lower leg. Wear one on the shank, and stand still for 3 s before running.";
}

/* --- which strides --- */

rf_strides rf_strides_where(const rf_evidence *e, int metric, unsigned sides, rf_where where)
{
    return (rf_strides) { e->contacts, e->n_contacts, metric, sides, 1, where.level, where.with, where.without };
}

/* Strides of this kind, whatever was measured in them. */
static long count_where(const rf_evidence *e, rf_where where)
{
    long n = 0;

    for (size_t i = 0; i < e->n_contacts; i++)
        n += rf_contact_where(&e->contacts[i], where.level, where.with, where.without);
    return n;
}

rf_where rf_where_easy(const rf_judging *j)
{
    const rf_where easy = { true, 0, RF_CONTACT_FAST }, level = { true, 0, 0 }, all = { false, 0, 0 };
    const double least = 2 * j->threshold[RF_T_all_min_strides];

    return (double)count_where(j->evidence, easy) >= least ? easy : (double)count_where(j->evidence, level) >= least ? level : all;
}

double rf_where_speed(const rf_evidence *e, rf_where where)
{
    const rf_where all = { false, 0, 0 };
    const rf_strides these = rf_strides_where(e, RF_M_pace_mps, 0, where), run = rf_strides_where(e, RF_M_pace_mps, 0, all);
    const double here = rf_strides_median(&these), usual = rf_strides_median(&run);

    return isfinite(here / usual) ? e->speed_mps * here / usual : e->speed_mps;
}

/* --- the middle of the legs --- */

static bool any(const rf_strides *s)
{
    double v;

    for (size_t i = 0; i < s->n; i++)
        if (rf_strides_value(s, i, &v))
            return true;
    return false;
}

/* One view for each leg, two at most. Contacts whose side is not known count only where none is. */
static int legs(const rf_evidence *e, int metric, unsigned sides, rf_where where, rf_strides leg[2])
{
    static const rf_side order[] = { RF_SIDE_LEFT, RF_SIDE_RIGHT, RF_SIDE_UNKNOWN };
    int n = 0;

    for (size_t i = 0; i < RF_COUNT(order) && n < 2; i++) {
        const rf_strides s = rf_strides_where(e, metric, 1u << order[i], where);

        if (!(sides & 1u << order[i]) || (order[i] == RF_SIDE_UNKNOWN && n > 0) || !any(&s))
            continue;
        leg[n++] = s;
    }
    return n;
}

/* The middle of both legs, and how well so many strides fix it: s^2 (1+r)/((1-r) n) for each leg's median. The spread is that of both legs
 * together, so a leg with one stride borrows the other's, and widens the result instead of breaking it. */
static double middle(const rf_strides *leg, int n, double *u2, long n_strides[2])
{
    double sum = 0, squares = 0, free_ones = 0, correlation = 0, shares = 0;

    for (int k = 0; k < n; k++) {
        const double median = rf_strides_middle(&leg[k], &n_strides[k]), count = (double)n_strides[k];
        double sd, r;

        rf_strides_spread(&leg[k], median, &sd, &r);
        sum += median;
        shares += 1 / count / (n * n);
        if (count < 2)
            continue;
        squares += sd * sd * (count - 1);
        free_ones += count - 1;
        correlation = rf_max(correlation, r);
    }
    *u2 = free_ones > 0 ? squares / free_ones * (1 + correlation) / (1 - correlation) * shares : 0;
    return sum / n;
}

rf_angle rf_angle_of(const rf_judging *j, int metric, unsigned sides, rf_where where)
{
    rf_strides leg[2];
    rf_angle a = { .value = NAN };
    const int n = legs(j->evidence, metric, sides, where, leg);
    long n_strides[2];
    double u2;

    if (n == 0)
        return a;
    a.known = true;
    a.value = middle(leg, n, &u2, n_strides);
    a.u_strides = sqrt(u2);
    a.speed_mps = rf_where_speed(j->evidence, where);
    for (int k = 0; k < n; k++) {
        a.strides += n_strides[k];
        a.legs += (double)n_strides[k] >= j->threshold[RF_T_all_min_strides];
    }
    return a;
}

/* --- against the norm --- */

static double systematic(const rf_evidence *e, const double *threshold)
{
    const double usual = threshold[RF_T_overstride_u_shank_deg];
    const rf_value *v = rf_evidence_value(e, RF_M_shank_angle_ic_deg);
    double standing_sd, u;

    (void)rf_norm_fact(RF_NORM_FACT_shank_standing_lean, &standing_sd);
    u = v ? (v->hi - v->lo) / 2 / RF_Z90 : 0;
    return rf_max(usual, sqrt(rf_max(0, u * u - standing_sd * standing_sd)));
}

static void place(const rf_judging *j, rf_zero *z, rf_norm which, double shift_deg, const rf_strides *all)
{
    const double u_speed = rf_evidence_speed_u(j->evidence);
    rf_norm_point norm;

    (void)rf_norm_at(which, z->speed_mps, NAN, &norm);
    z->mean = norm.mean + shift_deg;
    z->limit = z->mean + j->threshold[RF_T_all_flag_sd] * norm.sd;
    z->place = (rf_place) { .excess = z->value - z->mean,
                            .u = sqrt(z->u_value * z->u_value + norm.slope * u_speed * norm.slope * u_speed + norm.u_mean * norm.u_mean),
                            .sd = norm.sd };
    z->place.strides = rf_strides_past(all, z->limit, &z->place.strides_seen);
    z->watch = z->mean + rf_place_watch(&z->place, j->threshold);
    z->status = rf_judge_place(&z->place, j->threshold);
}

/* A leg that shows too few strides to be a habit does not stand for itself. */
static double one_leg_doubt(const rf_judging *j, const rf_angle *a)
{
    return a->legs < 2 ? j->threshold[RF_T_overstride_u_one_leg_deg] : 0;
}

rf_zero rf_zero_by_pose(const rf_judging *j, const rf_sight *w, rf_where where)
{
    const rf_angle a = rf_angle_of(j, RF_M_shank_angle_ic_deg, w->posed, where);
    const rf_strides all = rf_strides_where(j->evidence, RF_M_shank_angle_ic_deg, w->posed, where);
    rf_zero z = { .value = NAN };
    double u_sys, u_leg;

    if (!w->posed || !a.known)
        return z;
    z.known = true;
    z.value = a.value;
    z.speed_mps = a.speed_mps;
    u_sys = systematic(j->evidence, j->threshold);
    u_leg = one_leg_doubt(j, &a);
    z.u_value = sqrt(u_sys * u_sys + u_leg * u_leg + a.u_strides * a.u_strides);
    place(j, &z, RF_NORM_shank_standing_deg, rf_norm_fact(RF_NORM_FACT_shank_standing_lean, NULL), &all);
    return z;
}

/* Its interval is the session's own, which knows how well the joints were found. */
rf_zero rf_zero_by_line(const rf_judging *j, const rf_sight *w, rf_where where)
{
    const rf_value *v = rf_evidence_value(j->evidence, RF_M_shank_angle_ic_line_deg);
    const rf_angle a = rf_angle_of(j, RF_M_shank_angle_ic_line_deg, w->shanks, where);
    const rf_strides all = rf_strides_where(j->evidence, RF_M_shank_angle_ic_line_deg, w->shanks, where);
    rf_zero z = { .value = NAN };
    double u_leg;

    if (!v || !a.known)
        return z;
    z.value = a.value;
    z.speed_mps = a.speed_mps;
    u_leg = one_leg_doubt(j, &a);
    z.u_value = sqrt((v->hi - v->lo) / 2 / RF_Z90 * (v->hi - v->lo) / 2 / RF_Z90 + u_leg * u_leg);
    place(j, &z, RF_NORM_shank_angle_ic_deg, 0, &all);
    z.known = z.status != RF_CANNOT_TELL;
    return z;
}

bool rf_noticed(const rf_evidence *e, const char *code)
{
    for (size_t i = 0; i < e->n_notices; i++)
        if (!strcmp(e->notices[i].code, code))
            return true;
    return false;
}

rf_status rf_zeros_joined(const rf_evidence *e, const rf_zero *pose, const rf_zero *line)
{
    if (!pose->known)
        return line->status;
    if (rf_noticed(e, "pose_or_strap")) /* an odd pose and a slipped strap both leave the line right */
        return rf_status_weaker(line->known ? line->status : pose->status, RF_WATCH);
    if (!line->known || pose->status < RF_WATCH)
        return pose->status;
    if (pose->status == RF_FLAGGED)
        return line->status >= RF_WATCH ? RF_FLAGGED : RF_WATCH;
    return line->place.excess >= line->place.u ? RF_WATCH : RF_CLEAR;
}
