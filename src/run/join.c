/* One sensor from several tables.
 *
 * How: each table beside the acceleration is a strand, a port and a reader, read as far as the sample at hand needs; its value at that time is taken
 * straight between its neighbours. So memory holds a batch of each, however long the log is.
 * Why at the acceleration's times: a phone's sensors do not share stamps, and the accelerometer is what contacts are found by.
 * What it cannot do: correct sensors whose clocks differ; the tables of one log have one clock. A sample whose neighbours in the other table are more than
 * 0.1 s apart has no value from it.
 */
#include "run/join.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "port/port.h"

enum { BATCH = RF_ASIDE_ROWS, GYRO = 0, GRAVITY = 1, STRANDS = 2 };
#define NEAR_US INT64_C(100000)
#define LEAD_US INT64_C(1000000) /* samples before the other table begins are left out, at most these */

typedef struct strand {
    rf_port *port;
    rf_reader *reader;
    bool at_end, done;  /* the reader was flushed; and has given its last sample */
    size_t head, count; /* batch[head … count) waits; the one before is kept in last */
    rf_sample last;
    bool any;
    int64_t shift_us;
    rf_sample batch[BATCH];
} strand;

struct rf_join {
    const rf_part *part;
    strand *strand[STRANDS];
    unsigned char *block;
    size_t block_size;
    bool begun, kept; /* kept: a sample was let through */
};

/* ---- a strand ------------------------------------------------------------------------------------------------------------------------ */

static void strand_free(strand *t)
{
    if (!t)
        return;
    rf_reader_free(t->reader);
    rf_port_close(t->port);
    free(t);
}

static int strand_new(strand **out, const char *path, const rf_read_settings *set, rf_why *why)
{
    strand *t = calloc(1, sizeof *t);
    int r;

    *out = t;
    if (!t)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    r = rf_port_open(&t->port, path, why);
    return r < 0 ? r : rf_reader_new(&t->reader, set, why);
}

/* Samples that are there, or one block further. @return how many; 0: none yet, or done. */
static int strand_poll(rf_join *j, strand *t, rf_why *why)
{
    int n = rf_reader_poll(t->reader, t->batch, BATCH, why);

    if (n != 0)
        return n;
    if (t->at_end) {
        t->done = true;
        return 0;
    }
    n = rf_port_read(t->port, j->block, j->block_size, why);
    if (n > 0)
        return rf_reader_push(t->reader, j->block, (size_t)n, why);
    t->at_end = n == 0;
    return n < 0 ? n : rf_reader_flush(t->reader, why);
}

/* A sample more, if there is one. @return 1, 0: it is at its end, or an error. */
static int strand_ahead(rf_join *j, strand *t, rf_why *why)
{
    rf_aside lost[256];

    while (t->head == t->count && !t->done) {
        const int n = strand_poll(j, t, why);

        if (n < 0)
            return n;
        while (rf_reader_asides(t->reader, lost, RF_COUNT(lost)) > 0)
            ;
        t->head = 0;
        t->count = (size_t)n;
    }
    return t->head < t->count;
}

/* The strand's vector at t_us. @return 1, 0: none near, or an error. */
static int strand_at(rf_join *j, strand *t, int64_t t_us, bool gyro, double out[3], rf_why *why)
{
    const rf_sample *next;
    double w;
    int r;

    t_us -= t->shift_us;
    while ((r = strand_ahead(j, t, why)) > 0 && t->batch[t->head].t_us <= t_us) {
        t->last = t->batch[t->head++];
        t->any = true;
    }
    if (r < 0)
        return r;
    next = r > 0 ? &t->batch[t->head] : NULL;
    if (!t->any || (!next && t_us - t->last.t_us > NEAR_US) || (next && t->last.t_us != t_us && next->t_us - t->last.t_us > NEAR_US))
        return 0;
    w = next && t_us > t->last.t_us ? (double)(t_us - t->last.t_us) / (double)(next->t_us - t->last.t_us) : 0;
    for (int i = 0; i < 3; i++) {
        const double a = gyro ? t->last.gyr_radps[i] : t->last.acc_mps2[i];
        const double b = w > 0 ? gyro ? next->gyr_radps[i] : next->acc_mps2[i] : a;

        out[i] = a + w * (b - a);
    }
    return isfinite(out[0]) && isfinite(out[1]) && isfinite(out[2]);
}

/* ---- all of them --------------------------------------------------------------------------------------------------------------------- */

rf_read_settings rf_join_settings(const rf_part *p, const rf_read_settings *set)
{
    rf_read_settings own = *set;

    own.name = own.name ? own.name : p->path;
    own.want = p->want;
    own.quantity = p->quantity;
    own.format = own.format ? own.format : p->format;
    own.units = own.units ? own.units : p->units;
    own.columns = own.columns ? own.columns : p->columns;
    own.rate_hz = own.rate_hz > 0 ? own.rate_hz : p->rate_hz;
    return own;
}

int rf_join_open(rf_join **out, const rf_part *part, const rf_read_settings *set, size_t chunk, rf_why *why)
{
    const char *const path[STRANDS] = { part->gyro, part->gravity }, *const units[STRANDS] = { part->gyro_units, part->gravity_units };
    rf_join *j;
    int r = 0;

    *out = NULL;
    if (!part->gyro && !part->gravity && !part->sign_turned)
        return 0;
    j = calloc(1, sizeof *j);
    if (!j || !(j->block = malloc(chunk)))
        r = rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", part->path);
    else
        j->part = part;
    for (int i = 0; r == 0 && i < STRANDS; i++) {
        rf_read_settings own = rf_join_settings(part, set);

        own.name = path[i];
        own.quantity = i == GYRO ? part->gyro_quantity : part->gravity_quantity;
        own.want = i == GYRO ? RF_WANT_GYR : RF_WANT_LINEAR;
        own.units = set->units ? set->units : units[i];
        if (path[i])
            r = strand_new(&j->strand[i], path[i], &own, why);
    }
    if (r < 0) {
        rf_join_free(j);
        return r;
    }
    j->block_size = chunk;
    *out = j;
    return 0;
}

