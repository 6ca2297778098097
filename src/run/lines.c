/* The standing pose against the joints: how far the two shank angles of one contact lie apart, in the mean of a leg's contacts.
 *
 * The angle from standing takes everyone to stand as the mean of people does. Two people in three stand within 3 deg of that, the joints are good
 * to 2: apart by more than 7 deg, one of the two is wrong, and neither says which.
 */
#include "run/lines.h"

#include "base/base.h"
#include "gait/metrics.h"

#define APART_DEG 7.0

enum { LEAST = 8 /* contacts */ };

void rf_lines_take(rf_apart apart[2], const rf_contact *c)
{
    const double d = (double)c->value[RF_M_shank_angle_ic_deg] - (double)c->value[RF_M_shank_angle_ic_line_deg];

    if (isfinite(d) && (c->side == RF_SIDE_LEFT || c->side == RF_SIDE_RIGHT)) {
        apart[c->side == RF_SIDE_RIGHT].sum_deg += d;
        apart[c->side == RF_SIDE_RIGHT].n++;
    }
}

size_t rf_lines_notices(const rf_apart apart[2], const rf_chain *chain, int n_chains, rf_notice *out, size_t n)
{
    for (int k = 0; k < 2; k++) {
        const double mean = apart[k].n >= LEAST ? apart[k].sum_deg / (double)apart[k].n : 0;
        int sensor = -1;

        for (int i = 0; i < n_chains; i++)
            if (chain[i].placement == RF_PLACE_SHANK && chain[i].info.side == (k ? RF_SIDE_RIGHT : RF_SIDE_LEFT))
                sensor = i;
        if (fabs(mean) > APART_DEG)
            n = rf_notice_add(out, n, "pose_or_strap", sensor, RF_TIME_NONE, apart[k].n,
                              "the shank angle from standing is %s deg from the one by the joints: an odd pose or a slipped strap", mean,
                              1);
    }
    return n;
}
