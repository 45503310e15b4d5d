/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/differ/peers.h"

#include <stdio.h>

/* Behind ours: its macros have the names of our constants (KU_CRL_SIGN). */
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static X509_STORE *empty;

static void open_store(void)
{
    empty = X509_STORE_new();
    if (empty == NULL)
        peer_die("OpenSSL", "no store");
}

static void close_store(void)
{
    X509_STORE_free(empty);
}

static X509 *decode(struct span der)
{
    const unsigned char *p = der.p;
    X509 *c = d2i_X509(NULL, &p, (long)der.n);

    if (c != NULL && p != der.p + der.n) {
        X509_free(c);
        return NULL;
    }
    return c;
}

/* What `openssl verify -x509_strict -partial_chain -auth_level 2` asks. */
static void demand(X509_STORE_CTX *ctx, const struct brood *b)
{
    X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(ctx);
    unsigned long flags =
        X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK;

    if (b->crl.n > 0)
        flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL |
                 X509_V_FLAG_EXTENDED_CRL_SUPPORT;
    if (X509_STORE_CTX_set_default(ctx, "ssl_server") != 1 ||
        X509_VERIFY_PARAM_set_flags(p, flags) != 1)
        peer_die("OpenSSL", "parameters");
    /* Without one it takes the empty set for the user's, not the whole (RFC 5280 6.1.1 (c)). */
    if (X509_VERIFY_PARAM_add0_policy(p, OBJ_nid2obj(NID_any_policy)) != 1)
        peer_die("OpenSSL", "policy");
    X509_VERIFY_PARAM_set_auth_level(p, 2);
    X509_VERIFY_PARAM_set_time(p, FC_NOW);
    X509_VERIFY_PARAM_set_hostflags(p, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
                                           X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(p, b->host) != 1 &&
        X509_VERIFY_PARAM_set1_host(p, b->host, 0) != 1)
        peer_die("OpenSSL", "host");
}

static STACK_OF(X509_CRL) * crls_of(const struct brood *b)
{
    STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();
    const unsigned char *p = b->crl.p;
    X509_CRL *crl = b->crl.n > 0 ? d2i_X509_CRL(NULL, &p, (long)b->crl.n) : NULL;

    if (crl != NULL)
        sk_X509_CRL_push(crls, crl);
    return crls;
}

static void judge(struct answer *out, const struct brood *b)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *roots = sk_X509_new_null(), *helpers = sk_X509_new_null();
    STACK_OF(X509_CRL) *crls = crls_of(b);
    X509 *leaf = decode(b->leaf), *c = decode(b->anchor);

    *out = (struct answer){0};
    if (c != NULL)
        sk_X509_push(roots, c);
    for (size_t i = 0; i < b->num_helpers; i++) {
        c = decode(b->helpers[i]);
        if (c != NULL)
            sk_X509_push(helpers, c);
    }
    snprintf(out->why, sizeof out->why, "does not decode");
    if (leaf != NULL && X509_STORE_CTX_init(ctx, empty, leaf, helpers) == 1) {
        demand(ctx, b);
        X509_STORE_CTX_set0_trusted_stack(ctx, roots);
        X509_STORE_CTX_set0_crls(ctx, crls);
        out->ok = X509_verify_cert(ctx) == 1;
        int e = X509_STORE_CTX_get_error(ctx);
        snprintf(out->why, sizeof out->why, "%s", X509_verify_cert_error_string(e));
    }
    X509_STORE_CTX_free(ctx);
    X509_free(leaf);
    sk_X509_pop_free(roots, X509_free);
    sk_X509_pop_free(helpers, X509_free);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
}

const struct peer peer_openssl = {
    .name = "OpenSSL",
    .revocation = true,
    .searches = false,
    .open = open_store,
    .judge = judge,
    .close = close_store,
};
