"""Includes point one way: along the data's path. And every public header compiles alone, as C11 and as C++.

The table says what a folder may include besides itself; what those folders may include is allowed too (whoever sees `gait/` sees the types
that gait's headers are made of). usage: test_includes.py SOURCE_ROOT
"""
import os
import re
import shutil
import subprocess
import sys

MAY = {
    'base': [], 'wire': [], 'dsp': ['base'], 'port': ['base'], 'read': ['base', 'wire'], 'sensor': ['base', 'dsp'], 'gait': ['sensor', 'dsp'],
    'context': ['gait', 'dsp'], 'history': ['base', 'gait'], 'pattern': ['gait', 'context', 'history'],
    'write': ['gait', 'pattern', 'history', 'read'],     # read: an output tells how the input was read
    'cue': ['base'], 'simulate': ['base'],
    'run': ['base', 'dsp', 'wire', 'port', 'read', 'sensor', 'gait', 'context', 'history', 'pattern', 'write', 'cue'],
    'batch': ['base', 'dsp', 'read', 'gait', 'pattern', 'write', 'run'],
    'validate': ['base', 'dsp', 'read', 'history', 'write'],
    'serve': ['run', 'write', 'history'],
    'cli': ['base', 'dsp', 'wire', 'port', 'read', 'sensor', 'gait', 'context', 'history', 'pattern', 'write', 'cue', 'simulate', 'run', 'batch', 'validate', 'serve'],
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')


def allowed(folder, seen=()):
    out = set()
    for f in MAY[folder]:
        if f not in seen:
            out |= {f} | allowed(f, (*seen, f))
    return out


def sources(root):
    for folder, _, names in os.walk(os.path.join(root, 'src')):
        for n in sorted(names):
            if n.endswith(('.c', '.h', '.def')):
                yield os.path.relpath(os.path.join(folder, n), root)


def wrong_includes(root, paths):
    """Every include that points against the flow, as a line that says where and what would be right."""
    wrong = []
    for path in paths:
        parts = path.split(os.sep)
        folder = parts[1] if len(parts) > 2 else None                      # src/version.c sees the public headers alone
        if folder is not None and folder not in MAY:
            wrong.append('%s: the folder %s is not in the table of tests/test_includes.py' % (path, folder))
            continue
        may = allowed(folder) | {folder} if folder else set()
        with open(os.path.join(root, path), encoding='utf-8') as f:
            for number, line in enumerate(f, 1):
                m = INCLUDE.match(line)
                if not m:
                    continue
                to = m.group(1).split('/')
                if to[0] == 'runform' or len(to) == 1:                      # public, or beside the file (generated parts)
                    continue
                if to[0] not in may:
                    wrong.append('%s:%d: %s must not include %s (may include: %s)' % (path, number, folder or 'src', m.group(1),
                                                                                   ', '.join(sorted(may - {folder})) or 'nothing'))
    return wrong


def headers_alone(root):
    bad = []
    folder = os.path.join(root, 'include', 'runform')
    compilers = [('C11', [os.environ.get('CC', 'cc'), '-std=c11', '-xc']), ('C++', [os.environ.get('CXX', 'c++'), '-std=c++17', '-xc++'])]
    for name, command in compilers:
        if not shutil.which(command[0]):
            print('not tried: no compiler for ' + name)
            continue
        for h in sorted(os.listdir(folder)):
            if not h.endswith('.h'):
                continue
            text = '#include "runform/%s"\n#include "runform/%s"\nint main(void);\nint main(void) { return 0; }\n' % (h, h)
            r = subprocess.run([*command, '-Wall', '-Wextra', '-Werror', '-pedantic', '-fsyntax-only', '-I', os.path.join(root, 'include'), '-'],
                               input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if r.returncode:
                bad.append('%s does not compile alone as %s:\n%s' % (h, name, r.stdout.decode()))
    return bad


def public_headers(root):
    bad = []
    folder = os.path.join(root, 'include', 'runform')
    for h in sorted(os.listdir(folder)):
        if h.endswith('.h'):
            with open(os.path.join(folder, h), encoding='utf-8') as f:
                bad += ['include/runform/%s:%d: a public header includes %s' % (h, n, m.group(1)) for n, line in enumerate(f, 1)
                        for m in [INCLUDE.match(line)] if m and not m.group(1).startswith('runform/')]
    return bad


def checks_itself():
    """The check can fail: a made-up tree in which dsp looks at gait."""
    import tempfile
    with tempfile.TemporaryDirectory() as d:
        os.makedirs(os.path.join(d, 'src', 'dsp'))
        with open(os.path.join(d, 'src', 'dsp', 'peaks.c'), 'w') as f:
            f.write('#include "dsp/peaks.h"\n\n#include "base/base.h"\n#include "gait/contact.h"\n')
        found = wrong_includes(d, [os.path.join('src', 'dsp', 'peaks.c')])
    return found == ['src/dsp/peaks.c:4: dsp must not include gait/contact.h (may include: base)']


def main():
    root = sys.argv[1]
    bad = wrong_includes(root, sources(root)) + public_headers(root) + headers_alone(root)
    if not checks_itself():
        bad.append('the check does not find a wrong include that was made for it')
    print('\n'.join(bad) if bad else 'all includes point along the flow')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
