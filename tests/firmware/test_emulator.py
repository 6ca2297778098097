"""The emulator: what it plays is what stands in the file, and its faults are the ones that were asked for.

usage: test_emulator.py RUNFORM RUNFORM_SENSOR
"""
import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import wire

RUNFORM, SENSOR = (os.path.abspath(p) for p in sys.argv[1:3])
G = 9.80665


class Emulator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory(prefix='runform-test-')
        cls.run_dir = os.path.join(cls.shared.name, 'run')
        subprocess.run([RUNFORM, 'simulate', '--out', cls.run_dir, '--sensors', 'foot:left,foot:right,pelvis', '--seconds', '16'], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='runform-test-')
        self.addCleanup(self.folder.cleanup)
        self.links = os.path.join(self.folder.name, 'ports')

    def start(self, *args):
        e = subprocess.Popen([SENSOR, '--link', self.links, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop, e)
        return e

    def stop(self, e):
        if e.poll() is None:
            e.kill()
        e.communicate()

    def open(self, e, n):
        """The ports, in the order of the files."""
        lines = [e.stdout.readline().split() for _ in range(n)]
        ports = [wire.Port(words[-1]) for words in lines]
        for p in ports:
            self.addCleanup(p.close)
        return ports

    def play(self, *args, files=None, seconds=20):
        files = files or [os.path.join(self.run_dir, f) for f in ('foot_left.csv', 'foot_right.csv', 'pelvis.csv')]
        e = self.start(*args, *files)
        ports = self.open(e, 1 if '--together' in args else len(files))
        wire.read_all(ports, seconds)
        _, err = e.communicate(timeout=20)
        self.assertEqual(e.returncode, 0, err)
        return [p.stream for p in ports]

    def rows(self, name):
        with open(os.path.join(self.run_dir, name + '.csv')) as f:
            return [[float(c) for c in r] for r in list(csv.reader(f))[1:]]

    def test_a_hundred_times_real_time_loses_nothing_and_the_numbers_are_those_of_the_file(self):
        for name, s in zip(('foot_left', 'foot_right', 'pelvis'), self.play('--times', '100')):
            rows = self.rows(name)
            self.assertEqual(s.damaged, 0)
            self.assertEqual(s.numbers(), list(range(len(rows))))
            hello = s.of(wire.HELLO)
            self.assertTrue(all(h == dict(hello[0], at=h['at']) for h in hello))
            h = hello[0]
            self.assertEqual((h['rate_mhz'], h['placement'], h['side']), (200000, 4 if name == 'pelvis' else 1, {'foot_left': 1, 'foot_right': 2}.get(name, 0)))
            samples = [(m['t_us'] + i * m['step_us'], a) for m in s.of(wire.SAMPLES) for i, a in enumerate(m['axis'])]
            for row, (t_us, axis) in zip(rows, samples):
                self.assertEqual(t_us, round((row[0] - rows[0][0]) * 1e6))
                for k in range(6):
                    scale = (h['acc'] if k < 3 else h['gyr']) * 1e-9
                    self.assertLessEqual(abs(axis[k] * scale - row[1 + k]), 0.51 * scale)

    def test_real_time_is_real_time(self):
        s = self.play('--seconds', '3', '--emitted', files=[os.path.join(self.run_dir, 'pelvis.csv')])[0]
        m = s.of(wire.SAMPLES)
        self.assertEqual(s.numbers(), list(range(600)))
        self.assertAlmostEqual((m[-1]['at'] - m[0]['at']) / (m[-1]['t_us'] - m[0]['t_us']) * 1e6, 1, delta=0.1)
        notes = {e['seq']: e['clock_us'] for e in s.of(wire.EMITTED)}
        self.assertEqual(set(notes), {x['seq'] for x in m})
        delay = sorted(x['at'] - notes[x['seq']] * 1e-6 for x in m)
        self.assertGreaterEqual(delay[0], 0)
        self.assertLess(delay[len(delay) // 2], 0.05)

    def test_dropped_and_corrupted_frames_are_as_many_as_asked(self):
        s = self.play('--times', '50', '--fault', 'drop=10@2-10', '--fault', 'corrupt=5@10-18', files=[os.path.join(self.run_dir, 'pelvis.csv')])[0]
        n = s.numbers()
        missing = sorted(set(range(4000)) - set(n))
        self.assertEqual(len(n), len(set(n)))
        dropped = [x for x in missing if x < 2000]
        self.assertTrue(all(400 <= x for x in dropped))
        self.assertAlmostEqual(len(dropped) / 1600, 0.10, delta=0.05)
        self.assertAlmostEqual(s.damaged / 400, 0.05, delta=0.035)
        self.assertGreater(len(missing), len(dropped))  # a damaged frame's samples are missing

    def test_the_same_seed_damages_the_same_frames(self):
        one, two = (self.play('--times', '100', '--fault', 'drop=5', files=[os.path.join(self.run_dir, 'pelvis.csv')])[0].numbers() for _ in range(2))
        self.assertEqual(one, two)
        self.assertLess(len(one), 4000)

    def test_a_pulled_cable_is_gone_at_once_and_comes_back_by_the_same_name(self):
        e = self.start('--fault', 'unplug=1@1.5', '--seconds', '4', os.path.join(self.run_dir, 'foot_left.csv'))
        port, = self.open(e, 1)
        start = time.monotonic()
        wire.read_all([port], 5)
        self.assertAlmostEqual(port.gone_at - start, 1.5, delta=0.4)
        path = os.path.join(self.links, 'foot_left')
        self.assertFalse(os.path.lexists(path))
        while not os.path.exists(path) and time.monotonic() < start + 8:
            time.sleep(0.01)
        again = wire.Port(path)
        self.addCleanup(again.close)
        wire.read_all([again], 5)
        first, second = port.stream.numbers(), again.stream.numbers()
        self.assertEqual(first, list(range(len(first))))
        self.assertEqual(second, list(range(second[0], 800)))
        self.assertAlmostEqual((second[0] - first[-1]) / 200, 1, delta=0.4)
        self.assertEqual(port.stream.of(wire.HELLO)[0]['boot'], again.stream.of(wire.HELLO)[0]['boot'])
        self.assertEqual(e.wait(10), 0)
        self.assertEqual(os.listdir(self.links), [])

    def test_a_restart_begins_again_with_another_boot_number(self):
        s = self.play('--times', '20', '--fault', 'restart=2@5', files=[os.path.join(self.run_dir, 'pelvis.csv')])[0]
        m = s.of(wire.SAMPLES)
        cut = [i for i in range(1, len(m)) if m[i]['boot'] != m[i - 1]['boot']]
        self.assertEqual(len(cut), 1)
        self.assertEqual((m[cut[0]]['seq'], m[cut[0]]['t_us'], m[cut[0] - 1]['t_us'] // 100000), (0, 0, 49))
        self.assertEqual(len(s.numbers()), 4000 - 400)
        self.assertEqual({h['boot'] % 256 for h in s.of(wire.HELLO)}, {x['boot'] for x in m})

    def test_a_stalled_line_loses_samples_and_says_so(self):
        s = self.play('--times', '10', '--fault', 'stall=2@5', files=[os.path.join(self.run_dir, 'pelvis.csv')])[0]
        n = s.numbers()
        lost = 4000 - len(n)
        self.assertEqual(n, sorted(n))
        self.assertIn(lost, range(200, 401))
        self.assertEqual([(e['code'], e['count'], e['text']) for e in s.of(wire.ERROR)], [(2, lost, 'line too slow')])

    def test_a_clock_drifts_as_asked(self):
        s = self.play('--times', '50', '--fault', 'drift=1000', files=[os.path.join(self.run_dir, 'pelvis.csv')])[0]
        last = s.of(wire.SAMPLES)[-1]
        self.assertAlmostEqual((last['t_us'] + (last['n'] - 1) * last['step_us']) / (3999 * 5000), 1.001, delta=2e-6)

    def test_noise_and_a_changed_rate(self):
        s = self.play('--times', '20', '--fault', 'noise=200000@3', '--fault', 'thin=2@10', files=[os.path.join(self.run_dir, 'pelvis.csv')])[0]
        self.assertGreater(s.damaged, 300)
        self.assertEqual([h['rate_mhz'] for h in s.of(wire.HELLO)][-1], 100000)
        self.assertEqual(s.of(wire.SAMPLES)[-2]['step_us'], 10000)

    def test_a_ping_is_answered_and_hello_comes_when_asked(self):
        e = self.start('--seconds', '3', os.path.join(self.run_dir, 'pelvis.csv'))
        port, = self.open(e, 1)
        wire.read_all([port], 5, lambda: len(port.stream.of(wire.SAMPLES)) > 50)
        before, sent = len(port.stream.of(wire.HELLO)), time.monotonic()
        port.send(b'garbage\0' + wire.ping(4711, 123456789) + wire.ask())
        wire.read_all([port], 2, lambda: port.stream.of(wire.PONG) and len(port.stream.of(wire.HELLO)) > before)
        pong, = port.stream.of(wire.PONG)
        self.assertEqual((pong['token'], pong['host_us']), (4711, 123456789))
        self.assertLess(pong['at'] - sent, 0.1)
        newest = port.stream.of(wire.SAMPLES)[-1]['t_us']
        self.assertLess(abs(pong['got_us'] - newest), 200000)

    def test_the_button_is_pressed_when_asked_and_the_battery_is_told(self):
        left, _, pelvis = self.play('--times', '50', '--button', '3.5', '--button', '7:3', '--battery', '41')
        self.assertEqual([(b['t_us'] // 5000, b['count'], b['pressed']) for b in left.of(wire.BUTTON)], [(700, 1, 1), (720, 1, 0)])
        self.assertEqual([b['t_us'] for b in pelvis.of(wire.BUTTON)][0], 7000000)
        self.assertEqual(left.of(wire.BATTERY)[0]['percent'], 41)

    def test_several_sensors_on_one_port(self):
        s = self.play('--times', '50', '--together')[0]
        for number in range(3):
            n = [m['seq'] + i for m in s.of(wire.SAMPLES) if m['sensor'] == number for i in range(m['n'])]
            self.assertEqual(n, list(range(4000)))

    def analyze(self, *args):
        r = subprocess.run([RUNFORM, 'analyze', *args, '--events', '-'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(r.returncode, 0, r.stderr)
        return list(csv.DictReader(r.stdout.splitlines()))

    def test_a_capture_of_the_line_gives_the_contacts_of_the_file(self):
        s = self.play('--times', '100', files=[os.path.join(self.run_dir, 'foot_left.csv')])[0]
        path = os.path.join(self.folder.name, 'capture.bin')
        with open(path, 'wb') as f:
            f.write(s.raw)
        here, there = self.analyze(path), self.analyze(os.path.join(self.run_dir, 'foot_left.csv'))
        self.assertGreater(len(here), 20)
        self.assertEqual([(e['kind'], e['side'], e['sensor']) for e in here], [(e['kind'], e['side'], e['sensor']) for e in there])
        for a, b in zip(here, there):
            self.assertAlmostEqual(float(a['t_s']), float(b['t_s']), delta=0.002)

    def test_a_capture_with_lost_frames_has_gaps_and_no_contacts_in_them(self):
        s = self.play('--times', '100', '--fault', 'stall=3@9', files=[os.path.join(self.run_dir, 'foot_left.csv')])[0]
        path, notices = os.path.join(self.folder.name, 'capture.bin'), os.path.join(self.folder.name, 'j.json')
        with open(path, 'wb') as f:
            f.write(s.raw)
        events = self.analyze(path, '--json', notices)
        n = s.numbers()
        gap = max(range(1, len(n)), key=lambda i: n[i] - n[i - 1])
        self.assertGreater(n[gap] - n[gap - 1], 300)
        inside = [e for e in events if n[gap - 1] / 200 < float(e['t_s']) < n[gap] / 200]
        self.assertEqual(inside, [])
        self.assertGreater(len([e for e in events if float(e['t_s']) > n[gap] / 200]), 4)
        with open(notices) as f:
            self.assertIn('"gap"', f.read())

    def test_a_capture_over_a_restart_goes_on_behind_a_gap(self):
        s = self.play('--times', '100', '--fault', 'restart=2@12', files=[os.path.join(self.run_dir, 'foot_left.csv')])[0]
        path = os.path.join(self.folder.name, 'capture.bin')
        with open(path, 'wb') as f:
            f.write(s.raw)
        times = [float(e['t_s']) for e in self.analyze(path) if e['kind'] == 'initial_contact']
        steps = [b - a for a, b in zip(times, times[1:])]
        self.assertTrue(all(0.5 < x < 4 for x in steps), steps)
        self.assertGreater(sum(t > 13 for t in times), 4)      # 18 s are left of the 20: 12 before, 1 s set for the gap, 6 behind
        self.assertLess(times[-1], 19.5)

    def test_a_recording_of_a_live_session_is_played_with_all_its_sensors(self):
        live = self.play('--times', '100')
        path = os.path.join(self.folder.name, 'run.live')
        with open(path, 'wb') as f:
            f.write(b'\x89runform\n\x1a\n')
            for at in range(0, max(s.bytes for s in live), 3000):
                for port, s in enumerate(live):
                    f.write(wire.record(wire.RECORD_BYTES, port, at * 300, s.raw[at:at + 3000]))
        e = self.start('--times', '100', path)
        ports = self.open(e, 3)
        wire.read_all(ports, 20)
        for a, p in zip(live, ports):
            b = p.stream
            self.assertEqual(b.numbers(), a.numbers())
            self.assertEqual([x for m in b.of(wire.SAMPLES) for x in m['axis']], [x for m in a.of(wire.SAMPLES) for x in m['axis']])
            self.assertEqual([b.of(wire.HELLO)[0][k] for k in ('placement', 'side')], [a.of(wire.HELLO)[0][k] for k in ('placement', 'side')])

    def test_it_leaves_nothing_behind_when_it_is_stopped(self):
        e = self.start(os.path.join(self.run_dir, 'pelvis.csv'))
        self.open(e, 1)
        time.sleep(0.3)
        e.send_signal(signal.SIGTERM)
        self.assertEqual(e.wait(5), 0)
        self.assertEqual(os.listdir(self.links), [])

    def test_mistakes_are_one_line(self):
        f = os.path.join(self.run_dir, 'pelvis.csv')
        for args, code, word in ((['--fault', 'bang=1', f], 2, 'no such fault'), (['--fault', 'unplug=3', f], 2, 'needs a time'),
                                 (['--fault', 'drop=200', f], 2, 'out of range'), (['--fault', 'drop=2@9-3', f], 2, 'behind'), ([], 2, 'which recording'),
                                 (['--button', 'x', f], 2, 'it takes'), (['nowhere.csv'], 3, 'no such file'), (['--link', f, f], 4, 'link')):
            r = subprocess.run([SENSOR, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=20)
            self.assertEqual(r.returncode, code, r.stderr)
            self.assertIn(word, r.stderr)
            self.assertEqual(r.stderr.count('\n'), 1, r.stderr)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v'])
