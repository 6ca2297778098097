"""What the live tests share: emulated sensors on pseudo-terminals, the program beside them, and the lines that it prints.

usage of a test file: test_x.py RUNFORM RUNFORM_SENSOR
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cue'))
from program import PROGRAM, Case, main                                # noqa: F401

SENSOR = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else os.path.join(os.path.dirname(PROGRAM), 'firmware-host', 'runform-sensor')
WRITERS = (('--events', 'events.csv'), ('--steps', 'steps.csv'), ('--json', 'session.json'), ('--report', 'report.html'))


def all_outputs(folder, who):
    return [x for option, name in WRITERS for x in (option, os.path.join(folder, who + '-' + name))]


class Run:
    """Runs that are simulated once for all tests of a file."""
    folder = None

    @classmethod
    def make(cls, seconds=40, sensors='foot:left,foot:right,pelvis'):
        if cls.folder is None:
            cls.folder = tempfile.TemporaryDirectory(prefix='runform-run-')
        path = os.path.join(cls.folder.name, '%s-%d' % (sensors.replace(':', '_').replace(',', '-'), seconds))
        if not os.path.isdir(path):
            subprocess.run([PROGRAM, 'simulate', '--out', path, '--sensors', sensors, '--seconds', str(seconds), '--seed', '5'], check=True)
        return path


class LiveCase(Case):
    def setUp(self):
        super().setUp()
        os.environ['XDG_CONFIG_HOME'] = self.path('config')
        for name in ('ports', 'config'):
            os.mkdir(self.path(name))
        self.started = []
        self.addCleanup(self.stop_all)

    def stop_all(self):
        for p in self.started:
            if p.poll() is None:
                p.kill()
            p.wait()
            for f in (p.stdout, p.stderr):
                if f:
                    f.close()

    def sensors(self, source, *options, names=('foot_left', 'foot_right', 'pelvis')):
        """Emulated sensors; their ports, once they are there."""
        p = subprocess.Popen([SENSOR, '--link', self.path('ports'), *options, source], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.started.append(p)
        ports = [os.path.join(self.path('ports'), n) for n in names]
        for _ in range(200):
            if all(os.path.exists(x) for x in ports):
                return p, ports
            self.assertIsNone(p.poll(), 'the sensors ended')
            time.sleep(0.05)
        self.fail('the sensors do not come up')

    def live(self, *args, env=None, stdin=subprocess.DEVNULL):
        p = subprocess.Popen([PROGRAM, 'live', *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=stdin, cwd=self.folder,
                             env=dict(os.environ, **(env or {})))
        self.started.append(p)
        return p

    def lines_of(self, p, timeout=90, code=0):
        out, err = p.communicate(timeout=timeout)
        self.assertEqual(p.returncode, code, err.decode())
        self.errors = err.decode()
        return [json.loads(x) for x in out.decode().splitlines()]

    def same_again(self, record, who='live'):
        """analyze of the recording gives what the session gave, byte for byte."""
        r = subprocess.run([PROGRAM, 'analyze', record, '-q', *all_outputs(self.folder, 'again')], stderr=subprocess.PIPE, timeout=120)
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        for _, name in WRITERS:
            self.assertEqual(self.read(who + '-' + name), self.read('again-' + name), name)
            self.assertTrue(self.read('again-' + name))


def of_kind(lines, kind):
    return [x for x in lines if x['kind'] == kind]


def notices(lines, code):
    return [x for x in lines if x['kind'] == 'notice' and x['code'] == code]


def stop(p):
    p.send_signal(signal.SIGINT)
