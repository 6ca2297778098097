/* Lines of text as hobby boards print them, and devices that are no sensors. */
#include "streaming.h"

enum { ROWS = 1200 };

/* One spelling: a header, and how a row is printed; 20 s of standing are not needed where units are said. */
typedef struct spelling {
    const char *header, *units;
    void (*row)(bytes *b, int i);
    bool timed, gyro, labelled;
} spelling;

static double acc(int i, int k)
{
    return 9.80665 * (k == 2 ? trot_z(i) : k == 0 ? trot_x(i) : 0.1);
}

static double gyr(int i, int k)
{
    return k == 1 ? trot_w(i) : 0.01;
}

static void plain(bytes *b, int i)
{
    bytes_text(b, "%.3f,%.3f,%.3f,%.4f,%.4f,%.4f\r\n", acc(i, 0), acc(i, 1), acc(i, 2), gyr(i, 0), gyr(i, 1), gyr(i, 2));
}

static void tabs(bytes *b, int i)
{
    bytes_text(b, "%.3f\t%.3f\t%.3f\t%.4f\t%.4f\t%.4f\n", acc(i, 0), acc(i, 1), acc(i, 2), gyr(i, 0), gyr(i, 1), gyr(i, 2));
}

static void blanks(bytes *b, int i)
{
    bytes_text(b, "%.3f %.3f %.3f  %.4f %.4f %.4f \n", acc(i, 0), acc(i, 1), acc(i, 2), gyr(i, 0), gyr(i, 1), gyr(i, 2));
}

static void millis(bytes *b, int i)
{
    bytes_text(b, "%d,%.3f,%.3f,%.3f,%.4f,%.4f,%.4f,\n", 12345 + 10 * i, acc(i, 0), acc(i, 1), acc(i, 2), gyr(i, 0), gyr(i, 1), gyr(i, 2));
}

static void plotter(bytes *b, int i)
{
    bytes_text(b, "gx:%.4f,gy:%.4f,gz:%.4f,ax:%.3f,ay:%.3f,az:%.3f\n", gyr(i, 0), gyr(i, 1), gyr(i, 2), acc(i, 0), acc(i, 1), acc(i, 2));
}

static void equals(bytes *b, int i)
{
    bytes_text(b, "aX = %.3f | aY = %.3f | aZ = %.3f | gX = %.4f | gY = %.4f | gZ = %.4f\n", acc(i, 0), acc(i, 1), acc(i, 2), gyr(i, 0),
               gyr(i, 1), gyr(i, 2));
}

static void xyz(bytes *b, int i)
{
    bytes_text(b, "X: %.3f Y: %.3f Z: %.3f\n", acc(i, 0), acc(i, 1), acc(i, 2));
}

static void raw_counts(bytes *b, int i)
{
    bytes_text(b, "a/g:\t%d\t%d\t%d\t%d\t%d\t%d\n", (int)(acc(i, 0) / 9.80665 * 4096), (int)(acc(i, 1) / 9.80665 * 4096),
               (int)(acc(i, 2) / 9.80665 * 4096), (int)(gyr(i, 0) * 57.29578 * 16.4), (int)(gyr(i, 1) * 57.29578 * 16.4),
               (int)(gyr(i, 2) * 57.29578 * 16.4));
}

static void checked(bytes *b, int i)
{
    char text[256];
    unsigned sum = 0;
    const int n =
        snprintf(text, sizeof text, "RF,%d,%lld,%.3f,%.3f,%.3f,%.4f,%.4f,%.4f", i, (long long)(4294000000 + 10000LL * i) % 4294967296,
                 acc(i, 0), acc(i, 1), acc(i, 2), gyr(i, 0), gyr(i, 1), gyr(i, 2));

    for (int k = 0; k < n; k++)
        sum ^= (unsigned char)text[k];
    bytes_text(b, "$%s*%02X\r\n", text, sum);
}

