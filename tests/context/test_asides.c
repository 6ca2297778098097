/* What is told beside the sensors: means of a second, whose word counts, and looking up between them. */
#include "way.h"

static void values_of_one_second_become_their_mean(void **state)
{
    static way w;
    size_t at = 0;

    (void)state;
    way_start(&w, 0);
    for (int i = 0; i < 100; i++)
        way_tells(&w, 0, RF_CHANNEL_ALTITUDE_M, 10 + i / 25.0, 100 + i / 25 + (i % 2 ? 0.5 : -0.5));
    assert_int_equal(rf_asides_end(w.x.asides), 0);
    {
        const rf_series *s = rf_asides_of(w.x.asides, RF_CHANNEL_ALTITUDE_M);

        assert_non_null(s);
        assert_int_equal(s->n, 4);
        assert_near(rf_series_at(s, 10480000, &at), 100, 0.05);
        assert_near(rf_series_at(s, 10980000, &at), 100.5, 0.05);
        assert_true(isnan(rf_series_at(s, 20000000, &at)));
    }
    way_end(&w);
}

static void the_source_with_the_lowest_number_is_believed(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 0);
    for (int i = 0; i < 5; i++) {
        way_tells(&w, 7, RF_CHANNEL_ALTITUDE_M, i, 7);
        way_tells(&w, 2, RF_CHANNEL_ALTITUDE_M, i, 2);
    }
    way_tells(&w, 0, RF_CHANNEL_ALTITUDE_M, 0, 99); /* one second is no series */
    assert_int_equal(rf_asides_end(w.x.asides), 0);
    assert_near(rf_asides_of(w.x.asides, RF_CHANNEL_ALTITUDE_M)->v[0], 2, 0);
    assert_null(rf_asides_of(w.x.asides, RF_CHANNEL_BELT_MPS));
    way_end(&w);
}

static void a_value_that_goes_back_in_time_is_left_out(void **state)
{
    static way w;

    (void)state;
    way_start(&w, 0);
    way_tells(&w, 0, RF_CHANNEL_SPEED_MPS, 10, 3);
    way_tells(&w, 0, RF_CHANNEL_SPEED_MPS, 4, 9);
    way_tells(&w, 0, RF_CHANNEL_SPEED_MPS, 11, 3);
    way_tells(&w, 0, RF_CHANNEL_SPEED_MPS, 12, 3);
    assert_int_equal(rf_asides_end(w.x.asides), 0);
    assert_int_equal(rf_asides_of(w.x.asides, RF_CHANNEL_SPEED_MPS)->n, 3);
    way_end(&w);
}

static void across_a_hole_nothing_is_made_up(void **state)
{
    static way w;
    size_t at = 0;
    const rf_series *s;

    (void)state;
    way_start(&w, 0);
    for (int i = 0; i < 3; i++)
        way_tells(&w, 0, RF_CHANNEL_SPEED_MPS, i, 3);
    for (int i = 60; i < 63; i++)
        way_tells(&w, 0, RF_CHANNEL_SPEED_MPS, i, 5);
    assert_int_equal(rf_asides_end(w.x.asides), 0);
    s = rf_asides_of(w.x.asides, RF_CHANNEL_SPEED_MPS);
    assert_near(rf_series_at(s, 3000000, &at), 3, 0);
    assert_true(isnan(rf_series_at(s, 30000000, &at)));
    assert_near(rf_series_at(s, 59000000, &at), 5, 0);
    way_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_one_second_become_their_mean),
        cmocka_unit_test(the_source_with_the_lowest_number_is_believed),
        cmocka_unit_test(a_value_that_goes_back_in_time_is_left_out),
        cmocka_unit_test(across_a_hole_nothing_is_made_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
