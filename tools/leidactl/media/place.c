/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/media/place.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/hex.h"
#include "tools/leidactl/common/fail.h"

enum { SUFFIX_MAX = 5 };

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

void place_read(place_t *self)
{
    static const char *const kinds[] = {[PLACE_NONE] = "none", [PLACE_FOLDER] = "folder", [PLACE_S3] = "s3"};
    const char *store = setting("LEIDA_MEDIA_STORE"), *key = setting("LEIDA_MEDIA_KEY");
    *self = (place_t){.folder = setting("LEIDA_MEDIA_FOLDER")};
    if (!*store)
        store = kinds[*self->folder ? PLACE_FOLDER : PLACE_NONE];
    while (strcmp(kinds[self->kind], store) != 0)
        if (++self->kind > PLACE_S3)
            fail_usage("LEIDA_MEDIA_STORE '%s': none of folder, s3 and none", store);
    if (self->kind == PLACE_FOLDER && !*self->folder)
        fail_usage("LEIDA_MEDIA_FOLDER: needed where LEIDA_MEDIA_STORE is folder");
    if (!file_secret(key, &self->key))
        fail_usage("LEIDA_MEDIA_KEY: cannot read %s: %s", key, strerror(errno));
}

void place_free(place_t *self)
{
    buffer_free(&self->key);
}

void place_write_name(const place_t *self, buffer_t *out, text_t bytes, text_t suffix)
{
    char digest[HASH_SHA256_SIZE];
    char name[HASH_SHA256_SIZE];
    hash_sha256(digest, bytes);
    hash_hmac_sha256(name, buffer_text(&self->key), (text_t){digest, sizeof digest});
    buffer_append(out, name, PLACE_DIGITS);
    buffer_append_format(out, ".%.*s", TEXT_ARG(suffix));
}

/* What root writes is for the gateway to read, whose the folder is. */
static bool give_away(const place_t *self, const char *path)
{
    struct stat folder;
    if (stat(self->folder, &folder) != 0)
        return false;
    return folder.st_uid == geteuid() || chown(path, folder.st_uid, folder.st_gid) == 0;
}

void place_keep(const place_t *self, text_t name, text_t bytes)
{
    buffer_t path = {0};
    struct stat status;
    buffer_append_format(&path, "%s/%.*s", self->folder, TEXT_ARG(name));
    buffer_append_char(&path, '\0');
    bool kept = stat(path.data, &status) == 0 && (size_t)status.st_size == bytes.size;
    if (!kept && !(file_replace(path.data, bytes) && give_away(self, path.data)))
        fail("cannot write %s: %s", path.data, strerror(errno));
    buffer_free(&path);
}

bool place_is_name(text_t name)
{
    if (name.size < PLACE_DIGITS + 2 || name.size > PLACE_DIGITS + 1 + SUFFIX_MAX ||
        name.data[PLACE_DIGITS] != '.' || !hex_is((text_t){name.data, PLACE_DIGITS}))
        return false;
    for (size_t i = PLACE_DIGITS + 1; i < name.size; i++)
        if (!ascii_is_alphanumeric(name.data[i]))
            return false;
    return true;
}
