/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/peers.h"

#include <errno.h>
#include <stdlib.h>
#include <zmq.h>

enum { FORGET_MS = 60000 };

static void peer_free(peer_t *peer)
{
    buffer_free(&peer->identity);
    buffer_free(&peer->out);
    free(peer);
}

static void forget_silent(peers_t *self, int64_t now)
{
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++) {
        peer_t *peer = self->peers[i];
        if (peer->calls == 0 && now - peer->heard > FORGET_MS)
            peer_free(peer);
        else
            self->peers[kept++] = peer;
    }
    self->count = kept;
}

peer_t *peers_get(peers_t *self, text_t identity, int64_t now)
{
    for (size_t i = 0; i < self->count; i++) {
        if (text_equal(buffer_text(&self->peers[i]->identity), identity)) {
            self->peers[i]->heard = now;
            return self->peers[i];
        }
    }
    forget_silent(self, now);
    peer_t *peer = memory_new_zeroed(sizeof *peer);
    buffer_append_text(&peer->identity, identity);
    peer->heard = now;
    self->peers = memory_resize(self->peers, (self->count + 1) * sizeof *self->peers);
    self->peers[self->count++] = peer;
    return peer;
}

size_t peers_heard(const peers_t *self, int64_t now)
{
    size_t count = 0;
    for (size_t i = 0; i < self->count; i++)
        count += now - self->peers[i]->heard <= FORGET_MS;
    return count;
}

static void tell(peer_t *self, const event_t *event)
{
    const envelope_t envelope = {.kind = ENVELOPE_EVENT, .id = ++self->told, .event = *event};
    if (self->out.size < PEER_QUEUE_MAX)
        envelope_write(&self->out, &envelope);
}

void peers_tell(peers_t *self, const event_t *event)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->peers[i]->takes)
            tell(self->peers[i], event);
}

void peers_free(peers_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        peer_free(self->peers[i]);
    free(self->peers);
    *self = (peers_t){NULL, 0};
}

bool peer_flush(peer_t *self, void *router)
{
    if (zmq_send(router, self->identity.data, self->identity.size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0) {
        if (errno == EAGAIN)
            return false;
        self->takes = false;
    } else {
        zmq_send(router, self->out.data, self->out.size, ZMQ_DONTWAIT);
    }
    buffer_clear(&self->out);
    return true;
}
