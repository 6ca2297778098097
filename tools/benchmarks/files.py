"""One recording: reading alone, and the whole analysis, by the processor's time; and the memory it takes."""
import os
import shutil
import subprocess

from benchmarks.common import Missing, least, row, run, skipped, Took

MEMCPY = ('import mmap, sys, time; f = open(sys.argv[1], "rb"); m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ); bytes(m); '
          't = time.process_time(); b = bytes(m); print(time.process_time() - t)')
# starting Python and importing are left out, in their favour
PANDAS = 'import sys, time, pandas; t = time.process_time(); n = len(pandas.read_csv(sys.argv[1])); print(time.process_time() - t)'
SCIPY = ('import sys, time, pandas, scipy.signal as s; t = time.process_time(); d = pandas.read_csv(sys.argv[1]).to_numpy()[:, 1:7]; '
         'f = s.butter(8, 20, fs=200, output="sos"); y = s.sosfilt(f, d, axis=0); print(time.process_time() - t)')


def inside(command):
    """The seconds that a script prints of itself."""
    def one():
        t = run(command)
        return Took(t.wall, float(t.out.split()[0]), t.peak, t.out)
    return one


def others(bench, path, wanted):
    """The references that are here: commands for turns(), and rows for those that are not."""
    commands, missing = {}, []
    for name, what, script, modules in (('memcpy', 'memcpy', MEMCPY, ()), ('pandas', 'pandas.read_csv', PANDAS, ('pandas',)),
                                        ('scipy', 'pandas.read_csv and scipy.signal.sosfilt', SCIPY, ('pandas', 'scipy'))):
        if name in wanted:
            try:
                commands[name] = inside([bench.python(*modules or ('mmap',)), '-c', script, path])
            except Missing as m:
                missing.append(skipped('read' if name != 'scipy' else 'analysis', 'beside ' + what, str(m)))
    if 'wc' in wanted:
        commands['wc'] = ['wc', '-l', path]
    if 'mlr' in wanted:
        if shutil.which('mlr'):
            commands['mlr'] = ['mlr', '--icsv', '--ojson', 'stats1', '-a', 'mean', '-f', 'acc_x', path]
        else:
            missing.append(skipped('read', 'beside mlr', 'there is no mlr'))
    return commands, missing


def read_rows(bench):
    path = bench.whole()
    size = os.path.getsize(path)
    commands, missing = others(bench, path, ('wc', 'memcpy', 'pandas', 'mlr'))
    took = bench.turns(ours=[bench.program, 'analyze', '--read-alone', '--progress=none', path], **commands)
    speed = {k: size / least(t) / 1e6 for k, t in took.items()}
    titles = {'wc': 'wc -l', 'memcpy': 'memcpy', 'pandas': 'pandas.read_csv', 'mlr': 'mlr stats1'}
    for k in titles:
        if k in speed:
            yield row('read', 'CSV read alone, one thread', speed['ours'], 'MB/s', 800, titles[k], speed[k])
    yield from missing


def right_of_way():
    """Time by the clock means two processors of one's own for half a second: taken before others' work where that is allowed."""
    if shutil.which('chrt') and subprocess.call(['chrt', '-f', '1', 'true'], stderr=subprocess.DEVNULL) == 0:
        return ['chrt', '-f', '1']
    return []


def analysis_rows(bench):
    path = bench.whole()
    with open(path, 'rb') as f:
        samples = sum(block.count(b'\n') for block in iter(lambda: f.read(1 << 20), b'')) - 1
    commands, missing = others(bench, path, ('scipy',))
    analyse = [bench.program, 'analyze', path + ':pelvis', '-q', '--progress=none', '--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json']
    took = bench.turns(ours=[*analyse, '--threads', '1'], both=right_of_way() + [*analyse, '--threads', '2'], **commands)
    rate = {k: samples / least(t) / 1e6 for k, t in took.items()}
    named = {'reference': 'pandas.read_csv and scipy.signal.sosfilt (4 sections, 6 axes)'} if 'scipy' in rate else {}
    yield row('analysis', 'whole six-axis analysis from CSV, a second of one processor', rate['ours'], 'M samples/s', 2.5, reference_value=rate.get('scipy'), **named)
    yield row('analysis', 'the same, by the clock with two threads', samples / least(took['both'], 'wall') / 1e6, 'M samples/s', 4, 'one thread', rate['ours'])
    if 'scipy' in took:
        yield row('memory', 'peak of that analysis (%.1f h)' % (samples / 200 / 3600), max(t.peak for t in took['ours']) / 2**20, 'MiB',
                  reference='pandas and SciPy', reference_value=max(t.peak for t in took['scipy']) / 2**20, better='less')
    yield from missing
