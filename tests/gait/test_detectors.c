/* Every detector on simulated runners whose contacts are known: all of them found, none made up, each in its place, of its foot, once, and in
 * order, whatever way the sensor is worn. Bounds are wide: people, not a simulation, say how well a detector times a contact. */
#include "gait/placement.h"
#include "points.h"

typedef struct score {
    int contacts, found, extra, wrong_foot, told_foot;
    double ic_bias_ms, ic_sd_ms, tc_bias_ms, tc_sd_ms, length_m, true_length_m;
    int with_tc, with_length;
} score;

enum { MOST = 400 };

/* A detector, and the track of its own that it reads. */
static rf_detector *detector_on(const rf_detector_class *kind, rf_track **t)
{
    rf_detector *d;

    assert_int_equal(rf_track_new(t), 0);
    (*t)->source_hz = RF_GRID_HZ;
    d = kind->create(*t);
    assert_non_null(d);
    return d;
}

/* The bout is known to have begun with the first sample after `known` of them. */
static int detect_known(const rf_detector_class *kind, const rf_sample *s, size_t n, double stride_s, size_t known, rf_found *out)
{
    rf_track *t;
    rf_detector *d;
    double promised = -1e18; /* nothing will come before it */
    int found = 0;

    d = detector_on(kind, &t);
    for (size_t i = 0; i < n; i++) {
        const rf_point p = point_of(&s[i]);

        rf_track_push(t, &p);
        if (i == known)
            kind->begin(d, 0);
        if (i < known || i % 20 != 0)
            continue;
        kind->advance(d, stride_s, false);
        for (; found < MOST && kind->poll(d, &out[found]) == 1; found++)
            assert_true(out[found].ic >= promised);
        promised = kind->clear(d);
        assert_true(i < 16 * RF_GRID_HZ || (double)i - promised < 1.1 * stride_s * RF_GRID_HZ); /* who hears the events waits for it */
    }
    kind->advance(d, stride_s, true);
    while (found < MOST && kind->poll(d, &out[found]) == 1)
        found++;
    kind->destroy(d);
    rf_track_free(t);
    return found;
}

static int detect(const rf_detector_class *kind, const rf_sample *s, size_t n, double stride_s, rf_found *out)
{
    return detect_known(kind, s, n, stride_s, 8 * RF_GRID_HZ, out);
}

static void add(double x, int *n, double *sum, double *squares)
{
    ++*n;
    *sum += x;
    *squares += x * x;
}

static void mean_and_sd(int n, double *sum, double *squares)
{
    *sum /= n;
    *squares = sqrt(rf_max(0, *squares / n - *sum * *sum));
}

