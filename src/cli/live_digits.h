/* Digits five columns wide and five rows high, to be read from two metres. */
#ifndef RF_LIVE_DIGITS_H
#define RF_LIVE_DIGITS_H

enum { RF_DIGIT_ROWS = 5 };

/* Row 0…4 of a character as a string of '#' and ' ', one or five columns wide; blanks for a character that has no picture. */
const char *rf_digit_row(char c, int row);

#endif
