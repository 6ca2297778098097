/* How far a long command is, on standard error; and whether somebody asked it to stop. */
#ifndef RF_PROGRESS_H
#define RF_PROGRESS_H

#include <stdbool.h>

#include "run/pump.h"

typedef enum rf_progress_mode {
    RF_PROGRESS_NONE,
    RF_PROGRESS_BAR, /* one line that is drawn over, from the first second on; leaves nothing behind */
    RF_PROGRESS_KV   /* one line "progress bytes=… total=… samples=… samples_per_s=… left_s=…" now and then, and one at the end */
} rf_progress_mode;

typedef struct rf_progress {
    rf_progress_mode mode;
    double start_s, next_s;
    bool drawn;
} rf_progress;

void rf_progress_start(rf_progress *p, rf_progress_mode mode);
void rf_progress_show(rf_progress *p, rf_pump_state where); /* cheap: draws a few times a second */
void rf_progress_end(rf_progress *p, rf_pump_state where);
double rf_progress_seconds(const rf_progress *p); /* since the start */

/* From here on SIGINT and SIGTERM only set a mark; the second one ends the program at once. */
void rf_interrupt_watch(void);
bool rf_interrupted(void);
void rf_interrupt_forget(void); /* it was answered; the next one counts anew */

/* An error of the library as the program's end: rf_complain with its reason, or 130 without a word where the program was interrupted, since what
 * waited failed by that. @return the exit code. */
int rf_give_up(int error, const rf_why *why);

#endif
