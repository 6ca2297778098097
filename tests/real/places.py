#!/usr/bin/env python3
"""Contacts from the places beside foot, shank and pelvis, against force plates: places.py RUNFORM [DATA]

Thigh: all virtual recordings, with and without a gyro. Trunk: the one recording that has it. Pocket: phones, where only the cadence is known, so that
steps are counted and their rhythm judged. The shock of the virtual thigh is a model's, so the bound on its initial contact says
that nothing broke, not how good a real thigh is; the terminal contact owes nothing to that model. Exit 77 where the data are not there.
"""
import csv, glob, json, os, statistics as st, subprocess, sys, tempfile

MATCH_S = 0.1


def table(path):
    with open(path, newline='') as f:
        return list(csv.DictReader(f))


def events(prog, path, place, side=None, extra=()):
    with tempfile.TemporaryDirectory() as d:
        out = os.path.join(d, 'events.csv')
        r = subprocess.run([prog, 'analyze', path, '--placement', place, *(['--side', side] if side else []), *extra, '-q', '--events', out],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        if r.returncode:
            sys.exit('%s: exit %d: %s' % (path, r.returncode, r.stderr.decode()))
        return table(out)


def times(rows, kind, side=None):
    return sorted(float(r['t_s']) for r in rows if r['kind'] == kind and (not side or r['side'] == side))


def errors_ms(truth, found):
    e = []
    for t in truth:
        near = min(found, key=lambda x: abs(x - t), default=1e9)
        if abs(near - t) <= MATCH_S:
            e.append(1000 * (near - t))
    return e


def without_gyro(path, out):
    with open(path) as f, open(out, 'w') as g:
        for line in f:
            g.write(','.join(line.rstrip('\n').split(',')[:4]) + '\n')
    return out


class Sum:
    def __init__(self):
        self.n = self.found = 0
        self.ic, self.tc = [], []

    def take(self, trial, rows, side):
        with open(os.path.join(trial, 'truth.json')) as f:
            lo, hi = json.load(f)['valid_window']
        truth = [r for r in table(os.path.join(trial, 'events.csv')) if not side or r['side'] == side]
        ic, tc = ([t for t in times(truth, k) if lo <= t <= hi] for k in ('initial_contact', 'terminal_contact'))
        found = times(rows, 'initial_contact')
        self.n += len(ic)
        self.found += len([t for t in found if ic[0] - 0.06 <= t <= ic[-1] + 0.06])
        self.ic += errors_ms(ic, found)
        self.tc += errors_ms(tc, times(rows, 'terminal_contact'))

    def check(self, what, **most):
        figures = {'missed': self.n - len(self.ic), 'extra': self.found - len(self.ic), 'ic_bias': abs(st.mean(self.ic)), 'ic_sd': st.pstdev(self.ic)}
        if self.tc:
            figures.update(tc_told=100 * len(self.tc) / self.n, tc_bias=abs(st.mean(self.tc)), tc_sd=st.pstdev(self.tc))
        print(what, self.n, 'contacts', ' '.join('%s %.1f' % x for x in figures.items()))
        return ['%s: %s %.2f, at most %g' % (what, k, figures[k], v) for k, v in most.items() if not figures[k] <= v]


def thigh_and_trunk(prog, data):
    with_gyro, alone, trunk = Sum(), Sum(), Sum()
    with tempfile.TemporaryDirectory() as d:
        for trial in sorted(glob.glob(os.path.join(data, 'virtual-imu', '*', ''))):
            for side in ('left', 'right'):
                path = os.path.join(trial, 'thigh_%s.csv' % side)
                with_gyro.take(trial, events(prog, path, 'thigh', side), side)
                alone.take(trial, events(prog, without_gyro(path, os.path.join(d, 'a.csv')), 'thigh', side), side)
            if os.path.exists(trial + 'trunk.csv'):
                trunk.take(trial, events(prog, trial + 'trunk.csv', 'trunk'), None)
    return (with_gyro.check('thigh', missed=0, extra=0, ic_bias=1, ic_sd=4, tc_bias=3, tc_sd=12) +
            alone.check('thigh, accelerometer alone', missed=0, extra=0, ic_bias=2, ic_sd=14) +
            trunk.check('trunk', missed=0, extra=0, ic_bias=10, ic_sd=8, tc_bias=10, tc_sd=8))


def pocket(prog, data):
    short, strides, uneven, counted, expected = [], 0, 0, 0, 0.0
    for r in table(os.path.join(data, 'pocket-phone', 'reference.csv')):
        if r['activity'] == 'walk':
            continue
        rows = events(prog, os.path.join(data, 'pocket-phone', r['file']), 'pocket', extra=['--rate', '50'])
        t = times(rows, 'initial_contact')
        stride = [b - a for a, b in zip(t, t[2:])]
        usual = st.median(stride)
        strides += len(stride)
        uneven += sum(abs(x / usual - 1) > 0.15 for x in stride)
        counted += len(t) - 1
        expected += (t[-1] - t[0]) * float(r['cadence_spm']) / 60
        if any(x['side'] or x['kind'] != 'initial_contact' or float(x['confidence']) > 0.5 for x in rows):
            short.append('%s: says more than a pocket can know' % r['file'])
    print('pocket: %d steps counted, %.0f by the cadence; %d of %d strides uneven' % (counted, expected, uneven, strides))
    if abs(counted / expected - 1) > 0.02:
        short.append('pocket: %d steps, %.0f expected' % (counted, expected))
    if uneven > 0.03 * strides:
        short.append('pocket: %d of %d strides uneven' % (uneven, strides))
    return short


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    data = sys.argv[2] if len(sys.argv) > 2 else os.environ.get('RUNFORM_DATA') or os.path.join(here, '..', '..', '..', 'shared', 'data')
    if not os.path.isdir(os.path.join(data, 'virtual-imu')):
        print('no recordings at', data)
        return 77
    short = thigh_and_trunk(sys.argv[1], data) + pocket(sys.argv[1], data)
    for s in short:
        print('SHORT', s)
    print('%d passed, %d failed' % (not short, bool(short)))
    return bool(short)


if __name__ == '__main__':
    sys.exit(main())
