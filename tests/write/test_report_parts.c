/* What the parts of the report rest on: plain sentences, the better side of a limit, what worn sensors answer, the step rate to try, the way
 * along a strip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "pattern/thresholds.h"
#include "result_fixture.h"
#include "write/cadence_cue.h"
#include "write/plain.h"
#include "write/report.h"
#include "write/worn.h"

static void every_pattern_has_a_plain_sentence_for_each_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < rf_pattern_count(); i++) {
        rf_finding f = { .id = rf_pattern_at(i)->id, .value = NAN, .threshold = NAN };

        snprintf(f.why, sizeof f.why, "the judge's own words");
        for (int s = RF_CLEAR; s <= RF_FLAGGED; s++) {
            f.status = (rf_status)s;
            if (strcmp(f.id, "symptoms")) {
                assert_string_not_equal(rf_plain_sentence(&f), f.why);
                assert_null(strpbrk(rf_plain_sentence(&f), "0123456789"));
            } else {
                assert_string_equal(rf_plain_sentence(&f), f.why);
            }
        }
        f.status = RF_CANNOT_TELL;
        assert_string_equal(rf_plain_sentence(&f), f.why);
    }
}

static void no_plain_sentence_names_an_injury_or_a_risk(void **state)
{
    static const char *const never[] = { "injur", "risk", "diagnos", "abnormal", "weak", "damage", "patient" };

    (void)state;
    for (size_t i = 0; i < rf_pattern_count(); i++)
        for (int s = RF_CLEAR; s <= RF_FLAGGED; s++) {
            const rf_finding f = { .id = rf_pattern_at(i)->id, .status = (rf_status)s };

            for (size_t k = 0; k < RF_COUNT(never); k++)
                assert_null(strstr(rf_plain_sentence(&f), never[k]));
        }
}

static void the_better_side_is_the_rows_or_what_the_status_says(void **state)
{
    rf_finding f = { .id = "low_cadence", .status = RF_CLEAR, .value = 150, .threshold = 160 };

    (void)state;
    assert_int_equal(rf_plain_towards(&f), -1); /* low and clear, as the foot lands well: fewer steps are still the pattern's side */
    f.id = "overstride";
    assert_int_equal(rf_plain_towards(&f), 1);
    f.id = "side_imbalance";
    assert_int_equal(rf_plain_towards(&f), 2);
    f.id = "sitting_back"; /* by the knee or by the lean */
    assert_int_equal(rf_plain_towards(&f), 1);
    f.status = RF_WATCH;
    assert_int_equal(rf_plain_towards(&f), -1);
}

static void a_warning_sign_stands_before_all_and_watch_after_flagged(void **state)
{
    fixture f;

    (void)state;
    fixture_make(&f, 60); /* overstride flagged, low_cadence watch */
    f.findings[16].status = RF_FLAGGED;
    assert_string_equal(rf_plain_standing_out(&f.result, 0)->id, "symptoms");
    assert_string_equal(rf_plain_standing_out(&f.result, 1)->id, "overstride");
    assert_string_equal(rf_plain_standing_out(&f.result, 2)->id, "low_cadence");
    assert_null(rf_plain_standing_out(&f.result, 3));
    f.findings[16].status = RF_WATCH;
    assert_string_equal(rf_plain_standing_out(&f.result, 0)->id, "overstride");
    fixture_free(&f);
}

static void two_figures_that_differ_do_not_read_the_same(void **state)
{
    rf_finding f = { .value = 110.3, .lo = NAN, .hi = NAN, .threshold = 110 };

    (void)state;
    assert_int_equal(rf_plain_decimals(&f), 1);
    f.value = 113;
    assert_int_equal(rf_plain_decimals(&f), 0);
}

static rf_answer answer(const fixture *f, const char *id)
{
    for (size_t i = 0; i < FIXTURE_PATTERNS; i++)
        if (!strcmp(f->findings[i].id, id))
            return rf_worn_answers(&f->result, &f->findings[i]);
    fail();
    return RF_ANSWER_NO;
}

