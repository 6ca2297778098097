/* Looks through a phone's log in JSON: which of its sensors make the one that is analysed. The log is grouped by sensor, so all of it is asked. */
#include <stdlib.h>
#include <string.h>

#include "port/port.h"
#include "read/phone_json.h"
#include "run/parts.h"

enum { BLOCK = 65536 };

static int survey(rf_phone_survey *s, const char *path, rf_why *why)
{
    char *block = malloc(BLOCK);
    rf_port *port = NULL;
    int r = block ? rf_port_open(&port, path, why) : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);

    rf_phone_survey_begin(s);
    if (r == 0)
        while ((r = rf_port_read(port, block, BLOCK, why)) > 0)
            rf_phone_survey_push(s, block, (size_t)r);
    rf_port_close(port);
    free(block);
    return r;
}

/* The units that the format has where they are not the usual ones, and the names of the quantities; static texts are copied. */
static bool fill(rf_part *p, const rf_phone_survey *s)
{
    const bool ios = s->ios && !s->standard, joined = s->has[RF_PHONE_LINEAR] && s->has[RF_PHONE_GRAVITY];
    const int acc = s->has[RF_PHONE_TOTAL] ? RF_PHONE_TOTAL
                    : joined               ? RF_PHONE_LINEAR
                    : s->has[RF_PHONE_RAW] ? RF_PHONE_RAW
                                           : RF_PHONE_LINEAR;
    const int gyro = s->has[RF_PHONE_GYRO] ? RF_PHONE_GYRO : RF_PHONE_GYRO_RAW;

    p->quantity = rf_phone_sensor(acc);
    if (acc == RF_PHONE_RAW && ios && !(p->units = strdup("acc=g")))
        return false;
    if (acc == RF_PHONE_LINEAR && joined) {
        p->gravity_quantity = rf_phone_sensor(RF_PHONE_GRAVITY);
        if (!(p->gravity = strdup(p->path)))
            return false;
    }
    if (s->has[gyro]) {
        p->gyro_quantity = rf_phone_sensor(gyro);
        if (!(p->gyro = strdup(p->path)))
            return false;
    }
    p->sign_turned = ios;
    return true;
}

int rf_json_parts(rf_parts *out, const char *path, rf_why *why)
{
    rf_phone_survey s;
    rf_part *p;
    const int r = survey(&s, path, why);

    if (r < 0)
        return r;
    p = rf_parts_add(out, path);
    if (!p || !fill(p, &s))
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    return 0;
}
