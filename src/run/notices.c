#include "run/notices.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"

static const rf_notice_info table[] = {
#define RF_NOTICE(code, title, metrics, text) { #code, title, metrics, text },
#include "run/notices.def"
#undef RF_NOTICE
};

size_t rf_notice_count(void)
{
    return RF_COUNT(table);
}

const rf_notice_info *rf_notice_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

static const rf_notice_info *find(const char *code)
{
    size_t i = 0;

    while (strcmp(table[i].code, code))
        i++;
    return &table[i];
}

typedef struct list {
    rf_notice *out;
    size_t n;
    int sensor;
} list;

/* %s stands for the number x with the decimals asked for. */
static void note(list *l, const char *code, long count, int64_t t_us, const char *format, double x, int decimals)
{
    const rf_notice_info *info = find(code);
    char number[RF_NUMBER_MAX] = "";
    rf_notice *n;

    if (l->n == RF_NOTICES_MAX)
        return;
    n = &l->out[l->n++];
    *n = (rf_notice){ .code = info->code, .sensor = l->sensor, .t_us = t_us, .count = count, .metrics = info->metrics };
    rf_number_print(number, x, decimals);
    {
        const char *mark = strstr(format, "%s");

        if (mark)
            snprintf(n->text, sizeof n->text, "%.*s%s%s", (int)(mark - format), format, number, mark + 2);
        else
            snprintf(n->text, sizeof n->text, "%s", format);
    }
}

static const char channel_name[6][8] = { "acc x", "acc y", "acc z", "gyro x", "gyro y", "gyro z" };

static void channel_notices(list *l, const rf_faults *f, bool gyro)
{
    for (int k = 0; k < (gyro ? 6 : 3); k++) {
        char text[160];

        if (f->constant[k]) {
            snprintf(text, sizeof text, "%s never changes: nothing is read from it", channel_name[k]);
            note(l, "constant", 1, RF_TIME_NONE, text, 0, 0);
        } else if (f->clipped[k] >= 6 && k < 3 && f->floor_zero[k]) {
            snprintf(text, sizeof text, "%s is cut off at zero by its source in %%s samples; no event depends on it", channel_name[k]);
            note(l, "floor", f->clipped[k], RF_TIME_NONE, text, (double)f->clipped[k], 0);
        } else if (f->clipped[k] >= 6) {
            snprintf(text, sizeof text, "%s stays at its extreme in %ld samples (%%s %s): the sensor's limit", channel_name[k], f->clipped[k],
                     k < 3 ? "m/s2" : "rad/s");
            note(l, "clipped", f->clipped[k], RF_TIME_NONE, text, f->clip_at[k], 1);
        }
    }
}

static void time_notices(list *l, const rf_faults *f, bool pause_after_standing)
{
    if (f->bad_cells)
        note(l, "bad_cells", f->bad_cells, RF_TIME_NONE, "%s rows hold a cell that is no number: left out", (double)f->bad_cells, 0);
    if (f->doubled)
        note(l, "doubled", f->doubled, RF_TIME_NONE, "%s rows stand there twice: the copies are left out", (double)f->doubled, 0);
    if (f->backwards)
        note(l, "backwards", f->backwards, f->first_back_us, "%s rows with a time not later than the row before: left out", (double)f->backwards, 0);
    if (f->clock_steps)
        note(l, "clock_step", f->clock_steps, f->first_step_us, "the clock was set back %s times: taken as a gap", (double)f->clock_steps, 0);
    if (f->gaps > 1 || (f->gaps && !pause_after_standing))
        note(l, "gap", f->gaps, f->first_gap_us, "gaps in the recording, %s s in all: nothing is measured across them", (double)f->gap_total_us / 1e6, 1);
    if (f->lost)
        note(l, "lost", f->lost, RF_TIME_NONE, "%s single samples are missing: bridged", (double)f->lost, 0);
    if (f->implausible)
        note(l, "implausible", f->implausible, RF_TIME_NONE, "%s samples beyond 400 g: left out", (double)f->implausible, 0);
    if (f->jitter)
        note(l, "jitter", 1, RF_TIME_NONE, "time stamps come in bunches: time was made even at %s Hz", f->rate_hz, 1);
}

static bool wants_pose(const rf_chain *c)
{
    return c->placement == RF_PLACE_SHANK || c->placement == RF_PLACE_THIGH || c->placement == RF_PLACE_PELVIS || c->placement == RF_PLACE_TRUNK;
}

size_t rf_notices_make(rf_chain *chain, int n_chains, rf_notice *out)
{
    list l = { .out = out };

    for (int i = 0; i < n_chains; i++) {
        rf_chain *c = &chain[i];
        const rf_faults *f = rf_intake_faults(c->intake);

        l.sensor = i;
        if (c->assumed) {
            char text[160];

            snprintf(text, sizeof text, "nobody said where it is worn: the signal looks like a %s", rf_placement_name(c->placement));
            note(&l, "placement", 1, RF_TIME_NONE, text, 0, 0);
        }
        if (c->no_gravity)
            note(&l, "no_gravity", 1, RF_TIME_NONE, "the source took gravity out of the acceleration: cadence only", 0, 0);
        if (f->rate_hz < 47)
            note(&l, "slow_rate", 1, RF_TIME_NONE, "sampled at %s Hz: too slow to time a contact, cadence only", f->rate_hz, 1);
        /* people stand, start the recording again, and run: that pause is no fault */
        time_notices(&l, f, c->track->pose.known && c->n_bouts && f->first_gap_us <= c->bouts[0].from_us);
        channel_notices(&l, f, c->track->gyro);
        if (c->n_bouts && c->track->gyro && wants_pose(c) && !c->track->pose.known)
            note(&l, "no_pose", 1, RF_TIME_NONE, "no quiet standing before the run: angles that count from standing are not told; stand still for 3 s first", 0, 0);
        if (!c->n_bouts && c->walking)
            note(&l, "walking", c->walking, RF_TIME_NONE, "something repeats for %s s, but it is walking or handling", (double)c->walking, 0);
    }
    return l.n;
}
