/* INPUT words.
 *
 * A tail ":shank:left" is split off only where its words are placements or sides, so that names with colons (times, drive letters, URLs of
 * a share) stay whole; and never where a file of that very name exists. In a folder only files that are named after a place on the body are
 * taken: recordings share their folders with notes, truths and results.
 */
#include "cli/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/folder.h"
#include "base/names.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "write/text.h"

const char *rf_input_name(const rf_input *in)
{
    return in->shown ? in->shown : in->path;
}

void rf_input_ask_name(rf_input *in)
{
    rf_placement placement;
    rf_side side;

    rf_place_in_name(rf_input_name(in), &placement, &side);
    if (in->placement == RF_PLACE_UNKNOWN && placement != RF_PLACE_UNKNOWN) {
        in->placement = placement;
        in->placement_from_name = true;
    }
    if (in->side == RF_SIDE_UNKNOWN && side != RF_SIDE_UNKNOWN && in->placement != RF_PLACE_UNKNOWN) {
        in->side = side;
        in->side_from_name = true;
    }
}

/* Takes ":SIDE", ":PLACEMENT" or ":PLACEMENT:SIDE" off the end. @return the length of what is left. */
static size_t split_tail(const char *word, rf_placement *placement, rf_side *side)
{
    size_t end = strlen(word);
    const char *colon = strrchr(word, ':');

    *placement = RF_PLACE_UNKNOWN;
    *side = RF_SIDE_UNKNOWN;
    if (!colon || colon == word)
        return end;
    *side = rf_side_word(colon + 1, end - (size_t)(colon - word) - 1);
    if (*side != RF_SIDE_UNKNOWN) {
        end = (size_t)(colon - word);
        while (colon > word && *--colon != ':')
            ;
        if (colon == word)
            return end;
    }
    *placement = rf_placement_word(colon + 1, end - (size_t)(colon - word) - 1);
    return *placement != RF_PLACE_UNKNOWN ? (size_t)(colon - word) : end;
}

static int add(rf_inputs *in, const char *command, const char *path, size_t length, rf_placement placement, rf_side side)
{
    rf_input *new = &in->at[in->n];

    for (size_t i = 0; i < in->n; i++)
        if (strlen(in->at[i].path) == length && !memcmp(in->at[i].path, path, length))
            return rf_usage_error(command, "the input %s is given twice", in->at[i].path);
    if (in->n == RF_MAX_SENSORS)
        return rf_usage_error(command, "more than %d inputs; a session has at most that many sensors", RF_MAX_SENSORS);
    *new = (rf_input) { .placement = placement, .side = side, .path = malloc(length + 1) };
    if (!new->path)
        return rf_complain(RF_EXIT_INPUT, "%s: %s", path, rf_error_text(RF_ERR_NOMEM));
    memcpy(new->path, path, length);
    new->path[length] = '\0';
    in->n++;
    return 0;
}

static bool is_table(const char *name)
{
    return name[0] != '.' && (rf_name_ends(name, ".csv") || rf_name_ends(name, ".csv.gz"));
}

/* What a recording may end in. */
static bool may_record(const char *name)
{
    static const char *const end[] = { ".csv", ".csv.gz", ".tsv", ".txt", ".fit", ".gpx", ".tcx", ".zip", ".live" };

    for (size_t i = 0; i < RF_COUNT(end); i++)
        if (rf_name_ends(name, end[i]))
            return strcmp(name, "events.csv") != 0 &&
                   strcmp(name, "steps.csv") != 0; /* truth and results, as simulate and analyze call them */
    return false;
}

enum { SHOWN_MAX = 3 };

/* The files of the folder that could be recordings and are not taken: which, why, and what to do. Said with -q as well, since it changes what comes out. */
static void say_skipped(const char *folder, const rf_names *names, const bool *taken)
{
    size_t n = 0, shown = 0;

    for (size_t i = 0; i < names->n; i++)
        n += !taken[i] && may_record(names->at[i]);
    if (n == 0)
        return;
    fprintf(stderr, "runform: notice: %s: left out, because the name says no place on the body:", folder);
    for (size_t i = 0; i < names->n && shown < SHOWN_MAX; i++)
        if (!taken[i] && may_record(names->at[i])) {
            char *clean = rf_text_clean(names->at[i]);

            fprintf(stderr, "%s %s", shown++ ? "," : "", clean ? clean : "?");
            free(clean);
        }
    if (n > shown)
        fprintf(stderr, " and %zu more", n - shown);
    fputs("; if it was worn, name the files one by one, as FILE:shank:left\n", stderr);
}

/* "sub-01/motion/sub-01_task-run_tracksys-pelvis_motion.tsv": what names the session, without the tracking system and the ending. */
static size_t session_of(const char *path, char out[256])
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *track = strstr(name, "_tracksys-");
    const char *end = track ? track + 1 + strcspn(track + 1, "_") : name;
    const int n = snprintf(out, 256, "%.*s%.100s", track && track - name < 120 ? (int)(track - name) : 0, name, end);

    return n > 0 ? (size_t)n : 0;
}

