/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions of CRLs (RFC 5280 5.2) and of their entries (5.3), by two tables. */
#include "config.h"

#include "lib/x509/crlext.h"

#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"

void crl_defect(struct crl *crl, struct fail fail)
{
    if (fail.err == ERR_OK)
        return;
    if (crl->num_defects < CERT_DEFECTS)
        crl->defects[crl->num_defects] = fail;
    crl->num_defects++;
}

/* RFC 5280 5.2.3: neither negative nor longer than 20 octets. */
static struct span number(struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);
    struct span n = der_integer(&d);

    der_end(&d);
    if (fail->err == ERR_OK && ((n.p[0] & 0x80) != 0 || n.n > 20))
        fail_set(fail, ERR_CRL_NUMBER, n);
    return n;
}

static void crl_number(struct crl *crl, struct span val, struct fail *fail)
{
    crl->number = number(val, fail);
}

static void delta_crl(struct crl *crl, struct span val, struct fail *fail)
{
    crl->base_number = number(val, fail);
}

/* Decodes an extension that certificates have, too, with their decoder and a scratch
 * certificate. */
static void shared(struct cert *scratch, enum ext_id id, struct span val, struct fail *fail)
{
    *scratch = (struct cert){0};
    scratch->ext[id] = (struct cert_ext){.present = true, .val = val};
    certext_decode(scratch, id);
    if (scratch->ext[id].err != ERR_OK)
        fail_set(fail, scratch->ext[id].err, scratch->ext[id].at);
}

static void aki(struct crl *crl, struct span val, struct fail *fail)
{
    struct cert scratch;

    shared(&scratch, EXT_AKI, val, fail);
    crl->aki = scratch.aki;
}

static void ian(struct crl *crl, struct span val, struct fail *fail)
{
    struct cert scratch;

    (void)crl;
    shared(&scratch, EXT_IAN, val, fail);
}

static void freshest_crl(struct crl *crl, struct span val, struct fail *fail)
{
    struct cert scratch;

    shared(&scratch, EXT_FRESHEST_CRL, val, fail);
    crl->freshest = val;
}

static void aia(struct crl *crl, struct span val, struct fail *fail)
{
    struct cert scratch;

    (void)crl;
    shared(&scratch, EXT_AIA, val, fail);
}

/* [n] IMPLICIT BOOLEAN DEFAULT FALSE: an encoded FALSE is an error. */
static bool flag(struct der *d, unsigned tag)
{
    struct span content;

    if (!der_opt(d, DER_CTX(tag), &content))
        return false;
    bool v = der_boolean_content(content, d->fail);
    if (!v)
        fail_set(d->fail, ERR_DER_DEFAULT, content);
    return v;
}

/* [0] DistributionPointName: GeneralNames or a RelativeDistinguishedName.  Returns its content. */
static struct span point_name(struct der *seq)
{
    struct der name;
    struct span names;

    if (!der_enter_opt(seq, DER_CTXC(0), &name))
        return (struct span){0};
    struct span whole = name.rest;
    if (der_opt(&name, DER_CTXC(0), &names))
        gnames_check(names, seq->fail);
    else
        name_check_rdn(der_get(&name, DER_CTXC(1)), seq->fail);
    der_end(&name);
    return whole;
}

/* RFC 5280 5.2.5: at most one of the onlyContains flags, and never an empty sequence. */
static void idp(struct crl *crl, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);
    struct der seq = der_enter(&d, DER_SEQUENCE);
    struct crl_idp p = {.present = true};
    struct span reasons;

    der_nonempty(&seq, val);
    p.name = point_name(&seq);
    p.only_user = flag(&seq, 1);
    p.only_ca = flag(&seq, 2);
    if (der_opt(&seq, DER_CTX(3), &reasons)) {
        p.only_reasons = der_named_bits(reasons, fail) & CRL_ALL_REASONS;
        if (p.only_reasons == 0)
            fail_set(fail, ERR_CRL_IDP, reasons);
    }
    p.indirect = flag(&seq, 4);
    p.only_attribute = flag(&seq, 5);
    der_end(&seq);
    der_end(&d);
    if (p.only_user + p.only_ca + p.only_attribute > 1)
        fail_set(fail, ERR_CRL_IDP, val);
    crl->idp = p;
}

