#!/usr/bin/env python3
"""Each fault that the program checks itself for, planted into real recordings: selfchecks.py RUNFORM

The recordings are read where they are (RUNFORM_DATA or ../shared/data); changed copies live in the test's own folder. Where a check has a rate
(how many planted faults it finds, how many sound recordings it accuses) the figures are printed, and the test holds them to a limit.
"""
import collections
import glob
import json
import math
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'cli'))
import program  # noqa: E402
import recordings  # noqa: E402
from program import DATA, G, Case  # noqa: E402

CHECKS = {'scale', 'gyro_scale', 'rate', 'looks', 'slipped', 'upside_down', 'sides', 'same_side', 'other_session', 'clocks', 'apart', 'short', 'no_rhythm', 'pose_odd'}
TRIALS = sorted(glob.glob(DATA + '/virtual-imu/rbds*/'))
FEET = sorted(p for p in glob.glob(DATA + '/foot-vicon/foot-vicon-??.csv'))
JOGS = sorted(glob.glob(DATA + '/waist-jog/jog-*.csv'))


def in_data(name):
    return os.path.join(DATA, name)


def load(path):
    with open(path) as f:
        header = f.readline().strip()
        return header, [[float(x) for x in line.split(',')] for line in f if line.strip()]


def turned(row, axis, deg):
    """Both sensors of a row in a frame that was turned about x, y or z."""
    c, s, i = math.cos(math.radians(deg)), math.sin(math.radians(deg)), 'xyz'.index(axis)
    j, k = (i + 1) % 3, (i + 2) % 3
    out = list(row)
    for base in range(1, len(row) - 2, 3):
        a, b = row[base + j], row[base + k]
        out[base + j], out[base + k] = c * a - s * b, s * a + c * b
    return out


def known_places():
    """Every recording whose placement is known: (path, placement, side, has a gyro, further arguments)."""
    for p in sorted(glob.glob(DATA + '/virtual-imu/*/*.csv')):
        part, _, side = os.path.basename(p)[:-4].partition('_')
        if part in ('foot', 'shank', 'thigh', 'pelvis', 'trunk'):
            yield p, part, side, True
    for p in FEET:
        yield p, 'foot', 'right', True
    for p in JOGS:
        yield p, 'pelvis', '', True
    for p in sorted(glob.glob(DATA + '/sacrum-force/sacrum-force-??.csv')):
        yield p, 'pelvis', '', False
    yield in_data('outdoor-run/left-hip.csv'), 'pelvis', '', False
    yield in_data('outdoor-run/left-ankle.csv'), 'shank', 'left', False


