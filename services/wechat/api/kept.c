/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/kept.h"

#include <stdlib.h>

#include "common/observe/log.h"
#include "services/wechat/api/kept_parts.h"

enum {
    PAUSE_MS = 200,
    BACK_OFF_FIRST = 1000,
    BACK_OFF_LIMIT = 60000,
    REST_FIRST = 60000,
    REST_LIMIT = 3600000
};

typedef struct {
    kept_fn *done;
    void *context;
    link_t place;
    int64_t until; /* ms of the loop: for another instance it waits no longer */
} waiter_t;

/* ---- the value ---- */

static bool is_refused(const kept_t *self)
{
    return self->refused.size > 0 && self->gen == self->refused_gen &&
           text_equal(buffer_text(&self->value), buffer_text(&self->refused));
}

bool kept_is_usable(const kept_t *self)
{
    const int64_t end = self->due > self->expires ? self->due : self->expires;
    return self->value.size > 0 && self->read_at >= 0 && self->options.now() < end && !is_refused(self);
}

static bool is_due(const kept_t *self)
{
    return !kept_is_usable(self) || self->options.now() >= self->due;
}

/* Whether memory needs not ask Redis. */
static bool is_known(const kept_t *self)
{
    return self->read_at >= 0 && loop_now(self->options.loop) - self->read_at < KEPT_MEMORY_MS &&
           !is_due(self);
}

/* ---- who waits ---- */

static void tell(kept_t *self, waiter_t *waiter, const api_answer_t *answer)
{
    static const api_answer_t done = {.verdict = API_DONE};
    const kept_value_t value = {buffer_text(&self->value), self->gen};
    const waiter_t told = *waiter;
    list_remove(&waiter->place);
    free(waiter);
    told.done(told.context, answer ? answer : &done, answer ? NULL : &value);
}

/* Who comes meanwhile is not told: it may be asking for another. */
void kept_tell(kept_t *self, const api_answer_t *answer)
{
    link_t now;
    list_init(&now);
    for (link_t *link; (link = list_first(&self->waiters));)
        list_append(&now, link);
    for (link_t *link; (link = list_first(&now));)
        tell(self, LIST_MEMBER(link, waiter_t, place), answer);
}

static void tell_retry(kept_t *self, const char *why)
{
    kept_tell(self, &(api_answer_t){.verdict = API_RETRY, .why = why});
}

static void tell_failure(kept_t *self)
{
    api_answer_t answer = self->failure;
    answer.rest = self->rest_until - loop_now(self->options.loop);
    kept_tell(self, &answer);
}

/* Goes on for those who came, or wait on. */
static void go_on(kept_t *self)
{
    if (self->phase == KEPT_IDLE && !list_is_empty(&self->waiters) && !self->ending)
        kept_read(self);
}

void kept_get(kept_t *self, kept_fn *done, void *context)
{
    const bool renewing = self->phase == KEPT_FETCHING || self->phase == KEPT_WRITING;
    waiter_t *waiter = memory_new_zeroed(sizeof *waiter);
    waiter->done = done;
    waiter->context = context;
    waiter->until = loop_now(self->options.loop) + KEPT_WAIT_MS;
    list_append(&self->waiters, &waiter->place);
    if (self->ending)
        tell_retry(self, "this process ends");
    else if (is_known(self) || (renewing && kept_is_usable(self)))
        tell(self, waiter, NULL);
    else
        go_on(self);
}

void kept_refuse(kept_t *self, const kept_value_t *value)
{
    self->refused_gen = value->gen;
    buffer_clear(&self->refused);
    buffer_append_text(&self->refused, value->value);
}

/* ---- what comes back from Redis ---- */

static void begin_fetch(kept_t *self)
{
    self->phase = KEPT_FETCHING;
    self->asked_at = self->options.now();
    self->options.fetch(self->options.context, self);
}

/* Those who have waited long enough are told so. */
static void end_patience(kept_t *self)
{
    static const api_answer_t late = {.verdict = API_RETRY, .why = "another instance takes long to renew it"};
    const int64_t now = loop_now(self->options.loop);
    link_t due;
    list_init(&due);
    for (link_t *at = self->waiters.next, *next; at != &self->waiters; at = next) {
        next = at->next;
        if (LIST_MEMBER(at, waiter_t, place)->until <= now)
            list_append(&due, at);
    }
    for (link_t *link; (link = list_first(&due));)
        tell(self, LIST_MEMBER(link, waiter_t, place), &late);
}

static void pause(kept_t *self)
{
    self->phase = KEPT_PAUSING;
    end_patience(self);
    if (!list_is_empty(&self->waiters))
        loop_timer_set(self->timer, PAUSE_MS);
    else
        self->phase = KEPT_IDLE;
}

