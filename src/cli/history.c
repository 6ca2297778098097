/* `runform history`: sessions over weeks, out of the database; or load and recovery out of a list.
 *
 * The first word is a verb of history.def, or the name of a list: then the figures are those that load_jump and short_recovery look at in
 * `runform analyze --history`, and the two findings are made by the same judges, so both commands say the same of the same list. Without a word
 * the sessions are listed. A file that is called like a verb is named with its folder: ./list.
 */
#include "cli/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/number.h"
#include "base/out.h"
#include "base/utf8.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/runner.h"
#include "cli/told.h"
#include "history/day.h"

enum choice {
    /* clang-format off */
    HEAD_WHERE, DB, JSON, RUNNER,
    HEAD_WHICH, FROM, TO, PATTERN, TEXT, LIMIT,
    HEAD_TOLD, NAME, NOTE, DATE, EFFORT, DISTANCE,
    HEAD_PAIN, BEFORE, DURING, AFTER, SITTING, NEXT_MORNING, PLACE, KIND, WORSE, FLAGS, SIDE, NOTES,
    HEAD_SHOW, QUIET, HELP,
    /* clang-format on */
    OPTIONS
};

static const rf_option option[OPTIONS] = {
    [HEAD_WHERE] = { NULL, NULL, "Where" },
    [DB] = { "db", "FILE", "another database than the one in your data directory" },
    [JSON] = { "json", "FILE", "the same for programs; - is standard output" },
    [RUNNER] = { "runner", "NAME", "whose; where there is one runner only, nobody need say it" },
    [HEAD_WHICH] = { NULL, NULL, "Which sessions" },
    [FROM] = { "from", "DATE", "from that day on" },
    [TO] = { "to", "DATE", "up to that day" },
    [PATTERN] = { "pattern", "ID", "where it was flagged or watched" },
    [TEXT] = { "text", "WORDS", "that stand in the name or the notes" },
    [LIMIT] = { "limit", "N", "at most N of them, the newest (list 20, trend 40)" },
    [HEAD_TOLD] = { NULL, NULL, "What is told of a session" },
    [NAME] = { "name", "TEXT", "what it is called" },
    [NOTE] = { "note", "TEXT", "free words" },
    [DATE] = { "date", "DATE", "2026-05-17, or 2026-05-17T07:30" },
    [EFFORT] = { "effort", "WORD", "easy, steady, hard, or none for not told; of a list: only those" },
    [DISTANCE] = { "distance", "KM", "what was run: 0.1 to 1000 km" },
    [HEAD_PAIN] = { NULL, NULL, "Pain, from 0 (none) to 10 (the worst)" },
    [BEFORE] = { "before", "N", "before the run" },
    [DURING] = { "during", "N", "during the run" },
    [AFTER] = { "after", "N", "after the run" },
    [SITTING] = { "sitting", "N", "when sitting" },
    [NEXT_MORNING] = { "next-morning", "N", "the next morning" },
    [PLACE] = { "place", "WORDS", "where: sit_bone buttock upper_thigh mid_thigh ..., with commas between" },
    [KIND] = { "kind", "WORDS", "what it is like: dull ache tight sharp burning tingling numb" },
    [WORSE] = { "worse", "WORDS", "what makes it worse: uphill fast sitting bending long_run bearing_weight hopping" },
    [FLAGS] = { "flags", "WORDS", "warning signs: sharp_bearing_weight cannot_hop burning_down_leg numbness" },
    [SIDE] = { "side", "WORD", "left, right or both" },
    [NOTES] = { "notes", "NOTES.json", "all of it from a file (runform analyze --notes)" },
    [HEAD_SHOW] = { NULL, NULL, "Showing" },
    [QUIET] = { "q", NULL, "say nothing but what is wrong" },
    [HELP] = { "help", NULL, "this text" },
};

static const struct verb {
    const char *name, *words, *options, *text;
    size_t least, most;
    int (*run)(rf_history_asked *a);
} verb[] = {
#define RF_VERB(name, function, words, least, most, options, text) { #name, words, options, text, least, most, function },
#include "cli/history.def"
#undef RF_VERB
};

