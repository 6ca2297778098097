"""--fit: a FIT activity that runform reads back with the same figures, and that an independent parser accepts; --tidy: every figure as a row."""
import csv
import io
import json
import os
import struct
import sys
import unittest

from independent import read_fit
from program import DATA, ROOT, Case, main, pelvis_rows, still_rows, table

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'read'))
from fit_files import Fit, crc16, record, summary  # noqa: E402

SHANK = os.path.join(ROOT, 'samples', 'overstride-shank', 'shank_left.csv')
# by how much a mean over seconds may differ from the summary's figure, which is a median over contacts
SAME = {'contact_ms': 1.5, 'cadence_spm': 0.5, 'stride_length_m': 0.02, 'speed_mps': 0.02, 'vertical_oscillation_m': 0.001, 'duty_factor': 0.002}


class FitOutput(Case):
    def figures(self, *args, code=0):
        r = self.run_program('analyze', *args, '--json', 'j.json', '-q')
        self.assertEqual((r.returncode, r.stderr if code == 0 else b''), (code, b''))
        return {k: v['value'] for k, v in json.loads(self.read('j.json'))['summary'].items() if v['told']}

    def runner(self, *args):
        r = self.run_program('simulate', '--out', 'sim', '--sensors', 'foot:left,foot:right,shank:left,pelvis', '--seconds', '50', *args)
        self.assertEqual(r.returncode, 0, r.stderr)
        return 'sim'

    def test_read_back_it_has_the_same_figures(self):
        for inputs, least in (((SHANK, '--speed', '3.2'), 3), ((self.runner('--gps', '1', '--barometer', '0.2'),), 6)):
            before = self.figures(*inputs, '--fit', 'out.fit')
            after = self.figures('out.fit')
            both = [k for k in SAME if k in before and k in after]
            self.assertGreaterEqual(len(both), least)
            for k in both:
                self.assertAlmostEqual(after[k], before[k], delta=SAME[k], msg=k)

    def test_a_watchs_records_pass_through_to_the_last_digit(self):
        f = Fit()
        for i in range(90):
            record(f, 1000000000 + i, cadence=82 + i % 3, fraction=i % 128, contact=2400 + i, oscillation=900 + i % 7, speed=3000 + i)
        self.write('watch.fit', f.bytes())
        before = self.figures('watch.fit', '--fit', 'out.fit')
        self.assertEqual(self.figures('out.fit'), before)
        self.assertEqual(summary(self.read('watch.fit')), summary(self.read('out.fit')))

    def test_a_watchs_pause_parts_two_laps_with_figures_of_their_own(self):
        f = Fit()
        for i in range(120):
            if not 50 <= i < 80:
                record(f, 1000000000 + i, contact=2400 if i < 50 else 2600)
        self.write('watch.fit', f.bytes())
        self.figures('watch.fit', '--fit', 'out.fit')
        laps = read_fit(self.path('out.fit'))['laps']
        self.assertEqual([(x['avg_stance_time'], x['avg_cadence'], x['total_timer_time']) for x in laps], [(240, 82, 49), (260, 82, 39)])

    def test_real_watches_pass_through_to_the_last_digit(self):
        names = [os.path.join(DATA, 'formats', 'fit', n) for n in ('fenix5-run.fit', 'forerunner920-and-stryd.fit')]
        for name in names:
            if not os.path.exists(name):
                self.skipTest('no recordings in ' + DATA)
            before = self.figures(name, '--fit', 'out.fit')
            self.assertEqual(self.figures('out.fit'), before)

    def test_an_independent_parser_reads_what_was_measured(self):
        told = self.figures(SHANK, '--speed', '3.2', '--fit', 'out.fit')
        d = read_fit(self.path('out.fit'))
        s = d['sessions'][0]
        self.assertEqual((s['sport'], len(d['sessions']), len(d['laps'])), ('running', 1, 1))
        self.assertAlmostEqual(s['avg_stance_time'], told['contact_ms'], delta=0.06)
        self.assertAlmostEqual(2 * (s['avg_cadence'] + s['avg_fractional_cadence']), told['cadence_spm'], delta=0.01)
        self.assertAlmostEqual(s['avg_stance_time_percent'] / 100, told['duty_factor'], delta=1e-4)
        self.assertAlmostEqual(s['enhanced_avg_speed'], 3.2, delta=1e-3)
        angles = [r['shank_angle_ic_deg'] for r in d['records'] if 'shank_angle_ic_deg' in r]
        self.assertGreater(len(angles), 30)
        self.assertAlmostEqual(sum(angles) / len(angles), told['shank_angle_ic_deg'], delta=0.5)
        self.assertEqual({f['field_name']: f['units'] for f in d['field_descriptions']}['contact_left_ms'], 'ms')
        self.assertEqual([e['event_type'] for e in d['events']], ['start', 'stop_all'])
        self.assertEqual(d['file_ids'][0]['type'], 'activity')
        self.assertNotIn('vertical_oscillation', d['records'][5])

    def test_sides_places_and_heights_in_an_independent_parser(self):
        self.figures(self.runner('--gps', '1', '--barometer', '0.2', '--gap', '25-40'), '--fit', 'out.fit')
        d = read_fit(self.path('out.fit'))
        both = [r for r in d['records'] if 'contact_left_ms' in r and 'contact_right_ms' in r]
        self.assertGreater(len(both), 20)
        for r in both:
            self.assertAlmostEqual(r['stance_time_balance'], 100 * r['contact_left_ms'] / (r['contact_left_ms'] + r['contact_right_ms']), delta=0.006)
            self.assertAlmostEqual(r['position_lat'], 52, delta=0.01)
            self.assertAlmostEqual(r['enhanced_altitude'], 40, delta=5)
        self.assertEqual(len(d['laps']), 2)                                     # the pause parts them
        self.assertEqual([e['event_type'] for e in d['events']], ['start', 'stop', 'start', 'stop_all'])
        far = [r['distance'] for r in d['records'] if 'distance' in r]
        self.assertEqual(far, sorted(far))
        self.assertAlmostEqual(d['sessions'][0]['total_distance'], sum(x['total_distance'] for x in d['laps']), delta=0.02)

    def test_the_bytes_are_whole_and_the_same_each_time(self):
        self.figures(SHANK, '--speed', '3.2', '--fit', 'a.fit')
        data = self.read('a.fit')
        self.assertEqual(struct.unpack_from('<I', data, 4)[0], len(data) - 16)
        self.assertEqual(crc16(data[:12]), struct.unpack_from('<H', data, 12)[0])
        self.assertEqual(crc16(data[:-2]), struct.unpack('<H', data[-2:])[0])
        self.run_program('analyze', SHANK, '--speed', '3.2', '--chunk', '7', '-q', '--fit', 'b.fit')
        self.assertEqual(self.read('b.fit'), data)
        r = self.run_program('analyze', SHANK, '--speed', '3.2', '-q', '--fit', '-')
        self.assertEqual(r.stdout, data)

    def test_no_time_is_made_up(self):
        rows = pelvis_rows(20)
        self.write('plain.csv', table(rows))
        r = self.run_program('analyze', 'plain.csv:pelvis', '--fit', 'a.fit')
        self.assert_one_line(r, 'a.fit', '1990-01-01')
        self.write('dated.csv', table([[1.7e9 + v[0], *v[1:]] for v in rows], header='unix_s,' + table([]).strip().split(',', 1)[1]))
        r = self.run_program('analyze', 'dated.csv:pelvis', '--fit', 'b.fit')
        self.assertEqual((r.returncode, r.stderr), (0, b''))
        self.assertEqual(read_fit(self.path('a.fit'))['sessions'][0]['start_time'][:16], '1990-01-01T00:00')
        for shift in (-5e6, 5e8):                                               # a clock that counts from anywhere is no date either
            self.write('odd.csv', table([['%.4f' % (shift + v[0]), *v[1:]] for v in rows]))
            self.run_program('analyze', 'odd.csv:pelvis', '-q', '--fit', 'c.fit')
            self.run_program('convert', 'odd.csv', 'd.fit', '-q')
            for name in ('c.fit', 'd.fit'):
                self.assertEqual(read_fit(self.path(name))['sessions'][0]['start_time'][:16], '1990-01-01T00:00')
        self.assertEqual(read_fit(self.path('b.fit'))['sessions'][0]['start_time'][:16], '2023-11-14T22:13')

    def test_without_running_there_is_an_empty_activity(self):
        self.write('still.csv', table(still_rows()))
        r = self.run_program('analyze', 'still.csv:pelvis', '-q', '--fit', 'a.fit', '--tidy', 't.csv')
        self.assertEqual(r.returncode, 1)
        self.assertEqual(self.read('t.csv').count(b'stride,'), 1)
        d = read_fit(self.path('a.fit'))
        self.assertEqual((len(d['sessions']), len(d['records']), d['sessions'][0]['total_timer_time']), (1, 0, 0))


