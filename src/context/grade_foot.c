/* How steep by the foot's own way, against the most even part of the same run.
 *
 * From mid-stance to mid-stance the foot's way has a rise and a length. Its vertical is the mean acceleration, so a bias of the accelerometer tips
 * it: 25 mg make 2.5 %, on level treadmills the figure is 2.3 % off (SD of 34 feet, the worst 8 %). But it is the same all through the run (with
 * the known bias taken out 0.8 % is left, at two speeds of one runner at most 0.9 % apart; simulated hills of 5 % change it by 5.0): so each
 * foot's middle is taken out, and only where the rest spans 3 % and more has the run a hill. Then the place where most of the run lies is called
 * level, if no other place comes near to it in length, and none that is long is much nearer to nothing as the feet have it.
 * Cannot: see that a whole run goes uphill, nor say which half of a run is the hill; then nothing is told.
 */
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "context/context.h"
#include "dsp/stats.h"
#include "gait/metrics.h"

#define HALF_US   INT64_C(7000000) /* some 40 m of way */
#define SPAN_PCT  3.0              /* less than this may be the feet's own wandering */
#define NEAR_PCT  1.0
#define RIVAL     0.67 /* another place with this share of the best one's strides may be the level as well */
#define ELSEWHERE 2.0  /* another place: so far away, and more */
#define LEAST     0.25 /* of the run lie at the level */

static double middle(const rf_contact *c, size_t n, rf_side side, double *work)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (c[i].side == side && isfinite(c[i].value[RF_M_foot_grade_pct]))
            work[m++] = (double)c[i].value[RF_M_foot_grade_pct];
    return rf_median(work, m);
}

static size_t near(const double *v, size_t n, double at)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        m += fabs(v[i] - at) <= NEAR_PCT;
    return m;
}

static double centre(const double *v, size_t n, double at)
{
    double sum = 0, m = 0;

    for (size_t i = 0; i < n; i++)
        if (fabs(v[i] - at) <= NEAR_PCT) {
            sum += v[i];
            m++;
        }
    return m > 0 ? sum / m : NAN;
}

/* Where the run is level, on the scale of the smoothed grades v; NaN where it is not plain. offset: what the feet's middles add to it. */
static double level_of(const double *v, size_t n, double lo, double hi, double offset)
{
    double at = lo;

    for (double x = lo; x <= hi; x += 0.25)
        at = near(v, n, x) > near(v, n, at) ? x : at;
    for (double x = lo; x <= hi; x += 0.25)
        if (fabs(x - at) >= ELSEWHERE && ((double)near(v, n, x) >= RIVAL * (double)near(v, n, at) ||
                                          ((double)near(v, n, x) >= LEAST * (double)n && fabs(x + offset) < fabs(at + offset) - ELSEWHERE)))
            return NAN;
    return (double)near(v, n, at) >= LEAST * (double)n ? centre(v, n, centre(v, n, centre(v, n, at))) : NAN;
}

static void tell(rf_context *x, rf_contact *c, size_t n, double *work, double offset)
{
    double lo, hi, level;
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (isfinite(c[i].value[RF_M_grade_pct]))
            work[m++] = (double)c[i].value[RF_M_grade_pct];
    lo = rf_quantile(work, m, 0.05);
    hi = rf_quantile(work, m, 0.95);
    level = hi - lo >= SPAN_PCT ? level_of(work, m, lo, hi, offset) : NAN;
    for (size_t i = 0; i < n; i++)
        c[i].value[RF_M_grade_pct] = isfinite(level) ? (float)((double)c[i].value[RF_M_grade_pct] - level) : NAN;
    if (isfinite(level))
        x->grade = (rf_told_by) { "change of the foot's way against the most even part of the run, taken as level", 1.0 };
}

int rf_context_grade_by_foot(rf_context *x, rf_contact *c, size_t n)
{
    double *work = malloc((n ? n : 1) * sizeof *work), *smooth = malloc((n ? n : 1) * sizeof *smooth), mid[4] = { 0 }, offset = 0;
    rf_window w = { 0, 0, 0, 0 };
    int sides = 0;

    for (rf_side s = RF_SIDE_UNKNOWN; work && smooth && s <= RF_SIDE_RIGHT; s++) {
        mid[s] = middle(c, n, s, work);
        offset += isfinite(mid[s]) ? mid[s] : 0;
        sides += isfinite(mid[s]);
    }
    for (size_t i = 0; smooth && work && i < n; i++)
        c[i].value[RF_M_grade_pct] = (float)((double)c[i].value[RF_M_foot_grade_pct] - mid[c[i].side]);
    for (size_t i = 0; smooth && work && i < n; i++)
        smooth[i] = rf_window_mean(&w, c, n, i, RF_M_grade_pct, HALF_US);
    for (size_t i = 0; smooth && work && i < n; i++)
        c[i].value[RF_M_grade_pct] = (float)smooth[i];
    if (work && smooth && sides)
        tell(x, c, n, work, offset / sides);
    free(smooth);
    if (!work || !smooth) {
        free(work);
        return RF_ERR_NOMEM;
    }
    free(work);
    return 0;
}
