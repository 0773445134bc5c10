/* SPDX-License-Identifier: Apache-2.0 */
/* leidactl keygen: a key pair for CURVE, in two files. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/subcommands.h"

enum { KEY_SIZE = 32, KEY_TEXT_SIZE = 41 /* with the NUL */ };

/* Z85 (rfc.zeromq.org/spec/32): four bytes, the first the highest, are five digits. */
static void write_z85(char text[KEY_TEXT_SIZE], const unsigned char key[KEY_SIZE])
{
    static const char digits[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    for (size_t at = 0; at < KEY_SIZE; at += 4, text += 5) {
        uint32_t number = (uint32_t)key[at] << 24 | (uint32_t)key[at + 1] << 16 | (uint32_t)key[at + 2] << 8 |
                          key[at + 3];
        for (size_t digit = 5; digit-- > 0; number /= 85)
            text[digit] = digits[number % 85];
    }
    *text = '\0';
}

/* As zmq_curve_keypair() makes one, which is Curve25519 as well: libzmq and what it brings need not be loaded
 * for it. */
static bool make_keys(char public_text[KEY_TEXT_SIZE], char secret_text[KEY_TEXT_SIZE])
{
    unsigned char public_key[KEY_SIZE], secret_key[KEY_SIZE];
    size_t public_size = sizeof public_key, secret_size = sizeof secret_key;
    EVP_PKEY *pair = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    bool made = pair && EVP_PKEY_get_raw_public_key(pair, public_key, &public_size) == 1 &&
                EVP_PKEY_get_raw_private_key(pair, secret_key, &secret_size) == 1;
    EVP_PKEY_free(pair);
    if (made) {
        write_z85(public_text, public_key);
        write_z85(secret_text, secret_key);
    }
    return made;
}

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
    char public_key[KEY_TEXT_SIZE], secret_key[KEY_TEXT_SIZE];
    if (subcommand_count(words) != 1)
        fail_usage("keygen: one name is needed");
    if (!make_keys(public_key, secret_key))
        fail("libcrypto makes no X25519 keys");
    write_key(words[0], ".secret", S_IRUSR | S_IWUSR, secret_key);
    write_key(words[0], ".public", S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, public_key);
    print_lines(words[0], public_key);
    return EXIT_SUCCESS;
}
