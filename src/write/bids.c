/* The raw half of a BIDS dataset: every sensor is a tracking system of its own, since each has its clock and rate; one subject, one task.
 *
 *     dataset_description.json  README  participants.tsv .json
 *     sub-01/sub-01_scans.tsv                                            if the date is known
 *     sub-01/motion/sub-01_task-running_tracksys-footLeft_motion.tsv .json, _channels.tsv .json
 *
 * A LATENCY channel holds each sample's time, so gaps and uneven clocks survive; SamplingFrequency is the rate that the source states, else the median of the
 * first intervals. What is measured while samples come is the table alone: sidecars are written at the end, when places are known, and the tables then get
 * their names. Nothing is in it that was not told: no name, date of birth, host or time of writing.
 * Cannot: hold EMG, altitude or places, which BIDS-Motion has no channel for.
 * Facts: BIDS 1.9, modality motion.
 */
#include "write/bids.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "base/tree.h"
#include "read/calendar.h"
#include "write/sample_rows.h"
#include "write/samples_inside.h"
#include "write/text.h"

enum { ROOM = 65536, INTERVALS = 2001, STEM = 128, NAME = 160 };
#define GENERATED "\"GeneratedBy\": [{\"Name\": \"runform\", \"Version\": \"" RF_VERSION "\"}]"

static const rf_tree_mark ours = { "dataset_description.json", "\"Name\": \"runform\"" };

/* One sensor. */
typedef struct track {
    rf_sample_source about;
    rf_out *out;
    rf_sample_rows rows;
    int32_t interval_us[INTERVALS];
    int n_intervals;
    int64_t previous_us;
    char label[RF_SAMPLE_LABEL + 4];
    char text[ROOM];
    size_t n;
} track;

struct rf_bids {
    char *path;
    rf_tree *tree;
    track *track[RF_MAX_SENSORS];
    rf_session_settings told; /* by the results; NaN where there are none */
    bool beside, emg;         /* there was something that has no place here */
};

static void give_up(void *w)
{
    rf_bids *b = w;

    if (!b)
        return;
    for (size_t i = 0; i < RF_MAX_SENSORS; i++)
        if (b->track[i]) {
            rf_out_abort(b->track[i]->out);
            rf_sample_rows_free(&b->track[i]->rows);
            free(b->track[i]);
        }
    rf_tree_abort(b->tree);
    free(b->path);
    free(b);
}

static int open_dataset(void **out, const char *path, rf_why *why)
{
    rf_bids *b = calloc(1, sizeof *b);
    int err = RF_ERR_NOMEM;

    *out = NULL;
    if (b && (b->path = strdup(path)) != NULL) {
        b->told = (rf_session_settings) { .height_m = NAN, .mass_kg = NAN };
        err = rf_tree_open(&b->tree, path, &ours, why);
    }
    if (err < 0) {
        give_up(b);
        return rf_fail(why, err, "%s: out of memory", path);
    }
    *out = b;
    return 0;
}

/* ---- samples ------------------------------------------------------------------------------------------------------------------------ */

static int begin(void *w, size_t source, const rf_sample_source *about, rf_why *why)
{
    rf_bids *b = w;
    char name[NAME];
    track *t;

    if (source >= RF_MAX_SENSORS)
        return rf_fail(why, RF_ERR_ARG, "%s: more than %d sensors", b->path, RF_MAX_SENSORS);
    if (about->report && about->report->asides_only) {
        b->beside |= about->report->n_asides > 0;
        b->emg |= about->report->emg[0] || about->report->emg[1];
        return 0;
    }
    b->track[source] = t = calloc(1, sizeof *t);
    if (!t)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", b->path);
    t->about = *about;
    t->previous_us = INT64_MIN;
    rf_sample_rows_start(&t->rows, about, '\t', "n/a");
    t->rows.time = RF_ROW_SECONDS;
    t->rows.zero_us = 0;
    for (int c = 0; c < RF_CHANNEL_COUNT; c++) {
        b->beside |= t->rows.channel[c];
        t->rows.channel[c] = false;
    }
    for (int m = 0; m < RF_MUSCLES; m++) {
        b->emg |= t->rows.emg[m];
        t->rows.emg[m] = false;
    }
    snprintf(name, sizeof name, RF_BIDS_SUBJECT "/motion/%zu.tsv", source);
    return rf_tree_file(b->tree, name, &t->out, why);
}

