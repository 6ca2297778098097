/* Real, healthy runners with known angles: the truth of the virtual recordings, as sensors zeroed in standing can know it, through the judge.
 * They are runners of the norm itself, so the count checks the plumbing and the zero of the column more than the norm. Also: how well contact
 * time and cadence give their speed back. Skipped where the data are not there. */
#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/math.h"
#include "base/number.h"
#include "runner.h"

enum { SKIP = 77, TRIALS_MAX = 64 };

static char root[512], names[TRIALS_MAX][64];
static int n_trials;

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool find_trials(void)
{
    const char *told = getenv("RUNFORM_DATA");
    const struct dirent *d;
    DIR *dir;

    snprintf(root, sizeof root, "%s/virtual-imu", told ? told : RF_SOURCE_ROOT "/../shared/data");
    dir = opendir(root);
    if (!dir)
        return false;
    while ((d = readdir(dir)) && n_trials < TRIALS_MAX)
        if (d->d_name[0] != '.' && !strchr(d->d_name, '.') && strlen(d->d_name) < sizeof names[0])
            strcpy(names[n_trials++], d->d_name);
    closedir(dir);
    qsort(names, (size_t)n_trials, sizeof names[0], by_name);
    return n_trials > 0;
}

static char *whole(const char *trial, const char *file)
{
    char path[640], *text;
    long n;
    FILE *f;

    snprintf(path, sizeof path, "%s/%s/%s", root, trial, file);
    f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    n = ftell(f);
    rewind(f);
    text = malloc((size_t)n + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)n, f), n);
    text[n] = '\0';
    fclose(f);
    return text;
}

static double number_in(const cJSON *o, const char *name)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, name);

    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

static double item(const cJSON *array, int i)
{
    return cJSON_GetArrayItem(array, i)->valuedouble;
}

/* Pitch of a segment in quiet standing, from the still reading of its sensor and the true mounting; positive: top leaning back. */
static double standing_pitch_deg(const cJSON *sensor)
{
    const cJSON *q = cJSON_GetObjectItem(sensor, "mounting_quaternion_wxyz"), *acc = cJSON_GetObjectItem(sensor, "standing_acc_ms2");
    const cJSON *bias = cJSON_GetObjectItem(sensor, "acc_bias_ms2");
    const double w = item(q, 0), x = item(q, 1), y = item(q, 2), z = item(q, 3);
    double a[3];

    for (int i = 0; i < 3; i++)
        a[i] = item(acc, i) - item(bias, i);
    return atan2((1 - 2 * (y * y + z * z)) * a[0] + 2 * (x * y - w * z) * a[1] + 2 * (x * z + w * y) * a[2],
                 2 * (x * z - w * y) * a[0] + 2 * (y * z + w * x) * a[1] + (1 - 2 * (x * x + y * y)) * a[2]) /
           RF_DEG;
}

/* The cell of a column, which steps.csv names in its first line. */
static const char *cell(const char *line, int column, const char **end)
{
    for (; column > 0; column--)
        line += strcspn(line, ",\n") + 1;
    *end = line + strcspn(line, ",\n");
    return line;
}

static int column_of(const char *header, const char *name)
{
    const char *end = header;

    for (int k = 0; *end != '\n'; k++) {
        const char *c = cell(header, k, &end);

        if ((size_t)(end - c) == strlen(name) && !strncmp(c, name, strlen(name)))
            return k;
    }
    fail_msg("steps.csv has no column %s", name);
    return -1;
}

static double number_at(const char *line, int column)
{
    const char *end, *c = cell(line, column, &end);
    double v;

    return rf_number_parse(c, end, '.', &v) ? v : NAN;
}

