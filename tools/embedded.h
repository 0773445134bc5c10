/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of files that went into a program (tool_embed_folder in CMakeLists.txt). */
#ifndef LEIDA_TOOLS_EMBEDDED_H
#define LEIDA_TOOLS_EMBEDDED_H

#include <stddef.h>

typedef struct {
    const char *name; /* "staff-1.png"; NULL: the end of the table */
    const unsigned char *data;
    size_t size;
} embedded_t;

#endif
