/* Six hundred runners made by chance, with any sensors, strides, ways, lists and notes: what holds for the findings of each of them.
 *
 * Against laws of the matter: a mirrored runner, one who ran an hour later, one who shows more of a pattern. And against any_runner.txt, a line for
 * each runner with the seventeen verdicts and a digest of all that the findings say: a change of any of it is seen by whoever makes it.
 *
 *     build/tests/pattern/test_pattern_any_runner --update     writes it anew; a commit of its own says why
 *     build/tests/pattern/test_pattern_any_runner --show 17    prints the findings of runner 17
 */
#include <stdio.h>
#include <stdlib.h>

#include "any_runner.h"
#include "base/number.h"

#define GOLDEN RF_SOURCE_ROOT "/tests/pattern/any_runner.txt"

enum { RUNNERS = 600, ROWS = 17 };

/* --- what comes of it --- */

static size_t show(char *to, size_t size, const rf_finding *f)
{
    const double v[] = { f->value, f->lo, f->hi, f->threshold };
    char text[RF_NUMBER_MAX];
    size_t n = (size_t)snprintf(to, size, "%s %s %s", f->id, rf_status_name(f->status), f->unit ? f->unit : "");

    for (size_t i = 0; i < RF_COUNT(v); i++)
        n += (size_t)snprintf(to + n, size - n, " %s", rf_number_print(text, v[i], 6) ? text : "-");
    n += (size_t)snprintf(to + n, size - n, " %ld/%ld", f->strides, f->strides_seen);
    for (int i = 0; i < f->n_evidence; i++)
        n += (size_t)snprintf(to + n, size - n, " %lld", (long long)f->evidence_us[i]);
    for (int i = 0; i < f->n_when; i++)
        n += (size_t)snprintf(to + n, size - n, " %s %lld-%lld", f->when[i].context, (long long)f->when[i].from_us,
                              (long long)f->when[i].to_us);
    return n + (size_t)snprintf(to + n, size - n, " %s %s\n", f->why, f->cue);
}

static void judge(void)
{
    rf_patterns_judge(&me.r.e, me.r.findings);
}

/* The verdicts, a digest of all that is said, and whose they are. */
static void line_of(int n, char line[64])
{
    char text[3000];
    uint64_t h = 0xcbf29ce484222325u;

    draw(n);
    judge();
    for (int k = 0; k < ROWS; k++) {
        const size_t length = show(text, sizeof text, &me.r.findings[k]);

        line[k] = ".cWF"[me.r.findings[k].status];
        for (size_t i = 0; i < length; i++)
            h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
    }
    snprintf(line + ROWS, 64 - ROWS, " %016llx %d\n", (unsigned long long)h, n);
}

static void print_all(void)
{
    char text[3000];

    for (int k = 0; k < ROWS; k++) {
        show(text, sizeof text, &me.r.findings[k]);
        fputs(text, stdout);
    }
}

static void every_finding_is_what_it_was(void **state)
{
    FILE *golden = fopen(GOLDEN, "r");
    char want[64], got[64];

    (void)state;
    assert_non_null(golden);
    for (int n = 0; n < RUNNERS; n++) {
        assert_non_null(fgets(want, sizeof want, golden));
        line_of(n, got);
        if (strcmp(want, got) != 0) {
            print_all();
            fail_msg("runner %d: %.*s, not %s", n, (int)strcspn(got, "\n"), got, want);
        }
    }
    fclose(golden);
}

/* --- laws --- */

static rf_status before[ROWS];
static double value_before[ROWS];

static void judge_first(int n)
{
    draw(n);
    judge();
    for (int k = 0; k < ROWS; k++) {
        before[k] = me.r.findings[k].status;
        value_before[k] = me.r.findings[k].value;
    }
}

static rf_side mirrored(rf_side s)
{
    return s == RF_SIDE_LEFT ? RF_SIDE_RIGHT : s == RF_SIDE_RIGHT ? RF_SIDE_LEFT : s;
}

