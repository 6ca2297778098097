"""A study of simulated runners on disk, made once for all tests of a file."""
import atexit
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from program import PROGRAM, Case, main  # noqa: E402,F401

TABLES = ['contacts.csv', 'findings.csv', 'methods.txt', 'notices.csv', 'provenance.json', 'qc.html', 'skipped.csv', 'summary.csv']


def make(seconds='20'):
    folder = tempfile.mkdtemp(prefix='runform-study-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    study = os.path.join(folder, 'study')
    os.mkdir(study)
    for i, sensors in enumerate(('shank:left', 'pelvis', 'foot:right', 'shank:left,pelvis')):
        d = os.path.join(study, 'r%d' % i)
        subprocess.run([PROGRAM, 'simulate', '--out', d, '--seed', str(i + 1), '--sensors', sensors, '--seconds', seconds, '--rate', '100'], check=True,
                       stdout=subprocess.DEVNULL)
        for n in ('events.csv', 'steps.csv', 'truth.json'):
            os.remove(os.path.join(d, n))
    os.rename(os.path.join(study, 'r0', 'shank_left.csv'), os.path.join(study, 'r0', 'morning-ankle-left.csv'))
    with open(os.path.join(study, 'still_pelvis.csv'), 'w') as f:
        f.write('t_s,ax_g,ay_g,az_g\n' + ''.join('%.2f,0.0%d,0.00,1.0%d\n' % (i / 100, i % 3, i % 2) for i in range(1500)))
    with open(os.path.join(study, 'list.csv'), 'w') as f:
        f.write('name,what\na,b\n')
    with open(os.path.join(study, 'r2', 'broken.csv'), 'w') as f:
        f.write('t_s,ax,ay,az\n0.00,soon,2,3\n')
    return study


def tables(folder):
    out = {}
    for n in TABLES:
        with open(os.path.join(folder, n), 'rb') as f:
            out[n] = f.read()
    return out
