/* Several sensors tell one list of contacts: who keeps the time, who fills in, and that a contact which nobody saw is a gap. */
#include "sessions.h"

static rf_sim *sim;

static int plan(void **state)
{
    rf_sim_settings s = runner(3.2, 3, 30);

    (void)state;
    s.cadence_spm = 195; /* so fast that two steps, or two strides, would pass for a slow one */
    sim = plan_run(&s);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    rf_sim_free(sim);
    return 0;
}

/* Every contact is a true one, of the true foot, and from the fourth second of running on none is missing. `skip_s`: but there. */
static void assert_all_true(const rf_result *r, double skip_from_s, double skip_to_s)
{
    size_t missing = 0;

    for (size_t i = 0; i < r->n_contacts; i++) {
        const int k = true_contact(sim, &r->contacts[i]);

        if (r->contacts[i].flags & RF_CONTACT_NO_EVENT)
            continue;
        assert_true(k >= 0);
        assert_int_equal(r->contacts[i].side, rf_sim_contact_at(sim, (size_t)k).side);
        assert_true(i == 0 || r->contacts[i].ic_us > r->contacts[i - 1].ic_us);
    }
    for (size_t k = 0; k < rf_sim_contacts(sim); k++) {
        const rf_sim_contact c = rf_sim_contact_at(sim, k);
        bool found = false;

        if (c.ic_us < 8000000 || k + 3 > rf_sim_contacts(sim) || ((double)c.ic_us > skip_from_s * 1e6 && (double)c.ic_us < skip_to_s * 1e6))
            continue;
        for (size_t i = 0; i < r->n_contacts; i++)
            found |= llabs(r->contacts[i].ic_us - c.ic_us) < 80000;
        missing += !found;
    }
    assert_int_equal(missing, 0);
}

static bool near_seam(int64_t t_us, double a_s, double b_s)
{
    return fabs((double)t_us / 1e6 - a_s) < 1.5 || fabs((double)t_us / 1e6 - b_s) < 1.5;
}

/* The same, but that around two instants a contact may be missing. */
static void assert_true_but_at_seams(const rf_result *r, const char *cut_place, double a_s, double b_s)
{
    size_t missing = 0, at_seams = 0;

    for (size_t i = 0; i < r->n_contacts; i++) {
        const int k = true_contact(sim, &r->contacts[i]);

        if (r->contacts[i].flags & RF_CONTACT_NO_EVENT)
            continue;
        assert_true(k >= 0);
        assert_int_equal(r->contacts[i].side, rf_sim_contact_at(sim, (size_t)k).side);
    }
    for (size_t k = 0; k + 3 < rf_sim_contacts(sim); k++) {
        const rf_sim_contact c = rf_sim_contact_at(sim, k);
        bool found = c.ic_us < 8000000;

        for (size_t i = 0; i < r->n_contacts; i++)
            found |= llabs(r->contacts[i].ic_us - c.ic_us) < 80000;
        if (near_seam(c.ic_us, a_s, b_s))
            at_seams += !found;
        else
            missing += !found;
    }
    if (missing || at_seams > 4)
        print_error("sensor on the %s cut at %g and %g s: %zu missing, %zu at the seams\n", cut_place, a_s, b_s, missing, at_seams);
    assert_int_equal(missing, 0);
    assert_true(at_seams <= 4);
}

static void a_pelvis_fills_in_the_foot_that_has_no_sensor(void **state)
{
    worn w[2] = { put_on(sim, RF_PLACE_FOOT, RF_SIDE_RIGHT), put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE) };
    rf_session *s = run_all(w, 2, 50, NULL);
    const rf_result *r = rf_session_result(s);
    size_t n[2] = { 0, 0 };

    (void)state;
    assert_all_true(r, 0, 0);
    for (size_t i = 0; i < r->n_contacts; i++) {
        if (r->contacts[i].ic_us < 8000000)
            continue;
        assert_int_equal(r->contacts[i].sensor, r->contacts[i].side == RF_SIDE_RIGHT ? 0 : 1);
        n[r->contacts[i].sensor]++;
    }
    assert_true(n[0] > 25 && n[1] > 25);
    rf_session_free(s);
    take_off(w, 2);
}

static void a_foot_keeps_the_time_before_a_shank_and_a_leg_before_the_pelvis(void **state)
{
    worn w[5] = { put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE), put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT),
                  put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT), put_on(sim, RF_PLACE_THIGH, RF_SIDE_RIGHT),
                  put_on(sim, RF_PLACE_SHANK, RF_SIDE_RIGHT) };
    rf_session *s = run_all(w, 5, 50, NULL);
    const rf_result *r = rf_session_result(s);
    size_t told = 0;

    (void)state;
    assert_all_true(r, 0, 0);
    for (size_t i = 0; i < r->n_contacts; i++) {
        assert_int_equal(r->contacts[i].sensor, r->contacts[i].side == RF_SIDE_LEFT ? 2 : 4);
        told += isfinite((double)r->contacts[i].value[RF_M_vertical_oscillation_m]); /* which only the pelvis knows */
    }
    assert_true(2 * told > r->n_contacts);
    rf_session_free(s);
    take_off(w, 5);
}

