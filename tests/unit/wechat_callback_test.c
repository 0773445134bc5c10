/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/callback.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "services/wechat/callback/signature.h"
#include "tests/support/leak_check.h"

#define NOW INT64_C(1795000000)
#define APPID "wx00leida00simapp1"
#define MESSAGE                                                                                              \
    "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1795000000</CreateTime>"   \
    "<MsgType>text</MsgType><Content>hello</Content><MsgId>25</MsgId></xml>"

static const unsigned char noise[CIPHER_RANDOM_SIZE] = "0123456789abcde";

static cipher_key_t key, old_key;
static callback_account_t account;
static arena_t arena;
static buffer_t body;
static char signature[CALLBACK_SIGNATURE_SIZE];
static char timestamp[24];
static callback_request_t request;
static message_t message;
static text_t echo;

static void begin(void)
{
    cr_assert(cipher_key_read(&key, TEXT_LITERAL("LeidaSimulatedAESKey0123456789abcdefghijklm")));
    cr_assert(cipher_key_read(&old_key, TEXT_LITERAL("LeidaSimulatedOldKey0123456789abcdefghijklm")));
    account = (callback_account_t){.kind = CALLBACK_GZH,
                                   .receiver = TEXT_LITERAL(APPID),
                                   .token = TEXT_LITERAL("LeidaSimToken"),
                                   .window = CALLBACK_WINDOW,
                                   .key = &key};
}

static void end(void)
{
    arena_free(&arena);
    buffer_free(&body);
    leak_check();
}

TestSuite(wechat_callback, .init = begin, .fini = end);

/* Signs a request of this time, with or without what is encrypted. */
static void sign(int64_t time, text_t encrypted)
{
    snprintf(timestamp, sizeof timestamp, "%lld", (long long)time);
    const text_t parts[] = {account.token, text_of(timestamp), TEXT_LITERAL("1320562132"), encrypted};
    callback_sign(signature, parts, encrypted.data ? 4 : 3);
    request = (callback_request_t){.timestamp = text_of(timestamp), .nonce = parts[2]};
    if (encrypted.data)
        request.msg_signature = (text_t){signature, sizeof signature};
    else
        request.signature = (text_t){signature, sizeof signature};
}

/* A signed POST of this document, encrypted with a key for a receiver. */
static void post(const cipher_key_t *with, const char *receiver, text_t document)
{
    buffer_t sealed = {0};
    cipher_seal(&sealed, with, noise, &(cipher_content_t){document, text_of(receiver)});
    cr_assert(sealed.size > 0 && sealed.data);
    sign(NOW, buffer_text(&sealed));
    buffer_clear(&body);
    buffer_append_literal(&body, "<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[");
    buffer_append_text(&body, buffer_text(&sealed));
    buffer_append_literal(&body, "]]></Encrypt></xml>");
    request.body = buffer_text(&body);
    buffer_free(&sealed);
}

static callback_verdict_t receive(void)
{
    arena_clear(&arena);
    return callback_receive(&message, &account, &request, NOW, &arena);
}

static callback_verdict_t receive_document(const char *document)
{
    post(&key, APPID, text_of(document));
    return receive();
}

static callback_verdict_t verify(int64_t now)
{
    arena_clear(&arena);
    return callback_verify(&echo, &account, &request, now, &arena);
}

Test(wechat_callback, takes_timestamps_of_the_window)
{
    for (int64_t off = -302; off <= 302; off++) {
        sign(NOW + off, TEXT_NONE);
        request.echostr = TEXT_LITERAL("1");
        cr_expect_eq(verify(NOW), off >= -300 && off <= 300 ? CALLBACK_GOOD : CALLBACK_REFUSED, "%lld",
                     (long long)off);
    }
    account.window = 10;
    sign(NOW - 10, TEXT_NONE);
    request.echostr = TEXT_LITERAL("1");
    cr_expect_eq(verify(NOW), CALLBACK_GOOD);
    cr_expect_eq(verify(NOW + 1), CALLBACK_REFUSED);
    cr_expect_eq(verify(NOW - 20), CALLBACK_GOOD);
    cr_expect_eq(verify(NOW - 21), CALLBACK_REFUSED);
}

