/* The store: what goes in comes out, twice is once, what a person tells stays, and misuse is an error and no crash. */
#include "stored.h"

#include <cjson/cJSON.h>
#include <sys/wait.h>

static cJSON *parsed(char *text)
{
    cJSON *root = cJSON_Parse(text);

    if (!root)
        fail_msg("no JSON: %s", text);
    free(text);
    return root;
}

static cJSON *session_of(rf_store *s, int64_t id)
{
    rf_why why = { "" };
    char *text;

    TEXT_OF(rf_store_session_json(s, id, true, o, &why));
    return parsed(text);
}

static const char *text_at(const cJSON *o, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, name));

    return text ? text : "(none)";
}

static double number_at(const cJSON *o, const char *name)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(o, name));
}

static const cJSON *item(const cJSON *o, const char *list, int i)
{
    return cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(o, list), i);
}

static void a_session_comes_out_with_all_that_went_in(void **state)
{
    rf_why why = { "" };
    cJSON *one;
    rf_store *s;
    place p;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    one = session_of(s, put(s, "Ada", "c1", "2026-05-17", 170, 20, "flagged"));
    assert_string_equal(text_at(one, "runner"), "Ada");
    assert_string_equal(text_at(one, "day"), "2026-05-17");
    assert_near(number_at(one, "minute"), 450, 0);
    assert_near(number_at(one, "minutes"), 30, 0);
    assert_near(number_at(one, "distance_km"), 5.4, 1e-9); /* 3 m/s for half an hour */
    assert_string_equal(text_at(item(one, "worn", 0), "format"), "table");
    assert_string_equal(text_at(item(one, "metrics", 1), "why"), "too slow");
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(item(one, "metrics", 1), "value")));
    assert_near(number_at(item(one, "metrics", 0), "hi"), 172, 0);
    assert_near(cJSON_GetArrayItem(cJSON_GetObjectItem(item(one, "findings", 0), "evidence"), 1)->valuedouble, 2.5, 0);
    assert_string_equal(text_at(item(item(one, "findings", 0), "when", 0), "context"), "flat");
    assert_string_equal(text_at(item(one, "notices", 0), "metrics"), "cadence_spm step_ms");
    assert_near(number_at(item(one, "thresholds", 0), "threshold"), 2, 0);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(one, "contacts_rows")), 2);
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(item(one, "contacts_rows", 1), 1)));
    assert_int_equal(rf_store_check(s, &why), 0);
    cJSON_Delete(one);
    rf_store_close(s);
    place_free(&p);
}

static void the_same_content_is_one_session_and_what_was_told_stays(void **state)
{
    char json[2048];
    rf_store_session in = { .runner = "Ada", .content = "c1", .json = json };
    rf_why why = { "" };
    int64_t id, again;
    cJSON *one;
    rf_store *s;
    place p;
    long n;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    session_json(json, "2026-05-17", 170, 20, "clear");
    in.json_length = strlen(json);
    assert_int_equal(rf_store_add(s, &in, RF_STORE_KEEP, &id, &why), RF_STORE_NEW);
    assert_int_equal(rf_store_change(s, id, &(rf_store_edit) { .name = "hills", .effort = "hard", .distance_km = 7 }, &why), 0);
    assert_int_equal(rf_store_add(s, &in, RF_STORE_ANEW, &again, &why), RF_STORE_THERE); /* the same analysis */
    session_json(json, "2026-05-17", 180, 20, "watch");
    in.json_length = strlen(json);
    assert_int_equal(rf_store_add(s, &in, RF_STORE_KEEP, &again, &why), RF_STORE_THERE);
    assert_int_equal(rf_store_add(s, &in, RF_STORE_ANEW, &again, &why), RF_STORE_UPDATED);
    assert_int_equal(again, id);
    one = session_of(s, id);
    assert_string_equal(text_at(one, "name"), "hills");
    assert_string_equal(text_at(one, "effort"), "hard");
    assert_near(number_at(one, "distance_km"), 7, 0);
    assert_near(number_at(item(one, "metrics", 0), "value"), 180.5, 0);
    cJSON_Delete(one);
    in.runner = "Bea"; /* another runner may have the same recording */
    assert_int_equal(rf_store_add(s, &in, RF_STORE_KEEP, &again, &why), RF_STORE_NEW);
    assert_int_equal(rf_store_count(s, &(rf_store_filter) { 0 }, &n, &why), 0);
    assert_int_equal(n, 2);
    rf_store_close(s);
    place_free(&p);
}

