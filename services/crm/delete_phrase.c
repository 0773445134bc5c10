/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/follow_language/delete (api.md 4): one of the staff user's own phrases. */
#include "proto/requests.h"
#include "services/crm/crm.h"

void delete_phrase_run(void *host, call_t *call)
{
    job_t *job = job_new(host, call, sizeof *job);
    const follow_request_t *request = call_record(call);
    store_delete_phrase(job, request->phrase_id);
    job_then(job, job_end_done);
}
