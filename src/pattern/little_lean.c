/* little_lean: the trunk leans forward less than a little.
 *
 * How: one bare limit; as likely as not below it is watch, and it is never more. Evidence is weak and points both ways: those once injured leaned 1.6 deg
 * less, while more lean lengthens the hamstring.
 * Cannot: tell a lean from the ankles from a fold at the waist; and a standing pose that leans already hides it.
 */
#include "pattern/judge.h"

void rf_little_lean_judge(const rf_judging *j, rf_finding *f)
{
    const rf_part lean = rf_part_judge(j, RF_M_trunk_lean_deg, j->threshold[RF_T_little_lean_lean_deg], -1);

    f->unit = "deg";
    if (lean.status == RF_CANNOT_TELL) {
        rf_say_missing(f, j, RF_M_trunk_lean_deg, 1u << RF_PLACE_TRUNK);
        return;
    }
    f->status = rf_status_weaker(lean.status, RF_WATCH);
    rf_part_show(f, j, &lean);
    rf_say(f, "The trunk leans %1° forward from standing (90 %% %1 to %1), limit %1°; %0 %% of %0 strides are below it.", lean.value,
           lean.lo, lean.hi, lean.limit, 100 * (double)f->strides / (double)f->strides_seen, (double)f->strides_seen);
    rf_hold_level(f, j->evidence);
}
