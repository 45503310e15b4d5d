/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcrypto in three ways: parsing both certificates of each chain, keeping the intermediates, and
 * keeping the leafs too.  What is kept has its extensions decoded.
 */
#include "config.h"

#include "bench/chains.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

struct crypto {
    const struct chains *chains;
    X509_STORE *store;
    X509_STORE_CTX *ctx;
    STACK_OF(X509) * issuers[CHAINS_ISSUERS]; /* one in each; NULL: parsed for each chain */
    X509 **leafs;                             /* NULL: likewise */
};

static X509 *decode(struct span der)
{
    const unsigned char *p = der.p;
    X509 *cert = d2i_X509(NULL, &p, (long)der.n);

    chains_check(cert != NULL && (X509_get_extension_flags(cert) & EXFLAG_INVALID) == 0,
                 "libcrypto: parsing");
    return cert;
}

static STACK_OF(X509) * decode_issuer(struct span der)
{
    STACK_OF(X509) *stack = sk_X509_new_null();

    chains_check(stack != NULL && sk_X509_push(stack, decode(der)) == 1, "libcrypto: memory");
    return stack;
}

static void *open_each(const struct chains *chains)
{
    struct crypto *c = OPENSSL_zalloc(sizeof *c);

    chains_check(c != NULL, "libcrypto: memory");
    *c = (struct crypto){.chains = chains, .store = X509_STORE_new(), .ctx = X509_STORE_CTX_new()};
    chains_check(c->store != NULL && c->ctx != NULL &&
                     X509_STORE_load_file(c->store, chains->roots) == 1,
                 "libcrypto: roots");
    return c;
}

static void *open_issuers(const struct chains *chains)
{
    struct crypto *c = open_each(chains);

    for (size_t i = 0; i < CHAINS_ISSUERS; i++)
        c->issuers[i] = decode_issuer(chains->issuers[i]);
    return c;
}

static void *open_kept(const struct chains *chains)
{
    struct crypto *c = open_issuers(chains);

    c->leafs = OPENSSL_zalloc(chains->num * sizeof *c->leafs);
    chains_check(c->leafs != NULL, "libcrypto: memory");
    for (size_t i = 0; i < chains->num; i++)
        c->leafs[i] = decode(chains->leafs[i]);
    return c;
}

static void close_crypto(void *state)
{
    struct crypto *c = state;

    for (size_t i = 0; i < CHAINS_ISSUERS; i++)
        sk_X509_pop_free(c->issuers[i], X509_free);
    for (size_t i = 0; c->leafs != NULL && i < c->chains->num; i++)
        X509_free(c->leafs[i]);
    OPENSSL_free(c->leafs);
    X509_STORE_CTX_free(c->ctx);
    X509_STORE_free(c->store);
    OPENSSL_free(c);
}

static void judge(void *state, size_t i)
{
    struct crypto *c = state;
    size_t by = i % CHAINS_ISSUERS;
    STACK_OF(X509) *issuer =
        c->issuers[by] != NULL ? c->issuers[by] : decode_issuer(c->chains->issuers[by]);
    X509 *leaf = c->leafs != NULL ? c->leafs[i] : decode(c->chains->leafs[i]);
    char host[CHAINS_HOST_MAX];

    chains_host(host, i);
    chains_check(X509_STORE_CTX_init(c->ctx, c->store, leaf, issuer) == 1 &&
                     X509_STORE_CTX_set_default(c->ctx, "ssl_server") == 1 &&
                     X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(c->ctx), host, 0) == 1 &&
                     X509_verify_cert(c->ctx) == 1,
                 "libcrypto: verdict");
    X509_STORE_CTX_cleanup(c->ctx);
    if (c->leafs == NULL)
        X509_free(leaf);
    if (c->issuers[by] == NULL)
        sk_X509_pop_free(issuer, X509_free);
}

const struct contender chains_each = {"libcrypto-each", open_each, judge, close_crypto};
const struct contender chains_issuers = {"libcrypto-issuers", open_issuers, judge, close_crypto};
const struct contender chains_kept = {"libcrypto-kept", open_kept, judge, close_crypto};
