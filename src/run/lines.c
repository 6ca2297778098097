/* The standing pose against the joints: how far the two shank angles of one contact lie apart, in the mean of a leg's contacts.
 *
 * The angle from standing takes everyone to stand as the mean of people does. Two people in three stand within 3 deg of that, the joints are good
 * to 2: apart by more than 7 deg, one of the two is wrong, and neither says which.
 */
#include "run/lines.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
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
    const rf_notice_info *info = NULL;

    for (size_t i = 0; i < rf_notice_count(); i++)
        if (!strcmp(rf_notice_at(i)->code, "pose_or_strap"))
            info = rf_notice_at(i);
    for (int k = 0; info && k < 2; k++) {
        const double mean = apart[k].n >= LEAST ? apart[k].sum_deg / (double)apart[k].n : 0;
        int sensor = -1;
        char number[RF_NUMBER_MAX];

        if (fabs(mean) <= APART_DEG || n >= RF_NOTICES_MAX)
            continue;
        for (int i = 0; i < n_chains; i++)
            if (chain[i].placement == RF_PLACE_SHANK && chain[i].info.side == (k ? RF_SIDE_RIGHT : RF_SIDE_LEFT))
                sensor = i;
        out[n] = (rf_notice){ .code = info->code, .sensor = sensor, .t_us = RF_TIME_NONE, .count = apart[k].n, .metrics = info->metrics };
        rf_number_print(number, mean, 1);
        snprintf(out[n].text, sizeof out[n].text, "the shank angle from standing is %s deg from the one by the joints: an odd pose or a slipped strap", number);
        n++;
    }
    return n;
}
