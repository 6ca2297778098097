/* Which method won: published ways to find contacts beside runform's own, on the same recordings with truth.
 *
 * methods [DATA] [--json FILE] [--only ID] [--repeat N]
 *
 * Prints Markdown tables, one row a method and set, and how runform's own constants do on runners left out. DATA is the folder of the recordings
 * (else RUNFORM_DATA, else ../shared/data beside the source). --only runs one method (or "runform-foot", "track-foot": what runform's
 * detector stands on, "session-foot", …) N times over and prints its samples, for a profiler that counts instructions.
 *
 * Exit 1 if a published method that finds 95 % of the contacts of a set (of 100 or more) tells contact times nearer than runform does, each less its
 * own mean error; 77 if there are no recordings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/out.h"
#include "loro.h"
#include "own.h"
#include "tally.h"

enum { REPEATS = 5, ROWS = 64, FEW = 100 };

static const char *const sets[] = { "sacrum-force", "virtual-pelvis", "virtual-trunk", "virtual-foot", "virtual-shank", "virtual-thigh" };
static const char *const cadence_sets[] = {
    "sacrum-force", "virtual-pelvis", "virtual-trunk", "virtual-thigh", "waist-jog", "pocket-phone"
};

typedef struct result {
    const char *set, *id, *paper, *what;
    long truth;
    double found_pct, extra_pct, ic_bias, ic_sd, tc_bias, tc_sd, contact_mae, contact_own_mae, ns;
    double cadence_mae;
    long files, wrong_octave;
} result;

static bool belongs(const rfm_method *m, const char *set)
{
    const char *place = strstr(set, "virtual-") ? set + 8 : "pelvis";

    return strstr(m->place, place) != NULL;
}

/* ---- cost ------------------------------------------------------------------------------------------------------------------------------ */

static double least_time(const rfm_recording *r, const rfm_method *m)
{
    double least = 1e9;

    for (int k = 0; k < REPEATS; k++) {
        rfm_found f = { .cadence_spm = NAN };
        const double from = rfm_clock_s();

        m->run(r, &f);
        least = rf_min(least, rfm_clock_s() - from);
        rfm_times_free(&f.ic);
        rfm_times_free(&f.tc);
    }
    return least;
}

static double least_own_time(const rfm_recording *r)
{
    double with = 1e9, without = 1e9;

    for (int k = 0; k < REPEATS; k++) {
        with = rf_min(with, rfm_own_track_s(r, true));
        without = rf_min(without, rfm_own_track_s(r, false));
    }
    return with - without;
}

static double session_ns(const rfm_library *lib, const char *set)
{
    double s = 0;
    long n = 0;

    for (long i = 0; i < lib->n; i++)
        if (!strcmp(lib->r[i].set, set)) {
            double least = 1e9;

            for (int k = 0; k < REPEATS; k++)
                least = rf_min(least, rfm_own_session_s(&lib->r[i]));
            s += least;
            n += lib->r[i].n;
        }
    return n ? 1e9 * s / (double)n : NAN;
}

/* ---- contacts ---------------------------------------------------------------------------------------------------------------------------- */

/* m NULL: runform itself, with the gyro or without. */
static result contacts(const rfm_library *lib, const char *set, const rfm_method *m, bool gyro)
{
    rfm_tally y = { 0 };
    result x = { .set = set,
                 .id = m      ? m->id
                       : gyro ? "runform"
                              : "runform_acc",
                 .paper = m ? m->paper : "",
                 .what = m      ? m->what
                         : gyro ? "runform"
                                : "runform, accelerometer alone" };
    double s = 0;
    long points = 0;

    for (long i = 0; i < lib->n; i++) {
        const rfm_recording *r = &lib->r[i];
        rfm_found f = { .cadence_spm = NAN };

        if (strcmp(r->set, set))
            continue;
        if (m)
            m->run(r, &f);
        else
            rfm_own_run(r, gyro, &f);
        rfm_tally_add(&y, r, &f.ic, &f.tc);
        s += m ? least_time(r, m) : gyro ? least_own_time(r) : NAN;
        points += r->n;
        x.files++;
        rfm_times_free(&f.ic);
        rfm_times_free(&f.tc);
    }
    x.truth = y.truth;
    x.found_pct = y.truth ? 100.0 * (double)y.hit / (double)y.truth : NAN;
    x.extra_pct = y.truth ? 100.0 * (double)y.extra / (double)y.truth : NAN;
    x.ic_bias = rfm_mean(&y.ic);
    x.ic_sd = rfm_sd(&y.ic);
    x.tc_bias = rfm_mean(&y.tc);
    x.tc_sd = rfm_sd(&y.tc);
    x.contact_mae = rfm_mean_size(&y.contact, 0);
    x.contact_own_mae = rfm_mean_size(&y.contact, rfm_mean(&y.contact));
    x.ns = points ? 1e9 * s / (double)points : NAN;
    rfm_tally_free(&y);
    return x;
}

