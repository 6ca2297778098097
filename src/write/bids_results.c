/* The other half of a BIDS dataset: what was found, as a derivative with a description of every column.
 *
 *     derivatives/runform/dataset_description.json
 *     derivatives/runform/sub-01/motion/sub-01_task-running_desc-contacts_events.tsv .json     initial and terminal contacts
 *                                                          _desc-steps_events.tsv .json        a row a contact, with the step metrics
 *                                                          _desc-session_metrics.tsv .json     figures of the session with intervals
 *                                                          _desc-patterns_findings.tsv .json   the patterns and their status
 *
 * Onsets are on the axis of the raw tables' LATENCY. What is not told is n/a.
 */
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/number.h"
#include "write/bids.h"
#include "write/text.h"
#include "write/writers.h"

#define FOLDER "derivatives/runform/"
#define STEM   FOLDER RF_BIDS_SUBJECT "/motion/" RF_BIDS_SUBJECT "_" RF_BIDS_TASK "_"

/* A column and what it means; unit "": it has none. */
typedef struct column {
    const char *name, *text, *unit;
} column;

static void number_cell(rf_out *o, double v, int decimals)
{
    char text[RF_NUMBER_MAX];
    const size_t n = rf_number_print(text, v, decimals);

    rf_out_text(o, "\t");
    rf_out_bytes(o, n ? text : "n/a", n ? n : 3);
}

static void time_cell(rf_out *o, int64_t t_us)
{
    char text[RF_NUMBER_MAX];
    const size_t n = t_us == RF_TIME_NONE ? 0 : rf_seconds_print(text, t_us, 4);

    rf_out_bytes(o, n ? text : "n/a", n ? n : 3);
}

static const char *word_or_none(const char *word)
{
    return word && word[0] ? word : "n/a";
}

/* Tabs and line ends part cells and rows: they become blanks. */
static int text_cell(rf_out *o, const char *text)
{
    char *clean = rf_text_clean(text && text[0] ? text : "n/a");

    if (!clean)
        return RF_ERR_NOMEM;
    for (char *p = clean; *p; p++)
        if (*p == '\t' || *p == '\n')
            *p = ' ';
    rf_out_text(o, "\t");
    rf_out_text(o, clean);
    free(clean);
    return 0;
}

static int describe(rf_bids *b, const char *name, const column *c, size_t n, bool metrics, rf_why *why)
{
    rf_bids_file f = rf_bids_file_open(b, name, why);

    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "{");
    for (size_t i = 0; i < n; i++) {
        rf_out_format(f.out, "%s\n  \"%s\": {\"Description\": \"%s\"", i ? "," : "", c[i].name, c[i].text);
        if (c[i].unit[0])
            rf_out_format(f.out, ", \"Units\": \"%s\"", c[i].unit);
        rf_out_text(f.out, "}");
    }
    for (size_t m = 0; metrics && f.err == 0 && m < rf_metric_count(); m++) {
        const rf_metric_info *x = rf_metric_at(m);

        if (!x->column)
            continue;
        rf_out_format(f.out, ",\n  \"%s\": {\"LongName\": ", x->id);
        f.err = rf_bids_string(f.out, x->title);
        rf_out_text(f.out, ", \"Description\": ");
        f.err = f.err < 0 ? f.err : rf_bids_string(f.out, x->method);
        if (x->unit[0]) {
            rf_out_text(f.out, ", \"Units\": ");
            f.err = f.err < 0 ? f.err : rf_bids_string(f.out, x->unit);
        }
        rf_out_text(f.out, "}");
    }
    rf_out_text(f.out, "\n}\n");
    return rf_bids_file_close(&f, why);
}

static const column onset = { "onset", "initial contact, on the axis of the raw data's LATENCY", "s" };
static const column side = { "side", "the foot that landed: left or right", "" };
static const column confidence = { "confidence", "that there is such a contact, and of this side: 0 to 1", "" };

static int64_t contact_us(const rf_contact *c)
{
    return c->ic_us == RF_TIME_NONE || c->tc_us == RF_TIME_NONE ? RF_TIME_NONE : c->tc_us - c->ic_us;
}

