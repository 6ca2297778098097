/* Words and text that more than one output needs. */
#ifndef RF_WRITE_TEXT_H
#define RF_WRITE_TEXT_H

#include "base/out.h"
#include "base/utf8.h"
#include "runform/session.h"

enum { RF_SENSOR_WORD_MAX = 24 };

/* "foot_left", "pelvis": the placement, and the side where one is known. "" for an index that names no sensor. */
const char *rf_sensor_word(char out[RF_SENSOR_WORD_MAX], const rf_result *r, int sensor);

/* "left foot", "pelvis": the same for people. */
const char *rf_sensor_phrase(char out[RF_SENSOR_WORD_MAX], const rf_result *r, int sensor);

/* A cell of a CSV table: in quotes where it holds a comma, a quote or a line end, and clean as rf_text_clean makes it. */
void rf_text_cell(rf_out *o, const char *text);

/* How many decimals a figure deserves: beside its interval two digits of the interval's half, alone three digits; never more than the table's. */
int rf_value_decimals(double value, double lo, double hi, int most);

/* A share of the running that nothing was seen of, as of left turns on a straight road: people read "none", not 0 % from 0 to 0 on 0 contacts. */
bool rf_value_is_none(double value, double lo, double hi, long n);

#endif
