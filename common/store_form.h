/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of the store: a number that says how its keys and rows are to be read, under the key `form`. It
 * goes up with each change that builds from before would read wrongly, or that has to read theirs otherwise.
 * A store without the mark but with data is of form 0: of builds from before the mark. An empty one takes the
 * mark of whoever comes first.
 *
 * Every connection to Redis asks for it before it is used (redis_options_t.form, leidactl's verbs). A store
 * of another form is not touched, but by who brings it forward (services/crm/migration.h, decision 0028).
 */
#ifndef LEIDA_COMMON_STORE_FORM_H
#define LEIDA_COMMON_STORE_FORM_H

#include "common/redis/command.h"

#define STORE_FORM "1"

#define STORE_FORM_KEY "form"
/* Who brings the store forward, for as long as that one shows that it does; on the slot of the mark. */
#define STORE_FORM_LOCK "{form}:lock"

/*
 * A script on STORE_FORM_KEY: gives 1, or an error of the code FORM that tells which form there is and what
 * to do. Marks an empty store.
 */
#define STORE_FORM_LUA                                                                                       \
    "local form = redis.call('GET', KEYS[1])\n"                                                              \
    "if not form and redis.call('DBSIZE') == 0 then\n"                                                       \
    "  form = '" STORE_FORM "'\n"                                                                            \
    "  redis.call('SET', KEYS[1], form)\n"                                                                   \
    "end\n"                                                                                                  \
    "local number = tonumber(string.match(form or '0', '^%d%d?%d?%d?$'))\n"                                  \
    "if number == " STORE_FORM " then return 1 end\n"                                                        \
    "if not number then return redis.error_reply('FORM of the store is none: its key `form` is damaged') "   \
    "end\n"                                                                                                  \
    "if number < " STORE_FORM " then\n"                                                                      \
    "  return redis.error_reply('FORM ' .. number .. ' of the store is older than " STORE_FORM               \
    ": leida-crm brings it forward once all older processes are stopped')\n"                                 \
    "end\n"                                                                                                  \
    "return redis.error_reply('FORM ' .. number .. ' of the store is newer than " STORE_FORM                 \
    ": run a build that knows it, or restore an older backup')\n"

static const redis_script_t store_form_script = {.name = "form", .body = STORE_FORM_LUA};

#endif
