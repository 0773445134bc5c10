/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/login/redirect.h"

#include "base/percent.h"
#include "common/observe/log_limit.h"
#include "proto/raw_answer.h"
#include "services/wechat/core/public_url.h"

void address_append_return(buffer_t *out, const wechat_t *wechat, login_kind_t kind, int64_t company_id)
{
    public_url_append(out, wechat, kind == LOGIN_GZH ? METHOD_GZH_RETURN : METHOD_QY_LOGIN);
    if (kind == LOGIN_QY)
        buffer_append_int(out, company_id);
}

/* ---- answers ---- */

static void answer_raw(job_t *job, const raw_answer_t *answer)
{
    buffer_t *out = job_out(job);
    raw_answer_write(out, answer);
    job_answer(job, STATUS_RAW);
}

void redirect(job_t *job, text_t address, text_t cookie)
{
    raw_answer_t answer = {.http = 302, .type = RAW_PLAIN, .location = address, .cookie = cookie};
    if (cookie.size > 0)
        answer.cookie_seconds = BROWSER_SECONDS;
    answer_raw(job, &answer);
}

void answer_plain(job_t *job, int http, text_t text)
{
    answer_raw(job, &(raw_answer_t){.http = http, .type = RAW_PLAIN, .body = text});
}

/* ---- pages ---- */

static bool has_login(const company_t *company, login_kind_t kind)
{
    return kind == LOGIN_GZH ? company->has_gzh : company->has_qy;
}

const company_t *login_company(const wechat_t *wechat, login_kind_t kind, int64_t company_id)
{
    const company_t *company = companies_find(wechat->companies, company_id);
    return company && has_login(company, kind) ? company : NULL;
}

/* Most installations have one. */
static const company_t *only_company(const wechat_t *wechat, login_kind_t kind)
{
    const company_t *company, *only = NULL;
    size_t at = 0, count = 0;
    while ((company = companies_next(wechat->companies, &at)))
        if (has_login(company, kind)) {
            only = company;
            count++;
        }
    return count == 1 ? only : NULL;
}

static void append_page(buffer_t *out, const wechat_t *wechat, login_kind_t kind, const company_t *company)
{
    if (company) {
        buffer_append_text(out, text_of(kind == LOGIN_GZH ? company->customer : company->staff));
    } else {
        buffer_append_text(out, text_of(wechat->settings->public_url));
        buffer_append_text(out, kind == LOGIN_GZH ? TEXT_LITERAL("/web/c.html") : TEXT_LITERAL("/web/"));
    }
    buffer_append_char(out, '#');
}

void redirect_failed(job_t *job, login_kind_t kind, const company_t *company, const char *reason)
{
    buffer_t *address = job_scratch(job);
    log_limited(LOG_INFO, "login failed", LOG_STRING("kind", kind == LOGIN_GZH ? "gzh" : "qy"),
                LOG_INT("company", company ? company->id : 0), LOG_STRING("reason", reason));
    append_page(address, wechat_of(job), kind, company ? company : only_company(wechat_of(job), kind));
    buffer_append_literal(address, "/login_error?reason=");
    buffer_append_text(address, text_of(reason));
    redirect(job, buffer_text(address), TEXT_NONE);
}

void redirect_unavailable(job_t *job, login_kind_t kind, const company_t *company)
{
    enum { ANSWER_MS = 500 }; /* it may just be on its way from one instance to another */
    if (job_may_wait(job, ANSWER_MS))
        job_fail(job);
    else
        redirect_failed(job, kind, company, "unavailable");
}

/* `next` begins with '/' and is UTF-8 without control characters (FIELD_PATH); behind '#' anything else than
 * visible ASCII is encoded. */
static void append_next(buffer_t *out, text_t next)
{
    for (size_t i = 0; i < next.size; i++) {
        const char c = next.data[i];
        if (c > ' ' && c < 0x7f)
            buffer_append_char(out, c);
        else
            percent_encode_byte(out, c);
    }
}

/* A place in the page that is none of the login's own. */
static text_t place_of(text_t next)
{
    const bool is_login = text_begins(next, TEXT_LITERAL("/login"));
    return next.size == 0 || is_login ? TEXT_LITERAL("/") : next;
}

/* The code comes before whatever else `next` brings, so that it is the one that is found. */
void redirect_logged_in(job_t *job, login_kind_t kind, const company_t *company, text_t next, text_t code)
{
    buffer_t *address = job_scratch(job);
    text_t place = place_of(next), query = TEXT_NONE;
    const char *mark = memchr(place.data, '?', place.size);
    if (mark) {
        query = (text_t){mark + 1, (size_t)(place.data + place.size - mark) - 1};
        place.size = (size_t)(mark - place.data);
    }
    append_page(address, wechat_of(job), kind, company);
    append_next(address, place);
    buffer_append_literal(address, "?login=");
    buffer_append_text(address, code);
    if (query.size > 0)
        buffer_append_char(address, '&');
    append_next(address, query);
    redirect(job, buffer_text(address), TEXT_NONE);
}
