/* Contacts where the body's rise and fall arrives by a detour: the upper back or chest, and a trouser pocket. The pelvis' method (pelvis.c) tells
 * them; what differs is how much later, and how much of it may be said.
 *
 * Trunk: later by what a load takes to come up the spine. The offsets are of the one runner of whom both were recorded (virtual sensors,
 * 12 contacts): how much later than at the pelvis the same method told the same contacts. They are worth 25 ms until more runners were
 * measured. Which foot it is stays open: shoulders turn against the hips, so the pelvis' rule for sides does not hold, and no recording is
 * there to make another. The chest rises and falls more than the body (by 16–18 mm: Watari 2016), so no oscillation is told.
 *
 * Pocket: steps, no more. Where in a step the contact lies is not known (no recording has the truth), a pocket hangs at one leg, so that left
 * and right come unevenly, and a phone swings in it; but steps are counted to half a per cent and strides are even to 20–40 ms (8 phone
 * recordings of 50 Hz). The rule of the thigh was tried there and loses up to two strides of three. So the anchor itself is handed over, with
 * little confidence, without foot and without terminal contact, and only where it keeps the rhythm: what stands alone, or half-way, is left out.
 */
#include <stdlib.h>

#include "base/base.h"
#include "gait/detector.h"

#define LATER_IC_MS 12.7
#define LATER_TC_MS 19.1

struct rf_detector {
    rf_track *t;
    rf_detector *pelvis;      /* of pelvis.c */
    double step_points, last; /* pocket: the rhythm, and the newest contact that was found */
};

static rf_detector *create(rf_track *t)
{
    rf_detector *d = calloc(1, sizeof *d);

    if (!d || !(d->pelvis = rf_detect_pelvis.create(t))) {
        free(d);
        return NULL;
    }
    d->t = t;
    return d;
}

static void destroy(rf_detector *d)
{
    rf_detect_pelvis.destroy(d->pelvis);
    free(d);
}

static void begin(rf_detector *d, int64_t index)
{
    rf_detect_pelvis.begin(d->pelvis, index);
    d->last = NAN;
}

static void advance(rf_detector *d, double stride_s, bool end)
{
    rf_detect_pelvis.advance(d->pelvis, stride_s, end);
    d->step_points = stride_s / 2 * RF_GRID_HZ;
}

/* What a pelvis tells and these places cannot. */
static void withhold(rf_found *f, float confidence)
{
    f->foot = 0;
    f->confidence = confidence;
    f->oscillation_m = NAN;
}

static int poll_trunk(rf_detector *d, rf_found *out)
{
    while (rf_detect_pelvis.poll(d->pelvis, out) == 1) {
        out->ic -= LATER_IC_MS * RF_GRID_HZ / 1000;
        out->tc -= LATER_TC_MS * RF_GRID_HZ / 1000;
        withhold(out, 0.7F);
        if (out->ic >= (double)d->t->segment)
            return 1;
    }
    return 0;
}

/* Steps are uneven between left and right by a fifth at most, and one may be missing before. */
static bool in_rhythm(const rf_detector *d, double apart)
{
    const double beats = apart / d->step_points, nearest = floor(beats + 0.5);

    return nearest >= 1 && nearest <= 2 && fabs(beats - nearest) < 0.3;
}

static int poll_pocket(rf_detector *d, rf_found *out)
{
    while (rf_detect_pelvis.poll(d->pelvis, out) == 1) {
        const double apart = out->ic - d->last;

        d->last = out->ic;
        out->tc = NAN;
        withhold(out, 0.4F);
        if (isnan(apart) || in_rhythm(d, apart))
            return 1;
    }
    return 0;
}

static double clear(const rf_detector *d)
{
    return rf_detect_pelvis.clear(d->pelvis) - LATER_IC_MS * RF_GRID_HZ / 1000;
}

const rf_detector_class rf_detect_trunk = { create, begin, advance, poll_trunk, clear, destroy };
const rf_detector_class rf_detect_pocket = { create, begin, advance, poll_pocket, clear, destroy };
