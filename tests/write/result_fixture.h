/* A session's result made by hand: two sensors, contacts of both feet, values that are told and values that are not, findings of all four
 * statuses, and texts from outside that try to be markup. Nothing in it comes from the engine, so the writers are tested alone. */
#ifndef RF_RESULT_FIXTURE_H
#define RF_RESULT_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/math.h"
#include "gait/metrics.h"
#include "write/write.h"

#define HOSTILE_NAME  "<script>alert(1)</script>.csv"
#define HOSTILE_NAME2 "a\"b'&\x1b[31m\xff</style>\xe2\x80\xae.csv"

enum { FIXTURE_SNIPPETS = 6, FIXTURE_PATTERNS = 17 };

typedef struct fixture {
    rf_result result;
    rf_writing writing;
    rf_contact *contacts;
    rf_value values[RF_M_COUNT];
    rf_notice notices[3];
    rf_finding findings[FIXTURE_PATTERNS];
    rf_sensor_state sensors[2];
    rf_snippet snippets[FIXTURE_SNIPPETS];
    rf_bout bouts[2];
    rf_read_report reports[2];
    const rf_read_report *report_list[2];
    const char *inputs[2];
} fixture;

static const char *const fixture_sources[] = { "[A4] High hamstring pain", "Souza 2016 <i>Phys Med Rehabil Clin N Am</i>", NULL };
static const char *const fixture_confounders[] = { "a strap 5 cm off its place", "a treadmill with a soft deck", NULL };
static const char *const fixture_none[] = { NULL };

/* The 17 ids in the order of the table of patterns. */
static const char *const fixture_ids[FIXTURE_PATTERNS][2] = {
    { "overstride", "Overstriding" },
    { "sitting_back", "Sitting back" },
    { "hips_back", "Hips pulled back" },
    { "pawing", "Pawing" },
    { "side_imbalance", "Left and right differ" },
    { "pelvic_asymmetry", "Pelvis differs by side" },
    { "uphill_overstride", "Overstriding uphill" },
    { "fast_overstride", "Overstriding when fast" },
    { "tight_turns", "Tight turns" },
    { "load_jump", "Jump in load" },
    { "short_recovery", "Short recovery" },
    { "posture_fade", "Posture fades" },
    { "low_cadence", "Low cadence" },
    { "lumbar_mobility", "Lower back moves much" },
    { "hamstring_first", "Hamstrings fire first" },
    { "little_lean", "Little lean" },
    { "symptoms", "Symptoms" },
};

static void fixture_contacts(fixture *f, size_t n)
{
    int64_t t = 10000000;

    for (size_t i = 0; i < n; i++) {
        rf_contact *c = &f->contacts[i];
        const bool left = i % 2 == 0;
        const double slow = 3 * rf_sin((double)i / 40), jitter = (double)((i * 7919) % 13) - 6;

        if (i == n / 2)
            t += 20000000; /* a pause between two bouts */
        *c = (rf_contact) { .ic_us = t, .side = left ? RF_SIDE_LEFT : RF_SIDE_RIGHT, .confidence = 0.97f, .sensor = left ? 1 : 0 };
        for (size_t k = 0; k < RF_STEP_VALUES; k++)
            c->value[k] = NAN;
        c->value[RF_M_contact_ms] = (float)(236 + slow + jitter / 2 + (left ? 6 : 0));
        c->value[RF_M_flight_ms] = (float)(114 - slow);
        c->value[RF_M_step_ms] = (float)(350 + jitter / 3);
        c->value[RF_M_stride_ms] = (float)(700 + jitter / 3);
        c->value[RF_M_cadence_spm] = (float)(120000 / (700 + jitter / 3 + slow));
        if (left)
            c->value[RF_M_shank_angle_ic_deg] = (float)(15.2 + jitter / 6);
        else
            c->value[RF_M_vertical_oscillation_m] = 0.0912f;
        c->tc_us = t + 1000 * (int64_t)c->value[RF_M_contact_ms];
        t += 350000 + 333 * (int64_t)jitter;
    }
    f->bouts[0] = (rf_bout) { f->contacts[0].ic_us, f->contacts[n / 2 - 1].ic_us, (long)(n / 2) };
    f->bouts[1] = (rf_bout) { f->contacts[n / 2].ic_us, f->contacts[n - 1].ic_us, (long)(n - n / 2) };
    f->result.first_us = 0;
    f->result.last_us = t + 5000000;
}

