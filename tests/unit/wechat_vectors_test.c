/* SPDX-License-Identifier: Apache-2.0 */
/* The published vectors of callbacks: wechat_vectors.json, made by another implementation. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "services/wechat/callback/callback.h"
#include "services/wechat/callback/signature.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_vectors, .fini = leak_check);

static cipher_key_t key;

static json_t *load(void)
{
    json_error_t error;
    json_t *vectors = json_load_file(LEIDA_SOURCE_DIR "/tests/unit/wechat_vectors.json", 0, &error);
    cr_assert(vectors, "%s", error.text);
    const char *digits = json_string_value(
        json_object_get(json_object_get(vectors, "message"), "encoding_aes_key"));
    cr_assert(cipher_key_read(&key, text_of(digits)));
    return vectors;
}

static text_t at(const json_t *vector, const char *name)
{
    const char *value = json_string_value(json_object_get(vector, name));
    cr_assert(value, "%s", name);
    return text_of(value);
}

static callback_account_t gzh(void)
{
    return (callback_account_t){.kind = CALLBACK_GZH,
                                .receiver = TEXT_LITERAL("wx00leida00simapp1"),
                                .token = TEXT_LITERAL("LeidaSimToken"),
                                .window = CALLBACK_WINDOW,
                                .key = &key};
}

static int64_t time_of(const json_t *vector)
{
    int64_t time;
    cr_assert(text_to_int(at(vector, "timestamp"), &time));
    return time;
}

static callback_verdict_t receive(const json_t *vector, message_t *out, arena_t *arena)
{
    const callback_account_t account = gzh();
    const text_t encrypt = at(vector, "encrypt");
    buffer_t body = {0};
    buffer_append_literal(&body, "<xml><ToUserName>gh_leidasim0001</ToUserName><Encrypt>");
    buffer_append_text(&body, encrypt);
    buffer_append_literal(&body, "</Encrypt></xml>");
    const callback_request_t request = {.msg_signature = at(vector, "msg_signature"),
                                        .timestamp = at(vector, "timestamp"),
                                        .nonce = at(vector, "nonce"),
                                        .body = buffer_text(&body)};
    const callback_verdict_t verdict = callback_receive(out, &account, &request, time_of(vector), arena);
    buffer_free(&body);
    return verdict;
}

static void is_value(const message_t *message, xml_field_t field, const char *expected)
{
    const text_t value = message->fields.values[field];
    cr_expect(expected ? value.data && text_equal(value, text_of(expected)) : !value.data, "field %d is %.*s",
              (int)field, TEXT_ARG(value));
}

Test(wechat_vectors, gzh_address_is_proved)
{
    json_t *vectors = load();
    const json_t *vector = json_object_get(vectors, "url_verify");
    const callback_account_t account = gzh();
    const callback_request_t request = {.signature = at(vector, "signature"),
                                        .timestamp = at(vector, "timestamp"),
                                        .nonce = at(vector, "nonce"),
                                        .echostr = TEXT_LITERAL("5837496")};
    arena_t arena = {0};
    text_t echo;
    cr_assert(text_equal(at(vector, "token"), account.token));
    cr_assert_eq(callback_verify(&echo, &account, &request, time_of(vector), &arena), CALLBACK_GOOD);
    cr_expect(text_equal(echo, TEXT_LITERAL("5837496")));
    arena_free(&arena);
    json_decref(vectors);
}

Test(wechat_vectors, qy_address_is_proved)
{
    json_t *vectors = load();
    const json_t *vector = json_object_get(vectors, "wecom_url_verify");
    callback_account_t account = gzh();
    account.kind = CALLBACK_QY;
    account.receiver = at(vector, "corpid");
    const callback_request_t request = {.msg_signature = at(vector, "msg_signature"),
                                        .timestamp = at(vector, "timestamp"),
                                        .nonce = at(vector, "nonce"),
                                        .echostr = at(vector, "echostr")};
    arena_t arena = {0};
    text_t echo;
    cr_assert_eq(callback_verify(&echo, &account, &request, time_of(vector), &arena), CALLBACK_GOOD);
    cr_expect(text_equal(echo, at(vector, "plain")), "%.*s", TEXT_ARG(echo));
    arena_free(&arena);
    json_decref(vectors);
}

/* Sealed again with the same random bytes, each is what it was, byte by byte; 266 bytes of text in the first.
 */
