/* No reading outside what a track holds: sensors that lie about their place, pause, lose samples, swing weakly for long or know no rhythm.
 *
 * Each case draws 1 to 3 sensors of a simulated runner (or noise, or a recording where there is one), wears them somewhere and tells another
 * place, and bends the signal in ways that keep one half of the engine busy and starve the other: a bout goes on without swings, swings without
 * cadence, one sensor waits for another. It runs twice, with two fillings of what is not held (tests/guarded.h): both must tell the same.
 * RUNFORM_CASES=N tries that many instead of the usual number, from case RUNFORM_FIRST_CASE on, and tells on which it is. */
#include <unistd.h>

#include "../guarded.h"
#include "sessions.h"

enum { FIRST = 301, CASES = 60, SECONDS = 100, SOURCES = 10 };

static const struct {
    rf_placement place;
    rf_side side;
} places[] = { { RF_PLACE_FOOT, RF_SIDE_LEFT },      { RF_PLACE_FOOT, RF_SIDE_RIGHT },  { RF_PLACE_SHANK, RF_SIDE_LEFT },
               { RF_PLACE_SHANK, RF_SIDE_RIGHT },    { RF_PLACE_THIGH, RF_SIDE_LEFT },  { RF_PLACE_PELVIS, RF_SIDE_MIDDLE },
               { RF_PLACE_TRUNK, RF_SIDE_MIDDLE },   { RF_PLACE_POCKET, RF_SIDE_LEFT }, { RF_PLACE_WRIST, RF_SIDE_LEFT },
               { RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN } };

static worn source[SOURCES];
static size_t n_sources;
static uint64_t dice;

/* Chance of its own: the same cases on every machine. */
static uint64_t roll(void)
{
    uint64_t z = (dice += 0x9e3779b97f4a7c15U);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static double between(double lo, double hi)
{
    return lo + (hi - lo) * (double)(roll() >> 11) * 0x1p-53;
}

static long draw(long n)
{
    return (long)(roll() % (uint64_t)n);
}

static void make_sources(void)
{
    rf_sim_settings set = runner(between(2.2, 4.5), 4, SECONDS);
    rf_sim *sim;

    set.stop_s = 4;
    sim = plan_run(&set);
    for (size_t k = 0; k + 1 < RF_COUNT(places); k++)
        source[n_sources++] = put_on(sim, places[k].place, places[k].side);
    rf_sim_free(sim);
}

/* ---- bending ------------------------------------------------------------------------------------------------------------------ */

static void scale(worn *w, double acc, double gyr, int64_t from, int64_t to)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->s[i].t_us >= from && w->s[i].t_us < to)
            for (int k = 0; k < 3; k++) {
                w->s[i].acc_mps2[k] *= acc;
                w->s[i].gyr_radps[k] *= gyr;
            }
}

static void hold_still(worn *w, int64_t from, int64_t to)
{
    const rf_sample *at = NULL;

    for (size_t i = 0; i < w->n; i++)
        if (w->s[i].t_us >= from && w->s[i].t_us < to) {
            at = at ? at : &w->s[i];
            memcpy(w->s[i].acc_mps2, at->acc_mps2, sizeof at->acc_mps2);
            memset(w->s[i].gyr_radps, 0, sizeof at->gyr_radps);
        }
}

static void be_noise(worn *w, int64_t from, int64_t to)
{
    const double hz = between(0.8, 6), a = between(0.5, 40), r = between(0.1, 20), rough = between(0, 1);

    for (size_t i = 0; i < w->n; i++)
        if (w->s[i].t_us >= from && w->s[i].t_us < to)
            for (int k = 0; k < 3; k++) {
                const double s = sin(6.283185307 * hz * (double)w->s[i].t_us * 1e-6 * (k + 1) / 2);

                w->s[i].acc_mps2[k] = (k == 2 ? 9.81 : 0) + a * ((1 - rough) * s + rough * between(-1, 1));
                w->s[i].gyr_radps[k] = r * ((1 - rough) * s + rough * between(-1, 1));
            }
}

static void stretch(worn *w, double factor)
{
    for (size_t i = 0; i < w->n; i++)
        w->s[i].t_us = (int64_t)((double)w->s[i].t_us * factor);
    scale(w, 1, 1 / factor, 0, INT64_MAX);
}

static void turn_over(worn *w, int64_t from)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->s[i].t_us >= from)
            for (int k = 1; k < 3; k++) {
                w->s[i].acc_mps2[k] *= -1;
                w->s[i].gyr_radps[k] *= -1;
            }
}

static void lose_gyro(worn *w, int64_t from, int64_t to)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->s[i].t_us >= from && w->s[i].t_us < to) {
            memset(w->s[i].gyr_radps, 0, sizeof w->s[i].gyr_radps);
            w->s[i].flags |= RF_SAMPLE_NO_GYRO;
        }
}