static void fixture_told(fixture *f, int metric, double value, double lo, double hi, const char *method)
{
    f->values[metric] = (rf_value) { rf_metric_at((size_t)metric), value, lo, hi, (long)f->result.n_contacts, method, true, "" };
}

static void fixture_values(fixture *f)
{
    for (int m = 0; m < RF_M_COUNT; m++) {
        f->values[m] = (rf_value) { rf_metric_at((size_t)m), NAN, NAN, NAN, 0, rf_metric_at((size_t)m)->method, false, "" };
        snprintf(f->values[m].why, sizeof f->values[m].why, "needs a sensor that is not worn: %s", rf_metric_at((size_t)m)->placements);
    }
    fixture_told(f, RF_M_contact_ms, 239.4, 233.1, 245.7, "force-like zero crossings of the pelvis");
    fixture_told(f, RF_M_flight_ms, 114.2, 108.8, 119.7, "next initial contact of the other foot minus terminal contact");
    fixture_told(f, RF_M_step_ms, 350.1, 349.4, 350.8, "initial contact to the next of the other foot");
    fixture_told(f, RF_M_stride_ms, 700.2, 699.1, 701.4, "initial contact to the next of the same foot");
    fixture_told(f, RF_M_cadence_spm, 171.36, 171.1, 171.63, "autocorrelation at the stride lag");
    fixture_told(f, RF_M_shank_angle_ic_deg, 15.2, 11.4, 19.1, "strap-down from standing");
    fixture_told(f, RF_M_vertical_oscillation_m, 0.0912, 0.0832, 0.0991, "double integral over the stride");
    fixture_told(f, RF_M_duty_factor, 0.3419, 0.3327, 0.3511, "contact time over stride time");
}

static void fixture_findings(fixture *f)
{
    for (size_t i = 0; i < FIXTURE_PATTERNS; i++) {
        rf_finding *p = &f->findings[i];

        *p = (rf_finding) { .id = fixture_ids[i][0],
                            .title = fixture_ids[i][1],
                            .status = RF_CANNOT_TELL,
                            .value = NAN,
                            .lo = NAN,
                            .hi = NAN,
                            .threshold = NAN,
                            .unit = "",
                            .grade = "clinic",
                            .sources = fixture_none,
                            .cue = "",
                            .confounders = fixture_none };
        snprintf(p->why, sizeof p->why, "%s", i % 3 ? "not built yet" : "Needs a sensor on the trunk, and 3 s of quiet standing.");
    }
    f->findings[0].status = RF_FLAGGED;
    snprintf(f->findings[0].why, sizeof f->findings[0].why,
             "The shank angle at contact was 15.2\xc2\xb0 (90 %%: 11.4 to 19.1); at 3.5 m/s the limit is 10.9\xc2\xb0, and 62 %% of the "
             "strides lie past it.");
    f->findings[0].value = 15.2, f->findings[0].lo = 11.4, f->findings[0].hi = 19.1, f->findings[0].threshold = 10.9;
    f->findings[0].unit = "deg", f->findings[0].strides = 93, f->findings[0].strides_seen = 150, f->findings[0].grade = "lab";
    f->findings[0].sources = fixture_sources, f->findings[0].confounders = fixture_confounders;
    f->findings[0].cue = "Try 5 % more steps a minute at the same speed, and let the foot land under the hips.";
    for (int i = 0; i < RF_MAX_EVIDENCE; i++)
        f->findings[0].evidence_us[f->findings[0].n_evidence++] = f->contacts[(size_t)i * 2 * (f->result.n_contacts / 26)].ic_us;
    f->findings[0].n_when = 2;
    f->findings[0].when[0].from_us = f->bouts[0].from_us, f->findings[0].when[0].to_us = f->bouts[0].to_us,
    f->findings[0].when[0].context = "flat";
    f->findings[0].when[1].from_us = f->bouts[1].from_us, f->findings[0].when[1].to_us = f->bouts[1].to_us,
    f->findings[0].when[1].context = "late";
    f->findings[12].status = RF_WATCH;
    snprintf(f->findings[12].why, sizeof f->findings[12].why,
             "Cadence was 171.4 spm; 95 %% of what runners of this height do at 3.5 m/s is 173.0 spm.");
    f->findings[12].value = 171.36, f->findings[12].lo = 171.1, f->findings[12].hi = 171.63, f->findings[12].threshold = 173.0;
    f->findings[12].unit = "spm", f->findings[12].strides = 150, f->findings[12].strides_seen = 150, f->findings[12].grade = "lab";
    f->findings[12].cue = "Run a few minutes to a metronome 5 % faster, at the same speed.";
    f->findings[4].status = RF_CLEAR;
    snprintf(f->findings[4].why, sizeof f->findings[4].why, "Contact time differs by 2.5 %% between the sides; the limit is 5 %%.");
    f->findings[4].value = 2.5, f->findings[4].lo = 1.1, f->findings[4].hi = 3.9, f->findings[4].threshold = 5, f->findings[4].unit = "%";
    f->findings[4].strides_seen = 150;
}

