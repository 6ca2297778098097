/* What changed between two sessions: the difference's interval by hand, what both sessions carry alike, the share of the speed, patterns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "pattern/pattern.h"
#include "result_fixture.h"
#include "write/changes.h"

static void sides(rf_compared *a, rf_compared *b)
{
    *a = (rf_compared) {
        .name = "a", .running = true, .contacts = 100, .speed_mps = 3, .speed_u_mps = 0.06, .sensors = "shank_left", .stood = true
    };
    for (int i = 0; i < RF_M_COUNT; i++)
        a->figure[i] = (rf_side_value) { NAN, NAN, NAN, 0 };
    for (int i = 0; i < RF_CHANGES_PATTERNS; i++)
        a->pattern[i].value = (rf_side_value) { NAN, NAN, NAN, 0 };
    *b = *a;
    b->name = "b";
}

static void near(double found, double wanted)
{
    if (!(fabs(found - wanted) < 1e-3))
        fail_msg("%.6f instead of %.6f", found, wanted);
}

static void a_difference_has_the_two_intervals_joined(void **state)
{
    rf_compared a, b;
    rf_change c;

    (void)state;
    sides(&a, &b);
    a.figure[RF_M_contact_ms] = (rf_side_value) { 240, 230, 250, 100 };
    b.figure[RF_M_contact_ms] = (rf_side_value) { 225, 221, 229, 100 };
    c = rf_change_of(&a, &b, RF_M_contact_ms); /* by hand: sqrt(10^2 + 4^2) = 10.770 */
    assert_int_equal(c.kind, RF_CHANGE_SEEN);
    near(c.difference, -15);
    near(c.could_see, 10.7703);
    near(c.lo, -25.7703);
    near(c.hi, -4.2297);
}

static void a_difference_within_what_could_be_seen_says_so(void **state)
{
    char text[RF_CHANGES_TEXT_MAX];
    rf_compared a, b;
    rf_change c;

    (void)state;
    sides(&a, &b);
    a.figure[RF_M_contact_ms] = (rf_side_value) { 240, 230, 250, 100 };
    b.figure[RF_M_contact_ms] = (rf_side_value) { 230, 226, 234, 100 };
    c = rf_change_of(&a, &b, RF_M_contact_ms);
    assert_int_equal(c.kind, RF_CHANGE_UNSEEN);
    assert_string_equal(rf_change_text(text, &c, "ms", 0), "smaller than could be seen (11 ms)");
    assert_string_equal(rf_change_text(text, &c, "\u00B0", 0), "smaller than could be seen (11\u00B0)");
    b.figure[RF_M_contact_ms] = (rf_side_value) { NAN, NAN, NAN, 0 };
    assert_int_equal(rf_change_of(&a, &b, RF_M_contact_ms).kind, RF_CHANGE_UNTOLD);
}

static void how_a_person_stands_falls_out_of_a_difference(void **state)
{
    rf_compared a, b;

    (void)state;
    sides(&a, &b);
    a.figure[RF_M_shank_angle_ic_deg] = (rf_side_value) { 14, 9, 19, 100 };
    b.figure[RF_M_shank_angle_ic_deg] = (rf_side_value) { 10, 5, 15, 100 };
    near(rf_change_of(&a, &b, RF_M_shank_angle_ic_deg).could_see, 3.2473); /* u 3.0395 each, 2.7 shared: 1.645 sqrt(2 (3.0395^2 - 2.7^2)) */
    a.figure[RF_M_foot_angle_ic_deg] = a.figure[RF_M_shank_angle_ic_deg];
    b.figure[RF_M_foot_angle_ic_deg] = b.figure[RF_M_shank_angle_ic_deg];
    near(rf_change_of(&a, &b, RF_M_foot_angle_ic_deg).could_see, 7.0711);       /* nothing shared: sqrt(5^2 + 5^2) */
    b.figure[RF_M_shank_angle_ic_deg] = (rf_side_value) { 10, 9.9, 10.1, 100 }; /* no more is shared than the surer one has */
    assert_true(rf_change_of(&a, &b, RF_M_shank_angle_ic_deg).could_see > 4.9);
}