@unittest.skipUnless(TRIALS and FEET and JOGS, 'recordings are not in %s' % DATA)
class Recordings(Case):
    def session(self, *args):
        r = self.run_program('analyze', *args, '-q', '--json', '-')
        self.assertIn(r.returncode, (0, 1), r.stderr)
        j = json.loads(r.stdout)
        j['exit'] = r.returncode
        j['codes'] = [n['code'] for n in j['notices']]
        return j

    def planted(self, source, change, name='planted.csv', keep=None):
        header, rows = load(source) if isinstance(source, str) else source
        rows = [change(r) for r in rows if keep is None or keep(r)]
        return self.path(self.write(name, header + '\n' + ''.join(','.join('%.7g' % v for v in r) + '\n' for r in rows)))

    def stood(self, path, name):
        """The recording behind 4 s of rest, as its own sensor reads gravity on average, and 2 s of nothing."""
        header, rows = load(path)
        mean = [sum(r[k] for r in rows) / len(rows) for k in (1, 2, 3)]
        size = math.sqrt(sum(x * x for x in mean))
        unit = G if size > 4 else 1.0
        still = [[i / 200] + [x / size * unit * (1 + 0.001 * math.sin(7 * i)) for x in mean] + [0.0001 * math.sin(5 * i)] * (len(rows[0]) - 4) for i in range(800)]
        return header, still + [[r[0] + 6] + r[1:] for r in rows]

    def untold(self, j, *metrics):
        for m in metrics:
            self.assertFalse(j['summary'][m]['told'], m)

    # ---- nothing is said of sound recordings

    def test_no_check_accuses_a_sound_recording(self):
        accused = []
        n = 0
        for p, place, side, _ in known_places():
            j = self.session(p + ':' + place + (':' + side if side else ''))
            n += 1
            accused += ['%s: %s' % (p[len(DATA):], c) for c in j['codes'] if c in CHECKS]
        for p in sorted(glob.glob(DATA + '/pocket-phone/jog*.csv')):
            j = self.session(p, '--placement', 'pocket', '--rate', '50')
            n += 1
            accused += ['%s: %s' % (p[len(DATA):], c) for c in j['codes'] if c in CHECKS]
        for d in sorted(glob.glob(DATA + '/virtual-imu/*/')):
            places = [p + ':' + os.path.basename(p)[:-4].replace('_', ':') for p in sorted(glob.glob(d + '*.csv'))
                      if os.path.basename(p).split('_')[0].split('.')[0] in ('foot', 'shank', 'thigh', 'pelvis', 'trunk')]
            for worn in (places, [p for p in places if 'foot' in p or 'pelvis' in p], [p for p in places if 'shank' in p]):
                j = self.session(*worn)
                n += 1
                accused += ['%s (%d sensors): %s' % (d[len(DATA):], len(worn), c) for c in j['codes'] if c in CHECKS]
        j = self.session(in_data('outdoor-run/left-hip.csv') + ':pelvis', in_data('outdoor-run/left-ankle.csv') + ':shank:left')
        accused += ['outdoor hip and ankle: ' + c for c in j['codes'] if c in CHECKS]
        print('sound sessions: %d, accused: %d' % (n + 1, len(accused)))
        self.assertEqual(accused, [])

    # ---- where it is worn

    def test_a_wrong_placement_is_contradicted(self):
        places = ('foot', 'shank', 'thigh', 'pelvis', 'trunk')
        hit, total = collections.Counter(), collections.Counter()
        for p, true, side, gyro in known_places():
            if not gyro:
                continue
            for told in places:
                if told == true or {told, true} == {'pelvis', 'trunk'}:
                    continue
                total[true, told] += 1
                hit[true, told] += 'looks' in self.session(p, '--placement', told)['codes']
        print('worn    told    contradicted')
        for k in sorted(total):
            print('%-7s %-7s %d of %d' % (*k, hit[k], total[k]))
        self.assertGreaterEqual(sum(hit.values()), 0.95 * sum(total.values()))
        for k in total:
            self.assertGreaterEqual(hit[k], 0.6 * total[k], k)

    def test_where_it_is_worn_is_taken_from_the_signal(self):
        table = collections.Counter()
        for p, true, _, gyro in known_places():
            with open(p, 'rb') as f:
                name = self.write('sensor.csv', f.read())
            j = self.session(name)
            table[true if gyro else true + ' (no gyro)', j['sensors'][0]['placement']] += 1
        print('worn               taken for')
        right = 0
        for true in sorted({k[0] for k in table}):
            row = {g: n for (t, g), n in table.items() if t == true}
            print('%-18s %s' % (true, ', '.join('%s %d' % x for x in sorted(row.items()))))
            right += row.get(true.split()[0].replace('trunk', 'pelvis'), 0)
        self.assertGreaterEqual(right, 0.98 * sum(table.values()))

    def test_a_leg_told_as_a_pelvis_gives_cadence_only(self):
        j = self.session(in_data('foot-vicon/foot-vicon-16.csv') + ':pelvis')
        self.assertIn('looks', j['codes'])
        self.untold(j, 'contact_ms', 'vertical_oscillation_m', 'pelvic_tilt_deg')
        self.assertTrue(j['summary']['cadence_spm']['told'])

    # ---- units, scales, rate

    def test_a_unit_that_was_forced_wrong(self):
        jog, foot = in_data('waist-jog/jog-fast-sa01.csv'), in_data('foot-vicon/foot-vicon-16.csv')
        for path, place, units, code in ((jog, 'pelvis', 'acc=mps2', 'scale'), (jog, 'pelvis', 'gyr=radps', 'gyro_scale'), (foot, 'foot', 'acc=g', 'scale'),
                                         (foot, 'foot', 'gyr=dps', 'gyro_scale'), (jog, 'pelvis', 'acc=mg', 'scale')):
            j = self.session(path, '--placement', place, '--units', units)
            self.assertIn(code, j['codes'], (path, units, j['notices']))
            self.untold(j, 'vertical_oscillation_m', 'stride_length_m')
            if code == 'scale':
                self.untold(j, 'contact_ms')
        text = [n['text'] for n in self.session(jog, '--placement', 'pelvis', '--units', 'acc=mps2')['notices'] if n['code'] == 'scale'][0]
        self.assertIn('g had been read as m/s2', text)

    def test_a_wrong_scale_of_the_accelerometer_known_from_rest(self):
        path = in_data('foot-vicon/foot-vicon-10.csv')
        p = self.planted(path, lambda r: [r[0]] + [1.2 * x for x in r[1:4]] + r[4:])
        j = self.session(p, '--placement', 'foot')
        self.assertIn('scale', j['codes'])
        self.untold(j, 'stride_length_m', 'speed_mps', 'foot_angle_ic_deg')
        self.assertTrue(j['summary']['contact_ms']['told'])

    def test_a_wrong_scale_at_a_pelvis(self):
        for p in JOGS:
            j = self.session(self.planted(p, lambda r: [r[0]] + [1.3 * x for x in r[1:4]] + r[4:]), '--placement', 'pelvis')
            self.assertIn('scale', j['codes'], p)
            self.untold(j, 'vertical_oscillation_m', 'pelvic_tilt_deg')

    def test_a_gyro_of_the_wrong_range_or_a_wrong_rate_at_a_leg(self):
        found = collections.Counter()
        kinds = {'time x0.5': lambda r: [0.5 * r[0]] + r[1:], 'time x0.8': lambda r: [0.8 * r[0]] + r[1:], 'time x1.25': lambda r: [1.25 * r[0]] + r[1:],
                 'gyro x1.3': lambda r: r[:4] + [1.3 * x for x in r[4:]], 'gyro x0.5': lambda r: r[:4] + [0.5 * x for x in r[4:]]}
        paths = [(p, 'foot') for p in FEET] + [(d + 'shank_left.csv', 'shank') for d in TRIALS]
        for k, change in kinds.items():
            for p, place in paths:
                j = self.session(self.planted(p, change), '--placement', place)
                found[k] += bool({'rate', 'scale', 'no_rhythm'} & set(j['codes']))
                if 'rate' in j['codes']:
                    self.untold(j, 'cadence_spm', 'stride_ms', 'foot_angle_ic_deg')
        print('wrong rate or gyro scale at a leg, found of %d: %s' % (len(paths), dict(found)))
        for k in kinds:
            self.assertGreaterEqual(found[k], 0.8 * len(paths), k)

    def test_a_rate_wrong_by_two_at_a_pelvis(self):
        found = collections.Counter()
        for k in (0.5, 2):
            for p in JOGS:
                j = self.session(self.planted(p, lambda r: [k * r[0]] + r[1:]), '--placement', 'pelvis')
                found[k] += bool({'rate', 'no_rhythm'} & set(j['codes']))
        print('rate wrong by two at a pelvis, found of %d: %s' % (len(JOGS), dict(found)))
        self.assertGreaterEqual(found[0.5], 0.9 * len(JOGS))
        self.assertGreaterEqual(found[2], 0.7 * len(JOGS))

    # ---- the strap

    def test_a_sensor_that_slips_or_turns_over_in_the_run(self):
        found = collections.Counter()
        for p in JOGS:
            source = self.stood(p, 'stood.csv')
            up = max((1, 2, 3), key=lambda k: abs(source[1][0][k]))
            axis = 'xyz'[up % 3]  # at right angles to what is up, nearly
            whole = self.session(self.planted(source, lambda r: r), '--placement', 'pelvis')
            self.assertNotIn('slipped', whole['codes'])
            for deg, code in ((25, 'slipped'), (180, 'upside_down')):
                j = self.session(self.planted(source, lambda r: turned(r, axis, deg) if r[0] > 56 else r), '--placement', 'pelvis')
                found[deg] += code in j['codes']
                when = [n['t_s'] for n in j['notices'] if n['code'] == code]
                if when:
                    self.assertLess(abs(when[0] - 56), 6)
                self.assertGreater(j['summary']['stride_ms']['n'], 0.9 * whole['summary']['stride_ms']['n'])
                if whole['summary']['pelvic_tilt_deg']['told'] and when:
                    self.assertLess(j['summary']['pelvic_tilt_deg']['n'], 0.65 * whole['summary']['pelvic_tilt_deg']['n'])
        print('turned by 25 and by 180 deg in the run, found of %d: %s' % (len(JOGS), dict(found)))
        self.assertEqual(found[180], len(JOGS))
        self.assertGreaterEqual(found[25], 0.9 * len(JOGS))

    def test_a_leg_sensor_that_slips_or_turns_over_in_the_run(self):
        found = collections.Counter()
        for d in TRIALS:
            for part in ('shank', 'thigh'):
                source = self.stood(d + part + '_left.csv', 'stood.csv')
                up = max((1, 2, 3), key=lambda k: abs(source[1][0][k]))
                for deg in (40, 180):  # about an axis that is not quite level: half a turn may move what is up by less
                    path = self.planted(source, lambda r: turned(r, 'xyz'[up % 3], deg) if r[0] > 19 else r)
                    j = self.session(path, '--placement', part)
                    notice = [n for n in j['notices'] if n['code'] in ('slipped', 'upside_down')]
                    found[part, deg] += bool(notice)
                    self.assertTrue([s for s in self.steps(path, '--placement', part) if float(s['ic_t_s']) > 28], (d, part, deg))
                    if notice and part == 'shank':
                        self.assertIn('shank_angle_ic_deg', notice[0]['metrics'])
                        late = [s for s in self.steps(path, '--placement', part) if float(s['ic_t_s']) > 25]
                        self.assertTrue(late and all(not s['shank_angle_ic_deg'] for s in late))
        print('a leg sensor turned by 40 and by 180 deg in the run, found of %d: %s' % (len(TRIALS), dict(found)))
        for n in found.values():
            self.assertGreaterEqual(n, 0.9 * len(TRIALS))

    def test_a_sensor_zeroed_on_a_table(self):
        n = 0
        for p, place, metric in [(p, 'pelvis', 'pelvic_tilt_deg') for p in JOGS] + [(d + 'shank_left.csv', 'shank', 'shank_angle_ic_deg') for d in TRIALS]:
            source = self.stood(p, 'stood.csv')
            up = max((1, 2, 3), key=lambda k: abs(source[1][0][k]))
            lying = self.planted(source, lambda r: turned(r, 'xyz'[up % 3], 90) if r[0] < 5 else r)
            j = self.session(lying, '--placement', place)
            if j['sensors'][0]['stood'] and j['sensors'][0]['standing_s'][0] > 5:
                continue  # the recording begins with standing of its own, which counts
            n += 1
            self.assertIn('pose_odd', j['codes'], p)
            self.untold(j, metric)
            self.assertTrue(j['summary']['contact_ms']['told'])
        print('zeroed on a table: found %d of %d' % (n, n))
        self.assertGreater(n, 20)

    # ---- several sensors

    def test_left_and_right_swapped_is_seen_by_a_pelvis_only(self):
        found = 0
        for d in TRIALS:
            worn = [d + 'foot_left.csv:foot:right', d + 'foot_right.csv:foot:left']
            self.assertFalse(CHECKS & set(self.session(*worn)['codes']))
            j = self.session(*worn, d + 'pelvis.csv:pelvis')
            found += 'sides' in j['codes']
            if 'sides' in j['codes']:
                self.untold(j, 'foot_ahead_of_pelvis_m')
                self.assertEqual({c['side'] for c in self.steps(*worn, d + 'pelvis.csv:pelvis')}, {''})
        print('swapped sides with a pelvis: found %d of %d' % (found, len(TRIALS)))
        self.assertGreaterEqual(found, len(TRIALS) - 1)

    def test_pieces_change_no_check(self):
        d, e = TRIALS[0], TRIALS[1]
        for worn in ((d + 'foot_left.csv:foot:right', d + 'foot_right.csv:foot:left', d + 'pelvis.csv:pelvis'), (d + 'foot_left.csv:foot:left', e + 'pelvis.csv:pelvis'),
                     (d + 'pelvis.csv:shank:left',)):
            outputs = {self.run_program('analyze', *worn, '-q', '--steps', '-', *chunk).stdout for chunk in ((), ('--chunk', '7'), ('--chunk', '4096'))}
            notices = {str(self.session(*worn, *chunk)['notices']) for chunk in ((), ('--chunk', '7'), ('--chunk', '4096'))}
            self.assertEqual((len(outputs), len(notices)), (1, 1))

    def steps(self, *args):
        r = self.run_program('analyze', *args, '-q', '--steps', '-')
        lines = r.stdout.decode().split('\n')
        return [dict(zip(lines[0].split(','), x.split(','))) for x in lines[1:] if x]

    def test_both_sensors_named_for_one_side(self):
        for d in TRIALS:
            j = self.session(d + 'foot_left.csv:foot:left', d + 'foot_right.csv:foot:left')
            self.assertIn('same_side', j['codes'], d)
            self.untold(j, 'step_ms', 'flight_ms')
            j = self.session(d + 'foot_left.csv:foot:left', d + 'shank_left.csv:shank:right')
            self.assertIn('same_side', j['codes'], d)

    def test_two_sensors_of_different_days(self):
        n = found = 0
        for i, d in enumerate(TRIALS):
            e = TRIALS[(i + 3) % len(TRIALS)]
            for a, b in (('foot_left', 'foot_right'), ('foot_left', 'pelvis'), ('shank_right', 'shank_left')):
                j = self.session(d + a + '.csv:' + a.replace('_', ':'), e + b + '.csv:' + b.replace('_', ':'))
                n += 1
                if 'other_session' in j['codes']:
                    found += 1
                    self.untold(j, 'step_ms', 'flight_ms')
                    self.assertTrue(j['summary']['contact_ms']['told'])
                else:
                    print('  not found: %s%s with %s%s: %s' % (d[len(DATA):], a, e[len(DATA):], b, j['codes']))
        j = self.session(JOGS[0] + ':pelvis', in_data('outdoor-run/left-ankle.csv') + ':shank:left')
        self.assertIn('other_session', j['codes'])
        print('sensors of two sessions: found %d of %d' % (found, n))
        self.assertGreaterEqual(found, 0.9 * n)

    def test_a_run_right_out_of_standing_is_one_run(self):
        """Its first steps are no rhythm yet, and every sensor times them differently."""
        for trial in recordings.trials()[1:7]:
            worn = [recordings.stood(recordings.virtual(trial, b), pause=0.0) for b in ('foot_left', 'foot_right', 'thigh_right', 'pelvis')]
            names = [r.write(os.path.join(self.folder, 'stood%d.csv' % i)) for i, r in enumerate(worn)]
            j = self.session(*(n + ':' + w for n, w in zip(names, ('foot:left', 'foot:right', 'thigh:right', 'pelvis'))))
            self.assertEqual([c for c in j['codes'] if c in CHECKS], [], trial)
            self.assertTrue(j['summary']['step_ms']['told'], trial)

    def test_one_sensor_late_by_a_constant_time(self):
        found = 0
        for d in TRIALS:
            late = self.planted(d + 'foot_right.csv', lambda r: [r[0] + 0.17] + r[1:], 'late.csv')
            j = self.session(d + 'foot_left.csv:foot:left', late + ':foot:right')
            found += 'clocks' in j['codes']
        print('a clock late by 170 ms: found %d of %d' % (found, len(TRIALS)))
        self.assertGreaterEqual(found, 0.9 * len(TRIALS))

    def test_sensors_that_do_not_overlap(self):
        d = TRIALS[0]
        later = self.planted(d + 'foot_right.csv', lambda r: [r[0] + 100] + r[1:], 'later.csv')
        j = self.session(d + 'foot_left.csv:foot:left', later + ':foot:right')
        self.assertIn('apart', j['codes'])
        self.untold(j, 'step_ms', 'flight_ms')
        self.assertTrue(j['summary']['contact_ms']['told'])
        self.assertTrue(j['summary']['cadence_spm']['told'])

    # ---- what is no running, and very little of it

    def test_a_walk_alone_is_no_running(self):
        for p, place in ((in_data('waist-jog/walk-fast-sa01.csv'), 'pelvis'), (in_data('waist-jog/walk-slow-sa01.csv'), 'pelvis'),
                         (in_data('foot-vicon/foot-vicon-walk-0.csv'), 'foot'), (in_data('foot-vicon/foot-vicon-walk-12.csv'), 'foot')):
            j = self.session(p, '--placement', place)
            self.assertEqual((j['exit'], 'walking' in j['codes']), (1, True), p)

    def test_walking_before_the_run_is_left_out_and_said(self):
        header, walk = load(in_data('waist-jog/walk-fast-sa01.csv'))
        _, run = load(in_data('waist-jog/jog-fast-sa01.csv'))
        end = walk[-1][0] + 0.005
        p = self.planted((header, walk + [[r[0] + end] + r[1:] for r in run]), lambda r: r)
        j = self.session(p, '--placement', 'pelvis')
        self.assertEqual(j['exit'], 0)
        said = [n for n in j['notices'] if n['code'] == 'walking']
        self.assertEqual(len(said), 1)
        seconds = int(''.join(c for c in said[0]['text'] if c.isdigit()))
        self.assertLess(abs(seconds - end), 12)
        alone = self.session(in_data('waist-jog/jog-fast-sa01.csv'), '--placement', 'pelvis')
        self.assertLess(abs(j['summary']['cadence_spm']['value'] - alone['summary']['cadence_spm']['value']), 1)
        self.assertLess(sum(float(s['ic_t_s']) < end - 8 for s in self.steps(p, '--placement', 'pelvis')), 1)

    def test_three_seconds_of_running(self):
        for path, place in ((JOGS[0], 'pelvis'), (TRIALS[0] + 'shank_left.csv', 'shank'), (FEET[-1], 'foot')):
            p = self.planted(path, lambda r: r, keep=lambda r: 6 <= r[0] < 9.2)
            j = self.session(p, '--placement', place)
            self.assertEqual(j['exit'], 0, (path, j['notices']))
            self.assertIn('short', j['codes'])
            self.assertTrue(j['summary']['cadence_spm']['told'])

    def test_less_than_three_seconds_is_said(self):
        p = self.planted(JOGS[0], lambda r: r, keep=lambda r: 6 <= r[0] < 8)
        j = self.session(p, '--placement', 'pelvis')
        self.assertEqual((j['exit'], 'short' in j['codes']), (1, True))

    # ---- clipped

    def test_a_clipped_foot_has_wider_intervals_by_the_share_of_its_strides(self):
        """A limit that no stride, some strides and every stride reaches."""
        between = 0
        for d in TRIALS[:8]:
            path = d + 'foot_left.csv'
            header, rows = load(path)
            most = max(abs(x) for r in rows for x in r[1:4])
            widths = []
            for share in (1.01, 0.8, 0.65, 0.5, 0.3):
                limit = share * most
                j = self.session(self.planted((header, rows), lambda r: [r[0]] + [max(-limit, min(limit, x)) for x in r[1:4]] + r[4:]), '--placement', 'foot')
                v = j['summary']['foot_lift_m']
                if not v['told']:
                    break
                widths.append(('clipped' in j['codes'], (v['hi'] - v['lo'])))
            whole = widths[0][1]
            self.assertFalse(widths[0][0])
            print('  %s: %s' % (d[len(DATA):], ' '.join('%.2f' % (w / whole) for _, w in widths)))
            between += any(1.1 < w / whole < 1.8 for c, w in widths if c)
            self.assertTrue(widths[-1][1] > 1.7 * whole or len(widths) < 5, d)
        self.assertGreater(between, 3)

    # ---- a sensor that hangs, gravity that is missing, a gap

    def test_a_sensor_that_hangs_is_left_out_there(self):
        for path, place in ((JOGS[0], 'pelvis'), (TRIALS[0] + 'shank_left.csv', 'shank')):
            held = []

            def hang(r):
                if 10 < r[0] < 14:
                    return [r[0]] + held
                held[:] = r[1:]
                return r
            for change in (hang, lambda r: [r[0]] + [0.0] * (len(r) - 1) if 10 < r[0] < 14 else r):
                p = self.planted(path, change)
                j = self.session(p, '--placement', place)
                self.assertIn('frozen', j['codes'])
                times = [float(s['ic_t_s']) for s in self.steps(p, '--placement', place)]
                self.assertTrue(times and not [t for t in times if 10.05 < t < 13.95], path)
                self.assertTrue([t for t in times if t < 10] and [t for t in times if t > 14])

    def test_a_recording_without_gravity_tells_cadence_only(self):
        path = JOGS[0]
        header, rows = load(path)
        mean = [sum(r[k] for r in rows) / len(rows) for k in (1, 2, 3)]
        j = self.session(self.planted((header, rows), lambda r: [r[0]] + [r[k] - mean[k - 1] for k in (1, 2, 3)] + r[4:]), '--placement', 'pelvis')
        self.assertIn('no_gravity', j['codes'])
        self.untold(j, 'contact_ms', 'vertical_oscillation_m', 'pelvic_tilt_deg')
        self.assertTrue(j['summary']['cadence_spm']['told'])

    def test_nothing_is_measured_across_a_gap(self):
        for path, place in ((JOGS[0], 'pelvis'), (TRIALS[0] + 'foot_left.csv', 'foot')):
            p = self.planted(path, lambda r: r, keep=lambda r: not 10 < r[0] < 12)
            j = self.session(p, '--placement', place)
            self.assertIn('gap', j['codes'])
            steps = self.steps(p, '--placement', place)
            self.assertFalse([s for s in steps if 10 < float(s['ic_t_s']) < 12])
            for s in steps:
                if float(s['ic_t_s']) < 10:
                    self.assertTrue(not s['stride_ms'] or float(s['ic_t_s']) + float(s['stride_ms']) / 1000 < 10.1)


if __name__ == '__main__':
    program.main()
