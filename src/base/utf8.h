/* Text that may hold any byte, as text that may be shown. */
#ifndef RF_UTF8_H
#define RF_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* A copy in which every byte that is no UTF-8 and every control character has become U+FFFD. NULL only without memory. */
char *rf_text_clean(const char *text);

/* The length in bytes of the character at p (at least 1), and whether it may be shown as it is; if not, U+FFFD stands for it. */
size_t rf_text_next(const char *p, bool *shown);

/* Question marks in place of what may not be shown, where it stands: for one line on a terminal. */
void rf_text_tame(char *text);

#endif
