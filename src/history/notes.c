/* The runner's notes: from JSON to figures and words.
 *
 * How: one object; `pain` holds figures from 0 to 10, the other members one word or a list of words out of notes.def, and `flags` may also be
 * an object of true and false. Each member that is not understood is remarked by its name and left out; nothing is guessed, since a guess
 * about pain helps nobody.
 * cJSON reads numbers the same in every locale; figures shown back to the runner go through base/number.h.
 * Cannot: read free words. `text` may hold them, for the runner; they are not looked at.
 */
#include "history/notes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "base/number.h"

enum { MOST_BYTES = 1 << 20 };
#define SEEN "%.32s"

#define GROUP_pain  RF_NOTE_PAIN
#define GROUP_place RF_NOTE_PLACE
#define GROUP_kind  RF_NOTE_KIND
#define GROUP_worse RF_NOTE_WORSE
#define GROUP_flags RF_NOTE_FLAGS
#define GROUP_side  RF_NOTE_SIDE

static const rf_note_word table[] = {
#define RF_NOTE(group, word, text) { GROUP_##group, #word, text },
#include "history/notes.def"
#undef RF_NOTE
};

static const char *const group_name[RF_NOTE_GROUPS] = { "pain", "place", "kind", "worse", "flags", "side" };

const rf_note_word *rf_note_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

static int find(rf_note_group group, const char *word)
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        if (table[i].group == group && !strcmp(table[i].word, word))
            return (int)i;
    return -1;
}

/* "a, b, c": all words of a group, as far as there is room. */
static void words_of(char *out, size_t size, rf_note_group group)
{
    size_t n = 0;

    out[0] = 0;
    for (size_t i = 0; i < RF_COUNT(table); i++) {
        const size_t more = strlen(table[i].word) + 2;

        if (table[i].group != group || n + more >= size)
            continue;
        memcpy(out + n, n ? ", " : "", n ? 2 : 0);
        n += n ? 2 : 0;
        memcpy(out + n, table[i].word, more - 1);
        n += more - 2;
    }
}

/* What stands there instead of what should. */
static void seen(char out[64], const cJSON *v)
{
    char number[RF_NUMBER_MAX];

    if (cJSON_IsString(v)) {
        size_t n = strlen(v->valuestring);

        n = n < 32 ? n : 32;
        out[0] = '"';
        memcpy(out + 1, v->valuestring, n);
        memcpy(out + 1 + n, "\"", 2);
    } else if (cJSON_IsNumber(v) && rf_number_print(number, v->valuedouble, v->valuedouble == floor(v->valuedouble) ? 0 : 2)) {
        memcpy(out, number, sizeof number);
    } else {
        const char *text = cJSON_IsBool(v)     ? (cJSON_IsTrue(v) ? "true" : "false")
                           : cJSON_IsNumber(v) ? "a number too large"
                                               : "no single value";

        memcpy(out, text, strlen(text) + 1);
    }
}

static void take_pain(rf_notes *n, const cJSON *pain)
{
    char what[64], words[160];

    if (!cJSON_IsObject(pain)) {
        (void)rf_remark_add(&n->remarks, 0, "pain is a group of figures as {\"during\":2,\"sitting\":3}; it was left out");
        return;
    }
    for (const cJSON *v = pain->child; v; v = v->next) {
        const int i = find(RF_NOTE_PAIN, v->string);

        if (i < 0) {
            words_of(words, sizeof words, RF_NOTE_PAIN);
            (void)rf_remark_add(&n->remarks, 0, "pain." SEEN " is not known; there are %s", v->string, words);
        } else if (cJSON_IsNumber(v) && v->valuedouble >= 0 && v->valuedouble <= 10) {
            n->value[i] = v->valuedouble;
            n->told = true;
        } else if (!cJSON_IsNull(v)) {
            seen(what, v);
            (void)rf_remark_add(&n->remarks, 0, "pain.%s is %s; it takes a number from 0 (none) to 10 (the worst) without a unit, or null",
                                v->string, what);
        }
    }
}

static void take_word(rf_notes *n, rf_note_group group, const char *word)
{
    const int i = find(group, word);
    char words[160];

    if (i < 0) {
        words_of(words, sizeof words, group);
        (void)rf_remark_add(&n->remarks, 0, "%s \"" SEEN "\" is not known; there are %s", group_name[group], word, words);
        return;
    }
    n->value[i] = 1;
    n->told = true;
}

