/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decoders for certificate extensions, one function each, in the order of RFC 5280 4.2 as far as
 * possible.  The table certext.def connects them with their OIDs.  A decoder checks the whole
 * value, even if it keeps nothing of it.
 */
#include "config.h"

#include "lib/x509/certext.h"

#include <stdlib.h>

#include "lib/base/lookup.h"

/* Decodes the value of one extension into cert; *fail gets the first error. */
typedef void decoder(struct cert *cert, struct span val, struct fail *fail);

/* Enters the SEQUENCE that fills a value. */
static struct der only_sequence(struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);
    struct der seq = der_enter(&d, DER_SEQUENCE);

    der_end(&d);
    return seq;
}

/* RFC 5280 4.2.1.2 */
static void ski(struct cert *cert, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);

    /* An empty OCTET STRING decodes, but identifies nothing. */
    cert->key_id = der_octets(&d);
    der_end(&d);
}

/* RFC 5280 4.2.1.3: at least one bit is set. */
static void ku(struct cert *cert, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);
    struct span bits = der_get(&d, DER_BIT_STRING);

    der_end(&d);
    if (fail->err != ERR_OK)
        return;
    cert->key_usage = der_named_bits(bits, fail);
    if (fail->err == ERR_OK && cert->key_usage == 0)
        fail_set(fail, ERR_DER_EMPTY, val);
}

/* RFC 5280 4.2.1.6 and 4.2.1.7 */
static void general_names(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der names = only_sequence(val, fail);
    gnames_check(names.rest, fail);
}

/* RFC 5280 4.2.1.9 */
static void bc(struct cert *cert, struct span val, struct fail *fail)
{
    struct der seq = only_sequence(val, fail);
    struct span at = seq.rest, len;
    bool is_said = der_peek(&seq, DER_BOOLEAN);

    if (is_said)
        cert->is_ca = der_boolean(&seq);
    if (der_opt(&seq, DER_INTEGER, &len))
        cert->path_len = der_small(len, UINT32_MAX, fail);
    der_end(&seq);
    /* A default must not be encoded.  Checked last, so that other errors come first. */
    if (is_said && !cert->is_ca)
        fail_set(fail, ERR_DER_DEFAULT, span_head(at, 3));
}

/* GeneralSubtrees (RFC 5280 4.2.1.10): the frame only; lib/path checks the bases. */
static void subtrees(struct der *seq, unsigned tag, struct fail *fail)
{
    struct der list;
    struct span at = seq->rest, bound;

    if (!der_enter_opt(seq, DER_CTXC(tag), &list))
        return;
    der_nonempty(&list, at);
    while (der_more(&list)) {
        struct der tree = der_enter(&list, DER_SEQUENCE);
        gname_next(&tree);
        if (der_opt(&tree, DER_CTX(0), &bound))
            der_small(bound, UINT32_MAX, fail);
        if (der_opt(&tree, DER_CTX(1), &bound))
            der_small(bound, UINT32_MAX, fail);
        der_end(&tree);
    }
}

/* RFC 5280 4.2.1.10: the frame of both lists. */
static void nc(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der seq = only_sequence(val, fail);
    /* 4.2.1.10: conforming CAs never issue an empty sequence. */
    der_nonempty(&seq, val);
    subtrees(&seq, 0, fail);
    subtrees(&seq, 1, fail);
    der_end(&seq);
}

/* DistributionPointName: [0] GeneralNames or [1] RelativeDistinguishedName. */
static void distribution_point_name(struct der *d)
{
    struct span names;

    if (der_opt(d, DER_CTXC(0), &names))
        gnames_check(names, d->fail);
    else
        name_check_rdn(der_get(d, DER_CTXC(1)), d->fail);
    der_end(d);
}

