/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/http.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/json/check.h"
#include "base/json/walk.h"
#include "tools/leidactl/common/fail.h"

struct http {
    CURL *curl;
    bool (*gives_up)(void);
    char error[CURL_ERROR_SIZE];
};

static size_t receive(char *data, size_t size, size_t count, void *answer)
{
    buffer_append(answer, data, size * count);
    return size * count;
}

static int ask(void *context, curl_off_t all, curl_off_t now, curl_off_t up_all, curl_off_t up_now)
{
    const http_t *self = context;
    (void)all, (void)now, (void)up_all, (void)up_now;
    return self->gives_up && self->gives_up();
}

http_t *http_new(int64_t timeout, bool (*gives_up)(void))
{
    http_t *self = memory_new(sizeof *self);
    *self = (http_t){.curl = curl_easy_init(), .gives_up = gives_up};
    if (!self->curl)
        fail("libcurl does not start");
    curl_easy_setopt(self->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(self->curl, CURLOPT_TIMEOUT_MS, (long)timeout);
    curl_easy_setopt(self->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(self->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(self->curl, CURLOPT_ERRORBUFFER, self->error);
    curl_easy_setopt(self->curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(self->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(self->curl, CURLOPT_XFERINFOFUNCTION, ask);
    curl_easy_setopt(self->curl, CURLOPT_XFERINFODATA, self);
    return self;
}

void http_destroy(http_t **self_p)
{
    http_t *self = *self_p;
    *self_p = NULL;
    curl_easy_cleanup(self->curl);
    free(self);
}

bool http_send(http_t *self, const http_request_t *request, buffer_t *answer, const char **why)
{
    struct curl_slist *headers = NULL;
    for (size_t i = 0; i < sizeof request->headers / sizeof *request->headers; i++)
        if (request->headers[i])
            headers = curl_slist_append(headers, request->headers[i]);
    self->error[0] = '\0';
    curl_easy_setopt(self->curl, CURLOPT_URL, request->url);
    curl_easy_setopt(self->curl, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(self->curl, CURLOPT_HTTPHEADER, headers);
    if (request->is_post) {
        curl_easy_setopt(self->curl, CURLOPT_POSTFIELDSIZE, (long)request->body.size);
        curl_easy_setopt(self->curl, CURLOPT_POSTFIELDS, request->body.data ? request->body.data : "");
    } else {
        curl_easy_setopt(self->curl, CURLOPT_HTTPGET, 1L);
    }
    const CURLcode code = curl_easy_perform(self->curl);
    curl_slist_free_all(headers);
    *why = self->error[0] ? self->error : curl_easy_strerror(code);
    return code == CURLE_OK;
}

const char *http_header(http_t *self, const char *name)
{
    struct curl_header *header;
    bool there = curl_easy_header(self->curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
    return there ? header->value : NULL;
}

long http_status(http_t *self)
{
    long status = 0;
    curl_easy_getinfo(self->curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static void write_escaped(buffer_t *out, text_t text)
{
    if (text.size == 0)
        return;
    char *escaped = curl_easy_escape(NULL, text.data, (int)text.size);
    buffer_append_text(out, text_of(escaped));
    curl_free(escaped);
}

void http_add_field(buffer_t *out, text_t name, text_t value)
{
    if (out->size > 0)
        buffer_append_char(out, '&');
    write_escaped(out, name);
    buffer_append_char(out, '=');
    write_escaped(out, value);
}

int64_t http_code(text_t answer)
{
    int64_t code = 0;
    json_walk_t walk;
    json_item_t item;
    if (json_check(answer) != JSON_OBJECT)
        return 0;
    for (json_walk_start(&walk, answer); json_walk_next(&walk, &item);)
        if (text_equal(item.key, TEXT_LITERAL("code")) && text_to_int(item.value, &code))
            return code;
    return 0;
}
