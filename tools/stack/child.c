/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/observe/log_limit.h"
#include "tools/stack/launch.h"
#include "tools/stack/report.h"

enum {
    POLL_FAST = 20,  /* ms between two looks at a process that is starting */
    POLL_SLOW = 200, /* after POLL_FAST_SPAN */
    POLL_FAST_SPAN = 3000,
    RESTART_FIRST = 50, /* ms before the second restart in a row; doubles */
    RESTART_MAX = 900,  /* so that it runs again within a second */
    TERM_AGAIN = 1000,  /* ms until Redis is asked to end once more */
    STEADY = 10000      /* ms after which a process counts as one that does not keep ending */
};

typedef enum {
    CHILD_IDLE,     /* no process */
    CHILD_WAITING,  /* no process until the timer starts one */
    CHILD_STARTING, /* not ready yet; the timer looks again */
    CHILD_READY,
    CHILD_STOPPING /* asked to end; the timer asks again, and kills it in the end */
} child_state_t;

struct child {
    const child_owner_t *owner;
    child_kind_t kind;
    const char *role;
    char *name, *program, *target, *request;
    char *arguments[CHILD_ARGUMENTS_MAX + 2]; /* as execv takes them */
    int stage, stop_limit, rest;
    child_state_t state;
    pid_t pid;              /* 0: none */
    int64_t started, asked; /* loop_now when its process was started, and asked to end */
    int restarts;           /* in a row, without a steady time between */
    int restarted;          /* in all */
    bool reported;          /* `report` is of this process, not of the one before */
    report_t report;
    probe_t *probe;
    loop_timer_t *timer;
};

static void probe_answered(void *context, text_t line)
{
    child_t *self = context;
    bool ready = child_is_yes(self, line);
    probe_destroy(&self->probe);
    if (self->state != CHILD_STARTING || !ready)
        return;
    self->state = CHILD_READY;
    loop_timer_unset(self->timer);
    self->owner->ready(self->owner->context, self);
}

static void look(child_t *self)
{
    if (self->kind == CHILD_SERVICE && !self->reported)
        self->reported = report_read(&self->report, self->name, self->pid);
    if (!self->probe)
        self->probe = child_ask(self, probe_answered, self);
    int64_t age = loop_now(self->owner->loop) - self->started;
    loop_timer_set(self->timer, age < POLL_FAST_SPAN ? POLL_FAST : POLL_SLOW);
}

/* Redis forgets a SIGTERM that comes before it is ready to serve, and takes any further one as the first. */
static void ask_to_end(child_t *self)
{
    const int64_t left = self->stop_limit - (loop_now(self->owner->loop) - self->asked);
    if (left <= 0) {
        log_event(LOG_WARNING, "killed: did not stop in time", LOG_STRING("name", self->name),
                  LOG_INT("limit_ms", self->stop_limit));
        kill(self->pid, SIGKILL);
        return;
    }
    kill(self->pid, SIGTERM);
    loop_timer_set(self->timer, self->kind == CHILD_REDIS && left > TERM_AGAIN ? TERM_AGAIN : left);
}

static void timer_due(void *context)
{
    child_t *self = context;
    switch (self->state) {
    case CHILD_WAITING:
        child_start(self);
        break;
    case CHILD_STARTING:
        look(self);
        break;
    case CHILD_STOPPING:
        ask_to_end(self);
        break;
    case CHILD_IDLE:
    case CHILD_READY:
        break;
    }
}

child_t *child_new(const child_owner_t *owner, const child_plan_t *plan)
{
    child_t *self = memory_new_zeroed(sizeof(*self));
    self->owner = owner;
    self->role = plan->role;
    self->name = memory_copy_text(text_of(plan->name));
    self->program = memory_copy_text(text_of(plan->program));
    const char *slash = strrchr(plan->program, '/');
    self->arguments[0] = memory_copy_text(text_of(slash ? slash + 1 : plan->program));
    for (size_t i = 0; i < CHILD_ARGUMENTS_MAX && plan->arguments[i]; i++)
        self->arguments[i + 1] = memory_copy_text(text_of(plan->arguments[i]));
    self->stage = plan->stage;
    self->stop_limit = plan->stop_limit;
    self->rest = plan->rest;
    self->target = plan->target ? memory_copy_text(text_of(plan->target)) : NULL;
    self->request = plan->request ? memory_copy_text(text_of(plan->request)) : NULL;
    self->kind = plan->kind;
    self->timer = loop_timer_new(owner->loop, timer_due, self);
    return self;
}

void child_destroy(child_t **self_p)
{
    child_t *self = *self_p;
    if (!self)
        return;
    probe_destroy(&self->probe);
    loop_timer_destroy(&self->timer);
    report_free(&self->report);
    for (size_t i = 0; self->arguments[i]; i++)
        free(self->arguments[i]);
    free(self->request);
    free(self->target);
    free(self->program);
    free(self->name);
    free(self);
    *self_p = NULL;
}

void child_start(child_t *self)
{
    report_remove(self->name);
    self->reported = false;
    self->started = loop_now(self->owner->loop);
    int output = journal_pipe(self->owner->journal, self->name);
    self->pid = output < 0 ? -1 : launch(self->program, self->arguments, output);
    int error = errno;
    if (output >= 0)
        close(output);
    if (self->pid < 0) { /* no process or descriptor left on this machine: that may pass */
        log_limited(LOG_ERROR, "cannot start", LOG_STRING("name", self->name),
                    LOG_STRING("error", strerror(error)));
        self->pid = 0;
        self->state = CHILD_WAITING;
        loop_timer_set(self->timer, RESTART_MAX);
        return;
    }
    log_event(LOG_INFO, "started", LOG_STRING("name", self->name), LOG_INT("pid", self->pid));
    self->state = CHILD_STARTING;
    if (self->kind != CHILD_TASK)
        loop_timer_set(self->timer, POLL_FAST);
}

