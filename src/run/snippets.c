#include "run/snippets.h"

#include <stdlib.h>

#include "base/base.h"

enum { SHELF = 48, EACH = 4 /* sensors of one contact */, BEFORE = 80 /* points before the contact */ };

struct rf_snippets {
    rf_snippet shelf[SHELF * EACH];
    long nth[SHELF * EACH]; /* of which contact, counted from 0 */
    size_t n;
    long every, seen, kept; /* kept: contacts on the shelf */
};

int rf_snippets_new(rf_snippets **out)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return RF_ERR_NOMEM;
    (*out)->every = 1;
    return 0;
}

void rf_snippets_free(rf_snippets *s)
{
    free(s);
}

static void thin_out(rf_snippets *s)
{
    size_t n = 0;

    s->every *= 2;
    s->kept = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->nth[i] % s->every)
            continue;
        s->kept += n == 0 || s->nth[n - 1] != s->nth[i];
        s->shelf[n] = s->shelf[i];
        s->nth[n++] = s->nth[i];
    }
    s->n = n;
}

/* The signal of one sensor around the contact. @return whether it holds enough of it. */
static bool keep(rf_snippets *s, const rf_chain *k, int sensor, const rf_contact *c, long nth)
{
    /* grid index of the session's time, and of the sensor's own */
    const int64_t shown = (int64_t)floor((double)c->ic_us / (double)RF_GRID_US) - BEFORE,
                  from = shown + (int64_t)floor(k->track->clock + 0.5);
    rf_snippet *o;

    if (from < rf_track_from(k->track) || from + RF_SNIPPET_SAMPLES / 2 > rf_track_to(k->track))
        return false;
    o = &s->shelf[s->n];
    s->nth[s->n++] = nth;
    *o = (rf_snippet) { .sensor = sensor, .ic_us = c->ic_us, .from_us = shown * RF_GRID_US };
    o->trace[0] = "acceleration (m/s2)";
    if (k->track->gyro)
        o->trace[1] = "turning rate (rad/s)";
    for (long i = (long)(from - rf_track_from(k->track)); i < k->track->n && o->n < RF_SNIPPET_SAMPLES; i++, o->n++) {
        o->y[0][o->n] = (float)rf_v3_norm(k->track->acc[i]);
        o->y[1][o->n] = (float)rf_v3_norm(k->track->gyr[i]);
    }
    return true;
}

/* Beside the sensor that timed the contact: the shank of that leg, pelvis and trunk, which show what that one does not. */
static bool beside(const rf_chain *k, const rf_contact *c)
{
    return k->placement == RF_PLACE_PELVIS || k->placement == RF_PLACE_TRUNK || (k->placement == RF_PLACE_SHANK && k->info.side == c->side);
}

void rf_snippets_take(rf_snippets *s, const rf_chain *chain, int n_chains, const rf_contact *c)
{
    const long nth = s->seen++;
    int each = 1;

    if (c->sensor < 0 || c->sensor >= n_chains || nth % s->every)
        return;
    if (s->kept == SHELF) {
        thin_out(s);
        if (nth % s->every)
            return;
    }
    if (!keep(s, &chain[c->sensor], c->sensor, c, nth))
        return;
    s->kept++;
    for (int i = 0; i < n_chains && each < EACH; i++)
        if (i != c->sensor && !chain[i].disowned && beside(&chain[i], c))
            each += keep(s, &chain[i], i, c, nth);
}

const rf_snippet *rf_snippets_all(const rf_snippets *s, size_t *n)
{
    *n = s->n;
    return s->shelf;
}
