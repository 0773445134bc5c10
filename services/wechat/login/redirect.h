/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of this room that are no JSON: where a browser is sent, and addresses of WeChat and of pages.
 */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_REDIRECT_H
#define LEIDA_SERVICES_WECHAT_LOGIN_REDIRECT_H

#include "services/wechat/core/core.h"
#include "services/wechat/login/passes.h"

/* Appends where customers (gzh) and staff users (qy) come back to after a login of the company. */
void address_append_return(buffer_t *out, const wechat_t *wechat, login_kind_t kind, int64_t company_id);

/* Sends the browser there, with the cookie for BROWSER_SECONDS, if it is not empty. Ends the call. */
void redirect(job_t *job, text_t address, text_t cookie);

/* The company that has such a login; NULL: none of this id has. Lasts until the return to the loop. */
const company_t *login_company(const wechat_t *wechat, login_kind_t kind, int64_t company_id);

/* Sends the browser to the page that tells why a login failed: a word of wechat.md 2. `company` NULL: not
 * known, so it is the page of the only one that has such a login, or else the one that comes with Leida. Ends
 * the call. */
void redirect_failed(job_t *job, login_kind_t kind, const company_t *company, const char *reason);

/* In place of job_fail, of a call by which a browser is on its way to a page, its own outcome not good: waits
 * for Redis as that does, but sends the browser to that page, as redirect_failed, rather than end the call
 * with a status, or than let its deadline pass. */
void redirect_unavailable(job_t *job, login_kind_t kind, const company_t *company);

/* Sends the browser to the page, where `next` says, with a login code. Ends the call. */
void redirect_logged_in(job_t *job, login_kind_t kind, const company_t *company, text_t next, text_t code);

/* Answers with this HTTP status and, of 200, a plain text. Ends the call. */
void answer_plain(job_t *job, int http, text_t text);

#endif
