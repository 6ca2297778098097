/* Stride times of made-up movements whose lines are known, over the whole range of cadences, and the traps of it: half, double, two thirds, and
 * walking. */
#include "base/math.h"
#include "gait/cadence.h"
#include "points.h"

enum { MOST = 64 };

/* Size of the lines at 1, 2, 3, … a stride, m/s²; each axis has them at phases of its own. */
typedef struct movement {
    double spm, line[6];
} movement;

static const rf_cadence_limits usual = { 0.36, 0.48 };

static rf_vec3 felt(const movement *m, double t)
{
    rf_vec3 a = { 0, 0, RF_G0_MPS2 };

    for (int h = 0; h < 6; h++) {
        const double w = 2 * RF_PI * (h + 1) * m->spm / 120 * t;

        a.x += 0.5 * m->line[h] * sin(w + h);
        a.y += 0.3 * m->line[h] * sin(w + 2 + 3 * h);
        a.z += m->line[h] * cos(w + 0.7 * h);
    }
    return a;
}

typedef struct windows {
    rf_cadence_window w[MOST];
    int n, running;
} windows;

static windows watch(const movement *m, double seconds, rf_quat mounting)
{
    windows out = { .n = 0 };
    rf_cadence *c;

    assert_int_equal(rf_cadence_new(&c, usual), 0);
    for (int64_t i = 0; i < (int64_t)(seconds * RF_GRID_HZ); i++) {
        const rf_point p = { .index = i,
                             .first = i == 0,
                             .acc_mps2 = rf_quat_rotate(rf_quat_conj(mounting), felt(m, (double)i / RF_GRID_HZ)) };

        if (rf_cadence_push(c, &p, &out.w[out.n]))
            out.n++;
    }
    if (rf_cadence_end(c, &out.w[out.n]))
        out.n++;
    for (int i = 0; i < out.n; i++)
        out.running += out.w[i].running;
    rf_cadence_free(c);
    return out;
}

/* A window that holds no whole number of strides errs a little either way; a run does not. */
static void assert_cadence(const windows *w, double spm)
{
    double mean = 0;

    assert_true(w->n > 0);
    assert_int_equal(w->running, w->n);
    for (int i = 0; i < w->n; i++) {
        const double told = 120 / w->w[i].stride_s;

        if (!(fabs(told - spm) <= 0.006 * spm))
            fail_msg("%.2f spm at %.1f spm", told, spm);
        mean += told / w->n;
    }
    assert_near(mean, spm, 0.002 * spm);
}

static void cadence_is_found_from_125_to_235_steps_a_minute(void **state)
{
    (void)state;
    for (double spm = 126; spm <= 234.5; spm += 3.1) {
        const movement m = { spm, { 2, 8, 1.5, 3, 0.5, 1 } };
        const windows w = watch(&m, 14, worn_straight);

        assert_cadence(&w, spm);
    }
}

/* A sensor at one leg: the stride's line is the strongest, its steps are faint. */
static void a_stride_stronger_than_its_steps_is_no_slower_cadence(void **state)
{
    (void)state;
    for (double spm = 128; spm <= 233; spm += 3.1) {
        const movement m = { spm, { 9, 4, 2, 1.5, 0, 0 } };
        const windows w = watch(&m, 12, worn_straight);

        assert_cadence(&w, spm);
    }
}

/* Steps all alike repeat at one and a half strides as well as at one: at 200 a minute that looks like 133. */
static void three_steps_are_not_taken_for_two(void **state)
{
    (void)state;
    for (double spm = 188; spm <= 233; spm += 3.1) {
        const movement soft = { spm, { 0.3, 9, 0.2, 4, 0, 1.5 } }, hard = { spm, { 0.3, 5, 0.2, 8, 0, 1.5 } }; /* hard: two jolts a step */
        windows w = watch(&soft, 12, worn_straight);

        assert_cadence(&w, spm);
        w = watch(&hard, 12, worn_straight);
        assert_cadence(&w, spm);
    }
}

/* A strong third of the stride repeats at two thirds of it: at 140 a minute that looks like 210. */
static void two_thirds_of_a_stride_are_not_taken_for_it(void **state)
{
    (void)state;
    for (double spm = 128; spm <= 156; spm += 3.1) {
        const movement m = { spm, { 4, 7, 6, 2, 0.5, 2 } };
        const windows w = watch(&m, 12, worn_straight);

        assert_cadence(&w, spm);
    }
}

