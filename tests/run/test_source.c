/* Read ahead by a thread or in turn: the same samples, the same beside them, the same last word. Built a second time with ThreadSanitizer where that runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <pthread.h>

#include "base/base.h"
#include "run/source.h"

enum { ROWS = 30000, MOST = 40000 };

static char path[] = "/tmp/runform-source-XXXXXX";
static bool no_thread;
static int asked; /* for threads */

int __real_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *x);
int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *x);

/* The machine says no when the test says so. */
int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *x)
{
    asked++;
    return no_thread ? 11 : __real_pthread_create(t, a, f, x);
}

typedef struct taken {
    rf_sample *s;
    rf_aside *aside;
    size_t n, n_asides, batches;
    int code;
    rf_why why;
    rf_read_report report;
    int64_t position;
} taken;

static void write_rows(int rows, int rubbish_from, int chopped)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs("t_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps,altitude_m\n", f);
    for (int i = 0; i < rows; i++)
        if (i >= rubbish_from)
            fputs("no,row,of,numbers,at,all,is,here\n", f);
        else if (i % 977 == 5)
            fputs("\"cut off\n", f);
        else
            fprintf(f, "%d.%03d,%s,0.25,-0.%02d,%d.5,0,1,%s\n", i / 200, i % 200 * 5, i % 311 == 3 ? "" : "1.002", i % 100, i % 7,
                    i % 50 ? "" : "123.4");
    if (chopped)
        fputs("150.005,1.0,0.2", f);
    fclose(f);
}

/* Everything, or what comes before batch `leave` (0: all). */
static taken take(size_t chunk, bool ahead, size_t leave)
{
    const rf_read_settings set = { .name = "log.csv" };
    taken t = { .s = malloc(MOST * sizeof *t.s), .aside = malloc(MOST * sizeof *t.aside) };
    rf_source *s;
    rf_batch b;

    t.code = rf_source_open(&s, path, &set, chunk, &t.why);
    assert_int_equal(t.code, 0);
    while (t.code >= 0 && !rf_source_done(s) && (leave == 0 || t.batches < leave)) {
        t.code = rf_source_next(s, &b, &t.why);
        if (t.code <= 0)
            continue;
        assert_true(t.n + b.n <= MOST && t.n_asides + b.n_asides <= MOST);
        memcpy(t.s + t.n, b.sample, b.n * sizeof *t.s);
        if (b.n_asides > 0)
            memcpy(t.aside + t.n_asides, b.aside, b.n_asides * sizeof *t.aside);
        memset(b.sample, 0x5a, b.n * sizeof *b.sample); /* the taker's, to do with as it likes */
        t.n += b.n;
        t.n_asides += b.n_asides;
        if (t.batches++ == 0 && ahead)
            rf_source_ahead(s);
    }
    if (t.code < 0) /* and again the same */
        assert_int_equal(rf_source_next(s, &b, &t.why), t.code);
    t.report = *rf_source_report(s);
    t.position = rf_source_position(s);
    rf_source_free(s);
    return t;
}

static void let_go(taken *t)
{
    free(t->s);
    free(t->aside);
}

static void assert_same(const taken *a, const taken *b)
{
    assert_int_equal(a->code, b->code);
    assert_string_equal(a->why.text, b->why.text);
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->s, b->s, a->n * sizeof *a->s);
    assert_int_equal(a->n_asides, b->n_asides);
    for (size_t i = 0; i < a->n_asides; i++) {
        assert_int_equal(a->aside[i].t_us, b->aside[i].t_us);
        assert_int_equal(a->aside[i].channel, b->aside[i].channel);
        assert_true(a->aside[i].value == b->aside[i].value);
    }
    assert_string_equal(a->report.text, b->report.text);
    assert_string_equal(a->report.first_bad, b->report.first_bad);
    assert_int_equal(a->report.rows, b->report.rows);
    assert_int_equal(a->report.bad_rows, b->report.bad_rows);
    assert_int_equal(a->report.bad_cells, b->report.bad_cells);
    if (a->code == 0) /* where it went wrong depends on how far was read */
        assert_int_equal(a->position, b->position);
}

