/* symptoms: what the runner noted with the session, said back; never computed into a diagnosis.
 *
 * How: one of the warning signs (sharp when bearing weight, hopping not possible, burning down the leg, numbness) is flagged, and then one line
 * is said and nothing else. Pain of 4 of 10 or more at any time, worse uphill, when fast or when sitting, or tingling, or pain below the middle of
 * the thigh is watch. Anything less is clear. A figure or word that could not be read takes the clear away: it might have been the sign.
 * Why 4: rehabilitation of this tendon usually works with pain up to 3 of 10; it is a line to look at, not between health and injury.
 * Cannot: tell where pain comes from.
 */
#include <stdio.h>

#include "base/base.h"
#include "history/notes.h"
#include "pattern/judge.h"

enum { ONE_LINE = 68 }; /* what the terminal summary holds in a line */

static bool noted(const rf_notes *n, int i)
{
    return n->value[i] > 0; /* false for pain that was not told */
}

/* "See a clinician before the next run: numbness." */
static bool say_warning(rf_finding *f, const rf_notes *n)
{
    const char *sign[RF_NOTE_COUNT];
    char text[160];
    int count = 0, length;

    for (int i = 0; i < RF_NOTE_COUNT; i++)
        if (rf_note_at((size_t)i)->group == RF_NOTE_FLAGS && noted(n, i))
            sign[count++] = rf_note_at((size_t)i)->text;
    if (count == 0)
        return false;
    length = snprintf(text, sizeof text, "See a clinician before the next run: %s%s%s.", sign[0], count > 1 ? "; " : "",
                      count > 1 ? sign[1] : "");
    if (count > 2 || length > ONE_LINE)
        snprintf(text, sizeof text, "See a clinician before the next run: %s.", count > 1 ? "several warning signs" : sign[0]);
    rf_say(f, "%s", text);
    return true;
}

/* The worst figure. @return its index, -1: none was told. */
static int worst_pain(const rf_notes *n)
{
    int worst = -1;

    for (int i = 0; i < RF_NOTE_COUNT; i++)
        if (rf_note_at((size_t)i)->group == RF_NOTE_PAIN && isfinite(n->value[i]) && (worst < 0 || n->value[i] > n->value[worst]))
            worst = i;
    return worst;
}

/* "worse uphill and when sitting" */
static void say_group(rf_finding *f, const rf_notes *n, rf_note_group group, const char *lead)
{
    int left = 0;
    bool first = true;

    for (int i = 0; i < RF_NOTE_COUNT; i++)
        left += rf_note_at((size_t)i)->group == group && noted(n, i);
    for (int i = 0; i < RF_NOTE_COUNT; i++) {
        if (rf_note_at((size_t)i)->group != group || !noted(n, i))
            continue;
        rf_say(f, "%s%s", first ? lead : --left > 1 ? ", " : " and ", rf_note_at((size_t)i)->text);
        first = false;
    }
}

static void say_number(rf_finding *f, double v)
{
    rf_say(f, v == floor(v) ? "%0" : "%1", v);
}

static void say_noted(rf_finding *f, const rf_notes *n, int worst)
{
    if (worst >= 0 && n->value[worst] > 0) {
        rf_say(f, "Noted: pain up to ");
        say_number(f, n->value[worst]);
        rf_say(f, " of 10, %s", rf_note_at((size_t)worst)->text);
    } else {
        rf_say(f, worst < 0 ? "Noted: no figure of pain" : "Noted: no pain");
    }
    if (isfinite(n->value[RF_NOTE_pain_during]) && worst != RF_NOTE_pain_during && n->value[worst] > 0) {
        rf_say(f, " (during the run ");
        say_number(f, n->value[RF_NOTE_pain_during]);
        rf_say(f, ")");
    }
    say_group(f, n, RF_NOTE_PLACE, ", ");
    say_group(f, n, RF_NOTE_KIND, ", ");
    say_group(f, n, RF_NOTE_WORSE, "; worse ");
    rf_say(f, ".");
}

/* What the run was like where the runner says that it makes a difference. */
static void say_context(rf_finding *f, const rf_notes *n, const rf_evidence *e)
{
    if (noted(n, RF_NOTE_worse_uphill) && isfinite(e->settings.grade_pct))
        rf_say(f, " This run: grade %1 %%.", e->settings.grade_pct);
    if (noted(n, RF_NOTE_worse_fast) && isfinite(e->speed_mps))
        rf_say(f, " This run: %1 m/s.", e->speed_mps);
}

static bool worth_watching(const rf_notes *n, int worst, double limit)
{
    static const int sign[] = { RF_NOTE_worse_uphill, RF_NOTE_worse_fast, RF_NOTE_worse_sitting, RF_NOTE_kind_tingling,
                                RF_NOTE_place_below_mid_thigh };

    for (size_t i = 0; i < RF_COUNT(sign); i++)
        if (noted(n, sign[i]))
            return true;
    return worst >= 0 && n->value[worst] >= limit;
}

void rf_symptoms_judge(const rf_judging *j, rf_finding *f)
{
    const rf_notes *n = j->evidence->notes;
    const double limit = j->threshold[RF_T_symptoms_watch_pain];
    int worst;

    f->unit = "of 10";
    if (!n || !n->told) {
        rf_cannot_tell(f, n ? "The notes tell no pain and no sign." : "The runner's notes are needed: --notes NOTES.json.");
        return;
    }
    worst = worst_pain(n);
    if (worst >= 0) {
        f->value = n->value[worst];
        f->threshold = limit;
    }
    if (say_warning(f, n)) {
        f->status = RF_FLAGGED;
        f->cue = ""; /* one line, and no advice beside it */
        return;
    }
    if (worth_watching(n, worst, limit)) {
        f->status = RF_WATCH;
    } else if (n->remarks.n > 0) {
        rf_cannot_tell(f, "Part of the notes could not be understood; without it nothing is said.");
        return;
    } else {
        f->status = RF_CLEAR;
    }
    say_noted(f, n, worst);
    say_context(f, n, j->evidence);
}
