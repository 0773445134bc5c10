/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/core/bind.h"

#include "proto/requests.h"

static void take_answer(job_t *job, void *context)
{
    (void)job;
    binding_t *binding = context;
    const int64_t staff_id = service_answer_int(&binding->answer, "user_id");
    binding->status = binding->answer.status;
    if (binding->status == STATUS_DONE && staff_id > 0)
        binding->staff_id = staff_id;
    binding->is_new = service_answer_is(&binding->answer, "is_new");
}

void bind_customer(job_t *job, binding_t *binding)
{
    bind_request_t request = {.staff_id = binding->staff_id,
                              .superior = binding->superior,
                              .source = binding->source,
                              .article_id = binding->article_id,
                              .exclusive = binding->exclusive};
    question_give(METHOD_BIND, &request.record, "staff_id");
    question_give(METHOD_BIND, &request.record, "source");
    question_give(METHOD_BIND, &request.record, "exclusive");
    if (request.superior > 0)
        question_give(METHOD_BIND, &request.record, "superior");
    if (request.article_id > 0)
        question_give(METHOD_BIND, &request.record, "article_id");
    job_settle(job, take_answer, binding);
    question_service(job, METHOD_BIND, (principal_t){PRINCIPAL_CUSTOMER, binding->customer_id},
                     &request.record, TEXT_NONE, &binding->answer);
}

static void take_latest(job_t *job, void *context)
{
    (void)job;
    latest_staff_t *latest = context;
    latest->status = latest->answer.status;
    latest->staff_id = service_answer_int(&latest->answer, "user_id");
    if (latest->status == STATUS_DONE && latest->staff_id <= 0)
        latest->status = STATUS_NO_RELATION;
}

void latest_staff(job_t *job, latest_staff_t *latest)
{
    latest_staff_request_t request = {.company_id = latest->company_id};
    question_give(METHOD_LATEST_STAFF, &request.record, "company_id");
    job_settle(job, take_latest, latest);
    question_service(job, METHOD_LATEST_STAFF, (principal_t){PRINCIPAL_CUSTOMER, latest->customer_id},
                     &request.record, TEXT_NONE, &latest->answer);
}
