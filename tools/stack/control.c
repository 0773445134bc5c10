/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/control.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/observe/listener.h"
#include "tools/stack/home.h"

enum { BACKLOG = 16, WORD_MAX = 32 };

struct control_client {
    control_t *control;
    int fd;
    loop_watch_t *watch;
    char word[WORD_MAX];
    size_t size;
    bool asked;
    control_client_t *next;
};

struct control {
    loop_t *loop;
    control_owner_t owner;
    listener_t *listener;
    control_client_t *clients;
};

static int open_socket(struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX, .sun_path = HOME_CONTROL};
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void client_free(control_client_t *client)
{
    loop_watch_destroy(&client->watch);
    close(client->fd);
    free(client);
}

static void client_end(control_client_t *client)
{
    control_client_t **link = &client->control->clients;
    while (*link != client)
        link = &(*link)->next;
    *link = client->next;
    client_free(client);
}

static void client_ready(void *context, uint32_t events)
{
    control_client_t *client = context;
    control_t *self = client->control;
    (void)events;
    ssize_t got = recv(client->fd, client->word + client->size, sizeof(client->word) - client->size, 0);
    if (got <= 0 || client->asked) {
        if (client->asked)
            self->owner.gone(self->owner.context, client);
        client_end(client);
        return;
    }
    client->size += (size_t)got;
    const char *end = memchr(client->word, '\n', client->size);
    if (!end && client->size < sizeof(client->word))
        return;
    client->asked = true;
    self->owner.asked(self->owner.context, client,
                      (text_t){client->word, end ? (size_t)(end - client->word) : client->size});
}

static void accepted(void *context, int fd)
{
    control_t *self = context;
    control_client_t *client = memory_new_zeroed(sizeof(*client));
    *client = (control_client_t){.control = self, .fd = fd, .next = self->clients};
    self->clients = client;
    client->watch = loop_watch_new(self->loop, fd, EPOLLIN, client_ready, client);
    if (!client->watch)
        client_end(client);
}

control_t *control_new(loop_t *loop, const control_owner_t *owner)
{
    struct sockaddr_un address;
    int fd = open_socket(&address);
    if (fd < 0)
        return NULL;
    (void)unlink(HOME_CONTROL); /* of a supervisor that was killed: this one holds the lock */
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, BACKLOG) != 0) {
        close(fd);
        return NULL;
    }
    control_t *self = memory_new_zeroed(sizeof(*self));
    *self = (control_t){.loop = loop, .owner = *owner};
    self->listener = listener_new(loop, fd, "control", accepted, self);
    if (!self->listener)
        control_destroy(&self);
    return self;
}

void control_destroy(control_t **self_p)
{
    control_t *self = *self_p;
    if (!self)
        return;
    (void)unlink(HOME_CONTROL);
    for (control_client_t *next, *client = self->clients; client; client = next) {
        next = client->next;
        client_free(client);
    }
    listener_destroy(&self->listener);
    free(self);
    *self_p = NULL;
}

void control_answer(control_client_t *client, text_t answer)
{
    /* An answer is far smaller than the socket's buffer; a client that does not read loses it. */
    (void)send(client->fd, answer.data, answer.size, MSG_NOSIGNAL | MSG_DONTWAIT);
    client_end(client);
}

bool control_ask(const char *word, int limit, buffer_t *answer)
{
    struct sockaddr_un address;
    int fd = open_socket(&address);
    if (fd < 0)
        return false;
    struct timeval wait = {.tv_sec = limit / 1000, .tv_usec = limit % 1000 * 1000L};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    bool listens = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    if (listens && dprintf(fd, "%s\n", word) > 0) {
        char bytes[4096];
        for (ssize_t got; (got = recv(fd, bytes, sizeof(bytes), 0)) > 0;)
            buffer_append(answer, bytes, (size_t)got);
    }
    close(fd);
    return listens;
}
