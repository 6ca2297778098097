/* Unit words as loggers write them: brackets, powers, degree signs in three encodings, all brought to one spelling and looked up.
 *
 * The traps that the table keeps apart: "ms2" is m/s², "ms" milliseconds, "mg" milli-g. Case is not looked at: no unit here needs it.
 */
#include "read/units.h"

#include <string.h>

#include "base/base.h"
#include "base/number.h"

#define DEG 0.017453292519943295 /* pi / 180, rounded once */

static const rf_unit unit[] = {
    /* clang-format off */
    { "m/s²", RF_QUANTITY_ACC, 1, 0 },           { "g", RF_QUANTITY_ACC, 9.80665, 0 },        { "mg", RF_QUANTITY_ACC, 0.00980665, 0 },
    { "deg/s", RF_QUANTITY_GYR, DEG, 0 },        { "mdeg/s", RF_QUANTITY_GYR, DEG / 1000, 0 }, { "rad/s", RF_QUANTITY_GYR, 1, 0 },
    { "counts", RF_QUANTITY_COUNTS, 1, 0 },      { "s", RF_QUANTITY_TIME, 0, 0 },             { "ms", RF_QUANTITY_TIME, 0, -3 },
    { "µs", RF_QUANTITY_TIME, 0, -6 },           { "ns", RF_QUANTITY_TIME, 0, -9 },           { "µT", RF_QUANTITY_OTHER, 0, 0 },
    { "deg", RF_QUANTITY_OTHER, 0, 0 },          { "rad", RF_QUANTITY_OTHER, 0, 0 },          { "other", RF_QUANTITY_OTHER, 0, 0 },
    /* clang-format on */
};

static const struct {
    const char *word, *name;
} spelling[] = {
    /* clang-format off */
    { "m/s2", "m/s²" },   { "m/s/s", "m/s²" },   { "ms-2", "m/s²" },     { "ms2", "m/s²" },       { "mps2", "m/s²" },     { "m/sec2", "m/s²" },
    { "m/ss", "m/s²" },   { "mss", "m/s²" },     { "g", "g" },           { "gs", "g" },           { "g0", "g" },          { "gn", "g" },
    { "gravity", "g" },   { "gforce", "g" },     { "mg", "mg" },         { "milli-g", "mg" },     { "millig", "mg" },     { "deg/s", "deg/s" },
    { "degs", "deg/s" },  { "deg/sec", "deg/s" }, { "dps", "deg/s" },    { "d/s", "deg/s" },      { "degps", "deg/s" },   { "degs-1", "deg/s" },
    { "degrees/s", "deg/s" }, { "degrees/sec", "deg/s" }, { "degree/s", "deg/s" }, { "mdps", "mdeg/s" }, { "mdeg/s", "mdeg/s" }, { "rad/s", "rad/s" },
    { "rads", "rad/s" },  { "radps", "rad/s" },  { "rad/sec", "rad/s" }, { "rads-1", "rad/s" },   { "radians/s", "rad/s" }, { "radian/s", "rad/s" },
    { "counts", "counts" }, { "count", "counts" }, { "lsb", "counts" },  { "raw", "counts" },     { "adc", "counts" },    { "s", "s" },
    { "sec", "s" },       { "secs", "s" },       { "seconds", "s" },     { "ms", "ms" },          { "msec", "ms" },       { "msecs", "ms" },
    { "millis", "ms" },   { "milliseconds", "ms" }, { "us", "µs" },      { "usec", "µs" },        { "usecs", "µs" },      { "micros", "µs" },
    { "microseconds", "µs" }, { "ns", "ns" },    { "nsec", "ns" },       { "nanos", "ns" },       { "nanoseconds", "ns" }, { "ut", "µT" },
    { "gauss", "µT" },    { "deg", "deg" },      { "degrees", "deg" },   { "rad", "rad" },        { "a.u.", "other" },    { "au", "other" },
    { "m", "other" },     { "m/s", "other" },    { "km", "other" },      { "hz", "other" },       { "degc", "other" },    { "hpa", "other" },
    { "pa", "other" },    { "v", "other" },      { "mv", "other" },      { "uv", "other" },       { "%", "other" },       { "none", "other" },
    { "nounits", "other" }, { "localflux", "other" }, { "kpa", "other" },       { "degreescelsius", "other" }, { "uvolts", "other" }, { "mvolts", "other" },
    { "yyyy/mm/ddhh:mm:ss.000", "other" }, { "u8", "other" },  { "u12", "other" },    { "u24", "other" }, { "cal", "other" },
    /* clang-format on */
};

