/* Input that is damaged, or no log of a sensor: one clear line with the file and the line number, the right code, bounded memory. */
#include "reading.h"

#include <math.h>
#include <sys/resource.h>

#include "base/base.h"

static const char *const head = "time_s,acc_x_g,acc_y_g,acc_z_g\n";

static reading below_head(const char *rows)
{
    static char whole[8192];

    snprintf(whole, sizeof whole, "%s%s", head, rows);
    return read_text(whole, NULL);
}

static void an_empty_file_is_damaged(void **state)
{
    (void)state;
    assert_says(read_text("", NULL), RF_ERR_DATA, "log.csv: is empty");
    assert_says(read_text("\n \r\n\t\n", NULL), RF_ERR_DATA, "log.csv: is empty");
    assert_says(read_text("\xef\xbb\xbf", NULL), RF_ERR_DATA, "log.csv: is empty");
}

static void a_header_without_rows_is_damaged(void **state)
{
    (void)state;
    assert_says(below_head(""), RF_ERR_DATA, "log.csv:1: a header, but no rows");
    assert_says(read_text("time_s,acc_x_g,acc_y_g,acc_z_g", NULL), RF_ERR_DATA, "log.csv:1: a header, but no rows");
    assert_says(read_text("sep=;\n\ntime_s;acc_x_g;acc_y_g;acc_z_g\n\n", NULL), RF_ERR_DATA, "log.csv:3: a header, but no rows");
}

static void one_row_is_too_little(void **state)
{
    (void)state;
    assert_says(below_head("0,0,0,1\n"), RF_ERR_DATA, "log.csv:2: only one row");
}

static void prose_is_refused(void **state)
{
    (void)state;
    assert_says(read_text("Dear coach,\nit went well, I think, and the sensor stayed on, mostly.\nSee you on 12 May 2024!\n", NULL),
                RF_ERR_NO_SAMPLES, "no table of numbers");
    assert_says(read_text("12\n13\n14\n", NULL), RF_ERR_NO_SAMPLES, "no table of numbers");
}

static void what_is_no_text_is_named(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *words;
        int code;
        /* clang-format off */
    } is[] = { { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "picture", RF_ERR_NO_SAMPLES }, { "\xff\xd8\xff\xe0\0\x10JFIF", 10, "picture", RF_ERR_NO_SAMPLES }, { "%PDF-1.4\n", 9, "document", RF_ERR_NO_SAMPLES },
        { "PK\x03\x04\x14\0\0\0", 8, "zip archive", RF_ERR_REFUSED }, { "\x0e\x10\x43\x08\x78\x56\0\0.FIT\0\0", 14, "early", RF_ERR_DATA },
        { "MD\xfc\x03\0\0\0\0", 8, "Axivity", RF_ERR_REFUSED }, { "<?xml version=\"1.0\"?><kml/>", 27, "neither GPX nor TCX", RF_ERR_NO_SAMPLES }, { "[{\"sensor\":\"Accelerometer\"}]", 28, "JSON", RF_ERR_NO_SAMPLES },
        { "---- Data Table File Created By ActiGraph GT3X+ ----\n", 53, "activity counts", RF_ERR_NO_SAMPLES }, { "\x01\x02\x03\0\x05\x06\x07", 7, "binary data", RF_ERR_NO_SAMPLES },
        { "\x7f"
          "ELF\x02\x01\x01\0",
            8, "binary data", RF_ERR_NO_SAMPLES } };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < RF_COUNT(is); i++)
        assert_says(read_bytes(is[i].bytes, is[i].n, NULL, 0), is[i].code, is[i].words);
}

static void a_table_without_acceleration_is_refused(void **state)
{
    (void)state;
    assert_says_alone(
        read_text(
            "\"Time (s)\",\"Latitude (\xc2\xb0)\",\"Longitude (\xc2\xb0)\",\"Speed (m/s)\"\n1.1E0,3.1E1,-9.7E1,0\n2.1E0,3.1E1,-9.7E1,0\n",
            NULL),
        "log.csv:1: no acceleration: this is a table of positions (GPS)");
    assert_says(read_text("t_s,gyro_x,gyro_y,gyro_z\n0,1,2,3\n0.01,1,2,3\n0.02,1,2,3\n", NULL), RF_ERR_NO_SAMPLES, "angular rates only");
    assert_says(read_text("t_s,acc_x_g,acc_y_g\n0,1,2\n0.01,1,2\n0.02,1,2\n", NULL), RF_ERR_NO_SAMPLES,
                "no three columns of one accelerometer");
}

