/* Files of real loggers: each is read with the right unit, rate and rows, or refused for the right reason. Skipped where they are not there. */
#include "reading.h"

#include <math.h>

#include "base/base.h"
#include "port/port.h"

static const char *data;

static reading real(const char *file, const rf_read_settings *set)
{
    static char bytes[1 << 16];
    char path[4096];
    reading out = { 0 };
    rf_read_settings named = set ? *set : (rf_read_settings) { 0 };
    rf_port *p;
    rf_reader *r;
    int n;

    snprintf(path, sizeof path, "%s/%s", data, file);
    named.name = file;
    assert_int_equal(rf_port_open(&p, path, &out.why), 0);
    assert_int_equal(rf_reader_new(&r, &named, &out.why), 0);
    while (out.error == 0 && (n = rf_port_read(p, bytes, sizeof bytes, &out.why)) > 0) {
        out.error = rf_reader_push(r, bytes, (size_t)n, &out.why);
        if (out.error == 0)
            reading_pour(&out, r);
    }
    if (out.error == 0)
        out.error = rf_reader_flush(r, &out.why);
    if (out.error == 0)
        reading_pour(&out, r);
    out.report = *rf_reader_report(r);
    rf_reader_free(r);
    rf_port_close(p);
    return out;
}

static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static double rate_of(const reading *r)
{
    int64_t *step = malloc(r->n * sizeof *step);
    size_t n = 0;

    for (size_t i = 1; i < r->n; i++)
        if (r->s[i].t_us > r->s[i - 1].t_us)
            step[n++] = r->s[i].t_us - r->s[i - 1].t_us;
    qsort(step, n, sizeof *step, by_size);
    const double hz = 1e6 / (double)step[n / 2];
    free(step);
    return hz;
}

static double norm(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static void logs_of_real_makers_are_read_with_unit_and_rate(void **state)
{
    static const struct {
        const char *file;
        size_t rows;
        double hz;
        const char *acc, *gyr;
        uint32_t flags;
    } want[] = {
        { "formats/xio/short-walk.csv", 16539, 398.4, "g", "deg/s", 0 },
        { "formats/xsens/dot-realtime-pelvis.csv", 382, 60, "m/s²", "", RF_SAMPLE_NO_GRAVITY | RF_SAMPLE_NO_GYRO },
        { "formats/xsens/dot-export-euler-freeacc.csv", 419, 60, "m/s²", "", RF_SAMPLE_NO_GRAVITY | RF_SAMPLE_NO_GYRO },
        { "formats/xsens/mt-manager.txt", 2432, 100, "m/s²", "", RF_SAMPLE_NO_GYRO },
        { "formats/witmotion/imu-log.csv", 504, NAN, "m/s²", "", RF_SAMPLE_NO_GYRO },
        { "formats/sensorlogger/TotalAcceleration.csv", 14945, 104.4, "m/s²", "", RF_SAMPLE_NO_GYRO },
        { "formats/sensorlogger/semicolon-walking.csv", 560, 19.9, "g", "", RF_SAMPLE_NO_GYRO },
        { "formats/phyphox/acceleration.csv", 4166, 100.06, "m/s²", "", RF_SAMPLE_NO_GRAVITY | RF_SAMPLE_NO_GYRO },
        { "foot-vicon/foot-vicon-02.csv", 4114, 200, "m/s²", "rad/s", 0 },
        { "waist-jog/jog-fast-sa01.csv", 20000, 200, "g", "deg/s", 0 },
        { "outdoor-run/left-ankle.csv", 48000, 100, "g", "", RF_SAMPLE_NO_GYRO },
        { "sacrum-force/sacrum-force-00.csv", 2480, 500, "m/s²", "", RF_SAMPLE_NO_GYRO },
        { "virtual-imu/rbds002-25/shank_left.csv", 5000, 200, "m/s²", "rad/s", 0 },
    };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(want); i++) {
        reading r = real(want[i].file, NULL);
        assert_reads(r, want[i].rows);
        assert_string_equal(r.report.acc_unit, want[i].acc);
        assert_string_equal(r.report.gyr_unit, want[i].gyr);
        assert_int_equal(r.s[0].flags, want[i].flags);
        if (want[i].hz > 0 && fabs(rate_of(&r) / want[i].hz - 1) > 0.01)
            fail_msg("%s: %g Hz instead of %g", want[i].file, rate_of(&r), want[i].hz);
        assert_string_equal(r.report.acc_looks, "");
        reading_free(&r);
    }
}

