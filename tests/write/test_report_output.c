/* The HTML report as text: what is in it, that nothing of it is loaded from elsewhere, and that no text from outside becomes markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "result_fixture.h"

static char *report(const fixture *f, size_t *n)
{
    char *text = fixture_written(f, "report", n);

    assert_non_null(text);
    assert_int_equal(strlen(text), *n);
    return text;
}

static int times(const char *text, const char *part)
{
    int n = 0;

    for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
        n++;
    return n;
}

static void must_have(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("the report lacks: %s", part);
}

static void must_not_have(const char *text, const char *part)
{
    const char *p = strstr(text, part);

    if (p)
        fail_msg("the report holds: %.*s", 80, p);
}

static void all_that_was_measured_and_found_is_shown(void **state)
{
    static const char *const part[] = {
        "One pattern stands out: <q>Overstriding</q>; worth watching: <q>Low cadence</q>.",
        "<b>3 of 17</b> patterns",
        "left shank",
        "assumed from the signal",
        "<b>171.36</b> <span>steps/min</span>",
        "171.10 to 171.63",
        "The shank angle at contact was 15.2\u00B0",
        "Try 5 % more steps a minute",
        "a strap 5 cm off its place",
        "[A4] High hamstring pain",
        "Your foot comes down clearly further ahead",
        "93 of 150 strides show it",
        "0:10\u20131:02 (flat)",
        "What else could explain it",
        "measured in laboratories",
        "What cannot be told",
        "not built yet",
        "Two gaps, the longest 120 ms",
        "no diagnosis",
        "2024-05-04 07:30 UTC",
        "Left: median",
    };
    fixture f;
    size_t n = 0;
    char *text;

    (void)state;
    fixture_make(&f, 300);
    text = report(&f, &n);
    for (size_t i = 0; i < RF_COUNT(part); i++)
        must_have(text, part[i]);
    for (size_t i = 0; i < FIXTURE_PATTERNS; i++)
        must_have(text, fixture_ids[i][1]);
    assert_int_equal(times(text, "<figure class=\"plot\">"), 3);
    assert_int_equal(times(text, "<article class=\"card"), 2);
    assert_int_equal(times(text, "<svg class=\"band\""), 2);
    assert_int_equal(times(text, "<svg class=\"strip\""), 1);
    assert_int_equal(times(text, "<path class=\"stride\""), 6); /* three kept contacts of the shank, two traces */
    assert_int_equal(times(text, "<svg class=\"stick\""), 1);
    assert_int_equal(times(text, "<circle class=\"worn\""), 2);
    must_not_have(text, "nan");
    free(text);
    fixture_free(&f);
}

static void what_somebody_marked_stands_in_the_strip(void **state)
{
    rf_marker mark[2];
    fixture f;
    size_t n = 0;
    char *text;

    (void)state;
    fixture_make(&f, 300);
    memset(mark, 0, sizeof mark);
    mark[0].t_us = 30000000, mark[1].t_us = 95000000;
    f.result.markers = mark, f.result.n_markers = 2;
    text = report(&f, &n);
    assert_int_equal(times(text, "<path class=\"marker\""), 1);
    must_have(text, "Marked (lines): 0:30, 1:35.");
    free(text);
    fixture_free(&f);
}

static void no_text_from_outside_becomes_markup(void **state)
{
    fixture f;
    size_t n = 0;
    char *text;

    (void)state;
    fixture_make(&f, 300);
    f.snippets[1].trace[1] = "</script><script>alert(2)</script>";
    f.findings[0].cue = "<img src=x onerror=alert(3)>";
    f.result.speed_method = "\"><svg onload=alert(4)>";
    f.findings[0].when[0].context = "<img src=y>";
    text = report(&f, &n);
    must_not_have(text, "<script>alert");
    must_not_have(text, "</style>\xEF\xBF\xBD");
    must_not_have(text, "<img");
    must_not_have(text, "<svg onload");
    must_not_have(text, "<b>this");
    must_not_have(text, "<i>Phys");
    must_not_have(text, "\033");
    must_have(text, "&lt;script&gt;alert(1)&lt;/script&gt;.csv");
    assert_int_equal(times(text, "<script"), 2);
    assert_int_equal(times(text, "</script"), 2);
    assert_int_equal(times(text, "</style"), 1);
    free(text);
    fixture_free(&f);
}

