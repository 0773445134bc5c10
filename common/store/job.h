/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a handler carries from one round trip to the next. A handler makes a job for its call, asks stores and
 * profiles for all that it needs at once, and names the step that follows: it runs when the last answer is
 * in.
 *
 *     void unread_run(void *host, call_t *call)
 *     {
 *         unread_job_t *self = job_new(host, call, sizeof *self);
 *         store_read_unread(&self->job, &self->count);
 *         job_then(&self->job, unread_answer);
 *     }
 *
 * A job lives in the call's arena, and is gone once the call is answered or parked. A handler that needs more
 * than a job_t has a struct of its own, which begins with one; steps are given its address.
 */
#ifndef LEIDA_COMMON_STORE_JOB_H
#define LEIDA_COMMON_STORE_JOB_H

#include "common/redis/cache.h"
#include "common/redis/foreign.h"
#include "common/redis/gate.h"
#include "common/rpc/server.h"
#include "common/store/command.h"
#include "proto/row.h"

/* What the handlers and the store of a service stand on: one for each service, given to its handlers. */
typedef struct {
    redis_t *redis;
    cache_t *profiles;    /* of the keys user:ID, customer:ID and catalogue:ID (common/store/profiles.h) */
    int64_t (*now)(void); /* ms: clock_now, but in tests */
    void *service;        /* what the service runs beside its handlers (common/process/service.h) */
    redis_gate_t pages;   /* large reads that are on their way */
    command_t command;    /* the one under construction */
    buffer_t out;         /* the answer under construction */
    buffer_t scratch;     /* a value under construction; lasts until its next use */
} host_t;

/* Makes one over a connection and a cache that stay the caller's; frees what it has itself. No job may be
 * under way then. */
void host_open(host_t *self, redis_t *redis, cache_t *profiles, int64_t (*now)(void));
void host_close(host_t *self);

/* How the answers of a step went: good with REDIS_OK and STATUS_DONE. What was read counts only then. */
typedef struct {
    redis_status_t redis; /* REDIS_LOST before any other; REDIS_FOREIGN: stored bytes that are corrupt */
    status_t status;      /* what a store refused first */
} outcome_t;

/* What a write appended, now or at an earlier try. */
typedef struct {
    int64_t id, time; /* ms */
    bool duplicate;   /* another call with the same client's key had done so before */
} made_t;

/* A step of a handler. `job` is what job_new returned. */
typedef void(job_fn)(void *job);

typedef struct job job_t;
/* Sends what could not be sent at once. */
typedef void(job_go_fn)(job_t *job, void *context);
/* Makes something of several answers. */
typedef void(job_settle_fn)(job_t *job, void *context);

struct job {
    host_t *host;
    call_t *call;
    arena_t *arena;                /* for what is read, and what stores keep until the answers are in */
    int64_t staff_id, customer_id; /* whom the call is about (contract_id) */
    principal_t caller;            /* which of the two calls */
    uint64_t call_id;              /* as in common/rpc/server.h; so too the next two */
    int64_t issued;
    unsigned retries;

    outcome_t outcome;
    size_t pending;           /* answers still to come, and one until the step is named */
    struct settler *settlers; /* the first of those that wait for the answers */
    job_fn *next;
    job_fn *failed;    /* in place of job_fail; NULL: that. A job without a call has one */
    bool anyway;       /* the step judges the outcome itself */
    bool inside;       /* of the gate, until the step is done */
    bool written;      /* a script that may write was answered */
    bool doubted;      /* what this try has read did not fit together */
    redis_pass_t pass; /* through it */
    job_go_fn *go;
    void *go_context;
};

/* A zeroed struct of `size` bytes, which begins with a job_t, for a call that is just beginning. */
void *job_new(host_t *host, call_t *call, size_t size);

/* The same for work that no call has asked for: the struct is the caller's, zeroed, and so is the arena. A
 * step whose answers are not good is left out, and `failed` is called in its place, which judges the outcome.
 * Nothing that ends or tells a call may be used. */
void job_begin(job_t *self, host_t *host, arena_t *arena, job_fn *failed);

/* ---- for handlers ---- */

/* Names the step that runs when all that was asked for is in, maybe before this returns. When it did not go
 * well the step is left out: the call waits for Redis, or ends with the status that a store refused it by. */
void job_then(job_t *self, job_fn *next);
/* The same for a step that runs in any case, and judges the outcome itself. */
void job_finally(job_t *self, job_fn *next);

