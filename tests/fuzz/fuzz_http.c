/* The local page, asked in any way: what a client sends, through the real server library into our handlers.
 *
 * The library is the table of functions that http.c loads; here it starts without threads and without a port, and a client is a pair of sockets. So a
 * request's way is the one that it takes from a browser, and it is over when MHD_run comes back. An analysis is not run: a worker leaves a small session
 * as one that went through. Everything stands in a folder of its own in memory, with a history of one runner, and is made anew for every input.
 *
 * Input: byte 0: 1 a token is asked for, 2 no history, 4 no uploads, 8 a live session; byte 1: the size of the pieces, 0 for all at once; then what
 * clients send one after the other, with a line "\n====\n" between two of them. Visits have the ids 0…01, 0…02 and so on. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/library.h"
#include "serve/inside.h"
#include "serve/live.h"
#include "serve/shelf.h"
#include "serve/site.h"
#include "serve/visits_inside.h"

/* clang-format off */
enum { NO_TOKEN_YET = 1, NO_HISTORY = 2, NO_UPLOAD = 4, LIVE = 8, PORT = 8765, MOST_CLIENTS = 12, IDLE_ROUNDS = 3, MOST_ROUNDS = 400, REPLY = 1 << 16 };
/* clang-format on */

static const char token[] = "0123456789abcdefGHIJ", between[] = "\n====\n";

/* A session as small as one can be that the history keeps. */
static const char session[] =
    "{\"schema\":\"runform.session/"
    "1\",\"version\":\"0\",\"command\":\"\",\"inputs\":[],\"start_utc\":\"2026-05-17T07:30:00.000Z\",\"running\":true,"
    "\"contacts\":90,\"sensors\":[],\"speed\":{\"value\":3.1,\"lo\":3.0,\"hi\":3.2},\"bouts\":[],\"summary\":{\"cadence_spm\":"
    "{\"value\":170,\"lo\":168,\"hi\":172,\"unit\":\"spm\",\"n\":90,\"method\":\"steps\",\"told\":true,\"why\":null}},\"patterns\":[],"
    "\"notices\":[]}\n";

static char root[64];
static unsigned ids;
static struct {
    enum MHD_Result (*run)(struct MHD_Daemon *d);
    enum MHD_Result (*add_connection)(struct MHD_Daemon *d, int fd, const struct sockaddr *a, socklen_t n);
} more;
static struct MHD_Daemon *(*start_daemon)(unsigned, uint16_t, MHD_AcceptPolicyCallback, void *, MHD_AccessHandlerCallback, void *, ...);

/* ---- in the place of the system and the library (the linker's --wrap) -------------------------------------------------------------------- */

ssize_t __wrap_getrandom(void *p, size_t n, unsigned flags);
ssize_t __wrap_getrandom(void *p, size_t n, unsigned flags)
{
    (void)flags;
    memset(p, 0, n);
    ((unsigned char *)p)[n - 1] = (unsigned char)++ids;
    return (ssize_t)n;
}

/* The same server, but for its threads and its port. */
static struct MHD_Daemon *start_quietly(unsigned flags, uint16_t port, MHD_AcceptPolicyCallback accept, void *accept_cls,
                                        MHD_AccessHandlerCallback asked, void *asked_cls, ...)
{
    MHD_RequestCompletedCallback completed = NULL;
    MHD_NotifyConnectionCallback connected = NULL;
    void *completed_cls = NULL, *connected_cls = NULL;
    size_t memory = 32768;
    va_list a;

    (void)flags;
    va_start(a, asked_cls);
    for (int o; (o = va_arg(a, int)) != MHD_OPTION_END;)
        switch (o) {
        case MHD_OPTION_SOCK_ADDR: (void)va_arg(a, const void *); break;
        case MHD_OPTION_NOTIFY_COMPLETED: completed = va_arg(a, MHD_RequestCompletedCallback), completed_cls = va_arg(a, void *); break;
        case MHD_OPTION_NOTIFY_CONNECTION: connected = va_arg(a, MHD_NotifyConnectionCallback), connected_cls = va_arg(a, void *); break;
        case MHD_OPTION_CONNECTION_MEMORY_LIMIT: memory = va_arg(a, size_t); break;
        default: (void)va_arg(a, unsigned); /* numbers of threads, connections and seconds */
        }
    va_end(a);
    return start_daemon(MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, port, accept, accept_cls, asked, asked_cls,
                        MHD_OPTION_NOTIFY_COMPLETED, completed, completed_cls, MHD_OPTION_NOTIFY_CONNECTION, connected, connected_cls,
                        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_END);
}

