"""Sensor Logger's JSON through the program, and other JSON that is told apart from it."""
import json
import os
import resource
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import PROGRAM, Case, main  # noqa: E402
from test_archives import EPOCH_NS, ROWS, TABLE, archive, between  # noqa: E402


def samples(name, rows, first):
    out = []
    for r in rows:
        x, y, z = r[first:first + 3]
        out.append({'sensor': name, 'time': '%d' % (EPOCH_NS + round(r[0] * 1e9)), 'seconds_elapsed': '%.6f' % r[0], 'z': repr(z), 'y': repr(y), 'x': repr(x)})
    return out


def android():
    return ([{'sensor': 'Metadata', 'platform': 'android', 'device name': 'a "phone" {[', 'standardisation': 'false'}] +
            samples('Magnetometer', [[r[0], 30, -20, 40] for r in ROWS[:50]], 1) + samples('Accelerometer', [[r[0], 0, 0, 0] for r in ROWS], 1) +
            samples('TotalAcceleration', ROWS, 1) + samples('Gyroscope', between(ROWS, 0.0013), 4))


def iphone():
    return ([{'sensor': 'Metadata', 'platform': 'ios'}] + samples('Gyroscope', ROWS, 4) + samples('Gravity', [[r[0], 1, -2, 3] for r in ROWS], 1) +
            samples('Accelerometer', [[r[0], -r[1] - 1, -r[2] + 2, -r[3] - 3] for r in ROWS], 1))


class PhoneJson(Case):
    def analyze(self, *inputs, code=0, stdin=b''):
        r = self.run_program('analyze', *inputs, '--json', 'j.json', '--height', '1.75', '--speed', '3.2', '-q', stdin=stdin)
        self.assertEqual(r.returncode, code, r.stderr.decode())
        return json.loads(self.read('j.json'))

    def as_the_table(self, j):
        self.write('plain.csv', TABLE)
        plain = self.analyze('plain.csv:shank:left')
        for name in ('cadence_spm', 'contact_ms', 'shank_angle_ic_deg'):
            a, b = j['summary'][name], plain['summary'][name]
            self.assertAlmostEqual(a['value'], b['value'], delta=0.02 * abs(b['value']) + 0.3, msg=name)

    def test_the_sensors_of_a_log_are_one(self):
        for rows in (android(), iphone()):
            for text in (json.dumps(rows), json.dumps(rows, indent=1), '\ufeff' + json.dumps(rows)):
                self.write('log', text.encode())
                j = self.analyze('log:shank:left')
                self.as_the_table(j)
                self.assertEqual(j['sensors'][0]['read']['format'], 'sensorlogger')
        if b'built without reading them' in self.run_program('formats').stdout:
            return
        self.write('log.zip', archive([('all.json', json.dumps(android()))]))
        self.as_the_table(self.analyze('log.zip:shank:left'))

    def test_from_a_pipe_comes_the_acceleration(self):
        rows = samples('TotalAcceleration', ROWS, 1) + samples('Gyroscope', ROWS, 4)
        j = self.analyze('-:shank:left', stdin=json.dumps(rows).encode())
        self.assertAlmostEqual(j['summary']['cadence_spm']['value'], 168, delta=8)
        self.assertIn('no gyroscope', j['sensors'][0]['read']['text'])

    def test_as_it_is_sent_over_the_net(self):
        rows = [{'name': r['sensor'].lower(), 'time': int(r['time']), 'values': {k: float(r[k]) for k in 'zyx'}} for r in android() if 'x' in r]
        self.write('log', json.dumps({'messageId': 1, 'deviceId': 'x', 'payload': rows}))
        self.as_the_table(self.analyze('log:shank:left'))

    def test_cut_off_it_is_read_up_to_there(self):
        text = json.dumps(iphone()[:1] + samples('TotalAcceleration', ROWS, 1))
        self.write('log', text[:-30])
        r = self.run_program('analyze', 'log:shank:left', '--height', '1.75')
        self.assertEqual(r.returncode, 0)
        self.assertIn(b'cut off', r.stderr)

    def test_json_that_is_no_log(self):
        self.write('plain.csv', TABLE)
        self.analyze('plain.csv:shank:left')
        deep = '[' * 10000 + ']' * 10000
        bad = json.dumps(samples('TotalAcceleration', ROWS[:3000], 1))[:-1] + ',{"a":' + deep + '}]'
        for text, words in ((self.read('j.json'), 'result'), ('{"schema":"runform.notes/1"}', 'notes'), (deep, '64 levels'), ('{"a":' * 10000, '64 levels'),
                            ('{"x":[1,2,3]}', 'no logger'), ('[]', 'no logger'), ('{', 'no logger'), (json.dumps([{'sensor': 'Gyroscope', 'seconds_elapsed': 1}]), 'accelerometer')):
            self.write('log', text)
            r = self.run_program('analyze', 'log', '-q')
            self.assertEqual(r.returncode, 3)
            self.assert_one_line(r, words)
        self.write('log', bad)
        r = self.run_program('analyze', 'log:shank:left', '--height', '1.75')
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        self.assertIn(b'not read', r.stderr)

    def test_memory_does_not_grow_with_the_log(self):
        with open(self.path('log'), 'w') as f:
            f.write('[')
            for name, at in (('TotalAcceleration', 1), ('Gyroscope', 4)):
                for k in range(20 if 'asan' not in PROGRAM else 4):
                    f.write(json.dumps(samples(name, [[r[0] + 40 * k] + r[1:] for r in ROWS], at))[1:-1] + ',')
            f.write('{}]')
        self.analyze('log:shank:left')
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 64 * 1024 * (4 if 'asan' in PROGRAM else 1))


if __name__ == '__main__':
    main()
