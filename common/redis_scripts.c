/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis_scripts.h"

#include <openssl/sha.h>
#include <stdlib.h>

/* Redis calls a script by the SHA-1 of its text. */
static void name_compute(redis_script_name_t *name, const char *body)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1((const unsigned char *)body, strlen(body), digest);
    for (size_t i = 0; i < SHA_DIGEST_LENGTH; i++) {
        name->hex[2 * i] = digits[digest[i] >> 4];
        name->hex[2 * i + 1] = digits[digest[i] & 15];
    }
}

void redis_scripts_register(redis_scripts_t *self, const redis_script_t *const *scripts)
{
    while (scripts && scripts[self->count])
        self->count++;
    self->counts = memory_new_zeroed((self->count + 1) * sizeof *self->counts);
    self->names = memory_new((self->count + 1) * sizeof *self->names);
    for (size_t i = 0; i < self->count; i++) {
        self->counts[i].script = scripts[i];
        name_compute(&self->names[i], scripts[i]->body);
    }
}

void redis_scripts_free(redis_scripts_t *self)
{
    free(self->counts);
    free(self->names);
    *self = (redis_scripts_t){0};
}

size_t redis_scripts_find(const redis_scripts_t *self, const redis_script_t *script)
{
    size_t i = 0;
    while (i < self->count && self->counts[i].script != script)
        i++;
    return i;
}