static void ahead_gives_what_in_turn_gives(void)
{
    static const size_t chunk[] = { 997, 4096, 1 << 20 };
    taken whole = take(1 << 18, false, 0);

    for (size_t i = 0; i < RF_COUNT(chunk); i++) {
        taken in_turn = take(chunk[i], false, 0), ahead = take(chunk[i], true, 0);

        assert_same(&in_turn, &whole);
        assert_same(&ahead, &whole);
        assert_int_equal(ahead.batches, in_turn.batches);
        let_go(&ahead);
        let_go(&in_turn);
    }
    let_go(&whole);
}

static void a_thread_ahead_changes_no_sample(void **state)
{
    taken t;

    (void)state;
    write_rows(ROWS, ROWS, 1);
    t = take(4096, true, 0);
    assert_int_equal(t.code, 0);
    assert_true(t.n > ROWS - 100 && t.n_asides == ROWS / 50 && t.report.bad_rows > 30 && t.report.bad_cells > 90);
    let_go(&t);
    ahead_gives_what_in_turn_gives();
}

static void an_error_comes_behind_the_samples_before_it(void **state)
{
    char line[1 << 16];
    taken t;
    FILE *f;

    (void)state;
    write_rows(2000, 2000, 0);
    f = fopen(path, "a");
    assert_non_null(f);
    memset(line, '7', sizeof line);
    for (int i = 0; i < 20; i++)
        fwrite(line, 1, sizeof line, f);
    fclose(f);
    t = take(4096, true, 0);
    assert_int_equal(t.code, RF_ERR_DATA);
    assert_non_null(strstr(t.why.text, "longer than 1 MiB"));
    assert_int_equal(t.n, 2000 - 2000 / 977 - 1);
    let_go(&t);
    ahead_gives_what_in_turn_gives();
    write_rows(2000, 10, 0);
    ahead_gives_what_in_turn_gives();
}

static void whoever_leaves_early_leaves_no_thread_behind(void **state)
{
    (void)state;
    write_rows(ROWS, ROWS, 0);
    for (size_t n = 1; n < 60; n += 6) {
        taken t = take(1 << 16, true, n), u = take(1 << 16, false, n);

        assert_same(&t, &u);
        let_go(&t);
        let_go(&u);
    }
}

static void without_a_thread_reading_goes_on_in_turn(void **state)
{
    (void)state;
    write_rows(ROWS, ROWS, 0);
    no_thread = true;
    asked = 0;
    ahead_gives_what_in_turn_gives();
    assert_int_equal(asked, 3);
    no_thread = false;
}

static void what_was_looked_at_is_read_all_the_same(void **state)
{
    const rf_read_settings set = { .name = "log.csv" };
    unsigned char first[11];
    const unsigned char *bytes;
    rf_why why = { "" };
    rf_source *s;

    (void)state;
    write_rows(5, 5, 0);
    assert_int_equal(rf_source_open(&s, path, &set, 64, &why), 0);
    assert_int_equal(rf_source_look(s, first, sizeof first, &why), 11);
    assert_memory_equal(first, "t_s,acc_x_g", 11);
    assert_int_equal(rf_source_bytes(s, &bytes, &why), 11);
    assert_memory_equal(bytes, "t_s,acc_x_g", 11);
    assert_int_equal(rf_source_bytes(s, &bytes, &why), 64);
    assert_memory_equal(bytes, ",acc_y_g", 8);
    rf_source_free(s);
    assert_int_equal(rf_source_open(&s, "/tmp/runform-there-is-none", &set, 64, &why), RF_ERR_READ);
    assert_null(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_ahead_changes_no_sample),
        cmocka_unit_test(an_error_comes_behind_the_samples_before_it),
        cmocka_unit_test(whoever_leaves_early_leaves_no_thread_behind),
        cmocka_unit_test(without_a_thread_reading_goes_on_in_turn),
        cmocka_unit_test(what_was_looked_at_is_read_all_the_same),
    };
    const int fd = mkstemp(path);
    int failed;

    if (fd < 0)
        return 1;
    close(fd);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
