/* SPDX-License-Identifier: Apache-2.0 */
/* What a request says of the representations that it would take (RFC 9110 12.5.3). Pure. */
#ifndef LEIDA_GATEWAY_WEB_CHOICE_H
#define LEIDA_GATEWAY_WEB_CHOICE_H

#include "gateway/http/header_value.h"
#include "gateway/web/files.h"

/* The best coding that the file has and the client accepts. CODING_NONE where it accepts nothing else, or
 * says nothing that can be understood. */
coding_t choice_of_coding(const web_file_t *file, const header_lines_t *accepted);

#endif