static void a_session_goes_with_everything_that_hangs_on_it(void **state)
{
    double value[RF_NOTE_COUNT] = { 0 };
    rf_why why = { "" };
    rf_store *s;
    place p;
    int64_t id;
    size_t n;
    char *bytes;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    id = put(s, "", "c1", "2026-05-17", 170, 20, "clear");
    value[RF_NOTE_pain_during] = 3;
    value[RF_NOTE_place_sit_bone] = 1;
    assert_int_equal(rf_store_pain_put(s, &(rf_store_pain) { .session = id, .value = value }, &why), 0);
    assert_int_equal(rf_store_attach(s, id, "report.html", "<p>", 3, &why), 0);
    assert_int_equal(rf_store_document(s, id, "report.html", &bytes, &n, &why), 0);
    assert_string_equal(bytes, "<p>");
    free(bytes);
    assert_int_equal(rf_store_delete(s, id, &why), 0);
    assert_int_equal(rf_store_check(s, &why), 0);
    assert_int_equal(rf_store_delete(s, id, &why), RF_ERR_DATA);
    assert_non_null(strstr(why.text, "there is no session"));
    rf_store_close(s);
    place_free(&p);
}

static int count_row(void *to, const rf_store_row *r)
{
    char *all = to;

    snprintf(all + strlen(all), 200 - strlen(all), "%s ", r->name);
    return 0;
}

static const char *listed(rf_store *s, rf_store_filter f, char out[200])
{
    rf_why why = { "" };

    out[0] = 0;
    if (rf_store_list(s, &f, count_row, out, &why) < 0)
        fail_msg("%s", why.text);
    return out;
}

static void filters_fit_together_and_pages_follow_each_other(void **state)
{
    char out[200];
    rf_store *s;
    place p;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    put(s, "Ada", "a", "2026-05-17", 170, 20, "flagged");
    put(s, "Ada", "b", "2026-05-19", 171, 0, "clear");
    put(s, "Ada", "c", "2026-05-18", 172, 0, "watch");
    put(s, "Bea", "d", "2026-05-20", 173, 0, "clear");
    assert_string_equal(listed(s, (rf_store_filter) { 0 }, out), "d b c a ");
    assert_string_equal(listed(s, (rf_store_filter) { .oldest_first = true }, out), "a c b d ");
    assert_string_equal(listed(s, (rf_store_filter) { .limit = 2, .offset = 1 }, out), "b c ");
    assert_string_equal(listed(s, (rf_store_filter) { .runner = "Ada", .from = "2026-05-18" }, out), "b c ");
    assert_string_equal(listed(s, (rf_store_filter) { .pattern = "overstride" }, out), "c a ");
    assert_string_equal(listed(s, (rf_store_filter) { .pattern = "overstride", .pattern_status = "flagged" }, out), "a ");
    assert_string_equal(listed(s, (rf_store_filter) { .text = "B" }, out), "b ");
    assert_string_equal(listed(s, (rf_store_filter) { .metric = "contact_ms" }, out), "");
    rf_store_close(s);
    place_free(&p);
}

static void a_trend_has_its_intervals_and_the_runner_s_own_band(void **state)
{
    rf_why why = { "" };
    rf_store_trend t;
    rf_store *s;
    place p;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    put(s, "Ada", "b", "2026-05-19", 172, 0, "clear");
    put(s, "Ada", "a", "2026-05-17", 170, 0, "clear");
    put(s, "Ada", "c", "2026-05-18", 176, 0, "clear");
    put(s, "Bea", "d", "2026-05-20", 199, 0, "clear");
    assert_int_equal(rf_store_trend_of(s, "cadence_spm", &(rf_store_filter) { .runner = "Ada" }, &t, &why), 0);
    assert_int_equal(t.n, 3);
    assert_string_equal(t.point[1].day, "2026-05-18");
    assert_near(t.point[1].value, 176.5, 0);
    assert_near(t.point[1].lo, 175, 0);
    assert_near(t.median, 172.5, 0);
    assert_near(t.hi - t.median, 1.6448536 * 1.4826 * 2, 1e-6);
    assert_string_equal(t.unit, "spm");
    free(t.point);
    assert_int_equal(rf_store_trend_of(s, "contact_ms", &(rf_store_filter) { .runner = "Ada" }, &t, &why), 0);
    assert_int_equal(t.n, 0);
    assert_true(isnan(t.median));
    rf_store_close(s);
    place_free(&p);
}

