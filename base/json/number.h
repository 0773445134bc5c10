/* SPDX-License-Identifier: Apache-2.0 */
/* JSON numbers (RFC 8259 6) by their value, however they are spelt: 100, 1e2 and 100.0 are one. Nothing is
 * rounded. */
#ifndef LEIDA_BASE_JSON_NUMBER_H
#define LEIDA_BASE_JSON_NUMBER_H

#include "base/buffer.h"

/* Appends a number that json_check has accepted in its one spelling: "-12e3", digits without a zero at either
 * end and the power of ten of the last one; "0". Powers below -10^14, which no reader can tell from 0, count
 * as that one. */
void json_write_number(buffer_t *out, text_t number);

/* Reads such a number when it is whole; decimal digits with zeros in front, too. False when it is not, or
 * beyond int64_t. */
bool json_read_whole(text_t number, int64_t *value);

#endif
