/* The table of notices holds together with the code that makes them, and what is planted is noticed. */
#include "run/notices.h"
#include "sessions.h"

static const rf_notice_info *row(const char *code)
{
    for (size_t i = 0; i < rf_notice_count(); i++)
        if (!strcmp(rf_notice_at(i)->code, code))
            return rf_notice_at(i);
    return NULL;
}

static void rows_are_whole_and_their_metrics_are_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < rf_notice_count(); i++) {
        const rf_notice_info *n = rf_notice_at(i);
        char words[2048], *save = NULL;

        assert_true(n->code[0] && n->title[0] && n->text[0]);
        assert_ptr_equal(row(n->code), n); /* no code twice */
        assert_true(strlen(n->metrics) < sizeof words);
        strcpy(words, n->metrics);
        for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
            if (!rf_metric_find(w))
                fail_msg("%s: \"%s\" is no metric", n->code, w);
    }
    assert_null(rf_notice_at(rf_notice_count()));
}

static bool touches(const char *code, const char *metric)
{
    char words[2048], *save = NULL;

    strcpy(words, row(code)->metrics);
    for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
        if (!strcmp(w, metric))
            return true;
    return false;
}

/* What a fault touches follows from the table of metrics: nobody keeps a list. */
static void a_fault_touches_every_metric_that_stands_on_what_failed(void **state)
{
    (void)state;
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);
        const bool measured = m->placements[0] != '\0',
                   timed = !strcmp(m->id, "step_ms") || !strcmp(m->id, "stride_ms") || !strcmp(m->id, "cadence_spm");

        if (measured != touches("rate", m->id))
            fail_msg("%s: measured, and a wrong rate does not touch it, or the other way round", m->id);
        if ((measured && !timed) != touches("slow_rate", m->id))
            fail_msg("%s: a slow rate leaves cadence, steps and strides, and nothing else", m->id);
        if (strstr(m->method, "from standing") && !touches("slipped", m->id))
            fail_msg("%s: counts from standing, and a slipped strap does not touch it", m->id);
        if (strchr(m->placements, '+') && !touches("apart", m->id))
            fail_msg("%s: needs several sensors, and it does not matter whether they share time", m->id);
        if (!strcmp(m->unit, "m") && measured && strcmp(m->id, "turn_radius_m") && !touches("scale", m->id)) /* a turn is the gyro's */
            fail_msg("%s: a length, and a wrong scale does not touch it", m->id);
    }
}

static char *text_of(const char *name)
{
    char path[512], *text;
    FILE *f;
    long n;

    snprintf(path, sizeof path, "%s/src/run/%s", RF_SOURCE_ROOT, name);
    f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    n = ftell(f);
    rewind(f);
    text = malloc((size_t)n + 1);
    assert_int_equal(fread(text, 1, (size_t)n, f), n);
    text[n] = 0;
    fclose(f);
    return text;
}

/* Every literal in [p, end) that is a code must have a row. */
static int check_literals(const char *p, const char *end, const char *where)
{
    int n = 0;

    while ((p = strchr(p, '"')) && p < end) {
        const char *close = strchr(p + 1, '"');
        char code[64];

        assert_true(close && close - p < (long)sizeof code);
        snprintf(code, sizeof code, "%.*s", (int)(close - p - 1), p + 1);
        if (code[0] && !row(code))
            fail_msg("%s: \"%s\" has no row in notices.def", where, code);
        n += code[0] != 0;
        p = close + 1;
    }
    return n;
}

/* The code is the second argument of note(), or stands in an array named code[]. A code without a row would be looked for beyond the table. */
static void every_code_that_is_used_has_a_row(void **state)
{
    static const char *const file[] = { "notices.c", "withhold.c", "checks.c", "session.c", "summary.c" };
    int used = 0;

    (void)state;
    for (size_t i = 0; i < RF_COUNT(file); i++) {
        char *text = text_of(file[i]);

        for (const char *p = text; (p = strstr(p, "note(")); p++) {
            const char *from = strchr(p, ','), *to = from ? strchr(from + 1, ',') : NULL;

            if (from && to)
                used += check_literals(from, to, file[i]);
        }
        for (const char *p = text; (p = strstr(p, "code[] = {")); p++)
            used += check_literals(p, strchr(p, '}'), file[i]);
        free(text);
    }
    assert_true(used > 30);
}

