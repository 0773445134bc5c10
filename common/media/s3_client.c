/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/s3_client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    IDLE_MAX = 16,        /* connections that are kept for later */
    TEXT_MAX = 64 * 1024, /* bytes of an answer, which is an error's, that are taken */
    CONNECT_MS = 5000,
    SLOWEST = 1024, /* bytes a second; what moves more slowly for `patience` is given up */
    WHOLE_S = 600,  /* for a request, however fast it moves */
};

struct s3_client {
    s3_options_t options;
    char *signing; /* as CURLOPT_AWS_SIGV4 takes it */
    pthread_mutex_t lock;
    CURL *idle[IDLE_MAX];
    size_t idle_count;
};

s3_client_t *s3_client_new(const s3_options_t *options)
{
    s3_client_t *self = memory_new_zeroed(sizeof *self);
    buffer_t signing = {0};
    self->options = *options;
    buffer_append_format(&signing, "aws:amz:%s:s3%c", options->region, '\0');
    self->signing = signing.data;
    pthread_mutex_init(&self->lock, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return self;
}

void s3_client_destroy(s3_client_t **self_p)
{
    s3_client_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    while (self->idle_count > 0)
        curl_easy_cleanup(self->idle[--self->idle_count]);
    curl_global_cleanup();
    pthread_mutex_destroy(&self->lock);
    free(self->signing);
    free(self);
}

/* ---- connections ---- */

/* NULL when libcurl does not start. */
static CURL *take_handle(s3_client_t *self)
{
    CURL *curl = NULL;
    pthread_mutex_lock(&self->lock);
    if (self->idle_count > 0)
        curl = self->idle[--self->idle_count];
    pthread_mutex_unlock(&self->lock);
    return curl ? curl : curl_easy_init();
}

static void give_handle(s3_client_t *self, CURL *curl)
{
    curl_easy_reset(curl);
    pthread_mutex_lock(&self->lock);
    if (self->idle_count < IDLE_MAX) {
        self->idle[self->idle_count++] = curl;
        curl = NULL;
    }
    pthread_mutex_unlock(&self->lock);
    if (curl)
        curl_easy_cleanup(curl);
}

/* ---- one request ---- */

typedef struct {
    CURL *curl;
    buffer_t url;
    struct curl_slist *headers;
    const media_file_t *file; /* that is sent; NULL: none */
    int64_t sent;             /* bytes of it */
    buffer_t text;            /* that the store answers with */
    char error[CURL_ERROR_SIZE];
} request_t;

static size_t receive_text(char *bytes, size_t size, size_t count, void *context)
{
    request_t *self = context;
    if (self->text.size + size * count > TEXT_MAX)
        return 0;
    buffer_append(&self->text, bytes, size * count);
    return size * count;
}

static size_t send_piece(char *bytes, size_t size, size_t count, void *context)
{
    request_t *self = context;
    ssize_t got = pread(self->file->file, bytes, size * count, self->sent);
    if (got < 0)
        return CURL_READFUNC_ABORT;
    self->sent += got;
    return (size_t)got;
}

/* When a connection that was kept is gone, libcurl begins again on another. */
static int send_from(void *context, curl_off_t offset, int origin)
{
    request_t *self = context;
    if (origin != SEEK_SET)
        return CURL_SEEKFUNC_FAIL;
    self->sent = offset;
    return CURL_SEEKFUNC_OK;
}

static void add_header(request_t *self, const char *name, const char *value)
{
    buffer_t line = {0};
    buffer_append_format(&line, "%s: %s%c", name, value, '\0');
    struct curl_slist *longer = curl_slist_append(self->headers, line.data);
    if (longer)
        self->headers = longer;
    buffer_free(&line);
}

static void set_up(request_t *self, const s3_client_t *client, const char *name)
{
    const s3_options_t *options = &client->options;
    buffer_append_text(&self->url, text_of(options->endpoint));
    s3_client_path(client, text_of(name), &self->url);
    buffer_append_char(&self->url, '\0');
    curl_easy_setopt(self->curl, CURLOPT_URL, self->url.data);
    curl_easy_setopt(self->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(self->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(self->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(self->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(self->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(self->curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOWEST);
    curl_easy_setopt(self->curl, CURLOPT_LOW_SPEED_TIME, (long)options->patience);
    curl_easy_setopt(self->curl, CURLOPT_TIMEOUT, (long)WHOLE_S);
    if (options->authorities[0])
        curl_easy_setopt(self->curl, CURLOPT_CAINFO, options->authorities);
    curl_easy_setopt(self->curl, CURLOPT_AWS_SIGV4, client->signing);
    curl_easy_setopt(self->curl, CURLOPT_USERNAME, options->access_key);
    curl_easy_setopt(self->curl, CURLOPT_PASSWORD, options->secret_key);
    curl_easy_setopt(self->curl, CURLOPT_ERRORBUFFER, self->error);
    curl_easy_setopt(self->curl, CURLOPT_WRITEFUNCTION, receive_text);
    curl_easy_setopt(self->curl, CURLOPT_WRITEDATA, self);
}

/* libcurl 7.88 signs this header, but adds none of its own. */
static void set_up_digest(request_t *self)
{
    static const char of_nothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    add_header(self, "x-amz-content-sha256", self->file ? self->file->sha256 : of_nothing);
}

static void set_up_file(request_t *self)
{
    curl_easy_setopt(self->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(self->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)self->file->size);
    curl_easy_setopt(self->curl, CURLOPT_READFUNCTION, send_piece);
    curl_easy_setopt(self->curl, CURLOPT_READDATA, self);
    curl_easy_setopt(self->curl, CURLOPT_SEEKFUNCTION, send_from);
    curl_easy_setopt(self->curl, CURLOPT_SEEKDATA, self);
    add_header(self, "Content-Type", self->file->type);
    add_header(self, "Content-Disposition", self->file->is_attachment ? "attachment" : "inline");
    add_header(self, "Cache-Control", "public, max-age=31536000, immutable");
}

/* The code of an error that S3 answers with: "<Code>SlowDown</Code>". */
static text_t code_of(const buffer_t *text)
{
    static const char tag[] = "<Code>";
    const char *begin = text->size ? memmem(text->data, text->size, tag, sizeof tag - 1) : NULL;
    if (!begin)
        return TEXT_LITERAL("no code");
    begin += sizeof tag - 1;
    const size_t left = (size_t)(text->data + text->size - begin);
    const char *end = memchr(begin, '<', left);
    return (text_t){begin, end ? (size_t)(end - begin) : left};
}

static void read_answer(request_t *self, CURLcode result, s3_answer_t *answer)
{
    curl_off_t length = -1;
    if (result != CURLE_OK) {
        snprintf(answer->why, sizeof answer->why, "%s",
                 self->error[0] ? self->error : curl_easy_strerror(result));
        return;
    }
    curl_easy_getinfo(self->curl, CURLINFO_RESPONSE_CODE, &answer->http);
    curl_easy_getinfo(self->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    answer->length = length;
    if (answer->http / 100 != 2)
        snprintf(answer->why, sizeof answer->why, "HTTP %ld, %.*s", answer->http,
                 TEXT_ARG(code_of(&self->text)));
}

static void perform(s3_client_t *client, const char *name, const media_file_t *file, s3_answer_t *answer)
{
    request_t self = {.curl = take_handle(client), .file = file};
    *answer = (s3_answer_t){.length = -1, .why = "libcurl does not start"};
    if (!self.curl)
        return;
    set_up(&self, client, name);
    set_up_digest(&self);
    if (file)
        set_up_file(&self);
    else
        curl_easy_setopt(self.curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(self.curl, CURLOPT_HTTPHEADER, self.headers);
    read_answer(&self, curl_easy_perform(self.curl), answer);
    give_handle(client, self.curl);
    curl_slist_free_all(self.headers);
    buffer_free(&self.url);
    buffer_free(&self.text);
}

void s3_client_head(s3_client_t *self, const char *name, s3_answer_t *answer)
{
    perform(self, name, NULL, answer);
}

void s3_client_put(s3_client_t *self, const media_file_t *file, s3_answer_t *answer)
{
    perform(self, file->name, file, answer);
}

/* ---- names ---- */

void s3_client_path(const s3_client_t *self, text_t name, buffer_t *path)
{
    buffer_append_char(path, '/');
    if (self->options.bucket[0])
        buffer_append_format(path, "%s/", self->options.bucket);
    buffer_append_text(path, name);
}

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

bool s3_endpoint_valid(const char *text)
{
    static const char plain[] = "http://", secure[] = "https://";
    const bool is_secure = strncmp(text, secure, sizeof secure - 1) == 0;
    if (!is_secure && strncmp(text, plain, sizeof plain - 1) != 0)
        return false;
    const char *host = text + (is_secure ? sizeof secure : sizeof plain) - 1;
    const size_t size = strspn(host, WORD "[]:");
    return size > 0 && host[size] == '\0';
}

bool s3_word_valid(const char *text)
{
    return text[strspn(text, WORD)] == '\0';
}
