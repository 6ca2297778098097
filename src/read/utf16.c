/* UTF-16 with a byte order mark to UTF-8: spreadsheet programs export "Unicode text" so. Broken surrogates become '?'. */
#include "read/utf16.h"

size_t rf_utf16_look(rf_utf16 *u, char c, char out[2])
{
    if (u->seen++ == 0) {
        u->first = c;
        return 0;
    }
    if (u->first == '\xff' && c == '\xfe')
        u->order = 'l';
    else if (u->first == '\xfe' && c == '\xff')
        u->order = 'b';
    out[0] = u->first;
    out[1] = c;
    return u->order ? 0 : 2;
}

size_t rf_utf16_end(rf_utf16 *u, char out[2])
{
    const size_t n = u->seen == 1;

    out[0] = u->first;
    u->seen = 2;
    return n;
}

static size_t put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

size_t rf_utf16_text(rf_utf16 *u, const char *in, size_t n, char *out)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)in[i];
        if (!u->half) {
            u->held = c;
            u->half = true;
            continue;
        }
        u->half = false;
        const uint32_t unit = u->order == 'l' ? u->held | (uint32_t)c << 8 : (uint32_t)u->held << 8 | c;
        if (unit >= 0xd800 && unit < 0xdc00) {
            if (u->high)
                out[k++] = '?';
            u->high = (uint16_t)unit;
        } else if (unit >= 0xdc00 && unit < 0xe000) {
            k += u->high ? put(out + k, 0x10000 + (((uint32_t)u->high - 0xd800) << 10) + (unit - 0xdc00)) : put(out + k, '?');
            u->high = 0;
        } else {
            if (u->high)
                out[k++] = '?';
            u->high = 0;
            k += put(out + k, unit);
        }
    }
    return k;
}
