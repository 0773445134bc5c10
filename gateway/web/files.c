/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"

#define ASSETS "assets/"

enum { FILES_MAX = 1000, BYTES_MAX = 64 * 1024 * 1024, DEPTH_MAX = 8 };

static const char *const suffixes[CODING_COUNT] = {".br", ".gz", ""};

struct web_files {
    web_file_t *list; /* by path */
    size_t count, capacity;
    size_t bytes;
    size_t rooted; /* bytes of the root's path and the slash, which full paths begin with */
    buffer_t *why; /* while they are read */
};

static bool fail(web_files_t *self, const char *path, const char *reason)
{
    buffer_append_format(self->why, "%s: %s", path, reason);
    return false;
}

static const char *type_of(const char *path)
{
    static const struct {
        const char *suffix, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".json", "application/json; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"},
    };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcmp(dot, types[i].suffix) == 0)
            return types[i].type;
    return "application/octet-stream";
}

static bool is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return name[0] != '.' && name[strspn(name, letters)] == '\0';
}

/* The coding that a name's suffix tells; *size is what is left of the name without it. */
static coding_t coding_of(const char *name, size_t *size)
{
    const size_t whole = strlen(name);
    for (coding_t coding = CODING_BROTLI; coding < CODING_NONE; coding++) {
        const size_t tail = strlen(suffixes[coding]);
        if (whole > tail && strcmp(name + whole - tail, suffixes[coding]) == 0) {
            *size = whole - tail;
            return coding;
        }
    }
    *size = whole;
    return CODING_NONE;
}

/* The file of that path, which is made if there is none yet. */
static web_file_t *take_file(web_files_t *self, text_t path)
{
    for (size_t i = 0; i < self->count; i++)
        if (text_equal(text_of(self->list[i].path), path))
            return &self->list[i];
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : 32;
        self->list = memory_resize(self->list, self->capacity * sizeof *self->list);
    }
    web_file_t *file = &self->list[self->count++];
    *file = (web_file_t){.path = memory_copy_text(path)};
    file->type = type_of(file->path);
    file->lasts = strncmp(file->path, ASSETS, strlen(ASSETS)) == 0;
    return file;
}

static bool read_one(web_files_t *self, const char *full)
{
    size_t size;
    const coding_t coding = coding_of(full + self->rooted, &size);
    web_file_t *file = take_file(self, (text_t){full + self->rooted, size});
    if (self->count > FILES_MAX)
        return fail(self, full, "more files than the pages can have");
    if (!file_read(full, BYTES_MAX - self->bytes, &file->body[coding]))
        return fail(self, full, strerror(errno));
    self->bytes += file->body[coding].size;
    file->has[coding] = true;
    return true;
}

static bool read_folder(web_files_t *self, const char *folder, int depth);

static bool read_entry(web_files_t *self, const char *folder, const char *name, int depth)
{
    buffer_t path = {0};
    buffer_append_format(&path, "%s/%s", folder, name);
    buffer_append_char(&path, '\0');
    struct stat status;
    bool good;
    if (!is_name(name))
        good = fail(self, path.data, "a name of a page's file has letters, digits, '.', '_' and '-' only");
    else if (stat(path.data, &status) != 0)
        good = fail(self, path.data, strerror(errno));
    else if (S_ISDIR(status.st_mode))
        good = depth > 0 ? read_folder(self, path.data, depth - 1) : fail(self, path.data, "too deep");
    else
        good = read_one(self, path.data);
    buffer_free(&path);
    return good;
}

static bool read_folder(web_files_t *self, const char *folder, int depth)
{
    DIR *entries = opendir(folder);
    if (!entries)
        return fail(self, folder, strerror(errno));
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(entries));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            good = read_entry(self, folder, entry->d_name, depth);
    closedir(entries);
    return good;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const web_file_t *)a)->path, ((const web_file_t *)b)->path);
}

/* Each file has to be there as it is, too: not every client knows the codings. */
static bool complete(web_files_t *self)
{
    char digest[HASH_SHA256_SIZE];
    for (size_t i = 0; i < self->count; i++) {
        web_file_t *file = &self->list[i];
        if (!file->has[CODING_NONE])
            return fail(self, file->path, "is there compressed only");
        hash_sha256(digest, buffer_text(&file->body[CODING_NONE]));
        snprintf(file->tag, sizeof file->tag, "%.16s", digest);
    }
    return web_files_find(self, TEXT_LITERAL("index.html")) ||
           fail(self, "index.html", "is not there: is this the folder of the built pages?");
}

web_files_t *web_files_new(const char *root, buffer_t *why)
{
    web_files_t *self = memory_new_zeroed(sizeof *self);
    self->why = why;
    self->rooted = strlen(root) + 1;
    bool good = read_folder(self, root, DEPTH_MAX);
    if (self->count > 0)
        qsort(self->list, self->count, sizeof *self->list, by_path);
    good = good && complete(self);
    self->why = NULL;
    if (!good)
        web_files_destroy(&self);
    return self;
}

void web_files_destroy(web_files_t **self_p)
{
    web_files_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    for (size_t i = 0; i < self->count; i++) {
        free(self->list[i].path);
        for (coding_t coding = 0; coding < CODING_COUNT; coding++)
            buffer_free(&self->list[i].body[coding]);
    }
    free(self->list);
    free(self);
}

const web_file_t *web_files_find(const web_files_t *self, text_t path)
{
    size_t from = 0, to = self->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const web_file_t *file = &self->list[middle];
        const size_t size = strlen(file->path), common = size < path.size ? size : path.size;
        int order = common > 0 ? memcmp(path.data, file->path, common) : 0;
        if (order == 0)
            order = (path.size > size) - (path.size < size);
        if (order == 0)
            return file;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

size_t web_files_count(const web_files_t *self)
{
    return self->count;
}
