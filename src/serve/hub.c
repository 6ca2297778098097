/* Server-sent events: one ring for all viewers, each at a place of its own.
 *
 * The publisher holds the lock for the time of a copy, whoever listens and however slowly. A viewer with nothing to read sleeps in the library
 * (suspended) and is woken by the next event. A viewer whose place was overwritten is cut off; the browser comes back by itself, says which event it had
 * last, and gets those after it, or the greeting if they are gone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve/inside.h"

enum { RING_BYTES = 256 * 1024, LEAST_BYTES = 4096, VIEWERS = 64, BLOCK = 16 * 1024, ALIVE_MS = 15000 };

typedef struct viewer {
    rf_hub *hub;
    struct MHD_Connection *c;
    uint64_t next; /* the first byte, counted from the hub's beginning, that it has not got */
    bool used, sleeps;
    char *text; /* what goes before the ring: the greeting */
    size_t n, sent;
} viewer;

struct rf_hub {
    rf_hub *next;
    rf_http *http;
    pthread_mutex_t lock;
    char *ring;
    size_t size, room;
    uint64_t head; /* bytes published so far */
    uint64_t kept; /* the first byte of the oldest whole event in the ring */
    uint64_t number;
    char *greeting;
    uint64_t greeting_head, greeting_number; /* what had been published when it was made: it leads on from there */
    bool ended;
    int64_t alive_ms;
    rf_hub_count count;
    size_t most;
    viewer *viewers;
};

static void put(rf_hub *hub, const char *bytes, size_t n)
{
    while (n > 0) {
        const size_t at = (size_t)(hub->head % hub->size), run = hub->size - at < n ? hub->size - at : n;

        memcpy(hub->ring + at, bytes, run);
        hub->head += run;
        bytes += run;
        n -= run;
    }
}

static void get(const rf_hub *hub, char *out, uint64_t from, size_t n)
{
    while (n > 0) {
        const size_t at = (size_t)(from % hub->size), run = hub->size - at < n ? hub->size - at : n;

        memcpy(out, hub->ring + at, run);
        out += run;
        from += run;
        n -= run;
    }
}

/* The end of the event that begins at `from`: after its empty line. */
static uint64_t end_of(const rf_hub *hub, uint64_t from)
{
    for (uint64_t i = from; i + 1 < hub->head; i++)
        if (hub->ring[i % hub->size] == '\n' && hub->ring[(i + 1) % hub->size] == '\n')
            return i + 2;
    return hub->head;
}

static void wake(rf_hub *hub)
{
    for (size_t i = 0; i < hub->most; i++)
        if (hub->viewers[i].used && hub->viewers[i].sleeps) {
            hub->viewers[i].sleeps = false;
            hub->http->m.resume_connection(hub->viewers[i].c);
        }
}

rf_hub *rf_hub_new(rf_http *h, size_t bytes, size_t viewers)
{
    rf_hub *hub = calloc(1, sizeof *hub);

    if (!hub)
        return NULL;
    hub->http = h;
    hub->size = bytes == 0 ? RING_BYTES : bytes < LEAST_BYTES ? LEAST_BYTES : bytes;
    hub->most = viewers ? viewers : VIEWERS;
    hub->ring = malloc(hub->size);
    hub->viewers = calloc(hub->most, sizeof *hub->viewers);
    if (!hub->ring || !hub->viewers) {
        free(hub->ring);
        free(hub->viewers);
        free(hub);
        return NULL;
    }
    pthread_mutex_init(&hub->lock, NULL);
    hub->alive_ms = rf_http_now_ms();
    pthread_mutex_lock(&h->lock);
    hub->next = h->hubs;
    h->hubs = hub;
    pthread_mutex_unlock(&h->lock);
    return hub;
}

void rf_hub_free(rf_hub *hub)
{
    if (!hub)
        return;
    pthread_mutex_destroy(&hub->lock);
    free(hub->greeting);
    free(hub->ring);
    free(hub->viewers);
    free(hub);
}

/* "event: x\ndata: …\n\n"; every line of the data on a line of its own. NULL without memory. */
static char *worded(const char *event, const char *data, size_t *n)
{
    rf_out *o;

    if (rf_out_memory(&o) < 0)
        return NULL;
    if (event)
        rf_out_format(o, "event: %s\n", event);
    for (;;) {
        const size_t line = strcspn(data, "\r\n");

        rf_out_text(o, "data: ");
        rf_out_bytes(o, data, line);
        rf_out_text(o, "\n");
        data += line;
        if (!*data)
            break;
        data += data[0] == '\r' && data[1] == '\n' ? 2 : 1;
    }
    rf_out_text(o, "\n");
    return rf_out_take(o, n);
}

uint64_t rf_hub_publish(rf_hub *hub, const char *event, const char *data)
{
    size_t n = 0;
    char id[40], *text = worded(event, data, &n);
    uint64_t number = 0;

    if (!text)
        return 0;
    pthread_mutex_lock(&hub->lock);
    if (!hub->ended && n + sizeof id <= hub->size / 4) {
        const int k = snprintf(id, sizeof id, "id: %llu\n", (unsigned long long)(hub->number + 1));
        const uint64_t after = hub->head + (uint64_t)k + n;

        while (after - hub->kept > hub->size)
            hub->kept = end_of(hub, hub->kept);
        put(hub, id, (size_t)k);
        put(hub, text, n);
        number = ++hub->number;
        hub->count.published++;
        wake(hub);
    }
    pthread_mutex_unlock(&hub->lock);
    free(text);
    return number;
}

