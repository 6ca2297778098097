"""The engine without the reading, by placement; and which stage of an analysis takes the instructions."""
import collections
import itertools
import os
import re
import shutil
import subprocess

from benchmarks.common import CACHE, Missing, row, run, say, skipped

WORN = ('pelvis', 'foot:left', 'shank:left')
HEAD = 60000
# folders along the data's way; what is not ours is the C library and the machine's start
STAGES = ('port', 'read', 'sensor', 'dsp', 'gait', 'context', 'run', 'pattern', 'history', 'write', 'base', 'cli')


def head_of(path, rows=HEAD):
    head = os.path.join(CACHE, 'head.csv')
    with open(path, 'rb') as f, open(head, 'wb') as g:
        g.writelines(itertools.islice(f, rows + 1))
    return head


def callgrind(command, out='/dev/null'):
    """Instructions of a command."""
    if not shutil.which('valgrind'):
        raise Missing('there is no valgrind')
    r = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=' + out, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CACHE)
    found = re.search(rb'refs:\s+([0-9,]+)', r.stderr)
    if not found or r.returncode not in (0, 1):
        raise Missing('valgrind could not run %s' % os.path.basename(command[0]))
    return int(found.group(1).replace(b',', b''))


def engine_rows(bench):
    """The least of seven runs, of the engine and of a cascade of four second-order filters over the same six axes."""
    engine = bench.beside('tools', 'engine', 'engine')
    for worn in WORN:
        path = bench.recording(worn)
        say('measuring the engine, %s' % worn)
        cost = {k: float(v) for k, v in run([engine, path, worn]).words().items()}
        yield row('engine', 'engine alone, %s, a sample' % worn.replace(':', ' '), cost['engine_ns'], 'ns', reference='four second-order filters on each axis',
                  reference_value=cost['cascade_ns'], better='less')
        try:
            head = head_of(path)
            nothing, ours, cascade = (callgrind([engine, head, worn, part]) for part in ('nothing', 'engine', 'cascade'))
            yield row('engine', 'the same', round((ours - nothing) / HEAD), 'instructions', reference='the same filters', reference_value=round((cascade - nothing) / HEAD), better='less')
        except Missing as m:
            yield skipped('engine', 'instructions a sample', str(m))


def by_folder(path):
    """{folder of src, or 'system': instructions}: the cost of each function goes to the file that it stands in, of what is inlined into it too."""
    names, cost, here, call = {}, collections.Counter(), 'system', False
    with open(path, encoding='utf-8', errors='replace') as f:
        for line in f:
            if line.startswith('fl='):
                number, _, name = line[3:].rstrip('\n').partition(' ')
                if name:
                    found = re.search(r'(?:^|/)src/(\w+)/[^/]+$', name)
                    names[number] = found.group(1) if found else 'system'
                here = names.get(number, 'system')
            elif line.startswith(('fi=', 'fe=', 'cfi=', 'cfl=')):
                number, _, name = line.partition('=')[2].rstrip('\n').partition(' ')
                if name:
                    found = re.search(r'(?:^|/)src/(\w+)/[^/]+$', name)
                    names[number] = found.group(1) if found else 'system'
            elif line.startswith('calls='):
                call = True
            elif line[:1] in '0123456789+-*':
                if not call:
                    cost[here] += int(line.split()[1])
                call = False
    return cost


def functions(program):
    """{name: [address, …]} and {address: folder} of the program's own functions, by its debugging information."""
    r = subprocess.run(['nm', '-l', '--defined-only', program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    named, folder = collections.defaultdict(list), {}
    for address, name, where in re.findall(r'^([0-9a-f]+) [tT] (\S+)(?:\t(\S+))?$', r.stdout.decode(errors='replace'), re.M):
        found = re.search(r'(?:^|/)src/(\w+)/[^/]+:\d+$', where)
        named[name].append(int(address, 16))
        folder[int(address, 16)] = found.group(1) if found else 'system'
    return named, folder


def sampled(program, command):
    """{folder: samples} of a run, by perf. Two static functions may have one name: by the load address, which any name that is there once tells."""
    out = os.path.join(CACHE, 'perf.data')
    r = subprocess.run(['perf', 'record', '-q', '-F', '15000', '-o', out, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=CACHE)
    if r.returncode not in (0, 1) or not os.path.exists(out):
        raise Missing('perf may not look here')
    text = subprocess.run(['perf', 'script', '-i', out, '-F', 'ip,sym,symoff,dso'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode(errors='replace')
    os.remove(out)
    named, folder = functions(program)
    hits = [(int(ip, 16) - int(off, 16), name, os.path.basename(dso)) for ip, name, off, dso in re.findall(r'^\s*([0-9a-f]+) (\S+)\+0x([0-9a-f]+) \((\S+)\)', text, re.M)]
    ours = [(start, name) for start, name, dso in hits if dso == os.path.basename(program)]
    base = next((start - named[name][0] for start, name in ours if len(named.get(name, ())) == 1), None)
    cost = collections.Counter()
    for start, _, dso in hits:
        cost[folder.get(start - base, 'system') if dso == os.path.basename(program) and base is not None else 'system'] += 1
    return cost


def time_rows(bench):
    """Where the time of a whole analysis goes: the shares of perf's samples, of the least processor time."""
    if not shutil.which('perf') or not shutil.which('nm'):
        raise Missing('there is no perf')
    path = bench.recording('pelvis')
    command = [bench.program, 'analyze', path + ':pelvis', '-q', '--progress=none', '--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json']
    whole = min(run(command).cpu for _ in range(bench.runs)) / (1800 * 200) * 1e9
    cost = collections.Counter()
    for _ in range(bench.runs):
        cost += sampled(bench.program, command)
    for stage in (*STAGES, 'system'):
        share = cost[stage] / max(1, sum(cost.values()))
        if share >= 0.005:
            yield row('stages', 'src/%s, a sample' % stage if stage != 'system' else 'libraries and system, a sample', share * whole, 'ns', reference='whole analysis',
                      reference_value=whole, better='less')


def stage_rows(bench):
    """All of an analysis with its outputs: the first 5 min of a pelvis at 200 Hz, less what an analysis of its first rows takes."""
    path, out = bench.recording('pelvis'), os.path.join(CACHE, 'callgrind.out')
    costs = []
    for rows in (HEAD, 200):
        head = head_of(path, rows)
        callgrind([bench.program, 'analyze', head + ':pelvis', '-q', '--progress=none', '--events', 'e.csv', '--steps', 's.csv', '--json', 'j.json'], out)
        costs.append(by_folder(out))
    os.remove(out)
    each = {k: (costs[0][k] - costs[1][k]) / (HEAD - 200) for k in costs[0]}
    whole = sum(each.values())
    for stage in (*STAGES, 'system'):
        if each.get(stage, 0) >= 0.5:
            yield row('stages', 'src/%s, a sample' % stage if stage != 'system' else 'libraries, a sample', round(each[stage]), 'instructions', reference='whole analysis',
                      reference_value=round(whole), better='less')


def pattern_rows(bench):
    yield row('patterns', 'all patterns judged over 3 h of every metric', float(run([bench.beside('tools', 'engine', 'patterns')]).words()['ms']), 'ms', 20, better='less')