static void emit(track *t)
{
    rf_out_bytes(t->out, t->text, t->n);
    t->n = 0;
}

static int take_samples(void *w, size_t source, const rf_sample *s, size_t n, rf_why *why)
{
    track *t = ((rf_bids *)w)->track[source];

    (void)why;
    for (size_t i = 0; t && i < n; i++) {
        const int64_t dt = s[i].t_us - t->previous_us;

        if (s[i].flags & RF_SAMPLE_EMG_ALONE)
            continue;
        if (t->rows.rows > 0 && t->n_intervals < INTERVALS && dt > 0 && dt < INT32_MAX)
            t->interval_us[t->n_intervals++] = (int32_t)dt;
        t->previous_us = s[i].t_us;
        if (t->n + RF_SAMPLE_ROW_MOST > ROOM)
            emit(t);
        t->n += rf_sample_row(&t->rows, &s[i], t->text + t->n);
    }
    return 0;
}

static int take_asides(void *w, size_t source, const rf_aside *a, size_t n, rf_why *why)
{
    (void)w, (void)source, (void)a, (void)n, (void)why; /* said once, by the sources' reports */
    return 0;
}

/* ---- small files -------------------------------------------------------------------------------------------------------------------- */

rf_bids_file rf_bids_file_open(rf_bids *b, const char *name, rf_why *why)
{
    rf_bids_file f = { NULL, 0 };

    f.err = rf_tree_file(b->tree, name, &f.out, why);
    return f;
}

int rf_bids_file_close(rf_bids_file *f, rf_why *why)
{
    rf_out *out = f->out;

    f->out = NULL;
    if (f->err < 0) {
        rf_out_abort(out);
        return rf_fail(why, f->err, "%s", rf_error_text(f->err));
    }
    return rf_out_commit(out, why);
}

int rf_bids_string(rf_out *o, const char *text)
{
    char *clean = rf_text_clean(text);

    if (!clean)
        return RF_ERR_NOMEM;
    rf_out_text(o, "\"");
    for (const char *p = clean; *p; p++) {
        if (*p == '"' || *p == '\\')
            rf_out_text(o, "\\");
        rf_out_bytes(o, p, 1);
    }
    rf_out_text(o, "\"");
    free(clean);
    return 0;
}

int rf_bids_text(rf_bids *b, const char *name, const char *text, rf_why *why)
{
    rf_bids_file f = rf_bids_file_open(b, name, why);

    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, text);
    return rf_bids_file_close(&f, why);
}

static int by_size(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

static double rate_of(track *t)
{
    const rf_read_report *r = t->about.report;

    if (r && r->nominal_rate_hz > 0)
        return r->nominal_rate_hz;
    if (t->n_intervals == 0)
        return 0;
    qsort(t->interval_us, (size_t)t->n_intervals, sizeof t->interval_us[0], by_size);
    return 1e6 / (double)t->interval_us[t->n_intervals / 2];
}

/* Where a sensor sits, in words: "left foot". */
static void place_words(const track *t, char out[40])
{
    if (t->about.placement == RF_PLACE_UNKNOWN)
        snprintf(out, 40, "unknown");
    else
        snprintf(out, 40, "%s%s%s", rf_side_name(t->about.side), t->about.side != RF_SIDE_UNKNOWN ? " " : "",
                 rf_placement_name(t->about.placement));
}

static int write_channels(rf_bids *b, track *t, const char *stem, double rate_hz, rf_why *why)
{
    char name[NAME], place[40], rate[RF_NUMBER_MAX + 1] = { 0 };
    rf_bids_file f;
    int err;

    place_words(t, place);
    rate[rf_sample_number(rate, rate_hz)] = '\0';
    snprintf(name, sizeof name, "%s_channels.tsv", stem);
    f = rf_bids_file_open(b, name, why);
    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "name\tcomponent\ttype\ttracked_point\tunits\tplacement\treference_frame\tsampling_frequency\tdescription\n");
    rf_out_format(f.out, "latency\tn/a\tLATENCY\tn/a\ts\tn/a\tn/a\t%s\tseconds on the time axis that all sensors share\n", rate);
    for (int k = 0; k < 6; k++)
        if (k < 3 || t->rows.gyr)
            rf_out_format(f.out, "%s_%c\t%c\t%s\t%s\t%s\t%s\tsensor\t%s\t%s\n", k < 3 ? "acc" : "gyr", 'x' + k % 3, 'x' + k % 3,
                          k < 3 ? "ACCEL" : "GYRO", place, k < 3 ? "m/s^2" : "rad/s", place, rate,
                          k >= 3               ? "angular rate"
                          : t->rows.no_gravity ? "acceleration, gravity taken out by the source"
                                               : "specific force: 9.81 upwards at rest");
    err = rf_bids_file_close(&f, why);
    snprintf(name, sizeof name, "%s_channels.json", stem);
    return err < 0 ? err
                   : rf_bids_text(b, name,
                                  "{\n  \"reference_frame\": {\n    \"Description\": \"the frame that the values of a channel are in\",\n  "
                                  "  \"Levels\": {\n"
                                  "      \"sensor\": {\n        \"Description\": \"the axes of the sensor itself, right-handed, as its "
                                  "maker prints them; how it is"
                                  " turned on the body is not known\",\n        \"RotationRule\": \"right-hand\",\n        "
                                  "\"SpatialAxes\": \"___\"\n      }\n    }\n  }\n}\n",
                                  why);
}

