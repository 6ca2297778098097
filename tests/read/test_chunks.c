/* However the bytes are cut, the samples are the same. */
#include "reading.h"

#include "base/base.h"

static void same_in_pieces(const char *bytes, size_t n, const rf_read_settings *set)
{
    static const size_t chunk[] = { 1, 7, 4096, 65536 };
    reading whole = read_bytes(bytes, n, set, 0);

    for (size_t i = 0; i < RF_COUNT(chunk); i++) {
        reading piece = read_bytes(bytes, n, set, chunk[i]);
        assert_int_equal(piece.error, whole.error);
        assert_string_equal(piece.why.text, whole.why.text);
        assert_int_equal(piece.n, whole.n);
        assert_memory_equal(piece.s, whole.s, whole.n * sizeof *whole.s);
        assert_string_equal(piece.report.text, whole.report.text);
        assert_string_equal(piece.report.first_bad, whole.report.first_bad);
        assert_int_equal(piece.report.bad_rows, whole.report.bad_rows);
        reading_free(&piece);
    }
    reading_free(&whole);
}

/* 130 kB: more than two heads. Some rows bad, some cells missing, every line end, a cell in quotes. */
static void a_table_in_pieces_gives_the_same_samples(void **state)
{
    static const char *const end[] = { "\n", "\r\n", "\r", "\n\n" };
    growing t = { 0 };

    (void)state;
    for (int k = 0; k < 5; k++) {
        t.n = 0;
        text_add(&t, "\xef\xbb\xbf# made up\nlabel,t_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps,rest\n");
        for (int i = 0; i < 2500; i++) {
            text_add(&t, "\"a,b\",%d.%02d,%.4f,%s,%.4f,%.3f,0,0,%d", i / 100, i % 100, trot_x(i), i % 97 == 5 ? "NaN" : "0.01", trot_z(i),
                     57 * trot_w(i), i);
            text_add(&t, "%s%s", i % 211 == 7 ? ",1" : "", end[k < 4 ? k : i % 4]);
        }
        same_in_pieces(t.p, t.n, NULL);
        same_in_pieces(t.p, t.n - 30, NULL);
    }
    free(t.p);
}

static void an_error_in_pieces_is_the_same_error(void **state)
{
    growing t = { 0 };

    (void)state;
    text_add(&t, "t_s,acc_x_g,acc_y_g,acc_z_g\n");
    for (int i = 0; i < 3000; i++)
        text_add(&t, i < 20 || i % 3 == 0 ? "%d.%03d,0,0,1\n" : "%d.%03d,0,zero,1\n", i / 1000, i % 1000);
    same_in_pieces(t.p, t.n, NULL);
    same_in_pieces("text\nand\nmore\n", 14, NULL);
    free(t.p);
}

static void a_recording_in_pieces_gives_the_same_samples(void **state)
{
    static const struct {
        const char *file;
        double rate_hz;
    } real[] = { { "formats/xio/short-walk.csv", 0 },
                 { "formats/xsens/mt-manager.txt", 0 },
                 { "formats/sensorlogger/TotalAcceleration.csv", 0 },
                 { "pocket-phone/jog_9-sub_24.csv", 50 } };
    const char *data = getenv("RUNFORM_DATA");
    char path[4096];
    int seen = 0;

    (void)state;
    for (size_t i = 0; i < RF_COUNT(real); i++) {
        snprintf(path, sizeof path, "%s/%s", data ? data : "../shared/data", real[i].file);
        FILE *f = fopen(path, "rb");
        if (!f)
            continue;
        growing t = { 0 };
        t.p = malloc(t.cap = 4 << 20);
        t.n = fread(t.p, 1, t.cap, f);
        fclose(f);
        same_in_pieces(t.p, t.n, &(rf_read_settings) { .rate_hz = real[i].rate_hz });
        free(t.p);
        seen++;
    }
    if (!seen) {
        print_message("no recordings at %s (RUNFORM_DATA): skipped\n", data ? data : "../shared/data");
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_in_pieces_gives_the_same_samples),
        cmocka_unit_test(an_error_in_pieces_is_the_same_error),
        cmocka_unit_test(a_recording_in_pieces_gives_the_same_samples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
