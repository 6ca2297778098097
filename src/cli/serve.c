/* `runform serve`: the local page, until it is interrupted. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/token.h"
#include "serve/shelf.h"
#include "serve/site.h"
#include "serve/visits.h"

/* clang-format off */
enum choice { HEAD_KEPT, DB, NO_HISTORY, HEAD_WHERE, PORT, LISTEN, TOKEN, NO_OPEN, HEAD_BOUNDS, MOST_MB, STALL_S, UPLOAD_S, HEAD_OTHER, HELP, CHOICES };
/* clang-format on */

static const rf_option option[CHOICES] = {
    [HEAD_KEPT] = { NULL, NULL, "What is kept" },
    [DB] = { "db", "FILE", "the history of sessions is in this database (runform/history.sqlite in the user's data folder)" },
    [NO_HISTORY] = { "no-history", NULL, "keep nothing: upload and report alone" },
    [HEAD_WHERE] = { NULL, NULL, "Where" },
    [PORT] = { "port", "N", "8765; 0 for any that is free" },
    [LISTEN] = { "listen", "ADDR", "an address that others can reach, e.g. 0.0.0.0 for all; a token is then asked for" },
    [TOKEN] = { "token", NULL, "ask for a token on this computer too, where other people use it" },
    [NO_OPEN] = { "no-open", NULL, "print the address, and do not open the browser" },
    [HEAD_BOUNDS] = { NULL, NULL, "How much is taken" },
    [MOST_MB] = { "most-mb", "MB", "of one upload, 1 to 100000 (4000)" },
    [STALL_S] = { "stall", "S", "how long a client may send nothing, 1 to 3600 s (30)" },
    [UPLOAD_S] = { "upload-time", "S", "how long an upload may take, 1 to 86400 s (1800)" },
    [HEAD_OTHER] = { NULL, NULL, "Other" },
    [HELP] = { "help", NULL, "this text" },
};

typedef struct wish {
    rf_http_settings http;
    double port, most_mb, stall_s, upload_s;
    bool ask_token, no_open, no_history, help;
    const char *db;
    char token[RF_TOKEN_MAX];
} wish;

static void print_help(void)
{
    puts("Usage: runform serve [options]\n"
         "\n"
         "A page in your browser: drop a recording and read its report, without a network and without an account. It listens\n"
         "on this computer alone (127.0.0.1), opens the browser, and ends with Ctrl-C. What was not kept is then deleted.\n"
         "\n"
         "  runform serve\n"
         "  runform serve --port 0 --no-open\n"
         "  runform serve --listen 0.0.0.0        for a tablet in the same network; prints an address with a token\n");
    rf_args_print_options(option, CHOICES);
    puts("\nRUNFORM_TOKEN in the environment is the token, 16 to 128 letters and digits, instead of one that is made.\n"
         "Exit: 0 ended by Ctrl-C or SIGTERM, 2 usage, 4 the port is taken or the address is not this computer's.");
}

static int take(wish *w, int what, const char *value)
{
    switch (what) {
    case PORT: return rf_arg_number("serve", "port", value, 0, 65535, "", &w->port) ? 0 : RF_EXIT_USAGE;
    case LISTEN: w->http.listen = value; return 0;
    case TOKEN: w->ask_token = true; return 0;
    case DB: w->db = value; return 0;
    case NO_HISTORY: w->no_history = true; return 0;
    case NO_OPEN: w->no_open = true; return 0;
    case MOST_MB: return rf_arg_number("serve", "most-mb", value, 1, 100000, "MB", &w->most_mb) ? 0 : RF_EXIT_USAGE;
    case STALL_S: return rf_arg_number("serve", "stall", value, 1, 3600, "s", &w->stall_s) ? 0 : RF_EXIT_USAGE;
    case UPLOAD_S: return rf_arg_number("serve", "upload-time", value, 1, 86400, "s", &w->upload_s) ? 0 : RF_EXIT_USAGE;
    case HELP: w->help = true; return 0;
    case RF_ARG_FILE: return rf_usage_error("serve", "%s: serve takes no file; drop it on the page", value);
    default: return RF_EXIT_USAGE;
    }
}

static int read_arguments(wish *w, int argc, char **argv)
{
    rf_args args;
    const char *value;
    int what, code = 0;

    *w = (wish) { .port = 8765, .most_mb = 4000, .stall_s = 30, .upload_s = 1800 };
    rf_args_start(&args, argc, argv, option, CHOICES);
    while (code == 0 && (what = rf_args_next(&args, &value)) != RF_ARG_END)
        code = take(w, what, value);
    if (code != 0 || w->help)
        return code;
    w->http.port = (uint16_t)w->port;
    w->http.most_bytes = (uint64_t)(w->most_mb * 1e6);
    w->http.stall_s = (unsigned)w->stall_s;
    w->http.upload_s = (unsigned)w->upload_s;
    if (!w->http.listen && !w->ask_token)
        return 0;
    w->http.token = w->token; /* asked for where others can reach the server, or where it was wanted */
    return rf_token_take("serve", w->token);
}

/* The shell lets go of the browser at once, so that it outlives the server and leaves nothing to wait for. */
static void open_browser(const char *address)
{
    extern char **environ;
    static char sh[] = "sh", minus_c[] = "-c", line[] = "xdg-open \"$0\" >/dev/null 2>&1 &";
    char url[RF_HTTP_ADDRESS_MAX];
    char *const argv[] = { sh, minus_c, line, url, NULL };
    pid_t child;

    snprintf(url, sizeof url, "%s", address);
    if (posix_spawnp(&child, sh, NULL, NULL, argv, environ) == 0)
        waitpid(child, NULL, 0);
}

/* Without SQLite there is none, and unless it was asked for nothing is said of it. */
static int open_history(wish *w, rf_site *site, rf_why *why)
{
    int err;

    if (w->no_history || (!w->db && !rf_store_built()))
        return 0;
    err = rf_shelf_open(&site->shelf, w->db, why);
    if (err == 0)
        w->http.has |= RF_HAS_HISTORY;
    return err;
}

static int serve(wish *w)
{
    rf_site site = { .http = NULL };
    char address[RF_HTTP_ADDRESS_MAX];
    rf_why why = { "" };
    int err;

    w->http.site = &site;
    w->http.has = RF_HAS_UPLOAD;
    w->http.routes = rf_site_routes(&w->http.n_routes);
    rf_interrupt_watch();
    err = rf_visits_new(&site.visits, &why);
    if (err == 0)
        err = open_history(w, &site, &why);
    if (err == 0)
        err = rf_http_start(&site.http, &w->http, &why);
    if (err < 0) {
        rf_shelf_close(site.shelf);
        rf_visits_free(site.visits);
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    }
    puts(rf_http_address(site.http, address));
    if (fflush(stdout) == 0 && !w->no_open && !w->http.listen && (getenv("DISPLAY") || getenv("WAYLAND_DISPLAY")))
        open_browser(address);
    while (!rf_interrupted())
        nanosleep(&(struct timespec) { .tv_nsec = 50000000 }, NULL);
    rf_http_stop(site.http);
    rf_shelf_close(site.shelf);
    rf_visits_free(site.visits);
    return RF_EXIT_DONE;
}

int rf_cmd_serve(int argc, char **argv)
{
    wish w;
    const int code = read_arguments(&w, argc, argv);

    if (code == 0 && w.help)
        print_help();
    return code != 0 || w.help ? code : serve(&w);
}
