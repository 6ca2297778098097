"""Manual pages and shell completions out of the program's own help: what a command says of itself is said once.

usage: manual.py PROGRAM VERSION OUTDIR, or manual.py --list COMMANDS.def
Writes runform.1, runform-COMMAND.1, runform.bash, _runform (zsh) and runform.fish into OUTDIR. Called by meson when the program can be run where it
is built. Only Python's standard library is used.
"""
import json
import os
import re
import subprocess
import sys

OPTION = re.compile(r'^  (--?[\w-]+)(?: ([A-Z][^ ]*)(?: +(.*))?|(?: {2,}(.*))?)$')
COMMAND = re.compile(r'^  (\w+) {2,}(\S.*)$')
WORDS = {'PLACE': 'foot shank thigh pelvis trunk pocket wrist', 'SIDE': 'left right middle', 'READER': 'runner coach', 'HOW': 'kv none', 'MARK': 'point comma'}


def say(program, *args):
    return subprocess.run([program, *args], stdout=subprocess.PIPE, check=True).stdout.decode()


class Help:
    """A command's help, taken apart: its usage, paragraphs, examples, options under their headings, exit codes."""

    def __init__(self, text):
        self.usage, self.parts, self.exit = '', [], ''           # parts: ('text', lines) ('example', lines) ('heading', text) ('option', name, value, help)
        lines = text.rstrip().split('\n')
        block = []

        def close():
            if block:
                self.parts.append(('example' if block[0].startswith('  ') else 'text', block[:]))
                block.clear()

        i = 0
        while i < len(lines):
            line = lines[i]
            m = OPTION.match(line)
            if line.startswith('Usage:'):
                self.usage = line[6:].strip()
                while i + 1 < len(lines) and lines[i + 1].startswith('       '):
                    i += 1
                    self.usage += '\n' + lines[i].strip()
            elif line.startswith('Exit:'):
                close()
                self.exit = ' '.join(x.strip() for x in lines[i:])[5:].strip()
                break
            elif m and m.group(1).startswith('-'):
                close()
                self.parts.append(('option', m.group(1), m.group(2) or '', m.group(3) or m.group(4) or ''))
            elif i + 1 < len(lines) and line and not line.startswith(' ') and OPTION.match(lines[i + 1]) and not block:
                self.parts.append(('heading', line))
            elif line.strip():
                if block and block[0].startswith('  ') != line.startswith('  '):
                    close()
                block.append(line)
            else:
                close()
            i += 1
        close()

    def options(self):
        return [p[1:] for p in self.parts if p[0] == 'option']


def roff(text):
    return re.sub(r"^([.'])", r'\\&\1', text.replace('\\', '\\e').replace('-', '\\-'), flags=re.M)


def page(name, line, help_, version, see):
    out = ['.TH %s 1 "" "runform %s" "runform"' % (name.upper().replace('-', '\\-'), version), '.SH NAME', '%s \\- %s' % (roff(name), roff(line)), '.SH SYNOPSIS']
    out += ['.nf', *('.B ' + roff(u) for u in help_.usage.split('\n')), '.fi', '.SH DESCRIPTION']
    options_begun = False
    for part in help_.parts:
        if part[0] == 'text':
            out += ['.PP', roff(' '.join(part[1]))]
        elif part[0] == 'example':
            out += ['.PP', '.nf', *(roff(x) for x in part[1]), '.fi']
        elif part[0] == 'heading':
            out += [] if options_begun else ['.SH OPTIONS']
            out += ['.SS "%s"' % roff(part[1])]
            options_begun = True
        else:
            out += [] if options_begun else ['.SH OPTIONS']
            options_begun = True
            out += ['.TP', '.B %s%s' % (roff(part[1]), ' \\fI%s\\fR' % roff(part[2]) if part[2] else ''), roff(part[3])]
    if help_.exit:
        out += ['.SH EXIT STATUS', roff(help_.exit)]
    out += ['.SH SEE ALSO', ', '.join('.BR %s (1)' % roff(s) for s in see).replace(', .BR', '\n.BR')]
    return '\n'.join(out) + '\n'


def overview(program, commands, version):
    text = say(program, '--help')
    out = ['.TH RUNFORM 1 "" "runform %s" "runform"' % version, '.SH NAME', 'runform \\- running form out of worn accelerometers and gyroscopes', '.SH SYNOPSIS',
           '.B runform', '.I COMMAND', '[options]', '.SH DESCRIPTION', roff(text.split('\n\n')[0]), '.SH COMMANDS']
    for name, line in commands:
        out += ['.TP', '.BR runform\\-%s (1)' % name, roff(line)]
    exits = next(x for x in text.split('\n') if x.startswith('Exit:'))[5:].strip()
    return '\n'.join([*out, '.SH EXIT STATUS', roff(exits)]) + '\n'


