/* One line of what a hobby board prints, brought to a row of a table. */
#ifndef RF_READ_TEXT_LINE_H
#define RF_READ_TEXT_LINE_H

#include <stddef.h>

#include "base/cells.h"

enum { RF_TEXT_LINE = 512, RF_TEXT_CELLS = 32 };

typedef enum rf_text_line_kind {
    RF_TEXT_OTHER,  /* boot messages, comments, blank lines */
    RF_TEXT_HEADER, /* names of columns */
    RF_TEXT_ROW,
    RF_TEXT_DAMAGED /* its check sum is wrong */
} rf_text_line_kind;

typedef struct rf_text_line {
    rf_text_line_kind kind;
    int cells;
    char row[RF_TEXT_LINE];   /* of a row or header: as it goes into a table, without line end */
    char names[RF_TEXT_LINE]; /* of a row that names its values; "" for one that does not */
} rf_text_line;

void rf_text_line_read(rf_text_line *out, rf_piece line);

#endif