static void missing_cells_give_samples_with_time_only(void **state)
{
    reading r =
        below_head("0,0,0,1\n0.01,NaN,0,1\n0.02,,0,1\n0.03,0,inf,1\n0.04,0,0,-Infinity\n0.05,n/a,null,-\n0.06,0,0,1e999\n0.07,0,0,1\n");

    (void)state;
    assert_reads(r, 8);
    assert_int_equal(r.report.bad_rows, 0);
    assert_int_equal(r.report.bad_cells, 8);
    for (int i = 1; i < 7; i++) {
        assert_int_equal(r.s[i].t_us, 10000 * i);
        assert_true(r.s[i].flags & RF_SAMPLE_BAD_CELL && isnan(r.s[i].acc_mps2[0]) && isnan(r.s[i].acc_mps2[2]));
    }
    assert_false(r.s[7].flags & RF_SAMPLE_BAD_CELL);
    reading_free(&r);
}

static void ragged_rows_are_left_out_and_counted(void **state)
{
    reading r = below_head("0,0,0,1\n0.01,0,0,1\n0.02,0,0\n0.03,0,0,1,5\n0.04,0,0,1\nstopped by "
                           "user\n0.06,0,0,1\n0.07,0,0,1x\n,0,0,1\n0.08,0,0,1\n0.09,0,0,1\n0.10,0,0,1\n");

    (void)state;
    assert_reads(r, 7);
    assert_int_equal(r.report.bad_rows, 5);
    assert_int_equal(r.report.first_bad_line, 4);
    assert_string_equal(r.report.first_bad, "3 cells instead of 4");
    assert_int_equal(r.s[2].row, 6);
    reading_free(&r);
}

static void a_cut_off_last_row_is_left_out(void **state)
{
    const char *rows = "0,0,0,1\n0.01,0,0,1\n0.02,0,0,1\n0.03,0,0,1.125";
    const size_t whole = strlen(rows), last = whole - strlen("0.03,0,0,1.125");

    (void)state;
    for (size_t n = last; n <= whole; n++) {
        char part[200];
        snprintf(part, sizeof part, "%.*s", (int)n, rows);
        reading r = below_head(part);
        const bool cells = n > last + strlen("0.03,0,0"); /* all four are there: an empty one is a missing cell, not a missing row */
        assert_reads(r, n == last ? 3 : cells ? 4 : 3);
        assert_int_equal(r.report.bad_rows, n > last && !cells);
        if (r.report.bad_rows)
            assert_string_equal(r.report.first_bad, "the last line was cut off");
        reading_free(&r);
    }
}

static void mostly_bad_rows_are_refused(void **state)
{
    growing t = { 0 };
    reading r;

    (void)state;
    text_add(&t, "%s", head);
    for (int i = 0; i < 3000; i++)
        text_add(&t, i < 20 || i % 3 == 0 ? "%d.%03d,0,0,1\n" : "%d.%03d,0,zero,1\n", i / 1000, i % 1000);
    r = read_bytes(t.p, t.n, NULL, 0);
    assert_says(r, RF_ERR_DATA, "log.csv:22: ");
    assert_non_null(strstr(r.why.text, "of the first 1000 rows cannot be read"));
    reading_free(&r);
    free(t.p);
}

