/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/observe/log.h"

typedef struct {
    media_store_t store;
    int folder;
} folder_t;

static status_t fail(const char *what, const char *name)
{
    log_event(LOG_ERROR, "cannot keep a file", LOG_STRING("step", what), LOG_STRING("name", name),
              LOG_STRING("reason", strerror(errno)));
    return STATUS_UNAVAILABLE;
}

/* The bytes before the name, and the name before the answer: so a power cut leaves no name without its bytes,
 * and no answer without its name. A file that is there already is replaced by its like: it is then as young
 * as its newest upload, for whoever removes old ones. */
static status_t keep(media_store_t *store, const media_file_t *file)
{
    const folder_t *self = (folder_t *)store;
    if (fsync(file->file) != 0)
        return fail("sync the file", file->name);
    if (renameat(AT_FDCWD, file->path, self->folder, file->name) != 0)
        return fail("rename the file", file->name);
    if (fsync(self->folder) != 0)
        return fail("sync the folder", file->name);
    return STATUS_DONE;
}

static bool address(media_store_t *store, text_t name, buffer_t *url)
{
    (void)store;
    (void)name;
    (void)url;
    return false;
}

/* Whatever stands under the name: to open a pipe does not wait for who writes into it. */
static int open_file(media_store_t *store, const char *name)
{
    return openat(((folder_t *)store)->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static void destroy(media_store_t **self_p)
{
    folder_t *self = (folder_t *)*self_p;
    *self_p = NULL;
    close(self->folder);
    free(self);
}

media_store_t *media_folder_new(const char *folder, buffer_t *why)
{
    static const media_store_functions_t functions = {
        .keep = keep, .address = address, .open = open_file, .destroy = destroy};
    folder_t *self = memory_new(sizeof *self);
    *self = (folder_t){.store = {&functions}, .folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (self->folder >= 0)
        return &self->store;
    buffer_append_format(why, "%s: %s", folder, strerror(errno));
    free(self);
    return NULL;
}
