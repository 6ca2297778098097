/* What a session is told besides its settings. Not in the public header: that one knows nothing of files and what they hold. */
#ifndef RF_RUN_TOLD_H
#define RF_RUN_TOLD_H

#include "history/list.h"
#include "history/notes.h"
#include "runform/session.h"

/* Before the flush. Either may be NULL: not told. Both stay the caller's, and must live until the flush is done. */
void rf_session_tell(rf_session *s, const rf_history *history, const rf_notes *notes);

#endif
