/* Uploaded sessions and their analyses, each in a folder of its own beneath one private work folder.
 *
 * A visit begins as an upload, is analysed in a process of its own (worker.h), may be told more and analysed again, and ends when it is deleted, grows
 * old, or the server stops: what the runner wants to keep goes into the history. Nothing outside its folder belongs to a visit. */
#ifndef RF_VISITS_H
#define RF_VISITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "history/digest.h"
#include "runform/session.h"
#include "serve/http.h"

typedef struct rf_visits rf_visits;
typedef struct rf_visit rf_visit;

enum { RF_VISIT_ID = 33, RF_VISIT_FILES = 64, RF_VISIT_TALK = 12 };

typedef enum rf_visit_state { RF_VISIT_WAITING, RF_VISIT_RUNNING, RF_VISIT_DONE, RF_VISIT_FAILED, RF_VISIT_CANCELLED } rf_visit_state;

typedef struct rf_visit_file {
    char *name; /* the client's, as clean text; it never names a file of ours: that is input-N */
    uint64_t bytes;
    rf_placement placement; /* as the runner corrected it; unknown: asked from name and signal */
    rf_side side;
    bool left_out;
    char why[256]; /* why it was left out; "": the runner wanted it so */
} rf_visit_file;

/* What the form tells beside the files. Numbers that are not told are NaN, texts "". */
typedef struct rf_visit_told {
    double height_m, mass_kg, grade_pct;
    char speed[24], ten_km[24], standing[32];
    bool coach;
    bool trees;    /* outputs that are folders of many files too, such as a BIDS dataset: they take longer than all the rest */
    char *notes;   /* JSON; NULL: none */
    char *history; /* CSV, the sessions before this one; NULL: none */
} rf_visit_told;

/* @return 0, or RF_ERR_WRITE with the reason: no folder could be made. Sweeps what servers that were killed left behind. */
RF_MUST_CHECK int rf_visits_new(rf_visits **out, rf_why *why);
void rf_visits_free(rf_visits *visits); /* cancels, waits, deletes every folder; takes NULL */

/* A new one, with its folder, that nobody finds until it is taken over. NULL: none more at present (too many, or the disk). */
rf_visit *rf_visit_new(rf_visits *visits);
void rf_visit_drop(rf_visit *visit);        /* of one that was not taken over */
const char *rf_visit_take(rf_visit *visit); /* from now on it is found by its id, which is returned; it is analysed at once */

/* A new file of a visit that was not taken over. @return its descriptor, or −1 with errno (EMFILE: too many). */
int rf_visit_add_file(rf_visit *visit, const char *name);
void rf_visit_count_bytes(rf_visit *visit, size_t n); /* of the file added last */
size_t rf_visit_n_files(const rf_visit *visit);

/* From the form's JSON: what is wrong in it is said in why, and nothing of it is taken. @return 0 or RF_ERR_DATA. */
RF_MUST_CHECK int rf_visit_tell(rf_visit *visit, const char *json, rf_why *why);

/* Each finds the visit by its id, under the lock. @return false: there is none. */
bool rf_visit_say(rf_visits *visits, const char *id, rf_out *o); /* its state as JSON */
bool rf_visit_again(rf_visits *visits, const char *id, const char *json,
                    rf_why *why);                                   /* told anew and analysed again; why: what was wrong */
bool rf_visit_judge(rf_visits *visits, const char *id, char *list); /* analysed again with the sessions before it; list is taken over */
bool rf_visit_cancel(rf_visits *visits, const char *id);
bool rf_visit_delete(rf_visits *visits, const char *id);

/* The path of an output of the last analysis that went through, by its name in the visit's JSON. @return false: there is none. */
enum { RF_VISIT_PATH = 4400 };
bool rf_visit_output(rf_visits *visits, const char *id, const char *name, char path[RF_VISIT_PATH]);

/* By which a session of these files is known again (rf_store_content), over the files that were not left out. @return false: there is no such visit,
 * or one of its files cannot be read. */
bool rf_visit_content(rf_visits *visits, const char *id, char content[RF_DIGEST_TEXT]);

#endif
