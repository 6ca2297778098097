/* From two sets of sessions to figures with their agreement. See comparison.h. */
#include "validate/comparison.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* Columns that are no measurement. */
static const char *const passed_over[] = { "confidence", "sensor", "speed_told", "n", "row" };

/* ---- which session goes with which -------------------------------------------------------------------------------------------------- */

static const rf_record *find(const rf_records *r, const char *session)
{
    for (size_t i = 0; i < r->n; i++)
        if (!strcmp(r->at[i].session, session))
            return &r->at[i];
    return NULL;
}

static int subject_index(rf_comparison *c, const char *name)
{
    for (size_t i = 0; i < c->subjects; i++)
        if (!strcmp(c->subject[i], name))
            return (int)i;
    c->subject[c->subjects] = name;
    return (int)c->subjects++;
}

static const char *subject_of(const rf_record *found, const rf_record *reference, const rf_records *subjects)
{
    const rf_record *told = subjects ? find(subjects, reference->session) : NULL;

    return told && *told->subject ? told->subject
           : *reference->subject  ? reference->subject
           : *found->subject      ? found->subject
                                  : reference->session;
}

static int partner(rf_comparison *c, const rf_records *found, const rf_records *reference, const rf_records *subjects, rf_why *why)
{
    const bool one = found->n == 1 && reference->n == 1;

    c->session = calloc(reference->n, sizeof *c->session);
    c->subject = calloc(reference->n, sizeof *c->subject);
    if (!c->session || !c->subject)
        return rf_fail(why, RF_ERR_NOMEM, "%s", rf_error_text(RF_ERR_NOMEM));
    for (size_t i = 0; i < reference->n; i++) {
        const rf_record *ref = &reference->at[i], *f = one ? found->at : find(found, ref->session);

        if (!f) {
            c->a_lone_reference = c->lone_reference++ ? c->a_lone_reference : ref->session;
            continue;
        }
        c->session[c->sessions++] =
            (rf_compared) { .found = f, .reference = ref, .subject = subject_index(c, subject_of(f, ref, subjects)) };
    }
    for (size_t i = 0; !one && i < found->n; i++)
        if (!find(reference, found->at[i].session))
            c->a_lone_found = c->lone_found++ ? c->a_lone_found : found->at[i].session;
    if (c->sessions == 0)
        return rf_fail(why, RF_ERR_DATA,
                       "no session of the one is a session of the other (%s is found, %s is the reference); name the files alike",
                       c->a_lone_found ? c->a_lone_found : "none", c->a_lone_reference ? c->a_lone_reference : "none");
    return 0;
}

/* ---- figures ------------------------------------------------------------------------------------------------------------------------ */

static size_t matches(const rf_comparison *c, rf_mark_kind k)
{
    size_t n = 0;

    for (size_t i = 0; i < c->sessions; i++)
        n += c->session[i].pairing.n[k];
    return n;
}

static int make_room(rf_figure *f, size_t n)
{
    f->found = malloc((n + 1) * sizeof *f->found);
    f->reference = malloc((n + 1) * sizeof *f->reference);
    f->at = malloc((n + 1) * sizeof *f->at);
    f->subject = malloc((n + 1) * sizeof *f->subject);
    f->session = malloc((n + 1) * sizeof *f->session);
    return f->found && f->reference && f->at && f->subject && f->session ? 0 : RF_ERR_NOMEM;
}

static void put(rf_figure *f, double found, double reference, double at, int subject, size_t session)
{
    f->found[f->n] = found;
    f->reference[f->n] = reference;
    f->at[f->n] = at;
    f->subject[f->n] = subject;
    f->session[f->n] = (int)session;
    f->n++;
}

static void gather_events(rf_figure *f, const rf_comparison *c, rf_mark_kind k)
{
    f->event = true;
    snprintf(f->name, sizeof f->name, "%s", k == RF_MARK_IC ? "initial_contact" : "terminal_contact");
    for (size_t i = 0; i < c->sessions; i++) {
        const rf_compared *s = &c->session[i];

        for (size_t j = 0; j < s->pairing.n[k]; j++) {
            const rf_match *m = &s->pairing.match[k][j];

            put(f, 1000 * m->late_s, 0, s->reference->event[k][m->reference].t_s, s->subject, i);
        }
    }
}

static void gather_column(rf_figure *f, const rf_comparison *c, const rf_records *found, int in_found, const rf_records *reference,
                          int in_reference)
{
    snprintf(f->name, sizeof f->name, "%s", reference->column[in_reference]);
    for (size_t i = 0; i < c->sessions; i++) {
        const rf_compared *s = &c->session[i];

        for (size_t j = 0; j < s->pairing.n[RF_MARK_IC]; j++) {
            const rf_match *m = &s->pairing.match[RF_MARK_IC][j];
            const rf_mark *e = &s->reference->event[RF_MARK_IC][m->reference];
            const double x = rf_record_value(found, s->found, in_found, &s->found->event[RF_MARK_IC][m->found]);
            const double y = rf_record_value(reference, s->reference, in_reference, e);

            if (!isnan(x) && !isnan(y))
                put(f, x, y, e->t_s, s->subject, i);
        }
    }
}

static void free_figure(rf_figure *f)
{
    free(f->found);
    free(f->reference);
    free(f->at);
    free(f->subject);
    free(f->session);
    free(f->each);
}

