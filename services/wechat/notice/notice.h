/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Somebody is to be told what was written to them while they were away: a job in the queues wx:out, one for
 * each person, direction and newest message, however many instances heard of it (wechat.md 6).
 */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_NOTICE_H
#define LEIDA_SERVICES_WECHAT_NOTICE_NOTICE_H

#include "common/store/job.h"
#include "proto/field.h"

typedef struct {
    record_t record;
    int64_t company_id;
    int64_t staff_id, customer_id;
    int64_t to;      /* principal_kind_t: who is to be told */
    int64_t id;      /* of the newest message, when the job was made */
    int64_t made;    /* ms since 1970: then, or earlier, the message was written */
    text_t account;  /* by which they are told, and no other: the appid, or the corpid */
    text_t person;   /* their openid, or member id, there */
    text_t reminder; /* of one that goes again, since WeChat did not deliver it: the name under which it was
                        let through the limit of reminders; empty: of any other */
} notice_t;
extern const field_table_t notice_table;

/* Puts a job into its queue, unless the same is there or was within NOTICE_SEEN_S: `*is_new` says which, and
 * is set with the job's next step; NULL: nobody wants to know. */
void notice_put(job_t *job, notice_t *notice, bool *is_new);
enum { NOTICE_SEEN_S = 3600 };
/* How long after it was made a notice to this side is of use, ms: a customer's window lasts 48 h; what a
 * staff user has not seen for an hour they see when they look. */
int64_t notice_lasts(int64_t to);

/* Up to which message somebody was told. 0: none, or what stands there is none. */
void notice_read_told(job_t *job, const notice_t *notice, int64_t *told);
/* They were told up to `told`, as it was read, which is above every id of the conversation, as after a chat
 * store was put back to an older state: none of ours, and forgotten. */
void notice_forget_told(job_t *job, const notice_t *notice, int64_t told);
/* They have been told up to `id`; a smaller one than before changes nothing. */
void notice_write_told(job_t *job, const notice_t *notice, int64_t id);

/* A reminder of theirs up to `id` did not arrive: they have been told up to `since` only, unless they were
 * told more meanwhile. Once for each reminder of this msgid. */
void notice_untell(job_t *job, const notice_t *notice, int64_t id, int64_t since, text_t msgid);

extern const redis_script_t notice_told_script, notice_forget_told_script, notice_untell_script;

#endif
