/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/media.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/entropy.h"
#include "base/file.h"
#include "tools/stack/home.h"

#define FOLDER "media"
#define KEY "media.key"
#define WRITTEN "run/media.conf"

enum { KEY_LENGTH = 64 /* hex digits */, WRITTEN_MAX = 16384 };

/* What the stack itself must know; the gateway has further keys. */
static const struct {
    const char *variable, *written;
} names[] = {
    {"LEIDA_MEDIA_STORE", "gateway.media.store"},
    {"LEIDA_MEDIA_FOLDER", "gateway.media.folder"},
    {"LEIDA_MEDIA_KEY", "gateway.media.key"},
};
enum { STORE, PLACE, SECRET, NAMES };

static bool fail(const char *what)
{
    fprintf(stderr, "leida: cannot write %s/%s: %s\n", home_path(), what, strerror(errno));
    return false;
}

static bool write_key(int fd)
{
    char line[KEY_LENGTH + 1];
    entropy_write_hex(line, KEY_LENGTH);
    line[KEY_LENGTH] = '\n';
    return write(fd, line, sizeof line) == (ssize_t)sizeof line && fsync(fd) == 0;
}

/* Whole or not at all: names made with half a key would be lost. */
static bool make_key(void)
{
    if (access(KEY, F_OK) == 0)
        return true;
    int fd = open(KEY ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = fd >= 0 && write_key(fd);
    if (fd >= 0 && close(fd) != 0)
        written = false;
    return (written && rename(KEY ".new", KEY) == 0) || fail(KEY);
}

/* Appends the value with what is a path made absolute: leidactl runs elsewhere. */
static void write_value(buffer_t *out, size_t name, const char *value)
{
    static const char file[] = "file:";
    const bool is_file = name == SECRET && strncmp(value, file, sizeof file - 1) == 0;
    const char *path = is_file ? value + sizeof file - 1 : value;
    if (is_file)
        buffer_append_literal(out, "file:");
    if ((is_file || name == PLACE) && *path && *path != '/')
        buffer_append_format(out, "%s/", home_path());
    buffer_append_text(out, text_of(path));
}

/* `values`, where one is given, NULL else: each gets a default. */
static bool fill(const char *values[NAMES])
{
    if (!values[STORE])
        values[STORE] = "folder";
    if (strcmp(values[STORE], "none") == 0)
        return true;
    if (!values[PLACE] && mkdir(FOLDER, 0700) != 0 && errno != EEXIST)
        return fail(FOLDER);
    if (!values[SECRET] && !make_key())
        return false;
    values[PLACE] = values[PLACE] ? values[PLACE] : FOLDER;
    values[SECRET] = values[SECRET] ? values[SECRET] : "file:" KEY;
    return true;
}

bool media_setup(const settings_t *settings)
{
    const char *values[NAMES];
    buffer_t lines = {0};
    for (size_t i = 0; i < NAMES; i++)
        values[i] = settings_value(settings, names[i].variable, names[i].written);
    if (!fill(values))
        return false;
    for (size_t i = 0; i < NAMES; i++) {
        if (!values[i])
            continue;
        buffer_append_format(&lines, "%s=", names[i].variable);
        write_value(&lines, i, values[i]);
        buffer_append_char(&lines, '\n');
    }
    bool written = file_replace(WRITTEN, buffer_text(&lines)) || fail(WRITTEN);
    buffer_free(&lines);
    if (written)
        media_export();
    return written;
}

void media_export(void)
{
    buffer_t lines = {0};
    for (size_t i = 0; i < NAMES; i++)
        unsetenv(names[i].variable);
    if (!file_read(WRITTEN, WRITTEN_MAX, &lines))
        return;
    buffer_append_char(&lines, '\0');
    for (char *line = lines.data, *end; (end = strchr(line, '\n')); line = end + 1) {
        char *value = strchr(line, '=');
        *end = *value = '\0';
        setenv(line, value + 1, 1);
    }
    buffer_free(&lines);
}