static void the_page_asks_for_nothing_beyond_itself(void **state)
{
    static const char *const never[] = { " src=",     "url(",        "@import",    "fetch(",  "XMLHttpRequest",
                                         "WebSocket", "EventSource", "sendBeacon", "import(", "<base",
                                         "<iframe",   "<object",     "<form",      "onclick", "style=" };
    fixture f;
    size_t n = 0;
    char *text;

    (void)state;
    fixture_make(&f, 300);
    text = report(&f, &n);
    for (size_t i = 0; i < RF_COUNT(never); i++)
        must_not_have(text, never[i]);
    for (const char *p = text; (p = strstr(p, "href=\"")); p++)
        assert_true(p[6] == '#' || !strncmp(p + 6, "data:,\"", 7));
    assert_int_equal(times(text, "http://"), 0);
    assert_int_equal(times(text, "https://"), times(text, "https://github.com/leeoniya/uPlot")); /* in the library's banner, a comment */
    must_have(text, "content=\"default-src 'none'; style-src 'sha256-");
    must_have(text, "Permission is hereby granted"); /* the library's licence goes with every copy */
    free(text);
    fixture_free(&f);
}

static bool is_void(const char *name, size_t n)
{
    static const char *const word[] = { "meta", "link", "br" };

    for (size_t i = 0; i < RF_COUNT(word); i++)
        if (n == strlen(word[i]) && !strncmp(name, word[i], n))
            return true;
    return false;
}

/* Every element that opens closes, in order; script and style are skipped as a browser does. */
static void every_element_is_closed(void **state)
{
    fixture f;
    size_t n = 0, depth = 0;
    char *text;
    const char *open[64];
    size_t length[64];

    (void)state;
    fixture_make(&f, 300);
    text = report(&f, &n);
    for (const char *p = text; (p = strchr(p, '<')); p++) {
        const bool end = p[1] == '/';
        const char *name = p + 1 + end, *close = strchr(p, '>');
        const size_t k = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");

        assert_non_null(close);
        if (p[1] == '!' || is_void(name, k) || close[-1] == '/')
            continue;
        if (!end) {
            assert_true(depth < RF_COUNT(open));
            open[depth] = name;
            length[depth++] = k;
            if (!strncmp(name, "script", 6) || !strncmp(name, "style", 5))
                p = strstr(close, name[1] == 'c' ? "</script" : "</style") - 1;
            continue;
        }
        if (!depth || length[depth - 1] != k || strncmp(open[depth - 1], name, k))
            fail_msg("closed but not open: %.60s", p);
        depth--;
    }
    assert_int_equal(depth, 0);
    free(text);
    fixture_free(&f);
}

static cJSON *data_of(const char *text)
{
    const char *from = strstr(text, "id=\"data\">");
    const char *to = from ? strstr(from, "</script>") : NULL;
    cJSON *root;

    assert_non_null(to);
    from += strlen("id=\"data\">");
    root = cJSON_ParseWithLength(from, (size_t)(to - from));
    assert_non_null(root);
    return root;
}

static void what_the_script_draws_is_json_with_null_for_missing_values(void **state)
{
    fixture f;
    size_t n = 0;
    char *text;
    cJSON *root;
    const cJSON *plots, *mid;

    (void)state;
    fixture_make(&f, 300);
    text = report(&f, &n);
    root = data_of(text);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "evidence")), RF_MAX_EVIDENCE);
    plots = cJSON_GetObjectItem(root, "plots");
    assert_int_equal(cJSON_GetArraySize(plots), 3);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(plots->child->next, "series")), 2); /* contact time: left and right */
    mid = cJSON_GetObjectItem(cJSON_GetObjectItem(plots->child, "series")->child, "mid");
    assert_int_equal(cJSON_GetArraySize(mid), cJSON_GetArraySize(cJSON_GetObjectItem(plots->child, "x")));
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(mid, cJSON_GetArraySize(mid) / 2))); /* the pause between the bouts */
    cJSON_Delete(root);
    free(text);
    fixture_free(&f);
}

