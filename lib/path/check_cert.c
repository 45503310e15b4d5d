/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules that concern one certificate alone.  Each check_ function below holds the rules of one
 * section or subject; check_cert at the end runs them all.  A check continues after a finding: a
 * report shows everything that is wrong.
 */
#include "config.h"

#include "lib/path/check.h"
#include "lib/path/namecon.h"
#include "lib/x509/certext.h"

/* The certificate is valid now and ends within the lead: within `seconds`, or when less than
 * `percent` of its lifetime are left; and its lifetime is not longer than `longest`. */
static bool ends_soon(const struct cert *cert, int64_t now, struct lead lead)
{
    int64_t left = cert->not_after - now, lifetime = cert->not_after - cert->not_before;
    bool by_time = lead.seconds > 0 && left <= lead.seconds;
    /* A calendar's seconds are below 2^39: nothing overflows. */
    bool by_share =
        lead.percent > 0 && cert->has_not_before && left * 100 < lifetime * lead.percent;

    bool is_meant = lead.longest == 0 || (cert->has_not_before && lifetime < lead.longest);

    return cert->has_not_after && left >= 0 && is_meant && (by_time || by_share);
}

/* The leads of the caller: certificates that end soon are refused (fail_within) or warned of. */
static enum err check_lead(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    struct finding f = {.cert = i, .a = c->not_after, .b = check->in->time};

    if (ends_soon(c, check->in->time, check->in->fail_within))
        f.rule = RULE_EXPIRES_WITHIN;
    else if (ends_soon(c, check->in->time, check->in->warn))
        f.rule = RULE_EXPIRES_SOON;
    else
        return ERR_OK;
    return note(check, path, f);
}

/* RFC 5280 6.1.3 (a)(2); both ends are inclusive (4.1.2.5). */
static enum err check_validity(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;

    if (c->has_not_before && check->in->time < c->not_before)
        TRY(note(
            check, path,
            (struct finding){
                .rule = RULE_NOT_YET_VALID, .cert = i, .a = c->not_before, .b = check->in->time}));
    if (c->has_not_after && check->in->time > c->not_after)
        TRY(note(check, path,
                 (struct finding){
                     .rule = RULE_EXPIRED, .cert = i, .a = c->not_after, .b = check->in->time}));
    if (c->early_generalized)
        TRY(note(check, path, (struct finding){.rule = RULE_TIME_FORM, .cert = i}));
    return ERR_OK;
}

/* In which roles we read an extension that is not critical.  Some are never read, some not in an
 * anchor, which is a name, a key and what binds them (RFC 5280 6.1.1 (d)). */
enum ext_reader { READ_BY_ALL, READ_BELOW_ANCHORS, READ_BY_NONE };

static const enum ext_reader readers[EXT_COUNT] = {
    [EXT_SAN] = READ_BELOW_ANCHORS,
    [EXT_CRLDP] = READ_BELOW_ANCHORS,
    [EXT_FRESHEST_CRL] = READ_BELOW_ANCHORS,
    [EXT_AIA] = READ_BELOW_ANCHORS,
    [EXT_CP] = READ_BELOW_ANCHORS,
    [EXT_IAN] = READ_BY_NONE,
    [EXT_SIA] = READ_BY_NONE,
    [EXT_SUBJECT_DIRECTORY] = READ_BY_NONE,
    [EXT_QC_STATEMENTS] = READ_BY_NONE,
};

/* The rule that a malformed extension breaks.  Forms that certificates in use have are read in
 * spite of their fault and have rules of their own; so have extensions that we never read. */
static enum rule form_rule(enum ext_id id, const struct cert_ext *ext, enum role role)
{
    if (id == EXT_KU && ext->err == ERR_DER_NAMED_BITS)
        return RULE_KEY_USAGE_BITS;
    if (id == EXT_BC && ext->err == ERR_DER_DEFAULT)
        return RULE_CA_FALSE_WRITTEN;
    /* If the critical flag or the value's tag cannot be read, the extension may be a critical
     * one. */
    if (ext->critical || ext->critical_unread || ext->val.p == NULL || readers[id] == READ_BY_ALL)
        return RULE_EXTENSION_ENCODING;
    if (role == ROLE_ANCHOR)
        return RULE_ANCHOR_FORM;
    return readers[id] == READ_BY_NONE ? RULE_UNREAD_FORM : RULE_EXTENSION_ENCODING;
}

enum err note_defects(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;

    for (unsigned n = 0; n < c->num_defects && n < CERT_DEFECTS; n++)
        TRY(note(
            check, path,
            (struct finding){
                .rule = RULE_DEFECT, .cert = i, .err = c->defects[n].err, .at = c->defects[n].at}));
    return ERR_OK;
}