def bash(commands, helps, ids):
    out = ['# bash completion of runform; made from its help', '_runform() {', '\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} options',
           '\tif [ "$COMP_CWORD" = 1 ]; then', '\t\tCOMPREPLY=($(compgen -W "%s --help --version" -- "$cur"))' % ' '.join(n for n, _ in commands),
           '\t\treturn', '\tfi', '\tcase $prev in']
    seen = set()
    for h in helps.values():
        for name, value, _ in h.options():
            if value in WORDS and name not in seen:
                seen.add(name)
                out.append('\t%s) COMPREPLY=($(compgen -W "%s" -- "$cur")); return ;;' % (name, WORDS[value]))
    out += ['\tesac', '\tcase ${COMP_WORDS[1]} in']
    for name, _ in commands:
        out.append('\t%s) options="%s" ;;' % (name, ' '.join(o[0] for o in helps[name].options())))
    out += ['\tesac', '\tif [ "${COMP_WORDS[1]}" = explain ]; then', '\t\tCOMPREPLY=($(compgen -W "%s" -- "$cur"))' % ' '.join(ids), '\t\treturn', '\tfi',
            '\tcase $cur in', '\t-*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;', '\t*) COMPREPLY=($(compgen -f -- "$cur")) ;;', '\tesac', '}',
            'complete -o filenames -F _runform runform']
    return '\n'.join(out) + '\n'


def zsh_text(text):
    return re.sub(r"([\\\[\]:'])", lambda m: "'\\''" if m.group(1) == "'" else '\\' + m.group(1), text)


def zsh(commands, helps, ids):
    out = ['#compdef runform', '# made from the help of runform', '_runform() {', '\tlocal -a commands', '\tcommands=(']
    out += ["\t\t'%s:%s'" % (n, zsh_text(line)) for n, line in commands] + ['\t)', '\tif (( CURRENT == 2 )); then', '\t\t_describe command commands', '\t\treturn', '\tfi',
                                                                   '\tcase $words[2] in']
    for name, _ in commands:
        out.append('\t%s)\n\t\t_arguments \\' % name)
        for o, value, text in helps[name].options():
            action = '' if not value else ':%s:%s' % (value.lower().rstrip('.'), '(%s)' % WORDS[value] if value in WORDS else '_files')
            out.append("\t\t\t'%s[%s]%s' \\" % (o, zsh_text(text), action))
        out.append("\t\t\t'*:%s' ;;" % ('id:(%s)' % ' '.join(ids) if name == 'explain' else 'file:_files'))
    return '\n'.join([*out, '\tesac', '}', '_runform "$@"']) + '\n'


def fish(commands, helps, ids):
    def quoted(text):
        return "'%s'" % text.replace('\\', '\\\\').replace("'", "\\'")

    out = ['# fish completion of runform; made from its help']
    for name, line in commands:
        out.append('complete -c runform -n __fish_use_subcommand -f -a %s -d %s' % (name, quoted(line)))
    for name, _ in commands:
        for o, value, text in helps[name].options():
            long = '-l %s' % o[2:] if o.startswith('--') else '-s %s' % o[1:]
            words = ' -x -a %s' % quoted(WORDS[value]) if value in WORDS else ' -r' if value else ''
            out.append("complete -c runform -n '__fish_seen_subcommand_from %s' %s%s -d %s" % (name, long, words, quoted(text)))
    out.append("complete -c runform -n '__fish_seen_subcommand_from explain' -f -a %s" % quoted(' '.join(ids)))
    return '\n'.join(out) + '\n'


def main():
    if sys.argv[1] == '--list':
        with open(sys.argv[2], encoding='utf-8') as f:
            print('\n'.join(re.findall(r'^RF_COMMAND\((\w+)', f.read(), re.M)))
        return
    program, version, folder = sys.argv[1:4]
    commands = [m.groups() for m in map(COMMAND.match, say(program, '--help').split('\n')) if m]
    helps = {name: Help(say(program, name, '--help')) for name, _ in commands}
    ids = [p['id'] for p in json.loads(say(program, 'patterns', '--json'))['patterns']]
    files = {'runform.1': overview(program, commands, version), 'runform.bash': bash(commands, helps, ids), '_runform': zsh(commands, helps, ids),
             'runform.fish': fish(commands, helps, ids)}
    for name, line in commands:
        see = ['runform'] + ['runform-' + n for n, _ in commands if n != name]
        files['runform-%s.1' % name] = page('runform-' + name, line, helps[name], version, see)
    os.makedirs(folder, exist_ok=True)
    for name, text in files.items():
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
            f.write(text)


if __name__ == '__main__':
    main()
