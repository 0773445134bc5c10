/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/aof.h"

#include <glob.h>
#include <unistd.h>

#include "base/shell.h"
#include "tools/stack/announce.h"
#include "tools/stack/home.h"

#define FOLDER "redis/appendonlydir/"
#define MANIFEST FOLDER "appendonly.aof.manifest"

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

bool aof_lacks_manifest(void)
{
    glob_t found = {0};
    const bool holds = access(MANIFEST, F_OK) != 0 && glob(FOLDER "appendonly.aof.*", 0, NULL, &found) == 0;
    globfree(&found);
    return holds;
}

static void append_path(buffer_t *out, const char *name)
{
    buffer_t path = {0};
    buffer_append_format(&path, "%s/%s", home_path(), name);
    shell_append_word(out, buffer_text(&path));
    buffer_free(&path);
}

/* Whatever comes then, the files as they were can be had again. */
static void append_copy(buffer_t *out)
{
    buffer_append_literal(out, "  cp -aT --backup=numbered ");
    append_path(out, "redis");
    buffer_append_char(out, ' ');
    append_path(out, "redis.damaged");
    buffer_append_literal(out, " &&\n  ");
}

static void advise_tail(buffer_t *out)
{
    buffer_append_literal(
        out,
        "The end of Redis' file is no command, as a power cut leaves it. This keeps a copy, then cuts the "
        "file\nwhere the damage begins; it says how many bytes that are and asks first. What was written "
        "behind that is lost:\n");
    append_copy(out);
    buffer_append_literal(out, "redis-check-aof --fix ");
    append_path(out, MANIFEST);
    buffer_append_char(out, '\n');
}

static void append_entries(buffer_t *out, const glob_t *found, char type)
{
    for (size_t i = 0; i < found->gl_pathc; i++) {
        const char *name = found->gl_pathv[i] + strlen(FOLDER);
        const char *number = name + strlen("appendonly.aof.");
        buffer_append_format(out, "file %s seq %.*s type %c\\n", name, (int)strcspn(number, "."), number,
                             type);
    }
}

/* The list of the files that are there; false where they do not tell which of them count: at the time of a
 * rewrite there are more of a kind. */
static bool append_list(buffer_t *out, size_t most)
{
    glob_t bases = {0}, increments = {0};
    glob(FOLDER "appendonly.aof.[0-9]*.base.*", 0, NULL, &bases);
    glob(FOLDER "appendonly.aof.[0-9]*.incr.aof", 0, NULL, &increments);
    const bool tell = bases.gl_pathc == 1 && increments.gl_pathc <= most;
    if (tell) {
        append_entries(out, &bases, 'b');
        append_entries(out, &increments, 'i');
    }
    globfree(&bases);
    globfree(&increments);
    return tell;
}

static bool advise_list(buffer_t *out, aof_fault_t fault)
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
    const bool tell = append_list(&list, fault == AOF_MISSING ? 0 : 1);
    if (tell) {
        buffer_append_text(out, fault == AOF_MISSING ? missing : damaged);
        append_copy(out);
        buffer_append_literal(out, "printf ");
        shell_append_word(out, buffer_text(&list));
        buffer_append_literal(out, " >");
        append_path(out, MANIFEST);
        buffer_append_char(out, '\n');
    }
    buffer_free(&list);
    return tell;
}

static void advise_restore(buffer_t *out, const options_t *options)
{
    buffer_append_literal(out, "Redis' files cannot be mended. This sets them aside and starts from a backup "
                               "FILE; what was written after it is lost:\n  mv -T --backup=numbered ");
    append_path(out, "redis");
    buffer_append_char(out, ' ');
    append_path(out, "redis.damaged");
    buffer_append_literal(out, " &&\n  ");
    announce_command(out, options, "restore FILE");
    buffer_append_char(out, '\n');
}

void aof_advise(buffer_t *out, aof_fault_t fault, const options_t *options)
{
    if (fault == AOF_GOOD)
        return;
    if (fault == AOF_TAIL)
        advise_tail(out);
    else if (fault == AOF_LOST || !advise_list(out, fault))
        advise_restore(out, options);
    buffer_append_literal(
        out, "Then start again; docs/runbooks.md, \"Redis does not start on its file\", tells more.\n");
}
