/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/push-clients/inbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BUFFER = 256 * 1024 };

static char buffer[BUFFER + 1];

bool inbox_read(inbox_t *self, const watched_t *who, piece_t *found)
{
    size_t size = self->size;
    if (size > 0)
        memcpy(buffer, self->kept, size);
    ssize_t got = recv(who->fd, buffer + size, BUFFER - size, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        return false;
    size += got > 0 ? (size_t)got : 0;
    buffer[size] = '\0';
    *found = (piece_t){buffer, size};
    return true;
}

void inbox_keep(inbox_t *self, piece_t rest)
{
    if (rest.size == 0) {
        inbox_clear(self);
        return;
    }
    char *kept = wire_allocate(rest.size, 1);
    memcpy(kept, rest.data, rest.size);
    inbox_clear(self);
    *self = (inbox_t){kept, rest.size};
}

void inbox_clear(inbox_t *self)
{
    free(self->kept);
    *self = (inbox_t){0};
}

size_t inbox_answer_size(piece_t piece)
{
    static const char length[] = "\r\nContent-Length: ";
    const char *end = strstr(piece.data, "\r\n\r\n"), *found = strcasestr(piece.data, length);
    if (!end)
        return 0;
    size_t size = (size_t)(end + 4 - piece.data);
    if (found && found < end)
        size += strtoul(found + sizeof length - 1, NULL, 10);
    return piece.size >= size ? size : 0;
}
