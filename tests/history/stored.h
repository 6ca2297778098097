/* A store in a folder of its own, and sessions to put into it. */
#ifndef TEST_STORED_H
#define TEST_STORED_H

#define _XOPEN_SOURCE 700
#include "kept.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history/store.h"

typedef struct place {
    char folder[64], path[96];
} place;

static inline void place_new(place *p)
{
    snprintf(p->folder, sizeof p->folder, "/tmp/rf-store-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->path, sizeof p->path, "%s/s.sqlite", p->folder);
}

static inline void place_free(const place *p)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    assert_int_equal(system(command), 0);
}

static inline rf_store *store_at(const char *path, rf_store_opening how)
{
    rf_why why = { "" };
    rf_store *s;

    if (rf_store_open(&s, path, how, &why) < 0)
        fail_msg("%s", why.text);
    return s;
}

/* The JSON of a session in short: cadence and what a pattern came to. */
static inline const char *session_json(char out[2048], const char *day, double cadence, double uphill, const char *overstride)
{
    snprintf(
        out, 2048,
        "{\"schema\":\"runform.session/"
        "1\",\"version\":\"0\",\"command\":\"c\",\"start_utc\":\"%sT07:30:00.000Z\",\"running\":true,\"contacts\":2,"
        "\"sensors\":[{\"sensor\":\"pelvis\",\"placement\":\"pelvis\",\"side\":null,\"assumed\":false,\"placed_by\":\"told\",\"input\":\"a."
        "csv\","
        "\"rate_hz\":100,\"samples\":5,\"first_t_s\":0,\"last_t_s\":1,\"gyro\":true,\"gaps\":0,\"dropped\":0,\"clipped\":0,\"stood\":true,"
        "\"read\":{\"format\":\"table\",\"rows\":5,\"bad_rows\":0}}],\"speed\":{\"value\":3.0,\"u\":0.1,\"method\":\"told\"},"
        "\"bouts\":[{\"from_s\":0,\"to_s\":1800,\"contacts\":2}],\"summary\":{"
        "\"cadence_spm\":{\"value\":%d.5,\"lo\":%d,\"hi\":%d,\"unit\":\"spm\",\"n\":2,\"method\":\"m\",\"told\":true,\"why\":null},"
        "\"contact_ms\":{\"value\":null,\"lo\":null,\"hi\":null,\"unit\":\"ms\",\"n\":0,\"method\":null,\"told\":false,\"why\":\"too "
        "slow\"},"
        "\"uphill_pct\":{\"value\":%d,\"lo\":0,\"hi\":50,\"unit\":\"%%\",\"n\":2,\"method\":\"m\",\"told\":true,\"why\":null}},"
        "\"patterns\":[{\"id\":\"overstride\",\"status\":\"%s\",\"why\":\"w\",\"plain\":\"p\",\"title\":\"t\",\"value\":1,\"lo\":0,\"hi\":"
        "2,"
        "\"unit\":\"deg\",\"threshold\":3,\"strides\":4,\"strides_seen\":5,\"evidence\":[1.5,2.5],\"when\":[{\"from_s\":1,\"to_s\":2,"
        "\"context\":\"flat\"}],\"grade\":\"lab\",\"sources\":[\"A2\"],\"cue\":\"c\",\"confounders\":[\"shoe\"]}],"
        "\"thresholds\":[{\"pattern\":\"overstride\",\"metric\":\"x\",\"threshold\":2,\"unit\":\"SD\",\"told\":true}],"
        "\"notices\":[{\"code\":\"gap\",\"sensor\":\"pelvis\",\"t_s\":0.5,\"count\":1,\"metrics\":[\"cadence_spm\",\"step_ms\"],\"text\":"
        "\"a gap\"}]}",
        day, (int)cadence, (int)cadence - 1, (int)cadence + 2, (int)uphill, overstride);
    return out;
}

static const char session_steps[] =
    "ic_t_s,tc_t_s,side,contact_ms,cadence_spm,confidence\n0.1000,0.3500,left,250.0,170.0,0.99\n0.4500,,right,,170.1,0.98\n";

static inline int64_t put(rf_store *s, const char *runner, const char *content, const char *day, double cadence, double uphill,
                          const char *overstride)
{
    char json[2048];
    rf_why why = { "" };
    int64_t id = 0;
    int r;

    session_json(json, day, cadence, uphill, overstride);
    r = rf_store_add(s,
                     &(rf_store_session) { .runner = runner,
                                           .content = content,
                                           .name = content,
                                           .json = json,
                                           .json_length = strlen(json),
                                           .steps = session_steps,
                                           .steps_length = sizeof session_steps - 1,
                                           .distance_km = NAN },
                     RF_STORE_ANEW, &id, &why);
    if (r < 0)
        fail_msg("%s", why.text);
    return id;
}

/* A JSON text of the store, to be freed. */
#define TEXT_OF(call)                                                                                                                      \
    do {                                                                                                                                   \
        rf_out *o;                                                                                                                         \
        size_t n;                                                                                                                          \
        assert_int_equal(rf_out_memory(&o), 0);                                                                                            \
        assert_int_equal((call), 0);                                                                                                       \
        text = rf_out_take(o, &n);                                                                                                         \
        assert_non_null(text);                                                                                                             \
    } while (0)

#endif