class Tidy(Case):
    def test_it_says_what_steps_and_json_say(self):
        r = self.run_program('analyze', SHANK, '--speed', '3.2', '-q', '--tidy', 't.csv', '--steps', 's.csv', '--json', 'j.json')
        self.assertEqual((r.returncode, r.stderr), (0, b''))
        rows = list(csv.DictReader(io.StringIO(self.read('t.csv').decode())))
        steps = list(csv.DictReader(io.StringIO(self.read('s.csv').decode())))
        long = {(x['stride'], x['metric']): x['value'] for x in rows if x['level'] == 'stride'}
        self.assertEqual(len(long), sum(x['level'] == 'stride' for x in rows))
        for i, s in enumerate(steps):
            for metric in ('contact_ms', 'stride_ms', 'cadence_spm', 'shank_angle_ic_deg', 'flight_ms'):
                self.assertEqual(long.get((str(i + 1), metric), ''), s[metric])
        told = {k: v for k, v in json.loads(self.read('j.json'))['summary'].items() if v['told']}
        session = {x['metric']: x for x in rows if x['level'] == 'session'}
        self.assertEqual(set(session), set(told))
        for k, v in told.items():
            self.assertAlmostEqual(float(session[k]['value']), v['value'], delta=0.5)
            self.assertEqual((session[k]['method'], int(session[k]['n'])), (v['method'], v['n']))


if __name__ == '__main__':
    main()
