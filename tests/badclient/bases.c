/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/badclient/badclient.h"

#include <stdlib.h>

#include "lib/tls/wire/names.h"

/* The server chooses by itself; the client offers what is asked of it, and two protocols. */
static void set_free(struct talk *t)
{
    t->server.chooses = true;
    t->client.alpn = SPAN_LIT("\x02h2\x08http/1.1");
    t->server.alpn = SPAN_LIT("\x02h2");
}

static void set_suite(struct talk *t, uint16_t suite)
{
    set_free(t);
    t->server.chooses = false;
    t->client.suites = (struct numbers){{suite}, 1};
    t->server.suite = suite;
}

static void set_only12(struct talk *t)
{
    set_free(t);
    t->client.max_version = TLS_1_2;
}

static void set_group12(struct talk *t, uint16_t group)
{
    set_only12(t);
    t->client.groups = (struct numbers){{group}, 1};
    /* The certificate's curve is one of them (RFC 8422 5.1). */
    if (group != GROUP_SECP256R1)
        t->client.groups.v[t->client.groups.num++] = GROUP_SECP256R1;
    t->server.chooses = false;
    t->server.group = group;
}

static void set_p256(struct talk *t)
{
    set_group12(t, GROUP_SECP256R1);
}

static void set_p384(struct talk *t)
{
    set_group12(t, GROUP_SECP384R1);
}

static void set_x448(struct talk *t)
{
    set_group12(t, GROUP_X448);
}

static void set_rsa(struct talk *t)
{
    set_suite(t, TLS_RSA_WITH_AES_128_GCM_SHA256);
    talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PKCS1_SHA256);
}

static void set_rsa_cbc(struct talk *t)
{
    set_suite(t, TLS_RSA_WITH_AES_128_CBC_SHA);
    talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PKCS1_SHA256);
}

static void set_dhe(struct talk *t)
{
    set_suite(t, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
    talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
    talk_dh(t);
}

static void set_cbc(struct talk *t)
{
    set_suite(t, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256);
}

static void set_etm(struct talk *t)
{
    set_cbc(t);
    t->server.etm = true;
}

static void set_chacha12(struct talk *t)
{
    set_suite(t, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256);
}

static void set_asked12(struct talk *t)
{
    set_only12(t);
    t->server.asks_certificate = true;
    talk_identity(t, FKEY_P256_D);
}

static void set_required12(struct talk *t)
{
    set_only12(t);
    t->server.requires_certificate = true;
}

static void set_id(struct talk *t)
{
    set_only12(t);
    t->client.without.tickets = true;
    t->server.session_ids = true;
}

/* A server of TLS 1.2 alone. */
static void set_old(struct talk *t)
{
    set_only12(t);
    t->server.version = TLS_1_2;
}

static void set_only13(struct talk *t)
{
    set_free(t);
    t->client.min_version = TLS_1_3;
}

static void set_p256_13(struct talk *t)
{
    set_only13(t);
    t->client.groups = (struct numbers){{GROUP_SECP256R1}, 1};
}

static void set_p384_13(struct talk *t)
{
    set_only13(t);
    t->client.groups = (struct numbers){{GROUP_SECP384R1}, 1};
}

/* A group that a server does not have by default. */
static void set_alien13(struct talk *t)
{
    set_only13(t);
    t->client.groups = (struct numbers){{GROUP_X448}, 1};
}

/* A group that the server takes only if it is set to. */
static void set_group13(struct talk *t, uint16_t group)
{
    set_only13(t);
    t->client.groups = (struct numbers){{group}, 1};
    t->server.chooses = false;
    t->server.group = group;
}

static void set_x448_13(struct talk *t)
{
    set_group13(t, GROUP_X448);
}

static void set_hybrid13(struct talk *t)
{
    set_group13(t, GROUP_X25519MLKEM768);
}

static void set_p256_hybrid13(struct talk *t)
{
    set_group13(t, GROUP_SECP256R1MLKEM768);
}

static void set_p384_hybrid13(struct talk *t)
{
    set_group13(t, GROUP_SECP384R1MLKEM1024);
}

static void set_retry_hybrid13(struct talk *t)
{
    set_p384_hybrid13(t);
    t->client.groups =
        (struct numbers){{GROUP_X25519MLKEM768, GROUP_SECP384R1MLKEM1024, GROUP_X25519}, 3};
}

static void set_chacha13(struct talk *t)
{
    set_only13(t);
    t->client.suites = (struct numbers){{TLS_CHACHA20_POLY1305_SHA256}, 1};
}

static void set_asked13(struct talk *t)
{
    set_only13(t);
    t->client.ocsp = true; /* asked for, and not offered */
    t->server.asks_certificate = true;
    talk_identity(t, FKEY_P256_D);
}

static void set_asked_by(struct talk *t, enum fkey key)
{
    set_only13(t);
    t->server.asks_certificate = true;
    talk_identity(t, key);
}

static void set_asked_rsa13(struct talk *t)
{
    set_asked_by(t, FKEY_RSA2048_B);
}

static void set_mldsa44(struct talk *t)
{
    set_asked_by(t, FKEY_MLDSA44_A);
}

static void set_mldsa65(struct talk *t)
{
    set_asked_by(t, FKEY_MLDSA65_A);
}

static void set_mldsa87(struct talk *t)
{
    set_asked_by(t, FKEY_MLDSA87_A);
}

/* The client's certificate may come compressed, but only with zlib. */
static void set_compressed13(struct talk *t)
{
    set_asked13(t);
    t->server.compressions = (struct numbers){{CERT_COMPRESSION_ZLIB}, 1};
}

static void set_compressed12(struct talk *t)
{
    set_only12(t);
    t->server.compressions = (struct numbers){{CERT_COMPRESSION_ZLIB}, 1};
    t->client.compressions = t->server.compressions;
    t->server.asks_certificate = true;
    talk_identity(t, FKEY_P256_D);
}

static void set_required13(struct talk *t)
{
    set_only13(t);
    t->server.requires_certificate = true;
}

/* The share is of a group that the server does not have. */
static void set_retry(struct talk *t)
{
    set_only13(t);
    t->client.groups = (struct numbers){{GROUP_X25519, GROUP_SECP384R1, GROUP_SECP256R1}, 3};
    t->server.chooses = false;
    t->server.group = GROUP_SECP384R1;
}

static void set_cookie(struct talk *t)
{
    set_retry(t);
    t->server.retries = true;
    t->server.cookie = SPAN_LIT("a cookie");
}

static void set_early(struct talk *t)
{
    set_only13(t);
    t->client.early_data = true;
    t->server.max_early = 1000;
    t->early = SPAN_LIT("early data");
}

#define BASE(id, version, set, again) const struct base id = {#id, version, set, again};
#include "tests/badclient/bases.def"
#undef BASE
