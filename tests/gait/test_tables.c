/* The tables of metrics, placements and errors hold together, and an uncertainty is what its formula says. */
#include "../near.h"
#include "base/base.h"
#include "gait/metrics.h"
#include "gait/placement.h"
#include "gait/uncertainty.h"

static void ids_of_metrics_are_unique_and_found(void **state)
{
    (void)state;
    assert_int_equal(rf_metric_count(), RF_M_COUNT);
    for (size_t i = 0; i < rf_metric_count(); i++) {
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(rf_metric_at(i)->id, rf_metric_at(k)->id);
        assert_ptr_equal(rf_metric_find(rf_metric_at(i)->id), rf_metric_at(i));
    }
    assert_null(rf_metric_at(rf_metric_count()));
    assert_null(rf_metric_find("contact"));
    assert_null(rf_metric_find(""));
}

/* An index into the table is the place in rf_contact.value: only as long as the rows keep this order. */
static void columns_of_steps_come_first_then_other_values_of_a_step_then_the_sessions(void **state)
{
    int before = 0;

    (void)state;
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);
        const int kind = m->column ? 0 : m->step >= 0 ? 1 : 2;

        assert_true(kind >= before);
        before = kind;
        if (m->step >= 0) {
            assert_int_equal(m->step, i);
            assert_true(m->step < RF_STEP_VALUES);
        }
    }
}

static void rows_of_metrics_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);

        assert_true(m->title[0] && m->method[0] && m->paper[0]);
        assert_true(m->decimals >= 0 && m->decimals <= 6);
        assert_true(m->min < m->max);
        assert_true(m->min_rate_hz >= 0 && m->min_rate_hz <= 200);
        if (!strcmp(m->unit, "ms"))
            assert_non_null(strstr(m->id, "_ms"));
        if (!strcmp(m->unit, "deg"))
            assert_non_null(strstr(m->id, "_deg"));
    }
}

static void placements_of_metrics_are_known_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < rf_metric_count(); i++) {
        char words[128], *save = NULL;

        assert_true(strlen(rf_metric_at(i)->placements) < sizeof words);
        strcpy(words, rf_metric_at(i)->placements);
        for (char *w = strtok_r(words, " +", &save); w; w = strtok_r(NULL, " +", &save)) {
            const rf_placement p = rf_placement_from_word(w);

            if (p == RF_PLACE_UNKNOWN || strcmp(rf_placement_name(p), w) != 0)
                fail_msg("%s: \"%s\" is no placement", rf_metric_at(i)->id, w);
        }
    }
}

static void placements_are_in_their_order_and_whole(void **state)
{
    (void)state;
    for (int p = RF_PLACE_UNKNOWN + 1; p < RF_PLACE_COUNT; p++) {
        const rf_placement_info *x = rf_placement_at((rf_placement)p);

        assert_string_equal(x->id, rf_placement_name((rf_placement)p));
        assert_int_equal(rf_placement_from_word(x->id), p);
        assert_true(x->where[0] && x->tells[0]);
        assert_true(x->limits.spread_fast_g > 0 && x->limits.spread_fast_g <= x->limits.spread_slow_g);
        assert_true(!x->detector == !x->without_gyro);
    }
    assert_null(rf_placement_at(RF_PLACE_UNKNOWN));
    assert_null(rf_placement_at(RF_PLACE_COUNT));
}

