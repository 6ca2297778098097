/* What a column of time may be, and what becomes of it. */
#include "reading.h"

#include "base/base.h"

/* Three rows with these cells of time, named so. */
static reading times(const char *name, const char *a, const char *b, const char *c, const rf_read_settings *set)
{
    static char table[1024];

    snprintf(table, sizeof table, "%s,acc_x_g,acc_y_g,acc_z_g\n%s,0,0,1\n%s,0,0,1\n%s,0,0,1\n", name, a, b, c);
    return read_text(table, set);
}

static void gives(reading r, int64_t a, int64_t b, int64_t c, const char *start)
{
    assert_reads(r, 3);
    assert_int_equal(r.s[0].t_us, a);
    assert_int_equal(r.s[1].t_us, b);
    assert_int_equal(r.s[2].t_us, c);
    assert_string_equal(r.report.start_utc, start);
    reading_free(&r);
}

static void a_relative_clock_keeps_its_own_zero(void **state)
{
    (void)state;
    gives(times("time (s)", "5.25", "5.26", "5.27", NULL), 5250000, 5260000, 5270000, "");
    gives(times("time (ms)", "-20", "-10", "0", NULL), -20000, -10000, 0, "");
    gives(times("timestamp (us)", "7000", "17000", "27000", NULL), 7000, 17000, 27000, "");
    gives(times("t_ns", "1000000500", "1010000499", "1020000000", NULL), 1000001, 1010000, 1020000, "");
    gives(times("seconds_elapsed", "0.0504501953125", "0.060033203125", "0.069615966796875", NULL), 50450, 60033, 69616, "");
}

static void a_unit_that_is_not_stated_is_seen_in_the_steps(void **state)
{
    (void)state;
    gives(times("time", "0.00", "0.01", "0.02", NULL), 0, 10000, 20000, "");
    gives(times("time", "0", "10", "20", NULL), 0, 10000, 20000, "");
    gives(times("time", "100", "10100", "20100", NULL), 100, 10100, 20100, "");
    gives(times("time", "0", "10000000", "20000000", NULL), 0, 10000, 20000, "");
    gives(times("micros", "0", "10000", "20000", NULL), 0, 10000, 20000, "");
}

static void unix_time_in_any_unit_counts_from_the_first_sample(void **state)
{
    (void)state;
    gives(times("timestamp", "1729260574.5564503", "1729260574.5660332", "1729260574.5756160", NULL), 0, 9583, 19166,
          "2024-10-18T14:09:34.556Z");
    gives(times("timestamp", "1729260574556", "1729260574566", "1729260574576", NULL), 0, 10000, 20000, "2024-10-18T14:09:34.556Z");
    gives(times("timestamp", "1729260574556450", "1729260574566033", "1729260574575616", NULL), 0, 9583, 19166, "2024-10-18T14:09:34.556Z");
    gives(times("timestamp", "1729260574556450300", "1729260574566033200", "1729260574575616000", NULL), 0, 9583, 19166,
          "2024-10-18T14:09:34.556Z");
}

/* Some write a time like this before their clock is set. It is a bad row, and not the zero of those behind it. */
static void a_first_time_beyond_64_bits_does_not_shift_the_others(void **state)
{
    char table[1024];
    size_t n = (size_t)snprintf(table, sizeof table, "timestamp,acc_x_g,acc_y_g,acc_z_g\n-9000000000,0,0,1\n");
    reading r;

    (void)state;
    for (int i = 0; i < 20; i++)
        n += (size_t)snprintf(table + n, sizeof table - n, "1729260574.%02d,0,0,1\n", i);
    r = read_text(table, NULL);
    assert_reads(r, 20);
    assert_int_equal(r.s[0].t_us, 0);
    assert_int_equal(r.s[19].t_us, 190000);
    reading_free(&r);
}

static void a_polar_sensor_stamp_counts_from_2000(void **state)
{
    reading r =
        read_text("Phone timestamp;sensor timestamp [ns];X [mg];Y [mg];Z [mg]\n2026-06-10T21:15:41.382;599628005694359040;-580;573;529\n"
                  "2026-06-10T21:15:41.382;599628005714359040;-580;573;529\n2026-06-10T21:15:41.382;599628005734359040;-580;573;529\n",
                  NULL);

    (void)state;
    assert_string_equal(r.report.acc_unit, "mg");
    gives(r, 0, 20000, 40000, "2019-01-01T03:20:05.694Z");
}

