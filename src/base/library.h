/* A shared library that is loaded when it is first needed. Linked, it would bring others along, and every command would begin milliseconds later. */
#ifndef RF_LIBRARY_H
#define RF_LIBRARY_H

#include <stddef.h>

/* Find n functions by name; calls: room for as many pointers to functions, in that order. The library is never let go again: what it brings along may leave
 * threads and exit handlers behind. @return NULL, or why not: "is not installed", "is another version". */
const char *rf_library_load(const char *soname, const char *const *name, size_t n, void *calls);

#endif
