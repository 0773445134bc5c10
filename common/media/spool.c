/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

struct media_spool {
    char *folder; /* FOLDER/spool */
    int64_t least_free;
    mode_t group;              /* what the folder gives its group of reading and writing, files get too */
    atomic_uint next;          /* number of the next file */
    _Atomic uint64_t reserved; /* bytes */
};

static char *join(const char *folder, const char *name)
{
    buffer_t path = {0};
    buffer_append_format(&path, "%s/%s%c", folder, name, '\0');
    return path.data;
}

/* Removes a file that no living process has locked. */
static void remove_dead(int folder, const char *name)
{
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return;
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        unlinkat(folder, name, 0);
    close(file);
}

static bool empty(const media_spool_t *self)
{
    DIR *entries = opendir(self->folder);
    if (!entries)
        return false;
    for (struct dirent *entry; (entry = readdir(entries));)
        if (entry->d_name[0] != '.')
            remove_dead(dirfd(entries), entry->d_name);
    closedir(entries);
    return true;
}

/* Also after a power cut: what stands in a folder is of no use without it. */
static bool sync_above(const char *path)
{
    char *above = join(path, "..");
    int folder = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    free(above);
    return good;
}

/* `group`: of S_IRWXG, what its group may do. */
static bool make_folder(const char *path, mode_t group)
{
    if (mkdir(path, 0700) != 0)
        return errno == EEXIST;
    return (group == 0 || chmod(path, 0700 | group) == 0) && sync_above(path);
}

/* What a folder gives its group, where that may write to it: else nothing. */
static mode_t group_of(const char *folder)
{
    struct stat status;
    const bool writes = stat(folder, &status) == 0 && (status.st_mode & S_IWGRP);
    return writes ? status.st_mode & S_IRWXG : 0;
}

media_spool_t *media_spool_new(const char *folder, int64_t least_free, buffer_t *why)
{
    media_spool_t *self = memory_new_zeroed(sizeof *self);
    self->folder = join(folder, "spool");
    self->least_free = least_free;
    /* Numbers mostly differ from those of a process that shares the folder and the number of its own. */
    atomic_init(&self->next, (unsigned)time(NULL));
    if (make_folder(folder, 0)) {
        const mode_t group = group_of(folder);
        self->group = group & (S_IRGRP | S_IWGRP);
        if (make_folder(self->folder, group) && empty(self))
            return self;
    }
    buffer_append_format(why, "%s: %s", self->folder, strerror(errno));
    media_spool_destroy(&self);
    return NULL;
}

void media_spool_destroy(media_spool_t **self_p)
{
    media_spool_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    free(self->folder);
    free(self);
}

bool media_spool_reserve(media_spool_t *self, int64_t size)
{
    struct statvfs disk;
    if (statvfs(self->folder, &disk) != 0)
        return false;
    const uint64_t others = atomic_fetch_add(&self->reserved, (uint64_t)size);
    if ((uint64_t)disk.f_bavail * disk.f_frsize >= (uint64_t)self->least_free + others + (uint64_t)size)
        return true;
    media_spool_give_back(self, size);
    errno = ENOSPC;
    return false;
}

void media_spool_give_back(media_spool_t *self, int64_t size)
{
    atomic_fetch_sub(&self->reserved, (uint64_t)size);
}

/* Locks a file that was just made. False, with errno: another process has removed it meanwhile (ENOENT), as
 * none that has been left. */
static bool take(const media_spool_t *self, int file)
{
    struct stat status;
    if (flock(file, LOCK_EX | LOCK_NB) != 0 || fstat(file, &status) != 0 ||
        (self->group != 0 && fchmod(file, 0600 | self->group) != 0))
        return false;
    errno = ENOENT;
    return status.st_nlink > 0;
}

bool media_spool_open(media_spool_t *self, media_spooled_t *spooled)
{
    buffer_t name = {0};
    buffer_append_format(&name, "%ld-%u%c", (long)getpid(), atomic_fetch_add(&self->next, 1), '\0');
    *spooled = (media_spooled_t){.path = join(self->folder, name.data)};
    buffer_free(&name);
    spooled->file = open(spooled->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (spooled->file >= 0 && take(self, spooled->file))
        return true;
    int reason = errno;
    media_spool_close(spooled);
    errno = reason;
    return false;
}

void media_spool_close(media_spooled_t *spooled)
{
    if (!spooled->path)
        return;
    if (spooled->file >= 0) {
        unlink(spooled->path);
        close(spooled->file);
    }
    free(spooled->path);
    *spooled = (media_spooled_t){.file = -1};
}

bool media_spool_write(const media_spooled_t *spooled, text_t bytes)
{
    while (bytes.size > 0) {
        ssize_t written = write(spooled->file, bytes.data, bytes.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes = (text_t){bytes.data + written, bytes.size - (size_t)written};
    }
    return true;
}
