/* The emulator's clockwork: which sample is due, what the device makes of it, what the faults make of that, and when.
 *
 * Session time runs from the first sample of all files; wall time is session time / times. A sample is given to its device when it is due, frames
 * leave at once. In real time a reader that is too slow loses frames, as it would on a serial line; faster than that he is waited for however long it
 * takes, since the machine and not the line sets the pace there. What goes onto a line is decoded once more: so the report says how many samples the
 * faults left whole, which are those that a reader must have.
 */
#include "emulator/play.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/base.h"

enum { SAY_WAITING_US = 3000000 };
enum { TICK_US = 2000, LOOK_MS = 100, DRAIN_MS = 2000, PRESS_US = 100000, NOISE_PIECE = 4096, QUIET_TICKS = 50 };

static int64_t wall_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint32_t chance(rf_player *s)
{
    s->chance ^= s->chance << 13;
    s->chance ^= s->chance >> 17;
    s->chance ^= s->chance << 5;
    return s->chance;
}

static uint64_t device_time(const rf_play *p, rf_player *s, int64_t at_us)
{
    const double ppm = rf_fault_size(&p->set.faults, RF_FAULT_drift, s->number, at_us);

    if (at_us > s->base_us) {
        s->dev_us += (double)(at_us - s->base_us) * (1.0 + 1e-6 * ppm);
        s->base_us = at_us;
    }
    return (uint64_t)llround(s->dev_us);
}

/* ---- what leaves ---------------------------------------------------------------------------------------------------------------- */

/* @return false: it does not get there. */
static bool put(const rf_play *p, rf_pty *line, const uint8_t *bytes, size_t n)
{
    while (rf_pty_has_reader(line)) {
        if (rf_pty_add(line, bytes, n, p->set.times > 1 ? LOOK_MS : 0))
            return true;
        if (p->set.times <= 1 || *p->stop)
            return false;
    }
    return false;
}