/* The encoding of the certificate's own fields, and of each extension. */
static enum err check_form(const struct check *check, struct path *path, int i, enum role role)
{
    const struct cert *c = path->links[i].cert;

    TRY(note_defects(check, path, i));
    for (enum ext_id id = 0; id < EXT_COUNT; id++) {
        const struct cert_ext *x = &c->ext[id];
        struct finding f = {
            .cert = i, .err = x->err, .at = x->at, .other = oid_bytes(certext_oid(id))};
        if (x->err == ERR_OK)
            continue;
        f.rule = form_rule(id, x, role);
        TRY(note(check, path, f));
    }
    return ERR_OK;
}

/* RFC 5280 4.2: a certificate with a critical extension that we do not understand is rejected. */
static enum err check_critical(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    struct span unknown = c->unknown_critical;

    for (enum ext_id id = 0; id < EXT_COUNT && unknown.p == NULL; id++) {
        if (c->ext[id].present && c->ext[id].critical && !certext_understood(id))
            unknown = oid_bytes(certext_oid(id));
    }
    if (unknown.p == NULL)
        return ERR_OK;
    return note(check, path,
                (struct finding){
                    .rule = RULE_UNKNOWN_CRITICAL, .cert = i, .at = unknown, .other = unknown});
}

/* RFC 5280 4.2.1.4: if the extension is critical, whoever does not understand a qualifier "MUST
 * reject the certificate". anyPolicy may have only the two qualifiers of the RFC. */
static enum err check_qualifiers(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    struct finding f = {.cert = i, .at = c->odd_qualifier, .other = c->odd_qualifier};

    if (c->ext[EXT_CP].critical && c->odd_qualifier.n > 0) {
        f.rule = RULE_POLICY_QUALIFIER;
        TRY(note(check, path, f));
    }
    if (c->odd_any_qualifier.n > 0) {
        f.rule = RULE_POLICY_QUALIFIER_ANY;
        f.at = f.other = c->odd_any_qualifier;
        TRY(note(check, path, f));
    }
    return ERR_OK;
}

/* Extensions that the RFC requires to be critical, or not to be, in every certificate. */
static enum err check_criticality(const struct check *check, struct path *path, int i)
{
    static const struct {
        enum ext_id id;
        bool critical;
        enum rule rule;
        /* Sections of RFC 5280. */
    } wanted[] = {
        {EXT_AKI, false, RULE_CRITICALITY},               /* 4.2.1.1 */
        {EXT_SKI, false, RULE_CRITICALITY},               /* 4.2.1.2 */
        {EXT_SUBJECT_DIRECTORY, false, RULE_CRITICALITY}, /* 4.2.1.8 */
        {EXT_NC, true, RULE_NC_NOT_CRITICAL},             /* 4.2.1.10 */
        {EXT_PC, true, RULE_CRITICALITY},                 /* 4.2.1.11 */
        {EXT_IAP, true, RULE_CRITICALITY},                /* 4.2.1.14 */
        {EXT_FRESHEST_CRL, false, RULE_CRITICALITY},      /* 4.2.1.15 */
        {EXT_AIA, false, RULE_CRITICALITY},               /* 4.2.2.1 */
        {EXT_SIA, false, RULE_CRITICALITY},               /* 4.2.2.2 */
    };
    const struct cert *c = path->links[i].cert;

    for (size_t n = 0; n < sizeof wanted / sizeof wanted[0]; n++) {
        const struct cert_ext *x = &c->ext[wanted[n].id];
        if (x->present && !x->critical_unread && x->critical != wanted[n].critical)
            TRY(note(check, path,
                     (struct finding){.rule = wanted[n].rule,
                                      .cert = i,
                                      .at = x->val,
                                      .other = oid_bytes(certext_oid(wanted[n].id))}));
    }
    /* 4.2.1.9: basicConstraints is critical in the certificate of a CA that signs certificates. */
    if (c->is_ca && !c->ext[EXT_BC].critical && !c->ext[EXT_BC].critical_unread)
        TRY(note(check, path,
                 (struct finding){.rule = RULE_CRITICALITY,
                                  .cert = i,
                                  .at = c->ext[EXT_BC].val,
                                  .other = oid_bytes(OID_EXT_BC)}));
    return ERR_OK;
}

/* RFC 5280 4.1.2.2: positive, at most 20 octets. */
static enum err check_serial(const struct check *check, struct path *path, int i)
{
    struct span s = path->links[i].cert->serial;
    struct finding f = {.cert = i, .at = s, .a = (int64_t)s.n};

