/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation by CRLs (RFC 5280 5 and 6.3). */
#include "config.h"

#include "lib/x509/cert.h"
#include "tests/neg/rules.h"

/* Fresh, empty CRLs of both CAs; hard: what is not known is an error. */
static void with_crls(struct set *s)
{
    s->t->in.revocation = REVOCATION_HARD;
    s->crls[0] = fc_crl_of(s->a, &s->ca);
    s->crls[1] = fc_crl_of(s->a, &s->root);
    s->num_crls = 2;
}

static void leaf_revoked(struct set *s)
{
    with_crls(s);
    fc_revoke(s->a, &s->crls[0], s->leaf.serial, 1);
}

static void other_serial_revoked(struct set *s)
{
    with_crls(s);
    fc_revoke(s->a, &s->crls[0], SPAN_LIT("\x55"), 1);
}

static void leaf_on_hold(struct set *s)
{
    with_crls(s);
    fc_revoke(s->a, &s->crls[0], s->leaf.serial, 6);
}

static void leaf_revoked_soft(struct set *s)
{
    leaf_revoked(s);
    s->t->in.revocation = REVOCATION_SOFT;
}

static void leaf_revoked_off(struct set *s)
{
    leaf_revoked(s);
    s->t->in.revocation = REVOCATION_OFF;
}

static void ca_revoked(struct set *s)
{
    with_crls(s);
    fc_revoke(s->a, &s->crls[1], s->ca.serial, -1);
}

/* The leaf's serial number in the list of another issuer means nothing. */
static void revoked_by_another(struct set *s)
{
    with_crls(s);
    fc_revoke(s->a, &s->crls[1], s->leaf.serial, 1);
}

static void no_crl_of_ca(struct set *s)
{
    with_crls(s);
    s->crls[0] = s->crls[1];
    s->num_crls = 1;
}

static void no_crl_soft(struct set *s)
{
    s->t->in.revocation = REVOCATION_SOFT;
}

static void stale(struct set *s)
{
    with_crls(s);
    s->crls[0].next_update = FC_NOW - 1;
}

static void stale_last_second(struct set *s)
{
    with_crls(s);
    s->crls[0].next_update = FC_NOW;
}

static void stale_soft(struct set *s)
{
    stale(s);
    s->t->in.revocation = REVOCATION_SOFT;
}

static void from_the_future(struct set *s)
{
    with_crls(s);
    s->crls[0].this_update = FC_NOW + 1;
}

static void corrupt(struct set *s)
{
    with_crls(s);
    s->crls[0].corrupt = true;
}

static void forged(struct set *s)
{
    with_crls(s);
    s->crls[0].key = FKEY_P256_E;
}

/* The CA's own key usage lacks cRLSign. */
static void no_crl_sign(struct set *s)
{
    with_crls(s);
    fc_set(&s->ca.exts, FC_OID_KU, true, fc_ku(s->a, KU_KEY_CERT_SIGN));
}

static void crl_unknown_critical(struct set *s)
{
    with_crls(s);
    fc_add(&s->crls[0].exts, FC_UNKNOWN_OID, true, fd_null(s->a));
}

static void crl_unknown(struct set *s)
{
    with_crls(s);
    fc_add(&s->crls[0].exts, FC_UNKNOWN_OID, false, fd_null(s->a));
}

static void entry_unknown_critical(struct set *s)
{
    struct fc_entry *e;

    with_crls(s);
    e = fc_revoke(s->a, &s->crls[0], SPAN_LIT("\x55"), 1);
    fc_add(&e->exts, FC_UNKNOWN_OID, true, fd_null(s->a));
}

static void crl_duplicate(struct set *s)
{
    with_crls(s);
    fc_add(&s->crls[0].exts, FC_OID_CRL_NUMBER, false, fd_int(s->a, 8));
}

static void crl_alg_mismatch(struct set *s)
{
    with_crls(s);
    s->crls[0].inner_alg = fkey_alg(s->a, FSIG_ECDSA_SHA384);
}

/* A CRL signed with RSA, with NULL parameters or without (RFC 4055 5). */
static void crl_of_rsa(struct set *s)
{
    fc_rekey(s->a, &s->ca, FKEY_RSA2048_A);
    fc_reissue(s->a, &s->leaf, &s->ca);
    with_crls(s);
}

