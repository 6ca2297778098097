/* `runform analyze`: one recorded session, from its files to its summary and outputs. A thin user of the session engine.
 *
 * The inputs are opened first and the outputs next, both before any work, so that a slip in a name costs no time. Nothing appears under an
 * output's name until the session is complete; an interrupt before that leaves no trace.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/analyze.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/confine.h"
#include "cli/damage.h"
#include "cli/runner.h"
#include "cli/summary.h"
#include "cli/told.h"
#include "port/archive.h"
#include "run/pump.h"
#include "run/told.h"

/* From the first byte to the flushed session. @return 0 or the exit code. */
static int pump_all(const rf_analysis *a, rf_pump *pump)
{
    rf_progress progress;
    rf_why why = { "" };
    int r;

    rf_progress_start(&progress, a->progress);
    do {
        r = rf_pump_step(pump, &why);
        rf_progress_show(&progress, rf_pump_where(pump));
    } while (r > 0 && !rf_interrupted());
    rf_progress_end(&progress, rf_pump_where(pump));
    if (r == 0 && a->read_alone) {
        const rf_pump_state w = rf_pump_where(pump);
        const double took_s = rf_progress_seconds(&progress);
        char seconds[RF_NUMBER_MAX], rate[RF_NUMBER_MAX];

        rf_number_print(seconds, took_s, 4);
        rf_number_print(rate, (double)w.samples / took_s, 0);
        printf("read samples=%" PRIu64 " bytes=%" PRId64 " seconds=%s samples_per_s=%s\n", w.samples, w.bytes, seconds, rate);
    }
    if (r > 0)
        return RF_EXIT_INTERRUPTED;
    return r < 0 ? rf_give_up(r, &why) : 0;
}

static void say_how_read(const rf_pump *pump)
{
    const rf_read_report *r;
    const char *name;

    for (size_t i = 0; i < rf_pump_sensors(pump); i++) {
        const rf_pump_sensor s = rf_pump_sensor_at(pump, i);

        fprintf(stderr, "runform: %s: %s; %ld rows\n", s.name, s.report->text, s.report->rows);
    }
    for (size_t i = 0; (r = rf_pump_beside(pump, i, &name)) != NULL; i++)
        fprintf(stderr, "runform: %s: %s; %ld rows\n", name, r->text, r->rows);
}

/* To standard output, or to standard error where an output has taken that place. Whether it could be written is asked once, at the end of main. */
static void show_summary(const rf_analysis *a, const rf_writing *w)
{
    FILE *f = rf_outputs_use_stdout(&a->outputs) ? stderr : stdout;
    const char *no_color = getenv("NO_COLOR");

    if (a->quiet)
        return;
    rf_summary_print(w, f, isatty(fileno(f)) && !(no_color && *no_color));
}

static int say_no_running(const rf_analysis *a, const rf_result *r)
{
    const rf_input *in = &a->inputs.at[0];
    const bool told = in->placement != RF_PLACE_UNKNOWN && !in->placement_from_name;

    return rf_complain(RF_EXIT_NOTHING, "%s%s: no running was found in it%s", rf_input_name(in),
                       a->inputs.n > 1 ? " and the other inputs" : "",
                       told                ? ""
                       : r->n_sensors == 0 ? ": neither samples of a sensor nor a cadence"
                                           : "; if there was some, tell where the sensor was worn: FILE:PLACEMENT");
}