    if (s.n == 1 && s.p[0] == 0) {
        f.rule = RULE_SERIAL_ZERO;
        TRY(note(check, path, f));
    } else if (s.n > 0 && (s.p[0] & 0x80) != 0) {
        f.rule = RULE_SERIAL_NEGATIVE;
        TRY(note(check, path, f));
    }
    if (s.n > 20) {
        f.rule = RULE_SERIAL_LONG;
        TRY(note(check, path, f));
    }
    return ERR_OK;
}

/* RFC 5280 4.1.2.4, 4.1.2.6, 4.1.2.8: issuer and subject are not empty, or the SAN is critical in
 * place of the subject; names are well encoded; no unique identifiers. */
static enum err check_names(const struct check *check, struct path *path, int i, enum role role)
{
    const struct cert *c = path->links[i].cert;
    const struct cert_ext *san = &c->ext[EXT_SAN];

    if (name_is_empty(c->issuer))
        TRY(note(check, path,
                 (struct finding){.rule = RULE_EMPTY_ISSUER, .cert = i, .at = c->issuer}));
    /* An empty subject is allowed only in a leaf, and then the SAN must be critical. */
    if (name_is_empty(c->subject) && (role != ROLE_LEAF || c->is_ca))
        TRY(note(check, path,
                 (struct finding){.rule = RULE_EMPTY_SUBJECT_CA, .cert = i, .at = c->subject}));
    else if (name_is_empty(c->subject) && !san->critical && !san->critical_unread &&
             cert_ext_state(c, EXT_SAN) != EXT_UNREADABLE)
        TRY(note(check, path,
                 (struct finding){.rule = RULE_EMPTY_SUBJECT_SAN, .cert = i, .at = c->subject}));
    if (!name_is_empty(c->subject) && san->present && san->critical)
        TRY(note(check, path,
                 (struct finding){.rule = role == ROLE_ANCHOR ? RULE_ANCHOR_SAN_CRITICAL
                                                              : RULE_SAN_CRITICAL,
                                  .cert = i,
                                  .at = san->val}));
    if (c->loose_name.err != ERR_OK)
        TRY(note(check, path,
                 (struct finding){.rule = c->loose_name.err == ERR_DER_SET_ORDER
                                              ? RULE_RDN_ORDER
                                              : RULE_PRINTABLE_STRING,
                                  .cert = i,
                                  .err = c->loose_name.err,
                                  .at = c->loose_name.at}));
    if (c->issuer_uid.n > 0 || c->subject_uid.n > 0)
        TRY(note(check, path,
                 (struct finding){.rule = RULE_UNIQUE_ID,
                                  .cert = i,
                                  .at = c->issuer_uid.n > 0 ? c->issuer_uid : c->subject_uid}));
    return ERR_OK;
}

/* The rule that a malformed name breaks.  Some malformed forms are in wide use and have rules of
 * their own. */
static enum rule san_rule(enum err err)
{
    switch (err) {
    case ERR_NAME_DNS_HYPHEN: return RULE_SAN_HYPHEN;
    case ERR_NAME_DNS_UNDERSCORE: return RULE_SAN_UNDERSCORE;
    case ERR_NAME_DNS_NUMERIC: return RULE_SAN_NUMERIC;
    default: return RULE_SAN_SYNTAX;
    }
}

/* RFC 5280 4.2.1.6: each name has the form of its kind. */
static enum err check_san(const struct check *check, struct path *path, int i, enum role role)
{
    const struct cert_ext *san = &path->links[i].cert->ext[EXT_SAN];
    struct gnames names = gnames_open_value(san->val);
    bool seen[RULE_COUNT] = {0};
    struct gname n;

    while (gnames_next(&names, &n)) {
        enum err e = gname_syntax(&n);
        enum rule rule = san_rule(e);
        if (rule == RULE_SAN_SYNTAX && role == ROLE_ANCHOR && !san->critical)
            rule = RULE_ANCHOR_FORM;
        /* The first name that breaks a rule is enough: ten thousand would only fill the report. */
        if (e == ERR_OK || seen[rule])
            continue;
        seen[rule] = true;
        TRY(note(check, path,
                 (struct finding){.rule = rule,
                                  .cert = i,
                                  .err = e,
                                  .at = n.val,
                                  .other = oid_bytes(OID_EXT_SAN),
                                  .name = n}));
    }
    return ERR_OK;
}

/* CA/B BR 6.1.5 and 6.1.6: RSA of whole octets from 2048 bits, P-256, P-384, P-521.  "No other
 * algorithms or key sizes are permitted", so ML-DSA is not either. */
static bool is_cabf_key(const struct keyinfo *key)
{
    switch (key->kind) {
    case KEY_RSA: return key->bits >= 2048 && key->bits % 8 == 0;
    case KEY_P256:
    case KEY_P384:
    case KEY_P521: return true;
    default: return false;
    }
}

