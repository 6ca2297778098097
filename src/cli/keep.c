/* A session into a study or a history.
 *
 * What is stored is the JSON and, of a study, the rows of --steps, made by their own writers and kept in memory. A study's days are the recording's
 * UTC; a history's are the runner's own, by the clock of this machine. Where a recording has no date and none is told, the history takes the day on
 * which its file was last changed, and says so: without a day no load can be judged.
 */
#define _DEFAULT_SOURCE /* tm_gmtoff */
#include "cli/keep.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "history/day.h"
#include "history/digest.h"
#include "pattern/pattern.h"
#include "write/load.h"
#include "write/writers.h"

/* ---- before the work -------------------------------------------------------------------------------------------------------------------- */

static int digest_inputs(rf_keep *k)
{
    char digest[RF_MAX_SENSORS][RF_STORE_CONTENT];
    rf_why why = { "" };
    int64_t bytes;

    for (size_t i = 0; i < k->inputs->n; i++) {
        if (!strcmp(k->inputs->at[i].path, "-"))
            return rf_usage_error("analyze",
                                  "standard input goes into no database: a session is known again by its file; give the file's name");
        if (rf_digest_file(digest[i], &bytes, k->inputs->at[i].path, &why) < 0)
            return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    }
    rf_store_content(k->content, (const char(*)[RF_STORE_CONTENT])digest, k->inputs->n, NULL);
    return 0;
}

static int open_all(rf_keep *k, rf_told_names *names)
{
    rf_why why = { "" };

    if (k->wish.save && !rf_store_place(k->place, sizeof k->place))
        return rf_complain(RF_EXIT_OUTPUT, "--save: neither XDG_DATA_HOME nor HOME says where the history is; --db FILE names one");
    if ((k->wish.db && rf_store_open(&k->study, k->wish.db, RF_STORE_CREATE, &why) < 0) ||
        (k->wish.save && rf_store_open(&k->own, k->place, RF_STORE_CREATE, &why) < 0))
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    if (k->wish.save && !names->history)
        names->history = k->place;
    return 0;
}

/* The word `history`, where no file has that name, is the user's own. @return false after one line. */
static bool say_place(rf_keep *k, const char **name)
{
    struct stat st;

    if (!*name || strcmp(*name, "history") != 0 || stat(*name, &st) == 0)
        return true;
    if (!rf_store_place(k->place, sizeof k->place) || !rf_store_is_database(k->place)) {
        rf_complain(RF_EXIT_INPUT, "history: there is none yet; runform analyze --save begins one");
        return false;
    }
    *name = k->place;
    return true;
}

int rf_keep_begin(rf_keep *k, const rf_keep_wish *wish, const rf_inputs *in, rf_told_names *names)
{
    int code = 0;

    *k = (rf_keep) { .wish = *wish, .inputs = in };
    code = say_place(k, &names->history) ? 0 : RF_EXIT_INPUT;
    if (code == 0)
        code = say_place(k, &names->baseline) ? 0 : RF_EXIT_INPUT;
    names->runner = wish->runner;
    names->content = k->content;
    if (code == 0 && (wish->db || wish->save || rf_store_is_database(names->history) || rf_store_is_database(names->baseline)))
        code = digest_inputs(k);
    return code ? code : open_all(k, names);
}

/* ---- the day ------------------------------------------------------------------------------------------------------------------------------ */

int rf_keep_offset(const char *start_utc)
{
    int64_t day;
    int minute;
    struct tm tm;
    time_t t;

    if (!start_utc || strlen(start_utc) < 16 || !rf_day_parse(start_utc, 16, &day, &minute))
        return 0;
    t = (time_t)(day * 86400 + minute * 60);
    return localtime_r(&t, &tm) ? (int)(tm.tm_gmtoff / 60) : 0;
}

bool rf_keep_file_day(char out[RF_DAY_MAX], const char *path)
{
    struct stat st;
    struct tm tm;

    if (stat(path, &st) != 0 || !localtime_r(&st.st_mtim.tv_sec, &tm))
        return false;
    rf_day_print(out, rf_day_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday));
    return true;
}

static void file_day(rf_keep *k)
{
    if (rf_keep_file_day(k->day, k->inputs->at[0].path))
        fprintf(stderr, "runform: notice: %s: no date in it; the history takes the day of the file, %s (--date YYYY-MM-DD tells another)\n",
                k->inputs->at[0].path, k->day);
}