static inline bool job_is_good(const job_t *self)
{
    return self->outcome.redis == REDIS_OK && self->outcome.status == STATUS_DONE;
}

/* A step: ends the call, or parks it until Redis is back, as the outcome says, which is not good. */
job_fn job_fail;
/* Whether job_fail would park it, with more than `ms` left until its deadline. */
bool job_may_wait(const job_t *self, int64_t ms);
/* Ends the call with a status and no data. */
void job_end(job_t *self, status_t status);
/* A step: the call is done, and there is nothing to say. */
job_fn job_end_done;

/* Tells those who listen what the call has done; before it ends. Ids of the event that are 0 are the job's,
 * and so is who did it. On every success, of later tries and repeated keys too: an earlier try may have died
 * before it told anybody. */
void job_notify(const job_t *self, event_t event);

/* The buffer for the answer's data, emptied. */
buffer_t *job_out(job_t *self);
/* Ends the call with what is in that buffer. */
void job_answer(job_t *self, status_t status);
/* Ends the call with an object of these columns as its data. */
void job_answer_object(job_t *self, status_t status, const column_table_t *columns, const void *row);

/* Ends the call with what was made as its data, for a client that gave a key; else with none. */
void job_answer_made(job_t *self, text_t key, const made_t *made);

/* Ends the call with what is wrong with one parameter: STATUS_INVALID or STATUS_BODY_INVALID, and why. */
void job_end_fault(job_t *self, status_t status, const char *parameter, value_status_t fault, text_t why);

/* The host's scratch, emptied: for a value that is written before it is copied or sent. */
buffer_t *job_scratch(job_t *self);

/* ---- for stores ---- */

/* The command under construction, begun. */
command_t *job_command(job_t *self);

/* The next two arguments are what the scripts of writes judge a try by (common/store/once.h). */
static inline void job_add_try(const job_t *self, command_t *command)
{
    command_add_int(command, self->issued);
    command_add_int(command, self->retries);
}

/* Reads the reply to a command into what it was sent with. Not called when there is none. The reply lasts
 * until the return, and where job_is_last until that of the next step.
 *
 * Commands about one slot are answered in the order in which they were sent, unless the slot is on its way
 * from one master of a cluster to another: what is redirected is then done, and answered, behind those after
 * it. So what is made of several answers is made by a settler, not by a take function. */
typedef void(job_take_fn)(job_t *job, void *into, const redis_reply_t *reply);

/* Send the command under construction: as redis_send, redis_send_durable and redis_run do. */
void job_send(job_t *self, job_take_fn *take, void *into);
void job_send_durable(job_t *self, job_take_fn *take, void *into);
void job_run(job_t *self, const redis_script_t *script, job_take_fn *take, void *into);

/* Calls `go`, which sends a large read, when there is room at the gate, maybe at once. The gate is left when
 * the step that reads it is done. */
void job_pass(job_t *self, job_go_fn *go, void *context);

/* One more answer is to come, of something else than Redis itself; call before asking. */
void job_expect(job_t *self);
/* An answer is in, or will never come. */
void job_got(job_t *self, redis_status_t status);

/* The outcome is this status, unless it was another before. STATUS_DONE changes nothing. */
void job_refuse(job_t *self, status_t status);

/* The outcome is REDIS_FOREIGN: the keys that the command under construction holds have bytes that are none
 * of ours, or Redis answered `why` (maybe NULL) about them. Reported. */
void job_foreign_keys(job_t *self, foreign_kind_t kind, const redis_reply_t *why);
/* The same of one key: job_foreign(job, FOREIGN_LOG, reply, keys_log, job->staff_id). */
#define job_foreign(self, kind, why, write, ...)                                                             \
    do {                                                                                                     \
        command_add(job_command(self), write, __VA_ARGS__);                                                  \
        job_foreign_keys((self), (kind), (why));                                                             \
    } while (0)

/* While a reply is read: whether it is the last one that the step waits for. */
static inline bool job_is_last(const job_t *self)
{
    return self->pending == 1;
}

/* Has `settle` called with `context` once all answers of this step are in, if they are good; in the order in
 * which these were asked for. It may send more, which the step then waits for too. */
void job_settle(job_t *self, job_settle_fn *settle, void *context);

/* What was read by several commands does not fit together. True: the call is tried again, for they may have
 * been done in another order than they were sent in; false: it has been before, so what is stored is corrupt.
 */
bool job_doubt(job_t *self);

#endif
