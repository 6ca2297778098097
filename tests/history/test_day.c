/* Days: counted as the calendar does, and only ISO is read. */
#include "kept.h"

static void days_count_from_1970(void **state)
{
    (void)state;
    assert_int_equal(rf_day_of(1970, 1, 1), 0);
    assert_int_equal(rf_day_of(2000, 3, 1), 11017);
    assert_int_equal(rf_day_of(2026, 5, 17), 20590);
    assert_int_equal(rf_day_of(1969, 12, 31), -1);
}

static void every_day_of_three_centuries_is_the_next_one_and_prints_as_it_reads(void **state)
{
    static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t expected = rf_day_of(1900, 1, 1);

    (void)state;
    for (int y = 1900; y < 2200; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= length[m - 1] + (m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0)); d++) {
                char text[RF_DAY_MAX];

                assert_int_equal(rf_day_of(y, m, d), expected);
                rf_day_print(text, expected);
                assert_int_equal(day(text), expected);
                expected++;
            }
}

static bool read(const char *text, int *minute)
{
    int64_t d;

    return rf_day_parse(text, strlen(text), &d, minute);
}

static void other_ways_of_writing_a_date_are_refused(void **state)
{
    static const char *const other[] = {
        "",           "05/03/2026", "17.05.2026", "2026/05/17",  "2026-5-17",         "26-05-17",           "20260517",
        "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31",  "2026-05-17x",       "2026-05-17T",        "1899-12-31",
        "2200-01-01", "2026-05-1",  "17 May",     "2026-05-17 ", "2026-05-17T24:00",  "2026-05-17T07:60",   "2026-05-17T7:30",
        "2026-W20-7", "yesterday",  "2026-05-32", "-026-05-17",  "2026-05-17T07:30Z", "2026-05-17T07:30:61"
    };
    int minute;

    (void)state;
    for (size_t i = 0; i < RF_COUNT(other); i++)
        assert_false(read(other[i], &minute));
    assert_true(read("2024-02-29", &minute));
}

static void a_time_of_day_may_follow(void **state)
{
    int minute;

    (void)state;
    assert_true(read("2026-05-17", &minute));
    assert_int_equal(minute, -1);
    assert_true(read("2026-05-17T07:30", &minute));
    assert_int_equal(minute, 450);
    assert_true(read("2026-05-17 23:59:59", &minute));
    assert_int_equal(minute, 1439);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_count_from_1970),
        cmocka_unit_test(every_day_of_three_centuries_is_the_next_one_and_prints_as_it_reads),
        cmocka_unit_test(other_ways_of_writing_a_date_are_refused),
        cmocka_unit_test(a_time_of_day_may_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
