/* `runform history`: what its verbs have in common. */
#ifndef RF_CLI_HISTORY_H
#define RF_CLI_HISTORY_H

#include <stdio.h>

#include "base/number.h"
#include "history/store.h"
#include "write/load.h"

enum { RF_HISTORY_WORDS = 1024 };

/* What the command line says, for every verb. */
typedef struct rf_history_asked {
    const char *verb;
    const char *word[RF_HISTORY_WORDS]; /* behind the verb */
    size_t words;
    const char *db, *json, *notes_file;
    const char *runner; /* NULL: not told */
    char only[256];
    long runners;
    rf_store_filter filter;
    rf_store_edit edit;
    rf_effort effort;
    double value[RF_NOTE_COUNT]; /* of a pain entry */
    bool pain_told, quiet;
    const char *pain_text;
} rf_history_asked;

/* The database that was asked for: --db, or the user's own. @return 0, or the exit code after one line. */
int rf_history_open(rf_store **out, const rf_history_asked *a, rf_store_opening how);

/* The same to read it, and whose it is about: told, or the only runner there is. @return 0, or the exit code after one line: several are there. */
int rf_history_open_of(rf_store **out, rf_history_asked *a);

/* JSON into --json, by a function of the store. @return 0, or the exit code after one line. */
typedef int rf_history_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why);
int rf_history_write_json(rf_store *s, const rf_history_asked *a, rf_history_json *write);

/* The word as the number of a session or an entry. @return false after one line. */
bool rf_history_id(const char *word, int64_t *id);

void rf_history_print_load(FILE *f, const rf_load_view *v);

/* A text of the database that a terminal may be shown: what the store took in is clean, but a file may be of anybody's making. */
const char *rf_history_safe(const char *text);

/* "3.2", "-" where it is not known; in a buffer that lives as long as the block. */
const char *rf_history_print(char out[RF_NUMBER_MAX], double v, int decimals);
#define rf_history_figure(v, decimals) rf_history_print((char[RF_NUMBER_MAX]) { 0 }, v, decimals)

/* The verbs: each returns the exit code. */
#define RF_VERB(name, function, words, least, most, options, text) int function(rf_history_asked *a);
#include "cli/history.def"
#undef RF_VERB

#endif