/* ---- the session as the store takes it ------------------------------------------------------------------------------------------------------ */

static char *text_of(int (*write)(const rf_writing *, rf_out *), const rf_writing *w, size_t *n)
{
    rf_out *o;

    if (rf_out_memory(&o) < 0)
        return NULL;
    if (write(w, o) < 0) {
        rf_out_abort(o);
        return NULL;
    }
    return rf_out_take(o, n);
}

/* Last part of the first file's name. */
static const char *name_of(const rf_inputs *in)
{
    const char *slash = strrchr(in->at[0].path, '/');

    return slash && slash[1] ? slash + 1 : in->at[0].path;
}

static rf_store_session session_of(const rf_keep *k, const rf_writing *w, const char *json, size_t n, bool own)
{
    return (rf_store_session) { .runner = k->wish.runner,
                                .content = k->content,
                                .name = name_of(k->inputs),
                                .json = json,
                                .json_length = n,
                                .day = k->wish.day        ? k->wish.day
                                       : own && k->day[0] ? k->day
                                                          : NULL,
                                .offset_of = own ? rf_keep_offset : NULL,
                                .distance_km = k->wish.distance_km,
                                .effort = k->wish.effort,
                                .pain = w->notes };
}

/* ---- load by the history ---------------------------------------------------------------------------------------------------------------------- */

static int judge(rf_keep *k, rf_writing *w, rf_told *told, const rf_run *now)
{
    k->findings = malloc((w->result->n_findings + 1) * sizeof *k->findings);
    if (!k->findings || rf_history_end_with(&told->earlier, now) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    memcpy(k->findings, w->result->findings, w->result->n_findings * sizeof *k->findings);
    rf_patterns_judge_load(&told->earlier, w->thresholds, k->findings, w->result->n_findings);
    k->result = *w->result;
    k->result.findings = k->findings;
    w->result = &k->result;
    w->history = &told->earlier;
    return 0;
}

int rf_keep_judge(rf_keep *k, rf_writing *w, rf_told *told)
{
    rf_store_session in;
    rf_why why = { "" };
    bool dated;
    rf_run now;
    size_t n;
    char *json;
    int r;

    if (!told->has_earlier && !k->own)
        return 0;
    json = text_of(rf_write_json, w, &n);
    if (!json)
        return rf_complain(RF_EXIT_OUTPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    in = session_of(k, w, json, n, true);
    r = rf_store_describe(&in, &now, &dated, &why);
    if (r == 0 && !dated) {
        file_day(k);
        in.day = k->day;
        r = rf_store_describe(&in, &now, &dated, &why);
    }
    free(json);
    if (r < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    return told->has_earlier && dated ? judge(k, w, told, &now) : 0;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------------------------ */

static int write_one(const rf_keep *k, rf_store *s, const rf_writing *w, bool own)
{
    static const char *const did[] = { "saved as", "is there already, unchanged:", "analysed anew:" };
    rf_why why = { "" };
    size_t n, n_steps = 0;
    char *json = text_of(rf_write_json, w, &n), *steps = own ? NULL : text_of(rf_write_steps, w, &n_steps);
    rf_store_session in = session_of(k, w, json, n, own);
    int64_t id;
    int r;

    in.steps = steps;
    in.steps_length = n_steps;
    r = json && own     ? rf_store_add_judged(s, &in, RF_STORE_ANEW, rf_load_findings, &id, &why)
        : json && steps ? rf_store_add(s, &in, RF_STORE_ANEW, &id, &why)
                        : rf_fail(&why, RF_ERR_NOMEM, "%s", rf_error_text(RF_ERR_NOMEM));
    free(json);
    free(steps);
    if (r < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    if (own && !k->wish.quiet)
        fprintf(stderr, "runform: %s session %" PRId64 " of the history; runform history shows them\n", did[r], id);
    return 0;
}

int rf_keep_write(rf_keep *k, const rf_writing *w)
{
    int code = 0;

    if (k->study)
        code = write_one(k, k->study, w, false);
    if (code == 0 && k->own)
        code = write_one(k, k->own, w, true);
    return code;
}

void rf_keep_end(rf_keep *k)
{
    rf_store_close(k->study);
    rf_store_close(k->own);
    free(k->findings);
    *k = (rf_keep) { .wish = { .db = NULL } };
}
