/* Where bytes come from: files, standard input, gzip; and what cannot be read. */
#define _XOPEN_SOURCE 700
#include "reading.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "port/port.h"

static char path[] = "/tmp/runform-port-XXXXXX";

static void file_holds(const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

/* All of it in pieces. @return how many bytes, or the error. */
static long pour(const char *from, size_t piece, char *out, size_t room, rf_why *why)
{
    rf_port *p;
    long n = 0;
    int r = rf_port_open(&p, from, why);

    if (r < 0)
        return r;
    while ((size_t)n + piece <= room && (r = rf_port_read(p, out + n, piece, why)) > 0)
        n += r;
    rf_port_close(p);
    return r < 0 ? r : n;
}

static size_t zip(const char *text, size_t n, unsigned char *out, size_t room)
{
    z_stream z = { 0 };

    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)text;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return z.total_out;
}

static char *numbers(size_t n)
{
    char *t = malloc(n + 32);

    for (size_t at = 0, i = 0; at < n; i++)
        at += (size_t)sprintf(t + at, "%zu,%zu\n", i, i * i % 1009);
    return t;
}

static void a_plain_file_is_read_in_any_pieces(void **state)
{
    static const size_t piece[] = { 1, 7, 4096, 300000 };
    char *text = numbers(200000), *out = malloc(600000);

    (void)state;
    file_holds(text, 200000);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pour(path, piece[i], out, 600000, NULL), 200000);
        assert_memory_equal(out, text, 200000);
    }
    file_holds("ab", 2); /* shorter than what tells gzip */
    assert_int_equal(pour(path, 7, out, 600000, NULL), 2);
    file_holds("", 0);
    assert_int_equal(pour(path, 7, out, 600000, NULL), 0);
    free(text);
    free(out);
}

static void gzip_of_one_or_several_members_is_unwrapped(void **state)
{
    static const size_t piece[] = { 1, 4096, 300000 };
    char *text = numbers(200000), *out = malloc(600000);
    unsigned char *packed = malloc(400000);
    size_t n = zip(text, 150000, packed, 400000);

    (void)state;
    n += zip(text + 150000, 50000, packed + n, 400000 - n);
    memset(packed + n, 0, 512); /* padding of zeros is allowed */
    for (int padded = 0; padded < 2; padded++) {
        file_holds(packed, n + (padded ? 512 : 0));
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(pour(path, piece[i], out, 600000, NULL), 200000);
            assert_memory_equal(out, text, 200000);
        }
    }
    free(text);
    free(out);
    free(packed);
}

static void damaged_gzip_is_told(void **state)
{
    char *text = numbers(100000), *out = malloc(600000);
    unsigned char *packed = malloc(400000);
    const size_t n = zip(text, 100000, packed, 400000);

    (void)state;
    for (size_t cut = 3; cut < n; cut += n / 7 + 1) {
        rf_why why = { "" };
        file_holds(packed, cut);
        assert_int_equal(pour(path, 4096, out, 600000, &why), RF_ERR_DATA);
        assert_non_null(strstr(why.text, "end too early"));
        assert_non_null(strstr(why.text, path));
    }
    rf_why why = { "" }, rest = { "" };
    packed[n] = 'x';
    file_holds(packed, n + 1);
    assert_int_equal(pour(path, 4096, out, 600000, &rest), RF_ERR_DATA);
    assert_non_null(strstr(rest.text, "after the end of the gzip data"));
    packed[n / 2] ^= 0x5a;
    file_holds(packed, n);
    assert_int_equal(pour(path, 4096, out, 600000, &why), RF_ERR_DATA);
    assert_non_null(strstr(why.text, "damaged near byte"));
    free(text);
    free(out);
    free(packed);
}

static void what_cannot_be_read_is_one_clear_line(void **state)
{
    rf_why none = { "" }, dir = { "" };
    char out[64];

    (void)state;
    assert_int_equal(pour("/nowhere/log.csv", 16, out, 64, &none), RF_ERR_READ);
    assert_string_equal(none.text, "/nowhere/log.csv: cannot be read: there is no such file");
    assert_int_equal(pour("/tmp", 16, out, 64, &dir), RF_ERR_READ);
    assert_string_equal(dir.text, "/tmp: is a folder, not a file");
    if (geteuid() != 0) { /* root may read anything */
        rf_why shut = { "" };
        chmod(path, 0);
        assert_int_equal(pour(path, 16, out, 64, &shut), RF_ERR_READ);
        chmod(path, 0600);
        assert_non_null(strstr(shut.text, "Permission denied"));
    }
}

