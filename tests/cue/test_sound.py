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

    def beats(self, tempo, seconds):
        """Each click with the number of its beat. A starved server swallows a block of sound, and the click in it with it: what is held to the sample is when
        the others come."""
        heard = self.hear(tempo, seconds)
        self.assertGreater(len(heard), 0.7 * tempo * seconds / 60)
        return [(round((at - heard[0][0]) * tempo / 60 / RATE), at - heard[0][0], side) for at, side in heard]

    @unittest.skipIf(missing(), missing())
    def test_recorded_clicks_are_exact_to_the_sample(self):
        for tempo in (172, 165):                      # neither divides the server's blocks
            ideal = 60 * RATE / tempo
            heard = self.beats(tempo, 8)
            worst = max(abs(at - round(k * ideal)) for k, at, _ in heard)
            print('%d/min: %d clicks, error of the worst against whole samples: %d' % (tempo, len(heard), worst))
            self.assertLessEqual(worst, 1)            # where the first one was rounded is not known: 1 is the rounding of two
            for (k, at, _), (j, then, _) in zip(heard, heard[1:]):
                self.assertLess(abs(then - at - (j - k) * ideal), 1)    # each interval is one of the two whole numbers around the ideal one

    @unittest.skipIf(missing(), missing())
    def test_a_tempo_of_whole_samples_has_no_error_at_all(self):
        self.assertEqual({at - 16000 * k for k, at, _ in self.beats(180, 6)}, {0})

    @unittest.skipIf(missing(), missing())
    def test_left_and_right_take_turns(self):
        heard = self.beats(180, 4)
        self.assertEqual(len({side if k % 2 == 0 else 'left right'.replace(side, '').strip() for k, _, side in heard}), 1, heard)

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
