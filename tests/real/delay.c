/* How long after an initial contact its events are given, by the time of the sample that was pushed last: delay [DATA] [--measure]
 *
 * Recordings with truth, sample by sample, in the order of their times: every place alone, with and without its gyro, at 200, 100 and 50 Hz, and
 * sensors together. While a run warms up (8 s) events may be held; then each must come as soon as placements.def says, and never later than one
 * stride after its initial contact. A stride is that of the recording. What comes only at the end of the recording had no time to come. Where a
 * cable is pulled, the others are held for 0.75 s, once.
 *
 * Exit 1 if an event comes later, 77 if there are no recordings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../methods/recording.h"
#include "base/base.h"
#include "base/names.h"
#include "dsp/stats.h"
#include "gait/placement.h"
#include "runform/session.h"

enum { MOST_WORN = 8, PULLED_S = 14 };
#define WARM_UP_S      8.0
#define WARM_UP_ROOM_S 0.5  /* behind 8 s of running: a filter's and the grid's look-ahead */
#define SILENCE_S      0.75 /* a broken line is waited for as long */

/* What is worn together: words of placement and side. */
typedef struct setup {
    const char *name;
    const char *worn[MOST_WORN];
    int every; /* every n-th sample of 200 Hz */
    bool gyro;
    int pulled;  /* this one falls silent behind PULLED_S; −1: none */
    double more; /* strides that may be needed beyond the table */
} setup;

static const setup setups[] = {
    { "foot", { "foot_left" }, 1, true, -1, 0 },
    { "foot, 100 Hz", { "foot_left" }, 2, true, -1, 0 },
    { "foot, 50 Hz", { "foot_left" }, 4, true, -1, 0 },
    { "foot, no gyro", { "foot_left" }, 1, false, -1, 0 },
    { "shank", { "shank_left" }, 1, true, -1, 0 },
    { "shank, 100 Hz", { "shank_left" }, 2, true, -1, 0 },
    { "shank, 50 Hz", { "shank_left" }, 4, true, -1, 0 },
    { "shank, no gyro", { "shank_left" }, 1, false, -1, 0 },
    { "thigh", { "thigh_left" }, 1, true, -1, 0 },
    { "thigh, 100 Hz", { "thigh_left" }, 2, true, -1, 0 },
    { "thigh, 50 Hz", { "thigh_left" }, 4, true, -1, 0 },
    { "thigh, no gyro", { "thigh_left" }, 1, false, -1, 0 },
    { "pelvis", { "pelvis" }, 1, true, -1, 0 },
    { "pelvis, 100 Hz", { "pelvis" }, 2, true, -1, 0 },
    { "pelvis, 50 Hz", { "pelvis" }, 4, true, -1, 0 },
    { "pelvis, no gyro", { "pelvis" }, 1, false, -1, 0 },
    { "trunk", { "trunk" }, 1, true, -1, 0 },
    { "pocket", { "pocket" }, 1, true, -1, 0 },
    { "both feet", { "foot_left", "foot_right" }, 1, true, -1, 0 },
    { "both shanks", { "shank_left", "shank_right" }, 1, true, -1, 0 },
    { "both thighs",
      { "thigh_left", "thigh_right" },
      1,
      true,
      -1,
      0.02 }, /* one of them loses its rhythm for a second, and warms up again */
    { "foot and pelvis", { "foot_left", "pelvis" }, 1, true, -1, 0 },
    { "shank and thigh", { "shank_left", "thigh_left" }, 1, true, -1, 0 },
    { "feet and pelvis, 100 Hz", { "foot_left", "foot_right", "pelvis" }, 2, true, -1, 0 },
    { "whole body", { "foot_left", "foot_right", "shank_left", "shank_right", "thigh_left", "thigh_right", "pelvis" }, 1, true, -1, 0 },
    { "feet, one pulled", { "foot_left", "foot_right" }, 1, true, 1, 0 },
    { "foot and pelvis, foot pulled", { "foot_left", "pelvis" }, 1, true, 0, 0 },
    { "foot and pelvis, pelvis pulled", { "foot_left", "pelvis" }, 1, true, 1, 0 },
};

