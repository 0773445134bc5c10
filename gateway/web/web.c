/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/web.h"

#include <stdio.h>

#include "gateway/http/entity_tag.h"
#include "gateway/web/choice.h"

#define ROOT "/web/"

enum { HOST_MAX = 255 };

static const struct {
    const char *field; /* of Content-Encoding; NULL: the file as it is */
    char letter;       /* what tells its tag from those of the others */
} codings[CODING_COUNT] = {
    [CODING_BROTLI] = {"br", 'b'}, [CODING_GZIP] = {"gzip", 'g'}, [CODING_NONE] = {NULL, 'n'}};

/* Whether the request's host can stand in a policy: a name or an address, with a port. Others are left out,
 * for a host may have semicolons. */
static bool is_plain_host(text_t host)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
    for (size_t i = 0; i < host.size; i++)
        if (!memchr(letters, host.data[i], sizeof letters - 1))
            return false;
    return host.size > 0 && host.size <= HOST_MAX;
}

/* A page runs what is its own and talks to its own gateway. Older Safari does not count its WebSocket as
 * 'self' (w3c/webappsec-csp issue 7). */
static void add_policy(buffer_t *out, text_t host, bool secure)
{
    buffer_append_literal(
        out, "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
             "img-src 'self' https: data: blob:; media-src 'self' https:; connect-src 'self'");
    if (is_plain_host(host)) {
        buffer_append_text(out, secure ? TEXT_LITERAL(" wss://") : TEXT_LITERAL(" ws://"));
        buffer_append_text(out, host);
    }
    buffer_append_literal(out, "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
                               "require-trusted-types-for 'script'; trusted-types vue");
}

static text_t write_tag(arena_t *arena, const web_file_t *file, coding_t coding)
{
    char tag[WEB_TAG_SIZE];
    const int size = snprintf(tag, sizeof tag, "\"%s%c\"", file->tag, codings[coding].letter);
    return arena_copy(arena, (text_t){tag, (size_t)size});
}

static const document_t *describe(exchange_t *exchange, const web_file_t *file, bool secure)
{
    const coding_t coding = choice_of_coding(file, &exchange->head.accepted_codings);
    const text_t tag = write_tag(&exchange->arena, file, coding);
    const bool known = entity_tag_is_known(&exchange->head.known_tags, tag);
    buffer_t head = {.data = arena_new(&exchange->arena, DOCUMENT_HEAD_MAX), .capacity = DOCUMENT_HEAD_MAX};
    buffer_append_literal(&head, "\r\nETag: ");
    buffer_append_text(&head, tag);
    buffer_append_text(&head, file->lasts
                                  ? TEXT_LITERAL("\r\nCache-Control: public, max-age=31536000, immutable")
                                  : TEXT_LITERAL("\r\nCache-Control: no-cache"));
    buffer_append_literal(&head, "\r\nVary: Accept-Encoding");
    if (codings[coding].field && !known) {
        buffer_append_literal(&head, "\r\nContent-Encoding: ");
        buffer_append_text(&head, text_of(codings[coding].field));
    }
    buffer_append_literal(&head, "\r\nReferrer-Policy: no-referrer");
    if (!file->lasts)
        add_policy(&head, exchange->head.host, secure);
    document_t *document = arena_new(&exchange->arena, sizeof *document);
    *document = (document_t){.http = known ? 304 : 200,
                             .type = file->type,
                             .head = buffer_text(&head),
                             .body = known ? TEXT_LITERAL("") : buffer_text(&file->body[coding])};
    return document;
}

status_t web_find(const web_files_t *files, exchange_t *exchange, bool secure)
{
    static const document_t there = {
        302, NULL, TEXT_CONSTANT("\r\nLocation: " ROOT "\r\nCache-Control: no-cache"), TEXT_CONSTANT("")};
    text_t path = exchange->head.path;
    const bool leads = text_equal(path, TEXT_LITERAL("/")) || text_equal(path, TEXT_LITERAL("/web"));
    const bool below = text_skip(&path, TEXT_LITERAL(ROOT));
    if (!files || (!leads && !below))
        return STATUS_UNKNOWN_PATH;
    const web_file_t *file = leads ? NULL
                                   : web_files_find(files, path.size > 0 ? path : TEXT_LITERAL("index.html"));
    if (!leads && !file)
        return STATUS_UNKNOWN_PATH;
    if (exchange->http_method != HTTP_GET && exchange->http_method != HTTP_HEAD) {
        exchange->allow = "GET, HEAD";
        return STATUS_WRONG_METHOD;
    }
    exchange->document = file ? describe(exchange, file, secure) : &there;
    return STATUS_DONE;
}
