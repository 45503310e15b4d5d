/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_ca: rules for certificates that sign others, and for what only they may have. */
#include "config.h"

#include "lib/path/check.h"

/* RFC 5280 6.1.4 (k) and (n): the certificate may sign certificates. */
enum err check_ca(const struct check *check, struct path *path, int i, enum role role)
{
    const struct cert *c = path->links[i].cert;
    struct finding f = {.cert = i, .at = c->ext[EXT_BC].val};

    /* Versions 1 and 2 have no extensions.  Such an anchor is known to be a CA by being an
     * anchor. */
    if ((c->version == 1 || c->version == 2) && role == ROLE_CA) {
        f.rule = RULE_NOT_A_CA_V1;
        TRY(note(check, path, f));
    } else if (c->version >= 3 && !c->is_ca && cert_ext_state(c, EXT_BC) != EXT_UNREADABLE) {
        f.rule = RULE_NOT_A_CA;
        TRY(note(check, path, f));
    }
    f.at = c->ext[EXT_KU].val;
    if (c->ext[EXT_KU].is_read && (c->key_usage & KU_KEY_CERT_SIGN) == 0) {
        f.rule = RULE_CA_KEY_USAGE;
        TRY(note(check, path, f));
    } else if (cert_ext_state(c, EXT_KU) == EXT_ABSENT && c->version >= 3) {
        f.rule = RULE_CA_KEY_USAGE_ABSENT;
        TRY(note(check, path, f));
    }
    return ERR_OK;
}

/* RFC 5280 4.2.1.3 and 4.2.1.9: keyCertSign, pathLenConstraint and nameConstraints need a CA. */
enum err check_ca_marks(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    bool signs = (c->key_usage & KU_KEY_CERT_SIGN) != 0;

    /* Without readable basicConstraints nothing is known about being a CA. */
    if (cert_ext_state(c, EXT_BC) == EXT_UNREADABLE)
        return ERR_OK;
    if (signs && !c->is_ca)
        TRY(note(check, path,
                 (struct finding){
                     .rule = RULE_CA_BIT_WITHOUT_SIGN, .cert = i, .at = c->ext[EXT_KU].val}));
    if (c->path_len >= 0 && (!c->is_ca || (c->ext[EXT_KU].is_read && !signs)))
        TRY(note(
            check, path,
            (struct finding){.rule = RULE_PATH_LENGTH_NO_CA, .cert = i, .at = c->ext[EXT_BC].val}));
    if (c->ext[EXT_NC].present && !c->is_ca)
        TRY(note(check, path,
                 (struct finding){.rule = RULE_NC_IN_LEAF, .cert = i, .at = c->ext[EXT_NC].val}));
    return ERR_OK;
}

/*
 * RFC 5280 4.2.1.1: a self-signed certificate may leave out the identifier, one that is self-issued
 * with another key may not.  Only for a CA is the signature verified here; for others the names
 * alone decide.
 */
static enum err may_omit_aki(bool *out, const struct check *check, const struct cert *cert,
                             enum role role)
{
    *out = cert_is_self_issued(cert);
    if (!*out || role != ROLE_CA)
        return ERR_OK;
    enum err e = keyring_issued(check->keys, cert, cert);
    *out = e == ERR_OK;
    return e == ERR_LIMIT || e == ERR_MEMORY ? e : ERR_OK;
}

/* The certificate has no key identifier of its issuer: reports it unless it may be left out. */
static enum err check_aki_absent(const struct check *check, struct path *path, int i,
                                 enum role role)
{
    const struct cert *c = path->links[i].cert;
    bool may_omit;

    enum err e = may_omit_aki(&may_omit, check, c, role);
    if (e == ERR_LIMIT)
        return note(check, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    TRY(e);
    return may_omit ? ERR_OK
                    : note(check, path,
                           (struct finding){
                               .rule = RULE_AKI_ABSENT, .cert = i, .at = c->ext[EXT_AKI].val});
}

/* RFC 5280 4.2.1.1 and 4.2.1.2; the forms are those of CA/B BR 7.1.2. */
enum err check_key_ids(const struct check *check, struct path *path, int i, enum role role)
{
    const struct cert *c = path->links[i].cert;
    const struct cert_ext *aki = &c->ext[EXT_AKI];
    bool self_signed = role != ROLE_CA && cert_is_self_issued(c);

    if (c->aki.key_id.n == 0 && cert_ext_state(c, EXT_AKI) != EXT_UNREADABLE)
        TRY(check_aki_absent(check, path, i, role));
    /* An empty identifier counts as absent: it identifies no key. */
    if (c->key_id.n == 0 && cert_ext_state(c, EXT_SKI) != EXT_UNREADABLE && c->is_ca)
        TRY(note(check, path, (struct finding){.rule = RULE_SKI_ABSENT, .cert = i}));
    /* The identifiers of a self-signed anchor must name its own key; others must not name issuer
     * and serial number (CA/B BR 7.1.2). */
    if (self_signed && role == ROLE_ANCHOR && aki->is_read && c->ext[EXT_SKI].is_read &&
        (c->aki.issuer.n > 0 || c->aki.serial.n > 0 || !span_eq(c->aki.key_id, c->key_id)))
        TRY(note(check, path,
                 (struct finding){.rule = RULE_ANCHOR_AKI_FORM, .cert = i, .at = aki->val}));
    else if (c->aki.issuer.n > 0 || c->aki.serial.n > 0)
        TRY(note(check, path, (struct finding){.rule = RULE_AKI_FORM, .cert = i, .at = aki->val}));
    return ERR_OK;
}

/* RFC 5280 4.2.1.10: the constraints themselves are well-formed. */
enum err check_constraints(const struct check *check, struct path *path, int i)
{
    const struct cert_ext *nc = &path->links[i].cert->ext[EXT_NC];
    struct fail f;

    if (!nc->present || nc->err != ERR_OK)
        return ERR_OK;
    TRY(namecon_form(&f, check->names, path->links[i].cert));
    if (f.err == ERR_OK)
        return ERR_OK;
    /* Three faults are understood nevertheless: a leading dot matches only what is below, and an
     * empty base matches every host. */
    enum rule rule = f.err == ERR_NC_LEADING_DOT   ? RULE_NC_LEADING_DOT
                     : f.err == ERR_NC_EMAIL_EMPTY ? RULE_NC_EMAIL_EMPTY
                     : f.err == ERR_NC_URI_EMPTY   ? RULE_NC_URI_EMPTY
                                                   : RULE_EXTENSION_ENCODING;
    return note(
        check, path,
        (struct finding){
            .rule = rule, .cert = i, .err = f.err, .at = f.at, .other = oid_bytes(OID_EXT_NC)});
}
