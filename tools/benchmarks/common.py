"""What the measurements share: recordings made once, commands run with their processor time and peak memory, and the form of a row.

A figure is the least of several runs, in processor time (user and system) where one process does the work: what else the machine does only adds to it.
The reference of a row runs in turns with it, so that a slow minute slows both.
"""
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHE = os.path.join(ROOT, 'build', 'bench')


def say(text):
    print(text, file=sys.stderr, flush=True)


class Took:
    """One run of a command: seconds by the clock and of the processor, largest resident bytes (of it or a child of it), standard output."""

    def __init__(self, wall, cpu, peak, out):
        self.wall, self.cpu, self.peak, self.out = wall, cpu, peak, out

    def words(self):
        """What it printed as key=value."""
        return dict(w.split('=', 1) for w in self.out.split() if '=' in w)


# A child begins as a copy of who starts it, and the largest size that the system tells of it includes that copy. So a bare interpreter starts the command
# and not this program, which is larger than most of what it measures; below its own 9 MiB no peak can be told.
STARTER = """import os, sys, time
at, command = int(sys.argv[1]), sys.argv[2:]
t = time.perf_counter()
pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_CLOSE, at)])
_, status, used = os.wait4(pid, 0)
os.write(at, b'%d %r %r %d' % (status, time.perf_counter() - t, used.ru_utime + used.ru_stime, used.ru_maxrss))
"""


def run(command, allowed=(0, 1), cwd=CACHE, stdin=None):
    told, tell = os.pipe()
    p = subprocess.Popen([sys.executable, '-S', '-E', '-c', STARTER, str(tell), *command], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         cwd=cwd, pass_fds=[tell])
    os.close(tell)
    out, err = p.stdout.read(), p.stderr.read()
    p.wait()
    with os.fdopen(told) as f:
        words = f.read().split()
    if len(words) != 4:
        sys.exit('%s: could not be started: %s' % (' '.join(command), err.decode(errors='replace').strip()))
    code = os.waitstatus_to_exitcode(int(words[0]))
    if code not in allowed:
        sys.exit('%s: exit %d: %s' % (' '.join(command), code, err.decode(errors='replace').strip()))
    return Took(float(words[1]), float(words[2]), int(words[3]) * 1024, out.decode(errors='replace'))


class Missing(Exception):
    """A tool that a row needs is not here; the words say which."""


class Bench:
    def __init__(self, program, runs, quick):
        self.program, self.runs, self.quick = program, runs, quick
        os.makedirs(CACHE, exist_ok=True)
        self._python = None

    def beside(self, *name):
        """A program that was built beside this one."""
        path = os.path.join(os.path.dirname(self.program), *name)
        if not os.access(path, os.X_OK):
            raise Missing('%s was not built' % os.path.join(*name))
        return path

    def recording(self, worn='pelvis', seconds=1800, rate=200):
        """A simulated run with one sensor of six axes, standing first: the same bytes each time, made once."""
        path = os.path.join(CACHE, '%s-%ds-%dhz.csv' % (worn.replace(':', '_'), seconds, rate))
        if not os.path.exists(path):
            say('making %s' % os.path.relpath(path, ROOT))
            self.simulate(path + '.tmp', worn, seconds, rate)
            os.replace(os.path.join(path + '.tmp', worn.replace(':', '_') + '.csv'), path)
            shutil.rmtree(path + '.tmp')
        return path

    def simulate(self, folder, worn, seconds, rate, seed=7):
        shutil.rmtree(folder, ignore_errors=True)
        run([self.program, 'simulate', '--out', folder, '--seed', str(seed), '--seconds', str(seconds - 10), '--standing', '10', '--rate', str(rate), '--sensors', worn])

    def whole(self):
        """The recording that reading and analysis are measured with."""
        return self.recording(seconds=1800 if self.quick else 3 * 3600)

    def python(self, *modules):
        """A Python that has these modules; installed by apt on the way where that needs no password."""
        names = ', '.join(modules)
        for attempt in (0, 1):
            for python in (sys.executable, '/usr/bin/python3'):
                if os.path.exists(python) and subprocess.call([python, '-c', 'import ' + names], stderr=subprocess.DEVNULL) == 0:
                    return python
            if attempt == 0 and os.geteuid() == 0 and shutil.which('apt-get'):
                say('installing %s for comparison' % names)
                subprocess.call(['apt-get', '-qq', '-y', '--no-install-recommends', 'install', *('python3-' + m for m in modules)], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, env=dict(os.environ, DEBIAN_FRONTEND='noninteractive'))
        raise Missing('no Python with %s' % names)

    def turns(self, **commands):
        """{name: [Took, …]}: the commands in turns, as often as asked for. A command is a list, or a function that gives a Took."""
        took = {k: [] for k in commands}
        for _ in range(self.runs):
            for name, c in commands.items():
                took[name].append(c() if callable(c) else run(c))
        return took


def least(took, what='cpu'):
    return min(getattr(t, what) for t in took)


def row(name, what, value, unit, wanted=None, reference=None, reference_value=None, note=None, better='more'):
    """wanted: (least or most, a number). reference_value is in the row's unit; the ratio is ours to it."""
    r = {'id': name, 'what': what, 'value': value, 'unit': unit, 'better': better}
    if wanted is not None:
        r['wanted'] = wanted
        r['reached'] = value >= wanted if better == 'more' else value <= wanted
    if reference is not None:
        r['reference'], r['reference_value'] = reference, reference_value
        r['ratio'] = round(value / reference_value, 3) if reference_value else None
    if note:
        r['note'] = note
    return r


def skipped(name, what, why):
    return {'id': name, 'what': what, 'skipped': why}