/* Letters that come in several encodings, and signs that mean nothing. Latin-1 bytes come last, as UTF-8 sequences end in them. */
static const struct {
    const char *from, *to;
} letter[] = {
    /* clang-format off */
    { "\xc2\xb2", "2" },  { "\xc2\xb0", "deg" }, { "\xc2\xba", "deg" }, { "\xcb\x9a", "deg" }, { "\xc2\xb5", "u" }, { "\xce\xbc", "u" },
    { "\xe2\x88\x92", "-" }, { "\xe2\x81\xbb\xc2\xb2", "-2" }, { "\xe2\x81\xbb\xc2\xb9", "-1" }, { "\xc2\xb7", "" }, { "\xe2\x8b\x85", "" },
    { "\xb2", "2" },      { "\xb0", "deg" },     { "\xba", "deg" },     { "\xb5", "u" },       { "\xb7", "" },
    /* clang-format on */
};

/* To lower case without blanks, brackets, ^ and *. @return the length, 0 if it is too long for a unit. */
static size_t plain(char out[24], const char *text, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n;) {
        size_t j = 0;
        while (j < RF_COUNT(letter) && (strlen(letter[j].from) > n - i || memcmp(letter[j].from, text + i, strlen(letter[j].from)) != 0))
            j++;
        if (j < RF_COUNT(letter)) {
            for (const char *t = letter[j].to; *t && k < 23; t++)
                out[k++] = *t;
            i += strlen(letter[j].from);
            continue;
        }
        const char c = text[i++];
        if (strchr(" \t()[]{}^*_\"", c))
            continue;
        if (k == 23)
            return 0;
        out[k++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out[k] = 0;
    return k;
}

const rf_unit *rf_unit_named(const char *name)
{
    for (size_t i = 0; i < RF_COUNT(unit); i++)
        if (!strcmp(unit[i].name, name))
            return &unit[i];
    return &unit[RF_COUNT(unit) - 1];
}

const rf_unit *rf_unit_find(const char *text, size_t n)
{
    char word[24];

    if (plain(word, text, n) == 0)
        return NULL;
    for (size_t i = 0; i < RF_COUNT(spelling); i++)
        if (!strcmp(spelling[i].word, word))
            return rf_unit_named(spelling[i].name);
    return NULL;
}

static int wish_one(rf_unit_wish *w, const char *p, const char *end, rf_why *why)
{
    const char *is = memchr(p, '=', (size_t)(end - p));
    const char *value = is ? is + 1 : end;
    const size_t n = (size_t)(end - value), key = is ? (size_t)(is - p) : 0;
    const bool acc = key == 3 && !memcmp(p, "acc", 3), gyr = key == 3 && !memcmp(p, "gyr", 3), time = key == 4 && !memcmp(p, "time", 4);
    double lsb = 0;

    if (!acc && !gyr && !time)
        return rf_fail(why, RF_ERR_ARG, "units: \"%.*s\" is not understood; write it as acc=g,gyr=dps,time=ms", (int)(end - p), p);
    const size_t digits = rf_number_parse(value, end, '.', &lsb);
    if (!time && digits > 0 && lsb > 0 && n == digits + 3 && !memcmp(value + digits, "lsb", 3)) {
        *(acc ? &w->acc_lsb : &w->gyr_lsb) = lsb;
        *(acc ? &w->acc : &w->gyr) = rf_unit_named("counts");
        return 0;
    }
    const rf_unit *u = rf_unit_find(value, n);
    const rf_quantity q = acc ? RF_QUANTITY_ACC : gyr ? RF_QUANTITY_GYR : RF_QUANTITY_TIME;
    if (!u || u->quantity != q)
        return rf_fail(why, RF_ERR_ARG, "units: \"%.*s\" is no unit of %s; known are %s", (int)n, value,
                       acc   ? "acceleration"
                       : gyr ? "angular rate"
                             : "time",
                       acc   ? "g, mg, mps2, or counts per g such as 2048lsb"
                       : gyr ? "dps, mdps, radps, or counts per deg/s such as 16.4lsb"
                             : "s, ms, us, ns");
    *(acc ? &w->acc : gyr ? &w->gyr : &w->time) = u;
    return 0;
}

int rf_unit_wish_parse(rf_unit_wish *out, const char *text, rf_why *why)
{
    memset(out, 0, sizeof *out);
    for (const char *p = text, *end; *p; p = *end ? end + 1 : end) {
        end = p + strcspn(p, ",");
        const int code = wish_one(out, p, end, why);
        if (code < 0)
            return code;
    }
    return 0;
}
