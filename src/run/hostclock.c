/* The host's time of a sample is the device's plus what the promptest bytes say.
 *
 * Bytes are late by what they waited: in the sensor's batch, in the cable, in the driver (a USB bridge gives them every 16 ms), in this program.
 * They are never early. So the least lateness over a while is the offset between the clocks, plus a constant that is the same for sensors of one
 * kind. It is learnt in the first second; from then on it is followed window by window, never by more than LIMIT, so that no step gets longer
 * or shorter by more than crystals differ: a stride of 700 ms changes by 0.2 ms at most.
 *
 * A device that only counts its samples has a rate to be learnt as well: the promptest arrivals of the first and of the last second of four give
 * it to about 0.1 %, and following then has ten times the room.
 *
 * A leap (a device that started again, a clock that was set) is learnt anew; what lies between is a gap. What comes faster than time itself has
 * no arrival times worth the name: there the device's own axis stands.
 */
#include "run/hostclock.h"

#include "base/base.h"

#define LEARN_US         INT64_C(1000000)
#define LEARN_COUNTED_US INT64_C(4000000)
#define WINDOW_US        INT64_C(2000000)
#define LEAP_US          INT64_C(250000)
#define LIMIT            300e-6
#define LIMIT_COUNTED    3000e-6

void rf_hostclock_start(rf_hostclock *c, bool counted)
{
    const long steps = c->steps;

    *c = (rf_hostclock) { .counted = counted, .rate = 1, .fair_rate = 1, .steps = steps };
}

int64_t rf_hostclock_host_us(const rf_hostclock *c, int64_t device_us)
{
    return c->base_host_us + (int64_t)round((double)(device_us - c->base_device_us) * c->rate);
}

static void begin_following(rf_hostclock *c)
{
    c->window_from_us = c->newest_device_us;
    c->least_us[0] = INT64_MAX;
    c->n_windows = 0;
    c->fair_rate = c->rate;
    c->known = true;
    c->doubtful = false;
}

void rf_hostclock_settle(rf_hostclock *c)
{
    const int64_t took_us = c->late_host_us - c->first_host_us, device_us = c->newest_device_us - c->first_device_us;

    if (c->known || !c->any)
        return;
    if (!c->counted && device_us > 2 * took_us + LEARN_US) {
        c->free_running = true;
        c->base_device_us = c->first_device_us;
        c->base_host_us = c->first_host_us;
    } else {
        c->base_device_us = c->early_device_us;
        c->base_host_us = c->early_host_us;
        if (c->counted && c->late_device_us - c->early_device_us > LEARN_US / 4)
            c->rate = (double)(c->late_host_us - c->early_host_us) / (double)(c->late_device_us - c->early_device_us);
    }
    begin_following(c);
}

static void learn(rf_hostclock *c, int64_t device_us, int64_t host_us)
{
    const int64_t wanted_us = c->counted ? LEARN_COUNTED_US : LEARN_US;
    double rate = 1;

    if (!c->any) {
        c->any = true;
        c->first_device_us = c->early_device_us = c->late_device_us = device_us;
        c->first_host_us = c->early_host_us = c->late_host_us = host_us;
        return;
    }
    if (c->counted && device_us > c->first_device_us)
        rate = (double)(host_us - c->first_host_us) / (double)(device_us - c->first_device_us);
    if (host_us - c->first_host_us <= LEARN_US) {
        const int64_t fair = c->early_host_us + (int64_t)(rate * (double)(device_us - c->early_device_us));

        if (host_us <= fair) {
            c->early_device_us = device_us;
            c->early_host_us = host_us;
        }
    }
    if (!c->counted || host_us - c->first_host_us > wanted_us - LEARN_US) {
        const int64_t fair = c->late_host_us + (int64_t)(rate * (double)(device_us - c->late_device_us));

        if (host_us <= fair || c->late_host_us - c->first_host_us <= wanted_us - LEARN_US) {
            c->late_device_us = device_us;
            c->late_host_us = host_us;
        }
    }
    c->newest_device_us = device_us;
    if (!c->counted)
        c->late_host_us = host_us;
    if (host_us - c->first_host_us >= wanted_us || (!c->counted && device_us - c->first_device_us > 4 * LEARN_US))
        rf_hostclock_settle(c);
}

/* A window is over: turn towards the least lateness of the newest ones, a fifth of it a window, and keep a hundredth as the rate. An arrival before
 * its time is believed at once, lateness only when three windows in a row have it: then it is no traffic jam. */
static void turn(rf_hostclock *c, int64_t device_us)
{
    const double limit_us = (c->counted ? LIMIT_COUNTED : LIMIT) * (double)WINDOW_US;
    const int64_t host_us = rf_hostclock_host_us(c, device_us);
    int64_t least = c->least_us[0];
    double part_us;

    if (c->n_windows < RF_HOSTCLOCK_WINDOWS)
        c->n_windows++;
    if (least >= 0 && c->n_windows < RF_HOSTCLOCK_WINDOWS)
        least = 0;
    for (int i = 1; i < c->n_windows && least > 0; i++)
        least = c->least_us[i] < least ? c->least_us[i] : least;
    part_us = rf_clamp(0.2 * (double)least, -limit_us, limit_us);
    c->fair_rate += 0.05 * part_us / (double)WINDOW_US;
    c->rate = c->fair_rate + part_us / (double)WINDOW_US;
    c->base_host_us = host_us;
    c->base_device_us = device_us;
    for (int i = RF_HOSTCLOCK_WINDOWS - 1; i > 0; i--)
        c->least_us[i] = c->least_us[i - 1];
    c->least_us[0] = INT64_MAX;
    c->window_from_us = device_us;
}

static bool leapt(const rf_hostclock *c, int64_t device_us, int64_t host_us)
{
    const int64_t late_us = host_us - rf_hostclock_host_us(c, device_us);
    bool always = c->n_windows == RF_HOSTCLOCK_WINDOWS;

    if (device_us + LEARN_US < c->newest_device_us || late_us < -LEAP_US)
        return true;
    if (c->doubtful && late_us > LEAP_US)
        return true;
    for (int i = 0; i < RF_HOSTCLOCK_WINDOWS; i++)
        always = always && c->least_us[i] != INT64_MAX && c->least_us[i] > LEAP_US;
    return always;
}

void rf_hostclock_arrival(rf_hostclock *c, int64_t device_us, int64_t host_us)
{
    if (!c->known) {
        if (c->any && device_us + LEARN_US < c->newest_device_us) {
            rf_hostclock_start(c, c->counted);
            c->steps++;
        }
        learn(c, device_us, host_us);
        return;
    }
    if (c->free_running) {
        c->newest_device_us = device_us;
        return;
    }
    if (leapt(c, device_us, host_us)) {
        rf_hostclock_start(c, c->counted);
        c->steps++;
        learn(c, device_us, host_us);
        return;
    }
    c->doubtful = false;
    c->newest_device_us = device_us;
    {
        const int64_t late_us = host_us - rf_hostclock_host_us(c, device_us);

        if (late_us < c->least_us[0])
            c->least_us[0] = late_us;
    }
    if (device_us - c->window_from_us >= WINDOW_US)
        turn(c, device_us);
}
