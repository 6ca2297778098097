#!/usr/bin/env python3
"""What must not change a result, on real recordings: metamorphic.py RUNFORM [--measure]

Each recording is changed as a sensor, a strap or a logger would change it, and what the program then says is compared with what it says of the
recording as it is. Beside every bound stands the figure that was measured when it was set. --measure prints the figures.
"""
import random
import sys
import unittest

import recordings
from recordings import KINDS, UPSIDE_DOWN, Bench, Difference, any_turn, biased, feet, have_data, jittery, lossy, mirrored, noisy, rotated, sacrum, scaled, stood, trials, virtual

MEASURE = '--measure' in sys.argv
EDGE_S = 0.5                   # a contact that the recording cuts is another contact when a sample moves
NOISE = 2 * 300, 2 * 0.014     # µg/√Hz and deg/s/√Hz: twice a cheap sensor's


class Bound:
    """ms99: 99 % of the events move by less, ms. most: all of them. missing: share of events lost or found in addition. degrees: change of any angle."""

    def __init__(self, ms99, most, missing=0.0, degrees=0.1):
        self.ms99, self.most, self.missing, self.degrees = ms99, most, missing, degrees


class Changes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        names = trials()
        legs = [(t, ('left', 'right')[i % 2]) for i, t in enumerate(names)]
        cls.sets = {'foot': [virtual(t, 'foot_' + s) for t, s in legs], 'shank': [stood(virtual(t, 'shank_' + s)) for t, s in legs],
                    'pelvis': [stood(virtual(t, 'pelvis')) for t in names], 'sacrum': sacrum(), 'hall': feet()}

    def changed(self, change, bounds, sides='same'):
        """change(recording, its own random numbers), for every set that has a bound."""
        for name, bound in bounds.items():
            d = Difference()
            for r in self.sets[name]:
                rng = random.Random(r.name + change.__name__)
                d.add(r.name, BENCH.as_it_is(r), BENCH.analyse(change(r, rng)), sides, r.t[-1] - r.runs_s + EDGE_S, r.t[-1] - EDGE_S)
            if MEASURE:
                print('%-22s %-7s %s' % (self.id().split('.test_')[-1], name, d.line()))
                continue
            with self.subTest(name):
                self.assertGreater(sum(d.n.values()), 300)
                self.assertLessEqual(d.share_ms(0.99), bound.ms99, d.line())
                self.assertLessEqual(d.most_ms(), bound.most, d.line())
                self.assertLessEqual(d.lost + d.extra, bound.missing * sum(d.n.values()), d.line())
                self.assertEqual(d.sides, 0, d.line())
                for angle in recordings.ANGLES:
                    self.assertLessEqual(d.most(angle), bound.degrees, angle)

    def test_any_turn_of_the_sensor(self):
        def turned(r, rng):
            return rotated(r, any_turn(rng))
        self.changed(turned, ANY_TURN)

    def test_upside_down(self):
        def upside_down(r, rng):
            return rotated(r, UPSIDE_DOWN)
        self.changed(upside_down, ANY_TURN)

    def test_a_mirror_swaps_the_sides_and_nothing_else(self):
        def in_a_mirror(r, rng):
            return mirrored(r)
        self.changed(in_a_mirror, {k: ANY_TURN[k] for k in ('foot', 'shank', 'pelvis')}, sides='swapped')

    def test_a_gyro_that_is_off_by_1_deg_per_s(self):
        def off(r, rng):
            return biased(r, 1.0)
        self.changed(off, BIAS)

    def test_a_scale_that_is_off_by_1_percent(self):
        def more(r, rng):
            return scaled(r, 1.01, 1.01)

        def less(r, rng):
            return scaled(r, 0.99, 0.99)

        def apart(r, rng):
            return scaled(r, 1.01, 0.99)
        for change in more, less, apart:
            with self.subTest(change.__name__):
                self.changed(change, SCALE)

    def test_twice_the_noise_of_a_cheap_sensor(self):
        def with_noise(r, rng):
            return noisy(r, rng, *NOISE)
        self.changed(with_noise, NOISY)

    def test_2_percent_of_the_samples_lost(self):
        def with_losses(r, rng):
            return lossy(r, rng, 0.02)
        self.changed(with_losses, LOST)

    def test_stamps_that_are_off_by_20_percent_of_the_period(self):
        def with_jitter(r, rng):
            return jittery(r, rng, 0.2)
        self.changed(with_jitter, JITTER)