static int print_help(void)
{
    puts("Usage: runform history [VERB] [options]\n"
         "       runform history LIST.csv [--json FILE]\n"
         "\n"
         "Sessions over weeks: what runform analyze --save put into the history, or what is imported.\n");
    for (size_t i = 0; i < RF_COUNT(verb); i++) {
        char left[64];

        snprintf(left, sizeof left, "%s %s", verb[i].name, verb[i].words);
        printf("  %-16s %s\n", left, verb[i].text);
    }
    puts("\n"
         "  runform history import ~/runs --runner Ada\n"
         "  runform history trend cadence_spm --runner Ada\n"
         "  runform history pain 12 --during 2 --next-morning 4 --place sit_bone\n"
         "\n"
         "With LIST.csv (- is standard input): load and recovery out of a list, seen from its latest session. Its columns are\n"
         "\n"
         "  date,distance_km,minutes,effort,pain\n"
         "  2026-05-17,12.4,70,hard,2\n"
         "\n"
         "in any order: the date as year-month-day (a time of day may follow: 2026-05-17T07:30), effort easy, steady or\n"
         "hard, pain from 0 to 10; cells may be empty. Two rows of one date are two runs.\n"
         "runform analyze --history LIST.csv judges the same beside a recording.");
    rf_args_print_options(option, OPTIONS);
    puts("\nExit: 0 done, 1 no session fits, 2 usage, 3 the list or the database cannot be read, 4 an output cannot be written,\n5 some "
         "recordings could not be imported (listed).");
    return RF_EXIT_DONE;
}

/* ---- what the verbs share ------------------------------------------------------------------------------------------------------------- */

int rf_history_open(rf_store **out, const rf_history_asked *a, rf_store_opening how)
{
    char place[4096];
    const char *path = a->db;
    rf_why why = { "" };
    int r;

    *out = NULL;
    if (!path && !rf_store_place(place, sizeof place))
        return rf_complain(RF_EXIT_INPUT, "neither XDG_DATA_HOME nor HOME says where the history is; --db FILE names one");
    path = path ? path : place;
    if (how != RF_STORE_CREATE && !a->db && rf_store_built() && !rf_store_is_database(path))
        return rf_complain(RF_EXIT_INPUT,
                           "%s: there is no history yet; runform analyze FILE --save begins one, or runform history import PATH", path);
    r = rf_store_open(out, path, how, &why);
    if (r < 0)
        return rf_complain(how == RF_STORE_CREATE || r == RF_ERR_WRITE ? RF_EXIT_OUTPUT : RF_EXIT_INPUT, "%s", why.text);
    return 0;
}

static int count_runner(void *to, const char *name, long sessions, const char *last_day)
{
    rf_history_asked *a = to;

    (void)sessions, (void)last_day;
    snprintf(a->only, sizeof a->only, "%.250s", name);
    a->runners++;
    return 0;
}

static int settle_runner(rf_store *s, rf_history_asked *a)
{
    rf_why why = { "" };

    if (a->runner)
        return 0;
    a->runners = 0;
    if (rf_store_runners(s, count_runner, a, &why) < 0)
        return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    if (a->runners > 1)
        return rf_usage_error("history", "%ld runners are in it; --runner NAME says whose (runform history runners)", a->runners);
    a->runner = a->filter.runner = a->only;
    return 0;
}

int rf_history_open_of(rf_store **out, rf_history_asked *a)
{
    int code = rf_history_open(out, a, RF_STORE_READ);

    if (code)
        return code;
    code = settle_runner(*out, a);
    if (code)
        rf_store_close(*out);
    return code;
}

