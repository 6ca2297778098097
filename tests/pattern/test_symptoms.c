/* symptoms: what was noted is said back; a warning sign is one line and nothing else. */
#include <stdio.h>

#include "kept.h"

static const char *why(void)
{
    return kept_by.findings[SYMPTOMS].why;
}

static void each_warning_sign_is_flagged_with_one_line_and_no_advice(void **state)
{
    static const char *const flag[] = { "sharp_bearing_weight", "cannot_hop", "burning_down_leg", "numbness" };
    static const char *const text[] = { "sharp pain when bearing weight", "hopping was not possible", "burning down the leg", "numbness" };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(flag); i++) {
        char json[200], expected[200];
        const rf_finding *f;

        snprintf(json, sizeof json, "{\"pain\":{\"during\":1},\"worse\":\"uphill\",\"flags\":[\"%s\"]}", flag[i]);
        snprintf(expected, sizeof expected, "See a clinician before the next run: %s.", text[i]);
        f = noted(json);
        assert_int_equal(f->status, RF_FLAGGED);
        assert_string_equal(f->why, expected);
        assert_true(strlen(f->why) <= 68); /* a line of the summary */
        assert_string_equal(f->cue, "");
    }
}

static void several_signs_are_still_one_line(void **state)
{
    (void)state;
    assert_int_equal(noted("{\"flags\":[\"numbness\",\"burning_down_leg\"]}")->status, RF_FLAGGED);
    assert_string_equal(why(), "See a clinician before the next run: burning down the leg; numbness.");
    (void)noted("{\"flags\":{\"numbness\":true,\"burning_down_leg\":true,\"cannot_hop\":true}}");
    assert_string_equal(why(), "See a clinician before the next run: several warning signs.");
}

static void much_pain_or_what_the_articles_name_is_watch(void **state)
{
    (void)state;
    assert_int_equal(noted("{\"pain\":{\"during\":2,\"sitting\":4},\"place\":\"sit_bone\",\"kind\":[\"dull\",\"ache\"],\"worse\":["
                           "\"uphill\",\"sitting\",\"bending\"]}")
                         ->status,
                     RF_WATCH);
    assert_string_equal(why(), "Noted: pain up to 4 of 10, when sitting (during the run 2), at the sit bone, dull and aching; worse "
                               "uphill, when sitting and when bending.");
    assert_near(kept_by.findings[SYMPTOMS].value, 4, 0);
    assert_int_equal(noted("{\"pain\":{\"during\":1},\"worse\":\"fast\"}")->status, RF_WATCH);
    assert_non_null(strstr(why(), "This run: 3.5 m/s."));
    assert_int_equal(noted("{\"pain\":{\"during\":1},\"worse\":\"sitting\"}")->status, RF_WATCH);
    assert_int_equal(noted("{\"pain\":{\"during\":1},\"kind\":\"tingling\"}")->status, RF_WATCH);
    assert_int_equal(noted("{\"pain\":{\"during\":1},\"place\":\"below_mid_thigh\"}")->status, RF_WATCH);
    kept_by.e.settings.grade_pct = 4;
    assert_int_equal(noted("{\"pain\":{\"during\":1},\"worse\":\"uphill\"}")->status, RF_WATCH);
    assert_non_null(strstr(why(), "This run: grade 4.0 %."));
    assert_true(kept_by.findings[SYMPTOMS].cue[0]);
}

static void little_or_no_pain_is_clear(void **state)
{
    (void)state;
    assert_int_equal(noted("{\"pain\":{\"during\":0,\"after\":0}}")->status, RF_CLEAR);
    assert_string_equal(why(), "Noted: no pain.");
    assert_int_equal(noted("{\"pain\":{\"during\":0,\"next_morning\":3.5},\"worse\":\"bending\"}")->status, RF_CLEAR);
    assert_string_equal(why(), "Noted: pain up to 3.5 of 10, the next morning (during the run 0); worse when bending.");
}

static void without_notes_it_cannot_tell(void **state)
{
    (void)state;
    assert_int_equal(runner_judged(&kept_by, SYMPTOMS)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(why(), "--notes"));
    assert_int_equal(noted("{}")->status, RF_CANNOT_TELL);
    assert_int_equal(noted("no json")->status, RF_CANNOT_TELL);
}

static void what_could_not_be_understood_takes_the_clear_away_and_never_the_warning(void **state)
{
    (void)state;
    assert_int_equal(noted("{\"pain\":{\"during\":1},\"flags\":[\"cant_hop\"]}")->status, RF_CANNOT_TELL);
    assert_int_equal(noted("{\"pain\":{\"during\":5},\"flags\":[\"cant_hop\"]}")->status, RF_WATCH);
    assert_int_equal(noted("{\"pain\":{\"during\":50},\"flags\":[\"cannot_hop\"]}")->status, RF_FLAGGED);
}

static void the_threshold_decides(void **state)
{
    double t[RF_T_COUNT];

    (void)state;
    rf_thresholds_default(t);
    kept_by.e.thresholds = t;
    t[RF_T_symptoms_watch_pain] = 4.8;
    assert_int_equal(noted("{\"pain\":{\"during\":4}}")->status, RF_CLEAR);
    t[RF_T_symptoms_watch_pain] = 3.2;
    assert_int_equal(noted("{\"pain\":{\"during\":3.5}}")->status, RF_WATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_warning_sign_is_flagged_with_one_line_and_no_advice, fresh),
        cmocka_unit_test_setup(several_signs_are_still_one_line, fresh),
        cmocka_unit_test_setup(much_pain_or_what_the_articles_name_is_watch, fresh),
        cmocka_unit_test_setup(little_or_no_pain_is_clear, fresh),
        cmocka_unit_test_setup(without_notes_it_cannot_tell, fresh),
        cmocka_unit_test_setup(what_could_not_be_understood_takes_the_clear_away_and_never_the_warning, fresh),
        cmocka_unit_test_setup(the_threshold_decides, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, done) ? 1 : 0;
}