Test(wechat_callback, refuses_timestamps_that_are_no_numbers)
{
    static const char *const wrong[] = {"",
                                        "x",
                                        "1795000000 ",
                                        "+1795000000",
                                        "01795000000",
                                        "1795000000.0",
                                        "99999999999999999999",
                                        "9223372036854775807",
                                        "-9223372036854775808"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const text_t parts[] = {account.token, text_of(wrong[i]), TEXT_LITERAL("1")};
        callback_sign(signature, parts, 3);
        request = (callback_request_t){.signature = {signature, sizeof signature},
                                       .timestamp = parts[1],
                                       .nonce = parts[2],
                                       .echostr = TEXT_LITERAL("1")};
        cr_expect_eq(verify(NOW), CALLBACK_REFUSED, "%s", wrong[i]);
    }
}

Test(wechat_callback, gzh_answers_the_echo_of_a_signed_call_alone)
{
    sign(NOW, TEXT_NONE);
    request.echostr = TEXT_LITERAL("5837496");
    cr_expect_eq(verify(NOW), CALLBACK_GOOD);
    cr_expect(text_equal(echo, TEXT_LITERAL("5837496")));
    request.nonce = TEXT_LITERAL("1320562133");
    cr_expect_eq(verify(NOW), CALLBACK_REFUSED);
    sign(NOW, TEXT_NONE);
    request.msg_signature = request.signature;
    request.signature = TEXT_NONE;
    cr_expect_eq(verify(NOW), CALLBACK_REFUSED);
}

static void seal_echo(buffer_t *out, const cipher_key_t *with, const char *receiver)
{
    buffer_clear(out);
    cipher_seal(out, with, noise, &(cipher_content_t){TEXT_LITERAL("437512"), text_of(receiver)});
    sign(NOW, buffer_text(out));
    request.echostr = buffer_text(out);
}

Test(wechat_callback, qy_decrypts_the_echo)
{
    buffer_t sealed = {0};
    account.kind = CALLBACK_QY;
    seal_echo(&sealed, &key, APPID);
    cr_expect_eq(verify(NOW), CALLBACK_GOOD);
    cr_expect(text_equal(echo, TEXT_LITERAL("437512")));
    request.signature = request.msg_signature;
    request.msg_signature = TEXT_NONE;
    cr_expect_eq(verify(NOW), CALLBACK_REFUSED);
    seal_echo(&sealed, &key, APPID "1");
    cr_expect_eq(verify(NOW), CALLBACK_REFUSED);
    seal_echo(&sealed, &old_key, APPID);
    cr_expect_eq(verify(NOW), CALLBACK_REFUSED);
    account.previous = &old_key;
    cr_expect_eq(verify(NOW), CALLBACK_GOOD);
    sign(NOW, TEXT_LITERAL(""));
    cr_expect_eq(verify(NOW), CALLBACK_REFUSED);
    buffer_free(&sealed);
}

Test(wechat_callback, receives_a_message)
{
    cr_assert_eq(receive_document(MESSAGE), CALLBACK_GOOD);
    cr_expect(text_equal(message.fields.values[XML_CONTENT], TEXT_LITERAL("hello")));
    request.timestamp = TEXT_LITERAL("1795000001");
    cr_expect_eq(receive(), CALLBACK_REFUSED);
}

Test(wechat_callback, takes_bodies_of_64_kib)
{
    for (size_t size = CALLBACK_BODY_MAX - 1; size <= CALLBACK_BODY_MAX + 1; size++) {
        post(&key, APPID, TEXT_LITERAL(MESSAGE));
        buffer_append_literal(&body, "<!--");
        const size_t blanks = size - body.size - strlen("-->");
        memset(buffer_reserve(&body, blanks), ' ', blanks);
        body.size += blanks;
        buffer_append_literal(&body, "-->");
        cr_assert_eq(body.size, size);
        request.body = buffer_text(&body);
        cr_expect_eq(receive(), size <= CALLBACK_BODY_MAX ? CALLBACK_GOOD : CALLBACK_TOO_LARGE, "%zu", size);
    }
}

