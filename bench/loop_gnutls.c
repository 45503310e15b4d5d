/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/loop.h"

#include <gnutls/gnutls.h>
#include <string.h>

struct ctx {
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priority;
    const char *host;
};

static void *tls_open(const char *roots, const char *host, int minor)
{
    static struct ctx c;
    const char *priority =
        minor == 3 ? "NORMAL:-VERS-ALL:+VERS-TLS1.3" : "NORMAL:-VERS-ALL:+VERS-TLS1.2";

    c.host = host;
    if (gnutls_certificate_allocate_credentials(&c.credentials) != 0 ||
        gnutls_certificate_set_x509_trust_file(c.credentials, roots, GNUTLS_X509_FMT_PEM) <= 0 ||
        gnutls_priority_init(&c.priority, priority, NULL) != 0)
        loop_die("GnuTLS", "open");
    return &c;
}

static void tls_shake(void *ctx, int fd)
{
    struct ctx *c = ctx;
    gnutls_session_t s;
    int e;

    if (gnutls_init(&s, GNUTLS_CLIENT) != 0 || gnutls_priority_set(s, c->priority) != 0 ||
        gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, c->credentials) != 0 ||
        gnutls_server_name_set(s, GNUTLS_NAME_DNS, c->host, strlen(c->host)) != 0)
        loop_die("GnuTLS", "session");
    gnutls_session_set_verify_cert(s, c->host, 0);
    gnutls_transport_set_int(s, fd);
    do {
        e = gnutls_handshake(s);
    } while (e < 0 && gnutls_error_is_fatal(e) == 0);
    if (e < 0)
        loop_die("GnuTLS", gnutls_strerror(e));
    gnutls_bye(s, GNUTLS_SHUT_WR);
    gnutls_deinit(s);
}

static void tls_end(void *ctx)
{
    struct ctx *c = ctx;

    gnutls_priority_deinit(c->priority);
    gnutls_certificate_free_credentials(c->credentials);
}

const struct loop_peer loop_gnutls = {"GnuTLS", tls_open, tls_shake, tls_end};
