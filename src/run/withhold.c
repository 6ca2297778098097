#include "run/withhold.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "run/notice.h"

#define WIDER        1.5
#define CLIPPED_MORE 1.0 /* of a figure all of whose strides were clipped: twice as wide */

static bool withholds(const rf_notice *n)
{
    const rf_notice_info *info = rf_notice_find(n->code);

    return info && info->effect == RF_WITHHELD;
}

static bool widens(const rf_notice *n)
{
    const rf_notice_info *info = rf_notice_find(n->code);

    return info && info->effect == RF_WIDER;
}

static bool lists(const char *words, const char *word)
{
    const size_t n = strlen(word);

    for (const char *p = strstr(words, word); p; p = strstr(p + 1, word))
        if ((p == words || p[-1] == ' ' || p[-1] == '+') && (p[n] == '\0' || p[n] == ' ' || p[n] == '+'))
            return true;
    return false;
}

bool rf_notice_withholds(const rf_notice *n, const char *metric)
{
    return withholds(n) && lists(n->metrics, metric);
}

static bool is_time(const rf_metric_info *m)
{
    return m->step == (int)RF_M_contact_ms || m->step == (int)RF_M_flight_ms || m->step == (int)RF_M_step_ms ||
           m->step == (int)RF_M_stride_ms || m->step == (int)RF_M_cadence_spm || m->step == (int)RF_M_peak_force_bw;
}

static bool is_foot(rf_side s)
{
    return s == RF_SIDE_LEFT || s == RF_SIDE_RIGHT;
}

/* Whether the sensor of the notice has a part in this metric of this contact. */
static bool touches(const rf_notice *n, const rf_metric_info *m, const rf_contact *c, const rf_chain *chain)
{
    const rf_chain *s = n->sensor >= 0 ? &chain[n->sensor] : NULL;
    const bool leg = s && rf_placement_on_leg(s->placement);

    if (!s)
        return true;
    if (is_time(m))
        return c->sensor == n->sensor;
    if (!lists(m->placements, rf_placement_name(s->placement)) && !lists(m->placements, rf_placement_name(s->info.placement)))
        return false;
    return !leg || !is_foot(c->side) || !is_foot(s->info.side) || c->side == s->info.side;
}

static void empty(rf_contact *contacts, size_t n, const rf_chain *chain, const rf_notice *notice)
{
    for (size_t k = 0; k < rf_metric_count(); k++) {
        const rf_metric_info *m = rf_metric_at(k);

        if (m->step < 0 || !lists(notice->metrics, m->id))
            continue;
        for (size_t i = 0; i < n; i++)
            if ((notice->t_us == RF_TIME_NONE || contacts[i].ic_us >= notice->t_us) && touches(notice, m, &contacts[i], chain))
                contacts[i].value[m->step] = NAN;
    }
}

/* What only disowned sensors could tell is not told. */
static void empty_disowned(rf_contact *contacts, size_t n, const rf_chain *chain, int n_chains)
{
    for (size_t k = 0; k < rf_metric_count(); k++) {
        const rf_metric_info *m = rf_metric_at(k);
        bool from_good = m->step < 0 || is_time(m) || !m->placements[0], from_bad = false;

        for (int i = 0; i < n_chains; i++)
            if (lists(m->placements, rf_placement_name(chain[i].placement))) {
                from_good |= !chain[i].disowned && !strchr(m->placements, '+');
                from_bad |= chain[i].disowned;
            }
        for (size_t i = 0; from_bad && !from_good && i < n; i++)
            contacts[i].value[m->step] = NAN;
    }
}

size_t rf_withhold_contacts(rf_contact *contacts, size_t n, size_t *polled, const rf_chain *chain, int n_chains, const rf_agree *agree,
                            const rf_notice *notices, size_t n_notices)
{
    const size_t were_polled = *polled;
    size_t kept = 0;

    *polled = 0;
    for (size_t i = 0; i < n; i++)
        if (!chain[contacts[i].sensor].disowned) {
            *polled += i < were_polled;
            contacts[kept++] = contacts[i];
        }
    empty_disowned(contacts, kept, chain, n_chains);
    for (size_t i = 0; i < n_notices; i++)
        if (withholds(&notices[i]))
            empty(contacts, kept, chain, &notices[i]);
    if (rf_agree_sides_doubtful(agree, chain, n_chains))
        for (size_t i = 0; i < kept; i++)
            contacts[i].side = RF_SIDE_UNKNOWN;
    return kept;
}

static void widen(rf_value *v, double by)
{
    v->lo = v->value - by * (v->value - v->lo);
    v->hi = v->value + by * (v->hi - v->value);
}

/* How many of the contacts that tell this metric had a sensor at its limit in their stride; of a figure that no contact holds: of all. */
static double share_clipped(const rf_metric_info *m, const rf_contact *contacts, size_t n)
{
    size_t clipped = 0, of = 0;

    for (size_t i = 0; i < n; i++)
        if (m->step < 0 || isfinite(contacts[i].value[m->step])) {
            of++;
            clipped += (contacts[i].flags & RF_CONTACT_CLIPPED) != 0;
        }
    return of ? (double)clipped / (double)of : 0;
}

void rf_withhold_values(rf_value *values, const rf_contact *contacts, size_t n_contacts, const rf_chain *chain, const rf_notice *notices,
                        size_t n_notices)
{
    for (size_t k = 0; k < rf_metric_count(); k++) {
        rf_value *v = &values[k];
        bool at_limit = false, wider = false;

        for (size_t i = 0; i < n_notices; i++) {
            const rf_notice *n = &notices[i];
            const bool by_it = n->sensor >= 0 && lists(v->metric->placements, rf_placement_name(chain[n->sensor].placement));

            if (!lists(n->metrics, v->metric->id))
                continue;
            if (!v->told && withholds(n) && (n->sensor < 0 || by_it))
                snprintf(v->why, sizeof v->why, "withheld: see the notice \"%s\"", n->code);
            if (v->told && by_it && widens(n))
                *(strcmp(n->code, "clipped") ? &wider : &at_limit) = true;
        }
        if (at_limit)
            widen(v, 1 + CLIPPED_MORE * share_clipped(v->metric, contacts, n_contacts));
        if (wider)
            widen(v, WIDER);
    }
}