# Beside each bound: what was measured (99 % of the events within, worst event, ms; largest change of an angle, deg). hall is a runner who starts,
# turns and stops within 10 m: his single bad event is the turn.
ANY_TURN = {'foot': Bound(1, 1),                                 # 0.1, 0.2, 0.03
            'shank': Bound(1, 1),                                # 0.0, 0.0, 0.01
            'pelvis': Bound(1, 1),                               # 0.1, 0.1, 0.02
            'sacrum': Bound(1, 1),                               # 0.0, 0.0
            'hall': Bound(1, 1)}                                 # 0.1, 0.2, 0.03
BIAS = {'foot': Bound(0.5, 1.5, degrees=0.3),                    # 0.3, 1.0, 0.14
        'shank': Bound(0.5, 1.0),                                # 0.0, 0.0, 0.00: standing tells the bias
        'pelvis': Bound(0.5, 1.0),                               # 0.0, 0.0, 0.00
        'hall': Bound(0.5, 1.5, degrees=0.4)}                    # 0.3, 0.7, 0.20
SCALE = {'foot': Bound(1.2, 8, degrees=0.5),                     # 0.9, 5.6, 0.31
         'shank': Bound(1.3, 6, degrees=0.6),                    # 1.0, 4.6, 0.44: one runner has no steepest fall
         'pelvis': Bound(2.6, 4, degrees=0.4),                   # 2.2, 2.7, 0.28
         'sacrum': Bound(2.0, 3),                                # 1.6, 1.8
         'hall': Bound(3.5, 45, missing=0.005, degrees=4.5)}     # 2.9, 37.4, 3.73
NOISY = {'foot': Bound(0.5, 4, degrees=1.0),                     # 0.2, 3.0, 0.73
         'shank': Bound(0.4, 1.5, degrees=0.3),                  # 0.1, 0.6, 0.08
         'pelvis': Bound(0.8, 3, degrees=0.3),                   # 0.5, 2.2, 0.12
         'sacrum': Bound(0.8, 2),                                # 0.5, 0.6
         'hall': Bound(1.5, 7, degrees=0.8)}                     # 0.7, 4.5, 0.37
LOST = {'foot': Bound(2.5, 15, degrees=4.0),                     # 1.9, 11.0, 2.84
        'shank': Bound(1.5, 6, degrees=2.0),                     # 0.9, 4.0, 1.36
        'pelvis': Bound(1.2, 3, degrees=0.3),                    # 0.8, 1.8, 0.13
        'sacrum': Bound(0.5, 2),                                 # 0.2, 1.3
        'hall': Bound(5.0, 10, degrees=1.2)}                     # 3.9, 5.7, 0.69
JITTER = {'foot': Bound(4.0, 15, degrees=2.2),                   # 3.2, 11.0, 1.48
          'shank': Bound(2.5, 17, degrees=3.5),                  # 1.9, 12.7, 2.54
          'pelvis': Bound(2.3, 5, degrees=0.9),                  # 1.8, 3.6, 0.53
          'sacrum': Bound(1.0, 2.5),                             # 0.6, 1.3
          'hall': Bound(6.5, 15, missing=0.006, degrees=2.8)}    # 5.4, 12.6, 2.20, 1 of 342 lost

if __name__ == '__main__':
    if not have_data():
        print('skipped: no recordings at', recordings.DATA)
        sys.exit(77)
    BENCH = Bench(sys.argv[1])
    unittest.main(argv=sys.argv[:1])
