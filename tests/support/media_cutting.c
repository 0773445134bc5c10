/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/media_cutting.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/media/cut.h"
#include "tests/support/media_samples.h"

status_t media_cut_of(const buffer_t *bytes, buffer_t *copy)
{
    int64_t written = 0;
    int from = media_file_of(buffer_text(bytes)), to = media_file_of(TEXT_NONE);
    status_t status = media_cut(from, (int64_t)bytes->size, to, &written);
    struct stat file;
    cr_assert_eq(fstat(to, &file), 0);
    cr_assert_eq(file.st_size, written);
    cr_assert_eq(pread(to, buffer_reserve(copy, (size_t)written), (size_t)written, 0), written);
    copy->size += (size_t)written;
    close(from);
    close(to);
    return status;
}

bool media_is_cut(const buffer_t *bytes, buffer_t *copy)
{
    media_kind_t before, after;
    cr_assert_eq(media_kind_of(buffer_text(bytes), &before), STATUS_DONE);
    buffer_clear(copy);
    cr_assert_eq(media_cut_of(bytes, copy), STATUS_DONE);
    cr_assert_eq(media_kind_of(buffer_text(copy), &after), STATUS_DONE);
    cr_assert(!after.is_to_cut && after.width == before.width && after.height == before.height);
    cr_assert_eq(before.is_to_cut, !text_equal(buffer_text(bytes), buffer_text(copy)));
    return before.is_to_cut;
}

bool media_has(const buffer_t *bytes, text_t word)
{
    return memmem(bytes->data, bytes->size, word.data, word.size);
}