static void fixture_snippets(fixture *f)
{
    for (size_t i = 0; i < FIXTURE_SNIPPETS; i++) {
        rf_snippet *s = &f->snippets[i];
        const size_t k = (i + 1) * (f->result.n_contacts - 10) / (FIXTURE_SNIPPETS + 1);

        s->sensor = (int)(i % 2);
        s->ic_us = f->contacts[k].ic_us;
        s->from_us = s->ic_us - 500000;
        s->n = RF_SNIPPET_SAMPLES;
        s->trace[0] = "acceleration upwards (m/s2)";
        s->trace[1] = i % 2 ? "turning rate (deg/s)" : "acceleration forwards (m/s2)";
        for (int j = 0; j < s->n; j++) {
            const double phase = 2 * RF_PI * ((double)j / 200 - 0.5) / 0.35;

            s->y[0][j] = (float)(9.81 + 12 * rf_sin(phase) + 5 * rf_sin(3 * phase));
            s->y[1][j] = (float)(i % 2 ? 300 * rf_cos(phase / 2) : 3 * rf_cos(phase));
        }
        s->y[0][0] = NAN;
    }
}

static void fixture_recording(fixture *f)
{
    f->sensors[0] = (rf_sensor_state) { .placement = RF_PLACE_PELVIS,
                                        .placement_assumed = true,
                                        .gyro = true,
                                        .rate_hz = 99.98,
                                        .samples = 13021,
                                        .gaps = 2,
                                        .dropped = 3,
                                        .clipped = 14,
                                        .first_us = 0,
                                        .last_us = f->result.last_us };
    f->sensors[1] = (rf_sensor_state) { .placement = RF_PLACE_SHANK,
                                        .side = RF_SIDE_LEFT,
                                        .gyro = true,
                                        .rate_hz = 200,
                                        .samples = 26040,
                                        .first_us = 0,
                                        .last_us = f->result.last_us,
                                        .stood = true,
                                        .stood_from_us = 1000000,
                                        .stood_to_us = 6500000 };
    f->reports[0] = (rf_read_report) { .format = "csv",
                                       .acc_unit = "g",
                                       .gyr_unit = "deg/s",
                                       .time_unit = "ms",
                                       .acc_by = RF_DECIDED_SNIFFED,
                                       .gyr_by = RF_DECIDED_HEADER,
                                       .time_by = RF_DECIDED_USER,
                                       .gyro = true,
                                       .start_utc = "2024-05-04T07:30:00Z",
                                       .rows = 13024,
                                       .bad_rows = 3 };
    snprintf(f->reports[0].text, sizeof f->reports[0].text,
             "comma-separated, header in line 1, time in ms (said by the user), acceleration in g (from the values), rotation in deg/s "
             "(header)");
    f->reports[1] = f->reports[0];
    f->reports[1].acc_by = RF_DECIDED_HEADER;
    f->reports[1].start_utc[0] = 0;
    f->inputs[0] = HOSTILE_NAME;
    f->inputs[1] = HOSTILE_NAME2;
    f->notices[0] =
        (rf_notice) { "gap", 0, 41250000, 2, "contact_ms flight_ms", "Two gaps, the longest 120 ms; strides across them were left out." };
    f->notices[1] = (rf_notice) { "clipped", 0, 12000000, 14, "vertical_oscillation_m", "14 samples reach the sensor's limit of 4 g." };
    f->notices[2] = (rf_notice) {
        "placement_assumed", 0, RF_TIME_NONE, 1, "", "Nobody said where <b>this</b> sensor was worn: the signal looks like the pelvis."
    };
}