static void three_hours_of_running_stay_under_a_megabyte(void **state)
{
    fixture f;
    size_t small = 0, large = 0;
    char *text;

    (void)state;
    fixture_make(&f, 300);
    free(report(&f, &small));
    fixture_free(&f);
    fixture_make(&f, 30000);
    text = report(&f, &large);
    assert_true(large < 1000000);
    assert_true(large < 2 * small);
    free(text);
    fixture_free(&f);
}

static void the_same_session_gives_the_same_bytes(void **state)
{
    fixture f;
    size_t n = 0;
    char *once, *again;

    (void)state;
    fixture_make(&f, 300);
    once = report(&f, &n);
    again = report(&f, &n);
    assert_string_equal(once, again);
    free(once);
    free(again);
    fixture_free(&f);
}

static void the_verdict_fits_what_was_found(void **state)
{
    static const struct {
        rf_status first, rest;
        bool running;
        const char *says;
    } c[] = {
        { RF_WATCH, RF_CLEAR, true, "Nothing stands out; worth watching: <q>Overstriding</q>." },
        { RF_CLEAR, RF_CANNOT_TELL, true, "Nothing stands out in the one pattern that this recording can answer." },
        { RF_CANNOT_TELL, RF_CANNOT_TELL, true, "This recording answers none of the patterns" },
        { RF_CANNOT_TELL, RF_CANNOT_TELL, false, "No running was found in this recording." },
        { RF_FLAGGED, RF_FLAGGED, true, "17 patterns stand out: " },
    };
    fixture f;
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < RF_COUNT(c); i++) {
        char *text;

        fixture_make(&f, 300);
        for (size_t k = 0; k < FIXTURE_PATTERNS; k++)
            f.findings[k].status = k ? c[i].rest : c[i].first;
        f.result.running = c[i].running;
        text = report(&f, &n);
        must_have(text, c[i].says);
        free(text);
        fixture_free(&f);
    }
}

static void an_empty_session_is_a_page_too(void **state)
{
    fixture f;
    size_t n = 0;
    char *text;
    cJSON *root;

    (void)state;
    fixture_make(&f, 60);
    f.result.n_contacts = f.result.n_bouts = f.result.n_sensors = f.result.n_snippets = f.result.n_notices = 0;
    f.result.running = false;
    for (int i = 0; i < RF_M_COUNT; i++)
        f.values[i].told = false;
    for (int i = 0; i < FIXTURE_PATTERNS; i++) {
        f.findings[i].status = RF_CANNOT_TELL;
        f.findings[i].n_evidence = 0;
    }
    f.writing.reports = NULL;
    f.writing.inputs = NULL;
    f.writing.command = NULL;
    text = report(&f, &n);
    root = data_of(text);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "plots")), 0);
    cJSON_Delete(root);
    free(text);
    f.result.n_contacts = 1; /* and one contact alone is no division by zero */
    free(report(&f, &n));
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_was_measured_and_found_is_shown),
        cmocka_unit_test(what_somebody_marked_stands_in_the_strip),
        cmocka_unit_test(no_text_from_outside_becomes_markup),
        cmocka_unit_test(the_page_asks_for_nothing_beyond_itself),
        cmocka_unit_test(every_element_is_closed),
        cmocka_unit_test(what_the_script_draws_is_json_with_null_for_missing_values),
        cmocka_unit_test(three_hours_of_running_stay_under_a_megabyte),
        cmocka_unit_test(the_same_session_gives_the_same_bytes),
        cmocka_unit_test(the_verdict_fits_what_was_found),
        cmocka_unit_test(an_empty_session_is_a_page_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