const char *__real_rf_library_load(const char *soname, const char *const *name, size_t n, void *calls);
const char *__wrap_rf_library_load(const char *soname, const char *const *name, size_t n, void *calls);
const char *__wrap_rf_library_load(const char *soname, const char *const *name, size_t n, void *calls)
{
    static const char *const own[] = { "MHD_run", "MHD_add_connection" };
    const char *why = __real_rf_library_load(soname, name, n, calls);

    if (why || strncmp(name[0], "MHD_", 4) != 0)
        return why;
    start_daemon = ((rf_mhd *)calls)->start_daemon;
    ((rf_mhd *)calls)->start_daemon = start_quietly;
    return __real_rf_library_load(soname, own, 2, &more);
}

/* An analysis that went through at once: its session and its report are there. No process has that number, so nobody is hit if it is ended. */
bool __wrap_rf_worker_start(rf_worker *w, char **argv, const char *folder);
bool __wrap_rf_worker_start(rf_worker *w, char **argv, const char *folder)
{
    *w = (rf_worker) { .pid = 0x7ffffff0, .from = -1 };
    for (; *argv; argv++) {
        char path[RF_VISIT_PATH];
        FILE *f;

        if (!strstr(*argv, "/session.json") && !strstr(*argv, "/report.html"))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, *argv);
        f = fopen(path, "w");
        fuzz_promise(f && fputs(session, f) >= 0 && fclose(f) == 0);
    }
    return true;
}

int __wrap_rf_worker_line(rf_worker *w, int wait_ms, const char **line);
int __wrap_rf_worker_line(rf_worker *w, int wait_ms, const char **line)
{
    (void)w;
    (void)wait_ms;
    (void)line;
    return -1;
}

int __wrap_rf_worker_end(rf_worker *w);
int __wrap_rf_worker_end(rf_worker *w)
{
    (void)w;
    return 0;
}

/* ---- the world ------------------------------------------------------------------------------------------------------------------------------ */

static const char *in_root(char out[128], const char *name)
{
    snprintf(out, 128, "%s/%s", root, name);
    return out;
}

static void remove_root(void)
{
    rf_folder_remove(root);
}

/* Once: the folder, and a history to begin with. */
static void make_root(void)
{
    const rf_store_session in = { .runner = "Ada",
                                  .content = "c0",
                                  .name = "morning",
                                  .json = session,
                                  .json_length = sizeof session - 1,
                                  .distance_km = NAN,
                                  .minutes = NAN };
    char path[128];
    rf_why why = { "" };
    rf_shelf *shelf;
    rf_store *s;
    int64_t id;

    if (*root)
        return;
    snprintf(root, sizeof root, "%s/runform-http-%ld", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid());
    fuzz_promise(mkdir(root, 0700) == 0 && mkdir(in_root(path, "tmp"), 0700) == 0);
    atexit(remove_root);
    setenv("TMPDIR", path, 1);
    setenv("XDG_CACHE_HOME", in_root(path, "cache"), 1);
    fuzz_promise(rf_shelf_open(&shelf, in_root(path, "first.sqlite"), &why) == 0);
    s = rf_shelf_take(shelf);
    fuzz_promise(rf_store_add(s, &in, RF_STORE_KEEP, &id, &why) == RF_STORE_NEW &&
                 rf_store_attach(s, id, "report.html", "<p>", 3, &why) == 0);
    rf_shelf_give(shelf);
    rf_shelf_close(shelf);
}

static void copy_history(void)
{
    static char bytes[1 << 20];
    char path[128];
    FILE *f = fopen(in_root(path, "first.sqlite"), "rb");
    size_t n;

    fuzz_promise(f != NULL);
    n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    f = fopen(in_root(path, "h.sqlite"), "wb");
    fuzz_promise(n > 0 && n < sizeof bytes && f && fwrite(bytes, 1, n, f) == n);
    fclose(f);
}

