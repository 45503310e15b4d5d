/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include <gnutls/x509.h>

#include "tests/differ/peers.h"

static time_t now(time_t *t)
{
    if (t != NULL)
        *t = FC_NOW;
    return FC_NOW;
}

static void open_library(void)
{
    gnutls_global_set_time_function(now);
}

static void close_library(void)
{
}

static gnutls_x509_crt_t decode(struct span der)
{
    gnutls_datum_t d = {(unsigned char *)(uintptr_t)der.p, (unsigned)der.n};
    gnutls_x509_crt_t c;

    if (gnutls_x509_crt_init(&c) != 0)
        peer_die("GnuTLS", "memory");
    if (gnutls_x509_crt_import(c, &d, GNUTLS_X509_FMT_DER) == 0)
        return c;
    gnutls_x509_crt_deinit(c);
    return NULL;
}

/* The words for the flags of a status. */
static void explain(struct answer *out, unsigned status)
{
    static const struct {
        unsigned flag;
        const char *text;
    } flags[] = {
        {GNUTLS_CERT_SIGNER_NOT_FOUND, "no signer"},
        {GNUTLS_CERT_SIGNER_NOT_CA, "signer no CA"},
        {GNUTLS_CERT_INSECURE_ALGORITHM, "insecure"},
        {GNUTLS_CERT_NOT_ACTIVATED, "not active"},
        {GNUTLS_CERT_EXPIRED, "expired"},
        {GNUTLS_CERT_SIGNATURE_FAILURE, "signature"},
        {GNUTLS_CERT_REVOKED, "revoked"},
        {GNUTLS_CERT_UNEXPECTED_OWNER, "owner"},
        {GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, "constraints"},
        {GNUTLS_CERT_PURPOSE_MISMATCH, "purpose"},
        {GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, "critical"},
    };
    size_t n = 0;

    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if ((status & flags[i].flag) != 0 && n < sizeof out->why)
            n += (size_t)snprintf(out->why + n, sizeof out->why - n, "%s%s", n > 0 ? ", " : "",
                                  flags[i].text);
    }
    if (n == 0)
        snprintf(out->why, sizeof out->why, "invalid");
}

static void ask(struct answer *out, gnutls_x509_trust_list_t list, gnutls_x509_crt_t *chain,
                unsigned num, const char *host)
{
    gnutls_typed_vdata_st asked[2] = {
        {GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)(uintptr_t)host, 0},
        {GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, 0},
    };
    unsigned status = 0;
    int e = gnutls_x509_trust_list_verify_crt2(list, chain, num, asked, 2, 0, &status, NULL);

    out->ok = e == 0 && status == 0;
    if (e != 0)
        snprintf(out->why, sizeof out->why, "%s", gnutls_strerror(e));
    else
        explain(out, status);
}

static void judge(struct answer *out, const struct brood *b)
{
    gnutls_x509_trust_list_t list;
    gnutls_x509_crt_t chain[BROOD_HELPERS + 1], root = decode(b->anchor);
    unsigned num = 0;

    *out = (struct answer){.why = "does not decode"};
    if (gnutls_x509_trust_list_init(&list, 0) != 0)
        peer_die("GnuTLS", "memory");
    if (root != NULL && gnutls_x509_trust_list_add_cas(list, &root, 1, 0) != 1)
        peer_die("GnuTLS", "no anchor");
    chain[num] = decode(b->leaf);
    if (chain[num] != NULL) {
        num++;
        /* It wants the chain from the leaf up. */
        for (size_t i = b->num_helpers; i-- > 0;) {
            chain[num] = decode(b->helpers[i]);
            num += chain[num] != NULL;
        }
        ask(out, list, chain, num, b->host);
    }
    for (unsigned i = 0; i < num; i++)
        gnutls_x509_crt_deinit(chain[i]);
    gnutls_x509_trust_list_deinit(list, 1);
}

const struct peer peer_gnutls = {
    .name = "GnuTLS",
    .revocation = false,
    .searches = false,
    .open = open_library,
    .judge = judge,
    .close = close_library,
};
