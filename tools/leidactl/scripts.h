/* SPDX-License-Identifier: Apache-2.0 */
/* The Lua scripts of import: each applies one record (or one batch of actions) whole, and once more without
 * harm. Where it says so, it gives 0 when it changed nothing. */
#ifndef LEIDA_TOOLS_LEIDACTL_SCRIPTS_H
#define LEIDA_TOOLS_LEIDACTL_SCRIPTS_H

#include "tools/leidactl/store.h"

/* KEYS credential; ARGV enabled ('1', '0'), scheme ('any', 'hmac'), token (each '' as it is), token if there
 * is none. Gives a list: the token, and 0 when it
 * changed nothing. */
extern store_script_t script_credential;
/* KEYS profile; ARGV a profile with the fields that are given: the others stay. 0 when it changed nothing. */
extern store_script_t script_profile;
/* KEYS relation, then the orders in the order of relation_order_t, summaries; ARGV member without source, '1'
 * if its age is the file's, follow ms or '', activity ms or '', then fields and values ('' removes). 0 when
 * it changed nothing. */
extern store_script_t script_relation;
/* KEYS tagged; ARGV company, tag (0: none), '1' if a new list of the company begins empty, else with the
 * stock. 0 when it changed nothing. */
extern store_script_t script_customer_tag;
/* KEYS relation, messages, conversations, order, order aged; ARGV 1 from staff or 0, message without its
 * place, ms, customer id. */
extern store_script_t script_message;
/* KEYS relation, messages; ARGV id, field of the cursor, field of its count. Never goes back. 0 when it
 * changed nothing. */
extern store_script_t script_cursor;
/* KEYS log, activity, activity aged; ARGV prefix of the relations' keys, then rows by time. */
extern store_script_t script_actions;
/* KEYS relation, notes, follow, follow aged; ARGV note, ms. */
extern store_script_t script_note;
/* KEYS phrases; ARGV id (0: the next one, unless the text is there), text. 0 when it changed nothing. */
extern store_script_t script_phrase;

#endif
