/* Text from outside made fit to be shown.
 *
 * File names, commands, header words and notes come from whoever made them. They may hold any byte; JSON and HTML must be UTF-8, and a
 * terminal obeys control characters. So every such text passes through rf_text_clean once, and is escaped for its output afterwards.
 * It does not judge what a text says: a name that looks like another name stays as it is.
 */
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Length of the well-formed UTF-8 character at p, 0 if there is none. Overlong forms, surrogates and values past U+10FFFF are not. */
static size_t utf8_length(const unsigned char *p)
{
    static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t n;
    uint32_t c;

    if (p[0] < 0x80)
        return 1;
    n = p[0] >= 0xF0 && p[0] < 0xF8 ? 4 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3 : p[0] >= 0xC0 && p[0] < 0xE0 ? 2 : 0;
    if (!n)
        return 0;
    c = p[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    return c >= least[n] && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF) ? n : 0;
}

/* Control characters of ASCII and of Latin-1, and the marks that turn the direction of writing: they change what stands beside them. */
static bool harmful(const unsigned char *p, size_t n)
{
    if (n == 1)
        return p[0] < 0x20 || p[0] == 0x7F;
    if (n == 2)
        return p[0] == 0xC2 && p[1] < 0xA0;
    if (n == 3 && p[0] == 0xE2)
        return (p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAE) || (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9);
    return false;
}

size_t rf_text_next(const char *p, bool *shown)
{
    const size_t n = utf8_length((const unsigned char *)p);

    *shown = n && !harmful((const unsigned char *)p, n);
    return n ? n : 1;
}

char *rf_text_clean(const char *text)
{
    const char *p = text ? text : "";
    char *out = malloc(3 * strlen(p) + 1);
    size_t k = 0;

    if (!out)
        return NULL;
    while (*p) {
        bool shown;
        const size_t n = rf_text_next(p, &shown);

        memcpy(out + k, shown ? p : "\xEF\xBF\xBD", shown ? n : 3);
        k += shown ? n : 3;
        p += n;
    }
    out[k] = 0;
    return out;
}

void rf_text_tame(char *text)
{
    while (*text) {
        bool shown;
        size_t n = rf_text_next(text, &shown);

        for (; n > 0; n--, text++)
            *text = shown ? *text : '?';
    }
}
