"""SQL files as C strings: embed.py OUT.c NAME=FILE… makes `const char NAME[]` of each. Comments stay: .schema shows them to whoever opens a database."""
import sys


def literal(text):
    lines = text.splitlines(keepends=True)
    return '\n'.join('    "%s"' % line.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') for line in lines)


def main():
    with open(sys.argv[1], 'w', encoding='utf-8') as out:
        out.write('#include "history/store_inside.h"\n')
        for word in sys.argv[2:]:
            name, path = word.split('=', 1)
            with open(path, encoding='utf-8') as f:
                out.write('\nconst char %s[] =\n%s;\n' % (name, literal(f.read())))


main()