static void what_worn_sensors_answer_adds_up_by_the_table(void **state)
{
    fixture f;

    (void)state;
    fixture_make(&f, 60);
    for (size_t i = 0; i < FIXTURE_PATTERNS; i++)
        f.findings[i].status = RF_CANNOT_TELL;
    assert_int_equal(answer(&f, "overstride"), RF_ANSWER_YES);       /* by the shank */
    assert_int_equal(answer(&f, "pelvic_asymmetry"), RF_ANSWER_YES); /* by the pelvis */
    assert_int_equal(answer(&f, "hips_back"), RF_ANSWER_PARTLY);
    assert_int_equal(answer(&f, "lumbar_mobility"), RF_ANSWER_NO);
    assert_int_equal(answer(&f, "load_jump"), RF_ANSWER_TOLD);
    f.sensors[1].placement = RF_PLACE_TRUNK;
    assert_int_equal(answer(&f, "lumbar_mobility"), RF_ANSWER_YES);
    assert_int_equal(answer(&f, "overstride"), RF_ANSWER_NO);
    f.sensors[0].placement = f.sensors[1].placement = RF_PLACE_FOOT;
    f.sensors[0].side = RF_SIDE_RIGHT;
    assert_int_equal(answer(&f, "side_imbalance"), RF_ANSWER_YES);
    f.sensors[0].side = RF_SIDE_LEFT; /* both on one foot */
    assert_int_equal(answer(&f, "side_imbalance"), RF_ANSWER_NO);
    f.findings[14].status = RF_CLEAR; /* what was judged was answered */
    assert_int_equal(answer(&f, "hamstring_first"), RF_ANSWER_YES);
    fixture_free(&f);
}

static void every_word_of_the_table_of_sensors_is_a_pattern(void **state)
{
    static const char *const words[] = {
#define RF_WORN(worn, answers, partly) answers, partly,
#include "write/worn.def"
    };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(words); i++)
        for (const char *p = words[i]; *p; p += strspn(p, " ")) {
            const size_t n = strcspn(p, " ");
            bool found = false;

            for (size_t k = 0; k < rf_pattern_count(); k++)
                found |= strlen(rf_pattern_at(k)->id) == n && !strncmp(rf_pattern_at(k)->id, p, n);
            assert_true(found);
            p += n;
        }
}

static void the_step_rate_to_try_is_five_per_cent_more_and_at_most_ten(void **state)
{
    rf_cadence_cue c;
    fixture f;

    (void)state;
    fixture_make(&f, 60);
    assert_true(rf_cadence_cue_of(&f.result, &c)); /* 171.36: 179.93 and 188.50 */
    assert_int_equal(c.target_spm, 180);
    assert_int_equal(c.most_spm, 188);
    assert_string_equal(c.command, "runform cue 180");
    f.findings[0].status = RF_CLEAR; /* the foot lands well: nothing to mend */
    assert_false(rf_cadence_cue_of(&f.result, &c));
    f.findings[0].status = RF_CANNOT_TELL;
    assert_false(rf_cadence_cue_of(&f.result, &c));
    f.findings[0].status = RF_WATCH;
    assert_true(rf_cadence_cue_of(&f.result, &c));
    f.findings[12].status = RF_CLEAR;
    assert_false(rf_cadence_cue_of(&f.result, &c));
    f.findings[12].status = RF_FLAGGED;
    f.values[RF_M_cadence_spm].told = false;
    assert_false(rf_cadence_cue_of(&f.result, &c));
    fixture_free(&f);
}

