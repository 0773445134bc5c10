/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/addressee.h"

bool addressee_find(const companies_t *companies, const addressee_t *addressee, notice_t *notice)
{
    const company_t *company = NULL;
    if (notice->to == PRINCIPAL_CUSTOMER && addressee->customer->openid.size > 0) {
        company = companies_find_appid(companies, addressee->customer->appid);
        notice->person = addressee->customer->openid;
    } else if (notice->to == PRINCIPAL_STAFF && addressee->staff->userid.size > 0) {
        company = companies_find(companies, addressee->staff->company_id);
        company = company && company->has_qy ? company : NULL;
        notice->person = addressee->staff->userid;
    }
    notice->company_id = company ? company->id : 0;
    return company != NULL;
}
