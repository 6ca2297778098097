/* The two ways of reading a row, in vectors and for any processor, give the same: numbers to the last bit, times, what is missing, what is wrong, and where
 * the next row begins. On random rows of numbers, and on hostile ones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "read/row.h"

enum { MOST = 4096 };

typedef struct text {
    char p[MOST];
    size_t n;
} text;

static uint64_t state = 88172645463325252u;

static unsigned below(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 11) % n);
}

static void add(text *t, const char *s, size_t n)
{
    memcpy(t->p + t->n, s, n);
    t->n += n;
}

static void add_digits(text *t, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        t->p[t->n++] = (char)('0' + below(10));
}

/* As sensors write them: mostly few digits, at times as many as a vector takes, and some more. */
static void add_number(text *t, char mark)
{
    const unsigned whole = below(8) ? below(4) : below(20), decimals = below(8) ? below(7) : below(20);

    if (below(2))
        add(t, "-", 1);
    add_digits(t, whole);
    if (below(6))
        add(t, &mark, 1);
    add_digits(t, decimals);
    if (below(40) == 0)
        add(t, below(2) ? "e-05" : "E+3", below(2) ? 4 : 3);
}

static void add_odd(text *t)
{
    static const struct {
        const char *p;
        size_t n;
        /* clang-format off */
    } odd[] = { { "", 0 },    { " ", 1 },     { "nan", 3 },  { "-", 1 },     { "+1.5", 4 },    { " 2.5", 4 },        { "2.5 ", 4 },
                { "..", 2 },  { "1.2.3", 5 }, { "--1", 3 },  { ".", 1 },     { "\"1\"", 3 },   { "\"a,b;c\t|\"", 9 }, { "1-2", 3 },
                { "\0", 1 },  { "1\0002", 3 }, { "\xff", 1 }, { "1:2", 3 },  { "0x10", 4 },    { "/", 1 },            { "1e400", 5 },
                { "-.5", 3 }, { "5.", 2 },    { "-0", 2 },   { "-0.0", 4 },  { "#", 1 },       { "1e", 2 },           { "1,5", 3 },
                { "999999999999999", 15 },    { "9999999999999999", 16 },    { "0.999999999999999", 17 }, { "00000000000000000000000000000001.5", 34 },
                { "2024-05-06 07:08:09.123", 23 }, { "2024-05-06T07:08:09Z", 20 }, { "07:08:09,5", 10 } };
    /* clang-format on */
    const size_t i = below((unsigned)RF_COUNT(odd));

    add(t, odd[i].p, odd[i].n);
}

static rf_row_plan random_plan(bool hostile)
{
    static const char delimiters[] = ",;\t|";
    rf_row_plan p = { .columns = (int)(below(4) ? 1 + below(12) : 1 + below(60)) };

    p.delimiter = delimiters[below(4)];
    p.mark = p.delimiter != ',' && below(3) == 0 ? ',' : '.';
    p.trailing = below(5) == 0;
    for (int c = 0; c < p.columns; c++) {
        const unsigned kind = below(10);

        p.role[c] = (uint8_t)(kind < 6               ? below(RF_SLOTS)
                              : kind == 6            ? RF_ROLE_TIME
                              : kind == 7 && hostile ? RF_ROLE_TIME_TEXT
                                                     : RF_ROLE_SKIP);
        if (p.role[c] != RF_ROLE_SKIP)
            p.last_needed = c;
    }
    return p;
}

static void add_row(text *t, const rf_row_plan *p, bool hostile)
{
    static const char *const end[] = { "\n", "\r\n", "\r", "\n\r" };
    const int columns = p->columns + (hostile && below(15) == 0 ? (int)below(3) - 1 : 0);
    const char *e = end[hostile ? below(4) : below(2)];

    for (int c = 0; c < columns; c++) {
        if (hostile && below(9) == 0)
            add_odd(t);
        else if (hostile && c < p->columns && p->role[c] == RF_ROLE_TIME_TEXT)
            add(t, "2024-05-06 07:08:09.125", 23);
        else
            add_number(t, p->mark);
        if (c < columns - 1 || p->trailing)
            add(t, &p->delimiter, 1);
    }
    add(t, e, strlen(e));
}

static void assert_same_row(const rf_row_plan *plan, const char *p)
{
    rf_row_plan one = *plan, other = *plan;
    rf_row a = { .missing = 0 }, b = { .missing = 0 };
    char bad_a[160] = "", bad_b[160] = "";
    rf_row_state state_a, state_b;
    const char *next_a, *next_b;

    one.way = rf_row_read_plain;
    other.way = rf_row_way_here(plan->delimiter, plan->mark);
    next_a = rf_row_read(&one, p, &a, &state_a, bad_a);
    next_b = rf_row_read(&other, p, &b, &state_b, bad_b);
    assert_ptr_equal(next_a, next_b);
    assert_int_equal(state_a, state_b);
    assert_string_equal(bad_a, bad_b);
    if (state_a != RF_ROW_GOOD)
        return;
    assert_int_equal(a.missing, b.missing);
    for (int c = 0; c < plan->columns; c++)
        if (plan->role[c] < RF_SLOTS)
            assert_memory_equal(&a.slot[plan->role[c]], &b.slot[plan->role[c]], sizeof a.slot[0]);
    assert_true(a.time.digits == b.time.digits);
    assert_int_equal(a.time.exp10, b.time.exp10);
    assert_int_equal(a.time.negative, b.time.negative);
    assert_int_equal(a.time.cut, b.time.cut);
    assert_true(a.time_ns == b.time_ns && a.zone == b.zone);
}