static int write_contacts(rf_bids *b, const rf_result *r, rf_why *why)
{
    const column columns[] = {
        { "onset", "when it happened, on the axis of the raw data's LATENCY", "s" },
        { "duration", "of an initial contact: how long the foot stayed on the ground; of a terminal contact: 0", "s" },
        { "trial_type", "initial_contact: first touch of a foot; terminal_contact: its last touch; marker: set by hand", "" },
        side,
        { "sensor", "whose time was used", "" },
        confidence
    };
    rf_bids_file f;
    size_t n = 0;
    rf_event_row *list = rf_event_rows(r, &n);

    if (!list)
        return rf_fail(why, RF_ERR_NOMEM, "%s", rf_error_text(RF_ERR_NOMEM));
    f = rf_bids_file_open(b, STEM "desc-contacts_events.tsv", why);
    for (size_t i = 0; f.out && i < n; i++) {
        const rf_event_row *e = &list[i];
        const rf_contact *c = e->marker ? NULL : &r->contacts[e->contact];
        char sensor[RF_SENSOR_WORD_MAX];

        if (i == 0)
            rf_out_text(f.out, "onset\tduration\ttrial_type\tside\tsensor\tconfidence\n");
        time_cell(f.out, e->t_us);
        rf_out_text(f.out, "\t");
        time_cell(f.out, !c || e->terminal ? 0 : contact_us(c));
        rf_out_format(f.out, "\t%s\t%s\t%s",
                      !c            ? "marker"
                      : e->terminal ? "terminal_contact"
                                    : "initial_contact",
                      word_or_none(c ? rf_side_name(c->side) : ""),
                      word_or_none(c ? rf_sensor_word(sensor, r, c->sensor) : r->markers[e->contact].by));
        number_cell(f.out, c ? (double)c->confidence : NAN, 2);
        rf_out_text(f.out, "\n");
    }
    if (f.out && n == 0)
        rf_out_text(f.out, "onset\tduration\ttrial_type\tside\tsensor\tconfidence\n");
    free(list);
    if (!f.out || rf_bids_file_close(&f, why) < 0)
        return RF_ERR_WRITE;
    return describe(b, STEM "desc-contacts_events.json", columns, RF_COUNT(columns), false, why);
}

static int write_steps(rf_bids *b, const rf_result *r, rf_why *why)
{
    const column columns[] = { onset, { "duration", "how long the foot stayed on the ground", "s" }, side, confidence };
    rf_bids_file f = rf_bids_file_open(b, STEM "desc-steps_events.tsv", why);

    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "onset\tduration\tside");
    for (size_t m = 0; m < rf_metric_count(); m++)
        if (rf_metric_at(m)->column)
            rf_out_format(f.out, "\t%s", rf_metric_at(m)->id);
    rf_out_text(f.out, "\tconfidence\n");
    for (size_t i = 0; i < r->n_contacts; i++) {
        const rf_contact *c = &r->contacts[i];

        time_cell(f.out, c->ic_us);
        rf_out_text(f.out, "\t");
        time_cell(f.out, contact_us(c));
        rf_out_format(f.out, "\t%s", word_or_none(rf_side_name(c->side)));
        for (size_t m = 0; m < rf_metric_count(); m++)
            if (rf_metric_at(m)->column)
                number_cell(f.out, (double)c->value[rf_metric_at(m)->step], rf_metric_at(m)->decimals);
        number_cell(f.out, (double)c->confidence, 2);
        rf_out_text(f.out, "\n");
    }
    if (rf_bids_file_close(&f, why) < 0)
        return RF_ERR_WRITE;
    return describe(b, STEM "desc-steps_events.json", columns, RF_COUNT(columns), true, why);
}

static int write_metrics(rf_bids *b, const rf_result *r, rf_why *why)
{
    static const column columns[] = { { "metric", "its id in the table of metrics", "" },
                                      { "title", "its name for people", "" },
                                      { "value", "median or mean over the session", "" },
                                      { "lo", "lower end of the 90 % interval", "" },
                                      { "hi", "upper end of the 90 % interval", "" },
                                      { "units", "of value, lo and hi", "" },
                                      { "n", "how many steps, strides or records it rests on", "" },
                                      { "method", "how it was obtained; of a figure that is n/a: why it is not told", "" } };
    rf_bids_file f = rf_bids_file_open(b, STEM "desc-session_metrics.tsv", why);

    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "metric\ttitle\tvalue\tlo\thi\tunits\tn\tmethod\n");
    for (size_t i = 0; i < r->n_values && f.err == 0; i++) {
        const rf_value *v = &r->values[i];

        rf_out_format(f.out, "%s\t%s", v->metric->id, v->metric->title);
        number_cell(f.out, v->value, v->metric->decimals);
        number_cell(f.out, v->lo, v->metric->decimals);
        number_cell(f.out, v->hi, v->metric->decimals);
        rf_out_format(f.out, "\t%s\t%ld", word_or_none(v->metric->unit), v->told ? v->n : 0);
        f.err = text_cell(f.out, v->told ? v->method : v->why);
        rf_out_text(f.out, "\n");
    }
    if (rf_bids_file_close(&f, why) < 0)
        return RF_ERR_WRITE;
    return describe(b, STEM "desc-session_metrics.json", columns, RF_COUNT(columns), false, why);
}

