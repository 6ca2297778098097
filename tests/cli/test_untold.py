"""What cannot be told says what is missing: the other foot, a gyroscope, turns, a date."""
import json
import os
import sys

from program import ROOT, Case, main

sys.path.insert(0, os.path.join(ROOT, 'tests', 'read'))
from fit_files import Fit, record  # noqa: E402

SAMPLES = os.path.join(ROOT, 'samples')


class Untold(Case):
    def why(self, *inputs):
        """{metric: why it is not told}"""
        r = self.run_program('analyze', *inputs, '--json', 'j.json', '-q')
        self.assertEqual(r.returncode, 0, r.stderr)
        summary = json.loads(self.read('j.json'))['summary']
        return {k: v['why'] for k, v in summary.items() if not v['told']}

    def test_one_foot_does_not_tell_what_lies_between_two(self):
        why = self.why(os.path.join(SAMPLES, 'healthy-foot', 'foot_left.csv'))
        for metric in ('flight_ms', 'step_ms', 'peak_force_bw', 'contact_asym_straight_pct', 'contact_asym_left_turn_pct'):
            self.assertIn('needs both feet', why[metric], metric)
        self.assertIn('needs a sensor on: shank', why['shank_angle_ic_deg'])

    def test_two_feet_that_never_turned_tell_no_turns(self):
        why = self.why(os.path.join(SAMPLES, 'easy-pelvis', 'pelvis.csv'))
        self.assertNotIn('flight_ms', why)
        self.assertNotIn('contact_asym_straight_pct', why)
        self.assertIn('in turns to the left', why['contact_asym_left_turn_pct'])
        self.assertIn('in turns to the right', why['contact_asym_right_turn_pct'])

    def test_a_share_that_nothing_was_seen_of_is_none(self):
        shank = os.path.join(SAMPLES, 'overstride-shank', 'shank_left.csv')
        r = self.run_program('analyze', shank, '--report', 'r.html', '--json', 'a.json')
        self.run_program('analyze', shank, '-q', '--report', 'r.md')
        lines = [line.split() for line in r.stdout.decode().splitlines()]
        self.assertIn(['Running', 'in', 'left', 'turns', 'none'], lines)
        self.assertIn('turns</th><td class="num">none</td><td class="num"></td>', self.read('r.html').decode())
        self.assertIn('| Running in left turns | none | | | |', self.read('r.md').decode())
        self.assertEqual(json.loads(self.read('a.json'))['summary']['turning_left_pct']['value'], 0)
        r = self.run_program('compare', 'a.json', 'a.json', '--report', 'c.html')
        shown = r.stdout.decode()
        self.assertIn('Cadence', shown)
        self.assertNotIn('turns ', shown.split('Patterns')[0])
        self.assertNotIn('left turns', self.read('c.html').decode())

    def test_a_watch_that_ran_is_not_told_that_nobody_ran(self):
        f = Fit()
        for i in range(120):
            record(f, 1000000000 + i)
        self.write('watch.fit', f.bytes())
        why = self.why('watch.fit')
        self.assertIn('needs a sensor on: shank', why['shank_angle_ic_deg'])
        self.assertNotIn('no running', ' '.join(why.values()))
        text = self.run_program('analyze', 'watch.fit').stdout.decode()
        self.assertRegex(text, r'\nRunning\n  .* in 1 stretch\n')

    def test_a_watch_without_cadence_is_not_asked_where_it_was_worn(self):
        f = Fit()
        for i in range(120):
            record(f, 1000000000 + i, cadence=0)
        self.write('watch.fit', f.bytes())
        r = self.run_program('analyze', 'watch.fit', '-q')
        self.assertEqual(r.returncode, 1)
        self.assert_one_line(r, 'no running was found')
        self.assertNotIn(b'PLACEMENT', r.stderr)

    def test_a_sensor_without_gyroscope_says_so(self):
        why = self.why(os.path.join(SAMPLES, 'upside-down-pelvis', 'pelvis.csv'))
        for metric in ('pelvic_tilt_deg', 'turn_rate_dps', 'pelvic_rotation_range_deg', 'turning_left_pct'):
            self.assertEqual(why[metric], 'needs a gyroscope: the sensor on the pelvis has none')

    def test_sessions_without_a_date_have_no_place_in_a_trend(self):
        r = self.run_program('analyze', os.path.join(SAMPLES, 'easy-pelvis', 'pelvis.csv'), '--db', 's.sqlite', '-q')
        if b'without SQLite' in r.stderr:
            self.skipTest('built without SQLite')
        for args in ((), ('cadence_spm',)):
            r = self.run_program('history', 'trend', *args, '--db', 's.sqlite')
            self.assertEqual(r.returncode, 1, r.stderr)
            self.assert_one_line(r, '1 session has no date', 'history edit ID --date')


if __name__ == '__main__':
    main()