static void monitor(bytes *b, int i)
{
    bytes_text(b, "12:00:%02d.%03d -> ", i / 100, i % 100 * 10);
    plain(b, i);
}

static const spelling spellings[] = {
    { "ax,ay,az,gx,gy,gz", NULL, plain, false, true, false },
    { NULL, NULL, plain, false, true, false },
    { NULL, NULL, tabs, false, true, false },
    { NULL, "acc=mps2,gyr=radps", blanks, false, true, false },
    { "millis,AccX,AccY,AccZ,GyroX,GyroY,GyroZ", "time=ms", millis, true, true, false },
    { NULL, "time=ms", millis, true, true, false },
    { NULL, NULL, plotter, false, true, true },
    { NULL, NULL, equals, false, true, true },
    { NULL, NULL, xyz, false, false, true },
    { NULL, "acc=4096lsb,gyr=16.4lsb", raw_counts, false, true, true },
    { NULL, NULL, checked, true, true, true },
    { NULL, NULL, monitor, false, true, false },
};

static bytes capture(const spelling *k)
{
    bytes b = { 0 };

    bytes_text(&b, "ets Jun  8 2016 00:22:57\nMPU6050 found, calibrating...\nReady!\n");
    if (k->header)
        bytes_text(&b, "%s\n", k->header);
    for (int i = 0; i < ROWS; i++)
        k->row(&b, i);
    return b;
}

static void every_common_spelling_is_read(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(spellings); k++) {
        const spelling *how = &spellings[k];
        const rf_read_settings set = { .units = how->units };
        bytes b = capture(how);
        streaming s = stream_bytes(b.p, b.n, &set, 0);
        if (strcmp(s.format, "lines") || count_of(&s, RF_STREAM_SAMPLE) != ROWS)
            fail_msg("spelling %zu: format \"%s\", %ld samples, %s %s", k, s.format, count_of(&s, RF_STREAM_SAMPLE), s.why.text,
                     s.n ? s.item[s.n - 1].text : "");
        for (int i = 0; i < ROWS; i++) {
            const rf_sample *x = sample_of(&s, i);
            for (int a = 0; a < 3; a++) {
                assert_true(fabs(x->acc_mps2[a] - acc(i, a)) < 0.004);
                assert_true(!how->gyro || fabs(x->gyr_radps[a] - gyr(i, a)) < 0.0012);
            }
            assert_int_equal(x->t_us - sample_of(&s, 0)->t_us, 10000 * i);
            assert_int_equal(x->flags, (how->gyro ? 0 : RF_SAMPLE_NO_GYRO) | (how->timed ? 0 : RF_SAMPLE_TIME_MADE));
        }
        assert_int_equal(count_of(&s, RF_STREAM_RESTART), 0);
        if (k % 4 == 0)
            assert_same_in_pieces(b.p, b.n, &set);
        streaming_free(&s);
        free(b.p);
    }
}

static void labelled_lines_in_a_file_are_read_too(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(spellings); k++) {
        const spelling *how = &spellings[k];
        if (!how->labelled)
            continue;
        bytes b = capture(how);
        reading r = read_bytes((char *)b.p, b.n, &(rf_read_settings) { .units = how->units, .rate_hz = how->timed ? 0 : 100 }, 0);
        assert_reads(r, ROWS);
        assert_string_equal(r.report.format, "lines");
        reading_free(&r);
        if (!how->timed) {
            r = read_bytes((char *)b.p, b.n, &(rf_read_settings) { .units = how->units }, 0);
            assert_says(r, RF_ERR_REFUSED, "--rate");
            reading_free(&r);
        }
        free(b.p);
    }
}

