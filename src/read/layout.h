/* Where the table is in a text, and how it is cut into cells. */
#ifndef RF_READ_LAYOUT_H
#define RF_READ_LAYOUT_H

#include <stdint.h>

#include "base/cells.h"
#include "read/format.h"

typedef struct rf_layout {
    char delimiter; /* , ; tab | or blank */
    char mark;      /* decimal mark */
    bool mark_open; /* no fraction was seen by which to tell it */
    int columns;
    bool trailing;   /* each line ends with a delimiter: that last, empty cell is not counted in columns */
    rf_piece *names; /* columns of them, pointing into the head; NULL: there is no header */
    rf_piece *units; /* a row of units behind the header; NULL */
    uint32_t header_line;
    size_t data;        /* offset of the first data row in the head */
    uint32_t data_line; /* its line number */
    double rate_hz;     /* stated above the table ("Update Rate: 100.0Hz"); 0 */
} rf_layout;

/* @return 0, RF_HEAD_MORE, or an error. The layout is freed by rf_layout_free either way. */
int rf_layout_find(rf_layout *out, const rf_head *head, const rf_read_settings *set, rf_why *why);
void rf_layout_free(rf_layout *l);

/* "comma", "tab" … */
const char *rf_delimiter_name(char delimiter);

#endif
