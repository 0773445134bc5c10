/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of import files: what is taken, written as export writes it, is taken as the same record. */
#include "tests/fuzz/fuzz.h"
#include "tests/support/samples.h"
#include "tools/leidactl/common/line.h"
#include "tools/leidactl/common/read.h"

static void read_again(const line_t *line)
{
    arena_t arena = {0};
    buffer_t text = {0}, faults = {0};
    line_t again;
    read_write_line(&text, line);
    HOLDS(line_read(&again, buffer_text(&text), LINE_ALL_KINDS, &arena, &faults) && again.kind == line->kind);
    HOLDS(sample_equal(kind_table(line->kind), &line->as.record, &again.as.record));
    buffer_free(&text);
    buffer_free(&faults);
    arena_free(&arena);
}

/* Every fault is a line of text. */
static void check_faults(text_t faults)
{
    HOLDS(faults.size > 0 && faults.data[faults.size - 1] == '\n');
    HOLDS(text_is_utf8(faults));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_be_quiet();
    arena_t arena = {0};
    buffer_t faults = {0};
    line_t line;
    if (line_read(&line, (text_t){(const char *)data, size}, LINE_ALL_KINDS, &arena, &faults)) {
        HOLDS(faults.size == 0 && line.kind > KIND_NONE && line.kind < KIND_COUNT);
        read_again(&line);
    } else
        check_faults(buffer_text(&faults));
    buffer_free(&faults);
    arena_free(&arena);
    return 0;
}
