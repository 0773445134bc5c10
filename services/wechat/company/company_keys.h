/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a company's file, for companies.c alone. */
#ifndef LEIDA_SERVICES_WECHAT_COMPANY_COMPANY_KEYS_H
#define LEIDA_SERVICES_WECHAT_COMPANY_COMPANY_KEYS_H

#include "common/process/config.h"

/* Over a company_t; its id and has_… are not among them. */
extern const config_table_t company_keys;

#endif
