/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl user|customer|company|tag|relation list|show`: see record.h. */
#include <stdio.h>

#include "base/printable.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/record.h"

typedef struct {
    store_t *store;
    record_kind_t kind; /* of the profiles whose names are shown */
} list_t;

static text_t profile_name(const line_t *line)
{
    if (line->kind == KIND_USER)
        return line->as.user.name;
    if (line->kind == KIND_CUSTOMER)
        return line->as.customer.name;
    return line->kind == KIND_COMPANY ? line->as.company.name : line->as.tag.name;
}

/* A third column for those whose requests are refused: why. */
static const char *refusal(store_t *store, line_t *line, arena_t *arena)
{
    if (line->kind != KIND_USER && line->kind != KIND_CUSTOMER)
        return "";
    if (!read_credential(store, line, arena))
        return "\tno token";
    return read_has(line, TEXT_LITERAL("enabled")) ? "\tdisabled" : ""; /* given only when it is false */
}

static void print_name(void *context, int64_t id)
{
    const list_t *list = context;
    arena_t arena = {0};
    line_t line;
    if (read_profile(list->store, list->kind, id, &line, &arena)) {
        buffer_t row = {0};
        buffer_append_format(&row, "%lld\t", (long long)id);
        printable_write(&row, profile_name(&line));
        printf("%.*s%s\n", TEXT_ARG(buffer_text(&row)), refusal(list->store, &line, &arena));
        buffer_free(&row);
    }
    arena_free(&arena);
}

/* Whether requests of this one are taken; nothing where there is no token. The token itself stays hidden. */
static void show_credential(store_t *store, line_t *line, arena_t *arena)
{
    if (line->kind != KIND_USER && line->kind != KIND_CUSTOMER)
        return;
    if (!read_credential(store, line, arena))
        return;
    int64_t *enabled = line->kind == KIND_USER ? &line->as.user.enabled : &line->as.customer.enabled;
    *enabled = !read_has(line, TEXT_LITERAL("enabled")); /* given only when it is false */
    read_mark(line, TEXT_LITERAL("enabled"));
    read_unmark(line, TEXT_LITERAL("token"));
}

void record_show(store_t *store, const record_id_t *id)
{
    arena_t arena = {0};
    line_t line;
    if (!record_read(store, id, &line, &arena))
        record_fail_absent(id);
    show_credential(store, &line, &arena);
    buffer_t out = {0};
    read_write_line(&out, &line);
    say(stdout, "%.*s", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
    arena_free(&arena);
}

void record_list(store_t *store, record_kind_t kind)
{
    read_each_id(store, kind, print_name, &(list_t){store, kind});
}

void record_list_relations(store_t *store, int64_t user_id)
{
    read_each_relation(store, user_id, print_name, &(list_t){store, KIND_CUSTOMER});
}
