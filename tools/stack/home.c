/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
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

/* The first part of the path that this user may not use: cuts `path` there and gives its owner. */
static bool find_barrier(char *path, uid_t *owner)
{
    struct stat status = {0};
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        bool barred = stat(path, &status) == 0 && access(path, slash ? X_OK : W_OK) != 0;
        *owner = status.st_uid;
        if (barred || !slash)
            return barred;
        *slash = '/';
    }
}

static const char *user_name(uid_t user)
{
    static char number[16];
    const struct passwd *entry = getpwuid(user);
    snprintf(number, sizeof(number), "%u", (unsigned)user);
    return entry ? entry->pw_name : number;
}

/* DIR, or a part of it, is not for this user (EACCES). */
static void tell_owner(const char *dir, const char *part)
{
    uid_t owner;
    char path[PATH_MAX + sizeof(HOME_CONTROL)];
    snprintf(path, sizeof(path), "%s%s%s", *part ? home_path() : dir, *part ? "/" : "", part);
    if (find_barrier(path, &owner))
        fprintf(stderr,
                "leida: %s belongs to %s, who alone may use it: run this as that user or as root, or name "
                "another folder with --data\n",
                path, user_name(owner));
    else
        fprintf(stderr, "leida: cannot use %s: %s\n", dir, strerror(EACCES));
}

/* The folders that hold what the processes write. */
static bool make_parts(const char *dir)
{
    static const char *const parts[] = {"run", "log", "redis"};
    struct stat status;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (!make_folder(parts[i]) || stat(parts[i], &status) != 0) {
            fprintf(stderr, "leida: cannot use %s/%s: %s\n", dir, parts[i], strerror(errno));
            return false;
        }
        if (status.st_uid != geteuid()) {
            fprintf(stderr,
                    "leida: %s/%s belongs to %s: start the stack as that user, or name another folder with "
                    "--data\n",
                    dir, parts[i], user_name(status.st_uid));
            return false;
        }
    }
    return true;
}

bool home_make(const char *dir)
{
    if (make_path(dir) && chdir(dir) == 0)
        return make_parts(dir);
    if (errno == EACCES)
        tell_owner(dir, "");
    else
        fprintf(stderr, "leida: cannot use %s: %s\n", dir, strerror(errno));
    return false;
}

static bool has_no(const char *dir, const char *part)
{
    char path[PATH_MAX];
    int size = snprintf(path, sizeof(path), "%s/%s", dir, part);
    return size > 0 && (size_t)size < sizeof(path) && access(path, F_OK) != 0 && errno == ENOENT;
}

bool home_is_new(const char *dir)
{
    return has_no(dir, "run") && has_no(dir, HOME_SETTINGS);
}

home_entry_t home_enter(const char *dir)
{
    const char *part = "";
    bool entered = chdir(dir) == 0;
    if (!entered && errno == ENOENT)
        return HOME_ABSENT;
    if (entered)
        entered = access(part = HOME_CONTROL, W_OK) == 0 || (errno == ENOENT && access("run", F_OK) == 0);
    if (entered)
        return HOME_ENTERED;
    if (errno != EACCES)
        return HOME_NONE;
    tell_owner(dir, part);
    return HOME_FOREIGN;
}

const char *home_path(void)
{
    static char path[PATH_MAX];
    if (path[0] == '\0' && !getcwd(path, sizeof(path)))
        return ".";
    return path;
}

/* Whether the name ends so. */
static bool has_end(const char *name, const char *end)
{
    size_t size = strlen(name), end_size = strlen(end);
    return size >= end_size && strcmp(name + size - end_size, end) == 0;
}

void home_sweep(void)
{
    static const char *const ends[] = {".sock", ".json", ".conf"};
    DIR *folder = opendir("run");
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
            if (has_end(entry->d_name, ends[i]))
                (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
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