int rf_history_write_json(rf_store *s, const rf_history_asked *a, rf_history_json *write)
{
    rf_why why = { "" };
    rf_out *o;
    int r;

    if (rf_out_open(&o, a->json, &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    r = write(s, a, o, &why);
    if (r < 0) {
        rf_out_abort(o);
        return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    }
    return rf_out_commit(o, &why) < 0 ? rf_complain(RF_EXIT_OUTPUT, "%s", why.text) : 0;
}

const char *rf_history_safe(const char *text)
{
    bool shown = true;

    for (const char *p = text; *p && shown;)
        p += *p == '\n' ? 1 : rf_text_next(p, &shown);
    return shown ? text : "(no text)";
}

bool rf_history_id(const char *word, int64_t *id)
{
    const size_t n = strlen(word);
    double v;

    if (rf_number_parse(word, word + n, '.', &v) == n && v >= 1 && v <= 9e15 && v == floor(v)) {
        *id = (int64_t)v;
        return true;
    }
    rf_usage_error("history", "%s is no number of a session; runform history list shows them", word);
    return false;
}

/* ---- arguments -------------------------------------------------------------------------------------------------------------------------- */

static bool take_day(const char *name, const char *text, const char **out, bool clock)
{
    int64_t day;
    int minute;

    *out = text;
    if (rf_day_parse(text, strlen(text), &day, &minute) && (clock || minute < 0))
        return true;
    rf_usage_error("history", "--%s %s: a date is written as 2026-05-17 (year-month-day)%s", name, text,
                   clock ? ", or as 2026-05-17T07:30" : "");
    return false;
}

static bool take_effort(rf_history_asked *a, const char *text)
{
    a->edit.effort = strcmp(text, "none") ? text : "";
    a->filter.effort = a->edit.effort;
    for (rf_effort e = RF_EFFORT_EASY; e <= RF_EFFORT_HARD; e++)
        if (!strcmp(text, rf_effort_name(e)))
            a->effort = e;
    if (a->effort != RF_EFFORT_UNTOLD || !*a->edit.effort)
        return true;
    rf_usage_error("history", "--effort %s: it takes easy, steady, hard or none", text);
    return false;
}

static bool take_pain(rf_history_asked *a, int what, const char *text)
{
    a->pain_told = true;
    return rf_arg_number("history", option[what].name, text, 0, 10, "", &a->value[RF_NOTE_pain_before + (what - BEFORE)]);
}

/* "sit_bone,buttock" */
static bool take_words(rf_history_asked *a, rf_note_group group, const char *name, const char *text)
{
    const rf_note_word *w;

    a->pain_told = true;
    for (const char *p = text; *p;) {
        const size_t n = strcspn(p, ", ");
        bool known = n == 0;

        for (size_t i = 0; (w = rf_note_at(i)) != NULL; i++)
            if (w->group == group && strlen(w->word) == n && !memcmp(w->word, p, n)) {
                a->value[i] = 1;
                known = true;
            }
        if (!known) {
            rf_usage_error("history", "--%s %.*s: there is no such word", name, (int)n, p);
            return false;
        }
        p += n + (p[n] != 0);
    }
    return true;
}

static bool take_runner(rf_history_asked *a, const char *text)
{
    a->runner = a->filter.runner = a->edit.runner = text;
    if (rf_runner_name_fits(text))
        return true;
    rf_usage_error("history", "--runner %s: a name has 1 to 60 letters, digits, blanks, - or _", text);
    return false;
}

static bool take_limit(rf_history_asked *a, const char *text)
{
    double n;

    if (!rf_arg_number("history", "limit", text, 1, 1e6, "sessions", &n))
        return false;
    a->filter.limit = (long)n;
    return true;
}

static bool take_value(rf_history_asked *a, int what, const char *v)
{
    switch (what) {
    case DB: a->db = v; return true;
    case JSON: a->json = v; return true;
    case RUNNER: return take_runner(a, v);
    case FROM: return take_day("from", v, &a->filter.from, false);
    case TO: return take_day("to", v, &a->filter.to, false);
    case PATTERN: a->filter.pattern = v; return true;
    case TEXT: a->filter.text = v; return true;
    case LIMIT: return take_limit(a, v);
    case NAME: a->edit.name = v; return true;
    case NOTE: a->edit.notes = a->pain_text = v; return true;
    case DATE: return take_day("date", v, &a->edit.day, true);
    case EFFORT: return take_effort(a, v);
    case DISTANCE: return rf_arg_number("history", "distance", v, 0.1, 1000, "km", &a->edit.distance_km);
    case PLACE: return take_words(a, RF_NOTE_PLACE, "place", v);
    case KIND: return take_words(a, RF_NOTE_KIND, "kind", v);
    case WORSE: return take_words(a, RF_NOTE_WORSE, "worse", v);
    case FLAGS: return take_words(a, RF_NOTE_FLAGS, "flags", v);
    case SIDE: return take_words(a, RF_NOTE_SIDE, "side", v);
    case NOTES:
        a->notes_file = v;
        a->pain_told = true;
        return true;
    case QUIET: a->quiet = true; return true;
    default: return what >= BEFORE && what <= NEXT_MORNING && take_pain(a, what, v);
    }
}

/* Whether a verb takes an option: every one takes --db and -q. */
static bool takes(const struct verb *v, const char *name)
{
    const size_t n = strlen(name);

    if (!strcmp(name, "db") || !strcmp(name, "q"))
        return true;
    for (const char *p = v->options; *p; p += strcspn(p, " "), p += *p == ' ')
        if (!strncmp(p, name, n) && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}

static const struct verb *verb_of(const char *word)
{
    for (size_t i = 0; i < RF_COUNT(verb); i++)
        if (!strcmp(verb[i].name, word))
            return &verb[i];
    return NULL;
}

/* ---- a list ------------------------------------------------------------------------------------------------------------------------------- */

static int show_list(const char *list, const char *json)
{
    rf_why why = { "" };
    rf_load_view v;
    rf_told told;
    rf_out *o;
    int code;

    if (json && rf_outputs_same_file(json, list))
        return rf_usage_error("history", "%s: --json would overwrite the list; give another name", json);
    code = rf_told_take(&told, &(rf_told_names) { .history = list });
    if (code == 0 && told.history.n == 0)
        code = rf_complain(RF_EXIT_INPUT, "%s: no session could be read from it", list);
    if (code == 0)
        rf_load_view_make(&v, &told.history);
    if (code == 0 && json) {
        code = rf_out_open(&o, json, &why) < 0 ? RF_EXIT_OUTPUT : 0;
        if (code == 0) {
            rf_load_json(&v, o);
            code = rf_out_commit(o, &why) < 0 ? RF_EXIT_OUTPUT : 0;
        }
        if (code)
            rf_complain(code, "%s", why.text);
    }
    if (code == 0)
        rf_history_print_load(json && !strcmp(json, "-") ? stderr : stdout, &v);
    rf_told_free(&told);
    return code;
}

/* ---- the command ---------------------------------------------------------------------------------------------------------------------------- */

static int run(rf_history_asked *a, const rf_args *args)
{
    const struct verb *v = a->verb ? verb_of(a->verb) : &verb[0];

    if (!v && access(a->verb, F_OK) != 0 && strcmp(a->verb, "-") != 0 && !strpbrk(a->verb, "./")) {
        const char *names[RF_COUNT(verb)], *near;

        for (size_t i = 0; i < RF_COUNT(verb); i++)
            names[i] = verb[i].name;
        near = rf_nearest(a->verb, names, RF_COUNT(verb));
        return near ? rf_usage_error("history", "there is no verb %s, and no file of that name; did you mean %s?", a->verb, near)
                    : rf_usage_error("history", "there is no verb %s, and no file of that name", a->verb);
    }
    if (!v) {
        for (size_t i = 0; i < OPTIONS; i++)
            if (args->seen[i] && i != JSON)
                return rf_usage_error("history", "%s is no verb, so it is a list; and --%s is not for a list", a->verb, option[i].name);
        return a->words ? rf_usage_error("history", "one list at a time: %s or %s", a->verb, a->word[0]) : show_list(a->verb, a->json);
    }
    for (size_t i = 0; i < OPTIONS; i++)
        if (args->seen[i] && !takes(v, option[i].name))
            return rf_usage_error("history", "--%s is not for history %s", option[i].name, v->name);
    if (a->words < v->least || a->words > v->most)
        return rf_usage_error("history", "%s: it is written as runform history %s %s", v->name, v->name, v->words);
    return v->run(a);
}

int rf_cmd_history(int argc, char **argv)
{
    rf_history_asked *a = calloc(1, sizeof *a);
    const char *value;
    rf_args args;
    int what, code = -1;

    if (!a)
        return rf_complain(RF_EXIT_INPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    for (size_t i = 0; i < RF_NOTE_COUNT; i++)
        a->value[i] = rf_note_at(i)->group == RF_NOTE_PAIN ? NAN : 0;
    rf_args_start(&args, argc, argv, option, OPTIONS);
    while (code < 0 && (what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == RF_ARG_WRONG)
            code = RF_EXIT_USAGE;
        else if (what == HELP)
            code = print_help();
        else if (what != RF_ARG_FILE)
            code = take_value(a, what, value) ? -1 : RF_EXIT_USAGE;
        else if (!a->verb)
            a->verb = value;
        else if (a->words == RF_HISTORY_WORDS)
            code = rf_usage_error("history", "more than %d words; give their folder", RF_HISTORY_WORDS);
        else
            a->word[a->words++] = value;
    }
    if (code < 0)
        code = run(a, &args);
    free(a);
    return code;
}
