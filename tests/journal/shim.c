/* Faults for the files below one folder: loaded before libc, armed from outside.
 *
 * The n-th call that changes a file fails once (EIO), or writes half and then
 * says that the disk is full (ENOSPC), or kills the process; or the disk stays
 * full until a file is removed. Whoever wants to see what a power cut would
 * leave is told of every sync, before it begins and when it is over. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF, COUNT, EIO_ONCE, FULL_ONCE, KILL, FULL_UNTIL_UNLINK };

static int mode = OFF;
static long number, calls;
static int full_next;
static char folder[4096];
static char watched[4096];

void shim_arm(int how, long nth, const char *below) {
    calls = 0;
    full_next = 0;
    number = nth;
    strncpy(folder, below, sizeof folder - 1);
    mode = how;
}

long shim_calls(void) { return calls; }

static void (*on_sync)(int fd, int over);
static int telling;

/* f(fd, 0) before each sync of a watched file or folder, f(fd, 1) after it; NULL for nobody. */
void shim_on_sync(void (*f)(int fd, int over)) { on_sync = f; }

static void tell(int fd, int over) {
    if (!on_sync || telling) return;
    telling = 1;
    on_sync(fd, over);
    telling = 0;
}

static int below(const char *path) { return mode && path && strncmp(path, folder, strlen(folder)) == 0; }
static int ours(int fd) { return mode && fd >= 0 && fd < (int)sizeof watched && watched[fd]; }

/* 0: go on; 1: fail with errno; 2: write only half. */
static int fault(int writes, int removes) {
    calls++;
    if (mode == FULL_UNTIL_UNLINK) {
        if (calls < number || !writes) {
            if (removes && calls >= number) mode = COUNT;
            return 0;
        }
        errno = ENOSPC;
        return 1;
    }
    if (full_next) {
        full_next = 0;
        errno = ENOSPC;
        return 1;
    }
    if (calls != number) return 0;
    if (mode == KILL) kill(getpid(), SIGKILL);
    if (mode == EIO_ONCE) {
        errno = EIO;
        return 1;
    }
    if (mode == FULL_ONCE) {
        if (writes) {
            full_next = 1;
            return 2;
        }
        errno = ENOSPC;
        return 1;
    }
    return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CHANGES(flags) ((flags) & (O_CREAT | O_WRONLY | O_RDWR))

#define OPEN(name)                                                       \
    int name(const char *path, int flags, ...) {                         \
        va_list rest;                                                    \
        va_start(rest, flags);                                           \
        mode_t bits = va_arg(rest, mode_t);                              \
        va_end(rest);                                                    \
        int mine = below(path);                                          \
        if (mine && CHANGES(flags) && fault(0, 0) == 1) return -1;       \
        int fd = REAL(name)(path, flags, bits);                          \
        if (fd >= 0 && fd < (int)sizeof watched) watched[fd] = mine;     \
        return fd;                                                       \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                     \
    int name(int at, const char *path, int flags, ...) {                 \
        va_list rest;                                                    \
        va_start(rest, flags);                                           \
        mode_t bits = va_arg(rest, mode_t);                              \
        va_end(rest);                                                    \
        int mine = below(path);                                          \
        if (mine && CHANGES(flags) && fault(0, 0) == 1) return -1;       \
        int fd = REAL(name)(at, path, flags, bits);                      \
        if (fd >= 0 && fd < (int)sizeof watched) watched[fd] = mine;     \
        return fd;                                                       \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *bytes, size_t size) {
    if (ours(fd)) {
        int what = fault(1, 0);
        if (what == 1) return -1;
        if (what == 2) size /= 2;
    }
    return REAL(write)(fd, bytes, size);
}

#define PWRITE(name, offset_t)                                                   \
    ssize_t name(int fd, const void *bytes, size_t size, offset_t offset) {      \
        if (ours(fd)) {                                                          \
            int what = fault(1, 0);                                              \
            if (what == 1) return -1;                                            \
            if (what == 2) size /= 2;                                            \
        }                                                                        \
        return REAL(name)(fd, bytes, size, offset);                              \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(name)                                       \
    int name(int fd) {                                   \
        if (!ours(fd)) return REAL(name)(fd);            \
        tell(fd, 0);                                     \
        if (fault(0, 0) == 1) return -1;                 \
        int failed = REAL(name)(fd);                     \
        if (!failed) tell(fd, 1);                        \
        return failed;                                   \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_t)                         \
    int name(int fd, offset_t size) {                    \
        if (ours(fd) && fault(0, 0) == 1) return -1;     \
        return REAL(name)(fd, size);                     \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
    if (below(path) && fault(0, 1) == 1) return -1;
    return REAL(unlink)(path);
}
