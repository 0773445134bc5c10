/* SPDX-License-Identifier: Apache-2.0 */
/* Puts something into a queue, once. */
#ifndef LEIDA_SERVICES_WECHAT_QUEUE_RECEIVE_H
#define LEIDA_SERVICES_WECHAT_QUEUE_RECEIVE_H

#include "common/store/job.h"

typedef struct {
    const char *family; /* of the queue */
    text_t person;      /* whose turn it waits for */
    text_t name;        /* the same for the copies of it, and for nothing else */
    text_t record;
    int64_t seconds; /* for which a copy changes nothing */
    bool *is_new;    /* set with the job's next step: it was no copy; NULL: nobody wants to know */
} received_t;

extern const redis_script_t queue_receive_script;

void queue_receive(job_t *job, const received_t *received);

#endif
