/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/intake.h"

#include <errno.h>
#include <unistd.h>

#include "base/hash.h"
#include "common/media/cut.h"
#include "common/media/name.h"
#include "common/observe/log.h"

enum { PIECE = 64 * 1024 };

static status_t fail(const char *step)
{
    log_event(LOG_ERROR, "cannot take a file", LOG_STRING("step", step),
              LOG_STRING("reason", strerror(errno)));
    return STATUS_UNAVAILABLE;
}

static int64_t limit_of(const media_limits_t *limits, const media_kind_t *kind)
{
    return kind->is_picture ? limits->picture : kind->is_attachment ? limits->attachment : limits->video;
}

static status_t hash_file(media_intake_t *self)
{
    char bytes[PIECE];
    hash_sha256_t hash;
    hash_sha256_begin(&hash);
    for (int64_t at = 0; at < self->size;) {
        ssize_t got = pread(self->spooled.file, bytes, sizeof bytes, at);
        if (got <= 0)
            return fail("read the copy");
        hash_sha256_add(&hash, (text_t){bytes, (size_t)got});
        at += got;
    }
    hash_sha256_end(&hash, self->sha256);
    return STATUS_DONE;
}

/* The copy takes the place of what came. */
static status_t cut(media_intake_t *self)
{
    media_spooled_t copy;
    if (!media_spool_open(self->media->spool, &copy))
        return fail("make a copy");
    int64_t size = 0;
    status_t status = media_cut(self->spooled.file, self->size, copy.file, &size);
    if (status != STATUS_DONE) {
        if (status == STATUS_UNAVAILABLE)
            fail("write a copy");
        media_spool_close(&copy);
        return status;
    }
    media_spool_close(&self->spooled);
    self->spooled = copy;
    self->size = size;
    return hash_file(self);
}

status_t media_intake_check(media_intake_t *self)
{
    status_t status = media_kind_read(&self->kind, self->spooled.file, self->size);
    if (status == STATUS_UNAVAILABLE)
        return fail("read the file");
    if (status != STATUS_DONE)
        return status;
    self->is_too_large = self->size > limit_of(&self->media->limits, &self->kind);
    if (self->is_too_large)
        return STATUS_INVALID;
    if (self->kind.is_to_cut)
        status = cut(self);
    if (status == STATUS_DONE)
        media_name_make(self->name, self->media->secret, self->sha256, self->kind.suffix);
    return status;
}

status_t media_intake_keep(media_intake_t *self)
{
    media_store_t *store = self->media->store;
    const media_file_t file = {.file = self->spooled.file,
                               .path = self->spooled.path,
                               .size = self->size,
                               .name = self->name,
                               .type = self->kind.type,
                               .is_attachment = self->kind.is_attachment,
                               .sha256 = self->sha256};
    status_t status = store->functions->keep(store, &file);
    media_spool_close(&self->spooled);
    return status;
}