/* RFC 5280 4.2.1.13: a point has a name or an issuer. */
static void crldp(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der list = only_sequence(val, fail);

    der_nonempty(&list, val);
    while (der_more(&list)) {
        struct span at = list.rest, reasons, issuer;
        struct der point = der_enter(&list, DER_SEQUENCE), name;
        bool has_name = der_enter_opt(&point, DER_CTXC(0), &name);
        if (has_name)
            distribution_point_name(&name);
        if (der_opt(&point, DER_CTX(1), &reasons))
            der_named_bits(reasons, fail);
        bool has_issuer = der_opt(&point, DER_CTXC(2), &issuer);
        if (has_issuer)
            gnames_check(issuer, fail);
        der_end(&point);
        if (fail->err == ERR_OK && !has_name && !has_issuer)
            fail_set(fail, ERR_EXT_ENCODING, at);
    }
}

/* RFC 5280 4.2.1.4 defines two qualifiers. */
static bool is_known_qualifier(enum oid type, const struct tlv *value)
{
    return (type == OID_QT_CPS && value->tag == DER_IA5_STRING) ||
           (type == OID_QT_UNOTICE && value->tag == DER_SEQUENCE);
}

/* Notes the first qualifier that we do not understand, and the first with anyPolicy. */
static void policy_qualifiers(struct cert *cert, struct span policy, struct der *list)
{
    while (der_more(list)) {
        struct der q = der_enter(list, DER_SEQUENCE);
        struct span type = der_oid(&q);
        struct tlv value = der_any(&q);
        der_end(&q);
        if (list->fail->err != ERR_OK || is_known_qualifier(oid_find(type), &value))
            continue;
        if (cert->odd_qualifier.n == 0)
            cert->odd_qualifier = type;
        if (cert->odd_any_qualifier.n == 0 && oid_find(policy) == OID_CP_ANY)
            cert->odd_any_qualifier = type;
    }
}

/* Up to this number policies are compared with each other; longer lists are sorted first. */
enum { POLICIES_MAX = 64 };

