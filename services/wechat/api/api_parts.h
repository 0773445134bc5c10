/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of api_t, for the api*.c files. */
#ifndef LEIDA_SERVICES_WECHAT_API_API_PARTS_H
#define LEIDA_SERVICES_WECHAT_API_API_PARTS_H

#include "services/wechat/api/account.h"
#include "services/wechat/api/http.h"

struct api {
    loop_t *loop;
    api_options_t options;
    http_t *http;
    http_host_t *gzh, *qy;
    link_t accounts;
    link_t settled; /* calls whose answer is known */
    loop_flush_t *tell;
    loop_timer_t *keeper; /* of rests that Redis could not be told of */
    bool ending;
    uint64_t counts[API_ENDPOINTS][API_VERDICTS];
};

/* The account of a company, as it is configured now; NULL: it has none of that kind. */
account_t *api_account(api_t *self, int64_t company_id, bool is_qy);

/* ---- api_tokens.c ---- */

/* The token of an account, as one of its keeps. */
kept_t *api_token_new(account_t *account);

#endif
