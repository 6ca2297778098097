/* The library's front: what it refuses, what it gives when, and that neither pieces nor the order of the sensors show in the result. */
#include "run/live.h"
#include "sessions.h"

static rf_sim *sim;

static int plan(void **state)
{
    const rf_sim_settings s = runner(3.2, 3, 20);

    (void)state;
    sim = plan_run(&s);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    rf_sim_free(sim);
    return 0;
}

static void wrong_arguments_are_refused(void **state)
{
    const rf_sensor_info info = { .placement = RF_PLACE_FOOT, .side = RF_SIDE_LEFT }, nowhere = { .placement = RF_PLACE_COUNT };
    const rf_sample x = { .t_us = 0 };
    rf_contact c;
    rf_session *s;
    rf_event e;

    (void)state;
    assert_int_equal(rf_session_new(NULL, NULL), RF_ERR_ARG);
    assert_int_equal(rf_session_new(&s, NULL), 0); /* no settings: nothing was told */
    assert_int_equal(rf_session_add(NULL, &info), RF_ERR_ARG);
    assert_int_equal(rf_session_add(s, NULL), RF_ERR_ARG);
    assert_int_equal(rf_session_add(s, &nowhere), RF_ERR_ARG);
    for (int k = 0; k < RF_MAX_SENSORS; k++)
        assert_int_equal(rf_session_add(s, &info), k);
    assert_int_equal(rf_session_add(s, &info), RF_ERR_ARG);
    assert_int_equal(rf_session_push(NULL, 0, &x, 1), RF_ERR_ARG);
    assert_int_equal(rf_session_push(s, -1, &x, 1), RF_ERR_ARG);
    assert_int_equal(rf_session_push(s, RF_MAX_SENSORS, &x, 1), RF_ERR_ARG);
    assert_int_equal(rf_session_push(s, 0, NULL, 1), RF_ERR_ARG);
    assert_int_equal(rf_session_push(s, 0, NULL, 0), 0);
    assert_int_equal(rf_session_poll(NULL, &c), RF_ERR_ARG);
    assert_int_equal(rf_session_poll(s, NULL), RF_ERR_ARG);
    assert_int_equal(rf_session_poll_event(NULL, &e), RF_ERR_ARG);
    assert_int_equal(rf_session_poll_event(s, NULL), RF_ERR_ARG);
    assert_int_equal(rf_session_poll_event(s, &e), 0);
    assert_int_equal(rf_session_flush(NULL), RF_ERR_ARG);
    assert_null(rf_session_result(NULL));
    rf_session_free(s);
    rf_session_free(NULL);
}

static int asked(double speed_mps, double grade_pct, double height_m, double mass_kg)
{
    rf_session_settings set = rf_session_defaults;
    rf_session *s;
    int r;

    set.speed_mps = speed_mps;
    set.grade_pct = grade_pct;
    set.height_m = height_m;
    set.mass_kg = mass_kg;
    r = rf_session_new(&s, &set);
    assert_true(r == 0 ? s != NULL : s == NULL);
    rf_session_free(s);
    return r;
}

static void settings_out_of_range_are_refused(void **state)
{
    (void)state;
    assert_int_equal(asked(NAN, NAN, NAN, NAN), 0);
    assert_int_equal(asked(0.5, -30, 1.2, 25), 0);
    assert_int_equal(asked(12, 30, 2.3, 250), 0);
    assert_int_equal(asked(0.49, 0, 1.8, 70), RF_ERR_ARG);
    assert_int_equal(asked(12.1, 0, 1.8, 70), RF_ERR_ARG);
    assert_int_equal(asked(-3, 0, 1.8, 70), RF_ERR_ARG);
    assert_int_equal(asked(INFINITY, 0, 1.8, 70), RF_ERR_ARG);
    assert_int_equal(asked(3, -30.1, 1.8, 70), RF_ERR_ARG);
    assert_int_equal(asked(3, 31, 1.8, 70), RF_ERR_ARG);
    assert_int_equal(asked(3, 0, 1.19, 70), RF_ERR_ARG);
    assert_int_equal(asked(3, 0, 178, 70), RF_ERR_ARG); /* cm */
    assert_int_equal(asked(3, 0, 1.8, 24), RF_ERR_ARG);
    assert_int_equal(asked(3, 0, 1.8, 251), RF_ERR_ARG);
}

