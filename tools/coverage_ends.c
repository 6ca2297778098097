/* Linked into the build of tools/coverage: what a process has counted is written before it ends, or may write no more.
 *
 * gcov writes at exit(). A worker of a batch ends by _exit(), and a confined analysis may open no file outside its folder, so both write when they
 * get there (the linker puts these in the place of the functions: --wrap). Written once, a process writes no more at its end: what a confined
 * analysis runs through is not counted, and it says nothing of that on its standard error, where tests look. Who is killed counts nothing either.
 */
#include "runform/error.h"

void __gcov_dump(void);
void __real__exit(int code) __attribute__((noreturn));
void __wrap__exit(int code) __attribute__((noreturn));
int __real_rf_confine(rf_why *why) __attribute__((weak)); /* programs without it are linked with this, too */
int __wrap_rf_confine(rf_why *why);

void __wrap__exit(int code)
{
    __gcov_dump();
    __real__exit(code);
}

int __wrap_rf_confine(rf_why *why)
{
    __gcov_dump();
    return __real_rf_confine(why);
}
