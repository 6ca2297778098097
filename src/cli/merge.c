/* `runform merge DIR`: the tables of a batch whose shares were done one by one, here or on many machines. */
#include <stdio.h>

#include "batch/tables.h"
#include "cli/args.h"
#include "cli/batch.h"
#include "cli/commands.h"

enum { PARTIAL, DB, QUIET, HELP, OPTIONS };

static const rf_option option[OPTIONS] = {
    [PARTIAL] = { "partial", NULL, "make the tables of what is there, though sessions are missing" },
    [DB] = { "db", "FILE", "the sessions into a study's database as well (SQLite); the shares were then made with --db, too" },
    [QUIET] = { "q", NULL, "say nothing but what is wrong" },
    [HELP] = { "help", NULL, "this text" },
};

static int print_help(void)
{
    puts("Usage: runform merge DIR [--partial] [--db FILE]\n"
         "\n"
         "Join the shares of runform batch --shard into one set of tables in the same folder: the same bytes that one batch\n"
         "without shares would have written. Stops if a session is missing, and says which.\n");
    rf_args_print_options(option, OPTIONS);
    puts("\nExit: 0 done, 2 usage, 3 no batch in the folder, or sessions are missing, 4 output unwritable, 5 some sessions failed.");
    return RF_EXIT_DONE;
}

int rf_batch_into_study(const char *db, const char *folder, const rf_index *x)
{
    rf_why why = { "" };
    rf_store *s;
    int r;

    if (!db)
        return 0;
    r = rf_store_open(&s, db, RF_STORE_CREATE, &why);
    if (r == 0 && x)
        r = rf_batch_study(s, folder, x, NULL, &why);
    rf_store_close(s);
    return r < 0 ? rf_complain(RF_EXIT_OUTPUT, "%s", why.text) : 0;
}

static int merge(const char *folder, const char *db, bool partial, bool quiet)
{
    rf_why why = { "" };
    rf_batch_count c;
    rf_index x;
    int code;

    if (rf_index_read(&x, folder, &why) < 0)
        return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    code = rf_batch_lock(folder, true, NULL);
    if (code == 0) {
        rf_tables_count(&c, folder, &x);
        if (c.missing && !partial)
            code = rf_complain(RF_EXIT_INPUT, "%s: %zu of %zu sessions are not there yet, %s first; finish the shares, or --partial",
                               folder, c.missing, x.n, c.first_missing);
        else if (rf_tables_write(folder, &x, &why) < 0)
            code = rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
        else if ((code = rf_batch_into_study(db, folder, &x)) == 0)
            code = c.of[RF_JOB_FAILED] ? RF_EXIT_SOME_FAILED : RF_EXIT_DONE;
        if (!quiet && (code == RF_EXIT_DONE || code == RF_EXIT_SOME_FAILED))
            printf("%zu sessions: %zu analysed, %zu without running, %zu failed; %zu files without samples; %zu missing. Results in %s\n",
                   x.n - c.of[RF_JOB_SKIPPED], c.of[RF_JOB_DONE], c.of[RF_JOB_NO_RUNNING], c.of[RF_JOB_FAILED], c.of[RF_JOB_SKIPPED],
                   c.missing, folder);
    }
    rf_index_free(&x);
    return code;
}

int rf_cmd_merge(int argc, char **argv)
{
    const char *value, *folder = NULL, *db = NULL;
    bool partial = false, quiet = false;
    rf_args args;
    int what;

    rf_args_start(&args, argc, argv, option, OPTIONS);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == RF_ARG_WRONG)
            return RF_EXIT_USAGE;
        if (what == HELP)
            return print_help();
        partial = partial || what == PARTIAL;
        quiet = quiet || what == QUIET;
        if (what == RF_ARG_FILE && folder)
            return rf_usage_error("merge", "one folder at a time: %s or %s", folder, value);
        db = what == DB ? value : db;
        folder = what == RF_ARG_FILE ? value : folder;
    }
    return folder ? merge(folder, db, partial, quiet) : rf_usage_error("merge", "no folder; give the --out of the batch");
}
