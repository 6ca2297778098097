#!/usr/bin/env python3
"""Clocks that are apart are found, told and put right, and clocks that are not are left alone: clocks.py RUNFORM [--measure]

Seven virtual sensors of one runner share a clock. One sensor's clock, or those of a whole leg, are set wrong or run fast: what is told must be what was
planted, and the angles at contact what they were. Where neighbouring segments are worn the joint between them tells the offset to 1 to 2 ms; contacts alone
to some 7 (a trunk's to 13).
"""
import os
import re
import statistics as st
import sys
import unittest

import recordings
from recordings import Bench, have_data, pairs, stood, table, virtual

MEASURE = '--measure' in sys.argv
PARTS = ['%s_%s' % (p, s) for p in ('foot', 'shank', 'thigh') for s in ('left', 'right')] + ['pelvis']
ANGLES = 'shank_angle_ic_deg', 'knee_flexion_ic_deg'
SOME = 'rbds002-35', 'rbds005-25', 'rbds011-45', 'rbds021-35', 'rbds025-35', 'rbds026-45'


def names():
    return [r['trial'] for r in table(os.path.join(recordings.DATA, 'virtual-imu', 'index.csv'))]


def lengthened(r, contacts, times):
    """What lies between the first and the last contact, again and again: joined at whole strides; standing stays in front."""
    stands = len(r.t) - 5000
    a, b = (stands + int(round(200 * contacts[i])) for i in (0, -1))
    take = list(range(stands)) + list(range(a, b)) * times
    t = r.t[:stands] + [r.t[stands] + j / 200 for j in range((b - a) * times)]
    return r.but(t=t, acc=[r.acc[i] for i in take], gyr=[r.gyr[i] for i in take])