typedef struct tally {
    double *delay; /* of initial contacts behind the warm-up, strides */
    double *row;   /* the same of the contacts with their values */
    double *seconds;
    long n, n_row, room;
    double warm_up_s;
    long sessions;
} tally;

static void add(double *all, long *n, long room, double x)
{
    if (*n < room)
        all[(*n)++] = x;
}

/* ---- one session ---------------------------------------------------------------------------------------------------------------- */

typedef struct stream {
    const rfm_recording *r;
    long next;
} stream;

/* The stream whose next sample comes first; −1: all are at their end. */
static int earliest(const setup *u, const stream *s, int n)
{
    int best = -1;

    for (int k = 0; k < n; k++) {
        const bool over =
            s[k].next >= s[k].r->n_samples || (k == u->pulled && s[k].r->sample[s[k].next].t_us > PULLED_S * INT64_C(1000000));

        if (!over && (best < 0 || s[k].r->sample[s[k].next].t_us < s[best].r->sample[s[best].next].t_us))
            best = k;
    }
    return best;
}

static rf_sample as_worn(const setup *u, rf_sample x)
{
    if (!u->gyro) {
        x.gyr_radps[0] = x.gyr_radps[1] = x.gyr_radps[2] = 0;
        x.flags |= RF_SAMPLE_NO_GYRO;
    }
    return x;
}

static void listen(rf_session *s, const setup *u, tally *t, int64_t now_us, double stride_s, double *first_ic_s, double *first_given_s)
{
    const double now = 1e-6 * (double)now_us;
    rf_contact c;
    rf_event e;

    while (rf_session_poll_event(s, &e) == 1) {
        const double at = 1e-6 * (double)e.t_us;

        if (e.kind != RF_INITIAL_CONTACT)
            continue;
        if (isnan(*first_ic_s)) {
            *first_ic_s = at;
            *first_given_s = now;
            t->warm_up_s = rf_max(t->warm_up_s, now - at);
        } else if (at > *first_given_s) {
            const double held_s = u->pulled >= 0 && at > PULLED_S - 2 * stride_s && at < PULLED_S + SILENCE_S ? SILENCE_S : 0;

            add(t->seconds, &t->n, t->room, now - at);
            t->n--;
            add(t->delay, &t->n, t->room, (now - at - held_s) / stride_s);
        }
    }
    while (rf_session_poll(s, &c) == 1)
        if (1e-6 * (double)c.ic_us > *first_given_s)
            add(t->row, &t->n_row, t->room, (now - 1e-6 * (double)c.ic_us) / stride_s);
}

