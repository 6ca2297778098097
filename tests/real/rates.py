#!/usr/bin/env python3
"""How the error grows when the sensor is slower: rates.py RUNFORM [--print]

The recordings with truth are made slower, in two ways: behind a low-pass, as a good sensor does it, and bare, as a cheap one does. The table
in README.md beside this file says what error is then seen, against the truth; this test asks whether it still is so. --print writes the table
anew. Exit 0, 1 where a figure is worse than the table, 77 where the recordings are not here.
"""
import os
import re
import statistics as st
import sys

from recordings import DATA, HERE, KINDS, Bench, decimated, have_data, pairs, sacrum, table, trials, virtual

HEAD = '| sensor | Hz | made slower | found % | IC bias | IC SD | TC bias | TC SD | contact MAE | cadence MAE spm |'
MARGIN = {'found %': 0.3, 'IC bias': 0.7, 'IC SD': 0.4, 'TC bias': 0.7, 'TC SD': 0.5, 'contact MAE': 0.7, 'cadence MAE spm': 0.05}


def truth_of(r):
    folder, name = ('virtual-imu/' + r.trial['trial'], 'events.csv') if r.trial else ('sacrum-force', r.name + '.truth.csv')
    rows = table(os.path.join(DATA, folder, name))
    side = r.where[3] if '--side' in r.where else ''
    lo, hi = r.trial['valid_window'] if r.trial else (-1e9, 1e9)
    return {k: sorted(float(e['t_s']) for e in rows if e['kind'] == k and (not side or e['side'] == side) and lo <= float(e['t_s']) <= hi) for k in KINDS}


class Error:
    def __init__(self):
        self.n = 0
        self.ms = {k: [] for k in KINDS}
        self.contact, self.cadence = [], []

    def add(self, r, result):
        truth = truth_of(r)
        at = {}
        for k in KINDS:
            found = result.times(k)
            m = pairs(truth[k], found, 0.100)
            at[k] = {truth[k][i]: found[j] for i, j in m}
            self.ms[k] += [1000 * (found[j] - truth[k][i]) for i, j in m]
        self.n += len(truth[KINDS[0]])
        for t, found in at[KINDS[0]].items():
            off = next((x for x in truth[KINDS[1]] if x > t), None)
            if off in at[KINDS[1]] and off - t < 0.6:
                self.contact.append(abs(1000 * (at[KINDS[1]][off] - found - (off - t))))
        x = truth[KINDS[0]]
        true = r.trial['cadence_spm'] if r.trial else 60 * (len(x) - 1) / (x[-1] - x[0])
        value = result.session.get('summary', {}).get('cadence_spm', {}).get('value')
        self.cadence.append(abs(value - true) if value else true)

    def cells(self):
        ic, tc = (self.ms[k] for k in KINDS)
        return [100 * len(ic) / self.n, st.mean(ic), st.pstdev(ic), st.mean(tc), st.pstdev(tc), st.mean(self.contact), st.mean(self.cadence)]


def measure(bench):
    """[(sensor, Hz, way, figures)]"""
    names = trials()
    sets = [('foot', 200, [virtual(t, 'foot_' + s) for t in names for s in ('left', 'right')]),
            ('shank', 200, [virtual(t, 'shank_' + s) for t in names for s in ('left', 'right')]),
            ('pelvis', 200, [virtual(t, 'pelvis') for t in names]), ('pelvis, force plate', 500, sacrum())]
    for name, rate, recordings in sets:
        for factor in (1, 2, 4) if rate == 200 else (1, 2, 5, 10):
            for way in ('-',) if factor == 1 else ('low-pass', 'bare'):
                e = Error()
                for r in recordings:
                    e.add(r, bench.analyse(decimated(r, factor, way == 'low-pass')))
                yield name, rate // factor, way, e.cells()


def line(name, hz, way, cells):
    return '| %s | %d | %s | %.1f | %+.1f | %.1f | %+.1f | %.1f | %.1f | %.2f |' % (name, hz, way, *cells)


def told():
    """What README.md says: {(sensor, Hz, way): figures}."""
    out = {}
    with open(os.path.join(HERE, 'README.md'), encoding='utf-8') as f:
        for text in f:
            c = [x.strip() for x in text.strip().strip('|').split('|')]
            if len(c) == 10 and re.fullmatch(r'\d+', c[1]):
                out[c[0], int(c[1]), c[2]] = [float(x) for x in c[3:]]
    return out


def main():
    if not have_data():
        print('skipped: no recordings at', DATA)
        return 77
    bench = Bench(sys.argv[1])
    known = {} if '--print' in sys.argv else told()
    worse = 0
    print(HEAD)
    print('|---|---|---|---|---|---|---|---|---|---|')
    for name, hz, way, cells in measure(bench):
        print(line(name, hz, way, cells))
        if '--print' in sys.argv:
            continue
        if (name, hz, way) not in known:
            print('    not in README.md')
            worse += 1
            continue
        for figure, was, now in zip(MARGIN, known[name, hz, way], cells):
            off = was - now if figure == 'found %' else abs(now) - abs(was)
            if off > MARGIN[figure]:
                print('    %s: README.md says %g' % (figure, was))
                worse += 1
    return 1 if worse else 0


if __name__ == '__main__':
    sys.exit(main())
