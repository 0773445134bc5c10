/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/home.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_STEP = 50 /* ms */ };

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* As `mkdir -p`. */
static bool make_path(const char *dir)
{
    char path[PATH_MAX];
    if (*dir == '\0' || strlen(dir) >= sizeof(path)) {
        errno = *dir ? ENAMETOOLONG : ENOENT;
        return false;
    }
    strcpy(path, dir);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!make_folder(path))
            return false;
        *slash = '/';
    }
    return make_folder(path);
}

bool home_make(const char *dir)
{
    bool done = make_path(dir) && home_enter(dir) && make_folder("run") && make_folder("log") &&
                make_folder("redis");
    if (!done)
        fprintf(stderr, "leida: cannot use %s: %s\n", dir, strerror(errno));
    return done;
}

bool home_enter(const char *dir)
{
    return chdir(dir) == 0;
}

const char *home_path(void)
{
    static char path[PATH_MAX];
    if (path[0] == '\0' && !getcwd(path, sizeof(path)))
        return ".";
    return path;
}

home_lock_t home_lock(void)
{
    /* Without O_CLOEXEC: the processes that this one starts hold the lock too. */
    int fd = open("run/lock", O_RDWR | O_CREAT, 0600);
    if (fd < 0)
        return HOME_FAILED;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return HOME_LOCKED;
    int error = errno;
    close(fd);
    errno = error;
    return error == EWOULDBLOCK ? HOME_BUSY : HOME_FAILED;
}

home_lock_t home_lock_wait(int limit, bool (*give_up)(void))
{
    home_lock_t lock = home_lock();
    for (int waited = 0; lock == HOME_BUSY && waited < limit && !(give_up && give_up());
         waited += LOCK_STEP) {
        nanosleep(&(struct timespec){.tv_nsec = LOCK_STEP * 1000000L}, NULL);
        lock = home_lock();
    }
    return lock;
}
