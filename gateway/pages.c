/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/pages.h"

#include "common/observe/log.h"

bool pages_read(const char *root, web_files_t **pages)
{
    if (!root[0])
        return true;
    buffer_t why = {0};
    *pages = web_files_new(root, &why);
    if (!*pages) {
        buffer_append_char(&why, '\0');
        log_event(LOG_ERROR, "cannot read the pages", LOG_STRING("web.root", root),
                  LOG_STRING("reason", why.data));
    }
    buffer_free(&why);
    return *pages != NULL;
}
