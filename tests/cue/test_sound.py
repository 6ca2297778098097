"""The metronome on a real sound server with a null sink: what is recorded there is measured to the sample.

usage: test_sound.py PROGRAM
"""
import os
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import PROGRAM, Case, main

from sound_server import RATE, Server, clicks, missing

NO_DEVICE = {'PULSE_SERVER': 'unix:/nonexistent/runform', 'PULSE_RUNTIME_PATH': '/nonexistent', 'XDG_RUNTIME_DIR': '/nonexistent',
             'JACK_NO_START_SERVER': '1'}


class Metronome(Case):
    def hear(self, tempo, seconds):
        with Server() as s:
            s.record()
            r = subprocess.run([PROGRAM, 'cue', str(tempo), '--seconds', str(seconds)], env=s.env, stderr=subprocess.PIPE, timeout=60)
            time.sleep(0.3)
            left, right = s.stop_recording()
        self.assertEqual(r.returncode, 0, r.stderr)
        return clicks(left, right)

    @unittest.skipIf(missing(), missing())
    def test_recorded_intervals_are_exact_to_the_sample(self):
        for tempo in (172, 165):                      # neither divides the server's blocks
            heard = self.hear(tempo, 8)
            self.assertGreater(len(heard), tempo * 8 // 60 - 3)
            ideal = 60 * RATE / tempo
            start = heard[0][0]
            worst = max(abs(at - round(start + k * ideal)) for k, (at, _) in enumerate(heard))
            print('%d/min: %d clicks, error of the worst against whole samples: %d' % (tempo, len(heard), worst))
            self.assertLessEqual(worst, 1)            # where the first one was rounded is not known: 1 is the rounding of two
            # each interval is one of the two whole numbers around the ideal one
            for (a, _), (b, _) in zip(heard, heard[1:]):
                self.assertIn(b - a, (int(ideal), int(ideal) + 1))

    @unittest.skipIf(missing(), missing())
    def test_a_tempo_of_whole_samples_has_no_error_at_all(self):
        heard = self.hear(180, 6)
        self.assertEqual({b[0] - a[0] for a, b in zip(heard, heard[1:])}, {16000})

    @unittest.skipIf(missing(), missing())
    def test_left_and_right_take_turns(self):
        sides = [s for _, s in self.hear(180, 4)]
        self.assertGreater(len(sides), 8)
        for a, b in zip(sides, sides[1:]):
            self.assertNotEqual(a, b)

    @unittest.skipIf(missing(), missing())
    def test_a_sound_server_that_dies_is_said_and_ends_it(self):
        with Server() as s:
            p = subprocess.Popen([PROGRAM, 'cue', '172', '-q'], env=s.env, stderr=subprocess.PIPE)
            time.sleep(1)
            s.process.terminate()
            _, err = p.communicate(timeout=20)
        self.assertEqual(p.returncode, 4)
        self.assertEqual(err.count(b'\n'), 1)
        self.assertIn(b'sound device went away', err)

    @unittest.skipIf(missing(), missing())
    def test_an_interrupt_is_the_usual_end(self):
        with Server() as s:
            p = subprocess.Popen([PROGRAM, 'cue', '172', '-q'], env=s.env, stderr=subprocess.PIPE)
            time.sleep(0.5)
            p.send_signal(signal.SIGINT)
            _, err = p.communicate(timeout=20)
        self.assertEqual((p.returncode, err), (0, b''))

    def test_no_device_is_one_line(self):
        if os.path.isdir('/proc/asound'):
            self.skipTest('this machine has a sound card')
        r = self.run_program('cue', '172', env=NO_DEVICE)
        self.assertEqual(r.returncode, 4)
        self.assert_one_line(r, 'shown, not heard')

    def test_a_wrong_tempo_is_usage(self):
        for word in ('20', '900', 'fast'):
            r = self.run_program('cue', word)
            self.assertEqual(r.returncode, 2)
            self.assert_one_line(r, word)
        self.assertEqual(self.run_program('cue').returncode, 2)
        self.assertEqual(self.run_program('cue', '170', '180').returncode, 2)


if __name__ == '__main__':
    main()