static void run(const setup *u, stream *worn, int n, tally *t)
{
    const double stride_s = 120 / worn[0].r->cadence_spm;
    double first_ic_s = NAN, first_given_s = NAN;
    rf_session *s;
    int k;

    if (rf_session_new(&s, NULL) < 0)
        exit(2);
    for (k = 0; k < n; k++)
        if (rf_session_add(s, &(rf_sensor_info) { .placement = worn[k].r->placement, .side = worn[k].r->side }) != k)
            exit(2);
    while ((k = earliest(u, worn, n)) >= 0) {
        const rf_sample x = as_worn(u, worn[k].r->sample[worn[k].next]);

        worn[k].next += u->every;
        if (rf_session_push(s, k, &x, 1) < 0)
            exit(2);
        listen(s, u, t, x.t_us, stride_s, &first_ic_s, &first_given_s);
    }
    rf_session_free(s);
    t->sessions++;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------------------- */

static const rfm_recording *find(const rfm_library *lib, const char *trial, const char *word)
{
    const size_t length = strcspn(word, "_");
    const rf_side side = word[length] ? rf_side_from_word(word + length + 1) : RF_SIDE_UNKNOWN;

    for (long i = 0; i < lib->n; i++)
        if (!strcmp(lib->r[i].trial, trial) && strlen(rf_placement_name(lib->r[i].placement)) == length &&
            !memcmp(rf_placement_name(lib->r[i].placement), word, length) && lib->r[i].side == side)
            return &lib->r[i];
    return NULL;
}

static void all_trials(const rfm_library *lib, const setup *u, tally *t)
{
    for (long i = 0; i < lib->n; i++) {
        stream worn[MOST_WORN];
        int n = 0;

        if (find(lib, lib->r[i].trial, u->worn[0]) != &lib->r[i] ||
            !strncmp(lib->r[i].set, "sacrum", 6)) /* once a trial; those at the sacrum are short */
            continue;
        for (; n < MOST_WORN && u->worn[n]; n++) {
            worn[n] = (stream) { .r = find(lib, lib->r[i].trial, u->worn[n]) };
            if (!worn[n].r)
                break;
        }
        if (n && (n == MOST_WORN || !u->worn[n]))
            run(u, worn, n, t);
    }
}

static double most(const double *x, long n)
{
    double m = 0;

    for (long i = 0; i < n; i++)
        m = rf_max(m, x[i]);
    return m;
}

/* By the table: that of the slowest place worn. */
static double allowed(const setup *u)
{
    double strides = 0;

    for (int k = 0; k < MOST_WORN && u->worn[k]; k++)
        for (rf_placement p = RF_PLACE_FOOT; p < RF_PLACE_COUNT; p++)
            if (!strncmp(rf_placement_name(p), u->worn[k], strcspn(u->worn[k], "_")))
                strides = rf_max(strides, rf_placement_at(p)->delay_strides);
    return rf_min(strides, 1);
}

static bool judge(const rfm_library *lib, const setup *u)
{
    enum { ROOM = 4000 };
    tally t = { .delay = rfm_room(ROOM, sizeof(double)),
                .row = rfm_room(ROOM, sizeof(double)),
                .seconds = rfm_room(ROOM, sizeof(double)),
                .room = ROOM };
    const double table = allowed(u);
    bool good;

    all_trials(lib, u, &t);
    good = t.n == 0 || (most(t.delay, t.n) <= table + u->more && t.n > 300 && t.warm_up_s <= WARM_UP_S + WARM_UP_ROOM_S);
    if (t.n == 0)
        printf("%-31s no contact behind the warm-up\n", u->name);
    else
        printf("%-31s %5ld contacts: %4.2f strides in the middle, %4.2f at most (%.2f s, %.2f s); with values %4.2f, %4.2f; held for %.1f "
               "s at first%s\n",
               u->name, t.n, rf_quantile(t.delay, (size_t)t.n, 0.5), most(t.delay, t.n), rf_quantile(t.seconds, (size_t)t.n, 0.5),
               most(t.seconds, t.n), t.n_row ? rf_quantile(t.row, (size_t)t.n_row, 0.5) : NAN, most(t.row, t.n_row), t.warm_up_s,
               good ? "" : "   TOO LATE");
    free(t.delay);
    free(t.row);
    free(t.seconds);
    return good;
}

int main(int argc, char **argv)
{
    const char *data = getenv("RUNFORM_DATA");
    bool good = true, measure = false;
    rfm_library lib = { 0 };
    rf_why why = { "" };
    struct stat st;

    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--measure"))
            measure = true;
        else
            data = argv[i];
    if (!data)
        data = RF_SOURCE_ROOT "/../shared/data";
    if (stat(data, &st)) {
        printf("skipped: no recordings at %s\n", data);
        return 77;
    }
    if (rfm_library_load(&lib, data, &why) < 0) {
        fprintf(stderr, "delay: %s\n", why.text);
        return 2;
    }
    for (size_t i = 0; i < RF_COUNT(setups); i++)
        good &= judge(&lib, &setups[i]);
    rfm_library_free(&lib);
    return good || measure ? 0 : 1;
}
