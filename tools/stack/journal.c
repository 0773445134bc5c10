/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/observe/log.h"
#include "common/observe/log_sink.h"
#include "tools/stack/home.h"
#include "tools/stack/line.h"

enum {
    LINE_MAX_SIZE = 16 * 1024, /* a longer one is cut in two */
    TAIL_SIZE = 64 * 1024,
    TAIL_LINES = 100 /* among which the last one of a process is looked for */
};

typedef struct source {
    journal_t *journal;
    const char *name;
    int fd;
    loop_watch_t *watch;
    char line[LINE_MAX_SIZE]; /* the one that is not yet complete */
    size_t size;
    struct source *next;
} source_t;

struct journal {
    loop_t *loop;
    log_sink_t terminal; /* its fd is -1 when there is none */
    bool json;           /* lines that are not of common/log become objects as well */
    int file;
    off_t file_size;
    bool torn;     /* its last line was written in part */
    uint64_t lost; /* lines that it did not take, not told yet */
    source_t *sources;
    buffer_t out; /* gathered for one write */
};

static int open_file(void)
{
    return open(HOME_LOG, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

bool journal_reopen(journal_t *self)
{
    struct stat status;
    int file = open_file();
    if (file < 0)
        return false;
    close(self->file);
    self->file = file;
    self->file_size = fstat(file, &status) == 0 ? status.st_size : 0;
    self->torn = false;
    return true;
}

static void rotate(journal_t *self)
{
    char from[32], to[32];
    for (int i = JOURNAL_KEPT; i > 0; i--) {
        snprintf(to, sizeof(to), HOME_LOG ".%d", i);
        snprintf(from, sizeof(from), i > 1 ? HOME_LOG ".%d" : HOME_LOG, i - 1);
        (void)rename(from, to); /* there may be none yet */
    }
    if (!journal_reopen(self))
        self->file_size = 0; /* tried again when as much has been written to the old one */
}

static size_t count_lines(text_t text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    return count;
}

/* Never waits: a terminal held by Ctrl-S must not hold the stack. */
static void write_terminal(journal_t *self)
{
    text_t left = buffer_text(&self->out);
    while (left.size > 0) {
        size_t most = left.size < LOG_SINK_PIECE ? left.size : LOG_SINK_PIECE;
        const char *end = memchr(left.data, '\n', most);
        size_t size = end ? (size_t)(end + 1 - left.data) : most;
        if (!log_sink_write(&self->terminal, left.data, size))
            return;
        left = (text_t){left.data + size, left.size - size};
    }
}

/* A full disk takes a part or nothing. */
static void write_file(journal_t *self)
{
    if (self->torn && write(self->file, "\n", 1) == 1)
        self->torn = false;
    ssize_t wrote = self->torn ? -1 : write(self->file, self->out.data, self->out.size);
    size_t done = wrote > 0 ? (size_t)wrote : 0, left = self->out.size - done;
    self->file_size += (off_t)done;
    if (left > 0) {
        self->torn = self->torn || (done > 0 && self->out.data[done - 1] != '\n');
        self->lost += count_lines((text_t){self->out.data + done, left});
    } else if (self->lost > 0) {
        log_event(LOG_WARNING, "lines lost: the disk did not take them", LOG_INT("count", self->lost));
        self->lost = 0;
    }
}

static void write_out(journal_t *self)
{
    if (self->out.size == 0)
        return;
    write_file(self);
    if (self->terminal.fd >= 0)
        write_terminal(self);
    buffer_clear(&self->out);
    if (self->file_size >= JOURNAL_SIZE_MAX)
        rotate(self);
}

static void take_line(source_t *source)
{
    if (source->size == 0)
        return;
    line_write(&source->journal->out, source->name, (text_t){source->line, source->size},
               source->journal->json);
    source->size = 0;
}

static void take_bytes(source_t *source, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            take_line(source);
            continue;
        }
        source->line[source->size++] = bytes[i];
        if (source->size == LINE_MAX_SIZE)
            take_line(source);
    }
}

static void source_free(source_t *source)
{
    take_line(source);
    loop_watch_destroy(&source->watch);
    close(source->fd);
    free(source);
}