void rf_hub_greet(rf_hub *hub, const char *event, const char *data)
{
    size_t n;
    char *text = data ? worded(event, data, &n) : NULL;

    pthread_mutex_lock(&hub->lock);
    free(hub->greeting);
    hub->greeting = text;
    hub->greeting_head = hub->head;
    hub->greeting_number = hub->number;
    pthread_mutex_unlock(&hub->lock);
}

void rf_hub_end(rf_hub *hub)
{
    pthread_mutex_lock(&hub->lock);
    hub->ended = true;
    wake(hub);
    pthread_mutex_unlock(&hub->lock);
}

rf_hub_count rf_hub_counted(rf_hub *hub)
{
    rf_hub_count c;

    pthread_mutex_lock(&hub->lock);
    c = hub->count;
    pthread_mutex_unlock(&hub->lock);
    return c;
}

/* A comment now and then: a viewer who is gone without a word shows when nothing can be sent to him. */
void rf_hubs_tick(rf_http *h, bool stopping)
{
    rf_hub *hub;

    pthread_mutex_lock(&h->lock);
    hub = h->hubs;
    pthread_mutex_unlock(&h->lock);
    for (; hub; hub = hub->next) {
        const int64_t now_ms = rf_http_now_ms();

        pthread_mutex_lock(&hub->lock);
        if (stopping)
            hub->ended = true;
        if (stopping || now_ms - hub->alive_ms > ALIVE_MS) {
            hub->alive_ms = now_ms;
            if (!hub->ended) {
                while (hub->head + 3 - hub->kept > hub->size)
                    hub->kept = end_of(hub, hub->kept);
                put(hub, ":\n\n", 3);
            }
            wake(hub);
        }
        pthread_mutex_unlock(&hub->lock);
    }
}

/* ---- viewers */

/* What stands before the ring for this viewer. */
static size_t read_first(viewer *v, char *out, size_t most)
{
    const size_t left = v->n - v->sent, n = left < most ? left : most;

    memcpy(out, v->text + v->sent, n);
    v->sent += n;
    return n;
}

static ssize_t read_viewer(void *cls, uint64_t position, char *out, size_t most)
{
    viewer *v = cls;
    rf_hub *hub = v->hub;
    ssize_t n = 0;

    (void)position;
    pthread_mutex_lock(&hub->lock);
    if (v->sent < v->n) {
        n = (ssize_t)read_first(v, out, most);
    } else if (v->next < hub->kept) {
        hub->count.cut++;
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (v->next < hub->head) {
        const uint64_t have = hub->head - v->next;

        n = (ssize_t)(have < most ? have : most);
        get(hub, out, v->next, (size_t)n);
        v->next += (uint64_t)n;
    } else if (hub->ended) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        v->sleeps = true; /* under the lock, so that no event slips in between */
        hub->http->m.suspend_connection(v->c);
    }
    pthread_mutex_unlock(&hub->lock);
    return n;
}

static void leave(void *cls)
{
    viewer *v = cls;

    pthread_mutex_lock(&v->hub->lock);
    v->used = v->sleeps = false;
    free(v->text);
    v->text = NULL;
    v->hub->count.viewers--;
    pthread_mutex_unlock(&v->hub->lock);
}

/* Where the event after `number` begins; false: it is not in the ring any more, or never was. */
static bool after_number(const rf_hub *hub, uint64_t number, uint64_t *at)
{
    char text[32];

    if (number > hub->number)
        return false;
    *at = hub->head;
    if (number == hub->number)
        return true;
    for (uint64_t p = hub->kept; p < hub->head; p = end_of(hub, p)) {
        const size_t n = hub->head - p < sizeof text - 1 ? (size_t)(hub->head - p) : sizeof text - 1;

        get(hub, text, p, n);
        text[n] = 0;
        if (!strncmp(text, "id: ", 4) && strtoull(text + 4, NULL, 10) == number + 1) {
            *at = p;
            return true;
        }
    }
    return false;
}

static viewer *join(rf_hub *hub, rf_call *c)
{
    const char *last = rf_call_header(c, "Last-Event-ID");
    viewer *v = NULL;

    for (size_t i = 0; i < hub->most && !v && !hub->ended; i++)
        if (!hub->viewers[i].used)
            v = &hub->viewers[i];
    if (!v)
        return NULL;
    *v = (viewer) { .hub = hub, .c = c->c, .used = true, .next = hub->head };
    hub->count.viewers++;
    if (!last || !*last || !after_number(hub, strtoull(last, NULL, 10), &v->next)) {
        const char *greeting = hub->greeting ? hub->greeting : "";
        const size_t n = strlen(greeting) + 48;
        const bool leads_on = hub->greeting && hub->greeting_head >= hub->kept;

        v->next = leads_on ? hub->greeting_head : hub->head;
        v->text = malloc(n);
        if (v->text)
            v->n = (size_t)snprintf(v->text, n, "retry: 1000\nid: %llu\n%s",
                                    (unsigned long long)(leads_on ? hub->greeting_number : hub->number), *greeting ? greeting : "\n");
    }
    return v;
}

void rf_reply_events(rf_call *c, rf_hub *hub)
{
    struct MHD_Response *r;
    viewer *v;

    if (c->head) {
        rf_reply_text(c, 200, "text/event-stream", "");
        return;
    }
    pthread_mutex_lock(&hub->lock);
    v = join(hub, c);
    pthread_mutex_unlock(&hub->lock);
    if (!v) {
        rf_reply_error(c, 503, "too many viewers, or it is over");
        return;
    }
    r = c->http->m.create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_viewer, v, leave);
    if (!r) {
        leave(v);
        return;
    }
    rf_reply_queue(c, 200, r, "text/event-stream", NULL);
}
