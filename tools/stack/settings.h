/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DIR/leida.conf, the one configuration file of a stack: written once, with everything commented out but the
 * address that was given, then the operator's. It has keys of the stack itself (listen, admin,
 * chat.instances, redis.*) and, in a section for each role, keys of its processes (docs/configuration.md),
 * which go on into the files that files.h writes; `log` and `zone` at the top go to all. What is given as an
 * option or variable comes before it.
 */
#ifndef LEIDA_TOOLS_STACK_SETTINGS_H
#define LEIDA_TOOLS_STACK_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "tools/stack/cluster.h"
#include "tools/stack/options.h"

/* A key of the file that is for processes. */
typedef struct {
    char *written;    /* "chat.in_flight", as it is in the file */
    const char *role; /* "chat"; NULL: for all */
    const char *key;  /* "in_flight", as the process has it */
    char *value;
    unsigned line;
} settings_line_t;

typedef struct {
    char *listen, *admin, *maxmemory; /* as given; empty: the default */
    int64_t chats;                    /* 1..OPTIONS_CHAT_MAX */
    int64_t appendfsync;              /* index of settings_appendfsync */
    address_t listen_at, admin_at;    /* where the gateway listens; the first admin address (port 0: any) */
    settings_line_t *lines;
    size_t line_count;
    bool has_wechat;          /* leida-wechat is to run, as wechat.h finds out */
    const cluster_t *cluster; /* of the store that is one, set by up.c; NULL: it is one Redis */
} settings_t;

extern const char *const settings_appendfsync[];

/* Reads DIR/leida.conf and the environment, and lets the options override both. Where there is no such file
 * it writes one, with the address that the options give. In DIR. `self` is zeroed; free it in any case. False
 * when something is wrong, which has been printed. */
bool settings_read(settings_t *self, const options_t *options);
/* The same where there is no DIR/leida.conf, without going to DIR: nothing is written. */
bool settings_read_new(settings_t *self, const options_t *options);
/* Frees what one of them has put in, all or in part. */
void settings_free(settings_t *self);

/* Whether a line is for the processes of a role: all are that have no line of the role's own instead. */
bool settings_has(const settings_t *self, const char *role, const settings_line_t *line);
/* What a key of processes that the stack itself looks at ("gateway.web.origin") is for them, by its variable
 * or the file; NULL when neither says it. */
const char *settings_value(const settings_t *self, const char *variable, const char *written);
/* The origins of the gateway's pages, separated by spaces, by LEIDA_WEB_ORIGIN or the file; empty: where it
 * listens. */
const char *settings_origins(const settings_t *self);
/* Whether the lines of the log are JSON objects, by the file or by LEIDA_LOG_FORMAT. */
bool settings_log_is_json(const settings_t *self);

enum { SETTINGS_ADDRESS_SIZE = ADDRESS_HOST_SIZE + 16 };

/* Writes the "HOST:PORT" of the gateway's API. */
void settings_listen(const settings_t *self, char text[SETTINGS_ADDRESS_SIZE]);
/* Writes that of the admin address with this number (ADMIN_GATEWAY …); port 0 where any is wanted. */
void settings_admin(const settings_t *self, int number, char text[SETTINGS_ADDRESS_SIZE]);

enum {
    ADMIN_GATEWAY,
    ADMIN_CRM,
    ADMIN_ACTIONLOG,
    ADMIN_CHAT, /* of chat-1; the others follow */
    ADMIN_WECHAT = ADMIN_CHAT + OPTIONS_CHAT_MAX
};

/* The variables that are for the stack or for leida itself; its processes do not get them. NULL-terminated.
 */
extern const char *const settings_own_variables[];

#endif
