"""What the tests on recordings share: a recording as columns, changes made to it, the program run on it, and results compared.

A change is a function from a recording to a recording; what the program then says is held against what it says of the recording as it is.
Nothing here knows the truth of an event: these tests ask whether the result is the same, not whether it is right.
"""
import csv
import json
import math
import os
import random
import statistics as st
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.environ.get('RUNFORM_DATA') or os.path.join(HERE, '..', '..', '..', 'shared', 'data')
G = 9.80665
KINDS = ('initial_contact', 'terminal_contact')


# ---- recordings ---------------------------------------------------------------------------------------------------------------------

class Recording:
    """t in s; acc in m/s², gyr in rad/s or None, each a list of triples. where: the options that tell the placement. runs_s: how long the part
    behind the standing is."""

    def __init__(self, name, t, acc, gyr, where, sensor=None, trial=None, runs_s=None):
        self.name, self.t, self.acc, self.gyr, self.where, self.sensor, self.trial = name, t, acc, gyr, where, sensor, trial
        self.runs_s = t[-1] - t[0] if runs_s is None else runs_s

    def but(self, **changed):
        return Recording(*(changed.get(k, getattr(self, k)) for k in ('name', 't', 'acc', 'gyr', 'where', 'sensor', 'trial', 'runs_s')))

    def rows(self, keep):
        """The rows whose numbers are in keep."""
        return self.but(t=[self.t[i] for i in keep], acc=[self.acc[i] for i in keep], gyr=self.gyr and [self.gyr[i] for i in keep])

    def write(self, path):
        head = 'time_s,acc_x_ms2,acc_y_ms2,acc_z_ms2' + (',gyr_x_rads,gyr_y_rads,gyr_z_rads' if self.gyr else '')
        with open(path, 'w') as f:
            f.write(head + '\n')
            if self.gyr:
                f.writelines('%.6f,%.5f,%.5f,%.5f,%.6f,%.6f,%.6f\n' % (t, *a, *w) for t, a, w in zip(self.t, self.acc, self.gyr))
            else:
                f.writelines('%.6f,%.5f,%.5f,%.5f\n' % (t, *a) for t, a in zip(self.t, self.acc))
        return path


def read(path, where, name=None, sensor=None, trial=None, scale=1.0):
    with open(path) as f:
        head = next(f).rstrip('\n').split(',')
        rows = [[float(x) for x in line.split(',')] for line in f]
    gyro = len(head) >= 7
    return Recording(name or os.path.basename(path)[:-4], [r[0] for r in rows], [tuple(scale * x for x in r[1:4]) for r in rows],
                     [tuple(r[4:7]) for r in rows] if gyro else None, where, sensor, trial)


def table(path):
    with open(path, newline='') as f:
        return list(csv.DictReader(f))


def trials():
    """The names of the virtual recordings that are long enough to lose something and still be a run."""
    return [r['trial'] for r in table(os.path.join(DATA, 'virtual-imu', 'index.csv')) if float(r['duration_s']) > 20]


def virtual(trial, body):
    folder = os.path.join(DATA, 'virtual-imu', trial)
    with open(os.path.join(folder, 'truth.json')) as f:
        truth = json.load(f)
    part, _, side = body.partition('_')
    where = ['--placement', part] + (['--side', side] if side else [])
    return read(os.path.join(folder, body + '.csv'), where, trial + ' ' + body, truth['sensors'][body], truth)


def sacrum():
    folder = os.path.join(DATA, 'sacrum-force')
    return [read(os.path.join(folder, r['name'] + '.csv'), ['--placement', 'pelvis']) for r in table(os.path.join(folder, 'index.csv'))]


def feet():
    folder = os.path.join(DATA, 'foot-vicon')
    names = [r['name'] for r in table(os.path.join(folder, 'index.csv')) if 'walk' not in r['name']]
    return [read(os.path.join(folder, n + '.csv'), ['--placement', 'foot', '--side', 'right']) for n in names]


def outdoor_hip():
    return read(os.path.join(DATA, 'outdoor-run', 'left-hip.csv'), ['--placement', 'pelvis'], scale=G)


def have_data():
    return os.path.isdir(os.path.join(DATA, 'virtual-imu'))


# ---- changes -------------------------------------------------------------------------------------------------------------------------

def matrix(q):
    w, x, y, z = q
    return ((1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)), (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
            (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))


def turned(v, m):
    return [tuple(r[0] * a[0] + r[1] * a[1] + r[2] * a[2] for r in m) for a in v]


def any_turn(rng):
    """A rotation, every one as likely as another."""
    q = [rng.gauss(0, 1) for _ in range(4)]
    n = math.sqrt(sum(x * x for x in q))
    return matrix([x / n for x in q])


UPSIDE_DOWN = ((1, 0, 0), (0, -1, 0), (0, 0, -1))


def rotated(r, m):
    return r.but(acc=turned(r.acc, m), gyr=r.gyr and turned(r.gyr, m))


