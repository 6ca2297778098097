/* What a finding says and shows: its sentence, the strides to look at, the stretches of the run.
 *
 * How: numbers go through base/number.h, so a sentence reads the same in every locale. Evidence is taken evenly over the strides that show
 * the pattern, so that it does not all come from the first minute.
 * Cannot: break a sentence that is too long; what does not fit whole is left out, and the tests see to it that all sentences fit.
 */
#include <stdarg.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "pattern/judge.h"

static void add(rf_finding *f, const char *text)
{
    const size_t have = strlen(f->why), more = strlen(text);

    if (have + more < sizeof f->why)
        memcpy(f->why + have, text, more + 1);
}

void rf_say(rf_finding *f, const char *format, ...)
{
    char piece[sizeof f->why], number[RF_NUMBER_MAX];
    size_t n = 0;
    va_list ap;

    va_start(ap, format);
    piece[0] = '\0';
    for (const char *p = format; *p; p++) {
        const char *text = number;

        if (*p != '%') {
            number[0] = *p;
            number[1] = '\0';
        } else if (*++p == 's') {
            text = va_arg(ap, const char *);
        } else if (*p >= '0' && *p <= '3') {
            (void)rf_number_print(number, va_arg(ap, double), *p - '0');
        } else {
            text = "%";
        }
        if (n + strlen(text) >= sizeof piece)
            break;
        memcpy(piece + n, text, strlen(text) + 1);
        n += strlen(text);
    }
    va_end(ap);
    add(f, piece);
}

void rf_cannot_tell(rf_finding *f, const char *why)
{
    f->status = RF_CANNOT_TELL;
    add(f, why);
}

void rf_say_speed(rf_finding *f, const rf_evidence *e)
{
    const size_t before = strlen(f->why);

    if (!e->speed_method || !e->speed_method[0] || !strcmp(e->speed_method, "told"))
        return;
    rf_say(f, " Speed: %s, ± %1 m/s.", e->speed_method, rf_evidence_speed_u(e));
    if (strlen(f->why) == before) /* too long: where it is from stands with the speed itself */
        rf_say(f, " Speed not told: ± %1 m/s.", rf_evidence_speed_u(e));
}

double rf_evidence_speed_u(const rf_evidence *e)
{
    const rf_value *pace = rf_evidence_value(e, RF_M_pace_mps);

    if (pace && rf_evidence_paced(e) && e->speed_method && strcmp(e->speed_method, "told") != 0)
        return (pace->hi - pace->lo) / 2 / RF_Z90; /* how much the strides' speeds differ in the run is no doubt of them */
    return isfinite(e->speed_u_mps) ? e->speed_u_mps : 0.5;
}

bool rf_evidence_paced(const rf_evidence *e)
{
    float least = INFINITY, most = -INFINITY;

    for (size_t i = 0; i < e->n_contacts; i++)
        if (isfinite(e->contacts[i].value[RF_M_pace_mps])) {
            least = e->contacts[i].value[RF_M_pace_mps] < least ? e->contacts[i].value[RF_M_pace_mps] : least;
            most = e->contacts[i].value[RF_M_pace_mps] > most ? e->contacts[i].value[RF_M_pace_mps] : most;
        }
    return most > least;
}

const rf_value *rf_evidence_value(const rf_evidence *e, int metric)
{
    return (size_t)metric < e->n_values && e->values[metric].told ? &e->values[metric] : NULL;
}

const char *rf_evidence_context(const rf_evidence *e, const double *threshold)
{
    const double grade = e->settings.grade_pct, level = threshold[RF_T_overstride_level_grade_pct];

    return grade >= level ? "uphill" : grade <= -level ? "downhill" : "flat";
}

/* The limit that the outermost RF_MAX_EVIDENCE strides pass. */
static double outermost(const rf_strides *s)
{
    double best[RF_MAX_EVIDENCE], v;
    int n = 0;

    for (size_t i = 0; i < s->n; i++) {
        int k;

        if (!rf_strides_value(s, i, &v))
            continue;
        v *= s->high;
        for (k = n < RF_MAX_EVIDENCE ? n++ : RF_MAX_EVIDENCE; k > 0 && best[k - 1] < v; k--)
            if (k < RF_MAX_EVIDENCE)
                best[k] = best[k - 1];
        if (k < RF_MAX_EVIDENCE)
            best[k] = v;
    }
    return n > 0 ? s->high * best[n - 1] : NAN;
}

void rf_evidence_pick(rf_finding *f, const rf_strides *s, double limit)
{
    long m = rf_strides_past(s, limit, NULL), k = 0;
    double v;

    if (m == 0) {
        limit = outermost(s);
        m = rf_strides_past(s, limit, NULL);
    }
    f->n_evidence = 0;
    for (size_t i = 0; i < s->n && f->n_evidence < RF_MAX_EVIDENCE; i++) {
        const long slots = m < RF_MAX_EVIDENCE ? m : RF_MAX_EVIDENCE;

        if (!rf_strides_value(s, i, &v) || !(s->high * v >= s->high * limit))
            continue;
        if (k == (2 * f->n_evidence + 1) * m / (2 * slots)) /* the middle of its slot */
            f->evidence_us[f->n_evidence++] = s->contacts[i].ic_us;
        k++;
    }
}

