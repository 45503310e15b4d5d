/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses certificates (RFC 5280 4.1).  Errors of the frame stop the parser; all others become
 * defects, so that a person can look at a broken certificate. */
#include "config.h"

#include "lib/x509/cert.h"

#include "lib/base/cal.h"
#include "lib/crypto/digest.h"
#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"
#include "lib/x509/signing.h"

/* Notes a broken rule; OK is none.  Counts all, keeps the first CERT_DEFECTS. */
static void defect(struct cert *cert, struct fail fail)
{
    if (fail.err == ERR_OK)
        return;
    if (cert->num_defects < CERT_DEFECTS)
        cert->defects[cert->num_defects] = fail;
    cert->num_defects++;
}

static void defect_at(struct cert *cert, enum err err, struct span at)
{
    defect(cert, (struct fail){err, at});
}

/* RFC 5280 4.1.2.1: [0] EXPLICIT INTEGER DEFAULT v1 (0). */
static void parse_version(struct cert *cert, struct der *tbs)
{
    struct fail f = {0};
    struct der version;

    cert->version = 1;
    if (!der_enter_opt(tbs, DER_CTXC(0), &version))
        return;
    struct span value = der_get(&version, DER_INTEGER);
    der_end(&version);
    uint32_t number = der_small(value, INT32_MAX, &f);
    if (f.err == ERR_OK && number == 0)
        fail_set(&f, ERR_DER_DEFAULT, value);
    if (f.err == ERR_OK && number > 2)
        fail_set(&f, ERR_CERT_VERSION, value);
    bool is_number = f.err == ERR_OK || f.err == ERR_DER_DEFAULT || f.err == ERR_CERT_VERSION;
    cert->version = is_number ? number + 1 : 0;
    defect(cert, f);
}

/* RFC 5280 4.1.2.2: the encoding only; check_cert has the rules about its value. */
static void parse_serial(struct cert *cert, struct der *tbs)
{
    struct fail f = {0};

    cert->serial = der_get(tbs, DER_INTEGER);
    if (tbs->fail->err == ERR_OK)
        der_integer_content(cert->serial, &f);
    defect(cert, f);
}

/* Reads issuer or subject, and its name_id.  Only running out of memory there is an error. */
static void parse_name(struct cert *cert, struct der *tbs, struct span *out, struct name_id *id)
{
    struct fail f = {0};

    *out = der_raw(tbs, DER_SEQUENCE);
    if (tbs->fail->err != ERR_OK)
        return;
    name_check_loosely(*out, &f, &cert->loose_name);
    defect(cert, f);
    enum err e = name_id_of(id, *out);
    if (e != ERR_OK)
        fail_set(tbs->fail, e, *out);
}

/* Reads one Time; false if it is unreadable. */
static bool parse_time(struct cert *cert, struct der *validity, int64_t *out, struct fail *fail)
{
    struct fail f = {0};
    struct der one = der_open(der_any(validity).raw, &f);

    if (validity->fail->err != ERR_OK)
        return false;
    int64_t t = der_time_any(&one, &cert->early_generalized);
    if (f.err != ERR_OK) {
        fail_set(fail, f.err, f.at);
        return false;
    }
    *out = t;
    return true;
}

/* RFC 5280 4.1.2.5.  The defaults are an interval that contains no time, so a validity with an
 * unreadable end is never valid. */
static void parse_validity(struct cert *cert, struct der *tbs)
{
    struct fail f = {0}, frame = {0};
    struct span at = der_get(tbs, DER_SEQUENCE);

    cert->not_before = CAL_LAST;
    cert->not_after = CAL_FIRST;
    if (tbs->fail->err != ERR_OK)
        return;
    struct der validity = der_open(at, &frame);
    cert->has_not_before = parse_time(cert, &validity, &cert->not_before, &f);
    cert->has_not_after = parse_time(cert, &validity, &cert->not_after, &f);
    der_end(&validity);
    if (frame.err != ERR_OK)
        fail_set(&f, frame.err, frame.at);
    if (cert->has_not_before && cert->has_not_after && cert->not_after < cert->not_before)
        fail_set(&f, ERR_CERT_VALIDITY, at);
    defect(cert, f);
}

