/* The engine: the input is a score. Byte 0 sensors, then for each placement, side and rate; then turns of 5 bytes: what it does, how long, how fast,
 * how hard, how rough. One sensor pushed whole or in pieces gives the same contacts
 * (of several, who is heard when decides who is waited for: twice the same way); every time lies inside the recording. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "runform/runform.h"

enum { SENSORS = 2, MOST_SAMPLES = 4000, TURN = 5 };

typedef struct score {
    rf_sample *s;
    size_t n;
    rf_sensor_info info;
} score;

static double noise(uint32_t *dice)
{
    *dice = *dice * 1664525U + 1013904223U;
    return (double)(*dice >> 8) / 8388608.0 - 1;
}

/* One turn: a foot's or a body's rhythm, rest, noise, a gap, a clock that leaps. */
static void play_turn(score *c, const uint8_t *t, double rate_hz, int64_t *now, uint32_t *dice)
{
    const long points = (long)((1 + t[1] / 8) * rate_hz / 2);
    const double hz = 0.5 + t[2] / 64.0, hard = t[3] / 4.0, rough = t[4] / 255.0;

    if (t[0] % 8 == 6)
        *now += (int64_t)t[1] * 100000;
    if (t[0] % 8 == 7)
        *now -= (int64_t)t[1] * 10000;
    for (long i = 0; i < points && c->n < MOST_SAMPLES && t[0] % 8 < 6; i++) {
        rf_sample *s = &c->s[c->n++];
        const double w = 6.283185307179586 * hz * (double)*now * 1e-6, shock = fmod(w, 6.283185307179586) < 0.3 ? hard : 0;

        *s = (rf_sample) { .t_us = *now, .row = (uint32_t)c->n };
        for (int k = 0; k < 3; k++) {
            const double move = t[0] % 8 == 0 ? 0 : sin(w * (k == 1 ? 0.5 : 1) + k);

            s->acc_mps2[k] =
                (k == t[0] % 3 ? 9.81 : 0) + hard * (move + rough * noise(dice)) * (t[0] % 8 != 0) + (t[0] % 8 == 2 ? shock : 0);
            s->gyr_radps[k] = t[0] % 8 == 4 ? 0 : hard / 8 * (move + rough * noise(dice));
        }
        s->flags = t[0] % 8 == 4 ? RF_SAMPLE_NO_GYRO : t[0] % 8 == 5 && i % 7 == 0 ? RF_SAMPLE_BAD_CELL : 0;
        *now += (int64_t)(1e6 / rate_hz);
    }
}

static void check(const rf_session *s)
{
    const rf_result *r = rf_session_result(s);

    fuzz_promise(r != NULL);
    for (size_t i = 0; i < r->n_contacts; i++) {
        const rf_contact *c = &r->contacts[i];

        fuzz_promise(c->ic_us >= r->first_us - 1000000 && c->ic_us <= r->last_us + 1000000);
        fuzz_promise(i == 0 || r->contacts[i - 1].ic_us <= c->ic_us);
    }
    for (size_t i = 0; i < r->n_values; i++)
        fuzz_promise(r->values[i].told ? isfinite(r->values[i].value) && r->values[i].lo <= r->values[i].hi
                                       : isnan(r->values[i].value) && *r->values[i].why);
}

static rf_session *run(const score *c, int sensors, size_t piece)
{
    rf_session *s;

    fuzz_promise(rf_session_new(&s, &rf_session_defaults) == 0);
    for (int k = 0; k < sensors; k++)
        fuzz_promise(rf_session_add(s, &c[k].info) == k);
    for (size_t at = 0; at < MOST_SAMPLES; at += piece)
        for (int k = 0; k < sensors; k++)
            if (at < c[k].n)
                fuzz_promise(rf_session_push(s, k, c[k].s + at, c[k].n - at < piece ? c[k].n - at : piece) == 0);
    fuzz_promise(rf_session_flush(s) == 0);
    check(s);
    return s;
}

void fuzz_engine(const uint8_t *p, size_t n)
{
    static const double rate[] = { 25, 50, 100, 200, 400, 104, 128, 66.7 };
    const int sensors = n ? 1 + p[0] % SENSORS : 0;
    score c[SENSORS] = { 0 };
    uint32_t dice = 1;

    if (n < 4 + TURN)
        return;
    p++;
    n--;
    for (int k = 0; k < sensors; k++) {
        const size_t part = (n / (size_t)sensors) - 2;
        int64_t now = 0;

        c[k].s = malloc(MOST_SAMPLES * sizeof *c[k].s);
        fuzz_promise(c[k].s != NULL);
        c[k].info = (rf_sensor_info) { .placement = (rf_placement)(p[0] % RF_PLACE_COUNT), .side = (rf_side)(p[0] / 16 % 4) };
        for (size_t at = 2; at + TURN <= part; at += TURN)
            play_turn(&c[k], p + at, rate[p[1] % 8], &now, &dice);
        p += part + 2;
    }
    rf_session *a = run(c, sensors, sensors == 1 ? MOST_SAMPLES : 160), *b = run(c, sensors, sensors == 1 ? 37 : 160);
    const rf_result *x = rf_session_result(a), *y = rf_session_result(b);

    fuzz_promise(x->n_contacts == y->n_contacts && x->n_notices == y->n_notices);
    for (size_t i = 0; i < x->n_contacts; i++)
        fuzz_promise(x->contacts[i].ic_us == y->contacts[i].ic_us &&
                     !memcmp(x->contacts[i].value, y->contacts[i].value, sizeof x->contacts[i].value));
    rf_session_free(a);
    rf_session_free(b);
    for (int k = 0; k < sensors; k++)
        free(c[k].s);
}
