/* The targets by name, and libFuzzer's entry: RUNFORM_FUZZ says which target is meant. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    fuzz_driver *driver;
} target[] = {
#define RF_FUZZ(name, text) { #name, fuzz_##name },
#include "targets.def"
#undef RF_FUZZ
};

enum { TARGETS = sizeof target / sizeof target[0] };

fuzz_driver *fuzz_find(const char *name)
{
    for (size_t i = 0; i < TARGETS; i++)
        if (!strcmp(target[i].name, name))
            return target[i].driver;
    return NULL;
}

const char *fuzz_name(size_t i)
{
    return i < TARGETS ? target[i].name : NULL;
}

/* In memory where the system has it: a test writes nothing beside itself. */
const char *fuzz_file(const uint8_t *p, size_t n)
{
    static char path[64];
    FILE *f;

    if (!*path)
        snprintf(path, sizeof path, "%s/runform-fuzz-%ld", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid());
    f = fopen(path, "wb");
    fuzz_promise(f && (n == 0 || fwrite(p, 1, n, f) == n));
    fclose(f);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static fuzz_driver *driver;

    if (!driver) {
        const char *name = getenv("RUNFORM_FUZZ");

        driver = name ? fuzz_find(name) : NULL;
        if (!driver) {
            fprintf(stderr, "RUNFORM_FUZZ names no target of targets.def\n");
            exit(2);
        }
    }
    driver(p, n);
    return 0;
}
