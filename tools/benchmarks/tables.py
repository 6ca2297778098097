"""The rows as a table for a terminal, as JSON, and as the marked table of README.md."""
import json
import os
import platform
import re

from benchmarks.common import ROOT

BEGIN, END = '<!-- bench: written by tools/bench --readme -->', '<!-- /bench -->'


def figure(v):
    return '%d' % round(v) if abs(v) >= 100 or v == int(v) else '%.1f' % v if abs(v) >= 10 else '%.2f' % v


def cells(r):
    if 'skipped' in r:
        return [r['what'], 'skipped', r['skipped'], '', '']
    value = ('%s %s' % (figure(r['value']), r['unit'])).strip()
    wanted = '' if 'wanted' not in r else '%s %s%s' % ('≥' if r['better'] == 'more' else '≤', figure(r['wanted']), '' if r['reached'] else ' (missed)')
    beside = '' if r.get('reference_value') is None else '%s: %s' % (r['reference'], figure(r['reference_value']))
    return [r['what'], value, wanted, beside, '' if r.get('ratio') is None else figure(r['ratio'])]


HEAD = ['what', 'figure', 'wanted', 'beside, in the same minute', 'ratio']


def text(rows):
    table = [HEAD, *(cells(r) for r in rows)]
    width = [max(len(line[i]) for line in table) for i in range(len(HEAD))]
    return '\n'.join('  '.join(c.rjust(w) if i in (1, 4) else c.ljust(w) for i, (c, w) in enumerate(zip(line, width))).rstrip() for line in table)


def machine():
    with open('/proc/cpuinfo') as f:
        model = re.search(r'model name\s*:\s*(.*)', f.read())
    return {'processors': os.cpu_count(), 'model': model.group(1) if model else platform.machine(), 'system': platform.system()}


def as_json(rows, path):
    with open(path, 'w', encoding='utf-8') as f:
        json.dump({'schema': 'runform.bench/1', 'machine': machine(), 'rows': rows}, f, indent=1, ensure_ascii=False)
        f.write('\n')


def table_lines(rows):
    return ['| %s |' % ' | '.join(HEAD), '|---|---|---|---|---|', *('| %s |' % ' | '.join(c.replace('|', '\\|') for c in cells(r)) for r in rows)]


def into_readme(rows, path=os.path.join(ROOT, 'README.md')):
    with open(path, encoding='utf-8') as f:
        page = f.read()
    if BEGIN not in page or END not in page:
        raise SystemExit('%s has no lines "%s" and "%s" for the table to stand between' % (path, BEGIN, END))
    m = machine()
    rows = [r for r in rows if 'skipped' not in r]
    lines = ['Measured on %d processors (%s).' % (m['processors'], m['model']), '', *table_lines(r for r in rows if 'wanted' in r), '',
             '<details><summary>By stage, by delay, by length and the rest</summary>', '', *table_lines(r for r in rows if 'wanted' not in r), '', '</details>', '']
    head, rest = page.split(BEGIN, 1)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(head + BEGIN + '\n' + '\n'.join(lines) + '\n' + END + rest.split(END, 1)[1])
