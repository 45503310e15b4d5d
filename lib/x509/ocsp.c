/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads OCSP responses (RFC 6960 4.2.1).  All SingleResponses are walked once while parsing: their
 * frames are good afterwards. */
#include "config.h"

#include "lib/x509/ocsp.h"

#include "lib/base/cal.h"
#include "lib/base/lookup.h"
#include "lib/x509/extlist.h"
#include "lib/x509/signing.h"

static void defect(struct fail *first, struct fail fail)
{
    if (fail.err != ERR_OK)
        fail_set(first, fail.err, fail.at);
}

/* A GeneralizedTime.  A wrong tag is an error of the frame, a wrong value is a defect. */
static bool read_time(struct der *d, int64_t *out, struct fail *first)
{
    struct fail f = {0};
    struct span content = der_get(d, DER_GENERALIZED_TIME);

    if (d->fail->err != ERR_OK)
        return false;
    int64_t t = der_generalized_time_content(content, &f);
    defect(first, f);
    if (f.err != ERR_OK)
        return false;
    *out = t;
    return true;
}

/* RFC 9654 2.1: an OCTET STRING of 1 to 128 bytes inside of the value. */
static struct span nonce_of(struct span val, struct fail *first)
{
    struct fail f = {0};
    struct der d = der_open(val, &f);
    struct span nonce = der_octets(&d);

    der_end(&d);
    if (f.err == ERR_OK && (nonce.n == 0 || nonce.n > OCSP_NONCE_MAX))
        fail_set(&f, ERR_OCSP_NONCE_LENGTH, val);
    defect(first, f);
    return f.err == ERR_OK ? nonce : (struct span){0};
}

/* 4.4: what a response may have beside the nonce and changes nothing for us.  All may be critical:
 * they say more, and take nothing back. */
static const enum oid harmless[] = {
    OID_OCSP_CRL_REF,    OID_OCSP_ARCHIVE_CUTOFF, OID_OCSP_EXTENDED_REVOKE,
    OID_EXT_REASON_CODE, OID_EXT_INVALIDITY_DATE,
};

static bool is_harmless(enum oid oid)
{
    for (size_t i = 0; i < LOOKUP_COUNT(harmless); i++) {
        if (harmless[i] == oid)
            return true;
    }
    return false;
}

static void read_response_exts(struct ocsp_response *out)
{
    struct fail f = {0};
    struct extlist list;
    struct extension x;

    extlist_open(&list, out->extensions, &f);
    while (extlist_next(&list, &x)) {
        if (x.oid == OID_OCSP_NONCE && x.val.p != NULL)
            out->nonce = nonce_of(x.val, &f);
        else if (x.critical && !is_harmless(x.oid))
            out->unknown_critical = true;
    }
    defect(&out->defect, f);
}

/* RFC 6962 3.3: the list of timestamps is in an OCTET STRING of its own. */
static void read_single_exts(struct ocsp_single *out)
{
    struct fail f = {0};
    struct extlist list;
    struct extension x;

    extlist_open(&list, out->extensions, &f);
    while (extlist_next(&list, &x)) {
        if (x.oid == OID_OCSP_SCT_LIST && x.val.p != NULL) {
            struct der d = der_open(x.val, &f);
            out->scts = der_octets(&d);
            der_end(&d);
        } else if (x.critical && !is_harmless(x.oid)) {
            out->unknown_critical = true;
        }
    }
    defect(&out->defect, f);
}

/* [1] EXPLICIT Extensions; false if they are absent. */
static bool read_extensions(struct der *d, struct span *out)
{
    struct der wrapper;

    if (!der_enter_opt(d, DER_CTXC(1), &wrapper))
        return false;
    *out = der_get(&wrapper, DER_SEQUENCE);
    der_end(&wrapper);
    return d->fail->err == ERR_OK;
}

/* The digests of certIDs: SHA-1 (4.3), SHA-256 (RFC 9919 3.1.1), and their longer kin. */
static const struct {
    enum oid oid;
    enum digest digest;
} hashes[] = {
    {OID_SHA1, DIGEST_SHA1},
    {OID_SHA256, DIGEST_SHA256},
    {OID_SHA384, DIGEST_SHA384},
    {OID_SHA512, DIGEST_SHA512},
};

/* CertID (4.1.1).  The parameters of the hash are absent or NULL. */
static void read_id(struct der *d, struct ocsp_cert_id *out, struct fail *first)
{
    struct fail f = {0};
    struct der seq = der_enter(d, DER_SEQUENCE);
    struct der alg = der_enter(&seq, DER_SEQUENCE);

    out->hash = der_oid(&alg);
    if (der_more(&alg))
        der_null(&alg);
    der_end(&alg);
    out->name_hash = der_octets(&seq);
    out->key_hash = der_octets(&seq);
    out->serial = der_get(&seq, DER_INTEGER);
    der_end(&seq);
    if (d->fail->err != ERR_OK)
        return;
    der_integer_content(out->serial, &f);
    defect(first, f);
    size_t i = LOOKUP(hashes, oid, oid_find(out->hash));
    out->digest = i < LOOKUP_COUNT(hashes) ? hashes[i].digest : DIGEST_NONE;
}