static int write_motion_json(rf_bids *b, track *t, const char *stem, double rate_hz, rf_why *why)
{
    const double seconds = t->rows.rows > 1 ? (double)(t->rows.last_us - t->rows.first_us) / 1e6 : NAN;
    const int channels = t->rows.gyr ? 6 : 3;
    char name[NAME], rate[RF_NUMBER_MAX], effective[RF_NUMBER_MAX];
    const size_t n = rf_sample_number(rate, rate_hz), m = rf_sample_number(effective, (double)(t->rows.rows - 1) / seconds);
    rf_bids_file f;

    snprintf(name, sizeof name, "%s_motion.json", stem);
    f = rf_bids_file_open(b, name, why);
    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "{\n  \"TaskName\": \"running\",\n  \"TaskDescription\": \"running with a worn inertial sensor\",\n");
    rf_out_format(f.out, "  \"SamplingFrequency\": %.*s,\n", (int)n, rate);
    if (m > 0)
        rf_out_format(f.out, "  \"SamplingFrequencyEffective\": %.*s,\n", (int)m, effective);
    rf_out_format(
        f.out, "  \"ACCELChannelCount\": 3,\n  \"GYROChannelCount\": %d,\n  \"LATENCYChannelCount\": 1,\n  \"MotionChannelCount\": %d,\n",
        channels - 3, channels + 1);
    rf_out_format(f.out, "  \"TrackedPointsCount\": 1,\n  \"TrackingSystemName\": \"%s\",\n  \"MissingValues\": \"n/a\"\n}\n", t->label);
    return rf_bids_file_close(&f, why);
}

static int finish_track(rf_bids *b, size_t source, rf_why *why)
{
    track *t = b->track[source];
    char stem[STEM], from[NAME], to[NAME];
    double rate_hz;
    rf_out *out = t->out;
    int err;

    emit(t);
    t->out = NULL;
    err = rf_out_commit(out, why);
    rate_hz = rate_of(t);
    if (err == 0 && !(rate_hz > 0))
        err = rf_fail(why, RF_ERR_DATA, "%s: too few samples to tell a rate, which BIDS asks for", t->about.name);
    rf_sample_label(t->label, t->about.placement, t->about.side, source, "");
    for (size_t i = 0; i < source; i++)
        if (b->track[i] && !strcmp(b->track[i]->label, t->label)) {
            const size_t n = strlen(t->label);

            snprintf(t->label + n, sizeof t->label - n, "%zu", source + 1);
        }
    snprintf(stem, sizeof stem, RF_BIDS_SUBJECT "/motion/" RF_BIDS_SUBJECT "_" RF_BIDS_TASK "_tracksys-%s", t->label);
    snprintf(from, sizeof from, RF_BIDS_SUBJECT "/motion/%zu.tsv", source);
    snprintf(to, sizeof to, "%s_motion.tsv", stem);
    if (err == 0)
        err = rf_tree_move(b->tree, from, to, why);
    if (err == 0)
        err = write_motion_json(b, t, stem, rate_hz, why);
    return err < 0 ? err : write_channels(b, t, stem, rate_hz, why);
}

