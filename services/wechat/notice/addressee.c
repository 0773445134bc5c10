/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/addressee.h"

bool addressee_find(const companies_t *companies, const addressee_t *addressee, notice_t *notice)
{
    const company_t *company = NULL;
    if (notice->to == PRINCIPAL_CUSTOMER && addressee->customer->openid.size > 0) {
        company = companies_find_appid(companies, addressee->customer->appid);
        notice->account = addressee->customer->appid;
        notice->person = addressee->customer->openid;
    } else if (notice->to == PRINCIPAL_STAFF && addressee->staff->userid.size > 0) {
        company = companies_find(companies, addressee->staff->company_id);
        company = company && company->has_qy ? company : NULL;
        notice->person = addressee->staff->userid;
    }
    if (company && notice->to == PRINCIPAL_STAFF)
        notice->account = text_of(company->qy.corpid);
    notice->company_id = company ? company->id : 0;
    return company != NULL;
}
