/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/endpoints.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/file.h"
#include "common/observe/log.h"

enum { FILE_MAX = 64 * 1024, ADDRESSES_MAX = 64, HOST_MAX = 255 };
static const char SEPARATORS[] = " ,\t\r\n";
static const char TCP[] = "tcp://";

/* An entry that has to be looked up, and what it stood for last. */
typedef struct entry {
    char *text;
    buffer_t found;
    bool failing; /* it was said in the log */
    struct entry *next;
} entry_t;

struct endpoints {
    char *list;
    entry_t *entries;
};

typedef char address_t[INET6_ADDRSTRLEN + 2]; /* IPv6 in brackets */

/* Splits "tcp://NAME:PORT". False when the host is an address (or none at all). */
static bool split_name(const char *entry, char host[HOST_MAX + 1], const char **port)
{
    if (strncmp(entry, TCP, sizeof TCP - 1) != 0)
        return false;
    const char *from = entry + sizeof TCP - 1, *colon = strrchr(from, ':');
    if (!colon || colon == from || *from == '[' || colon - from > HOST_MAX)
        return false;
    memcpy(host, from, (size_t)(colon - from));
    host[colon - from] = '\0';
    *port = colon + 1;
    struct in_addr four;
    return inet_pton(AF_INET, host, &four) != 1;
}

static bool is_fixed(const char *entry)
{
    char host[HOST_MAX + 1];
    const char *port;
    return *entry != '@' && !split_name(entry, host, &port);
}

bool endpoints_are_fixed(const char *list)
{
    char *copy = memory_copy_text(text_of(list)), *rest = copy, *entry;
    bool fixed = true;
    while (fixed && (entry = strsep(&rest, SEPARATORS)) != NULL)
        fixed = is_fixed(entry);
    free(copy);
    return fixed;
}

endpoints_t *endpoints_new(const char *list)
{
    endpoints_t *self = memory_new_zeroed(sizeof *self);
    self->list = memory_copy_text(text_of(list));
    return self;
}

void endpoints_destroy(endpoints_t **self_p)
{
    endpoints_t *self = *self_p;
    *self_p = NULL;
    for (entry_t *entry = self->entries, *next; entry; entry = next) {
        next = entry->next;
        buffer_free(&entry->found);
        free(entry->text);
        free(entry);
    }
    free(self->list);
    free(self);
}

static entry_t *entry_get(endpoints_t *self, const char *text)
{
    for (entry_t *entry = self->entries; entry; entry = entry->next)
        if (strcmp(entry->text, text) == 0)
            return entry;
    entry_t *entry = memory_new_zeroed(sizeof *entry);
    *entry = (entry_t){.text = memory_copy_text(text_of(text)), .next = self->entries};
    self->entries = entry;
    return entry;
}

/* Says once that a lookup fails, and once that it works again. */
static void note_outcome(entry_t *entry, const char *reason)
{
    if (reason && !entry->failing)
        log_event(LOG_WARNING, "cannot look up an upstream", LOG_STRING("entry", entry->text),
                  LOG_STRING("reason", reason));
    else if (!reason && entry->failing)
        log_event(LOG_INFO, "an upstream is found again", LOG_STRING("entry", entry->text));
    entry->failing = reason != NULL;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool write_address(const struct addrinfo *info, address_t out)
{
    char text[INET6_ADDRSTRLEN];
    if (getnameinfo(info->ai_addr, info->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
        return false;
    snprintf(out, sizeof(address_t), info->ai_family == AF_INET6 ? "[%s]" : "%s", text);
    return true;
}

/* Every address of a name, in an order of their own: a name server rotates its answers. */
static void resolve_name(entry_t *entry, const char *host, const char *port)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *list = NULL;
    int code = getaddrinfo(host, NULL, &hints, &list);
    note_outcome(entry, code == 0 ? NULL : gai_strerror(code));
    if (code != 0)
        return;
    static _Thread_local address_t addresses[ADDRESSES_MAX];
    size_t count = 0;
    for (const struct addrinfo *info = list; info && count < ADDRESSES_MAX; info = info->ai_next)
        count += write_address(info, addresses[count]);
    freeaddrinfo(list);
    qsort(addresses, count, sizeof *addresses, compare);
    buffer_clear(&entry->found);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(addresses[i - 1], addresses[i]) != 0)
            buffer_append_format(&entry->found, "%s%s:%s ", TCP, addresses[i], port);
}

static void resolve_entry(endpoints_t *self, const char *text, buffer_t *out)
{
    char host[HOST_MAX + 1];
    const char *port;
    if (!split_name(text, host, &port)) {
        if (*text && *text != '@')
            buffer_append_format(out, "%s ", text);
        return;
    }
    entry_t *entry = entry_get(self, text);
    resolve_name(entry, host, port);
    buffer_append_text(out, buffer_text(&entry->found));
}

/* The entries of a file; a file named in a file is not read. */
static void resolve_file(endpoints_t *self, const char *text, buffer_t *out)
{
    entry_t *entry = entry_get(self, text);
    buffer_t content = {0};
    bool good = file_read(text + 1, FILE_MAX, &content);
    note_outcome(entry, good ? NULL : strerror(errno));
    buffer_free(good ? &entry->found : &content);
    if (good)
        entry->found = content;
    char *copy = memory_copy_text(buffer_text(&entry->found)), *rest = copy, *line;
    while ((line = strsep(&rest, SEPARATORS)) != NULL)
        resolve_entry(self, line, out);
    free(copy);
}

void endpoints_resolve(endpoints_t *self, buffer_t *out)
{
    char *copy = memory_copy_text(text_of(self->list)), *rest = copy, *entry;
    while ((entry = strsep(&rest, SEPARATORS)) != NULL) {
        if (*entry == '@')
            resolve_file(self, entry, out);
        else
            resolve_entry(self, entry, out);
    }
    free(copy);
}
