/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The customers that come from WeChat: who an openid is, and their profiles. The only file that knows the
 * commands; handlers and the consumer of what WeChat sends both ask here. Keys: common/store/keys.h.
 *
 * A new customer is on several slots, so it is made in steps, each of which does no harm once more: an id is
 * taken, the openid claims it ("?9" in `wx:open:…`), the profile follows, the list of ids, the credential,
 * and last the mark is taken off the claim. Whoever finds a claim that is marked goes on with it, so that two
 * who come at once, or one who is killed on the way, make one customer; and what is made whole is never made
 * again, not even a credential that was revoked.
 */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_PEOPLE_STORE_H
#define LEIDA_SERVICES_WECHAT_LOGIN_PEOPLE_STORE_H

#include "common/store/job.h"
#include "proto/records.h"

/* To be registered with the connection. */
extern const redis_script_t people_next_id, people_create, people_settle, people_profile;

/* Somebody in an official account. Texts must last until the answer is in. */
typedef struct {
    text_t appid, openid;  /* set by the caller: who it is */
    text_t name, avatar;   /* what WeChat says of them; empty: nothing, which takes nothing away */
    int64_t is_subscribed; /* SUBSCRIBED_…, whether they follow the account */

    int64_t id;  /* set by people_find and people_make: the customer's; 0: nobody */
    bool is_new; /* set by people_make: this call made the profile */
} person_t;

enum { SUBSCRIBED_UNKNOWN = -1, SUBSCRIBED_NO, SUBSCRIBED_YES };

/* Whether WeChat can have said this: an appid and an openid of which there may be a key (keys_open_is_sound),
 * the others UTF-8 of at most 2,000 bytes. The functions below take nothing else. */
bool person_is_sound(const person_t *person);

/* Each of the following adds to what the job's step waits for, and ends in whatever Redis could not do, which
 * is worth another try of the whole, or in REDIS_FOREIGN, reported. */

/* Finds the customer of appid and openid. One round trip. */
void people_find(job_t *job, person_t *person);
/* The same, and makes one where there is none, or only half of one: with a profile of all that is given, a
 * credential, and nothing else. Of one who is there the profile stays as it is. */
void people_make(job_t *job, person_t *person);
/* Writes what is given of a customer's name, picture and is_subscribed into the profile of `id`; the rest
 * stays, whoever else writes it meanwhile. Without such a profile nothing happens. */
void people_update(job_t *job, const person_t *person, int64_t id);
/* They follow no longer: is_subscribed is no, and the name and the picture that WeChat gave are erased. */
void people_forget(job_t *job, int64_t id);

#endif
