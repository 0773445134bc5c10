/* SPDX-License-Identifier: Apache-2.0 */
/* leida-crm: the contact list and the customers' data (api.md 4). */
#include "common/clock.h"
#include "common/service.h"
#include "services/crm/crm.h"

static void *crm_open(const service_host_t *host)
{
    crm_t *crm = crm_new(host->redis, host->profiles, clock_now);
    crm->migration = migration_new(host->loop, &host->redis_options);
    return crm;
}

static void crm_close(void **service_p)
{
    crm_t *crm = *service_p;
    *service_p = NULL;
    migration_destroy(&crm->migration);
    crm_destroy(&crm);
}

int main(int argc, char **argv)
{
    service_spec_t spec = {
        .process = "leida-crm",
        .summary = "The CRM service: the contact list, the customers' data and their tags",
        .endpoint = "tcp://127.0.0.1:7102",
        .verbs = crm_verbs,
        .verb_count = crm_verb_count,
        .scripts = store_scripts,
        .open = crm_open,
        .close = crm_close,
    };
    return service_main(&spec, argc, argv);
}
