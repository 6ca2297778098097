/* Agreement against R, to 1e-9: the cases and what R says of them are in agreement_cases.txt, made by agreement.R. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/number.h"
#include "validate/agreement.h"
#include "validate/distributions.h"

enum { MOST = 64 };

typedef struct figure {
    const char *name;
    size_t at;
} figure;

#define ONE(f)                                                                                                                             \
    {                                                                                                                                      \
#f, offsetof(rf_agreement, f)                                                                                                      \
    }
#define WITH_INTERVAL(f)                                                                                                                   \
    { #f, offsetof(rf_agreement, f.value) }, { #f "_lo", offsetof(rf_agreement, f.lo) },                                                   \
    {                                                                                                                                      \
#f "_hi", offsetof(rf_agreement, f.hi)                                                                                             \
    }
static const figure figures[] = { WITH_INTERVAL(bias),
                                  WITH_INTERVAL(sd),
                                  WITH_INTERVAL(loa_lo),
                                  WITH_INTERVAL(loa_hi),
                                  WITH_INTERVAL(slope),
                                  WITH_INTERVAL(icc_2_1),
                                  WITH_INTERVAL(icc_3_1),
                                  WITH_INTERVAL(ccc),
                                  ONE(sd_within),
                                  ONE(sd_between),
                                  ONE(mean_found),
                                  ONE(mean_reference),
                                  ONE(mae),
                                  ONE(mape_pct),
                                  ONE(rmse),
                                  ONE(sem),
                                  ONE(mdc95) };

static double figure_of(const rf_agreement *a, const char *name)
{
    for (size_t i = 0; i < RF_COUNT(figures); i++)
        if (!strcmp(figures[i].name, name)) {
            double v;

            memcpy(&v, (const char *)a + figures[i].at, sizeof v);
            return v;
        }
    fail_msg("no figure is called %s", name);
    return NAN;
}

static double number_of(const char *word)
{
    double v = NAN;

    assert_int_equal(rf_number_parse(word, word + strlen(word), '.', &v), strlen(word));
    return v;
}

static bool near(double is, double want)
{
    return fabs(is - want) <= 1e-9 * rf_max(fabs(want), 1);
}

/* One case of the file, from behind its first line on. @return how many figures were compared. */
static int compare(FILE *f, const char *name, size_t n, size_t subjects)
{
    double x[MOST], y[MOST];
    char line[256], word[3][64];
    int subject[MOST], compared = 0;
    rf_agreement a;

    assert_true(n <= MOST);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(fgets(line, sizeof line, f));
        assert_int_equal(sscanf(line, "pair %63s %63s %d", word[0], word[1], &subject[i]), 3);
        x[i] = number_of(word[0]);
        y[i] = number_of(word[1]);
    }
    assert_int_equal(rf_agreement_make(&a, x, y, subject, n, subjects), 0);
    assert_int_equal(a.n, n);
    assert_int_equal(a.subjects, subjects);
    while (fgets(line, sizeof line, f) && sscanf(line, "want %63s %63s", word[0], word[1]) == 2) {
        const double is = figure_of(&a, word[0]), want = number_of(word[1]);

        if (!near(is, want))
            fail_msg("%s: %s is %.12g, R says %.12g", name, word[0], is, want);
        compared++;
    }
    return compared;
}

static void every_figure_is_the_one_that_r_computes(void **state)
{
    const char *path = getenv("AGREEMENT_CASES");
    FILE *f = fopen(path ? path : "agreement_cases.txt", "r");
    char line[256], name[64];
    int cases = 0, compared = 0;
    size_t n, subjects;

    (void)state;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        assert_int_equal(sscanf(line, "case %63s %zu %zu", name, &n, &subjects), 3);
        compared += compare(f, name, n, subjects);
        cases++;
    }
    fclose(f);
    assert_int_equal(cases, 6);
    assert_int_equal(compared, 6 * 31 + 3);
}

/* Values of R's qt, qchisq, qf and qnorm. */
static void quantiles_keep_ten_digits_for_large_studies(void **state)
{
    (void)state;
    assert_true(near(rf_quantile_normal(0.975), 1.959963984540054));
    assert_true(near(rf_quantile_normal(0.5), 0));
    assert_true(near(rf_quantile_t(0.995, 10), 3.16927267261695));
    assert_true(near(rf_quantile_t(0.9, 3), 1.637744353696209));
    assert_true(near(rf_quantile_t(0.025, 1), -12.70620473617471));
    assert_true(near(rf_quantile_chi2(0.025, 100000) / 99125.3733006473, 1));
    assert_true(near(rf_quantile_f(0.5, 1, 1e5), 0.45493973266364));
    assert_true(near(rf_quantile_f(0.9, 1e5, 1), 63.3277960372243));
    assert_true(isnan(rf_quantile_t(0.5, 0)) && isnan(rf_quantile_normal(0)) && isnan(rf_quantile_f(1, 1, 1)));
}

static void equal_values_agree_wholly_and_tell_no_more_than_they_can(void **state)
{
    const double same[4] = { 1, 2, 3, 4 }, flat[4] = { 5, 5, 5, 5 }, off[4] = { 2, 3, 4, 5 };
    rf_agreement a;

    (void)state;
    assert_int_equal(rf_agreement_make(&a, same, same, NULL, 4, 1), 0);
    assert_true(a.icc_2_1.value == 1 && a.icc_3_1.value == 1 && near(a.ccc.value, 1) && a.bias.value == 0 && a.sd.value == 0);
    assert_int_equal(rf_agreement_make(&a, flat, flat, NULL, 4, 1), 0);
    assert_true(isnan(a.icc_2_1.value) && isnan(a.ccc.value) && isnan(a.slope.value) && a.bias.value == 0);
    assert_int_equal(rf_agreement_make(&a, off, same, NULL, 4, 1), 0);
    assert_true(a.icc_3_1.value == 1 && a.icc_2_1.value < 1 && near(a.bias.value, 1) && isnan(a.icc_2_1.lo));
}

static void too_few_pairs_and_no_numbers_are_met(void **state)
{
    const double x[3] = { 1, 2, NAN };
    const int who[2] = { 0, 7 };
    rf_agreement a;

    (void)state;
    assert_int_equal(rf_agreement_make(&a, x, x, NULL, 0, 1), 0);
    assert_true(a.n == 0 && isnan(a.mean_found));
    assert_int_equal(rf_agreement_make(&a, x, x, NULL, 2, 1), 0);
    assert_true(a.n == 2 && a.mean_found == 1.5 && isnan(a.bias.value));
    assert_int_equal(rf_agreement_make(&a, x, x, NULL, 3, 1), RF_ERR_ARG);
    assert_int_equal(rf_agreement_make(&a, x, x, who, 2, 2), RF_ERR_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_is_the_one_that_r_computes),
        cmocka_unit_test(quantiles_keep_ten_digits_for_large_studies),
        cmocka_unit_test(equal_values_agree_wholly_and_tell_no_more_than_they_can),
        cmocka_unit_test(too_few_pairs_and_no_numbers_are_met),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
