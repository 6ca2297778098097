/* The file that overrules some thresholds: CSV or JSON, to the table's values.
 *
 * How: each row names its threshold by pattern and metric; both forms end in the same place, which checks name, unit and range. What is wrong
 * with a row is remarked and the row left out, since a coach's other numbers still hold.
 * Why the unit is checked and never converted: a file that says 0.1 rad where the table has degrees was not written for this table.
 * Cannot: overrule the norms; those are what people do, not what somebody decides.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "base/number.h"
#include "pattern/thresholds.h"

enum { MOST_BYTES = 1 << 20, CELLS = 16, WORD = 40 };

/* A row of the file as text; "" where nothing was said. */
typedef struct row {
    char pattern[WORD], metric[WORD], value[WORD], unit[WORD];
    long line; /* of a CSV; 0: of a JSON */
} row;

static bool known_pattern(const char *pattern)
{
    for (size_t i = 0; i < rf_threshold_count(); i++)
        if (!strcmp(rf_threshold_at(i)->pattern, pattern))
            return true;
    return false;
}

static void take(rf_thresholds_told *t, const row *r)
{
    const int i = rf_threshold_find(r->pattern, r->metric);
    const char *end = r->value + strlen(r->value);
    char least[RF_NUMBER_MAX], most[RF_NUMBER_MAX];
    double v, lo, hi;

    if (i < 0) {
        (void)rf_remark_add(&t->remarks, r->line,
                            known_pattern(r->pattern)
                                ? "%s has no threshold \"%s\"; runform patterns --thresholds lists them"
                                : "no pattern \"%s\" has a threshold \"%s\"; runform patterns --thresholds lists them",
                            r->pattern, r->metric);
        return;
    }
    if (r->unit[0] && strcmp(r->unit, rf_threshold_at((size_t)i)->unit)) {
        (void)rf_remark_add(&t->remarks, r->line, "%s %s is in \"%s\", not in \"%s\"; it was left out", r->pattern, r->metric,
                            rf_threshold_at((size_t)i)->unit, r->unit);
        return;
    }
    rf_threshold_range((size_t)i, &lo, &hi);
    if (!r->value[0] || rf_number_parse(r->value, end, '.', &v) != (size_t)(end - r->value) || !isfinite(v)) {
        (void)rf_remark_add(&t->remarks, r->line, "%s %s is \"%s\", which is no number; it was left out", r->pattern, r->metric, r->value);
        return;
    }
    if (v < lo || v > hi) {
        rf_number_print(least, lo, 0);
        rf_number_print(most, hi, 0);
        (void)rf_remark_add(&t->remarks, r->line, "%s %s is %s; it takes %s to %s %s", r->pattern, r->metric, r->value, least, most,
                            rf_threshold_at((size_t)i)->unit);
        return;
    }
    if (t->moved[i])
        (void)rf_remark_add(&t->remarks, r->line, "%s %s stands there twice; the later one holds", r->pattern, r->metric);
    t->n_moved += !t->moved[i] && v < rf_threshold_at((size_t)i)->value;
    t->n_moved += !t->moved[i] && v > rf_threshold_at((size_t)i)->value;
    t->moved[i] = true;
    t->value[i] = v;
}

/* ---- CSV -------------------------------------------------------------------------------------------------------------------------- */

static void set(char out[WORD], const char *p, size_t n)
{
    while (n > 0 && (*p == ' ' || *p == '\t'))
        p++, n--;
    while (n > 0 && strchr(" \t\r", p[n - 1]))
        n--;
    n = n < WORD - 1 ? n : WORD - 1;
    memcpy(out, p, n);
    out[n] = 0;
}

/* Cells of a line, quotes taken off. @return how many; what is behind the last place is not looked at. */
static int cells(const char *p, const char *end, char out[CELLS][WORD])
{
    int k = 0;

    while (k < CELLS) {
        const char *from = p, *to;

        if (*p == '"') {
            from = ++p;
            while (p < end && (*p != '"' || p[1] == '"'))
                p += *p == '"' ? 2 : 1;
            to = p;
            while (p < end && *p != ',')
                p++;
        } else {
            while (p < end && *p != ',')
                p++;
            to = p;
        }
        set(out[k++], from, (size_t)((to < end ? to : end) - from));
        if (p >= end)
            break;
        p++;
    }
    return k;
}

typedef struct columns {
    int pattern, metric, value, unit;
} columns;

static int column(char name[CELLS][WORD], int n, const char *word, const char *other)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(name[i], word) || !strcmp(name[i], other))
            return i;
    return -1;
}

