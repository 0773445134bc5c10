/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about people share; nobody else includes this. */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_PEOPLE_PARTS_H
#define LEIDA_SERVICES_WECHAT_LOGIN_PEOPLE_PARTS_H

#include "services/wechat/login/people_store.h"

enum { PEOPLE_IDENTIFIER_MAX = 128 /* bytes of an appid or openid */ };

/* One question, from step to step: each sends its commands and names what comes once all answers are in. */
typedef struct asking asking_t;
typedef void(asking_step_fn)(asking_t *self);
typedef void(asking_take_fn)(asking_t *self, const redis_reply_t *reply);

struct asking {
    asker_t asker;
    person_t *person;
    int64_t id;              /* of a customer who is to be changed */
    bool makes;              /* a customer where there is none */
    bool claimed, half_made; /* what the claim of the openid says */
    bool id_taken;           /* by somebody else than this person */
    unsigned tries;          /* ids that were somebody else's */
    size_t pending;          /* answers that the step waits for, and one until it is named */
    redis_status_t status;   /* of those that are in */
    asking_take_fn *take;    /* reads each of them */
    asking_step_fn *next;    /* NULL: it is done */
};

/* One for who asks; its first step may begin. `person` may be NULL. */
asking_t *asking_new(asker_t asker, person_t *person);
/* Frees it and tells who asks how it went. */
void asking_end(asking_t *self);

/* Gives the command under construction, begun. */
command_t *asking_begin(asking_t *self);
/* Sends the command under construction; of a script, if one is given. */
void asking_send(asking_t *self, const redis_script_t *script);
/* What comes once all answers are in, each of which `take` reads; with `next` NULL it is done. Where one of
 * them was not good it ends instead. */
void asking_then(asking_t *self, asking_take_fn *take, asking_step_fn *next);
/* While a reply is read: the key that was just added to the command under construction has bytes that are
 * none of ours, or Redis answered `reply` about it. Reported. */
void asking_foreign(asking_t *self, foreign_kind_t kind, const redis_reply_t *reply);

/* The profile of a new customer, as it is sent; lasts until the host's scratch is used again. */
text_t people_write_new(asking_t *self);

#endif