static int deliver(rf_analysis *a, rf_keep *keep, const rf_pump *pump, const rf_session *session, rf_told *told)
{
    const rf_result *result = rf_session_result(session);
    const rf_read_report *reports[RF_MAX_SENSORS];
    const char *names[RF_MAX_SENSORS], *placed[RF_MAX_SENSORS], *recorded = rf_pump_command(pump);
    rf_beside beside[RF_MAX_SENSORS];
    rf_writing w = { .result = result,
                     .reports = reports,
                     .inputs = names,
                     .command = a->overruled || !recorded || !recorded[0] ? a->command : recorded,
                     .placed_by = placed,
                     .thresholds = rf_session_thresholds(session),
                     .history = told->telling.history,
                     .notes = told->telling.notes,
                     .audience = a->audience,
                     .beside = beside,
                     .n_beside = rf_pump_list_beside(beside, pump),
                     .asides = rf_session_asides(session) };
    int code;

    for (size_t i = 0; i < rf_pump_sensors(pump) && i < RF_MAX_SENSORS; i++) {
        const rf_pump_sensor s = rf_pump_sensor_at(pump, i);

        reports[i] = s.report;
        names[i] = recorded || strcmp(a->inputs.at[s.input].path, "-") ? s.name : "-";
        placed[i] = !recorded && a->inputs.at[s.input].placement_from_name ? "file name" : s.placed_by;
    }
    code = rf_keep_judge(keep, &w, told);
    result = w.result;
    if (code == 0)
        code = rf_outputs_write(&a->outputs, &w);
    if (code == RF_EXIT_INTERRUPTED)
        return code;
    if (code == 0)
        code = rf_keep_write(keep, &w);
    if (code == 0)
        rf_outputs_remark(&a->outputs, &w);
    show_summary(a, &w);
    if (!result->running && code == 0)
        return say_no_running(a, result);
    for (size_t i = 0; a->fail_on_flag && i < result->n_findings && code == 0; i++)
        if (result->findings[i].status == RF_FLAGGED)
            code = RF_EXIT_NOTHING;
    return code;
}

static int work(rf_analysis *a, rf_keep *keep, rf_session *session, rf_told *told)
{
    rf_pump_input in[RF_MAX_SENSORS];
    rf_pump_listener listener;
    rf_pump *pump;
    rf_why why = { "" };
    int code;

    for (size_t i = 0; i < a->inputs.n; i++) {
        in[i] = (rf_pump_input) {
            .path = a->inputs.at[i].path, .placement = a->inputs.at[i].placement, .side = a->inputs.at[i].side, .read = a->read
        };
        in[i].read.name = a->inputs.at[i].shown;
    }
    code = rf_pump_new(&pump, session, in, a->inputs.n, a->chunk, &why);
    if (code < 0)
        return rf_give_up(code, &why);
    if (!a->read_alone)
        rf_pump_ahead(pump, a->ahead);
    code = rf_outputs_open(&a->outputs);
    if (rf_outputs_listen(&a->outputs, &listener))
        rf_pump_listen(pump, &listener);
    if (code == 0)
        code = pump_all(a, pump);
    if (code == 0 && a->verbose)
        say_how_read(pump);
    if (code == 0 && !a->quiet)
        rf_say_damage(pump);
    if (code == 0 && session)
        code = deliver(a, keep, pump, session, told);
    rf_outputs_abort(&a->outputs);
    rf_pump_free(pump);
    return code;
}

/* @return −1: go on; otherwise the exit code. */
static int confine(const rf_analysis *a)
{
    rf_why why = { "" };

    for (size_t i = 0; i < a->inputs.n; i++) {
        char first[4];
        FILE *f = fopen(a->inputs.at[i].path, "rb");

        if (f && rf_archive_starts(first, fread(first, 1, sizeof first, f)))
            rf_archive_prepare();
        if (f)
            fclose(f);
    }
    return rf_confine(&why) < 0 ? rf_complain(RF_EXIT_INPUT, "%s", why.text) : -1;
}

int rf_cmd_analyze(int argc, char **argv)
{
    rf_session *session = NULL;
    rf_told told = { .telling = { NULL, NULL, NULL, NULL } };
    rf_keep keep = { .study = NULL };
    rf_analysis a;
    int code = rf_analysis_read(&a, argc, argv);

    if (code < 0 && a.runner)
        rf_runner_take(a.runner, &a.told);
    if (code < 0 && a.confined)
        code = confine(&a);
    if (code < 0) {
        int err = a.read_alone ? 0 : rf_session_new(&session, &a.told);

        if (session && rf_outputs_show_curves(&a.outputs))
            err = rf_session_keep_curves(session);
        rf_interrupt_watch();
        code = err < 0 ? rf_complain(rf_exit_for(err), "the session cannot start: %s", rf_error_text(err))
                       : rf_keep_begin(&keep, &a.keep, &a.inputs, &a.beside);
        if (code == 0)
            code = rf_told_take(&told, &a.beside);
        if (code == 0 && session)
            rf_session_tell(session, &told.telling);
        if (code == 0)
            code = work(&a, &keep, session, &told);
    }
    rf_keep_end(&keep);
    rf_session_free(session);
    rf_told_free(&told);
    rf_inputs_free(&a.inputs);
    rf_names_free(&a.names);
    return code;
}