static void calendar_texts_count_from_the_first_sample(void **state)
{
    static const char *const utc[][3] = {
        { "2024-10-17T19:22:22.500Z", "2024-10-17T19:22:22.510Z", "2024-10-17T19:22:22.520Z" },
        { "2024-10-17 21:22:22.500+02:00", "2024-10-17 21:22:22.510+02:00", "2024-10-17 21:22:22.520+02:00" },
        { "2024-10-18_03:22:22_500 GMT+8", "2024-10-18_03:22:22_510 GMT+8", "2024-10-18_03:22:22_520 GMT+8" }
    };
    static const char *const local[][3] = { { "2024-10-17 19:22:22.500", "2024-10-17 19:22:22.510", "2024-10-17 19:22:22.520" },
                                            { "10/17/2024 7:22:22.500 PM", "10/17/2024 7:22:22.510 PM", "10/17/2024 7:22:22.520 PM" },
                                            { "17.10.2024 19:22:22.500", "17.10.2024 19:22:22.510", "17.10.2024 19:22:22.520" },
                                            { "19:22:22.500", "19:22:22.510", "19:22:22.520" },
                                            { "2024-12-31 23:59:59.995", "2025-01-01 00:00:00.005", "2025-01-01 00:00:00.015" },
                                            { "23:59:59.995", "00:00:00.005", "00:00:00.015" } };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(utc); i++)
        gives(times("time", utc[i][0], utc[i][1], utc[i][2], NULL), 0, 10000, 20000, "2024-10-17T19:22:22.500Z");
    for (size_t i = 0; i < RF_COUNT(local); i++)
        gives(times("time", local[i][0], local[i][1], local[i][2], NULL), 0, 10000, 20000, "");
}

static void a_time_of_day_beside_a_date_is_the_clock(void **state)
{
    (void)state;
    gives(read_text("Date,Time,acc_x_g,acc_y_g,acc_z_g\n2024-10-17,19:22:22.500,0,0,1\n2024-10-17,19:22:22.510,0,0,1\n2024-10-17,19:22:22."
                    "520,0,0,1\n",
                    NULL),
          0, 10000, 20000, "");
}

static void whole_unix_seconds_are_a_clock_and_no_counter(void **state)
{
    (void)state;
    gives(times("timestamp", "1729260574", "1729260574", "1729260575", NULL), 0, 0, 1000000, "2024-10-18T14:09:34.000Z");
}

static void days_of_a_spreadsheet_are_read(void **state)
{
    (void)state;
    gives(times("time", "45582.8072048611", "45582.8072049769", "45582.8072050926", NULL), 0, 10005, 20002, "");
}

static void a_sample_counter_needs_a_rate_and_keeps_its_gaps(void **state)
{
    reading r =
        read_text("// Update Rate: "
                  "100.0Hz\nPacketCounter\tAcc_X\tAcc_Y\tAcc_Z\n65534\t0\t0\t9.8\n65535\t0\t0\t9.8\n00000\t0\t0\t9.8\n00003\t0\t0\t9.8\n",
                  NULL);

    (void)state;
    assert_reads(r, 4);
    assert_int_equal(r.s[2].t_us, 20000);
    assert_int_equal(r.s[3].t_us, 50000);
    assert_true(r.report.nominal_rate_hz == 100);
    reading_free(&r);
    assert_says(times("sample", "1", "2", "3", NULL), RF_ERR_REFUSED, "--rate 100");
    gives(times("sample", "1", "2", "4", &(rf_read_settings) { .rate_hz = 50 }), 0, 20000, 60000, "");
}

static void ticks_wrap_at_32_bits(void **state)
{
    (void)state;
    gives(times("SampleTimeFine", "4294940000", "4294956667", "6038", NULL), 4294940000, 4294956667, 4294973334, "");
    gives(times("SampleTimeFine", "340546", "340713", "340879", NULL), 34054600, 34071300, 34087900, "");
}

static void without_time_the_rate_must_be_told(void **state)
{
    const char *t = ",gravity.x,gravity.y,gravity.z,userAcceleration.x,userAcceleration.y,userAcceleration.z\n0,0,0,-1,0.5,0,0\n1,0,0,-1,0."
                    "5,0,0\n2,0,0,-1,0.5,0,0\n";
    reading r = read_text(t, NULL);

    (void)state;
    assert_says(r, RF_ERR_REFUSED, "no time column");
    assert_non_null(strstr(r.why.text, "--rate 100"));
    r = read_text(t, &(rf_read_settings) { .rate_hz = 50 });
    assert_reads(r, 3);
    assert_int_equal(r.s[2].t_us, 40000);
    assert_int_equal(r.s[2].flags, RF_SAMPLE_TIME_MADE | RF_SAMPLE_NO_GYRO);
    assert_true(r.s[2].acc_mps2[0] == -0.5 * RF_G0_MPS2 && r.s[2].acc_mps2[2] == RF_G0_MPS2);
    assert_true(r.report.gravity_joined && !r.report.gravity_missing);
    reading_free(&r);
}

