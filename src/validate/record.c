/* Sessions of events and figures in memory, and what of them is made from times.
 *
 * What a table of events lacks, contact time among it, is made by the rule that any reader of it would use: a terminal contact belongs to the
 * initial contact before it, of the same foot where feet are named.
 */
#include "validate/record_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static const double longest_contact_s = 0.6, longest_stride_s = 2.0;
static const char *const made[] = { "contact_ms", "step_ms", "stride_ms" };

/* ---- growing ---------------------------------------------------------------------------------------------------------------------- */

int rf_records_column_for(rf_records *r, const char *name)
{
    const int i = rf_records_column(r, name);

    if (i >= 0 || r->columns == RF_RECORD_COLUMNS_MAX)
        return i;
    snprintf(r->column[r->columns], RF_RECORD_NAME_MAX, "%s", name);
    return (int)r->columns++;
}

/* Room for one more event; a power of two at a time. */
static int grow(rf_record *s, rf_mark_kind k)
{
    const size_t n = s->n[k];
    rf_mark *e;

    if (n && (n & (n - 1)))
        return 0;
    e = realloc(s->event[k], (n ? 2 * n : 1) * sizeof *e);
    if (!e)
        return RF_ERR_NOMEM;
    s->event[k] = e;
    if (k == RF_MARK_IC) {
        double *v = realloc(s->value, (n ? 2 * n : 1) * RF_RECORD_COLUMNS_MAX * sizeof *v);

        if (!v)
            return RF_ERR_NOMEM;
        s->value = v;
    }
    return 0;
}

int rf_record_add(rf_record *s, rf_mark_kind k, double t_s, rf_side side)
{
    if (grow(s, k) < 0)
        return RF_ERR_NOMEM;
    if (k == RF_MARK_IC)
        for (int i = 0; i < RF_RECORD_COLUMNS_MAX; i++)
            s->value[s->n[k] * RF_RECORD_COLUMNS_MAX + (size_t)i] = NAN;
    s->event[k][s->n[k]] = (rf_mark) { t_s, side, s->n[k] };
    s->n[k]++;
    return 0;
}

/* ---- what times give ---------------------------------------------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    const rf_mark *x = a, *y = b;

    return (x->t_s > y->t_s) - (x->t_s < y->t_s);
}

static bool one_foot(rf_side a, rf_side b)
{
    return a == b || a == RF_SIDE_UNKNOWN || b == RF_SIDE_UNKNOWN;
}

static double *cell_of(rf_record *s, int column, size_t row)
{
    return &s->value[row * RF_RECORD_COLUMNS_MAX + (size_t)column];
}

static void put_missing(rf_record *s, int column, size_t row, double v)
{
    if (column >= 0 && isnan(*cell_of(s, column, row)))
        *cell_of(s, column, row) = v;
}

/* contact_ms, step_ms and stride_ms of events, where the table had no such cell. */
static void make_figures(rf_record *s, const int column[3])
{
    const rf_mark *ic = s->event[RF_MARK_IC], *tc = s->event[RF_MARK_TC];
    size_t k = 0;

    for (size_t i = 0; i < s->n[RF_MARK_IC]; i++) {
        size_t next = i + 1;

        while (k < s->n[RF_MARK_TC] && tc[k].t_s <= ic[i].t_s)
            k++;
        for (size_t j = k; j < s->n[RF_MARK_TC] && tc[j].t_s - ic[i].t_s < longest_contact_s; j++)
            if (one_foot(ic[i].side, tc[j].side)) {
                put_missing(s, column[0], ic[i].row, 1000 * (tc[j].t_s - ic[i].t_s));
                break;
            }
        if (next < s->n[RF_MARK_IC] && ic[next].side != ic[i].side && ic[next].t_s - ic[i].t_s < longest_stride_s)
            put_missing(s, column[1], ic[i].row, 1000 * (ic[next].t_s - ic[i].t_s));
        while (next < s->n[RF_MARK_IC] && (ic[i].side == RF_SIDE_UNKNOWN || ic[next].side != ic[i].side))
            next++;
        if (next < s->n[RF_MARK_IC] && ic[next].t_s - ic[i].t_s < longest_stride_s)
            put_missing(s, column[2], ic[i].row, 1000 * (ic[next].t_s - ic[i].t_s));
    }
}

void rf_records_finish(rf_records *r, size_t first)
{
    int column[RF_COUNT(made)];

    for (size_t i = 0; i < RF_COUNT(made); i++)
        column[i] = rf_records_column_for(r, made[i]);
    for (size_t i = first; i < r->n; i++) {
        for (int k = 0; k < RF_MARK_KINDS; k++)
            if (r->at[i].n[k] > 0)
                qsort(r->at[i].event[k], r->at[i].n[k], sizeof(rf_mark), by_time);
        make_figures(&r->at[i], column);
    }
}

/* ---- reading them ------------------------------------------------------------------------------------------------------------------- */

void rf_records_free(rf_records *r)
{
    for (size_t i = 0; i < r->n; i++) {
        for (int k = 0; k < RF_MARK_KINDS; k++)
            free(r->at[i].event[k]);
        free(r->at[i].value);
    }
    free(r->at);
    *r = (rf_records) { 0 };
}

int rf_records_column(const rf_records *r, const char *name)
{
    for (size_t i = 0; i < r->columns; i++)
        if (!strcmp(r->column[i], name))
            return (int)i;
    return -1;
}

double rf_record_value(const rf_records *r, const rf_record *s, int column, const rf_mark *ic)
{
    return column >= 0 && (size_t)column < r->columns ? s->value[ic->row * RF_RECORD_COLUMNS_MAX + (size_t)column] : NAN;
}
