"""What stands beside the sensors in files of every kind: height, air pressure, places, speeds, a treadmill's log; what comes out; and what is refused."""
import csv
import io
import json
import re

from program import Case, main

PROFILE = 't_s,speed_mps,grade_pct,radius_m\n0,3,0,\n40,3,6,\n80,3,0,36.8\n110,3,0,\n'


class Beside(Case):
    def setUp(self):
        super().setUp()
        self.write('way.csv', PROFILE)
        r = self.run_program('simulate', '--out', 'run', '--profile', 'way.csv', '--seconds', '130', '--sensors', 'pelvis', '--rate', '100', '--speed', '3',
                             '--barometer', '0.1', '--gps', '0.5')
        self.assertEqual(r.returncode, 0, r.stderr)
        self.rows = list(csv.DictReader(io.StringIO(self.read('run/pelvis.csv').decode())))
        self.motion = [k for k in self.rows[0] if k.startswith(('time', 'acc', 'gyr'))]

    def table(self, name, columns, extra=None, every=1, keep=None):
        """A CSV of these columns; extra: name to a function of the row."""
        names = columns + list(extra or {})
        lines = [','.join(names)]
        for i, r in enumerate(self.rows):
            if i % every == 0 and (not keep or r[keep]):
                lines.append(','.join([r[c] for c in columns] + [f(r) for f in (extra or {}).values()]))
        return self.write(name, '\n'.join(lines) + '\n')

    def analyzed(self, *inputs, code=0):
        r = self.run_program('analyze', *inputs, '--steps', 's.csv', '--json', 'j.json', '-q')
        self.assertEqual(r.returncode, code, r.stderr)
        self.steps = list(csv.DictReader(io.StringIO(self.read('s.csv').decode())))
        return json.loads(self.read('j.json'))['summary']

    def between(self, column, a, b):
        """Mean of the column over contacts from a to b s of running; None where it is empty."""
        v = [float(r[column]) for r in self.steps if a + 5 < float(r['ic_t_s']) < b + 5 and r[column]]
        return sum(v) / len(v) if v else None

    def assert_hill_seen(self, off=0.7):
        self.assertAlmostEqual(self.between('grade_pct', 10, 30), 0, delta=off)
        self.assertAlmostEqual(self.between('grade_pct', 50, 70), 6, delta=off)

    def test_height_places_and_turns_are_in_the_steps_and_the_summary(self):
        s = self.analyzed('run/pelvis.csv:pelvis')
        self.assert_hill_seen()
        self.assertAlmostEqual(self.between('turn_radius_m', 85, 105), 36.8, delta=1.5)
        self.assertIsNone(self.between('turn_radius_m', 10, 70))
        self.assertAlmostEqual(self.between('speed_mps', 10, 70), 3, delta=0.15)
        self.assertAlmostEqual(s['uphill_pct']['value'], 100 * 40 / 130, delta=6)
        self.assertAlmostEqual(s['turning_left_pct']['value'], 100 * 30 / 130, delta=4)
        self.assertEqual(s['turning_right_pct']['value'], 0)
        self.assertAlmostEqual(s['distance_m']['value'], 390, delta=15)
        self.assertAlmostEqual(s['turn_radius_m']['value'], 36.8, delta=1.5)
        for m in ('grade_pct', 'turn_radius_m', 'speed_mps', 'uphill_pct'):
            self.assertTrue(s[m]['lo'] <= s[m]['value'] <= s[m]['hi'], s[m])

    def test_hill_and_bend_stand_in_the_report_where_they_were(self):
        self.analyzed('run/pelvis.csv:pelvis', '--report', 'r.html')
        page = self.read('r.html').decode()
        bars = re.findall(r'M(\d+) \d+v(-?\d+)', re.search(r'class="turn" d="([^"]*)"', page).group(1))
        self.assertEqual({int(h) < 0 for _, h in bars}, {True})                    # up: all of them to the left
        begins, ends = (int(bars[i][0]) for i in (0, -1))
        self.assertAlmostEqual((begins - 46) / 198, 80 / 130, delta=0.03)          # the strip is 198 wide; the way goes by as the time does
        self.assertAlmostEqual((ends - 46) / 198, 110 / 130, delta=0.03)
        self.assertIn('>0 to 6&nbsp;%<', page)
        line = re.search(r'class="trail" d="M([^"]*)"', page).group(1).split('L')
        top = min(int(p.split()[1]) for p in line)
        high = [(int(p.split()[0]) - 46) / 198 for p in line if int(p.split()[1]) <= top + 2]
        self.assertTrue(40 / 130 - 0.05 < min(high) < max(high) < 80 / 130 + 0.05, high)

    def test_names_and_units_of_other_loggers(self):
        motion = self.motion
        for name, cell in (('Altitude (m)', lambda r: r['altitude_m']),
                           ('altimeterRelativeAltitude(m)', lambda r: '%.3f' % (float(r['altitude_m']) - 40)),
                           ('elevation_ft', lambda r: '%.3f' % (float(r['altitude_m']) / 0.3048)),
                           ('pressure_hpa', lambda r: '%.4f' % (1013.25 * (1 - float(r['altitude_m']) / 44330.77) ** 5.25588)),
                           ('Pressure (kPa)', lambda r: '%.5f' % (101.325 * (1 - float(r['altitude_m']) / 44330.77) ** 5.25588)),
                           ('locationAltitude(m)', None)):
            if cell is None:      # a receiver's height wanders: 300 m of way are needed, so the hill of 120 m is flatter
                self.analyzed(self.table('t.csv', motion, {name: lambda r: r['altitude_m']}) + ':pelvis')
                self.assertLess(self.between('grade_pct', 50, 70), 5)
                continue
            self.analyzed(self.table('t.csv', motion, {name: cell}) + ':pelvis')
            self.assert_hill_seen()

    def test_a_treadmill_logs_speed_and_grade(self):
        grade = lambda r: '6.0' if 46 < float(r['time_s']) < 86 else '0'
        self.analyzed(self.table('t.csv', self.motion, {'treadmill_speed_kmh': lambda r: '10.8', 'incline_pct': grade}) + ':pelvis')
        self.assertAlmostEqual(self.between('speed_mps', 10, 70), 3, delta=0.01)
        self.assertAlmostEqual(self.between('grade_pct', 50, 70), 6, delta=0.01)
        self.analyzed(self.table('t.csv', self.motion, {'slope_deg': lambda r: '3.434' if grade(r) != '0' else '0'}) + ':pelvis')
        self.assertAlmostEqual(self.between('grade_pct', 50, 70), 6, delta=0.01)

    def test_files_of_their_own_stand_beside_the_sensor(self):
        sensor = self.table('pelvis.csv', self.motion)
        self.table('height.csv', ['time_s', 'altitude_m'], every=100)
        self.table('gps.csv', ['time_s', 'latitude_deg', 'longitude_deg', 'gps_speed_mps'], keep='gps_speed_mps')
        s = self.analyzed(sensor + ':pelvis', 'height.csv', 'gps.csv')
        self.assert_hill_seen()
        self.assertEqual(s['pace_mps']['method'], 'measured by satellites')
        first = self.read('s.csv')
        self.analyzed('height.csv', sensor + ':pelvis', 'gps.csv')
        self.assertEqual(self.read('s.csv'), first)
        j = json.loads(self.read('j.json'))
        self.assertEqual(len(j['sensors']), 1)

    def test_places_without_a_speed_and_a_sensor_without_a_gyroscope(self):
        sensor = self.table('pelvis.csv', [c for c in self.motion if not c.startswith('gyr')])
        self.table('gps.csv', ['time_s', 'latitude_deg', 'longitude_deg'], keep='gps_speed_mps')
        self.analyzed(sensor + ':pelvis', 'gps.csv')
        self.assertAlmostEqual(self.between('speed_mps', 10, 70), 3, delta=0.2)
        self.assertAlmostEqual(self.between('turn_radius_m', 85, 105), 36.8, delta=6)

    def test_heights_of_another_time_are_said_to_be_of_no_use(self):
        rows = ['time_s,altitude_m'] + ['%d,%.1f' % (5000 + i, i) for i in range(100)]
        self.write('height.csv', '\n'.join(rows) + '\n')
        s = self.analyzed(self.table('t.csv', self.motion) + ':pelvis', 'height.csv')
        self.assertIn('share too little time', s['grade_pct']['why'])

    def test_alone_they_are_refused(self):
        self.table('gps.csv', ['time_s', 'latitude_deg', 'longitude_deg', 'gps_speed_mps'], keep='gps_speed_mps')
        self.table('height.csv', ['time_s', 'altitude_m'], every=100)
        self.assert_refused('gps.csv', 'positions')
        self.assert_refused('height.csv', 'no acceleration')
        r = self.run_program('analyze', 'gps.csv', 'height.csv', '--json', 'j.json')
        self.assertEqual(r.returncode, 3)
        self.assert_one_line(r, 'gps.csv')

    def test_what_is_no_height_is_left_out_and_the_rest_is_done(self):
        """Empty, constant, wild and textual cells beside the sensor touch no contact."""
        clean = self.analyzed(self.table('t.csv', self.motion) + ':pelvis')
        steps = [(r['ic_t_s'], r['contact_ms'], r['turn_radius_m']) for r in self.steps]
        self.assertEqual({r['grade_pct'] for r in self.steps}, {''})
        self.assertFalse(clean['grade_pct']['told'])
        self.assertIn('altitude', clean['grade_pct']['why'])
        for cell, told in ((lambda r: '', False), (lambda r: 'off', False), (lambda r: 'nan', False), (lambda r: '1e300', False), (lambda r: '12.5', True)):
            s = self.analyzed(self.table('t.csv', self.motion, {'altitude_m': cell}) + ':pelvis')
            self.assertEqual(s['grade_pct']['told'], told)
            self.assertEqual([(r['ic_t_s'], r['contact_ms'], r['turn_radius_m']) for r in self.steps], steps)

    def test_a_treadmill_in_a_hall_has_neither_way_nor_hill(self):
        r = self.run_program('simulate', '--out', 'hall', '--grade', '5', '--seconds', '60', '--sensors', 'pelvis', '--rate', '100', '--speed', '3', '--barometer', '0.1',
                             '--gps', '2', '--treadmill')
        self.assertEqual(r.returncode, 0, r.stderr)
        s = self.analyzed('hall/pelvis.csv:pelvis')
        self.assertFalse(s['grade_pct']['told'])
        self.assertIn('stands still', s['grade_pct']['why'])
        self.assertIn('contact time', s['pace_mps']['method'])
        r = self.run_program('analyze', 'hall/pelvis.csv:pelvis', '--grade', '5', '--speed', '3', '--steps', 's.csv', '-q')
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertIn(b',5.0,', self.read('s.csv'))

    def test_the_simulated_treadmill_has_no_bends(self):
        r = self.run_program('simulate', '--out', 'x', '--treadmill', '--radius', '40')
        self.assertEqual(r.returncode, 2)
        self.assert_one_line(r, 'treadmill')


if __name__ == '__main__':
    main()