static const struct {
    enum oid oid;
    bool critical; /* as RFC 5280 5.2 requires */
    void (*decode)(struct crl *crl, struct span val, struct fail *fail);
} exts[] = {
    {OID_EXT_AKI,          false, aki         },
    {OID_EXT_IAN,          false, ian         },
    {OID_EXT_CRL_NUMBER,   false, crl_number  },
    {OID_EXT_DELTA_CRL,    true,  delta_crl   },
    {OID_EXT_IDP,          true,  idp         },
    {OID_EXT_FRESHEST_CRL, false, freshest_crl},
    {OID_EXT_AIA,          false, aia         },
};

/* Decodes one extension of a CRL, by the table.  A critical one that is not in it makes the CRL
 * unusable. */
static void decode(struct crl *crl, const struct extension *ext)
{
    for (size_t i = 0; i < sizeof exts / sizeof exts[0]; i++) {
        struct fail f = {0};
        if (exts[i].oid != ext->oid)
            continue;
        /* Without a value the encoding is the defect, which extlist_next has reported. */
        if (ext->val.p == NULL)
            return;
        exts[i].decode(crl, ext->val, &f);
        if (exts[i].critical != ext->critical && !ext->critical_unread)
            fail_set(&f, ERR_CRL_CRITICALITY, ext->raw);
        crl_defect(crl, f);
        return;
    }
    if (ext->critical)
        crl->unknown_critical = true;
}

void crlext_parse(struct crl *crl)
{
    struct fail f = {0};
    struct extlist list;
    struct extension x;

    extlist_open(&list, crl->extensions, &f);
    while (extlist_next(&list, &x))
        decode(crl, &x);
    crl_defect(crl, f);
    /* RFC 5280 5.2.6: a delta CRL has no freshestCRL. */
    if (crl->base_number.p != NULL && crl->freshest.p != NULL)
        crl->loose = (struct fail){ERR_CRL_DELTA_FRESHEST, crl->freshest};
}

/* RFC 5280 5.3.1; 7 is not assigned. */
static void entry_reason(struct crl_entry *out, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);
    struct span content = der_get(&d, DER_ENUMERATED);

    der_end(&d);
    uint32_t reason = der_small(content, 10, fail);
    if (reason == 7)
        fail_set(fail, ERR_CRL_REASON, content);
    out->reason = fail->err == ERR_OK ? (int)reason : CRL_UNREAD_REASON;
}

/* RFC 5280 5.3.2: checked, and not kept. */
static void entry_invalidity(struct crl_entry *out, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);

    (void)out;
    der_generalized_time(&d);
    der_end(&d);
}

/* RFC 5280 5.3.3: the directory name in it is the issuer of the certificate. */
static void entry_issuer(struct crl_entry *out, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);
    struct der list = der_enter(&d, DER_SEQUENCE);
    struct gnames names = gnames_open(list.rest);
    struct gname n;

    der_end(&d);
    gnames_check(list.rest, fail);
    while (out->issuer.p == NULL && gnames_next(&names, &n)) {
        if (n.kind == GN_DIRECTORY)
            out->issuer = n.val;
    }
    out->issuer_unread = out->issuer.p == NULL;
    if (out->issuer_unread)
        fail_set(fail, ERR_CRL_ENTRY_ISSUER, val);
}

/* The hold instruction of RFC 3280 5.3.2, an identifier, which RFC 5280 dropped. */
static void entry_hold(struct crl_entry *out, struct span val, struct fail *fail)
{
    struct der d = der_open(val, fail);

    (void)out;
    der_oid(&d);
    der_end(&d);
}

static const struct {
    enum oid oid;
    bool critical;
    void (*decode)(struct crl_entry *out, struct span val, struct fail *fail);
} entry_exts[] = {
    {OID_EXT_REASON_CODE,        false, entry_reason    },
    {OID_EXT_INVALIDITY_DATE,    false, entry_invalidity},
    {OID_EXT_CERTIFICATE_ISSUER, true,  entry_issuer    },
    {OID_EXT_HOLD_INSTRUCTION,   false, entry_hold      },
};

void crlext_entry(struct crl_entry *out, bool *critical, struct span extensions, struct fail *fail)
{
    size_t num = sizeof entry_exts / sizeof entry_exts[0], i;
    struct extlist list;
    struct extension x;

    extlist_open(&list, extensions, fail);
    while (extlist_next(&list, &x)) {
        struct fail f = {0};
        for (i = 0; i < num && entry_exts[i].oid != x.oid; i++)
            continue;
        if (i == num) {
            *critical |= x.critical;
            continue;
        }
        entry_exts[i].decode(out, x.val, &f);
        if (entry_exts[i].critical != x.critical && !x.critical_unread)
            fail_set(&f, ERR_CRL_CRITICALITY, x.raw);
        if (f.err != ERR_OK)
            fail_set(fail, f.err, f.at);
    }
}