/* RevokedInfo: the time, and [0] EXPLICIT CRLReason (RFC 5280 5.3.1; 7 is not assigned). */
static void read_revoked(struct der *info, struct ocsp_single *out)
{
    struct fail f = {0};
    struct der wrapper;

    read_time(info, &out->revoked_at, &out->defect);
    if (!der_enter_opt(info, DER_CTXC(0), &wrapper))
        return;
    struct span content = der_get(&wrapper, DER_ENUMERATED);
    der_end(&wrapper);
    if (info->fail->err != ERR_OK)
        return;
    uint32_t reason = der_small(content, 10, &f);
    if (f.err == ERR_OK && crl_reason_name((int)reason) == NULL)
        fail_set(&f, ERR_CRL_REASON, content);
    out->reason = f.err == ERR_OK ? (int)reason : CRL_UNREAD_REASON;
    defect(&out->defect, f);
}

/* CertStatus: good [0] and unknown [2] are IMPLICIT NULL, revoked [1] an IMPLICIT RevokedInfo. */
static void read_status(struct der *d, struct ocsp_single *out)
{
    struct der info;

    if (der_enter_opt(d, DER_CTXC(1), &info)) {
        out->status = OCSP_REVOKED;
        read_revoked(&info, out);
    } else if (der_enter_opt(d, DER_CTX(2), &info)) {
        out->status = OCSP_UNKNOWN;
    } else {
        out->status = OCSP_GOOD;
        info = der_enter(d, DER_CTX(0));
    }
    der_end(&info);
}

/* SingleResponse.  Errors of the frame go to d->fail. */
static void read_single(struct der *d, struct ocsp_single *out)
{
    struct der seq = der_enter(d, DER_SEQUENCE), next;

    *out = (struct ocsp_single){.reason = CRL_NO_REASON,
                                .revoked_at = INT64_MIN,
                                .this_update = CAL_LAST,
                                .next_update = INT64_MIN};
    read_id(&seq, &out->id, &out->defect);
    read_status(&seq, out);
    bool has_this = read_time(&seq, &out->this_update, &out->defect);
    if (der_enter_opt(&seq, DER_CTXC(0), &next)) {
        out->has_next = true;
        bool is_read = read_time(&next, &out->next_update, &out->defect);
        der_end(&next);
        if (has_this && is_read && out->next_update < out->this_update)
            fail_set(&out->defect, ERR_OCSP_VALIDITY, next.rest);
    }
    bool has_extensions = read_extensions(&seq, &out->extensions);
    der_end(&seq);
    if (d->fail->err == ERR_OK && has_extensions)
        read_single_exts(out);
}

bool ocsp_next(struct span *rest, struct ocsp_single *out)
{
    struct fail f = {0};
    struct der list = der_open(*rest, &f);

    if (!der_more(&list))
        return false;
    read_single(&list, out);
    *rest = list.rest;
    return f.err == ERR_OK;
}

bool ocsp_next_cert(struct span *rest, struct span *der)
{
    struct fail f = {0};
    struct der list = der_open(*rest, &f);

    if (!der_more(&list))
        return false;
    *der = der_raw(&list, DER_SEQUENCE);
    *rest = list.rest;
    return f.err == ERR_OK;
}

/* ResponderID: [1] EXPLICIT Name or [2] EXPLICIT OCTET STRING. */
static void read_responder(struct ocsp_response *out, struct der *tbs)
{
    struct fail f = {0}, loose = {0}; /* loose: the name is compared, and not relied on */
    struct der id;

    if (der_enter_opt(tbs, DER_CTXC(1), &id)) {
        out->name = der_raw(&id, DER_SEQUENCE);
        der_end(&id);
        if (tbs->fail->err != ERR_OK)
            return;
        name_check_loosely(out->name, &f, &loose);
        defect(&out->defect, f);
        enum err e = name_id_of(&out->name_id, out->name);
        if (e != ERR_OK)
            fail_set(tbs->fail, e, out->name);
        return;
    }
    id = der_enter(tbs, DER_CTXC(2));
    out->key_hash = der_octets(&id);
    der_end(&id);
}

/* RFC 6960 4.2.1: the version is v1.  An encoded default breaks X.690 11.5; responders do it, and
 * it changes nothing. */
