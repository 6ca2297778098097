#include "dsp/spectrum.h"

#include <math.h>
#include <stdlib.h>

#include <kiss_fftr.h>

#include "base/math.h"

struct rf_spectrum {
    kiss_fftr_cfg fft;
    kiss_fft_scalar in[RF_SPECTRUM_N];
    kiss_fft_cpx out[RF_SPECTRUM_N / 2 + 1];
    double power[RF_SPECTRUM_N / 2 + 1];
    double window[RF_SPECTRUM_N]; /* Hann of n_window points */
    int n_window;
};

int rf_spectrum_new(rf_spectrum **out)
{
    rf_spectrum *s = calloc(1, sizeof *s);

    *out = NULL;
    if (!s)
        return RF_ERR_NOMEM;
    s->fft = kiss_fftr_alloc(RF_SPECTRUM_N, 0, NULL, NULL);
    if (!s->fft) {
        free(s);
        return RF_ERR_NOMEM;
    }
    *out = s;
    return 0;
}

void rf_spectrum_free(rf_spectrum *s)
{
    if (s)
        kiss_fftr_free(s->fft);
    free(s);
}

void rf_spectrum_clear(rf_spectrum *s)
{
    for (int i = 0; i <= RF_SPECTRUM_N / 2; i++)
        s->power[i] = 0;
}

void rf_spectrum_add(rf_spectrum *s, const double *x, int n)
{
    double mean = 0;

    for (int i = 0; i < n; i++)
        mean += x[i];
    mean /= n > 0 ? n : 1;
    if (n != s->n_window) {
        for (int i = 0; i < n; i++)
            s->window[i] = 0.5 - 0.5 * rf_cos(2 * RF_PI * (i + 0.5) / n);
        s->n_window = n;
    }
    for (int i = 0; i < RF_SPECTRUM_N; i++)
        s->in[i] = i < n ? (kiss_fft_scalar)((x[i] - mean) * s->window[i]) : 0;
    kiss_fftr(s->fft, s->in, s->out);
    for (int i = 0; i <= RF_SPECTRUM_N / 2; i++)
        s->power[i] += (double)s->out[i].r * (double)s->out[i].r + (double)s->out[i].i * (double)s->out[i].i;
}

double rf_spectrum_at(const rf_spectrum *s, double f)
{
    const double at = f * RF_SPECTRUM_N;
    const int i = (int)at;

    if (!(at >= 0) || i >= RF_SPECTRUM_N / 2)
        return 0;
    return sqrt(s->power[i] + (at - i) * (s->power[i + 1] - s->power[i]));
}