static void load(runner *r, const char *trial)
{
    char *json = whole(trial, "truth.json"), *steps = whole(trial, "steps.csv");
    cJSON *truth = cJSON_Parse(json);
    const cJSON *sensors = cJSON_GetObjectItem(truth, "sensors");
    const int angle = column_of(steps, "shank_angle_ic_deg"), ic = column_of(steps, "ic_t_s");
    const double zero[2] = { standing_pitch_deg(cJSON_GetObjectItem(sensors, "shank_left")),
                             standing_pitch_deg(cJSON_GetObjectItem(sensors, "shank_right")) };

    runner_with_shanks(r, 0, NAN, NAN);
    for (const char *line = strchr(steps, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        rf_contact *c = &r->contacts[r->e.n_contacts++];

        c->side = line[0] == 'l' ? RF_SIDE_LEFT : RF_SIDE_RIGHT;
        c->ic_us = (int64_t)(number_at(line, ic) * 1e6);
        c->value[RF_M_shank_angle_ic_deg] = (float)(number_at(line, angle) - zero[line[0] != 'l'] - 3.7);
    }
    r->e.speed_mps = number_in(truth, "speed_mps");
    r->e.settings.height_m = number_in(cJSON_GetObjectItem(truth, "person"), "height_m");
    runner_tells(r, RF_M_cadence_spm, number_in(truth, "cadence_spm"), 0.5, (long)r->e.n_contacts);
    runner_tells(r, RF_M_contact_ms, number_in(truth, "contact_ms"), 1, (long)r->e.n_contacts);
    cJSON_Delete(truth);
    free(json);
    free(steps);
}

static void healthy_runners_keep_the_false_alarm_budget(void **state)
{
    static runner r;
    static const int rows[] = { OVERSTRIDE, LOW_CADENCE };
    int count[2][4] = { { 0 } };

    (void)state;
    for (int i = 0; i < n_trials; i++) {
        load(&r, names[i]);
        rf_patterns_judge(&r.e, r.findings);
        for (int k = 0; k < 2; k++) {
            count[k][r.findings[rows[k]].status]++;
            print_message("%-12s %-12s %s\n", names[i], rf_status_name(r.findings[rows[k]].status), r.findings[rows[k]].why);
        }
    }
    for (int k = 0; k < 2; k++) {
        const int *c = count[k];

        print_message("%s: %d flagged, %d watch, %d clear, %d cannot tell, of %d\n", rf_pattern_at((size_t)rows[k])->id, c[RF_FLAGGED],
                      c[RF_WATCH], c[RF_CLEAR], c[RF_CANNOT_TELL], n_trials);
        assert_true(c[RF_FLAGGED] <= 0.05 * n_trials);
        assert_true(c[RF_WATCH] <= 0.20 * n_trials);
        assert_true(c[RF_CLEAR] >= n_trials / 2);
    }
}

/* Why the smaller uncertainty of many sensors is not in force yet: printed, so that it is looked at again. */
static void the_smaller_uncertainty_of_seven_sensors_would_flag_an_odd_pose(void **state)
{
    static runner r;
    double trusted[RF_T_COUNT];
    int flagged = 0, watch = 0;

    (void)state;
    rf_thresholds_default(trusted);
    trusted[RF_T_overstride_u_shank_deg] = 1.1;
    for (int i = 0; i < n_trials; i++) {
        load(&r, names[i]);
        r.e.thresholds = trusted;
        flagged += runner_judged(&r, OVERSTRIDE)->status == RF_FLAGGED;
        watch += r.findings[OVERSTRIDE].status == RF_WATCH;
    }
    print_message("overstride with u 1.1 deg: %d flagged, %d watch, of %d\n", flagged, watch, n_trials);
    assert_true(flagged <= 1);
}

static void contact_and_cadence_give_the_speed_back_within_their_doubt(void **state)
{
    static runner r;

    (void)state;
    for (int by_height = 0; by_height < 2; by_height++) {
        double sum = 0, squares = 0, doubt = 0;
        int n = 0;

        for (int i = 0; i < n_trials; i++) {
            double v, u;

            load(&r, names[i]);
            assert_true(rf_norm_speed_from_contact_and_cadence(r.values[RF_M_contact_ms].value, r.values[RF_M_cadence_spm].value,
                                                               by_height ? r.e.settings.height_m : NAN, &v, &u));
            v -= r.e.speed_mps;
            sum += v;
            squares += v * v;
            doubt += u;
            n++;
        }
        print_message("speed %s height: bias %+.2f m/s, SD %.2f, stated %.2f, %d trials\n", by_height ? "with" : "without", sum / n,
                      sqrt((squares - sum * sum / n) / (n - 1)), doubt / n, n);
        assert_true(fabs(sum / n) < 0.3);
        assert_true(sqrt(squares / n) < 1.3 * doubt / n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(healthy_runners_keep_the_false_alarm_budget),
        cmocka_unit_test(the_smaller_uncertainty_of_seven_sensors_would_flag_an_odd_pose),
        cmocka_unit_test(contact_and_cadence_give_the_speed_back_within_their_doubt),
    };

    if (!find_trials()) {
        printf("skipped: no recordings with known angles at %s\n", root);
        return SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
