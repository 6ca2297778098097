#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 100 };

/* Columns, not bytes: every byte of UTF-8 but the continuation bytes begins a character. */
static int columns(const char *s, size_t n)
{
    int c = 0;

    for (size_t i = 0; i < n; i++)
        c += ((unsigned char)s[i] & 0xC0) != 0x80;
    return c;
}

void rf_print_wrapped(const char *lead, const char *text)
{
    const int indent = columns(lead, strlen(lead));
    int at = indent;

    fputs(lead, stdout);
    while (*text) {
        const size_t n = strcspn(text, " ");
        const int wide = columns(text, n);

        if (at > indent && at + 1 + wide > WIDTH) {
            printf("\n%*s", indent, "");
            at = indent;
        } else if (at > indent) {
            putchar(' ');
            at++;
        }
        fwrite(text, 1, n, stdout);
        at += wide;
        text += n;
        text += strspn(text, " ");
    }
    putchar('\n');
}
