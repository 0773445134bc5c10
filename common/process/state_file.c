/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/state_file.h"

#include <unistd.h>

#include "base/file.h"
#include "base/json/write.h"

static void write_member(buffer_t *out, const char *key, const char *value)
{
    buffer_append_char(out, out->size == 0 ? '{' : ',');
    json_write_string(out, text_of(key));
    buffer_append_char(out, ':');
    json_write_string(out, text_of(value));
}

bool state_file_write(const char *path, const state_t *state)
{
    if (!*path)
        return true;
    buffer_t out = {0};
    write_member(&out, "role", state->role);
    write_member(&out, "name", state->name);
    buffer_append_format(&out, ",\"pid\":%ld", (long)getpid());
    write_member(&out, "endpoint", state->endpoint);
    write_member(&out, "admin_url", state->admin_url);
    if (state->base_url)
        write_member(&out, "base_url", state->base_url);
    buffer_append_literal(&out, "}\n");
    bool written = file_replace(path, buffer_text(&out));
    buffer_free(&out);
    return written;
}

void state_file_remove(const char *path)
{
    if (*path)
        unlink(path);
}