static void damaged_lines_are_left_out_and_counted(void **state)
{
    bytes clean = capture(&spellings[4]), b = { 0 };

    (void)state;
    bytes_add(&b, clean.p, clean.n);
    long damaged = 0;
    for (size_t i = 5000; i + 4000 < b.n; i += 3001, damaged++)
        b.p[i] = 'x';
    streaming s = stream_bytes(b.p, b.n, &(rf_read_settings) { .units = "time=ms" }, 0);
    assert_in_range(count_of(&s, RF_STREAM_SAMPLE), ROWS - 2 * damaged, ROWS - 1);
    assert_in_range(count_of(&s, RF_STREAM_DAMAGED), damaged / 2, damaged);
    streaming_free(&s);
    for (size_t k = 0; k < RF_COUNT(spellings); k += 4) {
        bytes c = capture(&spellings[k]);
        assert_survives(&c, &(rf_read_settings) { .units = "acc=mps2,gyr=radps" }, INFINITY);
        free(c.p);
    }
    free(clean.p);
    free(b.p);
}

static void a_board_that_starts_again_is_a_restart(void **state)
{
    bytes b = capture(&spellings[4]), again = capture(&spellings[4]);

    (void)state;
    bytes_add(&b, again.p, again.n);
    free(again.p);
    streaming s = stream_bytes(b.p, b.n, &(rf_read_settings) { .units = "time=ms" }, 0);
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), 2 * ROWS);
    assert_int_equal(count_of(&s, RF_STREAM_RESTART), 1);
    streaming_free(&s);
    free(b.p);
}

static void units_that_cannot_be_seen_are_asked_for(void **state)
{
    bytes b = { 0 };

    (void)state;
    for (int i = 0; i < 400; i++)
        bytes_text(&b, "%d,%d,%d,%d,%d,%d\n", i % 3, i % 5, 16384 + i % 7, 131 * (i % 40), 400 * (i % 11), 5000 - 25 * i);
    streaming s = stream_bytes(b.p, b.n, NULL, 0);
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), 0);
    assert_int_equal(count_of(&s, RF_STREAM_TROUBLE), 1);
    assert_non_null(strstr(s.item[s.n - 1].text, "--units"));
    streaming_free(&s);
    free(b.p);
}

/* What the app shows, sent line by line. */
static void lines_of_an_xsens_dot_are_read_with_its_ticks(void **state)
{
    bytes b = { 0 };

    (void)state;
    bytes_text(&b, "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z\n");
    for (int i = 0; i < ROWS; i++)
        bytes_text(&b, "%d,%u,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\n", i, 4294967295u - 3000000u + 16667u * (unsigned)i, acc(i, 0), acc(i, 1),
                   acc(i, 2), 57.29578 * gyr(i, 0), 57.29578 * gyr(i, 1), 57.29578 * gyr(i, 2));
    streaming s = stream_bytes(b.p, b.n, &(rf_read_settings) { .units = "gyr=dps" }, 0);
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS);
    assert_int_equal(count_of(&s, RF_STREAM_RESTART), 0);
    assert_int_equal(sample_of(&s, ROWS - 1)->t_us - sample_of(&s, 0)->t_us, 16667 * (ROWS - 1));
    assert_int_equal(sample_of(&s, 0)->flags, 0);
    streaming_free(&s);
    free(b.p);
}

