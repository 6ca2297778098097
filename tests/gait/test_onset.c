/* Onsets of simulated bursts: the method against an alternative, at three levels of noise. What is printed stands in src/pattern/README.md. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "gait/onset.h"
#include "simulate/random.h"

enum { RATE = 1000, STRIDES = 120, STRIDE_MS = 700, AHEAD_MS = 100, N = STRIDES * STRIDE_MS + 2000 };

static double raw[N], onset_at_ms[STRIDES];

static double ic_ms(int k)
{
    return 900 + k * STRIDE_MS;
}

/* Bursts of band-limited noise, 200 ms long, rising within `rise_ms`, with white noise below them. */
static void simulate(double below_db, double rise_ms)
{
    const double noise = rf_exp(-below_db / 20 * 2.302585092994046);
    double low = 0, high = 0;
    rf_random r;
    int k = -1;

    rf_random_seed(&r, 5, 1);
    for (int i = 0; i < STRIDES; i++)
        onset_at_ms[i] = ic_ms(i) - AHEAD_MS + 8 * rf_random_normal(&r);
    for (int i = 0; i < N; i++) {
        double since;

        while (k + 1 < STRIDES && i >= onset_at_ms[k + 1])
            k++;
        since = k >= 0 ? i - onset_at_ms[k] : 1e9;
        low += 0.6 * (1.5 * rf_random_normal(&r) - low);
        high += 0.12 * (low - high);
        raw[i] = rf_clamp(since / rise_ms, 0, 1) * rf_clamp((200 - since) / 40, 0, 1) * (low - high) + noise * rf_random_normal(&r);
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

typedef struct lateness {
    double median, spread;
    int found;
} lateness;

static lateness of(double *late, int n)
{
    lateness l = { NAN, NAN, n };

    qsort(late, (size_t)n, sizeof *late, by_value);
    if (n > 0)
        l.median = late[n / 2], l.spread = (late[3 * n / 4] - late[n / 4]) / 1.349;
    return l;
}

static lateness by_program(void)
{
    const bool column[RF_MUSCLES] = { true, true };
    double late[STRIDES];
    rf_emg *e;
    int n = 0, k = 0;

    assert_int_equal(rf_emg_new(&e, column, RF_SIDE_LEFT), 0);
    for (int i = 0; i < N && k < STRIDES; i++) {
        rf_emg_push(e, (int64_t)i * 1000, (const float[]) { (float)raw[i], (float)raw[i] });
        if (i == (int)ic_ms(k) + 1500) { /* a contact is known late */
            const rf_contact c = { .ic_us = (int64_t)(ic_ms(k) * 1000), .side = RF_SIDE_LEFT };
            const rf_onset o = rf_onset_around(e, &c, STRIDE_MS / 1e3);

            if (isfinite(o.onset_ms[0]))
                late[n++] = (double)o.onset_ms[0] + ic_ms(k) - onset_at_ms[k];
            assert_true(o.early[0] >= 0 && o.early[0] <= 1);
            k++;
        }
    }
    rf_emg_free(e);
    return of(late, n);
}

/* The alternative: the Teager-Kaiser energy (Solnik 2010), its root smoothed at 30 Hz, and the same two conditions. */
static lateness by_energy(void)
{
    static double v[N];
    double late[STRIDES], a = 0, b = 0;
    int n = 0;

    for (int i = 1; i + 1 < N; i++) {
        a += 0.17 * (sqrt(fabs(raw[i] * raw[i] - raw[i - 1] * raw[i + 1])) - a); /* two poles at 30 Hz */
        b += 0.17 * (a - b);
        v[i] = b;
    }
    for (int k = 0; k < STRIDES; k++) {
        const int from = (int)ic_ms(k) - STRIDE_MS / 2, to = (int)ic_ms(k) + STRIDE_MS / 4, look = (int)ic_ms(k) - 2 * STRIDE_MS / 5;
        double quiet = INFINITY, sd = 0, most = 0;

        for (int i = from; i + 60 <= to; i++) {
            double sum = 0, squares = 0;

            for (int q = i; q < i + 60; q++)
                sum += v[q] / 60, squares += v[q] * v[q] / 60;
            if (sum < quiet)
                quiet = sum, sd = sqrt(rf_max(0, squares - sum * sum));
        }
        for (int i = look; i < to; i++)
            most = rf_max(most, v[i]);
        for (int i = look, run = 0; i < to; i++) {
            run = v[i] > quiet + rf_max(3 * sd, 0.2 * (most - quiet)) ? run + 1 : 0;
            if (run == 25) {
                late[n++] = i - 24 - 10.6 - onset_at_ms[k];
                break;
            }
        }
    }
    return of(late, n);
}

static void onsets_come_equally_late_whatever_the_noise(void **state)
{
    static const double below_db[] = { 20, 12, 6 }, rise_ms[] = { 20, 40 };
    double least = INFINITY, most = -INFINITY, at_20_db = NAN;

    (void)state;
    for (size_t r = 0; r < RF_COUNT(rise_ms); r++)
        for (size_t i = 0; i < RF_COUNT(below_db); i++) {
            lateness own, other;

            simulate(below_db[i], rise_ms[r]);
            own = by_program();
            other = by_energy();
            print_message("rise %2.0f ms, noise %2.0f dB below: onsets %4.1f ms late, spread %3.1f, %d of %d; energy %4.1f, %3.1f, %d\n",
                          rise_ms[r], below_db[i], own.median, own.spread, own.found, STRIDES, other.median, other.spread, other.found);
            assert_true(own.found >= STRIDES * 95 / 100);
            assert_true(own.spread < 10);
            assert_true(own.median > 0 &&
                        own.median < rise_ms[r] / 2); /* a fifth of the rise has to be there, and it is told before half of it is */
            least = rf_min(least, own.median);
            most = rf_max(most, own.median);
            if (i > 0)
                assert_true(fabs(own.median - at_20_db) < 4); /* noise hardly moves it */
            else
                at_20_db = own.median;
        }
    assert_true(most - least <
                12); /* two muscles that rise differently: u_ms of the pattern's table covers a uniform doubt of that width */
}

static void a_muscle_that_is_never_quiet_or_never_works_has_no_onset(void **state)
{
    const bool column[RF_MUSCLES] = { true, true };
    rf_random r;
    rf_emg *e;
    int found = 0;

    (void)state;
    rf_random_seed(&r, 7, 1);
    assert_int_equal(rf_emg_new(&e, column, RF_SIDE_LEFT), 0);
    for (int i = 0; i < 60000; i++) {
        rf_emg_push(e, (int64_t)i * 1000, (const float[]) { (float)rf_random_normal(&r), 0 });
        if (i % 700 == 699 && i > 4000) {
            const rf_contact c = { .ic_us = (int64_t)(i - 1500) * 1000, .side = RF_SIDE_LEFT };
            const rf_onset o = rf_onset_around(e, &c, 0.7);

            found += isfinite(o.onset_ms[0]);
            assert_true(isnan(o.onset_ms[1]));
        }
    }
    print_message("noise alone: an onset in %d of 80 strides\n", found);
    assert_true(found < 8);
    rf_emg_free(e);
}

/* The stretch looked at begins 280 ms before the contact (0.4 strides): of a burst that began before it only the middle is seen, which is no beginning. */
static void a_burst_that_is_under_way_where_the_look_begins_has_no_onset(void **state)
{
    const bool column[RF_MUSCLES] = { true, true };
    int under_way = 0;

    (void)state;
    simulate(30, 20);
    for (int later = 150; later <= 200; later += 10) { /* than the contact to which the burst belongs */
        rf_emg *e;
        int k = 0;

        assert_int_equal(rf_emg_new(&e, column, RF_SIDE_LEFT), 0);
        for (int i = 0; i < N && k < STRIDES - 2; i++) {
            rf_emg_push(e, (int64_t)i * 1000, (const float[]) { (float)raw[i], (float)raw[i] });
            if (i == (int)ic_ms(k) + 1500) {
                const rf_contact c = { .ic_us = (int64_t)(ic_ms(k) + later) * 1000, .side = RF_SIDE_LEFT };
                const rf_onset o = rf_onset_around(e, &c, STRIDE_MS / 1e3);

                if (isfinite(o.onset_ms[0]))
                    assert_true((double)o.onset_ms[0] > -280);
                under_way += isnan(o.onset_ms[0]);
                k++;
            }
        }
        rf_emg_free(e);
    }
    assert_true(under_way > STRIDES);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(onsets_come_equally_late_whatever_the_noise),
                                        cmocka_unit_test(a_burst_that_is_under_way_where_the_look_begins_has_no_onset),
                                        cmocka_unit_test(a_muscle_that_is_never_quiet_or_never_works_has_no_onset) };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
