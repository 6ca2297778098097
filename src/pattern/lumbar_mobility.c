/* lumbar_mobility: how far the lower back bends and straightens within a stride, seen from the side.
 *
 * How: the range of pelvic tilt less trunk lean over the stride, against one bare limit; and, with a baseline, against twice
 * the runner's own: the stronger of the two holds. Faster sessions than this one by more than half a metre a second are no baseline.
 * Cannot: see side bending; tell a belt that bounces from a back that moves.
 */
#include "base/base.h"
#include "pattern/judge.h"

void rf_lumbar_mobility_judge(const rf_judging *j, rf_finding *f)
{
    rf_part range = rf_part_judge(j, RF_M_lumbar_range_deg, j->threshold[RF_T_lumbar_mobility_range_deg], 1);
    rf_own own = { NAN, NAN, 0 };

    f->unit = "deg";
    if (range.status == RF_CANNOT_TELL) {
        rf_say_missing(f, j, RF_M_lumbar_range_deg, 1u << RF_PLACE_PELVIS | 1u << RF_PLACE_TRUNK);
        return;
    }
    f->status = range.status;
    if (rf_own_of(j, RF_M_lumbar_range_deg, 0, &own)) {
        const rf_part twice = rf_part_judge(j, RF_M_lumbar_range_deg, j->threshold[RF_T_lumbar_mobility_own_ratio] * own.median, 1);

        if (twice.limit < range.limit)
            range = twice;
        f->status = range.status;
    }
    rf_part_show(f, j, &range);
    rf_say(f, "Pelvis against trunk moves through %1° in a stride (90 %% %1 to %1), limit %1°; %0 %% of %0 strides are past it.",
           range.value, range.lo, range.hi, range.limit, 100 * (double)f->strides / (double)f->strides_seen, (double)f->strides_seen);
    if (own.n > 0)
        rf_say(f, " The runner's own in %0 earlier sessions: %1°.", (double)own.n, own.median);
    rf_hold_level(f, j->evidence);
}
