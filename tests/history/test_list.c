/* The list of sessions: what people's files look like, and what of them is not taken. */
#include "kept.h"

static void rows_come_out_in_order_with_their_values(void **state)
{
    rf_history h = kept(HEAD "2026-05-01,10.5,62,easy,0\n2026-05-03,8,,hard,\n2026-05-04,,45,steady,2.5\n");

    (void)state;
    assert_int_equal(h.n, 3);
    assert_int_equal(h.remarks.n, 0);
    assert_int_equal(h.left_out, 0);
    assert_int_equal(h.run[0].day, day("2026-05-01"));
    assert_near(h.run[0].distance_km, 10.5, 0);
    assert_near(h.run[0].minutes, 62, 0);
    assert_true(h.run[0].effort == RF_EFFORT_EASY && h.run[1].effort == RF_EFFORT_HARD && h.run[2].effort == RF_EFFORT_STEADY);
    assert_near(h.run[0].pain, 0, 0);
    assert_near(h.run[2].pain, 2.5, 0);
    assert_int_equal(h.run[2].line, 4);
    rf_history_free(&h);
}

static void an_empty_cell_is_not_told_and_never_0(void **state)
{
    rf_history h = kept(HEAD "2026-05-03,,,,\n2026-05-04\n");

    (void)state;
    assert_int_equal(h.n, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(isnan(h.run[i].distance_km) && isnan(h.run[i].minutes) && isnan(h.run[i].pain) && h.run[i].effort == RF_EFFORT_UNTOLD);
    assert_int_equal(h.remarks.n, 0);
    rf_history_free(&h);
}

static void same_as_plain(const char *text)
{
    rf_history h = kept(text);

    assert_int_equal(h.remarks.n, 0);
    assert_int_equal(h.n, 2);
    assert_int_equal(h.run[0].day, day("2026-05-01"));
    assert_near(h.run[0].distance_km, 10.5, 0);
    assert_near(h.run[1].minutes, 50, 0);
    assert_int_equal(h.run[1].effort, RF_EFFORT_HARD);
    rf_history_free(&h);
}

static void files_as_spreadsheets_write_them_read_the_same(void **state)
{
    (void)state;
    same_as_plain(HEAD "2026-05-01,10.5,62,easy,0\n2026-05-03,8,50,hard,\n");
    same_as_plain("date,distance_km,minutes,effort,pain\r\n2026-05-01,10.5,62,easy,0\r\n2026-05-03,8,50,hard,\r\n");
    same_as_plain("date,distance_km,minutes,effort,pain\r2026-05-01,10.5,62,easy,0\r2026-05-03,8,50,hard,");
    same_as_plain("\xEF\xBB\xBF" HEAD "2026-05-01,10.5,62,easy,0\n2026-05-03,8,50,hard,\n");
    same_as_plain("date;distance_km;minutes;effort;pain\n2026-05-01;10,5;62;easy;0\n2026-05-03;8;50;hard;\n;;;;\n");
    same_as_plain("date;distance_km;minutes;effort;pain\n2026-05-01;10.5;62;easy;0\n2026-05-03;8;50;hard;\n");
    same_as_plain("date\tdistance_km\tminutes\teffort\tpain\n2026-05-01\t10,5\t62\teasy\t0\n2026-05-03\t8\t50\thard\t\n");
    same_as_plain("sep=,\n" HEAD "\"2026-05-01\",\"10.5\",62,easy,0\n\n# a comment\n 2026-05-03 , 8 , 50 , Hard ,\n");
    same_as_plain("shoe,pain,effort,minutes,distance_km,date\n\"red, new\",0,easy,62,10.5,2026-05-01\nblue,,HARD,50,8,2026-05-03\n");
    same_as_plain("2026-05-01,10.5,62,easy,0\n2026-05-03,8,50,hard,\n");
    same_as_plain("Date,Distance_km,Minutes,Effort,Pain\n2026-05-01,10.5,62,easy,0,\n2026-05-03,8,50,hard,,\n");
}

static void assert_remark(const rf_history *h, size_t i, long line, long count, const char *text)
{
    assert_true(i < h->remarks.n);
    assert_int_equal(h->remarks.at[i].line, line);
    assert_int_equal(h->remarks.at[i].count, count);
    assert_non_null(strstr(h->remarks.at[i].text, text));
}

static void a_list_out_of_order_is_put_in_order_and_said_once(void **state)
{
    rf_history h = kept(HEAD "2026-05-09,9,,,\n2026-05-07,7,,,\n2026-05-08,8,,,\n2026-05-01,1,,,\n");

    (void)state;
    assert_int_equal(h.n, 4);
    assert_near(h.run[0].distance_km, 1, 0);
    assert_near(h.run[3].distance_km, 9, 0);
    assert_int_equal(h.remarks.n, 1);
    assert_remark(&h, 0, 3, 2, "put in order");
    rf_history_free(&h);
}

static void of_two_runs_on_the_last_date_the_later_row_is_the_session(void **state)
{
    rf_history h = kept(HEAD "2026-05-08,8,,,\n2026-05-09,9,,,\n2026-05-09,4,,,\n");

    (void)state;
    assert_int_equal(h.n, 3);
    assert_near(h.run[2].distance_km, 4, 0);
    assert_int_equal(h.remarks.n, 0);
    rf_history_free(&h);
    h = kept(HEAD "2026-05-09T18:00,9,,,\n2026-05-09T07:00,4,,,\n");
    assert_near(h.run[1].distance_km, 9, 0); /* with times of day, the later one of the day */
    rf_history_free(&h);
}

static void identical_rows_count_once_and_are_said_once(void **state)
{
    rf_history h =
        kept(HEAD "2026-05-08,8,40,easy,\n2026-05-09,9,40,hard,1\n2026-05-08,8,40,easy,\n2026-05-09,4,,,\n2026-05-08,8.0,40,easy,\n");

    (void)state;
    assert_int_equal(h.n, 3);
    assert_near(h.run[2].distance_km, 4, 0);
    assert_int_equal(h.left_out, 0);
    assert_int_equal(h.remarks.n, 2);
    assert_remark(&h, 1, 4, 2, "same as line 2");
    rf_history_free(&h);
}

static void rows_in_another_date_format_are_left_out_row_by_row(void **state)
{
    rf_history h = kept(HEAD "05/03/2026,5,,,\n2026-05-04,8,,,\n17.05.2026,9,,,\n2026-02-30,9,,,\n,9,,,\n");

    (void)state;
    assert_int_equal(h.n, 1);
    assert_near(h.run[0].distance_km, 8, 0);
    assert_int_equal(h.left_out, 4);
    assert_int_equal(h.remarks.n, 1);
    assert_remark(&h, 0, 2, 4, "date 05/03/2026 is not written as 2026-05-17");
    rf_history_free(&h);
}

static void a_cell_that_makes_no_sense_is_not_told_and_the_row_stays(void **state)
{
    rf_history h =
        kept(HEAD "2026-05-01,12 mi,62,easy,0\n2026-05-02,-3,62,tempo,11\n2026-05-03,1001,1:05:00,easy,-1\n2026-05-04,8,nan,easy,0x1\n");

    (void)state;
    assert_int_equal(h.n, 4);
    for (size_t i = 0; i < 3; i++)
        assert_true(isnan(h.run[i].distance_km));
    assert_true(isnan(h.run[1].pain) && isnan(h.run[2].pain) && isnan(h.run[3].pain) && isnan(h.run[2].minutes) && isnan(h.run[3].minutes));
    assert_int_equal(h.run[1].effort, RF_EFFORT_UNTOLD);
    assert_int_equal(h.remarks.n, 4);
    assert_remark(&h, 0, 2, 3, "distance_km 12 mi is no number of km from 0 to 1000");
    assert_remark(&h, 1, 3, 1, "effort tempo is none of easy, steady and hard");
    assert_remark(&h, 2, 3, 3, "pain 11 is no number from 0 to 10");
    assert_remark(&h, 3, 4, 2, "minutes 1:05:00 is no number of minutes");
    rf_history_free(&h);
}

static void a_decimal_comma_between_commas_is_not_taken_for_two_cells(void **state)
{
    rf_history h = kept(HEAD "2026-05-01,10,5,62,easy,0\n2026-05-02,10,5,62,easy,\n2026-05-03,10,62,easy,0\n");

    (void)state;
    assert_int_equal(h.n, 1);
    assert_int_equal(h.remarks.n, 1);
    assert_remark(&h, 0, 2, 2, "semicolons");
    rf_history_free(&h);
}

static void a_column_in_another_unit_is_not_taken_for_km(void **state)
{
    rf_history h = kept("date,distance_mi,minutes,effort,pain\n2026-05-01,10,62,easy,0\n");

    (void)state;
    assert_int_equal(h.n, 1);
    assert_true(isnan(h.run[0].distance_km));
    assert_remark(&h, 0, 1, 1, "distance_mi is not read; it is taken as distance_km");
    rf_history_free(&h);
}

static void a_free_day_written_out_is_no_session(void **state)
{
    rf_history h = kept(HEAD "2026-05-01,10,62,easy,0\n2026-05-02,0,0,,\n2026-05-03,0,45,easy,\n");

    (void)state;
    assert_int_equal(h.n, 2);
    assert_remark(&h, 0, 3, 1, "a free day is a day without a row");
    rf_history_free(&h);
}

static void what_is_no_list_has_no_sessions_and_one_remark(void **state)
{
    static const char *const not [] = { "",       HEAD,       "hello\nworld\n", "{\"pain\":3}", "day,km\n2026-05-01,10\n",
                                        "\n\n\n", "\"\"\"\n", ",,,,\n" };
    rf_history h;

    (void)state;
    for (size_t i = 0; i < RF_COUNT(not ); i++) {
        h = kept(not [i]);
        assert_int_equal(h.n, 0);
        assert_true(h.remarks.n >= 1);
        rf_history_free(&h);
    }
    assert_int_equal(rf_history_parse(&h, "d\0a\0t\0e\0", 8), 0);
    assert_int_equal(h.n, 0);
    assert_remark(&h, 0, 0, 1, "UTF-8");
    rf_history_free(&h);
}

static void many_cells_and_many_rows_are_borne(void **state)
{
    enum { ROWS = 20000 };
    static char text[ROWS * 32 + 4000] = HEAD "2026-01-01";
    char *p = text + strlen(text);
    rf_history h;

    (void)state;
    for (int i = 0; i < 500; i++)
        *p++ = ',';
    *p++ = 'x';
    *p++ = '\n';
    for (int i = 0; i < ROWS; i++)
        p += snprintf(p, 32, "2026-05-%02d,%d,%d,easy,\n", 28 - i % 28, i % 50 + 1, i % 90 + 1);
    h = kept(text);
    assert_int_equal(h.left_out, 1);
    assert_true(h.n > 1000 && h.n < ROWS);
    for (size_t i = 1; i < h.n; i++)
        assert_true(h.run[i - 1].day <= h.run[i].day);
    rf_history_free(&h);
}

static void a_missing_file_is_an_error_with_its_name(void **state)
{
    rf_history h;
    rf_why why = { "" };

    (void)state;
    assert_int_equal(rf_history_read(&h, "no/such/list.csv", &why), RF_ERR_READ);
    assert_string_equal(why.text, "no/such/list.csv: cannot be read: no such file");
    rf_history_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_out_in_order_with_their_values),
        cmocka_unit_test(an_empty_cell_is_not_told_and_never_0),
        cmocka_unit_test(files_as_spreadsheets_write_them_read_the_same),
        cmocka_unit_test(a_list_out_of_order_is_put_in_order_and_said_once),
        cmocka_unit_test(of_two_runs_on_the_last_date_the_later_row_is_the_session),
        cmocka_unit_test(identical_rows_count_once_and_are_said_once),
        cmocka_unit_test(rows_in_another_date_format_are_left_out_row_by_row),
        cmocka_unit_test(a_cell_that_makes_no_sense_is_not_told_and_the_row_stays),
        cmocka_unit_test(a_decimal_comma_between_commas_is_not_taken_for_two_cells),
        cmocka_unit_test(a_column_in_another_unit_is_not_taken_for_km),
        cmocka_unit_test(a_free_day_written_out_is_no_session),
        cmocka_unit_test(what_is_no_list_has_no_sessions_and_one_remark),
        cmocka_unit_test(many_cells_and_many_rows_are_borne),
        cmocka_unit_test(a_missing_file_is_an_error_with_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
