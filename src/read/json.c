/* A tokenizer for JSON in a stream.
 *
 * How: four states and a stack of one byte a level, so memory is the same for any file. It tells what it meets and leaves the rest to the listener.
 * Why not a tree: an hour of a phone's sensors is a hundred megabytes of it.
 * Nesting beyond 64 levels is refused: no log has ten. It does not check all of the grammar (a comma too many passes): what is said in vain is the
 * listener's to miss.
 */
#include "read/json.h"

#include <string.h>

void rf_json_begin(rf_json *j, void (*token)(void *to, rf_json_token token, const char *text, size_t n, int depth), void *to)
{
    memset(j, 0, sizeof *j);
    j->token = token;
    j->to = to;
    j->line = 1;
}

static void say(rf_json *j, rf_json_token token)
{
    j->text[j->n] = 0;
    j->token(j->to, token, j->text, j->n, j->depth);
    j->n = 0;
}

static void keep(rf_json *j, char c)
{
    if (j->n < RF_JSON_TEXT - 1)
        j->text[j->n++] = c;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.';
}

static bool in_object(const rf_json *j)
{
    return j->depth > 0 && !j->list[j->depth - 1];
}

static void open_one(rf_json *j, bool list)
{
    if (j->depth == RF_JSON_DEPTH) {
        j->wrong = "nested deeper than any log is (64 levels)";
        return;
    }
    say(j, list ? RF_JSON_LIST : RF_JSON_OPEN);
    j->list[j->depth++] = list;
    j->key_next = !list;
}

static void close_one(rf_json *j, bool list)
{
    if (j->depth == 0 || j->list[j->depth - 1] != list) {
        j->wrong = "a bracket closes what was not opened";
        return;
    }
    j->depth--;
    say(j, list ? RF_JSON_LIST_END : RF_JSON_CLOSE);
    j->key_next = false;
    j->ended = j->depth == 0;
}

static void between(rf_json *j, char c)
{
    switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ':': break;
    case ',': j->key_next = in_object(j); break;
    case '{': open_one(j, false); break;
    case '[': open_one(j, true); break;
    case '}': close_one(j, false); break;
    case ']': close_one(j, true); break;
    case '"': j->state = RF_JSON_IN_STRING; break;
    default:
        if (j->at < 3 && (unsigned char)c >= 0x80) /* a byte order mark */
            return;
        if (!is_word(c)) {
            j->wrong = "a character that has no place in JSON";
            return;
        }
        j->state = RF_JSON_IN_WORD;
        keep(j, c);
    }
}

static void take(rf_json *j, char c)
{
    switch (j->state) {
    case RF_JSON_IN_STRING:
        if (c == '"') {
            j->state = RF_JSON_BETWEEN;
            say(j, j->key_next ? RF_JSON_KEY : RF_JSON_STRING);
            j->key_next = false;
        } else {
            j->state = c == '\\' ? RF_JSON_ESCAPED : RF_JSON_IN_STRING;
            keep(j, c);
        }
        return;
    case RF_JSON_ESCAPED:
        j->state = RF_JSON_IN_STRING;
        keep(j, c);
        return;
    case RF_JSON_IN_WORD:
        if (is_word(c)) {
            keep(j, c);
            return;
        }
        j->state = RF_JSON_BETWEEN;
        say(j, RF_JSON_WORD);
        break;
    default: break;
    }
    between(j, c);
}

bool rf_json_push(rf_json *j, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !j->wrong; i++) {
        take(j, bytes[i]);
        j->at += !j->wrong;
        j->line += bytes[i] == '\n';
    }
    return !j->wrong;
}