static score judge(const rf_sim_settings *set, rf_placement p, rf_side side, rf_quat mounting, bool gyro)
{
    static rf_found found[MOST];
    const bool leg = side == RF_SIDE_LEFT || side == RF_SIDE_RIGHT;
    rf_sim *sim = plan_run(set);
    const rf_placement_info *place = rf_placement_at(p);
    score r = { 0 };
    double stride_s = 0, first, last;
    size_t n;
    rf_sample *s = wear(sim, p, side, RF_GRID_HZ, mounting, &n);
    bool used[MOST] = { false };
    int n_found, timed = 0;

    for (size_t i = 0; i < n && !gyro; i++)
        s[i].flags |= RF_SAMPLE_NO_GYRO;
    stride_s = rf_sim_contact_at(sim, 4).stride_ms / 1000;
    n_found = detect(gyro ? place->detector : place->without_gyro, s, n, stride_s, found);
    for (int k = 1; k < n_found; k++)
        assert_true(found[k].ic > found[k - 1].ic);
    first = (double)rf_sim_contact_at(sim, 3).ic_us; /* the ends of a recording cut strides in two */
    last = (double)rf_sim_contact_at(sim, rf_sim_contacts(sim) - 4).ic_us;
    for (size_t i = 0; i < rf_sim_contacts(sim); i++) {
        const rf_sim_contact c = rf_sim_contact_at(sim, i);
        int best = -1;

        if ((leg && c.side != side) || (double)c.ic_us < first || (double)c.ic_us > last)
            continue;
        r.contacts++;
        for (int k = 0; k < n_found; k++)
            if (!used[k] && fabs(found[k].ic * 5000 - (double)c.ic_us) < 100000)
                best = k;
        if (best < 0)
            continue;
        used[best] = true;
        r.found++;
        add(found[best].ic * 5 - (double)c.ic_us / 1000, &timed, &r.ic_bias_ms, &r.ic_sd_ms);
        if (isfinite(found[best].tc))
            add(found[best].tc * 5 - (double)c.tc_us / 1000, &r.with_tc, &r.tc_bias_ms, &r.tc_sd_ms);
        if (found[best].foot) {
            r.told_foot++;
            r.wrong_foot += (found[best].foot > 0) != (c.side == RF_SIDE_RIGHT);
        }
        if (isfinite(found[best].stride_length_m)) {
            r.with_length++;
            r.length_m += found[best].stride_length_m;
            r.true_length_m += set->speed_mps * c.stride_ms / 1000;
        }
    }
    for (int k = 0; k < n_found; k++)
        r.extra += !used[k] && found[k].ic * 5000 > first + 50000 && found[k].ic * 5000 < last - 50000;
    mean_and_sd(timed, &r.ic_bias_ms, &r.ic_sd_ms);
    if (r.with_tc)
        mean_and_sd(r.with_tc, &r.tc_bias_ms, &r.tc_sd_ms);
    rf_sim_free(sim);
    free(s);
    return r;
}

static const double speeds[] = { 2.5, 3.2, 4.0, 4.8 };

static void assert_all_found(const score *r, double bias_ms, double sd_ms)
{
    assert_true(r->contacts > 20);
    assert_int_equal(r->found, r->contacts);
    assert_int_equal(r->extra, 0);
    assert_near(r->ic_bias_ms, 0, bias_ms);
    assert_below(r->ic_sd_ms, sd_ms);
}

static void a_foot_tells_its_contacts_and_the_length_of_its_strides(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(speeds); k++) {
        const rf_sim_settings s = runner(speeds[k], 0, 40);
        const score r = judge(&s, RF_PLACE_FOOT, k % 2 ? RF_SIDE_LEFT : RF_SIDE_RIGHT, k % 2 ? worn_askew : worn_upside_down, true);

        assert_all_found(&r, 20, 10);
        assert_int_equal(r.with_tc, r.found);
        assert_near(r.tc_bias_ms, 0, 30);
        assert_true(r.with_length > r.found - 3);
        assert_near(r.length_m / r.true_length_m, 1, 0.06);
    }
}

static void a_shank_tells_its_contacts(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(speeds); k++) {
        const rf_sim_settings s = runner(speeds[k], 0, 40);
        const score r = judge(&s, RF_PLACE_SHANK, k % 2 ? RF_SIDE_LEFT : RF_SIDE_RIGHT, k % 2 ? worn_askew : worn_upside_down, true);

        assert_all_found(&r, 20, 10);
        assert_int_equal(r.with_tc, r.found);
        assert_near(r.tc_bias_ms, 0, 30);
    }
}

static void a_pelvis_tells_the_contacts_of_both_feet_and_which_is_which(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(speeds); k++) {
        const rf_sim_settings s = runner(speeds[k], 0, 40);
        const score r = judge(&s, RF_PLACE_PELVIS, RF_SIDE_MIDDLE, k % 2 ? worn_askew : worn_upside_down, true);

        assert_all_found(&r, 30, 15);
        assert_true(r.told_foot > r.found * 9 / 10);
        assert_int_equal(r.wrong_foot, 0);
    }
}

static void a_thigh_and_a_trunk_tell_contacts_too(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(speeds); k++) {
        const rf_sim_settings s = runner(speeds[k], 0, 40);
        score r = judge(&s, RF_PLACE_THIGH, k % 2 ? RF_SIDE_LEFT : RF_SIDE_RIGHT, k % 2 ? worn_askew : worn_upside_down, true);

        assert_all_found(&r, 40, 20);
        r = judge(&s, RF_PLACE_TRUNK, RF_SIDE_MIDDLE, k % 2 ? worn_askew : worn_upside_down, true);
        assert_all_found(&r, 50, 20);
    }
}