static int write_findings(rf_bids *b, const rf_result *r, rf_why *why)
{
    static const column columns[] = { { "pattern", "its id in the table of patterns", "" },
                                      { "title", "its name for people", "" },
                                      { "status", "flagged, watch, clear or cannot_tell", "" },
                                      { "value", "what decided", "" },
                                      { "lo", "lower end of the 90 % interval", "" },
                                      { "hi", "upper end of the 90 % interval", "" },
                                      { "threshold", "what it was held against", "" },
                                      { "units", "of value, lo, hi and threshold", "" },
                                      { "grade", "how sure the knowledge behind it is: lab, clinic or proxy", "" },
                                      { "why", "the judge's sentence", "" } };
    rf_bids_file f = rf_bids_file_open(b, STEM "desc-patterns_findings.tsv", why);

    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "pattern\ttitle\tstatus\tvalue\tlo\thi\tthreshold\tunits\tgrade\twhy\n");
    for (size_t i = 0; i < r->n_findings && f.err == 0; i++) {
        const rf_finding *x = &r->findings[i];

        rf_out_format(f.out, "%s\t%s\t%s", x->id, x->title, rf_status_name(x->status));
        number_cell(f.out, x->value, 3);
        number_cell(f.out, x->lo, 3);
        number_cell(f.out, x->hi, 3);
        number_cell(f.out, x->threshold, 3);
        rf_out_format(f.out, "\t%s\t%s", word_or_none(x->unit), word_or_none(x->grade));
        f.err = text_cell(f.out, x->why);
        rf_out_text(f.out, "\n");
    }
    if (rf_bids_file_close(&f, why) < 0)
        return RF_ERR_WRITE;
    return describe(b, STEM "desc-patterns_findings.json", columns, RF_COUNT(columns), false, why);
}

/* Not the command: it holds names and paths, and datasets are passed on. */
static int write_description(rf_bids *b, rf_why *why)
{
    rf_bids_file f = rf_bids_file_open(b, FOLDER "dataset_description.json", why);

    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "{\n  \"Name\": \"Contacts, steps and running form\",\n  \"BIDSVersion\": \"" RF_BIDS_VERSION
                       "\",\n  \"DatasetType\": \"derivative\",\n"
                       "  \"GeneratedBy\": [{\"Name\": \"runform\", \"Version\": \"" RF_VERSION
                       "\", \"Description\": \"runform analyze\"}],\n  \"DatasetLinks\": {\"raw\": \"../..\"}\n}\n");
    if (rf_bids_file_close(&f, why) < 0)
        return RF_ERR_WRITE;
    if (rf_bids_text(
            b, FOLDER "README",
            "What runform found in the raw data two folders up. Each table has a JSON file beside it that describes its columns.\n\n"
            "desc-contacts_events: initial and terminal contacts of both feet. desc-steps_events: a row a contact, with what was\n"
            "measured in the step and stride that begin there. desc-session_metrics: figures of the whole session, each with its\n"
            "90 % interval, how many steps it rests on, and its method, or why it is not told. desc-patterns_findings: the patterns\n"
            "of running form, each flagged, watch, clear or cannot_tell, with what decided.\n",
            why) < 0)
        return RF_ERR_WRITE;
    return rf_bids_text(b, FOLDER ".bidsignore", "*_metrics.*\n*_findings.*\n", why); /* tables that BIDS has no suffix for */
}

int rf_bids_results(void *bids, const rf_writing *w, rf_why *why)
{
    rf_bids *b = bids;
    int err;

    rf_bids_learn(b, w);
    err = write_description(b, why);
    if (err == 0)
        err = write_contacts(b, w->result, why);
    if (err == 0)
        err = write_steps(b, w->result, why);
    if (err == 0)
        err = write_metrics(b, w->result, why);
    return err < 0 ? err : write_findings(b, w->result, why);
}