static void read_version(struct ocsp_response *out, struct der *tbs)
{
    struct fail f = {0};
    struct der version;

    if (!der_enter_opt(tbs, DER_CTXC(0), &version))
        return;
    struct span number = der_get(&version, DER_INTEGER);
    der_end(&version);
    if (tbs->fail->err == ERR_OK && (der_small(number, INT32_MAX, &f) != 0 || f.err != ERR_OK))
        fail_set(&out->defect, ERR_OCSP_VERSION, number);
}

/* ResponseData, field by field. */
static void read_data(struct ocsp_response *out, struct der *tbs)
{
    struct ocsp_single single;

    read_version(out, tbs);
    read_responder(out, tbs);
    read_time(tbs, &out->produced_at, &out->defect);
    out->singles = der_get(tbs, DER_SEQUENCE);
    bool has_extensions = read_extensions(tbs, &out->extensions);
    der_end(tbs);
    struct der list = der_open(out->singles, tbs->fail);
    while (der_more(&list)) {
        read_single(&list, &single);
        out->num_singles++;
    }
    if (tbs->fail->err == ERR_OK && has_extensions)
        read_response_exts(out);
}

/* [0] EXPLICIT SEQUENCE OF Certificate, whose members are not decoded here. */
static void read_certs(struct ocsp_response *out, struct der *seq)
{
    struct der wrapper;

    if (!der_enter_opt(seq, DER_CTXC(0), &wrapper))
        return;
    out->certs = der_get(&wrapper, DER_SEQUENCE);
    der_end(&wrapper);
    struct der list = der_open(out->certs, seq->fail);
    while (der_more(&list))
        der_raw(&list, DER_SEQUENCE);
}

/* BasicOCSPResponse. */
static void read_basic(struct ocsp_response *out, struct span bytes, struct fail *fail)
{
    struct der seq, tbs = signing_open(&out->tbs, &seq, bytes, fail);
    struct signing s;

    if (fail->err == ERR_OK)
        read_data(out, &tbs);
    if (fail->err != ERR_OK)
        return;
    /* The signed part does not repeat the algorithm. */
    signing_read(&s, &seq, (struct span){0});
    out->alg = s.alg;
    out->signature = s.signature;
    out->sigalg = s.sigalg;
    defect(&out->defect, s.bits);
    defect(&out->defect, s.form);
    read_certs(out, &seq);
    der_end(&seq);
}

/* [0] EXPLICIT ResponseBytes; its content for people may be of a type that we do not know. */
static void read_bytes(struct ocsp_response *out, struct der *seq)
{
    struct der wrapper;

    if (!der_enter_opt(seq, DER_CTXC(0), &wrapper))
        return;
    struct der bytes = der_enter(&wrapper, DER_SEQUENCE);
    out->type = der_oid(&bytes);
    struct span response = der_octets(&bytes);
    der_end(&bytes);
    der_end(&wrapper);
    out->has_bytes = true;
    out->is_basic = oid_find(out->type) == OID_OCSP_BASIC;
    if (seq->fail->err == ERR_OK && out->is_basic)
        read_basic(out, response, seq->fail);
}

enum err ocsp_parse(struct ocsp_response *out, struct span der, struct fail *fail)
{
    *out = (struct ocsp_response){.der = der, .produced_at = CAL_LAST};
    struct der all = der_open(der, fail), seq = der_enter(&all, DER_SEQUENCE);

    der_end(&all);
    out->result = der_small(der_get(&seq, DER_ENUMERATED), UINT8_MAX, fail);
    read_bytes(out, &seq);
    der_end(&seq);
    /* 4.2.1: "If the value of responseStatus is one of the error conditions, the responseBytes
     * field is not set", and otherwise it is. */
    if (fail->err == ERR_OK && out->has_bytes != (out->result == OCSP_SUCCESSFUL))
        fail_set(&out->defect, ERR_OCSP_BYTES, der);
    return fail->err;
}

const char *ocsp_result_name(unsigned result)
{
    static const struct {
        unsigned result;
        char name[24];
    } rows[] = {
        {OCSP_SUCCESSFUL, ROW_TEXT("successful")},
        {OCSP_MALFORMED_REQUEST, ROW_TEXT("malformedRequest")},
        {OCSP_INTERNAL_ERROR, ROW_TEXT("internalError")},
        {OCSP_TRY_LATER, ROW_TEXT("tryLater")},
        {OCSP_SIG_REQUIRED, ROW_TEXT("sigRequired")},
        {OCSP_UNAUTHORIZED, ROW_TEXT("unauthorized")},
    };
    size_t i = LOOKUP(rows, result, result);

    return i < LOOKUP_COUNT(rows) ? rows[i].name : NULL;
}

const char *ocsp_status_name(enum ocsp_cert_status status)
{
    static const char names[][16] = {
        [OCSP_GOOD] = ROW_TEXT("good"),
        [OCSP_REVOKED] = ROW_TEXT("revoked"),
        [OCSP_UNKNOWN] = ROW_TEXT("unknown"),
    };

    return names[status];
}
