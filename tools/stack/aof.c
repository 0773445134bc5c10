/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/aof.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "base/shell.h"
#include "tools/stack/announce.h"
#include "tools/stack/home.h"

#define FILES "/appendonlydir"
#define MANIFEST FILES "/appendonly.aof.manifest"

enum { PATH_SIZE = 2 * CLUSTER_PATH_SIZE };

/* Words of Redis 7; the first that was said tells. */
static const struct {
    const char *words;
    aof_fault_t fault;
} signs[] = {{"AOF MANIFEST FILE ERROR", AOF_MANIFEST},
             {"Unable to obtain the AOF file", AOF_MISSING},
             {"the truncated file is not the last file", AOF_LOST},
             {"Internal error in RDB reading", AOF_LOST},
             {".base.rdb: make a backup of your AOF file", AOF_LOST},
             {".aof: make a backup of your AOF file", AOF_TAIL}};

/* Behind the last of these words; all, where they are not there. */
static text_t behind(text_t text, const char *words)
{
    const size_t size = strlen(words);
    for (const char *at; text.size > 0 && (at = memmem(text.data, text.size, words, size));)
        text = (text_t){at + size, text.size - (size_t)(at - text.data) - size};
    return text;
}

aof_fault_t aof_fault(text_t lines)
{
    const text_t said = behind(lines, "Redis is starting");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (said.size > 0 && memmem(said.data, said.size, signs[i].words, strlen(signs[i].words)))
            return signs[i].fault;
    return AOF_GOOD;
}

aof_place_t aof_place(const char *name)
{
    aof_place_t place = {.folder = "redis"};
    int number;
    if (sscanf(name, "redis-%d", &number) == 1) {
        cluster_folder(number, place.folder);
        cluster_folder(cluster_partner(number), place.copy);
    }
    return place;
}

static bool exists(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof(path), "%s%s", folder, name);
    return access(path, F_OK) == 0;
}

/* The files of this pattern, to be freed. */
static glob_t find(const aof_place_t *place, const char *pattern)
{
    char path[PATH_SIZE];
    glob_t found = {0};
    snprintf(path, sizeof(path), "%s" FILES "/appendonly.aof.%s", place->folder, pattern);
    glob(path, 0, NULL, &found);
    return found;
}

aof_fault_t aof_look(const aof_place_t *place)
{
    if (exists(place->folder, MANIFEST))
        return AOF_GOOD;
    glob_t found = find(place, "*");
    const bool holds = found.gl_pathc > 0;
    globfree(&found);
    if (holds)
        return AOF_MANIFEST;
    return place->copy[0] && cluster_has_run() ? AOF_LOST : AOF_GOOD;
}

static void append_path(buffer_t *out, const char *folder, const char *name)
{
    buffer_t path = {0};
    buffer_append_format(&path, "%s/%s%s", home_path(), folder, name);
    shell_append_word(out, buffer_text(&path));
    buffer_free(&path);
}

/* Whatever comes then, the files as they were can be had again. */
static void append_copy(buffer_t *out, const aof_place_t *place)
{
    buffer_append_literal(out, "  cp -aT --backup=numbered ");
    append_path(out, place->folder, "");
    buffer_append_char(out, ' ');
    append_path(out, place->folder, ".damaged");
    buffer_append_literal(out, " &&\n  ");
}

static void advise_tail(buffer_t *out, const aof_place_t *place)
{
    buffer_append_literal(
        out,
        "The end of Redis' file is no command, as a power cut leaves it. This keeps a copy, then cuts the "
        "file\nwhere the damage begins; it says how many bytes that are and asks first. What was written "
        "behind that is lost:\n");
    append_copy(out, place);
    buffer_append_literal(out, "redis-check-aof --fix ");
    append_path(out, place->folder, MANIFEST);
    buffer_append_char(out, '\n');
}

