/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What WeChat has told by callbacks and is still to be done, in Redis: a queue for each of QUEUE_PARTITIONS,
 * where a person is always in the same one (wechat.md 4, 6).
 */
#ifndef LEIDA_SERVICES_WECHAT_INBOUND_INBOUND_H
#define LEIDA_SERVICES_WECHAT_INBOUND_INBOUND_H

#include "common/store/job.h"
#include "proto/field.h"

typedef enum { INBOUND_MESSAGE, INBOUND_EVENT } inbound_kind_t;

/* One message or event of somebody in an official account. Texts are as WeChat has them, UTF-8. */
typedef struct {
    record_t record;
    int64_t company_id;
    int64_t kind; /* inbound_kind_t */
    int64_t time; /* s since 1970, as WeChat says */
    text_t appid; /* of the account */
    text_t openid;
    text_t type; /* MsgType, or of an event Event */
    text_t content, media_id;
    text_t event_key;  /* of a scan: the scene */
    text_t job_status; /* of TEMPLATESENDJOBFINISH, and of which message */
    text_t job_id;
    text_t dedupe; /* hex: the same for the copies of it, and for nothing else */
} inbound_t;
extern const field_table_t inbound_table;

/* Takes one into its queue, once: a copy within INBOUND_SEEN_S changes nothing. */
void inbound_receive(job_t *job, inbound_t *inbound);
enum { INBOUND_SEEN_S = 900 };

#endif
