"""A night's work: 1,000 sessions of 5 min at 100 Hz, by one process and by two.

Ten runners are simulated, and each recording stands there under a hundred names (links): the files of a study, without a study's room on disk. The
clock is what counts for a study; where other work shares the processors the figures by processor time say what the clock would have said.
"""
import os
import shutil

from benchmarks.common import CACHE, least, row, run, say

RUNNERS, MINUTES, RATE = 10, 5, 100


def study(bench, sessions):
    folder = os.path.join(CACHE, 'study-%d' % sessions)
    if not os.path.isdir(folder):
        say('making a study of %d sessions' % sessions)
        work = folder + '.tmp'
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(work)
        for i in range(RUNNERS):
            bench.simulate(os.path.join(work, 'sim'), 'pelvis', 60 * MINUTES, RATE, seed=i + 1)
            first = os.path.join(work, 'runner%d-0000.csv' % i)
            os.replace(os.path.join(work, 'sim', 'pelvis.csv'), first)
            for k in range(1, sessions // RUNNERS):
                os.link(first, os.path.join(work, 'runner%d-%04d.csv' % (i, k)))
        shutil.rmtree(os.path.join(work, 'sim'))
        os.replace(work, folder)
    return folder


def rows(bench):
    sessions = 100 if bench.quick else 1000
    folder, out = study(bench, sessions), os.path.join(CACHE, 'study-out')
    hours, took = sessions * MINUTES / 60, {1: [], 2: []}
    for _ in range(min(bench.runs, 2)):
        for jobs in took:
            shutil.rmtree(out, ignore_errors=True)
            say('batch of %d sessions, %d process%s' % (sessions, jobs, 'es' if jobs > 1 else ''))
            took[jobs].append(run([bench.program, 'batch', folder, '--out', out, '--placement', 'pelvis', '--jobs', str(jobs), '-q', '--progress=none']))
    alone = min(run([bench.program, 'batch', folder, '--out', out, '--placement', 'pelvis', '-q', '--progress=none']).cpu for _ in range(3))
    shutil.rmtree(out)
    work = least(took[1]) - alone
    yield row('batch', '%d sessions of %d min at %d Hz, two processes, an hour' % (sessions, MINUTES, RATE), round(hours / least(took[2], 'wall') * 3600), 'h of recording', 20000,
              'one process', round(hours / least(took[1], 'wall') * 3600))
    yield row('batch', 'the same, by processor time', round(hours / (work / 2 + alone) * 3600), 'h of recording', 20000, 'one process', round(hours / least(took[1]) * 3600))
    yield row('batch', 'two processes, times as fast as one', least(took[1], 'wall') / least(took[2], 'wall'), '', 1.9)
    yield row('batch', 'the same, by processor time: %.2f s of work, %.2f s that only one can do' % (work, alone), least(took[1]) / (least(took[2]) / 2 + alone / 2), '', 1.9)
    yield row('batch', 'peak of a process', max(t.peak for j in took for t in took[j]) / 2**20, 'MiB', 64, better='less')
