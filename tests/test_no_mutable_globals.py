"""No object of the library has a symbol in .data or .bss: a library without mutable globals can serve many sessions at once.

Constant tables of pointers lie in .data.rel.ro, which is fine: the loader fills them once and makes them read-only.
usage: test_no_mutable_globals.py LIBRARY.a [OBJDUMP]
"""
import re
import shutil
import subprocess
import sys

SYMBOL = re.compile(r'^[0-9a-f]+ (.{7}) (\S+)\s+[0-9a-f]+ (?:\.\w+ )?(\S+)$')
MUTABLE = re.compile(r'^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)(?!\.rel\.ro)')


def mutable(listing):
    """(object, symbol, section) of every symbol that could change."""
    out, where = [], '?'
    for line in listing.splitlines():
        if line.endswith('file format elf64-x86-64') or ': ' in line and 'file format' in line:
            where = line.split(':')[0]
        m = SYMBOL.match(line)
        if m and 'd' not in m.group(1) and MUTABLE.match(m.group(2)):
            out.append((where, m.group(3), m.group(2)))
    return out


def main():
    library, tool = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else 'objdump'
    if not shutil.which(tool):
        print('skipped: no ' + tool)
        return 77
    made = ('x.o:     file format elf64-x86-64\n0000000000000000 l     O .bss\t0000000000000008 last\n0000000000000000 l    d  .bss\t0000000000000000 .bss\n'
            '0000000000000000 l     O .data.rel.ro.local\t0000000000000018 table\n')
    if mutable(made) != [('x.o', 'last', '.bss')]:
        print('the check does not find a global that was made for it')
        return 1
    r = subprocess.run([tool, '-t', library], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    listing = r.stdout.decode()
    if r.returncode or 'rf_version' not in listing:
        print('%s cannot be looked into: %s' % (library, r.stderr.decode()))
        return 1
    bad = mutable(listing)
    for where, symbol, section in bad:
        print('%s: %s lies in %s: the library must have no mutable globals' % (where, symbol, section))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