static void crl_no_null(struct set *s)
{
    crl_of_rsa(s);
    s->crls[0].inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, "1.2.840.113549.1.1.11"));
    s->crls[0].outer_alg = s->crls[0].inner_alg;
}

/* Scopes (issuingDistributionPoint). */
static void scope(struct set *s, struct fc_idp idp)
{
    with_crls(s);
    fc_add(&s->crls[0].exts, FC_OID_IDP, true, fc_idp(s->a, idp));
}

static void scope_ca(struct set *s)
{
    scope(s, (struct fc_idp){.only_ca = true});
}

static void scope_user(struct set *s)
{
    scope(s, (struct fc_idp){.only_user = true});
}

static void scope_attribute(struct set *s)
{
    scope(s, (struct fc_idp){.only_attribute = true});
}

static void scope_reasons(struct set *s)
{
    scope(s, (struct fc_idp){.reasons = 1u << 1});
}

static void point(struct set *s, const char *uri)
{
    struct span none = {0};

    scope(s, (struct fc_idp){.names = fc_uri(s->a, uri)});
    fc_set(&s->leaf.exts, FC_OID_CRLDP, false,
           FC_CRLDP(s->a, fc_dp(s->a, fc_uri(s->a, "http://example.com/1.crl"), 0, none)));
}

static void point_other(struct set *s)
{
    point(s, "http://example.com/2.crl");
}

static void point_same(struct set *s)
{
    point(s, "http://example.com/1.crl");
}

/* The point covers one reason alone, which is none of them. */
static void point_unused(struct set *s)
{
    struct span none = {0}, uri = fc_uri(s->a, "http://example.com/1.crl");

    point_same(s);
    fc_set(&s->leaf.exts, FC_OID_CRLDP, false, FC_CRLDP(s->a, fc_dp(s->a, uri, 1, none)));
}

/* Two CRLs of the same time: the number says which one supersedes the other. */
static void numbered(struct set *s, int revoking)
{
    with_crls(s);
    s->crls[2] = s->crls[0];
    s->num_crls = 3;
    fc_set(&s->crls[2].exts, FC_OID_CRL_NUMBER, false, fd_int(s->a, revoking));
    fc_revoke(s->a, &s->crls[2], s->leaf.serial, 1);
}

static void number_higher(struct set *s)
{
    numbered(s, 256);
}

static void number_lower(struct set *s)
{
    numbered(s, 6);
}

static void no_number(struct set *s)
{
    with_crls(s);
    fc_drop(&s->crls[0].exts, FC_OID_CRL_NUMBER);
}

static void version_1(struct set *s)
{
    with_crls(s);
    s->crls[0].version = 1;
    s->crls[0].exts.num = 0;
}

/* A delta CRL alone is no answer; beside its base it revokes and takes back. */
static void delta_alone(struct set *s)
{
    with_crls(s);
    fc_add(&s->crls[0].exts, FC_OID_DELTA, true, fd_int(s->a, 7));
    fc_set(&s->crls[0].exts, FC_OID_CRL_NUMBER, false, fd_int(s->a, 8));
}

static void delta(struct set *s, int base, int reason)
{
    with_crls(s);
    fc_set(
        &s->leaf.exts, FC_OID_FRESHEST, false,
        FC_CRLDP(s->a, fc_dp(s->a, fc_uri(s->a, "http://example.com/d.crl"), 0, (struct span){0})));
    s->crls[2] = fc_crl_of(s->a, &s->ca);
    s->num_crls = 3;
    fc_add(&s->crls[2].exts, FC_OID_DELTA, true, fd_int(s->a, base));
    fc_set(&s->crls[2].exts, FC_OID_CRL_NUMBER, false, fd_int(s->a, 9));
    if (reason >= 0)
        fc_revoke(s->a, &s->crls[2], s->leaf.serial, reason);
}

static void delta_revokes(struct set *s)
{
    delta(s, 7, 1);
}

static void delta_empty(struct set *s)
{
    delta(s, 7, -1);
}

