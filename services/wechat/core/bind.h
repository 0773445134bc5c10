/* SPDX-License-Identifier: Apache-2.0 */
/* Who a customer is bound to: crm keeps that, and is asked here (wechat.md 3, "Bind"). */
#ifndef LEIDA_SERVICES_WECHAT_CORE_BIND_H
#define LEIDA_SERVICES_WECHAT_CORE_BIND_H

#include "services/wechat/core/question.h"

/* How they came (api.md 4). */
typedef enum { SOURCE_SCANNED = 1, SOURCE_SHARED, SOURCE_SEARCHED, SOURCE_ARTICLE } source_t;

typedef struct {
    int64_t staff_id, customer_id;
    int64_t superior; /* who sent them; 0: nobody */
    source_t source;
    int64_t article_id; /* 0: none */
    bool exclusive;     /* who has a staff user of the company keeps that one */

    status_t
        status;  /* set when it is done; staff_id is then to whom they are bound, if that is STATUS_DONE */
    bool is_new; /* … and whether by this */
    service_answer_t answer; /* of crm */
} binding_t;

/* Whom a company's customer was bound to last. */
typedef struct {
    int64_t company_id, customer_id;
    status_t status;  /* set when it is done; STATUS_NO_RELATION: to nobody */
    int64_t staff_id; /* with STATUS_DONE */
    service_answer_t answer;
} latest_staff_t;

/* Asks; adds to what the job's step waits for. */
void latest_staff(job_t *job, latest_staff_t *latest);

/* Binds; adds to what the job's step waits for. Once more does no harm. */
void bind_customer(job_t *job, binding_t *binding);

#endif
