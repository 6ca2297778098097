"""The examples of the documentation run: every indented line of README.md and src/cli/GUIDE.md that calls `build/runform` is a test.

Lines of one code block run one after the other in one folder that has `samples/` and `build/runform` as the reader has them.
"""
import os
import re
import subprocess
import unittest

from program import PROGRAM, ROOT, Case, main


def blocks(path):
    """The shell lines of each indented block."""
    with open(path, encoding='utf-8') as f:
        lines = f.read().splitlines()
    out, current = [], []
    for line in lines + ['']:
        m = re.match(r'^    ((?:\S.* )?build/runform .*)$', line)
        if m:
            current.append(m.group(1))
        elif current and not line.startswith('    '):
            out.append(current)
            current = []
    return out


class Examples(Case):
    def test_every_example_of_the_readme_runs(self):
        self.run_examples('README.md')

    def test_every_example_of_the_guide_runs(self):
        self.run_examples('src/cli/GUIDE.md')

    def test_what_is_linked_to_is_there(self):
        for page in ('README.md', 'CONTRIBUTING.md', 'src/cli/GUIDE.md', 'samples/embed/README.md'):
            with open(os.path.join(ROOT, page), encoding='utf-8') as f:
                text = f.read()
            anchors = {re.sub(r'[^a-z0-9 -]', '', x.lower()).replace(' ', '-') for x in re.findall(r'(?m)^#+ (.*)$', text)}
            for to in re.findall(r'\]\(([^)\s]+)\)', text):
                if to.startswith('#'):
                    self.assertIn(to[1:], anchors, page)
                else:
                    self.assertTrue(os.path.exists(os.path.join(ROOT, os.path.dirname(page), to)), '%s: %s' % (page, to))

    def run_examples(self, page):
        found = blocks(os.path.join(ROOT, page))
        self.assertTrue(found, page + ' shows no example')
        os.mkdir(self.path('build'))
        os.symlink(PROGRAM, self.path('build/runform'))
        os.symlink(os.path.join(ROOT, 'samples'), self.path('samples'))
        for block in found:
            for line in block:
                with self.subTest(line):
                    r = subprocess.run(['sh', '-c', line], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                                       env=dict(os.environ, XDG_DATA_HOME=self.path('data')))
                    self.assertEqual(r.returncode, 0, r.stderr.decode())


if __name__ == '__main__':
    main()