/* Indirect CRLs: the entry's issuer stays until the next certificateIssuer. */
static void indirect(struct set *s, const char *issuer)
{
    struct fc_entry *e;

    with_crls(s);
    s->crls[0] = fc_crl_of(s->a, &s->root);
    fc_add(&s->crls[0].exts, FC_OID_IDP, true, fc_idp(s->a, (struct fc_idp){.indirect = true}));
    e = fc_revoke(s->a, &s->crls[0], SPAN_LIT("\x55"), 1);
    fc_add(&e->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(s->a, fc_dir(s->a, fc_name(s->a, issuer))));
    fc_revoke(s->a, &s->crls[0], s->leaf.serial, 1);
    fc_set(&s->leaf.exts, FC_OID_CRLDP, false,
           FC_CRLDP(s->a, fc_dp(s->a, (struct span){0}, 0, fc_dir(s->a, s->root.subject))));
}

static void indirect_revoked(struct set *s)
{
    indirect(s, FC_CA_NAME);
}

static void indirect_other(struct set *s)
{
    indirect(s, "C=US,O=Example Trust,CN=Another CA");
}

/* A CRL that is no longer current and one that is. */
static void stale_and_fresh(struct set *s)
{
    stale(s);
    s->crls[2] = fc_crl_of(s->a, &s->ca);
    s->num_crls = 3;
}

#define ROW(rule, reason, levels, cert, text, bad, good)                   \
    {                                                                      \
        text, RULE_##rule, REASON_##reason, levels, cert, bad, good, false \
    }
#define UNKNOWN(text, bad, good) \
    ROW(REVOCATION_UNKNOWN, REVOCATION_UNKNOWN, EVERY, 0, text, bad, good)
#define BAD(text, bad, good) ROW(BAD_CRL, REVOCATION_UNKNOWN, EVERY, 0, text, bad, good)

static const struct row rows[] = {
    ROW(REVOKED, REVOKED, EVERY, 0, "leaf revoked", leaf_revoked, other_serial_revoked),
    ROW(REVOKED, REVOKED, EVERY, 0, "leaf on hold", leaf_on_hold, with_crls),
    ROW(REVOKED, REVOKED, EVERY, 0, "leaf revoked under soft", leaf_revoked_soft, leaf_revoked_off),
    ROW(REVOKED, REVOKED, EVERY, 1, "intermediate revoked", ca_revoked, revoked_by_another),
    ROW(REVOKED, REVOKED, EVERY, 0, "revoked by a delta CRL", delta_revokes, delta_empty),
    ROW(REVOKED, REVOKED, EVERY, 0, "revoked by an indirect CRL", indirect_revoked, indirect_other),
    UNKNOWN("no CRL of the intermediate", no_crl_of_ca, with_crls),
    ROW(REVOCATION_UNKNOWN, REVOCATION_UNKNOWN, "WWW", 0, "no CRL under soft", no_crl_soft,
        with_crls),
    ROW(STALE_CRL, STALE_CRL, EVERY, 0, "stale CRL", stale, stale_last_second),
    ROW(STALE_CRL, STALE_CRL, "WWW", 0, "stale CRL under soft", stale_soft, stale_and_fresh),
    ROW(STALE_CRL, STALE_CRL, EVERY, 0, "CRL of tomorrow", from_the_future, with_crls),
    BAD("CRL with a changed signature", corrupt, with_crls),
    BAD("CRL by another key", forged, with_crls),
    BAD("CRL by a CA without cRLSign", no_crl_sign, with_crls),
    BAD("CRL with an unknown critical extension", crl_unknown_critical, crl_unknown),
    BAD("CRL entry with an unknown critical extension", entry_unknown_critical, NULL),
    BAD("CRL with an extension twice", crl_duplicate, NULL),
    BAD("CRL with two algorithms", crl_alg_mismatch, NULL),
    ROW(BAD_CRL, REVOCATION_UNKNOWN, "NNE", 0, "CRL signed with RSA without NULL parameters",
        crl_no_null, crl_of_rsa),
    UNKNOWN("CRL for CAs alone", scope_ca, scope_user),
    UNKNOWN("CRL for attribute certificates", scope_attribute, NULL),
    UNKNOWN("CRL for one reason alone", scope_reasons, NULL),
    UNKNOWN("CRL of another distribution point", point_other, point_same),
    UNKNOWN("delta CRL without its base", delta_alone, NULL),
    UNKNOWN("distribution point for the reason unused", point_unused, point_same),
    ROW(REVOKED, REVOKED, EVERY, 0, "revoked by the CRL of the higher number", number_higher,
        number_lower),
    BAD("CRL of version 2 without a number", no_number, version_1),
};

const struct theme rules_crls = THEME(rows);
