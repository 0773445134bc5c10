/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/inbound/pictures.h"

#include <errno.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/list.h"
#include "common/media/intake.h"
#include "common/observe/log_limit.h"
#include "common/observe/metrics.h"
#include "services/wechat/api/gzh.h"

enum {
    BRING_LIMIT = 16, /* at a time: each takes up to 10 MiB, twice while it is copied */
    KNOWN_LIMIT = 32, /* those that wait included, so that there is room for people who write texts */
    COPIES = 2,       /* that may be in the spool: what came, and what is left of it when it is cut */
    REST_MAX_MS = 60 * 1000
};

struct pictures {
    wechat_t *wechat;
    const media_t *media;
    media_port_t *keepers;
    link_t waiting;
    size_t known, brought; /* asked for and not done; of these, begun */
    uint64_t counts[PICTURE_RESULTS];
};

typedef struct {
    pictures_t *all;
    link_t place;
    int64_t company_id;
    char *media_id;
    buffer_t bytes;
    media_intake_t intake;
    media_job_t job;
    status_t status; /* of the job */
    picture_fn *done;
    void *context;
} picture_t;

static void begin_more(pictures_t *self);

static void picture_free(picture_t *self)
{
    buffer_free(&self->bytes);
    free(self->media_id);
    free(self);
}

static void end(picture_t *self, picture_result_t result)
{
    pictures_t *all = self->all;
    all->counts[result]++;
    all->known--;
    all->brought--;
    if (!all->wechat->ended)
        self->done(self->context, result, result == PICTURE_KEPT ? self->intake.name : NULL);
    picture_free(self);
    begin_more(all);
}

/* ---- on a thread of the pool ---- */

static status_t write_spool(picture_t *self)
{
    media_intake_t *intake = &self->intake;
    const text_t bytes = buffer_text(&self->bytes);
    if (!media_spool_open(intake->media->spool, &intake->spooled) ||
        !media_spool_write(&intake->spooled, bytes)) {
        log_limited(LOG_ERROR, "cannot take a picture", LOG_STRING("reason", strerror(errno)));
        return STATUS_UNAVAILABLE;
    }
    hash_sha256_t hash;
    hash_sha256_begin(&hash);
    hash_sha256_add(&hash, bytes);
    hash_sha256_end(&hash, intake->sha256);
    return STATUS_DONE;
}

static status_t keep(picture_t *self)
{
    status_t status = write_spool(self);
    if (status == STATUS_DONE)
        status = media_intake_check(&self->intake);
    if (status == STATUS_DONE && !self->intake.kind.is_picture)
        status = STATUS_INVALID;
    if (status == STATUS_DONE)
        status = media_intake_keep(&self->intake);
    media_spool_close(&self->intake.spooled);
    return status;
}

static void work(void *context)
{
    picture_t *self = context;
    media_spool_t *spool = self->intake.media->spool;
    const int64_t room = COPIES * self->intake.size;
    if (!media_spool_reserve(spool, room)) {
        log_limited(LOG_ERROR, "cannot take a picture", LOG_STRING("reason", strerror(errno)));
        self->status = STATUS_UNAVAILABLE;
        return;
    }
    self->status = keep(self);
    media_spool_give_back(spool, room);
}

/* ---- on the loop ---- */

static void on_kept(void *context)
{
    picture_t *self = context;
    if (self->status == STATUS_INVALID)
        log_limited(LOG_INFO, "a picture was not taken", LOG_INT("company", self->company_id),
                    LOG_INT("size", self->intake.size));
    end(self, self->status == STATUS_DONE      ? PICTURE_KEPT
              : self->status == STATUS_INVALID ? PICTURE_REFUSED
                                               : PICTURE_LATER);
}

/* What lasts longer than people are to wait for is for good: a day's quota, or what somebody has to configure
 * first. */
static picture_result_t result_of(const api_answer_t *answer)
{
    const bool soon = answer->verdict == API_RETRY || answer->verdict == API_RESTING;
    if (!soon || answer->rest > REST_MAX_MS)
        return PICTURE_REFUSED;
    return answer->rest > 0 ? PICTURE_RESTS : PICTURE_LATER;
}

static void on_fetched(void *context, const api_answer_t *answer)
{
    picture_t *self = context;
    if (answer->verdict != API_DONE) {
        end(self, result_of(answer));
        return;
    }
    buffer_append_text(&self->bytes, answer->body);
    self->intake = (media_intake_t){
        .media = self->all->media, .spooled = {.file = -1}, .size = (int64_t)answer->body.size};
    self->job = (media_job_t){.work = work, .done = on_kept, .context = self};
    media_port_give(self->all->keepers, &self->job);
}

static void begin_more(pictures_t *self)
{
    for (link_t *link;
         !self->wechat->ended && self->brought < BRING_LIMIT && (link = list_first(&self->waiting));) {
        picture_t *picture = LIST_MEMBER(link, picture_t, place);
        list_remove(link);
        self->brought++;
        gzh_media(self->wechat->api, picture->company_id, text_of(picture->media_id), on_fetched, picture);
    }
}

void pictures_bring(pictures_t *self, int64_t company_id, text_t media_id, picture_fn *done, void *context)
{
    if (self->known >= KNOWN_LIMIT) {
        self->counts[PICTURE_CROWDED]++;
        done(context, PICTURE_CROWDED, NULL);
        return;
    }
    picture_t *picture = memory_new_zeroed(sizeof *picture);
    *picture = (picture_t){.all = self,
                           .company_id = company_id,
                           .media_id = memory_copy_text(media_id),
                           .done = done,
                           .context = context};
    self->known++;
    list_append(&self->waiting, &picture->place);
    begin_more(self);
}

/* ---- beginning and end ---- */

pictures_t *pictures_new(wechat_t *wechat, const media_t *media)
{
    media_port_t *keepers = media_port_new(media->keepers, wechat->loop);
    if (!keepers) {
        log_event(LOG_ERROR, "cannot begin with media", LOG_STRING("reason", strerror(errno)));
        return NULL;
    }
    pictures_t *self = memory_new_zeroed(sizeof *self);
    self->wechat = wechat;
    self->media = media;
    self->keepers = keepers;
    list_init(&self->waiting);
    return self;
}

void pictures_destroy(pictures_t **self_p)
{
    pictures_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    media_port_destroy(&self->keepers);
    for (link_t *next, *at = self->waiting.next; at != &self->waiting; at = next) {
        next = at->next;
        picture_free(LIST_MEMBER(at, picture_t, place));
    }
    free(self);
}

void pictures_write_metrics(const pictures_t *self, buffer_t *out)
{
    static const metric_t total = {"leida_wechat_pictures_total", METRIC_COUNTER,
                                   "Pictures that were to be brought from WeChat, by what became of it."};
    static const char *const names[PICTURE_RESULTS] = {[PICTURE_KEPT] = "kept",
                                                       [PICTURE_REFUSED] = "refused",
                                                       [PICTURE_LATER] = "later",
                                                       [PICTURE_RESTS] = "rests",
                                                       [PICTURE_CROWDED] = "crowded"};
    metrics_begin(out, &total);
    for (size_t i = 0; i < PICTURE_RESULTS; i++)
        metrics_add(out, &total, LABELS({"result", names[i]}), self ? self->counts[i] : 0);
}
