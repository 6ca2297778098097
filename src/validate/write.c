/* Tables of a comparison for programs: CSV and JSON.
 *
 * One table names the members of an agreement; each output walks it, so that none can lack one. CSV holds no file name and no date.
 */
#include "validate/write.h"

#include <string.h>

#include "base/base.h"
#include "write/report.h"
#include "write/text.h"

/* The members of an agreement, once for all outputs. */
typedef struct agreed {
    const char *name; /* "bias" */
    size_t offset;
    bool interval; /* an rf_estimate, else a double */
} agreed;

#define INTERVAL(m)                                                                                                                        \
    {                                                                                                                                      \
#m, offsetof(rf_agreement, m), true                                                                                                \
    }
#define SINGLE(m)                                                                                                                          \
    {                                                                                                                                      \
#m, offsetof(rf_agreement, m), false                                                                                               \
    }

static const agreed members[] = {
    SINGLE(mean_found), SINGLE(mean_reference), INTERVAL(bias),  INTERVAL(sd),      SINGLE(sd_within), SINGLE(sd_between),
    INTERVAL(loa_lo),   INTERVAL(loa_hi),       INTERVAL(slope), INTERVAL(icc_2_1), INTERVAL(icc_3_1), INTERVAL(ccc),
    SINGLE(mae),        SINGLE(mape_pct),       SINGLE(rmse),    SINGLE(sem),       SINGLE(mdc95),
};

enum { DIGITS = 9 };

/* lo, hi NaN without an interval */
static rf_estimate estimate_of(const rf_agreement *a, const agreed *m)
{
    rf_estimate e = { NAN, NAN, NAN };

    memcpy(&e, (const char *)a + m->offset, m->interval ? sizeof e : sizeof e.value);
    return e;
}

/* ---- CSV ---------------------------------------------------------------------------------------------------------------------------- */

static void csv_row(rf_out *o, const rf_figure *f, const char *level, const char *subject, const rf_agreement *a)
{
    rf_text_cell(o, f->name);
    rf_out_format(o, ",%s,%s,", rf_figure_unit(f), level);
    rf_text_cell(o, subject);
    rf_out_format(o, ",%zu", a->n);
    for (size_t i = 0; i < RF_COUNT(members); i++) {
        const rf_estimate e = estimate_of(a, &members[i]);

        rf_out_text(o, ",");
        rf_out_number(o, e.value, DIGITS);
        if (!members[i].interval)
            continue;
        rf_out_text(o, ",");
        rf_out_number(o, e.lo, DIGITS);
        rf_out_text(o, ",");
        rf_out_number(o, e.hi, DIGITS);
    }
    rf_out_text(o, "\n");
}

void rf_validation_csv(rf_out *o, const rf_validation *v)
{
    rf_out_text(o, "figure,unit,level,subject,n");
    for (size_t i = 0; i < RF_COUNT(members); i++) {
        const char *name = members[i].name;

        rf_out_format(o, members[i].interval ? ",%s,%s_lo,%s_hi" : ",%s", name, name, name);
    }
    rf_out_text(o, "\n");
    for (size_t i = 0; i < v->c->figures; i++) {
        const rf_figure *f = &v->c->figure[i];

        csv_row(o, f, "pooled", "", &f->all);
        if (v->c->subjects < 2)
            continue;
        csv_row(o, f, "subject_means", "", &f->means);
        for (size_t s = 0; s < v->c->subjects; s++)
            csv_row(o, f, "subject", v->c->subject[s], &f->each[s]);
    }
}

void rf_validation_pairs(rf_out *o, const rf_validation *v)
{
    rf_out_text(o, "session,subject,figure,unit,reference_t_s,found,reference,difference\n");
    for (size_t i = 0; i < v->c->figures; i++) {
        const rf_figure *f = &v->c->figure[i];

        for (size_t k = 0; k < f->n; k++) {
            rf_text_cell(o, v->c->session[f->session[k]].reference->session);
            rf_out_text(o, ",");
            rf_text_cell(o, v->c->subject[f->subject[k]]);
            rf_out_text(o, ",");
            rf_text_cell(o, f->name);
            rf_out_format(o, ",%s,", rf_figure_unit(f));
            rf_out_number(o, f->at[k], 6);
            rf_out_text(o, ",");
            if (!f->event)
                rf_out_number(o, f->found[k], 6);
            rf_out_text(o, ",");
            if (!f->event)
                rf_out_number(o, f->reference[k], 6);
            rf_out_text(o, ",");
            rf_out_number(o, f->found[k] - f->reference[k], 6);
            rf_out_text(o, "\n");
        }
    }
}

