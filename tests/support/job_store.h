/* SPDX-License-Identifier: Apache-2.0 */
/* A host with a Redis of its own, and a job on it: what a store keeps is tried by it, step by step. */
#ifndef LEIDA_TESTS_SUPPORT_JOB_STORE_H
#define LEIDA_TESTS_SUPPORT_JOB_STORE_H

#include "common/store/job.h"
#include "tests/support/service_fixture.h"

typedef struct {
    job_t job; /* the first member: steps are given it */
    service_fixture_t base;
    arena_t arena;
    bool is_done, has_failed;
} job_store_t;

/* `scripts` must outlive it; NULL-terminated. */
job_store_t *job_store_new(const redis_script_t *const *scripts);
void job_store_destroy(job_store_t **self_p);
/* Begins the job anew, and gives it. */
job_t *job_store_begin(job_store_t *self);
/* Waits until what it was given is done, or `has_failed`. */
void job_store_await(job_store_t *self);

#endif
