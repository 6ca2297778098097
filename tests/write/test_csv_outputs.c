/* The two CSV outputs, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "result_fixture.h"

/* Four contacts whose times cross: a terminal contact after the next foot's landing, one that is missing, one at the same microsecond. */
static void small(fixture *f)
{
    fixture_make(f, 60);
    f->result.n_contacts = 4;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < RF_STEP_VALUES; k++)
            f->contacts[i].value[k] = NAN;
    f->contacts[0].ic_us = 1000000, f->contacts[0].tc_us = 1400020;
    f->contacts[1].ic_us = 1350000, f->contacts[1].tc_us = 1700000;
    f->contacts[2].ic_us = 1700000, f->contacts[2].tc_us = RF_TIME_NONE;
    f->contacts[3].ic_us = 2000000, f->contacts[3].tc_us = 2200000;
    f->contacts[3].flags = RF_CONTACT_NO_EVENT;
    f->contacts[3].side = RF_SIDE_UNKNOWN;
    f->contacts[0].value[RF_M_contact_ms] = 400.02f;
    f->contacts[0].value[RF_M_cadence_spm] = 171.5f;
    f->contacts[3].value[RF_M_stride_length_m] = 1.25f;
}

static void events_are_in_order_of_time_and_a_start_from_standing_is_none(void **state)
{
    fixture f;
    size_t n = 0;
    char *text;

    (void)state;
    small(&f);
    text = fixture_written(&f, "events", &n);
    assert_non_null(text);
    assert_string_equal(text, "t_s,kind,side,sensor,confidence\n"
                              "1.0000,initial_contact,left,shank_left,0.97\n"
                              "1.3500,initial_contact,right,pelvis,0.97\n"
                              "1.4000,terminal_contact,left,shank_left,0.97\n"
                              "1.7000,terminal_contact,right,pelvis,0.97\n"
                              "1.7000,initial_contact,left,shank_left,0.97\n");
    free(text);
    fixture_free(&f);
}

static void steps_have_the_documented_columns_and_empty_cells_for_what_is_missing(void **state)
{
    fixture f;
    size_t n = 0;
    char *text;

    (void)state;
    small(&f);
    text = fixture_written(&f, "steps", &n);
    assert_non_null(text);
    assert_string_equal(text,
                        "ic_t_s,tc_t_s,side,contact_ms,flight_ms,step_ms,stride_ms,cadence_spm,stride_length_m,speed_mps,"
                        "shank_angle_ic_deg,foot_angle_ic_deg,knee_flexion_ic_deg,knee_flexion_stance_max_deg,foot_ahead_of_pelvis_m,"
                        "pelvic_tilt_deg,trunk_lean_deg,lumbar_extension_deg,vertical_oscillation_m,grade_pct,turn_radius_m,confidence\n"
                        "1.0000,1.4000,left,400.0,,,,171.50,,,,,,,,,,,,,,0.97\n"
                        "1.3500,1.7000,right,,,,,,,,,,,,,,,,,,,0.97\n"
                        "1.7000,,left,,,,,,,,,,,,,,,,,,,0.97\n"
                        "2.0000,2.2000,,,,,,,1.250,,,,,,,,,,,,,0.97\n");
    free(text);
    fixture_free(&f);
}

static void a_session_without_contacts_gives_headers_alone(void **state)
{
    fixture f;
    size_t n = 0;
    char *events, *steps;

    (void)state;
    fixture_make(&f, 60);
    f.result.n_contacts = 0;
    events = fixture_written(&f, "events", &n);
    steps = fixture_written(&f, "steps", &n);
    assert_string_equal(events, "t_s,kind,side,sensor,confidence\n");
    assert_int_equal(strchr(steps, '\n') - steps + 1, (long)strlen(steps));
    free(events);
    free(steps);
    fixture_free(&f);
}

static void no_file_name_reaches_a_csv(void **state)
{
    fixture f;
    size_t n = 0;

    (void)state;
    fixture_make(&f, 300);
    for (int i = 0; i < 2; i++) {
        char *text = fixture_written(&f, i ? "events" : "steps", &n);

        assert_non_null(text);
        assert_true(n > 300 * 20);
        assert_null(strstr(text, "script"));
        assert_null(strstr(text, "2024"));
        assert_null(strstr(text, "nan"));
        free(text);
    }
    fixture_free(&f);
}

static void a_full_disk_is_an_error_of_every_output(void **state)
{
    fixture f;

    (void)state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    fixture_make(&f, 300);
    for (size_t i = 0; i < rf_writer_count(); i++) {
        rf_out *o = NULL;
        rf_why why = { "" };

        assert_int_equal(rf_out_open(&o, "/dev/full", &why), 0);
        assert_int_equal(rf_writer_at(i)->write(&f.writing, o), 0);
        assert_int_equal(rf_out_commit(o, &why), RF_ERR_WRITE);
        assert_non_null(strstr(why.text, "/dev/full"));
    }
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_in_order_of_time_and_a_start_from_standing_is_none),
        cmocka_unit_test(steps_have_the_documented_columns_and_empty_cells_for_what_is_missing),
        cmocka_unit_test(a_session_without_contacts_gives_headers_alone),
        cmocka_unit_test(no_file_name_reaches_a_csv),
        cmocka_unit_test(a_full_disk_is_an_error_of_every_output),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
