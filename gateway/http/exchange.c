/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/exchange.h"

void exchange_add_param(exchange_t *self, param_t param)
{
    params_t *params = &self->params;
    if (params->count == params->capacity) {
        size_t capacity = params->capacity ? 2 * params->capacity : 16;
        param_t *list = arena_new(&self->arena, capacity * sizeof *list);
        if (params->count > 0)
            memcpy(list, params->list, params->count * sizeof *list);
        params->list = list;
        params->capacity = capacity;
    }
    params->list[params->count++] = param;
}
