/* SPDX-License-Identifier: Apache-2.0 */
/* Records of this service as Redis has them: whole, as msgpack. */
#ifndef LEIDA_SERVICES_WECHAT_CORE_PASS_H
#define LEIDA_SERVICES_WECHAT_CORE_PASS_H

#include "proto/field.h"

/* Appends a record of integers and texts, whole, but for texts that are empty. */
void pass_encode(buffer_t *out, const field_table_t *table, record_t *record);

#endif
