/* Faults on demand: what, how much, when and on which sensor. */
#ifndef RF_PLAY_FAULTS_H
#define RF_PLAY_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runform/error.h"

typedef enum rf_fault_kind {
#define RF_PLAY_FAULT(name, unit, lo, hi, when, text) RF_FAULT_##name,
#include "emulator/faults.def"
#undef RF_PLAY_FAULT
    RF_FAULT_KINDS
} rf_fault_kind;

typedef struct rf_play_fault {
    rf_fault_kind kind;
    double size;
    int64_t from_us, to_us; /* of the session; a moment: to_us is its end by its size */
    int sensor;             /* −1: every one */
} rf_play_fault;

enum { RF_FAULTS_MOST = 32 };

typedef struct rf_play_faults {
    rf_play_fault at[RF_FAULTS_MOST];
    size_t n;
} rf_play_faults;

/* "drop=5", "corrupt=1@10-20", "unplug=3@30:2" (on the second sensor). @return 0 or RF_ERR_ARG with the reason. */
RF_MUST_CHECK int rf_fault_parse(rf_play_faults *f, const char *word, rf_why *why);

/* The size of an 'a' fault at this time, 0 where there is none. */
double rf_fault_size(const rf_play_faults *f, rf_fault_kind kind, int sensor, int64_t t_us);

/* The 'm' fault of this kind that lies over this time; NULL. */
const rf_play_fault *rf_fault_over(const rf_play_faults *f, rf_fault_kind kind, int sensor, int64_t t_us);

/* The moment of this kind in (after, to]; NULL. */
const rf_play_fault *rf_fault_between(const rf_play_faults *f, rf_fault_kind kind, int sensor, int64_t after_us, int64_t to_us);

void rf_fault_list(void); /* the table, for --help */

#endif