static void load_is_judged_from_the_store_as_from_a_list(void **state)
{
    const rf_run now = { .day = day("2026-06-20"), .minute = -1, .distance_km = 6.5, .minutes = 40, .pain = NAN, .effort = RF_EFFORT_EASY };
    rf_why why = { "" };
    rf_history h;
    rf_store *s;
    place p;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    put(s, "Ada", "a", "2026-05-17", 170, 20, "flagged");
    put(s, "Ada", "b", "2026-06-15", 170, 20, "flagged");
    put(s, "Ada", "c", "2026-06-21", 170, 20, "flagged");
    assert_int_equal(rf_store_history_with(s, "Ada", NULL, &now, &h, &why), 0);
    assert_int_equal(h.n, 3);
    assert_near(rf_load_spike(&h, 30).ratio, 6.5 / 5.4, 1e-9);
    rf_history_free(&h);
    assert_int_equal(rf_store_history(s, "Ada", 0, &h, &why), 0);
    assert_int_equal(h.n, 3);
    assert_int_equal(h.run[2].day, day("2026-06-21"));
    rf_history_free(&h);
    assert_int_equal(rf_store_history(s, "Nobody", 0, &h, &why), 0);
    assert_int_equal(h.n, 0);
    rf_history_free(&h);
    rf_store_close(s);
    place_free(&p);
}

static void a_day_is_the_runner_s_own(void **state)
{
    char json[2048];
    rf_store_session in = { .runner = "Ada", .content = "c1", .json = json, .utc_offset_min = -8 * 60 };
    rf_why why = { "" };
    rf_store *s;
    int64_t id;
    cJSON *one;
    place p;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    session_json(json, "2026-03-01", 170, 20, "clear");
    in.json_length = strlen(json);
    assert_int_equal(rf_store_add(s, &in, RF_STORE_KEEP, &id, &why), RF_STORE_NEW);
    one = session_of(s, id);
    assert_string_equal(text_at(one, "day"), "2026-02-28");
    assert_near(number_at(one, "minute"), 23 * 60 + 30, 0);
    cJSON_Delete(one);
    rf_store_close(s);
    place_free(&p);
}

static void pain_beside_runs_is_counts_with_intervals(void **state)
{
    rf_store_beside b[RF_STORE_BESIDE_MAX];
    double value[RF_NOTE_COUNT] = { 0 };
    rf_why why = { "" };
    rf_store *s;
    place p;
    size_t n;
    double lo, hi;

    (void)state;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    for (size_t i = 0; i < RF_NOTE_COUNT; i++)
        value[i] = rf_note_at(i)->group == RF_NOTE_PAIN ? NAN : 0;
    for (int i = 0; i < 10; i++) { /* hilly runs hurt in the morning, three of four; the others once in six */
        char content[16], date[32];
        int64_t id;

        snprintf(content, sizeof content, "c%d", i);
        snprintf(date, sizeof date, "2026-05-%02d", i + 10);
        id = put(s, "Ada", content, date, 170, i < 4 ? 30 : 2, i < 2 ? "flagged" : i < 9 ? "clear" : "cannot_tell");
        value[RF_NOTE_pain_next_morning] = i < 3 || i == 5 ? 2 : 0;
        assert_int_equal(rf_store_pain_put(s, &(rf_store_pain) { .session = id, .value = value }, &why), 0);
    }
    assert_int_equal(rf_store_pain_beside(s, "Ada", RF_NOTE_pain_next_morning, 1, b, &n, &why), 0);
    assert_string_equal(b[0].id, "uphill");
    assert_string_equal(b[0].text, "uphill for 10 % of the way or more");
    assert_int_equal(b[0].with.pain, 3);
    assert_int_equal(b[0].with.runs, 4);
    assert_int_equal(b[0].without.pain, 1);
    assert_int_equal(b[0].without.runs, 6);
    assert_near(b[0].with.lo, 0.3562, 1e-3); /* by hand: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.6449 */
    assert_near(b[0].with.hi, 0.9421, 1e-3);
    assert_int_equal(n, 4);
    assert_string_equal(b[3].text, "overstride");
    assert_int_equal(b[3].with.runs, 2);
    assert_int_equal(b[3].without.runs, 7);
    assert_int_equal(b[3].untold, 1);
    rf_wilson(0, 0, &lo, &hi);
    assert_true(isnan(lo) && isnan(hi));
    rf_store_close(s);
    place_free(&p);
}

