/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/announce.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/shell.h"
#include "tools/demo.h"
#include "tools/stack/demo.h"
#include "tools/stack/home.h"
#include "tools/stack/pages.h"

static char leida[PATH_MAX] = "leida";

void announce_setup(void)
{
    char here[PATH_MAX];
    const char *root = getenv("LEIDA_ROOT");
    if (!root || !*root)
        return;
    if (getcwd(here, sizeof(here)) && strcmp(here, root) == 0)
        root = ".";
    snprintf(leida, sizeof(leida), "%s/leida", root);
}

void announce_command(buffer_t *out, const options_t *options, const char *command)
{
    shell_append_word(out, text_of(leida));
    buffer_append_format(out, " %s", command);
    if (options->data_given) {
        buffer_append_literal(out, " --data ");
        shell_append_word(out, text_of(home_path()));
    }
}

static void write_add(buffer_t *out, const options_t *options, const char *words)
{
    buffer_append_literal(out, "  ");
    announce_command(out, options, "ctl");
    buffer_append_format(out, " %s\n", words);
}

/* The process of a master, by its row of `status`. */
static void write_cluster(buffer_t *out, const options_t *options)
{
    buffer_append_literal(out, "Its store is a Redis Cluster. Kill a master, and see its replica take over:\n"
                               "  kill -9 $(");
    announce_command(out, options, "status");
    buffer_append_literal(out, " | awk '/ master$/ {print $2; exit}'); sleep 5; ");
    announce_command(out, options, "status");
    buffer_append_char(out, '\n');
}

void announce_write(buffer_t *out, const options_t *options, const settings_t *settings, const char *base_url)
{
    buffer_append_format(out, "\nLeida is up at %s, data in %s\n\nCall it:\n", base_url, home_path());
    bool has_demo = demo_write_curl(out, base_url);
    buffer_append_literal(out, "  ");
    announce_command(out, options, "ctl");
    buffer_append_literal(out, " call GET /zhugeleida/qiyeweixin/tongxunlu --as user:");
    if (has_demo) {
        buffer_append_format(out, "%d\n", DEMO_USER_ID);
    } else {
        buffer_append_literal(out, "ID\nAdd to it:\n");
        write_add(out, options, "company add name=NAME");
        write_add(out, options, "user add username=NAME company_id=ID");
        write_add(out, options, "import FILE.jsonl    (`import --help` shows such lines)");
    }
    if (settings->cluster)
        write_cluster(out, options);
    buffer_append_literal(out, "Show it:  ");
    announce_command(out, options, "status");
    buffer_append_literal(out, "\nStop it:  ");
    announce_command(out, options, "down");
    buffer_append_text(out, options->detach ? TEXT_LITERAL("\n") : TEXT_LITERAL(", or Ctrl-C here\n"));
    if (has_demo)
        pages_write_links(out, settings, base_url);
    if (!options->detach)
        buffer_append_char(out, '\n');
}
