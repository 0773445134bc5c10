/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leida-stack runs a whole Leida on one machine: supervisor, status and stop. The shell script `leida` builds
 * it and calls it. It starts the processes and watches them; it knows nothing of what they do.
 */
#include <stdlib.h>

#include "tools/stack/client.h"
#include "tools/stack/logs.h"
#include "tools/stack/options.h"
#include "tools/stack/up.h"

enum { EXIT_USAGE = 2 };

int main(int argc, char **argv)
{
    options_t options;
    switch (options_read(&options, argc, argv)) {
    case OPTIONS_HELPED:
        return EXIT_SUCCESS;
    case OPTIONS_REFUSED:
        return EXIT_USAGE;
    case OPTIONS_GIVEN:
        break;
    }
    switch (options.command) {
    case COMMAND_UP:
        return up(&options);
    case COMMAND_DOWN:
        return client_down(&options);
    case COMMAND_STATUS:
        return client_status(&options);
    case COMMAND_SCALE:
        return client_scale(&options);
    case COMMAND_CTL:
        return client_ctl(&options);
    case COMMAND_LOGS:
        return logs_show(&options);
    }
    return EXIT_USAGE;
}