static void what_the_speed_alone_makes_is_no_change_of_form(void **state)
{
    char text[RF_CHANGES_TEXT_MAX];
    rf_compared a, b;
    rf_change c;

    (void)state;
    sides(&a, &b);
    b.speed_mps = 3.5;
    a.figure[RF_M_cadence_spm] = (rf_side_value) { 164, 163, 165, 100 };
    b.figure[RF_M_cadence_spm] = (rf_side_value) { 170, 169, 171, 100 };
    c = rf_change_of(&a, &b, RF_M_cadence_spm);
    near(c.by_speed, 5.575); /* 11.15 spm a m/s */
    assert_int_equal(c.kind, RF_CHANGE_BY_SPEED);
    assert_string_equal(rf_change_text(text, &c, "spm", 1), "higher, as the speed alone makes it (+5.6 spm)");
    b.figure[RF_M_cadence_spm] = (rf_side_value) { 174, 173, 175, 100 };
    assert_int_equal(rf_change_of(&a, &b, RF_M_cadence_spm).kind, RF_CHANGE_SEEN);
    b.figure[RF_M_cadence_spm] = (rf_side_value) { 170, 169, 171, 100 };
    b.speed_estimated = true; /* from the cadence: it cannot explain the cadence */
    c = rf_change_of(&a, &b, RF_M_cadence_spm);
    assert_true(isnan(c.by_speed));
    assert_int_equal(c.kind, RF_CHANGE_SEEN);
}

static void a_status_that_changes_by_chance_says_so(void **state)
{
    char text[RF_CHANGES_TEXT_MAX];
    rf_compared a, b;
    bool moved;

    (void)state;
    sides(&a, &b);
    a.pattern[0].status = RF_FLAGGED, b.pattern[0].status = RF_WATCH;
    a.pattern[0].value = (rf_side_value) { 15, 12, 18, 100 }, b.pattern[0].value = (rf_side_value) { 12, 9, 15, 100 };
    assert_int_equal(rf_pattern_change_of(&a, &b, 0, &moved), RF_PATTERN_BETTER);
    assert_false(moved); /* 3 against sqrt(3^2 + 3^2) = 4.24 */
    assert_non_null(strstr(rf_pattern_change_text(text, &a, &b, 0), "may be chance"));
    b.pattern[0].value = (rf_side_value) { 10, 7, 13, 100 };
    assert_int_equal(rf_pattern_change_of(&b, &a, 0, &moved), RF_PATTERN_WORSE);
    assert_true(moved);
    b.pattern[0].status = RF_CANNOT_TELL;
    assert_int_equal(rf_pattern_change_of(&a, &b, 0, &moved), RF_PATTERN_UNTOLD);
    assert_string_equal(rf_pattern_change_text(text, &a, &b, 0), "cannot be compared: the second session cannot tell");
}

static int remarks(const rf_compared *a, const rf_compared *b, const char *part)
{
    char text[RF_CHANGES_TEXT_MAX];
    int n = 0, found = 0;

    for (; rf_changes_remark(text, a, b, n)[0]; n++)
        found += strstr(text, part) != NULL;
    return found;
}

static void what_makes_a_pair_hard_to_compare_is_remarked_once(void **state)
{
    rf_compared a, b;

    (void)state;
    sides(&a, &b);
    assert_int_equal(remarks(&a, &b, ""), 0);
    b.speed_mps = 3.5;
    assert_int_equal(remarks(&a, &b, "second session was faster (3.50 against 3.00 m/s)"), 1);
    b.speed_mps = NAN;
    assert_int_equal(remarks(&a, &b, "speed of the second session is not known"), 1);
    snprintf(b.sensors, sizeof b.sensors, "foot_left");
    b.stood = false;
    b.running = false;
    a.figure[RF_M_contact_ms] = b.figure[RF_M_contact_ms] = (rf_side_value) { 240, 230, 250, 100 };
    assert_int_equal(remarks(&a, &b, "Worn differently (shank_left; then foot_left)"), 1);
    assert_int_equal(remarks(&a, &b, "Only one of the two began with quiet standing"), 1);
    assert_int_equal(remarks(&a, &b, "No running was found in the second session"), 1);
    assert_int_equal(remarks(&a, &b, "by chance alone"), 1);
    assert_int_equal(remarks(&a, &b, ""), 5);
}

