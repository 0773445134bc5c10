/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/job.h"

#include "base/clock.h"
#include "proto/answers_chat.h"
#include "proto/faults.h"

/* Of a little more than a MiB at most: what Redis may have to hold for a service (decision 0025). */
enum { PAGES_AT_ONCE = 64 };

void host_open(host_t *self, redis_t *redis, cache_t *profiles, int64_t (*now)(void))
{
    *self = (host_t){.redis = redis, .profiles = profiles, .now = now, .pages.limit = PAGES_AT_ONCE};
    command_open(&self->command);
}

void host_close(host_t *self)
{
    command_close(&self->command);
    buffer_free(&self->out);
    buffer_free(&self->scratch);
}

void *job_new(host_t *host, call_t *call, size_t size)
{
    const method_t *method = call_method(call);
    job_t *self = arena_new(call_arena(call), size);
    memset(self, 0, size);
    self->host = host;
    self->call = call;
    self->arena = call_arena(call);
    self->staff_id = contract_id(method, call_record(call), PRINCIPAL_STAFF);
    self->customer_id = contract_id(method, call_record(call), PRINCIPAL_CUSTOMER);
    self->caller = *call_caller(call);
    self->call_id = call_id(call);
    self->issued = call_issued(call);
    self->retries = call_retries(call);
    self->pending = 1;
    return self;
}

void job_begin(job_t *self, host_t *host, arena_t *arena, job_fn *failed)
{
    self->host = host;
    self->arena = arena;
    self->failed = failed;
    self->pending = 1;
}

/* ---- steps ---- */

typedef struct settler settler_t;
struct settler {
    job_settle_fn *settle;
    void *context;
    settler_t *next;
};

void job_settle(job_t *self, job_settle_fn *settle, void *context)
{
    settler_t *settler = arena_new(self->arena, sizeof *settler), **place = &self->settlers;
    while (*place)
        place = &(*place)->next;
    *settler = (settler_t){settle, context, NULL};
    *place = settler;
}

static void run_settlers(job_t *self)
{
    while (self->settlers && job_is_good(self)) {
        const settler_t *settler = self->settlers;
        self->settlers = settler->next;
        settler->settle(self, settler->context);
    }
    self->settlers = NULL;
}

static void end_step(job_t *self)
{
    redis_gate_t *gate = self->inside ? &self->host->pages : NULL; /* the call may take the job with it */
    self->inside = false;
    self->pending = 1;
    if (self->anyway || job_is_good(self))
        self->next(self);
    else if (self->failed)
        self->failed(self);
    else
        job_fail(self);
    if (gate)
        redis_gate_leave(gate);
}

void job_expect(job_t *self)
{
    self->pending++;
}

static void note(job_t *self, redis_status_t status)
{
    if (status != REDIS_OK && self->outcome.redis != REDIS_LOST)
        self->outcome.redis = status;
}

void job_got(job_t *self, redis_status_t status)
{
    note(self, status);
    if (self->pending == 1 && self->settlers)
        run_settlers(self);
    if (--self->pending == 0)
        end_step(self);
}

static void go_on(job_t *self, job_fn *next, bool anyway)
{
    self->next = next;
    self->anyway = anyway;
    job_got(self, REDIS_OK);
}

void job_then(job_t *self, job_fn *next)
{
    go_on(self, next, false);
}

void job_finally(job_t *self, job_fn *next)
{
    go_on(self, next, true);
}

static void go_in(void *context)
{
    job_t *self = context;
    self->inside = true;
    self->go(self, self->go_context);
    job_got(self, REDIS_OK);
}

void job_pass(job_t *self, job_go_fn *go, void *context)
{
    job_expect(self);
    self->go = go;
    self->go_context = context;
    self->pass = (redis_pass_t){.go = go_in, .context = self};
    redis_gate_enter(&self->host->pages, &self->pass);
}

/* ---- answers ---- */

/* What cannot be done now, of a call that has written, must not be begun as if nothing were done. */
static bool is_half_done(const job_t *self)
{
    return self->outcome.redis == REDIS_UNAVAILABLE && self->written;
}

void job_fail(void *job)
{
    job_t *self = job;
    if (is_half_done(self))
        call_wait_half_done(&self->call);
    else if (self->outcome.redis != REDIS_OK)
        call_wait(&self->call, self->outcome.redis);
    else
        job_end(self, self->outcome.status);
}

bool job_may_wait(const job_t *self, int64_t ms)
{
    return self->outcome.redis != REDIS_OK && call_may_wait(self->call, self->outcome.redis, ms);
}

