/* dlopen and dlsym; the loader counts how often a library was asked for, and keeps it. */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

const char *rf_library_load(const char *soname, const char *const *name, size_t n, void *calls)
{
    void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return "is not installed";
    for (size_t i = 0; i < n; i++) {
        void *found = dlsym(library, name[i]);

        if (!found)
            return "is another version";
        memcpy((char *)calls + i * sizeof found, &found, sizeof found);
    }
    return NULL;
}
