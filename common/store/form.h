/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of the store: a number that says how its keys and rows are to be read, under the key `form`. It
 * goes up with each change that builds from before would read wrongly, or that has to read theirs otherwise.
 * A store without the mark but with data is of form 0: of builds from before the mark. An empty one takes the
 * mark of whoever comes first.
 *
 * Every connection to Redis asks for it before it is used (redis_options_t.form, leidactl's subcommands). A
 * store of another form is not touched, but by who brings it forward (services/crm/migration.h, decision
 * 0028).
 */
#ifndef LEIDA_COMMON_STORE_FORM_H
#define LEIDA_COMMON_STORE_FORM_H

#include "common/redis/command.h"

#define STORE_FORM "2"

#define STORE_FORM_KEY "form"
/* Who brings the store forward, for as long as that one shows that it does; on the slot of the mark. */
#define STORE_FORM_LOCK "{form}:lock"

/*
 * A store that `leidactl move` has taken elsewhere has this in place of its form, and STORE_FORM_MOVED_KEY
 * says where: "TOKEN ADDRESS". One that it is filling has STORE_FORM_FILLED and the token: the first who
 * comes with that, from the old one, makes it the form (decision 0041). Builds that do not know these take
 * them for damage, and use neither.
 */
#define STORE_FORM_MOVED "moved"
/* Users of Redis may only read it: who goes there has a password. */
#define STORE_FORM_MOVED_KEY "{form}:moved"
#define STORE_FORM_FILLED "moving "

/* The script on STORE_FORM_KEY, common/store/form.lua. */
extern const char lua_store_form[];

static const redis_script_t store_form_script = {.name = "form", .body = lua_store_form};

#endif
