/* The JSON output, read back by another parser than the printer's. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "result_fixture.h"

static cJSON *parsed(fixture *f, char **text)
{
    size_t n = 0;
    cJSON *root;

    *text = fixture_written(f, "json", &n);
    assert_non_null(*text);
    root = cJSON_ParseWithOpts(*text, NULL, true);
    assert_non_null(root);
    return root;
}

static const cJSON *at(const cJSON *root, const char *a, const char *b)
{
    const cJSON *o = cJSON_GetObjectItemCaseSensitive(root, a);

    assert_non_null(o);
    if (b)
        o = cJSON_GetObjectItemCaseSensitive(o, b);
    assert_non_null(o);
    return o;
}

static void every_part_of_the_session_is_there(void **state)
{
    static const char *const key[] = { "schema",   "version", "command", "inputs",  "start_utc", "sensors",
                                       "settings", "speed",   "bouts",   "summary", "patterns",  "notices" };
    fixture f;
    char *text;
    cJSON *root;

    (void)state;
    fixture_make(&f, 300);
    root = parsed(&f, &text);
    for (size_t i = 0; i < RF_COUNT(key); i++)
        at(root, key[i], NULL);
    assert_string_equal(at(root, "schema", NULL)->valuestring, "runform.session/1");
    assert_string_equal(at(root, "start_utc", NULL)->valuestring, "2024-05-04T07:30:00Z");
    assert_string_equal(at(root, "inputs", NULL)->child->valuestring, HOSTILE_NAME);
    assert_int_equal(cJSON_GetArraySize(at(root, "sensors", NULL)), 2);
    assert_string_equal(at(at(root, "sensors", NULL)->child, "placement", NULL)->valuestring, "pelvis");
    assert_true(cJSON_IsNull(at(at(root, "sensors", NULL)->child, "side", NULL)));
    assert_string_equal(at(at(at(root, "sensors", NULL)->child, "read", "units"), "acc", "by")->valuestring, "sniffed");
    assert_int_equal(cJSON_GetArraySize(at(root, "bouts", NULL)), 2);
    assert_int_equal(cJSON_GetArraySize(at(root, "notices", NULL)), 3);
    assert_int_equal(cJSON_GetArraySize(at(at(root, "notices", NULL)->child, "metrics", NULL)), 2);
    cJSON_Delete(root);
    free(text);
    fixture_free(&f);
}

static void a_figure_carries_its_interval_and_a_missing_one_is_null_with_a_reason(void **state)
{
    fixture f;
    char *text;
    cJSON *root;
    const cJSON *told, *untold;

    (void)state;
    fixture_make(&f, 300);
    root = parsed(&f, &text);
    told = at(root, "summary", "cadence_spm");
    assert_true(at(told, "value", NULL)->valuedouble == 171.36);
    assert_true(at(told, "lo", NULL)->valuedouble == 171.1);
    assert_int_equal(at(told, "n", NULL)->valueint, 300);
    assert_true(cJSON_IsTrue(at(told, "told", NULL)));
    assert_true(cJSON_IsNull(at(told, "why", NULL)));
    untold = at(root, "summary", "trunk_lean_deg");
    assert_true(cJSON_IsNull(at(untold, "value", NULL)));
    assert_true(cJSON_IsNull(at(untold, "lo", NULL)));
    assert_true(cJSON_IsFalse(at(untold, "told", NULL)));
    assert_non_null(strstr(at(untold, "why", NULL)->valuestring, "trunk"));
    assert_true(cJSON_IsNull(at(root, "settings", "mass_kg")));
    assert_null(strstr(text, "nan"));
    cJSON_Delete(root);
    free(text);
    fixture_free(&f);
}

static void all_patterns_pass_through_with_every_field(void **state)
{
    static const char *const key[] = { "id",      "title",        "status",   "why",  "value", "lo",      "hi",  "unit",       "threshold",
                                       "strides", "strides_seen", "evidence", "when", "grade", "sources", "cue", "confounders" };
    fixture f;
    char *text;
    cJSON *root;
    const cJSON *p;
    int i = 0;

    (void)state;
    fixture_make(&f, 300);
    root = parsed(&f, &text);
    cJSON_ArrayForEach(p, at(root, "patterns", NULL))
    {
        assert_string_equal(at(p, "id", NULL)->valuestring, fixture_ids[i++][0]);
        for (size_t k = 0; k < RF_COUNT(key); k++)
            at(p, key[k], NULL);
    }
    assert_int_equal(i, FIXTURE_PATTERNS);
    p = at(root, "patterns", NULL)->child;
    assert_int_equal(cJSON_GetArraySize(at(p, "evidence", NULL)), RF_MAX_EVIDENCE);
    assert_int_equal(cJSON_GetArraySize(at(p, "sources", NULL)), 2);
    assert_string_equal(at(at(p, "when", NULL)->child, "context", NULL)->valuestring, "flat");
    assert_non_null(strstr(text, "{\"id\":\"overstride\",\"status\":\"flagged\","));
    assert_non_null(strstr(text, "\"status\":\"cannot_tell\",\"why\":\"not built yet\""));
    cJSON_Delete(root);
    free(text);
    fixture_free(&f);
}

/* A file name may hold any byte but 0 and '/'; JSON must be UTF-8. */
static void a_name_that_is_no_text_becomes_text(void **state)
{
    fixture f;
    char *text;
    cJSON *root;

    (void)state;
    fixture_make(&f, 300);
    root = parsed(&f, &text);
    assert_string_equal(at(root, "inputs", NULL)->child->next->valuestring, "a\"b'&\xef\xbf\xbd[31m\xef\xbf\xbd</style>\xef\xbf\xbd.csv");
    cJSON_Delete(root);
    free(text);
    fixture_free(&f);
}

