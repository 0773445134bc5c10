/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/plan.h"

#include <limits.h>
#include <stdio.h>

#include "tools/stack/demo.h"
#include "tools/stack/home.h"

enum { STOP_LIMIT = 10 * 1000, STOP_LIMIT_REDIS = 30 * 1000 };

bool plan_wants(const plan_t *plan, const child_t *child)
{
    for (int i = plan->chats; i < OPTIONS_CHAT_MAX; i++)
        if (plan->children[i] == child)
            return false;
    return true;
}

int plan_start_limit(int stage)
{
    /* Redis reads its whole file first. */
    static const int limits[STAGE_COUNT] = {600 * 1000, 60 * 1000, 60 * 1000, 300 * 1000};
    return limits[stage];
}

static child_t *add(plan_t *plan, const child_plan_t *child)
{
    child_t *made = child_new(plan->owner, child);
    plan->children[plan->count++] = made;
    return made;
}

/* A service or the gateway: the program leida-ROLE with run/NAME.conf. */
static child_t *add_service(plan_t *plan, int stage, const char *role, const char *name)
{
    char program[PATH_MAX], file[64];
    snprintf(program, sizeof(program), "%s/leida-%s", plan->options->bin, role);
    snprintf(file, sizeof(file), "run/%s.conf", name);
    const child_plan_t child = {.kind = CHILD_SERVICE,
                                .role = role,
                                .name = name,
                                .stage = stage,
                                .stop_limit = STOP_LIMIT,
                                .program = program,
                                .arguments = {"--config", file}};
    return add(plan, &child);
}

static void add_redis(plan_t *plan)
{
    const child_plan_t child = {.kind = CHILD_REDIS,
                                .role = "redis",
                                .name = "redis",
                                .stage = STAGE_REDIS,
                                .stop_limit = STOP_LIMIT_REDIS,
                                .program = "redis-server",
                                .arguments = {"run/redis.conf"}};
    add(plan, &child);
}

static void add_demo(plan_t *plan)
{
    char program[PATH_MAX];
    snprintf(program, sizeof(program), "%s/leidactl", plan->options->bin);
    const child_plan_t child = {.kind = CHILD_TASK,
                                .role = "demo",
                                .name = "demo",
                                .stage = STAGE_DEMO,
                                .stop_limit = STOP_LIMIT,
                                .program = program,
                                .arguments = {"demo", "--redis", "unix:" HOME_REDIS}};
    plan->demo = add(plan, &child);
}

static void add_chats(plan_t *plan)
{
    plan->chats = (int)plan->settings->chats;
    for (int i = 1; i <= OPTIONS_CHAT_MAX; i++) {
        char name[32];
        snprintf(name, sizeof(name), "chat-%d", i);
        add_service(plan, STAGE_SERVICES, "chat", name);
    }
}

void plan_make(plan_t *plan)
{
    add_chats(plan);
    add_service(plan, STAGE_SERVICES, "crm", "crm");
    add_service(plan, STAGE_SERVICES, "actionlog", "actionlog");
    plan->gateway = add_service(plan, STAGE_GATEWAY, "gateway", "gateway");
    add_redis(plan);
    if (demo_is_wanted(plan->options->no_demo))
        add_demo(plan);
}

void plan_free(plan_t *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        child_destroy(&plan->children[i]);
    plan->count = 0;
}
