/* Height, place, speed and grade among the columns of a table, by the words of their names.
 *
 * How: a name falls into words ("locationAltitude(m)": location, altitude, m), the unit is one of them. What has accuracy, error or vertical in
 * its name is something else. One column a channel: a pressure or a column that says "barometric" or "relative" goes before a bare altitude,
 * as the altitude of a table of places, or one that is called so, is the receiver's, which wanders. A speed is a belt's if it or its neighbours say so.
 * Why by words: loggers agree on the words and on nothing else (order, case, unit, how many digits).
 * Air pressure becomes height by the standard atmosphere; only differences of it are used, and those are right to a few per cent in any weather.
 * Cannot: read a pace (min/km), tell a treadmill from a receiver where no name does.
 */
#include "read/asides.h"

#include <string.h>

#include "base/base.h"
#include "base/math.h"

enum { WORDS = 16, WORD = 20 };

typedef struct name {
    char word[WORDS][WORD];
    int n;
    bool percent, degree; /* the signs */
} name;

static void add_words(name *out, rf_piece text)
{
    size_t length = 0;

    for (size_t i = 0; i <= text.n && out->n < WORDS; i++) {
        const char c = i < text.n ? text.p[i] : ' ';
        const bool small = c >= 'a' && c <= 'z', big = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
        const bool hump = length > 0 && big && text.p[i - 1] >= 'a' && text.p[i - 1] <= 'z';

        out->percent |= c == '%';
        out->degree |= c == '\xb0';
        if ((hump || !(small || big || digit)) && length > 0) {
            out->word[out->n++][length] = 0;
            length = 0;
        }
        if ((small || big || digit) && out->n < WORDS && length < WORD - 1)
            out->word[out->n][length++] = big ? (char)(c + 32) : c;
    }
}

/* One of the words, separated by blanks. */
static bool has(const name *x, const char *any)
{
    for (const char *p = any; *p;) {
        const size_t n = strcspn(p, " ");

        for (int i = 0; i < x->n; i++)
            if (strlen(x->word[i]) == n && !memcmp(x->word[i], p, n))
                return true;
        p += n + (p[n] == ' ');
    }
    return false;
}

static double speed_scale(const name *x)
{
    return has(x, "kmh kph") || (has(x, "km") && has(x, "h")) ? 1 / 3.6 : has(x, "mph") || (has(x, "mi") && has(x, "h")) ? 0.44704 : 1;
}

/* What a column tells, and how good it is among those of its channel (higher is better); 0: nothing. */
static int what(const name *x, bool receiver, bool treadmill, rf_aside_column *c)
{
    const bool baro = has(x, "baro barometer barometric relative altimeter bmp280 bmp388 bmp390");

    c->scale = 1;
    c->least = -1e30;
    if (has(x, "accuracy acc error err std sigma uncertainty dop hdop vdop vertical var variance limit max min target pace angular"))
        return 0;
    if (has(x, "pressure baro barometer") && !has(x, "altitude alt elevation m cm ft")) {
        c->channel = RF_CHANNEL_ALTITUDE_M;
        c->scale = 0;
        return 3;
    }
    if (has(x, "altitude alt elevation elev ele relativealtitude")) {
        const bool wanders = !baro && !has(x, "relativealtitude") && (receiver || has(x, "gps gnss location wgs84"));

        c->channel = wanders ? RF_CHANNEL_GPS_ALTITUDE_M : RF_CHANNEL_ALTITUDE_M;
        c->scale = has(x, "ft feet") ? 0.3048 : has(x, "cm") ? 0.01 : has(x, "km") ? 1000 : 1;
        return baro ? 4 : 2;
    }
    if (has(x, "latitude lat") || has(x, "longitude lon lng long")) {
        c->channel = has(x, "latitude lat") ? RF_CHANNEL_LATITUDE_DEG : RF_CHANNEL_LONGITUDE_DEG;
        return 1;
    }
    if (has(x, "grade gradient slope incline inclination") && !has(x, "x y z")) {
        c->channel = RF_CHANNEL_GRADE_PCT;
        c->scale = !x->percent && (x->degree || has(x, "deg degree degrees")) ? -1 : 1;
        return has(x, "treadmill belt") ? 3 : 2;
    }
    if (has(x, "speed velocity") && !has(x, "x y z wind")) {
        const bool belt = has(x, "treadmill belt") || (treadmill && !has(x, "gps gnss location"));

        c->channel = belt ? RF_CHANNEL_BELT_MPS : RF_CHANNEL_SPEED_MPS;
        c->scale = speed_scale(x);
        c->least = 0; /* phones write −1 where there is none */
        return has(x, "treadmill belt gps gnss location") ? 3 : 2;
    }
    return 0;
}

void rf_asides_choose(rf_aside_columns *out, const rf_piece *names, const rf_piece *units, const bool *used, bool sensor, int n)
{
    int rank[RF_CHANNEL_COUNT] = { 0 };
    bool receiver = false, treadmill = false;

    out->n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n && i < RF_CELLS_MOST; i++) {
            rf_aside_column c = { .column = i };
            name x = { .n = 0 };
            int k = 0, good;

            if (used[i])
                continue;
            add_words(&x, names[i]);
            if (units && x.n < WORDS)
                add_words(&x, units[i]);
            if (pass == 0) { /* what the table is, before its columns are understood */
                receiver |= has(&x, "latitude lat longitude lon lng");
                treadmill |= has(&x, "treadmill belt incline inclination grade slope gradient");
                continue;
            }
            good = what(&x, receiver && !sensor, treadmill && !receiver, &c);
            if (good <= rank[c.channel])
                continue;
            rank[c.channel] = good;
            while (k < out->n && out->at[k].channel != c.channel)
                k++;
            out->at[k] = c;
            out->n += k == out->n;
        }
}

/* Height in the standard atmosphere, m. The size of a pressure tells its unit: hPa (also mbar), kPa or Pa. */
static double height_m(double p)
{
    const double pascal = p >= 300 && p <= 1200 ? 100 * p : p >= 30 && p <= 120 ? 1000 * p : p >= 30000 && p <= 120000 ? p : NAN;

    return 44330.77 * (1 - rf_exp(0.190263 * rf_log(pascal / 101325)));
}

double rf_aside_value(const rf_aside_column *c, double cell)
{
    double s, k;

    if (!isfinite(cell) || cell < c->least)
        return NAN;
    if (c->scale == 0)
        return height_m(cell);
    if (c->scale > 0)
        return fabs(cell) < 1e7 ? cell * c->scale : NAN;
    if (fabs(cell) > 45)
        return NAN;
    rf_sincos(cell * RF_DEG, &s, &k);
    return 100 * s / k;
}
