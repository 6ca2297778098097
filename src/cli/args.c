/* Reads a command's arguments from its table of options.
 *
 * getopt_long is not in C11 or POSIX, prints its own messages and knows no ranges; this reads the same language (--name VALUE,
 * --name=VALUE, "--" ends the options, options and files in any order) and says one line that names the option, what was given and what is
 * allowed.
 * Short options are switches only, and cannot be bundled.
 */
#include "cli/args.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "base/utf8.h"
#include "cli/commands.h"

#ifndef RF_PROGRAM
#define RF_PROGRAM "runform " /* in front of a command's name; the emulator, a program of one command, has its own */
#endif

enum { LINE = 8192 /* a path of 4096, and words around it */ };

void rf_args_start(rf_args *a, int argc, char **argv, const rf_option *options, size_t n_options)
{
    *a = (rf_args) { .command = argv[0], .argc = argc, .argv = argv, .options = options, .n_options = n_options, .next = 1 };
}

int rf_usage_error(const char *command, const char *format, ...)
{
    char line[LINE];
    va_list a;

    va_start(a, format);
    vsnprintf(line, sizeof line, format, a);
    va_end(a);
    rf_text_tame(line);
    fprintf(stderr, RF_PROGRAM "%s: %s (see " RF_PROGRAM "%s --help)\n", command, line, command);
    return RF_EXIT_USAGE;
}

int rf_complain(int exit_code, const char *format, ...)
{
    char line[LINE];
    va_list a;

    va_start(a, format);
    vsnprintf(line, sizeof line, format, a);
    va_end(a);
    rf_text_tame(line);
    fprintf(stderr, "runform: %s\n", line);
    return exit_code;
}

int rf_exit_for(int error)
{
    switch (error) {
    case RF_ERR_ARG: return RF_EXIT_USAGE;
    case RF_ERR_WRITE: return RF_EXIT_OUTPUT;
    default: return error < 0 ? RF_EXIT_INPUT : RF_EXIT_DONE;
    }
}

/* How many letters to change, add, leave out or swap with the next to get from one word to the other (optimal string alignment). */
static size_t edits(const char *a, const char *b)
{
    enum { LONGEST = 32 };
    size_t d[LONGEST + 1][LONGEST + 1];
    const size_t na = strlen(a), nb = strlen(b);

    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    for (size_t i = 0; i <= na; i++)
        d[i][0] = i;
    for (size_t k = 0; k <= nb; k++)
        d[0][k] = k;
    for (size_t i = 1; i <= na; i++)
        for (size_t k = 1; k <= nb; k++) {
            const size_t change = d[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
            const size_t one_more = 1 + (d[i - 1][k] < d[i][k - 1] ? d[i - 1][k] : d[i][k - 1]);

            d[i][k] = change < one_more ? change : one_more;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && d[i - 2][k - 2] + 1 < d[i][k])
                d[i][k] = d[i - 2][k - 2] + 1;
        }
    return d[na][nb];
}

const char *rf_nearest(const char *word, const char *const *words, size_t n)
{
    const char *best = NULL;
    size_t least = strlen(word) / 3 + 1;

    for (size_t i = 0; i < n; i++) {
        const size_t e = edits(word, words[i]);

        if (e < least || (e == least && !best)) {
            least = e;
            best = words[i];
        }
    }
    for (size_t i = 0; i < n && !best && strlen(word) > 2; i++) /* "cadence" is how cadence_spm begins */
        if (!strncmp(word, words[i], strlen(word)))
            best = words[i];
    return best;
}

static int unknown_option(const rf_args *a, const char *word)
{
    const char *names[RF_MAX_OPTIONS];
    const char *near;
    const size_t length = strcspn(word, "=");
    char bare[64];
    size_t n = 0;

    for (size_t i = 0; i < a->n_options && n < RF_MAX_OPTIONS; i++)
        if (a->options[i].name && a->options[i].name[1])
            names[n++] = a->options[i].name;
    snprintf(bare, sizeof bare, "%.*s", (int)(length < sizeof bare ? length : sizeof bare - 1), word);
    near = rf_nearest(bare[0] == '-' ? bare + strspn(bare, "-") : bare, names, n);
    if (near)
        rf_usage_error(a->command, "there is no option %s; did you mean --%s?", bare, near);
    else
        rf_usage_error(a->command, "there is no option %s", bare);
    return RF_ARG_WRONG;
}

