"""The n-th call that fails: what fail_nth.c is told, and which n are tried."""
import os
import sys

KINDS = ('memory', 'read', 'write', 'sync', 'rename', 'open', 'folder', 'thread', 'process')
SAMPLE = {'memory': 9}  # of each command; of other kinds
SAMPLE_OTHERS = 4
few = '--few' in sys.argv
every = next((int(a[8:]) for a in sys.argv if a.startswith('--every=')), 1 if '--all' in sys.argv else 0)  # each n, each third, ...


def environment(library, folder, fail='', count=None):
    """What leads every file of the user's into the folder, and the fault into the program."""
    env = dict(os.environ, LD_PRELOAD=library, RUNFORM_FAIL=fail, XDG_CONFIG_HOME=os.path.join(folder, 'config'), XDG_DATA_HOME=os.path.join(folder, 'data'),
               XDG_CACHE_HOME=os.path.join(folder, 'cache'), HOME=folder, LC_ALL='C', TMPDIR=folder,
               ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0:exitcode=99')
    if count:
        env['RUNFORM_COUNT'] = count
    return env


def counted(path):
    """How many calls of each kind there were in the process that had most of them."""
    counts = {}
    with open(path, encoding='ascii') as f:
        for line in f:
            kind, n = line.split()
            counts[kind] = max(counts.get(kind, 0), int(n))
    return counts


def picked(kind, most, dice):
    share = 3 if few else SAMPLE.get(kind, SAMPLE_OTHERS)
    if every or most <= share:
        return range(1, most + 1, max(every, 1))
    return sorted({1, 2, most, *(dice.randint(1, most) for _ in range(share - 3))})  # the first ones decide most; late calls repeat themselves