static void a_strip_goes_by_distance_where_a_speed_is_known_and_leaves_pauses_out(void **state)
{
    fixture f;
    rf_axis a;
    double ran_s;

    (void)state;
    fixture_make(&f, 300);
    a = rf_axis_of(&f.result); /* two bouts at 3.5 m/s, 20 s of pause between them */
    ran_s = (double)(f.contacts[299].ic_us - f.contacts[0].ic_us) / 1e6 - 20.35;
    assert_true(a.distance);
    assert_true(fabs(a.whole - 3.5 * ran_s) < 3);
    assert_true(rf_axis_place(&f.result, &a, f.contacts[150].ic_us) - rf_axis_place(&f.result, &a, f.contacts[149].ic_us) < 3);
    f.result.speed_method = "estimated from contact time and cadence, as healthy runners have them";
    a = rf_axis_of(&f.result);
    assert_false(a.distance);
    assert_true(rf_axis_place(&f.result, &a, f.contacts[150].ic_us) - rf_axis_place(&f.result, &a, f.contacts[149].ic_us) > 30);
    for (size_t i = 0; i < 300; i++)
        f.contacts[i].value[RF_M_pace_mps] = i < 150 ? 3 : 5; /* told by each contact */
    f.result.speed_method = "measured at the foot";
    a = rf_axis_of(&f.result);
    assert_true(fabs(a.whole - 4 * ran_s) < 8);
    fixture_free(&f);
}

static void what_is_usual_needs_a_speed_and_no_circle(void **state)
{
    const rf_metric_info *cadence = rf_metric_at(RF_M_cadence_spm), *shank = rf_metric_at(RF_M_shank_angle_ic_deg);
    double mean, sd;
    fixture f;

    (void)state;
    fixture_make(&f, 60);
    assert_true(rf_plain_usual(&f.result, shank, &mean, &sd));
    assert_true(fabs(mean - (3.85 + 2.62 * 3.5 - 3.7)) < 1e-9); /* the norm from standing, in the metric's zero */
    assert_true(fabs(sd - 3.94) < 1e-9);
    assert_true(rf_plain_usual(&f.result, cadence, &mean, &sd));
    assert_true(fabs(mean - (311 + 11.15 * 3.5 - 101.1 * 1.78)) < 1e-9);
    f.result.speed_method = "estimated from contact time and cadence, as healthy runners have them";
    assert_false(rf_plain_usual(&f.result, cadence, &mean, &sd)); /* the speed was read from it */
    assert_true(rf_plain_usual(&f.result, shank, &mean, &sd));
    f.result.speed_mps = NAN;
    assert_false(rf_plain_usual(&f.result, shank, &mean, &sd));
    assert_false(rf_plain_usual(&f.result, rf_metric_at(RF_M_tibial_shock_g), &mean, &sd));
    fixture_free(&f);
}

static void a_threshold_that_was_overruled_is_marked(void **state)
{
    double used[RF_T_COUNT];
    fixture f;
    size_t n = 0;
    char *text;

    (void)state;
    rf_thresholds_default(used);
    fixture_make(&f, 60);
    f.writing.thresholds = used;
    text = fixture_written(&f, "report", &n);
    assert_non_null(strstr(text, "flag_sd"));
    assert_null(strstr(text, "overruled"));
    free(text);
    used[RF_T_all_flag_sd] = 2;
    text = fixture_written(&f, "report", &n);
    assert_non_null(strstr(text, "<b>overruled</b>, by itself 1.65"));
    free(text);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pattern_has_a_plain_sentence_for_each_status),
        cmocka_unit_test(no_plain_sentence_names_an_injury_or_a_risk),
        cmocka_unit_test(the_better_side_is_the_rows_or_what_the_status_says),
        cmocka_unit_test(a_warning_sign_stands_before_all_and_watch_after_flagged),
        cmocka_unit_test(two_figures_that_differ_do_not_read_the_same),
        cmocka_unit_test(what_worn_sensors_answer_adds_up_by_the_table),
        cmocka_unit_test(every_word_of_the_table_of_sensors_is_a_pattern),
        cmocka_unit_test(the_step_rate_to_try_is_five_per_cent_more_and_at_most_ten),
        cmocka_unit_test(a_strip_goes_by_distance_where_a_speed_is_known_and_leaves_pauses_out),
        cmocka_unit_test(what_is_usual_needs_a_speed_and_no_circle),
        cmocka_unit_test(a_threshold_that_was_overruled_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
