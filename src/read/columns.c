/* The names of columns, read word by word: split at anything that is no letter or digit, at a change from small to capital letters, and looked up.
 *
 * By name and never by position: Sensor Logger writes z, y, x. A unit in brackets or at the end of the name goes first, as "m/s^2" would fall apart
 * into words. Several sensors in one table: the first complete triple is taken, and the report says that there are others.
 */
#include "read/columns.h"

#include <string.h>

#include "base/base.h"

enum { WORDS = 12, WORD = 24 };

/* clang-format off */
enum word_class { W_ACC = 1, W_LINEAR = 2, W_GRAVITY = 4, W_GYR = 8, W_TIME = 16, W_COUNTER = 32, W_OTHER = 64, W_USER = 128, W_WITH = 256, W_PLAIN = 512 };
/* clang-format on */

static const struct {
    const char *word;
    int is;
    const char *unit;
    /* clang-format off */
} known[] = {
    { "acc", W_ACC, 0 },      { "accel", W_ACC, 0 },     { "acceleration", W_ACC, 0 }, { "accelerometer", W_ACC, 0 }, { "accelero", W_ACC, 0 },
    { "accl", W_ACC, 0 },     { "la", W_ACC, 0 },        { "a", W_ACC, 0 },            { "totalacceleration", W_ACC, 0 }, { "gf", W_ACC, "g" },
    { "linear", W_LINEAR, 0 }, { "lin", W_LINEAR, 0 },   { "linacc", W_ACC | W_LINEAR, 0 }, { "linearacceleration", W_ACC | W_LINEAR, 0 },
    { "useracceleration", W_ACC | W_LINEAR | W_USER, 0 }, { "user", W_LINEAR | W_USER, 0 }, { "useracc", W_ACC | W_LINEAR | W_USER, 0 },
    { "freeacc", W_ACC | W_LINEAR, 0 }, { "free", W_LINEAR, 0 }, { "without", W_LINEAR | W_WITH, 0 }, { "excluding", W_LINEAR | W_WITH, 0 },
    { "including", W_WITH, 0 }, { "with", W_WITH, 0 },
    { "gravity", W_GRAVITY, 0 }, { "grav", W_GRAVITY, 0 },
    { "gyr", W_GYR, 0 },      { "gyro", W_GYR, 0 },      { "gyros", W_GYR, 0 },        { "gyroscope", W_GYR, 0 },  { "rotationrate", W_GYR, 0 },
    { "rotation", W_GYR, 0 }, { "rot", W_GYR, 0 },       { "angularvelocity", W_GYR, 0 }, { "angular", W_GYR, 0 }, { "angvel", W_GYR, 0 },
    { "omega", W_GYR, 0 },    { "w", W_GYR, 0 },         { "g", W_GYR, 0 },            { "as", W_GYR, 0 },         { "rateofturn", W_GYR, 0 },
    { "turn", W_GYR, 0 },     { "rate", W_PLAIN, 0 },    { "of", W_PLAIN, 0 },         { "axis", W_PLAIN, 0 },     { "sensor", W_PLAIN, 0 },
    { "calibrated", W_PLAIN, 0 }, { "uncalibrated", W_PLAIN, 0 }, { "raw", W_PLAIN, 0 }, { "filtered", W_PLAIN, 0 }, { "imu", W_PLAIN, 0 },
    { "total", W_PLAIN, 0 },  { "phone", W_PLAIN, 0 },   { "device", W_PLAIN, 0 },     { "data", W_PLAIN, 0 },     { "axes", W_PLAIN, 0 },
    { "t", W_TIME, 0 },       { "time", W_TIME, 0 },     { "timestamp", W_TIME, 0 },   { "timestamps", W_TIME, 0 }, { "ts", W_TIME, 0 },
    { "elapsed", W_TIME, 0 }, { "ms", W_TIME, "ms" },    { "millis", W_TIME, "ms" },   { "milliseconds", W_TIME, "ms" }, { "micros", W_TIME, "µs" },
    { "us", W_TIME, "µs" },   { "seconds", W_TIME, "s" }, { "sec", W_TIME, "s" },      { "s", W_TIME, "s" },       { "ns", W_TIME, "ns" },
    { "nanos", W_TIME, "ns" }, { "epoch", W_TIME, 0 },   { "unix", W_TIME, 0 },        { "utc", W_TIME, 0 },       { "datetime", W_TIME, 0 },
    { "date", W_TIME, 0 },    { "clock", W_TIME, 0 },    { "chiptime", W_TIME, 0 },
    { "frame", W_COUNTER, 0 }, { "sample", W_COUNTER, 0 }, { "packetcounter", W_COUNTER, 0 }, { "counter", W_COUNTER, 0 }, { "packet", W_COUNTER, 0 },
    { "mag", W_OTHER, 0 },    { "magn", W_OTHER, 0 },    { "magnetometer", W_OTHER, 0 }, { "magnetic", W_OTHER, 0 }, { "m", W_OTHER, 0 },
    { "h", W_OTHER, 0 },      { "quat", W_OTHER, 0 },    { "quaternion", W_OTHER, 0 }, { "q", W_OTHER, 0 },        { "euler", W_OTHER, 0 },
    { "eul", W_OTHER, 0 },    { "ang", W_OTHER, 0 },     { "angle", W_OTHER, 0 },      { "roll", W_OTHER, 0 },     { "pitch", W_OTHER, 0 },
    { "yaw", W_OTHER, 0 },    { "attitude", W_OTHER, 0 }, { "orientation", W_OTHER, 0 }, { "mat", W_OTHER, 0 },    { "vel", W_OTHER, 0 },
    { "inc", W_OTHER, 0 },    { "velinc", W_OTHER, 0 },  { "oriinc", W_OTHER, 0 },     { "speed", W_OTHER, 0 },    { "dv", W_OTHER, 0 },
    { "dq", W_OTHER, 0 },     { "delta", W_OTHER, 0 },   { "temp", W_OTHER, 0 },       { "temperature", W_OTHER, 0 }, { "pressure", W_OTHER, 0 },
    { "std", W_OTHER, 0 },    { "variance", W_OTHER, 0 }, { "pos", W_OTHER, 0 },       { "position", W_OTHER, 0 }, { "jerk", W_OTHER, 0 },
    { "emg", W_OTHER, 0 },    { "ecg", W_OTHER, 0 },     { "year", W_OTHER, 0 },       { "month", W_OTHER, 0 },    { "day", W_OTHER, 0 },
    { "hour", W_OTHER, 0 },   { "minute", W_OTHER, 0 },  { "second", W_OTHER, 0 },     { "nano", W_OTHER, 0 },     { "valid", W_OTHER, 0 },
    { "zone", W_OTHER, 0 },   { "timezone", W_OTHER, 0 }, { "coarse", W_OTHER, 0 },    { "absolute", W_OTHER, 0 }, { "latitude", W_OTHER, 0 },
    { "longitude", W_OTHER, 0 }, { "heart", W_OTHER, 0 }
};
/* clang-format on */

