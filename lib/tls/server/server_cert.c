/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/server/server_cert.h"

#include "lib/tls/core/auth.h"
#include "lib/tls/server/server_exts.h"

/* May a certificate for this suite have a key of this kind (TLS 1.2: RFC 5246 7.4.2, RFC 8422
 * 5.3)? */
static bool suite_takes(const struct suite *suite, enum key_kind kind)
{
    bool is_rsa = kind == KEY_RSA || kind == KEY_RSA_PSS;

    if (suite->kx == SUITE_KX_RSA)
        return kind == KEY_RSA;
    return suite->auth == SUITE_AUTH_ANY || is_rsa == (suite->auth == SUITE_AUTH_RSA);
}

/* RFC 8422 5.1: in TLS 1.2 the curve of the certificate's key must be one of the client's groups,
 * if the client lists any. */
static bool curve_fits(const struct tls *tls, enum key_kind kind)
{
    struct span groups = server_exts_list(tls, TLSX_SUPPORTED_GROUPS);

    if (tls->info.version >= TLS_1_3 || groups.n == 0)
        return true;
    for (size_t i = 0; group_at(i) != NULL; i++) {
        if (group_at(i)->key == kind && kind != KEY_NONE)
            return list16_has(groups, group_at(i)->id);
    }
    return true;
}

/* The first scheme that the identity allows, its key can make, and the client accepts; or 0. */
static uint16_t first_scheme(const struct tls *tls, const struct tls_identity *id)
{
    const struct numbers *order = id->schemes.num > 0 ? &id->schemes : &tls->config.schemes;

    for (size_t i = 0; i < order->num; i++) {
        if (auth_scheme_works(tls, id, scheme_find(order->v[i])))
            return order->v[i];
    }
    return 0;
}

/* A fault that signs with a given scheme uses the first key that can, whether the client accepts it
 * or not. */
static bool choose_faulty(struct tls *tls)
{
    const struct tls_server *server = tls->config.server;
    const struct scheme *s = scheme_find(tls->config.faults->scheme);

    tls->scheme = tls->config.faults->scheme;
    for (size_t i = 0; i < server->num_identities && tls->identity == NULL; i++) {
        enum key_kind kind = privkey_kind(server->identities[i].key);

        if (s != NULL && (scheme_fits(s, kind, TLS_1_2) || scheme_fits(s, kind, TLS_1_3)))
            tls->identity = &server->identities[i];
    }
    if (tls->identity == NULL && server->num_identities > 0)
        tls->identity = &server->identities[0];
    return tls->identity != NULL;
}

/* The first identity that fits suite, curve and signatures. */
bool server_cert_choose(struct tls *tls, const struct suite *suite)
{
    const struct tls_server *server = tls->config.server;

    tls->identity = NULL;
    tls->scheme = 0;
    if (tls->config.faults != NULL && tls->config.faults->scheme != 0)
        return choose_faulty(tls);
    for (size_t i = 0; i < server->num_identities; i++) {
        const struct tls_identity *id = &server->identities[i];
        enum key_kind kind = privkey_kind(id->key);
        if (!suite_takes(suite, kind) || !curve_fits(tls, kind))
            continue;
        tls->scheme = suite->kx == SUITE_KX_RSA ? 0 : first_scheme(tls, id);
        if (tls->scheme != 0 || suite->kx == SUITE_KX_RSA) {
            tls->identity = id;
            return true;
        }
    }
    return false;
}
