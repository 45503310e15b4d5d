/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GnuTLS, which parses both certificates of each chain. */
#include "config.h"

#include "bench/chains.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

struct gnutls {
    const struct chains *chains;
    gnutls_x509_trust_list_t roots;
};

static void *open_gnutls(const struct chains *chains)
{
    struct gnutls *g = gnutls_calloc(1, sizeof *g);

    chains_check(g != NULL && gnutls_x509_trust_list_init(&g->roots, 0) == 0 &&
                     gnutls_x509_trust_list_add_trust_file(g->roots, chains->roots, NULL,
                                                           GNUTLS_X509_FMT_PEM, 0, 0) > 0,
                 "GnuTLS: roots");
    g->chains = chains;
    return g;
}

static void close_gnutls(void *state)
{
    struct gnutls *g = state;

    gnutls_x509_trust_list_deinit(g->roots, 1);
    gnutls_free(g);
}

static gnutls_x509_crt_t decode(struct span der)
{
    gnutls_datum_t d = {(unsigned char *)(uintptr_t)der.p, (unsigned)der.n};
    gnutls_x509_crt_t cert;

    chains_check(gnutls_x509_crt_init(&cert) == 0 &&
                     gnutls_x509_crt_import(cert, &d, GNUTLS_X509_FMT_DER) == 0,
                 "GnuTLS: parsing");
    return cert;
}

static void judge(void *state, size_t i)
{
    struct gnutls *g = state;
    gnutls_x509_crt_t chain[2] = {decode(g->chains->leafs[i]),
                                  decode(g->chains->issuers[i % CHAINS_ISSUERS])};
    char host[CHAINS_HOST_MAX];
    gnutls_typed_vdata_st asked[2] = {
        {GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)host, 0},
        {GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, 0},
    };
    unsigned status;

    chains_host(host, i);
    chains_check(
        gnutls_x509_trust_list_verify_crt2(g->roots, chain, 2, asked, 2, 0, &status, NULL) == 0 &&
            status == 0,
        "GnuTLS: verdict");
    gnutls_x509_crt_deinit(chain[0]);
    gnutls_x509_crt_deinit(chain[1]);
}

const struct contender chains_gnutls = {"GnuTLS", open_gnutls, judge, close_gnutls};
