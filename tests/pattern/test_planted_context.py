"""Hills, fast strides and bends planted into simulated runners, through the whole program: the three rows that are judged in their context, what looks
like them, and the rows that leave such strides out.

    python3 tests/pattern/test_planted_context.py build/runform
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from judged import LEGS, Judged  # noqa: E402
from program import main  # noqa: E402

AIR = ('--barometer', '0.2')


class InContext(Judged):
    def hill(self, fault='', seconds=150, speed=3.2, make=AIR, **k):
        return dict(fault=fault, seconds=seconds, speed=speed, make=('--profile', self.half_hill(speed, seconds), *make), **k)

    def half_hill(self, speed, seconds, uphill_speed=None, grade=5):
        return self.write('hill.csv', 't_s,speed_mps,grade_pct,radius_m\n0,%g,0,\n%g,%g,%g,\n' % (speed, seconds / 2, uphill_speed or speed, grade))

    def speeds(self, slow=3.0, quick=4.0, seconds=150):
        return self.write('speeds.csv', 't_s,speed_mps,grade_pct,radius_m\n' + ''.join('%d,%g,0,\n' % (30 * i, quick if i % 2 else slow) for i in range(seconds // 30)))

    # --- uphill ---

    def test_uphill(self):
        self.status('uphill_overstride', 'clear', worn=LEGS, **self.hill('overstride=-3'))
        self.status('uphill_overstride', 'watch', worn=LEGS, **self.hill('uphill_overstride=2.5,overstride=1'))
        for worn in (LEGS, 'shank:left', 'shank:left,shank:right'):
            p = self.status('uphill_overstride', 'flagged', worn=worn, **self.hill('uphill_overstride=8'))
            self.assertAlmostEqual(p['value'], 8, delta=1)
            self.assertEqual({w['context'] for w in p['when']}, {'uphill'})
        self.status('uphill_overstride', 'cannot_tell', worn=LEGS, others=('overstride',), **self.hill('uphill_overstride=8', make=()))

    def test_what_an_uphill_reach_needs(self):
        self.assertIn('steep', self.status('uphill_overstride', 'cannot_tell', worn='shank:left,shank:right', seconds=100)['why'])
        self.assertIn('Uphill', self.status('uphill_overstride', 'cannot_tell', worn=LEGS, seconds=100, make=AIR)['why'])
        self.assertIn('no level', self.status('uphill_overstride', 'cannot_tell', 'uphill_overstride=8', worn=LEGS, seconds=60, make=('--grade', '5'),
                                              tell=('--grade', '5'))['why'])

    def test_a_hill_without_a_shank_sensor_is_watched_at_most(self):
        """Steps that stay as long as on the level are clear; steps that get longer are watched."""
        for worn in ('foot:left,foot:right', 'pelvis'):
            self.status('uphill_overstride', 'clear', worn=worn, **self.hill('uphill_overstride=8'))

    def test_what_looks_like_an_uphill_reach(self):
        """The same landing everywhere; a slower pace uphill; a treadmill's column; a treadmill whose hill the air does not show; a sensor that sits higher."""
        self.status('uphill_overstride', 'clear', worn=LEGS, **self.hill('overstride=-2'))
        slower = self.half_hill(3.6, 160, 2.8)
        self.status('uphill_overstride', 'clear', 'overstride=-2', worn=LEGS, seconds=160, told=False, make=('--profile', slower, *AIR))
        belt = self.half_hill(3.2, 150)
        self.status('uphill_overstride', 'flagged', 'uphill_overstride=8', worn=LEGS, seconds=150, speed=3.2, make=('--profile', belt, '--treadmill', '--belt', *AIR))
        self.status('uphill_overstride', 'cannot_tell', worn=LEGS, seconds=150, speed=3.2, make=('--profile', belt, '--treadmill', *AIR))
        self.status('uphill_overstride', 'clear', worn=LEGS, **self.hill('overstride=-3', make=(*AIR, '--slip', '0.05')))

    # --- fast ---

    def test_fast(self):
        self.status('fast_overstride', 'clear', worn=LEGS, seconds=150, told=False, make=('--profile', self.speeds()), speed=3.0)
        mild = self.status('fast_overstride', 'watch', 'fast_overstride=2.4', worn=LEGS, seconds=150, told=False, make=('--profile', self.speeds()), speed=3.0)
        self.assertIn('rises', mild['why'])
        p = self.status('fast_overstride', 'flagged', 'fast_overstride=6', worn=LEGS, seconds=150, told=False, make=('--profile', self.speeds()), speed=3.0)
        self.assertEqual({w['context'] for w in p['when']}, {'fast'})

    def test_the_speed_of_fast_strides_may_come_from_a_receiver_or_a_belt(self):
        for how in (('--gps', '1'), ('--treadmill', '--belt')):
            for size, want in (('0.001', 'clear'), ('7', 'flagged')):
                self.status('fast_overstride', want, 'fast_overstride=' + size, worn='shank:left,shank:right', seconds=150, told=False, speed=3.0,
                            make=('--profile', self.speeds(), *how))

    def test_what_fast_strides_need(self):
        self.assertIn('One speed', self.status('fast_overstride', 'cannot_tell', 'fast_overstride=6', worn='shank:left', seconds=150, speed=3.0,
                                               make=('--profile', self.speeds()))['why'])
        self.assertIn('above the usual', self.status('fast_overstride', 'cannot_tell', worn=LEGS)['why'])
        self.assertIn('shank', self.status('fast_overstride', 'cannot_tell', 'fast_overstride=6', worn='foot:left', seconds=150, speed=3.0, told=False,
                                           make=('--profile', self.speeds()))['why'])

    def test_what_looks_like_a_fast_reach(self):
        """Downhill strides are faster; a sensor higher on the shank; a treadmill."""
        down = self.write('down.csv', 't_s,speed_mps,grade_pct,radius_m\n0,3,0,\n60,3.8,-6,\n')
        self.status('fast_overstride', 'cannot_tell', worn=LEGS, seconds=120, told=False, speed=3.0, make=('--profile', down, *AIR))
        self.status('fast_overstride', 'clear', worn=LEGS, seconds=150, told=False, speed=3.0, make=('--profile', self.speeds(), '--slip', '0.05'))
        self.status('fast_overstride', 'clear', worn=LEGS, seconds=150, told=False, speed=3.0, make=('--profile', self.speeds(), '--treadmill'))

    # --- bends ---

    def test_tight_turns(self):
        self.status('tight_turns', 'clear', worn='pelvis')
        self.status('tight_turns', 'clear', 'tight_turns=46', worn='pelvis', seconds=120)
        self.status('tight_turns', 'watch', 'tight_turns=39.5', worn='pelvis', seconds=120)
        for worn in ('pelvis', 'trunk', LEGS + ',pelvis'):
            p = self.status('tight_turns', 'flagged', 'tight_turns=36', worn=worn, seconds=120)
            self.assertEqual({w['context'] for w in p['when']}, {'turn'})
            self.assertIn('left', p['why'])
        self.status('tight_turns', 'watch', 'tight_turns=30', worn='foot:left,foot:right', seconds=120)
        self.assertIn('gyroscope', self.status('tight_turns', 'cannot_tell', 'tight_turns=36', worn='pelvis', seconds=120, make=('--no-gyro',))['why'])

    def test_what_looks_like_tight_turns(self):
        """As many bends to the right as to the left; one bend now and then; a treadmill; a sensor that sits to one side."""
        both = self.write('both.csv', 't_s,speed_mps,grade_pct,radius_m\n' + ''.join('%d,3.5,0,%s\n' % (20 * i, ('', '30', '', '-30')[i % 4]) for i in range(12)))
        self.status('tight_turns', 'clear', worn='pelvis', seconds=240, make=('--profile', both))
        few = self.write('few.csv', 't_s,speed_mps,grade_pct,radius_m\n0,3.5,0,\n60,3.5,0,20\n68,3.5,0,\n')
        self.status('tight_turns', 'clear', worn='pelvis', seconds=180, make=('--profile', few))
        self.status('tight_turns', 'clear', worn='pelvis', make=('--treadmill',))
        self.status('tight_turns', 'clear', worn='pelvis', make=('--slip', '0.05'))

    # --- the other rows ---

    def test_sides_are_compared_on_straight_and_level_strides(self):
        found = self.judged('side_imbalance=18', worn='foot:left,foot:right,pelvis', seconds=150, make=('--profile', self.laps(36.8)))
        self.assertEqual(found['side_imbalance']['status'], 'flagged')
        self.assertNotIn('turn', {w['context'] for w in found['side_imbalance']['when']})
        found = self.judged(worn='foot:left,foot:right', seconds=150, make=('--profile', self.half_hill(3.5, 150), *AIR))
        self.assertEqual(found['side_imbalance']['status'], 'clear')

    def test_a_hill_is_no_low_cadence_and_no_fading(self):
        slow_hill = self.half_hill(3.6, 240, 2.6, 6)
        found = self.judged(worn=LEGS + ',pelvis', seconds=240, told=False, make=('--profile', slow_hill, *AIR))
        for row in ('low_cadence', 'posture_fade', 'overstride', 'side_imbalance', 'pelvic_asymmetry'):
            self.assertNotIn(found[row]['status'], ('flagged', 'watch'), found[row]['why'])


if __name__ == '__main__':
    main()
