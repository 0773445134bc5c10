/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about people share; nobody else includes this. */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_PEOPLE_PARTS_H
#define LEIDA_SERVICES_WECHAT_LOGIN_PEOPLE_PARTS_H

#include "services/wechat/login/people_store.h"

/* A question: a job of its own, for which the asker's step waits as for one answer. */
typedef struct {
    job_t job;
    job_t *asker;
    person_t *person;
    int64_t id;              /* of a customer who is to be changed */
    bool makes;              /* a customer where there is none */
    bool claimed, half_made; /* what the claim of the openid says */
    bool id_taken;           /* by somebody else than this person */
    unsigned tries;          /* ids that were somebody else's */
} asking_t;

/* One for who asks, in its arena; its first step may begin. `person` may be NULL. */
asking_t *asking_new(job_t *asker, person_t *person);
/* A step: tells who asks that it is done. */
job_fn asking_end;

/* The profile of a new customer, as it is sent; lasts until the host's scratch is used again. */
text_t people_write_new(asking_t *self);

#endif
