/* SPDX-License-Identifier: Apache-2.0 */
/* What the two ways of telling share (telling_customer.c, telling_staff.c); nobody else includes this. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_TELLING_PARTS_H
#define LEIDA_SERVICES_WECHAT_NOTICE_TELLING_PARTS_H

#include "proto/records.h"
#include "services/wechat/core/question.h"
#include "services/wechat/notice/card.h"
#include "services/wechat/notice/mark.h"
#include "services/wechat/notice/notice.h"
#include "services/wechat/notice/telling.h"
#include "services/wechat/notice/window.h"
#include "services/wechat/notice/words.h"

typedef struct {
    job_t job;
    queue_item_t *item;
    telling_fn *done;
    void *context;
    notice_t notice;
    service_answer_t answer;
    int64_t told, newest, unread;
    int64_t read;    /* up to this message a customer has read for themselves */
    bool skipped;    /* messages that are too many to be joined, before those of `words` */
    text_t words;    /* the beginning, at least, of … */
    joined_t joined; /* … these messages */
    int64_t last;    /* up to this one they are told now */
    bool was_told;   /* of others before, by the same notice */
    user_profile_t staff;
    customer_profile_t customer;
    telling_result_t result;
    mark_t mark; /* of a customer's, … */
    card_t card; /* … and what a staff user is told */
    window_take_t window;
    int64_t called;  /* the second, in ms since 1970, in which WeChat is asked to tell them */
    int64_t tried;   /* when this reminder is tried, ms since 1970, … */
    int64_t begun;   /* … and when the first of its tries was of which nobody knows what became */
    bool reminded;   /* this one was let through the limit of reminders */
    text_t reminder; /* … under this name */
    int64_t msgid;   /* by which WeChat will tell what became of the reminder; 0: it will not */
    bool uncertain;  /* a message was maybe sent */
    bool is_unclear; /* as that of api_answer_t */
    api_verdict_t verdict;
    int64_t rest;    /* ms */
    int64_t errcode; /* as those of telling_outcome_t */
    const char *why;
} telling_t;

/* The two ways. End the telling. */
void telling_customer(telling_t *self);
void telling_staff(telling_t *self);

/* NULL: the company has not the account now by which they are to be told, which may be so for a moment only:
 * it is waited for. Another's would not know them. */
const company_t *telling_company(const telling_t *self);
/* What WeChat answered: keeps verdict and rest, and goes on; or nothing, when it comes too late. */
void telling_take(telling_t *self, const api_answer_t *answer);
/* Ends it by a verdict that needs no more: RETRY, RESTING and CONFIGURATION are for later, what is dead is
 * refused, who is unreachable is noted so. False for the others. */
bool telling_judge(telling_t *self);
/* Ends it with this result. */
void telling_end(telling_t *self, telling_result_t result, int64_t rest);
/* What has not been told yet, by the same notice: there was no room for it. A step. */
job_fn telling_go_on;
/* Keeps that they were told up to `last`, then ends it. */
void telling_note(telling_t *self, telling_result_t result);
/* The same, with a step of the caller's before its end, which goes on with telling_end_noted. */
void telling_note_then(telling_t *self, telling_result_t result, job_fn *next);
job_fn telling_end_noted;

#endif
