/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl export`: everything, or one staff user's world, as lines of import. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/export/export.h"

static void write_line(export_t *self)
{
    buffer_append_char(&self->out, '\n');
    if (fwrite(self->out.data, 1, self->out.size, stdout) != self->out.size)
        fail("writing: standard output does not take it");
}

void export_line(export_t *self, const line_t *line)
{
    buffer_clear(&self->out);
    read_write_line(&self->out, line);
    if (self->shows)
        say(stdout, "%.*s", TEXT_ARG(buffer_text(&self->out)));
    else
        write_line(self);
}

void export_leave_out(export_t *self, text_t key, const char *what, int64_t place)
{
    say(stderr, "leidactl: %.*s: %s %lld is damaged, left out", TEXT_ARG(key), what, (long long)place);
    self->incomplete = true;
}

static bool has_written(const export_t *self, record_kind_t kind, int64_t id)
{
    return spill_get(self->written, spill_key_ids((uint8_t)kind, id, 0)) != 0;
}

/* The tags of a customer as one company sees them, "2,3"; but for those that are not in the file, being made
 * at this moment, or left by a call that died. Without any it is still a list of the company's own: tag 0. */
static void export_tag_list(export_t *self, int64_t customer_id, int64_t company_id, text_t list)
{
    line_t line = {.kind = KIND_CUSTOMER_TAG};
    int64_t *tag_id = &line.as.customer_tag.tag_id;
    bool any = false;
    line.as.customer_tag.customer_id = customer_id;
    line.as.customer_tag.company_id = company_id;
    line.as.record.present = (UINT64_C(1) << customer_tag_record_table.count) - 1;
    while (list.size > 0) {
        text_t item = read_take_item(&list);
        if (!text_to_int(item, tag_id))
            fail("tags of customer %lld: '%.*s' is no tag", (long long)customer_id, TEXT_ARG(item));
        if (!has_written(self, KIND_TAG, *tag_id))
            continue;
        export_line(self, &line);
        any = true;
    }
    *tag_id = 0;
    if (!any)
        export_line(self, &line);
}

static void export_tags_of(export_t *self, int64_t customer_id)
{
    store_begin(self->store, "HGETALL");
    keys_tagged(store_part(self->store), customer_id);
    redis_reply_t *reply = store_ask(self->store, REPLY_TEXTS);
    for (size_t i = 0; i + 1 < reply->elements; i += 2) {
        int64_t company_id;
        text_t field = reply_text(reply->element[i]);
        if (text_equal(field, TEXT_LITERAL(TAGGED_EDITED)) || text_equal(field, TEXT_LITERAL(TAGGED_VERSION)))
            continue;
        if (!text_to_int(field, &company_id))
            fail("tags of customer %lld: '%.*s' is no company", (long long)customer_id, TEXT_ARG(field));
        if (!self->user_id || company_id == 0 || company_id == self->company_id)
            export_tag_list(self, customer_id, company_id, reply_text(reply->element[i + 1]));
    }
    redis_reply_free(reply);
}

static bool export_profile(export_t *self, record_kind_t kind, int64_t id)
{
    arena_t arena = {0};
    line_t line;
    bool there = read_profile(self->store, kind, id, &line, &arena);
    bool foreign = kind == KIND_TAG && self->user_id && line.as.tag.company_id != 0 &&
                   line.as.tag.company_id != self->company_id;
    if (kind == KIND_USER || kind == KIND_CUSTOMER)
        read_credential(self->store, &line, &arena);
    if (kind == KIND_USER && there)
        self->company_id = line.as.user.company_id;
    if (there && !foreign)
        export_line(self, &line);
    arena_free(&arena);
    return there && !foreign;
}

static void export_company(void *context, int64_t id)
{
    export_profile(context, KIND_COMPANY, id);
}

static void export_tag(void *context, int64_t id)
{
    export_t *self = context;
    if (export_profile(self, KIND_TAG, id))
        spill_set(self->written, spill_key_ids(KIND_TAG, id, 0), 1);
}

static void export_customer(void *context, int64_t id)
{
    export_t *self = context;
    if (id == 0 || has_written(self, KIND_CUSTOMER, id))
        return;
    spill_set(self->written, spill_key_ids(KIND_CUSTOMER, id, 0), 1);
    if (export_profile(self, KIND_CUSTOMER, id))
        export_tags_of(self, id);
}

static void export_relation(void *context, int64_t customer_id)
{
    export_t *self = context;
    arena_t arena = {0};
    line_t line;
    if (read_relation(self->store, self->world, customer_id, &line, &arena)) {
        export_customer(self, customer_id);
        export_customer(self, line.as.relation.superior);
        export_line(self, &line);
        export_conversation(self, customer_id);
    }
    arena_free(&arena);
}

/* A staff user with all that belongs to them. */
static void export_user(void *context, int64_t id)
{
    export_t *self = context;
    self->world = id;
    if (!export_profile(self, KIND_USER, id))
        return;
    if (self->user_id && self->company_id)
        export_profile(self, KIND_COMPANY, self->company_id);
    if (self->user_id)
        read_each_id(self->store, KIND_TAG, export_tag, self);
    read_each_relation(self->store, id, export_relation, self);
    export_log(self);
    export_phrases(self);
}

int subcommand_export(const settings_t *settings, char **words)
{
    export_t self = {0};
    if (words[0]) {
        if (strcmp(words[0], "--user") != 0 || subcommand_count(words) != 2)
            fail_usage("export: [--user ID]");
        self.user_id = subcommand_id(words[1]);
    }
    self.store = subcommand_store(settings);
    self.written = spill_new();
    self.shows = isatty(STDOUT_FILENO) == 1;
    if (self.user_id) {
        export_user(&self, self.user_id);
        if (self.out.size == 0)
            fail("there is no user %lld", (long long)self.user_id);
    } else {
        read_each_id(self.store, KIND_COMPANY, export_company, &self);
        read_each_id(self.store, KIND_TAG, export_tag, &self);
        read_each_id(self.store, KIND_USER, export_user, &self);
        read_each_id(self.store, KIND_CUSTOMER, export_customer, &self);
    }
    if (fflush(stdout) != 0)
        fail("writing: standard output does not take it");
    spill_destroy(&self.written);
    store_destroy(&self.store);
    buffer_free(&self.out);
    return self.incomplete ? EXIT_FAILURE : EXIT_SUCCESS;
}
