"""Every threshold decides something: moved by a fifth down or up (--thresholds), each changes at least one verdict of a session through the whole
program. Prints for each threshold which session changes.

How: a family of sessions has one dose that runs from one verdict to another. Where the verdict flips is found by halving; a session beside that place
flips when the threshold moves, so sessions are tried outwards from it until one does. A count that a fifth does not change is moved by one.

    python3 tests/pattern/test_mutation.py build/runform [PATTERN [METRIC]]
"""
import csv
import io
import json
import math
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import Case, main  # noqa: E402

SHANKS, FEET = 'shank:left,shank:right', 'foot:left,foot:right'
LEGS = SHANKS + ',' + FEET
KNEES = SHANKS + ',thigh:left,thigh:right,trunk'
BODY = LEGS + ',pelvis,trunk'
AIR = ('--barometer', '0.1')
ALONE = {'side_imbalance': ('contact_pct', 'contact_flag_pct', 'step_pct', 'step_flag_pct', 'shank_deg', 'shank_flag_deg'),
         'pelvic_asymmetry': ('offset_deg', 'tilt_range_deg', 'turn_range_deg', 'range_deg', 'range_watch_p'),
         'posture_fade': ('tilt_deg', 'contact_pct', 'shank_deg')}
MOST = {'contact_pct': 99, 'contact_flag_pct': 99, 'step_pct': 99, 'step_flag_pct': 99, 'shank_deg': 89, 'shank_flag_deg': 89, 'tilt_deg': 89, 'offset_deg': 89}


