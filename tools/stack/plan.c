/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/plan.h"

#include <limits.h>
#include <stdio.h>

#include "tools/stack/demo.h"
#include "tools/stack/home.h"
#include "tools/stack/redis_probe.h"

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

/* One Redis, or the node of a cluster with this number. */
static void add_redis(plan_t *plan, const char *name, int number)
{
    const cluster_t *cluster = plan->settings->cluster;
    char file[64];
    buffer_t target = {0}, request = {0};
    snprintf(file, sizeof(file), "run/%s.conf", name);
    redis_probe_target(&target, cluster, number);
    redis_probe_request(&request, cluster, redis_probe_ready(cluster));
    const child_plan_t child = {.kind = CHILD_REDIS,
                                .role = "redis",
                                .name = name,
                                .stage = STAGE_REDIS,
                                .stop_limit = STOP_LIMIT_REDIS,
                                .program = "redis-server",
                                .arguments = {file},
                                .target = target.data,
                                .request = request.data,
                                .rest = cluster ? CLUSTER_REST : 0};
    add(plan, &child);
    buffer_free(&target);
    buffer_free(&request);
}

static void add_store(plan_t *plan)
{
    char name[CLUSTER_NAME_SIZE];
    if (!plan->settings->cluster)
        add_redis(plan, "redis", 1);
    for (int number = 1; plan->settings->cluster && number <= CLUSTER_NODES; number++) {
        cluster_name(number, name);
        add_redis(plan, name, number);
    }
}

static void add_demo(plan_t *plan)
{
    const cluster_t *cluster = plan->settings->cluster;
    char program[PATH_MAX];
    buffer_t address = {0};
    snprintf(program, sizeof(program), "%s/leidactl", plan->options->bin);
    if (cluster)
        cluster_write_address(cluster, &address);
    else
        buffer_append_literal(&address, "unix:" HOME_REDIS);
    buffer_append_char(&address, '\0');
    const child_plan_t child = {.kind = CHILD_TASK,
                                .role = "demo",
                                .name = "demo",
                                .stage = STAGE_DEMO,
                                .stop_limit = STOP_LIMIT,
                                .program = program,
                                .arguments = {"demo", "--redis", address.data}};
    plan->demo = add(plan, &child);
    buffer_free(&address);
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
    if (plan->settings->has_wechat)
        add_service(plan, STAGE_SERVICES, "wechat", "wechat");
    plan->gateway = add_service(plan, STAGE_GATEWAY, "gateway", "gateway");
    add_store(plan);
    if (demo_is_wanted(plan->options->no_demo))
        add_demo(plan);
}

void plan_free(plan_t *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        child_destroy(&plan->children[i]);
    plan->count = 0;
}
