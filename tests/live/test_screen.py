"""The live screen in a real terminal (tmux): figures, keys, help, resize, narrow terminals, without colour; and the question where a sensor is worn."""
import bisect
import os
import shutil
import subprocess
import time
import unittest

from sensors import PROGRAM, SENSOR, LiveCase, Run, main


@unittest.skipUnless(shutil.which('tmux'), 'there is no tmux')
class Screen(LiveCase):
    def tmux(self, *args):
        return subprocess.run(['tmux', '-S', self.path('tmux'), '-f', '/dev/null', *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=dict(os.environ, LC_ALL='C.UTF-8')).stdout.decode()

    def open(self, command, cols=80, rows=24, env=''):
        self.tmux('-u', 'new-session', '-d', '-x', str(cols), '-y', str(rows), '-s', 't',
                  'cd %s; %s %s live %s 2>err.txt; echo "end-$?"; sleep 60' % (self.folder, env, PROGRAM, command))
        self.addCleanup(self.tmux, 'kill-server')

    def screen(self):
        return self.tmux('capture-pane', '-p', '-t', 't')

    def wait_for(self, text, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            seen = self.screen()
            if text in seen:
                return seen
            time.sleep(0.1)
        self.fail('not seen: %s\n%s' % (text, self.screen()))

    def wait_until_gone(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text in self.screen():
            self.assertLess(time.monotonic(), end, 'still seen: ' + text)
            time.sleep(0.1)

    def key(self, *keys):
        self.tmux('send-keys', '-t', 't', *keys)

    def start(self, options='', cols=80, rows=24, env='', seconds='30', fault=()):
        _, ports = self.sensors(Run.make(40), '--seconds', seconds, '--battery', '55', *fault)
        self.open(' '.join(ports) + ' --no-sound --wait 1 --record run.live ' + options, cols, rows, env)

    def test_figures_keys_and_the_end(self):
        self.start('--target cadence_spm=190-200 --json j.json', fault=('--fault', 'unplug=2@13:2'))
        self.assertIn('first eight seconds are held back', self.wait_for('runform live'))
        self.wait_for('BELOW 190-200')
        seen = self.wait_for('right foot 55% GONE')
        self.assertIn('Contact L R, ms', seen)
        self.assertIn('\u2588', seen)
        self.key('m')
        self.wait_for('1 marker')
        self.key('?')
        self.wait_for('left and right were put on the wrong way')
        self.key('?')
        self.key('p')
        self.wait_for('PAUSED')
        self.key('p')
        self.key('w')
        self.wait_for('exchanged')
        self.wait_until_gone('GONE')                                              # a line that ends together with the session was not pulled
        self.key('q')
        seen = self.wait_for('end-0')
        self.assertIn('Notices', seen + self.tmux('capture-pane', '-p', '-S', '-200', '-t', 't'))
        r = self.run_program('analyze', 'run.live', '-q', '--json', 'again.json')
        self.assertEqual(r.returncode, 0)
        self.assertEqual(self.read('j.json'), self.read('again.json'))
        self.assertIn(b'"by":"key"', self.read('j.json'))

    def test_wrong_sides_are_swapped_without_stopping(self):
        run = Run.make(40)
        _, (left, right, _) = self.sensors(run, '--seconds', '22', '--now')
        self.open('%s:foot:right %s:foot:left --no-sound --wait 1 --events e.csv -q' % (left, right))
        time.sleep(14)                                                   # some twelve steps are told by then, on the wrong feet
        self.key('w')
        self.wait_for('exchanged')
        self.wait_for('end-0')
        with open(os.path.join(run, 'events.csv'), encoding='utf-8') as f:
            truth = [r.strip().split(',') for r in f if 'initial_contact' in r]
        told = [r.split(',') for r in self.read('e.csv').decode().splitlines() if 'initial_contact' in r]
        self.assertGreater(len(told), 25)
        # the session began a moment after the sensors' run: the offset that brings the two together is the same for all. Steps resemble each other, and a
        # shift by one of them would exchange the sides: only a fine offset and squared distances tell the two apart
        times, ours = [float(x[0]) for x in truth], [float(t[0]) for t in told]

        def apart(offset):
            at = [bisect.bisect(times, t + offset) for t in ours]
            return sum(min(abs(t + offset - times[k]) for k in (max(i - 1, 0), min(i, len(times) - 1))) ** 2 for t, i in zip(ours, at))

        offset = min(range(0, 12000), key=lambda ms: apart(ms / 1000)) / 1000
        for t in told:
            nearest = min(truth, key=lambda x: abs(float(x[0]) - offset - float(t[0])))
            self.assertEqual(t[2], nearest[2])

    def test_where_it_is_worn_is_asked_once(self):
        shutil.copy(os.path.join(Run.make(40), 'foot_left.csv'), self.path('recording.csv'))      # a name that tells nothing
        for _ in range(2):
            p = subprocess.Popen([SENSOR, '--link', self.path('ports'), '--seconds', '25', self.path('recording.csv')], stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL)
            self.started.append(p)
            port = p.stdout.readline().decode().split()[-1]
            self.open('%s --no-sound --wait 0' % port)
            if not os.path.exists(self.path('config/runform/places')):
                self.wait_for('worn?')
                self.key('foot lft', 'Enter')
                self.wait_for('worn?')
                time.sleep(0.3)
                self.assertEqual(self.screen().count('worn?'), 2)                                  # a slip is asked again
                self.key('foot left', 'Enter')
            self.wait_for('left foot')
            self.key('q')
            self.wait_for('end-')
            self.tmux('kill-server')
            p.kill()
            p.wait()
        with open(self.path('config/runform/places'), encoding='utf-8') as f:
            self.assertRegex(f.read(), r'^sensor-[0-9a-f]{16} foot left\n$')

    def test_every_size_is_drawn_and_resized(self):
        self.start(cols=200, rows=50, seconds='20')
        self.wait_for('Cadence')
        for cols, rows in ((60, 15), (30, 8), (10, 3), (200, 50), (80, 24)):
            self.tmux('resize-window', '-t', 't', '-x', str(cols), '-y', str(rows))
            time.sleep(0.5)
            seen = self.screen().rstrip('\n').split('\n')
            self.assertRegex(seen[0], r'^(runform live  )?00:')
        self.wait_for('Contact L R')
        self.key('q')
        self.wait_for('end-')

    def test_without_colour_and_without_utf_8_nothing_is_lost(self):
        self.start('--target cadence_spm=190-200', env='NO_COLOR=1 LC_ALL=C', seconds='16')
        seen = self.wait_for('BELOW 190-200')
        self.assertIn('#####', seen)
        self.assertNotIn('\u2588', seen)
        escapes = self.tmux('capture-pane', '-e', '-p', '-t', 't')
        for colour in ('\x1b[31m', '\x1b[32m', '\x1b[33m'):
            self.assertNotIn(colour, escapes)
        self.key('q')
        self.wait_for('end-0')

    def test_an_interrupt_restores_the_terminal_and_writes_the_results(self):
        self.start('--events e.csv', seconds='20')
        self.wait_for('steps', 20)
        time.sleep(11)
        self.key('C-c')
        self.wait_for('end-0')
        self.assertIn(b'initial_contact', self.read('e.csv'))

    def test_a_replay_is_shown_too(self):
        _, ports = self.sensors(Run.make(40), '--times', '20')
        self.lines_of(self.live(*ports, '--plain', '--no-sound', '--record', 'run.live', '--wait', '0', '-q'))
        self.open('run.live --replay 20 --no-sound')
        self.wait_for('REPLAY')
        self.wait_for('end-0')


if __name__ == '__main__':
    main()
