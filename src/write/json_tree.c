#include "write/json_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "write/text.h"

static void put(rf_json_tree *t, cJSON *object, const char *key, cJSON *item)
{
    if (!object || !item || !(key ? cJSON_AddItemToObject(object, key, item) : cJSON_AddItemToArray(object, item))) {
        cJSON_Delete(item);
        t->failed = true;
    }
}

cJSON *rf_json_put_object(rf_json_tree *t, cJSON *parent, const char *key)
{
    cJSON *o = cJSON_CreateObject();

    put(t, parent, key, o);
    return t->failed ? NULL : o;
}

cJSON *rf_json_put_array(rf_json_tree *t, cJSON *parent, const char *key)
{
    cJSON *a = cJSON_CreateArray();

    put(t, parent, key, a);
    return t->failed ? NULL : a;
}

void rf_json_put_null(rf_json_tree *t, cJSON *parent, const char *key)
{
    put(t, parent, key, cJSON_CreateNull());
}

void rf_json_put_number(rf_json_tree *t, cJSON *parent, const char *key, double v)
{
    char text[RF_NUMBER_MAX];
    size_t n = rf_number_print(text, v, 6);

    if (!n) {
        rf_json_put_null(t, parent, key);
        return;
    }
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    text[n] = 0;
    put(t, parent, key, cJSON_CreateRaw(text));
}

void rf_json_put_count(rf_json_tree *t, cJSON *parent, const char *key, long v)
{
    char text[RF_NUMBER_MAX];

    rf_number_print(text, (double)v, 0);
    put(t, parent, key, cJSON_CreateRaw(text));
}

void rf_json_put_time(rf_json_tree *t, cJSON *parent, const char *key, int64_t t_us)
{
    char text[RF_NUMBER_MAX];

    if (t_us == RF_TIME_NONE) {
        rf_json_put_null(t, parent, key);
        return;
    }
    rf_seconds_print(text, t_us, 4);
    put(t, parent, key, cJSON_CreateRaw(text));
}

void rf_json_put_text(rf_json_tree *t, cJSON *parent, const char *key, const char *text)
{
    char *clean;

    if (!text) {
        rf_json_put_null(t, parent, key);
        return;
    }
    clean = rf_text_clean(text);
    put(t, parent, key, clean ? cJSON_CreateString(clean) : NULL);
    free(clean);
}

void rf_json_put_word(rf_json_tree *t, cJSON *parent, const char *key, const char *text)
{
    rf_json_put_text(t, parent, key, text && text[0] ? text : NULL);
}

void rf_json_put_bool(rf_json_tree *t, cJSON *parent, const char *key, bool v)
{
    put(t, parent, key, cJSON_CreateBool(v));
}

void rf_json_put_list(rf_json_tree *t, cJSON *parent, const char *key, const char *const *list)
{
    cJSON *a = rf_json_put_array(t, parent, key);

    for (; list && *list; list++)
        rf_json_put_text(t, a, NULL, *list);
}

void rf_json_put_words(rf_json_tree *t, cJSON *parent, const char *key, const char *words)
{
    cJSON *a = rf_json_put_array(t, parent, key);
    char word[64];

    while (words && *words) {
        const size_t n = strcspn(words, " ");

        if (n > 0 && n < sizeof word) {
            memcpy(word, words, n);
            word[n] = 0;
            rf_json_put_text(t, a, NULL, word);
        }
        words += n;
        words += strspn(words, " ");
    }
}

static int print_line(rf_out *o, const cJSON *item, const char *key)
{
    char *text = cJSON_PrintUnformatted(item);

    if (!text)
        return RF_ERR_NOMEM;
    if (key)
        rf_out_format(o, "\"%s\":", key); /* our own words: nothing in them to escape */
    rf_out_text(o, text);
    cJSON_free(text);
    return 0;
}

static int print_list(rf_out *o, const cJSON *list)
{
    const bool object = cJSON_IsObject(list);

    rf_out_text(o, object ? "{" : "[");
    for (const cJSON *e = list->child; e; e = e->next) {
        rf_out_text(o, e == list->child ? "\n    " : ",\n    ");
        if (print_line(o, e, object ? e->string : NULL) < 0)
            return RF_ERR_NOMEM;
    }
    rf_out_text(o, object ? "\n  }" : "\n  ]");
    return 0;
}

int rf_json_print(rf_out *o, const cJSON *root)
{
    rf_out_text(o, "{");
    for (const cJSON *e = root->child; e; e = e->next) {
        int err;

        rf_out_text(o, e == root->child ? "\n  " : ",\n  ");
        if (e->child && (cJSON_IsObject(e->child) || cJSON_IsArray(e->child))) {
            rf_out_format(o, "\"%s\":", e->string);
            err = print_list(o, e);
        } else {
            err = print_line(o, e, e->string);
        }
        if (err < 0)
            return err;
    }
    rf_out_text(o, "\n}\n");
    return 0;
}
