/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/files.h"

#include <stdio.h>

#include "proto/buffer.h"
#include "tools/stack/home.h"

#define CHATS "run/upstream.chat"
#define WRITTEN_BY "# Written by `leida up` at each start; changes here are lost.\n"

static const char redis_conf[] = WRITTEN_BY
    "# Reached through its socket alone, by the user who started the stack.\n"
    "port 0\n"
    "# From the folder that `dir` below makes its own.\n"
    "unixsocket ../" HOME_REDIS "\n"
    "unixsocketperm 700\n"
    "daemonize no\n"
    "pidfile \"\"\n"
    "logfile \"\"\n"
    "dir redis\n"
    "# An answer means that it survives a power cut: every write is in the file, and on the disk, before its "
    "reply.\n"
    "appendonly yes\n"
    "appendfsync always\n"
    "no-appendfsync-on-rewrite no\n"
    "aof-use-rdb-preamble yes\n"
    "# The file above is the whole store; no snapshots besides.\n"
    "save \"\"\n"
    "# A full Redis refuses writes (clients see 503) and never drops a key.\n"
    "maxmemory-policy noeviction\n"
    "# Relations and pages of messages stay in the compact encodings.\n"
    "hash-max-listpack-value 512\n"
    "list-max-listpack-size -4\n"
    "# Who asks and does not read is cut off before it fills the memory; a service asks for 90 MB at once at "
    "most.\n"
    "client-output-buffer-limit normal 256mb 128mb 60\n";

const char *const files_overrides[] = {"LEIDA_NAME",         "LEIDA_ENDPOINT",
                                       "LEIDA_LISTEN",       "LEIDA_ADMIN",
                                       "LEIDA_REDIS",        "LEIDA_REDIS_PASSWORD",
                                       "LEIDA_STATE_FILE",   "LEIDA_UPSTREAM_CHAT",
                                       "LEIDA_UPSTREAM_CRM", "LEIDA_UPSTREAM_ACTIONLOG",
                                       "LEIDA_URL",          "LEIDA_BIN",
                                       "LEIDA_ROOT",         NULL};

static bool write_file(const char *name, text_t content)
{
    char path[64];
    snprintf(path, sizeof(path), "run/%s.conf", name);
    FILE *file = fopen(path, "we");
    if (!file)
        return false;
    bool written = fwrite(content.data, 1, content.size, file) == content.size;
    return fclose(file) == 0 && written;
}

bool files_write_redis(void)
{
    return write_file("redis", text_of(redis_conf));
}

/* What a service and the gateway have in common. */
static void write_common(buffer_t *out, const char *name)
{
    buffer_append_literal(out, WRITTEN_BY);
    buffer_append_format(out, "name = \"%s\"\nredis = \"unix:" HOME_REDIS "\"\n", name);
    buffer_append_format(out, "admin = \"127.0.0.1:0\"\nstate_file = \"run/%s.json\"\n", name);
}

bool files_write_service(const char *name)
{
    buffer_t out = {0};
    write_common(&out, name);
    buffer_append_format(&out, "endpoint = \"ipc://run/%s.sock\"\n", name);
    bool written = write_file(name, buffer_text(&out));
    buffer_free(&out);
    return written;
}

bool files_write_gateway(int port)
{
    buffer_t out = {0};
    write_common(&out, "gateway");
    buffer_append_format(&out, "listen = \"127.0.0.1:%d\"\nupstream\n    chat = \"@" CHATS "\"\n", port);
    buffer_append_literal(&out,
                          "    crm = \"ipc://run/crm.sock\"\n    actionlog = \"ipc://run/actionlog.sock\"\n");
    bool written = write_file("gateway", buffer_text(&out));
    buffer_free(&out);
    return written;
}

bool files_write_chats(int count)
{
    FILE *file = fopen(CHATS ".new", "we");
    if (!file)
        return false;
    for (int i = 1; i <= count; i++)
        fprintf(file, "ipc://run/chat-%d.sock\n", i);
    bool written = ferror(file) == 0;
    return fclose(file) == 0 && written && rename(CHATS ".new", CHATS) == 0;
}
