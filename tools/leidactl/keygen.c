/* SPDX-License-Identifier: Apache-2.0 */
/* leidactl keygen: a key pair for CURVE, in two files. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/rpc/curve.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/subcommands.h"

/* A new file: keys that are in use are not overwritten. */
static void write_key(const char *name, const char *suffix, mode_t mode, const char *key)
{
    buffer_t path = {0};
    buffer_append_format(&path, "%s%s", name, suffix);
    buffer_append_char(&path, '\0');
    int fd = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0 || dprintf(fd, "%s\n", key) < 0 || close(fd) != 0)
        fail("%s: %s", path.data, strerror(errno));
    buffer_free(&path);
}

/* As lines of configuration files: a key may hold a #, so it stands in quotes. */
static void print_lines(const char *name, const char *public_key)
{
    char folder[PATH_MAX];
    bool relative = name[0] != '/' && getcwd(folder, sizeof folder);
    printf("# for the owner of the pair\n"
           "curve.secret_key = \"file:%s%s%s.secret\"\n"
           "# the services' pair: for each gateway\n"
           "curve.server_key = \"%s\"\n"
           "# a gateway's pair: for each service, which may have more gateways, separated by spaces\n"
           "curve.clients = \"%s\"\n",
           relative ? folder : "", relative ? "/" : "", name, public_key, public_key);
}

int subcommand_keygen(const settings_t *settings, char **words)
{
    (void)settings;
    char public_key[CURVE_KEY_SIZE], secret_key[CURVE_KEY_SIZE];
    if (subcommand_count(words) != 1)
        fail_usage("keygen: one name is needed");
    if (!curve_make_keys(public_key, secret_key))
        fail("this libzmq was built without CURVE");
    write_key(words[0], ".secret", S_IRUSR | S_IWUSR, secret_key);
    write_key(words[0], ".public", S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, public_key);
    print_lines(words[0], public_key);
    return EXIT_SUCCESS;
}
