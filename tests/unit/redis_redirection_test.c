/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/redirection.h"

#include <criterion/criterion.h>

static const redis_address_t from = {.host = "10.0.0.9", .port = 7009};

static void expect(const char *error, redis_redirection_kind_t kind, unsigned slot, const char *host,
                   int port)
{
    const redis_redirection_t read = redis_redirection_read(text_of(error), &from);
    cr_assert_eq(read.kind, kind, "%s", error);
    cr_expect_eq(read.slot, slot, "%s", error);
    cr_expect_str_eq(read.to.host, host);
    cr_expect_eq(read.to.port, port, "%s", error);
}

Test(redis_redirection, tells_kind_slot_and_address)
{
    expect("MOVED 3999 127.0.0.1:6381", REDIS_REDIRECTED_MOVED, 3999, "127.0.0.1", 6381);
    expect("ASK 16383 redis-2.example:6381", REDIS_REDIRECTED_ASK, 16383, "redis-2.example", 6381);
    expect("MOVED 0 fd00::1:6381", REDIS_REDIRECTED_MOVED, 0, "fd00::1", 6381);
    expect("ASK 5 h:1 and more", REDIS_REDIRECTED_ASK, 5, "h", 1);
}

Test(redis_redirection, no_host_is_that_of_the_node_that_redirects)
{
    expect("MOVED 3999 :6381", REDIS_REDIRECTED_MOVED, 3999, "10.0.0.9", 6381);
    expect("ASK 3999 ?:6381", REDIS_REDIRECTED_ASK, 3999, "10.0.0.9", 6381);
}

Test(redis_redirection, says_when_nobody_is_told)
{
    expect("TRYAGAIN Multiple keys request during rehashing of slot", REDIS_REDIRECTED_LATER, 0, "", 0);
    expect("CLUSTERDOWN The cluster is down", REDIS_REDIRECTED_DOWN, 0, "", 0);
    expect("CLUSTERDOWN", REDIS_REDIRECTED_DOWN, 0, "", 0);
}

Test(redis_redirection, what_is_none_or_broken_leads_nowhere)
{
    static const char *const wrong[] = {"",
                                        "MOVED",
                                        "MOVED ",
                                        "MOVED 1",
                                        "MOVED 1 ",
                                        "MOVED 1 h",
                                        "MOVED 1 h:",
                                        "MOVED 1 h:0",
                                        "MOVED 1 h:65536",
                                        "MOVED 1 h:x",
                                        "MOVED x h:1",
                                        "MOVED -1 h:1",
                                        "MOVED 16384 h:1",
                                        "MOVED  1 h:1",
                                        "MOVED 1 a/b:1",
                                        "MOVED 1 \t:1",
                                        "moved 1 h:1",
                                        "ASKING 1 h:1",
                                        "TRYAGAINST",
                                        "ERR MOVED 1 h:1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_eq(redis_redirection_read(text_of(wrong[i]), &from).kind, REDIS_REDIRECTED_NOWHERE, "%s",
                     wrong[i]);
    cr_expect_eq(redis_redirection_read(TEXT_NONE, &from).kind, REDIS_REDIRECTED_NOWHERE);
}
