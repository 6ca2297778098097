"""Makes stride.c: one stride of a left foot as raw numbers of ±16 g and ±2000 °/s, from a simulated runner without noise, and how he stands.

The stride begins and ends in mid-stance, where the foot is flat as in standing, so that the turn rates lead on from one to the other.
usage: stride.py RUNFORM > stride.c
"""
import csv
import os
import subprocess
import sys
import tempfile

CADENCE, RATE = 10000 / 60, 200        # a stride of 0.72 s is 144 samples
ACC, GYR = 4788403e-9, 1065264e-9


def main():
    with tempfile.TemporaryDirectory() as d:
        subprocess.run([sys.argv[1], 'simulate', '--out', d, '--sensors', 'foot:left', '--spread', '0', '--noise', '0', '--seconds', '20', '--standing', '4',
                        '--cadence', '%.9f' % CADENCE, '--mounting', 'aligned'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(d, 'foot_left.csv')) as f:
            rows = [[float(c) for c in r] for r in list(csv.reader(f))[1:]]
        with open(os.path.join(d, 'steps.csv')) as f:
            steps = [r for r in csv.DictReader(f) if r['side'] == 'left']
    ic, tc = next((round(float(s['ic_t_s']) * RATE), round(float(s['tc_t_s']) * RATE)) for s in steps if float(s['ic_t_s']) > 12)
    first = min(range(ic, tc), key=lambda i: sum(v * v for v in rows[i][4:]))      # the foot is flat and does not turn
    n = round(2 * 60 / CADENCE * RATE)
    raw = [[round(v / (ACC if k < 3 else GYR)) for k, v in enumerate(r[1:])] for r in rows]
    print('/* Made by stride.py. How a left foot stands, and one of its strides at 3 m/s and 167 steps a minute, 200 Hz, from mid-stance to mid-stance. */')
    print('#include "mps2/stride.h"\n')
    print('// clang-format off')
    print('const int16_t rf_standing[6] = { %s };\n' % ', '.join(map(str, raw[200])))
    print('const int16_t rf_stride[RF_STRIDE_SAMPLES][6] = {')
    for r in raw[first:first + n]:
        print('    { %s },' % ', '.join(str(max(-32768, min(32767, v))) for v in r))
    print('};')
    print('// clang-format on')


main()
