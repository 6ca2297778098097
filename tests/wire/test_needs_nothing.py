"""src/wire needs no library: every symbol that its objects ask for is one that they define themselves. With more libraries: those together.

usage: test_needs_nothing.py LIBRARY.a...
"""
import shutil
import subprocess
import sys


def wanted(listing):
    """Undefined symbols that no object of the listing defines."""
    defined, undefined = set(), set()
    for line in listing.splitlines():
        cells = line.split()
        if len(cells) >= 2 and cells[-2] in 'TtRrDdBbW':
            defined.add(cells[-1])
        elif len(cells) == 2 and cells[0] == 'U':
            undefined.add(cells[1])
    return sorted(undefined - defined)


def main():
    libraries, nm = sys.argv[1:], 'nm'
    if not shutil.which(nm):
        print('skipped: no ' + nm)
        return 77
    if wanted('a.o:\n0000000000000000 T one\n                 U two\n                 U memcpy\nb.o:\n0000000000000000 T two\n') != ['memcpy']:
        print('the check does not find a symbol that was made for it')
        return 1
    r = subprocess.run([nm, *libraries], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    listing = r.stdout.decode()
    if r.returncode or 'rf_wire_push' not in listing:
        print('%s cannot be looked into: %s' % (' '.join(libraries), r.stderr.decode()))
        return 1
    bad = [s for s in wanted(listing) if not s.startswith('_GLOBAL_OFFSET_TABLE_')]
    print('%d objects ask for %s' % (listing.count('.o:'), ', '.join(bad) if bad else 'nothing'))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
