/* SPDX-License-Identifier: Apache-2.0 */
/* Names that nobody can guess: of states, login codes, share links. */
#ifndef LEIDA_SERVICES_WECHAT_CORE_SECRET_NAME_H
#define LEIDA_SERVICES_WECHAT_CORE_SECRET_NAME_H

#include "base/arena.h"

enum { SECRET_NAME_SIZE = 32, SECRET_NAME_SHARE = 12 }; /* characters: 190 and 71 bits */

/* A name of `size` characters (at most SECRET_NAME_SIZE), letters and digits, in the arena. */
text_t secret_name_new(arena_t *arena, size_t size);

/* Whether a text could be such a name: nothing else is looked up. */
bool secret_name_is(text_t text, size_t size);

/* A number of 1 to 2^53 - 1 that nobody can guess. */
int64_t secret_number(void);

#endif
