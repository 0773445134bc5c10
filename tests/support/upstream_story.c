/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/upstream_story.h"

#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "common/observe/log.h"
#include "tests/support/upstream_world.h"

enum { TICK_MS = 10, DEADLINE_MS = 5000, WORDS_MAX = 12 };

static status_t status_named(const char *name)
{
    static const struct {
        const char *name;
        status_t status;
    } names[] = {{"done", STATUS_DONE},
                 {"empty", STATUS_EMPTY},
                 {"refused", STATUS_NO_RELATION},
                 {"passed", STATUS_PASSED},
                 {"passed-unknown", STATUS_PASSED_UNKNOWN},
                 {"unavailable", STATUS_UNAVAILABLE},
                 {"deadline", STATUS_DEADLINE},
                 {"of-a-newer-build", STATUS_COUNT}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name && strcmp(names[i].name, name) == 0)
            return names[i].status;
    cr_assert_fail("no status: %s", name ? name : "");
    return STATUS_DONE;
}

/* One of an event's words; "" where it has fewer. */
static const char *word(char **words, size_t i)
{
    return words[i] ? words[i] : "";
}

/* "a replies 1 done". */
static step_t event_of_peer(size_t peer, char **words)
{
    static const char *const names[STEP_COUNT] = {
        [STEP_HEARD] = "heard",     [STEP_REPLY] = "replies",
        [STEP_LEAVES] = "leaves",   [STEP_DISCONNECTS] = "disconnects",
        [STEP_REFUSES] = "refuses", [STEP_ACCEPTS] = "accepts"};
    step_t event = {.peer = peer};
    while (event.kind < STEP_COUNT && !(names[event.kind] && strcmp(names[event.kind], word(words, 1)) == 0))
        event.kind++;
    cr_assert_lt(event.kind, STEP_COUNT, "no event: %s", word(words, 1));
    if (event.kind == STEP_REPLY) {
        event.call = strtoul(word(words, 2), NULL, 10);
        event.status = status_named(word(words, 3));
        event.attempt = words[4] ? (unsigned)strtoul(word(words, 6), NULL, 10) : 0;
    }
    return event;
}

/* 0: it is none. */
static unsigned method_named(const char *name)
{
    if (strcmp(name, "read") == 0)
        return METHOD_STAFF_UNREAD;
    if (strcmp(name, "write") == 0)
        return METHOD_STAFF_SEND;
    return strcmp(name, "getmsg") == 0 ? METHOD_STAFF_GETMSG : 0;
}

static step_t event_of(char **words)
{
    step_t event = {.kind = STEP_ENDPOINTS, .service = SERVICE_CHAT};
    if (strcmp(words[0], "endpoints") == 0) {
        for (char **peer = words + 1; *peer; peer++)
            event.peers |= 1u << (**peer - 'a');
        return event;
    }
    event.method = method_named(words[0]);
    if (event.method == 0)
        return event_of_peer((size_t)(words[0][0] - 'a'), words);
    event.kind = STEP_CALL;
    event.call = strtoul(word(words, 1), NULL, 10);
    event.ms = words[2] ? strtol(word(words, 3), NULL, 10) : DEADLINE_MS;
    return event;
}

/* One after the other until `end`, as the loop's timer does. */
static void tick_until(world_t *world, int64_t *now, int64_t end)
{
    while (*now < end) {
        int64_t ms = end - *now < TICK_MS ? end - *now : TICK_MS;
        world_wait(world, ms);
        *now += ms;
        world_apply(world, &(step_t){.kind = STEP_TICK});
    }
}

static void take_step(world_t *world, const story_step_t *step, int64_t *now)
{
    char text[80], *rest = text, *words[WORDS_MAX] = {NULL};
    snprintf(text, sizeof text, "%s", step->event);
    for (size_t i = 0; (words[i] = strsep(&rest, " ")) != NULL; i++)
        continue;
    if (strcmp(step->event, "time passes") == 0) {
        tick_until(world, now, step->at);
    } else {
        step_t event = event_of(words);
        world_wait(world, step->at - *now);
        world_apply(world, &event);
    }
    *now = step->at;
}

void story_tell(const story_step_t *story, size_t count, size_t instance_limit)
{
    world_t *world = world_new(instance_limit);
    int64_t now = 0;
    for (size_t i = 0; i < count; i++) {
        take_step(world, &story[i], &now);
        text_t said = world_said(world);
        cr_assert(text_equal(said, text_of(story[i].actions)), "%lld ms, %s: \"%.*s\", not \"%s\"",
                  (long long)story[i].at, story[i].event, TEXT_ARG(said), story[i].actions);
        cr_assert_null(world_broken(world), "%lld ms, %s: does not hold: %s", (long long)story[i].at,
                       story[i].event, world_broken(world));
    }
    world_destroy(&world);
}

void story_set_up(void)
{
    log_set_level(LOG_ERROR);
}
