/* The parts of an upload, straight to the disk, and the addresses of visits. A body that breaks off leaves nothing: its visit was not taken over yet. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/json.h"
#include "serve/site.h"
#include "serve/visits.h"
#include "write/report.h"

enum { TOLD_MOST = 65536 };

typedef struct upload {
    rf_visit *visit;
    int fd;
    char *told;
    size_t n_told;
} upload;

static int upload_open(rf_call *c, void *cls, void **state)
{
    const rf_site *site = cls;
    upload *u = calloc(1, sizeof *u);

    (void)c;
    if (!u)
        return 503;
    u->fd = -1;
    errno = 0;
    u->visit = rf_visit_new(site->visits);
    if (!u->visit) {
        free(u);
        return errno == ENOSPC || errno == EDQUOT ? 507 : 503;
    }
    *state = u;
    return 0;
}

static int take_told(upload *u, const char *bytes, uint64_t offset, size_t n)
{
    char *more;

    if (offset == 0)
        u->n_told = 0;
    if (u->n_told + n > TOLD_MOST)
        return 413;
    more = realloc(u->told, u->n_told + n + 1);
    if (!more)
        return 503;
    u->told = more;
    memcpy(u->told + u->n_told, bytes, n);
    u->n_told += n;
    u->told[u->n_told] = 0;
    return 0;
}

static int upload_part(void *state, const char *field, const char *file_name, const char *bytes, uint64_t offset, size_t n)
{
    upload *u = state;

    if (!strcmp(field, "told"))
        return take_told(u, bytes, offset, n);
    if (strcmp(field, "file") != 0 || !file_name)
        return 0; /* nothing of ours */
    if (offset == 0) {
        if (u->fd >= 0)
            close(u->fd);
        u->fd = rf_visit_add_file(u->visit, file_name);
        if (u->fd < 0)
            return errno == EMFILE ? 413 : errno == ENOSPC ? 507 : 500;
    }
    while (n > 0) {
        const ssize_t w = write(u->fd, bytes, n);

        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return errno == ENOSPC || errno == EDQUOT ? 507 : 500;
        rf_visit_count_bytes(u->visit, (size_t)w);
        bytes += w;
        n -= (size_t)w;
    }
    return 0;
}

static void upload_close(void *state)
{
    upload *u = state;

    if (u->fd >= 0)
        close(u->fd);
    if (u->visit)
        rf_visit_drop(u->visit);
    free(u->told);
    free(u);
}

const rf_sink rf_visit_sink = { upload_open, upload_part, upload_close };

void rf_page_upload(rf_call *c, void *cls)
{
    upload *u = rf_call_state(c);
    rf_why why = { "" };
    rf_out *o;

    (void)cls;
    if (!u || rf_visit_n_files(u->visit) == 0) {
        rf_reply_error(c, 400, "no file was in it");
        return;
    }
    if (u->told && rf_visit_tell(u->visit, u->told, &why) < 0) {
        rf_reply_error(c, 422, "%s", why.text);
        return;
    }
    if (rf_out_memory(&o) < 0)
        return;
    if (u->fd >= 0)
        close(u->fd);
    u->fd = -1;
    rf_out_text(o, "{");
    rf_json_member(o, "id", rf_visit_take(u->visit));
    rf_out_text(o, "}\n");
    u->visit = NULL;
    rf_reply_out(c, 201, "application/json", o);
}

static void no_visit(rf_call *c)
{
    rf_reply_error(c, 404, "this session is not here (any more); drop its files again");
}

void rf_page_visit(rf_call *c, void *cls)
{
    const rf_site *site = cls;
    rf_out *o;

    if (rf_out_memory(&o) < 0)
        return;
    if (rf_visit_say(site->visits, rf_call_part(c, 0), o)) {
        rf_reply_out(c, 200, "application/json", o);
        return;
    }
    rf_out_abort(o);
    no_visit(c);
}

void rf_page_visit_again(rf_call *c, void *cls)
{
    const rf_site *site = cls;
    rf_why why = { "" };
    size_t n;

    if (!rf_visit_again(site->visits, rf_call_part(c, 0), rf_call_body(c, &n), &why))
        no_visit(c);
    else if (why.text[0])
        rf_reply_error(c, 422, "%s", why.text);
    else
        rf_page_visit(c, cls);
}

void rf_page_visit_cancel(rf_call *c, void *cls)
{
    const rf_site *site = cls;

    if (rf_visit_cancel(site->visits, rf_call_part(c, 0)))
        rf_page_visit(c, cls);
    else
        no_visit(c);
}

void rf_page_visit_delete(rf_call *c, void *cls)
{
    const rf_site *site = cls;

    if (rf_visit_delete(site->visits, rf_call_part(c, 0)))
        rf_reply_text(c, 200, "application/json", "{}\n");
    else
        no_visit(c);
}

/* The report as it is written everywhere, with its own policy: one script by its hash. It stands in a frame without the rights of this server's pages
 * (sandbox), so that even a script that got into it could ask this server for nothing. */
void rf_page_visit_report(rf_call *c, void *cls)
{
    const rf_site *site = cls;
    char path[RF_VISIT_PATH], policy[1024];

    if (!rf_visit_output(site->visits, rf_call_part(c, 0), "report.html", path)) {
        no_visit(c);
        return;
    }
    snprintf(policy, sizeof policy, "sandbox allow-scripts; frame-ancestors 'self'; %s", rf_report_policy);
    rf_reply_file(c, path, "text/html; charset=utf-8", NULL, policy);
}

static const char *type_of(const char *name)
{
    static const struct {
        const char *ending, *type;
    } types[] = { { ".csv", "text/csv; charset=utf-8" },   { ".json", "application/json" },
                  { ".html", "text/html; charset=utf-8" }, { ".md", "text/markdown; charset=utf-8" },
                  { ".zip", "application/zip" },           { ".tsv", "text/tab-separated-values; charset=utf-8" } };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < RF_COUNT(types); i++)
        if (!strcmp(dot, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

void rf_page_visit_file(rf_call *c, void *cls)
{
    const rf_site *site = cls;
    const char *name = rf_call_part(c, 1);
    char path[RF_VISIT_PATH], saved[96];

    snprintf(saved, sizeof saved, "runform-%s", name);
    if (rf_visit_output(site->visits, rf_call_part(c, 0), name, path))
        rf_reply_file(c, path, type_of(name), saved, NULL);
    else
        no_visit(c);
}