class Sessions(Case):
    """Families: a name gives (row, lowest and highest dose, function of the dose that returns inputs and options)."""

    def setUp(self):
        super().setUp()
        self.made, self.known = {}, {}

    def simulated(self, worn, fault='', seconds=30, speed=3.5, more=()):
        key = (worn, fault, seconds, speed, more)
        if key not in self.made:
            out = self.path('s%d' % len(self.made))
            r = self.run_program('simulate', '--out', out, '--seconds', '%g' % seconds, '--speed', '%g' % speed, '--sensors', worn, '--pause', '2', *more,
                                 *(('--fault', fault) if fault else ()))
            self.assertEqual(r.returncode, 0, r.stderr)
            self.made[key] = out
        out = self.made[key]
        return ['%s/%s.csv:%s' % (out, w.replace(':', '_'), w) for w in worn.split(',')]

    def fault(self, worn, name, **k):
        told = k.pop('told', None)
        tell = k.pop('tell', ())
        return lambda dose: (self.simulated(worn, name % dose, **k) + ['--speed', '%g' % (told or k.get('speed', 3.5)), *tell], {})

    def cut(self, dose):
        """The left shank far ahead and recorded for so many seconds only, the right one usual."""
        left = self.simulated('shank:left', 'overstride=20', seconds=40)[0].split(':')[0]
        right = self.simulated('shank:right', '', seconds=40)[0]
        with open(left) as f:
            lines = f.readlines()
        short = self.path('short%d.csv' % len(self.files()))
        with open(short, 'w') as f:
            f.writelines([lines[0]] + [x for x in lines[1:] if float(x.split(',')[0]) < 6 + dose])
        return [short + ':shank:left', right, '--speed', '3.5'], {}

    def cut_both(self, dose):
        left = self.simulated('shank:left', 'overstride=20', seconds=dose)[0]
        right = self.simulated('shank:right', '', seconds=dose)[0]
        return [left, right, '--speed', '3.5'], {}

    def apart(self, dose):
        """The shank angles of two runners who differ in it, one leg of each."""
        left = self.simulated('shank:left', 'overstride=%g' % dose)[0]
        return [left, self.simulated('shank:right')[0], '--speed', '3.5'], {}

    def rolled(self, dose):
        """A pelvis that runs tilted to one side by so many degrees."""
        path = self.simulated('pelvis', more=('--mounting', 'aligned'))[0].split(':')[0]
        c, s = math.cos(math.radians(dose)), math.sin(math.radians(dose))
        out = self.path('rolled%g.csv' % dose)
        with open(path) as f, open(out, 'w') as g:
            rows = csv.reader(f)
            g.write(','.join(next(rows)) + '\n')
            for row in rows:
                v = [float(x) for x in row]
                if v[0] > 5:
                    for k in (1, 4):
                        v[k + 1], v[k + 2] = c * v[k + 1] - s * v[k + 2], s * v[k + 1] + c * v[k + 2]
                g.write(','.join('%.5f' % x for x in v) + '\n')
        return [out + ':pelvis', '--speed', '3.5'], {}

    def contacts(self, path, side):
        with open(os.path.join(os.path.dirname(path), 'events.csv'), newline='') as f:
            return [float(e['t_s']) for e in csv.DictReader(f) if e['kind'] == 'initial_contact' and e['side'] == side]

    def twisted(self, axis):
        """A pelvis that tilts (axis 0) or turns (axis 2) so many degrees further after each left contact."""
        def make(dose):
            path = self.simulated('pelvis', more=('--mounting', 'aligned'))[0].split(':')[0]
            left, out, size = self.contacts(path, 'left'), self.path('twisted%d-%g.csv' % (axis, dose)), math.radians(dose)
            with open(path) as f, open(out, 'w') as g:
                g.write(f.readline())
                for line in f:
                    v = [float(x) for x in line.split(',')]
                    u = next(((v[0] - t) / 0.3 for t in left if 0 <= v[0] - t < 0.3), 0)
                    v[4 + axis] += size * math.pi / 0.3 * math.sin(2 * math.pi * u)
                    angle = size * (1 - math.cos(2 * math.pi * u)) / 2 if axis == 0 else 0
                    c, s = math.cos(angle), math.sin(angle)
                    v[2], v[3] = c * v[2] + s * v[3], c * v[3] - s * v[2]
                    g.write(','.join('%.5f' % x for x in v) + '\n')
            return [out + ':pelvis', '--speed', '3.5'], {}
        return make

    def hurried(self, dose):
        """Time stamps that make the step after each left contact longer than the other by so many percent."""
        path = self.simulated('pelvis')[0].split(':')[0]
        both = sorted([(t, 1) for t in self.contacts(path, 'left')] + [(t, -1) for t in self.contacts(path, 'right')])
        out, t, k, last = self.path('hurried%g.csv' % dose), 0.0, 0, None
        with open(path) as f, open(out, 'w') as g:
            g.write(f.readline())
            for line in f:
                now, rest = line.split(',', 1)
                now = float(now)
                while k < len(both) and both[k][0] <= now:
                    k += 1
                t += 0 if last is None else (now - last) * (1 + (both[k - 1][1] if k else 0) * dose / 200)
                last = now
                g.write('%.5f,%s' % (t, rest))
        return [out + ':pelvis', '--speed', '3.5'], {}

    def earlier(self, worn, metric, fault='', sessions=5, spread=0.0, speed=3.5):
        """Earlier sessions whose middle is the dose."""
        def make(dose):
            folder = self.path('b%d' % len(self.files()))
            os.mkdir(folder)
            n = sessions if isinstance(sessions, int) else int(dose)
            for i in range(n):
                value = (dose if isinstance(sessions, int) else 27) + spread * (i - (n - 1) / 2)
                with open('%s/%d.json' % (folder, i), 'w') as f:
                    json.dump({'schema': 'runform.session/1', 'running': True, 'speed': {'value': speed}, 'summary': {metric: {'value': value}}}, f)
            return self.simulated(worn, fault) + ['--speed', '%g' % speed, '--baseline', folder], {}
        return make

    def emg(self, dose):
        files = self.simulated('foot:left,foot:right', 'hamstring_first=%g' % dose, more=('--emg', '2000'))
        return files + [os.path.dirname(files[0]) + '/emg.csv', '--speed', '3.5'], {}

    def listed(self, rows, **k):
        def make(dose):
            path = self.write('list%d.csv' % len(self.files()), 'date,distance_km,minutes,effort,pain\n' + rows(dose))
            return self.simulated('pelvis', seconds=12) + ['--history', path], {}
        return make

    def noted(self, dose):
        path = self.write('notes%g.json' % dose, '{"pain":{"during":%g}}' % dose)
        return self.simulated('pelvis', seconds=12) + ['--notes', path], {}

    def told(self, option, worn, fault, **k):
        return lambda dose: (self.simulated(worn, fault, **k) + [option, '%g' % dose, *(('--speed', '3.5') if option != '--speed' else ())], {})

    def way(self, worn, rows, fault='', told=True, more=()):
        """A run on a way that the dose changes: rows(dose) are t_s,speed_mps,grade_pct,radius_m, and how long it is."""
        def make(dose):
            seconds, lines = rows(dose)
            path = self.path('way%d.csv' % len(self.files()))
            with open(path, 'w') as f:
                f.write('t_s,speed_mps,grade_pct,radius_m\n' + ''.join('%g,%g,%g,%s\n' % x for x in lines))
            return self.simulated(worn, fault % dose if '%' in fault else fault, seconds=seconds, speed=3.0, more=('--profile', path, *more)) + (['--speed', '3'] if told else []), {}
        return make

    def families(self):
        day = '2026-03-%02d%s,%g,50,%s,0\n'
        f = self.fault
        return {
            'shanks': ('overstride', 2, 18, f(SHANKS, 'overstride=%g')),
            'one shank': ('overstride', 6, 18, f('shank:left', 'overstride=%g')),
            'length of a run': ('overstride', 9, 26, lambda s: (self.simulated('shank:left', 'overstride=20', seconds=round(s, 1)) + ['--speed', '3.5'], {})),
            'short left leg': ('overstride', 8, 24, self.cut),
            'both legs short': ('overstride', 10, 22, lambda s: self.cut_both(round(s, 1))),
            'grade told': ('overstride', 1, 5, self.told('--grade', SHANKS, 'overstride=18')),
            'own angle': ('overstride', 0, 22, self.earlier(SHANKS, 'shank_angle_ic_deg', 'overstride=9')),
            'how many earlier sessions': ('overstride', 1, 9, self.earlier(SHANKS, 'shank_angle_ic_deg', 'overstride=18', sessions=None)),
            'cadence': ('low_cadence', -2, 12, f('pelvis', 'low_cadence=%g', tell=('--height', '1.75'))),
            'cadence, higher': ('low_cadence', -10, 0, f('pelvis', 'low_cadence=%g', tell=('--height', '1.75'))),
            'cadence, far lower': ('low_cadence', 8, 24, f('pelvis', 'low_cadence=%g', tell=('--height', '1.75'))),
            'knees': ('sitting_back', 0, 22, f(KNEES, 'sitting_back=%g')),
            'knees, upright': ('sitting_back', 0, 10, f(KNEES, 'sitting_back=%g,little_lean=9')),
            'sitting, leaning': ('sitting_back', 0, 15, f(KNEES, 'sitting_back=9,little_lean=%g')),
            'pelvis tipped': ('hips_back', 4, 25, f(BODY, 'hips_back=%g,overstride=17')),
            'tipped, less lean': ('hips_back', 0, 9, f(BODY, 'hips_back=17,overstride=17,little_lean=%g')),
            'arched': ('hips_back', 0, 15, f(BODY, 'hips_back=22,overstride=17,little_lean=%g')),
            'pawing': ('pawing', 0, 290, f(LEGS, 'pawing=%g,overstride=15')),
            'pawing, speed told': ('pawing', 2.2, 3.3, self.told('--speed', LEGS, 'pawing=215,overstride=16')),
            'pawing, fast told': ('pawing', 3.0, 5.2, self.told('--speed', LEGS, 'pawing=190,overstride=16')),
            'own swing': ('pawing', 100, 600, self.earlier(LEGS, 'shank_retraction_dps', 'pawing=100,overstride=15')),
            'own swing, uneven': ('pawing', 100, 600, self.earlier(LEGS, 'shank_retraction_dps', 'pawing=100,overstride=15', spread=40)),
            'lean': ('little_lean', 0, 14, f('trunk', 'little_lean=%g')),
            'lower back': ('lumbar_mobility', 0, 22, f('pelvis,trunk', 'lumbar=%g')),
            'own lower back': ('lumbar_mobility', 1, 14, self.earlier('pelvis,trunk', 'lumbar_range_deg', 'lumbar=4')),
            'uneven pelvis': ('pelvic_asymmetry', 0, 18, f('pelvis', 'pelvic_asymmetry=%g')),
            'dropped pelvis': ('pelvic_asymmetry', 0, 20, self.twisted(0)),
            'twisted pelvis': ('pelvic_asymmetry', 0, 20, self.twisted(2)),
            'tilted pelvis': ('pelvic_asymmetry', 0, 12, self.rolled),
            'uneven feet': ('side_imbalance', 0, 20, f(FEET, 'side_imbalance=%g')),
            'uneven shanks': ('side_imbalance', 0, 20, f(SHANKS, 'side_imbalance=%g')),
            'uneven, at the pelvis': ('side_imbalance', 0, 20, f('pelvis', 'side_imbalance=%g')),
            'hurried steps': ('side_imbalance', 4, 26, self.hurried),
            'shanks apart': ('side_imbalance', 0, 14, self.apart),
            'fading': ('posture_fade', 0, 9, f('shank:left,foot:left,pelvis', 'posture_fade=%g', seconds=200)),
            'minutes': ('posture_fade', 120, 260, lambda s: (self.simulated('pelvis', 'posture_fade=8', seconds=round(s)) + ['--speed', '3.5'], {})),
            'hill': ('uphill_overstride', 0, 4, f(SHANKS, 'uphill_overstride=%g,overstride=7', seconds=80, speed=3.0, more=AIR)),
            'how steep': ('uphill_overstride', 1.5, 5, self.way(SHANKS, lambda g: (80, [(0, 3, 0, ''), (40, 3, g, '')]), 'uphill_overstride=8', more=AIR)),
            'steps uphill': ('uphill_overstride', 0, 0.7, self.way('pelvis', lambda d: (80, [(0, 3, 0, ''), (40, 3 - d, 5, '')]), more=AIR)),
            'quicker': ('fast_overstride', 3.05, 4.2, self.way(LEGS, lambda v: (90, [(0, 3, 0, ''), (50, v, 0, '')]), 'fast_overstride=7', told=False)),
            'reach with speed': ('fast_overstride', 0, 5, self.way(LEGS, lambda d: (90, [(0, 3, 0, ''), (50, 4, 0, '')]), 'fast_overstride=%g', told=False)),
            'how tight': ('tight_turns', 25, 55, self.way('pelvis', lambda r: (60, [(0, 3, 0, ''), (30, 3, 0, '%g' % r)]))),
            'how long in it': ('tight_turns', 2, 24, self.way('pelvis', lambda s: (100, [(0, 3, 0, ''), (50, 3, 0, '25'), (50 + s, 3, 0, '')]))),
            'the other way': ('tight_turns', 2, 40, self.way('pelvis', lambda s: (100, [(0, 3, 0, ''), (10, 3, 0, '25'), (45, 3, 0, ''), (50, 3, 0, '-25'), (50 + s, 3, 0, '')]))),
            'muscles': ('hamstring_first', 0, 45, self.emg),
            'distance': ('load_jump', 5, 16, self.listed(lambda d: '2026-02-01,5,50,easy,0\n' + day % (10, '', 10, 'easy') + day % (30, '', d, 'easy'))),
            'days since the longest': ('load_jump', 15, 45, self.listed(lambda d: '2025-12-01,5,50,easy,0\n2026-%02d-%02d,20,50,easy,0\n' % divmod_day(d) + day % (30, '', 12, 'easy'))),
            'hours between': ('short_recovery', 10, 60, self.listed(lambda d: ''.join(day % (k, '', 5, 'easy') for k in range(10, 20)) + hours_before(d) + day % (28, 'T20:00', 8, 'hard'))),
            'days in a row': ('short_recovery', 4, 10, self.listed(lambda d: '2026-03-01,5,30,easy,0\n' + ''.join(day % (k, '', 5, 'steady') for k in range(28 - int(d) + 1, 29)))),
            'quiet days': ('short_recovery', 0, 3, self.listed(lambda d: '2026-03-01,5,30,easy,0\n' + ''.join(day % (k, '', 5, 'easy' if k < 22 + int(d) else 'steady') for k in range(22, 29)))),
            'pain': ('symptoms', 1, 8, self.noted),
        }

    def status(self, name, dose, thresholds=()):
        row, _, _, make = self.known_families[name]
        key = (name, round(dose, 6), tuple(thresholds))
        if key not in self.known:
            args, _ = make(dose)
            self.write('t.csv', 'pattern,metric,threshold\n' + ''.join('%s,%s,%g\n' % t for t in thresholds))
            r = self.run_program('analyze', *args, *(('--thresholds', 't.csv') if thresholds else ()), '--json', 'j.json', '-q')
            self.assertIn(r.returncode, (0, 1), r.stderr)
            self.known[key] = next(p['status'] for p in json.loads(self.read('j.json'))['patterns'] if p['id'] == row)
        return self.known[key]

    def flips(self, name, fixed):
        """The doses between which the verdict changes, closely."""
        key = (name, fixed)
        if key not in self.found:
            _, lo, hi, _ = self.known_families[name]
            grid = [lo + (hi - lo) * k / 8 for k in range(9)]
            self.found[key] = []
            for a, b in zip(grid, grid[1:]):
                sa = self.status(name, a, fixed)
                if sa == self.status(name, b, fixed):
                    continue
                for _ in range(6):
                    middle = (a + b) / 2
                    a, b = (middle, b) if self.status(name, middle, fixed) == sa else (a, middle)
                self.found[key].append((a + b) / 2)
        return self.found[key]

    def changed(self, name, pattern, metric, value, fixed):
        """A session of the family whose verdict the moved threshold changes; None."""
        _, lo, hi, _ = self.known_families[name]
        for flip in self.flips(name, fixed):
            for off in (0.004, 0.012, 0.03, 0.07, 0.14, 0.25):
                for dose in (flip - off * (hi - lo), flip + off * (hi - lo)):
                    if not lo <= dose <= hi:
                        continue
                    before = self.status(name, dose, fixed)
                    after = self.status(name, dose, fixed + ((pattern, metric, value),))
                    if before != after:
                        return '%s at %.3g: %s, not %s' % (name, dose, after, before)
        for dose in (lo, (lo + hi) / 2, hi):
            before, after = self.status(name, dose, fixed), self.status(name, dose, fixed + ((pattern, metric, value),))
            if before != after:
                return '%s at %.3g: %s, not %s' % (name, dose, after, before)
        return None

    def test_a_fifth_more_or_less_changes_a_verdict(self):
        self.known_families, self.found = self.families(), {}
        only = sys.argv[2:4]
        unmoved = []
        r = self.run_program('patterns', '--thresholds')
        for t in csv.DictReader(io.StringIO(r.stdout.decode())):
            pattern, metric, value = t['pattern'], t['metric'], float(t['threshold'])
            if only and only != [pattern, metric][:len(only)]:
                continue
            names = FAMILIES.get((pattern, metric)) or [n for n, f in self.known_families.items() if f[0] == pattern]
            part = metric.split('_')[metric.startswith('u_')]
            fixed = tuple((pattern, m, MOST[m]) for m in ALONE.get(pattern, ()) if part in [a.split('_')[0] for a in ALONE[pattern]] and m.split('_')[0] != part and m in MOST)
            for way in (0.8, 1.2):
                moved = value * way
                if t['unit'] == 'days' and value < 5:
                    moved = value + (1 if way > 1 else -1)
                if metric.endswith(('_p', 'share')):
                    moved = min(moved, 0.9999)
                said = next(filter(None, (self.changed(n, pattern, metric, moved, fixed) for n in names)), None)
                print('  %-17s %-22s %6g -> %-7.4g %s' % (pattern, metric, value, moved, said or 'NOTHING CHANGES'), flush=True)
                if not said:
                    unmoved.append((pattern, metric, moved))
        self.assertEqual(unmoved, [])


