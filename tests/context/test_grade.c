/* How steep: height over distance, what goes before it, and the foot's own way. */
#include "way.h"

/* Level, then 5 % from the 300th contact on, told once a second with this noise. */
static void half_a_hill(way *w, rf_channel c, double noise_m, double speed)
{
    const double foot_s = way_s(w, 300);

    for (double t = 0; t < way_s(w, w->n - 1) + 2; t += 0.2) {
        const double up = t > foot_s ? 0.05 * speed * (t - foot_s) : 0;

        way_tells(w, 0, c, t, 200 + up + noise_m * way_noise(w));
    }
}

static void a_hill_is_found_where_it_is(void **state)
{
    static way w;

    (void)state;
    for (int noisy = 0; noisy < 2; noisy++) {
        way_start(&w, 600);
        half_a_hill(&w, RF_CHANNEL_ALTITUDE_M, noisy ? 0.5 : 0, 3);
        way_judge(&w, 3);
        assert_near(w.c[150].value[RF_M_grade_pct], 0, noisy ? 0.8 : 0.05);
        assert_near(w.c[450].value[RF_M_grade_pct], 5, noisy ? 0.8 : 0.05);
        assert_near(w.c[300].value[RF_M_grade_pct], 2.5, noisy ? 1 : 0.2);
        assert_false(w.c[150].flags & RF_CONTACT_UPHILL);
        assert_true(w.c[450].flags & RF_CONTACT_UPHILL);
        assert_true(w.x.grade.u < 0.6);
        way_end(&w);
    }
}

static void a_grade_that_was_told_goes_before_the_air_and_a_belt_before_both(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 600);
    half_a_hill(&w, RF_CHANNEL_ALTITUDE_M, 0, 3);
    w.told.grade_pct = 1;
    for (size_t i = 0; i < w.n; i++)
        w.c[i].value[RF_M_grade_pct] = 1; /* as the session writes it */
    way_judge(&w, 3);
    assert_near(w.c[450].value[RF_M_grade_pct], 1, 0);
    way_end(&w);
    way_start(&w, 600);
    half_a_hill(&w, RF_CHANNEL_ALTITUDE_M, 0, 3);
    w.told.grade_pct = 1;
    for (int i = 0; i < 300; i++)
        way_tells(&w, 1, RF_CHANNEL_GRADE_PCT, i, 4);
    way_judge(&w, 3);
    assert_near(w.c[450].value[RF_M_grade_pct], 4, 1e-6);
    way_end(&w);
}

static void a_receiver_that_stands_still_makes_the_height_mean_nothing(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 600);
    half_a_hill(&w, RF_CHANNEL_ALTITUDE_M, 0, 3);
    for (int i = 0; i < 300; i++)
        way_tells(&w, 1, RF_CHANNEL_SPEED_MPS, i, 0.05);
    way_judge(&w, 3);
    assert_true(w.x.stands_still);
    assert_true(isnan(w.c[450].value[RF_M_grade_pct]));
    way_end(&w);
}

static void a_height_by_satellites_is_looked_at_over_a_long_way(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 1200);
    half_a_hill(&w, RF_CHANNEL_GPS_ALTITUDE_M, 0, 3);
    way_judge(&w, 3);
    assert_near(w.c[900].value[RF_M_grade_pct], 5, 0.05);
    assert_true(w.c[350].value[RF_M_grade_pct] < 4); /* within 150 m of the foot of the hill */
    assert_true(w.x.grade.u >= 2);
    way_end(&w);
}

static void no_line_goes_across_a_pause(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 600);
    for (size_t i = 300; i < 600; i++)
        w.c[i].ic_us += 600000000; /* ten minutes in a lift */
    for (double t = 0; t < 900; t += 1)
        way_tells(&w, 0, RF_CHANNEL_ALTITUDE_M, t, t < 400 ? 100 : 180);
    way_judge(&w, 3);
    for (size_t i = 0; i < 600; i++)
        assert_false(fabs((double)w.c[i].value[RF_M_grade_pct]) > 0.01);
    way_end(&w);
}

static void the_foot_tells_a_change_and_nothing_of_a_run_that_is_one_hill(void **state)
{
    static way w;

    (void)state;
    for (int hill = 0; hill < 3; hill++) { /* a third is a hill; all of it; half of it */
        way_start(&w, 900);
        for (size_t i = 0; i < w.n; i++) {
            const double bias = i % 2 ? -2.5 : 1.5, rise = hill == 1 || (hill == 0 ? i >= 600 : i >= 450) ? 5 : 0;

            w.c[i].value[RF_M_foot_grade_pct] = (float)(bias + rise + 0.7 * way_noise(&w));
        }
        way_judge(&w, 3);
        if (hill == 0) {
            assert_near(w.c[300].value[RF_M_grade_pct], 0, 0.6);
            assert_near(w.c[750].value[RF_M_grade_pct], 5, 0.6);
        } else {
            assert_true(isnan(w.c[300].value[RF_M_grade_pct]));
        }
        way_end(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hill_is_found_where_it_is),
        cmocka_unit_test(a_grade_that_was_told_goes_before_the_air_and_a_belt_before_both),
        cmocka_unit_test(a_receiver_that_stands_still_makes_the_height_mean_nothing),
        cmocka_unit_test(a_height_by_satellites_is_looked_at_over_a_long_way),
        cmocka_unit_test(no_line_goes_across_a_pause),
        cmocka_unit_test(the_foot_tells_a_change_and_nothing_of_a_run_that_is_one_hill),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
