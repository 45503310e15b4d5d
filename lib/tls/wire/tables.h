/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables: the registries of TLS, each a .def file: the numbers on the wire, their IANA names, how
 * good they are, where they are defined, and which of them we can negotiate.
 *
 * Everything that is sent can be named: lookups of unknown numbers give NULL, and the text views
 * print the number alone.  Values reserved by RFC 8701 (GREASE) are told by is_grease.
 */
#ifndef TB_LIB_TLS_WIRE_TABLES_H
#define TB_LIB_TLS_WIRE_TABLES_H

#include "lib/crypto/aead.h"
#include "lib/crypto/kx.h"
#include "lib/crypto/pubkey.h"

/* How good a thing is to use today. */
enum status {
    STATUS_RECOMMENDED, /* IANA: Recommended Y, or as good */
    STATUS_ACCEPTABLE,  /* sound, and not what one would choose */
    STATUS_WEAK,        /* no forward secrecy, CBC, SHA-1, short keys */
    STATUS_BROKEN,      /* export, NULL, anonymous, RC4, DES, 3DES, MD5 */
    STATUS_SIGNAL,      /* no suite but a signalling value */
};
const char *status_name(enum status s); /* "recommended" */

/* A named number of one of the simple registries. */
struct code {
    uint16_t value;
    const char *name; /* IANA's */
    const char *ref;
};

/* WIRE_VERSION(wire, ID, name, status, ref) in versions.def */
enum tls_version {
#define WIRE_VERSION(wire, ID, name, status, ref) TLS_##ID = wire,
#include "lib/tls/wire/versions.def"
#undef WIRE_VERSION
};
const char *version_name(uint16_t v); /* "TLS 1.2", or NULL */

/* ALERT(wire, ID, name, meaning, ref) in alerts.def; the meaning is a sentence for people. */
enum alert {
#define ALERT(wire, ID, name, meaning, ref) ALERT_##ID = wire,
#include "lib/tls/wire/alerts.def"
#undef ALERT
    ALERT_NONE = 256,
};
struct alert_row {
    uint16_t value;
    const char *name, *meaning, *ref;
};
const struct alert_row *alert_find(uint8_t v);

/* err_alert is the alert that goes out for an error: the column of ERR_TLS rows; INTERNAL_ERROR
 * for others. */
enum alert err_alert(enum err e);

/* HANDSHAKE(wire, ID, name, ref) in messages.def: handshake types. */
enum message_type {
#define HANDSHAKE(wire, ID, name, ref) HS_##ID = wire,
#include "lib/tls/wire/messages.def"
#undef HANDSHAKE
};
const struct code *message_find(uint8_t v); /* name: "ClientHello" */

enum content_type {
    CONTENT_CHANGE_CIPHER_SPEC = 20,
    CONTENT_ALERT = 21,
    CONTENT_HANDSHAKE = 22,
    CONTENT_APPLICATION_DATA = 23,
    CONTENT_HEARTBEAT = 24,
};
const char *content_name(uint8_t v); /* "Handshake", or NULL */

/* EXTENSION(wire, ID, name, messages, ref) in extensions.def: `messages` says where it may stand
 * (RFC 9846 4.3, and IANA's column). */
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
#define EXTENSION(wire, ID, name, messages, ref) TLSX_##ID = wire,
#include "lib/tls/wire/extensions.def"
#undef EXTENSION
};
struct ext_row {
    uint16_t type;
    unsigned places; /* bits of enum ext_place */
    const char *name, *ref;
};
const struct ext_row *ext_find(uint16_t type);

/* GROUP(wire, ID, name, kx, key, bits, status, ref) in groups.def; kx: KX_NONE where it cannot
 * be negotiated; key: the kind of certificate key on that curve, or KEY_NONE. */
enum group_id {
#define GROUP(wire, ID, name, kx, key, bits, status, ref) GROUP_##ID = wire,
#include "lib/tls/wire/groups.def"
#undef GROUP
};
struct group {
    uint16_t id;
    const char *name; /* "x25519", "secp256r1" */
    enum kx_group kx;
    enum key_kind key;
    unsigned bits; /* of the field or the prime */
    enum status status;
    const char *ref;
};
const struct group *group_find(uint16_t id);

