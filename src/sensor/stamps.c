/* Steps from stamp to stamp. Even: whole multiples of their median, but for lost samples. Packets: a few stamps close together (or all alike), then a
 * wait, and most of the time passes in the waits. */
#include "sensor/stamps.h"

#include "base/base.h"
#include "dsp/stats.h"

enum { LATELY = 200 };
#define PACKET_US 150000.0 /* the longest wait for a packet of samples that is still taken for one */

/* Whether the stamps come in packets: a packet's own lie close together (by chance or by a coarse clock the waits may be whole multiples of them),
 * the waits are alike, and most of the time passes in them. *mean: then over whole packets. */
static bool in_packets(const int64_t *t_us, int n, double median, double pause, double *mean)
{
    double waited = 0, all = 0, shortest = pause, longest = 0;
    int waits = 0, first = 0, last = 0;

    for (int i = 1; i < n; i++) {
        const double d = (double)(t_us[i] - t_us[i - 1]);

        all += d;
        if (d <= 2.5 * median)
            continue;
        first = waits++ ? first : i;
        last = i;
        waited += d;
        shortest = rf_min(shortest, d);
        longest = rf_max(longest, d);
    }
    if (waits < 2 || waited < 0.5 * all || longest > 1.5 * shortest)
        return false;
    *mean = (double)(t_us[last] - t_us[first]) / (last - first);
    return true;
}

rf_stamps_kind rf_stamps_judge(const int64_t *t_us, int n, double *dt)
{
    rf_stamps_kind kind = { .period_us = NAN };
    double median, pause, mean = 0;
    int m = 0, odd = 0;
    bool packets;

    for (int i = 1; i < n; i++)
        dt[i - 1] = (double)(t_us[i] - t_us[i - 1]);
    if (n < 2)
        return kind;
    median = rf_median(dt, (size_t)n - 1);
    pause = rf_max(10 * median + 1000, PACKET_US); /* a pause is no sample period, the wait for a packet is part of one */
    for (int i = 0; i < n - 1; i++)
        if (dt[i] < pause) {
            mean += dt[i];
            m++;
        }
    mean /= m > 0 ? m : 1;
    for (int i = 0; i < n - 1; i++) /* a lost sample is a whole multiple of the median and no jitter */
        odd += !(median > 0) || fabs(dt[i] - median * floor(dt[i] / median + 0.5)) > 0.35 * median || dt[i] < 0.5 * median;
    packets = in_packets(t_us, n, median, pause, &mean);
    kind.uneven = n > 32 && (packets || 4 * odd > n - 1);
    kind.period_us = kind.uneven || !(median > 0) ? mean : median;
    return kind;
}

bool rf_stamps_watch(rf_stamps_lately *w, double dt_us, double *period_us)
{
    bool packets;

    if (dt_us < 0 || dt_us > PACKET_US)
        return false;
    w->all_us += dt_us;
    w->short_ones += dt_us < 0.5 * *period_us;
    if (dt_us > 1.5 * *period_us) {
        w->waits++;
        w->waited_us += dt_us;
    }
    if (++w->n < LATELY)
        return false;
    packets = 2 * w->short_ones > w->n && w->waits > 2 && w->waited_us > 0.5 * w->all_us;
    if (packets)
        *period_us = w->all_us / w->n;
    *w = (rf_stamps_lately) { 0 };
    return packets;
}
