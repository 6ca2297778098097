/* The file that overrules thresholds, row by row: what is taken, to the last bound, and what is remarked. */
#include <stdio.h>
#include <string.h>

#include "pattern/thresholds.h"
#include "runner.h"

static rf_thresholds_told told;

static double read_row(const char *pattern, const char *name, const char *text)
{
    const int i = rf_threshold_find(pattern, name);

    assert_true(i >= 0);
    rf_thresholds_parse(&told, text, strlen(text));
    return told.moved[i] ? told.value[i] : NAN;
}

static double read_csv(const char *row)
{
    char text[400];

    snprintf(text, sizeof text, "pattern,metric,threshold,unit\n%s", row);
    return read_row("overstride", "u_shank_deg", text);
}

static void cells_are_taken_out_of_quotes_and_blanks(void **state)
{
    (void)state;
    assert_true(read_csv("overstride,u_shank_deg,2.5,deg\n") == 2.5);
    assert_true(read_csv("\"overstride\",\"u_shank_deg\",\"2.5\",\"deg\"") == 2.5);
    assert_true(read_csv(" overstride\t, u_shank_deg  ,  2.5 ,deg \r\n") == 2.5);
    assert_true(read_csv("overstride,u_shank_deg,2.5\n") == 2.5);
    assert_true(read_csv("overstride,u_shank_deg,2.5, \t\n") == 2.5);
    assert_int_equal(told.remarks.n, 0);
    assert_true(isnan(read_csv("\"over\"\"stride\",u_shank_deg,2.5,deg\n"))); /* a quote within the cell does not end it */
    assert_int_equal(told.remarks.n, 1);
    assert_non_null(strstr(told.remarks.at[0].text, "u_shank_deg"));
}

static void a_number_of_json_is_taken_to_six_places(void **state)
{
    (void)state;
    assert_true(read_row("overstride", "u_shank_deg", "{\"overstride\":{\"u_shank_deg\":2.123456}}") == 2.123456);
    assert_true(read_row("overstride", "u_shank_deg", "{\"overstride\":{\"u_shank_deg\":\"2.5\"}}") == 2.5);
    assert_true(isnan(read_row("overstride", "u_shank_deg", "{\"overstride\":{\"u_shank_deg\":true}}")));
    assert_int_equal(told.remarks.n, 1);
}

static void a_unit_of_one_letter_is_compared_too(void **state)
{
    (void)state;
    assert_true(isnan(read_csv("overstride,u_shank_deg,2.5,m\n")));
    assert_int_equal(told.remarks.n, 1);
    assert_non_null(strstr(told.remarks.at[0].text, "is in \"deg\", not in \"m\""));
}

/* By each unit the last value that makes sense and one past it; a unit without a row here is a share, a probability or a ratio. */
static void every_unit_has_its_range(void **state)
{
    static const struct {
        const char *unit;
        double lo, hi;
    } range[] = { { "deg", 0, 90 },    { "deg/s", 0, 2000 },     { "deg s/m", 0, 90 },   { "%", 0, 100 },   { "SD", 0, 10 },
                  { "u", 0, 10 },      { "strides", 1, 100000 }, { "sessions", 1, 256 }, { "m/s", 0, 12 },  { "min", 0, 1440 },
                  { "days", 0, 3650 }, { "h", 0, 720 },          { "of 10", 0, 10 },     { "ms", 0, 1000 }, { "m", 0, 10000 } };
    bool used[RF_COUNT(range)] = { false };
    char text[400];

    (void)state;
    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *r = rf_threshold_at(i);
        const size_t name = strlen(r->name), ratio = strlen("_ratio");
        const bool is_ratio = r->value > 1 || (name >= ratio && !strcmp(r->name + name - ratio, "_ratio"));
        double lo = 0, hi = is_ratio ? 10 : 1;

        for (size_t k = 0; k < RF_COUNT(range); k++)
            if (!strcmp(range[k].unit, r->unit))
                lo = range[k].lo, hi = range[k].hi, used[k] = true;
        for (int way = 0; way < 2; way++) {
            const double bound = way ? hi : lo;

            snprintf(text, sizeof text, "pattern,metric,threshold,unit\n%s,%s,%.0f,%s\n", r->pattern, r->name, bound, r->unit);
            if (!(read_row(r->pattern, r->name, text) == bound))
                fail_msg("%s%s", text, told.remarks.n ? told.remarks.at[0].text : "is not taken");
            snprintf(text, sizeof text, "pattern,metric,threshold,unit\n%s,%s,%.2f,%s\n", r->pattern, r->name, way ? hi + 0.01 : lo - 0.01,
                     r->unit);
            if (!isnan(read_row(r->pattern, r->name, text)) || told.remarks.n != 1)
                fail_msg("%sis taken", text);
        }
    }
    for (size_t k = 0; k < RF_COUNT(range); k++)
        if (!used[k])
            fail_msg("no threshold is in %s", range[k].unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_taken_out_of_quotes_and_blanks),
        cmocka_unit_test(a_number_of_json_is_taken_to_six_places),
        cmocka_unit_test(a_unit_of_one_letter_is_compared_too),
        cmocka_unit_test(every_unit_has_its_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