/* SCHEME(wire, ID, name, sig, digest, key, in13, status, ref) in schemes.def.  sig: SIG_UNKNOWN
 * where it cannot be used; key: the kind of key it is made with (RSA schemes: KEY_RSA for rsae and
 * PKCS#1, KEY_RSA_PSS for pss; ECDSA with SHA-2: the curve that TLS 1.3 binds it to). */
enum scheme_id {
#define SCHEME(wire, ID, name, sig, digest, key, in13, status, ref) SCHEME_##ID = wire,
#include "lib/tls/wire/schemes.def"
#undef SCHEME
};
struct scheme {
    uint16_t id;
    const char *name; /* "rsa_pss_rsae_sha256" */
    enum sig_kind sig;
    enum digest digest;
    enum key_kind key;
    bool in13; /* may sign the handshake of TLS 1.3 (RFC 9846 4.3.3) */
    enum status status;
    const char *ref;
};
const struct scheme *scheme_find(uint16_t id);

/* scheme_fits says whether a key can make signatures of the scheme in that version: in TLS 1.2
 * ECDSA schemes name the hash alone (RFC 8422 5.1.1, RFC 9846 4.3.3). */
bool scheme_fits(const struct scheme *s, enum key_kind key, uint16_t version);

/* scheme_sigalg is what pubkey_verify and privkey_sign take: PSS with a salt as long as the hash
 * (RFC 9846 4.3.3). */
struct sigalg scheme_sigalg(const struct scheme *s);

/* SUITE(wire, name, openssl, kx, auth, aead, cbc, mac, hash, status, ref) and SUITE_NAME(wire,
 * name, openssl, status, ref) for those known by name only, in suites.def. */
enum suite_kx { SUITE_KX_NONE, SUITE_KX_TLS13, SUITE_KX_RSA, SUITE_KX_ECDHE, SUITE_KX_DHE };
enum suite_auth { SUITE_AUTH_NONE, SUITE_AUTH_ANY, SUITE_AUTH_RSA, SUITE_AUTH_ECDSA };
enum suite_id {
#define SUITE(wire, name, openssl, kx, auth, aead, cbc, mac, hash, status, ref) name = wire,
#define SUITE_NAME(wire, name, openssl, status, ref) name = wire,
#include "lib/tls/wire/suites.def"
#undef SUITE
#undef SUITE_NAME
};
struct suite {
    uint16_t id;
    /* Arrays, so that the longest of the tables has no pointers that are set when a run begins. */
    char name[56], openssl[32]; /* openssl: "" where it has no other name there */
    enum suite_kx kx;           /* SUITE_KX_NONE: cannot be negotiated */
    enum suite_auth auth;
    enum aead_kind aead;  /* AEAD_NONE: CBC */
    uint8_t cbc_key;      /* CBC: bytes of the AES key */
    enum digest mac;      /* CBC: the HMAC of records */
    enum digest hash;     /* of the PRF or of HKDF, and of the transcript */
    enum status status;
    char ref[40];
};
const struct suite *suite_find(uint16_t id);
const struct suite *suite_at(size_t i); /* in ascending order; NULL after the last */
const struct group *group_at(size_t i);
const struct scheme *scheme_at(size_t i);

/* suite_is_13 says whether it is one of TLS 1.3. */
static inline bool suite_is_13(const struct suite *s)
{
    return s->kx == SUITE_KX_TLS13;
}

/* Values with a name alone: CODE(wire, name, ref) in the .def file of the registry. */
const struct code *cert_type_find(uint8_t v);        /* ClientCertificateType (RFC 5246 7.4.4) */
const struct code *cert_compression_find(uint16_t v); /* RFC 8879 7.3 */
const struct code *point_format_find(uint8_t v);     /* RFC 8422 5.1.2 */
const struct code *psk_mode_find(uint8_t v);         /* RFC 9846 4.3.9 */
const struct code *curve_type_find(uint8_t v);       /* RFC 8422 5.4 */
const struct code *status_type_find(uint8_t v);      /* RFC 6066 8 */
const struct code *max_fragment_find(uint8_t v);     /* RFC 6066 4 */

/* is_grease: 0x0a0a, 0x1a1a, … (RFC 8701 2). */
static inline bool is_grease(uint16_t v)
{
    return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff);
}

#endif
