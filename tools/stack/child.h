/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One process of the stack: starts it, waits until it is ready, starts it again with back-off, stops it. What
 * its end means, and when it begins, is for stack.c to say.
 */
#ifndef LEIDA_TOOLS_STACK_CHILD_H
#define LEIDA_TOOLS_STACK_CHILD_H

#include <sys/types.h>

#include "tools/stack/journal.h"
#include "tools/stack/probe.h"
#include "tools/stack/report.h"

typedef struct child child_t;

enum { CHILD_ARGUMENTS_MAX = 3 };

typedef enum {
    CHILD_REDIS,   /* ready when it answers "+PONG", maybe with more behind a blank */
    CHILD_SERVICE, /* writes run/NAME.json when it listens; ready when its /readyz says so */
    CHILD_TASK     /* runs once; never ready */
} child_kind_t;

typedef struct {
    child_kind_t kind;
    const char *role;    /* a constant: "redis", "chat", "crm", "actionlog", "gateway", "demo" */
    const char *name;    /* "chat-1" */
    int stage;           /* of the start: smaller ones first */
    int stop_limit;      /* ms from SIGTERM to SIGKILL */
    const char *program; /* a path, or found in PATH */
    const char *arguments[CHILD_ARGUMENTS_MAX]; /* NULL: no more */
    const char *target, *request;               /* of CHILD_REDIS: where and what it is asked (probe.h) */
    int rest; /* ms until it is started again after it has died; 0: at once */
} child_plan_t;

typedef struct {
    loop_t *loop;
    journal_t *journal;
    /* It is ready, after a start or a restart. */
    void (*ready)(void *context, child_t *child);
    void *context;
} child_owner_t;

/* Copies the strings of the plan; the owner must outlive it. */
child_t *child_new(const child_owner_t *owner, const child_plan_t *plan);
/* The process must have ended. */
void child_destroy(child_t **self_p);

/* Starts it; what keeps it from starting shows as its end, with status 127, and in the log. */
void child_start(child_t *self);
/* Starts it again: after its rest; at once where it has none, or after up to a second when it keeps ending
 * soon.
 */
void child_restart(child_t *self);
/* Asks it to end (SIGTERM; Redis once a second), and kills it when it has not within its limit. */
void child_stop(child_t *self);
/* Its process was reaped with this status (of waitpid): says so in the log. */
void child_ended(child_t *self, int status);

/* Asks it whether it is ready, as probe_new does; NULL when there is no process, or none that could answer.
 */
probe_t *child_ask(const child_t *self, probe_done_fn *done, void *context);
/* Whether the answer says yes. */
bool child_is_yes(const child_t *self, text_t answer);
/* What a Redis said besides in an answer that says yes; TEXT_NONE: nothing. A slice of the answer. */
text_t child_remark(const child_t *self, text_t answer);
/* Why it is not ready, for people, by an answer that does not say yes; or by none, an empty one. To be freed.
 */
char *child_reason(const child_t *self, text_t answer);

/* Of its plan; the strings last as long as the child. */
const char *child_role(const child_t *self);
const char *child_name(const child_t *self);
int child_stage(const child_t *self);
const char *child_target(const child_t *self); /* NULL: it is no Redis */
pid_t child_pid(const child_t *self);          /* 0: no process */
int64_t child_age(const child_t *self);        /* ms since its process was started; -1: no process */
int child_restarts(const child_t *self);       /* how often it was started again after it had died */
bool child_is_ready(const child_t *self);
/* No process, and none to come. */
bool child_is_idle(const child_t *self);
/* What it told last; its members are NULL as long as it has told nothing. */
const report_t *child_report(const child_t *self);

#endif
