/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/actionlog.h"

const handler_t actionlog_handlers[] = {ACTIONLOG_HANDLERS(HANDLER_ROW)};
const size_t actionlog_handler_count = sizeof actionlog_handlers / sizeof *actionlog_handlers;
