/* In which bend, how fast, early or late. */
#include "way.h"

static void rates(way *w, size_t from, size_t to, double dps, double noise)
{
    for (size_t i = from; i < to; i++)
        w->c[i].value[RF_M_turn_rate_dps] = (float)(dps + noise * way_noise(w));
}

static void a_bend_has_radius_and_side(void **state)
{
    static way w;
    const double track = 3.5 / 36.8 / RF_DEG;

    (void)state;
    way_start(&w, 600);
    w.x.turn_u_dps = 0.3;
    rates(&w, 0, 600, 0, 0.5);
    rates(&w, 200, 300, track, 0.5);
    rates(&w, 400, 500, -track, 0.5);
    way_judge(&w, 3.5);
    assert_near(w.c[250].value[RF_M_turn_radius_m], 36.8, 4);
    assert_near(w.c[450].value[RF_M_turn_radius_m], -36.8, 4);
    assert_true(w.c[250].flags & RF_CONTACT_LEFT_TURN);
    assert_true(w.c[450].flags & RF_CONTACT_RIGHT_TURN);
    assert_true(isnan(w.c[100].value[RF_M_turn_radius_m]));
    way_end(&w);
}

static void the_zero_of_a_gyro_that_never_rested_is_taken_from_the_run(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 600);
    w.x.turn_u_dps = 1.0;
    rates(&w, 0, 600, -4, 1);
    rates(&w, 200, 260, 20, 1);
    way_judge(&w, 3);
    assert_true(isnan(w.c[100].value[RF_M_turn_radius_m]));
    assert_near(w.c[230].value[RF_M_turn_radius_m], 3 / (24 * RF_DEG), 1);
    way_end(&w);
    way_start(&w, 600); /* after a rest the same rates are a bend */
    w.x.turn_u_dps = 0.3;
    rates(&w, 0, 600, -4, 1);
    way_judge(&w, 3);
    assert_near(w.c[100].value[RF_M_turn_radius_m], -3 / (4 * RF_DEG), 8);
    way_end(&w);
}

static void a_receiver_tells_bends_where_no_gyro_does(void **state)
{
    static way w;
    const double radius = 30, v = 3;

    (void)state;
    way_start(&w, 600);
    for (double t = 0; t < 250; t += 1) { /* a circle to the left, at the equator */
        way_tells(&w, 0, RF_CHANNEL_LATITUDE_DEG, t, radius * rf_sin(v / radius * t) / 6371000 / RF_DEG);
        way_tells(&w, 0, RF_CHANNEL_LONGITUDE_DEG, t, radius * rf_cos(v / radius * t) / 6371000 / RF_DEG);
    }
    way_judge(&w, 3);
    assert_near(w.c[300].value[RF_M_speed_mps], 2.9, 0.15); /* the chord of 6 s */
    assert_near(w.c[300].value[RF_M_turn_radius_m], 30, 2);
    way_end(&w);
}

static void fast_is_against_the_usual_speed(void **state)
{
    static way w;

    (void)state;
    for (int share = 0; share < 3; share++) { /* a sixth of the run is fast; half of it; all of it */
        const size_t from = share == 0 ? 500 : share == 1 ? 300 : 0;

        way_start(&w, 600);
        for (size_t i = 0; i < w.n; i++)
            w.c[i].value[RF_M_speed_mps] = (float)((i >= from ? 4 : 3) + 0.1 * way_noise(&w));
        way_judge(&w, 3);
        assert_int_equal((w.c[550].flags & RF_CONTACT_FAST) != 0, share < 2);
        assert_false(w.c[100].flags & RF_CONTACT_FAST);
        way_end(&w);
    }
}

static void one_speed_for_all_makes_nobody_fast_and_a_long_run_has_a_late_part(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 1000);
    way_judge(&w, 3.4);
    assert_false(w.c[900].flags & RF_CONTACT_FAST);
    assert_true(w.c[900].flags & RF_CONTACT_LATE);
    assert_false(w.c[500].flags & RF_CONTACT_LATE);
    assert_near(w.c[999].value[RF_M_distance_m], 3.4 * 999 * 0.36, 1);
    way_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bend_has_radius_and_side),
        cmocka_unit_test(the_zero_of_a_gyro_that_never_rested_is_taken_from_the_run),
        cmocka_unit_test(a_receiver_tells_bends_where_no_gyro_does),
        cmocka_unit_test(fast_is_against_the_usual_speed),
        cmocka_unit_test(one_speed_for_all_makes_nobody_fast_and_a_long_run_has_a_late_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
