/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_MAX = 4096 };

/* A folder or a device would read as an empty or endless file. */
static bool file_is_regular(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return false;
    errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    return S_ISREG(status.st_mode);
}

static bool read_all(int fd, size_t limit, buffer_t *out)
{
    size_t start = out->size;
    for (;;) {
        enum { PIECE = 4096 };
        ssize_t got = read(fd, buffer_reserve(out, PIECE), PIECE);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        out->size += (size_t)got;
        if (out->size - start > limit) {
            errno = EFBIG;
            return false;
        }
    }
}

static bool write_all(int fd, text_t content)
{
    while (content.size > 0) {
        ssize_t put = write(fd, content.data, content.size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        content.data += put;
        content.size -= (size_t)put;
    }
    return true;
}

bool file_read(const char *path, size_t limit, buffer_t *out)
{
    size_t start = out->size;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    bool done = file_is_regular(fd) && read_all(fd, limit, out);
    int error = errno;
    close(fd);
    if (!done)
        out->size = start;
    errno = error;
    return done;
}

bool file_secret(const char *value, buffer_t *out)
{
    static const char FILE_MARK[] = "file:";
    if (strncmp(value, FILE_MARK, sizeof FILE_MARK - 1) != 0) {
        buffer_append_text(out, text_of(value));
        return true;
    }
    size_t start = out->size;
    if (!file_read(value + sizeof FILE_MARK - 1, SECRET_MAX, out))
        return false;
    size_t end = start;
    while (end < out->size && out->data[end] != '\n' && out->data[end] != '\r')
        end++;
    out->size = end;
    return true;
}

bool file_replace(const char *path, text_t content)
{
    buffer_t temporary = {0};
    buffer_append_format(&temporary, "%s.new", path);
    buffer_append_char(&temporary, '\0');
    int fd = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool done = fd >= 0 && write_all(fd, content);
    if (fd >= 0 && close(fd) != 0)
        done = false;
    done = done && rename(temporary.data, path) == 0;
    int error = errno;
    if (fd >= 0 && !done)
        unlink(temporary.data);
    buffer_free(&temporary);
    errno = error;
    return done;
}
