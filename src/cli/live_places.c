/* Which device is worn where: asked once, remembered by the device's id, so that a sensor is known again in any port.
 *
 * A file of lines "id placement side" in $XDG_CONFIG_HOME/runform (else ~/.config/runform). It is the user's to read and edit. What cannot be
 * read or written is as if it were not there: a session does not fail for it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/out.h"
#include "cli/live.h"

enum { MOST = 64 };

typedef struct place {
    char id[RF_LINE_ID], placement[16], side[16];
} place;

static bool folder_of(char *out, size_t size, bool make)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int n;

    if (config && config[0] == '/')
        n = snprintf(out, size, "%s", config);
    else if (home && home[0] == '/')
        n = snprintf(out, size, "%s/.config", home);
    else
        return false;
    if (n < 0 || (size_t)n + 16 > size)
        return false;
    if (make && mkdir(out, 0777) != 0 && errno != EEXIST)
        return false;
    strncat(out, "/runform", size - strlen(out) - 1);
    return !make || mkdir(out, 0777) == 0 || errno == EEXIST;
}

static bool file_of(char *out, size_t size, bool make)
{
    if (!folder_of(out, size, make) || strlen(out) + 8 > size)
        return false;
    strncat(out, "/places", size - strlen(out) - 1);
    return true;
}

/* The next word of a line, cut to size. @return what follows it. */
static const char *word_of(const char *p, char *out, size_t size)
{
    const size_t n = strcspn(p += strspn(p, " \t"), " \t\r\n");

    snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), p);
    return p + n;
}

static size_t read_all(place *out)
{
    char path[1024], line[256];
    size_t n = 0;
    FILE *f = file_of(path, sizeof path, false) ? fopen(path, "r") : NULL;

    while (f && n < MOST && fgets(line, sizeof line, f)) {
        const char *p = word_of(line, out[n].id, sizeof out[n].id);

        p = word_of(p, out[n].placement, sizeof out[n].placement);
        word_of(p, out[n].side, sizeof out[n].side);
        n += out[n].id[0] && rf_placement_from_word(out[n].placement) != RF_PLACE_UNKNOWN;
    }
    if (f)
        fclose(f);
    return n;
}

bool rf_live_place_recall(const char *id, rf_placement *placement, rf_side *side)
{
    place all[MOST];
    const size_t n = read_all(all);

    for (size_t i = 0; id[0] && i < n; i++)
        if (!strcmp(all[i].id, id)) {
            *placement = rf_placement_from_word(all[i].placement);
            *side = rf_side_from_word(all[i].side);
            return true;
        }
    return false;
}

void rf_live_place_remember(const char *id, rf_placement placement, rf_side side)
{
    place all[MOST];
    char path[1024];
    size_t n;
    rf_out *o;

    if (!id[0] || strpbrk(id, " \t\n") || placement == RF_PLACE_UNKNOWN || !file_of(path, sizeof path, true))
        return;
    n = read_all(all);
    if (rf_out_open(&o, path, NULL) < 0)
        return;
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].id, id))
            rf_out_format(o, "%s %s %s\n", all[i].id, all[i].placement, all[i].side);
    rf_out_format(o, "%s %s %s\n", id, rf_placement_name(placement), rf_side_name(side));
    if (rf_out_commit(o, NULL) < 0)
        return; /* it is asked again next time */
}