def divmod_day(d):
    """The month and day that lie d days before 30 March 2026."""
    day = 31 + 28 + 30 - int(d)
    return (1, day) if day <= 31 else (2, day - 31) if day <= 59 else (3, day - 59)


def hours_before(d):
    """A hard run that many hours before 28 March, 20:00."""
    day, hour = divmod(28 * 24 + 20 - d, 24)
    return '2026-03-%02dT%02d:00,8,50,hard,0\n' % (day, int(hour))


# where a family of another row, or one of several, shows it
FAMILIES = {
    ('all', 'min_strides'): ['length of a run'],
    ('all', 'flag_sd'): ['shanks'],
    ('all', 'flag_u'): ['shanks'],
    ('all', 'watch_sd'): ['shanks'],
    ('all', 'persist_share'): ['short left leg'],
    ('all', 'persist_strides'): ['both legs short', 'short left leg'],
    ('all', 'flag_p'): ['lower back'],
    ('all', 'watch_p'): ['lower back'],
    ('all', 'own_sessions'): ['how many earlier sessions'],
    ('overstride', 'u_shank_deg'): ['shanks'],
    ('overstride', 'u_one_leg_deg'): ['one shank'],
    ('overstride', 'own_change_deg'): ['own angle'],
    ('overstride', 'u_own_deg'): ['own angle'],
    ('overstride', 'level_grade_pct'): ['grade told'],
    ('side_imbalance', 'contact_flag_pct'): ['uneven shanks'],
    ('side_imbalance', 'implausible_step_pct'): ['hurried steps'],
    ('pelvic_asymmetry', 'range_deg'): ['dropped pelvis'],
    ('pelvic_asymmetry', 'range_watch_p'): ['dropped pelvis'],
    ('pelvic_asymmetry', 'u_tilt_range_deg'): ['dropped pelvis'],
    ('pelvic_asymmetry', 'u_turn_range_deg'): ['twisted pelvis'],
    ('pelvic_asymmetry', 'offset_deg'): ['tilted pelvis'],
    ('uphill_overstride', 'grade_pct'): ['how steep'],
    ('uphill_overstride', 'rise_deg'): ['hill'],
    ('uphill_overstride', 'u_rise_deg'): ['hill'],
    ('uphill_overstride', 'step_pct'): ['steps uphill'],
    ('fast_overstride', 'ratio'): ['quicker'],
    ('fast_overstride', 'rise_deg_s_m'): ['reach with speed'],
    ('fast_overstride', 'u_rise_deg'): ['reach with speed'],
    ('tight_turns', 'radius_m'): ['how tight'],
    ('tight_turns', 'share_pct'): ['how long in it'],
    ('tight_turns', 'one_way_pct'): ['the other way'],
    ('side_imbalance', 'shank_deg'): ['shanks apart'],
    ('side_imbalance', 'shank_flag_deg'): ['shanks apart'],
    ('side_imbalance', 'u_shank_deg'): ['shanks apart'],
}


if __name__ == '__main__':
    main()
