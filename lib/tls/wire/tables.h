/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables: the registries of TLS, each in a .def file: the numbers, their IANA names, how secure
 * they are, where they are defined, and which of them we can negotiate.
 *
 * Lookups of unknown numbers return NULL, and the views print the number.  is_grease recognises the
 * values that RFC 8701 reserves (GREASE).
 */
#ifndef TB_LIB_TLS_WIRE_TABLES_H
#define TB_LIB_TLS_WIRE_TABLES_H

#include "lib/crypto/aead.h"
#include "lib/crypto/kx.h"
#include "lib/crypto/pubkey.h"

/* How secure an algorithm is today. */
enum status {
    STATUS_RECOMMENDED, /* IANA: Recommended Y, or as good */
    STATUS_ACCEPTABLE,  /* secure, but not the first choice */
    STATUS_WEAK,        /* no forward secrecy, deprecated DHE, CBC, SHA-1, short keys */
    STATUS_BROKEN,      /* export, NULL, anonymous, RC4, DES, 3DES, MD5 */
    STATUS_SIGNAL,      /* not a suite but a signalling value */
};
const char *status_name(enum status status); /* "recommended" */

/* A named number of one of the simple registries. */
struct code {
    uint16_t value;
    char name[28]; /* IANA's */
    char ref[28];
};

/* WIRE_VERSION(wire, ID, name, year, status, ref) in versions.def */
enum tls_version {
#define WIRE_VERSION(wire, ID, name, year, status, ref) TLS_##ID = wire,
#include "lib/tls/wire/versions.def"
#undef WIRE_VERSION
};
struct version_row {
    uint16_t value, year;
    enum status status;
    char name[12], ref[16];
};
const struct version_row *version_find(uint16_t value);
const char *version_name(uint16_t value); /* "TLS 1.2", or NULL */

/* ALERT(wire, ID, name, meaning, ref) in alerts.def; the meaning is a sentence for users. */
enum alert {
#define ALERT(wire, ID, name, meaning, ref) ALERT_##ID = wire,
#include "lib/tls/wire/alerts.def"
#undef ALERT
    ALERT_NONE = 256,
};
struct alert_row {
    uint16_t value;
    char name[32], meaning[60], ref[16];
};
const struct alert_row *alert_find(uint8_t value);

/* err_alert is the alert that is sent for an error, from the column of ERR_TLS rows; INTERNAL_ERROR
 * for all others. */
enum alert err_alert(enum err err);

/* HANDSHAKE(wire, ID, name, ref) in messages.def: the types of handshake messages. */
enum message_type {
#define HANDSHAKE(wire, ID, name, ref) HS_##ID = wire,
#include "lib/tls/wire/messages.def"
#undef HANDSHAKE
};
const struct code *message_find(uint8_t value); /* name: "ClientHello" */

enum content_type {
    CONTENT_CHANGE_CIPHER_SPEC = 20,
    CONTENT_ALERT = 21,
    CONTENT_HANDSHAKE = 22,
    CONTENT_APPLICATION_DATA = 23,
    CONTENT_HEARTBEAT = 24,
};
const char *content_name(uint8_t value); /* "Handshake", or NULL */

/* EXTENSION(wire, ID, name, forms, ref) in extensions.def: see ext_table.h.  The messages that may
 * carry extensions (RFC 9846 4.3): */
enum ext_place {
    IN_CH = 1 << 0,   /* ClientHello */
    IN_SH12 = 1 << 1, /* ServerHello of TLS 1.2 */
    IN_SH = 1 << 2,   /* ServerHello of TLS 1.3 */
    IN_HRR = 1 << 3,  /* HelloRetryRequest */
    IN_EE = 1 << 4,   /* EncryptedExtensions */
    IN_CT = 1 << 5,   /* an entry of Certificate */
    IN_CR = 1 << 6,   /* CertificateRequest of TLS 1.3 */
    IN_NST = 1 << 7,  /* NewSessionTicket of TLS 1.3 */
};
enum ext_type {
#define EXTENSION(wire, ID, name, forms, ref) TLSX_##ID = wire,
#include "lib/tls/wire/extensions.def"
#undef EXTENSION
};

/* GROUP(wire, ID, name, kx, key, bits, status, ref) in groups.def.  kx is KX_NONE if we cannot
 * negotiate the group; key is the kind of certificate key on that curve, or KEY_NONE. */
enum group_id {
#define GROUP(wire, ID, name, kx, key, bits, status, ref) GROUP_##ID = wire,
#include "lib/tls/wire/groups.def"
#undef GROUP
};
struct group {
    uint16_t id;
    char name[32]; /* "x25519", "secp256r1" */
    enum kx_group kx;
    enum key_kind key;
    unsigned bits; /* of the field or the prime; 0: neither, or not known from the number */
    enum status status;
    char ref[36];
    const struct kx_kind *outside; /* KX_OUTSIDE: how its shares are made */
};
const struct group *group_find(uint16_t id);
const struct kx_kind *group_kx(const struct group *g); /* NULL: we cannot negotiate it */
bool group_is_kem(const struct group *g); /* false also for one that we cannot negotiate */

/* group_allows is true if the version can use the group: the key exchanges of TLS 1.2 have no place
 * for a KEM (RFC 10024 1). */
bool group_allows(const struct group *g, uint16_t version);

/* group_is_post_quantum is true for the key encapsulation mechanisms of the registry that withstand
 * quantum computers, alone or in hybrids, whether we have them or not. */
