/* SPDX-License-Identifier: Apache-2.0 */
/* leida-actionlog: what customers did, as their staff users see it (api.md 5). */
#include "common/clock.h"
#include "common/service.h"
#include "services/actionlog/actionlog.h"

static void *open_actionlog(const service_host_t *host)
{
    return actionlog_new(host->redis, host->profiles, clock_now);
}

static void close_actionlog(void **service_p)
{
    actionlog_t *actionlog = *service_p;
    *service_p = NULL;
    actionlog_destroy(&actionlog);
}

int main(int argc, char **argv)
{
    service_spec_t spec = {
        .process = "leida-actionlog",
        .summary = "The log of what customers did",
        .endpoint = "tcp://127.0.0.1:7103",
        .verbs = actionlog_verbs,
        .verb_count = actionlog_verb_count,
        .scripts = actionlog_scripts,
        .open = open_actionlog,
        .close = close_actionlog,
    };
    return service_main(&spec, argc, argv);
}