/* Every sensor of a set in turn ends in the run, begins in it, or has a gap: whoever else hears that foot goes on with it. At the seam a stride may be
 * missing, where the sensor's last contact, or its first, is cut. */
static void assert_taken_over(const rf_placement *place, const rf_side *side, int n)
{
    static const double cut[][2] = { { 18, 1e6 }, { 0, 15 }, { 16, 21 } };
    worn whole[MOST_WORN];

    for (int i = 0; i < n; i++)
        whole[i] = put_on(sim, place[i], side[i]);
    for (int k = 0; k < n; k++)
        for (size_t c = 0; c < RF_COUNT(cut); c++) {
            worn w[MOST_WORN];
            rf_session *s;

            for (int i = 0; i < n; i++)
                w[i] = whole[i];
            w[k].s = malloc(whole[k].n * sizeof *w[k].s);
            memcpy(w[k].s, whole[k].s, whole[k].n * sizeof *w[k].s);
            cut_out(&w[k], cut[c][0], cut[c][1]);
            s = run_by_time(w, n);
            assert_true_but_at_seams(rf_session_result(s), rf_placement_name(place[k]), cut[c][0], cut[c][1]);
            rf_session_free(s);
            free(w[k].s);
        }
    take_off(whole, n);
}

static void the_best_sensor_that_is_there_keeps_the_time_of_each_foot(void **state)
{
    (void)state;
    assert_taken_over((rf_placement[]) { RF_PLACE_FOOT, RF_PLACE_FOOT, RF_PLACE_PELVIS },
                      (rf_side[]) { RF_SIDE_LEFT, RF_SIDE_RIGHT, RF_SIDE_MIDDLE }, 3);
    assert_taken_over((rf_placement[]) { RF_PLACE_SHANK, RF_PLACE_FOOT, RF_PLACE_SHANK, RF_PLACE_THIGH },
                      (rf_side[]) { RF_SIDE_LEFT, RF_SIDE_LEFT, RF_SIDE_RIGHT, RF_SIDE_RIGHT }, 4);
    assert_taken_over((rf_placement[]) { RF_PLACE_TRUNK, RF_PLACE_PELVIS, RF_PLACE_SHANK },
                      (rf_side[]) { RF_SIDE_MIDDLE, RF_SIDE_MIDDLE, RF_SIDE_RIGHT }, 3);
}

/* A figure that two kinds of sensors made is less sure than that of the better one; running lasts as long as anybody says. */
static void what_a_lesser_sensor_took_over_is_less_sure(void **state)
{
    double width[2];

    (void)state;
    for (int cut = 0; cut < 2; cut++) {
        worn w[2] = { put_on(sim, RF_PLACE_FOOT, RF_SIDE_RIGHT), put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE) };
        const rf_result *r;
        rf_session *s;

        if (cut)
            cut_out(&w[0], 14, 1e6);
        s = run_by_time(w, 2);
        r = rf_session_result(s);
        width[cut] = r->values[RF_M_contact_ms].hi - r->values[RF_M_contact_ms].lo;
        assert_true(r->n_bouts == 1 && r->bouts[0].to_us > 28000000);
        rf_session_free(s);
        take_off(w, 2);
    }
    assert_true(width[1] > 1.1 * width[0]);
}

/* For 1.2 s the right foot's sensor is silent: two contacts are missed, and no step or stride may reach across them. */
static void a_contact_that_one_sensor_missed_is_a_gap_and_no_slow_step(void **state)
{
    worn w[2] = { put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT), put_on(sim, RF_PLACE_FOOT, RF_SIDE_RIGHT) };
    size_t without_step = 0;
    const rf_result *r;
    rf_session *s;

    (void)state;
    cut_out(&w[1], 20, 21.2);
    s = run_all(w, 2, 50, NULL);
    r = rf_session_result(s);
    assert_all_true(r, 19, 30);
    for (size_t i = 0; i + 2 < r->n_contacts; i++) {
        const rf_contact *c = &r->contacts[i];
        const double step = (double)c->value[RF_M_step_ms], stride = (double)c->value[RF_M_stride_ms];

        if (c->ic_us < 8000000)
            continue;
        assert_true(isnan(step) || (step > 240 && step < 400));
        assert_true(isnan(stride) || (stride > 520 && stride < 720));
        without_step += (size_t)(isnan(step) != 0 && c->side == RF_SIDE_LEFT);
    }
    assert_true(without_step >= 1);
    rf_session_free(s);
    take_off(w, 2);
}

