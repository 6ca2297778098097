/* What the engine costs a sample, reading not counted, beside a plain cascade of filters over the same numbers.
 *
 *     engine FILE PLACEMENT[:SIDE] [engine|cascade]
 *
 * The file is read into memory first. The reference is six axes through four second-order sections each, in the same double precision: the
 * least that a filter chain over six-axis data costs. Processor time, the least of seven runs that take turns: what else the machine does only
 * ever adds. With a third word only that part runs, once, and without a clock: for counting instructions (tools/bench does it by callgrind).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/base.h"
#include "port/port.h"
#include "read/read.h"
#include "runform/runform.h"

enum { RUNS = 7, AXES = 6, SECTIONS = 4, BLOCK = 65536 };

typedef struct recording {
    rf_sample *s;
    size_t n, room;
} recording;

static int keep(recording *r, rf_reader *reader, rf_why *why)
{
    int n;

    do {
        if (r->room - r->n < BLOCK) {
            rf_sample *p = realloc(r->s, (r->room + 16 * BLOCK) * sizeof *p);

            if (!p)
                return rf_fail(why, RF_ERR_NOMEM, "out of memory");
            r->s = p;
            r->room += 16 * BLOCK;
        }
        n = rf_reader_poll(reader, r->s + r->n, BLOCK, why);
        r->n += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    return n;
}

static int load(recording *r, const char *path, rf_why *why)
{
    static char block[BLOCK];
    rf_port *port = NULL;
    rf_reader *reader = NULL;
    int n = rf_port_open(&port, path, why);

    if (n == 0)
        n = rf_reader_new(&reader, &(rf_read_settings) { .name = path }, why);
    while (n >= 0 && (n = rf_port_read(port, block, sizeof block, why)) > 0) {
        n = rf_reader_push(reader, block, (size_t)n, why);
        if (n == 0)
            n = keep(r, reader, why);
    }
    if (n == 0)
        n = rf_reader_flush(reader, why);
    if (n == 0)
        n = keep(r, reader, why);
    rf_reader_free(reader);
    rf_port_close(port);
    return n;
}

static double engine(const recording *r, rf_placement place, rf_side side)
{
    rf_session *s;
    rf_contact c;
    double contacts = 0;
    int sensor;

    if (rf_session_new(&s, NULL) < 0)
        return -1;
    sensor = rf_session_add(s, &(rf_sensor_info) { .placement = place, .side = side });
    for (size_t i = 0; sensor >= 0 && i < r->n; i += 512) {
        if (rf_session_push(s, sensor, r->s + i, r->n - i < 512 ? r->n - i : 512) < 0)
            break;
        while (rf_session_poll(s, &c) == 1)
            contacts++;
    }
    if (rf_session_flush(s) < 0)
        contacts = -1;
    rf_session_free(s);
    return contacts;
}

static double cascade(const recording *r)
{
    double z[AXES][SECTIONS][2] = { { { 0 } } }, sum = 0;

    for (size_t i = 0; i < r->n; i++) {
        const rf_sample *a = &r->s[i];
        const double axis[AXES] = { a->acc_mps2[0], a->acc_mps2[1], a->acc_mps2[2], a->gyr_radps[0], a->gyr_radps[1], a->gyr_radps[2] };

        for (int k = 0; k < AXES; k++) {
            double x = axis[k];

            for (int j = 0; j < SECTIONS; j++) { /* Butterworth, a tenth of the rate */
                const double y = 0.0674553 * x + z[k][j][0];

                z[k][j][0] = 0.1349106 * x + 1.1429805 * y + z[k][j][1];
                z[k][j][1] = 0.0674553 * x - 0.4128016 * y;
                x = y;
            }
            sum += x;
        }
    }
    return sum;
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    recording r = { 0 };
    rf_why why = { { 0 } };
    double took[2] = { INFINITY, INFINITY }, result = 0;
    char *side = argc > 2 ? strchr(argv[2], ':') : NULL;
    rf_placement place;

    if (argc < 3) {
        fputs("usage: engine FILE PLACEMENT[:SIDE] [engine|cascade]\n", stderr);
        return 2;
    }
    if (side)
        *side++ = '\0';
    place = rf_placement_from_word(argv[2]);
    if (load(&r, argv[1], &why) < 0 || r.n == 0) {
        fprintf(stderr, "engine: %s\n", why.text[0] ? why.text : "no samples");
        free(r.s);
        return 3;
    }
    if (argc > 3) {
        result = strcmp(argv[3], "engine") ? strcmp(argv[3], "cascade") ? 0 : cascade(&r)
                                           : engine(&r, place, rf_side_from_word(side ? side : ""));
        printf("samples=%zu result=%d\n", r.n, result > 0);
        free(r.s);
        return 0;
    }
    for (int k = 0; k < RUNS; k++) {
        const double a = now_s(), contacts = engine(&r, place, rf_side_from_word(side ? side : "")), b = now_s();

        result += cascade(&r) + contacts;
        took[0] = rf_min(took[0], b - a);
        took[1] = rf_min(took[1], now_s() - b);
    }
    printf("samples=%zu engine_ns=%.1f cascade_ns=%.2f ratio=%.2f%s\n", r.n, took[0] * 1e9 / (double)r.n, took[1] * 1e9 / (double)r.n,
           took[0] / took[1], result > 1e300 ? " " : "");
    free(r.s);
    return 0;
}
