/* Lines and cells of a text table, slowly and with every rule: for the head of a recording, rows that its fast way gave up on, lists and tables of figures. */
#ifndef RF_CELLS_H
#define RF_CELLS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rf_piece {
    const char *p;
    size_t n;
} rf_piece;

enum { RF_CELLS_MOST = 1024 };

/* The next line of p…end without its end (LF, CR LF, or CR alone). @return where the one after it starts; NULL if the line has no end and
 * `whole` does not say that the end of the bytes ends it. */
const char *rf_line_next(const char *p, const char *end, bool whole, rf_piece *line);

/* Cut a line into cells, blanks and quotes taken off ("" inside quotes stays doubled: whoever wants the text undoubles it). With ' ' as delimiter a run of blanks
 * is one. @return how many there are, of which at most RF_CELLS_MOST are in out. */
int rf_cells_split(rf_piece line, char delimiter, rf_piece *out);

/* What stands between the cells of a header: a tab or a semicolon where there is one, else a comma. */
char rf_line_delimiter(rf_piece line);

rf_piece rf_piece_trim(rf_piece c);
bool rf_piece_is(rf_piece c, const char *word); /* whatever the case */
bool rf_line_blank(rf_piece line);
bool rf_line_comment(rf_piece line, char delimiter);

/* Empty, nan, NA, n/a, null, -, inf and the like: a measurement that is not there. */
bool rf_cell_missing(rf_piece c);
/* The whole cell is one number. */
bool rf_cell_number(rf_piece c, char mark, double *out);

#endif
