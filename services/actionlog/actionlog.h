/* SPDX-License-Identifier: Apache-2.0 */
/* The action log (api.md 5): its handlers, one file each. */
#ifndef LEIDA_SERVICES_ACTIONLOG_ACTIONLOG_H
#define LEIDA_SERVICES_ACTIONLOG_ACTIONLOG_H

#include "services/actionlog/store.h"

#define ACTIONLOG_HANDLERS(HANDLER)                                                                          \
    HANDLER(METHOD_ACTIONS, actions_run)                                                                     \
    HANDLER(METHOD_RECORD_ACTION, record_action_run)                                                         \
    HANDLER(METHOD_NEW_ACTIONS, new_actions_run)                                                             \
    HANDLER(METHOD_COUNT_ACTIONS, count_actions_run)                                                         \
    HANDLER(METHOD_RANK_CUSTOMERS, rank_customers_run)                                                       \
    HANDLER(METHOD_COUNT_CUSTOMER, count_customer_run)

ACTIONLOG_HANDLERS(HANDLER_DECLARATION)

extern const handler_t actionlog_handlers[];
extern const size_t actionlog_handler_count;

#endif
