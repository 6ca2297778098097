"""Outputs appear whole or not at all, never over an input, and standard output is data alone."""
import gzip
import json
import os
import pty
import signal
import subprocess
import time

from program import PROGRAM, ROOT, Case, main, pelvis_rows, table

ALL = ('--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json')


class Outputs(Case):
    def setUp(self):
        super().setUp()
        self.write('run.csv', table(pelvis_rows(30)))

    def analyse(self, *args, **kw):
        return self.run_program('analyze', 'run.csv', '--placement', 'pelvis', *args, **kw)

    def assert_nothing_new(self, r, code, *words):
        self.assertEqual(r.returncode, code, r.stderr)
        self.assert_one_line(r, *words)
        self.assertEqual(self.files(), ['run.csv'])

    def test_all_are_written_and_nothing_else(self):
        r = self.analyse(*ALL)
        self.assertEqual((r.returncode, r.stderr), (0, b''))
        self.assertEqual(self.files(), ['e.csv', 'j.json', 'run.csv', 's.csv'])
        self.assertIn(b'cadence', r.stdout.lower())

    def test_a_missing_folder_is_said_before_the_work(self):
        self.assert_nothing_new(self.analyse('--events', 'not/there/e.csv'), 4, 'not/there/e.csv')

    def test_a_full_disk(self):
        self.assert_nothing_new(self.analyse('-q', '--json', '/dev/full'), 4, '/dev/full')

    def test_a_full_disk_does_not_keep_the_other_outputs_from_being_written(self):
        r = self.analyse('-q', '--json', '/dev/full', '--events', 'e.csv')
        self.assertEqual(r.returncode, 4)
        self.assertEqual(self.files(), ['e.csv', 'run.csv'])

    def test_a_full_disk_behind_standard_output(self):
        with open('/dev/full', 'wb') as full:
            r = subprocess.run([PROGRAM, 'analyze', 'run.csv', '--placement', 'pelvis', '-q', '--events', '-'], stdout=full,
                               stderr=subprocess.PIPE, cwd=self.folder)
        self.assertEqual(r.returncode, 4)
        self.assert_one_line(r, 'standard output')

    def test_a_failed_write_leaves_the_old_file_as_it_was(self):
        self.write('e.csv', 'old')
        os.mkdir(self.path('locked'))
        r = self.analyse('--events', 'e.csv', '--json', 'locked')
        self.assertEqual(r.returncode, 4)
        self.assertEqual(self.read('e.csv'), b'old')

    def test_one_file_for_two_outputs(self):
        self.assert_nothing_new(self.analyse('--events', 'x.csv', '--steps', './x.csv'), 2, 'x.csv')

    def test_standard_output_for_two_outputs(self):
        self.assert_nothing_new(self.analyse('--events', '-', '--steps', '-'), 2, 'standard output')

    def test_a_device_may_be_given_twice(self):
        self.assertEqual(self.analyse('-q', '--events', '/dev/null', '--steps', '/dev/null').returncode, 0)
        self.assertTrue(os.path.exists('/dev/null') and not os.path.isfile('/dev/null'))

    def test_an_output_that_is_an_input(self):
        before = self.read('run.csv')
        os.symlink('run.csv', self.path('link.csv'))
        for name in ('run.csv', './run.csv', 'link.csv'):
            r = self.analyse('--events', name)
            self.assertEqual(r.returncode, 2)
            self.assert_one_line(r, name, 'input')
            self.assertEqual(self.read('run.csv'), before)

    def test_standard_output_is_the_data_alone(self):
        self.analyse(*ALL)
        for option, name in (('--events', 'e.csv'), ('--steps', 's.csv'), ('--json', 'j.json')):
            r = self.analyse(option, '-')
            self.assertEqual(r.returncode, 0)
            self.assertEqual(r.stdout, self.read(name))
            self.assertIn(b'adence', r.stderr)                                  # the summary has moved over

    def test_quiet_says_nothing(self):
        r = self.analyse('-q', *ALL)
        self.assertEqual((r.returncode, r.stdout, r.stderr), (0, b'', b''))

    def test_a_reader_that_goes_away_is_an_error_without_words(self):
        p = subprocess.Popen([PROGRAM, 'metrics'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        p.stdout.close()
        self.assertIn(p.wait(), (0, 4))
        self.assertEqual(p.stderr.read(), b'')
        p.stderr.close()

    def test_no_escape_codes_outside_a_terminal(self):
        r = self.analyse('--progress=kv', *ALL)
        self.assertNotIn(b'\x1b', r.stdout + r.stderr)
        self.assertTrue(r.stderr.startswith(b'progress bytes='), r.stderr)

    def test_the_same_from_a_pipe_and_from_gzip(self):
        self.analyse('-q', *ALL)
        events, steps = self.read('e.csv'), self.read('s.csv')
        plain = self.read('run.csv')
        r = self.run_program('analyze', '-:pelvis', '-q', *ALL, stdin=plain)
        self.assertEqual((r.returncode, self.read('e.csv'), self.read('s.csv')), (0, events, steps))
        r = self.run_program('analyze', '-:pelvis', '-q', *ALL, stdin=gzip.compress(plain))
        self.assertEqual((r.returncode, self.read('e.csv'), self.read('s.csv')), (0, events, steps))
        self.write('other.csv.gz', gzip.compress(plain))
        r = self.run_program('analyze', 'other.csv.gz:pelvis', '-q', *ALL)
        self.assertEqual((r.returncode, self.read('e.csv'), self.read('s.csv')), (0, events, steps))

    def test_no_name_of_a_file_in_a_csv(self):
        self.analyse('-q', *ALL)
        for name in ('e.csv', 's.csv'):
            self.assertNotIn(b'run.csv', self.read(name))

    def test_the_command_in_the_json_tells_what_decides_the_results(self):
        self.analyse('-q', '--speed', '3.5', *ALL)
        self.assertEqual(json.loads(self.read('j.json'))['command'], 'runform analyze run.csv --placement pelvis --speed 3.5')

    def test_an_interrupt_leaves_nothing_and_says_130(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            p = subprocess.Popen([PROGRAM, 'analyze', '-:pelvis', *ALL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 cwd=self.folder)
            p.stdin.write(self.read('run.csv'))
            p.stdin.flush()
            time.sleep(0.5)
            p.send_signal(number)
            self.assertEqual(p.wait(timeout=20), 130)
            p.stdin.close()
            p.stdout.close()
            p.stderr.close()
            self.assertEqual(self.files(), ['run.csv'])


class Flags(Case):
    def test_a_flag_is_an_exit_code_for_those_who_ask_and_every_output_is_there(self):
        name = os.path.join(ROOT, 'samples', 'overstride-shank', 'shank_left.csv')
        told = ('--speed', '3.2', '--height', '1.75', '-q')
        self.assertEqual(self.run_program('analyze', name, *told).returncode, 0)
        r = self.run_program('analyze', name, *told, '--fail-on-flag', *ALL)
        self.assertEqual((r.returncode, self.files()), (1, ['e.csv', 'j.json', 's.csv']))
        self.assertIn('flagged', [p['status'] for p in json.loads(self.read('j.json'))['patterns']])


class Progress(Case):
    def slowly(self, *args):
        """What a terminal on standard error gets to see while a recording trickles in for more than a second."""
        here, there = pty.openpty()
        p = subprocess.Popen([PROGRAM, 'analyze', '-:pelvis', *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=there, cwd=self.folder)
        os.close(there)
        text = table(pelvis_rows(30)).encode()
        for i in range(14):
            p.stdin.write(text[i * len(text) // 14:(i + 1) * len(text) // 14])
            p.stdin.flush()
            time.sleep(0.1)
        p.stdin.close()
        out = p.stdout.read()
        p.stdout.close()
        self.assertEqual(p.wait(timeout=20), 0)
        seen = b''
        try:
            while True:
                seen += os.read(here, 4096)
        except OSError:                                                         # the terminal's other end is closed
            pass
        os.close(here)
        return out, seen

    def test_a_bar_after_a_second_that_leaves_nothing_behind(self):
        out, seen = self.slowly()
        self.assertNotIn(b'samples/s', out)
        self.assertIn(b'samples/s', seen)
        self.assertTrue(seen.endswith(b'\r\x1b[K'), seen)

    def test_no_bar_where_none_is_wanted(self):
        self.assertEqual(self.slowly('-q', '--progress=none'), (b'', b''))

    def test_lines_for_programs(self):
        self.write('run.csv', table(pelvis_rows(30)))
        r = self.run_program('analyze', 'run.csv:pelvis', '-q', '--progress=kv')
        last = dict(w.split('=') for w in r.stderr.decode().splitlines()[-1].split()[1:])
        self.assertEqual(last['bytes'], last['total'])
        self.assertEqual(last['samples'], '3000')
        self.assertEqual(float(last['left_s']), 0)


if __name__ == '__main__':
    main()