int64_t rf_reports_apart_us(const rf_read_report *a, const rf_read_report *b)
{
    if (!a->dated || !b->dated || !a->start_utc[0] != !b->start_utc[0])
        return 0;
    return b->start_us - a->start_us;
}

static void take_out(char *text, const char *words)
{
    char *at = strstr(text, words);

    if (at)
        memmove(at, at + strlen(words), strlen(at + strlen(words)) + 1);
}

void rf_join_report(const rf_join *j, rf_read_report *r)
{
    const rf_read_report *gyro = j->strand[GYRO] ? rf_reader_report(j->strand[GYRO]->reader) : NULL;
    size_t n = strlen(r->text);

    if (!j->begun)
        return;
    if (gyro) {
        take_out(r->text, "; no gyroscope");
        r->gyro = true;
        r->gyr_unit = gyro->gyr_unit;
        r->gyr_by = gyro->gyr_by;
        n = strlen(r->text);
        snprintf(r->text + n, sizeof r->text - n, "; gyroscope from %.120s in %s",
                 j->part->gyro_quantity ? j->part->gyro_quantity : j->part->gyro, gyro->gyr_unit);
        n = strlen(r->text);
    }
    if (j->strand[GRAVITY]) {
        take_out(r->text, ", gravity taken out");
        r->gravity_joined = true;
        r->gravity_missing = false;
        n = strlen(r->text);
        snprintf(r->text + n, sizeof r->text - n, "; gravity added from %.120s",
                 j->part->gravity_quantity ? j->part->gravity_quantity : j->part->gravity);
        n = strlen(r->text);
    }
    if (j->part->sign_turned)
        snprintf(r->text + n, sizeof r->text - n, "; sign turned (iOS)");
}

/* The other tables are read until they know what they are. @return 0, or an error. */
static int begin(rf_join *j, const rf_read_report *first, rf_why *why)
{
    for (int i = 0; i < STRANDS; i++) {
        strand *t = j->strand[i];
        int r;

        if (!t)
            continue;
        r = strand_ahead(j, t, why);
        if (r < 0)
            return r;
        if (r == 0)
            return rf_fail(why, RF_ERR_DATA, "%s: there is no sample in it", i == GYRO ? j->part->gyro : j->part->gravity);
        t->shift_us = rf_reports_apart_us(first, rf_reader_report(t->reader));
    }
    j->begun = true;
    return 0;
}

/* @return whether the sample stays; an error. */
static int complete(rf_join *j, rf_sample *x, rf_why *why)
{
    double v[3];
    int r;

    if (j->part->sign_turned)
        for (int i = 0; i < 3; i++)
            x->acc_mps2[i] = -x->acc_mps2[i];
    if (j->strand[GRAVITY]) {
        if ((r = strand_at(j, j->strand[GRAVITY], x->t_us, false, v, why)) < 0)
            return r;
        if (r == 0 && !j->kept && !j->strand[GRAVITY]->any)
            return 0;
        for (int i = 0; i < 3; i++)
            x->acc_mps2[i] = r == 0 ? NAN : x->acc_mps2[i] + (j->part->sign_turned ? -v[i] : v[i]);
        x->flags &= ~(uint32_t)RF_SAMPLE_NO_GRAVITY;
    }
    if (!j->strand[GYRO])
        return 1;
    if ((r = strand_at(j, j->strand[GYRO], x->t_us, true, v, why)) < 0)
        return r;
    if (r == 0 && !j->kept && !j->strand[GYRO]->any &&
        j->strand[GYRO]->batch[j->strand[GYRO]->head].t_us + j->strand[GYRO]->shift_us - x->t_us < LEAD_US)
        return 0;
    for (int i = 0; r && i < 3; i++)
        x->gyr_radps[i] = v[i];
    if (r)
        x->flags &= ~(uint32_t)RF_SAMPLE_NO_GYRO;
    return 1;
}

int rf_join_take(rf_join *j, const rf_read_report *first, rf_sample *s, size_t n, rf_why *why)
{
    int kept = 0, r = n > 0 && !j->begun ? begin(j, first, why) : 0;

    for (size_t i = 0; r >= 0 && i < n; i++) {
        r = complete(j, &s[i], why);
        j->kept |= r > 0;
        if (r > 0)
            s[kept++] = s[i];
    }
    return r < 0 ? r : kept;
}

int64_t rf_join_position(const rf_join *j)
{
    int64_t n = 0;

    for (int i = 0; i < STRANDS; i++)
        n += j->strand[i] ? rf_port_position(j->strand[i]->port) : 0;
    return n;
}

int64_t rf_join_size(const rf_join *j)
{
    int64_t n = 0;

    for (int i = 0; i < STRANDS && n >= 0; i++) {
        const int64_t own = j->strand[i] ? rf_port_size(j->strand[i]->port) : 0;

        n = own < 0 ? -1 : n + own;
    }
    return n;
}

void rf_join_free(rf_join *j)
{
    if (!j)
        return;
    for (int i = 0; i < STRANDS; i++)
        strand_free(j->strand[i]);
    free(j->block);
    free(j);
}
