/* SPDX-License-Identifier: Apache-2.0 */
/* What the tables of answers (answers_chat.c, answers_crm.c, answers_actionlog.c) say alike of alike members.
 */
#ifndef LEIDA_PROTO_ANSWERS_PARTS_H
#define LEIDA_PROTO_ANSWERS_PARTS_H

#define PICTURE "address of the customer's picture"
#define SHOWN_NAME "the name that the caller gave them, else their own; of one without any the memo name"

#define MEMO_NAME "the caller's name for the file"
#define NOT_SET "not set"
/* Before what a member means that only rows=full gives. */
#define IN_FULL_ROWS "with rows=full: "

#endif