/* ---- JSON --------------------------------------------------------------------------------------------------------------------------- */

static void member(rf_out *o, const char *key, double value)
{
    rf_out_format(o, ",\"%s\":", key);
    rf_html_json_number(o, value, DIGITS);
}

static void put_agreement(rf_out *o, const rf_agreement *a)
{
    rf_out_format(o, "{\"n\":%zu,\"subjects\":%zu", a->n, a->subjects);
    for (size_t i = 0; i < RF_COUNT(members); i++) {
        const agreed *m = &members[i];
        const rf_estimate e = estimate_of(a, m);

        if (!m->interval) {
            member(o, m->name, e.value);
            continue;
        }
        rf_out_format(o, ",\"%s\":{\"value\":", m->name);
        rf_html_json_number(o, e.value, DIGITS);
        member(o, "lo", e.lo);
        member(o, "hi", e.hi);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "}");
}

static void put_session(rf_out *o, const rf_compared *s)
{
    static const char *const kind[RF_MARK_KINDS] = { "initial_contact", "terminal_contact" };

    rf_out_text(o, "{\"session\":");
    rf_html_json(o, s->reference->session);
    member(o, "offset_s", s->pairing.offset_s);
    member(o, "drift_ppm", s->pairing.drift_ppm);
    if (s->pairing.rival)
        member(o, "rival_offset_s", s->pairing.rival_s);
    for (int k = 0; k < RF_MARK_KINDS; k++)
        rf_out_format(o, ",\n    \"%s\":{\"reference\":%zu,\"found\":%zu,\"matched\":%zu,\"missed\":%zu,\"extra\":%zu,\"outside\":%zu}",
                      kind[k], s->reference->n[k], s->found->n[k], s->pairing.n[k], s->reference->n[k] - s->pairing.n[k],
                      s->pairing.extra[k], s->pairing.outside[k]);
    rf_out_format(o, ",\n    \"sides\":%zu,\"wrong_side\":%zu}", s->pairing.sides, s->pairing.wrong_side);
}

static void put_figure(rf_out *o, const rf_validation *v, const rf_figure *f)
{
    rf_out_text(o, "{\"figure\":");
    rf_html_json(o, f->name);
    rf_out_format(o, ",\"unit\":\"%s\",\n    \"pooled\":", rf_figure_unit(f));
    put_agreement(o, &f->all);
    rf_out_text(o, ",\n    \"subject_means\":");
    put_agreement(o, &f->means);
    rf_out_text(o, ",\n    \"by_subject\":[");
    for (size_t s = 0; s < v->c->subjects; s++) {
        rf_out_text(o, s ? ",\n      {\"subject\":" : "\n      {\"subject\":");
        rf_html_json(o, v->c->subject[s]);
        rf_out_text(o, ",\"agreement\":");
        put_agreement(o, &f->each[s]);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]}");
}

void rf_validation_json(rf_out *o, const rf_validation *v)
{
    rf_out_text(o, "{\"schema\":\"runform.validation/1\",\n  \"found\":");
    rf_html_json(o, v->found);
    rf_out_text(o, ",\"reference\":");
    rf_html_json(o, v->reference);
    member(o, "tolerance_s", v->settings->tolerance_s);
    rf_out_format(o, ",\"sessions_without_partner\":{\"found\":%zu,\"reference\":%zu},\n  \"sessions\":[", v->c->lone_found,
                  v->c->lone_reference);
    for (size_t i = 0; i < v->c->sessions; i++) {
        rf_out_text(o, i ? ",\n   " : "\n   ");
        put_session(o, &v->c->session[i]);
    }
    rf_out_text(o, "],\n  \"figures\":[");
    for (size_t i = 0; i < v->c->figures; i++) {
        rf_out_text(o, i ? ",\n   " : "\n   ");
        put_figure(o, v, &v->c->figure[i]);
    }
    rf_out_text(o, "]}\n");
}