/* ---- agreement of a figure ------------------------------------------------------------------------------------------------------------ */

/* Times have no spread of their own that a correlation could be taken over. */
static void only_differences(rf_agreement *a)
{
    static const rf_estimate none = { NAN, NAN, NAN };

    a->mean_found = a->mean_reference = a->mape_pct = NAN;
    a->slope = a->icc_2_1 = a->icc_3_1 = a->ccc = none;
}

static int of_each(rf_figure *f, const rf_comparison *c, double *x, double *y, double *mx, double *my)
{
    size_t with = 0;
    int r = 0;

    for (size_t s = 0; r == 0 && s < c->subjects; s++) {
        size_t n = 0;

        for (size_t i = 0; i < f->n; i++)
            if (f->subject[i] == (int)s)
                x[n] = f->found[i], y[n++] = f->reference[i];
        r = rf_agreement_make(&f->each[s], x, y, NULL, n, 1);
        if (n > 0)
            mx[with] = f->each[s].mean_found, my[with++] = f->each[s].mean_reference;
        if (f->event)
            only_differences(&f->each[s]);
    }
    return r < 0 ? r : rf_agreement_make(&f->means, mx, my, NULL, with, 1);
}

static int judge(rf_figure *f, const rf_comparison *c)
{
    double *scratch = malloc((2 * f->n + 2 * c->subjects + 1) * sizeof *scratch);
    int r = RF_ERR_NOMEM;

    f->each = calloc(c->subjects, sizeof *f->each);
    if (scratch && f->each)
        r = of_each(f, c, scratch, scratch + f->n, scratch + 2 * f->n, scratch + 2 * f->n + c->subjects);
    free(scratch);
    if (r == 0)
        r = rf_agreement_make(&f->all, f->found, f->reference, f->subject, f->n, c->subjects);
    if (f->event) {
        only_differences(&f->all);
        only_differences(&f->means);
    }
    return r;
}

/* The figure is kept if anything was gathered. */
static int keep(rf_comparison *c, rf_figure *f)
{
    int r = f->n > 0 ? judge(f, c) : 0;

    if (r == 0 && f->n > 0) {
        c->figure[c->figures++] = *f;
        return 0;
    }
    free_figure(f);
    return r;
}

static bool is_measurement(const char *name)
{
    for (size_t i = 0; i < RF_COUNT(passed_over); i++)
        if (!strcmp(name, passed_over[i]))
            return false;
    return true;
}

static int make_figures(rf_comparison *c, const rf_records *found, const rf_records *reference)
{
    int r = 0;

    c->figure = calloc(reference->columns + RF_MARK_KINDS, sizeof *c->figure);
    if (!c->figure)
        return RF_ERR_NOMEM;
    for (rf_mark_kind k = RF_MARK_IC; r == 0 && k < RF_MARK_KINDS; k++) {
        rf_figure f = { .n = 0 };

        r = make_room(&f, matches(c, k));
        if (r == 0)
            gather_events(&f, c, k);
        r = r < 0 ? (free_figure(&f), r) : keep(c, &f);
    }
    for (size_t i = 0; r == 0 && i < reference->columns; i++) {
        const int other = rf_records_column(found, reference->column[i]);
        rf_figure f = { .n = 0 };

        if (other < 0 || !is_measurement(reference->column[i]))
            continue;
        r = make_room(&f, matches(c, RF_MARK_IC));
        if (r == 0)
            gather_column(&f, c, found, other, reference, (int)i);
        r = r < 0 ? (free_figure(&f), r) : keep(c, &f);
    }
    return r;
}

int rf_comparison_make(rf_comparison *c, const rf_records *found, const rf_records *reference, const rf_records *subjects,
                       const rf_pairing_settings *s, rf_why *why)
{
    int r;

    *c = (rf_comparison) { 0 };
    r = partner(c, found, reference, subjects, why);
    for (size_t i = 0; r == 0 && i < c->sessions; i++)
        r = rf_pairing_make(&c->session[i].pairing, c->session[i].found, c->session[i].reference, s);
    if (r == 0)
        r = make_figures(c, found, reference);
    if (r < 0) {
        rf_comparison_free(c);
        return rf_fail(why, r, "%s", rf_error_text(r));
    }
    return 0;
}

void rf_comparison_free(rf_comparison *c)
{
    for (size_t i = 0; i < c->sessions; i++)
        rf_pairing_free(&c->session[i].pairing);
    for (size_t i = 0; i < c->figures; i++)
        free_figure(&c->figure[i]);
    free(c->session);
    free((void *)c->subject);
    free(c->figure);
    *c = (rf_comparison) { 0 };
}

const char *rf_figure_unit(const rf_figure *f)
{
    static const char *const unit[][2] = { { "_ms", "ms" },   { "_spm", "spm" }, { "_deg", "deg" },     { "_mps2", "m/s2" },
                                           { "_mps", "m/s" }, { "_pct", "%" },   { "_degps", "deg/s" }, { "_hz", "Hz" },
                                           { "_s", "s" },     { "_m", "m" } };

    if (f->event)
        return "ms";
    for (size_t i = 0; i < RF_COUNT(unit); i++) {
        const size_t n = strlen(f->name), k = strlen(unit[i][0]);

        if (n > k && !strcmp(f->name + n - k, unit[i][0]))
            return unit[i][1];
    }
    return "";
}
