/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.json: the contract as an OpenAPI 3.1 document. The gateway serves it, leidactl prints it. */
#ifndef LEIDA_PROTO_OPENAPI_OPENAPI_H
#define LEIDA_PROTO_OPENAPI_OPENAPI_H

#include "base/buffer.h"

/* Where the gateway serves it: no part of the base path, as no client needs it to work. */
#define OPENAPI_PATH "/openapi.json"

/* Appends the document. `version`: of the program. */
void openapi_write(buffer_t *out, const char *version);

#endif
