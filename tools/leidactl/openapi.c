/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl openapi`: the contract as the gateway serves it. */
#include <stdio.h>
#include <stdlib.h>

#include "proto/openapi/openapi.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/subcommands.h"

int subcommand_openapi(const settings_t *settings, char **words)
{
    (void)settings;
    if (words[0])
        fail_usage("openapi: takes nothing");
    buffer_t out = {0};
    openapi_write(&out, LEIDA_VERSION);
    bool good = printf("%.*s\n", TEXT_ARG(buffer_text(&out))) > 0 && fflush(stdout) == 0;
    buffer_free(&out);
    if (!good)
        fail("writing: standard output does not take it");
    return EXIT_SUCCESS;
}
