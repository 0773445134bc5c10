/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/stack.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "common/observe/log.h"
#include "common/process/signals.h"
#include "common/store/form.h"
#include "tools/stack/aof.h"
#include "tools/stack/demo.h"
#include "tools/stack/files.h"
#include "tools/stack/home.h"
#include "tools/stack/plan.h"
#include "tools/stack/reaper.h"
#include "tools/stack/requests.h"
#include "tools/stack/scale.h"
#include "tools/stack/store_form.h"

enum { REDIS_LINES = 300 /* among which is all that a Redis says before it gives up */ };

typedef enum { SUPERVISOR_STARTING, SUPERVISOR_RUNNING, SUPERVISOR_STOPPING } supervisor_state_t;

typedef struct {
    const stack_parts_t *parts;
    loop_t *loop;
    child_owner_t owner;
    plan_t plan;
    requests_t *requests;
    scale_t *scale;
    signals_t *signals;
    reaper_t *reaper;
    loop_timer_t *limit; /* of the stage that is starting */
    store_form_t *form;  /* while the store's is asked for */
    supervisor_state_t state;
    int stage; /* the highest one that has been started, or that is being stopped */
    bool failed;
    bool outlives_terminal; /* detached, or started by nohup */
} supervisor_t;

/* Stops the stages from the highest down, each once the one above has ended. */
static void descend(supervisor_t *self)
{
    for (; self->stage >= 0; self->stage--) {
        bool ended = true;
        for (size_t i = 0; i < self->plan.count; i++) {
            child_t *child = self->plan.children[i];
            if (child_stage(child) != self->stage)
                continue;
            child_stop(child);
            ended = ended && child_is_idle(child);
        }
        if (!ended)
            return;
    }
    loop_stop(self->loop);
}

static void stop(void *context)
{
    supervisor_t *self = context;
    if (self->state == SUPERVISOR_STOPPING)
        return;
    log_write(LOG_INFO, "stopping", NULL, 0);
    self->state = SUPERVISOR_STOPPING;
    loop_timer_unset(self->limit);
    descend(self);
}

static void fail(supervisor_t *self, const char *error)
{
    char reason[512]; /* of the lines the first */
    snprintf(reason, sizeof(reason), "%.*s", (int)strcspn(error, "\n"), error);
    log_event(LOG_ERROR, "start failed", LOG_STRING("error", reason));
    self->failed = true;
    journal_flush(self->parts->journal);
    self->parts->started(self->parts->context, error, NULL);
    stop(self);
}

static void succeed(supervisor_t *self)
{
    self->state = SUPERVISOR_RUNNING;
    loop_timer_unset(self->limit);
    const char *base_url = child_report(self->plan.gateway)->base_url;
    log_event(LOG_INFO, "all ready", LOG_STRING("base_url", base_url));
    self->parts->started(self->parts->context, NULL, base_url);
}

static bool stage_is_ready(const supervisor_t *self)
{
    for (size_t i = 0; i < self->plan.count; i++) {
        const child_t *child = self->plan.children[i];
        bool counts = child_stage(child) == self->stage && plan_wants(&self->plan, child);
        if (counts && child != self->plan.demo && !child_is_ready(child))
            return false;
    }
    return self->stage != STAGE_DEMO || !self->plan.demo || child_is_idle(self->plan.demo);
}

static void start_stage(supervisor_t *self)
{
    loop_timer_set(self->limit, plan_start_limit(self->stage));
    for (size_t i = 0; i < self->plan.count; i++) {
        child_t *child = self->plan.children[i];
        if (child_stage(child) == self->stage && plan_wants(&self->plan, child))
            child_start(child);
    }
}

static void ascend(supervisor_t *self)
{
    while (self->state == SUPERVISOR_STARTING && stage_is_ready(self) && !self->form) {
        if (self->stage == STAGE_COUNT - 1) {
            succeed(self);
            return;
        }
        self->stage++;
        start_stage(self);
    }
}

static void remember_port(supervisor_t *self)
{
    const char *base_url = child_report(self->plan.gateway)->base_url;
    const char *colon = base_url ? strrchr(base_url, ':') : NULL;
    /* A port that the system chose stays the same when the gateway is started again. */
    if (self->parts->settings->listen_at.port == 0 && colon) {
        self->parts->settings->listen_at.port = (int)strtol(colon + 1, NULL, 10);
        (void)files_write_gateway(self->parts->settings);
    }
}

static void form_told(void *context, long newer)
{
    supervisor_t *self = context;
    store_form_destroy(&self->form);
    if (newer == 0 || self->state != SUPERVISOR_STARTING) {
        ascend(self);
        return;
    }
    char error[160];
    snprintf(error, sizeof(error),
             "the store is of form %ld, newer than " STORE_FORM
             " of this build: run a build that knows it, or restore an older backup",
             newer);
    fail(self, error);
}

static void redis_became_ready(supervisor_t *self)
{
    const cluster_t *cluster = self->parts->settings->cluster;
    if (cluster)
        cluster_note_run();
    self->form = store_form_new(self->loop, cluster, form_told, self);
}

static void child_became_ready(void *context, child_t *child)
{
    supervisor_t *self = context;
    log_event(LOG_INFO, "ready", LOG_STRING("name", child_name(child)), LOG_INT("pid", child_pid(child)));
    if (child == self->plan.gateway)
        remember_port(self);
    scale_child_ready(self->scale);
    if (self->stage == STAGE_REDIS && self->state == SUPERVISOR_STARTING && stage_is_ready(self))
        redis_became_ready(self);
    ascend(self);
}

