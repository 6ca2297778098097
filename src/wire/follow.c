/* Follows one sensor's sequence numbers: what is lost is told exactly, a restart is not taken for a loss.
 *
 * A start is told by the boot byte. A device without one shows it by a number or a time that goes back; a number that goes back with an old
 * time is a frame that came twice. Numbers wrap at 2^32 (248 days at 200 Hz).
 */
#include "wire/wire.h"

void rf_wire_follow_start(rf_wire_follow *f)
{
    f->next = 0;
    f->last_us = 0;
    f->frames = f->samples = f->lost = f->gaps = f->repeated = f->restarts = 0;
    f->boot = f->started = 0;
}

static rf_wire_order order_of(const rf_wire_follow *f, const rf_wire_samples *s, uint32_t ahead)
{
    if (s->boot != f->boot)
        return RF_WIRE_RESTARTED;
    if (ahead >= UINT32_C(0x80000000))
        return s->t_us <= f->last_us && s->t_us + UINT64_C(2000000) > f->last_us ? RF_WIRE_REPEATED : RF_WIRE_RESTARTED;
    if (s->t_us <= f->last_us)
        return RF_WIRE_RESTARTED;
    return ahead > 0 ? RF_WIRE_GAP : RF_WIRE_IN_ORDER;
}

rf_wire_order rf_wire_follow_take(rf_wire_follow *f, const rf_wire_samples *s, uint32_t *lost)
{
    const uint32_t ahead = s->seq - f->next;
    const rf_wire_order order = f->started ? order_of(f, s, ahead) : RF_WIRE_IN_ORDER;

    *lost = order == RF_WIRE_GAP ? ahead : 0;
    if (order == RF_WIRE_REPEATED) {
        f->repeated++;
        return order;
    }
    f->frames++;
    f->samples += s->n;
    f->lost += *lost;
    f->gaps += order == RF_WIRE_GAP;
    f->restarts += order == RF_WIRE_RESTARTED;
    f->next = s->seq + s->n;
    f->last_us = s->t_us + (uint64_t)(s->n - 1u) * s->step_us;
    f->boot = s->boot;
    f->started = 1;
    return order;
}