bool group_is_post_quantum(uint16_t id);

/* SCHEME(wire, ID, name, sig, digest, key, in13, status, ref) in schemes.def.  sig is SIG_UNKNOWN
 * if we cannot use the scheme.  key is the kind of key that signs: for RSA, KEY_RSA for rsae and
 * PKCS#1 or KEY_RSA_PSS for pss; for ECDSA with SHA-2, the curve that TLS 1.3 requires. */
enum scheme_id {
#define SCHEME(wire, ID, name, sig, digest, key, in13, status, ref) SCHEME_##ID = wire,
#include "lib/tls/wire/schemes.def"
#undef SCHEME
};
struct scheme {
    uint16_t id;
    char name[36]; /* "rsa_pss_rsae_sha256" */
    enum sig_kind sig;
    enum digest digest;
    enum key_kind key;
    bool in13; /* may sign a TLS 1.3 handshake (RFC 9846 4.3.3) */
    enum status status;
    char ref[40];
};
const struct scheme *scheme_find(uint16_t id);

/* scheme_allows is true if the version has the scheme at all: TLS 1.2 has no ML-DSA, since nothing
 * new is added to it (RFC 9851). */
bool scheme_allows(const struct scheme *scheme, uint16_t version);

/* scheme_fits is true if a key can make signatures of the scheme in that version.  In TLS 1.2, an
 * ECDSA scheme names only the hash, not the curve (RFC 8422 5.1.1, RFC 9846 4.3.3). */
bool scheme_fits(const struct scheme *scheme, enum key_kind key, uint16_t version);

/* scheme_sigalg is the scheme in the form for pubkey_verify and privkey_sign.  The salt of PSS is
 * as long as the hash (RFC 9846 4.3.3). */
struct sigalg scheme_sigalg(const struct scheme *scheme);

/* SUITE(wire, name, openssl, kx, auth, aead, cbc, mac, hash, status, ref) in suites.def, and
 * SUITE_NAME(wire, name, openssl, status, ref) for suites of which we only know the name. */
enum suite_kx { SUITE_KX_NONE, SUITE_KX_TLS13, SUITE_KX_RSA, SUITE_KX_ECDHE, SUITE_KX_DHE };
enum suite_auth { SUITE_AUTH_NONE, SUITE_AUTH_ANY, SUITE_AUTH_RSA, SUITE_AUTH_ECDSA };
enum suite_id {
#define SUITE(wire, name, openssl, kx, auth, aead, cbc, mac, hash, status, ref) name = wire,
#define SUITE_NAME(wire, name, openssl, status, ref)                            name = wire,
#include "lib/tls/wire/suites.def"
#undef SUITE
#undef SUITE_NAME
};
struct suite {
    uint16_t id;
    char name[56], openssl[32]; /* openssl: "" if OpenSSL has no other name for it */
    enum suite_kx kx;           /* SUITE_KX_NONE: cannot be negotiated */
    enum suite_auth auth;
    enum aead_kind aead; /* AEAD_NONE: CBC */
    uint8_t cbc_key;     /* CBC: bytes of the AES key */
    enum digest mac;     /* CBC: the HMAC of records */
    enum digest hash;    /* of the PRF or of HKDF, and of the transcript */
    enum status status;
    char ref[40];
};
const struct suite *suite_find(uint16_t id);
const struct suite *suite_at(size_t i); /* in ascending order; NULL after the last */
const struct group *group_at(size_t i);
const struct scheme *scheme_at(size_t i);

/* RFC 10015 ends key exchanges of TLS 1.2.  It must not be offered or chosen: RSA (4), and
 * Diffie-Hellman over finite fields, with fresh shares (3) or without (2).  It should not: ECDH
 * without fresh shares (2). */
enum suite_ban { SUITE_ALLOWED, SUITE_DISCOURAGED, SUITE_DEPRECATED };
enum suite_ban suite_ban(const struct suite *suite);

/* suite_is_13 is true for suites of TLS 1.3. */
static inline bool suite_is_13(const struct suite *suite)
{
    return suite->kx == SUITE_KX_TLS13;
}

/* COMPRESSION(wire, ID, name, decoder, encoder, ref) in certcompression.def */
enum cert_compression {
#define COMPRESSION(wire, ID, name, decoder, encoder, ref) CERT_COMPRESSION_##ID = wire,
#include "lib/tls/wire/certcompression.def"
#undef COMPRESSION
};

/* Registries with nothing but names: CODE(wire, name, ref) in their .def files. */
const struct code *cert_type_find(uint8_t value); /* ClientCertificateType (RFC 5246 7.4.4) */
const struct code *cert_compression_find(uint16_t value); /* RFC 8879 7.3 */
const struct code *cert_compression_at(size_t i);    /* in ascending order; NULL after the last */
const struct code *point_format_find(uint8_t value); /* RFC 8422 5.1.2 */
const struct code *psk_mode_find(uint8_t value);     /* RFC 9846 4.3.9 */
const struct code *curve_type_find(uint8_t value);   /* RFC 8422 5.4 */
const struct code *status_type_find(uint8_t value);  /* RFC 6066 8 */
const struct code *max_fragment_find(uint8_t value); /* RFC 6066 4 */

/* is_grease is true for 0x0a0a, 0x1a1a, … (RFC 8701 2). */
static inline bool is_grease(uint16_t value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

#endif
