/* SPDX-License-Identifier: Apache-2.0 */
/* What customers do and write when nobody else says so: the same numbers, the same inventions. */
#ifndef LEIDA_TOOLS_LEIDACTL_DEMO_INVENT_H
#define LEIDA_TOOLS_LEIDACTL_DEMO_INVENT_H

#include "base/random.h"
#include "tools/leidactl/demo/pictures.h"

/* Numbers for a seed; neighbours have nothing in common. */
random_t invent_random(int64_t seed);

typedef struct {
    int64_t action;     /* 1..16 (api.md 5) */
    int64_t article_id; /* 0: none */
    char remark[192];   /* empty: the action's own */
} deed_t;

/* An action, the common ones more often. */
void invent_deed(deed_t *deed, random_t *random);

/* Appends the content of a message, as JSON, and its text for people. */
void invent_message(buffer_t *content, buffer_t *text, const place_t *place, random_t *random);

#endif
