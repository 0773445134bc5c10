/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Lua scripts of check. Each looks at one key, or at a slice of it, whole: what it finds is so. ARGV[1]
 * is '1' if what is derived is to be mended. Each gives where the next slice begins (0: that was the last),
 * then what it found: '+' and a text if it can be, or has been, mended, '-' and a text else. None looks at so
 * much that Redis would be kept for more than some milliseconds; what takes longer to mend goes on in further
 * slices, which are negative numbers then.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_CHECK_SCRIPTS_H
#define LEIDA_TOOLS_LEIDACTL_CHECK_SCRIPTS_H

#include "tools/leidactl/common/store.h"

/* KEYS relation, the sorted indexes in the order of relation_index_t, summaries, messages; ARGV[2] customer
 * id. */
extern store_script_t check_relation_script;
/* KEYS sorted index; ARGV[2] cursor, ARGV[3] prefix of the relations' keys. */
extern store_script_t check_index_script;
/* KEYS relation, messages, conversations, latest, cursors; ARGV[2] rows before the slice, ARGV[3] customer
 * id. */
extern store_script_t check_messages_script;
/* KEYS conversations; ARGV[2] cursor, ARGV[3] prefix of the keys of messages. */
extern store_script_t check_conversations_script;
/* KEYS a hash by customer id; ARGV[2] cursor, ARGV[3] prefix of the keys that its fields stand for. */
extern store_script_t check_copies_script;
/* KEYS log; ARGV[2] rows before the slice, ARGV[3] how many rows it has. */
extern store_script_t check_log_script;
/* KEYS log; ARGV[2] 0. */
extern store_script_t check_log_actions_script;
/* KEYS list of ids, log; ARGV[2] entries before the slice, ARGV[3] customer or 0, ARGV[4] action or 0. */
extern store_script_t check_log_list_script;
/* KEYS what tells of the index, log; ARGV[2] cursor. */
extern store_script_t check_log_indexed_script;
/* KEYS list of ids of a customer and an action, log; ARGV[2] entries before the slice. */
extern store_script_t check_log_index_script;
/* KEYS log, counters; ARGV[2] rows that were counted, ARGV[3] the last of them, then for each field: itself,
 * what they come to, and the times that it counts from and to (ms). Gives -1 first when rows have moved or
 * there are too many more. */
extern store_script_t check_log_counts_script;
/* KEYS given, log; ARGV[2] 0. */
extern store_script_t check_log_given_script;
/* KEYS relation, notes; ARGV[2] rows before the slice. */
extern store_script_t check_notes_script;
/* KEYS phrases; ARGV '1' to mend, cursor. */
extern store_script_t check_phrases_script;
/* KEYS the index of tags, the tags of each customer, the relation; ARGV[2] customer, ARGV[3] company, ARGV[4]
 * version, ARGV[5] the customer's tags, ARGV[6] ms. */
extern store_script_t check_bearers_script;
/* KEYS the customers who bear a tag; ARGV[2] cursor, ARGV[3] tag, ARGV[4] key of the index of tags. */
extern store_script_t check_borne_script;
/* KEYS the index of tags; ARGV[2] cursor. */
extern store_script_t check_borne_counts_script;
/* KEYS ids:KIND, next:{ids:KIND}; ARGV[2] the highest id that is known otherwise, or 0. */
extern store_script_t check_next_script;

/* These give something else. */
/* KEYS catalogue; ARGV what was read of it ('' where it holds the wrong kind of value), then id, parent and
 * name of each tag: makes it anew, without rows of calls under way. -1 when it was changed meanwhile. */
extern store_script_t check_rebuild_script;
/* KEYS catalogue; ARGV[1] as above: the ids that it has, those that nobody goes on with left out, and taken
 * out when mending; none when it is damaged. */
extern store_script_t check_live_script;
/* KEYS the tags of a customer; ARGV company, tag: takes the tag off. */
extern store_script_t check_untag_script;

#endif
