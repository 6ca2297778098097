/* The terminal summary of a session, for a person: in the order in which one doubts it. First what was read and by whom each unit was
 * decided, then what was assumed, then the figures, then what they mean, then what went wrong on the way.
 *
 * Everything is wrapped at 80 columns; widths are counted in characters, not bytes. Texts from outside (file names) are cleaned of control
 * characters first, since a terminal obeys them. Patterns that cannot be told are counted in one line here; the report and the JSON list
 * them all with their reasons.
 */
#include "cli/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "write/cadence_cue.h"
#include "write/text.h"

enum { WIDTH = 80 };

typedef struct page {
    FILE *f;
    bool colour;
    int column;
} page;

static void paint(page *p, const char *code)
{
    if (p->colour)
        fputs(code, p->f);
}

#define BOLD   "\033[1m"
#define DIM    "\033[2m"
#define RED    "\033[1;31m"
#define YELLOW "\033[1;33m"
#define GREEN  "\033[32m"
#define PLAIN  "\033[0m"

/* Characters in the first n bytes: all but the continuation bytes of UTF-8. */
static int columns(const char *text, size_t n)
{
    int c = 0;

    for (size_t i = 0; i < n; i++)
        c += ((unsigned char)text[i] & 0xC0) != 0x80;
    return c;
}

static void line_end(page *p)
{
    fputc('\n', p->f);
    p->column = 0;
}

static void indent_to(page *p, int column)
{
    for (; p->column < column; p->column++)
        fputc(' ', p->f);
}

/* Words from the present column on; lines that follow start at `indent`. */
static void say(page *p, int indent, const char *text)
{
    while (*text) {
        const size_t n = strcspn(text, " ");
        const int width = columns(text, n);
        const bool fresh = p->column <= indent;

        if (n > 0) {
            if (!fresh && p->column + 1 + width > WIDTH)
                line_end(p);
            else if (!fresh)
                indent_to(p, p->column + 1);
            indent_to(p, indent);
            fwrite(text, 1, n, p->f);
            p->column += width;
        }
        text += n;
        text += *text == ' ';
    }
}

static void whole_line(page *p, int column, const char *text)
{
    indent_to(p, column);
    say(p, column, text);
    line_end(p);
}

static void say_clean(page *p, int indent, const char *text)
{
    char *clean = rf_text_clean(text);

    say(p, indent, clean ? clean : "?");
    free(clean);
}

static void heading(page *p, const char *text)
{
    line_end(p);
    paint(p, BOLD);
    fputs(text, p->f);
    paint(p, PLAIN);
    line_end(p);
}

/* "2 h 03 min", "4 min 10 s", "9.5 s". */
static void duration_text(char out[RF_NUMBER_MAX], int64_t us)
{
    const long s = (long)((us + 500000) / 1000000);

    if (us < 10000000) {
        const size_t n = rf_seconds_print(out, us, 4);
        memcpy(out + (n > 3 ? n - 3 : n), " s", 3); /* one decimal is enough */
    } else if (s < 60) {
        snprintf(out, RF_NUMBER_MAX, "%ld s", s);
    } else if (s < 3600) {
        snprintf(out, RF_NUMBER_MAX, "%ld min %02ld s", s / 60, s % 60);
    } else {
        snprintf(out, RF_NUMBER_MAX, "%ld h %02ld min", s / 3600, s / 60 % 60);
    }
}

static void sensor_line(page *p, const rf_result *r, int i)
{
    const rf_sensor_state *s = &r->sensors[i];
    char name[RF_SENSOR_WORD_MAX], rate[RF_NUMBER_MAX], time[RF_NUMBER_MAX], text[400];
    size_t n;

    rf_number_print(rate, s->rate_hz > 0 ? s->rate_hz : NAN, s->rate_hz < 30 ? 1 : 0);
    duration_text(time, s->samples > 0 ? s->last_us - s->first_us : 0);
    n = (size_t)snprintf(text, sizeof text, "%s%s, %s Hz, %s, %ld samples, %s", rf_sensor_phrase(name, r, i),
                         s->placement_assumed ? " (assumed)" : "", rate[0] ? rate : "unknown", time, s->samples,
                         s->gyro ? "accelerometer and gyroscope" : "accelerometer only");
    if (s->gaps)
        n += (size_t)snprintf(text + n, sizeof text - n, ", %ld gap%s", s->gaps, s->gaps == 1 ? "" : "s");
    if (s->dropped)
        n += (size_t)snprintf(text + n, sizeof text - n, ", %ld dropped", s->dropped);
    if (s->clipped)
        n += (size_t)snprintf(text + n, sizeof text - n, ", %ld clipped", s->clipped);
    if (s->stood) {
        duration_text(time, s->stood_to_us - s->stood_from_us);
        snprintf(text + n, sizeof text - n, "; stood %s, used as zero", time);
    } else {
        snprintf(text + n, sizeof text - n, "; no quiet standing found");
    }
    whole_line(p, 4, text);
}