static void hostile_text_is_text(void **state)
{
    static const char name[] = "'); DROP TABLE sessions; --\x01\xff\"<script>";
    char *big = malloc((1 << 20) + 1), *text;
    rf_why why = { "" };
    rf_store *s;
    int64_t id;
    cJSON *one;
    place p;

    (void)state;
    memset(big, 'x', 1 << 20);
    big[1 << 20] = 0;
    place_new(&p);
    s = store_at(p.path, RF_STORE_CREATE);
    id = put(s, name, "c1", "2026-05-17", 170, 20, "clear");
    assert_int_equal(rf_store_change(s, id, &(rf_store_edit) { .name = name, .notes = big }, &why), 0);
    one = session_of(s, id);
    assert_string_equal(text_at(one, "name"), "'); DROP TABLE sessions; --\xEF\xBF\xBD\xEF\xBF\xBD\"<script>");
    assert_int_equal(strlen(text_at(one, "notes")), 1 << 20);
    cJSON_Delete(one);
    TEXT_OF(rf_store_list_json(s, &(rf_store_filter) { .runner = name, .text = "\"%'" }, o, &why));
    cJSON_Delete(parsed(text));
    assert_int_equal(rf_store_runner_add(s, big, &why), RF_ERR_DATA);
    free(big);
    rf_store_close(s);
    place_free(&p);
}

