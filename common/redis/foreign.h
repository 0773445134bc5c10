/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports stored bytes that are corrupt: a key of another type, a number out of its range, a text that
 * is no UTF-8. Redis is written to by tools, operators and other versions too, so readers judge what it holds
 * as they judge what clients send. They answer 503 at once, and tell here where to look.
 */
#ifndef LEIDA_COMMON_REDIS_FOREIGN_H
#define LEIDA_COMMON_REDIS_FOREIGN_H

#include "base/text.h"

typedef enum {
    FOREIGN_RECORD,    /* a profile, a tag, a credential */
    FOREIGN_RELATION,  /* rel:… */
    FOREIGN_MESSAGES,  /* msgs:… */
    FOREIGN_ONCE,      /* once:… */
    FOREIGN_INDEX,     /* rels:… and chats:… */
    FOREIGN_SUMMARY,   /* summaries:…, latest:…, cursors:… */
    FOREIGN_TAGS,      /* tagged:…, bound:…, tags:… */
    FOREIGN_CATALOGUE, /* catalogue:… */
    FOREIGN_LOG,       /* log:… */
    FOREIGN_NOTES,     /* notes:… */
    FOREIGN_PHRASES,   /* phrases:… */
    FOREIGN_WECHAT,    /* wx:…; without its name, which is a secret */
    FOREIGN_SCRIPT,    /* one of the keys that a script was given */
    FOREIGN_KINDS
} foreign_kind_t;

/* Writes a line that names the key (of a script: its keys) and says why; Redis' own error, where there is
 * one. At most one line for the same key in ten seconds, and 20 of a kind: what is left out is counted in the
 * next line. Each thread counts for itself. */
void foreign_report(foreign_kind_t kind, text_t key, text_t why);

#endif
