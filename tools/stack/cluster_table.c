/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/cluster_table.h"

#include <errno.h>
#include <stdio.h>

#include "base/entropy.h"
#include "base/file.h"
#include "base/shell.h"
#include "tools/stack/home.h"

enum { SLOTS = 16384, ID_LENGTH = CLUSTER_ID_SIZE - 1, TABLE_MAX = 1 << 20 };

void cluster_table_ids(cluster_id_t ids[CLUSTER_NODES])
{
    for (size_t i = 0; i < CLUSTER_NODES; i++)
        entropy_write_hex(ids[i].text, ID_LENGTH);
}

void cluster_table_write(buffer_t *out, const int ports[CLUSTER_NODES], const cluster_id_t ids[CLUSTER_NODES],
                         int number)
{
    for (int i = 0; i < CLUSTER_NODES; i++) {
        const bool master = i < CLUSTER_MASTERS;
        buffer_append_format(out, "%s 127.0.0.1:%d@%d %s%s %s 0 0 %d connected", ids[i].text, ports[i],
                             ports[i] + CLUSTER_BUS, i == number - 1 ? "myself," : "",
                             master ? "master" : "slave", master ? "-" : ids[i - CLUSTER_MASTERS].text,
                             master ? i + 1 : 0);
        if (master)
            buffer_append_format(out, " %d-%d", i * SLOTS / CLUSTER_MASTERS,
                                 (i + 1) * SLOTS / CLUSTER_MASTERS - 1);
        buffer_append_char(out, '\n');
    }
    buffer_append_format(out, "vars currentEpoch %d lastVoteEpoch 0\n", CLUSTER_MASTERS);
}

static void table_path(int number, char path[CLUSTER_PATH_SIZE])
{
    cluster_folder(number, path);
    strcat(path, "/nodes.conf");
}

/* The next line, with its end, behind the first `*at` bytes; TEXT_NONE at the end. */
static text_t next_line(text_t table, size_t *at)
{
    const size_t left = table.size - *at;
    const char *begin = left > 0 ? table.data + *at : NULL;
    const char *end = begin ? memchr(begin, '\n', left) : NULL;
    const text_t line = {begin, end ? (size_t)(end - begin) + 1 : left};
    *at += line.size;
    return begin ? line : TEXT_NONE;
}

/* Finds the node's own id, as it says itself; false where there is none. */
static bool own_id(text_t table, cluster_id_t *id)
{
    static const char mark[] = "myself,";
    size_t at = 0;
    for (text_t line; (line = next_line(table, &at)).size > ID_LENGTH;) {
        if (!memmem(line.data, line.size, mark, strlen(mark)))
            continue;
        memcpy(id->text, line.data, ID_LENGTH);
        id->text[ID_LENGTH] = '\0';
        return true;
    }
    return false;
}

/* Appends the line with the address of the node's port: "ID IP:PORT@BUS[,HOST] …". */
static void write_line(buffer_t *out, text_t line, int port)
{
    const char *at = line.data + ID_LENGTH + 1, *end = line.data + line.size;
    while (at < end && *at != ' ' && *at != ',')
        at++;
    buffer_append(out, line.data, ID_LENGTH);
    buffer_append_format(out, " 127.0.0.1:%d@%d", port, port + CLUSTER_BUS);
    buffer_append(out, at, (size_t)(end - at));
}

static void move_lines(buffer_t *out, text_t table, const cluster_id_t ids[CLUSTER_NODES],
                       const int ports[CLUSTER_NODES])
{
    size_t at = 0;
    for (text_t line; (line = next_line(table, &at)).size > 0;) {
        int found = 0;
        while (found < CLUSTER_NODES &&
               (line.size <= ID_LENGTH || memcmp(line.data, ids[found].text, ID_LENGTH) != 0))
            found++;
        if (found < CLUSTER_NODES)
            write_line(out, line, ports[found]);
        else
            buffer_append_text(out, line);
    }
}

/* A node without its table would start as one of no cluster. Its partner's is the same but for a word. */
static bool refuse(int number, const int ports[CLUSTER_NODES], const char *why)
{
    char path[CLUSTER_PATH_SIZE], other[CLUSTER_PATH_SIZE];
    buffer_t home = {0};
    table_path(number, path);
    table_path(cluster_partner(number), other);
    shell_append_word(&home, text_of(home_path()));
    fprintf(stderr,
            "leida: cannot use %s/%s: %s; this makes it anew from that of another node:\n"
            "  cd %.*s && sed 's/myself,//; s/:%d@[^ ]* /&myself,/' %s >%s\n",
            home_path(), path, why, TEXT_ARG(buffer_text(&home)), ports[number - 1], other, path);
    buffer_free(&home);
    return false;
}

static bool move_all(const int ports[CLUSTER_NODES], buffer_t tables[CLUSTER_NODES])
{
    cluster_id_t ids[CLUSTER_NODES];
    char path[CLUSTER_PATH_SIZE];
    for (int i = 0; i < CLUSTER_NODES; i++) {
        table_path(i + 1, path);
        if (!file_read(path, TABLE_MAX, &tables[i]))
            return refuse(i + 1, ports, strerror(errno));
        if (!own_id(buffer_text(&tables[i]), &ids[i]))
            return refuse(i + 1, ports, "it does not name the node itself");
    }
    for (int i = 0; i < CLUSTER_NODES; i++) {
        buffer_t moved = {0};
        move_lines(&moved, buffer_text(&tables[i]), ids, ports);
        table_path(i + 1, path);
        bool done = text_equal(buffer_text(&moved), buffer_text(&tables[i])) ||
                    file_replace(path, buffer_text(&moved));
        buffer_free(&moved);
        if (!done)
            return refuse(i + 1, ports, strerror(errno));
    }
    return true;
}

bool cluster_table_move(const int ports[CLUSTER_NODES])
{
    buffer_t tables[CLUSTER_NODES] = {0};
    bool done = move_all(ports, tables);
    for (size_t i = 0; i < CLUSTER_NODES; i++)
        buffer_free(&tables[i]);
    return done;
}