/* A contact of the result as it was when its stride ended: what only the whole session tells taken off again. */
static rf_contact without_context(rf_contact c, const rf_contact *polled)
{
    static const char *const later[] = { "grade_pct", "turn_radius_m", "pace_mps", "distance_m" };

    for (size_t i = 0; i < RF_COUNT(later); i++) {
        const int k = rf_metric_find(later[i])->step;

        c.value[k] = polled->value[k];
    }
    c.flags &= RF_CONTACT_NO_EVENT;
    return c;
}

static void contacts_come_while_samples_are_pushed_and_the_rest_at_the_flush(void **state)
{
    worn w = put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT);
    rf_session *s = session_of(&w, 1, NULL);
    rf_contact seen[100], c;
    size_t n = 0, before_flush;
    const rf_result *r;

    (void)state;
    assert_int_equal(rf_session_poll(s, &c), 0);
    for (size_t i = 0; i < w.n; i++) {
        assert_int_equal(rf_session_push(s, 0, &w.s[i], 1), 0);
        assert_null(rf_session_result(s));
        while (rf_session_poll(s, &c) == 1) {
            if (n)
                assert_true(c.ic_us > seen[n - 1].ic_us);
            if (w.s[i].t_us > 15000000) /* the bout's first seconds are over: three strides at most */
                assert_true(w.s[i].t_us - c.ic_us < 3 * 720000);
            seen[n++] = c;
        }
    }
    before_flush = n;
    assert_true(before_flush > 15);
    assert_int_equal(rf_session_flush(s), 0);
    while (rf_session_poll(s, &c) == 1)
        seen[n++] = c;
    assert_true(n > before_flush);
    r = rf_session_result(s);
    assert_non_null(r);
    assert_true(r->running);
    assert_int_equal(r->n_contacts, n);
    for (size_t i = 0; i < n; i++) {
        const rf_contact kept = without_context(r->contacts[i], &seen[i]);

        assert_same_contact(&seen[i], &kept, NULL);
    }
    rf_session_free(s);
    take_off(&w, 1);
}

/* An event may be asked for before its contact is, and is the contact's to the bit. */
static void events_come_before_their_contacts_and_are_the_same(void **state)
{
    worn w[2] = { put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT), put_on(sim, RF_PLACE_SHANK, RF_SIDE_RIGHT) };
    rf_session *s = session_of(w, 2, NULL);
    rf_event e[300];
    rf_contact c;
    size_t n = 0, at = 0;

    (void)state;
    for (size_t i = 0; i <= w[0].n; i++) {
        for (int k = 0; k < 2 && i < w[0].n; k++)
            assert_int_equal(rf_session_push(s, k, &w[k].s[i], 1), 0);
        if (i == w[0].n)
            assert_int_equal(rf_session_flush(s), 0);
        while (rf_session_poll_event(s, &e[n]) == 1)
            n++;
        while (rf_session_poll(s, &c) == 1) {
            assert_true(at < n);
            assert_int_equal(e[at].kind, RF_INITIAL_CONTACT);
            assert_true(e[at].t_us == c.ic_us && e[at].side == c.side && e[at].sensor == c.sensor && e[at].confidence == c.confidence);
            at++;
            if (c.tc_us == RF_TIME_NONE)
                continue;
            assert_true(at < n);
            assert_int_equal(e[at].kind, RF_TERMINAL_CONTACT);
            assert_true(e[at].t_us == c.tc_us && e[at].side == c.side);
            at++;
        }
    }
    assert_int_equal(at, n);
    assert_true(n > 80);
    rf_session_free(s);
    take_off(w, 2);
}

