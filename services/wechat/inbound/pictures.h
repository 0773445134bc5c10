/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Brings pictures that people send in an official account from WeChat into the store of media: asked for by
 * their media id, checked as an upload is, and kept under a name that follows from their bytes, so that
 * bringing one again changes nothing. Each is in memory whole, so only a few come at a time.
 */
#ifndef LEIDA_SERVICES_WECHAT_INBOUND_PICTURES_H
#define LEIDA_SERVICES_WECHAT_INBOUND_PICTURES_H

#include "common/media/media.h"
#include "services/wechat/core/core.h"

typedef struct pictures pictures_t;

typedef enum {
    PICTURE_KEPT,
    PICTURE_REFUSED, /* for good: WeChat has it no more or does not give it, or it is none that is taken */
    PICTURE_LATER,   /* WeChat or the store did not answer as they should: another try may go well */
    PICTURE_RESTS,   /* WeChat is not to be asked for up to a minute: nothing was tried */
    PICTURE_CROWDED, /* too many are to be brought already: nothing was tried */
    PICTURE_RESULTS
} picture_result_t;

/* `name` is that of the kept file, NULL unless it is PICTURE_KEPT; it lasts until the return. */
typedef void(picture_fn)(void *context, picture_result_t result, const char *name);

/* `media` has a store. All that is given must outlive it. NULL, after logging why. */
pictures_t *pictures_new(wechat_t *wechat, const media_t *media);
/* Waits for its threads. Whoever still waits for a picture is not called any more. The api must be gone. */
void pictures_destroy(pictures_t **self_p);

/* Brings one; `done` is called once, maybe before this returns, and never once wechat->ended. */
void pictures_bring(pictures_t *self, int64_t company_id, text_t media_id, picture_fn *done, void *context);

/* What became of those that were asked for, for the admin address. */
void pictures_write_metrics(const pictures_t *self, buffer_t *out);

#endif
