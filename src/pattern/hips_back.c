/* hips_back: the pelvis tipped forward with the trunk leaning, or the back arched, in strides that land far ahead.
 *
 * How: tilt and lean are joined by `and`, the arch stands for itself, the stronger of the two ways holds, and never more than overstride's own
 * status: clear where the foot lands well, watch at most where that is not told.
 * Without a trunk sensor the tilt alone gives watch at most, and a tilt that is not there clears the row: an arch of 20 deg over a small tilt
 * would need a trunk that leans back.
 * Cannot: tell an arched standing pose from one that is not; all angles count from it.
 */
#include "pattern/judge.h"

static void say(rf_finding *f, const rf_part *tilt, const rf_part *lean, const rf_part *arch, rf_status posture, rf_status over)
{
    rf_say(f, "Pelvic tilt from standing %1° (90 %% %1 to %1), limit %1°", tilt->value, tilt->lo, tilt->hi, tilt->limit);
    if (lean->status != RF_CANNOT_TELL)
        rf_say(f, "; lean %1°, limit %1°", lean->value, lean->limit);
    if (arch->status != RF_CANNOT_TELL)
        rf_say(f, "; arch %1°, limit %1°", arch->value, arch->limit);
    rf_say(f, ".");
    if (posture >= RF_WATCH && lean->status == RF_CANNOT_TELL)
        rf_say(f, " No trunk sensor: watch at most.");
    if (posture == RF_CLEAR)
        return;
    if (over == RF_CLEAR)
        rf_say(f, " The foot does not land far ahead.");
    else if (over == RF_CANNOT_TELL)
        rf_say(f, " Where the foot lands cannot be told: watch at most.");
    else
        rf_say(f, " The foot lands far ahead (%s).", rf_status_name(over));
}

void rf_hips_back_judge(const rf_judging *j, rf_finding *f)
{
    const rf_part tilt = rf_part_judge(j, RF_M_pelvic_tilt_deg, j->threshold[RF_T_hips_back_tilt_deg], 1);
    const rf_part lean = rf_part_judge(j, RF_M_trunk_lean_deg, j->threshold[RF_T_hips_back_lean_deg], 1);
    const rf_part arch = rf_part_judge(j, RF_M_lumbar_extension_deg, j->threshold[RF_T_hips_back_arch_deg], 1);
    const rf_finding *found = rf_judging_find(j, "overstride");
    const rf_status over = found ? found->status : RF_CANNOT_TELL;
    rf_status bent, posture;

    f->unit = "deg";
    if (tilt.status == RF_CANNOT_TELL) {
        rf_say_missing(f, j, RF_M_pelvic_tilt_deg, 1u << RF_PLACE_PELVIS);
        return;
    }
    bent = rf_status_weaker(tilt.status, lean.status == RF_CANNOT_TELL ? RF_WATCH : lean.status);
    posture = arch.status > bent ? arch.status : bent;
    f->status = rf_status_weaker(posture, over == RF_CANNOT_TELL ? RF_WATCH : over);
    rf_part_show(f, j, arch.status > bent ? &arch : &tilt);
    say(f, &tilt, &lean, &arch, posture, over);
    rf_hold_level(f, j->evidence);
}
