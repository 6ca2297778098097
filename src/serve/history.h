/* What the pages of the history share (history.c). */
#ifndef RF_SERVE_HISTORY_H
#define RF_SERVE_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "serve/http.h"
#include "serve/shelf.h"

void rf_past_fail(rf_call *c, int code, const rf_why *why);              /* the store's refusal, as an answer */
void rf_past_done(rf_call *c, int code, const rf_why *why);              /* {} or the refusal */
void rf_past_answer(rf_call *c, int code, rf_out *o, const rf_why *why); /* o, or the refusal; o is taken over */
bool rf_past_id(rf_call *c, size_t part, int64_t *id);                   /* false: it was answered that there is none */

struct cJSON;
struct rf_site;
struct cJSON *rf_past_body(const rf_call *c);                        /* the request's, NULL: no JSON; the caller deletes it */
const char *rf_past_text(const struct cJSON *json, const char *key); /* NULL: there is no such text */
/* What is kept of a visit, as the page's request tells it. *session is the session's JSON, which *in points to and the caller frees, also after an error.
 * @return 0; RF_ERR_DATA: the visit has none, RF_ERR_READ, RF_ERR_REFUSED (too large), RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_past_of_visit(const struct rf_site *w, const struct cJSON *json, const char *visit, const char *content,
                                   char **session, rf_store_session *in, rf_why *why);

#endif