static void read_section(page *p, const rf_writing *w)
{
    const rf_result *r = w->result;

    heading(p, "Read");
    for (size_t i = 0; i < r->n_sensors; i++) {
        if (w->inputs && w->inputs[i] && (i == 0 || w->inputs[i - 1] != w->inputs[i])) {
            say_clean(p, 2, w->inputs[i]);
            line_end(p);
        }
        if (w->reports && w->reports[i] && w->reports[i]->text[0]) {
            say_clean(p, 4, w->reports[i]->text);
            line_end(p);
        }
        sensor_line(p, r, (int)i);
    }
    for (size_t i = 0; i < w->n_beside; i++) {
        say_clean(p, 2, w->beside[i].input);
        line_end(p);
        say_clean(p, 4, w->beside[i].report->text);
        line_end(p);
    }
}

static void told_line(page *p, const char *what, double v, int decimals, const char *unit)
{
    char number[RF_NUMBER_MAX], text[80];

    if (!rf_number_print(number, v, decimals))
        return;
    snprintf(text, sizeof text, "%s %s %s,", what, number, unit);
    say(p, 2, text);
}

static void speed_line(page *p, const rf_result *r)
{
    char v[RF_NUMBER_MAX], u[RF_NUMBER_MAX], text[200];

    if (!rf_number_print(v, r->speed_mps, 2)) {
        whole_line(p, 2, "speed: not known; --speed tells it");
        return;
    }
    rf_number_print(u, r->speed_u_mps, 2);
    snprintf(text, sizeof text, "speed %s m/s%s%s, %s", v, u[0] ? " \u00B1 " : "", u,
             !r->speed_method                  ? ""
             : strcmp(r->speed_method, "told") ? r->speed_method
                                               : "as told");
    whole_line(p, 2, text);
}

/* Units that nobody stated: the likeliest reading of the values, which the user may overrule. */
static void guessed_line(page *p, const rf_read_report *t)
{
    char text[160];
    size_t n = 0;

    if (t->acc_unit && t->acc_unit[0] && t->acc_by == RF_DECIDED_SNIFFED)
        n += (size_t)snprintf(text + n, sizeof text - n, ", acceleration in %s", t->acc_unit);
    if (t->gyr_unit && t->gyr_unit[0] && t->gyr_by == RF_DECIDED_SNIFFED)
        n += (size_t)snprintf(text + n, sizeof text - n, ", rotation in %s", t->gyr_unit);
    if (t->time_unit && t->time_unit[0] && t->time_by == RF_DECIDED_SNIFFED)
        n += (size_t)snprintf(text + n, sizeof text - n, ", time in %s", t->time_unit);
    if (!n)
        return;
    snprintf(text + n, sizeof text - n, ": from the values; --units overrules it");
    whole_line(p, 2, text + 2);
}

static void assumed_section(page *p, const rf_writing *w)
{
    const rf_result *r = w->result;
    const rf_session_settings *s = &r->settings;

    heading(p, "Told and assumed");
    if (!isnan(s->height_m) || !isnan(s->mass_kg) || !isnan(s->grade_pct)) {
        say(p, 2, "told:");
        told_line(p, "height", s->height_m, 2, "m");
        told_line(p, "mass", s->mass_kg, 1, "kg");
        told_line(p, "grade", s->grade_pct, 1, "%");
        whole_line(p, 2, "by the runner");
    }
    speed_line(p, r);
    for (size_t i = 0; i < r->n_sensors; i++) {
        const char *by = w->placed_by ? w->placed_by[i] : NULL;
        const bool named = by && !strcmp(by, "file name");
        char name[RF_SENSOR_WORD_MAX], text[120];

        if (!r->sensors[i].placement_assumed && !named)
            continue;
        snprintf(text, sizeof text, "worn at the %s: taken from the %s; FILE:PLACEMENT tells it", rf_sensor_phrase(name, r, (int)i),
                 named ? "file's name" : "signal");
        whole_line(p, 2, text);
    }
    for (size_t i = 0; i < r->n_sensors; i++)
        if (w->reports && w->reports[i] && (i == 0 || w->reports[i - 1] != w->reports[i]))
            guessed_line(p, w->reports[i]);
}

