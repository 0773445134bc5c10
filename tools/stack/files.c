/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "tools/stack/home.h"
#include "tools/stack/pages.h"

#define CHATS "run/upstream.chat"
#define WRITTEN_BY "# Written by `leida up` at each start; changes here are lost: make them in leida.conf.\n"

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
    "# Every write is in the file before its reply; with appendfsync always on the disk, too.\n"
    "appendonly yes\n"
    "no-appendfsync-on-rewrite no\n"
    "# A backup reads as a replica does, and waits for no others to join it.\n"
    "repl-diskless-sync-delay 0\n"
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

static bool write_redis(const settings_t *settings)
{
    buffer_t out = {0};
    buffer_append_text(&out, text_of(redis_conf));
    buffer_append_format(&out, "# From leida.conf.\nappendfsync %s\nmaxmemory %s\n",
                         settings_appendfsync[settings->appendfsync], settings->maxmemory);
    bool written = write_file("redis", buffer_text(&out));
    buffer_free(&out);
    return written;
}

/* As ZPL quotes: with what does not occur within. */
static void write_line(buffer_t *out, const settings_line_t *line)
{
    const char *quote = !strchr(line->value, '"') ? "\"" : !strchr(line->value, '\'') ? "'" : "";
    buffer_append_format(out, "%s = %s%s%s\n", line->key, quote, line->value, quote);
}

/* What a service and the gateway have in common. */
static void write_common(buffer_t *out, const settings_t *settings, const char *role, const char *name,
                         int admin)
{
    char address[SETTINGS_ADDRESS_SIZE];
    settings_admin(settings, admin, address);
    buffer_append_literal(out, WRITTEN_BY);
    for (size_t i = 0; i < settings->line_count; i++)
        if (settings_has(settings, role, &settings->lines[i]))
            write_line(out, &settings->lines[i]);
    buffer_append_format(out, "name = \"%s\"\nredis = \"unix:" HOME_REDIS "\"\n", name);
    buffer_append_format(out, "admin = \"%s\"\nstate_file = \"run/%s.json\"\n", address, name);
}

/* `admin` is the number of its admin address. */
static bool write_service(const settings_t *settings, const char *role, const char *name, int admin)
{
    buffer_t out = {0};
    write_common(&out, settings, role, name, admin);
    buffer_append_format(&out, "endpoint = \"ipc://run/%s.sock\"\n", name);
    bool written = write_file(name, buffer_text(&out));
    buffer_free(&out);
    return written;
}

bool files_write_gateway(const settings_t *settings)
{
    buffer_t out = {0};
    char address[SETTINGS_ADDRESS_SIZE];
    settings_listen(settings, address);
    write_common(&out, settings, "gateway", "gateway", ADMIN_GATEWAY);
    pages_write_setting(&out, settings);
    buffer_append_format(&out, "listen = \"%s\"\nupstream\n    chat = \"@" CHATS "\"\n", address);
    buffer_append_literal(&out,
                          "    crm = \"ipc://run/crm.sock\"\n    actionlog = \"ipc://run/actionlog.sock\"\n");
    bool written = write_file("gateway", buffer_text(&out));
    buffer_free(&out);
    return written;
}

bool files_write_chat(const settings_t *settings, int number)
{
    char name[32];
    snprintf(name, sizeof(name), "chat-%d", number);
    return write_service(settings, "chat", name, ADMIN_CHAT + number - 1);
}

void files_remove_chat(int number)
{
    static const char *const ends[] = {"conf", "sock"};
    char path[64];
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        snprintf(path, sizeof(path), "run/chat-%d.%s", number, ends[i]);
        (void)unlink(path);
    }
}

bool files_write_all(const settings_t *settings)
{
    bool written = write_redis(settings) && files_write_gateway(settings) &&
                   write_service(settings, "crm", "crm", ADMIN_CRM) &&
                   write_service(settings, "actionlog", "actionlog", ADMIN_ACTIONLOG) &&
                   files_write_chats((int)settings->chats);
    for (int i = 1; written && i <= settings->chats; i++)
        written = files_write_chat(settings, i);
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
