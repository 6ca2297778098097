#!/usr/bin/env python3
"""How near the mean curves over the stride (--curves) lie to the truth: curves.py RUNFORM [--all]

The truth of a stride is made of what the optical markers say at its two contacts (angle of shank, knee and foot; tilt of the pelvis as the mean of the
stride) and, in between, of the sensor's own turning with its true mounting and true bias, which the program does not know: a strap-down integral that
starts at the one contact and is closed at the other. Angles count from standing, as the program's do. What is compared are means over the strides of a
side; "shape" is without the difference of the two means, which is what a standing pose cannot know. Every third recording, with --all each: that is the table of README.md. Exit 1
where an error is larger than its bound.
"""
import bisect
import collections
import csv
import glob
import json
import math
import os
import statistics as st
import subprocess
import sys
import tempfile

from coverage import STANDING_SHANK_DEG, number, pitch, table, with_standing
from recordings import DATA

# worst RMS error of the mean curve and of its shape, deg: a little above what was measured
BOUND = {'foot_angle_deg': (8.0, 7.5), 'shank_angle_deg': (3.0, 2.5), 'thigh_angle_deg': (3.2, 2.2), 'knee_flexion_deg': (5.0, 3.6), 'pelvic_tilt_deg': (1.8, 1.7)}
DT = 1 / 200


def product(a, b):
    return (a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3], a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
            a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1], a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0])


def rotate(q, v):
    return product(product(q, (0, *v)), (q[0], -q[1], -q[2], -q[3]))[1:]


def turning(path, sensor):
    """(times, turning rates in the segment's axes, rad/s)"""
    with open(path) as f:
        next(f)
        rows = [[float(x) for x in line.split(',')] for line in f]
    q, bias = sensor['mounting_quaternion_wxyz'], sensor['gyr_bias_rads']
    return [r[0] for r in rows], [rotate(q, [w - b for w, b in zip(r[4:7], bias)]) for r in rows]


def pitches(times, rates, start, stop, at_start_deg):
    """Pitch, top leaning back positive, deg, at the samples from start to stop: 3D, beginning upright to the side."""
    i, out = bisect.bisect_left(times, start), []
    half = -math.radians(at_start_deg) / 2                  # top back is a turn about −y
    q = (math.cos(half), 0.0, math.sin(half), 0.0)
    while i < len(times) and times[i] <= stop + DT:
        up = rotate(q, (0.0, 0.0, 1.0))
        out.append((times[i], math.degrees(math.atan2(-up[0], up[2]))))
        w = [x * DT / 2 for x in rates[i]]
        n = math.sqrt(1 + sum(x * x for x in w))
        q = product(q, (1 / n, w[0] / n, w[1] / n, w[2] / n))
        i += 1
    return out


def at_percents(curve, start, stop):
    times = [t for t, _ in curve]
    out = []
    for k in range(101):
        t = start + (stop - start) * k / 100
        i = min(max(bisect.bisect_left(times, t), 1), len(times) - 1)
        (t0, y0), (t1, y1) = curve[i - 1], curve[i]
        out.append(y0 + (y1 - y0) * (t - t0) / (t1 - t0))
    return out


def true_strides(times, rates, rows, side, column, extra=None):
    """The truth of every stride of a side whose contacts have the column; None in column's place: the mean of the stride is told (pelvis)."""
    own = [r for r in rows if r['side'] == side]
    for a, b in zip(own, own[1:]):
        start, stop, first, last = float(a['ic_t_s']), float(b['ic_t_s']), number(a, column), number(b, column)
        if extra and first is not None and last is not None:
            more = number(a, extra), number(b, extra)
            first, last = (first + more[0], last + more[1]) if None not in more else (None, None)
        if first is None or last is None or not 0.4 < stop - start < 1.2 or stop > times[-1] - DT or start < times[0]:
            continue
        y = at_percents(pitches(times, rates, start, stop, 0 if column == 'pelvic_tilt_deg' else first), start, stop)
        if column == 'pelvic_tilt_deg':
            drift = y[-1] - y[0]
            y = [-(v - drift * k / 100) for k, v in enumerate(y)]
            yield [v - st.mean(y[:100]) + first for v in y]
        else:
            yield [v + (first - y[0]) + (last - first - y[-1] + y[0]) * k / 100 for k, v in enumerate(y)]


