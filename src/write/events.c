/* --events: every initial and terminal contact, in order of time, and the markers that somebody set: kind marker, the sensor's place says who.
 *
 * Contacts come in the order of their initial contacts; a terminal contact of one foot may lie after the next foot's initial contact
 * (walking, or a late toe-off), so both kinds are sorted together. At the same time the terminal contact stands first: the foot that
 * leaves is the one that was there. No file name, date or host: the same run gives the same bytes wherever it is analysed.
 */
#include <stdlib.h>

#include "base/base.h"
#include "base/number.h"
#include "write/text.h"
#include "write/writers.h"

static int by_time(const void *pa, const void *pb)
{
    const rf_event_row *a = pa, *b = pb;

    if (a->t_us != b->t_us)
        return a->t_us < b->t_us ? -1 : 1;
    if (a->terminal != b->terminal)
        return a->terminal ? -1 : 1;
    if (a->marker != b->marker)
        return a->marker ? 1 : -1;
    return a->contact < b->contact ? -1 : a->contact > b->contact;
}

static size_t collect(rf_event_row *out, const rf_result *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_contacts; i++) {
        const rf_contact *c = &r->contacts[i];

        if (c->flags & RF_CONTACT_NO_EVENT)
            continue;
        if (c->ic_us != RF_TIME_NONE)
            out[n++] = (rf_event_row) { c->ic_us, i, false, false };
        if (c->tc_us != RF_TIME_NONE)
            out[n++] = (rf_event_row) { c->tc_us, i, true, false };
    }
    for (size_t i = 0; i < r->n_markers; i++)
        out[n++] = (rf_event_row) { r->markers[i].t_us, i, false, true };
    return n;
}

static void row(rf_out *o, const rf_result *r, const rf_event_row *e)
{
    char number[RF_NUMBER_MAX], sensor[RF_SENSOR_WORD_MAX];
    const rf_contact *c;

    rf_out_bytes(o, number, rf_seconds_print(number, e->t_us, 4));
    if (e->marker) {
        rf_out_text(o, ",marker,,");
        rf_out_text(o, r->markers[e->contact].by);
        rf_out_text(o, ",\n");
        return;
    }
    c = &r->contacts[e->contact];
    rf_out_text(o, e->terminal ? ",terminal_contact," : ",initial_contact,");
    rf_out_text(o, rf_side_name(c->side));
    rf_out_text(o, ",");
    rf_out_text(o, rf_sensor_word(sensor, r, c->sensor));
    rf_out_text(o, ",");
    rf_out_number(o, (double)c->confidence, 2);
    rf_out_text(o, "\n");
}

rf_event_row *rf_event_rows(const rf_result *r, size_t *n)
{
    rf_event_row *list = malloc((2 * r->n_contacts + r->n_markers + 1) * sizeof *list);

    if (!list)
        return NULL;
    *n = collect(list, r);
    qsort(list, *n, sizeof *list, by_time);
    return list;
}

int rf_write_events(const rf_writing *w, rf_out *o)
{
    const rf_result *r = w->result;
    size_t n = 0;
    rf_event_row *list = rf_event_rows(r, &n);

    if (!list)
        return RF_ERR_NOMEM;
    rf_out_text(o, "t_s,kind,side,sensor,confidence\n");
    for (size_t i = 0; i < n; i++)
        row(o, r, &list[i]);
    free(list);
    return 0;
}
