"""Counts what `meson test` wrote: each failed or skipped test with its reason, then one line "PASSED FAILED SKIPPED".

usage: count_tests.py BUILD/meson-logs/testlog.json
"""
import json
import sys


def reason(test):
    lines = [line for part in ('stdout', 'stderr') for line in (test.get(part) or '').splitlines() if line.strip()]
    told = [line for line in lines if line.lower().startswith('skip')]
    return (told or lines[-1:] or ['no reason given'])[0].strip()


def main():
    passed = failed = skipped = 0
    with open(sys.argv[1], encoding='utf-8') as f:
        for line in f:
            test = json.loads(line)
            result = test['result']
            if result in ('OK', 'EXPECTEDFAIL'):
                passed += 1
                for text in (test.get('stdout') or '').splitlines():           # a part of a test that was left out is not hidden by the rest
                    if text.startswith('skipped: '):
                        print('   partly %s: %s' % (test['name'], text))
            elif result == 'SKIP':
                skipped += 1
                print('   skipped %s: %s' % (test['name'], reason(test)))
            else:
                failed += 1
                print('   FAILED %s (%s)' % (test['name'], result))
                for part in ('stderr', 'stdout'):                               # what failed is told on standard error: first, and most of it
                    print('\n'.join('      ' + text for text in (test.get(part) or '').splitlines()[-60 if part == 'stderr' else -15:]))
    print(passed, failed, skipped)


if __name__ == '__main__':
    main()