Test(wechat_vectors, bodies_are_opened_and_sealed)
{
    static const char *const bodies[] = {"message", "subscribe_scene", "scan", "unsubscribe"};
    json_t *vectors = load();
    const text_t random = at(json_object_get(vectors, "message"), "random");
    cr_assert_eq(random.size, CIPHER_RANDOM_SIZE);
    cr_expect_eq(at(json_object_get(vectors, "message"), "plain").size, 266);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const json_t *vector = json_object_get(vectors, bodies[i]);
        arena_t arena = {0};
        buffer_t sealed = {0};
        cipher_content_t content;
        cr_assert(cipher_open(&content, &key, at(vector, "encrypt"), &arena), "%s", bodies[i]);
        cr_expect(text_equal(content.content, at(vector, "plain")), "%s", bodies[i]);
        cr_expect(text_equal(content.receiver, TEXT_LITERAL("wx00leida00simapp1")), "%s", bodies[i]);
        cipher_seal(&sealed, &key, (const unsigned char *)random.data, &content);
        cr_expect(text_equal(buffer_text(&sealed), at(vector, "encrypt")), "%s", bodies[i]);
        buffer_free(&sealed);
        arena_free(&arena);
    }
    json_decref(vectors);
}

Test(wechat_vectors, message_is_received)
{
    json_t *vectors = load();
    arena_t arena = {0};
    message_t message;
    cr_assert_eq(receive(json_object_get(vectors, "message"), &message, &arena), CALLBACK_GOOD);
    cr_expect(!message.is_event);
    cr_expect_eq(message.create_time, 1795000000);
    is_value(&message, XML_TO_USER_NAME, "gh_leidasim0001");
    is_value(&message, XML_FROM_USER_NAME, "oSim_customer_0001");
    is_value(&message, XML_MSG_TYPE, "text");
    is_value(&message, XML_CONTENT, "在吗?👋");
    is_value(&message, XML_MSG_ID, "25000000000000001");
    is_value(&message, XML_EVENT, NULL);
    arena_free(&arena);
    json_decref(vectors);
}

Test(wechat_vectors, events_are_received)
{
    static const struct {
        const char *vector, *event, *event_key, *ticket;
    } events[] = {{"subscribe_scene", "subscribe", "qrscene_u7.c12", "gQSimTicket0001"},
                  {"scan", "SCAN", "u7", "gQSimTicket0002"},
                  {"unsubscribe", "unsubscribe", "", NULL}};
    json_t *vectors = load();
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        arena_t arena = {0};
        message_t message;
        cr_assert_eq(receive(json_object_get(vectors, events[i].vector), &message, &arena), CALLBACK_GOOD);
        cr_expect(message.is_event);
        cr_expect_eq(message.create_time, 1795000001);
        is_value(&message, XML_EVENT, events[i].event);
        is_value(&message, XML_EVENT_KEY, events[i].event_key);
        is_value(&message, XML_TICKET, events[i].ticket);
        arena_free(&arena);
    }
    json_decref(vectors);
}

/* Rightly signed all of them. */
Test(wechat_vectors, thirteen_bodies_are_refused)
{
    json_t *vectors = load(), *vector;
    const char *name;
    size_t count = 0;
    json_object_foreach(json_object_get(vectors, "refused"), name, vector)
    {
        const callback_account_t account = gzh();
        const text_t parts[] = {account.token, at(vector, "timestamp"), at(vector, "nonce"),
                                at(vector, "encrypt")};
        arena_t arena = {0};
        message_t message;
        cr_expect(callback_is_signed(at(vector, "msg_signature"), parts, 4), "%s", name);
        cr_expect_eq((json_int_t)receive(vector, &message, &arena),
                     json_integer_value(json_object_get(vector, "answer")), "%s", name);
        arena_free(&arena);
        count++;
    }
    cr_expect_eq(count, 13);
    json_decref(vectors);
}
