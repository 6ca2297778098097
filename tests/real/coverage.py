#!/usr/bin/env python3
"""How often the 90 % intervals hold the truth: coverage.py RUNFORM [DATA]

For every virtual recording, side and metric the program is given the first half, and its interval compared with the mean of the true steps of the
second half: the same runner at the same speed, in strides that the program has not seen, so that the spread of the strides counts as well as the
error of the measurement. The measurement's own error
(src/gait/errors.def) is judged with the runner left out: his interval is made from the program's stride-to-stride part and the error that the
other runners show. Column u is what errors.def should hold. Exit 1 if a metric lies outside 80-98 % by more than its count
allows (one in twenty by chance), or all together outside 87-93 %.
"""
import collections, csv, glob, json, math, os, random, statistics as st, subprocess, sys, tempfile

Z90 = 1.6448536
STANDING_SHANK_DEG = -3.7
STAND_S, PAUSE_S = 4.0, 2.0


def table(path):
    with open(path, newline='') as f:
        return list(csv.DictReader(f))


def number(row, name):
    return float(row[name]) if row.get(name) not in ('', None) else None


def pitch(sensor):
    """Pitch of a segment in quiet standing, deg, from the sensor's still reading and its true mounting."""
    w, x, y, z = sensor['mounting_quaternion_wxyz']
    a = [p - q for p, q in zip(sensor['standing_acc_ms2'], sensor['acc_bias_ms2'])]
    rows = ((1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)), (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
    return math.degrees(math.atan2(*(sum(p * q for p, q in zip(row, a)) for row in rows)))


def with_standing(path, sensor, half, out):
    """The first half of the recording behind 4 s of quiet standing and a pause of 2 s."""
    r = random.Random(os.path.basename(path))
    with open(path) as f, open(out, 'w') as g:
        g.write(next(f))
        for i in range(int(STAND_S * 200)):
            v = [x + r.gauss(0, 0.03) for x in sensor['standing_acc_ms2']] + [x + r.gauss(0, 0.003) for x in sensor['gyr_bias_rads']]
            g.write('%.3f,%s\n' % (i / 200, ','.join('%.4f' % x for x in v)))
        for line in f:
            t, rest = line.split(',', 1)
            if float(t) > half:
                break
            g.write('%.3f,%s' % (float(t) + STAND_S + PAUSE_S, rest))
    return out


def analyse(prog, inputs, extra):
    r = subprocess.run([prog, 'analyze', *inputs, *extra, '-q', '--json', '-'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    return json.loads(r.stdout)['summary'] if r.returncode == 0 else {}


def truths(trial, rows, side):
    """True means over the steps in the second half of the valid window."""
    lo, hi = trial['duration_s'] / 2, trial['valid_window'][1]
    rows = [r for r in rows if lo <= float(r['ic_t_s']) <= hi and (not side or r['side'] == side)]
    out = {}
    for name in ('contact_ms', 'flight_ms', 'step_ms', 'stride_ms', 'foot_angle_ic_deg', 'shank_angle_ic_deg', 'knee_flexion_ic_deg',
                 'foot_ahead_of_pelvis_m', 'pelvic_tilt_deg'):
        v = [x for x in (number(r, name) for r in rows) if x is not None]
        if v:
            out[name] = st.mean(v)
    if 'stride_ms' in out and 'contact_ms' in out:
        out['duty_factor'] = out['contact_ms'] / out['stride_ms']
        out['stride_length_m'] = trial['speed_mps'] * out['stride_ms'] / 1000
        out['speed_mps'] = trial['speed_mps']
    out['cadence_spm'] = 120000 / out['stride_ms']
    if not side:
        out['vertical_oscillation_m'] = trial['vertical_oscillation_m']
    out['turn_rate_dps'] = out['foot_grade_pct'] = 0.0     # treadmills: straight and level
    out['pace_mps'] = trial['speed_mps']
    return out


def collect(prog, data):
    """(metric, timekeeper, runner) -> [(error, random part u)] over trials and sides."""
    found = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as tmp:
        for d in sorted(glob.glob(os.path.join(data, 'virtual-imu', '*/'))):
            trial = json.load(open(d + 'truth.json'))
            if trial['duration_s'] < 15:
                continue
            rows = table(d + 'steps.csv')
            sensors = trial['sensors']
            stood = {b: with_standing(d + b + '.csv', s, trial['duration_s'] / 2, os.path.join(tmp, b + '.csv')) for b, s in sensors.items()}
            tilt = trial.get('pelvic_tilt_standing_deg')

            def judge(summary, truth, keeper, names):
                for n in names:
                    v = summary.get(n)
                    if v and v['told'] and n in truth:
                        u = (v['hi'] - v['lo']) / 2 / Z90
                        found[n, keeper, trial['runner']].append((v['value'] - truth[n], u))

            for b in sensors:
                part, _, side = b.partition('_')
                truth = truths(trial, rows, side)
                if part == 'shank':
                    truth['shank_angle_ic_deg'] += STANDING_SHANK_DEG - pitch(sensors[b])
                names = {'foot': ('contact_ms', 'stride_ms', 'cadence_spm', 'foot_angle_ic_deg', 'duty_factor', 'stride_length_m', 'speed_mps', 'foot_grade_pct',
                                  'turn_rate_dps', 'pace_mps'),
                         'shank': ('contact_ms', 'stride_ms', 'cadence_spm', 'shank_angle_ic_deg', 'duty_factor'),
                         'pelvis': ('contact_ms', 'flight_ms', 'step_ms', 'stride_ms', 'cadence_spm', 'duty_factor', 'vertical_oscillation_m',
                                    'turn_rate_dps')}.get(part)
                if names:
                    judge(analyse(prog, [stood[b] + ':' + part + (':' + side if side else '')], []), truth, part, names)
            for part in ('foot', 'shank'):
                judge(analyse(prog, ['%s:%s:%s' % (stood[part + '_' + s], part, s) for s in ('left', 'right')], []), truths(trial, rows, ''), 'two ' + part,
                      ('contact_ms', 'flight_ms', 'step_ms', 'stride_ms', 'cadence_spm', 'duty_factor'))
            for side in ('left', 'right'):
                line = {'shank_angle_ic_line_deg': truths(trial, rows, side)['shank_angle_ic_deg']}
                legs = ['%s:%s:%s' % (stood[p + '_' + side], p, side) for p in ('foot', 'shank', 'thigh')]
                truth = truths(trial, rows, side)
                truth['shank_angle_ic_deg'] += STANDING_SHANK_DEG - pitch(sensors['shank_' + side])
                truth['knee_flexion_ic_deg'] -= pitch(sensors['thigh_' + side]) - pitch(sensors['shank_' + side])
                if tilt is not None and 'pelvic_tilt_deg' in truth:
                    truth['pelvic_tilt_deg'] -= tilt
                else:
                    truth.pop('pelvic_tilt_deg', None)
                extra = ['--speed', '%g' % trial['speed_mps']]
                if trial.get('person', {}).get('height_m'):
                    extra += ['--height', '%g' % trial['person']['height_m']]
                judge(analyse(prog, legs + [stood['pelvis'] + ':pelvis'], extra), truth, 'leg+pelvis',
                      ('knee_flexion_ic_deg', 'foot_ahead_of_pelvis_m', 'pelvic_tilt_deg'))
                alone = analyse(prog, legs, extra)
                judge(alone, truth, 'leg', ('shank_angle_ic_deg',))
                judge(alone, line, 'leg', ('shank_angle_ic_line_deg',))
    return found


def listed(path):
    """errors.def as it stands: (metric, placement) -> u."""
    out = {}
    for line in open(path):
        if line.startswith('RF_ERROR('):
            a = [x.strip().strip('"') for x in line[9:line.index(')')].split(',')]
            out[a[0], a[1]] = float(a[2])
    return out


def tail(n, lo, hi, p):
    """Probability of lo to hi hits of n."""
    return sum(math.comb(n, k) * p ** k * (1 - p) ** (n - k) for k in range(lo, hi + 1))


def spread_part(u, used):
    return math.sqrt(max(0, u * u - used * used))


def shared_error(runners, used):
    """What the errors hold beyond the strides' own spread, a runner like another."""
    return math.sqrt(max(0, st.mean(st.mean(e * e - spread_part(u, used) ** 2 for e, u in v) for v in runners)))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    prog = sys.argv[1]
    data = sys.argv[2] if len(sys.argv) > 2 else os.environ.get('RUNFORM_DATA') or os.path.join(here, '..', '..', '..', 'shared', 'data')
    if not os.path.isdir(os.path.join(data, 'virtual-imu')):
        print('skipped: no recordings at', data)
        return 77
    errors = listed(os.path.join(here, '..', '..', 'src', 'gait', 'errors.def'))
    found = collect(prog, data)
    groups = sorted({k[:2] for k in found})
    hits = total = bad = 0
    print('%-24s %-10s %4s %8s %8s %7s %9s %9s' % ('metric', 'timed by', 'n', 'bias', 'u', 'u used', 'as it is', 'left out'))
    for metric, keeper in groups:
        of = {r: v for (m, k, r), v in found.items() if (m, k) == (metric, keeper)}
        place = {'leg': 'foot', 'leg+pelvis': 'foot', 'two foot': 'foot', 'two shank': 'shank'}.get(keeper, keeper)
        used = errors.get((metric, place), errors.get((metric, ''), 0))
        doubt = 2.7 if metric == 'shank_angle_ic_deg' else 0      # of standing: in the interval, and not in this comparison, which starts from the pose
        asis = out = n = 0
        for runner, mine in of.items():
            u_out = shared_error([v for r, v in of.items() if r != runner], used)
            for e, u in mine:
                rnd = spread_part(u, used)
                asis += abs(e) <= Z90 * math.sqrt(max(0, used * used - doubt * doubt) + rnd * rnd)
                out += abs(e) <= Z90 * math.hypot(u_out, rnd)
                n += 1
        all_e = [e for v in of.values() for e, _ in v]
        rms = shared_error(list(of.values()), used)
        hits += out
        total += n
        wrong = tail(n, out, n, 0.98) < 0.05 or tail(n, 0, out, 0.80) < 0.05
        bad += wrong
        print('%-24s %-10s %4d %8.3g %8.3g %7.3g %7.0f %% %7.0f %%%s' % (metric, keeper, n, st.mean(all_e), rms, math.sqrt(max(0, used * used - doubt * doubt)),
                                                                        100 * asis / n, 100 * out / n, '  outside 80-98 %' if wrong else ''))
    for metric in sorted({m for m, _ in errors} - {m for m, _ in groups}):
        of = [line for line in open(os.path.join(here, '..', '..', 'src', 'gait', 'errors.def')) if line.startswith('RF_ERROR(' + metric + ',')]
        if any('"measured' in line for line in of):
            print('%s is said to be measured, and is not in this table' % metric)
            bad += 1
    pooled = 100 * hits / total
    print('together %.1f %% of %d' % (pooled, total))
    return 1 if bad or not 87 <= pooled <= 93 else 0


if __name__ == '__main__':
    sys.exit(main())
