/* Building a JSON tree as a list of what is in it, and printing it so that two of them can be compared line by line.
 *
 * The tree is cJSON's, but every number in it is raw text from our own printer: cJSON prints through the C library, whose decimal mark follows the
 * locale. A value that is not there is null, never 0. Failure is sticky: whoever builds looks once, at the end.
 */
#ifndef RF_JSON_TREE_H
#define RF_JSON_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/out.h"

typedef struct rf_json_tree {
    bool failed;
} rf_json_tree;

/* key NULL: the parent is a list. @return NULL once something has failed: what is put into NULL is passed over. */
cJSON *rf_json_put_object(rf_json_tree *t, cJSON *parent, const char *key);
cJSON *rf_json_put_array(rf_json_tree *t, cJSON *parent, const char *key);

void rf_json_put_null(rf_json_tree *t, cJSON *parent, const char *key);
/* Six decimals without the zeros at the end: finer than any figure here is known. NaN: null. */
void rf_json_put_number(rf_json_tree *t, cJSON *parent, const char *key, double v);
void rf_json_put_count(rf_json_tree *t, cJSON *parent, const char *key, long v);
/* Seconds of the session; RF_TIME_NONE: null. */
void rf_json_put_time(rf_json_tree *t, cJSON *parent, const char *key, int64_t t_us);
/* Any bytes: what is no UTF-8 is replaced. NULL: null. */
void rf_json_put_text(rf_json_tree *t, cJSON *parent, const char *key, const char *text);
/* A word, or null for "". */
void rf_json_put_word(rf_json_tree *t, cJSON *parent, const char *key, const char *text);
void rf_json_put_bool(rf_json_tree *t, cJSON *parent, const char *key, bool v);
/* Texts up to a NULL. */
void rf_json_put_list(rf_json_tree *t, cJSON *parent, const char *key, const char *const *list);
/* "a b c" as a list. */
void rf_json_put_words(rf_json_tree *t, cJSON *parent, const char *key, const char *words);

/* Members of the top level on lines of their own, long lists one element a line. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_json_print(rf_out *o, const cJSON *root);

#endif