/* Strong thirds and fifths make the movement repeat nearly as well at 3/4 and 4/3 of the stride: only its lines stand at whole multiples of one stride
 * and none half-way between. */
static const movement odd[] = { { 143.6, { 0.6, 0.5, 2.2, 0.5, 2.8, 0.1 } }, { 162.1, { 0.4, 0.9, 3.3, 2.5, 0.3, 1.2 } },
                                { 168.5, { 2.4, 1.7, 3.9, 0, 1.5, 0.2 } },   { 178, { 3.7, 0, 4.6, 1.8, 0, 0 } },
                                { 198.4, { 0.3, 0.1, 0, 0, 0.5, 0 } },       { 205.4, { 2.1, 3.3, 6.6, 3.8, 0, 1.9 } },
                                { 222, { 1, 0.2, 0.1, 0.1, 0.1, 2.9 } },     { 233.1, { 0, 2.2, 6.2, 4.8, 0, 2.5 } } };

static void where_several_lags_repeat_alike_the_lines_decide(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(odd); k++) {
        const windows w = watch(&odd[k], 10, worn_askew);

        assert_true(w.n > 0);
        for (int i = 0; i < w.n; i++)
            assert_near(120 / w.w[i].stride_s, odd[k].spm, 0.01 * odd[k].spm);
    }
}

static void the_lines_of_what_was_before_have_no_say(void **state)
{
    (void)state;
    for (size_t k = 0; k < RF_COUNT(odd); k++) {
        const movement *before = &odd[(k + 4) % RF_COUNT(odd)];
        rf_cadence_window w = { 0 };
        rf_cadence *c;

        assert_int_equal(rf_cadence_new(&c, usual), 0);
        for (int64_t i = 0; i < 28 * RF_GRID_HZ; i++) {
            const rf_point p = { .index = i,
                                 .first = i == 0,
                                 .acc_mps2 = felt(i < 18 * RF_GRID_HZ ? before : &odd[k], (double)i / RF_GRID_HZ) };

            (void)rf_cadence_push(c, &p, &w);
        }
        rf_cadence_free(c);
        assert_true(w.from >= 18 * RF_GRID_HZ);
        assert_near(120 / w.stride_s, odd[k].spm, 0.01 * odd[k].spm);
    }
}

/* 110 steps a minute repeat after a step of 0.545 s too, which would be a stride at 220 a minute; a leg repeats better after two of them. */
static void walking_seen_at_half_its_stride_is_not_running(void **state)
{
    (void)state;
    for (double spm = 84; spm <= 117; spm += 3.1) {
        const movement leg = { spm, { 3, 7, 1.5, 4, 0, 0 } }, hip = { spm, { 0.6, 2.4, 0.3, 0.8, 0, 0 } };
        windows w = watch(&leg, 12, worn_straight);

        assert_int_equal(w.running, 0);
        w = watch(&hip, 12, worn_straight);
        assert_int_equal(w.running, 0);
    }
}

static void the_mounting_changes_nothing(void **state)
{
    static const movement m = { 171.3, { 3, 8, 1.5, 3, 0.5, 1 } };
    const windows straight = watch(&m, 14, worn_straight), over = watch(&m, 14, worn_upside_down), askew = watch(&m, 14, worn_askew);

    (void)state;
    assert_int_equal(over.n, straight.n);
    assert_int_equal(askew.n, straight.n);
    for (int i = 0; i < straight.n; i++) {
        assert_near(over.w[i].stride_s, straight.w[i].stride_s, 1e-9);
        assert_near(askew.w[i].stride_s, straight.w[i].stride_s, 1e-9);
        assert_near(over.w[i].r, straight.w[i].r, 1e-9);
        assert_true(over.w[i].running && askew.w[i].running);
    }
}

static void what_does_not_repeat_is_not_running(void **state)
{
    uint64_t seed = 11;
    rf_cadence_window w;
    rf_cadence *c;

    (void)state;
    assert_int_equal(rf_cadence_new(&c, usual), 0);
    for (int64_t i = 0; i < 6000; i++) {
        rf_point p = { .index = i, .first = i == 0, .acc_mps2 = rf_v3(0, 0, RF_G0_MPS2) };

        if (i >= 3000) /* as hard as running, without a rhythm */
            p.acc_mps2 = rf_v3(chance(&seed, -30, 30), chance(&seed, -30, 30), chance(&seed, -30, 30));
        if (rf_cadence_push(c, &p, &w))
            assert_true(!w.running ||
                        (w.from < 3000 && w.to > 3000)); /* where it starts a window holds a single jolt, which proves nothing */
    }
    rf_cadence_free(c);
}