void job_end(job_t *self, status_t status)
{
    call_reply(&self->call, status, TEXT_NONE);
}

void job_end_done(void *job)
{
    job_end(job, STATUS_DONE);
}

void job_notify(const job_t *self, event_t event)
{
    event.by = self->caller.kind;
    if (event.staff_id == 0)
        event.staff_id = self->staff_id;
    if (event.customer_id == 0)
        event.customer_id = self->customer_id;
    call_notify(self->call, &event);
}

buffer_t *job_out(job_t *self)
{
    buffer_clear(&self->host->out);
    return &self->host->out;
}

void job_answer(job_t *self, status_t status)
{
    call_reply(&self->call, status, buffer_text(&self->host->out));
}

void job_answer_object(job_t *self, status_t status, const column_table_t *columns, const void *row)
{
    row_write_object(job_out(self), columns, row);
    job_answer(self, status);
}

void job_answer_made(job_t *self, text_t key, const made_t *made)
{
    if (key.size == 0) {
        job_end(self, STATUS_DONE);
        return;
    }
    buffer_t *time = job_scratch(self);
    clock_write_time(time, made->time);
    const message_sent_t sent = {made->id, buffer_text(time), made->duplicate};
    job_answer_object(self, STATUS_DONE, &message_sent_columns, &sent);
}

void job_end_fault(job_t *self, status_t status, const char *parameter, value_status_t fault, text_t why)
{
    faults_t faults = {.count = 0};
    buffer_append_text(&faults.text, why);
    faults_add(&faults, fault);
    buffer_t *out = job_out(self);
    buffer_append_char(out, '{');
    faults_write(out, parameter, &faults);
    buffer_append_char(out, '}');
    faults_free(&faults);
    job_answer(self, status);
}

buffer_t *job_scratch(job_t *self)
{
    buffer_clear(&self->host->scratch);
    return &self->host->scratch;
}

/* ---- commands ---- */

command_t *job_command(job_t *self)
{
    command_begin(&self->host->command);
    return &self->host->command;
}

typedef struct {
    job_t *job;
    job_take_fn *take;
    void *into;
    bool writes;
} awaited_t;

static awaited_t *await(job_t *self, job_take_fn *take, void *into)
{
    awaited_t *awaited = arena_new(self->arena, sizeof *awaited);
    *awaited = (awaited_t){self, take, into, false};
    job_expect(self);
    return awaited;
}

static void take_reply(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const awaited_t *awaited = context;
    job_t *self = awaited->job;
    if (status == REDIS_OK) {
        self->written = self->written || awaited->writes;
        awaited->take(self, awaited->into, reply);
    }
    job_got(self, status);
}

void job_send(job_t *self, job_take_fn *take, void *into)
{
    awaited_t *awaited = await(self, take, into);
    if (!redis_send(self->host->redis, &self->host->command.arguments, take_reply, awaited))
        job_got(self, REDIS_UNAVAILABLE);
}

void job_send_durable(job_t *self, job_take_fn *take, void *into)
{
    awaited_t *awaited = await(self, take, into);
    if (!redis_send_durable(self->host->redis, &self->host->command.arguments, take_reply, awaited))
        job_got(self, REDIS_UNAVAILABLE);
}

void job_run(job_t *self, const redis_script_t *script, job_take_fn *take, void *into)
{
    const command_t *command = &self->host->command;
    awaited_t *awaited = await(self, take, into);
    awaited->writes = !script->reads;
    if (!redis_run(self->host->redis, script, command->key_count, &command->arguments, take_reply, awaited))
        job_got(self, REDIS_UNAVAILABLE);
}

void job_refuse(job_t *self, status_t status)
{
    if (self->outcome.status == STATUS_DONE)
        self->outcome.status = status;
}

bool job_doubt(job_t *self)
{
    if (!self->doubted && !call_doubt(self->call))
        return false;
    self->doubted = true;
    note(self, REDIS_UNAVAILABLE);
    return true;
}

void job_foreign_keys(job_t *self, foreign_kind_t kind, const redis_reply_t *why)
{
    const redis_command_t *keys = &self->host->command.arguments;
    buffer_t text = {0};
    for (size_t i = 0; i < keys->count; i++) {
        if (i > 0)
            buffer_append_char(&text, ' ');
        buffer_append(&text, keys->values[i], keys->sizes[i]);
    }
    foreign_report(kind, buffer_text(&text),
                   why && why->type == REDIS_REPLY_ERROR ? redis_text(why) : TEXT_NONE);
    buffer_free(&text);
    note(self, REDIS_FOREIGN);
}
