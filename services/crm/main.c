/* SPDX-License-Identifier: Apache-2.0 */
/* leida-crm: the contact list and the customers' data (api.md 4). */
#include "common/process/service.h"
#include "services/crm/crm.h"
#include "services/crm/migration.h"

static void *open_migration(loop_t *loop, const redis_options_t *redis)
{
    return migration_new(loop, redis);
}

static void stop_migration(void *beside)
{
    migration_stop(beside);
}

static void close_migration(void **beside_p)
{
    migration_t *migration = *beside_p;
    *beside_p = NULL;
    migration_destroy(&migration);
}

int main(int argc, char **argv)
{
    const service_spec_t spec = {
        .process = "leida-crm",
        .summary = "The CRM service: the contact list, the customers' data and their tags",
        .endpoint = "tcp://127.0.0.1:7102",
        .handlers = crm_handlers,
        .handler_count = crm_handler_count,
        .scripts = crm_scripts,
        .open = open_migration,
        .stop = stop_migration,
        .close = close_migration,
    };
    return service_main(&spec, argc, argv);
}
