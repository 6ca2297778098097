/* Units: from the header, from the numbers, from the user; gravity in the acceleration or not. */
#include "reading.h"

#include <math.h>

#include "base/base.h"

/* Ten seconds at 100 Hz, one second of rest first. The scales are what the unit wants. */
static reading trotting(const char *header, double one_g, double radian, double gravity, const rf_read_settings *set)
{
    growing t = { 0 };

    text_add(&t, "%s\n", header);
    for (int i = 0; i < 1000; i++) {
        const double move = i < 100 ? 0 : 1;
        text_add(&t, "%d.%02d,%.4f,%.4f,%.4f,%.5f,%.5f,0\n", i / 100, i % 100, one_g * move * trot_x(i), 0.0,
                 one_g * (gravity + move * (trot_z(i) - 1)), radian * move * trot_w(i), radian * move * trot_w(i + 20) / 2);
    }
    reading r = read_bytes(t.p, t.n, set, 0);
    free(t.p);
    return r;
}

static const char *const plain = "time,AccX,AccY,AccZ,GyroX,GyroY,GyroZ";

static void is_si(reading r, const char *acc, const char *gyr, rf_decided acc_by, rf_decided gyr_by)
{
    assert_reads(r, 1000);
    assert_string_equal(r.report.acc_unit, acc);
    assert_string_equal(r.report.gyr_unit, gyr);
    assert_int_equal(r.report.acc_by, acc_by);
    assert_int_equal(r.report.gyr_by, gyr_by);
    assert_true(fabs(r.s[50].acc_mps2[2] - RF_G0_MPS2) < 0.01);
    assert_true(fabs(r.s[500].gyr_radps[0] - trot_w(500)) < 0.001);
    reading_free(&r);
}

static void units_in_the_names_are_used(void **state)
{
    static const struct {
        const char *acc, *gyr;
        double one_g, radian;
    } said[] = { { "ms2", "rads", RF_G0_MPS2, 1 },
                 { "m_s2", "deg_s", RF_G0_MPS2, 57.295779513 },
                 { "mps2", "radps", RF_G0_MPS2, 1 },
                 { "g", "dps", 1, 57.295779513 },
                 { "mg", "mdps", 1000, 57295.779513 } };
    char header[200];

    (void)state;
    for (size_t i = 0; i < RF_COUNT(said); i++) {
        snprintf(header, sizeof header, "t_s,acc_x_%s,acc_y_%s,acc_z_%s,gyr_x_%s,gyr_y_%s,gyr_z_%s", said[i].acc, said[i].acc, said[i].acc,
                 said[i].gyr, said[i].gyr, said[i].gyr);
        reading r = trotting(header, said[i].one_g, said[i].radian, 1, NULL);
        is_si(r,
              said[i].one_g == 1      ? "g"
              : said[i].one_g == 1000 ? "mg"
                                      : "m/s²",
              said[i].radian == 1   ? "rad/s"
              : said[i].radian < 60 ? "deg/s"
                                    : "mdeg/s",
              RF_DECIDED_HEADER, RF_DECIDED_HEADER);
    }
}

static void units_in_brackets_are_used_however_they_are_written(void **state)
{
    static const char *const mps2[] = { "m/s^2", "m/s2", "m/s\xc2\xb2", "m/s\xb2", "m/(s^2)", "m s^-2", "m\xc2\xb7s\xe2\x81\xbb\xc2\xb2",
                                        "M/S/S" };
    static const char *const degps[] = { "deg/s", "\xc2\xb0/s", "\xb0/s", "dps", "DPS", "degrees/s" };
    char header[300];

    (void)state;
    for (size_t i = 0; i < RF_COUNT(mps2); i++) {
        const char *a = mps2[i], *g = degps[i % RF_COUNT(degps)];
        snprintf(header, sizeof header, "Time (s),Acceleration x (%s),Acceleration y (%s),Acceleration z (%s),AsX[%s],AsY[%s],AsZ[%s]", a,
                 a, a, g, g, g);
        is_si(trotting(header, RF_G0_MPS2, 57.295779513, 1, NULL), "m/s²", "deg/s", RF_DECIDED_HEADER, RF_DECIDED_HEADER);
    }
}

