"""The Debian packages of tools/package: in an empty root they install, the program in them runs and gives what it gives here, and nothing stays behind.

usage: test_package.py PROGRAM SOURCE_ROOT     (compiles the tree once more: minutes, not seconds; `tools/check --long` calls it)
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile


def call(command, **kw):
    r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)
    if r.returncode:
        print('%s: exit %d\n%s' % (' '.join(command), r.returncode, r.stdout.decode(errors='replace')))
        sys.exit(1)
    return r.stdout


def files_of(tree):
    return sorted(os.path.relpath(os.path.join(d, f), tree) for d, _, names in os.walk(tree) for f in names)


def main():
    program, source = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    for tool in ('dpkg', 'dpkg-deb', 'dpkg-shlibdeps'):
        if not shutil.which(tool):
            print('skipped: no ' + tool)
            return 77
    if os.getuid():
        print('skipped: only root may install packages')
        return 77
    with tempfile.TemporaryDirectory(prefix='runform-package-') as d:
        root = os.path.join(d, 'root')
        for folder in ('info', 'updates', 'triggers'):
            os.makedirs(os.path.join(root, 'var/lib/dpkg', folder))
        for name in ('status', 'available'):
            open(os.path.join(root, 'var/lib/dpkg', name), 'w').close()
        call([os.path.join(source, 'tools/package'), d])
        packages = sorted(glob.glob(d + '/*.deb'))
        assert len(packages) == 2, packages
        again = os.path.join(d, 'again')
        call([os.path.join(source, 'tools/package'), again])
        for p in packages:                                                  # the same tree, the same bytes
            with open(p, 'rb') as a, open(os.path.join(again, os.path.basename(p)), 'rb') as b:
                assert a.read() == b.read(), p
        # what they depend on is on this machine, not in the empty root
        dpkg = ['dpkg', '--root=' + root, '--force-depends', '--force-architecture']
        call(dpkg + ['-i'] + packages)
        there = os.path.join(root, 'usr/bin/runform')
        library = os.path.dirname(glob.glob(root + '/usr/lib/*/librunform.so.0')[0])
        env = dict(os.environ, LD_LIBRARY_PATH=library, HOME=d)
        sample = glob.glob(os.path.join(source, 'samples/easy-pelvis/*.csv*'))[0]
        for args in (['--version'], ['analyze', sample, '-q', '--steps', '-'], ['metrics']):
            assert call([there] + args, env=env, cwd=d) == call([program] + args, env=dict(os.environ, HOME=d), cwd=d), args
        assert glob.glob(root + '/usr/share/man/man1/runform-analyze.1.gz') and glob.glob(root + '/usr/share/bash-completion/completions/*')
        assert os.path.exists(os.path.join(root, 'usr/include/runform/runform.h'))
        call(dpkg + ['--purge', 'runform', 'librunform-dev'])
        left = files_of(os.path.join(root, 'usr')) if os.path.exists(os.path.join(root, 'usr')) else []
        assert not left, left
    print('packages install, run and leave nothing behind: ' + ', '.join(os.path.basename(p) for p in packages))
    return 0


if __name__ == '__main__':
    sys.exit(main())