static void mirror(void)
{
    rf_evidence *e = &me.r.e;
    rf_value *tilt = &me.r.values[RF_M_pelvic_obliquity_deg];

    for (size_t i = 0; i < e->n_contacts; i++) {
        rf_contact *c = &me.r.contacts[i];
        const unsigned turns = c->flags & (RF_CONTACT_LEFT_TURN | RF_CONTACT_RIGHT_TURN);

        c->side = mirrored(c->side);
        c->value[RF_M_turn_radius_m] *= -1;
        c->value[RF_M_pelvic_obliquity_deg] *= -1;
        if (turns)
            c->flags ^= RF_CONTACT_LEFT_TURN | RF_CONTACT_RIGHT_TURN;
        me.onset[i].side = mirrored(me.onset[i].side);
    }
    for (size_t i = 0; i < e->n_sensors; i++)
        me.r.sensors[i].side = mirrored(me.r.sensors[i].side);
    *tilt = (rf_value) { NULL, -tilt->value, -tilt->hi, -tilt->lo, tilt->n, tilt->method, tilt->told, "" };
    me.emg.side = mirrored(me.emg.side);
    me.r.e.balance.pct = 100 - me.r.e.balance.pct;
}

/* No rule prefers a foot: who is mirrored is judged as before, and what had a sign has the other one. */
static void a_mirrored_runner_is_judged_alike(void **state)
{
    (void)state;
    for (int n = 0; n < RUNNERS; n++) {
        judge_first(n);
        if (me.r.e.baseline) /* earlier sessions would have to be mirrored too */
            continue;
        mirror();
        judge();
        for (int k = 0; k < ROWS; k++) {
            if (before[k] != me.r.findings[k].status)
                fail_msg("runner %d, %s: %d, mirrored %d", n, me.r.findings[k].id, before[k], me.r.findings[k].status);
            if (isfinite(value_before[k]))
                assert_near(fabs(value_before[k]), fabs(me.r.findings[k].value), 1e-6);
        }
    }
}

/* When a run was does not matter to what was seen in it. */
static void an_hour_later_the_same_is_seen(void **state)
{
    const int64_t later_us = INT64_C(3600000000);

    (void)state;
    for (int n = 0; n < RUNNERS; n += 3) {
        judge_first(n);
        for (size_t i = 0; i < me.r.e.n_contacts; i++) {
            me.r.contacts[i].ic_us += later_us;
            me.onset[i].ic_us += later_us;
        }
        for (size_t i = 0; i < me.r.e.n_bouts; i++) {
            me.bout[i].from_us += later_us;
            me.bout[i].to_us += later_us;
        }
        judge();
        for (int k = 0; k < ROWS; k++) {
            const rf_finding *f = &me.r.findings[k];

            assert_int_equal(f->status, before[k]);
            assert_true(isnan(f->value) ? isnan(value_before[k]) : f->value == value_before[k]);
            for (int i = 0; i < f->n_evidence; i++)
                assert_true(f->evidence_us[i] >= later_us);
            for (int i = 0; i < f->n_when; i++)
                assert_true(f->when[i].from_us >= later_us);
        }
    }
}

static void add_to_all(int metric, double by)
{
    rf_value *v = &me.r.values[metric];

    for (size_t i = 0; i < me.r.e.n_contacts; i++)
        me.r.contacts[i].value[metric] += (float)by;
    v->value += by, v->lo += by, v->hi += by;
}

