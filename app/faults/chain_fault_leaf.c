/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of a leaf, by the names in chain_faults.def. */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

#include <stdio.h>

#include "lib/path/dated.h"

enum { YEARS_10 = 3650, MANY_NAMES = 10000, STATUS_REQUEST = 5, RSA_BITS = 2048 };

/* Sets or replaces an extension of the leaf. */
static void set(struct chain_fault_work *work, enum oid oid, bool critical, struct span value)
{
    mint_set(&work->leaf_spec.exts, oid_dotted(oid), critical, value);
}

/* Makes the leaf again with other names. */
static enum err rename_leaf(struct chain_fault_work *work, struct span names)
{
    return issue_leaf(&work->how, &work->leaf_spec, names, work->keys[0], &work->ca);
}

static struct span dns(struct chain_fault_work *work, struct span text)
{
    return piece_tlv(work->how.arena, DER_CTX(2), text);
}

/* The host is an address: its GeneralName has the tag of iPAddress (RFC 5280 4.2.1.6). */
static bool is_address(const struct chain_fault_work *work)
{
    return work->name.p[0] == DER_CTX(7);
}

/* The host in A-form.  For an address, faults of DNS names are applied to localhost. */
static struct span host_of(const struct chain_fault_work *work)
{
    return is_address(work) ? SPAN_LIT("localhost") : piece_content(work->name);
}

enum err chain_fault_expired(struct chain_fault_work *work)
{
    work->leaf_spec.not_before = work->how.now - ISSUE_LEAF_DAYS * (int64_t)ISSUE_DAY;
    work->leaf_spec.not_after = work->how.now - ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_expired_by_a_second(struct chain_fault_work *work)
{
    work->leaf_spec.not_after = work->how.now - 1;
    return ERR_OK;
}

enum err chain_fault_not_yet_valid(struct chain_fault_work *work)
{
    work->leaf_spec.not_before = work->how.now + ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_long_lived(struct chain_fault_work *work)
{
    work->leaf_spec.not_after = work->how.now + YEARS_10 * (int64_t)ISSUE_DAY;
    return ERR_OK;
}

/* A clock that stands before the first limit gets that one. */
enum err chain_fault_over_long(struct chain_fault_work *work)
{
    struct lifetime_limit limit = dated_lifetime(0);

    (void)dated_limit(&limit, work->how.now);
    work->leaf_spec.not_before = work->how.now;
    work->leaf_spec.not_after = dated_last(&limit, work->how.now) + 1;
    return ERR_OK;
}

enum err chain_fault_wrong_host(struct chain_fault_work *work)
{
    return rename_leaf(work, dns(work, SPAN_LIT("elsewhere.invalid")));
}

enum err chain_fault_no_san(struct chain_fault_work *work)
{
    struct arena *a = work->how.arena;

    /* The subject must not be empty, even if the name is too long for a commonName. */
    work->leaf_spec.subject =
        PIECE(a, DER_SEQUENCE,
              named_rdn(a, oid_dotted(OID_AT_CN), DER_UTF8_STRING,
                        is_address(work) ? span_str(work->host) : host_of(work)));
    (void)mint_drop(&work->leaf_spec.exts, oid_dotted(OID_EXT_SAN));
    return ERR_OK;
}

enum err chain_fault_wildcard_tld(struct chain_fault_work *work)
{
    struct span last = host_of(work);

    /* Only the last label is left. */
    for (size_t dot; (dot = span_find(last, '.')) < last.n;)
        last = span_tail(last, dot + 1);
    return rename_leaf(work, dns(work, PIECES(work->how.arena, SPAN_LIT("*."), last)));
}

enum err chain_fault_wildcard_partial(struct chain_fault_work *work)
{
    struct span host = host_of(work);
    struct span rest = span_tail(host, span_find(host, '.'));

    return rename_leaf(work,
                       dns(work, PIECES(work->how.arena, span_head(host, 1), SPAN_LIT("*"), rest)));
}

enum err chain_fault_ip_as_dns(struct chain_fault_work *work)
{
    /* An IPv6 address has characters that no DNS name has. */
    bool fits = is_address(work) && strchr(work->host, ':') == NULL;

    return rename_leaf(work, dns(work, fits ? span_str(work->host) : SPAN_LIT("127.0.0.1")));
}

/* A client that reads the name as a C string sees the right host. */
enum err chain_fault_null_in_name(struct chain_fault_work *work)
{
    return rename_leaf(
        work, dns(work, PIECES(work->how.arena, host_of(work), SPAN_LIT("\0.evil.example"))));
}

enum err chain_fault_many_names(struct chain_fault_work *work)
{
    struct arena *a = work->how.arena;
    struct span *all = arena_alloc(a, MANY_NAMES, sizeof *all);
    struct buf text;
    enum err err = ERR_OK;

