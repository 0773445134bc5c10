/* SPDX-License-Identifier: Apache-2.0 */
/* By which company's account, and under which name, somebody can be told. Pure. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_ADDRESSEE_H
#define LEIDA_SERVICES_WECHAT_NOTICE_ADDRESSEE_H

#include "proto/records.h"
#include "services/wechat/company/company.h"
#include "services/wechat/notice/notice.h"

/* Whoever is to be told, as they are known: the one of the two that `to` says. */
typedef struct {
    const user_profile_t *staff;
    const customer_profile_t *customer;
} addressee_t;

/* Fills in the company, the account and the person of a notice, which borrows from the profiles and from the
 * company: until the return to the loop. False when nobody can tell them: they have no openid or member id
 * (then the person is empty), or their company has no such account. */
bool addressee_find(const companies_t *companies, const addressee_t *addressee, notice_t *notice);

#endif
