/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/import/input.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json/check.h"
#include "tools/leidactl/common/fail.h"

enum { PROGRESS_EVERY = 1000 };

/* Copies all of a pipe into a temporary file. */
static FILE *input_spool(FILE *source)
{
    FILE *spool = tmpfile();
    if (!spool)
        fail("temporary file: %s", strerror(errno));
    char block[INPUT_BLOCK];
    size_t size;
    while ((size = fread(block, 1, sizeof block, source)) > 0)
        if (fwrite(block, 1, size, spool) != size)
            fail("temporary file: %s", strerror(errno));
    if (ferror(source) || fflush(spool) != 0)
        fail("reading: %s", strerror(errno));
    return spool;
}

void input_take(input_t *self, FILE *file)
{
    *self = (input_t){.file = file, .shows = isatty(STDERR_FILENO) == 1, .pass = ""};
}

void input_open(input_t *self, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "r");
    struct stat facts;
    if (!file || fstat(fileno(file), &facts) != 0)
        fail("%s: %s", path, strerror(errno));
    if (S_ISDIR(facts.st_mode))
        fail("%s: is a directory", path);
    if (standard || !S_ISREG(facts.st_mode)) {
        FILE *spool = input_spool(file);
        if (!standard)
            fclose(file);
        file = spool;
    }
    input_take(self, file);
}

void input_close(input_t *self)
{
    fclose(self->file);
    buffer_free(&self->buffer);
    *self = (input_t){0};
}

void input_start(input_t *self, const char *pass)
{
    rewind(self->file);
    self->at = self->filled = 0;
    self->number = 0;
    self->pass = pass;
}

static void input_progress(const input_t *self, bool done)
{
    if (self->shows && (done || self->number % PROGRESS_EVERY == 0))
        fprintf(stderr, "\r%s: %zu lines%s", self->pass, self->number, done ? "\n" : "");
}

/* What is left of the block, or the next one; empty at the end of the file. */
static text_t input_rest(input_t *self)
{
    if (self->at == self->filled) {
        self->at = 0;
        self->filled = fread(self->block, 1, sizeof self->block, self->file);
    }
    return (text_t){self->block + self->at, self->filled - self->at};
}

/* Appends to the line what it may still grow by. */
static void input_append(input_t *self, text_t part)
{
    size_t room = INPUT_LINE_MAX - self->buffer.size;
    self->too_long = self->too_long || part.size > room;
    if (!self->too_long)
        buffer_append_text(&self->buffer, part);
}

/* Reads up to the end of the line; false when there is nothing more. */
static bool input_read(input_t *self)
{
    buffer_clear(&self->buffer);
    self->too_long = false;
    text_t rest = input_rest(self);
    if (rest.size == 0)
        return false;
    const char *end = NULL;
    for (; rest.size > 0 && !end; rest = input_rest(self)) {
        end = memchr(rest.data, '\n', rest.size);
        size_t size = end ? (size_t)(end - rest.data) : rest.size;
        input_append(self, (text_t){rest.data, size});
        self->at += size + (end != NULL);
    }
    self->number++;
    return true;
}

bool input_next(input_t *self)
{
    static const char blank[] = " \t\r";
    while (input_read(self)) {
        input_progress(self, false);
        self->line = self->too_long ? TEXT_NONE : json_without_mark(buffer_text(&self->buffer));
        size_t at = 0;
        while (at < self->line.size && memchr(blank, self->line.data[at], sizeof blank - 1))
            at++;
        if (at < self->line.size || self->too_long)
            return true;
    }
    if (ferror(self->file))
        fail("reading line %zu: %s", self->number + 1, strerror(errno));
    input_progress(self, true);
    return false;
}
