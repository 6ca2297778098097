"""Independent readers and validators: packages of Node in build-npm, which tools/check fetches. A test that needs one that is missing skips."""
import json
import os
import shutil
import subprocess
import unittest

from program import ROOT

MODULES = os.path.join(ROOT, 'build-npm', 'node_modules')


def need(package):
    if not shutil.which('node'):
        raise unittest.SkipTest('there is no node')
    if not os.path.isdir(os.path.join(MODULES, package)):
        raise unittest.SkipTest('the package %s is not in build-npm (tools/check fetches it)' % package)


def node(script, *args, timeout=120):
    """What a script prints as JSON."""
    r = subprocess.run(['node', '-e', script, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, NODE_PATH=MODULES), timeout=timeout)
    if r.returncode:
        raise AssertionError(r.stderr.decode())
    return json.loads(r.stdout.decode())


FIT = """
const { readFileSync } = require('fs');
const found = require('fit-file-parser');
const Parser = found.default || found;
new Parser({ force: false, speedUnit: 'm/s', lengthUnit: 'm', mode: 'list' }).parse(readFileSync(process.argv[1]), (error, data) => {
    if (error) { console.error(error); process.exit(1); }
    console.log(JSON.stringify(data));
});
"""


def read_fit(path):
    """The file as fit-file-parser reads it; it refuses wrong checksums."""
    need('fit-file-parser')
    return node(FIT, path)
