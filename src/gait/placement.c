#include "gait/placement.h"

#include "base/base.h"
#include "dsp/stats.h"

static const rf_placement_info table[] = {
#define RF_PLACEMENT(id, detector, without, fast, slow, where, tells) { #id, where, tells, detector, without, { fast, slow } },
#include "gait/placements.def"
#undef RF_PLACEMENT
};

const rf_placement_info *rf_placement_at(rf_placement p)
{
    return p > RF_PLACE_UNKNOWN && p < RF_PLACE_COUNT ? &table[p - 1] : NULL;
}

/* A swinging leg turns at several rad/s, a pelvis hardly; a foot stands still on the ground once a stride, a shank never does. */
rf_placement rf_placement_guess(const rf_track *t, long from, long to, double spread_g)
{
    enum { MOST = 2000 };
    double rate[MOST];
    size_t n = 0;

    if (!t->gyro)
        return spread_g > 1.15 ? RF_PLACE_SHANK : RF_PLACE_PELVIS;
    for (long i = from; i < to && n < MOST; i++)
        rate[n++] = rf_v3_norm(t->gyr[i]);
    if (n < 200)
        return RF_PLACE_PELVIS;
    if (rf_quantile(rate, n, 0.95) < 4.5)
        return RF_PLACE_PELVIS;
    return rf_quantile(rate, n, 0.08) < 0.9 ? RF_PLACE_FOOT : RF_PLACE_SHANK;
}
