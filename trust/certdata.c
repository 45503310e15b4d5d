/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certdata: Mozilla's store as its source has it: PKCS#11 objects in text.
 *
 *     CKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE
 *     CKA_LABEL UTF8 "Example Root"
 *     CKA_VALUE MULTILINE_OCTAL
 *     \060\202 …
 *     END
 *
 * A certificate and what is thought of it are two objects, joined by issuer and serial number, and
 * by the SHA-1 digest of the certificate where the trust object has one.  Dates from which on newer
 * certificates are distrusted stand in either.  A trust object without a certificate names one that
 * is distrusted.
 */
#include "config.h"

#include <limits.h>
#include <stdlib.h>

#include "lib/asn1/der.h"
#include "lib/base/lookup.h"
#include "lib/crypto/digest.h"
#include "trust/import.h"

enum { OBJECTS_MAX = 1 << 20, SAME_MAX = 64 };

struct cka_object {
    struct span label, issuer, serial, value, sha1;
    int64_t server_after, email_after;
    uint32_t named;            /* purposes for which it is an anchor */
    uint32_t rejected;         /* … and for which it is distrusted */
    unsigned num, num_refused; /* trust attributes, and those that distrust */
    bool is_joined;            /* a trust object whose certificate is there */
};

struct cka_objects {
    struct cka_object *v;
    size_t num, cap;
};

struct certdata {
    struct import *import;
    struct span rest;
    uint8_t *bytes; /* room for all octal values of the file */
    struct cka_objects certs, trusts;
    struct cka_object other, *now; /* one of another kind; the one that is being read */
};

