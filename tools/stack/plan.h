/* SPDX-License-Identifier: Apache-2.0 */
/* Which processes make a stack: the one place that lists them, with their stages, files and limits. */
#ifndef LEIDA_TOOLS_STACK_PLAN_H
#define LEIDA_TOOLS_STACK_PLAN_H

#include "tools/stack/child.h"
#include "tools/stack/settings.h"

enum { STAGE_REDIS, STAGE_SERVICES, STAGE_GATEWAY, STAGE_DEMO, STAGE_COUNT };

/* chat-1 and so on, as many as there may be, crm, actionlog, wechat, gateway, one Redis or the nodes of a
 * cluster, and the loading of demo data. */
enum { PLAN_CHILDREN_MAX = OPTIONS_CHAT_MAX + CLUSTER_NODES + 5 };

typedef struct {
    const options_t *options;
    settings_t *settings;
    const child_owner_t *owner;
    child_t *children[PLAN_CHILDREN_MAX]; /* in the order that `status` shows; the chat instances first */
    size_t count;
    int chats; /* chat-1 to chat-N are to run; the others wait to be asked for (scale.h) */
    child_t *gateway;
    child_t *demo; /* the last one, which `status` does not show; NULL when none is to be loaded */
} plan_t;

/* Makes the children, none of them started. `plan` is zeroed but for options, settings and owner, which must
 * outlive it. */
void plan_make(plan_t *plan);
/* Destroys the children, whose processes must have ended. */
void plan_free(plan_t *plan);

/* Whether it is to run: all are but chat instances that are not asked for. */
bool plan_wants(const plan_t *plan, const child_t *child);

/* ms that a stage may take to get ready. */
int plan_start_limit(int stage);

#endif