static result cadence(const rfm_library *lib, const char *set, const rfm_method *m)
{
    result x = { .set = set, .id = m ? m->id : "runform", .paper = m ? m->paper : "", .what = m ? m->what : "this program" };
    double s = 0;
    long points = 0;

    for (long i = 0; i < lib->n; i++) {
        const rfm_recording *r = &lib->r[i];
        rfm_found f = { .cadence_spm = NAN };
        double c;

        if (strcmp(r->set, set))
            continue;
        if (m)
            m->run(r, &f);
        else
            rfm_own_run(r, true, &f);
        c = isfinite(f.cadence_spm) ? f.cadence_spm : 0;
        x.files++;
        x.cadence_mae += fabs(c - r->cadence_spm);
        x.wrong_octave += !(c > 0.75 * r->cadence_spm && c < 1.33 * r->cadence_spm);
        s += m ? least_time(r, m) : 0;
        points += r->n;
        rfm_times_free(&f.ic);
        rfm_times_free(&f.tc);
    }
    x.cadence_mae = x.files ? x.cadence_mae / (double)x.files : NAN;
    x.ns = m && points ? 1e9 * s / (double)points : NAN;
    return x;
}

/* ---- telling ------------------------------------------------------------------------------------------------------------------------------- */

static void cell(rf_out *o, double v, int decimals)
{
    rf_out_text(o, " ");
    if (isfinite(v))
        rf_out_number(o, v, decimals);
    else
        rf_out_text(o, "–");
    rf_out_text(o, " |");
}

static void pair(rf_out *o, double bias, double sd)
{
    if (!isfinite(bias)) {
        rf_out_text(o, " – |");
        return;
    }
    rf_out_text(o, bias >= 0 ? " +" : " ");
    rf_out_number(o, bias, 1);
    rf_out_text(o, " / ");
    rf_out_number(o, sd, 1);
    rf_out_text(o, " |");
}

static void print_contacts(rf_out *o, const result *x, long n)
{
    rf_out_text(o, "| set | method | paper | found % | extra % | IC bias / SD, ms | TC bias / SD, ms | contact MAE, ms | less own mean | "
                   "ns a sample |\n"
                   "|---|---|---|---|---|---|---|---|---|---|\n");
    for (long i = 0; i < n; i++) {
        rf_out_format(o, "| %s | %s%s%s | %s |", x[i].set, x[i].paper[0] ? "" : "**", x[i].what, x[i].paper[0] ? "" : "**", x[i].paper);
        cell(o, x[i].found_pct, 1);
        cell(o, x[i].extra_pct, 1);
        pair(o, x[i].ic_bias, x[i].ic_sd);
        pair(o, x[i].tc_bias, x[i].tc_sd);
        cell(o, x[i].contact_mae, 1);
        cell(o, x[i].contact_own_mae, 1);
        cell(o, x[i].ns, 0);
        rf_out_text(o, "\n");
    }
}

static void print_cadence(rf_out *o, const result *x, long n)
{
    rf_out_text(o, "\n| set | files | method | paper | cadence MAE, spm | wrong octave | ns a sample |\n|---|---|---|---|---|---|---|\n");
    for (long i = 0; i < n; i++) {
        rf_out_format(o, "| %s | %ld | %s | %s |", x[i].set, x[i].files, x[i].paper[0] ? x[i].what : "**runform**", x[i].paper);
        cell(o, x[i].cadence_mae, 2);
        rf_out_format(o, " %ld |", x[i].wrong_octave);
        cell(o, x[i].ns, 0);
        rf_out_text(o, "\n");
    }
}