static void a_result_compared_with_itself_changes_nothing(void **state)
{
    rf_compared a;
    fixture f;

    (void)state;
    fixture_make(&f, 300);
    a = (rf_compared) { .name = "x" };
    rf_compared_take(&a, &f.result);
    assert_string_equal(a.sensors, "pelvis shank_left");
    assert_false(a.stood); /* only the shank's wearer stood */
    for (int i = 0; i < RF_M_COUNT; i++) {
        const rf_change c = rf_change_of(&a, &a, i);

        assert_int_equal(c.kind, f.values[i].told ? RF_CHANGE_UNSEEN : RF_CHANGE_UNTOLD);
    }
    fixture_free(&f);
}

static void before_and_after_a_moment_only_the_strides_spread_counts(void **state)
{
    rf_compared side[2];
    rf_change c;
    fixture f;

    (void)state;
    fixture_make(&f, 300);
    for (size_t i = 0; i < 300; i++) { /* 200 and 202 in turn, then 210 and 212 */
        f.contacts[i].value[RF_M_contact_ms] = (float)((i < 100 ? 200 : 210) + 2 * (int)(i % 2));
        f.contacts[i].value[RF_M_shank_angle_ic_deg] = (float)((i < 100 ? 10 : 9) + (int)(i % 2));
        f.contacts[i].value[RF_M_pace_mps] = 3;
    }
    assert_int_equal(rf_compared_split(side, &f.result, f.contacts[100].ic_us), 0);
    assert_int_equal(side[0].contacts, 100);
    assert_int_equal(side[1].contacts, 200);
    near(side[0].figure[RF_M_contact_ms].value, 201);
    near(side[0].figure[RF_M_contact_ms].hi - 201, 1.645 * sqrt(100.0 / 99) / sqrt(100)); /* SD of 200 and 202 in turn over root n */
    c = rf_change_of(&side[0], &side[1], RF_M_contact_ms);
    assert_int_equal(c.kind, RF_CHANGE_SEEN);
    near(c.difference, 10);
    near(c.could_see, 1.645 * sqrt(1.0 / 99 + 1.0 / 199));
    c = rf_change_of(&side[0], &side[1], RF_M_shank_angle_ic_deg); /* no standing doubt is in it, so none is taken out */
    near(c.could_see, 1.645 * sqrt(0.25 / 99 + 0.25 / 199));
    assert_int_equal(rf_change_of(&side[0], &side[1], RF_M_pace_mps).kind, RF_CHANGE_UNTOLD); /* as told: nothing to compare */
    assert_int_equal(rf_change_of(&side[0], &side[1], RF_M_duty_factor).kind, RF_CHANGE_UNTOLD);
    assert_int_equal(remarks(&side[0], &side[1], "Two parts of one recording"), 1);
    assert_int_equal(rf_compared_split(side, &f.result, f.contacts[5].ic_us), 0); /* five strides show no habit */
    assert_int_equal(rf_change_of(&side[0], &side[1], RF_M_contact_ms).kind, RF_CHANGE_UNTOLD);
    fixture_free(&f);
}

static void a_sign_stands_before_what_does_not_round_to_nothing(void **state)
{
    char text[RF_NUMBER_MAX + 1];

    (void)state;
    assert_string_equal(rf_change_signed(text, 1.46, 1), "+1.5");
    assert_string_equal(rf_change_signed(text, -1.46, 1), "-1.5");
    assert_string_equal(rf_change_signed(text, 3e-7, 2), "0.00");
    assert_string_equal(rf_change_signed(text, NAN, 2), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sign_stands_before_what_does_not_round_to_nothing),
        cmocka_unit_test(a_difference_has_the_two_intervals_joined),
        cmocka_unit_test(a_difference_within_what_could_be_seen_says_so),
        cmocka_unit_test(how_a_person_stands_falls_out_of_a_difference),
        cmocka_unit_test(what_the_speed_alone_makes_is_no_change_of_form),
        cmocka_unit_test(a_status_that_changes_by_chance_says_so),
        cmocka_unit_test(what_makes_a_pair_hard_to_compare_is_remarked_once),
        cmocka_unit_test(before_and_after_a_moment_only_the_strides_spread_counts),
        cmocka_unit_test(a_result_compared_with_itself_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
