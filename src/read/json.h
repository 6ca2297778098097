/* JSON as it comes, byte by byte: what opens, closes, is named and is said, without a tree. */
#ifndef RF_READ_JSON_H
#define RF_READ_JSON_H

#include <stdbool.h>
#include <stddef.h>

enum { RF_JSON_TEXT = 192, RF_JSON_DEPTH = 64 };

/* clang-format off */
typedef enum rf_json_token { RF_JSON_OPEN, RF_JSON_CLOSE, RF_JSON_LIST, RF_JSON_LIST_END, RF_JSON_KEY, RF_JSON_STRING, RF_JSON_WORD } rf_json_token;
/* clang-format on */

typedef struct rf_json {
    /* text: of a key, a string without its escapes undone, or a number, true, false, null; cut after RF_JSON_TEXT − 1 bytes. depth: objects and lists that
     * are open around it. */
    void (*token)(void *to, rf_json_token token, const char *text, size_t n, int depth);
    void *to;
    char text[RF_JSON_TEXT];
    size_t n;
    unsigned char list[RF_JSON_DEPTH]; /* whether what is open is a list */
    int depth;
    enum { RF_JSON_BETWEEN, RF_JSON_IN_STRING, RF_JSON_ESCAPED, RF_JSON_IN_WORD } state;
    bool key_next;     /* a string here is a key */
    bool ended;        /* the outermost value is complete */
    const char *wrong; /* the first thing that was; what follows is not looked at. NULL: nothing */
    long long at;      /* bytes taken so far; at the fault: where it is */
    long line;
} rf_json;

void rf_json_begin(rf_json *j, void (*token)(void *to, rf_json_token token, const char *text, size_t n, int depth), void *to);

/* @return false: it is no JSON, or nested too deep (j->wrong). One value after the other is taken too, each a line or not. */
bool rf_json_push(rf_json *j, const char *bytes, size_t n);

#endif
