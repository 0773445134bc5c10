/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/*
 * Stories of the gateway's instances and calls: when what happens, and what the state machine does about it.
 *
 *   endpoints a b                            the list of the chat service is now this one
 *   read 1 · write 1 · write 1 within 300    call number 1 is made, to be answered within 5,000 ms, or so many
 *   getmsg 1                                 the same, by a GET that marks what it shows as read
 *   a heard · a leaves · a disconnects       a sign of life, the notice that it drains, the connection's end
 *   a refuses · a accepts                    from now on no connection to it can be opened; it can
 *   a replies 1 done                         or empty, refused, passed, passed-unknown, unavailable, deadline,
 *                                            of-a-newer-build
 *   a replies 1 done to try 2                the same, telling which try it answers
 *   time passes                              until the step's time, with a look at the time every 10 ms
 *
 * Actions are as world_said tells of them: "ping a", "1 to a", "1 done after 1" (failover), "suspect a".
 */
/* clang-format on */
#ifndef LEIDA_TESTS_UPSTREAM_STORY_H
#define LEIDA_TESTS_UPSTREAM_STORY_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    int64_t at; /* ms since the beginning */
    const char *event;
    const char *actions;
} story_step_t;

/* Fails the test at the first step after which the machine did something else, or something does not hold. */
void story_tell(const story_step_t *story, size_t count, size_t instance_limit);

enum { STORY_INSTANCES = 3 };
/* Tells a story, an array, with a list of so many instances at most. */
#define TELL(story) story_tell(story, sizeof(story) / sizeof *(story), STORY_INSTANCES)

/* How most stories begin: both are live, and it is a's turn. */
#define TWO_LIVE                                                                                             \
    {0, "endpoints a b", "connect a, ping a, connect b, ping b"}, {1, "a heard", "live a"},                  \
    {                                                                                                        \
        1, "b heard", "live b"                                                                               \
    }

/* For suites of stories: what instances do is not worth a line in the log there. */
void story_set_up(void);

#endif