void kept_was_read(kept_t *self, bool got)
{
    self->phase = KEPT_IDLE;
    const bool usable = kept_is_usable(self);
    if (got) {
        begin_fetch(self);
        if (usable)
            kept_tell(self, NULL);
        return;
    }
    if (usable)
        kept_tell(self, NULL);
    else if (loop_now(self->options.loop) < self->rest_until)
        tell_failure(self);
    else
        pause(self);
    go_on(self);
}

void kept_was_written(kept_t *self, bool written)
{
    self->phase = KEPT_IDLE;
    if (written)
        kept_tell(self, NULL);
    go_on(self);
}

void kept_store_failed(kept_t *self, const char *why)
{
    self->phase = KEPT_IDLE;
    tell_retry(self, why);
    go_on(self);
}

static void end_pause(void *context)
{
    kept_t *self = context;
    self->phase = KEPT_IDLE;
    go_on(self);
}

/* ---- what comes back from WeChat ---- */

/* WeCom gives one token until it ends: then it is no use to ask again before. */
static int64_t due_of(const kept_t *self, text_t value)
{
    const int64_t due = self->fresh_expires - KEPT_RENEW_MS, now = self->options.now();
    if (due > now || !text_equal(value, buffer_text(&self->value)))
        return due > now + 1000 ? due : now + 1000;
    return self->fresh_expires > now + 1000 ? self->fresh_expires : now + 1000;
}

void kept_put(kept_t *self, text_t value, int64_t life)
{
    if (self->rest > 0)
        log_event(LOG_INFO, "wechat gives tokens again", LOG_STRING("kind", self->options.family),
                  LOG_TEXT("account", buffer_text(&self->name)));
    self->rest = self->rest_until = 0;
    back_off_reset(&self->back_off);
    self->fresh_expires = self->asked_at + (life < KEPT_LIFE_S ? life : KEPT_LIFE_S) * 1000;
    self->fresh_due = due_of(self, value);
    buffer_clear(&self->fresh);
    buffer_append_text(&self->fresh, value);
    kept_write(self);
}

static int64_t next_rest(kept_t *self, const api_answer_t *answer)
{
    if (answer->rest > 0)
        return answer->rest;
    if (answer->verdict == API_CONFIGURATION)
        return KEPT_PROBE_MS;
    if (answer->verdict == API_RESTING)
        return self->rest < REST_FIRST       ? REST_FIRST
               : self->rest * 2 < REST_LIMIT ? self->rest * 2
                                             : REST_LIMIT;
    const int64_t delay = back_off_next(&self->back_off);
    return delay > 0 ? delay : BACK_OFF_FIRST;
}

void kept_fail(kept_t *self, const api_answer_t *answer)
{
    const bool is_new = self->rest == 0 || self->failure.verdict != answer->verdict;
    self->phase = KEPT_IDLE;
    self->failure = (api_answer_t){
        .verdict = answer->verdict, .errcode = answer->errcode, .why = answer->why};
    self->rest = next_rest(self, answer);
    self->rest_until = loop_now(self->options.loop) + self->rest;
    if (is_new && !self->ending)
        log_event(answer->verdict == API_CONFIGURATION ? LOG_ERROR : LOG_WARNING, "wechat gives no token",
                  LOG_STRING("kind", self->options.family), LOG_TEXT("account", buffer_text(&self->name)),
                  LOG_STRING("verdict", api_verdict_name(answer->verdict)),
                  LOG_INT("errcode", answer->errcode), LOG_STRING("reason", answer->why));
    if (self->ending)
        return;
    kept_release(self);
    if (kept_is_usable(self))
        kept_tell(self, NULL);
    else
        tell_failure(self);
    go_on(self);
}

bool kept_is_forced(const kept_t *self)
{
    return self->is_forced;
}

void kept_hurry(kept_t *self)
{
    self->rest = self->rest_until = 0;
}

/* ---- beginning and end ---- */

kept_t *kept_new(const kept_options_t *options)
{
    kept_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    buffer_append_text(&self->name, options->name);
    self->read_at = -1;
    self->timer = loop_timer_new(options->loop, end_pause, self);
    list_init(&self->waiters);
    back_off_init(&self->back_off, BACK_OFF_FIRST, BACK_OFF_LIMIT);
    command_open(&self->command);
    return self;
}

void kept_end(kept_t *self)
{
    self->ending = true;
    loop_timer_unset(self->timer);
    tell_retry(self, "this process ends");
}

void kept_destroy(kept_t **self_p)
{
    kept_t *self = *self_p;
    if (!self)
        return;
    kept_end(self);
    *self_p = NULL;
    loop_timer_destroy(&self->timer);
    command_close(&self->command);
    buffer_free(&self->name);
    buffer_free(&self->value);
    buffer_free(&self->refused);
    buffer_free(&self->fresh);
    free(self);
}
