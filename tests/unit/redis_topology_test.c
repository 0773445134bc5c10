/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/topology.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "tests/support/reply_text.h"

#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define NODE(host, port, role, health)                                                                       \
    "[id " ID_A " port " port " ip " host " endpoint " host " role " role " health " health "]"
#define SHARD(slots, nodes) "[slots [" slots "] nodes [" nodes "]]"

static const redis_address_t asked = {.host = "10.0.0.9", .port = 7009};
static redis_topology_t topology;
static arena_t arena;

static bool reads(const char *text)
{
    arena_clear(&arena);
    return redis_topology_read(&topology, reply_of_text(&arena, text), &asked);
}

static void expect_master(size_t i, const char *host, int port, size_t slots, bool healthy)
{
    const redis_master_t *master = &topology.masters[i];
    cr_assert_lt(i, topology.master_count);
    cr_expect_str_eq(master->address.host, host);
    cr_expect_eq(master->address.port, port);
    cr_expect_eq(master->slots, slots, "%zu", master->slots);
    cr_expect_eq(master->healthy, healthy);
}

static void free_all(void)
{
    arena_free(&arena);
}

TestSuite(redis_topology, .fini = free_all);

Test(redis_topology, shards_tell_masters_replicas_and_slots)
{
    cr_assert(reads("[" SHARD("0 5460", NODE("10.0.0.1", "7001", "master", "online")
                                            NODE("10.0.0.2", "7002", "replica", "online"))
                        SHARD("5461 16383", NODE("10.0.0.3", "7003", "replica", "loading")
                                                NODE("10.0.0.4", "7004", "master", "online")) "]"));
    cr_assert_eq(topology.master_count, 2);
    expect_master(0, "10.0.0.1", 7001, 5461, true);
    expect_master(1, "10.0.0.4", 7004, 10923, true);
    cr_expect_eq(topology.covered, REDIS_SLOTS);
    cr_expect_eq(topology.map[5460], 0);
    cr_expect_eq(topology.map[5461], 1);
    cr_assert_eq(topology.replica_count, 2);
    cr_expect_eq(topology.replicas[1].address.port, 7003);
    cr_expect_eq(topology.replicas[1].master, 1);
    cr_expect_not(topology.replicas[1].healthy);
    cr_expect_str_eq(topology.masters[0].id, ID_A);
}

Test(redis_topology, slots_tell_the_same)
{
    cr_assert(reads("[[0 100 ['10.0.0.1' 7001 " ID_A "] ['10.0.0.2' 7002 " ID_B " []]]"
                    " [200 16383 ['10.0.0.4' 7004 " ID_B "]] [101 150 ['10.0.0.1' 7001 " ID_A "]]]"));
    cr_assert_eq(topology.master_count, 2);
    expect_master(0, "10.0.0.1", 7001, 151, true);
    expect_master(1, "10.0.0.4", 7004, 16184, true);
    cr_expect_eq(topology.covered, 151 + 16184);
    cr_expect_eq(topology.map[151], REDIS_NO_MASTER);
    cr_expect_eq(topology.replica_count, 1);
    cr_expect_str_eq(topology.replicas[0].id, ID_B);
}

Test(redis_topology, failed_master_of_a_shard_may_be_listed_first)
{
    cr_assert(reads("[" SHARD("0 16383", NODE("10.0.0.1", "7001", "master", "fail")
                                             NODE("10.0.0.2", "7002", "master", "online")) "]"));
    cr_assert_eq(topology.master_count, 1);
    expect_master(0, "10.0.0.2", 7002, 16384, true);
}

Test(redis_topology, failed_master_of_its_own_shard_has_what_nobody_else_claims)
{
    cr_assert(reads("[" SHARD("0 5", NODE("10.0.0.1", "7001", "master", "fail"))
                        SHARD("3 9", NODE("10.0.0.2", "7002", "master", "online")) "]"));
    expect_master(0, "10.0.0.1", 7001, 3, false);
    expect_master(1, "10.0.0.2", 7002, 7, true);
    cr_expect_eq(topology.map[2], 0);
    cr_expect_eq(topology.map[3], 1);
    cr_expect_eq(topology.covered, 10);
}

