/* A recording of a live session, read from a file: its records go to the feed, just as they did when they were made. */
#ifndef RF_REPLAY_H
#define RF_REPLAY_H

#include "run/feed.h"

typedef struct rf_replay rf_replay;

/* session NULL: samples are counted and go nowhere. @return 0, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_replay_new(rf_replay **out, rf_session *session, rf_why *why);

/* Before the first bytes. */
void rf_replay_listen(rf_replay *r, const rf_feed_listener *to);

/* The next bytes of the file. What became final is taken and dropped: the session's result has it. @return 0, or an error of the feed. */
RF_MUST_CHECK int rf_replay_push(rf_replay *r, const void *bytes, size_t n, rf_why *why);

/* No more bytes: a recording that was cut off is good up to its last whole record. The session is flushed. @return as above. */
RF_MUST_CHECK int rf_replay_end(rf_replay *r, rf_why *why);

/* At the end: whether the recording was cut off. */
bool rf_replay_cut(const rf_replay *r);

const rf_feed *rf_replay_feed(const rf_replay *r);
void rf_replay_free(rf_replay *r); /* takes NULL; not the session */

/* The notice of a recording that was cut off. */
void rf_replay_note_cut(rf_session *s);

#endif
