/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/peer.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static void *load(const char *bundle)
{
    X509_STORE *s = X509_STORE_new();

    if (s == NULL || X509_STORE_load_file(s, bundle) != 1)
        peer_die("libcrypto", "load");
    return s;
}

static void unload(void *store)
{
    X509_STORE_free(store);
}

/* d2i_X509 leaves the extensions as they are; asking for the flags decodes them. */
static X509 *decode(struct span der)
{
    const unsigned char *p = der.p;
    X509 *c = d2i_X509(NULL, &p, (long)der.n);

    if (c == NULL || (X509_get_extension_flags(c) & EXFLAG_INVALID) != 0)
        peer_die("libcrypto", "parse");
    return c;
}

static void parse(struct span der)
{
    X509_free(decode(der));
}

static void verify(void *store, const struct material *m)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *helpers = sk_X509_new_null();
    X509 *leaf = decode(m->chain[0]), *intermediate = decode(m->chain[1]);

    if (ctx == NULL || helpers == NULL || sk_X509_push(helpers, intermediate) == 0 ||
        X509_STORE_CTX_init(ctx, store, leaf, helpers) != 1 ||
        X509_STORE_CTX_set_default(ctx, "ssl_server") != 1 ||
        X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(ctx), m->host, 0) != 1 ||
        X509_verify_cert(ctx) != 1)
        peer_die("libcrypto", "verify");
    X509_STORE_CTX_free(ctx);
    sk_X509_pop_free(helpers, X509_free);
    X509_free(leaf);
}

const struct peer peer_crypto = {"libcrypto", load, unload, parse, verify};
