/* lumbar_mobility: how far the lower back bends and straightens within a stride, seen from the side.
 *
 * How: the range of pelvic tilt less trunk lean over the stride, against one bare limit.
 * Cannot: compare with the runner's own easy run, as no baseline is read yet; see side bending; tell a belt that bounces from a back that moves.
 */
#include "pattern/judge.h"

void rf_lumbar_mobility_judge(const rf_judging *j, rf_finding *f)
{
    const rf_part range = rf_part_judge(j, RF_M_lumbar_range_deg, j->threshold[RF_T_lumbar_mobility_range_deg], 1);

    f->unit = "deg";
    if (range.status == RF_CANNOT_TELL) {
        rf_say_missing(f, j, RF_M_lumbar_range_deg, 1u << RF_PLACE_PELVIS | 1u << RF_PLACE_TRUNK);
        return;
    }
    f->status = range.status;
    rf_part_show(f, j, &range);
    rf_say(f, "Pelvis against trunk moves through %1° in a stride (90 %% %1 to %1), limit %1°; %0 %% of %0 strides are past it.", range.value,
           range.lo, range.hi, range.limit, 100 * (double)f->strides / (double)f->strides_seen, (double)f->strides_seen);
    rf_hold_level(f, j->evidence);
}
