"""The demonstration of README.md's section for coaches works as written, on a machine without hardware: the block is run as a script."""
import csv
import json
import os
import re
import subprocess
import unittest

from sensors import PROGRAM, SENSOR, LiveCase, main
from sound_server import Server, clicks, missing

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def demonstration():
    with open(os.path.join(ROOT, 'README.md'), encoding='utf-8') as f:
        section = f.read().split('## For a coach')[1].split('\n## ')[0]
    return re.search(r'```sh\n(.*?)```', section, re.S).group(1)


class Readme(LiveCase):
    def run_script(self, env):
        os.rmdir(self.path('ports'))
        os.makedirs(self.path('build/firmware-host'))
        os.symlink(PROGRAM, self.path('build/runform'))
        os.symlink(SENSOR, self.path('build/firmware-host/runform-sensor'))
        r = subprocess.run(['sh', '-e', '-c', demonstration() + 'wait\n'], cwd=self.folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=200)
        self.assertEqual(r.returncode, 0, r.stderr.decode())
        return [json.loads(x) for x in r.stdout.decode().splitlines() if x.startswith('{')]

    def check(self, lines):
        codes = [x.get('code') for x in lines if x['kind'] == 'notice']
        for code in ('unplugged', 'back', 'joined'):
            self.assertIn(code, codes)
        with open(self.path('events.csv'), encoding='utf-8') as f:
            rows = list(csv.DictReader(f))
        self.assertEqual([r['sensor'] for r in rows if r['kind'] == 'marker'], ['button'])
        self.assertGreater(len([r for r in rows if r['kind'] == 'initial_contact']), 60)

    def test_the_demonstration_works_as_written(self):
        if missing():
            self.check(self.run_script(dict(os.environ)))
            print('not heard: ' + missing())
            return
        with Server() as s:
            s.record()
            self.check(self.run_script(s.env))
            heard = clicks(*s.stop_recording())
        self.assertGreater(len(heard), 20)


if __name__ == '__main__':
    main()
