/* A session to compare, from its JSON or from its recording.
 *
 * A file whose first character is a brace is a JSON of runform or it is refused; anything else is given to the engine, as `analyze` would, with the
 * speed and height that were told for both. From either come the same figures: the JSON holds the engine's own, to six decimals.
 * Cannot: read a session whose JSON another version wrote with other names; figures that are not there are not told.
 */
#include "cli/compare_load.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/progress.h"
#include "history/told.h"
#include "pattern/pattern.h"
#include "run/pump.h"

enum { MOST_BYTES = 64 << 20 };

static double number_of(const cJSON *o, const char *key)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);

    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

static const char *text_of(const cJSON *o, const char *key)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);

    return cJSON_IsString(v) ? v->valuestring : "";
}

static rf_side_value value_of(const cJSON *o, const char *count)
{
    const double n = number_of(o, count);

    return (rf_side_value) { number_of(o, "value"), number_of(o, "lo"), number_of(o, "hi"), n > 0 && n < 1e9 ? (long)n : 0 };
}

static rf_status status_of(const char *word)
{
    for (int s = RF_CANNOT_TELL; s <= RF_FLAGGED; s++)
        if (!strcmp(rf_status_name((rf_status)s), word))
            return (rf_status)s;
    return RF_CANNOT_TELL;
}

static void take_sensors(rf_compared *c, const cJSON *list)
{
    const cJSON *s;
    size_t n = 0;

    c->stood = cJSON_GetArraySize(list) > 0;
    cJSON_ArrayForEach(s, list)
    {
        const int more = snprintf(c->sensors + n, sizeof c->sensors - n, "%s%s", n ? " " : "", text_of(s, "sensor"));

        n += more > 0 && (size_t)more < sizeof c->sensors - n ? (size_t)more : 0;
        c->sensors[n] = '\0';
        c->stood &= cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(s, "stood"));
    }
}

static void take_patterns(rf_compared *c, const cJSON *list)
{
    const cJSON *p;

    for (size_t i = 0; i < RF_CHANGES_PATTERNS; i++)
        c->pattern[i].value = (rf_side_value) { NAN, NAN, NAN, 0 };
    cJSON_ArrayForEach(p, list)
    {
        for (size_t i = 0; i < rf_pattern_count() && i < RF_CHANGES_PATTERNS; i++) {
            if (strcmp(rf_pattern_at(i)->id, text_of(p, "id")) != 0)
                continue;
            c->pattern[i].status = status_of(text_of(p, "status"));
            c->pattern[i].value = value_of(p, "strides_seen");
            snprintf(c->pattern[i].unit, sizeof c->pattern[i].unit, "%s", text_of(p, "unit"));
        }
    }
}

static void take_json(rf_compared *c, const cJSON *root)
{
    const cJSON *speed = cJSON_GetObjectItemCaseSensitive(root, "speed"), *summary = cJSON_GetObjectItemCaseSensitive(root, "summary");
    const double contacts = number_of(root, "contacts");

    c->running = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(root, "running"));
    c->contacts = contacts > 0 && contacts < 1e9 ? (long)contacts : 0;
    c->speed_mps = number_of(speed, "value");
    c->speed_u_mps = number_of(speed, "u");
    c->speed_estimated = !strncmp(text_of(speed, "method"), "estimated", 9);
    take_sensors(c, cJSON_GetObjectItemCaseSensitive(root, "sensors"));
    for (size_t i = 0; i < RF_M_COUNT; i++)
        c->figure[i] = value_of(cJSON_GetObjectItemCaseSensitive(summary, rf_metric_at(i)->id), "n");
    take_patterns(c, cJSON_GetObjectItemCaseSensitive(root, "patterns"));
}

static bool is_pipe(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISFIFO(s.st_mode);
}

static int load_json(rf_compared *c, const char *path)
{
    rf_why why = { "" };
    char *text;
    size_t n;
    cJSON *root;
    bool session;
    const int err = rf_told_read(&text, &n, path, MOST_BYTES, &why);

    if (err < 0)
        return rf_give_up(err, &why);
    errno = 0;
    root = cJSON_ParseWithLength(text, n);
    free(text);
    if (!root && errno == ENOMEM)
        return rf_complain(rf_exit_for(RF_ERR_NOMEM), "%s: out of memory", path);
    session = !strncmp(text_of(root, "schema"), "runform.session/", 16);
    if (session)
        take_json(c, root);
    cJSON_Delete(root);
    return session ? 0
                   : rf_complain(RF_EXIT_INPUT, "%s: this is no session that runform wrote; runform analyze INPUT --json FILE makes one%s",
                                 path, is_pipe(path) ? " (a recording is taken from a file, or from -)" : "");
}

