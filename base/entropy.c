/* SPDX-License-Identifier: Apache-2.0 */
#include "base/entropy.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/hex.h"

void entropy_fill(void *bytes, size_t size)
{
    char *at = bytes;
    while (size > 0) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno != EINTR) {
            perror("getrandom");
            abort();
        }
        if (got > 0) { /* more than 256 bytes may come in parts: getrandom(2) */
            at += got;
            size -= (size_t)got;
        }
    }
}

void entropy_write_hex(char *out, size_t digits)
{
    unsigned char bytes[ENTROPY_HEX_MAX / 2];
    assert(digits % 2 == 0 && digits <= ENTROPY_HEX_MAX);
    entropy_fill(bytes, digits / 2);
    hex_write(out, bytes, digits / 2);
    out[digits] = '\0';
}