/* From the 12th second on, or up to it, the foot's sensor has a gyro: there, behind eight more seconds, terminal contacts are told, and contacts all along. */
static void a_gyro_that_joins_late_or_falls_silent_is_used_where_it_is(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        const rf_sim_settings set = runner(3.2, 3, 35);
        rf_sim *run = plan_run(&set);
        worn w = put_on(run, RF_PLACE_FOOT, RF_SIDE_LEFT);
        size_t with[2] = { 0, 0 }, all[2] = { 0, 0 };
        const rf_result *r;
        rf_session *s;

        for (size_t i = 0; i < w.n; i++)
            w.s[i].flags |= (w.s[i].t_us < 12000000) == late ? RF_SAMPLE_NO_GYRO : 0;
        s = run_all(&w, 1, 100, NULL);
        r = rf_session_result(s);
        for (size_t i = 0; i < r->n_contacts; i++) {
            const int64_t t = r->contacts[i].ic_us;

            if ((t > 4000000 && t < 10000000) || (t > 24000000 && t < 36000000)) {
                all[t > 12000000]++;
                with[t > 12000000] += r->contacts[i].tc_us != RF_TIME_NONE;
            }
        }
        assert_in_range(all[0], 7, 10);
        assert_in_range(all[1], 15, 19);
        assert_int_equal(with[late], all[late]);
        assert_int_equal(with[!late], 0);
        rf_session_free(s);
        take_off(&w, 1);
        rf_sim_free(run);
    }
}

static void after_the_flush_nothing_more_is_taken(void **state)
{
    const rf_sensor_info info = { .placement = RF_PLACE_PELVIS };
    const rf_sample x = { .t_us = INT64_C(100000000) };
    worn w = put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE);
    rf_session *s = run_all(&w, 1, 100, NULL);

    (void)state;
    assert_int_equal(rf_session_flush(s), RF_ERR_ARG);
    assert_int_equal(rf_session_push(s, 0, &x, 1), RF_ERR_ARG);
    assert_int_equal(rf_session_add(s, &info), RF_ERR_ARG);
    assert_non_null(rf_session_result(s));
    rf_session_free(s);
    take_off(&w, 1);
}

static void pieces_change_no_bit(void **state)
{
    static const size_t piece[] = { 7, 100, 4096 };
    static const struct {
        rf_placement p;
        rf_side side;
    } place[] = { { RF_PLACE_FOOT, RF_SIDE_LEFT },
                  { RF_PLACE_SHANK, RF_SIDE_RIGHT },
                  { RF_PLACE_PELVIS, RF_SIDE_MIDDLE },
                  { RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN } };

    (void)state;
    for (size_t k = 0; k < RF_COUNT(place); k++) {
        worn w = put_on(sim, place[k].p == RF_PLACE_UNKNOWN ? RF_PLACE_SHANK : place[k].p,
                        place[k].side == RF_SIDE_UNKNOWN ? RF_SIDE_LEFT : place[k].side);
        rf_session *one;

        w.placement = place[k].p;
        w.side = place[k].side;
        one = run_all(&w, 1, 1, NULL);
        assert_true(rf_session_result(one)->n_contacts > 20);
        for (size_t i = 0; i < RF_COUNT(piece); i++) {
            rf_session *s = run_all(&w, 1, piece[i], NULL);
            const rf_result *a = rf_session_result(one), *b = rf_session_result(s);

            assert_same_contacts(s, one, NULL);
            for (size_t v = 0; v < a->n_values; v++) {
                assert_memory_equal(&a->values[v].value, &b->values[v].value, sizeof(double));
                assert_memory_equal(&a->values[v].lo, &b->values[v].lo, sizeof(double));
            }
            assert_int_equal(a->n_notices, b->n_notices);
            rf_session_free(s);
        }
        rf_session_free(one);
        take_off(&w, 1);
    }
}

/* Five sensors, added and pushed in three orders. */
static void the_order_of_the_sensors_shows_in_nothing_but_their_numbers(void **state)
{
    static const int order[][MOST_WORN] = { { 0, 1, 2, 3, 4 }, { 4, 3, 2, 1, 0 }, { 2, 0, 4, 1, 3 } };
    worn all[MOST_WORN] = { put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT), put_on(sim, RF_PLACE_SHANK, RF_SIDE_RIGHT),
                            put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE), put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT),
                            put_on(sim, RF_PLACE_TRUNK, RF_SIDE_MIDDLE) };
    rf_session *first = run_all(all, MOST_WORN, 20, NULL);

    (void)state;
    assert_true(rf_session_result(first)->n_contacts > 45);
    for (size_t k = 1; k < RF_COUNT(order); k++) {
        worn w[MOST_WORN];
        rf_session *s;

        for (int i = 0; i < MOST_WORN; i++)
            w[i] = all[order[k][i]];
        s = run_all(w, MOST_WORN, k == 1 ? 1 : 90, NULL);
        assert_same_contacts(s, first, order[k]);
        rf_session_free(s);
    }
    rf_session_free(first);
    take_off(all, MOST_WORN);
}