static void append_entries(buffer_t *out, const glob_t *found, char type)
{
    for (size_t i = 0; i < found->gl_pathc; i++) {
        const char *name = strrchr(found->gl_pathv[i], '/') + 1;
        const char *number = name + strlen("appendonly.aof.");
        buffer_append_format(out, "file %s seq %.*s type %c\\n", name, (int)strcspn(number, "."), number,
                             type);
    }
}

/* The list of the files that are there; false where they do not tell which of them count: at the time of a
 * rewrite there are more of a kind. */
static bool append_list(buffer_t *out, const aof_place_t *place, size_t most)
{
    glob_t bases = find(place, "[0-9]*.base.*"), increments = find(place, "[0-9]*.incr.aof");
    const bool tell = bases.gl_pathc == 1 && increments.gl_pathc <= most;
    if (tell) {
        append_entries(out, &bases, 'b');
        append_entries(out, &increments, 'i');
    }
    globfree(&bases);
    globfree(&increments);
    return tell;
}

static bool advise_list(buffer_t *out, aof_fault_t fault, const aof_place_t *place)
{
    static const text_t missing = TEXT_CONSTANT(
                            "A file of Redis is gone, and with it all that was written since the snapshot "
                            "that is still there.\nThis keeps a copy, then has Redis start from the "
                            "snapshot; a backup may be newer:\n"),
                        damaged = TEXT_CONSTANT(
                            "The list of Redis' files is damaged, the files may be whole. This keeps a "
                            "copy, then writes the\nlist anew from the files that are there; nothing is "
                            "lost by that:\n");
    buffer_t list = {0};
    const bool tell = append_list(&list, place, fault == AOF_MISSING ? 0 : 1);
    if (tell) {
        buffer_append_text(out, fault == AOF_MISSING ? missing : damaged);
        append_copy(out, place);
        buffer_append_literal(out, "printf ");
        shell_append_word(out, buffer_text(&list));
        buffer_append_literal(out, " >");
        append_path(out, place->folder, MANIFEST);
        buffer_append_char(out, '\n');
    }
    buffer_free(&list);
    return tell;
}

static void advise_restore(buffer_t *out, const options_t *options)
{
    buffer_append_literal(out, "Redis' files cannot be mended. This sets them aside and starts from a backup "
                               "FILE; what was written after it is lost:\n  mv -T --backup=numbered ");
    append_path(out, "redis", "");
    buffer_append_char(out, ' ');
    append_path(out, "redis", ".damaged");
    buffer_append_literal(out, " &&\n  ");
    announce_command(out, options, "restore FILE");
    buffer_append_char(out, '\n');
}

/* Of a cluster; false when the other node has nothing either. */
static bool advise_partner(buffer_t *out, const aof_place_t *place)
{
    if (!place->copy[0] || !exists(place->copy, MANIFEST))
        return false;
    buffer_append_literal(out,
                          "The files of this node are gone or cannot be mended, and another one has the same "
                          "slots. This takes its files; what it\nhad not got yet is lost:\n  ");
    if (exists(place->folder, FILES)) {
        buffer_append_literal(out, "mv -T --backup=numbered ");
        append_path(out, place->folder, FILES);
        buffer_append_char(out, ' ');
        append_path(out, place->folder, FILES ".damaged");
        buffer_append_literal(out, " &&\n  ");
    }
    buffer_append_literal(out, "cp -a ");
    append_path(out, place->copy, FILES);
    buffer_append_char(out, ' ');
    append_path(out, place->folder, "/");
    buffer_append_char(out, '\n');
    return true;
}

void aof_advise(buffer_t *out, aof_fault_t fault, const aof_place_t *place, const options_t *options)
{
    if (fault == AOF_GOOD)
        return;
    const bool whole = fault != AOF_LOST && (fault != AOF_MISSING || !place->copy[0]);
    if (fault == AOF_TAIL)
        advise_tail(out, place);
    else if (!(whole && advise_list(out, fault, place)) && !advise_partner(out, place))
        advise_restore(out, options);
    buffer_append_literal(
        out, "Then start again; docs/runbooks.md, \"Redis does not start on its file\", tells more.\n");
}
