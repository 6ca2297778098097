/* All seventeen patterns are there, in order and complete, and the thresholds are listed in one table. */
#include "runner.h"

static const char *const ids[] = { "overstride",       "sitting_back",      "hips_back",       "pawing",          "side_imbalance",
                                   "pelvic_asymmetry", "uphill_overstride", "fast_overstride", "tight_turns",     "load_jump",
                                   "short_recovery",   "posture_fade",      "low_cadence",     "lumbar_mobility", "hamstring_first",
                                   "little_lean",      "symptoms" };

static void all_seventeen_ids_stand_in_the_order_of_the_report(void **state)
{
    (void)state;
    assert_int_equal(rf_pattern_count(), 17);
    for (size_t i = 0; i < RF_COUNT(ids); i++)
        assert_string_equal(rf_pattern_at(i)->id, ids[i]);
    assert_null(rf_pattern_at(17));
}

static void every_row_says_what_it_claims_needs_and_rests_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < rf_pattern_count(); i++) {
        const rf_pattern_info *p = rf_pattern_at(i);

        assert_true(p->title[0] && p->claim[0] && p->rule[0] && p->needs[0]);
        assert_true(!strcmp(p->grade, "lab") || !strcmp(p->grade, "clinic") || !strcmp(p->grade, "proxy"));
        assert_non_null(p->sources[0]);
        assert_non_null(p->confounders[0]);
    }
}

static void every_row_is_judged(void **state)
{
    static runner r;

    (void)state;
    runner_with_shanks(&r, 200, 25, 25);
    rf_patterns_judge(&r.e, r.findings);
    for (size_t i = 0; i < rf_pattern_count(); i++) {
        assert_string_equal(r.findings[i].id, ids[i]);
        assert_true(strlen(r.findings[i].why) > 10);
        assert_null(strstr(r.findings[i].why, "not built"));
    }
}

static void an_empty_session_is_judged_and_cannot_tell_anything(void **state)
{
    static rf_finding f[32];
    const rf_evidence nothing = { .speed_mps = NAN, .speed_u_mps = NAN };

    (void)state;
    rf_patterns_judge(&nothing, f);
    for (size_t i = 0; i < rf_pattern_count(); i++) {
        assert_int_equal(f[i].status, RF_CANNOT_TELL);
        assert_true(strlen(f[i].why) > 10);
        assert_int_equal(f[i].n_evidence, 0);
    }
}

static void statuses_have_the_words_of_the_report(void **state)
{
    (void)state;
    assert_string_equal(rf_status_name(RF_FLAGGED), "flagged");
    assert_string_equal(rf_status_name(RF_WATCH), "watch");
    assert_string_equal(rf_status_name(RF_CLEAR), "clear");
    assert_string_equal(rf_status_name(RF_CANNOT_TELL), "cannot_tell");
}

static void thresholds_are_listed_with_unit_and_source(void **state)
{
    double v[RF_T_COUNT];

    (void)state;
    assert_int_equal(rf_threshold_count(), RF_T_COUNT);
    rf_thresholds_default(v);
    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *t = rf_threshold_at(i);

        assert_true(t->source[0]);
        assert_true(v[i] == t->value);
        assert_int_equal(rf_threshold_find(t->pattern, t->name), (int)i);
    }
    assert_null(rf_threshold_at(RF_T_COUNT));
    assert_int_equal(rf_threshold_find("overstride", "nonsense"), -1);
    assert_int_equal(rf_threshold_find("overstride", "u_shank_deg"), RF_T_overstride_u_shank_deg);
}

static void an_overruled_threshold_changes_the_verdict(void **state)
{
    static runner r;
    double v[RF_T_COUNT];

    (void)state;
    runner_with_shanks(&r, 200, 14, 14);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
    rf_thresholds_default(v);
    v[RF_T_all_flag_sd] = 0.1;
    r.e.thresholds = v;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_seventeen_ids_stand_in_the_order_of_the_report),
        cmocka_unit_test(every_row_says_what_it_claims_needs_and_rests_on),
        cmocka_unit_test(every_row_is_judged),
        cmocka_unit_test(an_empty_session_is_judged_and_cannot_tell_anything),
        cmocka_unit_test(statuses_have_the_words_of_the_report),
        cmocka_unit_test(thresholds_are_listed_with_unit_and_source),
        cmocka_unit_test(an_overruled_threshold_changes_the_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