/* "burning", ["burning","sharp"] or {"burning":true,"sharp":false}. */
static void take_words(rf_notes *n, rf_note_group group, const cJSON *v)
{
    char what[64];

    if (cJSON_IsString(v)) {
        take_word(n, group, v->valuestring);
        return;
    }
    for (const cJSON *e = cJSON_IsArray(v) || cJSON_IsObject(v) ? v->child : NULL; e; e = e->next) {
        if (cJSON_IsArray(v) && cJSON_IsString(e)) {
            take_word(n, group, e->valuestring);
        } else if (cJSON_IsObject(v) && cJSON_IsTrue(e)) {
            take_word(n, group, e->string);
        } else if (cJSON_IsArray(v) || !(cJSON_IsFalse(e) || cJSON_IsNull(e))) {
            seen(what, e);
            (void)rf_remark_add(&n->remarks, 0, "%s holds %s; it takes words in quotes", group_name[group], what);
        } else if (find(group, e->string) < 0) {
            (void)rf_remark_add(&n->remarks, 0, "%s." SEEN " is not known", group_name[group], e->string);
        }
    }
    if (!cJSON_IsArray(v) && !cJSON_IsObject(v) && !cJSON_IsNull(v)) {
        seen(what, v);
        (void)rf_remark_add(&n->remarks, 0, "%s is %s; it takes a word in quotes, or a list of them", group_name[group], what);
    }
}

static void take_member(rf_notes *n, const cJSON *v)
{
    for (rf_note_group g = RF_NOTE_PAIN; g < RF_NOTE_GROUPS; g++) {
        if (strcmp(v->string, group_name[g]) != 0)
            continue;
        if (g == RF_NOTE_PAIN)
            take_pain(n, v);
        else
            take_words(n, g, v);
        return;
    }
    if (!strcmp(v->string, "schema")) {
        if (!cJSON_IsString(v) || strcmp(v->valuestring, "runform.notes/1") != 0)
            (void)rf_remark_add(&n->remarks, 0, "schema is not \"runform.notes/1\"; it was read as that all the same");
        return;
    }
    if (strcmp(v->string, "text") != 0 && strcmp(v->string, "date") != 0)
        (void)rf_remark_add(&n->remarks, 0, SEEN " is not known; there are pain, place, side, kind, worse, flags, date, text", v->string);
}

void rf_notes_join(double v[RF_NOTE_COUNT])
{
    if (v[RF_NOTE_kind_numb] > 0)
        v[RF_NOTE_flags_numbness] = 1;
    if (v[RF_NOTE_kind_burning] > 0 &&
        (v[RF_NOTE_place_below_mid_thigh] > 0 || v[RF_NOTE_place_lower_leg] > 0 || v[RF_NOTE_place_foot] > 0))
        v[RF_NOTE_flags_burning_down_leg] = 1;
    if (v[RF_NOTE_kind_sharp] > 0 && (v[RF_NOTE_worse_bearing_weight] > 0 || v[RF_NOTE_worse_hopping] > 0))
        v[RF_NOTE_flags_sharp_bearing_weight] = 1;
}

static long line_at(const char *text, const char *where)
{
    long line = 1;

    for (; text < where; text++)
        line += *text == '\n';
    return line;
}

int rf_notes_parse(rf_notes *n, const char *text, size_t length)
{
    const char *stop = NULL;
    cJSON *root;

    *n = (rf_notes) { 0 };
    for (size_t i = 0; i < RF_COUNT(table); i++)
        n->value[i] = table[i].group == RF_NOTE_PAIN ? NAN : 0;
    errno = 0;
    root = cJSON_ParseWithLengthOpts(text, length + 1, &stop, true);
    if (!root && errno == ENOMEM) /* cJSON does not tell that from text that is no JSON */
        return RF_ERR_NOMEM;
    if (!cJSON_IsObject(root)) {
        (void)rf_remark_add(&n->remarks, root || !stop ? 1 : line_at(text, stop < text + length ? stop : text + length),
                            "%s; notes look like {\"pain\":{\"during\":2}}",
                            root ? "one object in braces is expected" : "this is no JSON from here on");
        cJSON_Delete(root);
        return 0;
    }
    for (const cJSON *v = root->child; v; v = v->next)
        take_member(n, v);
    cJSON_Delete(root);
    rf_notes_join(n->value);
    return 0;
}

int rf_notes_read(rf_notes *n, const char *path, rf_why *why)
{
    char *text;
    size_t length;
    int r = rf_told_read(&text, &length, path, MOST_BYTES, why);

    if (r < 0)
        return r;
    r = rf_notes_parse(n, text, length);
    free(text);
    return r < 0 ? rf_fail(why, r, "%s: out of memory", path) : 0;
}