static void print_loro(rf_out *o, const rfm_loro *l, int n)
{
    rf_out_text(o, "\n| set | event | refitted | fitted on all: bias / SD, ms | left out: bias / SD, ms |\n|---|---|---|---|---|\n");
    for (int i = 0; i < n; i++) {
        rf_out_format(o, "| %s | %s | %s |", l[i].set, l[i].event, l[i].what);
        pair(o, l[i].in_bias, l[i].in_sd);
        pair(o, l[i].out_bias, l[i].out_sd);
        rf_out_text(o, "\n");
    }
}

static void member(rf_out *o, const char *name, double v)
{
    rf_out_format(o, ",\"%s\":", name);
    if (isfinite(v))
        rf_out_number(o, v, 4);
    else
        rf_out_text(o, "null");
}

static int write_json(const char *path, const result *x, long n, const result *c, long n_cadence, const rfm_loro *l, int n_loro,
                      rf_why *why)
{
    rf_out *o;
    int err = rf_out_open(&o, path, why);

    if (err < 0)
        return err;
    rf_out_text(o, "{\"contacts\":[");
    for (long i = 0; i < n; i++) {
        rf_out_format(o, "%s\n{\"set\":\"%s\",\"id\":\"%s\",\"paper\":\"%s\",\"contacts\":%ld", i ? "," : "", x[i].set, x[i].id, x[i].paper,
                      x[i].truth);
        member(o, "found_pct", x[i].found_pct);
        member(o, "extra_pct", x[i].extra_pct);
        member(o, "ic_bias_ms", x[i].ic_bias);
        member(o, "ic_sd_ms", x[i].ic_sd);
        member(o, "tc_bias_ms", x[i].tc_bias);
        member(o, "tc_sd_ms", x[i].tc_sd);
        member(o, "contact_mae_ms", x[i].contact_mae);
        member(o, "contact_less_own_mean_mae_ms", x[i].contact_own_mae);
        member(o, "ns_a_sample", x[i].ns);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "],\n\"cadence\":[");
    for (long i = 0; i < n_cadence; i++) {
        rf_out_format(o, "%s\n{\"set\":\"%s\",\"id\":\"%s\",\"files\":%ld,\"wrong_octave\":%ld", i ? "," : "", c[i].set, c[i].id,
                      c[i].files, c[i].wrong_octave);
        member(o, "cadence_mae_spm", c[i].cadence_mae);
        member(o, "ns_a_sample", c[i].ns);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "],\n\"left_out\":[");
    for (int i = 0; i < n_loro; i++) {
        rf_out_format(o, "%s\n{\"set\":\"%s\",\"event\":\"%s\",\"refitted\":\"%s\"", i ? "," : "", l[i].set, l[i].event, l[i].what);
        member(o, "all_bias_ms", l[i].in_bias);
        member(o, "all_sd_ms", l[i].in_sd);
        member(o, "left_out_bias_ms", l[i].out_bias);
        member(o, "left_out_sd_ms", l[i].out_sd);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]}\n");
    return rf_out_commit(o, why);
}

/* ---- running ---------------------------------------------------------------------------------------------------------------------------------- */

static int beaten(const result *x, long n)
{
    int lost = 0;

    for (long i = 0; i < n; i++)
        for (long k = 0; k < n; k++)
            if (!strcmp(x[i].set, x[k].set) && !x[k].paper[0] && x[i].paper[0] && x[i].found_pct >= 95 && x[i].truth >= FEW &&
                x[i].contact_own_mae < x[k].contact_own_mae) {
                fprintf(stderr, "methods: %s: %s tells contact times nearer than runform\n", x[i].set, x[i].id);
                lost++;
            }
    return lost;
}