class Clocks(unittest.TestCase):
    def body(self, trial, change=lambda part, r: r, make=stood):
        inputs = []
        for part in PARTS:
            r = change(part, make(virtual(trial, part)))
            place, _, side = part.partition('_')
            path = r.write(os.path.join(BENCH.folder.name, part + '.csv'))
            inputs.append(path + ':' + place + (':' + side if side else ''))
        return BENCH.analyse_files(inputs)

    def told(self, result):
        return {n['code']: n for n in result.session['notices'] if n['code'].startswith('clock')}

    def differences(self, a, b, column, side, frm=-1e9):
        x, y = ([(float(r['ic_t_s']), r[column]) for r in q.steps if r['side'] == side and r[column] and float(r['ic_t_s']) >= frm] for q in (a, b))
        return [float(y[j][1]) - float(x[i][1]) for i, j in pairs([t for t, _ in x], [t for t, _ in y], 0.02)]

    def test_one_clock_is_left_alone(self):
        for trial in names():
            for make in stood, lambda r: r:
                self.assertEqual(self.told(self.body(trial, make=make)), {}, trial)

    def planted(self, trial, change, parts=PARTS, make=stood):
        global PARTS
        kept, PARTS = PARTS, parts
        try:
            return self.body(trial, make=make), self.body(trial, change, make)
        finally:
            PARTS = kept

    def worst_angle(self, as_is, changed, what, frm=-1e9):
        out = []
        for column in ANGLES:
            for side in ('left', 'right'):
                d = self.differences(as_is, changed, column, side, frm)
                self.assertGreater(len(d), 20, (what, column))
                out.append((abs(st.mean(d)), *what, column))
        return out

    def test_an_offset_is_told_and_taken_out(self):
        off, angle = [], []
        for trial in SOME:
            for ms, part in (10, 'shank_left'), (40, 'shank_left'), (-65, 'shank_right'), (120, 'thigh_left'), (70, 'pelvis'):
                as_is, changed = self.planted(trial, lambda p, r: r.but(t=[t + ms / 1000 for t in r.t]) if p == part else r)
                notes = [n for n in changed.session['notices'] if n['code'].startswith('clock')]
                self.assertEqual([(n['code'], n['sensor']) for n in notes], [('clock_offset', part)], (trial, part, notes))
                found = float(notes[0]['text'].split(' come ')[1].split(' ms')[0])
                off.append((abs(found - ms), part))
                angle += self.worst_angle(as_is, changed, (trial, part))
        if MEASURE:
            print('offset told: off by %s ms; angles moved by %s, in the middle %.2f' % (sorted(off)[-4:], sorted(angle)[-4:], st.median(a for a, *_ in angle)))
        for ms, part in off:
            self.assertLessEqual(ms, {'shank': 2.5, 'thigh': 3.5, 'pelvis': 5}[part.split('_')[0]], part)
        self.assertLessEqual(max(angle)[0], 0.6)            # measured: 0.50; the leg's own distance from the usual one
        self.assertLess(st.median(a for a, *_ in angle), 0.2)

    def test_the_clocks_of_a_leg_are_brought_to_those_of_the_other_by_the_trunk_between(self):
        """Through both hips where they are worn, else by what the pelvis hears of both feet; without a trunk a limp would look the same."""
        step, angle = {'hips': [], 'feet': []}, []
        for trial in SOME:
            for ms, parts, how in (30, PARTS, 'hips'), (-70, PARTS, 'hips'), (60, ['foot_left', 'foot_right', 'pelvis'], 'feet'):
                as_is, changed = self.planted(trial, lambda p, r: r.but(t=[t + ms / 1000 for t in r.t]) if p.endswith('right') else r, parts)
                notes = [n for n in changed.session['notices'] if n['code'].startswith('clock')]
                self.assertEqual([(n['code'], n['sensor']) for n in notes], [('clock_offset', 'foot_right')], (trial, how, notes))
                for side in ('left', 'right'):
                    step[how].append(abs(st.mean(self.differences(as_is, changed, 'step_ms', side))))
                if how == 'hips':
                    angle += self.worst_angle(as_is, changed, (trial, ms))
        if MEASURE:
            print('left and right apart: steps moved by at most %s ms, angles by %s' % ({k: max(v) for k, v in step.items()}, max(angle)))
        self.assertLessEqual(max(step['hips']), 6)
        self.assertLessEqual(max(step['feet']), 13)
        self.assertLessEqual(max(angle)[0], 0.5)

    def test_left_and_right_far_apart_without_a_trunk_is_said(self):
        for trial in SOME[:3]:
            _, changed = self.planted(trial, lambda p, r: r.but(t=[t + 0.09 for t in r.t]) if p.endswith('right') else r, ['foot_left', 'foot_right'])
            self.assertIn('clocks', changed.notices())
            self.assertTrue(all(not r['step_ms'] for r in changed.steps))

    def test_a_drift_is_told_and_taken_out(self):
        gains, angle = [], []
        for trial in SOME[:3]:
            strikes = [float(e['t_s']) for e in table(os.path.join(recordings.DATA, 'virtual-imu', trial, 'events.csv')) if e['kind'] == 'initial_contact' and e['side'] == 'left']
            strikes = [t for t in strikes if 0.5 < t < 24.5]

            def long(r):
                return lengthened(stood(r), strikes, 7)
            for ppm, part in (200, 'shank_right'), (-300, 'shank_left'):
                def fast(p, r):
                    return r.but(t=[t * (1 + ppm * 1e-6) for t in r.t]) if p == part else r
                as_is, changed = self.body(trial, make=long), self.body(trial, fast, long)
                self.assertEqual(self.told(as_is), {}, trial)
                told = self.told(changed)
                self.assertIn('clock_drift', told, (trial, part))
                self.assertEqual(told['clock_drift']['sensor'], part)
                word, found = re.search(r'(gains|loses) (\d+) ppm', told['clock_drift']['text']).groups()
                gains.append((abs((float(found) if word == 'gains' else -float(found)) - ppm), part))
                for column in ANGLES:
                    d = self.differences(as_is, changed, column, part.split('_')[1])
                    self.assertGreater(len(d), 50)
                    angle.append((max(map(abs, d)), trial, part, column))
        if MEASURE:
            print('drift told: off by %s ppm; angles, from the first contact on, moved by at most %s' % (sorted(gains)[-3:], sorted(angle)[-3:]))
        self.assertLessEqual(max(gains)[0], 10)
        self.assertLessEqual(max(angle)[0], 3)                   # the first contacts, before a drift is known; untold it would be 8


if __name__ == '__main__':
    if not have_data():
        print('skipped: no recordings at', recordings.DATA)
        sys.exit(77)
    BENCH = Bench(sys.argv[1])
    unittest.main(argv=sys.argv[:1])
