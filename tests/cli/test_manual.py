"""Manual pages and completions hold what the program's help says. usage: test_manual.py PROGRAM FOLDER_OF_THE_PAGES"""
import os
import shutil
import subprocess
import sys
import unittest

FOLDER = os.path.abspath(sys.argv.pop(2))

from program import Case, main, rows_of  # noqa: E402

COMPLETE = r'''
source "$1"
COMP_WORDS=(runform "${@:2}") COMP_CWORD=$(($# - 1))
_runform
printf '%s\n' "${COMPREPLY[@]}"
'''


class Manual(Case):
    def text(self, name):
        with open(os.path.join(FOLDER, name), encoding='utf-8') as f:
            return f.read()

    def complete(self, *words):
        r = subprocess.run(['bash', '-c', COMPLETE, 'bash', os.path.join(FOLDER, 'runform.bash'), *words], stdout=subprocess.PIPE, check=True)
        return r.stdout.decode().split()

    def test_every_command_has_a_page_with_its_options(self):
        overview = self.text('runform.1')
        for name in rows_of('src/cli/commands.def', 'RF_COMMAND'):
            page = self.text('runform-%s.1' % name).replace('\\-', '-')
            help_ = self.run_program(name, '--help').stdout.decode()
            for line in help_.split('\n'):
                if line.startswith('  --'):
                    self.assertIn('.B ' + line.split()[0], page, name)
            self.assertIn('runform\\-' + name, overview)

    def test_a_formatter_finds_nothing_wrong(self):
        if not shutil.which('groff'):
            self.skipTest('groff is not installed')
        for n in sorted(os.listdir(FOLDER)):
            if n.endswith('.1') and n.startswith('runform'):
                r = subprocess.run(['groff', '-man', '-Tutf8', '-ww', '-Wbreak', os.path.join(FOLDER, n)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertEqual((r.returncode, r.stderr.decode()), (0, ''), n)

    def test_bash_completes_commands_options_and_words(self):
        self.assertIn('analyze', self.complete('an'))
        self.assertEqual(self.complete('analyze', '--placement', 'sh'), ['shank'])
        self.assertIn('--report', self.complete('analyze', '--re'))
        self.assertIn('overstride', self.complete('explain', 'over'))
        self.assertNotIn('--shard', self.complete('analyze', '--'))

    def test_zsh_and_fish_read_theirs(self):
        for shell, name in (('zsh', '_runform'), ('fish', 'runform.fish')):
            if shutil.which(shell):
                self.assertEqual(subprocess.run([shell, '-n', os.path.join(FOLDER, name)]).returncode, 0)
            else:
                print('not tried: %s is not installed' % shell)


if __name__ == '__main__':
    main()
