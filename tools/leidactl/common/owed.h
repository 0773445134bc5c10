/* SPDX-License-Identifier: Apache-2.0 */
/* The replies that are still owed, in the order of their commands, whichever server owes each. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_OWED_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_OWED_H

#include "common/redis/blocking.h"
#include "tools/leidactl/common/arguments.h"
#include "tools/leidactl/common/server.h"

typedef enum {
    OWED_ASKED, /* the caller takes it */
    OWED_ALONE, /* of a queued command: looked at for errors only */
    OWED_PART,  /* the same of a command of a record, for counting records; */
    OWED_LAST,  /* of its last one */
    OWED_LOAD,  /* of what gave the server a script */
    OWED_NOTHING
} owed_kind_t;

typedef struct {
    owed_kind_t kind;
    server_t *server;             /* who owes it; NULL: nobody, the command is to be sent anew */
    redis_reply_t *reply;         /* that has come, out of turn; NULL: none yet */
    const store_script_t *script; /* that the command runs; NULL: none */
    int slot;                     /* of its keys; negative: it has none */
    bool once;                    /* it does harm to run it twice */
    size_t keys, command, end;    /* where its texts begin, and end */
} owed_reply_t;

/* A zeroed one is empty. */
typedef struct {
    owed_reply_t *ring;
    size_t first, count, capacity;
    buffer_t texts;
    size_t dropped; /* bytes of texts that were, in front of those that are */
} owed_t;

/* Frees what is owed still, with the replies that nobody took; it is then as a zeroed one. */
void owed_free(owed_t *self);
/* Adds the reply to this command as the last one, which nobody owes yet. With `keeps` the command itself is
 * kept, as it goes to a node of a cluster, for being sent anew. Valid until the next is added. */
owed_reply_t *owed_add(owed_t *self, owed_kind_t kind, const arguments_t *command, bool keeps);
/* The one at this place: 0 is the first. */
owed_reply_t *owed_at(const owed_t *self, size_t place);
/* The keys of its command, "msgs:{u:1}:9: " each; until the next one is added. */
text_t owed_keys(const owed_t *self, const owed_reply_t *reply);
/* The command itself, if it is kept; until then, too. */
text_t owed_command(const owed_t *self, const owed_reply_t *reply);
/* Forgets the first, whose reply is taken. */
void owed_drop(owed_t *self);

#endif
