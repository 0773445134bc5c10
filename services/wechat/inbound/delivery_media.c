/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A picture that somebody sends: it is brought from WeChat and kept (pictures.h), and its place goes into the
 * conversation. What they write next waits for it, so it is tried four times, or for two minutes; then its
 * word stands in its place. One that has waited longer, as nobody could work on it, is tried once.
 */
#include "services/wechat/inbound/delivery_parts.h"

enum { PICTURE_TRIES = 4, PICTURE_AGE_MS = 120 * 1000 };

static bool is_old(const delivery_t *self)
{
    return queue_item_age(self->item, self->job.host->now()) > PICTURE_AGE_MS;
}

static void judge_picture(void *context)
{
    delivery_t *self = context;
    switch (self->picture) {
    case PICTURE_KEPT:
        delivery_show(self, self->picture_name);
        break;
    case PICTURE_CROWDED:
        delivery_end(self, DELIVERY_RESTS);
        break;
    case PICTURE_RESTS:
        if (is_old(self))
            delivery_say(self);
        else
            delivery_end(self, DELIVERY_RESTS);
        break;
    case PICTURE_LATER:
        if (queue_item_tries(self->item) + 1 < PICTURE_TRIES && !is_old(self))
            delivery_end(self, DELIVERY_LATER);
        else
            delivery_say(self);
        break;
    case PICTURE_REFUSED:
    case PICTURE_RESULTS:
        delivery_say(self);
        break;
    }
}

static void on_brought(void *context, picture_result_t result, const char *name)
{
    delivery_t *self = context;
    self->picture = result;
    if (name)
        self->picture_name = arena_copy(self->job.arena, text_of(name));
    job_got(&self->job, REDIS_OK);
}

void delivery_picture(delivery_t *self)
{
    job_expect(&self->job);
    pictures_bring(self->pictures, self->inbound.company_id, self->inbound.media_id, on_brought, self);
    job_then(&self->job, judge_picture);
}
