#include "run/snippets.h"

#include <stdlib.h>

#include "base/base.h"

enum { SHELF = 48, BEFORE = 80 /* points before the contact */ };

struct rf_snippets {
    rf_snippet shelf[SHELF];
    size_t n;
    long every, seen;
};

int rf_snippets_new(rf_snippets **out)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return RF_ERR_NOMEM;
    (*out)->every = 4;
    return 0;
}

void rf_snippets_free(rf_snippets *s)
{
    free(s);
}

static void thin_out(rf_snippets *s)
{
    for (size_t i = 0; 2 * i < s->n; i++)
        s->shelf[i] = s->shelf[2 * i];
    s->n = (s->n + 1) / 2;
    s->every *= 2;
}

void rf_snippets_take(rf_snippets *s, const rf_chain *chain, int n_chains, const rf_contact *c)
{
    const rf_chain *k = c->sensor >= 0 && c->sensor < n_chains ? &chain[c->sensor] : NULL;
    int64_t shown, from; /* grid index of the session's time, and of the sensor's own */
    rf_snippet *o;

    if (!k || s->seen++ % s->every)
        return;
    shown = (int64_t)floor((double)c->ic_us / (double)RF_GRID_US) - BEFORE;
    from = shown + (int64_t)floor(k->track->clock + 0.5);
    if (s->n == SHELF) {
        thin_out(s);
        if ((s->seen - 1) % s->every)
            return;
    }
    if (from < rf_track_from(k->track) || from + RF_SNIPPET_SAMPLES / 2 > rf_track_to(k->track))
        return;
    o = &s->shelf[s->n++];
    *o = (rf_snippet){ .sensor = c->sensor, .ic_us = c->ic_us, .from_us = shown * RF_GRID_US };
    o->trace[0] = "acceleration (m/s2)";
    if (k->track->gyro)
        o->trace[1] = "turning rate (rad/s)";
    for (long i = (long)(from - rf_track_from(k->track)); i < k->track->n && o->n < RF_SNIPPET_SAMPLES; i++, o->n++) {
        o->y[0][o->n] = (float)rf_v3_norm(k->track->acc[i]);
        o->y[1][o->n] = (float)rf_v3_norm(k->track->gyr[i]);
    }
}

const rf_snippet *rf_snippets_all(const rf_snippets *s, size_t *n)
{
    *n = s->n;
    return s->shelf;
}