static void an_empty_session_is_judged_too(void **state)
{
    const rf_result *r;
    rf_session *s;

    (void)state;
    assert_int_equal(rf_session_new(&s, NULL), 0);
    assert_null(rf_session_result(s));
    assert_int_equal(rf_session_flush(s), 0);
    r = rf_session_result(s);
    assert_false(r->running);
    assert_int_equal(r->n_findings, 17);
    for (size_t i = 0; i < r->n_findings; i++) {
        assert_int_equal(r->findings[i].status, RF_CANNOT_TELL);
        assert_true(r->findings[i].why[0]);
    }
    assert_int_equal(r->n_values, rf_metric_count());
    for (size_t i = 0; i < r->n_values; i++) {
        assert_ptr_equal(r->values[i].metric, rf_metric_at(i));
        assert_true(!r->values[i].told && isnan(r->values[i].value) && isnan(r->values[i].lo) && isnan(r->values[i].hi));
        assert_true(r->values[i].why[0]);
    }
    assert_int_equal(r->n_contacts + r->n_sensors + r->n_notices + r->n_bouts, 0);
    assert_true(r->first_us == RF_TIME_NONE);
    rf_session_free(s);
}

static void a_sensor_that_never_says_anything_spoils_nothing(void **state)
{
    worn w[2] = { put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE), { .placement = RF_PLACE_TRUNK, .side = RF_SIDE_MIDDLE } };
    rf_session *alone = run_all(w, 1, 50, NULL), *beside;
    const rf_result *r;

    (void)state;
    beside = run_all(w, 2, 50, NULL);
    assert_same_contacts(beside, alone, NULL);
    r = rf_session_result(beside);
    assert_int_equal(r->n_sensors, 2);
    assert_int_equal(r->sensors[1].samples, 0);
    assert_true(r->sensors[1].first_us == RF_TIME_NONE);
    assert_int_equal(r->first_us, rf_session_result(alone)->first_us);
    rf_session_free(beside);
    w[1] = (worn) { .placement = RF_PLACE_FOOT, .side = RF_SIDE_RIGHT }; /* one that would keep the time of its foot */
    beside = run_all(w, 2, 50, NULL);
    r = rf_session_result(beside);
    assert_int_equal(r->n_contacts, rf_session_result(alone)->n_contacts);
    for (size_t i = 0; i < r->n_contacts; i++)
        assert_true(r->contacts[i].ic_us == rf_session_result(alone)->contacts[i].ic_us);
    rf_session_free(beside);
    rf_session_free(alone);
    take_off(w, 1);
}

static void a_silent_first_sensor_leaves_the_session_its_times(void **state)
{
    worn w[2] = { { .placement = RF_PLACE_FOOT, .side = RF_SIDE_RIGHT }, put_on(sim, RF_PLACE_PELVIS, RF_SIDE_MIDDLE) };
    rf_session *s = run_all(w, 2, 50, NULL);
    const rf_result *r = rf_session_result(s);

    (void)state;
    assert_true(r->first_us == w[1].s[0].t_us && r->last_us == w[1].s[w[1].n - 1].t_us);
    rf_session_free(s);
    take_off(w + 1, 1);
}

/* Of a clipped leg it is said what it is: by what was known at the instant, and not by how far its samples were read ahead of the others'. */
static void how_far_one_sensor_is_read_ahead_changes_no_notice(void **state)
{
    worn w[2] = { put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT), put_on(sim, RF_PLACE_FOOT, RF_SIDE_RIGHT) };
    rf_session *a, *b;

    (void)state;
    for (size_t i = 0; i < w[0].n; i++)
        for (int k = 0; k < 3; k++)
            w[0].s[i].acc_mps2[k] = 1.12 * rf_clamp(w[0].s[i].acc_mps2[k], -25, 25);
    a = run_all(w, 2, 1, NULL);
    b = run_all(w, 2, 99, NULL);
    assert_same_contacts(a, b, NULL);
    assert_int_equal(rf_session_result(a)->n_notices, rf_session_result(b)->n_notices);
    for (size_t i = 0; i < rf_session_result(a)->n_notices; i++) {
        assert_string_equal(rf_session_result(a)->notices[i].text, rf_session_result(b)->notices[i].text);
        assert_int_equal(rf_session_result(a)->notices[i].t_us, rf_session_result(b)->notices[i].t_us);
    }
    assert_true(rf_session_result(a)->n_notices > 0);
    rf_session_free(a);
    rf_session_free(b);
    take_off(w, 2);
}

