#include "own.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/base.h"
#include "gait/placement.h"
#include "runform/session.h"

double rfm_clock_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static rf_session *session_of(const rfm_recording *r, bool gyro)
{
    rf_session *s;
    rf_contact c;

    if (rf_session_new(&s, &rf_session_defaults) < 0)
        exit(2);
    if (rf_session_add(s, &(rf_sensor_info) { .placement = r->placement, .side = r->side }) < 0)
        exit(2);
    for (long i = 0; i < r->n_samples; i++) {
        rf_sample x = r->sample[i];

        if (!gyro) {
            x.gyr_radps[0] = x.gyr_radps[1] = x.gyr_radps[2] = 0;
            x.flags |= RF_SAMPLE_NO_GYRO;
        }
        if (rf_session_push(s, 0, &x, 1) < 0)
            exit(2);
    }
    if (rf_session_flush(s) < 0)
        exit(2);
    while (rf_session_poll(s, &c) == 1)
        ;
    return s;
}

void rfm_own_run(const rfm_recording *r, bool gyro, rfm_found *out)
{
    rf_session *s = session_of(r, gyro);
    const rf_result *x = rf_session_result(s);

    for (size_t i = 0; i < x->n_contacts; i++) {
        if (x->contacts[i].flags & RF_CONTACT_NO_EVENT)
            continue;
        rfm_times_add(&out->ic, 1e-6 * (double)x->contacts[i].ic_us);
        if (x->contacts[i].tc_us != RF_TIME_NONE)
            rfm_times_add(&out->tc, 1e-6 * (double)x->contacts[i].tc_us);
    }
    for (size_t i = 0; i < x->n_values; i++)
        if (!strcmp(x->values[i].metric->id, "cadence_spm") && x->values[i].told)
            out->cadence_spm = x->values[i].value;
    rf_session_free(s);
}

double rfm_own_session_s(const rfm_recording *r)
{
    const double from = rfm_clock_s();

    rf_session_free(session_of(r, true));
    return rfm_clock_s() - from;
}

double rfm_own_track_s(const rfm_recording *r, bool detector)
{
    enum { WINDOW = 8 * RF_GRID_HZ, ADVANCE = 20 }; /* as a session does it: from the first window on, ten times a second */
    const rf_placement_info *place = rf_placement_at(r->placement);
    const rf_detector_class *kind = !detector ? NULL : r->gyro ? place->detector : place->without_gyro;
    const double from = rfm_clock_s(), stride_s = 120 / r->cadence_spm;
    rf_track *track;
    rf_detector *d = NULL;
    rf_found f;

    if (rf_track_new(&track) < 0 || (kind && !(d = kind->create(track))))
        exit(2);
    for (long i = 0; i < r->n; i++) {
        const bool last = i == r->n - 1;

        rf_track_push(track, &r->point[i]);
        track->source_hz = RF_GRID_HZ;
        if (d && (i == WINDOW || (last && i < WINDOW)))
            kind->begin(d, rf_track_from(track));
        if (d && i >= WINDOW && r->point[i].index % ADVANCE == 0)
            kind->advance(d, stride_s, false);
        if (d && last)
            kind->advance(d, stride_s, true);
        while (d && kind->poll(d, &f) == 1)
            ;
    }
    if (d)
        kind->destroy(d);
    rf_track_free(track);
    return rfm_clock_s() - from;
}

/* ---- listening at the model of the pelvis ------------------------------------------------------------------------------------------- */

/* The linker puts __wrap_… in the place of the model's function (see meson.build). While somebody listens it keeps what goes in and answers
 * with a contact at the anchor whose length is the step's number: so each contact leads back to its step. */
typedef struct tap {
    rfm_step *s;
    long n, room;
} tap;

#define CODE_MS      200.0
#define CODE_STEP_MS 0.004

static tap *listening;

void __real_rf_pelvis_events(const rf_shape *step, const rf_shape *mean, double source_hz, double *ic_ms, double *tc_ms);
void __wrap_rf_pelvis_events(const rf_shape *step, const rf_shape *mean, double source_hz, double *ic_ms, double *tc_ms);

void __wrap_rf_pelvis_events(const rf_shape *step, const rf_shape *mean, double source_hz, double *ic_ms, double *tc_ms)
{
    if (!listening) {
        __real_rf_pelvis_events(step, mean, source_hz, ic_ms, tc_ms);
        return;
    }
    *ic_ms = 0;
    *tc_ms = CODE_MS + CODE_STEP_MS * (double)listening->n;
    if (listening->n < listening->room)
        listening->s[listening->n++] = (rfm_step) { NAN, *step, *mean, source_hz };
}

void rfm_pelvis_model(const rfm_step *s, const rf_shape *step, double *ic_ms, double *tc_ms)
{
    __real_rf_pelvis_events(step, &s->mean, s->source_hz, ic_ms, tc_ms);
}

long rfm_pelvis_steps(const rfm_recording *r, rfm_step **out)
{
    tap t = { .room = 4096 };
    rf_session *s;
    const rf_result *x;
    long n = 0;

    t.s = rfm_room((size_t)t.room, sizeof *t.s);
    *out = rfm_room((size_t)t.room, sizeof **out);
    listening = &t;
    s = session_of(r, true);
    listening = NULL;
    x = rf_session_result(s);
    for (size_t i = 0; i < x->n_contacts && n < t.room; i++) {
        const rf_contact *c = &x->contacts[i];
        const long k = c->tc_us == RF_TIME_NONE ? -1 : (long)(((double)(c->tc_us - c->ic_us) / 1000 - CODE_MS) / CODE_STEP_MS + 0.5);

        if (k < 0 || k >= t.n)
            continue;
        (*out)[n] = t.s[k];
        (*out)[n++].anchor_s = 1e-6 * (double)c->ic_us;
    }
    free(t.s);
    rf_session_free(s);
    return n;
}
