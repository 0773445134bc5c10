/* SPDX-License-Identifier: Apache-2.0 */
/* Whether staff users and customers are bound to each other. */
#ifndef LEIDA_COMMON_STORE_RELATION_H
#define LEIDA_COMMON_STORE_RELATION_H

#include "common/store/job.h"

/* Refuses with STATUS_NO_RELATION unless the job's staff user is bound to the customer. One command, which
 * adds to what the job waits for. */
void relation_require(job_t *job, int64_t customer_id);

#endif
