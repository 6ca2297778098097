/* One session: pump, result, part. See job.h. */
#include "batch/job.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/number.h"
#include "batch/rows.h"
#include "history/digest.h"
#include "run/pump.h"
#include "write/text.h"
#include "write/writers.h"

/* ---- what makes it this session ------------------------------------------------------------------------------------------------------- */

static int note_file(rf_digest *d, const char *path, rf_why *why)
{
    char line[128];
    struct stat s;

    if (stat(path, &s) < 0)
        return rf_fail(why, RF_ERR_READ, "%s: there is no such file", path);
    snprintf(line, sizeof line, "%" PRId64 " %" PRId64 ".%09ld", (int64_t)s.st_size, (int64_t)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
    rf_digest_text(d, path);
    rf_digest_text(d, line);
    return 0;
}

static void note_number(rf_digest *d, double v)
{
    char text[RF_NUMBER_MAX];

    rf_number_print(text, v, 6);
    rf_digest_text(d, text);
}

int rf_job_key(char out[RF_KEY_MAX], const rf_job *j, const rf_batch *b, rf_why *why)
{
    rf_digest d;
    int r = 0;

    rf_digest_begin(&d);
    rf_digest_text(&d, RF_VERSION);
    rf_digest_text(&d, b->command);
    rf_digest_text(&d, b->thresholds);
    rf_digest_text(&d, b->whole ? "whole" : "");
    rf_digest_text(&d, j->session);
    rf_digest_text(&d, j->subject);
    rf_digest_text(&d, j->condition);
    note_number(&d, j->speed_mps);
    note_number(&d, j->height_m);
    for (size_t i = 0; r == 0 && i < j->n; i++) {
        const rf_job_file *f = &j->file[i];

        rf_digest_text(&d, rf_placement_name(f->placement));
        rf_digest_text(&d, rf_side_name(f->side));
        r = note_file(&d, f->path, why);
        if (r == 0 && f->standing)
            r = note_file(&d, f->standing, why);
    }
    rf_digest_end(&d, out);
    return r;
}

/* ---- the analysis ----------------------------------------------------------------------------------------------------------------------- */

static rf_session_settings told(const rf_job *j, const rf_batch *b)
{
    rf_session_settings set = b->d.told;

    set.speed_mps = isnan(j->speed_mps) ? set.speed_mps : j->speed_mps;
    set.height_m = isnan(j->height_m) ? set.height_m : j->height_m;
    return set;
}

/* @return 0, 1: interrupted, or the error with its reason in *note. */
static int analyse(rf_pump **pump, rf_session *session, const rf_job *j, const rf_batch *b, rf_why *note)
{
    rf_pump_input in[RF_MAX_SENSORS];
    int r;

    if (j->n > RF_MAX_SENSORS)
        return rf_fail(note, RF_ERR_REFUSED, "%s: more than %d sensors in one session", j->session, RF_MAX_SENSORS);
    for (size_t i = 0; i < j->n; i++)
        in[i] = (rf_pump_input) { .path = j->file[i].path,
                                  .placement = j->file[i].placement,
                                  .side = j->file[i].side,
                                  .read = b->d.read,
                                  .standing = j->file[i].standing };
    r = rf_pump_new(pump, session, in, j->n, 0, note);
    if (r == 0)
        r = 1;
    while (r > 0 && !b->interrupted())
        r = rf_pump_step(*pump, note);
    return b->interrupted() ? 1 : r;
}

/* ---- the part --------------------------------------------------------------------------------------------------------------------------- */

/* How the file was read; NULL where it came to nothing. */
static const rf_read_report *report_of(const rf_pump *pump, size_t input)
{
    for (size_t i = 0; pump && i < rf_pump_sensors(pump); i++)
        if (rf_pump_sensor_at(pump, i).input == input)
            return rf_pump_sensor_at(pump, i).report;
    return NULL;
}

/* A line a file: session, path, bytes, digest, format, and who said where it was worn. */
static int files(rf_out *o, const rf_job *j, const rf_pump *pump, rf_why *note)
{
    for (size_t i = 0; i < j->n; i++) {
        const rf_read_report *report = report_of(pump, i);
        const char *paths[] = { j->file[i].path, j->file[i].standing };

        for (size_t k = 0; k < RF_COUNT(paths) && paths[k]; k++) {
            char digest[RF_DIGEST_TEXT];
            int64_t bytes;

            if (rf_digest_file(digest, &bytes, paths[k], note) < 0)
                return RF_ERR_READ;
            rf_text_cell(o, j->session);
            rf_out_text(o, ",");
            rf_text_cell(o, paths[k]);
            rf_out_format(o, ",%" PRId64 ",%s,%s,%s,%s,%s\n", bytes, digest, report && report->format ? report->format : "",
                          rf_placement_name(j->file[i].placement), rf_side_name(j->file[i].side), k ? "standing" : j->file[i].placed_by);
        }
    }
    return 0;
}

/* The session as `runform analyze --json` writes it. */
static int whole(rf_out *o, const rf_job *j, const rf_batch *b, const rf_session *session, const rf_pump *pump)
{
    const rf_read_report *reports[RF_MAX_SENSORS];
    const char *names[RF_MAX_SENSORS], *placed[RF_MAX_SENSORS];
    rf_beside beside[RF_MAX_SENSORS];
    rf_writing w = { .result = rf_session_result(session),
                     .reports = reports,
                     .inputs = names,
                     .placed_by = placed,
                     .command = b->command,
                     .thresholds = rf_session_thresholds(session),
                     .beside = beside,
                     .n_beside = rf_pump_list_beside(beside, pump),
                     .asides = rf_session_asides(session) };

    for (size_t i = 0; i < rf_pump_sensors(pump) && i < RF_MAX_SENSORS; i++) {
        const rf_pump_sensor s = rf_pump_sensor_at(pump, i);
        const char *by = s.input < j->n ? j->file[s.input].placed_by : "";

        reports[i] = s.report;
        names[i] = s.name;
        placed[i] = by[0] ? by : s.placed_by;
    }
    rf_part_section(o, RF_PART_JSON);
    return rf_write_json(&w, o);
}

/* session NULL: it came to nothing. */
static int write_part(const rf_job *j, const rf_batch *b, rf_job_status s, const rf_session *session, const rf_pump *pump, const char *note,
                      rf_why *why)
{
    const rf_result *r = session ? rf_session_result(session) : NULL;
    char key[RF_KEY_MAX] = "-";
    rf_why unread = { "" };
    rf_out *o;
    int e;

    if (rf_job_key(key, j, b, &unread) < 0) /* the file went away: next time it is looked at anew */
        snprintf(key, sizeof key, "-");
    e = rf_part_begin(&o, b->out, j->session, key, s, note, why);
    if (e < 0)
        return e;
    rf_part_section(o, RF_PART_SUMMARY);
    if (s != RF_JOB_SKIPPED)
        rf_rows_summary(o, j, s, r, note);
    if (r) {
        rf_part_section(o, RF_PART_CONTACTS);
        rf_rows_contacts(o, j, r);
        rf_part_section(o, RF_PART_FINDINGS);
        rf_rows_findings(o, j, r);
        rf_part_section(o, RF_PART_NOTICES);
        rf_rows_notices(o, j, r);
        rf_part_section(o, RF_PART_CURVES);
        rf_rows_curves(o, j, r);
        rf_part_section(o, RF_PART_TRACES);
        e = rf_rows_traces(o, r);
    }
    rf_part_section(o, RF_PART_FILES);
    if (e == 0 && s != RF_JOB_SKIPPED && files(o, j, pump, &unread) < 0 && s != RF_JOB_FAILED)
        e = rf_fail(why, RF_ERR_READ, "%s", unread.text);
    if (e == 0 && r && b->whole)
        e = whole(o, j, b, session, pump);
    if (e < 0) {
        rf_out_abort(o);
        return rf_fail(why, RF_ERR_WRITE, "%s: %s", j->session, rf_error_text(e));
    }
    return rf_part_end(o, why);
}

int rf_job_run(const rf_job *j, const rf_batch *b, rf_job_status *status, rf_why *note, rf_why *why)
{
    const rf_session_settings set = told(j, b);
    const rf_result *result = NULL;
    rf_session *session;
    rf_pump *pump = NULL;
    int r = rf_session_new(&session, &set);

    if (r == 0 && b->curves)
        r = rf_session_keep_curves(session);
    if (r < 0) {
        rf_fail(note, r, "%s: the session cannot start: %s", j->session, rf_error_text(r));
    } else {
        rf_session_tell(session, &b->telling);
        r = analyse(&pump, session, j, b, note);
    }
    if (r > 0) {
        r = RF_ERR_ARG;
    } else {
        result = r == 0 ? rf_session_result(session) : NULL;
        *status = result ? result->running ? RF_JOB_DONE : RF_JOB_NO_RUNNING : r == RF_ERR_NO_SAMPLES ? RF_JOB_SKIPPED : RF_JOB_FAILED;
        r = write_part(j, b, *status, result ? session : NULL, pump, note->text, why);
    }
    rf_pump_free(pump);
    rf_session_free(session);
    return r;
}

int rf_job_fail(const rf_job *j, const rf_batch *b, const char *note, rf_why *why)
{
    return write_part(j, b, RF_JOB_FAILED, NULL, NULL, note, why);
}
