/* For the tests of src/run: simulated runners wearing sensors, pushed into a session in any order and any pieces. */
#ifndef SESSIONS_H
#define SESSIONS_H

#include "../simulated.h"
#include "gait/metrics.h"
#include "runform/runform.h"

enum { MOST_WORN = 5 };

typedef struct worn {
    rf_placement placement;
    rf_side side;
    rf_sample *s;
    size_t n;
} worn;

static inline worn put_on(const rf_sim *sim, rf_placement p, rf_side side)
{
    worn w = { .placement = p, .side = side };

    w.s = wear(sim, p, side, 200, worn_askew, &w.n);
    return w;
}

/* Cut out the samples of [from_s, to_s). */
static inline void cut_out(worn *w, double from_s, double to_s)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++)
        if (w->s[i].t_us < (int64_t)(from_s * 1e6) || w->s[i].t_us >= (int64_t)(to_s * 1e6))
            w->s[n++] = w->s[i];
    w->n = n;
}

static inline rf_session *session_of(const worn *w, int n_worn, const rf_session_settings *set)
{
    rf_session *s;

    assert_int_equal(rf_session_new(&s, set), 0);
    for (int k = 0; k < n_worn; k++) {
        const rf_sensor_info info = { .placement = w[k].placement, .side = w[k].side };

        assert_int_equal(rf_session_add(s, &info), k);
    }
    return s;
}

/* All samples in turns of `piece` a sensor, then the flush. The caller frees the session. */
static inline rf_session *run_all(const worn *w, int n_worn, size_t piece, const rf_session_settings *set)
{
    rf_session *s = session_of(w, n_worn, set);
    size_t most = 0;

    for (int k = 0; k < n_worn; k++)
        most = w[k].n > most ? w[k].n : most;
    for (size_t at = 0; at < most; at += piece)
        for (int k = 0; k < n_worn; k++)
            if (at < w[k].n)
                assert_int_equal(rf_session_push(s, k, w[k].s + at, w[k].n - at < piece ? w[k].n - at : piece), 0);
    assert_int_equal(rf_session_flush(s), 0);
    return s;
}

/* All samples, a quarter of a second of every sensor at a time: for sensors that do not begin together. */
static inline rf_session *run_by_time(const worn *w, int n_worn)
{
    rf_session *s = session_of(w, n_worn, NULL);
    size_t at[MOST_WORN] = { 0 };
    bool more = true;

    for (int64_t to = 250000; more; to += 250000) {
        more = false;
        for (int k = 0; k < n_worn; k++) {
            size_t n = 0;

            while (at[k] + n < w[k].n && w[k].s[at[k] + n].t_us < to)
                n++;
            assert_int_equal(rf_session_push(s, k, w[k].s + at[k], n), 0);
            at[k] += n;
            more |= at[k] < w[k].n;
        }
    }
    assert_int_equal(rf_session_flush(s), 0);
    return s;
}

static inline void take_off(worn *w, int n)
{
    for (int k = 0; k < n; k++)
        free(w[k].s);
}

/* Bit for bit, but for the index of the sensor: that is `sensor[index]` in b. NULL: the same. */
static inline void assert_same_contact(const rf_contact *a, const rf_contact *b, const int *sensor)
{
    assert_true(a->ic_us == b->ic_us);
    assert_true(a->tc_us == b->tc_us);
    assert_int_equal(a->side, b->side);
    assert_true(a->confidence == b->confidence);
    assert_int_equal(sensor ? sensor[a->sensor] : a->sensor, b->sensor);
    assert_int_equal(a->flags, b->flags);
    assert_memory_equal(a->value, b->value, sizeof a->value);
}

static inline void assert_same_contacts(const rf_session *a, const rf_session *b, const int *sensor)
{
    const rf_result *x = rf_session_result(a), *y = rf_session_result(b);

    assert_int_equal(x->n_contacts, y->n_contacts);
    for (size_t i = 0; i < x->n_contacts; i++)
        assert_same_contact(&x->contacts[i], &y->contacts[i], sensor);
}

/* The truth's contact at this one; −1: none within 80 ms. */
static inline int true_contact(const rf_sim *sim, const rf_contact *c)
{
    for (size_t i = 0; i < rf_sim_contacts(sim); i++)
        if (llabs(rf_sim_contact_at(sim, i).ic_us - c->ic_us) < 80000)
            return (int)i;
    return -1;
}

#endif