static void windows_come_each_second_from_8_s_on_and_end_where_they_say(void **state)
{
    static const movement m = { 170, { 3, 8, 1, 2, 0, 0 } };
    const windows w = watch(&m, 20, worn_straight);

    (void)state;
    assert_int_equal(w.n, 12); /* the low-pass looks ahead, so that the last second has none */
    for (int i = 0; i < w.n; i++) {
        assert_int_equal(w.w[i].from, i * RF_GRID_HZ);
        assert_int_equal(w.w[i].to, (i + 8) * RF_GRID_HZ);
    }
}

static void a_short_recording_has_one_window_from_3_s_on(void **state)
{
    static const movement m = { 170, { 3, 8, 1, 2, 0, 0 } };
    windows w = watch(&m, 2.9, worn_straight);

    (void)state;
    assert_int_equal(w.n, 0);
    w = watch(&m, 3.1, worn_straight);
    assert_int_equal(w.n, 1);
    assert_true(w.w[0].running);
    assert_near(120 / w.w[0].stride_s, 170, 3);
    w = watch(&m, 6, worn_straight);
    assert_int_equal(w.n, 1);
    assert_near(120 / w.w[0].stride_s, 170, 1);
}

/* Nothing of before a gap gets into a window behind it. */
static void a_new_segment_knows_nothing_of_the_one_before(void **state)
{
    static const movement slow = { 150, { 3, 8, 1, 2, 0, 0 } }, fast = { 200, { 3, 8, 1, 2, 0, 0 } };
    rf_cadence_window w;
    rf_cadence *c;
    int n = 0;

    (void)state;
    assert_int_equal(rf_cadence_new(&c, usual), 0);
    for (int64_t i = 0; i < 2500; i++) {
        const rf_point p = { .index = i, .first = i == 0, .acc_mps2 = felt(&slow, (double)i / RF_GRID_HZ) };

        if (rf_cadence_push(c, &p, &w))
            assert_near(120 / w.stride_s, 150, 0.5);
    }
    for (int64_t i = 0; i < 2500; i++) {
        const rf_point p = { .index = 3001 + i, .first = i == 0, .acc_mps2 = felt(&fast, (double)i / RF_GRID_HZ) };

        if (rf_cadence_push(c, &p, &w)) {
            assert_near(120 / w.stride_s, 200, 0.6);
            assert_true(w.from >= 3001);
            n++;
        }
    }
    assert_true(n > 2);
    rf_cadence_free(c);
}

/* Longer than any buffer inside. */
static void ten_minutes_are_as_the_first_seconds(void **state)
{
    static const movement m = { 163.7, { 3, 8, 1, 2, 0, 0 } };
    rf_cadence_window w = { .stride_s = 0 };
    rf_cadence *c;

    (void)state;
    assert_int_equal(rf_cadence_new(&c, usual), 0);
    for (int64_t i = 0; i < 120000; i++) {
        const rf_point p = { .index = i, .first = i == 0, .acc_mps2 = felt(&m, (double)i / RF_GRID_HZ) };

        if (rf_cadence_push(c, &p, &w))
            assert_near(120 / w.stride_s, 163.7, 0.3);
    }
    assert_true(w.to > 119000);
    rf_cadence_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cadence_is_found_from_125_to_235_steps_a_minute),
        cmocka_unit_test(a_stride_stronger_than_its_steps_is_no_slower_cadence),
        cmocka_unit_test(three_steps_are_not_taken_for_two),
        cmocka_unit_test(two_thirds_of_a_stride_are_not_taken_for_it),
        cmocka_unit_test(where_several_lags_repeat_alike_the_lines_decide),
        cmocka_unit_test(the_lines_of_what_was_before_have_no_say),
        cmocka_unit_test(walking_seen_at_half_its_stride_is_not_running),
        cmocka_unit_test(the_mounting_changes_nothing),
        cmocka_unit_test(what_does_not_repeat_is_not_running),
        cmocka_unit_test(windows_come_each_second_from_8_s_on_and_end_where_they_say),
        cmocka_unit_test(a_short_recording_has_one_window_from_3_s_on),
        cmocka_unit_test(a_new_segment_knows_nothing_of_the_one_before),
        cmocka_unit_test(ten_minutes_are_as_the_first_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