/* RFC 5280 4.1.2.7.  A key that cannot be used has its error in cert->key.err. */
static void parse_key(struct cert *cert, struct der *tbs)
{
    struct fail f = {0};

    cert->spki = der_raw(tbs, DER_SEQUENCE);
    if (tbs->fail->err != ERR_OK)
        return;
    enum err e = keyinfo_parse(&cert->key, cert->spki, &f);
    /* An unusable key is a defect here; check_key reports why. */
    if (e != ERR_OK) {
        fail_set(&f, e, cert->spki);
        cert->key.err = e;
    }
    defect(cert, f);
}

/* RFC 5280 4.1.2.8: [1] and [2] IMPLICIT BIT STRING, from version 2 on. */
static void parse_unique_ids(struct cert *cert, struct der *tbs)
{
    struct span *ids[] = {&cert->issuer_uid, &cert->subject_uid};

    for (unsigned i = 0; i < 2; i++) {
        struct fail f = {0};
        unsigned unused;
        if (!der_peek(tbs, DER_CTX(i + 1)))
            continue;
        struct tlv t = der_any(tbs);
        *ids[i] = t.raw;
        der_bits_content(t.val, &unused, &f);
        if (f.err == ERR_OK && cert->version == 1)
            fail_set(&f, ERR_CERT_V1_UNIQUE_ID, t.raw);
        defect(cert, f);
    }
}

/* How many extensions that are not in the table are compared for duplicates. */
enum { UNKNOWN_MAX = 64 };

/* RFC 5280 4.2: no extension occurs twice.  seen holds the OIDs so far. */
static void note_unknown(struct cert *cert, const struct extension *ext,
                         struct span seen[UNKNOWN_MAX])
{
    if (ext->critical && cert->unknown_critical.p == NULL)
        cert->unknown_critical = ext->oid_content;
    for (unsigned i = 0; i < cert->num_unknown && i < UNKNOWN_MAX; i++) {
        if (span_eq(seen[i], ext->oid_content))
            defect_at(cert, ERR_EXT_DUPLICATE, ext->raw);
    }
    if (cert->num_unknown < UNKNOWN_MAX)
        seen[cert->num_unknown] = ext->oid_content;
    else if (cert->num_unknown == UNKNOWN_MAX)
        defect_at(cert, ERR_EXT_TOO_MANY, ext->raw);
    cert->num_unknown++;
}

/* Records an extension of the table and decodes its value.  Of two only the first counts. */
static void note_known(struct cert *cert, enum ext_id id, const struct extension *ext)
{
    if (cert->ext[id].present) {
        defect_at(cert, ERR_EXT_DUPLICATE, ext->raw);
        return;
    }
    cert->ext[id] = (struct cert_ext){.present = true,
                                      .critical = ext->critical,
                                      .critical_unread = ext->critical_unread,
                                      .val = ext->val,
                                      .err = ext->fail.err,
                                      .at = ext->fail.at};
    if (ext->val.p != NULL)
        certext_decode(cert, id);
}

/* Records one extension.  If its OID is unreadable it could be any, so the absence of an extension
 * proves nothing any more. */
static void note_extension(struct cert *cert, const struct extension *ext,
                           struct span seen[UNKNOWN_MAX])
{
    enum ext_id id;
    bool known = certext_of_oid(ext->oid, &id);

    if (ext->oid_content.p == NULL)
        cert->exts_unread = true;
    /* For a known extension without a value check_form reports the error. */
    if (!known || ext->val.p != NULL)
        defect(cert, ext->fail);
    if (known)
        note_known(cert, id, ext);
    else if (ext->oid_content.p != NULL)
        note_unknown(cert, ext, seen);
}

/* RFC 5280 4.1.2.9: walks all extensions; one that is malformed does not hide the others. */
static void parse_extensions(struct cert *cert)
{
    struct fail f = {0};
    struct span seen[UNKNOWN_MAX], list = cert->extensions;
    struct extension x;

    if (list.n == 0)
        fail_set(&f, ERR_EXT_EMPTY, list);
    while (extension_next(&list, &x, &f))
        note_extension(cert, &x, seen);
    if (f.err != ERR_OK && f.err != ERR_EXT_EMPTY)
        cert->exts_unread = true;
    /* RFC 5280 4.1.2.9: extensions belong to version 3. */
    if (f.err == ERR_OK && (cert->version == 1 || cert->version == 2))
        fail_set(&f, ERR_CERT_V1_EXTENSIONS, cert->extensions);
    defect(cert, f);
}

