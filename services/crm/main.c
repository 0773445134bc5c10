/* SPDX-License-Identifier: Apache-2.0 */
/* leida-crm: the contact list and the customers' data (api.md 4). */
#include "common/process/service.h"
#include "services/crm/crm.h"
#include "services/crm/migration.h"

static bool open_migration(const service_parts_t *parts, void **beside_p)
{
    *beside_p = migration_new(parts->loop, parts->redis);
    return true;
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