static void units_that_nobody_says_are_seen_in_the_numbers(void **state)
{
    (void)state;
    is_si(trotting(plain, 1, 1, 1, NULL), "g", "rad/s", RF_DECIDED_SNIFFED, RF_DECIDED_SNIFFED);
    is_si(trotting(plain, RF_G0_MPS2, 57.295779513, 1, NULL), "m/s²", "deg/s", RF_DECIDED_SNIFFED, RF_DECIDED_SNIFFED);
    is_si(trotting(plain, 1000, 57.295779513, 1, NULL), "mg", "deg/s", RF_DECIDED_SNIFFED, RF_DECIDED_SNIFFED);
}

static void the_user_overrules_header_and_numbers(void **state)
{
    reading r = trotting("t_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps", RF_G0_MPS2, 1, 1,
                         &(rf_read_settings) { .units = "acc=mps2,gyr=radps" });

    (void)state;
    is_si(r, "m/s²", "rad/s", RF_DECIDED_USER, RF_DECIDED_USER);
}

static void a_stated_unit_that_the_numbers_contradict_stays_and_is_told(void **state)
{
    reading r = trotting("t_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps", RF_G0_MPS2, 57.3, 1, NULL);

    (void)state;
    assert_reads(r, 1000);
    assert_string_equal(r.report.acc_unit, "g");
    assert_string_equal(r.report.acc_looks, "m/s²");
    assert_non_null(strstr(r.report.text, "looks like m/s²"));
    assert_false(r.report.gravity_missing);
    reading_free(&r);
    r = trotting("t_s,acc_x_ms2,acc_y_ms2,acc_z_ms2,gyr_x_dps,gyr_y_dps,gyr_z_dps", 1, 57.3, 1, NULL);
    assert_reads(r, 1000);
    assert_string_equal(r.report.acc_looks, "g");
    assert_false(r.report.gravity_missing);
    reading_free(&r);
}

static void units_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    assert_says(trotting("t_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps", 77, 57, 1, NULL), RF_ERR_REFUSED, "77.0 g at rest");
    assert_says(trotting("t_s,ax (furlong/s^2),ay (furlong/s^2),az (furlong/s^2),gx,gy,gz", 1, 1, 1, NULL), RF_ERR_REFUSED,
                "log.csv:1: \"ax (furlong/s^2)\"");
    assert_says(trotting(plain, 77, 57, 1, NULL), RF_ERR_REFUSED, "--units acc=g");
}

static void a_wish_for_units_that_is_not_understood_is_refused(void **state)
{
    (void)state;
    assert_says(trotting(plain, 1, 1, 1, &(rf_read_settings) { .units = "acc=stone" }), RF_ERR_ARG, "\"stone\" is no unit of acceleration");
    assert_says(trotting(plain, 1, 1, 1, &(rf_read_settings) { .units = "acc=dps" }), RF_ERR_ARG, "\"dps\" is no unit of acceleration");
    assert_says(trotting(plain, 1, 1, 1, &(rf_read_settings) { .units = "speed=g" }), RF_ERR_ARG, "\"speed=g\" is not understood");
}

static void counts_are_read_where_rest_shows_their_scale(void **state)
{
    growing t = { 0 };

    (void)state;
    text_add(&t, "t_ms,ax_raw,ay_raw,az_raw\n");
    for (int i = 0; i < 400; i++)
        text_add(&t, "%d,%d,%d,%d\n", 10 * i, i % 7, -(i % 5), 4096 + i % 9);
    reading r = read_bytes(t.p, t.n, NULL, 0);
    assert_reads(r, 400);
    assert_string_equal(r.report.acc_unit, "counts");
    assert_true(r.s[0].acc_mps2[2] == RF_G0_MPS2);
    reading_free(&r);
    free(t.p);
}

static void counts_without_a_scale_are_refused(void **state)
{
    growing t = { 0 };

    (void)state;
    text_add(&t, "t_ms,ax,ay,az,gx,gy,gz\n");
    for (int i = 0; i < 400; i++)
        text_add(&t, "%d,%d,%d,%d,%d,%d,%d\n", 10 * i, i % 7, -(i % 5), 4096 + i % 9, i * 37 % 9000, i * 17 % 5000, -i);
    assert_says(read_bytes(t.p, t.n, NULL, 0), RF_ERR_REFUSED, "--units gyr=16.4lsb");
    reading r = read_bytes(t.p, t.n, &(rf_read_settings) { .units = "gyr=16.4lsb" }, 0);
    assert_reads(r, 400);
    assert_true(fabs(r.s[2].gyr_radps[2] - -2 / 16.4 * 0.0174532925) < 1e-9);
    reading_free(&r);
    free(t.p);
    reading q = trotting("t_s,ax (counts),ay (counts),az (counts),gx,gy,gz", 777, 1, 1, NULL);
    assert_says(q, RF_ERR_REFUSED, "acc=2048lsb");
}

