/* What the pump is fed with: how far it has come, its sensors, what was read beside them. A recording's sensors are those of its feed. */
#include "run/pump_inside.h"

rf_pump_state rf_pump_where(const rf_pump *p)
{
    rf_pump_state w = { .samples = p->samples };

    for (size_t i = 0; i < p->n; i++) {
        const int64_t size = rf_source_size(p->input[i].source);

        w.bytes += rf_source_position(p->input[i].source);
        if (size < 0 || w.total < 0)
            w.total = -1;
        else
            w.total += size;
    }
    return w;
}

size_t rf_pump_sensors(const rf_pump *p)
{
    size_t n = 0;

    if (!p->replay) {
        for (size_t i = 0; i < p->n; i++)
            n += !rf_source_report(p->input[i].source)->asides_only;
        return n;
    }
    while (rf_feed_of_session(rf_replay_feed(p->replay), (int)n))
        n++;
    return n;
}

rf_pump_sensor rf_pump_sensor_at(const rf_pump *p, size_t i)
{
    const rf_feed_sensor *s = p->replay ? rf_feed_of_session(rf_replay_feed(p->replay), (int)i) : NULL;

    if (s)
        return rf_pump_fed(s);
    for (size_t k = 0; k < p->n && !p->replay; k++) {
        const rf_pumped *in = &p->input[k];
        const rf_read_report *r = rf_source_report(in->source);

        if (r->asides_only || i-- > 0)
            continue;
        return (rf_pump_sensor) { .name = in->name,
                                  .report = r,
                                  .input = in->given,
                                  .placed_by = in->set.placement != RF_PLACE_UNKNOWN     ? "told"
                                               : in->part->placement != RF_PLACE_UNKNOWN ? "file name"
                                               : r->placement != RF_PLACE_UNKNOWN        ? "file"
                                                                                         : "signal" };
    }
    return (rf_pump_sensor) { .name = "", .placed_by = "signal" };
}

const rf_read_report *rf_pump_beside(const rf_pump *p, size_t i, const char **name)
{
    for (size_t k = 0; k < p->n && !p->replay; k++) {
        const rf_read_report *r = rf_source_report(p->input[k].source);

        if (!r->asides_only || i-- > 0)
            continue;
        *name = p->input[k].name;
        return r;
    }
    return NULL;
}

rf_pump_sensor rf_pump_fed(const rf_feed_sensor *s)
{
    return (rf_pump_sensor) { .name = s->name,
                              .report = &s->report,
                              .placed_by = s->placement == RF_PLACE_UNKNOWN ? "signal"
                                           : s->told                        ? "told"
                                                                            : "sensor" };
}

const char *rf_pump_command(const rf_pump *p)
{
    return p->replay ? rf_feed_command(rf_replay_feed(p->replay)) : NULL;
}

size_t rf_pump_list_beside(rf_beside out[RF_MAX_SENSORS], const rf_pump *p)
{
    const rf_read_report *r;
    const char *name;
    size_t n = 0;

    for (; n < RF_MAX_SENSORS && (r = rf_pump_beside(p, n, &name)) != NULL; n++)
        out[n] = (rf_beside) { name, r };
    return n;
}

bool rf_pump_cut(const rf_pump *p)
{
    return p->replay && rf_replay_cut(p->replay);
}