/* Whoever shows more of a pattern is never judged the better for it. */
static void more_of_a_pattern_is_never_a_milder_verdict(void **state)
{
    static const struct more {
        int row, metric;
        double by;
    } more[] = { { OVERSTRIDE, RF_M_shank_angle_ic_deg, 1.5 },
                 { OVERSTRIDE, RF_M_shank_angle_ic_line_deg, 1.5 },
                 { SITTING_BACK, RF_M_knee_flexion_stance_max_deg, 4 },
                 { SITTING_BACK, RF_M_trunk_lean_deg, -2 },
                 { HIPS_BACK, RF_M_pelvic_tilt_deg, 3 },
                 { HIPS_BACK, RF_M_lumbar_extension_deg, 3 },
                 { HIPS_BACK, RF_M_shank_angle_ic_deg, 2 },
                 { PAWING, RF_M_shank_retraction_dps, 40 },
                 { LOW_CADENCE, RF_M_shank_angle_ic_deg, 2 },
                 { LUMBAR_MOBILITY, RF_M_lumbar_range_deg, 2 },
                 { LITTLE_LEAN, RF_M_trunk_lean_deg, -2 },
                 { LOW_CADENCE, RF_M_cadence_spm, -4 } };

    (void)state;
    for (int n = 0; n < RUNNERS; n++)
        for (size_t k = 0; k < RF_COUNT(more); k++) {
            if (k == 0 || k % 4 == (size_t)n % 4) {
                judge_first(n);
                add_to_all(more[k].metric, more[k].by);
                judge();
                if (me.r.findings[more[k].row].status < before[more[k].row] && me.r.findings[more[k].row].status != RF_CANNOT_TELL)
                    fail_msg("runner %d, %s with more of metric %d: %d, then %d", n, me.r.findings[more[k].row].id, more[k].metric,
                             before[more[k].row], me.r.findings[more[k].row].status);
            }
        }
}

static bool is_a_contact(int64_t t_us)
{
    for (size_t i = 0; i < me.r.e.n_contacts; i++)
        if (me.r.contacts[i].ic_us == t_us)
            return true;
    return false;
}

static void look_at(const rf_finding *f)
{
    const size_t length = strlen(f->why), n = me.r.e.n_contacts;

    assert_true(length > 10 && length < sizeof f->why - 1 && f->why[length - 1] == '.');
    assert_true(isnan(f->lo) == isnan(f->hi) && (isnan(f->lo) || (f->lo <= f->value + 1e-9 && f->value <= f->hi + 1e-9)));
    assert_true(f->strides >= 0 && f->strides <= f->strides_seen && f->strides_seen <= (long)n);
    assert_true(f->n_evidence <= RF_MAX_EVIDENCE && f->n_when <= RF_MAX_WHEN);
    assert_true(f->status >= RF_WATCH || !f->cue[0]);
    assert_true(f->status >= RF_WATCH || f->n_when == 0);
    for (int i = 0; i < f->n_evidence; i++)
        assert_true(is_a_contact(f->evidence_us[i]) && (i == 0 || f->evidence_us[i] > f->evidence_us[i - 1]));
    for (int i = 0; i < f->n_when; i++)
        assert_true(f->when[i].from_us <= f->when[i].to_us && f->when[i].from_us >= me.r.contacts[0].ic_us &&
                    f->when[i].to_us <= me.r.contacts[n - 1].ic_us && (i == 0 || f->when[i].from_us > f->when[i - 1].to_us));
}

/* A value lies in its interval, evidence are contacts in order of time, stretches lie in the run and not over each other, advice is for who needs it. */
static void a_finding_does_not_contradict_itself(void **state)
{
    (void)state;
    for (int n = 0; n < RUNNERS; n++) {
        judge_first(n);
        for (int k = 0; k < ROWS; k++)
            look_at(&me.r.findings[k]);
        assert_true(before[LITTLE_LEAN] <= RF_WATCH);
        if (before[OVERSTRIDE] != RF_CANNOT_TELL)
            assert_true(before[HIPS_BACK] <= before[OVERSTRIDE] && before[LOW_CADENCE] <= before[OVERSTRIDE]);
        if (before[PAWING] == RF_FLAGGED)
            assert_true(before[OVERSTRIDE] >= RF_WATCH);
    }
}

static int update(void)
{
    FILE *to = fopen(GOLDEN, "w");
    char line[64];

    for (int n = 0; to && n < RUNNERS; n++) {
        line_of(n, line);
        fputs(line, to);
    }
    return !to || fclose(to) != 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_finding_is_what_it_was),
        cmocka_unit_test(a_finding_does_not_contradict_itself),
        cmocka_unit_test(a_mirrored_runner_is_judged_alike),
        cmocka_unit_test(an_hour_later_the_same_is_seen),
        cmocka_unit_test(more_of_a_pattern_is_never_a_milder_verdict),
    };

    if (argc > 1 && !strcmp(argv[1], "--update"))
        return update();
    if (argc > 2 && !strcmp(argv[1], "--show")) {
        draw(atoi(argv[2]));
        judge();
        print_all();
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
