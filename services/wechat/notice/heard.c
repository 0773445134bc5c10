/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/heard.h"

#include <stdlib.h>

#include "base/list.h"
#include "common/store/profiles.h"
#include "services/wechat/notice/addressee.h"
#include "services/wechat/notice/sweep_store.h"

enum { TICK_MS = 500, BUCKETS = 4096 };

/* A conversation in which somebody wrote, and then the making of its job. */
typedef struct {
    job_t job;
    link_t place;  /* in the list of those that wait, or of those that are made */
    link_t bucket; /* in one of those by which it is found, while it waits */
    heard_t *heard;
    notice_t notice;
    int64_t due; /* loop_now */
    arena_t arena;
    user_profile_t staff;
    customer_profile_t customer;
} made_notice_t;

struct heard {
    wechat_t *wechat;
    loop_timer_t *timer;
    link_t waiting, making;
    link_t buckets[BUCKETS]; /* of those that wait */
    size_t count;            /* that wait */
    uint64_t left_out;
    bool stopped;
};

static void free_made(made_notice_t *made)
{
    list_remove(&made->place);
    list_remove(&made->bucket);
    arena_free(&made->arena);
    free(made);
}

static void free_all(const link_t *list)
{
    for (link_t *next, *at = list->next; at != list; at = next) {
        next = at->next;
        free_made(LIST_MEMBER(at, made_notice_t, place));
    }
}

static void end(void *context)
{
    free_made(context);
}

/* Their company has no file, maybe for a moment: the sweep asks about them once it is back. */
static void owe(void *context)
{
    made_notice_t *made = context;
    const wechat_t *wechat = made->heard->wechat;
    if (made->staff.id != made->notice.staff_id ||
        companies_find(wechat->companies, made->staff.company_id)) {
        free_made(made);
        return;
    }
    sweep_owe(&made->job, made->notice.staff_id, wechat->host->now() - SWEEP_MARGIN_MS);
    job_then(&made->job, end);
}

/* What could not be made is a hint that is lost. */
static void put(void *context)
{
    made_notice_t *made = context;
    const wechat_t *wechat = made->heard->wechat;
    if (addressee_find(wechat->companies, &(addressee_t){&made->staff, &made->customer}, &made->notice)) {
        made->notice.made = wechat->host->now();
        notice_put(&made->job, &made->notice, NULL);
        job_then(&made->job, end);
    } else if (made->notice.person.size > 0) {
        profiles_read_staff(&made->job, made->notice.staff_id, &made->staff);
        job_then(&made->job, owe);
    } else {
        free_made(made);
    }
}

static void begin(made_notice_t *made)
{
    heard_t *self = made->heard;
    list_append(&self->making, &made->place);
    list_remove(&made->bucket);
    self->count--;
    job_begin(&made->job, self->wechat->host, &made->arena, end);
    if (made->notice.to == PRINCIPAL_CUSTOMER)
        profiles_read_customer(&made->job, made->notice.customer_id, &made->customer);
    else
        profiles_read_staff(&made->job, made->notice.staff_id, &made->staff);
    job_then(&made->job, put);
}

static void tick(void *context)
{
    heard_t *self = context;
    const int64_t now = loop_now(self->wechat->loop);
    for (link_t *next, *at = self->waiting.next; at != &self->waiting; at = next) {
        made_notice_t *made = LIST_MEMBER(at, made_notice_t, place);
        next = at->next;
        if (made->due > now)
            break;
        begin(made);
    }
    if (!list_is_empty(&self->waiting))
        loop_timer_set(self->timer, TICK_MS);
}

static link_t *bucket_of(heard_t *self, const event_t *event)
{
    const uint32_t staff = principal_hash((principal_t){PRINCIPAL_STAFF, event->staff_id});
    const uint32_t customer = principal_hash((principal_t){PRINCIPAL_CUSTOMER, event->customer_id});
    return &self->buckets[(staff * 31 + customer) % BUCKETS];
}

static made_notice_t *find(const link_t *bucket, const event_t *event, int64_t to)
{
    for (link_t *at = bucket->next; at != bucket; at = at->next) {
        made_notice_t *made = LIST_MEMBER(at, made_notice_t, bucket);
        if (made->notice.staff_id == event->staff_id && made->notice.customer_id == event->customer_id &&
            made->notice.to == to)
            return made;
    }
    return NULL;
}

void heard_event(heard_t *self, const event_t *event)
{
    if (self->stopped || event->kind != EVENT_MESSAGE)
        return;
    const int64_t to = event->by == PRINCIPAL_STAFF ? PRINCIPAL_CUSTOMER : PRINCIPAL_STAFF;
    link_t *bucket = bucket_of(self, event);
    made_notice_t *made = find(bucket, event, to);
    if (made) {
        made->notice.id = event->id > made->notice.id ? event->id : made->notice.id;
        return;
    }
    if (self->count >= HEARD_MAX) {
        self->left_out++;
        return;
    }
    made = memory_new_zeroed(sizeof *made);
    made->heard = self;
    made->notice = (notice_t){
        .staff_id = event->staff_id, .customer_id = event->customer_id, .to = to, .id = event->id};
    made->due = loop_now(self->wechat->loop) + HEARD_MS;
    list_append(&self->waiting, &made->place);
    list_append(bucket, &made->bucket);
    if (self->count++ == 0)
        loop_timer_set(self->timer, TICK_MS);
}

heard_t *heard_new(wechat_t *wechat)
{
    heard_t *self = memory_new_zeroed(sizeof *self);
    self->wechat = wechat;
    list_init(&self->waiting);
    list_init(&self->making);
    for (size_t i = 0; i < BUCKETS; i++)
        list_init(&self->buckets[i]);
    self->timer = loop_timer_new(wechat->loop, tick, self);
    return self;
}

void heard_stop(heard_t *self)
{
    self->stopped = true;
    loop_timer_unset(self->timer);
}

void heard_destroy(heard_t **self_p)
{
    heard_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    free_all(&self->waiting);
    free_all(&self->making);
    loop_timer_destroy(&self->timer);
    free(self);
}

uint64_t heard_left_out(const heard_t *self)
{
    return self->left_out;
}
