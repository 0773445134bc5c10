/* SPDX-License-Identifier: Apache-2.0 */
/* GET /gongzhonghao/work_gongzhonghao_auth/{company}: a customer is sent to WeChat, to say who they are. */
#include "proto/requests.h"
#include "services/wechat/login/start.h"

void gzh_start_run(void *host, call_t *call)
{
    start_job_t *self = job_new(host, call, sizeof *self);
    const wechat_login_request_t *request = call_record(call);
    self->state = (state_t){.kind = LOGIN_GZH,
                            .company_id = request->company_id,
                            .with_profile = request->scope == GZH_SCOPE_USERINFO,
                            .share = request->share,
                            .next = request->next};
    self->cookie = request->cookie;
    start_login(self);
}