static void demo_ended(supervisor_t *self, int status)
{
    if (status == 0)
        demo_done();
    else
        log_write(LOG_WARNING, "demo data not loaded, the next start tries again", NULL, 0);
    ascend(self);
}

/* Appends what mends the file that a Redis could not read. */
static void advise(buffer_t *out, const child_t *redis, const options_t *options)
{
    const aof_place_t place = aof_place(child_name(redis));
    buffer_t said = {0}, advice = {0};
    journal_lines_of(&said, REDIS_LINES, child_name(redis));
    aof_advise(&advice, aof_fault(buffer_text(&said)), &place, options);
    if (advice.size > 0) {
        /* Without its last end of a line: whoever shows an error ends it. */
        buffer_append_char(out, '\n');
        buffer_append(out, advice.data, advice.size - 1);
    }
    buffer_free(&advice);
    buffer_free(&said);
}

static void fail_for(supervisor_t *self, const child_t *child, int status)
{
    buffer_t error = {0};
    journal_flush(self->parts->journal);
    if (WIFSIGNALED(status))
        buffer_append_format(&error, "%s was ended by SIG%s before all was ready: ", child_name(child),
                             sigabbrev_np(WTERMSIG(status)));
    else
        buffer_append_format(&error, "%s ended with exit code %d before all was ready: ", child_name(child),
                             WEXITSTATUS(status));
    journal_last_line(&error, child_name(child));
    if (child_stage(child) == STAGE_REDIS)
        advise(&error, child, self->parts->options);
    buffer_append_char(&error, '\0');
    fail(self, error.data);
    buffer_free(&error);
}

static void child_was_reaped(supervisor_t *self, child_t *child, int status)
{
    child_ended(child, status);
    if (self->state == SUPERVISOR_STOPPING)
        descend(self);
    else if (child == self->plan.demo)
        demo_ended(self, status);
    else if (self->state == SUPERVISOR_STARTING)
        fail_for(self, child, status);
    else {
        scale_child_ended(self->scale, child);
        if (plan_wants(&self->plan, child))
            child_restart(child);
    }
}

static void process_ended(void *context, pid_t pid, int status)
{
    supervisor_t *self = context;
    for (size_t i = 0; i < self->plan.count; i++) {
        if (child_pid(self->plan.children[i]) == pid) {
            child_was_reaped(self, self->plan.children[i], status);
            return;
        }
    }
}

static void reopen_log(supervisor_t *self)
{
    if (journal_reopen(self->owner.journal))
        log_write(LOG_INFO, "log opened anew", NULL, 0);
    else
        log_event(LOG_ERROR, "cannot open the log anew", LOG_STRING("reason", strerror(errno)));
}

/* A hangup says that the terminal has gone, unless there is none, or nohup has said not to mind. */
static void told_by_signal(void *context, int signal)
{
    supervisor_t *self = context;
    if (signal == SIGHUP && self->outlives_terminal)
        reopen_log(self);
    else
        stop(self);
}

static void scaled(void *context, const char *error)
{
    requests_scaled(((supervisor_t *)context)->requests, error);
}

static void told_to_scale(void *context, int chats)
{
    supervisor_t *self = context;
    if (self->state != SUPERVISOR_RUNNING)
        scaled(self, "not everything is ready yet");
    else if (!scale_begin(self->scale, chats))
        scaled(self, "another change is under way");
}

static void stage_took_too_long(void *context)
{
    supervisor_t *self = context;
    char error[256] = "not ready in time:";
    for (size_t i = 0; i < self->plan.count; i++) {
        const child_t *child = self->plan.children[i];
        size_t size = strlen(error);
        bool counts = child_stage(child) == self->stage && plan_wants(&self->plan, child);
        if (counts && !child_is_ready(child))
            snprintf(error + size, sizeof(error) - size, " %s", child_name(child));
    }
    fail(self, error);
}

bool stack_run(const stack_parts_t *parts)
{
    supervisor_t self = {.parts = parts, .loop = parts->loop};
    self.owner = (child_owner_t){parts->loop, parts->journal, child_became_ready, &self};
    self.plan = (plan_t){.options = parts->options, .settings = parts->settings, .owner = &self.owner};
    self.limit = loop_timer_new(parts->loop, stage_took_too_long, &self);
    self.outlives_terminal = parts->options->detach || signals_hangup_is_ignored();
    self.signals = signals_new(parts->loop, told_by_signal, &self);
    self.reaper = reaper_new(parts->loop, process_ended, &self);
    plan_make(&self.plan);
    self.scale = scale_new(parts->loop, &self.plan, scaled, &self);
    if (self.signals && self.reaper)
        self.requests = requests_new(parts->loop, &self.plan,
                                     &(requests_owner_t){stop, told_to_scale, &self});
    bool made = self.requests != NULL;
    if (made) {
        start_stage(&self);
        loop_run(parts->loop);
    } else {
        parts->started(parts->context, strerror(errno), NULL);
    }
    store_form_destroy(&self.form);
    requests_destroy(&self.requests);
    scale_destroy(&self.scale);
    plan_free(&self.plan);
    loop_timer_destroy(&self.limit);
    reaper_destroy(&self.reaper);
    signals_destroy(&self.signals);
    home_sweep();
    return made && !self.failed;
}
