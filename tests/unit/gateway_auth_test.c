/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/auth.h"

#include <criterion/criterion.h>

#include "gateway/form.h"
#include "proto/signature.h"
#include "tests/support/leak_check.h"

#define MINUTE (60 * INT64_C(1000))
#define NOW INT64_C(1537514281502)
#define PATH "/zhugeleida/qiyeweixin/tongxunlu"
#define NONCE "Zx81hQb2nT0aKp5r"
#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static exchange_t exchange;
static buffer_t header;

static void forget(void)
{
    arena_free(&exchange.arena);
    buffer_free(&exchange.body);
    buffer_free(&header);
    exchange = (exchange_t){0};
}

static void tear_down(void)
{
    forget();
    leak_check();
}

TestSuite(gateway_auth, .fini = tear_down);

/* A GET of this query, of a route that staff users call. */
static void ask(const char *query)
{
    static const method_t method = {.caller = PRINCIPAL_STAFF, .http_method = HTTP_GET};
    forget();
    exchange.method = &method;
    exchange.caller.kind = method.caller;
    exchange.http_method = HTTP_GET;
    exchange.head.path = TEXT_LITERAL(PATH);
    exchange.head.query = text_of(query);
    form_read(&exchange, exchange.head.query, FROM_QUERY);
}

/* The same as a request of user 7, signed with "token" at `timestamp`. */
static void ask_signed(const char *query, int64_t timestamp)
{
    ask(query);
    char digits[24], signature[HASH_SHA256_SIZE];
    buffer_t time = {digits, 0, sizeof digits};
    buffer_append_int(&time, timestamp);
    signed_request_t request = {TEXT_LITERAL("GET"),     TEXT_LITERAL(PATH), exchange.head.query,
                                TEXT_LITERAL("7"),       buffer_text(&time), TEXT_LITERAL(NONCE),
                                TEXT_LITERAL(OF_NOTHING)};
    cr_assert(signature_make(signature, &request, TEXT_LITERAL("token")));
    buffer_append_format(&header,
                         "Leida-HMAC-SHA256 user_id=7, timestamp=%.*s, nonce=" NONCE
                         ", body_sha256=" OF_NOTHING ", signature=%.*s",
                         TEXT_ARG(buffer_text(&time)), HASH_SHA256_SIZE, signature);
    exchange.head.authorization = buffer_text(&header);
}

static bool is_read(int64_t freshness)
{
    const auth_options_t options = {.freshness = freshness, .site.origins = ""};
    return auth_read(&exchange, NOW, &options) == STATUS_DONE;
}

static bool is_taken(const char *credential)
{
    return is_read(15 * MINUTE) && auth_matches(&exchange, text_of(credential));
}

/* md5("1537514281502token") */
#define QUERY "user_id=7&timestamp=1537514281502&rand_str=64c1b635c7e7aac8ba99f765be81304a"

Test(gateway_auth, query_is_taken_with_the_token_and_no_other)
{
    ask(QUERY);
    cr_assert(is_taken("1token"));
    cr_assert(exchange.caller.kind == PRINCIPAL_STAFF && exchange.caller.id == 7);
    cr_assert_eq(exchange.claim.scheme, CLAIM_RAND_STR);
    cr_assert_not(is_taken("1Token"));
    cr_assert_not(is_taken("1"));
    cr_assert_not(is_taken(""));
}

Test(gateway_auth, signed_request_is_taken_with_the_token_and_no_other)
{
    ask_signed("length=20&order=x", NOW);
    cr_assert(is_taken("1token"));
    cr_assert(exchange.caller.kind == PRINCIPAL_STAFF && exchange.caller.id == 7);
    cr_assert(text_equal(exchange.claim.nonce, TEXT_LITERAL(NONCE)));
    cr_assert_not(is_taken("1Token"));
    exchange.head.query = TEXT_LITERAL("order=x&length=%320");
    cr_assert(is_taken("1token"), "another spelling of the same query");
    exchange.head.query = TEXT_LITERAL("order=x&length=21");
    cr_assert_not(is_taken("1token"));
    exchange.head.query = TEXT_LITERAL("order=x&length=%");
    cr_assert_not(is_taken("1token"));
}