static size_t names_in(const char *folder)
{
    char path[128];
    DIR *d = opendir(in_root(path, folder));
    size_t n = 0;

    for (const struct dirent *e; d && (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static bool press(void *ctx, const char *what, double value)
{
    (void)ctx;
    fuzz_promise(what && strlen(what) < 16 && (isnan(value) || isfinite(value)));
    return true;
}

/* ---- clients -------------------------------------------------------------------------------------------------------------------------------- */

static bool holds(const uint8_t *p, size_t n, const char *text)
{
    const size_t m = strlen(text);

    for (size_t i = 0; i + m <= n; i++)
        if (!strncasecmp((const char *)p + i, text, m))
            return true;
    return false;
}

/* Analyses end before the next request is read, so that an input always means the same. */
static void wait_for_visits(rf_visits *visits)
{
    if (!visits)
        return;
    pthread_mutex_lock(&visits->lock);
    while (visits->threads > 0)
        pthread_cond_wait(&visits->changed, &visits->lock);
    pthread_mutex_unlock(&visits->lock);
}

static size_t take_reply(int fd, char reply[REPLY], size_t have, bool *closed)
{
    char rest[4096];
    const ssize_t n = recv(fd, have < REPLY - 1 ? reply + have : rest, have < REPLY - 1 ? REPLY - 1 - have : sizeof rest, MSG_DONTWAIT);

    *closed = n == 0;
    return n > 0 ? (size_t)n : 0;
}

/* @return the status of its first answer, 0 for none. */
static int one_client(rf_http *h, rf_visits *visits, const uint8_t *p, size_t n, size_t piece)
{
    static char reply[REPLY];
    const struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    size_t sent = 0, have = 0;
    bool closed = false;
    int pair[2];

    fuzz_promise(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    if (more.add_connection(h->daemon, pair[0], (const struct sockaddr *)&from, sizeof from) != MHD_YES) {
        close(pair[1]);
        return 0;
    }
    for (int idle = 0, rounds = 0; !closed && idle < IDLE_ROUNDS && (sent < n || rounds < MOST_ROUNDS); rounds++) {
        const size_t k = n - sent < piece ? n - sent : piece;
        const ssize_t w = k ? send(pair[1], p + sent, k, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;
        size_t got;

        sent += w > 0 ? (size_t)w : 0;
        more.run(h->daemon);
        wait_for_visits(visits);
        got = take_reply(pair[1], reply, have, &closed);
        have += have < REPLY - 1 ? got : 0;
        idle = w > 0 || got > 0 ? 0 : idle + 1;
    }
    close(pair[1]);
    for (int i = 0; i < IDLE_ROUNDS; i++)
        more.run(h->daemon);
    reply[have] = 0;
    return have > 12 && !strncmp(reply, "HTTP/1.", 7) ? atoi(reply + 9) : 0;
}

static void check(int status, const rf_http *h, const uint8_t *p, size_t n)
{
    static const int known[] = {
        0, 100, 200, 202, 201, 303, 304, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 422, 431, 501, 503, 505
    };
    bool good = false;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        good |= status == known[i];
    if (!good)
        fprintf(stderr, "answered with %d\n", status);
    fuzz_promise(good);
    if (status >= 400 || status < 200)
        return;
    fuzz_promise(holds(p, n, "127.0.0.1:8765") || holds(p, n, "localhost:8765") || holds(p, n, "[::1]:8765")); /* of ours alone */
    fuzz_promise(!h->token[0] || holds(p, n, token) || holds(p, n, "%")); /* an address may write it as %XX */
}

static void all_clients(rf_http *h, rf_visits *visits, const uint8_t *p, size_t n, size_t piece)
{
    const uint8_t *end = p + n;

    for (int i = 0; i < MOST_CLIENTS && p < end; i++) {
        const uint8_t *stop = p;

        while (stop < end && ((size_t)(end - stop) < sizeof between - 1 || memcmp(stop, between, sizeof between - 1) != 0))
            stop++;
        check(one_client(h, visits, p, (size_t)(stop - p), piece), h, p, (size_t)(stop - p));
        p = stop < end ? stop + sizeof between - 1 : end;
    }
}

void fuzz_http(const uint8_t *p, size_t n)
{
    const unsigned how = n > 0 ? p[0] : 0;
    const size_t piece = n > 1 && p[1] ? p[1] * 7u : SIZE_MAX;
    const rf_live_desk desk = { .press = press };
    rf_site site = { .live_session = (void *)(uintptr_t)&desk };
    rf_http_settings set = {
        .port = PORT, .token = how & NO_TOKEN_YET ? token : NULL, .most_bytes = 1 << 20, .stall_s = 3600, .upload_s = 3600, .site = &site
    };
    rf_why why = { "" };
    char path[128];

    make_root();
    ids = 0;
    set.has = (how & NO_UPLOAD ? 0u : RF_HAS_UPLOAD) | (how & NO_HISTORY ? 0u : RF_HAS_HISTORY) | (how & LIVE ? RF_HAS_LIVE : 0u);
    set.routes = rf_site_routes(&set.n_routes);
    if (set.has & RF_HAS_UPLOAD)
        fuzz_promise(rf_visits_new(&site.visits, &why) == 0);
    if (set.has & RF_HAS_HISTORY) {
        copy_history();
        fuzz_promise(rf_shelf_open(&site.shelf, in_root(path, "h.sqlite"), &why) == 0);
    }
    fuzz_promise(rf_http_start(&site.http, &set, &why) == 0);
    if (set.has & RF_HAS_LIVE) {
        site.live = rf_hub_new(site.http, 4096, 2);
        rf_hub_greet(site.live, "hello", "{}");
        rf_hub_publish(site.live, "step", "{\"a\":1}");
    }
    if (n > 2)
        all_clients(site.http, site.visits, p + 2, n - 2, piece);
    rf_http_stop(site.http);
    rf_hub_free(site.live);
    rf_shelf_close(site.shelf);
    rf_visits_free(site.visits);
    fuzz_promise(names_in("tmp") == 0 && names_in("cache/runform") == 0); /* copies and uploads are gone with whoever made them */
    fuzz_promise(names_in(".") <= 4);                                     /* tmp, cache, two databases: nothing else was made */
}
