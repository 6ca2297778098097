/* How long after an initial contact the session gives it, sample by sample: at the middle of the body at most one stride, once a run is warm. */
#include "sessions.h"

#define WARM_S 9.0 /* of running: the 8 s of the promise, and the look-ahead of the first window */

typedef struct delays {
    double most_strides;
    int given, missed;
} delays;

static double shortest_stride_s(const rf_sim *sim)
{
    double least = INFINITY;

    for (size_t i = 0; i < rf_sim_contacts(sim); i++) {
        const double ms = rf_sim_contact_at(sim, i).stride_ms;

        least = ms < least ? ms : least; /* the last ones have none */
    }
    return 1e-3 * least;
}

static void listen(rf_session *s, double stride_s, double now_s, double warm_s, delays *d)
{
    rf_event e;

    while (rf_session_poll_event(s, &e) == 1) {
        const double at_s = 1e-6 * (double)e.t_us;

        if (e.kind != RF_INITIAL_CONTACT || at_s < warm_s)
            continue;
        d->given++;
        d->most_strides = rf_max(d->most_strides, (now_s - at_s) / stride_s);
    }
}

/* Contacts told or not, of those that were long enough before the end to be told. */
static delays measure(rf_placement place, double speed_mps, double rate_hz, bool gyro)
{
    const double standing_s = 5, warm_s = standing_s + WARM_S;
    const rf_sim_settings set = runner(speed_mps, standing_s, 25);
    rf_sim *sim = plan_run(&set);
    const double stride_s = shortest_stride_s(sim);
    worn w = { .placement = place, .side = RF_SIDE_UNKNOWN };
    delays d = { 0 };
    rf_session *s;
    int due = 0;

    w.s = wear(sim, place, RF_SIDE_UNKNOWN, rate_hz, worn_askew, &w.n);
    s = session_of(&w, 1, NULL);
    for (size_t i = 0; i < w.n; i++) {
        if (!gyro)
            w.s[i].flags |= RF_SAMPLE_NO_GYRO;
        assert_int_equal(rf_session_push(s, 0, &w.s[i], 1), 0);
        listen(s, stride_s, 1e-6 * (double)w.s[i].t_us, warm_s, &d);
    }
    for (size_t i = 0; i < rf_sim_contacts(sim); i++) {
        const double ic_s = 1e-6 * (double)rf_sim_contact_at(sim, i).ic_us;

        due += ic_s > warm_s && ic_s < rf_sim_end_s(sim) - 1;
    }
    d.missed = due - d.given;
    rf_session_free(s);
    take_off(&w, 1);
    rf_sim_free(sim);
    return d;
}

static void each_contact_comes_within_a_stride(rf_placement place)
{
    static const double speed_mps[] = { 2.2, 3.5, 5.2 }, rate_hz[] = { 50, 200 };

    for (size_t k = 0; k < RF_COUNT(speed_mps); k++)
        for (size_t r = 0; r < RF_COUNT(rate_hz); r++)
            for (int gyro = 0; gyro < 2; gyro++) {
                const delays d = measure(place, speed_mps[k], rate_hz[r], gyro);

                print_message("%s, %.1f m/s, %3.0f Hz, %s gyro: %d contacts, at most %.2f strides\n", rf_placement_name(place),
                              speed_mps[k], rate_hz[r], gyro ? "a" : "no", d.given, d.most_strides);
                assert_true(d.given > 30);
                assert_true(d.missed <= 1);
                assert_below(d.most_strides, 1);
            }
}

static void at_the_pelvis_each_contact_comes_within_a_stride(void **state)
{
    (void)state;
    each_contact_comes_within_a_stride(RF_PLACE_PELVIS);
}

static void at_the_trunk_each_contact_comes_within_a_stride(void **state)
{
    (void)state;
    each_contact_comes_within_a_stride(RF_PLACE_TRUNK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_the_pelvis_each_contact_comes_within_a_stride),
        cmocka_unit_test(at_the_trunk_each_contact_comes_within_a_stride),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
