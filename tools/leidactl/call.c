/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl call`: signs a request as api.md 1 says, sends it to the gateway and prints the JSON of the
 * answer. */
#include <stdlib.h>

#include "base/json/check.h"
#include "base/json/write.h"
#include "proto/contract.h"
#include "tools/leidactl/common/credential.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/follow.h"
#include "tools/leidactl/http.h"
#include "tools/leidactl/sign.h"

enum { TIMEOUT_MS = 70000, FIELDS_MAX = 64 };

typedef struct {
    bool post, json, hmac, trace, follow;
    const char *path;
    principal_t principal;
    const char *fields[FIELDS_MAX]; /* "name=value" */
    size_t count;
} request_t;

/* What is sent. */
typedef struct {
    buffer_t token, query, body, authorization; /* the last: a header's line */
    buffer_t url;
} call_t;

static void call_free(call_t *call)
{
    buffer_t *const buffers[] = {&call->token, &call->query, &call->body, &call->authorization, &call->url};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buffer_free(buffers[i]);
}

static void read_field(request_t *request, const char *word)
{
    if (!word || !strchr(word, '=') || word[0] == '=')
        fail_usage("call: -d takes field=value");
    if (request->count == FIELDS_MAX)
        fail_usage("call: more than %d fields", FIELDS_MAX);
    request->fields[request->count++] = word;
}

static request_t read_request(char **words)
{
    request_t request = {0};
    const char *as = NULL;
    const char *subcommand = NULL;
    for (; *words; words++) {
        if (strcmp(*words, "--as") == 0)
            as = *++words;
        else if (strcmp(*words, "-d") == 0)
            read_field(&request, *++words);
        else if (strcmp(*words, "--json") == 0)
            request.json = true;
        else if (strcmp(*words, "--hmac") == 0)
            request.hmac = true;
        else if (strcmp(*words, "--trace") == 0)
            request.trace = true;
        else if (strcmp(*words, "--follow") == 0)
            request.follow = true;
        else if (!subcommand)
            subcommand = *words;
        else if (!request.path)
            request.path = *words;
        else
            fail_usage("call: what is '%s'?", *words);
        if (!*words)
            break;
    }
    if (!as)
        fail_usage("call: --as user:ID or --as customer:ID is needed");
    request.principal = subcommand_principal(as);
    if (request.follow && (subcommand || request.count > 0 || request.json || request.trace))
        fail_usage("call: --follow takes no route and no fields, and of the options --as and --hmac");
    if (request.follow)
        return request;
    request.post = subcommand && strcmp(subcommand, "POST") == 0;
    if (!subcommand || (!request.post && strcmp(subcommand, "GET") != 0))
        fail_usage("call: GET or POST is needed");
    if (!request.path || request.path[0] != '/')
        fail_usage("call: a path such as " CONTRACT_BASE_PATH "/qiyeweixin/tongxunlu is needed");
    if (request.json && !request.post)
        fail_usage("call: --json is for POST");
    return request;
}

/* "name=value&name=value" */
static void write_form(buffer_t *out, const request_t *request)
{
    for (size_t i = 0; i < request->count; i++) {
        const char *sign_at = strchr(request->fields[i], '=');
        http_add_field(out, (text_t){request->fields[i], (size_t)(sign_at - request->fields[i])},
                       text_of(sign_at + 1));
    }
}

/* Lists and objects go as they are, everything else as text, which the API takes for numbers too. */
static void write_json(buffer_t *out, const request_t *request)
{
    for (size_t i = 0; i < request->count; i++) {
        const char *sign_at = strchr(request->fields[i], '=');
        text_t value = text_of(sign_at + 1);
        json_type_t type = json_check(value);
        buffer_append_char(out, i == 0 ? '{' : ',');
        json_write_string(out, (text_t){request->fields[i], (size_t)(sign_at - request->fields[i])});
        buffer_append_char(out, ':');
        if (type == JSON_OBJECT || type == JSON_ARRAY)
            buffer_append_text(out, value);
        else
            json_write_string(out, value);
    }
    buffer_append_text(out, request->count == 0 ? TEXT_LITERAL("{}") : TEXT_LITERAL("}"));
}

static void send_request(http_t *http, const request_t *request, const call_t *call, buffer_t *answer)
{
    const char *why;
    const http_request_t sent = {
        .url = call->url.data,
        .is_post = request->post,
        .body = buffer_text(&call->body),
        .headers = {request->json ? "Content-Type: application/json" : NULL, call->authorization.data}};
    if (!http_send(http, &sent, answer, &why))
        fail("%s", why);
}

/* Makes what is sent: the fields in query or body, then the signature over them. */
static void build(call_t *call, const settings_t *settings, const request_t *request)
{
    if (request->json)
        write_json(&call->body, request);
    else
        write_form(request->post ? &call->body : &call->query, request);
    sign_call_t what = {.principal = &request->principal,
                        .method = request->post ? "POST" : "GET",
                        .path = text_of(request->path),
                        .body = buffer_text(&call->body)};
    if (request->hmac)
        sign_header(&call->authorization, &what, &call->query, buffer_text(&call->token));
    else
        sign_query(&call->query, &what, buffer_text(&call->token));
    buffer_append_format(&call->url, "%s%s%s%.*s", settings->url, request->path,
                         call->query.size > 0 ? "?" : "", TEXT_ARG(buffer_text(&call->query)));
    buffer_append_char(&call->url, '\0');
}

static void read_token(const settings_t *settings, request_t *request, buffer_t *token)
{
    store_t *store = subcommand_store(settings);
    credential_t credential;
    if (!token_read(store, &request->principal, token, &credential)) {
        token_require_profile(store, &request->principal);
        token_fail_absent(&request->principal);
    }
    request->hmac |= credential.hmac_only;
    store_destroy(&store);
}

/* The same JSON value, on one line; what is none (a proxy's page) as it came, but for the escapes. */
static void print_answer(text_t answer)
{
    buffer_t compact = {0};
    if (json_check(answer) == JSON_INVALID)
        buffer_append_text(&compact, answer);
    else
        json_compact(&compact, answer);
    say(stdout, "%.*s", TEXT_ARG(buffer_text(&compact)));
    buffer_free(&compact);
}

/* What the lines of the log about this request have, in all processes. */
static void tell_trace(http_t *http)
{
    const char *id = http_header(http, "X-Request-Id");
    if (id)
        say(stderr, "X-Request-Id: %s", id);
}

int subcommand_call(const settings_t *settings, char **words)
{
    request_t request = read_request(words);
    call_t call = {0};
    read_token(settings, &request, &call.token);
    if (request.follow) {
        follow(&(follow_t){settings->url, request.principal, buffer_text(&call.token), request.hmac});
        call_free(&call);
        return EXIT_FAILURE;
    }
    buffer_t answer = {0};
    http_t *http = http_new(TIMEOUT_MS, NULL);
    build(&call, settings, &request);
    send_request(http, &request, &call, &answer);
    const bool done = http_code(buffer_text(&answer)) == HTTP_CODE_DONE;
    print_answer(buffer_text(&answer));
    if (request.trace || !done)
        tell_trace(http);
    http_destroy(&http);
    buffer_free(&answer);
    call_free(&call);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