static void standing_still_is_no_running(void **state)
{
    worn w = put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT);
    const rf_result *r;
    rf_session *s;

    (void)state;
    cut_out(&w, 3, 100);
    s = run_all(&w, 1, 100, NULL);
    r = rf_session_result(s);
    assert_false(r->running);
    assert_int_equal(r->n_contacts, 0);
    assert_int_equal(r->n_findings, 17);
    assert_true(r->sensors[0].stood);
    assert_near(r->sensors[0].rate_hz, 200, 1e-6);
    rf_session_free(s);
    take_off(&w, 1);
}

static void exchanged_sides_count_from_the_first_sample_on_in_curves_too(void **state)
{
    worn w[] = { put_on(sim, RF_PLACE_SHANK, RF_SIDE_LEFT), put_on(sim, RF_PLACE_SHANK, RF_SIDE_RIGHT) };
    const size_t half = w[0].n / 2;
    rf_session *told[2];
    const rf_curve *c[2];
    size_t n[2];

    (void)state;
    for (int k = 0; k < 2; k++) { /* told rightly, and the wrong way round until it is noticed */
        w[0].side = k ? RF_SIDE_RIGHT : RF_SIDE_LEFT;
        w[1].side = k ? RF_SIDE_LEFT : RF_SIDE_RIGHT;
        told[k] = session_of(w, 2, NULL);
        assert_int_equal(rf_session_keep_curves(told[k]), 0);
        for (size_t i = 0; i < w[0].n && i < w[1].n; i++) {
            if (k && i == half)
                rf_session_swap_sides(told[k]);
            for (int j = 0; j < 2; j++)
                assert_int_equal(rf_session_push(told[k], j, w[j].s + i, 1), 0);
        }
        assert_int_equal(rf_session_flush(told[k]), 0);
        c[k] = rf_session_result(told[k])->curves;
        n[k] = rf_session_result(told[k])->n_curves;
    }
    assert_same_contacts(told[0], told[1], NULL);
    assert_true(n[0] > 0);
    assert_int_equal(n[0], n[1]);
    for (size_t i = 0; i < n[0]; i++) {
        assert_int_equal(c[0][i].sensor, c[1][i].sensor);
        assert_int_equal(c[0][i].side, c[1][i].side);
        assert_int_equal(c[0][i].n, c[1][i].n);
    }
    rf_session_free(told[0]);
    rf_session_free(told[1]);
    take_off(w, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(settings_out_of_range_are_refused),
        cmocka_unit_test(contacts_come_while_samples_are_pushed_and_the_rest_at_the_flush),
        cmocka_unit_test(events_come_before_their_contacts_and_are_the_same),
        cmocka_unit_test(a_gyro_that_joins_late_or_falls_silent_is_used_where_it_is),
        cmocka_unit_test(after_the_flush_nothing_more_is_taken),
        cmocka_unit_test(pieces_change_no_bit),
        cmocka_unit_test(the_order_of_the_sensors_shows_in_nothing_but_their_numbers),
        cmocka_unit_test(an_empty_session_is_judged_too),
        cmocka_unit_test(a_sensor_that_never_says_anything_spoils_nothing),
        cmocka_unit_test(a_silent_first_sensor_leaves_the_session_its_times),
        cmocka_unit_test(how_far_one_sensor_is_read_ahead_changes_no_notice),
        cmocka_unit_test(standing_still_is_no_running),
        cmocka_unit_test(exchanged_sides_count_from_the_first_sample_on_in_curves_too),
    };

    return cmocka_run_group_tests(tests, plan, forget) ? 1 : 0;
}