static void columns_in_reverse_order_are_taken_by_name(void **state)
{
    reading r = real("formats/sensorlogger/TotalAcceleration.csv", NULL);

    (void)state;
    assert_reads(r, 14945);
    assert_true(r.s[0].acc_mps2[0] == -2.9730820655822754 && r.s[0].acc_mps2[2] == 12.315857887268066);
    assert_int_equal(r.s[1].t_us, 9583);
    assert_string_equal(r.report.start_utc, "2024-10-18T14:09:34.556Z");
    reading_free(&r);
}

static void cut_off_rows_of_an_export_are_counted(void **state)
{
    reading r = real("formats/xsens/dot-export-euler-freeacc.csv", NULL);

    (void)state;
    assert_int_equal(r.report.bad_rows, 13);
    assert_int_equal(r.report.first_bad_line, 421);
    reading_free(&r);
}

static void gravity_and_user_acceleration_of_a_phone_are_joined(void **state)
{
    reading r = real("pocket-phone/jog_16-sub_24.csv", NULL);
    double sum[3] = { 0 };

    (void)state;
    assert_says(r, RF_ERR_REFUSED, "no time column");
    r = real("pocket-phone/wlk_15-sub_2.csv", &(rf_read_settings) { .rate_hz = 50 });
    assert_int_equal(r.error, 0);
    assert_true(r.report.gravity_joined && !r.report.gravity_missing);
    assert_string_equal(r.report.gyr_unit, "rad/s");
    for (size_t i = 0; i < r.n; i++)
        for (int x = 0; x < 3; x++)
            sum[x] += r.s[i].acc_mps2[x] / (double)r.n;
    assert_true(norm(sum) > 8 && norm(sum) < 10.5);
    reading_free(&r);
}

static void units_left_out_of_the_header_are_found_again(void **state)
{
    static const char *const file[] = { "foot-vicon/foot-vicon-02.csv",          "waist-jog/jog-fast-sa01.csv",
                                        "waist-jog/jog-slow-sa17.csv",           "waist-jog/walk-slow-sa01.csv",
                                        "virtual-imu/rbds002-25/shank_left.csv", "virtual-imu/rbds011-45/pelvis.csv",
                                        "virtual-imu/rbds026-45/foot_right.csv", "formats/xio/short-walk.csv" };
    static char bytes[2 << 20];

    (void)state;
    for (size_t i = 0; i < RF_COUNT(file); i++) {
        char path[4096];
        reading said = real(file[i], NULL);
        snprintf(path, sizeof path, "%s/%s", data, file[i]);
        FILE *f = fopen(path, "rb");
        assert_non_null(f);
        const size_t n = fread(bytes, 1, sizeof bytes, f);
        fclose(f);
        const char *rows = (const char *)memchr(bytes, '\n', n) + 1;
        const char *names = said.report.acc_unit[0] == 'g' && strstr(file[i], "waist") ? "t,ax,ay,az,gx,gy,gz" : NULL;
        if (!names) /* the header itself names the order */
            names = strstr(file[i], "xio") ? "t,gx,gy,gz,ax,ay,az" : "t,ax,ay,az,gx,gy,gz";
        reading found = read_bytes(rows, n - (size_t)(rows - bytes), &(rf_read_settings) { .columns = names, .name = file[i] }, 0);
        assert_int_equal(found.error, 0);
        if (strcmp(found.report.acc_unit, said.report.acc_unit) != 0 || strcmp(found.report.gyr_unit, said.report.gyr_unit) != 0)
            fail_msg("%s: found %s and %s, said %s and %s", file[i], found.report.acc_unit, found.report.gyr_unit, said.report.acc_unit,
                     said.report.gyr_unit);
        reading_free(&said);
        reading_free(&found);
    }
}

static void what_is_not_inertial_is_refused_with_the_reason(void **state)
{
    (void)state;
    assert_says_alone(real("formats/phyphox/gps-not-inertial.csv", NULL), "no acceleration: this is a table of positions (GPS)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logs_of_real_makers_are_read_with_unit_and_rate),
        cmocka_unit_test(columns_in_reverse_order_are_taken_by_name),
        cmocka_unit_test(cut_off_rows_of_an_export_are_counted),
        cmocka_unit_test(gravity_and_user_acceleration_of_a_phone_are_joined),
        cmocka_unit_test(units_left_out_of_the_header_are_found_again),
        cmocka_unit_test(what_is_not_inertial_is_refused_with_the_reason),
    };
    char path[4096];

    data = getenv("RUNFORM_DATA");
    if (!data)
        data = "../shared/data";
    snprintf(path, sizeof path, "%s/formats/xio/short-walk.csv", data);
    FILE *f = fopen(path, "rb");
    if (!f) {
        printf("no recordings at %s (RUNFORM_DATA): skipped\n", data);
        return 77;
    }
    fclose(f);
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