static void source_end(source_t *source)
{
    source_t **link = &source->journal->sources;
    while (*link != source)
        link = &(*link)->next;
    *link = source->next;
    source_free(source);
}

/* False at the end of the pipe, when there is nothing more to come. */
static bool source_drain(source_t *source)
{
    char bytes[16 * 1024];
    ssize_t got;
    while ((got = read(source->fd, bytes, sizeof(bytes))) > 0) {
        take_bytes(source, bytes, (size_t)got);
        write_out(source->journal);
    }
    return got < 0 && (errno == EAGAIN || errno == EINTR);
}

static void source_ready(void *context, uint32_t events)
{
    source_t *source = context;
    journal_t *journal = source->journal;
    (void)events;
    if (!source_drain(source)) {
        source_end(source);
        write_out(journal);
    }
}

journal_t *journal_new(loop_t *loop, int terminal, bool json)
{
    int file = open_file();
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0)
        return NULL;
    journal_t *self = memory_new_zeroed(sizeof(*self));
    self->loop = loop;
    self->json = json;
    log_sink_open(&self->terminal, terminal);
    self->file = file;
    self->file_size = status.st_size;
    return self;
}

void journal_destroy(journal_t **self_p)
{
    journal_t *self = *self_p;
    if (!self)
        return;
    journal_flush(self);
    for (source_t *next, *source = self->sources; source; source = next) {
        next = source->next;
        source_free(source);
    }
    write_out(self);
    close(self->file);
    log_sink_close(&self->terminal);
    buffer_free(&self->out);
    free(self);
    *self_p = NULL;
}

int journal_pipe(journal_t *self, const char *name)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    source_t *source = memory_new_zeroed(sizeof(*source));
    *source = (source_t){.journal = self, .name = name, .fd = ends[0], .next = self->sources};
    source->watch = loop_watch_new(self->loop, source->fd, EPOLLIN, source_ready, source);
    if (!source->watch) {
        int reason = errno;
        close(ends[1]);
        source_free(source);
        errno = reason;
        return -1;
    }
    self->sources = source;
    return ends[1];
}

void journal_flush(journal_t *self)
{
    for (source_t *source = self->sources; source; source = source->next)
        (void)source_drain(source);
}

void journal_tail(buffer_t *out, size_t lines)
{
    int file = open(HOME_LOG, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    off_t size = lseek(file, 0, SEEK_END);
    off_t start = size > TAIL_SIZE ? size - TAIL_SIZE : 0;
    char *bytes = memory_new(TAIL_SIZE);
    ssize_t got = pread(file, bytes, TAIL_SIZE, start);
    close(file);
    const char *from = bytes + (got > 0 ? got : 0);
    for (size_t seen = 0; from > bytes; from--) {
        if (from[-1] == '\n' && seen++ == lines)
            break;
    }
    buffer_append(out, from, (size_t)(bytes + (got > 0 ? got : 0) - from));
    free(bytes);
}

/* Takes the next line of the process; false at the end. */
static bool take_line_of(text_t *left, const char *name, line_t *line)
{
    while (left->size > 0) {
        const char *end = memchr(left->data, '\n', left->size);
        size_t size = end ? (size_t)(end - left->data) : left->size;
        *line = line_parse((text_t){left->data, size});
        size += end != NULL;
        *left = (text_t){left->data + size, left->size - size};
        if (line->process.data && text_equal(line->process, text_of(name)))
            return true;
    }
    return false;
}

void journal_lines_of(buffer_t *out, size_t lines, const char *name)
{
    buffer_t tail = {0};
    journal_tail(&tail, lines);
    text_t left = buffer_text(&tail);
    for (line_t line; take_line_of(&left, name, &line);) {
        buffer_append_text(out, line.rest);
        buffer_append_char(out, '\n');
    }
    buffer_free(&tail);
}

void journal_last_line(buffer_t *out, const char *name)
{
    buffer_t tail = {0};
    journal_tail(&tail, TAIL_LINES);
    text_t left = buffer_text(&tail), found = TEXT_NONE;
    for (line_t line; take_line_of(&left, name, &line);)
        found = line.rest;
    buffer_append_text(out, found);
    buffer_free(&tail);
}
