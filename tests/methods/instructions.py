#!/usr/bin/env python3
"""Instructions a sample of every method, counted by callgrind: instructions.py METHODS_PROGRAM [DATA] [--own]

Each method is run once and three times over the same recording; what differs is the method alone. runform: the detector of contacts with what
it stands on (history, strap-down), less these alone; and a whole session.
"""
import re, subprocess, sys


def count(prog, data, method, repeat):
    c = ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', prog, *data, '--only', method, '--repeat', str(repeat)]
    r = subprocess.run(c, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r'Collected : (\d+)', r.stderr).group(1)), int(r.stdout)


def a_sample(prog, data, method):
    (a, n), (b, _) = count(prog, data, method, 1), count(prog, data, method, 3)
    return (b - a) / 2 / n


def main():
    prog, data = sys.argv[1], [x for x in sys.argv[2:] if x != '--own']
    here = __file__.rsplit('/', 1)[0] if '/' in __file__ else '.'
    with open(here + '/methods.def') as f:
        methods = re.findall(r'^RFM_METHOD\((\w+),', f.read(), re.M)
    if '--own' in sys.argv:
        methods = []
    for m in methods:
        print('%-20s %6.0f' % (m, a_sample(prog, data, m)), flush=True)
    for place in ('pelvis', 'foot', 'shank', 'thigh'):
        own, track, session = (a_sample(prog, data, x + place) for x in ('runform-', 'track-', 'session-'))
        print('%-20s %6.0f  (history and strap-down before it %.0f, a whole session %.0f)' % ('runform-' + place, own - track, track, session), flush=True)


if __name__ == '__main__':
    main()
