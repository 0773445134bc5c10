/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the gateway, as its configuration names them. */
#ifndef LEIDA_GATEWAY_PAGES_H
#define LEIDA_GATEWAY_PAGES_H

#include "gateway/web/files.h"

/* Reads them; *pages stays as it is where `root` is empty. False, after logging why, when they cannot be
 * read. */
bool pages_read(const char *root, web_files_t **pages);

#endif
