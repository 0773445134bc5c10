/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/demo.h"

#include <fcntl.h>
#include <unistd.h>

#include "tools/demo.h"
#include "tools/stack/cluster.h"
#include "tools/stack/home.h"

#define NOTE "redis/demo"
static const char note_wanted[] = "wanted\n", note_done[] = "done\n";

static void write_note(const char *note)
{
    int fd = open(NOTE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    (void)!write(fd, note, strlen(note));
    close(fd);
}

static bool note_is(const char *note)
{
    char found[16];
    int fd = open(NOTE, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t size = read(fd, found, sizeof(found));
    close(fd);
    return size > 0 && text_equal((text_t){found, (size_t)size}, text_of(note));
}

bool demo_is_wanted(bool refused)
{
    bool fresh = access(HOME_REDIS_DATA, F_OK) != 0 && !cluster_has_run();
    if (refused && note_is(note_wanted))
        (void)unlink(NOTE);
    if (refused || !(fresh || note_is(note_wanted)))
        return false;
    write_note(note_wanted);
    return true;
}

void demo_done(void)
{
    write_note(note_done);
}

bool demo_write_curl(buffer_t *out, const char *base_url)
{
    if (!note_is(note_done))
        return false;
    buffer_append_format(
        out,
        "  now=$(date +%%s%%3N); curl \"%s/zhugeleida/qiyeweixin/tongxunlu?user_id=%d&timestamp=$now"
        "&rand_str=$(printf %%s \"${now}%s\" | md5sum | cut -c1-32)\"\n",
        base_url, DEMO_USER_ID, DEMO_USER_TOKEN);
    return true;
}