void child_restart(child_t *self)
{
    if (loop_now(self->owner->loop) - self->started >= STEADY)
        self->restarts = 0;
    int delay = self->rest;
    if (delay == 0 && self->restarts > 0) {
        delay = RESTART_FIRST << (self->restarts < 8 ? self->restarts - 1 : 7);
        delay = delay < RESTART_MAX ? delay : RESTART_MAX;
    }
    self->restarts++;
    self->restarted++;
    self->state = CHILD_WAITING;
    loop_timer_set(self->timer, delay);
}

void child_stop(child_t *self)
{
    if (self->state == CHILD_STOPPING)
        return;
    loop_timer_unset(self->timer);
    if (self->pid == 0) {
        self->state = CHILD_IDLE;
        return;
    }
    self->state = CHILD_STOPPING;
    self->asked = loop_now(self->owner->loop);
    ask_to_end(self);
}

void child_ended(child_t *self, int status)
{
    const bool expected = self->state == CHILD_STOPPING || (self->kind == CHILD_TASK && status == 0);
    const log_level_t level = expected ? LOG_INFO : LOG_WARNING;
    if (WIFSIGNALED(status))
        log_event(level, "ended", LOG_STRING("name", self->name), LOG_INT("pid", self->pid),
                  LOG_STRING("signal", sigabbrev_np(WTERMSIG(status))));
    else
        log_event(level, "ended", LOG_STRING("name", self->name), LOG_INT("pid", self->pid),
                  LOG_INT("status", WEXITSTATUS(status)));
    loop_timer_unset(self->timer);
    probe_destroy(&self->probe);
    self->pid = 0;
    self->reported = false;
    self->state = CHILD_IDLE;
}

probe_t *child_ask(const child_t *self, probe_done_fn *done, void *context)
{
    loop_t *loop = self->owner->loop;
    if (self->pid == 0)
        return NULL;
    if (self->kind == CHILD_REDIS)
        return probe_new(loop, self->target, self->request, done, context);
    if (!self->reported || !self->report.admin_url)
        return NULL;
    return probe_new(loop, self->report.admin_url, "GET /readyz HTTP/1.0\r\n\r\n", done, context);
}

static const text_t pong = TEXT_CONSTANT("+PONG");

bool child_is_yes(const child_t *self, text_t answer)
{
    if (self->kind == CHILD_REDIS)
        return text_begins(answer, pong);
    const size_t code = sizeof("HTTP/1.0 ") - 1;
    return answer.size >= code + 3 && memcmp(answer.data + code, "200", 3) == 0;
}

text_t child_remark(const child_t *self, text_t answer)
{
    const size_t head = pong.size + 1;
    if (self->kind != CHILD_REDIS || !child_is_yes(self, answer) || answer.size <= head)
        return TEXT_NONE;
    return (text_t){answer.data + head, answer.size - head};
}

/* What Redis says, behind the sign of its kind. */
static text_t behind_sign(text_t answer)
{
    return (text_t){answer.data + 1, answer.size - 1};
}

/* What /readyz says, on one line: the body of its answer. */
static text_t body_of(text_t answer)
{
    static const char mark[] = "\r\n\r\n";
    const char *at = memmem(answer.data, answer.size, mark, strlen(mark));
    if (!at)
        return TEXT_NONE;
    at += strlen(mark);
    const size_t left = answer.size - (size_t)(at - answer.data);
    const char *end = left > 0 ? memchr(at, '\n', left) : NULL;
    return (text_t){at, end ? (size_t)(end - at) : left};
}

char *child_reason(const child_t *self, text_t answer)
{
    static const text_t waiting = TEXT_CONSTANT("it has ended and is being started again"),
                        starting = TEXT_CONSTANT("it is starting"),
                        silent = TEXT_CONSTANT("no answer within a second: it hangs, or was stopped");
    if (self->pid == 0)
        return memory_copy_text(waiting);
    if (self->kind == CHILD_SERVICE && !self->reported)
        return memory_copy_text(starting);
    if (answer.size == 0)
        return memory_copy_text(silent);
    text_t said = self->kind == CHILD_REDIS ? behind_sign(answer) : body_of(answer);
    return memory_copy_text(said.size > 0 ? said : TEXT_LITERAL("/readyz says no"));
}

const char *child_role(const child_t *self)
{
    return self->role;
}

const char *child_name(const child_t *self)
{
    return self->name;
}

int child_stage(const child_t *self)
{
    return self->stage;
}

const char *child_target(const child_t *self)
{
    return self->target;
}

pid_t child_pid(const child_t *self)
{
    return self->pid;
}

int64_t child_age(const child_t *self)
{
    return self->pid == 0 ? -1 : loop_now(self->owner->loop) - self->started;
}

int child_restarts(const child_t *self)
{
    return self->restarted;
}

bool child_is_ready(const child_t *self)
{
    return self->state == CHILD_READY;
}

bool child_is_idle(const child_t *self)
{
    return self->state == CHILD_IDLE;
}

const report_t *child_report(const child_t *self)
{
    return &self->report;
}