def mean_of(strides):
    strides = list(strides)
    return [st.mean(s[k] for s in strides) for k in range(101)] if len(strides) > 2 else None


def truths(folder, trial, rows):
    """{(signal, side): mean curve, from standing as a sensor that was zeroed there}"""
    out = {}
    for side in ('left', 'right'):
        stand = {p: pitch(trial['sensors']['%s_%s' % (p, side)]) for p in ('foot', 'shank', 'thigh')}
        for part, column, extra, zero in (('foot', 'foot_angle_ic_deg', None, 0), ('shank', 'shank_angle_ic_deg', None, STANDING_SHANK_DEG - stand['shank']),
                                          ('thigh', 'shank_angle_ic_deg', 'knee_flexion_ic_deg', -stand['thigh'])):
            name = '%s_%s' % (part, side)
            y = mean_of(true_strides(*turning(folder + name + '.csv', trial['sensors'][name]), rows, side, column, extra))
            if y:
                out[part + '_angle_deg', side] = [v + zero for v in y]
        if ('thigh_angle_deg', side) in out and ('shank_angle_deg', side) in out:
            out['knee_flexion_deg', side] = [a - b + STANDING_SHANK_DEG for a, b in zip(out['thigh_angle_deg', side], out['shank_angle_deg', side])]
        if trial.get('pelvic_tilt_standing_deg') is not None:
            y = mean_of(true_strides(*turning(folder + 'pelvis.csv', trial['sensors']['pelvis']), rows, side, 'pelvic_tilt_deg'))
            if y:
                out['pelvic_tilt_deg', side] = [v - trial['pelvic_tilt_standing_deg'] for v in y]
    return out


def found(program, folder, trial, tmp):
    inputs = [with_standing(folder + b + '.csv', s, 1e9, os.path.join(tmp, b + '.csv')) for b, s in trial['sensors'].items()]
    out = os.path.join(tmp, 'curves.csv')
    subprocess.run([program, 'analyze', *inputs, '--curves', out, '-q'], check=True, stdin=subprocess.DEVNULL)
    curves = collections.defaultdict(list)
    with open(out, newline='') as f:
        for r in csv.DictReader(f):
            curves[r['signal'], r['side']].append(float(r['mean']))
    return curves


def rms(x):
    return math.sqrt(st.mean(v * v for v in x))


def collect(program, every):
    """{signal: [(RMS, RMS of the shape, range of the truth)]} over trials and sides."""
    errors = collections.defaultdict(list)
    for folder in sorted(glob.glob(os.path.join(DATA, 'virtual-imu', '*/')))[1::every]:
        with open(folder + 'truth.json') as f:
            trial = json.load(f)
        if trial['duration_s'] < 15:
            continue
        with tempfile.TemporaryDirectory() as tmp:
            ours = found(program, folder, trial, tmp)
        for key, truth in truths(folder, trial, table(folder + 'steps.csv')).items():
            if len(ours.get(key, ())) == 101:
                d = [a - b for a, b in zip(ours[key], truth)]
                errors[key[0]].append((rms(d), rms([v - st.mean(d) for v in d]), max(truth) - min(truth)))
    return errors


def main():
    args = [a for a in sys.argv[1:] if not a.startswith('--')]
    if not os.path.isdir(os.path.join(DATA, 'virtual-imu')):
        print('skipped: no recordings in %s' % DATA)
        return 77
    errors, bad = collect(os.path.abspath(args[0]), 1 if '--all' in sys.argv else 3), []
    print('| curve | sides | range, deg | RMS error: median, worst | shape alone: median, worst |\n|---|---|---|---|---|')
    for name, bound in BOUND.items():
        e = errors[name]
        whole, shape = sorted(x[0] for x in e), sorted(x[1] for x in e)
        print('| %s | %d | %.0f | %.1f, %.1f | %.1f, %.1f |' % (name, len(e), st.median(x[2] for x in e), st.median(whole), whole[-1], st.median(shape), shape[-1]))
        if len(e) < 8 or whole[-1] > bound[0] or shape[-1] > bound[1]:
            bad.append(name)
    if bad:
        print('beyond their bounds: %s' % ', '.join(bad))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
