"""How long the pages of a long history take: 5,000 sessions of one runner, made out of one that was analysed."""
import os
import shutil
import sqlite3
import tempfile

from benchmarks.common import Missing, least, row, run

SESSIONS = 5000
PAGES = {'the list, 50 of them': ('list', '--limit', '50'), 'the list by words': ('list', '--limit', '50', '--text', '4999'),
         'the list by a pattern': ('list', '--limit', '50', '--pattern', 'overstride'), 'one session': ('show', '2500'), 'a trend over all': ('trend', 'cadence_spm', '--limit', '5000'),
         'patterns and load by weeks': ('weeks',), 'load': ('load',), 'pain beside the runs': ('pain',)}


def grow(path):
    """The one session again and again, a day later each, with other figures and findings; pain with every one."""
    c = sqlite3.connect(path)
    c.execute('PRAGMA foreign_keys = ON')
    c.execute('''WITH RECURSIVE k (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM k WHERE i < %d)
                 INSERT INTO sessions SELECT i, runner_id, 'c' || i, made, 'run ' || i, condition, status, why, start_utc, date('2012-01-01', '+' || i || ' days'), 450,
                 5 + (i * 7919 %% 100) / 10.0, 1, 30 + i %% 60, CASE i %% 3 WHEN 0 THEN 'easy' WHEN 1 THEN 'steady' ELSE 'hard' END, speed_mps, speed_u_mps, speed_method,
                 contacts, version, command, notes FROM sessions, k WHERE id = 1''' % SESSIONS)
    others = 'FROM %s x, sessions s WHERE x.session_id = 1 AND s.id > 1'
    for t in ('sensors', 'bouts', 'notices'):
        names = ', '.join('x.' + r[1] for r in c.execute('PRAGMA table_info(%s)' % t) if r[1] != 'session_id')
        c.execute('INSERT INTO %s SELECT s.id, %s %s' % (t, names, others % t))
    shift = '+ (s.id * 7919 % 100) / 100.0'
    c.execute('INSERT INTO metrics SELECT s.id, metric, value %s, lo %s, hi %s, unit, n, method, told, x.why %s' % (shift, shift, shift, others % 'metrics'))
    names = [r[1] for r in c.execute('PRAGMA table_info(findings)') if r[1] not in ('session_id', 'status')]
    c.execute("INSERT INTO findings (session_id, status, %s) SELECT s.id, CASE (s.id * 31 + length(pattern)) %% 5 WHEN 0 THEN 'flagged' WHEN 1 THEN 'watch' WHEN 2 THEN 'clear' "
              'ELSE x.status END, %s %s' % (', '.join(names), ', '.join('x.' + n for n in names), others % 'findings'))
    c.execute('INSERT INTO pain_log (runner_id, session_id, before, during, after, next_morning) SELECT runner_id, id, 0, id % 4, id % 3, id % 5 FROM sessions')
    c.commit()
    c.close()


def rows(bench):
    folder = tempfile.mkdtemp(prefix='runform-bench-')
    path = os.path.join(folder, 'h.sqlite')
    try:
        run([bench.program, 'analyze', '-q', '--progress=none', '--db', path, '--date', '2012-01-01', bench.recording(seconds=60)])
        grow(path)
        for what, words in PAGES.items():
            took = bench.turns(ours=[bench.program, 'history', *words, '--db', path, '--json', '/dev/null'], start=[bench.program, '--version'])
            yield row('history', '%d sessions: %s' % (SESSIONS, what), 1e3 * least(took['ours']), 'ms', 100, 'runform --version', 1e3 * least(took['start']), better='less')
        yield row('history', 'size of that database, contacts not kept', os.path.getsize(path) / 2**20, 'MiB', better='less')
    except sqlite3.Error as e:
        raise Missing('the database: %s' % e) from e
    finally:
        shutil.rmtree(folder, ignore_errors=True)