    if (all == NULL)
        return a->err;
    buf_init(&text, 64);
    for (size_t i = 0; i < MANY_NAMES - 1 && err == ERR_OK; i++) {
        buf_truncate(&text, 0);
        buf_printf(&text, "%zu.invalid", i);
        all[i] = dns(work, buf_span(&text));
        err = text.err;
    }
    buf_free(&text);
    /* The right name is the last one. */
    all[MANY_NAMES - 1] = work->name;
    TRY(err);
    return rename_leaf(work, piece_join(a, all, MANY_NAMES));
}

/* RFC 5280 4.1.2.6: an issuer and a CA have a subject; with one, the SAN is not critical
 * (4.2.1.6). */
static void need_subject(struct chain_fault_work *work)
{
    if (piece_content(work->leaf_spec.subject).n == 0) {
        work->leaf_spec.subject = named_dn(work->how.arena, "O=tlsbox");
        mint_get(&work->leaf_spec.exts, oid_dotted(OID_EXT_SAN))->critical = false;
    }
}

enum err chain_fault_self_signed(struct chain_fault_work *work)
{
    struct issue_authority self;

    need_subject(work);
    self = (struct issue_authority){work->leaf_spec.subject, work->keys[0]};
    return issue_sign(&work->how, &work->leaf_spec, &self, OID_UNKNOWN);
}

enum err chain_fault_corrupt(struct chain_fault_work *work)
{
    work->leaf_spec.corrupt = true;
    return ERR_OK;
}

enum err chain_fault_must_staple(struct chain_fault_work *work)
{
    set(work, OID_EXT_TLS_FEATURE, false, extval_tls_feature(work->how.arena, STATUS_REQUEST));
    return ERR_OK;
}

enum err chain_fault_sha1(struct chain_fault_work *work)
{
    return issue_sign(&work->how, &work->leaf_spec, &work->ca, OID_SIG_ECDSA_SHA1);
}

/* Makes the leaf with an RSA key, which becomes the first key: that signs the handshake. */
static enum err rsa_leaf(struct chain_fault_work *work, unsigned bits)
{
    struct privkey *first = work->keys[0];
    const struct privkey *key;
    size_t at = work->num_keys;

    TRY(chain_fault_key(work, &key, KEY_RSA, bits));
    work->keys[0] = work->keys[at];
    work->keys[at] = first;
    return rename_leaf(work, work->name);
}

enum err chain_fault_rsa_1024(struct chain_fault_work *work)
{
    return rsa_leaf(work, KEY_RSA_MIN_BITS);
}

enum err chain_fault_rsa(struct chain_fault_work *work)
{
    return rsa_leaf(work, RSA_BITS);
}

enum err chain_fault_clients_only(struct chain_fault_work *work)
{
    set(work, OID_EXT_EKU, false, extval_eku(work->how.arena, oid_dotted(OID_EKU_CLIENT)));
    return ERR_OK;
}

enum err chain_fault_client_auth(struct chain_fault_work *work)
{
    char usages[64];

    snprintf(usages, sizeof usages, "%s %s", oid_dotted(OID_EKU_SERVER),
             oid_dotted(OID_EKU_CLIENT));
    set(work, OID_EXT_EKU, false, extval_eku(work->how.arena, usages));
    return ERR_OK;
}

enum err chain_fault_no_eku(struct chain_fault_work *work)
{
    (void)mint_drop(&work->leaf_spec.exts, oid_dotted(OID_EXT_EKU));
    return ERR_OK;
}

enum err chain_fault_key_usage(struct chain_fault_work *work)
{
    set(work, OID_EXT_KU, true, extval_ku(work->how.arena, KU_NON_REPUDIATION));
    return ERR_OK;
}

enum err chain_fault_leaf_is_ca(struct chain_fault_work *work)
{
    struct arena *a = work->how.arena;

    need_subject(work);
    set(work, OID_EXT_BC, true, extval_bc(a, true, ISSUE_NO_LIMIT));
    set(work, OID_EXT_KU, true, extval_ku(a, KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN));
    return ERR_OK;
}

/* A client must reject a critical extension that it does not know (RFC 5280 4.2). */
enum err chain_fault_unknown_critical(struct chain_fault_work *work)
{
    mint_add(&work->leaf_spec.exts, CHAIN_FAULT_NOBODYS_OID, true, piece_null(work->how.arena));
    return ERR_OK;
}

enum err chain_fault_duplicate_extension(struct chain_fault_work *work)
{
    const struct mint_ext *san = mint_get(&work->leaf_spec.exts, oid_dotted(OID_EXT_SAN));

    mint_add(&work->leaf_spec.exts, san->oid, san->critical, san->value);
    return ERR_OK;
}

/* The algorithm inside the signed part differs from the one outside (RFC 5280 4.1.1.2). */
enum err chain_fault_algorithm_mismatch(struct chain_fault_work *work)
{
    struct arena *a = work->how.arena;

    work->leaf_spec.inner_alg =
        PIECE(a, DER_SEQUENCE, piece_oid(a, oid_dotted(OID_SIG_ECDSA_SHA384)));
    return ERR_OK;
}

enum err chain_fault_zero_serial(struct chain_fault_work *work)
{
    work->leaf_spec.serial = SPAN_LIT("\0");
    return ERR_OK;
}

/* The first byte 0x80 makes the INTEGER negative; it must be positive (RFC 5280 4.1.2.2). */
enum err chain_fault_negative_serial(struct chain_fault_work *work)
{
    work->leaf_spec.serial =
        PIECES(work->how.arena, SPAN_LIT("\x80"), span_tail(work->leaf_spec.serial, 1));
    return ERR_OK;
}
