/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/media_settings.h"

#include <errno.h>

#include "common/media/folder.h"
#include "common/observe/log.h"

enum { KEY_MIN = 32 /* characters */ };

const char *const media_stores[] = {
    [MEDIA_STORE_NONE] = "none", [MEDIA_STORE_FOLDER] = "folder", [MEDIA_STORE_S3] = "s3", NULL};

bool media_settings_fit(const media_settings_t *self, buffer_t *why)
{
    if (self->store == MEDIA_STORE_NONE)
        return true;
    if (!self->folder[0])
        buffer_append_literal(why, "media.folder: needed where media.store is not none");
    else if (strlen(self->key) < KEY_MIN)
        buffer_append_format(why, "media.key: at least %d characters where media.store is not none", KEY_MIN);
    else
        return self->store != MEDIA_STORE_S3 || s3_settings_fit(&self->s3, why);
    return false;
}

static media_store_t *open_store(const media_settings_t *self, buffer_t *why)
{
    return self->store == MEDIA_STORE_S3 ? s3_settings_store(&self->s3, why)
                                         : media_folder_new(self->folder, why);
}

static bool fail(buffer_t *why)
{
    buffer_append_char(why, '\0');
    log_event(LOG_ERROR, "cannot begin with media", LOG_STRING("reason", why->data));
    buffer_free(why);
    return false;
}

bool media_settings_open(const media_settings_t *self, bool serves, media_t *media)
{
    *media = (media_t){.secret = text_of(self->key),
                       .limits = {self->picture, self->video, self->attachment}};
    buffer_t why = {0};
    if (self->store == MEDIA_STORE_NONE)
        return true;
    media->spool = media_spool_new(self->folder, self->least_free, &why);
    media->store = media->spool ? open_store(self, &why) : NULL;
    if (!media->store)
        return fail(&why);
    media->keepers = media_pool_new((size_t)self->threads);
    if (media->keepers && serves)
        media->readers = media_pool_new((size_t)self->threads);
    if (media->keepers && (media->readers || !serves))
        return true;
    buffer_append_format(&why, "cannot make a thread: %s", strerror(errno));
    return fail(&why);
}

void media_settings_close(media_t *media)
{
    media_pool_destroy(&media->readers);
    media_pool_destroy(&media->keepers);
    media_spool_destroy(&media->spool);
    if (media->store)
        media->store->functions->destroy(&media->store);
}
