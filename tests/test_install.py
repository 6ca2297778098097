"""What `meson install` puts in place is enough to build on: the C program of samples/embed/README.md compiles through pkg-config, links, runs and counts contacts;
the library shows what the headers promise, and nothing else; program, pkg-config file and manual pages have one version.

usage: test_install.py BUILD_DIR SOURCE_ROOT
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile


def call(command, **kw):
    r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)
    if r.returncode:
        print('%s: exit %d\n%s' % (' '.join(command), r.returncode, r.stdout.decode(errors='replace')))
        sys.exit(1)
    return r.stdout.decode()


def flags_of(tree, static):
    """pkg-config's answer, as if the tree were the machine's root."""
    found = [os.path.join(d, 'pkgconfig') for d, names, _ in os.walk(tree) if 'pkgconfig' in names]
    env = dict(os.environ, PKG_CONFIG_PATH=':'.join(found), PKG_CONFIG_SYSROOT_DIR=tree)
    return call(['pkg-config', '--cflags', '--libs', *(['--static'] if static else []), 'runform'], env=env).split()


def promises(folder):
    """The names behind RF_API in the installed headers."""
    names = set()
    for d, _, files in os.walk(folder):
        for f in files:
            with open(os.path.join(d, f), encoding='utf-8') as h:
                names |= set(re.findall(r'^RF_API\b[^;]*?\b(rf_\w+)(?:\(|;)', h.read(), re.M))
    return names


def other_versions(build, tree):
    """Whatever was installed and says another version than the one in meson.build."""
    version = json.loads(call(['meson', 'introspect', '--projectinfo', build]))['version']
    wrong, seen = [], 0
    for d, _, names in os.walk(tree):
        for n in names:
            path = os.path.join(d, n)
            if n == 'runform' and os.access(path, os.X_OK):
                said = call([path, '--version']).split()[-1]
            elif n == 'runform.pc':
                with open(path, encoding='utf-8') as f:
                    said = re.search(r'^Version: (\S+)', f.read(), re.M).group(1)
            elif n.endswith('.1'):
                with open(path, encoding='utf-8') as f:
                    said = re.search(r'^\.TH .*"runform (\S+)"', f.read(), re.M).group(1)
            else:
                continue
            seen += 1
            if said != version:
                wrong.append('%s says version %s, meson.build %s' % (n, said, version))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'CHANGELOG.md'), encoding='utf-8') as f:
        newest = re.search(r'^## (\S+)', f.read(), re.M).group(1)
    if newest != version:
        wrong.append('the newest entry of CHANGELOG.md is %s, meson.build says %s' % (newest, version))
    return wrong if seen > 10 else wrong + ['program, pkg-config file or manual pages were not installed: only %d of them' % seen]


def main():
    build, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    for tool in ('meson', 'pkg-config', 'cc', 'objdump'):
        if not shutil.which(tool):
            print('skipped: no ' + tool)
            return 77
    with open(os.path.join(root, 'samples', 'embed', 'README.md'), encoding='utf-8') as f:
        example = re.search(r'```c\n(.*?)```', f.read(), re.S).group(1)
    with tempfile.TemporaryDirectory(prefix='runform-install-') as d:
        tree = os.path.join(d, 'root')
        call(['meson', 'install', '-C', build, '--no-rebuild', '--destdir', tree])
        with open(os.path.join(d, 'example.c'), 'w') as f:
            f.write(example)
        library = next(os.path.join(a, 'librunform.so') for a, _, names in os.walk(tree) if 'librunform.so' in names)
        call(['cc', '-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Werror', 'example.c', '-o', 'example', *flags_of(tree, False)], cwd=d)
        with open(os.path.join(root, 'samples', 'overstride-shank', 'shank_left.csv'), encoding='utf-8') as f:
            rows = ''.join(line for line in f if line[:1].isdigit())
        out = call([os.path.join(d, 'example')], cwd=d, input=rows.encode(), env=dict(os.environ, LD_LIBRARY_PATH=os.path.dirname(library)))
        count = int(re.search(r'(\d+) contacts in all', out).group(1))
        if count < 20 or out.count('left foot lands') < 20:
            print('the example finds %d contacts:\n%s' % (count, out[-500:]))
            return 1
        symbols = [line.split() for line in call(['objdump', '-T', library]).splitlines() if ' .text' in line or ' .data' in line or ' .rodata' in line]
        foreign = [s[-1] for s in symbols if 'RUNFORM_0' not in s or not s[-1].startswith('rf_')]
        if foreign or len(symbols) < 10:
            print('symbols that the library should not show, or without a version: %s (of %d)' % (foreign, len(symbols)))
            return 1
        promised = promises(os.path.dirname(next(a for a, _, names in os.walk(tree) if 'session.h' in names)))
        if promised != {s[-1] for s in symbols if s[-1] != 'RUNFORM_0'}:
            print('headers and library differ: %s' % sorted(promised ^ {s[-1] for s in symbols}))
            return 1
        wrong = other_versions(build, tree)
        if wrong:
            print('\n'.join(wrong))
            return 1
        if not any('runform' in names for _, _, names in os.walk(tree)):
            print('the program was not installed')
            return 1
        schemas = {n for d, _, names in os.walk(tree) if d.endswith(os.path.join('share', 'runform', 'schemas')) for n in names}
        if schemas != {n for n in os.listdir(os.path.join(root, 'tools', 'schemas')) if n.endswith('.schema.json')}:
            print('the schemas were not installed, or others: %s' % sorted(schemas))
            return 1
    print('installed, %d versioned symbols, %d contacts found by the example' % (len(symbols), count))
    return 0


if __name__ == '__main__':
    sys.exit(main())
