/* Items of one size, put at the end and taken from the front. */
#ifndef RF_READ_QUEUE_H
#define RF_READ_QUEUE_H

#include <stddef.h>

#include "runform/error.h"

typedef struct rf_queue {
    void *at;       /* freed by the owner */
    size_t head, n; /* at[head … n) waits */
    size_t room, item;
} rf_queue;

RF_MUST_CHECK int rf_queue_put(rf_queue *q, const void *item); /* 0 or RF_ERR_NOMEM */
const void *rf_queue_at(const rf_queue *q, size_t i);          /* the i-th that waits; NULL: there is none */
void rf_queue_drop(rf_queue *q, size_t n);

#endif
