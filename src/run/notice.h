/* The table of what can be noticed, as data, and one notice made from it. */
#ifndef RF_NOTICE_H
#define RF_NOTICE_H

#include "runform/session.h"

/* What becomes of the metrics that a notice touches. */
typedef enum rf_notice_effect { RF_SAID, RF_WIDER, RF_WITHHELD } rf_notice_effect;

typedef struct rf_notice_info {
    const char *code, *title;
    rf_notice_effect effect;
    const char *metrics; /* separated by spaces */
    const char *text;
} rf_notice_info;

size_t rf_notice_count(void);
const rf_notice_info *rf_notice_at(size_t i);           /* NULL past the end */
const rf_notice_info *rf_notice_find(const char *code); /* NULL: there is none */

enum { RF_NOTICES_MAX = 64 };

/* Add one to out[0…n), where there is room: %s in the format stands for the number x with so many decimals. @return how many there are now. */
size_t rf_notice_add(rf_notice *out, size_t n, const char *code, int sensor, int64_t t_us, long count, const char *format, double x,
                     int decimals);

/* What needs several sensors on one leg at one instant. */
const char *rf_notice_instants(void);

#endif
