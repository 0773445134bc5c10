/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/core/public_url.h"

#include "proto/contract.h"

void public_url_append(buffer_t *out, const wechat_t *wechat, method_id_t method)
{
    const char *path = contract_method(method)->path;
    buffer_append_text(out, text_of(wechat->settings->public_url));
    buffer_append_literal(out, CONTRACT_BASE_PATH);
    buffer_append(out, path, strcspn(path, "{"));
}
