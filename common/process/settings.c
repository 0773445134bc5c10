/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/settings.h"

#include "base/clock.h"
#include "common/observe/log.h"
#include "common/process/config_environment.h"

/* In the order of log_level_t and of log_format_t. */
const char *const settings_log_levels[] = {"debug", "info", "warning", "error", NULL};
const char *const settings_log_formats[] = {"text", "json", NULL};

bool settings_zone_valid(const char *value)
{
    return clock_has_zone(value);
}

bool settings_apply(const common_settings_t *self)
{
    log_setup(self->name, (log_level_t)self->log_level, (log_format_t)self->log_format);
    config_environment_warn();
    return clock_set_zone(self->zone);
}
