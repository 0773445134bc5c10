/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/s3.h"

#include <stdlib.h>
#include <time.h>

#include "base/back_off.h"
#include "base/clock.h"
#include "common/media/presign.h"
#include "common/observe/log.h"

enum {
    TRIES = 4,
    FIRST_WAIT_MS = 200,
    LAST_WAIT_MS = 2000,
    LAST_TRY_MS = 20000, /* no try begins later: a client waits for the answer */
    LIFETIME_S = 600,
    /* A URL begins at one of these steps, so that a page that asks again within one gets the same, whose
     * bytes its browser has. It is good for at least half its lifetime. */
    STEP_MS = LIFETIME_S * 1000 / 2,
};

typedef struct {
    media_store_t store;
    s3_options_t options;
    s3_client_t *client;
    const char *url;
} s3_t;

typedef enum { OUTCOME_DONE, OUTCOME_MISSING, OUTCOME_AGAIN, OUTCOME_REFUSED } outcome_t;

/* What an answer means for a request that may be repeated. */
static outcome_t outcome_of(const s3_answer_t *answer)
{
    if (answer->http / 100 == 2)
        return OUTCOME_DONE;
    if (answer->http == 404)
        return OUTCOME_MISSING;
    const bool passes = answer->http == 0 || answer->http == 408 || answer->http == 409 ||
                        answer->http == 429 || answer->http >= 500;
    return passes ? OUTCOME_AGAIN : OUTCOME_REFUSED;
}

/* Whether the object is there. 403 is what S3 says of one that is missing to who may not list the bucket. */
static outcome_t look_for(s3_t *self, const media_file_t *file, s3_answer_t *answer)
{
    s3_client_head(self->client, file->name, answer);
    if (answer->http == 403 || (answer->http / 100 == 2 && answer->length != file->size))
        return OUTCOME_MISSING;
    return outcome_of(answer);
}

/* An earlier try may have got there though its answer did not come: then nothing is sent again. */
static outcome_t try_once(s3_t *self, const media_file_t *file, s3_answer_t *answer)
{
    outcome_t outcome = look_for(self, file, answer);
    if (outcome != OUTCOME_MISSING)
        return outcome;
    s3_client_put(self->client, file, answer);
    outcome = outcome_of(answer);
    return outcome == OUTCOME_MISSING ? OUTCOME_REFUSED : outcome; /* there is no such bucket */
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void wait_ms(int64_t time)
{
    const struct timespec wait = {.tv_sec = time / 1000, .tv_nsec = time % 1000 * 1000000};
    nanosleep(&wait, NULL); /* a signal goes to another thread */
}

static status_t keep(media_store_t *store, const media_file_t *file)
{
    s3_t *self = (s3_t *)store;
    s3_answer_t answer;
    back_off_t back_off;
    outcome_t outcome = OUTCOME_AGAIN;
    const int64_t began = now_ms();
    int tries = 0;
    back_off_init(&back_off, FIRST_WAIT_MS, LAST_WAIT_MS);
    for (; tries < TRIES && outcome == OUTCOME_AGAIN && now_ms() - began < LAST_TRY_MS; tries++) {
        wait_ms(back_off_next(&back_off));
        outcome = try_once(self, file, &answer);
    }
    if (outcome == OUTCOME_DONE)
        return STATUS_DONE;
    log_event(LOG_ERROR, "the object store does not take a file", LOG_STRING("name", file->name),
              LOG_STRING("reason", answer.why), LOG_INT("tries", tries));
    return STATUS_UNAVAILABLE;
}

static void append_signed(s3_t *self, text_t name, buffer_t *url)
{
    const int64_t now = clock_now();
    buffer_t path = {0};
    s3_client_path(self->client, name, &path);
    presign_get(url, &(presign_t){.endpoint = text_of(self->options.endpoint),
                                  .path = buffer_text(&path),
                                  .region = text_of(self->options.region),
                                  .access_key = text_of(self->options.access_key),
                                  .secret_key = text_of(self->options.secret_key),
                                  .time = now - now % STEP_MS,
                                  .lifetime = LIFETIME_S});
    buffer_free(&path);
}

static bool address(media_store_t *store, text_t name, buffer_t *url)
{
    s3_t *self = (s3_t *)store;
    const size_t size = strlen(self->url);
    if (size == 0) {
        append_signed(self, name, url);
        return true;
    }
    buffer_append(url, self->url, size);
    if (self->url[size - 1] != '/')
        buffer_append_char(url, '/');
    buffer_append_text(url, name);
    return true;
}

static void destroy(media_store_t **self_p)
{
    s3_t *self = (s3_t *)*self_p;
    *self_p = NULL;
    if (!self)
        return;
    s3_client_destroy(&self->client);
    free(self);
}

media_store_t *s3_new(const s3_options_t *options, const char *url)
{
    static const media_store_functions_t functions = {.keep = keep, .address = address, .destroy = destroy};
    s3_t *self = memory_new_zeroed(sizeof *self);
    self->store.functions = &functions;
    self->options = *options;
    self->client = s3_client_new(options);
    self->url = url;
    return &self->store;
}
