/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be wrong with a leaf. */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

enum { YEARS_10 = 3650, MANY_NAMES = 10000, STATUS_REQUEST = 5, RSA_BITS = 2048 };

static void set(struct chain_fault_work *b, enum oid oid, bool critical, struct span value)
{
    mint_set(&b->leaf_spec.exts, oid_dotted(oid), critical, value);
}

/* Another leaf, good but for its names. */
static enum err rename_leaf(struct chain_fault_work *b, struct span names)
{
    return issue_leaf(&b->how, &b->leaf_spec, names, b->keys[0], &b->ca);
}

static struct span dns(struct chain_fault_work *b, struct span text)
{
    return piece_tlv(b->how.arena, DER_CTX(2), text);
}

static bool is_address(const struct chain_fault_work *b)
{
    return b->name.p[0] == DER_CTX(7);
}

/* The host in A-form; what is done to a DNS name is done to localhost where there is an address. */
static struct span host_of(const struct chain_fault_work *b)
{
    return is_address(b) ? SPAN_LIT("localhost") : piece_content(b->name);
}

enum err chain_fault_expired(struct chain_fault_work *b)
{
    b->leaf_spec.not_before = b->how.now - ISSUE_LEAF_DAYS * (int64_t)ISSUE_DAY;
    b->leaf_spec.not_after = b->how.now - ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_expired_by_a_second(struct chain_fault_work *b)
{
    b->leaf_spec.not_after = b->how.now - 1;
    return ERR_OK;
}

enum err chain_fault_not_yet_valid(struct chain_fault_work *b)
{
    b->leaf_spec.not_before = b->how.now + ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_long_lived(struct chain_fault_work *b)
{
    b->leaf_spec.not_after = b->how.now + YEARS_10 * (int64_t)ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_wrong_host(struct chain_fault_work *b)
{
    return rename_leaf(b, dns(b, SPAN_LIT("elsewhere.invalid")));
}

enum err chain_fault_no_san(struct chain_fault_work *b)
{
    struct arena *a = b->how.arena;

    /* The subject, where the name was too long for it, is not to be empty. */
    b->leaf_spec.subject = PIECE(a, DER_SEQUENCE,
                                 named_rdn(a, oid_dotted(OID_AT_CN), DER_UTF8_STRING,
                                           is_address(b) ? span_str(b->host) : host_of(b)));
    (void)mint_drop(&b->leaf_spec.exts, oid_dotted(OID_EXT_SAN));
    return ERR_OK;
}

enum err chain_fault_wildcard_tld(struct chain_fault_work *b)
{
    struct span last = host_of(b);

    for (size_t dot; (dot = span_find(last, '.')) < last.n;)
        last = span_tail(last, dot + 1);
    return rename_leaf(b, dns(b, PIECES(b->how.arena, SPAN_LIT("*."), last)));
}

enum err chain_fault_wildcard_partial(struct chain_fault_work *b)
{
    struct span host = host_of(b);
    struct span rest = span_tail(host, span_find(host, '.'));

    return rename_leaf(b, dns(b, PIECES(b->how.arena, span_head(host, 1), SPAN_LIT("*"), rest)));
}

enum err chain_fault_ip_as_dns(struct chain_fault_work *b)
{
    /* An IPv6 address would not even have the letters of a DNS name. */
    bool fits = is_address(b) && strchr(b->host, ':') == NULL;

    return rename_leaf(b, dns(b, fits ? span_str(b->host) : SPAN_LIT("127.0.0.1")));
}

enum err chain_fault_null_in_name(struct chain_fault_work *b)
{
    return rename_leaf(b, dns(b, PIECES(b->how.arena, host_of(b), SPAN_LIT("\0.evil.example"))));
}

enum err chain_fault_many_names(struct chain_fault_work *b)
{
    struct arena *a = b->how.arena;
    struct span *all = arena_alloc(a, MANY_NAMES, sizeof *all);
    struct buf text;
    enum err err = ERR_OK;

    if (all == NULL)
        return a->err;
    buf_init(&text, 64);
    for (size_t i = 0; i < MANY_NAMES - 1 && err == ERR_OK; i++) {
        buf_truncate(&text, 0);
        buf_printf(&text, "%zu.invalid", i);
        all[i] = dns(b, buf_span(&text));
        err = text.err;
    }
    buf_free(&text);
    all[MANY_NAMES - 1] = b->name;
    TRY(err);
    return rename_leaf(b, piece_join(a, all, MANY_NAMES));
}

/* RFC 5280 4.1.2.6: who issues, or is a CA, has a name; 4.2.1.6: SAN is then not critical. */
static void need_subject(struct chain_fault_work *b)
{
    if (piece_content(b->leaf_spec.subject).n == 0) {
        b->leaf_spec.subject = named_dn(b->how.arena, "O=tlsbox");
        mint_get(&b->leaf_spec.exts, oid_dotted(OID_EXT_SAN))->critical = false;
    }
}

enum err chain_fault_self_signed(struct chain_fault_work *b)
{
    struct issue_authority self;

    need_subject(b);
    self = (struct issue_authority){b->leaf_spec.subject, b->keys[0]};
    return issue_sign(&b->how, &b->leaf_spec, &self, OID_UNKNOWN);
}

enum err chain_fault_corrupt(struct chain_fault_work *b)
{
    b->leaf_spec.corrupt = true;
    return ERR_OK;
}

enum err chain_fault_must_staple(struct chain_fault_work *b)
{
    set(b, OID_EXT_TLS_FEATURE, false, extval_tls_feature(b->how.arena, STATUS_REQUEST));
    return ERR_OK;
}

enum err chain_fault_sha1(struct chain_fault_work *b)
{
    return issue_sign(&b->how, &b->leaf_spec, &b->ca, OID_SIG_ECDSA_SHA1);
}

static enum err rsa_leaf(struct chain_fault_work *b, unsigned bits)
{
    struct privkey *first = b->keys[0];
    const struct privkey *key;
    size_t at = b->num_keys;

    TRY(chain_fault_key(b, &key, KEY_RSA, bits));
    b->keys[0] = b->keys[at];
    b->keys[at] = first;
    return rename_leaf(b, b->name);
}

enum err chain_fault_rsa_1024(struct chain_fault_work *b)
{
    return rsa_leaf(b, KEY_RSA_MIN_BITS);
}

enum err chain_fault_rsa(struct chain_fault_work *b)
{
    return rsa_leaf(b, RSA_BITS);
}

enum err chain_fault_clients_only(struct chain_fault_work *b)
{
    set(b, OID_EXT_EKU, false, extval_eku(b->how.arena, oid_dotted(OID_EKU_CLIENT)));
    return ERR_OK;
}

enum err chain_fault_no_eku(struct chain_fault_work *b)
{
    (void)mint_drop(&b->leaf_spec.exts, oid_dotted(OID_EXT_EKU));
    return ERR_OK;
}

enum err chain_fault_key_usage(struct chain_fault_work *b)
{
    set(b, OID_EXT_KU, true, extval_ku(b->how.arena, KU_NON_REPUDIATION));
    return ERR_OK;
}

enum err chain_fault_leaf_is_ca(struct chain_fault_work *b)
{
    struct arena *a = b->how.arena;

    need_subject(b);
    set(b, OID_EXT_BC, true, extval_bc(a, true, ISSUE_NO_LIMIT));
    set(b, OID_EXT_KU, true, extval_ku(a, KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN));
    return ERR_OK;
}

enum err chain_fault_unknown_critical(struct chain_fault_work *b)
{
    mint_add(&b->leaf_spec.exts, CHAIN_FAULT_NOBODYS_OID, true, piece_null(b->how.arena));
    return ERR_OK;
}

enum err chain_fault_duplicate_extension(struct chain_fault_work *b)
{
    const struct mint_ext *san = mint_get(&b->leaf_spec.exts, oid_dotted(OID_EXT_SAN));

    mint_add(&b->leaf_spec.exts, san->oid, san->critical, san->value);
    return ERR_OK;
}

enum err chain_fault_algorithm_mismatch(struct chain_fault_work *b)
{
    struct arena *a = b->how.arena;

    b->leaf_spec.inner_alg = PIECE(a, DER_SEQUENCE, piece_oid(a, oid_dotted(OID_SIG_ECDSA_SHA384)));
    return ERR_OK;
}

enum err chain_fault_zero_serial(struct chain_fault_work *b)
{
    b->leaf_spec.serial = SPAN_LIT("\0");
    return ERR_OK;
}

enum err chain_fault_negative_serial(struct chain_fault_work *b)
{
    b->leaf_spec.serial = PIECES(b->how.arena, SPAN_LIT("\x80"), span_tail(b->leaf_spec.serial, 1));
    return ERR_OK;
}