/* RFC 9295 3, RFC 9881 5: a key of EdDSA or ML-DSA is for signatures, and for nothing else.  That
 * there is a usage at all is RFC 5280's rule. */
static enum err check_signing_usage(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    uint32_t signing = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION | KU_KEY_CERT_SIGN | KU_CRL_SIGN;

    if (!keyinfo_only_signs(c->key.kind) || cert_ext_state(c, EXT_KU) != EXT_READ ||
        (c->key_usage & ~signing) == 0)
        return ERR_OK;
    return note(check, path,
                (struct finding){.rule = keyinfo_mldsa(c->key.kind) != NULL ? RULE_MLDSA_KEY_USAGE
                                                                            : RULE_EDDSA_KEY_USAGE,
                                 .cert = i,
                                 .at = c->ext[EXT_KU].val,
                                 .a = c->key_usage});
}

/* The rule that an unusable key breaks. */
static enum rule key_rule(enum err err)
{
    switch (err_reason(err)) {
    case REASON_WEAK_KEY: return RULE_UNUSABLE_KEY;
    case REASON_UNSUPPORTED_ALGORITHM: return RULE_KEY_UNSUPPORTED;
    default: return RULE_KEY_FORM;
    }
}

/* Every key must be usable, also the leaf's, which verifies nothing here: a party that relies on
 * the certificate uses the key next (SEC 1 3.2.2.1, RFC 8017 3.1). */
static enum err check_key(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    struct finding f = {.cert = i, .at = c->spki, .err = c->key.err, .a = c->key.bits};

    if (f.err == ERR_OK)
        f.err = keyring_check(check->keys, c);
    if (f.err == ERR_LIMIT || f.err == ERR_MEMORY)
        return f.err;
    if (f.err != ERR_OK) {
        f.rule = key_rule(f.err);
        return note(check, path, f);
    }
    if (keyinfo_is_weak(&c->key)) {
        f.rule = RULE_WEAK_KEY;
        TRY(note(check, path, f));
    }
    if (!is_cabf_key(&c->key)) {
        f.rule = RULE_KEY_SIZE_CABF;
        TRY(note(check, path, f));
    }
    return ERR_OK;
}

/* The algorithm of the certificate's own signature. */
static enum err check_sigalg(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    struct finding f = {.cert = i, .at = c->outer_alg, .other = c->sigalg.oid_content};

    if (c->sigalg.kind == SIG_UNKNOWN) {
        f.rule = RULE_UNKNOWN_SIGNATURE;
        return note(check, path, f);
    }
    if (c->sigalg.kind == SIG_UNSUPPORTED) {
        f.rule = RULE_UNSUPPORTED_SIGNATURE;
        return note(check, path, f);
    }
    if (c->sigalg.no_null) {
        f.rule = RULE_RSA_NO_NULL;
        TRY(note(check, path, f));
    }
    if (!sigalg_is_weak(&c->sigalg))
        return ERR_OK;
    /* RFC 4055 3.1: the digest may be strong although the mask generation uses a weak one. */
    bool mgf_alone = c->sigalg.kind == SIG_RSA_PSS && c->sigalg.digest != DIGEST_SHA1;
    f.rule = mgf_alone ? RULE_WEAK_MGF : RULE_WEAK_SIGNATURE;
    return note(check, path, f);
}

enum err check_cert(const struct check *check, struct path *path, int cert, enum role role)
{
    TRY(check_blocked(check, path, cert));
    TRY(check_validity(check, path, cert));
    TRY(check_lead(check, path, cert));
    TRY(check_form(check, path, cert, role));
    TRY(check_critical(check, path, cert));
    TRY(check_qualifiers(check, path, cert));
    TRY(check_criticality(check, path, cert));
    TRY(check_serial(check, path, cert));
    TRY(check_names(check, path, cert, role));
    TRY(check_san(check, path, cert, role));
    TRY(check_key(check, path, cert));
    TRY(check_signing_usage(check, path, cert));
    TRY(check_ca_marks(check, path, cert));
    TRY(check_key_ids(check, path, cert, role));
    TRY(check_constraints(check, path, cert));
    /* An anchor is trusted by decision: nothing depends on its own signature. */
    if (role != ROLE_ANCHOR)
        TRY(check_sigalg(check, path, cert));
    if (role != ROLE_LEAF)
        TRY(check_ca(check, path, cert, role));
    if (role == ROLE_ANCHOR && path->links[cert].cert->ext[EXT_EKU].present)
        TRY(note(check, path,
                 (struct finding){.rule = RULE_ANCHOR_EKU,
                                  .cert = cert,
                                  .at = path->links[cert].cert->ext[EXT_EKU].val}));
    return ERR_OK;
}
