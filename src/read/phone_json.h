/* Logs of phones as JSON: one object a sample, whatever sensor it is of. */
#ifndef RF_READ_PHONE_JSON_H
#define RF_READ_PHONE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "read/json.h"

/* The sensors that are looked for, by the names they have in the log. */
enum { RF_PHONE_TOTAL, RF_PHONE_LINEAR, RF_PHONE_RAW, RF_PHONE_GRAVITY, RF_PHONE_GYRO, RF_PHONE_GYRO_RAW, RF_PHONE_SENSORS };
const char *rf_phone_sensor(int i);

/* What is in a log, told by all of it: samples are grouped by sensor there, so the first one says little. */
typedef struct rf_phone_survey {
    rf_json json;
    bool has[RF_PHONE_SENSORS];
    bool ios, standard; /* "Standardise Units & Frames" was on */
    int key;
} rf_phone_survey;

void rf_phone_survey_begin(rf_phone_survey *s);
void rf_phone_survey_push(rf_phone_survey *s, const char *bytes, size_t n); /* damage ends it; the reader tells of that */

/* The head of a file: is it such a log? */
bool rf_phone_json_is(const char *head, size_t n);

#endif