static const char *const place_word[] = { "shoe",   "foot", "toe",    "foot", "heel",  "foot", "lumbar",
                                          "pelvis", "belt", "pelvis", "arm",  "wrist", "hand", "wrist" };

static int class_of(const char *word, const char **unit)
{
    for (size_t i = 0; i < RF_COUNT(known); i++)
        if (!strcmp(known[i].word, word)) {
            if (known[i].unit && unit)
                *unit = known[i].unit;
            return known[i].is;
        }
    return 0;
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* @return how many words, in lower case. */
static int split_words(const char *p, size_t n, char out[WORDS][WORD])
{
    int k = 0;
    size_t length = 0;

    for (size_t i = 0; i < n && k < WORDS; i++) {
        const char c = p[i];
        const bool digit = c >= '0' && c <= '9';
        const bool hump = length > 0 && c >= 'A' && c <= 'Z' && p[i - 1] >= 'a' && p[i - 1] <= 'z';
        if ((hump || (!letter(c) && !digit)) && length > 0) {
            out[k++][length] = 0;
            length = 0;
        }
        if ((letter(c) || digit) && k < WORDS && length < WORD - 1)
            out[k][length++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    if (length > 0 && k < WORDS)
        out[k++][length] = 0;
    return k;
}

static int axis_of(const char *word)
{
    static const struct {
        const char *word;
        int axis;
    } axis[] = { { "x", 0 },     { "y", 1 },  { "z", 2 },  { "xaxis", 0 }, { "yaxis", 1 },
                 { "zaxis", 2 }, { "ap", 0 }, { "ml", 1 }, { "v", 2 },     { "vt", 2 } };

    for (size_t i = 0; i < RF_COUNT(axis); i++)
        if (!strcmp(axis[i].word, word))
            return axis[i].axis;
    return -1;
}

/* Take units in brackets, and at the end behind an underscore or a blank, off the name. What stays is in `rest`. */
static size_t take_unit(rf_piece name, char rest[96], rf_column *c)
{
    size_t n = 0;

    for (size_t i = 0; i < name.n; i++) {
        const char open = name.p[i];
        const char *close = open == '(' ? ")" : open == '[' ? "]" : open == '{' ? "}" : NULL;
        size_t to = name.n;
        while (close && to > i && name.p[to - 1] != *close)
            to--;
        const rf_unit *u = close && to > i + 2 ? rf_unit_find(name.p + i + 1, to - i - 2) : NULL;
        if (u) {
            c->unit = u;
            i = to - 1;
        } else {
            if (close && to > i + 2) {
                char word[WORDS][WORD];
                const int k = split_words(name.p + i + 1, to - i - 2, word);
                for (int j = 0; j < k; j++)
                    c->odd_unit |= !class_of(word[j], NULL) && axis_of(word[j]) < 0 && !rf_placement_from_word(word[j]) &&
                                   !rf_side_from_word(word[j]) && (word[j][0] < '0' || word[j][0] > '9');
            }
            if (n < 95)
                rest[n++] = open;
        }
    }
    rest[n] = 0;
    /* "acc_x_m_s2", "gyr_x_rads": the longest tail that is a unit and leaves a name */
    for (size_t i = 1; i < n && !c->unit; i++) {
        if (!strchr("_. -", rest[i]) || strchr("_. -", rest[i - 1]))
            continue;
        char tail[24];
        size_t k = 0;
        for (size_t j = i + 1; j < n && k < 23; j++, k++)
            tail[k] = strchr("_. -", rest[j]) && k > 0 ? '/' : rest[j];
        tail[k] = 0;
        const rf_unit *u = k < 23 ? rf_unit_find(tail, k) : NULL;
        if (u && u->quantity != RF_QUANTITY_OTHER) {
            c->unit = u;
            n = i;
        }
    }
    return n;
}

/* A word that is known, or known with an axis at its end or start: "accx", "ax", "xacc". The axis is taken off it then. */
static int take_word(rf_column *c, char word[WORD], const char **unit)
{
    char part[WORD];
    const size_t n = strlen(word);
    const int whole = class_of(word, unit);

    if (whole || n < 2)
        return whole;
    memcpy(part, word, n + 1);
    part[n - 1] = 0;
    int axis = axis_of(word + n - 1), is = class_of(part, unit);
    if (axis < 0 && word[n - 1] >= '1' && word[n - 1] <= '3' && is & (W_ACC | W_GYR))
        axis = word[n - 1] - '1';
    if (axis < 0 || !is) {
        axis = word[0] >= 'x' && word[0] <= 'z' ? word[0] - 'x' : -1;
        is = class_of(word + 1, unit);
        memcpy(part, word + 1, n);
    }
    if (axis < 0 || !is || is & (W_TIME | W_COUNTER | W_PLAIN))
        return 0;
    c->axis = axis;
    memcpy(word, part, WORD);
    return is;
}

static void take_place(rf_column *c, const char *word)
{
    const rf_placement p = rf_placement_from_word(word);
    const rf_side s = rf_side_from_word(word);

    if (p)
        c->placement = p;
    for (size_t i = 0; i + 1 < RF_COUNT(place_word); i += 2)
        if (!strcmp(place_word[i], word))
            c->placement = rf_placement_from_word(place_word[i + 1]);
    if (s)
        c->side = s;
    if (!strcmp(word, "l") || !strcmp(word, "lf"))
        c->side = RF_SIDE_LEFT;
    if (!strcmp(word, "r") || !strcmp(word, "rf"))
        c->side = RF_SIDE_RIGHT;
}

static rf_column_kind kind_of(const rf_column *c, int is, int words)
{
    const rf_quantity q = c->unit ? c->unit->quantity : RF_QUANTITY_NONE;

    if (c->axis >= 0) {
        if (is & W_OTHER && !(is & W_GYR))
            return RF_COLUMN_OTHER;
        if (is & W_GYR)
            return is & W_ACC || (q != RF_QUANTITY_NONE && q != RF_QUANTITY_GYR && q != RF_QUANTITY_COUNTS) ? RF_COLUMN_OTHER
                                                                                                            : RF_COLUMN_GYR;
        if (is & W_GRAVITY && !(is & W_WITH))
            return RF_COLUMN_GRAVITY;
        if (is & W_ACC)
            return is & W_LINEAR ? RF_COLUMN_LINEAR : RF_COLUMN_ACC;
        if (q == RF_QUANTITY_ACC)
            return is & W_LINEAR ? RF_COLUMN_LINEAR : RF_COLUMN_ACC;
        if (q == RF_QUANTITY_GYR)
            return RF_COLUMN_GYR;
        return is & ~(W_PLAIN | W_TIME) || (q != RF_QUANTITY_NONE && q != RF_QUANTITY_COUNTS) ? RF_COLUMN_OTHER : RF_COLUMN_BARE;
    }
    if (is & W_OTHER || words == 0)
        return RF_COLUMN_OTHER;
    if (is & W_TIME)
        return q == RF_QUANTITY_NONE || q == RF_QUANTITY_TIME ? RF_COLUMN_TIME : RF_COLUMN_OTHER;
    return is & W_COUNTER ? RF_COLUMN_COUNTER : RF_COLUMN_OTHER;
}

/* "emg_gluteus_maximus_mv", "EMG biceps femoris left (µV)", "L_BF_EMG": EMG is among the words, and the muscle's name. */
static bool emg_of_name(rf_piece name, rf_column *c)
{
    static const struct {
        const char *word;
        int muscle;
    } muscle[] = { { "gluteus", RF_GLUTEUS_MAXIMUS },   { "glut", RF_GLUTEUS_MAXIMUS },
                   { "glute", RF_GLUTEUS_MAXIMUS },     { "gmax", RF_GLUTEUS_MAXIMUS },
                   { "glutmax", RF_GLUTEUS_MAXIMUS },   { "maximus", RF_GLUTEUS_MAXIMUS },
                   { "gm", RF_GLUTEUS_MAXIMUS },        { "gluteusmaximus", RF_GLUTEUS_MAXIMUS },
                   { "biceps", RF_BICEPS_FEMORIS },     { "bf", RF_BICEPS_FEMORIS },
                   { "bflh", RF_BICEPS_FEMORIS },       { "hamstring", RF_BICEPS_FEMORIS },
                   { "hamstrings", RF_BICEPS_FEMORIS }, { "bicepsfemoris", RF_BICEPS_FEMORIS } };
    static const struct {
        const char *word;
        double to_mv;
    } unit[] = { { "mv", 1 },        { "uv", 1e-3 },      { "v", 1e3 },    { "microvolt", 1e-3 }, { "microvolts", 1e-3 },
                 { "millivolt", 1 }, { "millivolts", 1 }, { "volt", 1e3 }, { "volts", 1e3 } };
    char word[WORDS][WORD], plain[96];
    size_t length = 0;
    bool emg = false, other = false;
    int n, found = -1;

    for (size_t i = 0; i < name.n && length < sizeof plain - 1; i++) { /* the micro sign in its encodings */
        const unsigned char u = (unsigned char)name.p[i];

        if (u == 0xb5 || u == 0xbc)
            plain[length++] = 'u';
        else if (name.p[i] == 'V' && length > 0 && (plain[length - 1] == 'm' || plain[length - 1] == 'u'))
            plain[length++] = 'v';
        else if (u < 0x80)
            plain[length++] = name.p[i];
    }
    n = split_words(plain, length, word);
    c->to_mv = 1;
    for (int i = 0; i < n; i++) {
        emg |= !strncmp(word[i], "emg", 3) || !strcmp(word[i], "semg");
        other |= !strcmp(word[i], "medius") || !strcmp(word[i], "minimus") || !strcmp(word[i], "rectus") || !strcmp(word[i], "brachii");
        for (size_t k = 0; k < RF_COUNT(muscle); k++)
            if (!strcmp(word[i], muscle[k].word))
                found = muscle[k].muscle;
        for (size_t k = 0; k < RF_COUNT(unit); k++)
            if (!strcmp(word[i], unit[k].word))
                c->to_mv = unit[k].to_mv;
        take_place(c, word[i]);
    }
    c->kind = RF_COLUMN_EMG;
    c->muscle = found;
    c->placement = RF_PLACE_UNKNOWN;
    return emg && !other && found >= 0;
}

rf_column rf_column_of_name(rf_piece name)
{
    rf_column c = { .axis = -1 };
    char rest[96], word[WORDS][WORD];
    const char *unit = NULL;
    int is = 0;
    size_t stem = 0;

    name = rf_piece_trim(name);
    if (name.n == 0 || rf_piece_is(name, "index") || rf_piece_is(name, "unnamed: 0") || rf_piece_is(name, "idx") ||
        rf_piece_is(name, "row")) {
        c.kind = RF_COLUMN_INDEX;
        return c;
    }
    if (emg_of_name(name, &c))
        return c;
    c = (rf_column) { .axis = -1 };
    const int n = split_words(rest, take_unit(name, rest, &c), word);
    if (n == 2 && !strcmp(word[0], "g") && word[1][0] == 'f' && axis_of(word[1] + 1) >= 0) /* "gFx": g-force, no gyroscope */
        memcpy(word[0], "gf", 3), memmove(word[1], word[1] + 1, 2);
    for (int i = 0; i < n; i++) {
        const int axis = axis_of(word[i]);
        const bool number = n > 1 && i == n - 1 && word[i][0] >= '1' && word[i][0] <= '3' && !word[i][1];
        if (axis >= 0 || (number && c.axis < 0 && is & (W_ACC | W_GYR))) {
            c.axis = axis >= 0 ? axis : word[i][0] - '1';
            continue;
        }
        is |= take_word(&c, word[i], &unit);
        take_place(&c, word[i]);
        for (const char *p = word[i]; *p && stem < sizeof c.stem - 2; p++)
            c.stem[stem++] = *p;
        if (stem < sizeof c.stem - 1)
            c.stem[stem++] = ' ';
    }
    if (unit && !c.unit && (is & W_ACC || c.axis < 0) && rf_unit_named(unit)->quantity == (is & W_ACC ? RF_QUANTITY_ACC : RF_QUANTITY_TIME))
        c.unit = rf_unit_named(unit);
    c.user = is & W_USER;
    c.kind = kind_of(&c, is, n);
    if (rf_piece_is(name, "sampletimefine"))
        c.kind = RF_COLUMN_TICKS;
    if (c.kind == RF_COLUMN_TIME && c.unit == rf_unit_named("ns") && !strncmp(c.stem, "sensor timestamp", 16))
        c.from_2000 = true;
    return c;
}

/* Three columns of one kind and one stem, from `from` on. @return the first one's place, −1 if there is none. */
static int triple(const rf_column *c, int n, rf_column_kind kind, int from, int out[3])
{
    for (int i = from; i < n; i++) {
        if (c[i].kind != kind)
            continue;
        out[0] = out[1] = out[2] = -1;
        for (int k = n - 1; k >= from; k--)
            if (c[k].kind == kind && !strcmp(c[k].stem, c[i].stem))
                out[c[k].axis] = k;
        if (out[0] >= 0 && out[1] >= 0 && out[2] >= 0)
            return i;
    }
    out[0] = out[1] = out[2] = -1;
    return -1;
}

/* Of one kind the triple that is best: not raw where there is a calibrated one, the wide range rather than the fine one, which clips in running. */
static int best_triple(const rf_column *c, int n, rf_column_kind kind, int out[3])
{
    int best = -1, rank = -1, at[3];

    out[0] = out[1] = out[2] = -1;
    for (int i = 0; (i = triple(c, n, kind, i, at)) >= 0; i++) {
        const char *stem = c[i].stem;
        const int own = 2 * !strstr(stem, "raw ") + (strstr(stem, " wr ") || strstr(stem, "wide range "));

        if (own <= rank)
            continue;
        rank = own;
        best = i;
        memcpy(out, at, sizeof at);
    }
    return best;
}

static int count_triples(const rf_column *c, int n, rf_column_kind kind)
{
    int k = 0, out[3];

    for (int i = 0; (i = triple(c, n, kind, i, out)) >= 0; k++)
        i = (out[0] > out[1] ? out[0] : out[1]) > out[2] ? (out[0] > out[1] ? out[0] : out[1]) + 1 : out[2] + 1;
    return k;
}

rf_sensor_columns rf_columns_choose(const rf_column *c, int n)
{
    rf_sensor_columns s = { .linear = false };
    const bool gyr = best_triple(c, n, RF_COLUMN_GYR, s.gyr) >= 0;

    triple(c, n, RF_COLUMN_GRAVITY, 0, s.gravity);
    s.others = count_triples(c, n, RF_COLUMN_ACC) - 1;
    if (best_triple(c, n, RF_COLUMN_ACC, s.acc) < 0) {
        s.others = count_triples(c, n, RF_COLUMN_LINEAR) - 1;
        if (triple(c, n, RF_COLUMN_LINEAR, 0, s.acc) >= 0) {
            s.linear = s.gravity[0] < 0;
            s.core_motion = !s.linear && c[s.acc[0]].user;
        } else if (!gyr) {
            triple(c, n, RF_COLUMN_BARE, 0, s.acc);
            s.others = 0;
        }
    }
    if (s.others < 0)
        s.others = 0;
    if (s.acc[0] < 0 || !s.linear)
        if (s.acc[0] < 0 || c[s.acc[0]].kind != RF_COLUMN_LINEAR)
            s.gravity[0] = s.gravity[1] = s.gravity[2] = -1;
    return s;
}

int rf_columns_emg(const rf_column *c, int n, int out[RF_MUSCLES])
{
    int count = 0, first = -1;

    for (int m = 0; m < RF_MUSCLES; m++) {
        out[m] = -1;
        for (int i = 0; i < n; i++) {
            if (c[i].kind != RF_COLUMN_EMG || c[i].muscle != m || (first >= 0 && c[i].side != c[first].side && out[m] >= 0))
                continue;
            if (out[m] < 0 || (first >= 0 && c[out[m]].side != c[first].side))
                out[m] = i;
        }
        first = first < 0 ? out[m] : first;
        count += out[m] >= 0;
    }
    return count;
}
