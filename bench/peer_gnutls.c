/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/peer.h"

#include <gnutls/x509.h>

static void *load(const char *bundle)
{
    gnutls_x509_trust_list_t list;

    if (gnutls_x509_trust_list_init(&list, 0) != 0 ||
        gnutls_x509_trust_list_add_trust_file(list, bundle, NULL, GNUTLS_X509_FMT_PEM, 0, 0) <= 0)
        peer_die("GnuTLS", "load");
    return list;
}

static void unload(void *store)
{
    gnutls_x509_trust_list_deinit(store, 1);
}

static gnutls_x509_crt_t decode(struct span der)
{
    gnutls_datum_t d = {(unsigned char *)(uintptr_t)der.p, (unsigned)der.n};
    gnutls_x509_crt_t c;

    if (gnutls_x509_crt_init(&c) != 0 || gnutls_x509_crt_import(c, &d, GNUTLS_X509_FMT_DER) != 0)
        peer_die("GnuTLS", "parse");
    return c;
}

static void parse(struct span der)
{
    gnutls_x509_crt_deinit(decode(der));
}

static void verify(void *store, const struct material *m)
{
    gnutls_x509_crt_t chain[2] = {decode(m->chain[0]), decode(m->chain[1])};
    gnutls_typed_vdata_st asked[2] = {
        {GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)(uintptr_t)m->host, 0},
        {GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, 0},
    };
    unsigned status;

    if (gnutls_x509_trust_list_verify_crt2(store, chain, 2, asked, 2, 0, &status, NULL) != 0 ||
        status != 0)
        peer_die("GnuTLS", "verify");
    gnutls_x509_crt_deinit(chain[0]);
    gnutls_x509_crt_deinit(chain[1]);
}

const struct peer peer_gnutls = {"GnuTLS", load, unload, parse, verify};
