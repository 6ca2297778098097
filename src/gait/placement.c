#include "gait/placement.h"

#include "base/base.h"
#include "gait/looks.h"

static const rf_placement_info table[] = {
#define RF_PLACEMENT(id, detector, without, fast, slow, late, where, tells) { #id, where, tells, detector, without, { fast, slow }, late },
#include "gait/placements.def"
#undef RF_PLACEMENT
};

const rf_placement_info *rf_placement_at(rf_placement p)
{
    return p > RF_PLACE_UNKNOWN && p < RF_PLACE_COUNT ? &table[p - 1] : NULL;
}

rf_placement rf_placement_guess(const rf_track *t, int64_t to, double stride_s)
{
    rf_looks l = { .n = 0 };
    rf_look x;

    for (int k = 0; k < RF_LOOKS; k++) /* two that do not overlap fit into 5 s */
        if (rf_look_at(t, to - 1 - (int64_t)(3 * k * stride_s * RF_GRID_HZ), stride_s, &x))
            rf_looks_add(&l, &x);
    return rf_looks_median(&l, &x) ? rf_look_guess(&x, t->gyro) : RF_PLACE_PELVIS;
}
