/* SPDX-License-Identifier: Apache-2.0 */
/* leida-actionlog: what customers did, as their staff users see it (api.md 5). */
#include "common/process/service.h"
#include "services/actionlog/actionlog.h"

int main(int argc, char **argv)
{
    const service_spec_t spec = {
        .process = "leida-actionlog",
        .summary = "The log of what customers did",
        .endpoint = "tcp://127.0.0.1:7103",
        .handlers = actionlog_handlers,
        .handler_count = actionlog_handler_count,
        .scripts = actionlog_scripts,
    };
    return service_main(&spec, argc, argv);
}
