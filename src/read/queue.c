/* A queue in one piece of memory. What was taken makes room once it is more than half. */
#include "read/queue.h"

#include <stdlib.h>
#include <string.h>

/* A copy whose size is known needs no call: items of these two sizes come by the ten million. */
static void copy(char *to, const void *item, size_t size)
{
    if (size == 24)
        memcpy(to, item, 24);
    else if (size == 16)
        memcpy(to, item, 16);
    else
        memcpy(to, item, size);
}

int rf_queue_put(rf_queue *q, const void *item)
{
    if (q->head > 4096 && q->head * 2 > q->n) {
        memmove(q->at, (char *)q->at + q->head * q->item, (q->n - q->head) * q->item);
        q->n -= q->head;
        q->head = 0;
    }
    if (q->n == q->room) {
        const size_t room = q->room ? 2 * q->room : 256;
        void *grown = realloc(q->at, room * q->item);

        if (!grown)
            return RF_ERR_NOMEM;
        q->at = grown;
        q->room = room;
    }
    copy((char *)q->at + q->n++ * q->item, item, q->item);
    return 0;
}

const void *rf_queue_at(const rf_queue *q, size_t i)
{
    return q->head + i < q->n ? (const char *)q->at + (q->head + i) * q->item : NULL;
}

void rf_queue_drop(rf_queue *q, size_t n)
{
    q->head += n;
    if (q->head >= q->n)
        q->head = q->n = 0;
}
