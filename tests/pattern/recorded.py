"""The recorded healthy runners with known angles (virtual-imu): their sensors as files with quiet standing before them, and the status that
their true figures give by the rules of the patterns, without any measurement.
"""
import csv
import glob
import json
import math
import os
import random

from program import DATA

TRIALS = sorted(glob.glob(os.path.join(DATA, 'virtual-imu', '*', 'truth.json')))
RATE, STANDING_S, PAUSE_S = 200, 4, 2
ORDER = ('clear', 'watch', 'flagged')
RUNNERS = 26  # of the norm
# what is worn: the seven sensors, and what fewer of them can say
SETS = {
    'all': None,
    'shanks': ('shank_left', 'shank_right'),
    'one shank': ('shank_left',),
    'shanks, feet': ('shank_left', 'shank_right', 'foot_left', 'foot_right'),
    'one leg': ('foot_right', 'shank_right', 'thigh_right'),
    'feet': ('foot_left', 'foot_right'),
    'one foot': ('foot_left',),
    'pelvis': ('pelvis',),
}


class Trial:
    def __init__(self, path):
        with open(path, encoding='utf-8') as f:
            self.truth = json.load(f)
        self.folder = os.path.dirname(path)
        self.name = os.path.basename(self.folder)
        self.speed = self.truth['speed_mps']
        self.height = (self.truth.get('person') or {}).get('height_m', 1.75)
        self.sensors = {n: s for n, s in sorted(self.truth['sensors'].items())
                        if 'standing_acc_ms2' in s and os.path.exists(os.path.join(self.folder, n + '.csv'))}
        with open(os.path.join(self.folder, 'steps.csv'), newline='') as f:
            self.steps = list(csv.DictReader(f))

    def standing_rows(self, name):
        """Quiet standing as the sensor reads it, bias and noise included."""
        s, r = self.sensors[name], random.Random(self.name + name)
        return [[i / RATE] + [x + r.gauss(0, 0.03) for x in s['standing_acc_ms2']] + [x + r.gauss(0, 0.003) for x in s['gyr_bias_rads']]
                for i in range(STANDING_S * RATE)]

    def running_rows(self, name):
        with open(os.path.join(self.folder, name + '.csv'), newline='') as f:
            rows = csv.reader(f)
            next(rows)
            return [[float(v) for v in row] for row in rows]

    def pitch_standing(self, name):
        """Of the segment in quiet standing, deg; positive: the top leans back."""
        s = self.sensors[name]
        a = rotate(s['mounting_quaternion_wxyz'], [x - b for x, b in zip(s['standing_acc_ms2'], s['acc_bias_ms2'])])
        return math.degrees(math.atan2(a[0], a[2]))

    def figures(self, column, side=None):
        return [float(s[column]) for s in self.steps if s[column] and side in (None, s['side'])]

    def shank_from_standing(self, side):
        """As a sensor zeroed in standing can know it, in the zero of the column: less 3.7 deg. The steps of one side."""
        zero = self.pitch_standing('shank_' + side)
        return [v - zero - 3.7 for v in self.figures('shank_angle_ic_deg', side)]


def rotate(q, v):
    w, x, y, z = q
    return [(1 - 2 * (y * y + z * z)) * v[0] + 2 * (x * y - w * z) * v[1] + 2 * (x * z + w * y) * v[2],
            2 * (x * y + w * z) * v[0] + (1 - 2 * (x * x + z * z)) * v[1] + 2 * (y * z - w * x) * v[2],
            2 * (x * z - w * y) * v[0] + 2 * (y * z + w * x) * v[1] + (1 - 2 * (x * x + y * y)) * v[2]]


def write_rows(path, rows):
    with open(path, 'w') as f:
        f.write('time_s,acc_x_ms2,acc_y_ms2,acc_z_ms2,gyr_x_rads,gyr_y_rads,gyr_z_rads\n')
        f.writelines('%.4f,%s\n' % (row[0], ','.join('%.5f' % v for v in row[1:])) for row in rows)


def with_standing(trial, name, folder, rows=None):
    """The recording, or rows in its place, with quiet standing and a pause before it. The input as `analyze` takes it."""
    path = os.path.join(folder, '%s_%s.csv' % (trial.name, name))
    if rows is not None or not os.path.exists(path):
        write_rows(path, trial.standing_rows(name) + [[row[0] + STANDING_S + PAUSE_S] + row[1:] for row in rows or trial.running_rows(name)])
    return '%s:%s' % (path, name.replace('_', ':'))


def median(x):
    x = sorted(x)
    return (x[(len(x) - 1) // 2] + x[len(x) // 2]) / 2


def weaker(*statuses):
    return min(statuses, key=ORDER.index)


def bare(past):
    """A bare limit and no doubt: past it or not."""
    return 'flagged' if past >= 0 else 'clear'


def true_overstride(trial, sides=('left', 'right')):
    """The place among healthy runners at this speed, with nothing but the norm's own doubt, and the figure from standing. As the rule has it: from
    standing; a flag needs at least watch by the line between the joints, and where the two are more than 7 deg apart there is none.
    """
    value = sum(median(trial.shank_from_standing(s)) for s in sides) / len(sides)
    line = sum(median(trial.figures('shank_angle_ic_deg', s)) for s in sides) / len(sides)
    spread = math.sqrt(1 + 1 / RUNNERS)
    past, past_line = value - (3.85 + 2.62 * trial.speed - 3.7), line - (0.58 + 2.62 * trial.speed)
    status = 'flagged' if past >= 1.65 * 3.94 else 'watch' if past >= 0.84 * 3.94 * spread else 'clear'
    if status == 'flagged' and (past_line < 0.84 * 2.77 * spread or abs(value - line) > 7):
        status = 'watch'
    return status, value


def true_statuses(trial):
    """Of the rows that the truth of the recordings can give; the sides' difference by the stride medians of each side."""
    over = true_overstride(trial)[0]
    norm = 311 + 11.15 * trial.speed - 101.1 * trial.height
    low = bare(0.95 * norm - trial.truth['cadence_spm'])
    found = {'overstride': over, 'low_cadence': weaker(low, over)}
    parts = []
    for column, watch, flag in (('contact_ms', 5, 10), ('step_ms', 4, 8)):
        left, right = (median(trial.figures(column, s)) for s in ('left', 'right'))
        d = abs(200 * (left - right) / (left + right))
        parts.append('flagged' if d >= flag else 'watch' if d >= watch else 'clear')
    d = abs(median(trial.shank_from_standing('left')) - median(trial.shank_from_standing('right')))
    parts.append('flagged' if d >= 6 else 'watch' if d >= 4.7 else 'clear')
    found['side_imbalance'] = max(parts, key=ORDER.index)
    if trial.truth.get('pelvic_tilt_standing_deg') is not None:
        tilt = trial.truth['pelvic_tilt_deg'] - trial.truth['pelvic_tilt_standing_deg']
        found['hips_back'] = weaker(bare(tilt - 15), 'watch', over)  # the lean is not known: watch at most
    return found