static void acceleration_without_gravity_is_marked(void **state)
{
    reading r = trotting("t_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps", 1, 57.3, 0, NULL);

    (void)state;
    assert_reads(r, 1000);
    assert_true(r.report.gravity_missing); /* seen in the numbers */
    assert_int_equal(r.s[9].flags, RF_SAMPLE_NO_GRAVITY);
    reading_free(&r);
    r = read_text("Time (s),Linear Acceleration x (m/s^2),Linear Acceleration y (m/s^2),Linear Acceleration z "
                  "(m/s^2)\n0,0,0,1\n0.01,0,0,1\n0.02,0,0,1\n",
                  NULL);
    assert_reads(r, 3);
    assert_int_equal(r.s[0].flags, RF_SAMPLE_NO_GRAVITY | RF_SAMPLE_NO_GYRO);
    reading_free(&r);
}

static void gravity_and_linear_acceleration_are_joined(void **state)
{
    reading r =
        read_text("t_s,gravity_x,gravity_y,gravity_z,linear_acceleration_x_ms2,linear_acceleration_y_ms2,linear_acceleration_z_ms2\n"
                  "0,0,0,9.75,1,2,3\n0.01,0,0,9.75,1,2,3\n0.02,0,0,9.75,1,2,3\n",
                  NULL);

    (void)state;
    assert_reads(r, 3);
    assert_true(r.s[2].acc_mps2[0] == 1 && r.s[2].acc_mps2[1] == 2 && r.s[2].acc_mps2[2] == 12.75);
    assert_true(r.report.gravity_joined);
    assert_int_equal(r.s[2].flags, RF_SAMPLE_NO_GYRO);
    reading_free(&r);
}

static void a_gyroscope_that_only_stood_still_is_asked_about(void **state)
{
    growing t = { 0 };

    (void)state;
    text_add(&t, "%s\n", plain);
    for (int i = 0; i < 1000; i++)
        text_add(&t, "%d.%02d,0,0,1,0.0%d,-0.0%d,0.01\n", i / 100, i % 100, i * 7 % 10, i * 3 % 10);
    assert_says(read_bytes(t.p, t.n, NULL, 0), RF_ERR_REFUSED, "--units gyr=dps");
    free(t.p);
}

/* Ten minutes of standing are longer than the first look. */
static void a_longer_look_is_taken_where_the_first_shows_nothing(void **state)
{
    growing t = { 0 };

    (void)state;
    text_add(&t, "%s\n", plain);
    for (int i = 0; i < 9000; i++) {
        const double move = i < 6000 ? 0 : 1;
        text_add(&t, "%d.%02d,%.3f,0,%.3f,%.4f,0,0\n", i / 100, i % 100, move * trot_x(i), 1 + move * (trot_z(i) - 1),
                 move * trot_w(i) * 57.3);
    }
    reading r = read_bytes(t.p, t.n, NULL, 0);
    assert_reads(r, 9000);
    assert_string_equal(r.report.gyr_unit, "deg/s");
    reading_free(&r);
    free(t.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_in_the_names_are_used),
        cmocka_unit_test(units_in_brackets_are_used_however_they_are_written),
        cmocka_unit_test(units_that_nobody_says_are_seen_in_the_numbers),
        cmocka_unit_test(the_user_overrules_header_and_numbers),
        cmocka_unit_test(a_stated_unit_that_the_numbers_contradict_stays_and_is_told),
        cmocka_unit_test(units_that_make_no_sense_are_refused),
        cmocka_unit_test(a_wish_for_units_that_is_not_understood_is_refused),
        cmocka_unit_test(counts_are_read_where_rest_shows_their_scale),
        cmocka_unit_test(counts_without_a_scale_are_refused),
        cmocka_unit_test(acceleration_without_gravity_is_marked),
        cmocka_unit_test(gravity_and_linear_acceleration_are_joined),
        cmocka_unit_test(a_gyroscope_that_only_stood_still_is_asked_about),
        cmocka_unit_test(a_longer_look_is_taken_where_the_first_shows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
