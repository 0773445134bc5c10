/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/admin_answer.h"

#define PLAIN "text/plain; charset=utf-8"

typedef struct {
    const char *status; /* "200 OK" */
    const char *type;
    buffer_t body;
} answer_t;

static void answer_health(const admin_source_t *source, answer_t *answer)
{
    (void)source;
    buffer_append_literal(&answer->body, "ok\n");
}

static void answer_ready(const admin_source_t *source, answer_t *answer)
{
    if (source->ready(source->context, &answer->body))
        buffer_append_literal(&answer->body, "ready");
    else
        answer->status = "503 Service Unavailable";
    buffer_append_char(&answer->body, '\n');
}

static void answer_metrics(const admin_source_t *source, answer_t *answer)
{
    answer->type = "text/plain; version=0.0.4; charset=utf-8";
    source->metrics(source->context, &answer->body);
}

static const struct {
    text_t path;
    void (*answer)(const admin_source_t *source, answer_t *answer);
} routes[] = {
    {{"/healthz", 8}, answer_health},
    {{"/readyz", 7}, answer_ready},
    {{"/metrics", 8}, answer_metrics},
};

/* Takes what stands before `end` off the front of *text; false when there is no `end`. */
static bool text_take(text_t *text, char end, text_t *taken)
{
    const char *at = text->size > 0 ? memchr(text->data, end, text->size) : NULL;
    if (!at)
        return false;
    *taken = (text_t){text->data, (size_t)(at - text->data)};
    text->size -= taken->size + 1;
    text->data = at + 1;
    return true;
}

/* The method and the path, without the query, of "GET /path?query HTTP/1.1". */
static bool request_read(text_t head, text_t *method, text_t *path)
{
    text_t line, target;
    if (!text_take(&head, '\n', &line) || !text_take(&line, ' ', method) || !text_take(&line, ' ', &target))
        return false;
    if (!text_skip(&line, TEXT_LITERAL("HTTP/1.")) || line.size == 0)
        return false;
    if (!text_take(&target, '?', path))
        *path = target;
    return method->size > 0 && path->size > 0;
}

static void answer_request(const admin_source_t *source, text_t head, answer_t *answer)
{
    text_t method, path;
    if (!request_read(head, &method, &path)) {
        answer->status = "400 Bad Request";
        return;
    }
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (!text_equal(path, routes[i].path))
            continue;
        if (text_equal(method, TEXT_LITERAL("GET")))
            routes[i].answer(source, answer);
        else
            answer->status = "405 Method Not Allowed\r\nAllow: GET";
        return;
    }
    answer->status = "404 Not Found";
}

static void answer_write(answer_t *answer, buffer_t *out)
{
    if (answer->body.size == 0)
        buffer_append_format(&answer->body, "%.*s\n", (int)strcspn(answer->status, "\r"), answer->status);
    buffer_append_format(out,
                         "HTTP/1.0 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                         "Cache-Control: no-store\r\nConnection: close\r\n\r\n",
                         answer->status, answer->type, answer->body.size);
    buffer_append_text(out, buffer_text(&answer->body));
    buffer_free(&answer->body);
}

bool admin_head_is_complete(text_t received)
{
    return memmem(received.data, received.size, "\r\n\r\n", 4) ||
           memmem(received.data, received.size, "\n\n", 2);
}

void admin_answer(const admin_source_t *source, text_t head, buffer_t *out)
{
    answer_t answer = {.status = "200 OK", .type = PLAIN};
    answer_request(source, head, &answer);
    answer_write(&answer, out);
}

void admin_answer_too_long(buffer_t *out)
{
    answer_t answer = {.status = "431 Request Header Fields Too Large", .type = PLAIN};
    answer_write(&answer, out);
}
