/* The norms give the table's means at the table's speeds, widen outside them, and lead back to the speed. */
#include "runner.h"

static rf_norm_point at(rf_norm which, double v, double h)
{
    rf_norm_point p;

    assert_true(rf_norm_at(which, v, h, &p));
    return p;
}

static void the_lines_pass_near_the_means_they_were_drawn_through(void **state)
{
    int met = 0;

    (void)state;
    for (size_t i = 0; rf_norm_row_at(i); i++) {
        const rf_norm_row *r = rf_norm_row_at(i);

        for (int k = 0; k < RF_NORM_COUNT; k++)
            if (!strcmp(rf_norm_name((rf_norm)k), r->id)) {
                assert_near(at((rf_norm)k, r->speed_mps, NAN).mean, r->mean, 0.4 * r->sd);
                met++;
            }
    }
    assert_int_equal(met, 3 * RF_NORM_COUNT);
}

static void the_shank_from_standing_has_its_own_line_and_spread(void **state)
{
    const rf_norm_point p = at(RF_NORM_shank_standing_deg, 3.5, 1.8);
    double sd;

    (void)state;
    assert_near(p.mean, 3.85 + 2.62 * 3.5, 1e-12);
    assert_true(p.sd == 3.94 && !p.by_height && p.u_height == 0 && p.u_mean == 0);
    assert_true(rf_norm_fact(RF_NORM_FACT_shank_standing_lean, &sd) == -3.7 && sd == 2.7);
    assert_near(at(RF_NORM_shank_angle_ic_deg, 3.5, NAN).mean, 0.5788 + 2.622 * 3.5, 1e-12);
}

static void height_narrows_cadence_and_its_absence_is_a_doubt(void **state)
{
    const rf_norm_point with = at(RF_NORM_cadence_spm, 3.5, 1.75), without = at(RF_NORM_cadence_spm, 3.5, NAN);

    (void)state;
    assert_near(with.mean, 311 + 11.15 * 3.5 - 101.1 * 1.75, 1e-9);
    assert_true(with.sd == 9.23 && with.u_height == 0 && with.by_height);
    assert_true(without.sd == 11.5 && !without.by_height);
    assert_near(without.u_height, 6.86, 0.01);
}

static void outside_its_speeds_the_norm_becomes_doubtful(void **state)
{
    (void)state;
    for (double v = 2.0; v <= 5.0; v += 0.25)
        assert_true(at(RF_NORM_shank_standing_deg, v, NAN).u_mean == 0);
    assert_near(at(RF_NORM_shank_standing_deg, 6.0, NAN).u_mean, 2.2, 0.01);
    assert_near(at(RF_NORM_shank_standing_deg, 1.5, NAN).u_mean, 0.55 * 1.75, 0.01);
    assert_true(at(RF_NORM_contact_ms, 6.5, NAN).u_mean > at(RF_NORM_contact_ms, 5.5, NAN).u_mean);
}

static void an_unknown_speed_has_no_norm(void **state)
{
    rf_norm_point p;

    (void)state;
    assert_false(rf_norm_at(RF_NORM_cadence_spm, NAN, 1.8, &p));
    assert_true(isnan(p.mean) && isnan(p.sd));
}

static void the_means_of_the_table_lead_back_to_their_speed(void **state)
{
    static const double v[] = { 2.5, 3.5, 4.5 }, contact[] = { 279.4, 233.4, 202.1 }, cadence[] = { 161.7, 171.5, 184 };
    double speed, u;

    (void)state;
    for (size_t i = 0; i < RF_COUNT(v); i++) {
        assert_true(rf_norm_speed_from_contact_and_cadence(contact[i], cadence[i], NAN, &speed, &u));
        assert_near(speed, v[i], 0.2);
        assert_true(u >= 0.5 && u < 0.6);
        assert_true(rf_norm_speed_from_contact_and_cadence(contact[i], NAN, NAN, &speed, &u));
        assert_near(speed, v[i], 0.2);
        assert_true(rf_norm_speed_from_contact_and_cadence(NAN, cadence[i], NAN, &speed, &u));
        assert_near(speed, v[i], 0.2);
        assert_near(u, 11.5 / 11.15, 0.01);
    }
}

static void far_outside_the_norm_the_speed_is_told_with_more_doubt_or_not_at_all(void **state)
{
    double speed, u, inside;

    (void)state;
    assert_true(rf_norm_speed_from_contact_and_cadence(230, NAN, NAN, &speed, &inside));
    assert_true(rf_norm_speed_from_contact_and_cadence(130, NAN, NAN, &speed, &u));
    assert_true(speed > 6 && u > 2 * inside);
    assert_false(rf_norm_speed_from_contact_and_cadence(NAN, NAN, 1.8, &speed, &u));
    assert_true(isnan(speed) && isnan(u));
    assert_false(rf_norm_speed_from_contact_and_cadence(500, NAN, NAN, &speed, &u));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lines_pass_near_the_means_they_were_drawn_through),
        cmocka_unit_test(the_shank_from_standing_has_its_own_line_and_spread),
        cmocka_unit_test(height_narrows_cadence_and_its_absence_is_a_doubt),
        cmocka_unit_test(outside_its_speeds_the_norm_becomes_doubtful),
        cmocka_unit_test(an_unknown_speed_has_no_norm),
        cmocka_unit_test(the_means_of_the_table_lead_back_to_their_speed),
        cmocka_unit_test(far_outside_the_norm_the_speed_is_told_with_more_doubt_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