/* When the axes of the tables began: the same instant for all. */
static int write_scans(rf_bids *b, rf_why *why)
{
    int64_t zero_us = 0;
    char date[32];
    rf_bids_file f;

    for (size_t i = 0; i < RF_MAX_SENSORS && zero_us == 0; i++)
        if (b->track[i])
            rf_sample_zero_utc(&b->track[i]->about, &zero_us);
    rf_calendar_print(date, zero_us * 1000);
    if (zero_us == 0 || !date[0])
        return 0;
    f = rf_bids_file_open(b, RF_BIDS_SUBJECT "/" RF_BIDS_SUBJECT "_scans.tsv", why);
    if (f.err < 0)
        return f.err;
    rf_out_text(f.out, "filename\tacq_time\n");
    for (size_t i = 0; i < RF_MAX_SENSORS; i++)
        if (b->track[i])
            rf_out_format(f.out, "motion/" RF_BIDS_SUBJECT "_" RF_BIDS_TASK "_tracksys-%s_motion.tsv\t%s\n", b->track[i]->label, date);
    return rf_bids_file_close(&f, why);
}

static int write_participants(rf_bids *b, rf_why *why)
{
    char height[RF_NUMBER_MAX + 1] = "n/a", mass[RF_NUMBER_MAX + 1] = "n/a";
    rf_bids_file f = rf_bids_file_open(b, "participants.tsv", why);
    int err;

    if (f.err < 0)
        return f.err;
    if (isfinite(b->told.height_m))
        height[rf_sample_number(height, b->told.height_m)] = '\0';
    if (isfinite(b->told.mass_kg))
        mass[rf_sample_number(mass, b->told.mass_kg)] = '\0';
    rf_out_format(f.out, "participant_id\theight\tweight\n" RF_BIDS_SUBJECT "\t%s\t%s\n", height, mass);
    err = rf_bids_file_close(&f, why);
    return err < 0 ? err
                   : rf_bids_text(b, "participants.json",
                                  "{\n  \"height\": {\"Description\": \"body height, as told\", \"Units\": \"m\"},\n"
                                  "  \"weight\": {\"Description\": \"body mass, as told\", \"Units\": \"kg\"}\n}\n",
                                  why);
}

static int commit(void *w, rf_left_out *left, rf_why *why)
{
    rf_bids *b = w;
    size_t sensors = 0;
    int err = 0;

    for (size_t i = 0; i < RF_MAX_SENSORS && err == 0; i++)
        if (b->track[i]) {
            err = finish_track(b, i, why);
            sensors++;
        }
    if (err == 0 && sensors == 0)
        err =
            rf_fail(why, RF_ERR_REFUSED, "%s: there are no samples of a sensor in the input, and BIDS-Motion holds nothing else", b->path);
    if (err == 0)
        err = rf_bids_text(b, "dataset_description.json",
                           "{\n  \"Name\": \"Recording of a run\",\n  \"BIDSVersion\": \"" RF_BIDS_VERSION
                           "\",\n  \"DatasetType\": \"raw\",\n  " GENERATED "\n}\n",
                           why);
    if (err == 0)
        err = rf_bids_text(b, "README",
                           "A recording of a run by worn inertial sensors, as BIDS-Motion. Each sensor is a tracking system of its own;\n"
                           "its channels are in the sensor's own frame, and its first channel is the time of each sample in seconds.\n"
                           "What was found in it, if it was analysed, is in derivatives/runform.\n",
                           why);
    if (err == 0)
        err = write_participants(b, why);
    if (err == 0)
        err = write_scans(b, why);
    if (err == 0 && b->beside)
        rf_left_out_add(left, "%s: altitude, position and speed have no place in BIDS-Motion and are left out of the raw data", b->path);
    if (err == 0 && b->emg)
        rf_left_out_add(left, "%s: EMG has no place in BIDS-Motion and is left out of the raw data", b->path);
    if (err == 0) {
        rf_tree *tree = b->tree;

        b->tree = NULL;
        err = rf_tree_commit(tree, why);
    }
    give_up(b); /* what is left of it */
    return err;
}

void rf_bids_learn(rf_bids *b, const rf_writing *what)
{
    size_t sensor = 0;

    b->told = what->result->settings;
    for (size_t i = 0; i < RF_MAX_SENSORS; i++)
        if (b->track[i] && sensor < what->result->n_sensors) {
            b->track[i]->about.placement = what->result->sensors[sensor].placement;
            b->track[i]->about.side = what->result->sensors[sensor].side;
            sensor++;
        }
}

const rf_sample_ops rf_bids_ops = { open_dataset, begin, take_samples, take_asides, commit, give_up };
