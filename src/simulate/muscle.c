/* Two muscles as bursts of noise: each rises 100 ms before the left foot's contact within 20 ms, lasts 200 ms and fades within 40 ms; the
 * hamstring's rise is moved ahead by the fault. Onsets wander by 8 ms from stride to stride, so a share of strides means something.
 *
 * The noise has the spectrum of a surface EMG, roughly: white, through one pole at 20 Hz high and one at 150 Hz low.
 * Cannot: show a muscle's second burst, or a neighbour's signal.
 */
#include "simulate/muscle.h"

#include "base/base.h"

#define AHEAD_S  0.100
#define RISE_S   0.020
#define BURST_S  0.200
#define FALL_S   0.040
#define WANDER_S 0.008
#define HIGH_HZ  20.0
#define LOW_HZ   150.0
#define NOISE_MV 0.02

typedef struct muscle {
    double mv, lead_s;     /* size; onset this much before the usual one */
    double before_s, on_s; /* onset of the bursts around now: the last one, and the one to come */
    size_t step;           /* whose onset on_s is */
    double high, low, was;
    rf_random chance;
} muscle;

static double burst(double since_s)
{
    return rf_clamp(since_s / RISE_S, 0, 1) * rf_clamp((BURST_S - since_s) / FALL_S, 0, 1);
}

/* The next left contact's onset. */
static void advance(const rf_sim *sim, muscle *m)
{
    m->before_s = m->on_s;
    m->on_s = INFINITY;
    while (m->step < sim->n) {
        const rf_step *k = &sim->step[m->step++];

        if (k->side != LEFT)
            continue;
        m->on_s = k->ic - AHEAD_S - m->lead_s + WANDER_S * rf_random_normal(&m->chance);
        return;
    }
}

static double sample(const rf_sim *sim, muscle *m, double t_s, double rate_hz)
{
    const double a = rf_clamp(2 * RF_PI * LOW_HZ / rate_hz, 0, 1), b = rf_clamp(2 * RF_PI * HIGH_HZ / rate_hz, 0, 1);

    while (t_s >= m->on_s)
        advance(sim, m);
    m->low += a * (rf_random_normal(&m->chance) / sqrt(a / (2 - a)) - m->low);
    m->high += b * (m->low - m->high);
    return m->mv * burst(t_s - m->before_s) * (m->low - m->high) + sim->set.noise * NOISE_MV * rf_random_normal(&m->chance);
}

void rf_sim_write_emg(const rf_sim *sim, rf_out *out)
{
    const double rate_hz = sim->set.emg_hz;
    muscle m[RF_MUSCLES] = { [RF_GLUTEUS_MAXIMUS] = { .mv = 0.3, .before_s = -INFINITY },
                             [RF_BICEPS_FEMORIS] = { .mv = 0.4, .lead_s = sim->set.fault.hamstring_first / 1e3, .before_s = -INFINITY } };

    for (int k = 0; k < RF_MUSCLES; k++) {
        rf_random_seed(&m[k].chance, sim->set.seed, 900 + (uint64_t)k);
        m[k].on_s = -INFINITY;
        advance(sim, &m[k]);
    }
    rf_out_text(out, "time_s,emg_gluteus_maximus_mv,emg_biceps_femoris_mv\n");
    for (int64_t i = 0; (double)i < sim->last_s * rate_hz; i++) {
        const double t_s = (double)i / rate_hz;

        if (t_s >= sim->record_to_s[0] && t_s < sim->record_from_s[1])
            continue;
        rf_out_number(out, t_s, 4);
        for (int k = 0; k < RF_MUSCLES; k++) {
            rf_out_text(out, ",");
            rf_out_number(out, sample(sim, &m[k], t_s, rate_hz), 4);
        }
        rf_out_text(out, "\n");
    }
}