/* n contacts, at least 60. */
static void fixture_make(fixture *f, size_t n)
{
    memset(f, 0, sizeof *f);
    f->contacts = calloc(n, sizeof *f->contacts);
    if (!f->contacts)
        abort();
    f->result.n_contacts = n;
    fixture_contacts(f, n);
    fixture_values(f);
    fixture_findings(f);
    fixture_snippets(f);
    fixture_recording(f);
    f->result.contacts = f->contacts;
    f->result.values = f->values, f->result.n_values = RF_M_COUNT;
    f->result.notices = f->notices, f->result.n_notices = RF_COUNT(f->notices);
    f->result.findings = f->findings, f->result.n_findings = FIXTURE_PATTERNS;
    f->result.sensors = f->sensors, f->result.n_sensors = 2;
    f->result.snippets = f->snippets, f->result.n_snippets = FIXTURE_SNIPPETS;
    f->result.bouts = f->bouts, f->result.n_bouts = 2;
    f->result.speed_mps = 3.5, f->result.speed_u_mps = 0.1, f->result.speed_method = "told";
    f->result.running = true;
    f->result.settings = (rf_session_settings) { 3.5, NAN, 1.78, NAN, NAN, RF_TIME_NONE, RF_TIME_NONE };
    f->report_list[0] = &f->reports[0], f->report_list[1] = &f->reports[1];
    f->writing = (rf_writing) {
        .result = &f->result, .reports = f->report_list, .inputs = f->inputs, .command = "runform analyze '" HOSTILE_NAME "' --speed 3.5"
    };
}

static void fixture_free(fixture *f)
{
    free(f->contacts);
}

/* What a writer leaves in a file, as one string; the caller frees it. NULL if anything failed. */
__attribute__((unused)) static char *fixture_written(const fixture *f, const char *writer, size_t *length)
{
    char path[] = "/tmp/runform-write-XXXXXX";
    const int fd = mkstemp(path);
    char *text = NULL;
    rf_out *o = NULL;
    rf_why why = { "" };
    FILE *in;
    long n;

    for (size_t i = 0; fd >= 0 && i < rf_writer_count(); i++) {
        const rf_writer_info *w = rf_writer_at(i);

        if (strcmp(w->id, writer) || rf_out_open(&o, path, &why) < 0)
            continue;
        if (w->write(&f->writing, o) < 0)
            rf_out_abort(o);
        else if (rf_out_commit(o, &why) == 0 && (in = fopen(path, "rb"))) {
            fseek(in, 0, SEEK_END);
            n = ftell(in);
            rewind(in);
            text = calloc((size_t)n + 1, 1);
            if (text && fread(text, 1, (size_t)n, in) != (size_t)n)
                text[0] = 0;
            *length = (size_t)n;
            fclose(in);
        }
    }
    if (fd >= 0)
        fclose(fdopen(fd, "rb"));
    remove(path);
    return text;
}

#endif