Test(redis_topology, healthy_master_that_came_first_keeps_its_slot)
{
    cr_assert(reads("[" SHARD("0 5", NODE("10.0.0.1", "7001", "master", "online"))
                        SHARD("5 9", NODE("10.0.0.2", "7002", "master", "online")) "]"));
    cr_expect_eq(topology.map[5], 0);
    expect_master(1, "10.0.0.2", 7002, 4, true);
}

Test(redis_topology, master_without_a_slot_is_listed)
{
    cr_assert(reads("[" SHARD("", NODE("10.0.0.1", "7001", "master", "online"))
                        SHARD("0 16383", NODE("10.0.0.2", "7002", "master", "online")) "]"));
    expect_master(0, "10.0.0.1", 7001, 0, true);
    cr_expect_eq(topology.map[0], 1);
}

Test(redis_topology, names_and_ipv6_are_hosts)
{
    cr_assert(reads("[" SHARD(
        "0 5",
        "[port 1 ip 10.0.0.1 endpoint redis-1.example hostname redis-1.example role master health online]")
                        SHARD("6 9", "[port 2 ip fd00::2 endpoint fd00::2 role master health online]") SHARD(
                            "10 11", "[port 3 ip 10.0.0.3 endpoint '?' role master health online]") "]"));
    expect_master(0, "redis-1.example", 1, 6, true);
    expect_master(1, "fd00::2", 2, 4, true);
    expect_master(2, "10.0.0.3", 3, 2, true); /* it announces no name, but is asked to go by one */
    cr_assert(reads("[[0 5 ['?' 7 '" ID_A "' [ip 10.0.0.7]]] [6 7 [redis-8 8 '' [ip 10.0.0.8]]]]"));
    expect_master(0, "10.0.0.7", 7, 6, true);
    expect_master(1, "redis-8", 8, 2, true);
    cr_expect_str_eq(topology.masters[1].id, "");
}

Test(redis_topology, no_host_is_the_one_that_was_asked)
{
    cr_assert(reads("[" SHARD("0 5", "[port 1 ip '' endpoint '' role master health online]")
                        SHARD("6 9", "[port 2 endpoint nil role master health online]")
                            SHARD("10 10", "[port 3 endpoint '?' role master health online]") "]"));
    for (size_t i = 0; i < 3; i++)
        cr_expect_str_eq(topology.masters[i].address.host, asked.host);
    cr_assert(reads("[[0 5 [nil 7 " ID_A "]] [6 7 ['' 8 " ID_B "]]]"));
    expect_master(0, asked.host, 7, 6, true);
    expect_master(1, asked.host, 8, 2, true);
}

Test(redis_topology, node_without_a_port_is_left_out)
{
    cr_assert(reads("[" SHARD("0 5", "[tls-port 1 ip '' endpoint '' role master health online]")
                        SHARD("6 9", NODE("10.0.0.1", "7001", "master", "online")) "]"));
    cr_expect_eq(topology.master_count, 1);
    cr_expect_eq(topology.covered, 4);
    cr_expect_not(reads("[[0 16383 ['10.0.0.1' 0 x]]]"));
}

Test(redis_topology, node_that_answers_for_no_shard_is_no_source)
{
    cr_expect_not(reads("[]"));
    cr_expect_not(reads("[" SHARD("", NODE("10.0.0.1", "7001", "master", "online")) "]"));
    cr_expect_not(reads("[" SHARD("0 16383", "") "]"));
    cr_expect_not(reads("[" SHARD("0 16383", NODE("10.0.0.1", "7001", "replica", "online")) "]"));
}

