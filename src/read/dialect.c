/* Makers' tables, told by words of their headers.
 *
 * How: the first lines, in small letters and without blanks, are searched for words that only this maker writes together. The decoder is that of all
 * tables; a dialect adds what its maker's documents say and the header does not: a unit. A stated unit is never overruled by it.
 * Facts: docs of the makers; units of DOT (deg/s) and MT Manager (rad/s unless set otherwise), 50 Hz of MotionSense by its paper (a hint only: any phone writes these columns).
 * Cannot: tell a table whose header was rewritten; it is then read as any table is.
 */
#include "read/dialect.h"

#include <string.h>

#include "base/base.h"
#include "base/cells.h"
#include "read/calendar.h"

enum { LOOK = 4096 };

static const rf_dialect dialect[] = {
    { .id = "xsens_dot", .acc = "m/s²", .gyr = "deg/s" },
    { .id = "xsens_mt", .acc = "m/s²", .gyr_else = "rad/s" },
    { .id = "motionsense", .usual_rate = "50 (as the recordings of MotionSense have; other logs may differ)" },
    { .id = "actigraph", .acc = "g" },
    { .id = "witmotion_table", .host_stamps = true },
};

const rf_dialect *rf_dialect_of(const char *id)
{
    for (size_t i = 0; i < RF_COUNT(dialect); i++)
        if (!strcmp(dialect[i].id, id))
            return &dialect[i];
    return NULL;
}

/* The first lines in small letters, blanks and quotes left out. */
static const char *fold(const rf_head *h, char out[LOOK + 1])
{
    size_t k = 0;

    for (size_t i = 0; i < h->n && k < LOOK; i++) {
        const char c = h->bytes[i];

        if (c != ' ' && c != '"' && c != 0)
            out[k++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out[k] = 0;
    return out;
}

static bool has(const char *text, const char *word)
{
    return strstr(text, word) != NULL;
}

bool rf_probe_ximu3_table(const rf_head *h)
{
    char t[LOOK + 1];

    return has(fold(h, t), "timestamp(us)") && has(t, "gyroscopex(deg/s)");
}

bool rf_probe_ngimu_table(const rf_head *h)
{
    char t[LOOK + 1];

    return has(fold(h, t), "time(s)") && has(t, "gyroscopex(deg/s)") && has(t, "accelerometerx(g)");
}

bool rf_probe_xsens_mt(const rf_head *h)
{
    char t[LOOK + 1];

    return !strncmp(fold(h, t), "//", 2) && has(t, "packetcounter\t");
}

bool rf_probe_xsens_dot(const rf_head *h)
{
    char t[LOOK + 1];

    return has(fold(h, t), "sampletimefine,") && (has(t, "acc_x") || has(t, "quat_w")) && strncmp(t, "//", 2) != 0;
}

bool rf_probe_witmotion_table(const rf_head *h)
{
    char t[LOOK + 1];

    fold(h, t);
    return (has(t, "ax(g)") && has(t, "ay(g)") && has(t, "wx(deg/s)")) ||
           (has(t, "accx(g)") && has(t, "accz(g)") && (has(t, "asx(") || has(t, "anglex("))) ||
           (has(t, "accx") && has(t, "accy") && has(t, "accz") && (has(t, "asx") || has(t, "angx")));
}

bool rf_probe_sensorlogger_table(const rf_head *h)
{
    char t[LOOK + 1];

    return has(fold(h, t), "seconds_elapsed") && (has(t, ",z,y,x") || has(t, ",x,y,z") || has(t, "acceleration"));
}

bool rf_probe_phyphox(const rf_head *h)
{
    char t[LOOK + 1];

    return h->n > 10 && !memcmp(h->bytes, "\"Time (s)\"", 10) && (has(fold(h, t), "(m/s^2)") || has(t, "(rad/s)"));
}

bool rf_probe_motionsense(const rf_head *h)
{
    char t[LOOK + 1];

    return has(fold(h, t), "attitude.roll") && has(t, "useracceleration.x") && has(t, "rotationrate.x");
}

bool rf_probe_polar(const rf_head *h)
{
    char t[LOOK + 1];

    return has(fold(h, t), "phonetimestamp;sensortimestamp[ns]") || !strncmp(t, "timestampx(mg)y(mg)z(mg)", 24);
}

bool rf_probe_shimmer(const rf_head *h)
{
    char t[LOOK + 1];

    fold(h, t);
    return (has(t, "_timestamp_") && (has(t, "_accel_ln_x") || has(t, "_accel_wr_x") || has(t, "_gyro_x_cal"))) ||
           (has(t, "shimmer") && (has(t, "widerangeaccelerometerx") || has(t, "lownoiseaccelerometerx")));
}

bool rf_probe_actigraph(const rf_head *h)
{
    char t[LOOK + 1];

    return has(fold(h, t), "datafilecreatedbyactigraph") && has(t, "hz");
}

/* ---- ActiGraph's clock ------------------------------------------------------------------------------------------------------------------- */

/* "5/21/2024" by "M/d/yyyy": the format says in which order the numbers stand. */
static bool dated(rf_piece text, const char *format, int64_t *days)
{
    int number[3] = { 0 }, k = 0, day = 0, month = 0, year = 0;
    size_t i = 0;

    for (; i < text.n && k < 3; k++) {
        while (i < text.n && (text.p[i] < '0' || text.p[i] > '9'))
            i++;
        for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && number[k] < 10000; i++)
            number[k] = 10 * number[k] + (text.p[i] - '0');
    }
    k = 0;
    for (const char *f = format; *f && *f != ' ' && k < 3; f++) {
        if (f > format && *f == f[-1])
            continue;
        if (*f == 'd')
            day = number[k++];
        else if (*f == 'M')
            month = number[k++];
        else if (*f == 'y')
            year = number[k++];
    }
    if (day < 1 || day > 31 || month < 1 || month > 12 || year < 1990 || year > 2200)
        return false;
    *days = rf_calendar_days(year, month, day);
    return true;
}

bool rf_actigraph_start(const char *head, size_t n, int64_t *ns)
{
    char format[16] = "";
    int64_t days = 0, time_ns = 0;
    bool date = false, time = false, zone;
    rf_piece line;
    const char *p = head, *next;

    for (int i = 0; i < 12 && (next = rf_line_next(p, head + n, true, &line)) != NULL; i++, p = next) {
        static const char words[] = "date format ";

        for (size_t k = 0; i == 0 && k + sizeof words + 10 < line.n; k++)
            if (!memcmp(line.p + k, words, sizeof words - 1))
                memcpy(format, line.p + k + sizeof words - 1, 10);
        if (line.n > 11 && !memcmp(line.p, "Start Time ", 11))
            time = rf_calendar_parse((rf_piece) { line.p + 11, line.n - 11 }, &time_ns, &zone);
        if (line.n > 11 && !memcmp(line.p, "Start Date ", 11))
            date = dated((rf_piece) { line.p + 11, line.n - 11 }, format, &days);
    }
    *ns = days * INT64_C(86400000000000) + time_ns;
    return date && time;
}
