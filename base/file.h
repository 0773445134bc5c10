/* SPDX-License-Identifier: Apache-2.0 */
/* Small files, whole: read with a limit, and replaced in one step. For configuration, secrets and state
 * files. */
#ifndef LEIDA_BASE_FILE_H
#define LEIDA_BASE_FILE_H

#include "base/buffer.h"

/* Appends the content of a regular file. False, with errno and `out` unchanged, when it can't be read or is
 * longer than `limit` bytes (EFBIG). */
bool file_read(const char *path, size_t limit, buffer_t *out);

/* Appends a secret as it is configured: the first line of PATH for "file:PATH", else `value` itself. False,
 * with errno and `out` unchanged, when the file can't be read. */
bool file_secret(const char *value, buffer_t *out);

/* Writes the file next to itself (PATH.new) and renames it, so that a reader sees the old content or the new
 * one. Only the owner may write it. False, with errno, when it can't be written. */
bool file_replace(const char *path, text_t content);

#endif
