/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/badserver/badserver.h"

#include <stdlib.h>

#include "lib/tls/wire/names.h"

/* All that the client can do is offered, and answered with. */
static void offer_all(struct talk *t)
{
    struct span at;

    if (names_suites(&t->client.suites, SPAN_LIT("all"), &at) != ERR_OK ||
        names_groups(&t->client.groups, SPAN_LIT("default"), &at) != ERR_OK ||
        names_schemes(&t->client.schemes, SPAN_LIT("default"), &at) != ERR_OK)
        abort();
    t->client.alpn = SPAN_LIT("\x02h2\x08http/1.1");
}

static void use(struct talk *t, uint16_t suite, enum fkey key, uint16_t scheme)
{
    offer_all(t);
    t->server.suite = suite;
    talk_key(t, key, scheme);
}

#define GROUP12(id, GROUP)                                            \
    static void set_##id(struct talk *t)                              \
    {                                                                 \
        offer_all(t);                                                 \
        t->client.groups = (struct numbers){{GROUP}, 1};              \
        t->client.groups.v[t->client.groups.num++] = GROUP_SECP256R1; \
        t->server.group = GROUP;                                      \
    }
GROUP12(p256, GROUP_SECP256R1)
GROUP12(p384, GROUP_SECP384R1)
GROUP12(p521, GROUP_SECP521R1)
GROUP12(x448, GROUP_X448)
GROUP12(hybrid, GROUP_X25519MLKEM768)
GROUP12(p256_hybrid, GROUP_SECP256R1MLKEM768)
GROUP12(p384_hybrid, GROUP_SECP384R1MLKEM1024)
#undef GROUP12

/* Groups are offered that are none for ECDHE, or none that we can use. */
static void set_groups(struct talk *t)
{
    offer_all(t);
    t->client.groups =
        (struct numbers){{GROUP_X25519, GROUP_FFDHE2048, GROUP_SECT163K1, GROUP_SECP256R1}, 4};
}

/* Certificates may come compressed, but not with zstd. */
static void set_compressed(struct talk *t)
{
    offer_all(t);
    t->client.compressions = (struct numbers){{CERT_COMPRESSION_ZLIB, CERT_COMPRESSION_BROTLI}, 2};
}

static void set_rsa_signs(struct talk *t)
{
    use(t, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, FKEY_RSA2048_A, SCHEME_RSA_PKCS1_SHA256);
}

static void set_rsa(struct talk *t)
{
    use(t, TLS_RSA_WITH_AES_128_GCM_SHA256, FKEY_RSA2048_A, SCHEME_RSA_PKCS1_SHA256);
}

static void set_dhe(struct talk *t)
{
    use(t, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
    talk_dh(t);
}

static void set_cbc(struct talk *t)
{
    use(t, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, FKEY_P256_C, SCHEME_ECDSA_SECP256R1_SHA256);
}

static void set_etm(struct talk *t)
{
    set_cbc(t);
    t->server.etm = true;
}

static void set_chacha12(struct talk *t)
{
    use(t, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, FKEY_P256_C,
        SCHEME_ECDSA_SECP256R1_SHA256);
}

static void set_ccm(struct talk *t)
{
    use(t, TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, FKEY_P256_C, SCHEME_ECDSA_SECP256R1_SHA256);
}

static void set_asked(struct talk *t)
{
    offer_all(t);
    t->server.asks_certificate = true;
    talk_identity(t, FKEY_P256_D);
    t->client.identity_must_fit = true;
}

static void set_stapled(struct talk *t)
{
    offer_all(t);
    t->client.ocsp = t->client.scts = true;
    t->server.staple = SPAN_LIT("\x30\x03\x0a\x01\x06");
    t->server.scts = SPAN_LIT("\x00\x04\x01\x02\x03\x04");
}

static void set_id(struct talk *t)
{
    offer_all(t);
    t->client.without.tickets = true;
    t->server.session_ids = true;
}

static void set_noems(struct talk *t)
{
    offer_all(t);
    t->server.ems = false;
    t->client.ems.resume_without = true;
}

/* One version is offered, and no ALPN. */
static void set_alone12(struct talk *t)
{
    t->client.max_version = TLS_1_2;
}

static void set_alone13(struct talk *t)
{
    t->client.min_version = TLS_1_3;
}

static void set_rsa13(struct talk *t)
{
    use(t, TLS_AES_128_GCM_SHA256, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
}

static void set_mldsa44(struct talk *t)
{
    use(t, TLS_AES_128_GCM_SHA256, FKEY_MLDSA44_A, SCHEME_MLDSA44);
}

static void set_mldsa65(struct talk *t)
{
    use(t, TLS_AES_128_GCM_SHA256, FKEY_MLDSA65_A, SCHEME_MLDSA65);
}

static void set_mldsa87(struct talk *t)
{
    use(t, TLS_AES_128_GCM_SHA256, FKEY_MLDSA87_A, SCHEME_MLDSA87);
}

static void set_chacha13(struct talk *t)
{
    use(t, TLS_CHACHA20_POLY1305_SHA256, FKEY_P256_C, SCHEME_ECDSA_SECP256R1_SHA256);
}

static void set_retry(struct talk *t)
{
    offer_all(t);
    t->server.retries = true;
    t->server.group = GROUP_SECP384R1;
}

/* Shares are sent for the first group and for x25519. */
static void set_retry_hybrid(struct talk *t)
{
    offer_all(t);
    t->server.retries = true;
    t->server.group = GROUP_SECP384R1MLKEM1024;
}

static void set_cookie(struct talk *t)
{
    offer_all(t);
    t->server.retries = true;
    t->server.cookie = SPAN_LIT("a cookie");
}

static void set_early(struct talk *t)
{
    offer_all(t);
    t->client.early_data = true;
    t->server.max_early = 1 << 14;
    t->server.alpn = SPAN_LIT("\x02h2");
}

static void set_packed(struct talk *t)
{
    offer_all(t);
    t->server.pack = true;
}

#define BASE(id, version, set, again) const struct base id = {#id, version, set, again};
#include "tests/badserver/bases.def"
#undef BASE
