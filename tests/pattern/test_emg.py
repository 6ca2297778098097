"""hamstring_first through the whole program: which muscle starts first, from EMG beside the motion sensors in every form that it comes in.

    python3 tests/pattern/test_emg.py build/runform
"""
import csv
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case, main  # noqa: E402

FEET = ('foot_left.csv:foot:left', 'foot_right.csv:foot:right')
GLUTEUS, BICEPS = 'emg_gluteus_maximus_mv', 'emg_biceps_femoris_mv'


class Emg(Case):
    def simulated(self, lead_ms, rate=1000, seconds=40):
        r = self.run_program('simulate', '--out', '.', '--seconds', '%d' % seconds, '--sensors', 'foot:left,foot:right', '--pause', '2', '--emg', '%d' % rate,
                             '--fault', 'hamstring_first=%g' % lead_ms)
        self.assertEqual(r.returncode, 0, r.stderr)

    def judged(self, *files, code=0):
        r = self.run_program('analyze', *files, '--speed', '3', '--json', 'j.json', '-q')
        self.assertEqual(r.returncode, code, r.stderr)
        session = json.loads(self.read('j.json'))
        return next(p for p in session['patterns'] if p['id'] == 'hamstring_first'), session

    def emg_rows(self):
        with open(self.path('emg.csv'), newline='') as f:
            return [[float(v) for v in row] for row in list(csv.reader(f))[1:]]

    def write_emg(self, rows, gluteus=GLUTEUS, biceps=BICEPS, scale=1.0):
        self.write('emg.csv', 'time_s,%s,%s\n' % (gluteus, biceps) + ''.join('%.4f,%.6f,%.6f\n' % (t, a * scale, b * scale) for t, a, b in rows))

    def test_present_mild_absent_and_not_to_be_seen(self):
        for lead, want in ((45, 'flagged'), (21.5, 'watch'), (5, 'clear'), (-60, 'clear')):
            self.simulated(lead)
            p, session = self.judged(*FEET, 'emg.csv')
            self.assertEqual(p['status'], want, p['why'])
            self.assertLess(abs(p['value'] - lead), 7)
            self.assertEqual(len(session['sensors']), 2)
        p, _ = self.judged(*FEET)
        self.assertEqual(p['status'], 'cannot_tell')
        self.assertIn('do not see muscles', p['why'])

    def test_rates_units_and_sides_of_the_columns(self):
        self.simulated(45, rate=2000)
        self.assertEqual(self.judged(*FEET, 'emg.csv')[0]['status'], 'flagged')
        rows = self.emg_rows()
        for gluteus, biceps, scale in (('EMG glut max (µV)', 'EMG biceps femoris (µV)', 1000), ('emg_gluteus_maximus_left_v', 'emg_bf_left_v', 1e-3),
                                       ('emg_gluteus_maximus_left_mv', 'emg_hamstring_left_mv', 1)):
            self.write_emg(rows, gluteus, biceps, scale)
            self.assertEqual(self.judged(*FEET, 'emg.csv')[0]['status'], 'flagged', gluteus)
        self.write_emg(rows, 'emg_gluteus_maximus_right_mv', 'emg_biceps_femoris_right_mv')  # swapped sides: never a flag out of nothing
        self.assertNotEqual(self.judged(*FEET, 'emg.csv')[0]['status'], 'clear')
        self.write_emg(rows[::20])
        self.assertIn(self.judged(*FEET, 'emg.csv')[0]['status'], ('flagged', 'watch'))
        self.write_emg(rows[::40])
        self.assertEqual(self.judged(*FEET, 'emg.csv')[0]['status'], 'cannot_tell')

    def test_columns_in_the_table_of_the_motion_sensor_empty_or_held_between_its_samples(self):
        self.simulated(45)
        with open(self.path('foot_left.csv'), newline='') as f:
            head, *imu = csv.reader(f)
        emg = self.emg_rows()
        plain, _ = self.judged(FEET[0], 'emg.csv')
        for held in (False, True):
            with open(self.path('both.csv'), 'w') as f:
                f.write(','.join(head + [GLUTEUS, BICEPS]) + '\n')
                k, last = 0, imu[0][1:]
                for t, a, b in emg:
                    own = k < len(imu) and abs(float(imu[k][0]) - t) < 4e-4
                    if own:
                        last = imu[k][1:]
                        k += 1
                    f.write('%.4f,%s,%.4f,%.4f\n' % (t, ','.join(last if own or held else [''] * 6), a, b))
            p, session = self.judged('both.csv:foot:left')
            self.assertEqual(p['status'], 'flagged', p['why'])
            self.assertLess(abs(p['value'] - plain['value']), 2)
            self.assertEqual(session['sensors'][0]['rate_hz'], 200)
            self.assertEqual([n['code'] for n in session['notices'] if n['code'] in ('bad_cells', 'gap')], [])

    def test_a_column_that_shows_nothing_is_one_line_and_the_rest_is_done(self):
        self.simulated(45)
        rows = self.emg_rows()
        for change, word in ((lambda t, a, b: (t, 0.0, b), 'never moves'), (lambda t, a, b: (t, a, max(-0.1, min(0.1, b))), 'limit')):
            self.write_emg([change(*row) for row in rows])
            p, session = self.judged(*FEET, 'emg.csv')
            self.assertEqual(p['status'], 'cannot_tell', p['why'])
            self.assertIn(word, p['why'])
            self.assertEqual([n['code'] for n in session['notices']], ['emg'])
            self.assertTrue(session['summary']['cadence_spm']['told'])
        self.write('emg.csv', 'time_s,%s,temp\n' % GLUTEUS + ''.join('%.4f,%.4f,30\n' % (t, a) for t, a, _ in rows))
        self.assertIn('biceps femoris', self.judged(*FEET, 'emg.csv')[0]['why'])
        self.write_emg([(t, 0.02 * ((i * 7919) % 101 - 50) / 50, b) for i, (t, a, b) in enumerate(rows)])  # noise where a muscle should be
        self.assertEqual(self.judged(*FEET, 'emg.csv')[0]['status'], 'cannot_tell')

    def test_emg_alone_is_refused_with_what_to_do(self):
        self.simulated(0, seconds=20)
        r = self.run_program('analyze', 'emg.csv')
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'emg.csv', 'motion sensor')

    def test_pieces_of_any_size_give_the_same_bytes(self):
        self.simulated(30, seconds=20)
        seen = set()
        for chunk in ('777', '4096', '1000000'):
            self.run_program('analyze', *FEET, 'emg.csv', '--chunk', chunk, '--json', 'j.json', '-q')
            seen.add(self.read('j.json'))
        self.assertEqual(len(seen), 1)


if __name__ == '__main__':
    main()