static int by_bytes(const void *a, const void *b)
{
    return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* Finds duplicates in a long list, which was decoded without an error, by sorting it. */
static void sort_policies(struct span val, size_t num, struct fail *fail)
{
    struct der list = only_sequence(val, fail);
    struct buf room;

    buf_init(&room, num * sizeof(struct span));
    struct span *all = (void *)buf_room(&room, num * sizeof *all);
    if (all == NULL) {
        fail_set(fail, ERR_MEMORY, val);
        return;
    }
    for (size_t i = 0; i < num; i++) {
        struct der info = der_enter(&list, DER_SEQUENCE);
        all[i] = der_oid(&info);
    }
    qsort(all, num, sizeof *all, by_bytes);
    for (size_t i = 1; i < num; i++) {
        if (span_eq(all[i - 1], all[i]))
            fail_set(fail, ERR_POLICY_DUPLICATE, all[i]);
    }
    buf_free(&room);
}

/* RFC 5280 4.2.1.4: no policy occurs twice. */
static void cp(struct cert *cert, struct span val, struct fail *fail)
{
    struct der list = only_sequence(val, fail);
    struct span seen[POLICIES_MAX];
    size_t num = 0;

    der_nonempty(&list, val);
    while (der_more(&list)) {
        struct der info = der_enter(&list, DER_SEQUENCE), qualifiers;
        struct span oid = der_oid(&info), at = info.rest;
        if (der_enter_opt(&info, DER_SEQUENCE, &qualifiers)) {
            der_nonempty(&qualifiers, at);
            policy_qualifiers(cert, oid, &qualifiers);
        }
        der_end(&info);
        for (size_t i = 0; i < num && num <= POLICIES_MAX && fail->err == ERR_OK; i++) {
            if (span_eq(seen[i], oid))
                fail_set(fail, ERR_POLICY_DUPLICATE, oid);
        }
        if (num < POLICIES_MAX)
            seen[num] = oid;
        num++;
    }
    if (num > POLICIES_MAX && fail->err == ERR_OK)
        sort_policies(val, num, fail);
}

/* RFC 5280 4.2.1.5: no mapping from or to anyPolicy. */
static void pm(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der list = only_sequence(val, fail);

    der_nonempty(&list, val);
    while (der_more(&list)) {
        struct der pair = der_enter(&list, DER_SEQUENCE);
        struct span from = der_oid(&pair), to = der_oid(&pair);
        der_end(&pair);
        if (fail->err == ERR_OK && (oid_find(from) == OID_CP_ANY || oid_find(to) == OID_CP_ANY))
            fail_set(fail, ERR_POLICY_ANY_MAPPED, from);
    }
}

/* RFC 5280 4.2.1.1: issuer and serial are both present or both absent. */
static void aki(struct cert *cert, struct span val, struct fail *fail)
{
    struct der seq = only_sequence(val, fail);
    struct aki a = {0};

    der_opt(&seq, DER_CTX(0), &a.key_id);
    bool has_issuer = der_opt(&seq, DER_CTXC(1), &a.issuer);
    if (has_issuer)
        gnames_check(a.issuer, fail);
    bool has_serial = der_opt(&seq, DER_CTX(2), &a.serial);
    if (has_serial)
        der_integer_content(a.serial, fail);
    der_end(&seq);
    if (fail->err == ERR_OK && has_issuer != has_serial)
        fail_set(fail, ERR_EXT_ENCODING, val);
    cert->aki = a;
}

/* RFC 5280 4.2.1.11: never an empty sequence. */
static void pc(struct cert *cert, struct span val, struct fail *fail)
{
    struct der seq = only_sequence(val, fail);
    struct span skip;

    der_nonempty(&seq, val);
    if (der_opt(&seq, DER_CTX(0), &skip))
        cert->limits.require_explicit = der_small(skip, UINT32_MAX, fail);
    if (der_opt(&seq, DER_CTX(1), &skip))
        cert->limits.inhibit_mapping = der_small(skip, UINT32_MAX, fail);
    der_end(&seq);
}

/* RFC 5280 4.2.1.12 */
static void eku(struct cert *cert, struct span val, struct fail *fail)
{
    static const struct {
        enum oid oid;
        uint32_t flag;
    } usages[] = {{OID_EKU_SERVER, EKU_SERVER}, {OID_EKU_CLIENT, EKU_CLIENT},
                  {OID_EKU_ANY, EKU_ANY},       {OID_EKU_CODE, EKU_CODE},
                  {OID_EKU_EMAIL, EKU_EMAIL},   {OID_EKU_TIME_STAMPING, EKU_TIME_STAMPING},
                  {OID_EKU_OCSP, EKU_OCSP},     {OID_EKU_PRECERT, EKU_PRECERT}};
    struct der list = only_sequence(val, fail);

    der_nonempty(&list, val);
    while (der_more(&list)) {
        size_t i = LOOKUP(usages, oid, oid_find(der_oid(&list)));
        cert->eku |= i < LOOKUP_COUNT(usages) ? usages[i].flag : (uint32_t)EKU_OTHER;
    }
}

/* RFC 5280 4.2.1.14 */
static void iap(struct cert *cert, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);
    struct span skip = der_get(&d, DER_INTEGER);

    der_end(&d);
    cert->limits.inhibit_any = der_small(skip, UINT32_MAX, fail);
}

/* One AccessDescription (RFC 5280 4.2.2.1). */
static struct access next_access(struct der *list)
{
    struct access a = {0};
    struct der desc = der_enter(list, DER_SEQUENCE);

    a.method_content = der_oid(&desc);
    a.location = gname_next(&desc);
    der_end(&desc);
    return a;
}

/* RFC 5280 4.2.2.1 and 4.2.2.2 */
static void access(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der list = only_sequence(val, fail);

    der_nonempty(&list, val);
    while (der_more(&list))
        next_access(&list);
}

