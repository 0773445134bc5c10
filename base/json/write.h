/* SPDX-License-Identifier: Apache-2.0 */
/* Writes JSON text straight into a buffer. No commas are managed here: callers write rows whose shape they
 * know. */
#ifndef LEIDA_BASE_JSON_WRITE_H
#define LEIDA_BASE_JSON_WRITE_H

#include "base/buffer.h"

/* Appends well-formed UTF-8 as a JSON string with its quotes. Escapes only what RFC 8259 demands (quote,
 * backslash, control characters); other characters stay as UTF-8. */
void json_write_string(buffer_t *out, text_t text);

#endif
