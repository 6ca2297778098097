"""Patterns planted into the recorded motion of real runners: a segment is turned, shifted or slowed, and its sensor reads what it would have read.

How: each sensor's samples are taken into its segment's frame (x forward, y left, z up) by the true mounting. A turn by d(t) about an axis adds its
rate, turns what was read, and moves the sensor about the joint that stays: the acceleration of that movement is added, with the segment's own
rotation in it. Slower time divides rates by the factor and what is not gravity by
its square. The pitch that gravity needs comes from the gyroscope, its drift taken out by the mean specific force of each stride, which is gravity.
Cannot: keep the sideways parts exact, or the bones' lengths where a joint is moved.
"""
import bisect
import csv
import math
import os

from recorded import PAUSE_S, RATE, STANDING_S, Trial, median, rotate, write_rows

G = 9.80665


def across(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def about(axis, angle, v):
    """v turned by the angle about axis 0 (x), 1 (y) or 2 (z)."""
    c, s, j, k = math.cos(angle), math.sin(angle), (axis + 1) % 3, (axis + 2) % 3
    out = list(v)
    out[j], out[k] = c * v[j] - s * v[k], s * v[j] + c * v[k]
    return out


def slope(x):
    """d/dt on the grid."""
    return [(x[min(i + 1, len(x) - 1)] - x[max(i - 1, 0)]) * RATE / (min(i + 1, len(x) - 1) - max(i - 1, 0)) for i in range(len(x))]


def bump(u):
    """1 at 0, 0 from -1 and 1 on, smooth to the third derivative."""
    return 0.25 * (1 + math.cos(math.pi * u)) ** 2 if -1 < u < 1 else 0.0


class Segment:
    def __init__(self, trial, name, own_name=None):
        s = trial.sensors[name]
        self.name, self.q, self.lever = own_name or name, s['mounting_quaternion_wxyz'], list(s['position_in_segment_m'])
        self.acc_bias, self.gyr_bias = s['acc_bias_ms2'], s['gyr_bias_rads']
        rows = trial.running_rows(name)
        self.f = [rotate(self.q, [r[1 + k] - self.acc_bias[k] for k in range(3)]) for r in rows]
        self.w = [rotate(self.q, [r[4 + k] - self.gyr_bias[k] for k in range(3)]) for r in rows]

    def pitch(self, cuts):
        """Of the segment, top forward; cuts: where strides begin, as indices."""
        raw, sum_ = [], 0.0
        for w in self.w:
            sum_ += w[1] / RATE
            raw.append(sum_)
        at, off = [], []
        for a, b in zip(cuts, cuts[1:]):
            x = z = 0.0
            for i in range(a, b):
                v = about(1, raw[i], self.f[i])
                x, z = x + v[0], z + v[2]
            at.append((a + b) / 2)
            off.append(math.atan2(-x, z))
        out = []
        for i, r in enumerate(raw):
            k = min(max(bisect.bisect(at, i), 1), len(at) - 1)
            out.append(r + off[k - 1] + (off[k] - off[k - 1]) * min(max((i - at[k - 1]) / (at[k] - at[k - 1]), 0), 1))
        return out

    def turn(self, axis, angle, pivot_z=0.0):
        """By angle[i] about the segment's own axis; the lever's root stays where it is, or the point so much above it."""
        lever = [self.lever[0], self.lever[1], self.lever[2] - pivot_z]
        d = [[x - y for x, y in zip(about(axis, a, lever), lever)] for a in angle]
        self.move(d)
        rate = slope(angle)
        self.f = [about(axis, -a, f) for a, f in zip(angle, self.f)]
        self.w = [about(axis, -a, w) for a, w in zip(angle, self.w)]
        for w, r in zip(self.w, rate):
            w[axis] += r

    def move(self, d):
        """The sensor by d[i] in the segment's frame."""
        v = list(zip(*(slope([x[k] for x in d]) for k in range(3))))
        a = list(zip(*(slope([x[k] for x in v]) for k in range(3))))
        al = list(zip(*(slope([x[k] for x in self.w]) for k in range(3))))
        for i, w in enumerate(self.w):
            turn, swirl, whirl = across(w, v[i]), across(al[i], d[i]), across(w, across(w, d[i]))
            self.f[i] = [self.f[i][k] + a[i][k] + 2 * turn[k] + swirl[k] + whirl[k] for k in range(3)]

    def rows(self):
        back = [self.q[0]] + [-x for x in self.q[1:]]
        out = []
        for i, (f, w) in enumerate(zip(self.f, self.w)):
            a, g = rotate(back, f), rotate(back, w)
            out.append([i / RATE] + [max(-16 * G, min(16 * G, a[k] + self.acc_bias[k])) for k in range(3)] + [g[k] + self.gyr_bias[k] for k in range(3)])
        return out


class Runner:
    """A recorded runner with some of the sensors, ready to be changed; with a made-up trunk where one is asked for."""

    def __init__(self, trial, worn):
        self.trial = trial if isinstance(trial, Trial) else Trial(trial)
        self.segment = {n: Segment(self.trial, 'pelvis' if n == 'trunk' else n, n) for n in worn}
        with open(os.path.join(self.trial.folder, 'events.csv'), newline='') as f:
            events = [(float(e['t_s']), e['kind'], e['side']) for e in csv.DictReader(f)]
        self.ic = {s: [t for t, k, x in events if k == 'initial_contact' and x == s] for s in ('left', 'right')}
        self.tc = {s: [t for t, k, x in events if k == 'terminal_contact' and x == s] for s in ('left', 'right')}
        cuts = [int(t * RATE) for t in self.ic['left']]
        self.pitch = {n: s.pitch(cuts) for n, s in self.segment.items()}
        self.n = len(next(iter(self.segment.values())).f)
        self.named = {}
        if 'trunk' in self.segment:  # the pelvis stands in: half of its swing, leaning forward by 8 deg from standing
            tilt = math.radians(self.trial.truth['pelvic_tilt_deg'] - self.trial.truth['pelvic_tilt_standing_deg'])
            self.turn('trunk', 1, [math.radians(8) - tilt] * self.n)

    def turn(self, name, axis, angle, pivot_z=0.0):
        self.segment[name].turn(axis, angle, pivot_z)
        if axis == 1:
            self.pitch[name] = [p + a for p, a in zip(self.pitch[name], angle)]

    def at_contacts(self, side, size, width_s=0.16, late_s=0.0):
        """size at each contact of this side, nothing away from it."""
        out = [0.0] * self.n
        for t in self.ic[side]:
            for i in range(max(0, int((t + late_s - width_s) * RATE)), min(self.n, int((t + late_s + width_s) * RATE) + 2)):
                out[i] += size * bump((i / RATE - t - late_s) / width_s)
        return out

    # ---- the patterns ----

    def overstride(self, degrees):
        """The shank leans back by so much more at each contact, and the thigh the other way, so that ankle and hip stay where they are: the knee
        is straighter. (That the foot is then further from the body than the bones are long is left out.)"""
        a = math.radians(degrees)
        for side in ('left', 'right'):
            if 'shank_' + side in self.segment:
                self.turn('shank_' + side, 1, self.at_contacts(side, -a))
            if 'thigh_' + side in self.segment:
                self.turn('thigh_' + side, 1, self.at_contacts(side, a), 0.245 * self.trial.height)

    def pawing(self, degrees_per_s):
        """The shank swings back faster through the contact; its angle at the contact stays."""
        for side in ('left', 'right'):
            out = [0.0] * self.n
            for t in self.ic[side]:
                for i in range(max(0, int((t - 0.12) * RATE)), min(self.n, int((t + 0.12) * RATE) + 2)):
                    u = i / RATE - t
                    out[i] += math.radians(degrees_per_s) * u * bump(u / 0.12)
            self.turn('shank_' + side, 1, out)

    def sitting_back(self, knee_degrees, lean_degrees):
        """Knees more bent in mid-stance, from shank and thigh half each; the trunk at this lean from standing."""
        a = math.radians(knee_degrees) / 2
        for side in ('left', 'right'):
            for name, sign in (('shank_', 1), ('thigh_', -1)):
                self.turn(name + side, 1, self.at_contacts(side, sign * a, 0.22, 0.09))
        self.lean(lean_degrees)

    def lean(self, degrees):
        self.turn('trunk', 1, [math.radians(degrees - 8)] * self.n)

    def tilt(self, degrees):
        """The pelvis to this tilt from standing."""
        now = self.trial.truth['pelvic_tilt_deg'] - self.trial.truth['pelvic_tilt_standing_deg']
        self.turn('pelvis', 1, [math.radians(degrees - now)] * self.n)

    def lumbar(self, degrees):
        """Pelvis and trunk swing against each other by so much in every step."""
        a = math.radians(degrees) / 4
        both = [x + y for x, y in zip(self.at_contacts('left', 1, 0.18), self.at_contacts('right', 1, 0.18))]
        self.turn('pelvis', 1, [2 * a * (x - 0.5) for x in both])
        self.turn('trunk', 1, [-2 * a * (x - 0.5) for x in both])

    def pelvic_drop(self, degrees):
        """The left side drops more in right stance: range of side tilt of one step against the other."""
        self.turn('pelvis', 0, self.at_contacts('left', math.radians(degrees), 0.2, 0.1))

    def slip(self, metres):
        """Each sensor sits this much higher on its segment."""
        for s in self.segment.values():
            s.move([[0, 0, metres]] * self.n)

    def bend(self, radius_m):
        """A track bend to the left, the body leaning into it, so that nothing but the turn is seen."""
        rate = self.trial.speed / radius_m
        for n, s in self.segment.items():
            for i, w in enumerate(s.w):
                s.w[i] = [x + y for x, y in zip(w, about(1, -self.pitch[n][i], [0, 0, rate]))]

    def swap_sides(self):
        for n in list(self.segment):
            for a, b in (('left', 'right'), ('right', 'left')):
                if n.endswith(a):
                    self.named[n] = n.replace(a, b)

    # ---- time ----

    def warp(self, factor):
        """factor[i]: how much slower sample i goes by. All sensors alike."""
        usual = {name: self.mean_force(name, s) for name, s in self.segment.items()}
        t = [0.0]
        for x in factor[:-1]:
            t.append(t[-1] + x / RATE)
        n = int(t[-1] * RATE)
        for name, s in self.segment.items():
            f, w, pitch, k = [], [], [], 0
            for i in range(n):
                while t[k + 1] < i / RATE:
                    k += 1
                u = (i / RATE - t[k]) / (t[k + 1] - t[k])
                slow = factor[k]
                p = self.pitch[name][k]
                still = about(1, -p, [0, 0, G])
                own = [a + u * (b - a) for a, b in zip(s.f[k], s.f[k + 1])]
                f.append([g + (x - g) / slow ** 2 for g, x in zip(still, own)])
                w.append([(a + u * (b - a)) / slow for a, b in zip(s.w[k], s.w[k + 1])])
                pitch.append(p)
            s.f, s.w, self.pitch[name] = f, w, pitch

        def at(x):
            return t[min(int(x * RATE), len(t) - 1)]
        self.ic = {side: [at(x) for x in v] for side, v in self.ic.items()}
        self.tc = {side: [at(x) for x in v] for side, v in self.tc.items()}
        self.n = n
        for name, s in self.segment.items():
            self.close_strides(name, s, usual[name])

    def mean_force(self, name, s):
        """Over whole strides, in the plane of running: (0, g) but for what leans out of that plane."""
        a, b = int(self.ic['left'][0] * RATE), int(self.ic['left'][-1] * RATE)
        v = [about(1, self.pitch[name][i], s.f[i]) for i in range(a, min(b, self.n))]
        return [sum(w[k] for w in v) / len(v) for k in (0, 2)]

    def close_strides(self, name, s, usual):
        """A stride leaves the speed as it was: what its mean force is more than before is taken out evenly."""
        cuts = [int(x * RATE) for x in self.ic['left'] if x * RATE < self.n]
        for a, b in zip([0] + cuts, cuts + [self.n]):
            v = [about(1, self.pitch[name][i], s.f[i]) for i in range(a, b)]
            if not v or b - a < 0.4 * RATE:
                continue
            x, z = (sum(w[k] for w in v) / len(v) for k in (0, 2))
            for i in range(a, b):
                back = about(1, -self.pitch[name][i], [x - usual[0], 0, z - usual[1]])
                s.f[i] = [p - q for p, q in zip(s.f[i], back)]

    def slower(self, percent):
        self.warp([100 / (100 - percent)] * self.n)

    def uneven(self, percent):
        """Left contacts longer and right ones shorter, until they differ by so much."""
        left, right = (median(self.trial.figures('contact_ms', s)) for s in ('left', 'right'))
        percent -= 200 * (left - right) / (left + right)
        m = [0.0] * self.n
        for side, sign in (('left', 1), ('right', -1)):
            for a in self.ic[side]:
                b = next((x for x in self.tc[side] if x > a), None)
                for i in range(int(a * RATE), min(self.n, int(b * RATE)) if b and b - a < 0.5 else int(a * RATE)):
                    m[i] = sign
        smooth = [sum(m[max(0, i - 3):i + 4]) / len(m[max(0, i - 3):i + 4]) for i in range(self.n)]
        self.warp([1 + percent / 200 * x for x in smooth])

    def repeated(self, seconds):
        """The same strides over and over, cut at one phase."""
        a, b = (int((t - 0.08) * RATE) for t in (self.ic['left'][1], self.ic['left'][-2]))
        times = int(math.ceil(seconds * RATE / (b - a)))
        for n, s in self.segment.items():
            s.f, s.w = [list(x) for _ in range(times) for x in s.f[a:b]], [list(x) for _ in range(times) for x in s.w[a:b]]
            self.pitch[n] = self.pitch[n][a:b] * times
        self.n = times * (b - a)

    def drift(self, degrees):
        """The pelvis tips forward more and more."""
        self.turn('pelvis', 1, [math.radians(degrees) * i / self.n for i in range(self.n)])

    def write(self, folder):
        """Files with quiet standing before, as inputs of `analyze`."""
        out = []
        for n, s in self.segment.items():
            path = os.path.join(folder, '%s_%s.csv' % (self.trial.name, n))
            still = self.trial.standing_rows('pelvis' if n == 'trunk' else n)
            write_rows(path, still + [[r[0] + STANDING_S + PAUSE_S] + r[1:] for r in s.rows()])
            out.append('%s:%s' % (path, self.named.get(n, n).replace('_', ':')))
        return out
