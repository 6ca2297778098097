/* Sound by libsoundio: PulseAudio (PipeWire speaks it too) or ALSA, whichever answers first.
 *
 * The device's thread makes the samples in its write callback and is talked to through atomics alone: it never locks, allocates or prints.
 * libsoundio's own choice of a backend ends at a dummy that plays to nobody and reports success; here that is "no sound device". Its default
 * error callback ends the program, so there is one of our own: when the sound server dies, that call is the only sign.
 *
 * Where ALSA cannot be started, the library (2.0.0) closes descriptor 0, which it never opened: standard input is kept aside meanwhile, and ALSA is not
 * asked on a machine without sound hardware. JACK is not asked at all: the attempt leaves files in /dev/shm.
 *
 * The library is loaded when sound is first asked for, not with the program: it brings thirty others along, which would treble the time that every
 * command takes to begin.
 */
#include "cue/cue.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <soundio/soundio.h>

#include "base/base.h"
#include "base/library.h"

enum { BLOCK = 256, RATE_HZ = 48000 };
#define LIBRARY "libsoundio.so.2"

/* What is called of the library, each by its name without soundio_. */
/* clang-format off */
#define CALLS X(connect_backend) X(create) X(default_output_device_index) X(destroy) X(device_nearest_sample_rate) \
    X(device_supports_format) X(device_supports_sample_rate) X(device_unref) X(disconnect) \
    X(flush_events) X(get_output_device) X(have_backend) X(outstream_begin_write) X(outstream_create) \
    X(outstream_destroy) X(outstream_end_write) X(outstream_open) X(outstream_start) X(strerror)
/* clang-format on */

typedef struct calls {
#define X(name) __typeof__(&soundio_##name) name;
    CALLS
#undef X
} calls;

struct rf_cue {
    calls so;
    struct SoundIo *io;
    struct SoundIoDevice *device;
    struct SoundIoOutStream *stream;
    bool floats; /* the samples' format; 16-bit numbers otherwise */
    char name[96];
    atomic_long milli_spm;
    atomic_uint asked[RF_TONE_COUNT];
    atomic_long underflows;
    atomic_bool lost;
    /* the device's thread alone */
    rf_clicks clicks;
    unsigned begun[RF_TONE_COUNT];
};

static int load(calls *so, rf_why *why)
{
#define X(name) "soundio_" #name,
    static const char *const name[] = { CALLS };
#undef X
    const char *missing = rf_library_load(LIBRARY, name, RF_COUNT(name), so);

    return missing ? rf_fail(why, RF_ERR_WRITE, "no sound: the library " LIBRARY " %s; cues are shown, not heard", missing) : 0;
}

static void take_wishes(rf_cue *c)
{
    rf_clicks_tempo(&c->clicks, atomic_load_explicit(&c->milli_spm, memory_order_relaxed));
    for (int i = 0; i < RF_TONE_COUNT; i++) {
        const unsigned asked = atomic_load_explicit(&c->asked[i], memory_order_relaxed);

        if (asked != c->begun[i])
            rf_clicks_tone(&c->clicks, (rf_tone)i);
        c->begun[i] = asked;
    }
}

/* One device with one channel hears both. */
static float channel_of(const float *frame, int channel, int channels)
{
    return channels == 1 ? 0.5f * (frame[0] + frame[1]) : channel < 2 ? frame[channel] : 0.0f;
}

static void put_block(rf_cue *c, struct SoundIoOutStream *s, struct SoundIoChannelArea *area, const float *block, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < s->layout.channel_count; k++) {
            const float x = channel_of(block + 2 * i, k, s->layout.channel_count);
            const int16_t whole = (int16_t)(x * 32767.0f);

            if (c->floats)
                memcpy(area[k].ptr, &x, sizeof x);
            else
                memcpy(area[k].ptr, &whole, sizeof whole);
            area[k].ptr += area[k].step;
        }
}

static void write_some(struct SoundIoOutStream *s, int least, int most)
{
    rf_cue *c = s->userdata;
    float block[2 * BLOCK];

    (void)least;
    take_wishes(c);
    for (int left = most; left > 0;) {
        struct SoundIoChannelArea *area;
        int n = left;

        if (c->so.outstream_begin_write(s, &area, &n) != 0) {
            atomic_store(&c->lost, true);
            return;
        }
        if (n <= 0)
            return;
        for (int done = 0; done < n;) {
            const int part = n - done < BLOCK ? n - done : BLOCK;

            rf_clicks_fill(&c->clicks, block, (size_t)part);
            put_block(c, s, area, block, part);
            done += part;
        }
        if (c->so.outstream_end_write(s) != 0) {
            atomic_store(&c->lost, true);
            return;
        }
        left -= n;
    }
}

static void ran_dry(struct SoundIoOutStream *s)
{
    rf_cue *c = s->userdata;

    atomic_fetch_add(&c->underflows, 1);
}

static void failed(struct SoundIoOutStream *s, int error)
{
    rf_cue *c = s->userdata;

    (void)error;
    atomic_store(&c->lost, true);
}