bool certdata_is(struct span front)
{
    struct span line;

    while (import_line(&front, &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        struct span word = import_word(&line);
        return span_eq(word, span_str("BEGINDATA")) || span_eq(word, span_str("CKA_CLASS")) ||
               span_eq(word, span_str("CVS_ID"));
    }
    return false;
}

/* The value of "\377"; above UINT8_MAX if it is anything else. */
static unsigned octal_value(const uint8_t *text)
{
    unsigned high = text[1] - (unsigned)'0', middle = text[2] - (unsigned)'0',
             low = text[3] - (unsigned)'0';

    if (text[0] != '\\' || (middle | low) > 7)
        return UINT_MAX;
    return high > 3 ? UINT_MAX : high << 6 | middle << 3 | low;
}

/* Decodes one line of octal digits, "\060\202". */
static enum err put_octal(struct certdata *c, struct span line)
{
    enum { STEP = 4 };

    if (line.n % STEP != 0)
        return ERR_STORE_NUMBER;
    for (size_t i = 0; i < line.n; i += STEP) {
        unsigned value = octal_value(line.p + i);
        if (value > UINT8_MAX)
            return ERR_STORE_NUMBER;
        *c->bytes++ = (uint8_t)value;
    }
    return ERR_OK;
}

/* Decodes the lines up to END. */
static enum err octal(struct certdata *c, struct span *out)
{
    uint8_t *start = c->bytes;
    struct span line;

    while (import_line(&c->rest, &line)) {
        if (span_eq(line, span_str("END"))) {
            *out = span_of(start, (size_t)(c->bytes - start));
            return ERR_OK;
        }
        TRY(put_octal(c, line));
    }
    return ERR_STORE_CUT;
}

/* The attributes whose values are octets. */
static struct span *octets_of(struct cka_object *o, struct span name)
{
    const struct {
        const char *name;
        struct span *at;
    } rows[] = {{"CKA_ISSUER", &o->issuer},
                {"CKA_SERIAL_NUMBER", &o->serial},
                {"CKA_VALUE", &o->value},
                {"CKA_CERT_SHA1_HASH", &o->sha1}};

    for (size_t i = 0; i < LOOKUP_COUNT(rows); i++) {
        if (span_eq(name, span_str(rows[i].name)))
            return rows[i].at;
    }
    return NULL;
}

/* The dates are times, or FALSE where there is none. */
static enum err read_date(struct cka_object *o, struct span name, struct span value)
{
    if (span_eq(name, span_str("CKA_NSS_SERVER_DISTRUST_AFTER")))
        return import_time(&o->server_after, value);
    if (span_eq(name, span_str("CKA_NSS_EMAIL_DISTRUST_AFTER")))
        return import_time(&o->email_after, value);
    return ERR_OK;
}

static enum err read_octets(struct certdata *c, struct cka_object *o, struct span name)
{
    struct span value;

    TRY(octal(c, &value));
    struct span *at = octets_of(o, name);
    if (at != NULL)
        *at = value;
    return read_date(o, name, value);
}

/* The purposes of an attribute of trust; what we have no purpose for counts as "any". */
static bool purpose_of(uint32_t *out, struct span name)
{
    static const struct {
        char name[28];
        uint32_t purpose;
    } rows[] = {
        {ROW_TEXT("CKA_TRUST_SERVER_AUTH"), EKU_SERVER},
        {ROW_TEXT("CKA_TRUST_CLIENT_AUTH"), EKU_CLIENT},
        {ROW_TEXT("CKA_TRUST_EMAIL_PROTECTION"), EKU_EMAIL},
        {ROW_TEXT("CKA_TRUST_CODE_SIGNING"), EKU_CODE},
        {ROW_TEXT("CKA_TRUST_TIME_STAMPING"), EKU_TIME_STAMPING},
    };
    size_t i = LOOKUP_TEXT(rows, name, name);

    *out = i < LOOKUP_COUNT(rows) ? rows[i].purpose : 0;
    return i < LOOKUP_COUNT(rows);
}

/* CKT_NSS_TRUSTED_DELEGATOR makes an anchor, CKT_NSS_NOT_TRUSTED distrusts; all others, such as
 * CKT_NSS_MUST_VERIFY_TRUST, say neither. */
static void read_trust(struct cka_object *o, struct span name, struct span value)
{
    uint32_t purpose;

    if (!purpose_of(&purpose, name))
        return;
    bool is_refused = span_eq(value, span_str("CKT_NSS_NOT_TRUSTED")) ||
                      span_eq(value, span_str("CKT_NSS_UNTRUSTED"));
    if (span_eq(value, span_str("CKT_NSS_TRUSTED_DELEGATOR")))
        o->named |= purpose;
    if (is_refused)
        o->rejected |= purpose;
    o->num++;
    o->num_refused += is_refused;
}

/* "text", without its quotation marks. */
static struct span unquoted(struct span value)
{
    bool quoted = value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"';

    return quoted ? span_of(value.p + 1, value.n - 2) : value;
}

/* One attribute: its name, its type, and its value. */
static enum err read_attribute(struct certdata *c, struct cka_object *o, struct span line)
{
    struct span name = import_word(&line), type = import_word(&line);

    if (span_eq(type, span_str("MULTILINE_OCTAL")))
        return read_octets(c, o, name);
    if (span_eq(name, span_str("CKA_LABEL")))
        o->label = unquoted(line);
    read_trust(o, name, line);
    return ERR_OK;
}

/* CKA_CLASS begins an object. */
static enum err begin_object(struct certdata *c, struct span class)
{
    struct cka_objects *list = span_eq(class, span_str("CKO_CERTIFICATE")) ? &c->certs
                               : span_eq(class, span_str("CKO_NSS_TRUST")) ? &c->trusts
                                                                           : NULL;

    c->now = &c->other;
    if (list != NULL && list->num == OBJECTS_MAX)
        return ERR_LIMIT;
    if (list != NULL) {
        TRY(ARENA_GROW(c->import->arena, list->v, list->num, list->cap));
        c->now = &list->v[list->num++];
    }
    *c->now = (struct cka_object){.server_after = INT64_MAX, .email_after = INT64_MAX};
    return ERR_OK;
}

static enum err read_objects(struct certdata *c)
{
    struct span line;

    while (import_line(&c->rest, &line)) {
        struct span rest = line, name;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        name = import_word(&rest);
        if (span_eq(name, span_str("CKA_CLASS"))) {
            (void)import_word(&rest);
            TRY(begin_object(c, rest));
        } else if (c->now != NULL) {
            TRY(read_attribute(c, c->now, line));
        }
    }
    return ERR_OK;
}

/* The order in which the trust of a certificate is found. */
static int compare(const void *a, const void *b)
{
    const struct cka_object *x = a, *y = b;
    int serial = span_cmp(x->serial, y->serial);

    return serial != 0 ? serial : span_cmp(x->issuer, y->issuer);
}

/* The SHA-1 digest of a certificate, made when the first trust object asks for it. */
struct cert_print {
    const struct cka_object *cert;
    uint8_t digest[DIGEST_MAX_SIZE];
    bool is_made;
};

/* The trust object is about this certificate: a digest, where there is one, decides. */
static bool is_about(const struct cka_object *trust, struct cert_print *print)
{
    if (trust->sha1.n == 0)
        return true;
    if (!print->is_made)
        digest_of(DIGEST_SHA1, print->digest, print->cert->value);
    print->is_made = true;
    return span_eq(trust->sha1, span_of(print->digest, digest_size(DIGEST_SHA1)));
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The first trust object that is not before this one; they are sorted. */
static size_t first_of(const struct cka_objects *trusts, const struct cka_object *key)
{
    size_t low = 0, high = trusts->num;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&trusts->v[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Adds to a certificate what the trust objects say about it.  Some stores have two for one
 * certificate; with very many the work would be quadratic. */
static enum err join(struct cka_object *cert, struct cka_objects *trusts)
{
    size_t first = first_of(trusts, cert);
    struct cert_print print = {.cert = cert};

    for (size_t i = first; i < trusts->num && compare(&trusts->v[i], cert) == 0; i++) {
        struct cka_object *t = &trusts->v[i];
        if (i - first == SAME_MAX)
            return ERR_LIMIT;
        if (!is_about(t, &print))
            continue;
        t->is_joined = true;
        cert->named |= t->named;
        cert->rejected |= t->rejected;
        cert->num += t->num;
        cert->num_refused += t->num_refused;
        cert->server_after = earlier(cert->server_after, t->server_after);
        cert->email_after = earlier(cert->email_after, t->email_after);
    }
    return ERR_OK;
}

/* What is distrusted for all that the store knows is distrusted for everything, and what is for
 * something is no anchor for uses that we do not know. */
static uint32_t rejected_of(const struct cka_object *o)
{
    return o->num_refused == 0 ? 0 : o->num_refused == o->num ? UINT32_MAX : o->rejected | EKU_ANY;
}

static enum err add_block(struct import *import, const struct cka_object *o, bool has_cert)
{
    struct fail fail = {0};
    struct der d = der_open(o->serial, &fail);
    struct span serial = der_integer(&d);

    if (o->issuer.n == 0 || fail.err != ERR_OK)
        return ERR_STORE_FORM;
    return import_block(import, (struct anchor_block){.label = o->label,
                                                      .purposes = rejected_of(o),
                                                      .has_cert = has_cert,
                                                      .issuer = o->issuer,
                                                      .serial = serial});
}

/* A certificate that is neither an anchor nor distrusted is not added: it may be an issuer. */
static enum err add_cert(struct import *import, const struct cka_object *o)
{
    struct trust trust = {.named = o->named, .rejected = rejected_of(o)};
    struct anchor_terms *terms;

    if (o->rejected != 0)
        TRY(add_block(import, o, true));
    if (o->named == 0 && o->rejected == 0)
        return ERR_OK;
    TRY(import_terms(import, &terms, o->label));
    terms->server_distrust_after = o->server_after;
    terms->email_distrust_after = o->email_after;
    trust.terms = terms;
    return import_der(import, o->value, trust);
}

enum err certdata_read(struct import *import)
{
    struct certdata c = {.import = import, .rest = import->file};

    /* An octet takes four characters. */
    c.bytes = arena_alloc(import->arena, import->file.n / 4 + 1, 1);
    if (c.bytes == NULL)
        return ERR_LIMIT;
    TRY(read_objects(&c));
    if (c.trusts.num > 0)
        qsort(c.trusts.v, c.trusts.num, sizeof *c.trusts.v, compare);
    for (size_t i = 0; i < c.certs.num; i++) {
        TRY(join(&c.certs.v[i], &c.trusts));
        TRY(add_cert(import, &c.certs.v[i]));
    }
    for (size_t i = 0; i < c.trusts.num; i++) {
        if (!c.trusts.v[i].is_joined && c.trusts.v[i].rejected != 0)
            TRY(add_block(import, &c.trusts.v[i], false));
    }
    return ERR_OK;
}
