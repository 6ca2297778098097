#!/usr/bin/env python3
"""Cadence from wherever a sensor is worn, on simulated runners of every speed: test_every_place.py RUNFORM

An arm swings once a stride and a leg too, so half, two thirds or twice the cadence are what goes wrong there. Steps are told where a place
tells contacts. No data needed.
"""
import csv, json, os, subprocess, sys, tempfile

PLACES = ('foot:left', 'shank:right', 'thigh:left', 'pelvis', 'trunk', 'pocket:right', 'wrist:left')
RUNNERS = ((2.3, 150), (2.5, None), (3.0, 165), (3.5, None), (4.0, 190), (5.0, None), (3.2, 205), (2.8, 178))


def run(*words):
    r = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    return r.returncode, r.stderr.decode()


def main():
    prog, passed, short = sys.argv[1], 0, []
    for k, (speed, cadence) in enumerate(RUNNERS):
        with tempfile.TemporaryDirectory() as d:
            code, why = run(prog, 'simulate', '--out', d, '--speed', str(speed), '--seconds', '30', '--seed', str(k + 1), '--sensors', ','.join(PLACES),
                            *(['--cadence', str(cadence)] if cadence else []), *(['--rate', '50'] if k % 2 else []))
            if code:
                sys.exit(why)
            with open(os.path.join(d, 'truth.json')) as f:
                true = json.load(f)['cadence_spm']
            for worn in PLACES:
                place, _, side = worn.partition(':')
                path, out, steps = (os.path.join(d, x) for x in (place + ('_' + side if side else '') + '.csv', 'j.json', 's.csv'))
                code, why = run(prog, 'analyze', path, '--placement', place, *(['--side', side] if side else []), '-q', '--json', out, '--steps', steps)
                if code:
                    short.append('%s at %g m/s: exit %d %s' % (worn, speed, code, why))
                    continue
                with open(out) as f:
                    told = json.load(f)['summary']['cadence_spm'].get('value')
                with open(steps, newline='') as f:
                    n = len(list(csv.DictReader(f)))
                if told is None or abs(told / true - 1) > 0.015:
                    short.append('%s at %g m/s: cadence %s, truth %.1f' % (worn, speed, told, true))
                elif (n > 0) != (place != 'wrist'):
                    short.append('%s at %g m/s: %d contacts' % (worn, speed, n))
                else:
                    passed += 1
    for s in short:
        print('SHORT', s)
    print('%d passed, %d failed' % (passed, len(short)))
    return bool(short)


if __name__ == '__main__':
    sys.exit(main())
