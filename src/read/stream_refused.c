/* Other devices that are found on a serial port, told by what they say, so that the refusal says what is plugged in there. */
#include <string.h>

#include "base/cells.h"
#include "read/stream_format.h"

static bool starts(rf_piece line, const char *word)
{
    return line.n >= strlen(word) && !memcmp(line.p, word, strlen(word));
}

/* Noise holds every short word in the end; hardly ever in a line without a control character. */
static bool is_text(rf_piece line)
{
    for (size_t i = 0; i < line.n; i++)
        if ((unsigned char)line.p[i] >= 127 ||
            ((unsigned char)line.p[i] < 32 && line.p[i] != '\r' && line.p[i] != '\t' && line.p[i] != '\x1b'))
            return false;
    return line.n > 1;
}

/* How many whole lines of text begin with one of these words. */
static int lines_with(const unsigned char *bytes, size_t n, const char *const *word)
{
    const char *p = (const char *)bytes, *end = p + n;
    rf_piece line;
    int seen = 0;

    while (p && (p = rf_line_next(p, end, false, &line)) != NULL)
        for (int i = 0; word[i]; i++)
            if (is_text(line) && starts(line, word[i])) {
                seen++;
                break;
            }
    return seen;
}

static rf_stream_look told_by(int seen, int sure)
{
    return seen >= sure ? RF_LOOK_YES : RF_LOOK_NO;
}

rf_stream_look rf_look_gps(const unsigned char *bytes, size_t n)
{
    static const char *const word[] = { "$GP", "$GN", "$GL", "$GA", "$GB", "$GQ", "$BD", NULL };
    int ubx = 0;

    for (size_t i = 0; i + 4 <= n; i++)
        ubx += bytes[i] == 0xb5 && bytes[i + 1] == 0x62 && bytes[i + 2] <= 0x29;
    return told_by(lines_with(bytes, n, word) + ubx, 3);
}

rf_stream_look rf_look_modem(const unsigned char *bytes, size_t n)
{
    static const char *const word[] = { "AT", "OK", "ERROR", "RING", "NO CARRIER", "+C", "^", "+QIND", "RDY", NULL };

    return told_by(lines_with(bytes, n, word), 3);
}

rf_stream_look rf_look_printer(const unsigned char *bytes, size_t n)
{
    static const char *const word[] = { "@PJL", "\x1b%-12345X", "ok T:", "ok", "echo:", " T:", "T:", "start", "Marlin", NULL };

    return told_by(lines_with(bytes, n, word), 3);
}

/* i2cdevlib's "teapot": $ 02 and twelve bytes, a quaternion only. */
rf_stream_look rf_look_teapot(const unsigned char *bytes, size_t n)
{
    int seen = 0;

    for (size_t i = 0; i + 14 <= n; i++)
        seen += bytes[i] == '$' && bytes[i + 1] == 2 && bytes[i + 12] == '\r' && bytes[i + 13] == '\n';
    return told_by(seen, 3);
}
