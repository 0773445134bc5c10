/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/request_log.h"

#include "common/observe/log_limit.h"

enum { SECOND_US = 1000 * 1000, FAILED_FROM = 500 };

/* Whether another line about a failed or slow request may be written in this second. */
static bool has_room(request_log_t *self)
{
    if (self->lines == REQUEST_LOG_LINES_MAX) {
        self->left_out++;
        log_limits_count();
        return false;
    }
    self->lines++;
    return true;
}

static void begin_second(request_log_t *self, int64_t now)
{
    if (self->left_out > 0)
        log_event(LOG_WARNING, "lines left out", LOG_INT("count", self->left_out));
    self->left_out = 0;
    self->lines = 0;
    self->second = now;
}

static bool is_sample(request_log_t *self)
{
    if (self->options.access == 0 || ++self->passed < self->options.access)
        return false;
    self->passed = 0;
    return true;
}

request_log_kind_t request_log_judge(request_log_t *self, status_t status, int64_t took, int64_t now)
{
    bool sample = is_sample(self);
    if (now - self->second >= SECOND_US)
        begin_second(self, now);
    bool failed = status_info(status)->http >= FAILED_FROM;
    bool slow = self->options.slow > 0 && took >= self->options.slow * 1000;
    if ((failed || slow) && has_room(self))
        return failed ? REQUEST_LOG_FAILED : REQUEST_LOG_SLOW;
    if (sample)
        return REQUEST_LOG_ACCESS;
    return log_level() == LOG_DEBUG ? REQUEST_LOG_DEBUG : REQUEST_LOG_SILENT;
}

log_level_t request_log_level(request_log_kind_t kind)
{
    static const log_level_t levels[] = {[REQUEST_LOG_DEBUG] = LOG_DEBUG,
                                         [REQUEST_LOG_ACCESS] = LOG_INFO,
                                         [REQUEST_LOG_SLOW] = LOG_WARNING,
                                         [REQUEST_LOG_FAILED] = LOG_WARNING};
    return levels[kind];
}
