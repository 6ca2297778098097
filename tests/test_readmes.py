"""Whoever takes over finds out of each folder, in ten lines, what lives there, what may be touched and what was tried and lost.

Each folder below include, src, firmware-host, tests and tools has a README.md, or the next one above names it. A README opens, before its first heading, with at most
ten lines that say those things. To add a row to one of the tables takes ten lines of words and an example, which test_guides.py follows.

usage: test_readmes.py SOURCE_ROOT
"""
import os
import re
import sys
import tempfile

TREES = ('include', 'src', 'firmware-host', 'tests', 'tools')
LINES, WIDTH = 10, 170
SAYS = (('what may be touched', r'\b[Tt]ouch'), ('what was tried or decided against', r'Tried|Decided against|Does not do'))

GUIDES = {'src/read': ('a format',), 'src/gait': ('a placement', 'a metric'), 'src/pattern': ('a pattern',), 'src/write': ('an output',), 'src/cli': ('a command',)}


def folders(root):
    for tree in TREES:
        for folder, inside, _ in os.walk(os.path.join(root, tree)):
            inside[:] = sorted(i for i in inside if i != '__pycache__')
            yield os.path.relpath(folder, root)


def read(root, folder):
    with open(os.path.join(root, folder, 'README.md'), encoding='utf-8') as f:
        return f.read()


def has(root, folder):
    return os.path.isfile(os.path.join(root, folder, 'README.md'))


def told_of(root, folder):
    """Whether the next README above names the folder, or the one it lies in: `name/`."""
    above = os.path.dirname(folder)
    while above and not has(root, above):
        above = os.path.dirname(above)
    parts = os.path.relpath(folder, above or '.').split(os.sep)
    text = read(root, above) if above else ''
    return any('`%s/`' % p in text for p in parts[-2:])


def opening(text):
    return [line for line in text.split('\n## ', 1)[0].splitlines()[1:] if line.strip()]


def wrong(root):
    for folder in folders(root):
        if not has(root, folder):
            if not told_of(root, folder):
                yield '%s: it has no README.md, and no README.md above it names `%s/`' % (folder, os.path.basename(folder))
            continue
        lines = opening(read(root, folder))
        name = folder + '/README.md'
        if not 2 <= len(lines) <= LINES:
            yield '%s: %d lines before the first heading; two to ten say what lives there' % (name, len(lines))
        for line in lines:
            if len(line) > WIDTH:
                yield '%s: a line of %d characters: %s…' % (name, len(line), line[:40])
        for what, pattern in SAYS:
            if not re.search(pattern, '\n'.join(lines)):
                yield '%s: its opening does not say %s' % (name, what)


def wrong_guides(root):
    for folder, things in GUIDES.items():
        text = read(root, folder)
        for thing in things:
            m = re.search(r'^## Add %s\n(.*?)(?=^## |\Z)' % thing, text, re.M | re.S)
            if not m:
                yield '%s/README.md: no guide "Add %s"' % (folder, thing)
                continue
            words = [line for line in re.sub(r'^```.*?^```$', '', m.group(1), flags=re.M | re.S).splitlines() if line.strip()]
            if len(words) > LINES:
                yield '%s/README.md: "Add %s" takes %d lines of words' % (folder, thing, len(words))
            if not re.search(r'^```sh\n', m.group(1), re.M):
                yield '%s/README.md: "Add %s" has no example that is run' % (folder, thing)


def checks_itself():
    """The check can fail: a made-up tree with one folder that nobody names, and an opening that is too long and says too little."""
    with tempfile.TemporaryDirectory() as d:
        for tree in TREES:
            os.makedirs(os.path.join(d, tree, 'named'))
            with open(os.path.join(d, tree, 'README.md'), 'w', encoding='utf-8') as f:
                f.write('# x\n\nWhat it is, `named/`.\nMay be touched.\nTried and lost: y.\n\n## More\n' + 'more\n' * 20)
        if list(wrong(d)):
            return False
        os.makedirs(os.path.join(d, 'src', 'secret'))
        with open(os.path.join(d, 'tests', 'README.md'), 'w', encoding='utf-8') as f:
            f.write('# x\n\n`named/`\n' + 'words\n' * 11)
        return len(list(wrong(d))) == 4


def main():
    bad = list(wrong(sys.argv[1])) + list(wrong_guides(sys.argv[1]))
    if not checks_itself():
        bad.append('the check does not find what was made wrong for it')
    print('\n'.join(bad) if bad else 'every folder is told of')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