/* Tables of BIDS-Motion in a folder of a dataset, whichever of its levels it is: all tracking systems of one session. */
static int add_bids(rf_inputs *in, const char *command, const char *folder, int depth)
{
    rf_names names;
    int err = 0;

    if (depth == 0 || rf_folder_names(&names, folder, NULL) < 0)
        return 0;
    for (size_t i = 0; err == 0 && i < names.n; i++) {
        char path[4096], own[256], first[256];
        const char *name = names.at[i];
        const int n = snprintf(path, sizeof path, "%s%s%s", folder, rf_name_ends(folder, "/") ? "" : "/", name);

        if (n < 0 || (size_t)n >= sizeof path)
            continue;
        if (!strncmp(name, "sub-", 4) || !strncmp(name, "ses-", 4) || !strcmp(name, "motion"))
            err = add_bids(in, command, path, depth - 1);
        if (!rf_name_ends(name, "_motion.tsv"))
            continue;
        session_of(path, own);
        if (in->n > 0 && rf_name_ends(in->at[in->n - 1].path, "_motion.tsv") &&
            (session_of(in->at[in->n - 1].path, first), strcmp(own, first) != 0))
            err = rf_complain(RF_EXIT_INPUT,
                              "%s: several sessions of a BIDS dataset (%s, %s); give the files of one of them, or use runform batch",
                              folder, first, own);
        else
            err = add(in, command, path, (size_t)n, RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN);
    }
    rf_names_free(&names);
    return err;
}

static int add_folder(rf_inputs *in, const char *command, const char *folder)
{
    const size_t first = in->n;
    rf_why why = { "" };
    rf_names names;
    bool *taken;
    int err = 0;

    if (rf_folder_names(&names, folder, &why) < 0)
        return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    taken = calloc(names.n + 1, sizeof *taken);
    if (!taken) {
        rf_names_free(&names);
        return rf_complain(RF_EXIT_INPUT, "%s: %s", folder, rf_error_text(RF_ERR_NOMEM));
    }
    for (size_t i = 0; err == 0 && i < names.n; i++) {
        char path[4096];
        rf_input named = { .path = path };
        const int n = snprintf(path, sizeof path, "%s%s%s", folder, rf_name_ends(folder, "/") ? "" : "/", names.at[i]);

        if (!is_table(names.at[i]) || n < 0 || (size_t)n >= sizeof path)
            continue;
        rf_input_ask_name(&named);
        taken[i] = named.placement != RF_PLACE_UNKNOWN;
        if (taken[i])
            err = add(in, command, path, (size_t)n, RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN);
    }
    if (err == 0 && in->n > first)
        say_skipped(folder, &names, taken);
    free(taken);
    rf_names_free(&names);
    if (err == 0 && in->n == first)
        err = add_bids(in, command, folder, 4);
    if (err == 0 && in->n == first)
        return rf_complain(
            RF_EXIT_INPUT,
            "%s: no file in this folder is named after a place on the body (foot_left.csv, pelvis.csv, …); name the files one by one",
            folder);
    return err;
}

static bool exists(const char *path, struct stat *s)
{
    return stat(path, s) == 0;
}

/* What is left of a word is no file, but is one up to its last colon: what stands behind that was meant as a place or a side. */
static int mistyped_tail(const char *command, const char *word, size_t length)
{
    static const char *const words[] = { "foot", "shank", "thigh", "pelvis", "trunk", "pocket", "wrist", "left", "right", "middle" };
    char head[4096], path[4096], *colon;
    rf_placement placement;
    const char *near;
    rf_side side;
    struct stat s;
    size_t before;

    if (length >= sizeof head)
        return 0;
    memcpy(head, word, length);
    head[length] = '\0';
    colon = strrchr(head, ':');
    if (!colon || colon == head || exists(head, &s))
        return 0;
    *colon = '\0';
    before = split_tail(head, &placement, &side);
    if (snprintf(path, sizeof path, "%.*s", (int)before, head) < 0 || !exists(path, &s) || !S_ISREG(s.st_mode))
        return 0;
    near = rf_nearest(colon + 1, words, RF_COUNT(words));
    if (!near)
        return rf_usage_error(command, "%s: there is no placement or side \"%s\"; runform sensors lists them", word, colon + 1);
    return rf_usage_error(command, "%s: there is no placement or side \"%s\"; did you mean %s:%s%s?", word, colon + 1, head, near,
                          word + length);
}

int rf_inputs_add(rf_inputs *in, const char *command, const char *word)
{
    rf_placement placement = RF_PLACE_UNKNOWN;
    rf_side side = RF_SIDE_UNKNOWN;
    struct stat s;
    size_t length = strlen(word);
    int wrong;

    if (length == 0)
        return rf_usage_error(command, "an input has an empty name");
    if (strcmp(word, "-") && exists(word, &s))
        return S_ISDIR(s.st_mode) ? add_folder(in, command, word) : add(in, command, word, length, placement, side);
    length = split_tail(word, &placement, &side);
    wrong = mistyped_tail(command, word, length);
    return wrong ? wrong : add(in, command, word, length, placement, side);
}

void rf_inputs_free(rf_inputs *in)
{
    for (size_t i = 0; i < in->n; i++) {
        free(in->at[i].path);
        free(in->at[i].shown);
    }
    in->n = 0;
}
