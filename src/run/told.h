/* What a session is told besides its settings. Not in the public header: that one knows nothing of files and what they hold. */
#ifndef RF_RUN_TOLD_H
#define RF_RUN_TOLD_H

#include "history/baseline.h"
#include "history/list.h"
#include "history/notes.h"
#include "pattern/thresholds.h"
#include "runform/session.h"

/* Each may be NULL: not told. All stay the caller's, and must live until the flush is done. */
typedef struct rf_telling {
    const rf_history *history;
    const rf_notes *notes;
    const rf_thresholds_told *thresholds;
    const rf_baseline *baseline;
} rf_telling;

/* Before the flush. */
void rf_session_tell(rf_session *s, const rf_telling *t);

/* EMG: carried by the samples of that sensor, or (−1) in a file of its own, whose samples go to rf_session_push_emg in the order of their times.
 * @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_session_add_emg(rf_session *s, int sensor, const bool column[RF_MUSCLES], rf_side side);
RF_MUST_CHECK int rf_session_push_emg(rf_session *s, const rf_sample *in, size_t n);

/* The table of thresholds that judged: RF_T_COUNT values in its order. After the flush. */
const double *rf_session_thresholds(const rf_session *s);

/* What was told beside the sensors, by the second. Owned by the session; whole after the flush. */
const struct rf_asides *rf_session_asides(const rf_session *s);

/* What was not taken from what was told, as notices of the session. @return how many notices there are now. */
size_t rf_told_notices(const rf_telling *t, rf_notice *out, size_t n);

#endif
