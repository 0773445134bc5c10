/* SPDX-License-Identifier: Apache-2.0 */
/* The store that is a folder: files by their names, each renamed into it from the spool in one step. */
#ifndef LEIDA_COMMON_MEDIA_FOLDER_H
#define LEIDA_COMMON_MEDIA_FOLDER_H

#include "common/media/store.h"

/* `folder` is there already (media_spool_new). NULL, and *why, when it cannot be opened. */
media_store_t *media_folder_new(const char *folder, buffer_t *why);

#endif
