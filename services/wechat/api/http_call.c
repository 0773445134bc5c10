/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/http_parts.h"

#include <curl/curl.h>
#include <stdlib.h>

enum {
    HEAD_MAX = 64 * 1024,
    IDLE_S = 20 /* an older connection may be on its way to be closed by the other side */
};

http_call_t *http_call_new(http_host_t *host, const http_request_t *request, http_done_fn *done,
                           void *context)
{
    http_call_t *self = memory_new_zeroed(sizeof *self);
    self->host = host;
    self->done = done;
    self->context = context;
    self->once = request->once;
    self->limit = request->limit;
    buffer_append_text(&self->path, request->path);
    buffer_append_text(&self->query, request->query);
    buffer_append_text(&self->body, request->body);
    return self;
}

void http_call_destroy(http_call_t **self_p)
{
    http_call_t *self = *self_p;
    *self_p = NULL;
    curl_easy_cleanup(self->easy);
    curl_slist_free_all(self->headers);
    buffer_free(&self->path);
    buffer_free(&self->query);
    buffer_free(&self->url);
    buffer_free(&self->body);
    buffer_free(&self->received);
    free(self->type);
    free(self);
}

/* ---- what libcurl calls ---- */

static size_t receive_head(char *bytes, size_t size, size_t count, void *context)
{
    http_call_t *self = context;
    (void)bytes;
    self->head_size += size * count;
    self->is_too_large = self->is_too_large || self->head_size > HEAD_MAX;
    return self->is_too_large ? 0 : size * count;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
    http_call_t *self = context;
    if (size * count > self->limit - self->received.size) {
        self->is_too_large = true;
        return 0;
    }
    buffer_append(&self->received, bytes, size * count);
    return size * count;
}

static size_t send_piece(char *bytes, size_t size, size_t count, void *context)
{
    http_call_t *self = context;
    size_t piece = self->body.size - self->body_sent;
    if (piece > size * count)
        piece = size * count;
    if (piece > 0)
        memcpy(bytes, self->body.data + self->body_sent, piece);
    self->body_sent += piece;
    return piece;
}

/* libcurl asks to begin again when a connection of earlier requests is gone: what was sent may have arrived,
 * so it must not. Before the first byte there is nothing to fear. */
static int send_from(void *context, curl_off_t offset, int origin)
{
    http_call_t *self = context;
    return self->body_sent == 0 && offset == 0 && origin == SEEK_SET ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

/* ---- */

static void write_url(http_call_t *self, const char *base)
{
    buffer_append_text(&self->url, text_of(base));
    buffer_append_text(&self->url, buffer_text(&self->path));
    if (self->query.size > 0) {
        buffer_append_char(&self->url, '?');
        buffer_append_text(&self->url, buffer_text(&self->query));
    }
    buffer_append_char(&self->url, '\0');
}

static void add_header(http_call_t *self, const char *line)
{
    struct curl_slist *longer = curl_slist_append(self->headers, line);
    if (longer)
        self->headers = longer;
}

static void set_up_body(http_call_t *self)
{
    curl_easy_setopt(self->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(self->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)self->body.size);
    curl_easy_setopt(self->easy, CURLOPT_READFUNCTION, send_piece);
    curl_easy_setopt(self->easy, CURLOPT_READDATA, self);
    curl_easy_setopt(self->easy, CURLOPT_SEEKFUNCTION, send_from);
    curl_easy_setopt(self->easy, CURLOPT_SEEKDATA, self);
    add_header(self, "Content-Type: application/json");
    add_header(self, "Expect:");
}

bool http_call_set_up(http_call_t *self, const char *base, const http_options_t *options)
{
    CURL *easy = self->easy = curl_easy_init();
    if (!easy)
        return false;
    write_url(self, base);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, self);
    curl_easy_setopt(easy, CURLOPT_URL, self->url.data);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, strncmp(base, "https:", 6) == 0 ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (options->authorities)
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->authorities);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* waits for no name server in the end */
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)options->whole);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)self->limit); /* as it is announced */
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_S);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, self->once ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "leida/" LEIDA_VERSION);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_head);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, self);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, self);
    if (self->body.size > 0)
        set_up_body(self);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, self->headers);
    return true;
}

static bool was_sent(const http_call_t *self)
{
    long size = 0;
    return self->easy && curl_easy_getinfo(self->easy, CURLINFO_REQUEST_SIZE, &size) == CURLE_OK && size > 0;
}

static http_outcome_t outcome_of(const http_call_t *self, CURLcode result)
{
    if (result == CURLE_OK)
        return HTTP_ANSWERED;
    if (self->is_too_large || result == CURLE_FILESIZE_EXCEEDED)
        return HTTP_TOO_LARGE;
    return result == CURLE_OPERATION_TIMEDOUT ? HTTP_TIMED_OUT : HTTP_BROKEN;
}

void http_call_read(http_call_t *self, int result)
{
    const CURLcode code = (CURLcode)result;
    const char *type = NULL;
    long status = 0;
    self->answer = (http_answer_t){
        .outcome = outcome_of(self, code), .sent = was_sent(self), .why = "answered"};
    if (code != CURLE_OK) {
        self->answer.why = curl_easy_strerror(code);
        return;
    }
    curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(self->easy, CURLINFO_CONTENT_TYPE, &type);
    if (type)
        self->type = memory_copy_text(text_of(type));
    self->answer.why = NULL;
    self->answer.status = (int)status;
    self->answer.type = text_of(self->type);
    self->answer.body = buffer_text(&self->received);
}

void http_call_abandon(http_call_t *self)
{
    self->answer = (http_answer_t){.outcome = HTTP_ENDED, .sent = was_sent(self), .why = "this process ends"};
}
