/* How a table may stand in a text: delimiters, marks, line ends, headers, what is above and between the rows. */
#include "reading.h"

#include "base/base.h"

static const char *const six = "time_s,acc_x_ms2,acc_y_ms2,acc_z_ms2,gyr_x_rads,gyr_y_rads,gyr_z_rads\n"
                               "0.00,0.5,-0.25,9.75,0.1,-0.2,0.3\n"
                               "0.01,0.5,-0.25,9.75,0.1,-0.2,0.3\n"
                               "0.02,0.5,-0.25,9.75,0.1,-0.2,0.3\n"
                               "0.03,1.5,-1.25,8.75,1.1,-1.2,1.3\n";

/* The last row of `six`, whatever dress it came in. */
static void is_six(reading r)
{
    assert_reads(r, 4);
    const rf_sample *s = &r.s[3];
    assert_int_equal(s->t_us, 30000);
    assert_true(s->acc_mps2[0] == 1.5 && s->acc_mps2[1] == -1.25 && s->acc_mps2[2] == 8.75);
    assert_true(s->gyr_radps[0] == 1.1 && s->gyr_radps[1] == -1.2 && s->gyr_radps[2] == 1.3);
    assert_int_equal(s->flags, 0);
    assert_int_equal(r.report.bad_rows, 0);
    reading_free(&r);
}

/* `six` with every delimiter, decimal mark and line end replaced. */
static char *dressed(char delimiter, char mark, const char *line_end, const char *above)
{
    static char out[2048];
    size_t n = (size_t)snprintf(out, sizeof out, "%s", above);

    for (const char *p = six; *p; p++) {
        if (*p == '\n') {
            memcpy(out + n, line_end, strlen(line_end));
            n += strlen(line_end);
        } else {
            out[n++] = *p == ',' ? delimiter : *p == '.' ? mark : *p;
        }
    }
    out[n] = 0;
    return out;
}

static void any_delimiter_is_found(void **state)
{
    (void)state;
    for (const char *d = ",;\t| "; *d; d++)
        is_six(read_text(dressed(*d, '.', "\n", ""), NULL));
}

static void a_decimal_comma_is_found(void **state)
{
    (void)state;
    for (const char *d = ";\t| "; *d; d++)
        is_six(read_text(dressed(*d, ',', "\n", ""), NULL));
}

static void quoted_decimal_commas_are_read_between_commas(void **state)
{
    reading r = read_text("t_s,acc_x_g,acc_y_g,acc_z_g\n\"0,00\",\"0,5\",\"0,25\",\"1,0\"\n\"0,01\",\"0,5\",\"0,25\",\"1,0\"\n\"0,02\",\"0,"
                          "5\",\"0,25\",\"1,5\"\n",
                          NULL);

    (void)state;
    assert_reads(r, 3);
    assert_int_equal(r.s[2].t_us, 20000);
    assert_true(r.s[2].acc_mps2[2] == 1.5 * RF_G0_MPS2);
    reading_free(&r);
}

static void an_ambiguous_comma_is_asked_for(void **state)
{
    const char *t = "t;ax;ay;az\n1,000;1,250;1,125;9,750\n1,010;1,250;1,125;9,750\n1,020;1,250;1,125;9,750\n";
    reading r = read_text(t, NULL);

    (void)state;
    assert_says(r, RF_ERR_DATA, "--decimal");
    r = read_text(t, &(rf_read_settings) { .decimal = ',', .units = "acc=mps2,time=s" });
    assert_reads(r, 3);
    assert_true(r.s[0].acc_mps2[2] == 9.75);
    reading_free(&r);
}

static void any_line_end_is_read(void **state)
{
    (void)state;
    is_six(read_text(dressed(',', '.', "\r\n", ""), NULL));
    is_six(read_text(dressed(',', '.', "\r", ""), NULL));
    is_six(read_text(dressed(',', '.', "\n\n", ""), NULL));
}

static void mixed_line_ends_and_a_missing_last_one_are_read(void **state)
{
    (void)state;
    is_six(read_text("time_s,acc_x_ms2,acc_y_ms2,acc_z_ms2,gyr_x_rads,gyr_y_rads,gyr_z_rads\r\n0.00,0.5,-0.25,9.75,0.1,-0.2,0.3\r"
                     "0.01,0.5,-0.25,9.75,0.1,-0.2,0.3\n0.02,0.5,-0.25,9.75,0.1,-0.2,0.3\r\n0.03,1.5,-1.25,8.75,1.1,-1.2,1.3",
                     NULL));
}

