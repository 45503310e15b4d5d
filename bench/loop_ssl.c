/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/loop.h"

#include <openssl/ssl.h>

struct ctx {
    SSL_CTX *ssl;
    const char *host;
};

static void *ssl_open(const char *roots, const char *host, int minor)
{
    static struct ctx c;
    int version = minor == 3 ? TLS1_3_VERSION : TLS1_2_VERSION;

    c = (struct ctx){SSL_CTX_new(TLS_client_method()), host};
    if (c.ssl == NULL || SSL_CTX_load_verify_file(c.ssl, roots) != 1)
        loop_die("libssl", "open");
    SSL_CTX_set_verify(c.ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_min_proto_version(c.ssl, version);
    SSL_CTX_set_max_proto_version(c.ssl, version);
    return &c;
}

static void ssl_shake(void *ctx, int fd)
{
    struct ctx *c = ctx;
    SSL *s = SSL_new(c->ssl);

    if (s == NULL || SSL_set_fd(s, fd) != 1 || SSL_set1_host(s, c->host) != 1 ||
        SSL_set_tlsext_host_name(s, c->host) != 1 || SSL_connect(s) != 1)
        loop_die("libssl", "handshake");
    SSL_shutdown(s);
    SSL_free(s);
}

static void ssl_close(void *ctx)
{
    SSL_CTX_free(((struct ctx *)ctx)->ssl);
}

const struct loop_peer loop_ssl = {"libssl", ssl_open, ssl_shake, ssl_close};