static void on_alarm(int signal)
{
    (void)signal;
}

/* Byte by byte, while a timer interrupts the reads: its handler asks for them to go on (SA_RESTART). */
static void standard_input_is_read_slowly_and_packed_alike(void **state)
{
    const struct itimerval often = { { 0, 300 }, { 0, 300 } }, never = { { 0, 0 }, { 0, 0 } };
    const struct sigaction interrupt = { .sa_handler = on_alarm, .sa_flags = SA_RESTART }, normal = { .sa_handler = SIG_DFL };
    char text[] = "t_s,acc_x_g,acc_y_g,acc_z_g\n0,0,0,1\n", out[256];
    unsigned char packed[256];
    const size_t n = zip(text, sizeof text - 1, packed, sizeof packed);

    (void)state;
    for (int gz = 0; gz < 2; gz++) {
        int ends[2], kept = dup(STDIN_FILENO);
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            for (size_t i = 0; i < (gz ? n : sizeof text - 1); i++)
                if (poll(NULL, 0, 1) < 0 || write(ends[1], gz ? (const char *)packed + i : text + i, 1) != 1)
                    _exit(1);
            _exit(0);
        }
        close(ends[1]);
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        rf_why why = { "" };
        sigaction(SIGALRM, &interrupt, NULL);
        setitimer(ITIMER_REAL, &often, NULL);
        const long got = pour("-", 16, out, sizeof out, &why);
        setitimer(ITIMER_REAL, &never, NULL);
        sigaction(SIGALRM, &normal, NULL);
        if (got != (long)sizeof text - 1)
            fail_msg("%ld: %s", got, why.text);
        assert_memory_equal(out, text, sizeof text - 1);
        dup2(kept, STDIN_FILENO);
        close(kept);
        waitpid(child, NULL, 0);
    }
}

static void a_handled_signal_ends_the_wait_for_a_silent_pipe(void **state)
{
    const struct itimerval often = { { 0, 3000 }, { 0, 3000 } }, never = { { 0, 0 }, { 0, 0 } };
    const struct sigaction interrupt = { .sa_handler = on_alarm }, normal = { .sa_handler = SIG_DFL };
    int ends[2], kept = dup(STDIN_FILENO);
    rf_why why = { "" };
    char out[16];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    sigaction(SIGALRM, &interrupt, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    const long got = pour("-", 16, out, sizeof out, &why);
    setitimer(ITIMER_REAL, &never, NULL);
    sigaction(SIGALRM, &normal, NULL);
    dup2(kept, STDIN_FILENO);
    close(kept);
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(got, RF_ERR_READ);
    assert_non_null(strstr(why.text, "Interrupted"));
}

static void size_and_position_tell_how_far_it_is(void **state)
{
    char *text = numbers(100000), out[1000];
    rf_port *p;

    (void)state;
    file_holds(text, 100000);
    assert_int_equal(rf_port_open(&p, path, NULL), 0);
    assert_int_equal(rf_port_size(p), 100000);
    assert_int_equal(rf_port_position(p), 0);
    assert_true(rf_port_read(p, out, 1000, NULL) == 1000);
    assert_int_equal(rf_port_position(p), 1000);
    rf_port_close(p);
    rf_port_close(NULL);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_file_is_read_in_any_pieces),
        cmocka_unit_test(gzip_of_one_or_several_members_is_unwrapped),
        cmocka_unit_test(damaged_gzip_is_told),
        cmocka_unit_test(what_cannot_be_read_is_one_clear_line),
        cmocka_unit_test(standard_input_is_read_slowly_and_packed_alike),
        cmocka_unit_test(a_handled_signal_ends_the_wait_for_a_silent_pipe),
        cmocka_unit_test(size_and_position_tell_how_far_it_is),
    };
    const int fd = mkstemp(path);

    if (fd < 0)
        return 77;
    close(fd);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed ? 1 : 0;
}