static void add(rf_play *p, rf_player *s, const uint8_t *bytes, size_t n)
{
    const size_t at = (size_t)(s->line - p->line);
    rf_wire_message m;

    if (!rf_pty_has_reader(s->line)) {
        s->line->n = 0; /* nobody listens: nothing is kept for later */
        return;
    }
    if (!put(p, s->line, bytes, n)) {
        s->slow++;
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (rf_wire_push(&p->end[at], bytes[i], &m) == 1 && m.type == RF_WIRE_SAMPLES)
            p->arrived[at] += m.as.samples.n;
}

/* A note of the time in front of a samples frame. */
static void add_note(rf_play *p, rf_player *s, const uint8_t *frame, size_t n)
{
    rf_wire_message m;
    uint8_t note[RF_WIRE_FRAME_MAX];
    int good = 0;

    for (size_t i = 0; i < n; i++)
        good = rf_wire_push(&s->own, frame[i], &m);
    if (good != 1 || m.type != RF_WIRE_SAMPLES)
        return;
    m.type = RF_WIRE_EMITTED;
    m.as.emitted = (rf_wire_emitted) { m.as.samples.seq, (uint64_t)wall_us() };
    add(p, s, note, rf_wire_encode(&m, note));
}

static void add_noise(rf_play *p, rf_player *s)
{
    uint8_t piece[NOISE_PIECE];
    const size_t n = s->noise_left < NOISE_PIECE ? (size_t)s->noise_left : NOISE_PIECE;

    for (size_t i = 0; i < n; i++)
        piece[i] = (uint8_t)(chance(s) >> 9);
    add(p, s, piece, n);
    s->noise_left -= (int64_t)n;
}

/* Frames of the device onto its line, less and worse by the faults. A stalled line takes none: the device's queue fills. */
static void send_frames(rf_play *p, rf_player *s, int64_t at_us)
{
    const double drop = rf_fault_size(&p->set.faults, RF_FAULT_drop, s->number, at_us),
                 corrupt = rf_fault_size(&p->set.faults, RF_FAULT_corrupt, s->number, at_us);
    uint8_t frame[RF_WIRE_FRAME_MAX];
    size_t n;

    if (rf_fault_over(&p->set.faults, RF_FAULT_stall, s->number, at_us))
        return;
    while ((n = rf_device_frame(&s->device, frame)) > 0) {
        const bool lost = drop > 0 && chance(s) % 1000000 < drop * 1e4, turned = corrupt > 0 && chance(s) % 1000000 < corrupt * 1e4;
        s->frames++;
        s->dropped += lost;
        if (lost || s->noise_left > 0)
            continue;
        if (p->set.emitted)
            add_note(p, s, frame, n);
        if (turned) {
            const uint32_t bit = chance(s) % (uint32_t)(8 * n);
            frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
            s->corrupted++;
        }
        add(p, s, frame, n);
    }
    if (s->noise_left > 0)
        add_noise(p, s);
    rf_pty_send(s->line);
}

/* ---- what is measured ----------------------------------------------------------------------------------------------------------- */

static int fetch(rf_player *s, rf_why *why)
{
    const int r = rf_source_next(s->source, &s->next, why);

    s->ended = r == 0;
    if (r == 1)
        s->next_us = s->next.t_us - s->origin_us;
    return r < 0 ? r : 0;
}

static int16_t steps_of(double v, uint32_t nano_per_step)
{
    return (int16_t)lrint(rf_clamp(v * 1e9 / nano_per_step, INT16_MIN, INT16_MAX));
}

static void begin(rf_play *p, rf_player *s, int64_t at_us)
{
    rf_device_start(&s->device, &s->hello, (uint8_t)(p->set.together ? s->number : 0));
    s->device.percent = (uint8_t)p->set.percent;
    s->device.mv = (uint16_t)(3300 + 9 * p->set.percent);
    s->dev_us = 0;
    s->base_us = at_us;
    add(p, s, (const uint8_t[]) { 0 }, 1);
}

/* Restarts, clock resets and noise that are due up to this time. */
static void moments(rf_play *p, rf_player *s, int64_t at_us)
{
    const rf_play_fault *f;

    if ((f = rf_fault_between(&p->set.faults, RF_FAULT_noise, s->number, s->done_us, at_us)) != NULL)
        s->noise_left = (int64_t)f->size;
    if (rf_fault_between(&p->set.faults, RF_FAULT_reset, s->number, s->done_us, at_us)) {
        rf_device_flush(&s->device);
        s->dev_us = 0;
        s->base_us = at_us;
        s->device.hello_due_us = s->device.battery_due_us = 0;
    }
    if (rf_fault_over(&p->set.faults, RF_FAULT_restart, s->number, at_us)) {
        s->off = true;
    } else if (s->off || rf_fault_between(&p->set.faults, RF_FAULT_restart, s->number, s->done_us, at_us)) {
        s->off = false;
        s->restarts++;
        s->hello.boot++;
        begin(p, s, at_us);
    }
    for (size_t i = 0; i < p->set.n_presses; i++)
        for (int up = 0; up < 2; up++) {
            const int64_t t = p->set.press[i].at_us + up * PRESS_US;
            if (p->set.press[i].sensor == s->number && t > s->done_us && t <= at_us && !s->off)
                rf_device_button(&s->device, device_time(p, s, t), 0, (uint8_t)!up);
        }
    s->done_us = at_us;
}

static void take_sample(rf_play *p, rf_player *s)
{
    const double thin = rf_fault_size(&p->set.faults, RF_FAULT_thin, s->number, s->next_us);
    const uint64_t every = thin >= 1 ? (uint64_t)thin : 1;
    const uint32_t rate = (uint32_t)llround(rf_source_rate_hz(s->source) * 1000 / (double)every);
    int16_t axis[6];

    moments(p, s, s->next_us);
    if (s->off)
        return;
    if (s->device.hello.rate_mhz != rate) {
        s->device.hello.rate_mhz = rate;
        rf_device_hello(&s->device);
    }
    if (s->skipped++ % every != 0)
        return;
    s->samples++;
    if (s->next.flags & RF_SAMPLE_BAD_CELL) {
        rf_device_lost(&s->device, 1);
        return;
    }
    for (int k = 0; k < 3; k++) {
        axis[k] = steps_of(s->next.acc_mps2[k], s->hello.acc_nmps2);
        axis[3 + k] = s->hello.gyr_nradps > 0 ? steps_of(s->next.gyr_radps[k], s->hello.gyr_nradps) : (int16_t)0;
    }
    rf_device_sample(&s->device, device_time(p, s, s->next_us), axis);
}

/* Every sample of one sensor that is due. */
static int serve(rf_play *p, rf_player *s, int64_t now_us, rf_why *why)
{
    const int64_t end_us = p->set.seconds > 0 ? (int64_t)(p->set.seconds * 1e6) : INT64_MAX;

    while (!s->ended && s->next_us <= now_us) {
        if (s->next_us >= end_us) {
            s->ended = true;
            break;
        }
        const int64_t late_us = (int64_t)((double)(now_us - s->next_us) / p->set.times);
        if (late_us > s->latest_us)
            s->latest_us = late_us;
        take_sample(p, s);
        send_frames(p, s, s->next_us);
        const int err = fetch(s, why);
        if (err < 0)
            return err;
        if (s->ended) {
            rf_device_flush(&s->device);
            send_frames(p, s, s->next_us);
        }
    }
    return 0;
}

/* ---- the lines ------------------------------------------------------------------------------------------------------------------ */

/* @return whether it said anything. */
static bool listen_to_host(rf_play *p, rf_pty *l, int64_t now_us)
{
    uint8_t in[512];
    const size_t n = rf_pty_receive(l, in, sizeof in);

    for (int k = 0; n > 0 && k < p->n; k++) {
        rf_player *s = &p->player[k];
        if (s->line != l || s->off)
            continue;
        for (size_t i = 0; i < n; i++)
            rf_device_byte(&s->device, in[i], device_time(p, s, now_us));
        send_frames(p, s, now_us);
    }
    return n > 0;
}

/* Cables out and in again. */
static int plug(rf_play *p, int64_t now_us, rf_why *why)
{
    for (int k = 0; k < p->n; k++) {
        rf_player *s = &p->player[k];
        const bool out = rf_fault_over(&p->set.faults, RF_FAULT_unplug, s->number, now_us) != NULL;
        int err = 0;

        if (out && s->line->fd >= 0)
            rf_pty_unplug(s->line);
        else if (!out && s->line->fd < 0)
            err = rf_pty_plug(s->line, why);
        if (err < 0)
            return err;
        if (p->set.together)
            break; /* one line: the first sensor's faults are its faults */
    }
    return 0;
}

static void sleep_until(int64_t at_us)
{
    const struct timespec t = { .tv_sec = (time_t)(at_us / 1000000), .tv_nsec = (long)(at_us % 1000000) * 1000 };

    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static int n_read(const rf_play *p)
{
    int n = 0;

    for (int i = 0; i < p->n_lines; i++)
        n += rf_pty_has_reader(&p->line[i]);
    return n;
}

/* Who opened some of the ports and waits for samples would wait for ever: say which the rest are. */
static void say_waiting(const rf_play *p)
{
    fputs("it begins when every port is read (--now: at once); nobody reads", stderr);
    for (int i = 0; i < p->n_lines; i++)
        if (!rf_pty_has_reader(&p->line[i]))
            fprintf(stderr, " %s", p->line[i].link[0] ? p->line[i].link : p->line[i].name);
    fputc('\n', stderr);
}

static void wait_for_readers(rf_play *p, volatile sig_atomic_t *stop)
{
    int64_t since_us = 0; /* some port is read */
    bool all = p->set.at_once, said = false;
    int asked[RF_PLAY_MOST] = { 0 };

    while (!all && !*stop) {
        all = true;
        for (int i = 0; i < p->n_lines; i++) {
            if (asked[i] < p->set.asked)
                asked[i] += listen_to_host(p, &p->line[i], 0);
            all = all && rf_pty_has_reader(&p->line[i]) && asked[i] >= p->set.asked;
        }
        if (!all && !said) {
            const int n = n_read(p);

            since_us = n == 0 ? 0 : since_us ? since_us : wall_us();
            said = n > 0 && n < p->n_lines && wall_us() - since_us > SAY_WAITING_US;
            if (said)
                say_waiting(p);
        }
        if (!all)
            sleep_until(wall_us() + TICK_US);
    }
}

/* When there is something to do again, in wall time. A line is listened to every 2 ms, so that a ping is answered soon. */
static int64_t next_due(const rf_play *p, int64_t start_us, int64_t now_wall_us)
{
    int64_t due = now_wall_us + TICK_US;

    for (int k = 0; k < p->n; k++) {
        const rf_player *s = &p->player[k];
        const int64_t at = start_us + (int64_t)ceil((double)s->next_us / p->set.times);
        if (!s->ended && at < due)
            due = at;
    }
    return p->set.times > 1 && due < now_wall_us + 1000 ? now_wall_us + 1000 : due;
}

/* The last bytes reach whoever reads. What was written is on its way for a moment in which nobody can see it: 100 ms without a byte must pass. */
static void drain(rf_play *p, volatile sig_atomic_t *stop)
{
    const int64_t until = wall_us() + DRAIN_MS * 1000 + (int64_t)(p->set.stay_s * 1e6), stay = wall_us() + (int64_t)(p->set.stay_s * 1e6);

    for (int quiet = 0; !*stop && (wall_us() < stay || (quiet < QUIET_TICKS && wall_us() < until));) {
        bool empty = true;
        for (int i = 0; i < p->n_lines; i++) {
            rf_pty_send(&p->line[i]);
            empty = empty && (!rf_pty_has_reader(&p->line[i]) || rf_pty_empty(&p->line[i]));
        }
        quiet = empty ? quiet + 1 : 0;
        sleep_until(wall_us() + TICK_US);
    }
}

int rf_play_run(rf_play *p, volatile sig_atomic_t *stop, rf_why *why)
{
    bool playing = true;

    p->stop = stop;
    wait_for_readers(p, stop);
    const int64_t start_us = wall_us();
    while (playing && !*stop) {
        const int64_t now_us = (int64_t)((double)(wall_us() - start_us) * p->set.times);
        int err = plug(p, now_us, why);

        playing = false;
        for (int k = 0; k < p->n && err == 0; k++) {
            err = serve(p, &p->player[k], now_us, why);
            playing |= !p->player[k].ended;
        }
        if (err < 0)
            return err;
        for (int i = 0; i < p->n_lines; i++) {
            listen_to_host(p, &p->line[i], now_us); /* behind the samples that were due: a device's clock does not go back for an answer */
            rf_pty_send(&p->line[i]);
        }
        if (playing)
            sleep_until(next_due(p, start_us, wall_us()));
    }
    drain(p, stop);
    return 0;
}

/* ---- begin and end -------------------------------------------------------------------------------------------------------------- */

static void make_hello(const rf_play *p, rf_player *s)
{
    const bool gyro = !(s->next.flags & RF_SAMPLE_NO_GYRO);

    s->hello = (rf_wire_hello) { .id = UINT64_C(0x52460000000000) + p->set.seed * 256u + (p->set.same_id ? 0u : (unsigned)s->number),
                                 .boot = 1 + p->set.seed % 100,
                                 .rate_mhz = (uint32_t)llround(rf_source_rate_hz(s->source) * 1000),
                                 .acc_nmps2 = (uint32_t)ceil(p->set.acc_range_g * RF_G0_MPS2 * 1e9 / 32768),
                                 .gyr_nradps = gyro ? (uint32_t)ceil(p->set.gyr_range_dps * 1e9 * acos(-1) / 180 / 32768) : 0,
                                 .acc_range_g = (uint16_t)p->set.acc_range_g,
                                 .gyr_range_dps = gyro ? (uint16_t)p->set.gyr_range_dps : 0,
                                 .placement = (uint8_t)s->placement,
                                 .side = (uint8_t)s->side,
                                 .batch = (uint8_t)p->set.batch,
                                 .name = "runform-sensor" };
}

/* The earliest first sample is session time 0; files that know their date are set against each other by it. */
static void set_origins(rf_play *p)
{
    int64_t earliest = INT64_MAX;

    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < p->n; k++) {
            rf_player *s = &p->player[k];
            const rf_read_report *r = rf_source_report(s->source), *first = rf_source_report(p->player[0].source);
            const int64_t later = r->dated && first->dated ? r->start_us - first->start_us : 0;
            if (pass == 0 && s->next.t_us + later < earliest)
                earliest = s->next.t_us + later;
            s->origin_us = earliest - later;
        }
}

int rf_play_start(rf_play *p, rf_why *why)
{
    int err = 0;

    for (int k = 0; k < p->n; k++) {
        rf_player *s = &p->player[k];
        err = fetch(s, why);
        if (err < 0)
            return err;
        s->chance = (p->set.seed + 1) * 2654435761u + (uint32_t)k * 40503u + 1u;
        s->line = &p->line[p->set.together ? 0 : k];
        s->done_us = -1;
    }
    p->n_lines = p->set.together ? 1 : p->n;
    for (int i = 0; i < p->n_lines; i++)
        rf_wire_start(&p->end[i]);
    set_origins(p);
    for (int i = 0; i < p->n_lines && err == 0; i++)
        err = rf_pty_plug(&p->line[i], why);
    for (int k = 0; k < p->n && err == 0; k++) {
        rf_player *s = &p->player[k];
        s->next_us = s->next.t_us - s->origin_us;
        make_hello(p, s);
        rf_wire_start(&s->own);
        begin(p, s, 0);
    }
    return err;
}

void rf_play_report(const rf_play *p)
{
    for (int k = 0; k < p->n; k++) {
        const rf_player *s = &p->player[k];
        fprintf(stderr,
                "%s: %ld samples in %ld frames; dropped %ld, corrupted %ld, restarts %ld, lost to a slow reader %ld; latest %lld us\n",
                s->name, s->samples, s->frames, s->dropped, s->corrupted, s->restarts, s->slow, (long long)s->latest_us);
    }
    for (int i = 0; i < p->n_lines; i++)
        fprintf(stderr, "line %d: %ld samples left whole\n", i + 1, p->arrived[i]);
}

void rf_play_end(rf_play *p)
{
    for (int i = 0; i < p->n_lines; i++)
        rf_pty_unplug(&p->line[i]);
    for (int k = 0; k < p->n; k++)
        rf_source_close(p->player[k].source);
}
