/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/fake_nodes.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"

void fake_say(const fake_client_t *client, const char *text)
{
    send(client->fd, text, strlen(text), MSG_NOSIGNAL);
}

/* Reads "*3" or "$3" at `*at`, and the end of the line. False when the rest is still to come. */
static bool take_number(const buffer_t *in, size_t *at, size_t *number)
{
    const char *begin = in->data + *at;
    const char *end = in->size > *at ? memchr(begin, '\n', in->size - *at) : NULL;
    if (!end)
        return false;
    *number = strtoul(begin + 1, NULL, 10);
    *at += (size_t)(end - begin) + 1;
    return true;
}

/* Takes one command, its first two words; false when there is no whole one. */
static bool take_command(const buffer_t *in, text_t words[2], size_t *used)
{
    size_t count, size;
    words[0] = words[1] = TEXT_NONE;
    if (!take_number(in, used, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!take_number(in, used, &size) || in->size < *used + size + 2)
            return false;
        if (i < 2)
            words[i] = (text_t){in->data + *used, size};
        *used += size + 2;
    }
    return true;
}

void fake_hang_up(fake_client_t *client)
{
    if (client->fd < 0)
        return;
    loop_watch_destroy(&client->watch);
    close(client->fd);
    client->fd = -1;
    buffer_free(&client->in);
}

static void client_ready(void *context, uint32_t events)
{
    fake_client_t *client = context;
    char bytes[4096];
    text_t words[2];
    (void)events;
    const ssize_t size = recv(client->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size <= 0) {
        fake_hang_up(client);
        return;
    }
    buffer_append(&client->in, bytes, (size_t)size);
    for (size_t used = 0; take_command(&client->in, words, &used); used = 0) {
        client->nodes->answer(client, words[0], words[1]);
        memmove(client->in.data, client->in.data + used, client->in.size - used);
        client->in.size -= used;
    }
}

static void node_ready(void *context, uint32_t events)
{
    const fake_node_t *node = context;
    fake_nodes_t *self = node->nodes;
    (void)events;
    cr_assert_lt(self->client_count, FAKE_CLIENTS_MAX, "it connects without end");
    fake_client_t *client = &self->clients[self->client_count++];
    *client = (fake_client_t){
        .nodes = self, .node = (size_t)(node - self->nodes), .fd = accept(node->listener, NULL, NULL)};
    cr_assert_geq(client->fd, 0);
    client->watch = loop_watch_new(self->loop, client->fd, EPOLLIN, client_ready, client);
}

void fake_nodes_open(fake_nodes_t *self, size_t count, fake_answer_fn *answer)
{
    *self = (fake_nodes_t){.loop = loop_new(), .answer = answer, .count = count};
    for (size_t i = 0; i < count; i++) {
        fake_node_t *node = &self->nodes[i];
        char place[ADDRESS_TEXT_SIZE];
        node->nodes = self;
        node->listener = address_listen("127.0.0.1:0");
        cr_assert(address_bound(node->listener, place));
        node->port = (int)strtol(strrchr(place, ':') + 1, NULL, 10);
        node->watch = loop_watch_new(self->loop, node->listener, EPOLLIN, node_ready, node);
    }
    snprintf(self->address, sizeof self->address, "cluster://127.0.0.1:%d,127.0.0.1:%d", self->nodes[0].port,
             self->nodes[1].port);
}

void fake_nodes_close(fake_nodes_t *self)
{
    for (size_t i = 0; i < self->client_count; i++)
        fake_hang_up(&self->clients[i]);
    for (size_t i = 0; i < self->count; i++) {
        loop_watch_destroy(&self->nodes[i].watch);
        close(self->nodes[i].listener);
    }
    loop_destroy(&self->loop);
}

void fake_write_slots(char *text, size_t size, int low, int high)
{
    snprintf(text, size,
             "*2\r\n*3\r\n:0\r\n:8191\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n"
             "*3\r\n:8192\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n",
             low, high);
}
