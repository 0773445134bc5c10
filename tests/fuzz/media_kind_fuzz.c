/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An upload, as it lies in the spool: told what it is, and cut when it says too much. The copy is the same
 * picture or video, has nothing to cut, and is longer by 6 bytes at most, those of an EXIF that tells which
 * way up.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "common/media/cut.h"
#include "common/media/kind.h"
#include "tests/fuzz/fuzz.h"

static int file_of(const uint8_t *data, size_t size)
{
    int file = memfd_create("media", MFD_CLOEXEC);
    HOLDS(file >= 0 && write(file, data, size) == (ssize_t)size);
    return file;
}

static void check_kind(const media_kind_t *kind, size_t size)
{
    HOLDS(kind->type && kind->suffix && size > 0);
    HOLDS(kind->is_picture == (kind->width > 0 && kind->height > 0));
    HOLDS(kind->width <= MEDIA_SIDE_MAX && kind->height <= MEDIA_SIDE_MAX);
    HOLDS((uint64_t)kind->width * kind->height <= MEDIA_PIXELS_MAX);
    HOLDS(!kind->is_to_cut || strcmp(kind->suffix, "pdf") != 0);
}

static void check_copy(const media_kind_t *kind, int from, size_t size)
{
    media_kind_t copied;
    int64_t written;
    int to = file_of(NULL, 0);
    HOLDS(media_cut(from, (int64_t)size, to, &written) == STATUS_DONE);
    HOLDS(written > 0 && written <= (int64_t)size + 6 && lseek(to, 0, SEEK_END) == written);
    HOLDS(media_kind_read(&copied, to, written) == STATUS_DONE);
    HOLDS(!copied.is_to_cut && copied.width == kind->width && copied.height == kind->height);
    close(to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    media_kind_t kind;
    int file = file_of(data, size);
    status_t status = media_kind_read(&kind, file, (int64_t)size);
    HOLDS(status == STATUS_DONE || status == STATUS_INVALID);
    if (status == STATUS_DONE)
        check_kind(&kind, size);
    else
        HOLDS(!kind.type && !kind.is_picture && !kind.is_to_cut);
    if (status == STATUS_DONE && kind.is_to_cut)
        check_copy(&kind, file, size);
    close(file);
    return 0;
}