Test(gateway_auth, signed_request_covers_path_and_method)
{
    ask_signed("", NOW);
    cr_assert(is_taken("1token"));
    exchange.http_method = HTTP_POST;
    cr_assert_not(is_taken("1token"));
    exchange.http_method = HTTP_GET;
    exchange.head.path = TEXT_LITERAL(PATH "x");
    cr_assert_not(is_taken("1token"));
}

Test(gateway_auth, stored_digit_says_which_schemes_are_taken)
{
    static const struct {
        const char *credential;
        bool query, header;
    } cases[] = {{"0token", false, false}, {"1token", true, true},   {"2token", false, true},
                 {"3token", false, false}, {"4token", false, false}, {"/token", false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask(QUERY);
        cr_expect_eq(is_taken(cases[i].credential), cases[i].query, "%s", cases[i].credential);
        ask_signed("", NOW);
        cr_expect_eq(is_taken(cases[i].credential), cases[i].header, "%s signed", cases[i].credential);
    }
}

Test(gateway_auth, both_schemes_in_one_request_are_refused)
{
    static const char *const queries[] = {QUERY, "rand_str=", "timestamp=1", "%72and_str=x"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        ask_signed(queries[i], NOW);
        cr_expect_not(is_read(0), "%s", queries[i]);
    }
    ask_signed("user_id=7", NOW);
    cr_assert(is_taken("1token"), "a parameter that some routes have");
}

Test(gateway_auth, header_of_another_scheme_counts_for_nothing)
{
    static const char *const values[] = {"Basic dTpw", "Leida-HMAC-SHA2567 a=b", "Leida-HMAC-SHA25",
                                         "Bearer x"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        ask(QUERY);
        exchange.head.authorization = text_of(values[i]);
        cr_expect(is_taken("1token"), "%s", values[i]);
    }
}

Test(gateway_auth, window_of_a_signed_request_is_15_minutes_at_most)
{
    static const struct {
        int64_t freshness, off;
        bool fresh;
    } cases[] = {
        {15 * MINUTE, 15 * MINUTE, true}, {15 * MINUTE, 15 * MINUTE + 1, false},
        {MINUTE, MINUTE, true},           {MINUTE, MINUTE + 1, false},
        {60 * MINUTE, 15 * MINUTE, true}, {60 * MINUTE, 15 * MINUTE + 1, false},
        {0, 15 * MINUTE, true},           {0, 15 * MINUTE + 1, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask_signed("", NOW + cases[i].off);
        cr_expect_eq(is_read(cases[i].freshness), cases[i].fresh, "case %zu ahead", i);
        ask_signed("", NOW - cases[i].off);
        cr_expect_eq(is_read(cases[i].freshness), cases[i].fresh, "case %zu behind", i);
    }
}

Test(gateway_auth, nonce_is_kept_for_as_long_as_the_request_could_come_again)
{
    ask_signed("", NOW + 5 * MINUTE);
    cr_assert(is_read(15 * MINUTE));
    cr_assert_eq(exchange.claim.nonce_keeps, 21 * MINUTE);
    ask_signed("", NOW - MINUTE);
    cr_assert(is_read(MINUTE));
    cr_assert_eq(exchange.claim.nonce_keeps, 15 * MINUTE, "another gateway may take it for longer");
}

Test(gateway_auth, body_is_the_one_that_was_signed)
{
    ask_signed("", NOW);
    cr_assert(is_taken("1token") && auth_body_matches(&exchange));
    buffer_append_literal(&exchange.body, "x");
    cr_assert_not(auth_body_matches(&exchange));
    ask(QUERY);
    buffer_append_literal(&exchange.body, "x");
    cr_assert(is_taken("1token") && auth_body_matches(&exchange));
}

Test(gateway_auth, times_at_the_ends_of_the_numbers_are_refused)
{
    static const char *const times[] = {
        "9223372036854775807", "9223372036854775808",    "-1", "-9223372036854775808", "",
        "1537514281502 ",      "99999999999999999999999"};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        buffer_t query = {0};
        buffer_append_format(&query, "user_id=7&rand_str=64c1b635c7e7aac8ba99f765be81304a&timestamp=%s%c",
                             times[i], '\0');
        ask(query.data);
        cr_expect_not(is_read(15 * MINUTE), "%s", times[i]);
        buffer_free(&query);
    }
}