static void byte_order_mark_separator_line_and_preamble_are_passed_over(void **state)
{
    (void)state;
    is_six(read_text(dressed(',', '.', "\n", "\xef\xbb\xbf"), NULL));
    is_six(read_text(dressed(';', '.', "\r\n", "sep=;\r\n"), NULL));
    is_six(read_text(dressed(',', '.', "\n", "\"sep=,\"\nDevice:,Ann's left shoe\nFirmware,2.0.1\n\xc2\xa9 somebody\n\n"), NULL));
    is_six(read_text(dressed(',', '.', "\n", "# walk, then run\n// second comment\n; third one\n"), NULL));
}

static void utf16_is_read(void **state)
{
    char wide[4096];

    (void)state;
    for (int big = 0; big < 2; big++) {
        size_t n = 0;
        wide[n++] = big ? '\xfe' : '\xff';
        wide[n++] = big ? '\xff' : '\xfe';
        for (const char *p = six; *p; p++) {
            wide[n++] = big ? 0 : *p;
            wide[n++] = big ? *p : 0;
        }
        is_six(read_bytes(wide, n, NULL, 0));
        is_six(read_bytes(wide, n, NULL, 1));
    }
}

static void comments_and_blank_lines_between_rows_are_no_rows(void **state)
{
    reading r = read_text("t_s,acc_x_g,acc_y_g,acc_z_g\n0,0,0,1\n0.01,0,0,1\n# lap\n\n0.02,0,0,1\n// lap\n0.03,0,0,1\n", NULL);

    (void)state;
    assert_reads(r, 4);
    assert_int_equal(r.report.bad_rows, 0);
    assert_int_equal(r.s[3].row, 8);
    reading_free(&r);
}

static void a_row_of_units_is_used(void **state)
{
    reading r =
        read_text("Timestamp\tAccel_X\tAccel_Y\tAccel_Z\tGyro_X\tGyro_Y\tGyro_Z\nms\tm/(s^2)\tm/(s^2)\tm/(s^2)\tdeg/s\tdeg/s\tdeg/s\n"
                  "0\t0\t0\t9.8\t0\t0\t180\n10\t0\t0\t9.8\t0\t0\t180\n20\t0\t0\t9.8\t0\t0\t180\n",
                  NULL);

    (void)state;
    assert_reads(r, 3);
    assert_int_equal(r.s[1].t_us, 10000);
    assert_true(r.s[1].acc_mps2[2] == 9.8);
    assert_true(r.s[1].gyr_radps[2] > 3.14159 && r.s[1].gyr_radps[2] < 3.1416);
    assert_int_equal(r.report.acc_by, RF_DECIDED_HEADER);
    assert_int_equal(r.report.gyr_by, RF_DECIDED_HEADER);
    reading_free(&r);
}

static void a_header_may_be_a_comment(void **state)
{
    reading r = read_text("# t_s,acc_z_g,acc_y_g,acc_x_g\n0,1,0,0\n0.01,1,0,0\n0.02,1,0,0.5\n", NULL);

    (void)state;
    assert_reads(r, 3);
    assert_true(r.s[2].acc_mps2[2] == RF_G0_MPS2 && r.s[2].acc_mps2[0] == RF_G0_MPS2 / 2);
    reading_free(&r);
}

static void without_a_header_the_user_names_the_columns(void **state)
{
    const char *t = "9,0.00,0,0,1,7\n9,0.01,0,0,1,7\n9,0.02,0,0.5,1,7\n";
    reading r = read_text(t, &(rf_read_settings) { .columns = "-,t,ax,ay,az,label" });

    (void)state;
    assert_reads(r, 3);
    assert_int_equal(r.s[2].t_us, 20000);
    assert_true(r.s[2].acc_mps2[1] == RF_G0_MPS2 / 2);
    r = (reading_free(&r), read_text(t, &(rf_read_settings) { .columns = "t,ax,ay,az" }));
    assert_says(r, RF_ERR_ARG, "--columns names 4 columns, the table has 6");
}

static void without_a_header_seven_columns_are_time_and_six_axes(void **state)
{
    growing t = { 0 };

    (void)state;
    for (int i = 0; i < 300; i++)
        text_add(&t, "%d.%02d,%.3f,0,%.3f,%.3f,0,0\n", i / 100, i % 100, trot_x(i), trot_z(i), trot_w(i));
    reading r = read_bytes(t.p, t.n, NULL, 0);
    assert_reads(r, 300);
    assert_string_equal(r.report.acc_unit, "g");
    assert_string_equal(r.report.gyr_unit, "rad/s");
    assert_non_null(strstr(r.report.text, "columns guessed"));
    reading_free(&r);
    free(t.p);
}

static void a_trailing_delimiter_is_no_column(void **state)
{
    reading r = read_text("t_s;acc_x_g;acc_y_g;acc_z_g;\n0;0;0;1;\n0.01;0;0;1;\n0.02;0;0;1;\n", NULL);

    (void)state;
    assert_reads(r, 3);
    assert_int_equal(r.report.bad_rows, 0);
    reading_free(&r);
}

