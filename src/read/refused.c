/* Tells formats that are not read by their first bytes, so that the refusal says what the file is instead of that it is no table.
 *
 * Cheap looks at the head only. A format that gets a reader moves its probe to that reader's file.
 */
#include <string.h>

#include "read/format.h"

static bool starts(const rf_head *h, size_t at, const void *bytes, size_t n)
{
    return h->n >= at + n && !memcmp(h->bytes + at, bytes, n);
}

/* The first byte that is not blank, behind a byte order mark; −1 if there is none. */
static int first_character(const rf_head *h)
{
    size_t i = starts(h, 0, "\xef\xbb\xbf", 3) ? 3 : 0;

    while (i < h->n && (h->bytes[i] == ' ' || h->bytes[i] == '\t' || h->bytes[i] == '\n' || h->bytes[i] == '\r'))
        i++;
    return i < h->n ? (unsigned char)h->bytes[i] : -1;
}

bool rf_probe_empty(const rf_head *h)
{
    return first_character(h) < 0;
}

bool rf_probe_fit(const rf_head *h)
{
    return starts(h, 8, ".FIT", 4);
}

bool rf_probe_cwa(const rf_head *h)
{
    return starts(h, 0, "MD\xfc\x03", 4);
}

bool rf_probe_zip(const rf_head *h)
{
    return starts(h, 0, "PK\x03\x04", 4) || starts(h, 0, "PK\x05\x06", 4);
}

bool rf_probe_never(const rf_head *h)
{
    (void)h;
    return false;
}

bool rf_probe_gzip(const rf_head *h)
{
    return starts(h, 0, "\x1f\x8b\x08", 3);
}

bool rf_probe_picture(const rf_head *h)
{
    return starts(h, 0, "\x89PNG", 4) || starts(h, 0, "\xff\xd8\xff", 3) || starts(h, 0, "GIF8", 4) || starts(h, 0, "%PDF", 4) ||
           (starts(h, 0, "BM", 2) && starts(h, 6, "\0\0\0\0", 4)) || (starts(h, 0, "RIFF", 4) && starts(h, 8, "WEBP", 4));
}

bool rf_probe_xml(const rf_head *h)
{
    return first_character(h) == '<';
}

bool rf_probe_json(const rf_head *h)
{
    const int c = first_character(h);

    return c == '{' || c == '[';
}

/* Whether the first line, of at most 512 bytes, holds the words. */
static bool first_line_has(const rf_head *h, const char *words)
{
    const size_t k = strlen(words);

    for (size_t i = 0; i + k <= h->n && i < 512 && h->bytes[i] != '\n'; i++)
        if (!memcmp(h->bytes + i, words, k))
            return true;
    return false;
}

/* Raw data state their rate in the first line; a file without one holds counts, whatever it is called. */
bool rf_probe_counts(const rf_head *h)
{
    return first_line_has(h, "Data Table File Created By ActiGraph") ||
           (first_line_has(h, "Data File Created By ActiGraph") && !first_line_has(h, " Hz"));
}

bool rf_probe_binary(const rf_head *h)
{
    size_t odd = 0;

    for (size_t i = 0; i < h->n; i++) {
        const unsigned char c = (unsigned char)h->bytes[i];
        if (c == 0)
            return true;
        odd += c < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }
    return odd * 20 > h->n;
}

bool rf_probe_text(const rf_head *h)
{
    return h->n > 0;
}
