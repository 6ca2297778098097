/* Files that appear whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/out.h"

static char folder[] = "/tmp/runform-out-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[4][512];
    static int turn;
    char *p = path[turn = (turn + 1) % 4];

    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static void holds(const char *path, const char *text)
{
    char found[256] = "";
    FILE *f = fopen(path, "r");

    assert_non_null(f);
    found[fread(found, 1, sizeof found - 1, f)] = 0;
    fclose(f);
    assert_string_equal(found, text);
}

static int files(void)
{
    DIR *d = opendir(folder);
    int n = 0;

    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s", "/tmp/runform-out-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    DIR *d = opendir(folder);

    (void)state;
    for (struct dirent *e; (e = readdir(d));)
        unlink(in_folder(e->d_name));
    closedir(d);
    return rmdir(folder);
}

static void a_file_appears_at_the_commit_and_not_before(void **state)
{
    const char *path = in_folder("steps.csv");
    rf_out *o;

    (void)state;
    assert_int_equal(rf_out_open(&o, path, NULL), 0);
    rf_out_text(o, "a,b\n");
    rf_out_number(o, 1.25, 1);
    rf_out_bytes(o, ",", 1);
    rf_out_number(o, NAN, 1);
    rf_out_format(o, "\n%s %d\n", "x", 7);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(rf_out_commit(o, NULL), 0);
    holds(path, "a,b\n1.2,\nx 7\n");
    assert_int_equal(files(), 1);
}

static void a_long_text_and_many_blocks_come_out_whole(void **state)
{
    const char *path = in_folder("long");
    char *text = malloc(300001);
    struct stat st;
    rf_out *o;

    (void)state;
    memset(text, 'x', 300000);
    text[300000] = 0;
    assert_int_equal(rf_out_open(&o, path, NULL), 0);
    rf_out_format(o, "%s", text);
    rf_out_bytes(o, text, 300000);
    assert_int_equal(rf_out_commit(o, NULL), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 600000);
    free(text);
}

static void an_abort_leaves_the_old_file_and_nothing_else(void **state)
{
    const char *path = in_folder("kept");
    FILE *f = fopen(path, "w");
    rf_out *o;

    (void)state;
    fputs("old", f);
    fclose(f);
    assert_int_equal(rf_out_open(&o, path, NULL), 0);
    rf_out_text(o, "new");
    rf_out_abort(o);
    rf_out_abort(NULL);
    holds(path, "old");
    assert_int_equal(files(), 1);
}

static void the_mode_follows_the_umask(void **state)
{
    const char *path = in_folder("mode");
    const mode_t old = umask(027);
    struct stat st;
    rf_out *o;

    (void)state;
    assert_int_equal(rf_out_open(&o, path, NULL), 0);
    assert_int_equal(rf_out_commit(o, NULL), 0);
    umask(old);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

static void a_symbolic_link_stays_a_link(void **state)
{
    struct stat st;
    rf_out *o;

    (void)state;
    for (int there = 0; there < 2; there++) { /* first it leads to nothing, then to a file */
        if (!there)
            assert_int_equal(symlink("target", in_folder("link")), 0);
        assert_int_equal(rf_out_open(&o, in_folder("link"), NULL), 0);
        rf_out_text(o, there ? "second" : "first");
        assert_int_equal(rf_out_commit(o, NULL), 0);
        assert_int_equal(lstat(in_folder("link"), &st), 0);
        assert_true(S_ISLNK(st.st_mode));
        holds(in_folder("target"), there ? "second" : "first");
    }
}

static void a_full_disk_is_one_clear_line(void **state)
{
    rf_why why = { "" };
    rf_out *o;

    (void)state;
    if (access("/dev/full", W_OK) < 0)
        skip();
    assert_int_equal(rf_out_open(&o, "/dev/full", &why), 0);
    rf_out_text(o, "x");
    assert_int_equal(rf_out_commit(o, &why), RF_ERR_WRITE);
    assert_non_null(strstr(why.text, "/dev/full: cannot be written: the disk is full"));
    struct stat st;
    assert_int_equal(stat("/dev/full", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
}

static void standard_output_is_written_and_its_errors_are_seen(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) < 0)
        skip();
    for (int named = 0; named < 2; named++)
        for (int full = 0; full < 2; full++) {
            fflush(NULL);
            const pid_t child = fork();
            if (child == 0) {
                rf_out *o;
                rf_why why = { "" };
                dup2(open(full ? "/dev/full" : in_folder("stdout"), O_WRONLY | O_CREAT | O_APPEND, 0666), STDOUT_FILENO);
                if (rf_out_open(&o, named ? "/dev/stdout" : "-", &why) < 0)
                    _exit(3);
                rf_out_text(o, "x");
                const int code = rf_out_commit(o, &why);
                _exit(code == 0 ? 0 : code == RF_ERR_WRITE && strstr(why.text, "No space left") ? 4 : 5);
            }
            int status;
            assert_int_equal(waitpid(child, &status, 0), child);
            assert_int_equal(WEXITSTATUS(status), full ? 4 : 0);
        }
    holds(in_folder("stdout"), "xx");
}

static void devices_and_pipes_are_written_straight(void **state)
{
    struct stat st;
    char got[8] = "";
    rf_out *o;

    (void)state;
    assert_int_equal(rf_out_open(&o, "/dev/null", NULL), 0);
    rf_out_text(o, "x");
    assert_int_equal(rf_out_commit(o, NULL), 0);
    assert_int_equal(stat("/dev/null", &st), 0);
    assert_true(S_ISCHR(st.st_mode));

    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    const int fd = open(in_folder("pipe"), O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_int_equal(rf_out_open(&o, in_folder("pipe"), NULL), 0);
    rf_out_text(o, "abc");
    assert_int_equal(rf_out_commit(o, NULL), 0);
    assert_int_equal(read(fd, got, 7), 3);
    assert_string_equal(got, "abc");
    close(fd);
}

static void a_missing_folder_and_a_folder_as_target_are_told(void **state)
{
    rf_why why = { "" }, dir = { "" };
    rf_out *o;

    (void)state;
    assert_int_equal(rf_out_open(&o, in_folder("none/steps.csv"), &why), RF_ERR_WRITE);
    assert_null(o);
    assert_non_null(strstr(why.text, "the folder it should go to does not exist"));
    assert_int_equal(rf_out_open(&o, folder, &dir), RF_ERR_WRITE);
    assert_non_null(strstr(dir.text, "Is a directory"));
    assert_int_equal(files(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_appears_at_the_commit_and_not_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_text_and_many_blocks_come_out_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_abort_leaves_the_old_file_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_mode_follows_the_umask, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_symbolic_link_stays_a_link, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_disk_is_one_clear_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(standard_output_is_written_and_its_errors_are_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(devices_and_pipes_are_written_straight, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_folder_and_a_folder_as_target_are_told, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