/* Nothing is read from a pipe to look at it, since it would be missing afterwards: one that has a name is taken for a JSON. */
static bool holds_json(const char *path)
{
    FILE *f;
    int ch = EOF;

    if (!strcmp(path, "-"))
        return false;
    if (is_pipe(path))
        return true;
    f = fopen(path, "rb");

    if (!f)
        return false;
    do
        ch = fgetc(f);
    while (ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n');
    fclose(f);
    return ch == '{';
}

static int run(rf_session *session, const rf_inputs *inputs)
{
    rf_pump_input in[RF_MAX_SENSORS];
    rf_pump *pump;
    rf_why why = { "" };
    int r;

    for (size_t i = 0; i < inputs->n; i++)
        in[i] = (rf_pump_input) { .path = inputs->at[i].path, .placement = inputs->at[i].placement, .side = inputs->at[i].side };
    r = rf_pump_new(&pump, session, in, inputs->n, 0, &why);
    while (r >= 0 && (r = rf_pump_step(pump, &why)) > 0 && !rf_interrupted())
        ;
    rf_pump_free(pump);
    if (rf_interrupted())
        return RF_EXIT_INTERRUPTED;
    return r < 0 ? rf_complain(rf_exit_for(r), "%s", why.text) : 0;
}

/* Analyses what the word names, and hands its result to `take`. */
typedef int take_fn(void *to, const char *word, const rf_result *r);

static int load_recording(const char *word, const rf_session_settings *told, take_fn *take, void *to)
{
    rf_inputs inputs = { .n = 0 };
    rf_session *session = NULL;
    int code = rf_inputs_add(&inputs, "compare", word), err;

    for (size_t i = 0; i < inputs.n; i++)
        rf_input_ask_name(&inputs.at[i]);
    err = code == 0 ? rf_session_new(&session, told) : 0;
    if (err < 0)
        code = rf_complain(rf_exit_for(err), "the session cannot start: %s", rf_error_text(err));
    if (code == 0)
        code = run(session, &inputs);
    if (code == 0)
        code = take(to, word, rf_session_result(session));
    rf_session_free(session);
    rf_inputs_free(&inputs);
    return code;
}

static int take_whole(void *to, const char *word, const rf_result *r)
{
    (void)word;
    rf_compared_take(to, r);
    return 0;
}

typedef struct parts {
    rf_compared *side;
    int64_t at_us;
} parts;

static int take_parts(void *to, const char *word, const rf_result *r)
{
    const parts *p = to;
    const int64_t at_us = p->at_us != RF_TIME_NONE ? p->at_us : r->n_markers > 0 ? r->markers[0].t_us : RF_TIME_NONE;

    if (at_us == RF_TIME_NONE)
        return rf_complain(RF_EXIT_INPUT, "%s: nobody set a marker in it; give the moment: --at 5:00", word);
    return rf_compared_split(p->side, r, at_us) < 0 ? rf_complain(RF_EXIT_OUTPUT, "%s", rf_error_text(RF_ERR_NOMEM)) : 0;
}

int rf_compared_load_parts(rf_compared side[2], const char *word, const rf_session_settings *told, int64_t at_us)
{
    parts p = { side, at_us };

    if (holds_json(word))
        return rf_complain(RF_EXIT_INPUT, "%s: a JSON holds no single strides; --at takes the recording itself", word);
    side[0] = (rf_compared) { .name = "before" };
    side[1] = (rf_compared) { .name = "after" };
    return load_recording(word, told, take_parts, &p);
}

int rf_compared_load(rf_compared *c, const char *word, const rf_session_settings *told)
{
    *c = (rf_compared) { .name = word, .speed_mps = NAN, .speed_u_mps = NAN };
    return holds_json(word) ? load_json(c, word) : load_recording(word, told, take_whole, c);
}