static void parse_csv(rf_thresholds_told *t, const char *p, const char *end)
{
    char cell[CELLS][WORD];
    columns at = { -1, -1, -1, -1 };
    bool begun = false;

    for (long line = 1; p < end; line++) {
        const char *to = memchr(p, '\n', (size_t)(end - p));
        const char *stop = to ? to : end;
        const int n = stop > p + strspn(p, " \t\r\n") && *p != '#' ? cells(p, stop, cell) : 0;
        row r = { .line = line };

        p = to ? to + 1 : end;
        if (n == 0)
            continue;
        if (!begun) {
            begun = true;
            at = (columns) { column(cell, n, "pattern", "id"), column(cell, n, "metric", "name"), column(cell, n, "threshold", "value"),
                             column(cell, n, "unit", "units") };
            if (at.pattern < 0 || at.metric < 0 || at.value < 0) {
                (void)rf_remark_add(&t->remarks, line, "no columns pattern,metric,threshold,unit; nothing was taken from it");
                return;
            }
            continue;
        }
        if (at.pattern >= n || at.metric >= n || at.value >= n) {
            (void)rf_remark_add(&t->remarks, line, "the row is too short; it was left out");
            continue;
        }
        memcpy(r.pattern, cell[at.pattern], WORD);
        memcpy(r.metric, cell[at.metric], WORD);
        memcpy(r.value, cell[at.value], WORD);
        if (at.unit >= 0 && at.unit < n)
            memcpy(r.unit, cell[at.unit], WORD);
        take(t, &r);
    }
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------------------- */

static void word_of(char out[WORD], const cJSON *v)
{
    char number[RF_NUMBER_MAX];

    out[0] = 0;
    if (cJSON_IsString(v))
        set(out, v->valuestring, strlen(v->valuestring));
    else if (cJSON_IsNumber(v) && rf_number_print(number, v->valuedouble, 6))
        set(out, number, strlen(number));
    else if (v)
        set(out, "no number", 9);
}

static const cJSON *member(const cJSON *o, const char *name, const char *other)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, name);

    return v ? v : cJSON_GetObjectItemCaseSensitive(o, other);
}

static void parse_json(rf_thresholds_told *t, const char *text, size_t length)
{
    cJSON *root = cJSON_ParseWithLength(text, length);
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "thresholds");

    if (!root)
        (void)rf_remark_add(&t->remarks, 0,
                            "neither a table with the columns pattern,metric,threshold,unit nor JSON; nothing was taken from it");
    list = list ? list : root;
    for (const cJSON *e = list ? list->child : NULL; e; e = e->next) {
        row r = { .line = 0 };

        if (cJSON_IsArray(list)) {
            word_of(r.pattern, member(e, "pattern", "id"));
            word_of(r.metric, member(e, "metric", "name"));
            word_of(r.value, member(e, "threshold", "value"));
            word_of(r.unit, member(e, "unit", "units"));
            take(t, &r);
        } else if (cJSON_IsObject(e)) {
            for (const cJSON *v = e->child; v; v = v->next) {
                set(r.pattern, e->string, strlen(e->string));
                set(r.metric, v->string, strlen(v->string));
                word_of(r.value, v);
                take(t, &r);
            }
        } else if (strcmp(e->string, "schema")) {
            (void)rf_remark_add(&t->remarks, 0,
                                "\"%.32s\" is no group of thresholds as {\"overstride\":{\"u_shank_deg\":2.5}}; it was left out",
                                e->string);
        }
    }
    cJSON_Delete(root);
}

void rf_thresholds_parse(rf_thresholds_told *t, const char *text, size_t length)
{
    *t = (rf_thresholds_told) { .n_moved = 0 };
    rf_thresholds_default(t->value);
    if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        text += 3, length -= 3;
    if (strchr("{[", text[strspn(text, " \t\r\n")]) && text[strspn(text, " \t\r\n")])
        parse_json(t, text, length);
    else
        parse_csv(t, text, text + length);
    if (t->n_moved == 0 && t->remarks.n == 0)
        (void)rf_remark_add(&t->remarks, 0, "it overrules no threshold");
}

int rf_thresholds_read(rf_thresholds_told *t, const char *path, rf_why *why)
{
    char *text;
    size_t n;
    const int err = rf_told_read(&text, &n, path, MOST_BYTES, why);

    *t = (rf_thresholds_told) { .n_moved = 0 };
    rf_thresholds_default(t->value);
    if (err < 0)
        return err;
    errno = 0;
    rf_thresholds_parse(t, text, n);
    free(text);
    return errno == ENOMEM ? rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path)
                           : 0; /* cJSON does not tell that from text that is no JSON */
}