/* A word that starts with "-" is a value only where it can be no option: "-" itself and negative numbers. */
static bool looks_like_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && (word[1] < '0' || word[1] > '9') && word[1] != '.';
}

static bool may_come_again(const rf_option *o)
{
    const size_t n = strlen(o->value);

    return n > 3 && !strcmp(o->value + n - 3, "...");
}

static int take_option(rf_args *a, size_t i, const char *word, const char *equals, const char **value)
{
    const rf_option *o = &a->options[i];

    if (!o->value) {
        if (!equals)
            return (int)i;
        rf_usage_error(a->command, "%.*s takes no value", (int)strcspn(word, "="), word);
        return RF_ARG_WRONG;
    }
    if (a->seen[i] && !may_come_again(o)) {
        rf_usage_error(a->command, "--%s is given twice", o->name);
        return RF_ARG_WRONG;
    }
    a->seen[i] = true;
    if (equals) {
        *value = equals + 1;
    } else if (a->next < a->argc && !looks_like_option(a->argv[a->next])) {
        *value = a->argv[a->next++];
    } else {
        rf_usage_error(a->command, "--%s needs a value: --%s %s", o->name, o->name, o->value);
        return RF_ARG_WRONG;
    }
    if (**value)
        return (int)i;
    rf_usage_error(a->command, "--%s has an empty value; it needs %s", o->name, o->value);
    return RF_ARG_WRONG;
}

int rf_args_next(rf_args *a, const char **value)
{
    const char *word, *name, *equals;
    size_t length;

    *value = NULL;
    if (a->next >= a->argc)
        return RF_ARG_END;
    word = a->argv[a->next++];
    if (!a->files_only && !strcmp(word, "--")) {
        a->files_only = true;
        return rf_args_next(a, value);
    }
    if (a->files_only || word[0] != '-' || word[1] == '\0' || word[1] == ':') { /* "-" and "-:pelvis" are standard input */
        *value = word;
        return RF_ARG_FILE;
    }
    if (!strcmp(word, "-h"))
        word = "--help";
    name = word[1] == '-' ? word + 2 : word + 1;
    equals = strchr(name, '=');
    length = equals ? (size_t)(equals - name) : strlen(name);
    for (size_t i = 0; i < a->n_options; i++) {
        const char *known = a->options[i].name;

        if (known && strlen(known) == length && !memcmp(known, name, length) && (word[1] == '-') == (length > 1))
            return take_option(a, i, word, equals, value);
    }
    return unknown_option(a, word);
}

void rf_args_print_options(const rf_option *options, size_t n)
{
    enum { COLUMN = 22 };

    for (size_t i = 0; i < n; i++) {
        const rf_option *o = &options[i];
        char left[64];

        if (!o->name) {
            printf("\n%s\n", o->help);
            continue;
        }
        snprintf(left, sizeof left, "%s%s%s%s", o->name[1] ? "--" : "-", o->name, o->value ? " " : "", o->value ? o->value : "");
        printf("  %-*s %s\n", COLUMN, left, o->help);
    }
}

bool rf_arg_number(const char *command, const char *option, const char *text, double lo, double hi, const char *unit, double *out)
{
    char from[RF_NUMBER_MAX], to[RF_NUMBER_MAX], metres[RF_NUMBER_MAX];
    const size_t length = strlen(text);
    const size_t used = rf_number_parse(text, text + length, '.', out);
    const bool number = used > 0 && used == length;

    if (number && *out >= lo && *out <= hi)
        return true;
    rf_number_print(from, lo, lo == floor(lo) ? 0 : 1);
    rf_number_print(to, hi, hi == floor(hi) ? 0 : 1);
    if (number && !strcmp(unit, "m") && *out / 100 >= lo && *out / 100 <= hi) {
        rf_number_print(metres, *out / 100, 2);
        rf_usage_error(command, "%s%s%s%s: it takes metres, %s to %s; did you mean %s?", option ? "--" : "", option ? option : "",
                       option ? " " : "", text, from, to, metres);
        return false;
    }
    rf_usage_error(command, "%s%s%s%s: %s; it takes %s to %s%s%s", option ? "--" : "", option ? option : "", option ? " " : "", text,
                   number ? "out of range" : "not a number", from, to, *unit ? " " : "", unit);
    return false;
}
