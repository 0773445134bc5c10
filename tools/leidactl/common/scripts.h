/* SPDX-License-Identifier: Apache-2.0 */
/* The Lua scripts of import: each applies one record (or one batch of actions) whole, and once more
 * without harm. Where it says so, it gives 0 when it changed nothing. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_SCRIPTS_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_SCRIPTS_H

#include "tools/leidactl/common/store.h"

/* KEYS credential; ARGV enabled ('1', '0'), scheme ('any', 'hmac'), token (each '' as it is), token if there
 * is none. Gives a list: the token, and 0 when it
 * changed nothing. */
extern store_script_t script_credential;
/* KEYS profile; ARGV a profile with the fields that are given: the others stay. 0 when it changed nothing. */
extern store_script_t script_profile;
/* KEYS userids, ARGV member id, staff user: takes the entry out if it is that user's; KEYS the key of an
 * openid, ARGV customer: the same. */
extern store_script_t script_userid_remove, script_open_remove;
/* KEYS userids, ARGV member id, staff user: puts the entry. -1: it is another's. */
extern store_script_t script_userid_put;
/* KEYS relation, then the sorted indexes in the order of relation_index_t, summaries; ARGV member without
 * source, '1' if its age is the file's, follow ms or '', activity ms or '', then fields and values (''
 * removes). 0 when it changed nothing. */
extern store_script_t script_relation;
/* KEYS tagged; ARGV company, tag (0: none), '1' if a new list of the company begins empty, else with the
 * stock. 0 when it changed nothing. */
extern store_script_t script_customer_tag;
/* common/store/catalogue.h says what they take and give. */
extern store_script_t script_catalogue_put, script_catalogue_remove, script_tags_index, script_next_id;
/* KEYS conversations, follow, follow aged, activity, activity aged, latest; ARGV prefixes of the relations'
 * and the messages' keys, then of each message: customer id, 1 from staff or 0, ms, message without its
 * place. */
extern store_script_t script_message;
/* KEYS relation, messages, for a staff user cursors; ARGV id, field of the cursor, field of its count. Never
 * goes back. 0 when it changed nothing. */
extern store_script_t script_cursor;
/* KEYS log, given; ARGV id. Never goes back. 0 when it changed nothing. */
extern store_script_t script_log_cursor;
/* KEYS log, activity, activity aged; ARGV prefix of the relations' keys, then rows by time, each with its
 * day. */
extern store_script_t script_actions;
/* KEYS log; ARGV how many rows are not counted, then the days of the first of them. */
extern store_script_t script_count;
/* KEYS relation, notes, follow, follow aged; ARGV note ('' if it is merged), ms. */
extern store_script_t script_note;
/* KEYS phrases; ARGV id (0: the next one, above all that are there), text, an id that the next one is above,
 * too. 0 when the text is there. */
extern store_script_t script_phrase;
/* KEYS phrases; ARGV id. Never goes back. 0 when it changed nothing. */
extern store_script_t script_phrase_last;

/* Rows are merged (import/parts/merge_names.lua) that are older than so many stored ones of their list; those
 * that are older than fewer go in by the scripts above, which make the later ones move. */
enum { MERGE_FROM = 30 };
/* How many lists of ids of a log may be renamed in one step. */
#define MERGE_LISTS_MAX 1200

/* KEYS list. */
extern store_script_t script_merge_begin;
/* Each is one step: gives how many rows the new list has while there are more, 0 when it has taken the place
 * of the old one, -1 when there are too many lists. KEYS as of script_actions, ARGV prefix of the relations'
 * keys, what the step before gave (0 at first). KEYS notes, ARGV what the step before gave. */
extern store_script_t script_merge_actions, script_merge_notes;

#endif