static void an_accelerometer_alone_tells_the_contacts_of_its_leg(void **state)
{
    static const rf_placement leg[] = { RF_PLACE_FOOT, RF_PLACE_SHANK, RF_PLACE_THIGH };

    (void)state;
    for (size_t k = 0; k < RF_COUNT(speeds); k++)
        for (size_t i = 0; i < RF_COUNT(leg); i++) {
            const rf_sim_settings s = runner(speeds[k], 0, 40);
            const score r = judge(&s, leg[i], RF_SIDE_LEFT, worn_askew, false);

            assert_all_found(&r, 40, 15);
            assert_int_equal(r.with_tc, 0); /* the shape of the stride is not known */
        }
}

/* The contacts of a bout that begins at 17 s and is known at 25; `before`: after one from the beginning, which ends there. */
static int detect_late(const rf_detector_class *kind, const rf_sample *s, size_t n, double stride_s, bool before, rf_found *out)
{
    const size_t known = 25 * RF_GRID_HZ;
    rf_track *t;
    rf_detector *d;
    int found = 0;

    d = detector_on(kind, &t);
    for (size_t i = 0; i < n; i++) {
        const rf_point p = point_of(&s[i]);

        rf_track_push(t, &p);
        if (before && i == 8 * RF_GRID_HZ)
            kind->begin(d, 0);
        if (i == known) {
            if (before)
                kind->advance(d, stride_s, true);
            while (kind->poll(d, &out[0]) == 1)
                ;
            kind->begin(d, 17 * RF_GRID_HZ);
        }
        if ((before || i >= known) && i >= 8 * RF_GRID_HZ && i % 20 == 0)
            kind->advance(d, stride_s, false);
        while ((i < known ? 0 : found) < MOST && kind->poll(d, &out[i < known ? 0 : found]) == 1)
            found += i >= known;
    }
    kind->advance(d, stride_s, true);
    while (found < MOST && kind->poll(d, &out[found]) == 1)
        found++;
    kind->destroy(d);
    rf_track_free(t);
    return found;
}

/* What a detector has learnt of a sensor's axes it may keep; where it was in the track, and what it waited for, it may not. */
static void a_bout_that_begins_again_is_read_as_by_a_new_detector(void **state)
{
    static rf_found again[MOST], fresh[MOST];

    (void)state;
    for (rf_placement p = RF_PLACE_FOOT; p <= RF_PLACE_POCKET; p++)
        for (int gyro = 0; gyro < 2; gyro++) {
            const rf_placement_info *place = rf_placement_at(p);
            const rf_detector_class *kind = gyro ? place->detector : place->without_gyro;
            const rf_sim_settings set = runner(3.2, 0, 36);
            rf_sim *sim = plan_run(&set);
            const double stride_s = rf_sim_contact_at(sim, 4).stride_ms / 1000;
            size_t n;
            rf_sample *s =
                wear(sim, p, p >= RF_PLACE_PELVIS && p != RF_PLACE_POCKET ? RF_SIDE_MIDDLE : RF_SIDE_LEFT, RF_GRID_HZ, worn_askew, &n);
            int n_again, n_fresh;

            for (size_t i = 0; i < n && !gyro; i++)
                s[i].flags |= RF_SAMPLE_NO_GYRO;
            n_again = detect_late(kind, s, n, stride_s, true, again);
            n_fresh = detect_late(kind, s, n, stride_s, false, fresh);
            assert_true(n_fresh > 20);
            assert_int_equal(n_again, n_fresh);
            for (int k = 0; k < n_fresh; k++) {
                assert_near(again[k].ic, fresh[k].ic, 1.0);
                assert_true(isnan(again[k].tc) == isnan(fresh[k].tc));
                if (isfinite(fresh[k].tc))
                    assert_near(again[k].tc, fresh[k].tc, 2.0);
                assert_int_equal(again[k].foot, fresh[k].foot);
            }
            rf_sim_free(sim);
            free(s);
        }
}