def mirrored(r):
    """The same runner in a mirror: the segment's y axis points the other way, and what turns about x and z turns the other way."""
    s = rotated(r, matrix(r.sensor['mounting_quaternion_wxyz']))
    where = [{'left': 'right', 'right': 'left'}.get(x, x) for x in r.where]
    return s.but(acc=[(x, -y, z) for x, y, z in s.acc], gyr=[(-x, y, -z) for x, y, z in s.gyr], where=where)


def biased(r, dps):
    """A constant rate on every axis of the gyroscope."""
    b = math.radians(dps)
    return r.but(gyr=[tuple(x + b for x in w) for w in r.gyr])


def scaled(r, acc=1.0, gyr=1.0):
    return r.but(acc=[tuple(acc * x for x in a) for a in r.acc], gyr=r.gyr and [tuple(gyr * x for x in w) for w in r.gyr])


def noisy(r, rng, ug_rthz, dps_rthz):
    """White noise of that density up to half the rate."""
    band = math.sqrt(0.5 / st.median(b - a for a, b in zip(r.t[:200], r.t[1:201])))
    a, w = ug_rthz * 1e-6 * G * band, math.radians(dps_rthz) * band
    return r.but(acc=[tuple(x + rng.gauss(0, a) for x in v) for v in r.acc], gyr=r.gyr and [tuple(x + rng.gauss(0, w) for x in v) for v in r.gyr])


def lossy(r, rng, share):
    return r.rows([i for i in range(len(r.t)) if rng.random() >= share])


def jittery(r, rng, share):
    """Every stamp off by up to that share of the sampling period; the samples were taken when the recording says."""
    h = st.median(b - a for a, b in zip(r.t[:200], r.t[1:201]))
    return r.but(t=[t + h * share * (2 * rng.random() - 1) for t in r.t])


def cut(r, seconds):
    """The recording as if it had been started later; its times stay."""
    return r.rows([i for i, t in enumerate(r.t) if t >= r.t[0] + seconds])


def stood(r, seconds=4.0, pause=2.0):
    """The recording behind quiet standing and a pause, as the sensor read when this runner stood; its times move."""
    rng = random.Random(r.name)
    n = int(seconds * 200)
    shift = seconds + pause
    still = r.sensor['standing_acc_ms2'], r.sensor['gyr_bias_rads']
    return r.but(name=r.name + ' from standing', t=[i / 200 for i in range(n)] + [t + shift for t in r.t],
                 acc=[tuple(x + rng.gauss(0, 0.03) for x in still[0]) for _ in range(n)] + r.acc,
                 gyr=[tuple(x + rng.gauss(0, 0.003) for x in still[1]) for _ in range(n)] + r.gyr)


def bessel0(x):
    s = term = 1.0
    k = 1
    while term > 1e-12 * s:
        term *= (x / (2 * k)) ** 2
        s += term
        k += 1
    return s


def decimated(r, factor, filtered=True):
    """Every factor-th sample; filtered: behind a windowed sinc (Kaiser, 60 dB) that passes 0.4 of the new rate."""
    if factor == 1:
        return r
    keep = range(0, len(r.t), factor)
    if not filtered:
        return r.rows(keep)
    half, beta, fc = 12 * factor, 5.65, 0.45 / factor
    h = [(2 * fc if k == 0 else math.sin(2 * math.pi * fc * k) / (math.pi * k)) * bessel0(beta * math.sqrt(1 - (k / (half + 1)) ** 2)) / bessel0(beta)
         for k in range(-half, half + 1)]
    total = sum(h)
    h = [x / total for x in h]

    def low(v):
        cols = list(zip(*v))
        last = len(v) - 1
        out = []
        for c in cols:
            padded = (c[0],) * half + tuple(c) + (c[last],) * half
            out.append([sum(map(float.__mul__, h, padded[i:i + 2 * half + 1])) for i in keep])
        return list(zip(*out))

    return r.but(t=[r.t[i] for i in keep], acc=low([tuple(map(float, a)) for a in r.acc]), gyr=r.gyr and low([tuple(map(float, w)) for w in r.gyr]))


# ---- results ---------------------------------------------------------------------------------------------------------------------------

class Result:
    def __init__(self, code, events, steps, session, stderr):
        self.code, self.events, self.steps, self.session, self.stderr = code, events, steps, session, stderr

    def times(self, kind):
        return [float(e['t_s']) for e in self.events if e['kind'] == kind]

    def notices(self):
        return [n['code'] for n in self.session.get('notices', [])]


