/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Specs for the certificates that `serve` makes. */
#include "config.h"

#include "lib/mint/issue.h"

#include "lib/base/hex.h"
#include "lib/path/host.h"
#include "lib/base/nametext.h"

/* Bytes of a serial number and of the random part of a name; the longest commonName (RFC 5280 A.1,
 * ub-common-name). */
enum { SERIAL_SIZE = 16, TAG_SIZE = 8, CN_MAX = 64 };

/* A random part keeps the names of different runs apart. */
struct span issue_dn(const struct issue *issue, const char *what)
{
    uint8_t tag[TAG_SIZE];
    struct buf text;
    struct span out = {0};

    rng_fill(&issue->rng, tag, sizeof tag);
    buf_init(&text, 256);
    buf_printf(&text, "O=tlsbox,CN=tlsbox %s ", what);
    hex_encode(&text, span_of(tag, sizeof tag), 0);
    buf_u8(&text, '\0');
    if (text.err == ERR_OK)
        out = named_dn(issue->arena, (const char *)text.p);
    else
        arena_fail(issue->arena, text.err);
    buf_free(&text);
    return out;
}

struct span issue_serial(const struct issue *issue)
{
    uint8_t serial[SERIAL_SIZE];

    rng_fill(&issue->rng, serial, sizeof serial);
    /* RFC 5280 4.1.2.2: positive; the second bit is set so that all have the same length. */
    serial[0] = (uint8_t)((serial[0] & 0x7f) | 0x40);
    return piece_copy(issue->arena, span_of(serial, sizeof serial));
}

enum err issue_name(const struct issue *issue, struct span *out, const char *text)
{
    bool wild = text[0] == '*' && text[1] == '.';
    struct reference_id host;
    struct span name, star = {0};

    TRY(host_parse(&host, wild ? text + 2 : text));
    name = span_of(host.name, host.name_n);
    if (wild)
        star = SPAN_LIT("*.");
    /* A reference identity may be more than a host name (RFC 1123 2.1), but no CA certifies
     * that. */
    if (host.kind == HOST_DNS && nametext_dns(name) == ERR_OK)
        *out = PIECE(issue->arena, DER_CTX(2), star, name);
    else if (host.kind == HOST_IP && !wild)
        *out = named_ip(issue->arena, name);
    else
        return ERR_HOST_FORM;
    return issue->arena->err;
}

enum err issue_sign(const struct issue *issue, struct mint_spec *spec,
                    const struct issue_authority *by, enum oid oid)
{
    struct span none = {0};
    struct arena *a = issue->arena;

    spec->issuer = by->name;
    mint_set(&spec->exts, oid_dotted(OID_EXT_AKI), false,
             extval_aki(a, mint_key_id(a, privkey_spki(by->key)), none, none));
    return signer_of_key(&spec->signer, a, by->key, oid, &issue->rng);
}

/* The fields that certificates of CAs and leaves share. */
static struct mint_spec start(const struct issue *issue, struct span subject,
                              const struct privkey *key, int days)
{
    return (struct mint_spec){
        .version = 3,
        .serial = issue_serial(issue),
        .subject = subject,
        .not_before = issue->now - ISSUE_HOUR,
        .not_after = issue->now + (int64_t)days * ISSUE_DAY,
        .spki = privkey_spki(key),
    };
}

static void add(struct mint_spec *spec, enum oid oid, bool critical, struct span value)
{
    mint_add(&spec->exts, oid_dotted(oid), critical, value);
}

static struct span key_id(struct arena *arena, const struct privkey *key)
{
    return extval_ski(arena, mint_key_id(arena, privkey_spki(key)));
}

enum err issue_ca(const struct issue *issue, struct mint_spec *out,
                  const struct issue_authority *ca, const struct issue_authority *by, int path_len)
{
    struct arena *a = issue->arena;

    *out = start(issue, ca->name, ca->key, ISSUE_CA_DAYS);
    add(out, OID_EXT_BC, true, extval_bc(a, true, path_len));
    add(out, OID_EXT_KU, true, extval_ku(a, KU_KEY_CERT_SIGN | KU_CRL_SIGN));
    add(out, OID_EXT_SKI, false, key_id(a, ca->key));
    /* CA/B BR 7.1.2.1.2: a root has no extendedKeyUsage. */
    if (by != NULL)
        add(out, OID_EXT_EKU, false,
            PIECE(a, DER_SEQUENCE, piece_oid(a, oid_dotted(OID_EKU_SERVER)),
                  piece_oid(a, oid_dotted(OID_EKU_CLIENT))));
    return issue_sign(issue, out, by != NULL ? by : ca, OID_UNKNOWN);
}

/* CA/B BR 7.1.4.3: the commonName is one of the names in subjectAltName, here the first. */
static enum err subject_of(const struct issue *issue, struct span *out, struct span names)
{
    struct fail fail = {0};
    struct der d = der_open(names, &fail);
    struct tlv first = der_any(&d);
    struct buf cn;

    TRY(fail.err);
    buf_init(&cn, HOST_TEXT_SIZE);
    if (first.tag == DER_CTX(7))
        ip_print(&cn, first.val);
    else
        buf_put(&cn, first.val);
    *out =
        cn.n > CN_MAX
            ? PIECE(issue->arena, DER_SEQUENCE, (struct span){0})
            : PIECE(issue->arena, DER_SEQUENCE,
                    named_rdn(issue->arena, oid_dotted(OID_AT_CN), DER_UTF8_STRING, buf_span(&cn)));
    enum err err = cn.err;
    buf_free(&cn);
    return err;
}

enum err issue_leaf(const struct issue *issue, struct mint_spec *out, struct span names,
                    const struct privkey *key, const struct issue_authority *by)
{
    /* RFC 5246 7.4.2: the RSA key exchange needs keyEncipherment. */
    uint32_t usage = privkey_kind(key) == KEY_RSA ? KU_KEY_ENCIPHERMENT : 0;
    struct arena *a = issue->arena;
    struct span subject;

    TRY(subject_of(issue, &subject, names));
    *out = start(issue, subject, key, ISSUE_LEAF_DAYS);
    add(out, OID_EXT_KU, true, extval_ku(a, KU_DIGITAL_SIGNATURE | usage));
    add(out, OID_EXT_EKU, false, extval_eku(a, oid_dotted(OID_EKU_SERVER)));
    /* RFC 5280 4.2.1.6: critical if the subject is empty. */
    add(out, OID_EXT_SAN, piece_content(subject).n == 0, piece_tlv(a, DER_SEQUENCE, names));
    add(out, OID_EXT_SKI, false, key_id(a, key));
    return issue_sign(issue, out, by, OID_UNKNOWN);
}
