#!/usr/bin/env python3
"""embed.py OUT.c --shell SHELL.html --folder FOLDER --files FILE...

The files that the server hands out, packed, as a C table: all of a folder, and some of other places. A page file holds what stands inside <main>, and a first line that says the rest:

    <!-- title: New session; script: new.js; style: new.css -->          (scripts and styles of its own, as many as it needs, or none)

It is put into the shell, whose entry of the navigation that has the page's name is marked as the current one. Output depends on the inputs alone.
"""
import argparse
import gzip
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'write', 'report'))
sys.dont_write_bytecode = True
import embed as report  # noqa: E402

TYPES = {'.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml'}


def page(shell, path):
    text = open(path, encoding='utf-8').read()
    first, body = text.split('\n', 1)
    told = dict(x.strip().split(': ', 1) for x in re.fullmatch(r'<!-- (.*) -->', first).group(1).split(';'))
    name = os.path.basename(path)[:-len('.html')]
    scripts = ''.join('<script %s src="/static/%s"></script>\n' % ('defer' if '.iife.' in s else 'type="module"', s) for s in told.get('script', '').split())
    scripts = ''.join('<link rel="stylesheet" href="/static/%s">\n' % s for s in told.get('style', '').split()) + scripts
    out = shell.replace('@TITLE@', told['title']).replace('@SCRIPTS@', scripts).replace('@MAIN@', body.strip())
    return out.replace(' data-page="%s"' % name, ' aria-current="page"').encode()


def main():
    p = argparse.ArgumentParser()
    p.add_argument('out')
    p.add_argument('--shell', required=True)
    p.add_argument('--folder', required=True)
    p.add_argument('--files', nargs='+', required=True)
    a = p.parse_args()
    shell = open(a.shell, encoding='utf-8').read()
    own = [os.path.join(a.folder, x) for x in sorted(os.listdir(a.folder)) if x != os.path.basename(a.shell) and os.path.splitext(x)[1] in TYPES]
    found = [(os.path.basename(x), page(shell, x) if x.endswith('.html') else open(x, 'rb').read()) for x in own + a.files]
    with open(a.out, 'w', encoding='ascii') as f:
        f.write('#include "serve/inside.h"\n\n')
        rows = []
        for i, (name, data) in enumerate(found):
            packed = gzip.compress(data, 9, mtime=0)
            f.write('static ' + report.bytes_array('packed_%d' % i, packed))
            rows.append('    { "%s", "%s", "\\"%s\\"", packed_%d, sizeof packed_%d, %d },\n' %
                        (name, TYPES[os.path.splitext(name)[1]], hashlib.sha256(data).hexdigest()[:20], i, i, len(data)))
        f.write('const rf_asset rf_assets[] = {\n%s};\nconst size_t rf_n_assets = %d;\n' % (''.join(rows), len(rows)))


main()
