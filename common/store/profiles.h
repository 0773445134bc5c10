/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles of people, as handlers show them, from the cache (proto/records.h). */
#ifndef LEIDA_COMMON_STORE_PROFILES_H
#define LEIDA_COMMON_STORE_PROFILES_H

#include "common/store/job.h"
#include "proto/records.h"

/* Each reads into a zeroed profile, texts into the job's arena, and adds to what the job waits for. The id
 * stays 0, and every text empty, when there is no such profile. */
void profiles_read_staff(job_t *job, int64_t id, user_profile_t *profile);
void profiles_read_customer(job_t *job, int64_t id, customer_profile_t *profile);

/* What a staff user sees a customer called: the name that the staff user gave, else the customer's own; of
 * one who has none, as WeChat gives none since 2021, the memo name. Empty when all are. */
text_t profiles_shown_name(text_t memo_name, text_t given_name, const customer_profile_t *customer);

/* 1 if the customer follows the official account, 0 if not; 1 too while nobody knows. */
int64_t customer_is_subscribed(const customer_profile_t *customer);

#endif
