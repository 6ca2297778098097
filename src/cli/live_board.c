/* What a coach wants to see and hear now: the newest steps, their medians and trends, the signal with its marks, the last notices.
 *
 * Medians of eight steps: one odd step moves nothing, and a change shows after four strides. A trend is the newest eight steps against the sixteen
 * before, beyond half a spread of theirs. Nothing here goes into the results; those are the session's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "cli/live.h"
#include "dsp/stats.h"
#include "pattern/pattern.h"

enum { RECENT = 8, BEFORE = 16 };

int rf_board_init(rf_board *b)
{
    *b = (rf_board) { .signal_at = INT64_MIN };
    b->values = calloc(rf_metric_count(), sizeof *b->values);
    b->findings = calloc(rf_pattern_count(), sizeof *b->findings);
    return b->values && b->findings ? 0 : RF_ERR_NOMEM;
}

void rf_board_free(rf_board *b)
{
    free(b->values);
    free(b->findings);
}

void rf_board_contact(rf_board *b, const rf_contact *c)
{
    b->step[b->n_steps++ % RF_BOARD_STEPS] = *c;
}

static void add_mark(rf_board *b, int64_t t_us, char letter)
{
    b->mark[b->n_marks++ % RF_BOARD_MARKS] = (rf_board_mark) { t_us, letter };
}

void rf_board_event(rf_board *b, const rf_event *e)
{
    if (e->kind == RF_INITIAL_CONTACT)
        add_mark(b, e->t_us, e->side == RF_SIDE_LEFT ? 'L' : e->side == RF_SIDE_RIGHT ? 'R' : '.');
}

void rf_board_mark_at(rf_board *b, int64_t t_us)
{
    b->n_markers++;
    add_mark(b, t_us, 'M');
}

/* Times may lie before the session's first instant. */
static double *signal_of(rf_board *b, int64_t at)
{
    return &b->signal_g[(at % RF_BOARD_SIGNAL + RF_BOARD_SIGNAL) % RF_BOARD_SIGNAL];
}

void rf_board_sample(rf_board *b, const rf_sample *s)
{
    const int64_t at = s->t_us * RF_BOARD_SIGNAL_HZ / 1000000;
    const double a_g =
        sqrt(s->acc_mps2[0] * s->acc_mps2[0] + s->acc_mps2[1] * s->acc_mps2[1] + s->acc_mps2[2] * s->acc_mps2[2]) / RF_G0_MPS2;

    if (at < 0 || (b->signal_at != INT64_MIN && at + RF_BOARD_SIGNAL <= b->signal_at))
        return;
    if (b->signal_at == INT64_MIN || at - b->signal_at >= RF_BOARD_SIGNAL)
        b->signal_at = at - RF_BOARD_SIGNAL;
    while (b->signal_at < at)
        *signal_of(b, ++b->signal_at) = NAN;
    {
        double *g = signal_of(b, at);

        *g = isnan(*g) || a_g > *g ? a_g : *g;
    }
}

double rf_board_signal(const rf_board *b, int64_t n)
{
    return n < 0 || n > b->signal_at || n <= b->signal_at - RF_BOARD_SIGNAL ? NAN : b->signal_g[n % RF_BOARD_SIGNAL];
}

void rf_board_say(rf_board *b, const char *text)
{
    memmove(b->line[1], b->line[0], sizeof b->line - sizeof b->line[0]);
    snprintf(b->line[0], sizeof b->line[0], "%s", text);
    b->n_lines += b->n_lines < RF_BOARD_LINES;
}

/* Values of the newest steps that have one, after `skip` of them. */
static size_t gather(const rf_board *b, const rf_metric_info *m, rf_side side, int skip, size_t most, double *out)
{
    size_t n = 0;

    for (long i = b->n_steps - 1; i >= 0 && i >= b->n_steps - RF_BOARD_STEPS && n < most; i--) {
        const rf_contact *c = &b->step[i % RF_BOARD_STEPS];

        if (!m || m->step < 0 || (side != RF_SIDE_UNKNOWN && c->side != side) || !isfinite((double)c->value[m->step]))
            continue;
        if (skip-- > 0)
            continue;
        out[n++] = (double)c->value[m->step];
    }
    return n;
}

double rf_board_recent(const rf_board *b, const rf_metric_info *m, rf_side side, int skip)
{
    double v[RECENT];
    const size_t n = gather(b, m, side, skip, RECENT, v);

    return n >= 3 ? rf_median(v, n) : NAN;
}

int rf_board_trend(const rf_board *b, const rf_metric_info *m, rf_side side)
{
    double now[RECENT], before[BEFORE], spread[BEFORE];
    const size_t n = gather(b, m, side, 0, RECENT, now), k = gather(b, m, side, RECENT, BEFORE, before);
    double middle, moved;

    if (n < RECENT || k < BEFORE / 2)
        return 0;
    middle = rf_median(before, k);
    for (size_t i = 0; i < k; i++)
        spread[i] = fabs(before[i] - middle);
    moved = rf_median(now, n) - middle;
    return fabs(moved) <= rf_max(0.7 * rf_median(spread, k), 0.005 * fabs(middle)) ? 0 : moved > 0 ? 1 : -1;
}

const rf_live_target *rf_board_target(const rf_board *b, const rf_metric_info *m)
{
    for (size_t i = 0; i < b->n_targets; i++)
        if (b->target[i].metric == m)
            return &b->target[i];
    return NULL;
}

/* Contacts in a stride, as they come here: two where both feet are told. */
static int per_stride(const rf_board *b)
{
    unsigned seen = 0;

    for (long i = b->n_steps - 1; i >= 0 && i >= b->n_steps - RECENT; i--)
        seen |= 1u << b->step[i % RF_BOARD_STEPS].side;
    return (seen & 1u << RF_SIDE_LEFT) && (seen & 1u << RF_SIDE_RIGHT) ? 2 : 1;
}

int rf_board_alert(rf_board *b, const rf_contact *c, long strides, double hold_s, size_t *which)
{
    for (size_t i = 0; i < b->n_targets; i++) {
        const rf_live_target *t = &b->target[i];
        const double v = t->metric->step >= 0 ? (double)c->value[t->metric->step] : NAN;
        const int way = !isfinite(v) ? 0 : v < t->lo ? -1 : v > t->hi ? 1 : 0;

        if (!isfinite(v))
            continue;
        b->alert[i].out = way != 0 && way == b->alert[i].way ? b->alert[i].out + 1 : way != 0;
        b->alert[i].way = way;
        if (b->alert[i].out < per_stride(b) * strides)
            continue;
        if (b->alert[i].told_us > 0 && (double)(c->ic_us - b->alert[i].told_us) < hold_s * 1e6)
            continue;
        b->alert[i].told_us = c->ic_us;
        *which = i;
        return way;
    }
    return 0;
}
