/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/logs.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "tools/stack/home.h"
#include "tools/stack/journal.h"
#include "tools/stack/line.h"

enum { PIECE = 64 * 1024 /* bytes */, FOLLOW_STEP = 200 /* ms */ };

/* The last lines, as many as are asked for; a ring that grows to them. */
typedef struct {
    char **lines;
    size_t size, count, next, limit; /* limit 0: none is kept, each is printed at once */
} ring_t;

typedef struct {
    const options_t *options;
    bool shown_before; /* whether the last line that has a time of its own was not too old */
    bool any_wanted;   /* whether any line was */
    ring_t ring;
    buffer_t partial; /* a line without its end yet */
} reader_t;

/* A line without a time of its own belongs to the one before it. */
static bool is_wanted(reader_t *self, text_t text)
{
    const options_t *options = self->options;
    line_t line = line_parse(text);
    if (line.time.data) {
        size_t size = strlen(options->since);
        size = size < line.time.size ? size : line.time.size;
        self->shown_before = memcmp(line.time.data, options->since, size) >= 0;
    }
    return self->shown_before && line_has_level(&line, options->level) &&
           (!options->trace || line_has_trace(&line, text_of(options->trace)));
}

/* The file may have lines from before the supervisor escaped them. */
static void print_line(text_t line)
{
    buffer_t shown = {0};
    printable_write(&shown, line);
    buffer_append_char(&shown, '\n');
    fwrite(shown.data, 1, shown.size, stdout);
    buffer_free(&shown);
}

static void ring_take(ring_t *self, text_t line)
{
    if (self->count < self->limit && self->count == self->size) {
        self->size = self->size ? self->size * 2 : 1024;
        self->lines = memory_resize(self->lines, self->size * sizeof(char *));
    }
    if (self->count < self->limit) {
        self->lines[self->count++] = memory_copy_text(line);
        return;
    }
    free(self->lines[self->next]);
    self->lines[self->next] = memory_copy_text(line);
    self->next = (self->next + 1) % self->count;
}

/* Prints them, oldest first; from then on each line is printed at once. */
static void ring_empty(ring_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        char *line = self->lines[(self->next + i) % self->count];
        print_line(text_of(line));
        free(line);
    }
    free(self->lines);
    *self = (ring_t){0};
}

static void take_line(reader_t *self, text_t line)
{
    if (!is_wanted(self, line))
        return;
    self->any_wanted = true;
    if (self->ring.limit > 0) {
        ring_take(&self->ring, line);
    } else {
        print_line(line);
    }
}

/* What the file has by now. */
static void read_on(reader_t *self, int file)
{
    char bytes[PIECE];
    for (ssize_t got; (got = read(file, bytes, sizeof(bytes))) > 0;) {
        text_t left = {bytes, (size_t)got};
        for (const char *end; left.size > 0 && (end = memchr(left.data, '\n', left.size));) {
            size_t size = (size_t)(end - left.data);
            buffer_append(&self->partial, left.data, size);
            take_line(self, buffer_text(&self->partial));
            buffer_clear(&self->partial);
            left = (text_t){end + 1, left.size - size - 1};
        }
        buffer_append_text(&self->partial, left);
    }
}

static bool is_same(int one, int other)
{
    struct stat first, second;
    return one >= 0 && other >= 0 && fstat(one, &first) == 0 && fstat(other, &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static void end_file(reader_t *self)
{
    if (self->partial.size > 0)
        take_line(self, buffer_text(&self->partial));
    buffer_clear(&self->partial);
}

/* Goes on with the file that has taken its name, if another has. */
static void follow_name(reader_t *self, int *file)
{
    int now = open(HOME_LOG, O_RDONLY | O_CLOEXEC);
    if (now < 0 || is_same(*file, now)) {
        if (now >= 0)
            close(now);
        return;
    }
    read_on(self, *file);
    end_file(self);
    close(*file);
    *file = now;
}

static void follow(reader_t *self, int *file)
{
    while (fflush(stdout) == 0) {
        nanosleep(&(struct timespec){.tv_nsec = FOLLOW_STEP * 1000000L}, NULL);
        read_on(self, *file);
        follow_name(self, file);
    }
}

/* Newest first, so that a file that is rotated meanwhile is met twice and not missed. */
static void open_files(int files[JOURNAL_KEPT + 1])
{
    for (int i = 0; i <= JOURNAL_KEPT; i++) {
        char path[32] = HOME_LOG;
        if (i > 0)
            snprintf(path, sizeof(path), HOME_LOG ".%d", i);
        files[i] = open(path, O_RDONLY | O_CLOEXEC);
        if (i > 0 && is_same(files[i], files[i - 1])) {
            close(files[i - 1]);
            files[i - 1] = -1;
        }
    }
}

static bool show_files(reader_t *self)
{
    int files[JOURNAL_KEPT + 1];
    bool any = false;
    open_files(files);
    for (int i = JOURNAL_KEPT; i >= 0; i--) {
        if (files[i] < 0)
            continue;
        any = true;
        read_on(self, files[i]);
        if (i > 0) {
            end_file(self);
            close(files[i]);
        }
    }
    ring_empty(&self->ring);
    if (any && self->options->follow)
        follow(self, &files[0]);
    end_file(self);
    if (files[0] >= 0)
        close(files[0]);
    return any;
}

/* An id that was mistyped and a request that had no line look the same: with nothing. */
static void tell_untraced(void)
{
    fputs(
        "leida: no line with this trace: at level info only slow, failed and one request in `log.access` are "
        "logged\n(docs/operations.md, \"Logs and tracing\", says how to have all of them, before the "
        "request)\n",
        stderr);
}

int logs_show(const options_t *options)
{
    home_entry_t entry = home_enter(options->data);
    if (entry == HOME_FOREIGN)
        return EXIT_FAILURE;
    reader_t reader = {.options = options, .shown_before = options->since[0] == '\0'};
    reader.ring.limit = (size_t)options->lines;
    bool shown = entry == HOME_ENTERED && show_files(&reader);
    if (!shown)
        fprintf(stderr, "leida: there is no log in %s/log\n", options->data);
    else if (options->trace && !options->follow && !reader.any_wanted)
        tell_untraced();
    buffer_free(&reader.partial);
    return shown && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