static void errors_belong_to_metrics_and_placements_and_every_figure_has_one(void **state)
{
    static const char *const metric[] = {
#define RF_ERROR(m, placement, ...) #m,
#include "gait/errors.def"
#undef RF_ERROR
    };
    static const char *const place[] = {
#define RF_ERROR(m, placement, ...) placement,
#include "gait/errors.def"
#undef RF_ERROR
    };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(metric); i++) {
        if (!rf_metric_find(metric[i]))
            fail_msg("%s is no metric", metric[i]);
        assert_true(!place[i][0] || rf_placement_from_word(place[i]) != RF_PLACE_UNKNOWN);
        for (size_t k = 0; k < i; k++) { /* the first row that fits is taken: a second one, or one behind "any", would never be read */
            if (!strcmp(metric[k], metric[i]) && (!place[k][0] || !strcmp(place[k], place[i])))
                fail_msg("%s for \"%s\" is hidden by a row above", metric[i], place[i]);
        }
    }
    for (size_t i = 0; i < rf_metric_count(); i++)
        for (int p = RF_PLACE_UNKNOWN + 1; p < RF_PLACE_COUNT; p++)
            assert_true(rf_error_of(rf_metric_at(i)->id, (rf_placement)p) >= 0);
    assert_true(rf_error_of("contact_ms", RF_PLACE_FOOT) < rf_error_of("contact_ms", RF_PLACE_PELVIS));
    assert_near(rf_error_of("no_such_metric", RF_PLACE_FOOT), 0, 0);
}

static void the_error_of_a_mean_is_the_spread_over_the_root_of_the_count(void **state)
{
    enum { N = 4000 };
    static double x[N];
    uint64_t seed = 3;
    double sd = 0;

    (void)state;
    for (int i = 0; i < N; i++)
        x[i] = chance(&seed, -1, 1);
    sd = 1 / sqrt(3.0);
    assert_near(rf_error_of_mean(x, N), sd / sqrt(N), 0.06 * sd / sqrt(N));
    assert_near(rf_error_of_mean(x, 1), 0, 0);
    assert_near(rf_error_of_mean(x, 0), 0, 0);
}

/* Strides that resemble the one before tell less than as many that do not. */
static void the_error_of_a_mean_of_slow_changes_is_larger(void **state)
{
    enum { N = 4000 };
    static double x[N], flip[N], same[N];
    uint64_t seed = 4;
    double var = 0, want;

    (void)state;
    x[0] = 0;
    for (int i = 1; i < N; i++)
        x[i] = 0.6 * x[i - 1] + chance(&seed, -1, 1);
    var = 1.0 / 3 / (1 - 0.36);
    want = sqrt(var * 1.6 / 0.4 / N);
    assert_near(rf_error_of_mean(x, N), want, 0.15 * want);
    for (int i = 0; i < N; i++) { /* alternating strides are not credited with less error than independent ones */
        flip[i] = i % 2 ? 1 : -1;
        same[i] = 5;
    }
    assert_near(rf_error_of_mean(flip, N), 1 / sqrt(N), 1e-4);
    assert_near(rf_error_of_mean(same, N), 0, 0);
}

static void a_slow_sensor_times_a_contact_less_surely(void **state)
{
    (void)state;
    assert_true(rf_error_of_rate("contact_ms", RF_PLACE_FOOT, 200) < 0.01);
    assert_near(rf_error_of_rate("contact_ms", RF_PLACE_FOOT, 100), 2, 0.5);
    assert_near(rf_error_of_rate("contact_ms", RF_PLACE_SHANK, 50), 6, 1);
    assert_near(rf_error_of_rate("contact_ms", RF_PLACE_PELVIS, 50), 9, 2);
    assert_true(rf_error_of_rate("shank_angle_ic_deg", RF_PLACE_SHANK, 50) > 1);
    assert_true(rf_error_of_rate("cadence_spm", RF_PLACE_FOOT, 50) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slow_sensor_times_a_contact_less_surely),
        cmocka_unit_test(ids_of_metrics_are_unique_and_found),
        cmocka_unit_test(columns_of_steps_come_first_then_other_values_of_a_step_then_the_sessions),
        cmocka_unit_test(rows_of_metrics_are_whole),
        cmocka_unit_test(placements_of_metrics_are_known_words),
        cmocka_unit_test(placements_are_in_their_order_and_whole),
        cmocka_unit_test(errors_belong_to_metrics_and_placements_and_every_figure_has_one),
        cmocka_unit_test(the_error_of_a_mean_is_the_spread_over_the_root_of_the_count),
        cmocka_unit_test(the_error_of_a_mean_of_slow_changes_is_larger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
