/* A folder as one file: whole, or an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/tar.h"

static void a_file_is_there_byte_for_byte(void **state)
{
    char folder[] = "/tmp/runform-tar-XXXXXX", path[64], got[3072] = "";
    FILE *out = tmpfile(), *f;

    (void)state;
    assert_non_null(out);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.csv", folder);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs("one,two\n", f) > 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(rf_tar_folder(out, folder, "tables"), 0);
    assert_int_equal(rf_tar_end(out), 0);
    rewind(out);
    assert_int_equal(fread(got, 1, sizeof got, out), 2048);
    assert_string_equal(got, "tables/a.csv");
    assert_string_equal(got + 124, "00000000010");
    assert_string_equal(got + 512, "one,two\n");
    fclose(out);
    unlink(path);
    rmdir(folder);
}

/* Files of the kernel's are shorter than they say: what a disk that cannot be read looks like. */
static void a_file_that_cannot_be_read_to_its_end_is_an_error(void **state)
{
    static const char folder[] = "/sys/kernel/mm/ksm";
    FILE *out = tmpfile();
    struct stat s;

    (void)state;
    assert_non_null(out);
    if (stat("/sys/kernel/mm/ksm/run", &s) == 0 && s.st_size > 512)
        assert_int_equal(rf_tar_folder(out, folder, "tables"), -1);
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_there_byte_for_byte),
        cmocka_unit_test(a_file_that_cannot_be_read_to_its_end_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
