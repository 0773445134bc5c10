/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/import/import.h"

#include <stdlib.h>

#include "base/clock.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/import/alone.h"

typedef struct {
    import_t *import;
    bool reports;    /* bad lines are named */
    size_t bad;      /* lines */
    uint64_t kinds;  /* bit i: the file has good lines of kind i */
    uint64_t wanted; /* bit i: lines of kind i are visited */
} pass_t;

typedef void(line_fn)(pass_t *pass, const line_t *line, buffer_t *faults);

/* "line 17: customer_id: required", once for each fault. */
static void report(size_t number, text_t faults)
{
    char prefix[32];
    snprintf(prefix, sizeof prefix, "line %zu", number);
    say_faults(prefix, faults);
}

static bool is_wanted(const pass_t *pass, record_kind_t kind)
{
    return (pass->wanted >> kind & 1) != 0;
}

/* Reads all lines, hands the good ones to `visit`, which may find faults too, and counts the bad ones. */
static void pass_run(pass_t *pass, const char *name, line_fn *visit)
{
    input_t *input = pass->import->input;
    arena_t arena = {0};
    buffer_t faults = {0};
    pass->bad = 0;
    for (input_start(input, name); input_next(input); arena_clear(&arena)) {
        line_t line;
        buffer_clear(&faults);
        if (input->too_long)
            buffer_append_format(&faults, "longer than %d bytes\n", INPUT_LINE_MAX);
        else if (line_read(&line, input->line, pass->wanted, &arena, &faults) && is_wanted(pass, line.kind))
            visit(pass, &line, &faults);
        pass->bad += faults.size > 0;
        if (faults.size > 0 && pass->reports)
            report(input->number, buffer_text(&faults));
    }
    arena_free(&arena);
    buffer_free(&faults);
}

static void visit_declare(pass_t *pass, const line_t *line, buffer_t *faults)
{
    (void)faults;
    import_declare(pass->import->declared, line);
    import_look_up(pass->import, line);
}

static void visit_check(pass_t *pass, const line_t *line, buffer_t *faults)
{
    if (import_check(pass->import, line, faults)) {
        pass->kinds |= UINT64_C(1) << line->kind;
        import_declare(pass->import->next, line);
    }
}

static void visit_apply(pass_t *pass, const line_t *line, buffer_t *faults)
{
    if (import_check(pass->import, line, faults))
        import_apply(pass->import, line);
}

/* Checks all lines, and again while bad ones take others with them that refer to them. */
static void check_lines(pass_t *pass, bool skip_bad)
{
    import_t *self = pass->import;
    pass_run(pass, "reading", visit_declare);
    lookups_flush(self->lookups, self->store, self->found);
    for (bool settled = false; !settled;) {
        size_t before = pass->bad;
        self->next = spill_new();
        pass->kinds = 0;
        pass->reports = !skip_bad;
        pass_run(pass, "checking", visit_check);
        spill_destroy(&self->declared);
        self->declared = self->next;
        self->next = NULL;
        lookups_forget(self->lookups);
        settled = !skip_bad || pass->bad == before;
    }
    pass->reports = false;
}

/* Names the bad lines that check_lines found, in the last of its passes. */
static void visit_nothing(pass_t *pass, const line_t *line, buffer_t *faults)
{
    import_check(pass->import, line, faults);
}

static void apply_lines(pass_t *pass)
{
    import_t *self = pass->import;
    bool good = pass->bad == 0;
    size_t lines = self->input->number;
    for (int round = 0; round < IMPORT_ROUNDS; round++) {
        pass->wanted = 0;
        for (record_kind_t kind = KIND_COMPANY; kind < KIND_COUNT; kind++)
            if (import_round(kind) == round)
                pass->wanted |= pass->kinds & UINT64_C(1) << kind;
        if (pass->wanted != 0)
            pass_run(pass, "importing", visit_apply);
        if ((good && pass->bad > 0) || self->input->number != lines)
            fail("the file changed while it was being imported: import it again");
        message_batch_flush(self->messages, self->store);
        action_batch_flush(self->batch, self->store);
        store_flush(self->store);
        tag_batch_end(self);
    }
}

static import_t import_begin(store_t *store, input_t *input)
{
    return (import_t){
        .store = store,
        .input = input,
        .declared = spill_new(),
        .found = spill_new(),
        .places = spill_new(),
        .rows = spill_new(),
        .lookups = lookups_new(),
        .messages = message_batch_new(),
        .batch = action_batch_new(),
        .tags = tag_batch_new(),
        .now = clock_now(),
    };
}

static void import_end(import_t *self)
{
    message_batch_destroy(&self->messages);
    action_batch_destroy(&self->batch);
    tag_batch_destroy(&self->tags);
    spill_destroy(&self->declared);
    spill_destroy(&self->found);
    spill_destroy(&self->places);
    spill_destroy(&self->rows);
    lookups_destroy(&self->lookups);
}

void import_check_line(store_t *store, const line_t *line, buffer_t *faults)
{
    import_t self = import_begin(store, NULL);
    if (line->kind == KIND_RELATION)
        superiors_declare(self.declared, &line->as.relation);
    else if (line->kind == KIND_USER)
        userids_declare(self.declared, &line->as.user);
    self.next = spill_new();
    import_check(&self, line, faults);
    spill_destroy(&self.next);
    import_end(&self);
}

void import_apply_line(store_t *store, const line_t *line)
{
    import_t self = import_begin(store, NULL);
    import_apply(&self, line);
    store_flush(store);
    tag_batch_end(&self);
    import_end(&self);
}

bool import_run(store_t *store, input_t *input, bool skip_bad)
{
    import_t self = import_begin(store, input);
    pass_t pass = {.import = &self, .wanted = LINE_ALL_KINDS};
    check_lines(&pass, skip_bad);
    size_t bad = pass.bad, refused = 0;
    if (bad > 0 && skip_bad) {
        pass.reports = true;
        pass_run(&pass, "checking", visit_nothing);
        pass.reports = false;
    }
    if (bad == 0 || skip_bad)
        apply_lines(&pass);
    refused = action_batch_refused(self.batch);
    if (bad > 0)
        fprintf(stderr, "leidactl: %zu bad line%s%s\n", bad, bad == 1 ? "" : "s",
                skip_bad ? " skipped" : ", nothing imported");
    if (bad == 0 || skip_bad)
        printf("%zu records imported, %zu of them were there already\n", self.applied - refused,
               self.repeated + store_unchanged(store));
    import_end(&self);
    return bad == 0 && refused == 0;
}

int subcommand_import(const settings_t *settings, char **words)
{
    const char *path = NULL;
    bool skip_bad = false;
    for (; *words; words++) {
        if (strcmp(*words, "--skip-bad") == 0)
            skip_bad = true;
        else if (path)
            fail_usage("import: one file at a time");
        else
            path = *words;
    }
    if (!path)
        fail_usage("import: a file is needed, or - for standard input");
    input_t input;
    input_open(&input, path);
    store_t *store = subcommand_store(settings);
    import_alone(store);
    bool good = import_run(store, &input, skip_bad);
    store_destroy(&store);
    input_close(&input);
    return good || skip_bad ? EXIT_SUCCESS : EXIT_FAILURE;
}