/* Instants that somebody marked. */
static void marker_lines(page *p, const rf_result *r)
{
    char text[400] = "marked at";

    for (size_t i = 0; i < r->n_markers && strlen(text) + 40 < sizeof text; i++) {
        char at[RF_NUMBER_MAX];

        rf_seconds_print(at, r->markers[i].t_us, 1);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s %s s (%s)", i ? "," : "", at, r->markers[i].by);
    }
    if (r->n_markers == 0)
        return;
    whole_line(p, 2, text);
}

static void running_section(page *p, const rf_result *r)
{
    size_t n;
    int64_t us = 0;
    char time[RF_NUMBER_MAX], text[160];

    heading(p, "Running");
    if (!r->running) {
        whole_line(p, 2, "no running was found in this recording");
        return;
    }
    for (size_t i = 0; i < r->n_bouts; i++)
        us += r->bouts[i].to_us - r->bouts[i].from_us;
    duration_text(time, us);
    n = (size_t)snprintf(text, sizeof text, "%s in %zu stretch%s", time, r->n_bouts, r->n_bouts == 1 ? "" : "es");
    if (r->n_sensors > 0) /* a watch tells no single contact */
        snprintf(text + n, sizeof text - n, ", %zu contacts", r->n_contacts);
    whole_line(p, 2, text);
    marker_lines(p, r);
}

static void figure_line(page *p, const rf_value *v)
{
    const int d = rf_value_decimals(v->value, v->lo, v->hi, v->metric->decimals);
    char value[RF_NUMBER_MAX], lo[RF_NUMBER_MAX], hi[RF_NUMBER_MAX];

    if (rf_value_is_none(v->value, v->lo, v->hi, v->n)) {
        fprintf(p->f, "  %-31s     none\n", v->metric->title);
        return;
    }
    rf_number_print(value, v->value, d);
    rf_number_print(lo, v->lo, d);
    rf_number_print(hi, v->hi, d);
    if (strlen(v->metric->title) > 30) /* a long name has a line of its own, so that the columns stay columns */
        fprintf(p->f, "  %s\n", v->metric->title);
    fprintf(p->f, "  %-31s%9s %-4s  %8s%s%-8s %8ld\n", strlen(v->metric->title) > 30 ? "" : v->metric->title, value, v->metric->unit, lo,
            lo[0] ? " to " : "    ", hi, v->n);
}

enum { REASONS_MAX = 3 };

/* The first figure of the reason that most of the figures not counted yet are not told for; NULL: all are counted. *n: how many they are. */
static const rf_value *commonest_reason(const rf_result *r, const rf_value *const seen[], size_t n_seen, size_t *n)
{
    const rf_value *best = NULL;

    *n = 0;
    for (size_t i = 0; i < r->n_values; i++) {
        size_t same = 0;
        bool counted = r->values[i].told;

        for (size_t k = 0; k < n_seen; k++)
            counted |= !strcmp(seen[k]->why, r->values[i].why);
        for (size_t k = 0; !counted && k < r->n_values; k++)
            same += !r->values[k].told && !strcmp(r->values[k].why, r->values[i].why);
        if (same > *n) {
            *n = same;
            best = &r->values[i];
        }
    }
    return best;
}

/* The figures that are not told, folded by what is missing: their names are in the report and in --json. */
static void untold_lines(page *p, const rf_result *r, size_t missing, bool any)
{
    const rf_value *seen[REASONS_MAX + 1];
    size_t n, left = missing;
    char text[200];

    paint(p, DIM);
    if (!any)
        line_end(p);
    snprintf(text, sizeof text,
             any ? "Not told: %zu more; --report and --json name each with its reason."
                 : "None of the figures can be told (%zu); --report and --json say why of each.",
             missing);
    whole_line(p, 2, text);
    for (size_t k = 0; k < REASONS_MAX; k++) {
        seen[k] = commonest_reason(r, seen, k, &n);
        if (!seen[k])
            break;
        left -= n;
        snprintf(text, sizeof text, "%zu: %s", n, seen[k]->why);
        whole_line(p, 4, text);
    }
    if (left) {
        snprintf(text, sizeof text, "%zu: other reasons", left);
        whole_line(p, 4, text);
    }
    paint(p, PLAIN);
}

static void figures_section(page *p, const rf_result *r)
{
    bool any = false;
    size_t missing = 0;

    for (size_t i = 0; i < r->n_values; i++) {
        any |= r->values[i].told;
        missing += !r->values[i].told;
    }
    if (any) {
        line_end(p);
        paint(p, BOLD);
        fprintf(p->f, "%-51s%-19s%8s", "Figures", "90 % interval", "n");
        paint(p, PLAIN);
        line_end(p);
    }
    for (size_t i = 0; i < r->n_values; i++)
        if (r->values[i].told)
            figure_line(p, &r->values[i]);
    if (missing)
        untold_lines(p, r, missing, any);
}

