/* The store of a program that was built without SQLite: rf_store_open says so, and what comes after an open store cannot be reached. */
#include <math.h>

#include "history/store.h"

bool rf_store_built(void)
{
    return false;
}

int rf_store_open(rf_store **out, const char *path, rf_store_opening how, rf_why *why)
{
    (void)how;
    *out = NULL;
    return rf_fail(why, RF_ERR_WRITE, "%s: this runform was built without SQLite (meson: -Dsqlite=enabled)", path);
}

void rf_wilson(long k, long n, double *lo, double *hi)
{
    (void)k, (void)n;
    *lo = *hi = NAN;
}

void rf_store_content(char out[RF_STORE_CONTENT], const char (*digest)[RF_STORE_CONTENT], size_t n, const char *study_name)
{
    (void)digest, (void)n, (void)study_name;
    out[0] = 0;
}

void rf_store_close(rf_store *s)
{
    (void)s;
}

void rf_store_rollback(rf_store *s)
{
    (void)s;
}

/* All others. */
#define NONE(name, ...)                                                                                                                    \
    int name(__VA_ARGS__)                                                                                                                  \
    {                                                                                                                                      \
        return RF_ERR_ARG;                                                                                                                 \
    }
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
NONE(rf_store_begin, rf_store *s, rf_why *why)
NONE(rf_store_commit, rf_store *s, rf_why *why)
NONE(rf_store_check, rf_store *s, rf_why *why)
NONE(rf_store_backup, rf_store *s, const char *to, rf_why *why)
NONE(rf_store_restore, rf_store *s, const char *from, rf_why *why)
NONE(rf_store_export, rf_store *s, const char *folder, rf_why *why)
NONE(rf_store_add, rf_store *s, const rf_store_session *in, rf_store_twice twice, int64_t *id, rf_why *why)
NONE(rf_store_delete, rf_store *s, int64_t id, rf_why *why)
NONE(rf_store_change, rf_store *s, int64_t id, const rf_store_edit *e, rf_why *why)
NONE(rf_store_attach, rf_store *s, int64_t id, const char *name, const void *bytes, size_t n, rf_why *why)
NONE(rf_store_document, rf_store *s, int64_t id, const char *name, char **bytes, size_t *n, rf_why *why)
NONE(rf_store_count, rf_store *s, const rf_store_filter *f, long *n, rf_why *why)
NONE(rf_store_list, rf_store *s, const rf_store_filter *f, int (*row)(void *to, const rf_store_row *r), void *to, rf_why *why)
NONE(rf_store_trend_of, rf_store *s, const char *metric, const rf_store_filter *f, rf_store_trend *out, rf_why *why)
NONE(rf_store_history, rf_store *s, const char *runner, int64_t last, rf_history *out, rf_why *why)
NONE(rf_store_history_with, rf_store *s, const char *runner, const char *content, const rf_run *now, rf_history *out, rf_why *why)
NONE(rf_store_baseline, rf_store *s, const char *runner, const char *content, rf_baseline *out, rf_why *why)
NONE(rf_store_runner_add, rf_store *s, const char *name, rf_why *why)
NONE(rf_store_runner_rename, rf_store *s, const char *name, const char *to, rf_why *why)
NONE(rf_store_runner_delete, rf_store *s, const char *name, rf_why *why)
NONE(rf_store_runners, rf_store *s, int (*row)(void *to, const char *name, long sessions, const char *last_day), void *to, rf_why *why)
NONE(rf_store_pain_put, rf_store *s, rf_store_pain *p, rf_why *why)
NONE(rf_store_pain_delete, rf_store *s, int64_t id, rf_why *why)
NONE(rf_store_pain_list, rf_store *s, const char *runner, int (*row)(void *to, const rf_store_pain *p), void *to, rf_why *why)
NONE(rf_store_pain_beside, rf_store *s, const char *runner, int when, double least, rf_store_beside out[RF_STORE_BESIDE_MAX], size_t *n,
     rf_why *why)
NONE(rf_store_list_json, rf_store *s, const rf_store_filter *f, rf_out *o, rf_why *why)
NONE(rf_store_session_json, rf_store *s, int64_t id, bool contacts, rf_out *o, rf_why *why)
NONE(rf_store_trend_json, rf_store *s, const char *metric, const rf_store_filter *f, rf_out *o, rf_why *why)
NONE(rf_store_weeks_json, rf_store *s, const char *runner, long most, rf_out *o, rf_why *why)
NONE(rf_store_pain_json, rf_store *s, const char *runner, rf_out *o, rf_why *why)
NONE(rf_store_runners_json, rf_store *s, rf_out *o, rf_why *why)
NONE(rf_store_describe, const rf_store_session *in, rf_run *run, bool *dated, rf_why *why)
NONE(rf_store_one, rf_store *s, int64_t id, int (*row)(void *to, const rf_store_row *r), void *to, rf_why *why)
NONE(rf_store_metrics, rf_store *s, int64_t id, int (*row)(void *to, const rf_store_metric *m), void *to, rf_why *why)
NONE(rf_store_findings, rf_store *s, int64_t id, int (*row)(void *to, const rf_store_found *f), void *to, rf_why *why)
NONE(rf_store_weeks, rf_store *s, const char *runner, int (*row)(void *to, const rf_store_week *w), void *to, rf_why *why)
NONE(rf_store_rejudge, rf_store *s, const char *runner, const char *from, rf_store_judge *judge, rf_why *why)
NONE(rf_store_add_judged, rf_store *s, const rf_store_session *in, rf_store_twice twice, rf_store_judge *judge, int64_t *id, rf_why *why)
NONE(rf_store_change_judged, rf_store *s, int64_t id, const rf_store_edit *e, rf_store_judge *judge, rf_why *why)
NONE(rf_store_delete_judged, rf_store *s, int64_t id, rf_store_judge *judge, rf_why *why)