static int all(const rfm_library *lib, const char *json, rf_why *why)
{
    static result x[ROWS], c[ROWS];
    rfm_loro l[RFM_LORO_MAX];
    long n = 0, n_cadence = 0;
    rf_out *o;
    int n_loro, err = rf_out_open(&o, "-", why);

    if (err < 0)
        return err;
    for (size_t s = 0; s < RF_COUNT(sets); s++) {
        for (long k = 0; k < rfm_method_count; k++)
            if (belongs(&rfm_methods[k], sets[s]) && n < ROWS)
                x[n++] = contacts(lib, sets[s], &rfm_methods[k], true);
        if (n < ROWS)
            x[n++] = contacts(lib, sets[s], NULL, true);
        if (s > 0 && n < ROWS) /* the first set has no gyro anyway */
            x[n++] = contacts(lib, sets[s], NULL, false);
    }
    for (size_t s = 0; s < RF_COUNT(cadence_sets); s++) {
        for (long k = 0; k < rfm_method_count; k++)
            if (!strcmp(rfm_methods[k].place, "any") && n_cadence < ROWS)
                c[n_cadence++] = cadence(lib, cadence_sets[s], &rfm_methods[k]);
        if (n_cadence < ROWS)
            c[n_cadence++] = cadence(lib, cadence_sets[s], NULL);
    }
    n_loro = rfm_loro_all(lib, l);
    print_contacts(o, x, n);
    print_cadence(o, c, n_cadence);
    print_loro(o, l, n_loro);
    rf_out_text(o, "\nA whole session of runform, ns a point of the grid:");
    for (size_t s = 0; s < RF_COUNT(sets); s++) {
        rf_out_format(o, " %s ", sets[s]);
        rf_out_number(o, session_ns(lib, sets[s]), 0);
    }
    rf_out_text(o, "\n");
    err = rf_out_commit(o, why);
    if (err >= 0 && json)
        err = write_json(json, x, n, c, n_cadence, l, n_loro, why);
    return err < 0 ? err : beaten(x, n) > 0;
}

/* One method over and over, for a profiler: two counts of instructions with different N differ by the method alone. */
static int only(const rfm_library *lib, const char *id, long repeat)
{
    const bool own = !strncmp(id, "runform", 7), track = !strncmp(id, "track", 5),
               session = !strncmp(id, "session", 7); /* runform-foot, … */
    const char *place = strrchr(id, '-');
    long points = 0;

    for (long i = 0; i < lib->n; i++) {
        const rfm_recording *r = &lib->r[i];

        for (long k = 0; k < rfm_method_count; k++)
            if (!strcmp(rfm_methods[k].id, id) && (belongs(&rfm_methods[k], r->set) || !strcmp(rfm_methods[k].place, "any"))) {
                points += r->n;
                for (long j = 0; j < repeat; j++) {
                    rfm_found f = { .cadence_spm = NAN };

                    rfm_methods[k].run(r, &f);
                    rfm_times_free(&f.ic);
                    rfm_times_free(&f.tc);
                }
            }
        if ((own || track || session) && place && !strcmp(place + 1, rf_placement_name(r->placement))) {
            points += r->n;
            for (long j = 0; j < repeat; j++)
                (void)(session ? rfm_own_session_s(r) : rfm_own_track_s(r, own));
        }
    }
    fprintf(stdout, "%ld\n", points);
    return points ? 0 : 2;
}

int main(int argc, char **argv)
{
    const char *data = getenv("RUNFORM_DATA"), *json = NULL, *id = NULL;
    rfm_library lib = { 0 };
    rf_why why = { "" };
    long repeat = 1;
    FILE *f;
    char path[1024];
    int err;

    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--json") && i + 1 < argc)
            json = argv[++i];
        else if (!strcmp(argv[i], "--only") && i + 1 < argc)
            id = argv[++i];
        else if (!strcmp(argv[i], "--repeat") && i + 1 < argc)
            repeat = atol(argv[++i]);
        else
            data = argv[i];
    }
    data = data ? data : RFM_SOURCE_ROOT "/../shared/data";
    snprintf(path, sizeof path, "%s/virtual-imu/index.csv", data);
    f = fopen(path, "r");
    if (!f) {
        printf("skipped: no recordings at %s\n", data);
        return 77;
    }
    fclose(f);
    if (id)
        lib.trial = "rbds015-25"; /* one is enough to count instructions */
    err = rfm_library_load(&lib, data, &why);
    if (err >= 0)
        err = id ? only(&lib, id, repeat) : all(&lib, json, &why);
    if (err < 0)
        fprintf(stderr, "methods: %s\n", why.text);
    rfm_library_free(&lib);
    return err < 0 ? 2 : err;
}