static void a_bad_row_does_not_shift_the_rows_behind_it(void **state)
{
    reading r = read_text("acc_x_g,acc_y_g,acc_z_g\n0,0,1\n0,0,1\n0,oops,1\n0,0,1\n0,0,1\n", &(rf_read_settings) { .rate_hz = 100 });

    (void)state;
    assert_reads(r, 4);
    assert_int_equal(r.s[2].t_us, 30000);
    reading_free(&r);
}

static void time_that_runs_backwards_or_stands_is_passed_on(void **state)
{
    reading r = read_text("t_s,acc_x_g,acc_y_g,acc_z_g\n0,0,0,1\n0.01,0,0,1\n0.01,0,0,1\n0.005,0,0,1\n0.02,0,0,1\n", NULL);

    (void)state;
    assert_reads(r, 5);
    assert_int_equal(r.s[2].t_us, 10000);
    assert_int_equal(r.s[3].t_us, 5000);
    reading_free(&r);
}

static void the_user_overrules_the_unit_of_time(void **state)
{
    (void)state;
    gives(times("t_s", "0", "10", "20", &(rf_read_settings) { .units = "time=ms" }), 0, 10000, 20000, "");
}

static void times_that_fit_no_unit_are_asked_for(void **state)
{
    (void)state;
    assert_says(times("time", "0", "0.25", "0.5", NULL), RF_ERR_REFUSED, "--units time=s");
    assert_says(times("time", "7", "7", "7", NULL), RF_ERR_REFUSED, "never advances");
    assert_says(times("time", "1", "2", "3", NULL), RF_ERR_REFUSED, "samples, or milliseconds?");
}

static void the_preamble_of_actigraph_dates_the_first_row(void **state)
{
    static const struct {
        const char *form, *date;
    } as[] = { { "M/d/yyyy", "5/21/2024" }, { "d/M/yyyy", "21/05/2024" }, { "dd.MM.yyyy", "21.05.2024" }, { "yyyy-MM-dd", "2024-05-21" } };

    (void)state;
    for (size_t i = 0; i < sizeof as / sizeof *as; i++) {
        char text[2048];
        snprintf(text, sizeof text,
                 "------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13 Firmware v2.5 date format %s at 30 Hz  Filter Normal "
                 "-----------\n"
                 "Serial Number: N\nStart Time 10:00:00\nStart Date %s\n-----\n0.1,0.2,0.9\n0.1,0.2,0.9\n0.1,0.2,0.9\n0.1,0.2,0.9\n",
                 as[i].form, as[i].date);
        reading r = read_text(text, NULL);
        assert_reads(r, 4);
        assert_string_equal(r.report.format, "actigraph");
        assert_true(r.report.dated && r.report.start_us == INT64_C(1716285600000000));
        assert_string_equal(r.report.start_utc, ""); /* the zone is not told */
        assert_int_equal(r.s[3].t_us, 100000);
        reading_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_relative_clock_keeps_its_own_zero),
        cmocka_unit_test(a_unit_that_is_not_stated_is_seen_in_the_steps),
        cmocka_unit_test(unix_time_in_any_unit_counts_from_the_first_sample),
        cmocka_unit_test(a_first_time_beyond_64_bits_does_not_shift_the_others),
        cmocka_unit_test(a_polar_sensor_stamp_counts_from_2000),
        cmocka_unit_test(calendar_texts_count_from_the_first_sample),
        cmocka_unit_test(a_time_of_day_beside_a_date_is_the_clock),
        cmocka_unit_test(whole_unix_seconds_are_a_clock_and_no_counter),
        cmocka_unit_test(days_of_a_spreadsheet_are_read),
        cmocka_unit_test(a_sample_counter_needs_a_rate_and_keeps_its_gaps),
        cmocka_unit_test(ticks_wrap_at_32_bits),
        cmocka_unit_test(without_time_the_rate_must_be_told),
        cmocka_unit_test(a_bad_row_does_not_shift_the_rows_behind_it),
        cmocka_unit_test(time_that_runs_backwards_or_stands_is_passed_on),
        cmocka_unit_test(the_user_overrules_the_unit_of_time),
        cmocka_unit_test(the_preamble_of_actigraph_dates_the_first_row),
        cmocka_unit_test(times_that_fit_no_unit_are_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
