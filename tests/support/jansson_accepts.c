/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/jansson_accepts.h"

#include <jansson.h>

bool jansson_accepts(text_t text)
{
    /* Integers as reals: json_scan does not mind numbers that an int64_t cannot hold. */
    size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
    json_error_t error;
    json_t *json = json_loadb(text.data ? text.data : "", text.size, flags, &error);
    bool accepted = json != NULL;
    json_decref(json);
    return accepted;
}
