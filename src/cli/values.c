/* Words of a command line that more than one command takes: speeds and paces, formats, decimal marks, places and sides. */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/names.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/inputs.h"
#include "cli/values.h"
#include "read/read.h"
#include "read/stream_format.h"

/* A pace is minutes and seconds for a kilometre: "4:45/km". @return 0 if it is none. */
static double pace_mps(const char *text)
{
    const char *colon = strchr(text, ':'), *unit = strstr(text, "/km");
    double minutes, seconds;

    if (!colon || !unit || unit[3] != '\0' || unit - colon != 3)
        return 0;
    if (rf_number_parse(text, colon, '.', &minutes) != (size_t)(colon - text) || minutes < 0 || minutes != floor(minutes))
        return 0;
    if (rf_number_parse(colon + 1, unit, '.', &seconds) != 2 || seconds < 0 || seconds > 59 || seconds != floor(seconds))
        return 0;
    return minutes * 60 + seconds > 0 ? 1000 / (minutes * 60 + seconds) : 0;
}

/* m/s, km/h with its unit as treadmills show it, or a pace. */
bool rf_arg_speed(const char *command, const char *option_name, const char *text, double lo, double hi, double *out)
{
    char slowest[24], fastest[24];
    const char *unit = strstr(text, "km/h");

    if (unit && unit[4] == '\0' && rf_number_parse(text, unit, '.', out) == (size_t)(unit - text)) {
        *out /= 3.6;
        if (*out >= lo && *out <= hi)
            return true;
    }
    if (!strchr(text, ':'))
        return rf_arg_number(command, option_name, text, lo, hi, "m/s, or km/h as 11.5km/h, or a pace as 4:45/km", out);
    *out = pace_mps(text);
    if (*out >= lo && *out <= hi)
        return true;
    snprintf(fastest, sizeof fastest, "%d:%02d/km", (int)ceil(1000 / hi) / 60, (int)ceil(1000 / hi) % 60);
    snprintf(slowest, sizeof slowest, "%d:%02d/km", (int)(1000 / lo) / 60, (int)(1000 / lo) % 60);
    rf_usage_error(command, "--%s %s: not a pace; it takes minutes and seconds as 4:45/km, from %s to %s, or m/s", option_name, text,
                   fastest, slowest);
    return false;
}

bool rf_arg_told(const char *command, const char *option, const char *text, rf_session_settings *out)
{
    const struct {
        const char *name, *unit;
        double lo, hi, *to;
    } row[] = {
#define RF_TOLD_OPTION(id, member, name, value, help, lo, hi, unit) { name, unit, lo, hi, &out->member },
#include "cli/told_options.def"
    };

    for (size_t i = 0; i < RF_COUNT(row); i++)
        if (!strcmp(row[i].name, option))
            return !strcmp(row[i].unit, "m/s") ? rf_arg_speed(command, option, text, row[i].lo, row[i].hi, row[i].to)
                                               : rf_arg_number(command, option, text, row[i].lo, row[i].hi, row[i].unit, row[i].to);
    return false;
}

/* One of the names, or a usage error that names the nearest. */
static bool is_format(const char *command, const char *text, const char *const *names, size_t n, const char **out)
{
    const char *near;

    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], text)) {
            *out = names[i];
            return true;
        }
    near = rf_nearest(text, names, n);
    if (near)
        rf_usage_error(command, "--format %s: there is no such format; did you mean %s?", text, near);
    else
        rf_usage_error(command, "--format %s: there is no such format; runform formats lists them", text);
    return false;
}

bool rf_arg_format(const char *command, const char *text, const char **out)
{
    const char *names[64];
    size_t n = 0;

    for (size_t i = 0; i < rf_format_count() && n < RF_COUNT(names); i++)
        names[n++] = rf_format_at(i)->id;
    return is_format(command, text, names, n, out);
}

bool rf_arg_line_format(const char *command, const char *text, const char **out)
{
    const char *names[64];
    const rf_stream_format *f;
    size_t n = 0;

    for (size_t i = 0; (f = rf_stream_format_at(i)) != NULL && n < RF_COUNT(names); i++)
        if (f->ops)
            names[n++] = f->id;
    return is_format(command, text, names, n, out);
}

bool rf_arg_decimal(const char *command, const char *text, char *out)
{
    *out = !strcmp(text, "point") || !strcmp(text, ".") ? '.' : !strcmp(text, "comma") || !strcmp(text, ",") ? ',' : '\0';
    if (*out)
        return true;
    rf_usage_error(command, "--decimal %s: not a decimal mark; it takes point or comma", text);
    return false;
}

bool rf_arg_placement(const char *command, const char *text, rf_placement *p)
{
    *p = rf_placement_word(text, strlen(text));
    if (*p == RF_PLACE_UNKNOWN)
        rf_usage_error(command, "--placement %s: there is no such place; runform sensors lists them", text);
    return *p != RF_PLACE_UNKNOWN;
}

bool rf_arg_progress(const char *command, const char *text, rf_progress_mode *out)
{
    *out = !strcmp(text, "kv") ? RF_PROGRESS_KV : RF_PROGRESS_NONE;
    if (*out == RF_PROGRESS_KV || !strcmp(text, "none"))
        return true;
    rf_usage_error(command, "--progress %s: it takes kv or none", text);
    return false;
}

bool rf_arg_side(const char *command, const char *text, rf_side *s)
{
    *s = rf_side_word(text, strlen(text));
    if (*s == RF_SIDE_UNKNOWN)
        rf_usage_error(command, "--side %s: it takes left, right or middle", text);
    return *s != RF_SIDE_UNKNOWN;
}

void rf_arg_note(char *command, size_t size, const char *dash, const char *word, const char *value)
{
    const size_t n = strlen(command);
    const char *shown = value ? value : "";
    const bool plain = shown[strspn(shown, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:=,+%")] == '\0';
    const char *quote = plain ? "" : "'";

    snprintf(command + n, size - n, " %s%s%s%s%s%s", dash, word, *word && value ? " " : "", quote, shown, quote);
}
