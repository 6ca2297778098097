#!/usr/bin/env python3
"""The shank's line by the joints, on simulated runners with known bones: test_joints.py RUNFORM

It must be near the truth with and without a standing pose, a standing pose that was odd must be noticed, and no notice may come without cause.
"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

WORN = ['%s:%s' % (p, s) for p in ('foot', 'shank', 'thigh') for s in ('left', 'right')] + ['pelvis']


def run(*words):
    r = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if r.returncode:
        sys.exit('%s: exit %d %s' % (' '.join(words), r.returncode, r.stderr.decode()))


def simulate(prog, folder, *more):
    run(prog, 'simulate', '--out', folder, '--seconds', '40', '--sensors', ','.join(WORN), *more)
    with open(os.path.join(folder, 'truth.json')) as f:
        return json.load(f)


def analyse(prog, folder):
    out = os.path.join(folder, 'session.json')
    run(prog, 'analyze', *(os.path.join(folder, w.replace(':', '_') + '.csv') + ':' + w for w in WORN), '-q', '--json', out)
    with open(out) as f:
        return json.load(f)


def bent_while_standing(folder, truth, degrees):
    """The left shank, as if the runner had stood with it bent by so much: its readings turned about the segment's left axis."""
    path = os.path.join(folder, 'shank_left.csv')
    w, x, y, z = truth['sensors']['shank_left']['mounting_quaternion_wxyz']
    axis = (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x))  # the segment's left, in the sensor's axes
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    with open(path, newline='') as f:
        rows = list(csv.reader(f))
    for row in rows[1:]:
        if float(row[0]) < truth['standing_to_s'] + 0.5:
            a = [float(v) for v in row[1:4]]
            dot = sum(p * q for p, q in zip(axis, a))
            cross = [axis[1] * a[2] - axis[2] * a[1], axis[2] * a[0] - axis[0] * a[2], axis[0] * a[1] - axis[1] * a[0]]
            row[1:4] = ['%.5f' % (c * p + s * q + (1 - c) * dot * k) for p, q, k in zip(a, cross, axis)]
    with open(path, 'w', newline='') as f:
        csv.writer(f, lineterminator='\n').writerows(rows)


def notices(session):
    return [(n['sensor'], n['text']) for n in session['notices'] if n['code'] == 'pose_or_strap']


def main():
    prog, passed, short = sys.argv[1], 0, []
    for k, (speed, standing) in enumerate(((2.8, 4), (3.5, 4), (4.5, 4), (3.2, 0))):
        with tempfile.TemporaryDirectory() as d:
            truth = simulate(prog, d, '--speed', str(speed), '--seed', str(k + 21), '--standing', str(standing))
            s = analyse(prog, d)
            line, pose = (s['summary'][n]['value'] for n in ('shank_angle_ic_line_deg', 'shank_angle_ic_deg'))
            print('%g m/s, standing %g s: line %s, pose %s, truth %.2f deg' % (speed, standing, line, pose, truth['shank_angle_ic_deg']))
            if line is None or abs(line - truth['shank_angle_ic_deg']) > 2:
                short.append('%g m/s: line %s' % (speed, line))
            elif (pose is None) != (standing == 0):
                short.append('%g m/s: pose %s' % (speed, pose))
            elif notices(s):
                short.append('%g m/s: %s' % (speed, notices(s)))
            else:
                passed += 1
    with tempfile.TemporaryDirectory() as d:
        truth = simulate(prog, d, '--speed', '3.2', '--seed', '31', '--pause', '2')
        bent_while_standing(d, truth, 14)
        said = notices(analyse(prog, d))
        print('stood with one shank 14 deg off:', said)
        if [n for n, _ in said] == ['shank_left']:
            passed += 1
        else:
            short.append('an odd pose is not noticed, or not at its leg')
    for s in short:
        print('SHORT', s)
    print('%d passed, %d failed' % (passed, len(short)))
    return bool(short)


if __name__ == '__main__':
    sys.exit(main())