Test(redis_topology, what_is_no_topology_is_refused)
{
    static const char *const wrong[] = {
        "-ERR unknown subcommand",
        "5",
        "nil",
        "OK",
        "[[]]",
        "[5]",
        "[nil]",
        "[[slots]]",
        "[[slots [0 5]]]",
        "[[slots 5 nodes []]]",
        "[[slots [0] nodes []]]",
        "[[slots [0 5] nodes 5]]",
        "[[slots [0 5] nodes [5]]]",
        "[[0 5]]",
        "[[0 5 5]]",
        "[[0 5 []]]",
        "[[0 5 [h]]]",
        "[[0 5 [h p]]]",
        "[[0 5 [h 65536]]]",
        "[[0 5 [h -1]]]",
        "[[5 0 [h 1]]]",
        "[[-1 5 [h 1]]]",
        "[[0 16384 [h 1]]]",
        "[[0 9223372036854775807 [h 1]]]",
        "[[0 x [h 1]]]",
        "[[0 5 ['a b' 1]]]",
        "[[0 5 ['a/b' 1]]]",
        "[[0 5 [h 1] [h 0x]]]",
        "[" SHARD("0 x", NODE("h", "1", "master", "online")) "]",
        "[" SHARD("0 5", NODE("h", "x", "master", "online")) "]",
        "[" SHARD("0 5", NODE("h", "0", "master", "online")) "]",
        "[[0 5 [h 1]] 7]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect(!reads(wrong[i]) && topology.refusal, "%s", wrong[i]);
}

Test(redis_topology, more_masters_than_there_is_room_for_are_refused)
{
    buffer_t text = {0};
    for (int masters = REDIS_MASTERS_MAX; masters <= REDIS_MASTERS_MAX + 1; masters++) {
        buffer_clear(&text);
        buffer_append_char(&text, '[');
        for (int i = 0; i < masters; i++)
            buffer_append_format(&text, "[%d %d [h %d]]", i, i, i + 1);
        buffer_append(&text, "]", 2);
        cr_expect_eq(reads(text.data), masters == REDIS_MASTERS_MAX);
    }
    cr_expect_str_eq(topology.refusal, "there are more than 128 masters");
    buffer_free(&text);
}

/* Each range of all slots costs time. */
Test(redis_topology, same_slots_over_and_over_are_refused)
{
    buffer_t text = {0};
    for (int times = 8; times <= 9; times++) {
        buffer_clear(&text);
        buffer_append_literal(&text, "[[slots [");
        for (int i = 0; i < times; i++)
            buffer_append_literal(&text, "0 16383 ");
        buffer_append_literal(&text, "] nodes [" NODE("10.0.0.1", "7001", "master", "online") "]]]");
        buffer_append_char(&text, '\0');
        cr_expect_eq(reads(text.data), times == 8);
    }
    cr_expect_str_eq(topology.refusal, "it lists the same slots many times");
    buffer_free(&text);
}

Test(redis_topology, replicas_beyond_the_room_are_left_out)
{
    buffer_t text = {0};
    buffer_append_literal(&text, "[[0 16383 [h 1]");
    for (int i = 0; i < REDIS_REPLICAS_MAX + 5; i++)
        buffer_append_format(&text, "[h %d]", i + 2);
    buffer_append(&text, "]]", 3);
    cr_assert(reads(text.data));
    cr_expect_eq(topology.replica_count, REDIS_REPLICAS_MAX);
    buffer_free(&text);
}

Test(redis_topology, unknown_words_are_passed_over)
{
    cr_assert(reads("[[what [1 2 [3]] slots [0 5] nodes [[new 5 port 7001 endpoint h role master health "
                    "online odd]] more]]"));
    expect_master(0, "h", 7001, 6, true);
    cr_expect_str_eq(topology.masters[0].id, "");
}

Test(redis_topology, host_with_a_nul_or_too_long_is_refused)
{
    redis_address_t address;
    char host[REDIS_HOST_SIZE + 1];
    memset(host, 'h', sizeof host);
    cr_expect(redis_announced_read((text_t){host, REDIS_HOST_SIZE - 1}, 1, &asked, &address));
    cr_expect_not(redis_announced_read((text_t){host, REDIS_HOST_SIZE}, 1, &asked, &address));
    cr_expect_not(redis_announced_read((text_t){"a\0b", 3}, 1, &asked, &address));
    cr_expect_not(redis_announced_read(TEXT_LITERAL("a\r"), 1, &asked, &address));
    cr_expect_not(
        redis_announced_read(TEXT_NONE, 1, &(redis_address_t){.local = true, .host = "/x"}, &address));
    cr_expect_not(redis_announced_read(TEXT_LITERAL("h"), 0, &asked, &address));
}
