/* Onset of a muscle around a contact: Hodges and Bui 1996 (Electroencephalogr Clin Neurophysiol 101:511), in running.
 *
 * How: from 0.4 of a stride before the contact on, the first 25 ms in which the envelope stays above the mean of the quietest 60 ms by three of
 * their standard deviations, and by a fifth of what the burst rises to. The second condition is for running, where no rest is as quiet as theirs:
 * three deviations of a short stretch are often nothing. Where it is above from the start there is no onset.
 * Measured on simulated bursts (tests/gait/test_onset.c): with ramps of 20 ms onsets come 8 to 9 ms late whether the noise lies 20 or 6 dB below
 * the burst, with a spread of 3 to 7 ms; with ramps of 40 ms 15 to 18 ms. The alternative that was measured, the Teager-Kaiser energy (Solnik
 * 2010) with the same rule, comes 4 to 8 and 12 to 17 ms late with the same spread: earlier, but by an amount that depends on the noise, which two
 * muscles do not share. So the one that is equally late stands.
 * Cannot: tell two bursts apart that run into each other.
 */
#include "gait/onset.h"

#include "base/base.h"

#define STRIDE_S      0.72 /* where the contact's own is not known */
#define FROM_STRIDES  0.5
#define LOOK_STRIDES  0.4
#define TO_STRIDES    0.25
#define QUIET_US      60000
#define HOLD_US       25000
#define EARLY_US      100000
#define DEVIATIONS    3.0
#define SHARE_OF_RISE 0.2
#define STANDS_OUT    2.0

enum { MOST = 1024 };

/* Mean and deviation of the quietest stretch. */
static void quietest(const double *v, int n, double *mean, double *sd)
{
    enum { W = QUIET_US / RF_EMG_GRID_US };

    *mean = INFINITY;
    *sd = 0;
    for (int i = 0; i + W <= n; i++) {
        double sum = 0, squares = 0;

        for (int k = i; k < i + W; k++)
            sum += v[k];
        if (!(sum / W < *mean))
            continue;
        *mean = sum / W;
        for (int k = i; k < i + W; k++)
            squares += (v[k] - *mean) * (v[k] - *mean);
        *sd = sqrt(squares / (W - 1));
    }
}

/* The first place from which v stays above `limit` for HOLD_US. @return −1: nowhere, or from the start. */
static int rises(const double *v, int n, double limit)
{
    int run = 0;

    for (int i = 0; i < n; i++) {
        run = v[i] > limit ? run + 1 : 0;
        if (run == HOLD_US / RF_EMG_GRID_US)
            return i - run + 1 > 0 ? i - run + 1 : -1;
    }
    return -1;
}

static void of_muscle(const rf_emg *e, int muscle, int64_t ic_us, double stride_s, float *onset_ms, float *early)
{
    const int64_t from = (ic_us - (int64_t)(FROM_STRIDES * stride_s * 1e6)) / RF_EMG_GRID_US,
                  to = (ic_us + (int64_t)(TO_STRIDES * stride_s * 1e6)) / RF_EMG_GRID_US;
    const int look = (int)((FROM_STRIDES - LOOK_STRIDES) * stride_s * 1e6 / RF_EMG_GRID_US), at_ic = (int)(ic_us / RF_EMG_GRID_US - from);
    const int n = (int)(to - from), n_early = EARLY_US / RF_EMG_GRID_US;
    double v[MOST], mean, sd, most = 0, sum = 0;
    int at;

    if (n > MOST || at_ic + n_early > n)
        return;
    for (int i = 0; i < n; i++) {
        v[i] = rf_emg_at(e, muscle, from + i);
        if (!isfinite(v[i]))
            return;
        most = i >= look ? rf_max(most, v[i]) : most;
        sum += i >= at_ic && i < at_ic + n_early ? v[i] : 0;
    }
    quietest(v, n, &mean, &sd);
    if (!(most > STANDS_OUT * mean)) /* noise alone rises to 1.6 of its own quietest stretch */
        return;
    *early = (float)rf_clamp(sum / n_early / most, 0, 1);
    at = rises(v + look, n - look, mean + rf_max(DEVIATIONS * sd, SHARE_OF_RISE * (most - mean)));
    if (at >= 0)
        *onset_ms = (float)((double)((from + look + at) * RF_EMG_GRID_US + RF_EMG_GRID_US / 2 - ic_us) / 1e3);
}

rf_onset rf_onset_around(const rf_emg *e, const rf_contact *c, double stride_s)
{
    rf_onset o = { .ic_us = c->ic_us, .side = c->side };

    for (int m = 0; m < RF_MUSCLES; m++) {
        o.onset_ms[m] = o.early[m] = NAN;
        of_muscle(e, m, c->ic_us, stride_s > 0.4 && stride_s < 1.4 ? stride_s : STRIDE_S, &o.onset_ms[m], &o.early[m]);
    }
    return o;
}
