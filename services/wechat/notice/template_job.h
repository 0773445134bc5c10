/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reminder that WeChat has taken and is to tell the end of (TEMPLATESENDJOBFINISH), by its msgid: whom it
 * told of what. Keys: common/store/keys.h.
 */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_TEMPLATE_JOB_H
#define LEIDA_SERVICES_WECHAT_NOTICE_TEMPLATE_JOB_H

#include "common/store/job.h"
#include "proto/field.h"

typedef struct {
    record_t record;
    int64_t company_id;
    int64_t staff_id, customer_id;
    int64_t id;       /* of the last message that it tells of */
    int64_t since;    /* of the last that they had been told of before; 0: none */
    int64_t made;     /* when its notice was, ms since 1970 */
    int64_t is_again; /* 0 or 1: one that did not arrive went before it */
    text_t person;    /* the openid */
    text_t reminder;  /* the name under which it was let through the limit of reminders */
} template_job_t;

enum { TEMPLATE_JOB_S = 24 * 3600 };

/* Keeps it for TEMPLATE_JOB_S. */
void template_job_keep(job_t *job, text_t appid, int64_t msgid, template_job_t *self);
/* Reads what is kept under a msgid as an event has it; texts live in the job's arena. `found` is false where
 * there is none. */
void template_job_read(job_t *job, text_t appid, text_t msgid, template_job_t *self, bool *found);
/* It has ended. */
void template_job_forget(job_t *job, text_t appid, text_t msgid);

#endif
