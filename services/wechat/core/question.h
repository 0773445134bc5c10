/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a handler waits for that is not Redis: an answer of WeChat, which may come after the handler has
 * stopped waiting; an answer of another service; or just some time.
 */
#ifndef LEIDA_SERVICES_WECHAT_CORE_QUESTION_H
#define LEIDA_SERVICES_WECHAT_CORE_QUESTION_H

#include "services/wechat/core/core.h"

typedef struct question question_t;

/* The job's step waits for an answer: QUESTION_MS at most, and so long that the call is answered before its
 * gateway gives it up. Given to api_call and its like as their context.
 */
question_t *question_new(job_t *job);
enum { QUESTION_MS = 3500 };
/* The answer is in: gives the job that waits for it, or NULL when none does any more. What the answer says is
 * to be copied into the job before … */
job_t *question_job(const question_t *self);
/* … this, which ends the question. */
void question_end(question_t **self_p);

/* The job's step waits for so many ms. */
void question_pause(job_t *job, int64_t ms);

/* What another service answered. */
typedef struct {
    status_t status;
    text_t data; /* JSON; in the job's arena */
} service_answer_t;

/* Whether this says that the service could not be asked, or not now: it is worth another try. */
bool question_is_away(status_t status);

/* A whole number of an answer; 0 when it has none of that name. */
int64_t service_answer_int(const service_answer_t *answer, const char *name);

/* The same of the first row of an answer that is a list. */
int64_t service_answer_row_int(const service_answer_t *answer, const char *name);

/* Whether an answer has a member of that name which is true. */
bool service_answer_is(const service_answer_t *answer, const char *name);

/* Marks a field of a method's request record as given, by its key on the wire. */
void question_give(method_id_t method, record_t *record, const char *key);

/* The job's step waits for the answer to a call of another service. `record` is that of the method, its given
 * fields marked; however often the call comes with the same `key` it has one effect (empty: none given). */
void question_service(job_t *job, method_id_t method, principal_t caller, const record_t *record, text_t key,
                      service_answer_t *answer);

#endif