static void disconnected(struct SoundIo *io, int error)
{
    rf_cue *c = io->userdata;

    (void)error;
    atomic_store(&c->lost, true);
}

static bool worth_asking(const rf_cue *c, enum SoundIoBackend b)
{
    return c->so.have_backend(b) && (b != SoundIoBackendAlsa || access("/dev/snd", X_OK) == 0);
}

static int connect_keeping_stdin(rf_cue *c, enum SoundIoBackend b)
{
    const int kept = dup(STDIN_FILENO);
    const int error = c->so.connect_backend(c->io, b);

    if (kept >= 0 && fcntl(STDIN_FILENO, F_GETFD) < 0)
        dup2(kept, STDIN_FILENO);
    if (kept >= 0)
        close(kept);
    return error;
}

static int connect_any(rf_cue *c, rf_why *why)
{
    static const enum SoundIoBackend wanted[] = { SoundIoBackendPulseAudio, SoundIoBackendAlsa };

    c->io->app_name = "runform";
    c->io->userdata = c;
    c->io->on_backend_disconnect = disconnected;
    for (size_t i = 0; i < RF_COUNT(wanted); i++) {
        int index;

        if (!worth_asking(c, wanted[i]) || connect_keeping_stdin(c, wanted[i]) != 0)
            continue;
        c->so.flush_events(c->io);
        index = c->so.default_output_device_index(c->io);
        c->device = index >= 0 ? c->so.get_output_device(c->io, index) : NULL;
        if (c->device && !c->device->probe_error)
            return 0;
        c->so.device_unref(c->device); /* takes NULL */
        c->device = NULL;
        c->so.disconnect(c->io);
    }
    return rf_fail(why, RF_ERR_WRITE, "no sound device: cues are shown, not heard");
}

static int open_stream(rf_cue *c, double latency_s, rf_why *why)
{
    int error;

    c->stream = c->so.outstream_create(c->device);
    if (!c->stream)
        return rf_fail(why, RF_ERR_NOMEM, "no sound: out of memory");
    c->floats = c->so.device_supports_format(c->device, SoundIoFormatFloat32NE);
    c->stream->format = c->floats ? SoundIoFormatFloat32NE : SoundIoFormatS16NE;
    c->stream->sample_rate =
        c->so.device_supports_sample_rate(c->device, RATE_HZ) ? RATE_HZ : c->so.device_nearest_sample_rate(c->device, RATE_HZ);
    c->stream->software_latency = latency_s;
    c->stream->name = "runform";
    c->stream->write_callback = write_some;
    c->stream->underflow_callback = ran_dry;
    c->stream->error_callback = failed;
    c->stream->userdata = c;
    rf_clicks_init(&c->clicks, c->stream->sample_rate);
    error = c->so.outstream_open(c->stream);
    if (error == 0)
        error = c->so.outstream_start(c->stream);
    if (error != 0)
        return rf_fail(why, RF_ERR_WRITE, "the sound device %s cannot be used: %s; cues are shown, not heard", c->name,
                       c->so.strerror(error));
    return 0;
}

int rf_cue_open(rf_cue **out, double latency_s, rf_why *why)
{
    rf_cue *c = calloc(1, sizeof *c);
    int err;

    *out = NULL;
    if (!c)
        return rf_fail(why, RF_ERR_NOMEM, "no sound: out of memory");
    err = load(&c->so, why);
    c->io = err == 0 ? c->so.create() : NULL;
    if (err == 0 && !c->io)
        err = rf_fail(why, RF_ERR_NOMEM, "no sound: out of memory");
    if (err == 0)
        err = connect_any(c, why);
    if (err == 0) {
        snprintf(c->name, sizeof c->name, "%s", c->device->name ? c->device->name : "");
        err = open_stream(c, latency_s, why);
    }
    if (err < 0) {
        rf_cue_close(c);
        return err;
    }
    *out = c;
    return 0;
}

void rf_cue_tempo(rf_cue *c, double steps_spm)
{
    if (c)
        atomic_store(&c->milli_spm, steps_spm > 0 ? lround(steps_spm * 1000) : 0);
}

void rf_cue_tone(rf_cue *c, rf_tone tone)
{
    if (c && (unsigned)tone < RF_TONE_COUNT)
        atomic_fetch_add(&c->asked[tone], 1);
}

bool rf_cue_lost(rf_cue *c)
{
    if (!c)
        return false;
    if (!atomic_load(&c->lost))
        c->so.flush_events(c->io); /* a server that went is told here */
    return atomic_load(&c->lost);
}

rf_cue_state rf_cue_where(const rf_cue *c)
{
    if (!c)
        return (rf_cue_state) { .device = "" };
    return (rf_cue_state) { .device = c->name,
                            .rate_hz = c->stream->sample_rate,
                            .latency_s = c->stream->software_latency,
                            .underflows = atomic_load(&c->underflows) };
}

void rf_cue_close(rf_cue *c)
{
    if (!c)
        return;
    if (c->stream)
        c->so.outstream_destroy(c->stream); /* ends the device's thread */
    if (c->device)
        c->so.device_unref(c->device);
    if (c->io)
        c->so.destroy(c->io);
    free(c);
}