static void a_locale_with_a_decimal_comma_changes_nothing(void **state)
{
    static const char *const name[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8" };
    fixture f;
    size_t n = 0, set = 0;
    char *before, *after;

    (void)state;
    fixture_make(&f, 300);
    before = fixture_written(&f, "json", &n);
    while (set < RF_COUNT(name) && !setlocale(LC_ALL, name[set]))
        set++;
    after = fixture_written(&f, "json", &n);
    setlocale(LC_ALL, "C");
    assert_string_equal(before, after);
    free(before);
    free(after);
    fixture_free(&f);
    if (set == RF_COUNT(name))
        skip();
}

static long allocations_left;

static void *failing_malloc(size_t n)
{
    return allocations_left-- > 0 ? malloc(n) : NULL;
}

/* Whatever allocation fails, the answer is "no memory" and nothing half-made is called a session. */
static const rf_writer_info *find_json(void)
{
    size_t i = 0;

    while (i + 1 < rf_writer_count() && strcmp(rf_writer_at(i)->id, "json"))
        i++;
    return rf_writer_at(i);
}

static void every_failing_allocation_is_reported(void **state)
{
    cJSON_Hooks hooks = { failing_malloc, free };
    fixture f;
    long n = 0;
    int err = RF_ERR_NOMEM;

    (void)state;
    fixture_make(&f, 60);
    for (; err == RF_ERR_NOMEM; n++) {
        rf_out *o = NULL;
        rf_why why = { "" };
        const rf_writer_info *json = find_json();

        assert_int_equal(rf_out_open(&o, "/dev/null", &why), 0);
        allocations_left = n;
        cJSON_InitHooks(&hooks);
        err = json->write(&f.writing, o);
        cJSON_InitHooks(NULL);
        rf_out_abort(o);
    }
    assert_int_equal(err, 0);
    assert_true(n > 500);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_of_the_session_is_there),
        cmocka_unit_test(a_figure_carries_its_interval_and_a_missing_one_is_null_with_a_reason),
        cmocka_unit_test(all_patterns_pass_through_with_every_field),
        cmocka_unit_test(a_name_that_is_no_text_becomes_text),
        cmocka_unit_test(every_failing_allocation_is_reported),
        cmocka_unit_test(a_locale_with_a_decimal_comma_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