/* The first contact at or after t_us: they are in order of time. */
static size_t first_from(const rf_strides *s, int64_t t_us)
{
    size_t lo = 0, hi = s->n;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;

        if (s->contacts[mid].ic_us < t_us)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static rf_strides within(const rf_strides *s, int64_t from_us, int64_t to_us)
{
    const size_t from = first_from(s, from_us), to = first_from(s, to_us + 1);
    rf_strides part = *s;

    part.contacts += from;
    part.n = to > from ? to - from : 0;
    return part;
}

/* Keep a stretch if there is room, or if it is longer than the shortest one kept. */
static void keep(rf_finding *f, int64_t from_us, int64_t to_us, const char *context)
{
    int k = f->n_when;

    if (k == RF_MAX_WHEN) {
        k = 0;
        for (int i = 1; i < RF_MAX_WHEN; i++)
            if (f->when[i].to_us - f->when[i].from_us < f->when[k].to_us - f->when[k].from_us)
                k = i;
        if (to_us - from_us <= f->when[k].to_us - f->when[k].from_us)
            return;
        for (; k + 1 < RF_MAX_WHEN; k++)
            f->when[k] = f->when[k + 1];
        f->n_when--;
    }
    f->when[k].from_us = from_us;
    f->when[k].to_us = to_us;
    f->when[k].context = context;
    f->n_when++;
}

/* ---- stretches of one context ------------------------------------------------------------------------------------------------------ */

#define BRIEF_US INT64_C(5000000) /* a context that lasts less is part of the one around it */
#define PAUSE_US INT64_C(2000000)

static const char *context_of(const rf_contact *c)
{
    return c->flags & RF_CONTACT_UPHILL                                ? "uphill"
           : c->flags & RF_CONTACT_DOWNHILL                            ? "downhill"
           : c->flags & (RF_CONTACT_LEFT_TURN | RF_CONTACT_RIGHT_TURN) ? "turn"
           : c->flags & RF_CONTACT_FAST                                ? "fast"
           : c->flags & RF_CONTACT_LATE                                ? "late"
                                                                       : "flat";
}

static bool follows(const rf_contact *c, size_t n, size_t i)
{
    return i < n && (i == 0 || c[i].ic_us - c[i - 1].ic_us <= PAUSE_US);
}

/* Where the stretch that begins at contact i ends: contacts of one context, with brief ones of another among them. */
static size_t stretch_end(const rf_contact *c, size_t n, size_t i)
{
    const char *name = context_of(&c[i]);
    size_t k = i + 1;

    while (follows(c, n, k)) {
        size_t other = k;

        while (follows(c, n, other) && context_of(&c[other]) != name && context_of(&c[other]) == context_of(&c[k]))
            other++;
        if (other > k && c[other - 1].ic_us - c[k].ic_us >= BRIEF_US)
            break;
        k = other > k ? other : k + 1;
    }
    return k;
}

static bool any_context(const rf_strides *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->contacts[i].flags & ~(unsigned)RF_CONTACT_NO_EVENT)
            return true;
    return false;
}

/* Is this share of the strides past the limit? Not where there are none. */
static bool most_past(const rf_strides *s, double limit, double share)
{
    long seen;
    const long past = rf_strides_past(s, limit, &seen);

    return seen > 0 && (double)past >= share * (double)seen;
}

static void cut_by_context(rf_finding *f, const rf_strides *s, double limit, double share)
{
    for (size_t i = 0, k; i < s->n; i = k) {
        rf_strides part = *s;

        k = stretch_end(s->contacts, s->n, i);
        part.contacts += i;
        part.n = k - i;
        if (most_past(&part, limit, share))
            keep(f, s->contacts[i].ic_us, s->contacts[k - 1].ic_us, context_of(&s->contacts[i]));
    }
}

void rf_when_pick(rf_finding *f, const rf_evidence *e, const rf_strides *s, double limit, double share, const char *context)
{
    const rf_bout whole = { s->n ? s->contacts[0].ic_us : 0, s->n ? s->contacts[s->n - 1].ic_us : 0, 0 };
    const rf_bout *bouts = e->n_bouts ? e->bouts : &whole;

    f->n_when = 0;
    if (any_context(s)) {
        cut_by_context(f, s, limit, share);
        return;
    }
    for (size_t i = 0; i < (e->n_bouts ? e->n_bouts : 1); i++) {
        const rf_strides part = within(s, bouts[i].from_us, bouts[i].to_us);

        if (most_past(&part, limit, share))
            keep(f, bouts[i].from_us, bouts[i].to_us, context);
    }
}
