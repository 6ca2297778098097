/* replay TARGET FILE|FOLDER...: every input of the corpus again, so that what was once found stays tested, with any compiler.
 * RUNFORM_MUTATIONS=N: and N blind changes of each, which is no search but costs no second build. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 1 << 20, SLACK = 64 };

static uint32_t dice = 2463534242U;

static uint32_t roll(uint32_t n)
{
    dice ^= dice << 13;
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return n ? dice % n : 0;
}

/* A block of exactly n bytes, so that a sanitizer sees the first byte read behind it. */
static void call(fuzz_driver *driver, const uint8_t *p, size_t n)
{
    uint8_t *own = malloc(n ? n : 1);

    fuzz_promise(own != NULL);
    memcpy(own, p, n);
    driver(own, n);
    free(own);
}

static size_t change(uint8_t *b, size_t n, size_t room)
{
    for (uint32_t k = 1 + roll(4); k > 0; k--) {
        const size_t at = roll((uint32_t)n), length = roll(16) + 1;

        switch (roll(5)) {
        case 0:
            if (at < n)
                b[at] = (uint8_t)roll(256);
            break;
        case 1:
            if (at < n)
                b[at] ^= (uint8_t)(1U << roll(8));
            break;
        case 2: n = at; break;
        case 3:
            if (at + length < n) {
                memmove(b + at, b + at + length, n - at - length);
                n -= length;
            }
            break;
        default:
            if (at + length < n && n + length < room) {
                memmove(b + at + length, b + at, n - at);
                n += length;
            }
        }
    }
    return n;
}

static void replay_file(fuzz_driver *driver, const char *path, long mutations)
{
    static uint8_t whole[MOST], bent[MOST + SLACK];
    FILE *f = fopen(path, "rb");
    size_t n;

    if (!f) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    n = fread(whole, 1, MOST, f);
    fclose(f);
    call(driver, whole, n);
    for (long i = 0; i < mutations; i++) {
        memcpy(bent, whole, n);
        call(driver, bent, change(bent, n, MOST + SLACK));
    }
}

static long replay(fuzz_driver *driver, const char *path, long mutations)
{
    char file[4096];
    DIR *d = opendir(path);
    long n = 0;

    if (!d) {
        replay_file(driver, path, mutations);
        return 1;
    }
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        if (e->d_name[0] != '.') {
            snprintf(file, sizeof file, "%s/%s", path, e->d_name);
            replay_file(driver, file, mutations);
            n++;
        }
    closedir(d);
    return n;
}

int main(int argc, char **argv)
{
    const char *asked = getenv("RUNFORM_MUTATIONS");
    const long mutations = asked ? strtol(asked, NULL, 10) : 0;
    fuzz_driver *driver = argc > 2 ? fuzz_find(argv[1]) : NULL;
    long n = 0;

    if (argc == 2 && !strcmp(argv[1], "--list")) {
        for (size_t i = 0; fuzz_name(i); i++)
            puts(fuzz_name(i));
        return 0;
    }
    if (!driver) {
        fprintf(stderr, "usage: replay TARGET FILE|FOLDER... | --list\n");
        return 2;
    }
    for (int i = 2; i < argc; i++)
        n += replay(driver, argv[i], mutations);
    remove(fuzz_file(NULL, 0));
    printf("%s: %ld inputs\n", argv[1], n * (1 + mutations));
    return n ? 0 : 1;
}