static void misuse_is_an_error(void **state)
{
    static const char other[] = "{\"schema\":\"other/1\"}", broken[] = "{\"schema\":\"runform.session/1\",\"summary\":[";
    double value[RF_NOTE_COUNT] = { 0 };
    rf_why why = { "" };
    rf_store_trend t;
    rf_store *s;
    place p;
    long n;

    (void)state;
    place_new(&p);
    assert_int_equal(rf_store_open(&s, p.path, RF_STORE_WRITE, NULL), RF_ERR_READ);
    assert_null(s);
    assert_int_equal(rf_store_open(&s, p.folder, RF_STORE_CREATE, NULL), RF_ERR_READ);
    assert_int_equal(rf_store_open(&s, NULL, RF_STORE_CREATE, NULL), RF_ERR_ARG);
    s = store_at(p.path, RF_STORE_CREATE);
    assert_int_equal(rf_store_add(s, NULL, RF_STORE_KEEP, NULL, NULL), RF_ERR_ARG);
    assert_int_equal(rf_store_add(s, &(rf_store_session) { .content = "" }, RF_STORE_KEEP, NULL, NULL), RF_ERR_ARG);
    assert_int_equal(
        rf_store_add(s, &(rf_store_session) { .content = "c", .json = other, .json_length = sizeof other - 1 }, RF_STORE_KEEP, NULL, NULL),
        RF_ERR_DATA);
    assert_int_equal(rf_store_add(s, &(rf_store_session) { .content = "c", .json = broken, .json_length = sizeof broken - 1 },
                                  RF_STORE_KEEP, NULL, NULL),
                     RF_ERR_DATA);
    assert_int_equal(
        rf_store_add(s, &(rf_store_session) { .content = "c", .failed = "no", .steps = "ic_t_s; DROP TABLE x\n", .steps_length = 20 },
                     RF_STORE_KEEP, NULL, NULL),
        RF_ERR_DATA);
    assert_int_equal(rf_store_count(s, &(rf_store_filter) { 0 }, &n, &why), 0);
    assert_int_equal(n, 0); /* nothing half done */
    assert_int_equal(rf_store_list(s, &(rf_store_filter) { .limit = -1 }, count_row, NULL, NULL), RF_ERR_ARG);
    assert_int_equal(rf_store_trend_of(s, NULL, &(rf_store_filter) { 0 }, &t, NULL), RF_ERR_ARG);
    assert_int_equal(rf_store_commit(s, NULL), RF_ERR_ARG);
    assert_int_equal(rf_store_begin(s, &why), 0);
    assert_int_equal(rf_store_begin(s, NULL), RF_ERR_ARG);
    put(s, "Ada", "c1", "2026-05-17", 170, 20, "clear");
    rf_store_rollback(s);
    assert_int_equal(rf_store_count(s, &(rf_store_filter) { 0 }, &n, &why), 0);
    assert_int_equal(n, 0);
    value[RF_NOTE_pain_during] = 11;
    assert_int_equal(rf_store_pain_put(s, &(rf_store_pain) { .day = "2026-05-17", .value = value }, NULL), RF_ERR_DATA);
    value[RF_NOTE_pain_during] = 1;
    assert_int_equal(rf_store_pain_put(s, &(rf_store_pain) { .day = "17.5.2026", .value = value }, NULL), RF_ERR_DATA);
    assert_int_equal(rf_store_pain_put(s, &(rf_store_pain) { .session = 99, .value = value }, NULL), RF_ERR_DATA);
    assert_int_equal(rf_store_attach(s, 1, "../x", "a", 1, NULL), RF_ERR_ARG);
    assert_int_equal(rf_store_attach(s, 99, "x", "a", 1, NULL), RF_ERR_DATA);
    rf_store_close(s);
    rf_store_close(NULL);
    place_free(&p);
}

/* A child that opens (and so makes) the file over and over with its brothers: what it was told goes to standard error. */
static void open_with_others(const char *path, int go)
{
    rf_why why = { "" };
    rf_store *s;
    char c;
    int r;

    if (read(go, &c, 1) < 0)
        _exit(2);
    r = rf_store_open(&s, path, RF_STORE_CREATE, &why);
    if (r < 0)
        fprintf(stderr, "%s\n", why.text);
    else
        rf_store_close(s);
    _exit(r < 0);
}

static void programs_that_make_the_file_at_once_find_each_other_s(void **state)
{
    enum { ROUNDS = 60, CHILDREN = 4 };

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        pid_t child[CHILDREN];
        int go[2], status;
        place p;

        place_new(&p);
        assert_int_equal(pipe(go), 0);
        for (int i = 0; i < CHILDREN; i++) {
            child[i] = fork();
            assert_true(child[i] >= 0);
            if (child[i] == 0) {
                close(go[1]); /* so that the end of the pipe starts them all */
                open_with_others(p.path, go[0]);
            }
        }
        close(go[0]);
        close(go[1]);
        for (int i = 0; i < CHILDREN; i++) {
            assert_int_equal(waitpid(child[i], &status, 0), child[i]);
            assert_int_equal(status, 0);
        }
        place_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_comes_out_with_all_that_went_in),
        cmocka_unit_test(the_same_content_is_one_session_and_what_was_told_stays),
        cmocka_unit_test(a_session_goes_with_everything_that_hangs_on_it),
        cmocka_unit_test(filters_fit_together_and_pages_follow_each_other),
        cmocka_unit_test(a_trend_has_its_intervals_and_the_runner_s_own_band),
        cmocka_unit_test(load_is_judged_from_the_store_as_from_a_list),
        cmocka_unit_test(a_day_is_the_runner_s_own),
        cmocka_unit_test(pain_beside_runs_is_counts_with_intervals),
        cmocka_unit_test(hostile_text_is_text),
        cmocka_unit_test(misuse_is_an_error),
        cmocka_unit_test(programs_that_make_the_file_at_once_find_each_other_s),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
