/* The lists of a session's JSON and the rows of its contacts, each into its table.
 *
 * A list is one row of `lists`: the members in the order of the table's columns. Contacts come as the text of --steps, whose header names the columns.
 */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "history/store_inside.h"

double rf_store_figure(const cJSON *o, const char *name)
{
    const cJSON *v = RF_MEMBER(o, name);

    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

const char *rf_store_word(const cJSON *o, const char *name)
{
    const cJSON *v = RF_MEMBER(o, name);

    return cJSON_IsString(v) ? v->valuestring : NULL;
}

/* One list of the JSON. members: what goes into the columns behind session_id, one a letter of `kinds`: i the row's number, k its own name (of
 * a list that is an object), t text, n number, w whole number, b true or false, j the member as JSON text, u a list of words as one text. "a/b" is a member of a member. */
typedef struct list {
    const char *name, *sql, *kinds, *members;
} list;

static const list lists[] = {
    { "sensors", "INSERT INTO sensors VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", "itttbttnwnnbwwwbtww",
      "- sensor placement side assumed placed_by input rate_hz samples first_t_s last_t_s gyro gaps dropped clipped stood read/format "
      "read/rows "
      "read/bad_rows" },
    { "bouts", "INSERT INTO bouts VALUES (?,?,?,?,?)", "innw", "- from_s to_s contacts" },
    { "markers", "INSERT INTO markers VALUES (?,?,?,?)", "int", "- t_s by" },
    { "summary", "INSERT INTO metrics VALUES (?,?,?,?,?,?,?,?,?,?)", "knnntwtbt", "- value lo hi unit n method told why" },
    { "patterns", "INSERT INTO findings VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", "tttttnnntnwwjjtjtj",
      "id title status why plain value lo hi unit threshold strides strides_seen evidence when grade sources cue confounders" },
    { "notices", "INSERT INTO notices VALUES (?,?,?,?,?,?,?,?)", "ittnwut", "- code sensor t_s count metrics text" },
};

/* "read/rows" of o. */
static const cJSON *member(const cJSON *o, const char *name, size_t n)
{
    const char *slash = memchr(name, '/', n);
    char one[64];

    if (slash)
        return member(member(o, name, (size_t)(slash - name)), slash + 1, n - (size_t)(slash - name) - 1);
    if (n >= sizeof one)
        return NULL;
    memcpy(one, name, n);
    one[n] = 0;
    return RF_MEMBER(o, one);
}

static void bind_json(rf_store *s, sqlite3_stmt *st, int i, const cJSON *v)
{
    char *text = v ? cJSON_PrintUnformatted(v) : NULL;

    s->failed = s->failed || (v && !text);
    rf_store_bind_text(s, st, i, text ? text : "[]");
    cJSON_free(text);
}

/* ["a","b"] as "a b". */
static void bind_words(rf_store *s, sqlite3_stmt *st, int i, const cJSON *v)
{
    char text[1024] = "";
    size_t n = 0;

    for (const cJSON *e = v ? v->child : NULL; e; e = e->next) {
        const size_t more = cJSON_IsString(e) ? strlen(e->valuestring) : 0;

        if (more == 0 || n + more + 2 > sizeof text)
            continue;
        text[n] = ' ';
        n += n > 0;
        memcpy(text + n, e->valuestring, more + 1);
        n += more;
    }
    rf_store_bind_text(s, st, i, text);
}

static void bind_member(rf_store *s, sqlite3_stmt *st, int i, char kind, const cJSON *v)
{
    const double x = cJSON_IsNumber(v) ? v->valuedouble : NAN;

    switch (kind) {
    case 't': rf_store_bind_text(s, st, i, cJSON_IsString(v) ? v->valuestring : NULL); break;
    case 'n': rf_store_bind_number(s, st, i, x); break;
    case 'w':
        if (fabs(x) < 9e15)
            rf_store_bind_whole(s, st, i, (int64_t)x);
        break;
    case 'b': rf_store_bind_whole(s, st, i, cJSON_IsTrue(v)); break;
    case 'j': bind_json(s, st, i, v); break;
    case 'u': bind_words(s, st, i, v); break;
    default: break;
    }
}

static void bind_row(rf_store *s, sqlite3_stmt *st, const list *l, const cJSON *e, int row)
{
    const char *name = l->members;

    for (int k = 0; l->kinds[k]; k++) {
        const size_t n = strcspn(name, " ");

        if (l->kinds[k] == 'i')
            rf_store_bind_whole(s, st, k + 2, row);
        else if (l->kinds[k] == 'k')
            rf_store_bind_text(s, st, k + 2, e->string);
        else
            bind_member(s, st, k + 2, l->kinds[k], member(e, name, n));
        name += n + (name[n] == ' ');
    }
}

static int put_list(rf_store *s, int64_t id, const list *l, const cJSON *root, rf_why *why)
{
    const cJSON *a = RF_MEMBER(root, l->name);
    sqlite3_stmt *st = NULL;
    int row = 0, r;

    if (!a || !a->child)
        return 0;
    r = rf_store_prepare(s, &st, l->sql, why);
    for (const cJSON *e = a->child; e && r == 0; e = e->next) {
        rf_store_bind_whole(s, st, 1, id);
        bind_row(s, st, l, e, row++);
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    return r;
}

/* Those that were overruled. */
static int put_thresholds(rf_store *s, int64_t id, const cJSON *root, rf_why *why)
{
    const cJSON *a = RF_MEMBER(root, "thresholds");
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, "INSERT OR REPLACE INTO thresholds VALUES (?,?,?,?,?)", why);

    for (const cJSON *e = a ? a->child : NULL; e && r == 0; e = e->next) {
        if (!cJSON_IsTrue(RF_MEMBER(e, "told")))
            continue;
        rf_store_bind_whole(s, st, 1, id);
        rf_store_bind_text(s, st, 2, rf_store_word(e, "pattern"));
        rf_store_bind_text(s, st, 3, rf_store_word(e, "metric"));
        rf_store_bind_number(s, st, 4, rf_store_figure(e, "threshold"));
        rf_store_bind_text(s, st, 5, rf_store_word(e, "unit"));
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    return r;
}

int rf_store_put_lists(rf_store *s, int64_t id, const cJSON *root, rf_why *why)
{
    int r = 0;

    for (size_t i = 0; i < RF_COUNT(lists) && r == 0; i++)
        r = put_list(s, id, &lists[i], root, why);
    return r == 0 ? put_thresholds(s, id, root, why) : r;
}

/* ---- contacts ------------------------------------------------------------------------------------------------------------------------- */

/* "INSERT INTO contacts (session_id, idx, <the header>) VALUES (?, …)". @return the number of columns of the header; 0: too long for one. */
static int contacts_sql(char *out, size_t room, const char *header, size_t n)
{
    int columns = 1;
    size_t at;

    if (2 * n + 96 > room || n == 0)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const char c = header[i];

        if (!(c == ',' || c == '_' || (c >= 'a' && c <= 'z')))
            return 0; /* a header holds names of columns and nothing else */
        columns += c == ',';
    }
    at = (size_t)sqlite3_snprintf((int)room, out, "INSERT INTO contacts (session_id, idx, %.*s) VALUES (?,?", (int)n, header) ? strlen(out)
                                                                                                                              : 0;
    for (int i = 0; i < columns; i++, at += 2)
        memcpy(out + at, ",?", 2);
    memcpy(out + at, ")", 2);
    return columns;
}

static void bind_cell(rf_store *s, sqlite3_stmt *st, int i, const char *p, const char *end)
{
    char text[16] = "";
    double v;

    if (end > p && rf_number_parse(p, end, '.', &v) == (size_t)(end - p)) {
        rf_store_bind_number(s, st, i, v);
    } else if (end > p) {
        memcpy(text, p, (size_t)(end - p) < sizeof text ? (size_t)(end - p) : sizeof text - 1);
        rf_store_bind_text(s, st, i, text);
    }
}

int rf_store_put_contacts(rf_store *s, int64_t id, const char *p, size_t n, rf_why *why)
{
    const char *end, *line;
    sqlite3_stmt *st = NULL;
    char sql[2048];
    int columns, r;

    if (!p)
        return 0;
    end = p + n;
    line = memchr(p, '\n', n);
    columns = contacts_sql(sql, sizeof sql, p, line ? (size_t)(line - p) : n);
    if (columns == 0)
        return rf_fail(why, RF_ERR_DATA, "the rows of the contacts have no header of --steps");
    r = rf_store_prepare(s, &st, sql, why);
    for (int64_t row = 0; r == 0 && line && line + 1 < end; row++) {
        const char *cell = line + 1, *next;

        line = memchr(cell, '\n', (size_t)(end - cell));
        rf_store_bind_whole(s, st, 1, id);
        rf_store_bind_whole(s, st, 2, row);
        for (int k = 0; k < columns && cell; k++) {
            const char *stop = line ? line : end;

            next = memchr(cell, ',', (size_t)(stop - cell));
            bind_cell(s, st, k + 3, cell, next ? next : stop);
            cell = next ? next + 1 : NULL;
        }
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    return r;
}