/* Each row at the very end of its memory, so that a checked build sees what is read behind it. */
static long rows_agree(bool hostile, int n)
{
    long wide = 0;

    for (int i = 0; i < n; i++) {
        const rf_row_plan plan = random_plan(hostile);
        text t = { .n = 0 };
        char *copy;

        add_row(&t, &plan, hostile);
        copy = calloc(1, t.n + RF_ROW_SLACK);
        assert_non_null(copy);
        memcpy(copy, t.p, t.n);
        assert_same_row(&plan, copy);
        wide += rf_row_way_here(plan.delimiter, plan.mark) != rf_row_read_plain;
        free(copy);
    }
    return wide;
}

static void rows_of_numbers_are_read_alike(void **s)
{
    (void)s;
    if (rows_agree(false, 40000) == 0)
        print_message("this machine, or this build, has one way only: it agrees with itself\n");
}

static void hostile_rows_are_read_alike(void **s)
{
    (void)s;
    rows_agree(true, 60000);
}

/* A cell on the fast way is what the slow way, which knows every rule, says. */
static void assert_as_slow(const rf_row_plan *plan, const char *p, size_t cell)
{
    rf_row_plan one = *plan;
    rf_row r = { .missing = 0 };
    rf_row_state st;
    char bad[160];
    double v;

    one.way = rf_row_read_plain;
    rf_row_read(&one, p, &r, &st, bad);
    if (st != RF_ROW_GOOD || r.missing > 0)
        return;
    assert_true(rf_cell_number(rf_piece_trim((rf_piece) { p, cell }), plan->mark, &v));
    assert_memory_equal(&v, &r.slot[0], sizeof v);
}

/* Every cell of five of these characters, and numbers with exponents of every size. */
static void every_short_cell_is_read_alike(void **s)
{
    static const char letter[] = "0159-.e ", *const sign[] = { "", "-", "+" };
    const rf_row_plan plan = { .delimiter = ',', .mark = '.', .columns = 2, .role = { 0, 1 }, .last_needed = 1 };

    (void)s;
    for (unsigned k = 0; k < 8u * 8 * 8 * 8 * 8; k++) {
        char row[64 + RF_ROW_SLACK] = "";
        int n = 0;

        for (unsigned i = 0, x = k; i < 5; i++, x /= 8)
            row[n++] = letter[x % 8];
        memcpy(row + n, ",1.5\n", 5);
        assert_same_row(&plan, row);
        assert_as_slow(&plan, row, (size_t)n);
    }
    for (int k = 0; k < 20000; k++) {
        text t = { .n = 0 };

        add_number(&t, '.');
        t.n += (size_t)snprintf(t.p + t.n, 12, "%c%s%u", below(2) ? 'e' : 'E', sign[below(3)], below(below(4) ? 30 : 400));
        const size_t n = t.n;
        add(&t, ",1.5\n", 5);
        memset(t.p + t.n, 0, RF_ROW_SLACK);
        assert_same_row(&plan, t.p);
        assert_as_slow(&plan, t.p, n);
    }
}

/* What gives up gives the same, only later: that it does not is looked at here. */
static void plain_cells_are_not_given_up(void **s)
{
    const rf_row_plan plan = { .delimiter = ';', .mark = ',', .columns = 3, .role = { RF_ROLE_TIME, 1, RF_SLOT_ASIDE }, .last_needed = 2 };
    rf_row_way *const way = rf_row_way_here(plan.delimiter, plan.mark);
    rf_row r;

    (void)s;
    for (unsigned digits = 1; digits <= 15; digits++)
        for (unsigned mark_at = 0; mark_at <= digits + 1; mark_at++) {
            char row[128 + RF_ROW_SLACK] = "1,5;-", cell[20] = "";
            double v;

            memcpy(cell, "987654321987654", mark_at < digits ? mark_at : digits);
            if (mark_at <= digits)
                cell[mark_at] = ',';
            memcpy(cell + strlen(cell), "987654321987654" + mark_at, mark_at < digits ? digits - mark_at : 0);
            assert_int_equal(rf_number_parse(cell, cell + strlen(cell), ',', &v), strlen(cell));
            memcpy(row + 5, cell, strlen(cell));
            memcpy(row + strlen(row), ";\r\n", 3);
            assert_ptr_equal(way(&plan, row, &r), row + strlen(row));
            assert_true(r.slot[1] == -v);
            assert_true(isnan(r.slot[RF_SLOT_ASIDE]));
            assert_true(r.time.digits == 15 && r.time.exp10 == -1);
        }
}

static void blanks_between_cells_are_the_plain_way_s(void **s)
{
    (void)s;
    assert_ptr_equal(rf_row_way_here(' ', '.'), rf_row_read_plain);
    assert_ptr_equal(rf_row_way_here(',', ','), rf_row_read_plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_numbers_are_read_alike),           cmocka_unit_test(hostile_rows_are_read_alike),
        cmocka_unit_test(every_short_cell_is_read_alike),           cmocka_unit_test(plain_cells_are_not_given_up),
        cmocka_unit_test(blanks_between_cells_are_the_plain_way_s),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
