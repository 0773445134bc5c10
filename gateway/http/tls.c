/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

enum { RECORD_SIZE = 16 * 1024 /* bytes that one TLS record carries at most */ };

struct tls_identity {
    SSL_CTX *context;
};

struct tls {
    SSL *ssl;
};

/* HTTP/1.1 is what we speak; a client that offers only others is told so. */
static int choose_protocol(SSL *ssl, const unsigned char **chosen, unsigned char *size,
                           const unsigned char *offered, unsigned offered_size, void *context)
{
    (void)ssl;
    (void)context;
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *found;
    int result = SSL_select_next_proto(&found, size, ours, sizeof ours - 1, offered, offered_size);
    *chosen = found;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void set_up(SSL_CTX *context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
    /* An idle connection gives its buffers back: 34 KB. */
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    /* A read ends after a record without content, such as a key update, of which a client may send any
     * number: else one connection could keep the loop for as long as it likes. */
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
    /* With TLS 1.2 nothing without forward secrecy or with CBC. */
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
}

static bool load(SSL_CTX *context, const char *certificate, const char *key, buffer_t *why)
{
    const char *wrong = NULL;
    if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
        wrong = certificate;
    else if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
        wrong = key;
    else if (SSL_CTX_check_private_key(context) != 1)
        wrong = key;
    if (wrong) {
        const char *reason = ERR_reason_error_string(ERR_peek_last_error());
        buffer_append_format(why, "%s: %s", wrong, reason ? reason : "unreadable");
    }
    ERR_clear_error();
    return !wrong;
}

tls_identity_t *tls_identity_new(const char *certificate, const char *key, buffer_t *why)
{
    tls_identity_t *self = memory_new_zeroed(sizeof *self);
    self->context = SSL_CTX_new(TLS_server_method());
    if (self->context) {
        set_up(self->context);
        if (load(self->context, certificate, key, why))
            return self;
    } else {
        buffer_append_literal(why, "OpenSSL has no memory");
    }
    tls_identity_destroy(&self);
    return NULL;
}

void tls_identity_destroy(tls_identity_t **self_p)
{
    tls_identity_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    SSL_CTX_free(self->context);
    free(self);
}

tls_t *tls_new(const tls_identity_t *identity, int fd)
{
    tls_t *self = memory_new_zeroed(sizeof *self);
    self->ssl = SSL_new(identity->context);
    if (!self->ssl || SSL_set_fd(self->ssl, fd) != 1) {
        /* As everywhere: without memory the process ends. */
        fprintf(stderr, "out of memory: a TLS connection\n");
        abort();
    }
    SSL_set_accept_state(self->ssl);
    return self;
}

void tls_destroy(tls_t **self_p)
{
    tls_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    SSL_free(self->ssl);
    free(self);
}

/* What a call that moved nothing says; OpenSSL keeps its reasons per thread, for whoever comes next. */
static stream_result_t judge(tls_t *self, bool *wants_output)
{
    int error = SSL_get_error(self->ssl, 0);
    ERR_clear_error();
    *wants_output = error == SSL_ERROR_WANT_WRITE;
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return STREAM_LATER;
    return error == SSL_ERROR_ZERO_RETURN ? STREAM_ENDED : STREAM_BROKEN;
}

stream_result_t tls_read(tls_t *self, char *bytes, size_t size, size_t *moved, bool *wants_output)
{
    *wants_output = false;
    return SSL_read_ex(self->ssl, bytes, size, moved) == 1 ? STREAM_MOVED : judge(self, wants_output);
}

stream_result_t tls_write(tls_t *self, const struct iovec *pieces, size_t count, size_t *moved)
{
    char record[RECORD_SIZE];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size_t room = sizeof record - size;
        size_t some = pieces[i].iov_len < room ? pieces[i].iov_len : room;
        if (some > 0)
            memcpy(record + size, pieces[i].iov_base, some);
        size += some;
    }
    bool wants_output;
    return SSL_write_ex(self->ssl, record, size, moved) == 1 ? STREAM_MOVED : judge(self, &wants_output);
}

bool tls_is_open(const tls_t *self)
{
    return SSL_is_init_finished(self->ssl) == 1;
}

bool tls_has_more(const tls_t *self)
{
    return SSL_pending(self->ssl) > 0;
}

void tls_end(tls_t *self)
{
    SSL_shutdown(self->ssl);
    ERR_clear_error();
}
