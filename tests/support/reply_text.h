/* SPDX-License-Identifier: Apache-2.0 */
/* Replies of Redis, written down in tests: "[slots [0 5460] nodes [[id 'a' port 7000]]]". */
#ifndef LEIDA_TESTS_REPLY_TEXT_H
#define LEIDA_TESTS_REPLY_TEXT_H

#include "base/arena.h"
#include "common/redis/reply.h"

/* A word is a string, in quotes ('') it may be empty or have spaces; digits are an integer; `nil` is none;
 * "[…]" is an array; a text that begins with "-" is an error as a whole. It lasts as long as the arena. An
 * array without an end aborts. */
redis_reply_t *reply_of_text(arena_t *arena, const char *text);

#endif
