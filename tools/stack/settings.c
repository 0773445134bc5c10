/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "common/process/config.h"
#include "tools/stack/home.h"
#include "tools/stack/template.h"

enum { ADMIN_PORT = 7200, ADMIN_PORT_MAX = 65535 - ADMIN_WECHAT };

const char *const settings_appendfsync[] = {"always", "everysec", "no", NULL};

const char *const settings_own_variables[] = {"LEIDA_LISTEN",
                                              "LEIDA_ADMIN",
                                              "LEIDA_CHAT_INSTANCES",
                                              "LEIDA_REDIS_MAXMEMORY",
                                              "LEIDA_REDIS_APPENDFSYNC",
                                              "LEIDA_URL",
                                              "LEIDA_BIN",
                                              "LEIDA_DATA",
                                              "LEIDA_ROOT",
                                              NULL};

/* What says where a process finds the others: in a stack that is the supervisor's to say. */
static const char *const foreign_variables[] = {"LEIDA_NAME",
                                                "LEIDA_ENDPOINT",
                                                "LEIDA_STATE_FILE",
                                                "LEIDA_REDIS",
                                                "LEIDA_REDIS_USER",
                                                "LEIDA_REDIS_PASSWORD",
                                                "LEIDA_REDIS_SENTINEL_USER",
                                                "LEIDA_REDIS_SENTINEL_PASSWORD",
                                                "LEIDA_UPSTREAM_CHAT",
                                                "LEIDA_UPSTREAM_CRM",
                                                "LEIDA_UPSTREAM_ACTIONLOG",
                                                "LEIDA_UPSTREAM_WECHAT"};

/* The keys of processes that belong to them, by their beginnings. */
static const char *const foreign_keys[] = {"name",  "endpoint", "state_file", "redis",
                                           "admin", "listen",   "upstream",   NULL};

static const char *const roles[] = {"gateway", "chat", "crm", "actionlog", "wechat"};

static bool admin_valid(const char *value)
{
    address_t address;
    return *value == '\0' ||
           (address_is_numeric(value) && address_read(value, &address) && address.port <= ADMIN_PORT_MAX);
}

/* As Redis reads it: digits and a unit. */
static bool maxmemory_valid(const char *value)
{
    static const char *const units[] = {"", "b", "k", "kb", "m", "mb", "g", "gb"};
    size_t digits = strspn(value, "0123456789");
    for (size_t i = 0; digits > 0 && i < sizeof(units) / sizeof(units[0]); i++)
        if (strcasecmp(value + digits, units[i]) == 0)
            return true;
    return false;
}

static const config_key_t keys[] = {
    {.key = "listen",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, listen),
     .default_value = "127.0.0.1:8000",
     .min = 1,
     .max = 255,
     .valid = address_is_numeric,
     .allowed = "IP:PORT or [IPv6]:PORT (port 0: any free one)"},
    {.key = "admin",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, admin),
     .default_value = "",
     .max = 255,
     .valid = admin_valid,
     .allowed = "IP:PORT or [IPv6]:PORT, of 0 (any free ones) to 65468"},
    {.key = "chat.instances",
     .type = CONFIG_INT,
     .offset = offsetof(settings_t, chats),
     .default_value = "1",
     .min = 1,
     .max = OPTIONS_CHAT_MAX},
    {.key = "redis.maxmemory",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, maxmemory),
     .default_value = "0",
     .min = 1,
     .max = 18,
     .valid = maxmemory_valid,
     .allowed = "bytes, with a unit such as mb or gb (0: as many as there are)"},
    {.key = "redis.appendfsync",
     .type = CONFIG_CHOICE,
     .offset = offsetof(settings_t, appendfsync),
     .default_value = "always",
     .choices = settings_appendfsync},
};

static bool begins_key(const char *key, const char *begin)
{
    size_t size = strlen(begin);
    return strncmp(key, begin, size) == 0 && (key[size] == '\0' || key[size] == '.');
}

/* The role whose section the key is in, NULL for those of all. `*rest` is its name there, NULL when it is in
 * no section that there is. */
static const char *role_of(const char *key, const char **rest)
{
    *rest = begins_key(key, "log") || strcmp(key, "zone") == 0 ? key : NULL;
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        size_t size = strlen(roles[i]);
        if (begins_key(key, roles[i])) {
            *rest = key + size + (key[size] == '.');
            return roles[i];
        }
    }
    return NULL;
}

static const char *take_line(void *context, const char *written, const char *value, unsigned number)
{
    settings_t *self = context;
    settings_line_t line = {.line = number};
    line.role = role_of(written, &line.key);
    /* A section of which all is commented out. */
    bool empty = *value == '\0' && (strcmp(written, "log") == 0 || strcmp(written, "redis") == 0 ||
                                    (line.role && *line.key == '\0'));
    if (empty)
        return NULL;
    if (!line.key || *line.key == '\0' || strcmp(written, "log") == 0)
        return "unknown key, only listen, admin, zone, and those of the sections log, gateway, chat, crm, "
               "actionlog, wechat and redis (instances in chat, maxmemory and appendfsync in redis; else as "
               "docs/configuration.md has them)";
    for (const char *const *own = foreign_keys; *own; own++)
        if (begins_key(line.key, *own))
            return "not allowed: it is the stack's own to set (see listen and admin at the top)";
    line.written = memory_copy_text(text_of(written));
    line.key = line.written + (line.key - written);
    line.value = memory_copy_text(text_of(value));
    self->lines = memory_resize(self->lines, (self->line_count + 1) * sizeof(line));
    self->lines[self->line_count++] = line;
    return NULL;
}