class Bench:
    """The program and a folder that goes when the tests are done."""

    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.folder = tempfile.TemporaryDirectory(prefix='runform-real-')
        self.known = {}

    def analyse_files(self, inputs, extra=()):
        names = [os.path.join(self.folder.name, n) for n in ('events.csv', 'steps.csv', 'session.json')]
        for n in names:
            if os.path.exists(n):
                os.remove(n)
        r = subprocess.run([self.program, 'analyze', *inputs, *extra, '-q', '--events', names[0], '--steps', names[1], '--json', names[2]],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=300)
        if r.returncode > 1:
            return Result(r.returncode, [], [], {}, r.stderr.decode())
        with open(names[2]) as f:
            return Result(r.returncode, table(names[0]), table(names[1]), json.load(f), r.stderr.decode())

    def analyse(self, recording, extra=()):
        return self.analyse_files([recording.write(os.path.join(self.folder.name, 'recording.csv'))], [*recording.where, *extra])

    def as_it_is(self, recording):
        if recording.name not in self.known:
            self.known[recording.name] = self.analyse(recording)
        return self.known[recording.name]


def pairs(a, b, within):
    """One-to-one pairs of nearest times, closest first: [(i, j)]."""
    near = []
    k = 0
    for i, t in enumerate(a):
        while k < len(b) and b[k] < t - within:
            k += 1
        m = k
        while m < len(b) and b[m] <= t + within:
            near.append((abs(b[m] - t), i, m))
            m += 1
    used_a, used_b, out = set(), set(), []
    for _, i, j in sorted(near):
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            out.append((i, j))
    return sorted(out)


ANGLES = ('shank_angle_ic_deg', 'foot_angle_ic_deg', 'knee_flexion_ic_deg', 'pelvic_tilt_deg', 'trunk_lean_deg')


class Difference:
    """What changed between results, gathered over many recordings."""

    def __init__(self):
        self.ms = {k: [] for k in KINDS}
        self.n = {k: 0 for k in KINDS}
        self.lost = self.extra = self.sides = self.sided = 0
        self.columns = {}
        self.told = {}
        self.worst = (0, '')

    def add(self, name, a, b, sides='same', frm=-1e9, to=1e9, within=0.060):
        """a as it was, b changed. sides: same or swapped. frm, to: only the events between."""
        for k in KINDS:
            x = sorted((float(e['t_s']), e['side']) for e in a.events if e['kind'] == k)
            y = sorted((float(e['t_s']), e['side']) for e in b.events if e['kind'] == k)
            all_pairs = pairs([t for t, _ in x], [t for t, _ in y], within)
            m = [(i, j) for i, j in all_pairs if frm <= x[i][0] <= to]
            d = [1000 * (y[j][0] - x[i][0]) for i, j in m]
            paired = {j for _, j in all_pairs}
            n = sum(frm <= t <= to for t, _ in x)
            lost, extra = n - len(m), sum(frm <= t <= to and j not in paired for j, (t, _) in enumerate(y))
            self.ms[k] += d
            self.n[k] += n
            self.lost += lost
            self.extra += extra
            other = {'left': 'right', 'right': 'left', '': ''} if sides == 'swapped' else None
            wrong = sum(y[j][1] != (other[x[i][1]] if other else x[i][1]) for i, j in m)
            self.sides += wrong
            self.sided += len(m)
            bad = max([abs(v) for v in d] + [1000 * (lost + extra + wrong)])
            if bad > self.worst[0]:
                self.worst = (bad, '%s %s' % (name, k))
        self.add_columns(a, b, frm, to, within)

    def add_columns(self, a, b, frm, to, within):
        x = [(float(r['ic_t_s']), r) for r in a.steps if frm <= float(r['ic_t_s']) <= to]
        y = [(float(r['ic_t_s']), r) for r in b.steps if frm <= float(r['ic_t_s']) <= to]
        for i, j in pairs([t for t, _ in x], [t for t, _ in y], within):
            for name in x[i][1]:
                if name in ('ic_t_s', 'tc_t_s', 'side', 'confidence'):
                    continue
                u, v = x[i][1][name], y[j][1].get(name, '')
                self.told.setdefault(name, [0, 0])
                self.told[name][0] += (u != '') != (v != '')
                self.told[name][1] += 1
                if u != '' and v != '':
                    self.columns.setdefault(name, []).append(float(v) - float(u))

    def most_ms(self):
        return max((abs(d) for v in self.ms.values() for d in v), default=0.0)

    def share_ms(self, share):
        d = sorted(abs(x) for v in self.ms.values() for x in v)
        return d[min(len(d) - 1, int(share * len(d)))] if d else 0.0

    def most(self, column):
        return max((abs(x) for x in self.columns.get(column, [])), default=0.0)

    def untold(self, column):
        return self.told.get(column, (0, 0))[0]

    def line(self):
        n = sum(self.n.values())
        t = '%5d events %3d lost %3d extra %3d sides | most %6.2f ms, 99 %% within %6.2f' % (n, self.lost, self.extra, self.sides, self.most_ms(), self.share_ms(0.99))
        for k in KINDS:
            if len(self.ms[k]) > 1:
                t += ' | %s %+5.2f sd %4.2f' % ('IC' if k[0] == 'i' else 'TC', st.mean(self.ms[k]), st.pstdev(self.ms[k]))
        for c in ANGLES:
            if self.columns.get(c):
                t += ' | %s %.2f' % (c.split('_')[0], self.most(c))
        return t + ' | worst: ' + self.worst[1]
