"""C sources are as .clang-format says, so that nobody's editor changes lines that nobody meant to change. usage: test_format.py ROOT

Versions of clang-format differ among themselves: only the one that these were written with is asked, where it is there.
"""
import os
import re
import shutil
import subprocess
import sys

VERSION = '14.'
root = sys.argv[1]
tool = shutil.which('clang-format-14') or shutil.which('clang-format')
said = subprocess.run([tool, '--version'], capture_output=True, text=True, check=True).stdout if tool else ''
if not re.search(r'version %s' % re.escape(VERSION), said):
    print('skipped: clang-format %s is not here (%s)' % (VERSION.rstrip('.'), said.strip() or 'none is'))
    sys.exit(77)
files = []
for top in ('firmware-host', 'include', 'samples', 'src', 'tests', 'tools'):
    for folder, _, names in os.walk(os.path.join(root, top)):
        files += [os.path.join(folder, n) for n in names if n.endswith(('.c', '.h')) and 'uplot' not in folder]
assert len(files) > 600, files
r = subprocess.run([tool, '--dry-run', '--Werror', '--style=file', *files], capture_output=True, text=True)
sys.stderr.write(r.stderr[:4000])
if r.returncode:
    print('clang-format -i mends it; what is better read as a table stands between /* clang-format off */ and on')
sys.exit(r.returncode)
