/* What the runner notes with a session: a small JSON file, its words in notes.def (README.md of this folder has an example). */
#ifndef RF_NOTES_H
#define RF_NOTES_H

#include <stdbool.h>

#include "history/told.h"

typedef enum rf_note_group {
    RF_NOTE_PAIN,
    RF_NOTE_PLACE,
    RF_NOTE_KIND,
    RF_NOTE_WORSE,
    RF_NOTE_FLAGS,
    RF_NOTE_SIDE,
    RF_NOTE_GROUPS
} rf_note_group;

/* RF_NOTE_pain_during, RF_NOTE_flags_numbness, …: the rows of the table, of all groups. */
enum rf_note_index {
#define RF_NOTE(group, word, text) RF_NOTE_##group##_##word,
#include "history/notes.def"
#undef RF_NOTE
    RF_NOTE_COUNT
};

typedef struct rf_note_word {
    rf_note_group group;
    const char *word, *text;
} rf_note_word;

const rf_note_word *rf_note_at(size_t i); /* NULL past the end */

typedef struct rf_notes {
    double value[RF_NOTE_COUNT]; /* of group pain: 0–10, NaN where not told; of the others 1 where told, else 0 */
    bool told;                   /* there is a figure or a word in it */
    rf_remarks remarks;          /* what was not taken, member by member */
} rf_notes;

/* Words that together say what a flag says set it. */
void rf_notes_join(double value[RF_NOTE_COUNT]);

/* text[length] is 0. What is wrong in it is remarked by member, and the rest is taken; text that is no JSON is notes without anything told. @return 0 or
 * RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_notes_parse(rf_notes *n, const char *text, size_t length);

/* @return 0, RF_ERR_READ, RF_ERR_REFUSED or RF_ERR_NOMEM with *why. */
RF_MUST_CHECK int rf_notes_read(rf_notes *n, const char *path, rf_why *why);

#endif
