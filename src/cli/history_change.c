/* `runform history edit, delete, rename, remove, export, backup, restore, check`. */
#include <stdio.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/history.h"
#include "cli/outputs.h"

/* What a function of the store came to, as the exit code. */
static int end(rf_store *s, int r, const rf_why *why)
{
    rf_store_close(s);
    return r >= 0 ? RF_EXIT_DONE : rf_complain(r == RF_ERR_WRITE ? RF_EXIT_OUTPUT : RF_EXIT_INPUT, "%s", why->text);
}

int rf_history_edit(rf_history_asked *a)
{
    const rf_store_edit *e = &a->edit;
    rf_why why = { "" };
    rf_store *s;
    int64_t id;
    int code = rf_history_id(a->word[0], &id) ? 0 : RF_EXIT_USAGE;

    if (code == 0 && !e->name && !e->notes && !e->day && !e->effort && !e->runner && !(e->distance_km > 0))
        code = rf_usage_error("history", "edit: nothing to change; give --name, --note, --date, --effort, --distance or --runner");
    if (code == 0)
        code = rf_history_open(&s, a, RF_STORE_WRITE);
    return code ? code : end(s, rf_store_change_judged(s, id, e, rf_load_findings, &why), &why);
}

int rf_history_delete(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int64_t id;
    int code = rf_history_open(&s, a, RF_STORE_WRITE), r;

    if (code)
        return code;
    r = rf_store_begin(s, &why); /* all of them or none */
    for (size_t i = 0; i < a->words && r == 0 && code == 0; i++) {
        code = rf_history_id(a->word[i], &id) ? 0 : RF_EXIT_USAGE;
        if (code == 0)
            r = rf_store_delete_judged(s, id, rf_load_findings, &why);
    }
    if (r == 0 && code == 0)
        r = rf_store_commit(s, &why);
    if (r == 0 && code == 0 && !a->quiet)
        printf("%zu session%s deleted\n", a->words, a->words == 1 ? "" : "s");
    if (code) {
        rf_store_close(s);
        return code;
    }
    return end(s, r, &why);
}

int rf_history_rename(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    const int code = rf_history_open(&s, a, RF_STORE_WRITE);

    return code ? code : end(s, rf_store_runner_rename(s, a->word[0], a->word[1], &why), &why);
}

int rf_history_remove(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    const int code = rf_history_open(&s, a, RF_STORE_WRITE);

    return code ? code : end(s, rf_store_runner_delete(s, a->word[0], &why), &why);
}

int rf_history_export(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int code = rf_history_open(&s, a, RF_STORE_READ);

    if (code)
        return code;
    code = end(s, rf_store_export(s, a->word[0], &why), &why);
    if (code == 0 && !a->quiet)
        printf("%s: a CSV file a table; sessions.csv is the list\n", a->word[0]);
    return code;
}

int rf_history_backup(rf_history_asked *a)
{
    char place[4096];
    rf_why why = { "" };
    rf_store *s;
    int code = rf_history_open(&s, a, RF_STORE_READ);

    if (code)
        return code;
    if ((a->db && rf_outputs_same_file(a->word[0], a->db)) ||
        (!a->db && rf_store_place(place, sizeof place) && rf_outputs_same_file(a->word[0], place))) {
        rf_store_close(s);
        return rf_usage_error("history", "%s: that is the history itself; give the backup another name", a->word[0]);
    }
    return end(s, rf_store_backup(s, a->word[0], &why), &why);
}

int rf_history_restore(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int code;

    if (!rf_store_is_database(a->word[0]))
        return rf_complain(RF_EXIT_INPUT, "%s: this is no backup of a history", a->word[0]);
    code = rf_history_open(&s, a, RF_STORE_CREATE);
    return code ? code : end(s, rf_store_restore(s, a->word[0], &why), &why);
}

int rf_history_check(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int code = rf_history_open(&s, a, RF_STORE_READ);

    if (code)
        return code;
    code = end(s, rf_store_check(s, &why), &why);
    if (code == 0 && !a->quiet)
        printf("whole\n");
    return code;
}
