/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push_settings.h"

push_gate_options_t push_settings_options(const push_settings_t *self, size_t workers, size_t connections)
{
    return (push_gate_options_t){.on = self->on != 0,
                                 .connections = (connections + workers - 1) / workers,
                                 .per_principal = (size_t)self->per_principal,
                                 .rate = self->rate,
                                 .beat = self->beat * 1000};
}