/* Read from the first points on, where a rhythm has still to be found, or from a window of 8 s: the same contacts, none before what was promised. */
static void contacts_come_one_by_one_as_they_come_at_once(void **state)
{
    static rf_found one_by_one[MOST], at_once[MOST];

    (void)state;
    for (rf_placement p = RF_PLACE_FOOT; p <= RF_PLACE_TRUNK; p++) {
        const rf_sim_settings set = runner(3.0, 2, 25);
        rf_sim *sim = plan_run(&set);
        const double stride_s = rf_sim_contact_at(sim, 4).stride_ms / 1000;
        size_t n;
        rf_sample *s = wear(sim, p, p >= RF_PLACE_PELVIS ? RF_SIDE_MIDDLE : RF_SIDE_LEFT, RF_GRID_HZ, worn_straight, &n);
        const int n_one = detect_known(rf_placement_at(p)->detector, s, n, stride_s, 20, one_by_one);
        const int n_once = detect(rf_placement_at(p)->detector, s, n, stride_s, at_once);

        assert_true(n_once > 25 && abs(n_once - n_one) <= 2); /* the first step out of standing is told by the one or the other */
        for (int k = 1; k <= 20; k++)
            assert_near(one_by_one[n_one - k].ic, at_once[n_once - k].ic, 1.0);
        rf_sim_free(sim);
        free(s);
    }
}

typedef enum cut { WHOLE, NO_LESS_THAN_ZERO, NO_SWAY } cut;

/* How many contacts a pelvis tells, of how many the bounce, m, and their mean. */
static int bounces(cut how, double *share)
{
    static rf_found found[MOST];
    const rf_sim_settings set = runner(3.4, 0, 30);
    rf_sim *sim = plan_run(&set);
    const double stride_s = rf_sim_contact_at(sim, 4).stride_ms / 1000;
    size_t n;
    rf_sample *s = wear(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE, RF_GRID_HZ, worn_straight, &n);
    int told = 0, all;

    for (size_t i = 0; i < n; i++) {
        if (how == NO_LESS_THAN_ZERO)
            s[i].acc_mps2[2] = rf_max(s[i].acc_mps2[2], 0);
        if (how == NO_SWAY)
            s[i].acc_mps2[1] = 0;
    }
    all = detect(rf_placement_at(RF_PLACE_PELVIS)->detector, s, n, stride_s, found);
    for (int k = 0; k < all; k++)
        if (isfinite(found[k].oscillation_m)) {
            told++;
            assert_true(found[k].oscillation_m > 0.05 && found[k].oscillation_m < 0.14);
        }
    *share = (double)told / all;
    rf_sim_free(sim);
    free(s);
    return all;
}

/* In flight nothing pulls: a source that cuts the vertical off at zero hides how long and deep the body falls, so its bounce is not told. A channel that
 * never moves was not cut off. */
static void a_vertical_cut_off_at_zero_tells_contacts_but_no_bounce(void **state)
{
    double whole, cut_off, no_sway;
    const int contacts = bounces(WHOLE, &whole);

    (void)state;
    assert_true(contacts > 70 && whole > 0.9);
    assert_int_equal(bounces(NO_LESS_THAN_ZERO, &cut_off), contacts);
    assert_below(cut_off, 0.1);
    assert_int_equal(bounces(NO_SWAY, &no_sway), contacts);
    assert_true(no_sway > 0.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_foot_tells_its_contacts_and_the_length_of_its_strides),
        cmocka_unit_test(a_shank_tells_its_contacts),
        cmocka_unit_test(a_pelvis_tells_the_contacts_of_both_feet_and_which_is_which),
        cmocka_unit_test(a_thigh_and_a_trunk_tell_contacts_too),
        cmocka_unit_test(an_accelerometer_alone_tells_the_contacts_of_its_leg),
        cmocka_unit_test(contacts_come_one_by_one_as_they_come_at_once),
        cmocka_unit_test(a_vertical_cut_off_at_zero_tells_contacts_but_no_bounce),
        cmocka_unit_test(a_bout_that_begins_again_is_read_as_by_a_new_detector),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
