/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/login_test.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "proto/contract.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/http.h"

enum { TIMEOUT = 10000 };

typedef enum { WAY_BEGINS, WAY_ABSENT, WAY_BROKEN } way_t;

static text_t behind(text_t text, text_t what)
{
    const char *at = text.size ? memmem(text.data, text.size, what.data, what.size) : NULL;
    return at ? (text_t){at + what.size, (size_t)(text.data + text.size - at) - what.size} : TEXT_NONE;
}

static text_t until(text_t text, const char *ends)
{
    size_t size = 0;
    while (size < text.size && !strchr(ends, text.data[size]))
        size++;
    return (text_t){text.data, size};
}

static void write_decoded(buffer_t *out, text_t text)
{
    for (size_t i = 0; i < text.size; i++) {
        const int high = text.data[i] == '%' && i + 2 < text.size ? ascii_hex_value(text.data[i + 1]) : -1;
        const int low = high >= 0 ? ascii_hex_value(text.data[i + 2]) : -1;
        buffer_append_char(out, low >= 0 ? (char)(high * 16 + low) : text.data[i]);
        i += low >= 0 ? 2 : 0;
    }
}

/* The value of a parameter of the address; empty: it has none. `name`: "appid=". */
static text_t parameter(text_t address, const char *name)
{
    for (text_t query = behind(address, TEXT_LITERAL("?")); query.size > 0;
         query = behind(query, TEXT_LITERAL("&"))) {
        text_t pair = until(query, "&#");
        if (text_skip(&pair, text_of(name)))
            return pair;
    }
    return TEXT_NONE;
}

static way_t print_redirect(const char *name, text_t address)
{
    const text_t reason = behind(address, TEXT_LITERAL("#/login_error?reason="));
    const text_t host = until(behind(address, TEXT_LITERAL("://")), "/?#");
    const text_t appid = parameter(address, "appid=");
    buffer_t back = {0};
    if (reason.size > 0) {
        say(stdout, "%s: it fails: %.*s", name, TEXT_ARG(reason));
        return WAY_BROKEN;
    }
    write_decoded(&back, parameter(address, "redirect_uri="));
    const bool sound = host.size > 0 && appid.size > 0 && back.size > 0;
    const bool is_https = text_begins(buffer_text(&back), TEXT_LITERAL("https://"));
    if (sound)
        say(stdout, "%s: 302 to %.*s, appid %.*s, redirect_uri %.*s", name, TEXT_ARG(host), TEXT_ARG(appid),
            TEXT_ARG(buffer_text(&back)));
    else
        say(stdout, "%s: 302 to an address that is none of WeChat's or WeCom's: is the gateway's URL right?",
            name);
    if (sound && !is_https)
        say(stdout,
            "%s: redirect_uri is no https: set the service's public_url to where people reach the API", name);
    buffer_free(&back);
    return sound ? WAY_BEGINS : WAY_BROKEN;
}

static way_t print_status(const char *name, int64_t company_id, long status)
{
    switch (status) {
    case 404:
        say(stdout,
            "%s: not configured: there is no block %s in %lld.cfg of the folder `companies`, or it was not "
            "read again (SIGHUP)",
            name, name, (long long)company_id);
        return WAY_ABSENT;
    case 429:
        say(stdout, "%s: 429: too many logins from this address: again in a minute", name);
        break;
    case 503:
    case 504:
        say(stdout,
            "%s: %ld: the WeChat service or its Redis does not answer: is leida-wechat up, and among the "
            "gateway's upstreams?",
            name, status);
        break;
    default:
        say(stdout, "%s: %ld, where a 302 was expected: is the URL that of the gateway?", name, status);
    }
    return WAY_BROKEN;
}

static way_t try_way(http_t *http, const char *url, const char *name, const char *path, int64_t company_id)
{
    buffer_t address = {0}, answer = {0};
    const char *why;
    buffer_append_format(&address, "%s%s%s/%lld%c", url, CONTRACT_BASE_PATH, path, (long long)company_id,
                         '\0');
    if (!http_send(http, &(http_request_t){.url = address.data}, &answer, &why))
        fail("the gateway at %s does not answer: %s", url, why);
    const long status = http_status(http);
    const char *location = http_header(http, "Location");
    const way_t way = status == 302 && location ? print_redirect(name, text_of(location))
                                                : print_status(name, company_id, status);
    buffer_free(&address);
    buffer_free(&answer);
    return way;
}

int login_test_run(const char *url, int64_t company_id)
{
    http_t *http = http_new(TIMEOUT, NULL);
    const way_t gzh = try_way(http, url, "gzh", "/gongzhonghao/work_gongzhonghao_auth", company_id);
    const way_t qy = try_way(http, url, "qy", "/qiyeweixin/work_weixin_auth", company_id);
    http_destroy(&http);
    const bool begins = gzh == WAY_BEGINS || qy == WAY_BEGINS;
    return begins && gzh != WAY_BROKEN && qy != WAY_BROKEN ? EXIT_SUCCESS : EXIT_FAILURE;
}