static void columns_are_taken_by_name_in_any_order(void **state)
{
    reading r = read_text("label,gyr_z_dps,acc_z_g,time_ms,acc_y_g,gyr_x_dps,acc_x_g,gyr_y_dps,mag_x_ut\n"
                          "run,3,0.75,0,0.5,1,0.25,2,40\nrun,3,0.75,5,0.5,1,0.25,2,40\nrun,3,0.75,10,0.5,1,0.25,2,40\n",
                          NULL);

    (void)state;
    assert_reads(r, 3);
    assert_int_equal(r.s[2].t_us, 10000);
    for (int i = 0; i < 3; i++) {
        assert_true(r.s[2].acc_mps2[i] == 0.25 * (i + 1) * RF_G0_MPS2);
        assert_true(r.s[2].gyr_radps[i] == (i + 1) * 0.017453292519943295);
    }
    reading_free(&r);
}

static void cells_with_blanks_quotes_and_exponents_are_read(void **state)
{
    reading r =
        read_text("\"Time (s)\",\"Acceleration x (m/s^2)\",\"Acceleration y (m/s^2)\",\"Acceleration z (m/s^2)\",\"note, of the day\"\n"
                  "0.0E0, 1.5E0 ,\"-2.5\",9.81e0,\"a, b\"\n1.0E-2,1.5E0,-2.5E0,+9.81E0,\"c\"\n2e-2,1.5,-2.5,0009.81,\"d\"\n",
                  NULL);

    (void)state;
    assert_reads(r, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(r.s[i].t_us, 10000 * i);
        assert_true(r.s[i].acc_mps2[0] == 1.5 && r.s[i].acc_mps2[1] == -2.5 && r.s[i].acc_mps2[2] == 9.81);
    }
    reading_free(&r);
}

static void two_accelerometers_give_the_first_and_say_so(void **state)
{
    reading r = read_text(
        "t_s,ax,ay,az,acc2_left_foot_x,acc2_left_foot_y,acc2_left_foot_z\n0,0,0,1,9,9,9\n0.01,0,0,1,9,9,9\n0.02,0,0,1,9,9,9\n", NULL);

    (void)state;
    assert_reads(r, 3);
    assert_true(r.s[0].acc_mps2[0] == 0);
    assert_non_null(strstr(r.report.text, "1 further accelerometer left out"));
    reading_free(&r);
}

static void rows_of_several_sensors_are_refused(void **state)
{
    const reading r = read_text("device,t_s,acc_x_g,acc_y_g,acc_z_g\nA,0,0,0,1\nB,0,0,0,1\nA,0.01,0,0,1\nB,0.01,0,0,1\n", NULL);

    (void)state;
    assert_says(r, RF_ERR_REFUSED, "log.csv:3: rows of several sensors");
}

static void place_and_side_are_read_from_the_names(void **state)
{
    reading r = read_text("time_s,left_shank_acc_x_g,left_shank_acc_y_g,left_shank_acc_z_g\n0,0,0,1\n0.01,0,0,1\n0.02,0,0,1\n", NULL);

    (void)state;
    assert_reads(r, 3);
    assert_int_equal(r.report.placement, RF_PLACE_SHANK);
    assert_int_equal(r.report.side, RF_SIDE_LEFT);
    reading_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_delimiter_is_found),
        cmocka_unit_test(a_decimal_comma_is_found),
        cmocka_unit_test(quoted_decimal_commas_are_read_between_commas),
        cmocka_unit_test(an_ambiguous_comma_is_asked_for),
        cmocka_unit_test(any_line_end_is_read),
        cmocka_unit_test(mixed_line_ends_and_a_missing_last_one_are_read),
        cmocka_unit_test(byte_order_mark_separator_line_and_preamble_are_passed_over),
        cmocka_unit_test(utf16_is_read),
        cmocka_unit_test(comments_and_blank_lines_between_rows_are_no_rows),
        cmocka_unit_test(a_row_of_units_is_used),
        cmocka_unit_test(a_header_may_be_a_comment),
        cmocka_unit_test(without_a_header_the_user_names_the_columns),
        cmocka_unit_test(without_a_header_seven_columns_are_time_and_six_axes),
        cmocka_unit_test(a_trailing_delimiter_is_no_column),
        cmocka_unit_test(columns_are_taken_by_name_in_any_order),
        cmocka_unit_test(cells_with_blanks_quotes_and_exponents_are_read),
        cmocka_unit_test(two_accelerometers_give_the_first_and_say_so),
        cmocka_unit_test(rows_of_several_sensors_are_refused),
        cmocka_unit_test(place_and_side_are_read_from_the_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