static void bend(worn *w)
{
    for (long k = draw(5); k > 0; k--) {
        const double from = between(0, SECONDS), to = from + between(0.1, 1) * (draw(2) ? 60 : 8);
        const int64_t a = (int64_t)(from * 1e6), b = (int64_t)(to * 1e6);

        switch (draw(9)) {
        case 0: cut_out(w, from, to); break;
        case 1: hold_still(w, a, b); break;
        case 2: scale(w, 1, between(0, 0.3), a, b); break; /* swings too slow to be swings, and the shocks of running */
        case 3: scale(w, between(0, 0.3), 1, a, b); break;
        case 4: be_noise(w, a, b); break;
        case 5: stretch(w, between(0.7, 3)); break;
        case 6: turn_over(w, a); break;
        case 7: lose_gyro(w, a, b); break;
        default: scale(w, 1, between(0.5, 20), a, b); break;
        }
    }
}

/* ---- a case -------------------------------------------------------------------------------------------------------------------- */

static rf_session *run_filled(const worn *w, int n, size_t piece, double fill)
{
    guarded_fill = fill;
    return run_all(w, n, piece, NULL);
}

static void assert_same_result(const rf_session *a, const rf_session *b)
{
    const rf_result *x = rf_session_result(a), *y = rf_session_result(b);

    assert_same_contacts(a, b, NULL);
    assert_int_equal(x->n_notices, y->n_notices);
    for (size_t i = 0; i < x->n_values; i++)
        assert_memory_equal(&x->values[i].value, &y->values[i].value, sizeof x->values[i].value);
    for (size_t i = 0; i < x->n_snippets; i++)
        assert_memory_equal(x->snippets[i].y, y->snippets[i].y, sizeof x->snippets[i].y);
    for (size_t i = 0; i < x->n_findings; i++)
        assert_string_equal(x->findings[i].why, y->findings[i].why);
}

static worn take_copy(const worn *from)
{
    worn w = *from;

    w.s = malloc(w.n * sizeof *w.s);
    assert_non_null(w.s);
    memcpy(w.s, from->s, w.n * sizeof *w.s);
    return w;
}

static void try_case(long number)
{
    worn w[3];
    int n;
    size_t piece;

    dice = (uint64_t)number;
    roll();
    n = draw(3) ? 1 : 1 + (int)draw(3);
    for (int k = 0; k < n; k++) {
        const long told = draw(2 * (long)RF_COUNT(places));

        w[k] = take_copy(&source[draw((long)n_sources)]);
        if (told < (long)RF_COUNT(places)) {
            w[k].placement = places[told].place;
            w[k].side = places[told].side;
        }
        bend(&w[k]);
    }
    piece = draw(2) ? 50 : 5000;
    rf_session *a = run_filled(w, n, piece, NAN), *b = run_filled(w, n, piece, 1e3);

    assert_same_result(a, b);
    rf_session_free(a);
    rf_session_free(b);
    take_off(w, n);
}

static void no_sensor_however_it_moves_reads_outside_of_its_track(void **state)
{
    const char *asked = getenv("RUNFORM_CASES"), *first = getenv("RUNFORM_FIRST_CASE");
    const long from = first ? strtol(first, NULL, 10) : FIRST, cases = asked ? strtol(asked, NULL, 10) : CASES;
    long at = 0;

    (void)state;
    make_sources();
    for (at = from; at < from + cases; at++) {
        char said[64];
        const int length = snprintf(said, sizeof said, "case %ld\r", at);

        if (asked && write(2, said, (size_t)length) < 0) /* the last one stands there when it ends badly */
            return;
        try_case(at);
    }
    take_off(source, (int)n_sources);
    n_sources = 0;
}

static void a_gyro_that_comes_and_goes_ends_no_session(void **state)
{
    rf_sim_settings set = runner(3, 4, SECONDS);
    rf_sim *sim = plan_run(&set);

    (void)state;
    for (size_t k = 0; k + 1 < RF_COUNT(places); k++) {
        worn w = put_on(sim, places[k].place, places[k].side);

        for (int i = 0; i < 5; i++) {
            cut_out(&w, 18 * i + 18, 18 * i + 20);
            if (i % 2)
                lose_gyro(&w, (18 * i + 2) * (int64_t)1000000, (18 * i + 20) * (int64_t)1000000);
        }
        rf_session *s = run_filled(&w, 1, 5000, NAN);

        assert_true(places[k].place == RF_PLACE_WRIST || rf_session_result(s)->n_contacts > 60);
        rf_session_free(s);
        take_off(&w, 1);
    }
    rf_sim_free(sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_sensor_however_it_moves_reads_outside_of_its_track),
        cmocka_unit_test(a_gyro_that_comes_and_goes_ends_no_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
