/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of certificatePolicies, policyMappings and policyConstraints. */
#include "config.h"

#include "lib/lint/lint_check.h"

/* One PolicyInformation (RFC 5280 4.2.1.4): qualifiers is the content of their SEQUENCE. */
struct policy {
    struct span oid, qualifiers;
};

/* policy_next takes the next policy off *rest, which starts as what policies_of returns. */
static struct span policies_of(const struct cert *cert)
{
    struct fail f = {0};
    struct der d = der_open(cert->ext[EXT_CP].val, &f);

    return der_get(&d, DER_SEQUENCE);
}

static bool policy_next(struct span *rest, struct policy *out)
{
    struct fail f = {0};
    struct der d = der_open(*rest, &f);

    *out = (struct policy){0};
    if (!der_more(&d))
        return false;
    struct der info = der_enter(&d, DER_SEQUENCE);
    out->oid = der_oid(&info);
    (void)der_opt(&info, DER_SEQUENCE, &out->qualifiers);
    *rest = d.rest;
    return f.err == ERR_OK;
}

/* A PolicyQualifierInfo. */
struct qualifier {
    enum oid type;
    struct tlv value;
};

static bool qualifier_next(struct span *rest, struct qualifier *out)
{
    struct fail f = {0};
    struct der d = der_open(*rest, &f);

    if (!der_more(&d))
        return false;
    struct der q = der_enter(&d, DER_SEQUENCE);
    out->type = oid_find(der_oid(&q));
    out->value = der_any(&q);
    *rest = d.rest;
    return f.err == ERR_OK;
}

typedef bool qualifier_check(const struct policy *policy, const struct qualifier *qualifier);

static bool any_qualifier(const struct cert *cert, qualifier_check *is_bad)
{
    struct span policies = policies_of(cert);
    struct policy p;
    struct qualifier q;

    while (policy_next(&policies, &p)) {
        while (qualifier_next(&p.qualifiers, &q)) {
            if (is_bad(&p, &q))
                return true;
        }
    }
    return false;
}

bool lint_has_cabf_policy(const struct cert *cert)
{
    struct span policies = policies_of(cert);
    struct policy p;
    bool found = false;

    while (!found && policy_next(&policies, &p))
        found = span_starts(p.oid, SPAN_LIT("\x67\x81\x0c\x01"));
    return found;
}

bool policy_twice(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->ext[EXT_CP].err == ERR_POLICY_DUPLICATE;
}

static bool is_known(enum oid type)
{
    return type == OID_QT_CPS || type == OID_QT_UNOTICE;
}

static bool is_odd_of_any(const struct policy *policy, const struct qualifier *qualifier)
{
    return oid_find(policy->oid) == OID_CP_ANY && !is_known(qualifier->type);
}

bool any_policy_qualifier(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_qualifier(cert, is_odd_of_any);
}

static bool is_no_cps(const struct policy *policy, const struct qualifier *qualifier)
{
    (void)policy;
    return qualifier->type != OID_QT_CPS;
}

bool other_qualifier(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_qualifier(cert, is_no_cps);
}

/* A UserNotice: SEQUENCE { noticeRef SEQUENCE OPTIONAL, explicitText DisplayText OPTIONAL }. */
struct notice {
    bool has_ref;
    struct tlv text; /* tag 0: there is none */
};

static struct notice notice_of(const struct qualifier *qualifier)
{
    struct fail f = {0};
    struct notice n = {0};
    struct der d = der_open(qualifier->value.val, &f);
    struct span ref;

    if (qualifier->type != OID_QT_UNOTICE)
        return n;
    n.has_ref = der_opt(&d, DER_SEQUENCE, &ref);
    if (der_more(&d))
        n.text = der_any(&d);
    return n;
}

static bool has_ia5_text(const struct policy *policy, const struct qualifier *qualifier)
{
    (void)policy;
    return notice_of(qualifier).text.tag == DER_IA5_STRING;
}

bool text_ia5(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_qualifier(cert, has_ia5_text);
}

static bool has_text_not_utf8(const struct policy *policy, const struct qualifier *qualifier)
{
    struct notice n = notice_of(qualifier);

    (void)policy;
    return n.text.tag != 0 && n.text.tag != DER_UTF8_STRING;
}

bool text_not_utf8(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_qualifier(cert, has_text_not_utf8);
}

/* RFC 5280 4.2.1.4: at most 200 characters; a BMPString has two octets for each. */
static bool has_long_text(const struct policy *policy, const struct qualifier *qualifier)
{
    struct notice n = notice_of(qualifier);
    size_t characters = n.text.tag == DER_BMP_STRING ? n.text.val.n / 2 : 0;

    (void)policy;
    for (size_t i = 0; n.text.tag != DER_BMP_STRING && i < n.text.val.n; i++)
        characters += n.text.tag != DER_UTF8_STRING || (n.text.val.p[i] & 0xc0) != 0x80;
    return characters > 200;
}

bool text_long(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_qualifier(cert, has_long_text);
}

static bool has_control_text(const struct policy *policy, const struct qualifier *qualifier)
{
    struct notice n = notice_of(qualifier);

    (void)policy;
    for (size_t i = 0; n.text.tag == DER_UTF8_STRING && i < n.text.val.n; i++) {
        uint8_t c = n.text.val.p[i];
        if (c < ' ' || c == 0x7f ||
            (c == 0xc2 && i + 1 < n.text.val.n && n.text.val.p[i + 1] < 0xa0))
            return true;
    }
    return false;
}

bool text_control(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_qualifier(cert, has_control_text);
}

static bool has_ref(const struct policy *policy, const struct qualifier *qualifier)
{
    (void)policy;
    return notice_of(qualifier).has_ref;
}

bool notice_ref(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_qualifier(cert, has_ref);
}

static bool has_policy(const struct cert *cert, enum oid oid)
{
    struct span policies = policies_of(cert);
    struct policy p;

    while (policy_next(&policies, &p)) {
        if (oid_find(p.oid) == oid)
            return true;
    }
    return false;
}

/* arg: the policy; number: the attribute that it demands. */
bool policy_without_attribute(const struct cert *cert, const struct lint_terms *terms)
{
    struct attribute a;

    return has_policy(cert, (enum oid)terms->arg) && name_is_readable(cert->subject) &&
           !name_find(cert->subject, (enum oid)terms->number, &a);
}

/* arg: an attribute that was not validated. */
bool dv_with_attribute(const struct cert *cert, const struct lint_terms *terms)
{
    struct attribute a;

    return has_policy(cert, OID_CP_CABF_DV) && name_find(cert->subject, (enum oid)terms->arg, &a);
}

bool mapping_any(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->ext[EXT_PM].err == ERR_POLICY_ANY_MAPPED;
}

bool empty_sequence(const struct cert *cert, const struct lint_terms *terms)
{
    return span_eq(cert->ext[terms->ext].val, span_of("\x30\x00", 2));
}
