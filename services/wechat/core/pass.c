/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/core/pass.h"

void pass_encode(buffer_t *out, const field_table_t *table, record_t *record)
{
    record->present = 0;
    for (size_t i = 0; i < table->count; i++) {
        const field_t *field = &table->fields[i];
        const void *member = (const char *)record + field->offset;
        if (field->type == FIELD_INT || ((const text_t *)member)->size > 0)
            record->present |= UINT64_C(1) << i;
    }
    record_encode(out, table, record);
}
