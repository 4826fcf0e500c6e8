/* A process that is slow between its last look at signals and the read of a key.
 *
 * With LATE in the environment, each read of standard input begins a second late, whatever
 * comes meanwhile. So what happens under load once in thousands of times happens each time. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

ssize_t read(int fd, void *into, size_t most) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real) real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    if (fd == 0 && getenv("LATE")) {
        struct timespec left = {1, 0};
        while (nanosleep(&left, &left) && errno == EINTR) continue;
    }
    return real(fd, into, most);
}