bool access_next(struct span *it, struct access *out)
{
    struct fail f = {0};
    struct der d = der_open(*it, &f), list = d;

    /* On the first call *it is the extension's value, later the rest of its list. */
    if (der_peek(&d, DER_SEQUENCE)) {
        struct der inner = der_enter(&d, DER_SEQUENCE);
        if (d.rest.n == 0 && der_peek(&inner, DER_SEQUENCE))
            list = inner;
    }
    if (!der_more(&list))
        return false;
    *out = next_access(&list);
    out->method = f.err == ERR_OK ? oid_find(out->method_content) : OID_UNKNOWN;
    *it = list.rest;
    return f.err == ERR_OK;
}

/* A SEQUENCE of elements that we do not decode. */
static void any_sequence(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der list = only_sequence(val, fail);

    der_nonempty(&list, val);
    while (der_more(&list))
        der_any(&list);
}

/* RFC 7633 4.1: a list of TLS extension numbers. */
static void tls_feature(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der list = only_sequence(val, fail);

    der_nonempty(&list, val);
    while (der_more(&list))
        der_small(der_integer(&list), UINT16_MAX, fail);
}

int32_t tls_feature_missing(struct span wanted, struct span has)
{
    uint8_t seen[(UINT16_MAX + 1) / 8] = {0};
    struct fail f = {0}, absent = {0};
    struct der there = only_sequence(has, &absent), list = only_sequence(wanted, &f);

    /* A bit for each of the 65536 features: linear in both lists. */
    while (der_more(&there)) {
        uint32_t n = der_small(der_integer(&there), UINT16_MAX, &absent);
        seen[n / 8] |= (uint8_t)(1u << n % 8);
    }
    while (der_more(&list)) {
        uint32_t n = der_small(der_integer(&list), UINT16_MAX, &f);
        if (f.err == ERR_OK && (seen[n / 8] & 1u << n % 8) == 0)
            return (int32_t)n;
    }
    return -1;
}

/* RFC 6960 4.2.2.2.1 (id-pkix-ocsp-nocheck), RFC 6962 3.1 (poison): a NULL. */
static void null_value(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der d = der_open(val, fail);

    der_null(&d);
    der_end(&d);
}

/* RFC 6962 3.3: an OCTET STRING around a list of SCTs, which is not decoded here. */
static void octet_value(struct cert *cert, struct span val, struct fail *fail)
{
    (void)cert;
    struct der d = der_open(val, fail);

    der_octets(&d);
    der_end(&d);
}

static const struct {
    bool understood;
    enum oid oid;
    decoder *decode;
} exts[EXT_COUNT] = {
#define EXT(id, understood, decode) [EXT_##id] = {understood, OID_EXT_##id, decode},
#include "lib/x509/certext.def"
#undef EXT
};

/* Row number + 1 by OID, 0: no row.  Saves a search for each extension. */
static const uint8_t rows[OID_COUNT] = {
#define EXT(id, understood, decode) [OID_EXT_##id] = EXT_##id + 1,
#include "lib/x509/certext.def"
#undef EXT
};

bool certext_of_oid(enum oid oid, enum ext_id *out)
{
    if (rows[oid] == 0)
        return false;
    *out = (enum ext_id)(rows[oid] - 1);
    return true;
}

enum oid certext_oid(enum ext_id id)
{
    return exts[id].oid;
}

bool certext_understood(enum ext_id id)
{
    return exts[id].understood;
}

/* Errors of form in values whose meaning is plain: certificates in use have them, so the value
 * counts as read. */
static bool is_plain(enum ext_id id, enum err err)
{
    return err == ERR_OK || (id == EXT_KU && (err == ERR_DER_NAMED_BITS || err == ERR_DER_EMPTY)) ||
           (id == EXT_BC && err == ERR_DER_DEFAULT);
}

void certext_decode(struct cert *cert, enum ext_id id)
{
    struct fail f = {0};

    exts[id].decode(cert, cert->ext[id].val, &f);
    cert->ext[id].err = f.err;
    cert->ext[id].at = f.at;
    cert->ext[id].is_read = is_plain(id, f.err);
}