static const rf_notice *noticed(const rf_result *r, const char *code)
{
    for (size_t i = 0; i < r->n_notices; i++)
        if (!strcmp(r->notices[i].code, code))
            return &r->notices[i];
    return NULL;
}

/* One fault at a time in a sensor at the left foot; the notice that it must bring, and how often. */
static void assert_noticed(const rf_sim *sim, void (*plant)(worn *w), const char *code, long count)
{
    worn w = put_on(sim, RF_PLACE_FOOT, RF_SIDE_LEFT);
    const rf_notice *n;
    rf_session *s;

    if (plant)
        plant(&w);
    s = run_all(&w, 1, 50, NULL);
    n = noticed(rf_session_result(s), code);
    if (!plant) {
        if (n)
            fail_msg("%s for nothing: %s", code, n->text);
    } else if (!n)
        fail_msg("%s is not noticed", code);
    else {
        assert_int_equal(n->sensor, 0);
        if (count)
            assert_int_equal(n->count, count);
        assert_true(n->text[0] && !strchr(n->text, '%') && strlen(n->text) < sizeof n->text - 1);
        assert_string_equal(n->metrics, row(code)->metrics);
    }
    rf_session_free(s);
    take_off(&w, 1);
}

static void plant_gap(worn *w)
{
    cut_out(w, 12, 13);
    cut_out(w, 15, 15.5);
}

static void plant_double(worn *w)
{
    w->s[2001] = w->s[2000];
    w->s[2501] = w->s[2500];
}

static void plant_backwards(worn *w)
{
    w->s[2000].t_us -= 30000;
}

static void plant_clock_step(worn *w)
{
    for (size_t i = 2000; i < w->n; i++)
        w->s[i].t_us -= INT64_C(60000000);
}

static void plant_lost(worn *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++)
        if (i % 500 != 250)
            w->s[n++] = w->s[i];
    w->n = n;
}

static void plant_clipping(worn *w)
{
    for (size_t i = 0; i < w->n; i++)
        w->s[i].acc_mps2[0] = rf_clamp(w->s[i].acc_mps2[0], -20, 20);
}

static void plant_constant(worn *w)
{
    for (size_t i = 0; i < w->n; i++)
        w->s[i].gyr_radps[1] = 0;
}

static void plant_implausible(worn *w)
{
    w->s[2000].acc_mps2[2] = 1e6;
}

static void plant_bad_cell(worn *w)
{
    w->s[2000].flags |= RF_SAMPLE_BAD_CELL;
    w->s[2600].flags |= RF_SAMPLE_BAD_CELL;
}

static void plant_bunches(worn *w)
{
    for (size_t i = 0; i < w->n; i++)
        w->s[i].t_us = (int64_t)(i - i % 8 + 7) * 5000 + (int64_t)(i % 8) * 100;
}

static void plant_wrong_unit(worn *w)
{
    for (size_t i = 0; i < w->n; i++)
        for (int k = 0; k < 3; k++)
            w->s[i].acc_mps2[k] /= RF_G0_MPS2;
}

static void what_is_planted_is_noticed_and_nothing_else_is(void **state)
{
    /* clang-format off */
    static const struct { void (*plant)(worn *w); const char *code; long count; } fault[] = {
        { plant_gap, "gap", 2 }, { plant_double, "doubled", 2 }, { plant_backwards, "backwards", 1 }, { plant_clock_step, "clock_step", 1 },
        { plant_lost, "lost", 0 }, { plant_clipping, "clipped", 0 }, { plant_constant, "constant", 1 }, { plant_implausible, "implausible", 1 },
        { plant_bad_cell, "bad_cells", 2 }, { plant_bunches, "jitter", 1 }, { plant_wrong_unit, "scale", 0 }
    };
    /* clang-format on */
    const rf_sim_settings set = runner(3.2, 4, 14);
    rf_sim *sim = plan_run(&set);

    (void)state;
    for (size_t i = 0; i < RF_COUNT(fault); i++) {
        assert_noticed(sim, fault[i].plant, fault[i].code, fault[i].count);
        assert_noticed(sim, NULL, fault[i].code, 0);
    }
    rf_sim_free(sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_whole_and_their_metrics_are_known),
        cmocka_unit_test(a_fault_touches_every_metric_that_stands_on_what_failed),
        cmocka_unit_test(every_code_that_is_used_has_a_row),
        cmocka_unit_test(what_is_planted_is_noticed_and_nothing_else_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