static void one_foot_alone_counts_no_stride_across_a_gap(void **state)
{
    worn w = put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT);
    size_t without = 0, n = 0;
    const rf_result *r;
    rf_session *s;

    (void)state;
    cut_out(&w, 20, 20.6);
    s = run_all(&w, 1, 50, NULL);
    r = rf_session_result(s);
    for (size_t i = 0; i + 1 < r->n_contacts; i++) {
        const double stride = (double)r->contacts[i].value[RF_M_stride_ms];

        assert_true(isnan(stride) || (stride > 520 && stride < 720));
        assert_true(isnan((double)r->contacts[i].value[RF_M_step_ms])); /* one leg knows nothing of the other */
        without += (size_t)(isnan(stride) != 0);
        n++;
    }
    assert_true(n > 30 && without >= 1 && without < 8);
    rf_session_free(s);
    take_off(&w, 1);
}

/* A trunk knows no sides, so only the rhythm says that the next contact is not the other foot's. */
static void a_trunk_counts_no_step_across_a_gap(void **state)
{
    worn w = put_on(sim, RF_PLACE_TRUNK, RF_SIDE_MIDDLE);
    size_t without = 0, n = 0;
    const rf_result *r;
    rf_session *s;

    (void)state;
    cut_out(&w, 14, 14.33);
    cut_out(&w, 24, 24.33);
    s = run_all(&w, 1, 50, NULL);
    r = rf_session_result(s);
    for (size_t i = 0; i + 1 < r->n_contacts; i++) {
        const double step = (double)r->contacts[i].value[RF_M_step_ms];

        assert_true(isnan(step) || (step > 240 && step < 400));
        without += isnan(step) != 0;
        n++;
    }
    assert_true(n > 40 && without >= 2);
    rf_session_free(s);
    take_off(&w, 1);
}

static void the_same_foot_told_by_two_sensors_is_one_contact(void **state)
{
    worn w[2] = { put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT), put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT) };
    rf_session *both = run_all(w, 2, 50, NULL), *foot = run_all(w, 1, 50, NULL);
    const rf_result *a = rf_session_result(both), *b = rf_session_result(foot);

    (void)state;
    assert_int_equal(a->n_contacts, b->n_contacts);
    for (size_t i = 0; i < a->n_contacts; i++) {
        assert_true(a->contacts[i].ic_us == b->contacts[i].ic_us);
        assert_int_equal(a->contacts[i].sensor, 0);
    }
    rf_session_free(both);
    rf_session_free(foot);
    take_off(w, 2);
}

static void no_value_lies_outside_what_its_metric_may_be(void **state)
{
    worn w[3] = { put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT), put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT),
                  put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE) };
    rf_session *s = run_all(w, 3, 50, NULL);
    const rf_result *r = rf_session_result(s);

    (void)state;
    for (size_t i = 0; i < r->n_contacts; i++)
        for (size_t k = 0; k < rf_metric_count(); k++) {
            const rf_metric_info *m = rf_metric_at(k);
            const double v = m->step >= 0 ? (double)r->contacts[i].value[m->step] : NAN;

            assert_true(isnan(v) || (v >= m->min && v <= m->max));
        }
    for (size_t k = 0; k < r->n_values; k++)
        if (r->values[k].told)
            assert_true(r->values[k].lo <= r->values[k].value && r->values[k].value <= r->values[k].hi && !r->values[k].why[0]);
        else
            assert_true(isnan(r->values[k].value) && r->values[k].why[0]);
    rf_session_free(s);
    take_off(w, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pelvis_fills_in_the_foot_that_has_no_sensor),
        cmocka_unit_test(a_foot_keeps_the_time_before_a_shank_and_a_leg_before_the_pelvis),
        cmocka_unit_test(the_best_sensor_that_is_there_keeps_the_time_of_each_foot),
        cmocka_unit_test(what_a_lesser_sensor_took_over_is_less_sure),
        cmocka_unit_test(a_contact_that_one_sensor_missed_is_a_gap_and_no_slow_step),
        cmocka_unit_test(one_foot_alone_counts_no_stride_across_a_gap),
        cmocka_unit_test(a_trunk_counts_no_step_across_a_gap),
        cmocka_unit_test(the_same_foot_told_by_two_sensors_is_one_contact),
        cmocka_unit_test(no_value_lies_outside_what_its_metric_may_be),
    };

    return cmocka_run_group_tests(tests, plan, forget) ? 1 : 0;
}
