/* hamstring_first: which muscle starts first around a contact, by EMG.
 *
 * How: the lead of each stride is the gluteus' onset less the hamstring's; the lead that half of the strides reach is compared with 20 ms as a bare
 * limit. "20 ms in half of the strides" and "the middle lead is 20 ms" are the same claim, but the second one has an interval.
 * Contacts of the other foot do not belong to the muscles: where the columns name no side it is the side after whose contacts the muscles do more.
 * The share in early stance (of both muscles' first 100 ms, each against its own largest) is told and decides nothing, as nobody has a norm for it.
 * Cannot: call a gluteus asleep; a muscle that shows no onset may be an electrode that fell off.
 */
#include "base/base.h"
#include "base/math.h"
#include "pattern/judge.h"

static const char *const muscle_name[RF_MUSCLES] = { "gluteus maximus", "biceps femoris" };

static bool counts(const rf_onset *o, rf_side side)
{
    return side == RF_SIDE_UNKNOWN || o->side == side;
}

static double lead_of(const rf_onset *o)
{
    return (double)o->onset_ms[RF_GLUTEUS_MAXIMUS] - (double)o->onset_ms[RF_BICEPS_FEMORIS];
}

/* The mean of both muscles' work in early stance; NaN without any. */
static double early(const rf_evidence *e, rf_side side, int muscle)
{
    double sum = 0;
    long n = 0;

    for (size_t i = 0; i < e->n_onsets; i++)
        if (counts(&e->onsets[i], side) && isfinite(e->onsets[i].early[muscle])) {
            sum += (double)e->onsets[i].early[muscle];
            n++;
        }
    return n ? sum / (double)n : NAN;
}

/* Of the two sides the one after whose contacts the muscles work. */
static rf_side side_of(const rf_evidence *e)
{
    double work[2] = { 0, 0 };

    if (e->emg->side == RF_SIDE_LEFT || e->emg->side == RF_SIDE_RIGHT)
        return e->emg->side;
    for (int k = 0; k < 2; k++)
        for (int m = 0; m < RF_MUSCLES; m++)
            work[k] += early(e, k ? RF_SIDE_RIGHT : RF_SIDE_LEFT, m);
    if (isfinite(work[0]) && isfinite(work[1]))
        return work[0] > work[1] ? RF_SIDE_LEFT : RF_SIDE_RIGHT;
    return isfinite(work[0]) ? RF_SIDE_LEFT : isfinite(work[1]) ? RF_SIDE_RIGHT : RF_SIDE_UNKNOWN;
}

typedef struct leads {
    rf_side side;
    long contacts, n, at_least; /* n: with both onsets */
    long without[RF_MUSCLES];
    double value, spread; /* the lead that `share` of them reach; robust SD */
} leads;

/* Leads lie within a stride: counted in steps of 0.5 ms, so that no list has to be sorted. */
enum { BINS = 4096 };
#define BIN_MS 0.5

static double quantile(const long *bin, long n, double share)
{
    long seen = 0;

    for (int i = 0; i < BINS; i++) {
        seen += bin[i];
        if ((double)seen >= share * (double)n && bin[i])
            return (i - BINS / 2 + 0.5) * BIN_MS;
    }
    return NAN;
}

static leads leads_of(const rf_evidence *e, double limit_ms, double share)
{
    leads l = { .side = side_of(e), .value = NAN };
    long bin[BINS] = { 0 };

    for (size_t i = 0; i < e->n_onsets; i++) {
        const rf_onset *o = &e->onsets[i];
        const double lead = lead_of(o);

        if (!counts(o, l.side))
            continue;
        l.contacts++;
        for (int m = 0; m < RF_MUSCLES; m++)
            l.without[m] += !isfinite(o->onset_ms[m]);
        if (!isfinite(lead))
            continue;
        l.n++;
        l.at_least += lead >= limit_ms;
        bin[(int)rf_clamp(lead / BIN_MS + BINS / 2, 0, BINS - 1)]++;
    }
    if (l.n > 0) {
        l.value = quantile(bin, l.n, 1 - share);
        l.spread = (quantile(bin, l.n, 0.75) - quantile(bin, l.n, 0.25)) / 1.349;
    }
    return l;
}

