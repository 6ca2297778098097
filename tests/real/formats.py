"""Every file of real makers that is here: the right format, units, rate, channels and length, or the refusal's reason; under its name and under another."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import DATA, Case, main  # noqa: E402

FORMATS = os.path.join(DATA, 'formats')

# file: exit code, format, Hz, unit of acceleration, of angular rates, samples, seconds, gravity taken out, gaps of 0.2 s and more
SENSORS = {
    'phyphox/acceleration.csv': (0, 'phyphox', 100.06, 'm/s²', None, 4166, 41.63, True, 0),
    'sensorlogger/TotalAcceleration.csv': (1, 'sensorlogger_table', 104.4, 'm/s²', None, 14945, 306.2, False, 1),
    'sensorlogger/semicolon-walking.csv': (1, 'csv', 19.9, 'g', None, 560, 27.9, False, 0),
    'witmotion/imu-log.csv': (1, 'witmotion_table', 99.3, 'm/s²', None, 504, 5.07, False, 0),
    'xio/short-walk.csv': (1, 'ngimu_table', 398.4, 'g', 'deg/s', 16539, 41.62, False, 0),
    'xsens/dot-export-euler-freeacc.csv': (1, 'xsens_dot', 60, 'm/s²', None, 419, 6.97, True, 0),
    'xsens/dot-realtime-pelvis.csv': (1, 'xsens_dot', 60, 'm/s²', None, 382, 6.35, True, 0),
    'xsens/mt-manager.txt': (1, 'xsens_mt', 100, 'm/s²', None, 2432, 24.31, False, 0),
}
# file: exit code, records, and figures by the watch: name, value, part of the method
WATCHES = {
    'fit/fenix2-run.fit': (0, 2809, (('cadence_spm', 164.937, 'field cadence'), ('contact_ms', 241.625, 'field stance_time'))),
    'fit/fenix5-run.fit': (0, 21, (('cadence_spm', 173.889, 'field cadence'), ('contact_ms', 281.944, 'field stance_time'), ('vertical_oscillation_m', 0.0759, 'field vertical_oscillation'))),
    'fit/forerunner920-and-stryd.fit': (0, 2125, (('contact_ms', 265.804, "the app's ground time"), ('cadence_spm', 177.031, 'field cadence'))),
    'fit/stryd-restarted.fit': (0, 6874, (('contact_ms', 328.429, "the app's ground time"), ('cadence_spm', 167.144, 'field cadence'))),
    'fit/no-dynamics.fit': (1, 686, ()),
}
REFUSED = {'phyphox/gps-not-inertial.csv': (3, 'a table of positions (GPS)')}


class Formats(Case):
    def both_names(self, name):
        """The file where it lies, and a copy whose name says something else."""
        yield os.path.join(FORMATS, name)
        other = self.path('pelvis.json' if not name.endswith('.fit') else 'left.csv')
        shutil.copy(os.path.join(FORMATS, name), other)
        yield other

    def analyze(self, path, code):
        r = self.run_program('analyze', path, '-q', '--json', 'j.json')
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return json.loads(self.read('j.json'))

    def test_all_that_is_there_is_in_the_table(self):
        found = sorted(os.path.relpath(os.path.join(folder, n), FORMATS) for folder, _, names in os.walk(FORMATS) for n in names)
        self.assertEqual(found, sorted([*SENSORS, *WATCHES, *REFUSED]))

    def test_sensors(self):
        for name, (code, form, hz, acc, gyr, samples, seconds, linear, gaps) in SENSORS.items():
            for path in self.both_names(name):
                with self.subTest(path):
                    j = self.analyze(path, code)
                    s = j['sensors'][0]
                    read = s['read']
                    self.assertEqual((read['format'], read['units']['acc']['unit'], (read['units']['gyr'] or {}).get('unit')), (form, acc, gyr))
                    self.assertEqual((len(j['sensors']), s['samples'], read['gravity_missing'], s['gaps'], s['gyro']), (1, samples, linear, gaps, gyr is not None))
                    self.assertAlmostEqual(s['rate_hz'], hz, delta=0.005 * hz)
                    self.assertAlmostEqual(s['last_t_s'] - s['first_t_s'], seconds, delta=0.05)

    def test_watches(self):
        for name, (code, rows, figures) in WATCHES.items():
            for path in self.both_names(name):
                with self.subTest(path):
                    j = self.analyze(path, code)
                    self.assertEqual((j['sensors'], j['beside'][0]['read']['format'], j['beside'][0]['read']['rows']), ([], 'fit', rows))
                    for figure, value, method in figures:
                        self.assertAlmostEqual(j['summary'][figure]['value'], value, delta=0.0005 * value)
                        self.assertIn(method, j['summary'][figure]['method'])

    def test_what_is_refused(self):
        for name, (code, words) in REFUSED.items():
            for path in self.both_names(name):
                r = self.run_program('analyze', path, '-q')
                self.assertEqual(r.returncode, code)
                self.assert_one_line(r, words)


if __name__ == '__main__':
    if not os.path.isdir(FORMATS):
        print('no files of real makers at %s (RUNFORM_DATA)' % FORMATS)
        sys.exit(77)
    main()
