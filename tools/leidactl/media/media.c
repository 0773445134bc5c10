/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl media check`: compares what messages and profiles name with what the media folder has. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/spill.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/media/named.h"
#include "tools/leidactl/media/place.h"

#define AGE "30d"
enum { DAY = 24 * 3600 /* s */, AGE_MAX = 3650 /* days */ };

typedef struct {
    place_t place;
    int folder;
    spill_t *names; /* what is named: 1 it is there, 2 it is not */
    int64_t older;  /* s: how old an unused file must be to be deleted; 0: none is */
    size_t named, missing, kept, unused, deleted;
} media_t;

static bool is_there(const media_t *self, text_t name)
{
    struct stat status;
    char *path = memory_copy_text(name);
    bool there = fstatat(self->folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
    free(path);
    return there;
}

static spill_key_t key_of(text_t name)
{
    return spill_key_digest(1, name.data, name.size);
}

static void look(void *context, const named_t *named)
{
    enum { THERE = 1, MISSING };
    media_t *self = context;
    int64_t found = spill_get(self->names, key_of(named->name));
    if (found == 0) {
        found = is_there(self, named->name) ? THERE : MISSING;
        spill_set(self->names, key_of(named->name), found);
        self->named += named->is_ours || found == THERE;
        self->missing += named->is_ours && found == MISSING;
    }
    if (found == THERE || !named->is_ours)
        return;
    char row[32] = "";
    if (named->row > 0)
        snprintf(row, sizeof row, " row %lld", (long long)named->row);
    say(stdout, "%.*s:%s names %.*s, which is missing", TEXT_ARG(named->key), row, TEXT_ARG(named->name));
}

/* An unused file. */
static void tell_unused(media_t *self, const char *name, const struct stat *status)
{
    const int64_t age = (int64_t)(time(NULL) - status->st_mtime);
    bool deletes = self->older > 0 && age > self->older;
    if (deletes && unlinkat(self->folder, name, 0) != 0)
        fail("cannot delete %s/%s: %s", self->place.folder, name, strerror(errno));
    self->unused++;
    self->deleted += deletes;
    say(stdout, "%s: named by nothing, %lld days old%s", name, (long long)(age / DAY),
        deletes ? ": deleted" : "");
}

static void look_at_folder(media_t *self)
{
    DIR *folder = fdopendir(dup(self->folder));
    if (!folder)
        fail("cannot read %s: %s", self->place.folder, strerror(errno));
    for (struct dirent *entry; (entry = readdir(folder));) {
        struct stat status;
        const text_t name = text_of(entry->d_name);
        if (!place_is_name(name) || fstatat(self->folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(status.st_mode))
            continue;
        self->kept++;
        if (spill_get(self->names, key_of(name)) == 0)
            tell_unused(self, entry->d_name, &status);
    }
    closedir(folder);
}

/* "30d", in seconds. */
static int64_t read_age(const char *word)
{
    const size_t size = strlen(word);
    int64_t days;
    if (size < 2 || word[size - 1] != 'd' || !text_to_int((text_t){word, size - 1}, &days) || days < 1 ||
        days > AGE_MAX)
        fail_usage("media: --older-than '%s' is none of 1d to %dd", word, AGE_MAX);
    return days * DAY;
}

static void read_words(media_t *self, char **words)
{
    const char *older = NULL;
    bool deletes = false;
    if (!words[0] || strcmp(words[0], "check") != 0)
        fail_usage("media: check is what it can do");
    for (words++; *words; words++) {
        if (strcmp(*words, "--delete-unused") == 0)
            deletes = true;
        else if (strcmp(*words, "--older-than") == 0)
            older = *++words;
        else
            fail_usage("media: what is '%s'?", *words);
    }
    if (older && !deletes)
        fail_usage("media: --older-than goes with --delete-unused");
    self->older = deletes ? read_age(older ? older : AGE) : 0;
}

static void open_folder(media_t *self)
{
    place_read(&self->place);
    if (self->place.kind == PLACE_S3)
        fail("media: the store is S3 (LEIDA_MEDIA_STORE), and check can look into folders alone so far");
    if (self->place.kind == PLACE_NONE)
        fail("media: there is no store: LEIDA_MEDIA_FOLDER names none");
    self->folder = open(self->place.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (self->folder < 0)
        fail("cannot open %s: %s", self->place.folder, strerror(errno));
}

int subcommand_media(const settings_t *settings, char **words)
{
    media_t self = {.names = NULL};
    read_words(&self, words);
    open_folder(&self);
    store_t *store = subcommand_store(settings);
    self.names = spill_new();
    named_each(store, look, &self);
    /* Where nothing at all is named this is rather the wrong Redis. */
    if (self.named == 0 && self.older > 0)
        fail("media: nothing in this store names a file, so nothing is deleted");
    look_at_folder(&self);
    printf("%zu files named, %zu of them missing; %zu kept, %zu of them unused, %zu deleted\n", self.named,
           self.missing, self.kept, self.unused, self.deleted);
    store_destroy(&store);
    spill_destroy(&self.names);
    place_free(&self.place);
    close(self.folder);
    return self.missing == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