/* Each request is wrong in all that is looked at later as well. */
Test(wechat_callback, checks_in_order)
{
    static char large[CALLBACK_BODY_MAX + 1];
    request = (callback_request_t){.timestamp = TEXT_LITERAL("1"), .body = {large, sizeof large}};
    cr_expect_eq(receive(), CALLBACK_TOO_LARGE);
    request.body = TEXT_LITERAL("no XML");
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    post(&key, APPID, TEXT_LITERAL("no XML"));
    request.msg_signature = TEXT_LITERAL("92a06df7645f425f874a20d55c58f9e41f2bfa90");
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    post(&old_key, "another", TEXT_LITERAL("no XML"));
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    post(&key, "another", TEXT_LITERAL("no XML"));
    cr_expect_eq(receive(), CALLBACK_BAD_XML);
    post(&key, "another", TEXT_LITERAL(MESSAGE));
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    post(&key, APPID, TEXT_LITERAL(MESSAGE));
    cr_expect_eq(receive(), CALLBACK_GOOD);
}

Test(wechat_callback, takes_the_previous_key_as_well)
{
    post(&old_key, APPID, TEXT_LITERAL(MESSAGE));
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    account.previous = &old_key;
    cr_expect_eq(receive(), CALLBACK_GOOD);
    post(&key, APPID, TEXT_LITERAL(MESSAGE));
    cr_expect_eq(receive(), CALLBACK_GOOD);
    post(&key, APPID, TEXT_LITERAL("no XML"));
    cr_expect_eq(receive(), CALLBACK_BAD_XML);
    post(&old_key, APPID, TEXT_LITERAL("no XML"));
    cr_expect_eq(receive(), CALLBACK_BAD_XML);
}

Test(wechat_callback, compares_the_whole_receiver)
{
    static const char longer[] = APPID "1";
    static const char *const others[] = {"", "wx00leida00simapp", longer, "wx00leida00simapp2",
                                         "Wx00leida00simapp1"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        post(&key, others[i], TEXT_LITERAL(MESSAGE));
        cr_expect_eq(receive(), CALLBACK_REFUSED, "%s", others[i]);
    }
}

/* Fields beside Encrypt, signed or not, say nothing: the signature of a plain call does not cover a body. */
Test(wechat_callback, safe_mode_ignores_what_is_plain)
{
    sign(NOW, TEXT_NONE);
    request.body = TEXT_LITERAL(MESSAGE);
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    request.msg_signature = request.signature; /* that of an Encrypt which is empty, too */
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    post(&key, APPID, TEXT_LITERAL(MESSAGE));
    body.size -= strlen("</xml>");
    buffer_append_literal(&body, "<Content>forged</Content><FromUserName>forged</FromUserName></xml>");
    request.body = buffer_text(&body);
    cr_assert_eq(receive(), CALLBACK_GOOD);
    cr_expect(text_equal(message.fields.values[XML_CONTENT], TEXT_LITERAL("hello")));
    cr_expect(text_equal(message.fields.values[XML_FROM_USER_NAME], TEXT_LITERAL("o1")));
}

Test(wechat_callback, plain_mode_is_for_gzh_alone)
{
    account.is_plain = true;
    account.key = NULL;
    sign(NOW, TEXT_NONE);
    request.body = TEXT_LITERAL(MESSAGE);
    cr_expect_eq(receive(), CALLBACK_GOOD);
    request.signature = TEXT_NONE;
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    account.kind = CALLBACK_QY;
    sign(NOW, TEXT_NONE);
    request.body = TEXT_LITERAL(MESSAGE);
    cr_expect_eq(receive(), CALLBACK_REFUSED);
    account.key = &key;
    post(&key, APPID, TEXT_LITERAL(MESSAGE));
    cr_expect_eq(receive(), CALLBACK_GOOD);
}
