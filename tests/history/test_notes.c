/* The runner's notes: figures and words are taken, and what is not is remarked by its name. */
#include "kept.h"

#include "history/notes.h"

static rf_notes noted(const char *text)
{
    rf_notes n;

    assert_int_equal(rf_notes_parse(&n, text, strlen(text)), 0);
    return n;
}

static void figures_and_words_are_taken(void **state)
{
    const rf_notes n =
        noted("{\"schema\":\"runform.notes/1\",\"date\":\"2026-05-17\",\"pain\":{\"before\":0,\"during\":2.5,\"after\":null},"
              "\"place\":\"sit_bone\",\"side\":\"left\",\"kind\":[\"dull\",\"ache\"],\"worse\":[\"uphill\"],"
              "\"flags\":{\"numbness\":true,\"cannot_hop\":false},\"text\":\"cold day\"}");

    (void)state;
    assert_int_equal(n.remarks.n, 0);
    assert_true(n.told);
    assert_near(n.value[RF_NOTE_pain_before], 0, 0);
    assert_near(n.value[RF_NOTE_pain_during], 2.5, 0);
    assert_true(isnan(n.value[RF_NOTE_pain_after]) && isnan(n.value[RF_NOTE_pain_sitting]));
    assert_true(n.value[RF_NOTE_place_sit_bone] > 0 && n.value[RF_NOTE_side_left] > 0 && n.value[RF_NOTE_kind_dull] > 0 &&
                n.value[RF_NOTE_kind_ache] > 0);
    assert_true(n.value[RF_NOTE_worse_uphill] > 0 && n.value[RF_NOTE_flags_numbness] > 0);
    assert_near(n.value[RF_NOTE_flags_cannot_hop], 0, 0);
}

static void words_that_together_say_a_flag_set_it(void **state)
{
    (void)state;
    assert_true(noted("{\"kind\":\"numb\"}").value[RF_NOTE_flags_numbness] > 0);
    assert_true(noted("{\"kind\":\"burning\",\"place\":\"lower_leg\"}").value[RF_NOTE_flags_burning_down_leg] > 0);
    assert_near(noted("{\"kind\":\"burning\",\"place\":\"buttock\"}").value[RF_NOTE_flags_burning_down_leg], 0, 0);
    assert_true(noted("{\"kind\":\"sharp\",\"worse\":\"hopping\"}").value[RF_NOTE_flags_sharp_bearing_weight] > 0);
    assert_near(noted("{\"kind\":\"sharp\",\"worse\":\"fast\"}").value[RF_NOTE_flags_sharp_bearing_weight], 0, 0);
}

static void assert_remark(const char *json, const char *text)
{
    const rf_notes n = noted(json);

    assert_int_equal(n.remarks.n, 1);
    assert_non_null(strstr(n.remarks.at[0].text, text));
    assert_near(n.value[RF_NOTE_pain_during], 2, 0); /* the rest is there */
}

static void what_is_not_understood_is_remarked_by_member(void **state)
{
    (void)state;
    assert_remark("{\"pain\":{\"during\":2,\"sitting\":11}}", "pain.sitting is 11; it takes a number from 0 (none) to 10");
    assert_remark("{\"pain\":{\"during\":2,\"sitting\":-1}}", "pain.sitting is -1");
    assert_remark("{\"pain\":{\"during\":2,\"sitting\":\"30 mm\"}}", "pain.sitting is \"30 mm\"");
    assert_remark("{\"pain\":{\"during\":2,\"sitting\":[3]}}", "pain.sitting is no single value");
    assert_remark("{\"pain\":{\"during\":2,\"sitting\":1e300}}", "pain.sitting is a number too large");
    assert_remark("{\"pain\":{\"during\":2,\"at_night\":3}}",
                  "pain.at_night is not known; there are before, during, after, sitting, next_morning");
    assert_remark("{\"pain\":{\"during\":2},\"mood\":\"good\"}", "mood is not known");
    assert_remark("{\"pain\":{\"during\":2},\"flags\":[\"cant_hop\"]}", "flags \"cant_hop\" is not known; there are sharp_bearing_weight");
    assert_remark("{\"pain\":{\"during\":2},\"flags\":{\"cant_hop\":false}}", "flags.cant_hop is not known");
    assert_remark("{\"pain\":{\"during\":2},\"kind\":7}", "kind is 7; it takes a word");
    assert_remark("{\"pain\":{\"during\":2},\"kind\":[\"ache\",7]}", "kind holds 7");
    assert_remark("{\"schema\":\"other/1\",\"pain\":{\"during\":2}}", "schema");
}

static void what_is_no_json_tells_nothing_and_says_where(void **state)
{
    static const char *const not [] = { "",          "[]",       "3", "{\"pain\":\n{\"during\":2,}", "{\"pain\":{\"during\":2}} trailing",
                                        "\xFF\xFE{", "{\"pain\"" };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(not ); i++) {
        const rf_notes n = noted(not [i]);

        assert_false(n.told);
        assert_int_equal(n.remarks.n, 1);
    }
    assert_int_equal(noted(not [3]).remarks.at[0].line, 2);
    assert_int_equal(noted("{\"pain\":3}").remarks.n, 1);
}

static void a_hundred_faults_fill_no_screen(void **state)
{
    char text[4000] = "{\"flags\":[";

    (void)state;
    for (int i = 0; i < 100; i++)
        strcat(text, i ? ",\"a_very_long_word_that_nobody_knows\"" : "\"x\"");
    strcat(text, "]}");
    assert_int_equal(noted(text).remarks.n, RF_REMARKS_MAX);
    assert_int_equal(noted(text).remarks.at[RF_REMARKS_MAX - 1].count, 100 - RF_REMARKS_MAX + 1);
}

static void every_word_of_the_table_is_taken(void **state)
{
    static const char *const group[] = { "pain", "place", "kind", "worse", "flags", "side" };
    char text[200];

    (void)state;
    for (size_t i = 0; i < RF_NOTE_COUNT; i++) {
        const rf_note_word *w = rf_note_at(i);

        if (w->group == RF_NOTE_PAIN)
            snprintf(text, sizeof text, "{\"pain\":{\"%s\":1}}", w->word);
        else
            snprintf(text, sizeof text, "{\"%s\":\"%s\"}", group[w->group], w->word);
        assert_near(noted(text).value[i], 1, 0);
        assert_int_equal(noted(text).remarks.n, 0);
    }
    assert_null(rf_note_at(RF_NOTE_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_and_words_are_taken),
        cmocka_unit_test(words_that_together_say_a_flag_set_it),
        cmocka_unit_test(what_is_not_understood_is_remarked_by_member),
        cmocka_unit_test(what_is_no_json_tells_nothing_and_says_where),
        cmocka_unit_test(a_hundred_faults_fill_no_screen),
        cmocka_unit_test(every_word_of_the_table_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
