/* A part: a text file whose sections are set apart by lines that begin with the record separator (0x1E), which no table holds.
 *
 *     runform part 1
 *     KEY STATUS
 *     why it was skipped or failed, or an empty line
 *     <1E>summary
 *     …lines…
 *     <1E>end
 *
 * It appears by rename, so a part that is there is whole; the end line is looked at all the same, for disks that were pulled.
 */
#define _XOPEN_SOURCE 700 /* getline */
#include "batch/part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "history/digest.h"

#define SEPARATOR '\x1e'
static const char first_line[] = "runform part 1\n";

static const char *const status_name[RF_JOB_STATES] = { "done", "no_running", "skipped", "failed" };
static const char *const section_name[RF_SECTIONS] = { "summary", "contacts", "findings", "notices", "curves", "traces", "files", "json" };

const char *rf_job_status_name(rf_job_status s)
{
    return (unsigned)s < RF_JOB_STATES ? status_name[s] : "";
}

void rf_part_base(char out[RF_PART_BASE_MAX], const char *session)
{
    char sum[RF_DIGEST_TEXT];
    rf_digest d;

    rf_digest_begin(&d);
    rf_digest_text(&d, session);
    rf_digest_end(&d, sum);
    snprintf(out, RF_PART_BASE_MAX, "%.32s", sum);
}

void rf_part_path(char out[RF_PART_NAME_MAX], const char *folder, const char *session)
{
    char name[RF_PART_BASE_MAX];

    rf_part_base(name, session);
    snprintf(out, RF_PART_NAME_MAX, "%s/.parts/%s", folder, name);
}

int rf_part_begin(rf_out **o, const char *folder, const char *session, const char *key, rf_job_status s, const char *why_not, rf_why *why)
{
    char path[RF_PART_NAME_MAX];

    rf_part_path(path, folder, session);
    if (rf_out_open(o, path, why) < 0)
        return RF_ERR_WRITE;
    rf_out_format(*o, "%s%s %s\n", first_line, key, rf_job_status_name(s));
    for (const char *p = why_not; *p; p++)
        rf_out_bytes(*o, *p == '\n' || *p == SEPARATOR ? " " : p, 1);
    rf_out_text(*o, "\n");
    return 0;
}

void rf_part_section(rf_out *o, rf_section s)
{
    rf_out_format(o, "%c%s\n", SEPARATOR, section_name[s]);
}

int rf_part_end(rf_out *o, rf_why *why)
{
    rf_out_format(o, "%cend\n", SEPARATOR);
    return rf_out_commit(o, why);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------ */

static bool ends_well(FILE *f)
{
    char end[6] = "";

    return fseek(f, -5, SEEK_END) == 0 && fread(end, 1, 5, f) == 5 &&
           !memcmp(end,
                   "\x1e"
                   "end\n",
                   5) &&
           fseek(f, 0, SEEK_SET) == 0;
}

static bool read_head(FILE *f, rf_part_head *h)
{
    char line[1024], status[32];

    *h = (rf_part_head) { .status = RF_JOB_STATES };
    if (!fgets(line, sizeof line, f) || strcmp(line, first_line) || !fgets(line, sizeof line, f) ||
        sscanf(line, "%64s %31s", h->key, status) != 2)
        return false;
    for (int i = 0; i < RF_JOB_STATES; i++)
        if (!strcmp(status, status_name[i]))
            h->status = (rf_job_status)i;
    if (!fgets(line, sizeof line, f))
        return false;
    line[strcspn(line, "\n")] = 0;
    snprintf(h->why_not, sizeof h->why_not, "%.511s", line);
    return h->status != RF_JOB_STATES;
}

bool rf_part_read_head(rf_part_head *h, const char *folder, const char *session)
{
    char path[RF_PART_NAME_MAX];
    FILE *f;
    bool good;

    rf_part_path(path, folder, session);
    f = fopen(path, "rb");
    if (!f)
        return false;
    good = ends_well(f) && read_head(f, h);
    fclose(f);
    return good;
}

/* The section of a line that begins with the separator; RF_SECTIONS for any other word, such as the end. */
static rf_section section_of(const char *text, size_t n)
{
    for (int k = 0; k < RF_SECTIONS; k++)
        if (n == strlen(section_name[k]) && !memcmp(text, section_name[k], n))
            return (rf_section)k;
    return RF_SECTIONS;
}

static int read_lines(FILE *f, rf_part_line *line, void *to)
{
    char *text = NULL;
    size_t room = 0;
    rf_section at = RF_SECTIONS;
    ssize_t n;
    int r = 0;

    while (r == 0 && (n = getline(&text, &room, f)) > 0) {
        n -= text[n - 1] == '\n';
        if (text[0] == SEPARATOR)
            at = section_of(text + 1, (size_t)n - 1);
        else if (at != RF_SECTIONS)
            r = line(to, at, text, (size_t)n);
    }
    free(text);
    return r != 0 ? r : ferror(f) ? RF_ERR_READ : feof(f) ? 0 : RF_ERR_NOMEM;
}

static int unread(const char *path, rf_why *why)
{
    return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", path, strerror(errno));
}

int rf_part_read(rf_part_head *h, const char *folder, const char *session, const char *key, rf_part_line *line, void *to, rf_why *why)
{
    char path[RF_PART_NAME_MAX];
    FILE *f;
    int r = 0;

    rf_part_path(path, folder, session);
    f = fopen(path, "rb");
    if (!f)
        return errno == ENOENT ? 0 : unread(path, why); /* a part that is there must not be passed over */
    if (ends_well(f) && read_head(f, h) && !strcmp(h->key, key)) {
        r = read_lines(f, line, to);
        if (r == RF_ERR_NOMEM)
            r = rf_fail(why, r, "%s: %s", path, rf_error_text(r));
        r = r == RF_ERR_READ ? unread(path, why) : r < 0 ? r : 1;
    } else if (ferror(f))
        r = unread(path, why);
    fclose(f);
    return r;
}