static void a_line_that_does_not_end_is_refused_in_little_memory(void **state)
{
    static char piece[65536];
    struct rusage before, after;

    (void)state;
    memset(piece, '1', sizeof piece);
    getrusage(RUSAGE_SELF, &before);
    for (int with_rows = 0; with_rows < 2; with_rows++) {
        rf_reader *r;
        rf_why why = { "" };
        rf_sample s[64];
        int code = rf_reader_new(&r, &(rf_read_settings) { .name = "log.csv" }, &why);
        assert_int_equal(code, 0);
        if (with_rows) {
            static const char rows[] = "t_s,acc_x_g,acc_y_g,acc_z_g\n0,0,0,1\n0.01,0,0,1\n0.02,0,0,1\n";
            code = rf_reader_push(r, rows, sizeof rows - 1, &why);
        }
        for (long n = 0; n < 16384 && code >= 0; n++) { /* 1 GiB, if nobody stops it */
            code = rf_reader_push(r, piece, sizeof piece, &why);
            while (code >= 0 && (code = rf_reader_poll(r, s, 64, &why)) > 0)
                ;
        }
        assert_int_equal(code, RF_ERR_DATA);
        assert_non_null(strstr(why.text, with_rows ? "log.csv:5: a line longer than 1 MiB" : "log.csv:1: a line longer than 1 MiB"));
        rf_reader_free(r);
    }
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 32 * 1024); /* KiB */
}

static void control_characters_do_not_reach_the_message(void **state)
{
    reading r = below_head("0,0,0,1\n0.01,0,0,1\n0.02,0,\x1b[31mred,1\n0.03,0,0,1\n0.04,0,0,1\n");

    (void)state;
    assert_reads(r, 4);
    assert_null(strchr(r.report.first_bad, '\x1b'));
    assert_non_null(strstr(r.report.first_bad, "no number in cell 3: \"?[31mred\""));
    reading_free(&r);
}

static void every_format_says_how_it_is_known(void **state)
{
    (void)state;
    assert_true(rf_format_count() >= 10);
    for (size_t i = 0; i < rf_format_count(); i++) {
        const rf_format_info *f = rf_format_at(i);
        assert_true(f->id[0] && f->title[0] && f->recognised_by[0] && f->gives[0]);
    }
    assert_string_equal(rf_format_at(rf_format_count() - 1)->id, "csv"); /* text is what is left when nothing else fits */
    assert_null(rf_format_at(rf_format_count()));
}

static void an_error_stays(void **state)
{
    rf_reader *r;
    rf_why why = { "" }, again = { "" };
    rf_sample s;

    (void)state;
    assert_int_equal(rf_reader_new(&r, &(rf_read_settings) { .name = "log.csv" }, &why), 0);
    assert_int_equal(rf_reader_flush(r, &why), RF_ERR_DATA);
    assert_int_equal(rf_reader_poll(r, &s, 1, &again), RF_ERR_DATA);
    assert_string_equal(why.text, again.text);
    rf_reader_free(r);
}

static void settings_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    assert_says(read_text("", &(rf_read_settings) { .rate_hz = -1 }), RF_ERR_ARG, "rate");
    assert_says(read_text("", &(rf_read_settings) { .rate_hz = NAN }), RF_ERR_ARG, "rate");
    assert_says(read_text("", &(rf_read_settings) { .decimal = 'x' }), RF_ERR_ARG, "decimal");
    assert_says(read_text("", &(rf_read_settings) { .format = "papyrus" }), RF_ERR_ARG, "\"papyrus\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_is_damaged),
        cmocka_unit_test(a_header_without_rows_is_damaged),
        cmocka_unit_test(one_row_is_too_little),
        cmocka_unit_test(prose_is_refused),
        cmocka_unit_test(what_is_no_text_is_named),
        cmocka_unit_test(a_table_without_acceleration_is_refused),
        cmocka_unit_test(missing_cells_give_samples_with_time_only),
        cmocka_unit_test(ragged_rows_are_left_out_and_counted),
        cmocka_unit_test(a_cut_off_last_row_is_left_out),
        cmocka_unit_test(mostly_bad_rows_are_refused),
        cmocka_unit_test(a_line_that_does_not_end_is_refused_in_little_memory),
        cmocka_unit_test(control_characters_do_not_reach_the_message),
        cmocka_unit_test(every_format_says_how_it_is_known),
        cmocka_unit_test(an_error_stays),
        cmocka_unit_test(settings_that_make_no_sense_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
