/* SPDX-License-Identifier: Apache-2.0 */
/* The summaries of a staff user's relations (common/store/summary.h), as handlers of every service show them.
 */
#ifndef LEIDA_COMMON_STORE_SUMMARIES_H
#define LEIDA_COMMON_STORE_SUMMARIES_H

#include "common/store/job.h"
#include "common/store/summary.h"

/* Reads those of the job's staff user and these customers into as many zeroed summaries, texts into the job's
 * arena, and adds to what the job waits for. One of which nothing is known stays zeroed. The ids must last
 * until the job's next step. */
void summaries_read(job_t *job, id_list_t customers, summary_t *summaries);

#endif
