/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/tables.h"

#include "lib/base/lookup.h"

/* All tables are ordered by number, so that LOOKUP16 can search them by halving. */
static const struct version_row versions[] = {
#define WIRE_VERSION(wire, ID, name, year, status, ref) \
    {wire, year, STATUS_##status, ROW_TEXT(name), ROW_TEXT(ref)},
#include "lib/tls/wire/versions.def"
#undef WIRE_VERSION
};

static const struct alert_row alerts[] = {
#define ALERT(wire, ID, name, meaning, ref) \
    {wire, ROW_TEXT(name), ROW_TEXT(meaning), ROW_TEXT(ref)},
#include "lib/tls/wire/alerts.def"
#undef ALERT
};

static const struct code messages[] = {
#define HANDSHAKE(wire, ID, name, ref) {wire, ROW_TEXT(name), ROW_TEXT(ref)},
#include "lib/tls/wire/messages.def"
#undef HANDSHAKE
};

/* The content types of records. */
static const struct code contents[] = {
    {CONTENT_CHANGE_CIPHER_SPEC, "ChangeCipherSpec", "RFC 5246 7.1"},
    {CONTENT_ALERT, "Alert", "RFC 9846 6"},
    {CONTENT_HANDSHAKE, "Handshake", "RFC 9846 4"},
    {CONTENT_APPLICATION_DATA, "ApplicationData", "RFC 9846 5.2"},
    {CONTENT_HEARTBEAT, "Heartbeat", "RFC 6520 3"},
};

static const struct group groups[] = {
#define GROUP(wire, ID, name, kx, key, bits, status, ref) \
    {wire, ROW_TEXT(name), KX_##kx, KEY_##key, bits, STATUS_##status, ROW_TEXT(ref), NULL},
#include "lib/tls/wire/groups.def"
#undef GROUP
};

static const struct scheme schemes[] = {
#define SCHEME(wire, ID, name, sig, digest, key, in13, status, ref) \
    {wire,      ROW_TEXT(name), SIG_##sig,       DIGEST_##digest,   \
     KEY_##key, in13,           STATUS_##status, ROW_TEXT(ref)},
#include "lib/tls/wire/schemes.def"
#undef SCHEME
};

static const struct suite suites[] = {
#define SUITE(wire, name, openssl, kx, auth, aead, cbc, mac, hash, status, ref)                 \
    {wire, ROW_TEXT(#name), ROW_TEXT(openssl), SUITE_KX_##kx,   SUITE_AUTH_##auth, AEAD_##aead, \
     cbc,  DIGEST_##mac,    DIGEST_##hash,     STATUS_##status, ROW_TEXT(ref)},
#define SUITE_NAME(wire, name, openssl, status, ref)                                        \
    {wire, ROW_TEXT(#name), ROW_TEXT(openssl), SUITE_KX_NONE,   SUITE_AUTH_NONE, AEAD_NONE, \
     0,    DIGEST_NONE,     DIGEST_NONE,       STATUS_##status, ROW_TEXT(ref)},
#include "lib/tls/wire/suites.def"
#undef SUITE
#undef SUITE_NAME
};

#define CODE(wire, name, ref) {wire, ROW_TEXT(name), ROW_TEXT(ref)},
static const struct code cert_types[] = {
#include "lib/tls/wire/certtypes.def"
};
static const struct code cert_compressions[] = {
#define COMPRESSION(wire, ID, name, decoder, encoder, ref) {wire, ROW_TEXT(name), ROW_TEXT(ref)},
#include "lib/tls/wire/certcompression.def"
#undef COMPRESSION
};
static const struct code point_formats[] = {
#include "lib/tls/wire/pointformats.def"
};
static const struct code psk_modes[] = {
#include "lib/tls/wire/pskmodes.def"
};
static const struct code curve_types[] = {
#include "lib/tls/wire/curvetypes.def"
};
static const struct code status_types[] = {
#include "lib/tls/wire/statustypes.def"
};
static const struct code max_fragments[] = {
#include "lib/tls/wire/maxfragment.def"
};
#undef CODE

const char *status_name(enum status status)
{
    static const char *const names[] = {
        [STATUS_RECOMMENDED] = "recommended",
        [STATUS_ACCEPTABLE] = "acceptable",
        [STATUS_WEAK] = "weak",
        [STATUS_BROKEN] = "broken",
        [STATUS_SIGNAL] = "signal",
    };

    return names[status];
}

static const char *code_name(const struct code *code)
{
    return code == NULL ? NULL : code->name;
}

const struct version_row *version_find(uint16_t value)
{
    return LOOKUP16(versions, value);
}

const char *version_name(uint16_t value)
{
    const struct version_row *row = version_find(value);

    return row == NULL ? NULL : row->name;
}

const char *content_name(uint8_t value)
{
    return code_name(LOOKUP16(contents, value));
}

const struct alert_row *alert_find(uint8_t value)
{
    return LOOKUP16(alerts, value);
}

/* The alert that an error sends; errors that are not about the peer's bytes send internal_error. */
enum alert err_alert(enum err err)
{
    static const uint16_t sent[ERR_COUNT] = {
#define ERR(id, reason, text, ref)            [ERR_##id] = ALERT_INTERNAL_ERROR,
#define ERR_TLS(id, reason, alert, text, ref) [ERR_##id] = ALERT_##alert,
#include "lib/base/err.def"
#undef ERR_TLS
#undef ERR
    };

    return sent[err];
}

const struct code *message_find(uint8_t value)
{
    return LOOKUP16(messages, value);
}

/* Curves and finite fields have a size in bits; groups whose parameters the number does not name
 * are broken. */
bool group_is_post_quantum(uint16_t id)
{
    const struct group *g = group_find(id);

    return g != NULL && g->bits == 0 && g->status != STATUS_BROKEN;
}

const struct kx_kind *group_kx(const struct group *g)
{
    return g->kx == KX_OUTSIDE ? g->outside : kx_kind(g->kx);
}

bool group_is_kem(const struct group *g)
{
    return g->kx != KX_NONE && kx_type(group_kx(g)) == KX_TYPE_KEM;
}

const struct group *group_find(uint16_t id)
{
    return LOOKUP16(groups, id);
}

const struct scheme *scheme_find(uint16_t id)
{
    return LOOKUP16(schemes, id);
}

const struct suite *suite_find(uint16_t id)
{
    return LOOKUP16(suites, id);
}

/* By the names, which begin with the key exchange: most suites have nothing but a name here. */
enum suite_ban suite_ban(const struct suite *suite)
{
    static const struct {
        const char *begin;
        enum suite_ban ban;
    } bans[] = {
        {"TLS_RSA_", SUITE_DEPRECATED},     {"TLS_DHE_", SUITE_DEPRECATED},
        {"TLS_PSK_DHE_", SUITE_DEPRECATED}, {"TLS_DH_", SUITE_DEPRECATED},
        {"TLS_ECDH_", SUITE_DISCOURAGED},
    };

    for (size_t i = 0; i < sizeof bans / sizeof bans[0]; i++) {
        if (strncmp(suite->name, bans[i].begin, strlen(bans[i].begin)) == 0)
            return bans[i].ban;
    }
    return SUITE_ALLOWED;
}

const struct suite *suite_at(size_t i)
{
    return i < LOOKUP_COUNT(suites) ? &suites[i] : NULL;
}

const struct group *group_at(size_t i)
{
    return i < LOOKUP_COUNT(groups) ? &groups[i] : NULL;
}

const struct scheme *scheme_at(size_t i)
{
    return i < LOOKUP_COUNT(schemes) ? &schemes[i] : NULL;
}

bool group_allows(const struct group *g, uint16_t version)
{
    return version >= TLS_1_3 || !group_is_kem(g);
}

bool scheme_allows(const struct scheme *scheme, uint16_t version)
{
    return version >= TLS_1_3 ? scheme->in13 : keyinfo_mldsa(scheme->key) == NULL;
}

/* May this scheme sign with this kind of key in this version? */
bool scheme_fits(const struct scheme *scheme, enum key_kind key, uint16_t version)
{
    if (scheme->sig == SIG_UNKNOWN || !scheme_allows(scheme, version))
        return false;
    if (version >= TLS_1_3)
        return key == scheme->key;
    /* The curve is bound to the hash in TLS 1.3 alone (RFC 9846 4.3.3, RFC 8422 5.1.1). */
    if (scheme->sig == SIG_ECDSA)
        return key == KEY_P256 || key == KEY_P384 || key == KEY_P521;
    return key == scheme->key;
}

struct sigalg scheme_sigalg(const struct scheme *scheme)
{
    struct sigalg a = {.kind = scheme->sig, .digest = scheme->digest, .oid = OID_UNKNOWN};

    /* RFC 9846 4.3.3: MGF1 with the same hash, and a salt of its length. */
    if (scheme->sig == SIG_RSA_PSS) {
        a.mgf_digest = scheme->digest;
        a.salt_n = (uint32_t)digest_size(scheme->digest);
    }
    return a;
}

const struct code *cert_type_find(uint8_t value)
{
    return LOOKUP16(cert_types, value);
}

const struct code *cert_compression_find(uint16_t value)
{
    return LOOKUP16(cert_compressions, value);
}

const struct code *cert_compression_at(size_t i)
{
    const size_t num = sizeof cert_compressions / sizeof cert_compressions[0];

    return i < num ? &cert_compressions[i] : NULL;
}

const struct code *point_format_find(uint8_t value)
{
    return LOOKUP16(point_formats, value);
}

const struct code *psk_mode_find(uint8_t value)
{
    return LOOKUP16(psk_modes, value);
}

const struct code *curve_type_find(uint8_t value)
{
    return LOOKUP16(curve_types, value);
}

const struct code *status_type_find(uint8_t value)
{
    return LOOKUP16(status_types, value);
}

const struct code *max_fragment_find(uint8_t value)
{
    return LOOKUP16(max_fragments, value);
}
