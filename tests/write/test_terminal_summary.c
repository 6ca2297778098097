/* The terminal summary of a made-up session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "cli/summary.h"
#include "result_fixture.h"

static char *printed(const fixture *f, bool colour)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);

    assert_non_null(out);
    rf_summary_print(&f->writing, out, colour);
    fclose(out);
    return text;
}

static void what_was_read_measured_and_found_is_said(void **state)
{
    static const char *const part[] = {
        "pelvis (assumed), 100 Hz",
        "acceleration in g: from the values",
        "left shank, 200 Hz",
        "2 gaps, 3 dropped, 14 clipped",
        "stood 5.5 s",
        "speed 3.50 m/s \u00B1 0.10, as told",
        "300 contacts",
        "Cadence",
        "171.36 spm",
        "171.10 to 171.63",
        "! flagged",
        "~ watch",
        "+ clear",
        "Cue: Try 5 % more steps",
        "14 of 17 patterns cannot be told, most often: not built yet",
        "gap, pelvis: Two gaps",
    };
    fixture f;
    char *text;

    (void)state;
    fixture_make(&f, 300);
    text = printed(&f, false);
    for (size_t i = 0; i < RF_COUNT(part); i++)
        if (!strstr(text, part[i]))
            fail_msg("not said: %s\nin:\n%s", part[i], text);
    assert_true(strstr(text, "! flagged") < strstr(text, "~ watch"));
    assert_true(strstr(text, "~ watch") < strstr(text, "+ clear"));
    free(text);
    fixture_free(&f);
}

static void no_line_is_wider_than_the_terminal_and_no_control_character_gets_through(void **state)
{
    fixture f;
    char *text;
    int column = 0;

    (void)state;
    fixture_make(&f, 300);
    text = printed(&f, false);
    for (const char *p = text; *p; p++) {
        assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
        column = *p == '\n' ? 0 : column + (((unsigned char)*p & 0xC0) != 0x80);
        if (column > 80)
            fail_msg("wider than 80: ...%.60s", p - 60);
        if (*p == '\n' && p > text)
            assert_true(p[-1] != ' ');
    }
    free(text);
    fixture_free(&f);
}

static void colour_adds_codes_and_changes_no_word(void **state)
{
    fixture f;
    char *plain, *coloured, *to;

    (void)state;
    fixture_make(&f, 300);
    plain = printed(&f, false);
    coloured = to = printed(&f, true);
    assert_non_null(strchr(coloured, '\033'));
    for (const char *p = coloured; *p; p++) {
        if (*p == '\033')
            p = strchr(p, 'm');
        else
            *to++ = *p;
    }
    *to = 0;
    assert_string_equal(coloured, plain);
    free(plain);
    free(coloured);
    fixture_free(&f);
}

static void a_recording_without_running_says_so(void **state)
{
    fixture f;
    char *text;

    (void)state;
    fixture_make(&f, 300);
    f.result.running = false;
    f.result.n_contacts = f.result.n_bouts = 0;
    f.result.speed_mps = NAN;
    f.writing.reports = NULL;
    f.writing.inputs = NULL;
    text = printed(&f, false);
    assert_non_null(strstr(text, "no running was found"));
    assert_null(strstr(text, "Figures"));
    free(text);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_measured_and_found_is_said),
        cmocka_unit_test(no_line_is_wider_than_the_terminal_and_no_control_character_gets_through),
        cmocka_unit_test(colour_adds_codes_and_changes_no_word),
        cmocka_unit_test(a_recording_without_running_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
