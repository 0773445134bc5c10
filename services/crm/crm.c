/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/crm.h"

const handler_t crm_handlers[] = {CRM_HANDLERS(HANDLER_ROW)};
const size_t crm_handler_count = sizeof crm_handlers / sizeof *crm_handlers;