/* Real logs, sent line by line: what a line gives is what the file gives. */
static void real_logs_give_the_same_as_lines_and_as_files(void **state)
{
    static const char *const name[] = { "xsens/dot-realtime-pelvis.csv", "xio/short-walk.csv", "witmotion/imu-log.csv" };
    const char *data = getenv("RUNFORM_DATA");
    int seen = 0;

    (void)state;
    for (size_t k = 0; k < RF_COUNT(name); k++) {
        char path[4096], *text = malloc(4 << 20);
        snprintf(path, sizeof path, "%s/formats/%s", data ? data : "../shared/data", name[k]);
        FILE *f = fopen(path, "rb");
        const size_t n = f ? fread(text, 1, 4 << 20, f) : 0;
        if (f)
            fclose(f);
        if (n > 0) {
            reading r = read_bytes(text, n, &(rf_read_settings) { .name = name[k] }, 0);
            streaming s = stream_bytes(text, n, NULL, 0);
            const long given = count_of(&s, RF_STREAM_SAMPLE);
            seen++;
            assert_int_equal(r.error, 0);
            assert_string_equal(s.format, "lines");
            assert_in_range(given, r.n - 1, r.n); /* the last line may have no end */
            for (size_t i = 0, at = 0; i < s.n; i++)
                if (s.item[i].kind == RF_STREAM_SAMPLE) {
                    assert_memory_equal(s.item[i].sample.acc_mps2, r.s[at].acc_mps2, sizeof r.s->acc_mps2);
                    if (strncmp(name[k], "witmotion", 9) !=
                        0) /* stamped by a host in bursts: a file's times are evened, a line's are asked of the arrivals */
                        assert_int_equal(s.item[i].sample.t_us, r.s[at].t_us);
                    at++;
                }
            streaming_free(&s);
            reading_free(&r);
        }
        free(text);
    }
    if (!seen) {
        print_message("no recordings at %s (RUNFORM_DATA): skipped\n", data ? data : "../shared/data");
        skip();
    }
}

static void refused_as(const bytes *b, const char *words)
{
    streaming s = stream_bytes(b->p, b->n, NULL, 0);

    if (s.error != RF_ERR_REFUSED || !strstr(s.why.text, words))
        fail_msg("wanted \"%s\", got %d \"%s\" (%s)", words, s.error, s.why.text, s.format);
    streaming_free(&s);
    reading r = read_bytes((char *)b->p, b->n, NULL, 0);
    assert_true(r.error < 0);
    reading_free(&r);
}

static void other_devices_are_told_by_name(void **state)
{
    bytes gps = { 0 }, modem = { 0 }, printer = { 0 }, noise = { 0 }, silent = { 0 }, teapot = { 0 };
    uint32_t seed = 4;

    (void)state;
    for (int i = 0; i < 300; i++) {
        const unsigned char odd[4] = { (unsigned char)(any_number(&seed) >> 9), (unsigned char)(any_number(&seed) >> 9),
                                       (unsigned char)(any_number(&seed) >> 9), 0xfe };
        bytes_text(&gps,
                   "$GPGGA,1235%02d,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n$GPRMC,1235%02d,A,4807.038,N,01131.000,E,022.4,"
                   "084.4,230394,003.1,W*6A\r\n",
                   i % 60, i % 60);
        bytes_text(&modem, "AT\r\nOK\r\n+CSQ: 17,99\r\n");
        bytes_text(&printer, "ok T:201.%d /200.0 B:60.0 /60.0\n", i % 10);
        bytes_add(&teapot, "$\x02\x3f\x11\x22\x01\x02\x03\x04\x05\x05\x07\r\n", 14);
        bytes_add(&noise, odd, 4);
        bytes_add(&silent, "\xff\xff\xff\xff", 4);
    }
    refused_as(&gps, "GPS");
    refused_as(&modem, "modem");
    refused_as(&printer, "printer");
    refused_as(&teapot, "orientations only");
    refused_as(&noise, "noise");
    refused_as(&silent, "the same");
    free(gps.p);
    free(modem.p);
    free(printer.p);
    free(noise.p);
    free(silent.p);
    free(teapot.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_common_spelling_is_read),
        cmocka_unit_test(labelled_lines_in_a_file_are_read_too),
        cmocka_unit_test(damaged_lines_are_left_out_and_counted),
        cmocka_unit_test(a_board_that_starts_again_is_a_restart),
        cmocka_unit_test(units_that_cannot_be_seen_are_asked_for),
        cmocka_unit_test(lines_of_an_xsens_dot_are_read_with_its_ticks),
        cmocka_unit_test(real_logs_give_the_same_as_lines_and_as_files),
        cmocka_unit_test(other_devices_are_told_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