/* TBSCertificate (RFC 5280 4.1), field by field. */
static void parse_tbs(struct cert *cert, struct der *tbs)
{
    parse_version(cert, tbs);
    parse_serial(cert, tbs);
    cert->inner_alg = der_raw(tbs, DER_SEQUENCE);
    parse_name(cert, tbs, &cert->issuer, &cert->issuer_id);
    parse_validity(cert, tbs);
    parse_name(cert, tbs, &cert->subject, &cert->subject_id);
    cert->self_issued = tbs->fail->err == ERR_OK && name_id_eq(&cert->subject_id, &cert->issuer_id);
    parse_key(cert, tbs);
    parse_unique_ids(cert, tbs);
    struct der wrapper;
    bool has_extensions = der_enter_opt(tbs, DER_CTXC(3), &wrapper);
    if (has_extensions) {
        cert->extensions = der_get(&wrapper, DER_SEQUENCE);
        der_end(&wrapper);
    }
    der_end(tbs);
    if (has_extensions && tbs->fail->err == ERR_OK)
        parse_extensions(cert);
}

/* RFC 5280 4.1.1.2, 4.1.1.3: the algorithm outside, which must repeat the one inside, and the
 * signature. */
static void parse_signature(struct cert *cert, struct der *seq)
{
    struct signing s;

    signing_read(&s, seq, cert->inner_alg);
    cert->outer_alg = s.alg;
    cert->signature = s.signature;
    cert->sigalg = s.sigalg;
    defect(cert, s.bits);
    defect(cert, s.form);
}

enum err cert_parse(struct cert *out, struct span der, struct fail *fail)
{
    *out = (struct cert){.der = der, .path_len = -1, .limits = {-1, -1, -1}};
    struct der seq, tbs = signing_open(&out->tbs, &seq, der, fail);

    if (fail->err == ERR_OK)
        parse_tbs(out, &tbs);
    if (fail->err == ERR_OK)
        parse_signature(out, &seq);
    der_end(&seq);
    return fail->err;
}

/* Moves one span from the bytes `from` to the same place in `to`.  Spans of other memory, and those
 * without a place, stay. */
static void move(struct span *at, struct span from, struct span to)
{
    if (span_contains(from, *at))
        at->p = to.p + ((uintptr_t)at->p - (uintptr_t)from.p);
}

void cert_move(struct cert *cert, struct span der)
{
    struct span from = cert->der;
    struct span *const spans[] = {
        &cert->der,
        &cert->tbs,
        &cert->serial,
        &cert->issuer,
        &cert->subject,
        &cert->spki,
        &cert->inner_alg,
        &cert->outer_alg,
        &cert->signature,
        &cert->issuer_uid,
        &cert->subject_uid,
        &cert->extensions,
        &cert->loose_name.at,
        &cert->sigalg.oid_content,
        &cert->key.algorithm_content,
        &cert->key.params,
        &cert->key.key,
        &cert->key.modulus,
        &cert->key.exponent,
        &cert->unknown_critical,
        &cert->key_id,
        &cert->aki.key_id,
        &cert->aki.issuer,
        &cert->aki.serial,
        &cert->odd_qualifier,
        &cert->odd_any_qualifier,
    };

    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        move(spans[i], from, der);
    for (enum ext_id id = 0; id < EXT_COUNT; id++) {
        move(&cert->ext[id].at, from, der);
        move(&cert->ext[id].val, from, der);
    }
    for (size_t i = 0; i < CERT_DEFECTS; i++)
        move(&cert->defects[i].at, from, der);
}

void cert_fingerprint(const struct cert *cert, uint8_t out[CERT_FINGERPRINT])
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, cert->der);
    memcpy(out, digest, CERT_FINGERPRINT);
}

bool cert_is_self_issued(const struct cert *cert)
{
    return cert->self_issued;
}
