/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "tools/stack/home.h"
#include "tools/stack/pages.h"
#include "tools/stack/redis_conf.h"

#define CHATS "run/upstream.chat"
/* What the gateway and wechat call. */
#define UPSTREAM                                                                                             \
    "upstream\n    chat = \"@" CHATS "\"\n    crm = \"ipc://run/crm.sock\"\n"                                \
    "    actionlog = \"ipc://run/actionlog.sock\"\n"
#define WRITTEN_BY "# Written by `leida up` at each start; changes here are lost: make them in leida.conf.\n"
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

/* That of the only Redis, or of the node with this number. */
static bool write_redis(const settings_t *settings, const char *name, int number)
{
    buffer_t out = {0};
    buffer_append_literal(&out, WRITTEN_BY);
    redis_conf_append(&out, settings, number);
    bool written = write_file(name, buffer_text(&out));
    buffer_free(&out);
    return written;
}

static bool write_store(const settings_t *settings)
{
    char name[CLUSTER_NAME_SIZE];
    bool written = settings->cluster || write_redis(settings, "redis", 1);
    for (int number = 1; written && settings->cluster && number <= CLUSTER_NODES; number++) {
        cluster_name(number, name);
        written = write_redis(settings, name, number);
    }
    return written;
}

/* As ZPL quotes: with what does not occur within. */
static void write_line(buffer_t *out, const settings_line_t *line)
{
    const char *quote = !strchr(line->value, '"') ? "\"" : !strchr(line->value, '\'') ? "'" : "";
    buffer_append_format(out, "%s = %s%s%s\n", line->key, quote, line->value, quote);
}

static void write_redis_place(buffer_t *out, const cluster_t *cluster)
{
    if (!cluster) {
        buffer_append_literal(out, "redis = \"unix:" HOME_REDIS "\"\n");
        return;
    }
    buffer_append_literal(out, "redis = \"");
    cluster_write_address(cluster, out);
    buffer_append_literal(out, "\"\nredis.password = \"file:" CLUSTER_SECRET "\"\n");
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
    buffer_append_format(out, "name = \"%s\"\n", name);
    write_redis_place(out, settings->cluster);
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

/* It keeps files where the gateway does, which is configured once; how many may be uploaded is the gateway's.
 */
static bool is_of_store(const settings_line_t *line)
{
    return line->role && strcmp(line->role, "gateway") == 0 && strncmp(line->key, "media.", 6) == 0 &&
           strcmp(line->key, "media.rate") != 0 && strcmp(line->key, "media.uploads") != 0;
}

static bool write_wechat(const settings_t *settings)
{
    buffer_t out = {0};
    write_common(&out, settings, "wechat", "wechat", ADMIN_WECHAT);
    for (size_t i = 0; i < settings->line_count; i++)
        if (is_of_store(&settings->lines[i]))
            write_line(&out, &settings->lines[i]);
    buffer_append_literal(&out, "endpoint = \"ipc://run/wechat.sock\"\n" UPSTREAM);
    bool written = write_file("wechat", buffer_text(&out));
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
    buffer_append_format(&out, "listen = \"%s\"\n" UPSTREAM, address);
    if (settings->has_wechat)
        buffer_append_literal(&out, "    wechat = \"ipc://run/wechat.sock\"\n");
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
    bool written = write_store(settings) && files_write_gateway(settings) &&
                   write_service(settings, "crm", "crm", ADMIN_CRM) &&
                   write_service(settings, "actionlog", "actionlog", ADMIN_ACTIONLOG) &&
                   (!settings->has_wechat || write_wechat(settings)) &&
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