static void finding_lines(page *p, const rf_finding *f)
{
    static const struct {
        const char *sign, *word, *code;
    } look[] = { { "?", "cannot tell", DIM }, { "+", "clear", GREEN }, { "~", "watch", YELLOW }, { "!", "flagged", RED } };

    paint(p, look[f->status].code);
    fprintf(p->f, "  %s %-8s", look[f->status].sign, look[f->status].word);
    paint(p, PLAIN);
    paint(p, BOLD);
    fputs(f->title, p->f);
    paint(p, PLAIN);
    line_end(p);
    say_clean(p, 12, f->why);
    line_end(p);
    if (f->status >= RF_WATCH && f->cue && f->cue[0]) {
        indent_to(p, 12);
        say(p, 12, "Cue:");
        say(p, 12, f->cue);
        line_end(p);
    }
}

/* The step rate to try, with what it does and what it does not. */
static void cadence_lines(page *p, const rf_result *r)
{
    rf_cadence_cue c;
    char from[RF_NUMBER_MAX], text[400];

    if (!rf_cadence_cue_of(r, &c))
        return;
    rf_number_print(from, c.from_spm, 0);
    snprintf(text, sizeof text, "Cadence to try: %d steps a minute (5 %% more than %s) at the same speed, never above %d: %s", c.target_spm,
             from, c.most_spm, c.command);
    whole_line(p, 12, text);
    whole_line(p, 12, "It " RF_CADENCE_CUE_DOES ". It does not " RF_CADENCE_CUE_DOES_NOT ".");
}

/* The reason that most of the untold patterns share. */
static const char *main_reason(const rf_result *r, long *times)
{
    const char *best = "";

    *times = 0;
    for (size_t i = 0; i < r->n_findings; i++) {
        long n = 0;

        for (size_t k = 0; k < r->n_findings; k++)
            n += r->findings[k].status == RF_CANNOT_TELL && !strcmp(r->findings[k].why, r->findings[i].why);
        if (r->findings[i].status == RF_CANNOT_TELL && n > *times) {
            *times = n;
            best = r->findings[i].why;
        }
    }
    return best;
}

static void untold_line(page *p, const rf_result *r)
{
    long untold = 0, times;
    const char *why = main_reason(r, &times);
    char text[640];

    for (size_t i = 0; i < r->n_findings; i++)
        untold += r->findings[i].status == RF_CANNOT_TELL;
    if (!untold)
        return;
    paint(p, DIM);
    fputs("  ? ", p->f);
    p->column = 4;
    snprintf(text, sizeof text, "%ld of %zu patterns cannot be told%s: %s%s", untold, r->n_findings, times < untold ? ", most often" : "",
             why, why[0] && why[strlen(why) - 1] == '.' ? "" : ".");
    say(p, 4, text);
    paint(p, PLAIN);
    line_end(p);
}

static void findings_section(page *p, const rf_result *r)
{
    heading(p, "Patterns");
    for (int status = RF_FLAGGED; status >= RF_CLEAR; status--)
        for (size_t i = 0; i < r->n_findings; i++)
            if ((int)r->findings[i].status == status) {
                finding_lines(p, &r->findings[i]);
                if (!strcmp(r->findings[i].id, "low_cadence"))
                    cadence_lines(p, r);
            }
    untold_line(p, r);
}

static void notices_section(page *p, const rf_result *r)
{
    if (r->n_notices)
        heading(p, "Notices");
    for (size_t i = 0; i < r->n_notices; i++) {
        const rf_notice *n = &r->notices[i];
        char name[RF_SENSOR_WORD_MAX], text[80];

        snprintf(text, sizeof text, "%s%s%s:", n->code, n->sensor >= 0 ? ", " : "", rf_sensor_phrase(name, r, n->sensor));
        say(p, 2, text);
        say_clean(p, 4, n->text);
        line_end(p);
    }
}

void rf_summary_print(const rf_writing *w, FILE *f, bool colour)
{
    page p = { f, colour, 0 };

    fputs("runform " RF_VERSION, f);
    line_end(&p);
    read_section(&p, w);
    assumed_section(&p, w);
    running_section(&p, w->result);
    if (w->result->running)
        figures_section(&p, w->result);
    findings_section(&p, w->result);
    notices_section(&p, w->result);
}
