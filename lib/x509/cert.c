/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/cert.h"

#include "lib/base/cal.h"
#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"
#include "lib/x509/signing.h"

static void defect(struct cert *c, struct fail f)
{
    if (f.err == ERR_OK)
        return;
    if (c->num_defects < CERT_DEFECTS)
        c->defects[c->num_defects] = f;
    c->num_defects++;
}

static void defect_at(struct cert *c, enum err e, struct span at)
{
    defect(c, (struct fail){e, at});
}

/* RFC 5280 4.1.2.1: [0] EXPLICIT INTEGER DEFAULT v1 (0). */
static void parse_version(struct cert *c, struct der *tbs)
{
    struct fail f = {0};
    struct der version;

    c->version = 1;
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
    c->version = is_number ? number + 1 : 0;
    defect(c, f);
}

static void parse_serial(struct cert *c, struct der *tbs)
{
    struct fail f = {0};

    c->serial = der_get(tbs, DER_INTEGER);
    if (tbs->fail->err == ERR_OK)
        der_integer_content(c->serial, &f);
    defect(c, f);
}

static void parse_name(struct cert *c, struct der *tbs, struct span *out, struct name_id *id)
{
    struct fail f = {0};

    *out = der_raw(tbs, DER_SEQUENCE);
    if (tbs->fail->err != ERR_OK)
        return;
    name_check_loosely(*out, &f, &c->loose_name);
    defect(c, f);
    enum err e = name_id_of(id, *out);
    if (e != ERR_OK)
        fail_set(tbs->fail, e, *out);
}

/* One Time; whether it was read. */
static bool parse_time(struct cert *c, struct der *validity, int64_t *out, struct fail *fail)
{
    struct fail f = {0};
    struct der one = der_open(der_any(validity).raw, &f);

    if (validity->fail->err != ERR_OK)
        return false;
    int64_t t = der_time_any(&one, &c->early_generalized);
    if (f.err != ERR_OK) {
        fail_set(fail, f.err, f.at);
        return false;
    }
    *out = t;
    return true;
}

/* RFC 5280 4.1.2.5.  What is no time leaves an interval that nothing lies in. */
static void parse_validity(struct cert *c, struct der *tbs)
{
    struct fail f = {0}, frame = {0};
    struct span at = der_get(tbs, DER_SEQUENCE);

    c->not_before = CAL_LAST;
    c->not_after = CAL_FIRST;
    if (tbs->fail->err != ERR_OK)
        return;
    struct der validity = der_open(at, &frame);
    c->has_not_before = parse_time(c, &validity, &c->not_before, &f);
    c->has_not_after = parse_time(c, &validity, &c->not_after, &f);
    der_end(&validity);
    if (frame.err != ERR_OK)
        fail_set(&f, frame.err, frame.at);
    if (c->has_not_before && c->has_not_after && c->not_after < c->not_before)
        fail_set(&f, ERR_CERT_VALIDITY, at);
    defect(c, f);
}

static void parse_key(struct cert *c, struct der *tbs)
{
    struct fail f = {0};

    c->spki = der_raw(tbs, DER_SEQUENCE);
    if (tbs->fail->err != ERR_OK)
        return;
    enum err e = keyinfo_parse(&c->key, c->spki, &f);
    if (e != ERR_OK) {
        fail_set(&f, e, c->spki);
        c->key.err = e;
    }
    defect(c, f);
}

/* RFC 5280 4.1.2.8: [1] and [2] IMPLICIT BIT STRING, from version 2 on. */
static void parse_unique_ids(struct cert *c, struct der *tbs)
{
    struct span *ids[] = {&c->issuer_uid, &c->subject_uid};

    for (unsigned i = 0; i < 2; i++) {
        struct fail f = {0};
        unsigned unused;
        if (!der_peek(tbs, DER_CTX(i + 1)))
            continue;
        struct tlv t = der_any(tbs);
        *ids[i] = t.raw;
        der_bits_content(t.val, &unused, &f);
        if (f.err == ERR_OK && c->version == 1)
            fail_set(&f, ERR_CERT_V1_UNIQUE_ID, t.raw);
        defect(c, f);
    }
}

/* Extensions without a place in the table are compared with each other, up to so many. */
enum { UNKNOWN_MAX = 64 };

