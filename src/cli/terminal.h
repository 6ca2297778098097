/* Text for people, within the width of a terminal. */
#ifndef RF_TERMINAL_H
#define RF_TERMINAL_H

/* `lead`, then the words of text, on lines of at most 100 columns; further lines start below the first word. */
void rf_print_wrapped(const char *lead, const char *text);

#endif