/* Say what keeps the columns from telling. @return false: nothing does. */
static bool columns_fail(rf_finding *f, const rf_emg_state *s)
{
    for (int m = 0; m < RF_MUSCLES; m++) {
        const char *name = muscle_name[m];

        if (!s->column[m])
            rf_say(f, "There is no EMG column of %s: the order takes both muscles.", name);
        else if (s->flat[m])
            rf_say(f, "The EMG of %s never moves: look at the electrode and its cable.", name);
        else if (s->clipped[m] >= RF_EMG_CLIPPED)
            rf_say(f, "The EMG of %s sits at its amplifier's limit in %1 %% of the samples: its onset cannot be told. Lower the gain.",
                   name, 100 * s->clipped[m]);
        else
            continue;
        return true;
    }
    if (s->rate_hz < RF_EMG_LEAST_HZ)
        rf_say(f, "EMG at %0 Hz shows no onsets; it takes 100 Hz, better 1000.", s->rate_hz);
    return s->rate_hz < RF_EMG_LEAST_HZ;
}

static void pick(rf_finding *f, const rf_evidence *e, const leads *l, double limit_ms)
{
    long k = 0;
    const long slots = l->at_least < RF_MAX_EVIDENCE ? l->at_least : RF_MAX_EVIDENCE;

    for (size_t i = 0; i < e->n_onsets && f->n_evidence < slots; i++)
        if (counts(&e->onsets[i], l->side) && lead_of(&e->onsets[i]) >= limit_ms) {
            if (k == (2 * f->n_evidence + 1) * l->at_least / (2 * slots))
                f->evidence_us[f->n_evidence++] = e->onsets[i].ic_us;
            k++;
        }
    if (f->status < RF_WATCH || e->n_contacts == 0)
        return;
    f->n_when = 1;
    f->when[0].from_us = e->contacts[0].ic_us;
    f->when[0].to_us = e->contacts[e->n_contacts - 1].ic_us;
    f->when[0].context = "flat";
}

static void say(rf_finding *f, const rf_evidence *e, const leads *l, double share)
{
    if (f->value >= 0)
        rf_say(f, "The hamstring starts %0 ms before the gluteus (90 %% %0 to %0), limit %0 ms", f->value, f->lo, f->hi, f->threshold);
    else
        rf_say(f, "The gluteus starts %0 ms before the hamstring (lead of the hamstring 90 %% %0 to %0, limit %0 ms)", -f->value, f->lo,
               f->hi, f->threshold);
    rf_say(f, "; in %0 %% of %0 strides it leads by that (%0 %% needed).", 100 * (double)f->strides / (double)f->strides_seen,
           (double)f->strides_seen, 100 * share);
    rf_say(f, " In early stance gluteus %0 %%, hamstring %0 %% of their largest.", 100 * early(e, l->side, RF_GLUTEUS_MAXIMUS),
           100 * early(e, l->side, RF_BICEPS_FEMORIS));
}

void rf_hamstring_first_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const double limit = j->threshold[RF_T_hamstring_first_lead_ms], share = j->threshold[RF_T_hamstring_first_share];
    const double u_sys = j->threshold[RF_T_hamstring_first_u_ms], least = j->threshold[RF_T_all_min_strides];
    leads l;
    double u;

    f->unit = "ms";
    if (!e->emg) {
        rf_cannot_tell(f, "Motion sensors do not see muscles. It takes EMG of gluteus maximus and biceps femoris beside them.");
        return;
    }
    if (columns_fail(f, e->emg))
        return;
    l = leads_of(e, limit, share);
    f->strides_seen = l.n;
    if ((double)l.contacts < least) {
        rf_say(f, "Contacts with EMG around them: %0; %0 are needed to call it a habit.", (double)l.contacts, least);
    } else if ((double)l.n < least || 2 * l.n < l.contacts) {
        const int m = l.without[RF_GLUTEUS_MAXIMUS] >= l.without[RF_BICEPS_FEMORIS] ? RF_GLUTEUS_MAXIMUS : RF_BICEPS_FEMORIS;

        rf_say(f, "The EMG of %s shows no clear onset in %0 %% of %0 strides: hardly any activity, noise, or an electrode off.",
               muscle_name[m], 100 * (double)l.without[m] / (double)l.contacts, (double)l.contacts);
    } else {
        u = sqrt(u_sys * u_sys + RF_PI / 2 * l.spread * l.spread / (double)l.n);
        f->value = l.value;
        f->lo = l.value - RF_Z90 * u;
        f->hi = l.value + RF_Z90 * u;
        f->threshold = limit;
        f->strides = l.at_least;
        f->status = rf_judge_limit(l.value - limit, u, j->threshold);
        pick(f, e, &l, limit);
        say(f, e, &l, share);
    }
}