/* RFC 5280 4.2: no extension stands twice. */
static void note_unknown(struct cert *c, const struct extension *x,
                         struct span seen[UNKNOWN_MAX])
{
    if (x->critical && c->unknown_critical.p == NULL)
        c->unknown_critical = x->oid_content;
    for (unsigned i = 0; i < c->num_unknown && i < UNKNOWN_MAX; i++) {
        if (span_eq(seen[i], x->oid_content))
            defect_at(c, ERR_EXT_DUPLICATE, x->raw);
    }
    if (c->num_unknown < UNKNOWN_MAX)
        seen[c->num_unknown] = x->oid_content;
    else if (c->num_unknown == UNKNOWN_MAX)
        defect_at(c, ERR_EXT_TOO_MANY, x->raw);
    c->num_unknown++;
}

static void note_known(struct cert *c, enum ext_id id, const struct extension *x)
{
    if (c->ext[id].present) {
        defect_at(c, ERR_EXT_DUPLICATE, x->raw);
        return;
    }
    c->ext[id] = (struct cert_ext){.present = true,
                                   .critical = x->critical,
                                   .critical_unread = x->critical_unread,
                                   .val = x->val,
                                   .err = x->fail.err,
                                   .at = x->fail.at};
    if (x->val.p != NULL)
        certext_decode(c, id);
}

static void note_extension(struct cert *c, const struct extension *x, struct span seen[UNKNOWN_MAX])
{
    enum ext_id id;
    bool known = certext_of_oid(x->oid, &id);

    if (x->oid_content.p == NULL)
        c->exts_unread = true;
    /* A known one without a value says so itself. */
    if (!known || x->val.p != NULL)
        defect(c, x->fail);
    if (known)
        note_known(c, id, x);
    else if (x->oid_content.p != NULL)
        note_unknown(c, x, seen);
}

static void parse_extensions(struct cert *c)
{
    struct fail f = {0};
    struct span seen[UNKNOWN_MAX], list = c->extensions;
    struct extension x;

    if (list.n == 0)
        fail_set(&f, ERR_EXT_EMPTY, list);
    while (extension_next(&list, &x, &f))
        note_extension(c, &x, seen);
    if (f.err != ERR_OK && f.err != ERR_EXT_EMPTY)
        c->exts_unread = true;
    /* RFC 5280 4.1.2.9: extensions belong to version 3. */
    if (f.err == ERR_OK && (c->version == 1 || c->version == 2))
        fail_set(&f, ERR_CERT_V1_EXTENSIONS, c->extensions);
    defect(c, f);
}

static void parse_tbs(struct cert *c, struct der *tbs)
{
    parse_version(c, tbs);
    parse_serial(c, tbs);
    c->inner_alg = der_raw(tbs, DER_SEQUENCE);
    parse_name(c, tbs, &c->issuer, &c->issuer_id);
    parse_validity(c, tbs);
    parse_name(c, tbs, &c->subject, &c->subject_id);
    c->self_issued = tbs->fail->err == ERR_OK && name_id_eq(&c->subject_id, &c->issuer_id);
    parse_key(c, tbs);
    parse_unique_ids(c, tbs);
    struct der wrapper;
    bool has_extensions = der_enter_opt(tbs, DER_CTXC(3), &wrapper);
    if (has_extensions) {
        c->extensions = der_get(&wrapper, DER_SEQUENCE);
        der_end(&wrapper);
    }
    der_end(tbs);
    if (has_extensions && tbs->fail->err == ERR_OK)
        parse_extensions(c);
}

static void parse_signature(struct cert *c, struct der *seq)
{
    struct signing s;

    signing_read(&s, seq, c->inner_alg);
    c->outer_alg = s.alg;
    c->signature = s.signature;
    c->sigalg = s.sigalg;
    defect(c, s.bits);
    defect(c, s.form);
}

enum err cert_parse(struct cert *out, struct span der, struct fail *fail)
{
    *out = (struct cert){.der = der, .path_len = -1, .limits = {-1, -1, -1}};
    struct der all = der_open(der, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    der_end(&all);
    out->tbs = der_raw(&seq, DER_SEQUENCE);
    struct der outer = der_open(out->tbs, fail);
    struct der tbs = der_enter(&outer, DER_SEQUENCE);
    if (fail->err == ERR_OK)
        parse_tbs(out, &tbs);
    if (fail->err == ERR_OK)
        parse_signature(out, &seq);
    der_end(&seq);
    return fail->err;
}

bool cert_is_self_issued(const struct cert *c)
{
    return c->self_issued;
}
