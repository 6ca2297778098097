/* A hostile file can at worst make its own analysis fail: what a decoder that was led astray could do is taken away before the first byte is read.
 *
 * Three fences, each for itself. Bounds (setrlimit): a bomb of zeros ends with "out of memory" and not with the machine. Landlock: files beneath the
 * current folder and nothing else. Seccomp: a list of the system calls that reading, computing and writing need; any other fails with EPERM, so
 * that a library which tries something new fails politely. A system without one of the last two is no error: the other fences stand.
 * Programs built with a sanitizer keep the bounds of files and processor time alone: the sanitizer needs terabytes of addresses and calls of its own.
 */
#define _GNU_SOURCE /* syscall, O_PATH */
#include "cli/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if defined(__linux__) && defined(__has_include)
#if __has_include(<linux/landlock.h>)
#define HAS_LANDLOCK 1
#include <linux/landlock.h>
#endif
#if __has_include(<linux/seccomp.h>) && (defined(__x86_64__) || defined(__aarch64__))
#define HAS_SECCOMP 1
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#endif
#endif

static int bound(rf_why *why)
{
    static const struct {
        int what;
        rlim_t most;
        int sanitized; /* kept there too */
    } limits[] = { { RLIMIT_AS, (rlim_t)3 << 30, 0 },
                   { RLIMIT_CPU, 1200, 1 },
                   { RLIMIT_FSIZE, (rlim_t)4 << 30, 1 },
                   { RLIMIT_NOFILE, 128, 0 },
                   { RLIMIT_CORE, 0, 1 } };

    for (size_t i = 0; i < RF_COUNT(limits); i++) {
        struct rlimit now;

        if (SANITIZED && !limits[i].sanitized)
            continue;
        if (getrlimit((__rlimit_resource_t)limits[i].what, &now) != 0)
            return rf_fail(why, RF_ERR_READ, "--confined: the bounds of this process cannot be read: %s", strerror(errno));
        now.rlim_max = now.rlim_max < limits[i].most ? now.rlim_max : limits[i].most;
        now.rlim_cur = now.rlim_max;
        if (setrlimit((__rlimit_resource_t)limits[i].what, &now) != 0)
            return rf_fail(why, RF_ERR_READ, "--confined: this process cannot be bounded: %s", strerror(errno));
    }
    return 0;
}

#ifdef HAS_LANDLOCK
/* Rights that this header may not know yet; a kernel that does not know one either says so by its version. */
#define RIGHTS_OF_1     ((1ULL << 13) - 1)
#define TO_OTHER_FOLDER (1ULL << 13)
#define TRUNCATE        (1ULL << 14)
#define ON_DEVICES      (1ULL << 15)
#define EXECUTE         (1ULL << 0)
#define MAKE_DEVICES    ((1ULL << 6) | (1ULL << 9) | (1ULL << 11)) /* character devices, sockets, block devices */

static int close_files(rf_why *why)
{
    const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1u /* what version is it? */);
    struct landlock_ruleset_attr all = { .handled_access_fs = RIGHTS_OF_1 };
    struct landlock_path_beneath_attr here = { .parent_fd = -1 };
    long rules;
    int err = 0;

    if (version < 1)
        return 0; /* not in this kernel, or turned off */
    all.handled_access_fs |= (version >= 2 ? TO_OTHER_FOLDER : 0) | (version >= 3 ? TRUNCATE : 0) | (version >= 5 ? ON_DEVICES : 0);
    rules = syscall(SYS_landlock_create_ruleset, &all, sizeof all.handled_access_fs, 0u);
    here.parent_fd = open(".", O_PATH | O_CLOEXEC);
    here.allowed_access = all.handled_access_fs & ~(EXECUTE | MAKE_DEVICES);
    if (rules < 0 || here.parent_fd < 0 || syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &here, 0u) != 0 ||
        syscall(SYS_landlock_restrict_self, rules, 0u) != 0)
        err = rf_fail(why, RF_ERR_READ, "--confined: other folders cannot be closed off: %s", strerror(errno));
    if (rules >= 0)
        close((int)rules);
    if (here.parent_fd >= 0)
        close(here.parent_fd);
    return err;
}
#else
static int close_files(rf_why *why)
{
    (void)why;
    return 0;
}
#endif

#ifdef HAS_SECCOMP
#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#else
#define MACHINE AUDIT_ARCH_AARCH64
#endif

/* What reading files, computing, writing files and ending need. */
static const int calls[] = {
    /* clang-format off */
    SYS_read, SYS_pread64, SYS_readv, SYS_write, SYS_pwrite64, SYS_writev, SYS_lseek, SYS_openat, SYS_close, SYS_fstat, SYS_newfstatat, SYS_statx,
    SYS_readlinkat, SYS_faccessat, SYS_getdents64, SYS_getcwd, SYS_mkdirat, SYS_renameat, SYS_renameat2, SYS_unlinkat, SYS_ftruncate, SYS_fsync,
    SYS_fdatasync, SYS_fadvise64, SYS_fcntl, SYS_dup, SYS_ioctl, SYS_umask, SYS_fchmod, SYS_fchmodat,
    SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk, SYS_futex, SYS_sched_yield, SYS_sched_getaffinity,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getrandom, SYS_getpid, SYS_gettid, SYS_tgkill,
    SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_sysinfo, SYS_getrusage, SYS_prlimit64, SYS_set_robust_list, SYS_rseq, SYS_exit, SYS_exit_group,
#if defined(__x86_64__)
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_mkdir, SYS_rename, SYS_unlink, SYS_rmdir, SYS_chmod, SYS_time, SYS_poll,
/* clang-format on */
#endif
};

static int close_calls(rf_why *why)
{
    enum { N = RF_COUNT(calls), HEAD = 8 };
    static const uint32_t thread = 0x00010000; /* CLONE_THREAD: a thread is no other process */
    struct sock_filter code[HEAD + N + 3];
    struct sock_fprog program = { .len = RF_COUNT(code), .filter = code };

    code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    code[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
    code[2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL);
    code[3] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    code[4] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, N + 4, 0); /* its flags cannot be seen from here */
    code[5] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 2);
    code[6] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
    code[7] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, thread, N + 2, N);
    for (size_t i = 0; i < N; i++)
        code[HEAD + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i], (uint8_t)(N - i + 1), 0);
    code[HEAD + N] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    code[HEAD + N + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS); /* the C library then asks by clone */
    code[HEAD + N + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 && errno != EINVAL && errno != ENOSYS)
        return rf_fail(why, RF_ERR_READ, "--confined: system calls cannot be closed off: %s", strerror(errno));
    return 0;
}
#else
static int close_calls(rf_why *why)
{
    (void)why;
    return 0;
}
#endif

int rf_confine(rf_why *why)
{
    int err = bound(why);

    if (err < 0 || SANITIZED)
        return err;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return rf_fail(why, RF_ERR_READ, "--confined: %s", strerror(errno));
    err = close_files(why);
    return err < 0 ? err : close_calls(why);
}
