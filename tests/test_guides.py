"""The worked examples of the folders' guides ("add a format, a placement, a metric, a pattern, an output, a command") are followed to the letter: all of
them are done to a copy of the tree, which is built without a warning, and what each guide says to run is run.

usage: test_guides.py SOURCE_ROOT

Blocks of a README: ```c FILE is a new file; ```diff FILE changes one (a line with a blank before it is looked for and must be there once, + adds
behind it, - and + replace); ```sh is run, with the new program on the path and $SAMPLES.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

GUIDES = ('src/read', 'src/gait', 'src/pattern', 'src/write', 'src/cli')


def blocks(text):
    return re.findall(r'^```(c|diff|sh)(?: (\S+))?\n(.*?)^```$', text, re.M | re.S)


def changed(text, diff, name):
    """The file's text with the block's lines done to it."""
    gone, at = None, None
    for line in diff.splitlines():
        mark, rest = line[0], line[1:]
        if mark in ' -':
            assert text.count(rest if mark == '-' else '\n' + rest) == 1, '%s: not there once: %s' % (name, rest)
        if mark == ' ':
            at = text.index('\n', text.index('\n' + rest) + 1) + 1
        elif mark == '-':
            at = text.index(rest)
            text, gone = text[:at] + text[at + len(rest):], True
        else:
            new = rest if gone else rest + '\n'
            if gone and gone != 'first':
                gone = 'first'
            elif gone:
                new = '\n' + rest
            text, at = text[:at] + new + text[at:], at + len(new)
    return text


def call(command, **kw):
    r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)
    text = r.stdout.decode(errors='replace')
    if r.returncode:
        print('%s: exit %d\n%s' % (command if isinstance(command, str) else ' '.join(command), r.returncode, '\n'.join(x for x in text.splitlines() if not x.startswith('['))))
        sys.exit(1)
    return text


def main():
    source = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix='runform-guides-') as d:
        tree = os.path.join(d, 'tree')
        shutil.copytree(source, tree, ignore=lambda folder, names: [n for n in names if folder == source and (n.startswith('build') or n == '.git')])
        to_run = []
        for folder in GUIDES:
            with open(os.path.join(source, folder, 'README.md'), encoding='utf-8') as f:
                found = blocks(f.read())
            assert [b for b in found if b[0] == 'sh'], folder + ': its guide runs nothing'
            for kind, name, body in found:
                path = os.path.join(tree, name or '')
                if kind == 'sh':
                    to_run.append((folder, body))
                elif kind == 'c' and name:
                    assert not os.path.exists(path), name + ' is there already'
                    with open(path, 'w', encoding='utf-8') as f:
                        f.write(body)
                elif kind == 'diff':
                    with open(path, encoding='utf-8') as f:
                        text = changed(f.read(), body, name)
                    with open(path, 'w', encoding='utf-8') as f:
                        f.write(text)
        build = os.path.join(tree, 'build')
        # without optimisation: what is asked is whether it builds and does what the guide says
        call(['meson', 'setup', build, tree, '-Dtests=false', '-Dwerror=true', '-Doptimization=0'])
        call(['meson', 'compile', '-C', build])
        env = dict(os.environ, PATH=build + ':' + os.environ['PATH'], SAMPLES=os.path.join(tree, 'samples'))
        for folder, body in to_run:
            work = os.path.join(d, 'work', folder)
            os.makedirs(work, exist_ok=True)
            call(['sh', '-exuc', body], env=env, cwd=work)
            print('%s: %d lines of its guide hold' % (folder, len(body.splitlines())))
    return 0


if __name__ == '__main__':
    sys.exit(main())
