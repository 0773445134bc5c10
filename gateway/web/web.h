/* SPDX-License-Identifier: Apache-2.0 */
/* Answers requests for the pages: /web/ and what is below it (docs/console.md). Anybody may have them: who
 * somebody is they ask the API. */
#ifndef LEIDA_GATEWAY_WEB_WEB_H
#define LEIDA_GATEWAY_WEB_WEB_H

#include "gateway/http/exchange.h"
#include "gateway/web/files.h"

/* Puts what the request is to be answered with into exchange->document: a file in the coding that its client
 * likes best, that it is unchanged, or where it is. STATUS_DONE; STATUS_UNKNOWN_PATH: there is no such file;
 * STATUS_WRONG_METHOD: files are only read. `secure`: the client came by HTTPS, if
 * only up to a proxy. */
status_t web_find(const web_files_t *files, exchange_t *exchange, bool secure);

#endif
