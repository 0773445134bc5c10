/* SPDX-License-Identifier: Apache-2.0 */
/* What the steps of a delivery share (delivery.c: who they are; delivery_staff.c: whom they speak to;
 * delivery_words.c: what is said; delivery_media.c: pictures; delivery_read.c: what they have read;
 * delivery_job.c: what became of a reminder). Nobody else includes this. */
#ifndef LEIDA_SERVICES_WECHAT_INBOUND_DELIVERY_PARTS_H
#define LEIDA_SERVICES_WECHAT_INBOUND_DELIVERY_PARTS_H

#include "common/store/profiles.h"
#include "proto/content.h"
#include "services/wechat/core/bind.h"
#include "services/wechat/inbound/delivery.h"
#include "services/wechat/inbound/inbound.h"
#include "services/wechat/login/login_store.h"
#include "services/wechat/login/people_store.h"
#include "services/wechat/notice/shown.h"
#include "services/wechat/notice/template_job.h"

typedef struct {
    job_t job;
    queue_item_t *item;
    delivery_fn *done;
    void *context;
    inbound_t inbound;
    person_t person;
    current_t current; /* whom the person speaks to */
    user_profile_t staff;
    latest_staff_t latest;
    binding_t binding;
    pictures_t *pictures;     /* NULL: there is no store for them */
    picture_result_t picture; /* what became of the one that they sent, … */
    text_t picture_name;      /* … and as what it is kept */
    content_t content;        /* of the message; made once */
    service_answer_t sent;
    const char *refusal; /* why it is bad, or for later; NULL: it is no such record */
    bool rebound;        /* there was no relation to whom they spoke to: somebody else is found for them */

    shown_t shown;           /* what they were shown in the official account … */
    service_answer_t *read;  /* … and what chat answered to that they have read it, by place */
    template_job_t reminder; /* that the event is about … */
    bool has_reminder;       /* … if we know of it */
} delivery_t;

/* Ends it. */
void delivery_end(delivery_t *self, delivery_result_t result);
/* A step: ends it as done. */
job_fn delivery_end_done;
/* NULL: the company has no official account now. */
const company_t *delivery_company(const delivery_t *self);
/* Ends it for now: it waits for one. */
void delivery_miss_company(delivery_t *self);
/* Whether it is an event of this name. */
bool delivery_is_event(const delivery_t *self, const char *name);
/* Whether another service did what it was asked; if not the delivery has ended. */
bool delivery_is_done(delivery_t *self, status_t status);

/* ---- the steps, in this order; each goes on with the next, or ends the delivery ---- */

/* Finds the staff user to whom the person speaks, binding them where nobody is. */
void delivery_find_staff(delivery_t *self);
/* The same when there turns out to be no relation to that one. */
void delivery_find_other(delivery_t *self);
/* Gives a message to the conversation: a picture by way of the next one, else its words. */
void delivery_message(delivery_t *self);
/* Brings the picture, and goes on with one of the next two. */
void delivery_picture(delivery_t *self);
/* Says the words of a message; of what is no text only a word. */
void delivery_say(delivery_t *self);
/* Shows the picture that is kept under this name. */
void delivery_show(delivery_t *self, text_t name);
/* Who writes has seen what they were shown until then: it counts as read. */
void delivery_read(delivery_t *self);
/* Greets them, if they are to be greeted still; the last step. */
void delivery_greet(delivery_t *self);

/* The only step of a TEMPLATESENDJOBFINISH. */
void delivery_settle_job(delivery_t *self);

#endif