static const config_table_t table = {.process = "leida",
                                     .summary = "",
                                     .keys = keys,
                                     .key_count = sizeof(keys) / sizeof(keys[0]),
                                     .other = take_line};

static bool environment_fits(void)
{
    bool fits = true;
    for (size_t i = 0; i < sizeof(foreign_variables) / sizeof(foreign_variables[0]); i++) {
        if (getenv(foreign_variables[i])) {
            fprintf(stderr,
                    "leida: %s: a stack sets this for its processes by itself, with a Redis of its own in "
                    "%s/redis: unset it\n",
                    foreign_variables[i], home_path());
            fits = false;
        }
    }
    return fits;
}

/* The port of the first start is that of the later ones, unless any free one was asked for. */
static bool write_new(const settings_t *self, const options_t *options)
{
    buffer_t text = {0};
    char listen[SETTINGS_ADDRESS_SIZE], admin[SETTINGS_ADDRESS_SIZE];
    settings_listen(self, listen);
    settings_admin(self, ADMIN_GATEWAY, admin);
    if (options->listen || options->port > 0)
        template_write(&text, listen, admin);
    else
        template_write(&text, NULL, NULL);
    int fd = open(HOME_SETTINGS, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written = fd >= 0 && write(fd, text.data, text.size) == (ssize_t)text.size;
    buffer_free(&text);
    if (fd >= 0 && close(fd) != 0)
        written = false;
    if (!written) {
        fprintf(stderr, "leida: cannot write %s/" HOME_SETTINGS ": %s\n", home_path(), strerror(errno));
        (void)unlink(HOME_SETTINGS);
    }
    return written;
}

/* Each stack has a loopback address of its own for them, made of its port: two on one host never meet. */
static void derive_admin(settings_t *self)
{
    int port = self->listen_at.port;
    self->admin_at.port = port == 0 ? 0 : ADMIN_PORT;
    if (port == 0)
        snprintf(self->admin_at.host, sizeof(self->admin_at.host), "127.0.0.1");
    else
        snprintf(self->admin_at.host, sizeof(self->admin_at.host), "127.%d.%d.1", port >> 8, port & 0xff);
}

static bool apply_options(settings_t *self, const options_t *options)
{
    if (options->chat_count > 0)
        self->chats = options->chat_count;
    if (!address_read(options->listen ? options->listen : self->listen, &self->listen_at))
        return false; /* options.c and the table have seen to it */
    if (options->port >= 0)
        self->listen_at.port = options->port;
    if (*self->admin == '\0')
        derive_admin(self);
    else if (!address_read(self->admin, &self->admin_at))
        return false;
    return true;
}

bool settings_read_new(settings_t *self, const options_t *options)
{
    char name[] = "leida";
    char *arguments[] = {name, NULL};
    return config_read(&table, 1, arguments, self) == CONFIG_RUN && apply_options(self, options);
}

bool settings_read(settings_t *self, const options_t *options)
{
    char path[4096 + sizeof(HOME_SETTINGS)], option[] = "--config", name[] = "leida";
    if (!environment_fits())
        return false;
    if (access(HOME_SETTINGS, F_OK) != 0 && errno == ENOENT)
        return settings_read_new(self, options) && write_new(self, options);
    snprintf(path, sizeof(path), "%s/" HOME_SETTINGS, home_path());
    char *arguments[] = {name, option, path, NULL};
    return config_read(&table, 3, arguments, self) == CONFIG_RUN && apply_options(self, options);
}

void settings_free(settings_t *self)
{
    for (size_t i = 0; i < self->line_count; i++) {
        free(self->lines[i].written);
        free(self->lines[i].value);
    }
    free(self->lines);
    self->lines = NULL;
    self->line_count = 0;
    config_free(&table, self);
}

bool settings_has(const settings_t *self, const char *role, const settings_line_t *line)
{
    if (line->role)
        return strcmp(line->role, role) == 0;
    for (size_t i = 0; i < self->line_count; i++) {
        const settings_line_t *other = &self->lines[i];
        if (other->role && strcmp(other->role, role) == 0 && strcmp(other->key, line->key) == 0)
            return false;
    }
    return true;
}

const char *settings_value(const settings_t *self, const char *variable, const char *written)
{
    const char *value = getenv(variable);
    for (size_t i = 0; !value && i < self->line_count; i++)
        if (strcmp(self->lines[i].written, written) == 0)
            value = self->lines[i].value;
    return value;
}

const char *settings_origins(const settings_t *self)
{
    const char *origins = settings_value(self, "LEIDA_WEB_ORIGIN", "gateway.web.origin");
    return origins ? origins : "";
}

bool settings_log_is_json(const settings_t *self)
{
    const char *format = settings_value(self, "LEIDA_LOG_FORMAT", "log.format");
    return format && strcmp(format, "json") == 0;
}

static void write_address(const char *host, int port, char text[SETTINGS_ADDRESS_SIZE])
{
    bool six = strchr(host, ':') != NULL;
    snprintf(text, SETTINGS_ADDRESS_SIZE, "%s%s%s:%d", six ? "[" : "", host, six ? "]" : "", port);
}

void settings_listen(const settings_t *self, char text[SETTINGS_ADDRESS_SIZE])
{
    write_address(self->listen_at.host, self->listen_at.port, text);
}

void settings_admin(const settings_t *self, int number, char text[SETTINGS_ADDRESS_SIZE])
{
    int port = self->admin_at.port;
    write_address(self->admin_at.host, port == 0 ? 0 : port + number, text);
}
