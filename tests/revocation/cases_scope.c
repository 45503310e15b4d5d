/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scope of CRLs (RFC 5280 5.2.5, 6.3.3 (b) to (e)): partitioned, indirect, for some reasons;
 * and delta CRLs (5.2.4, 6.3.3 (c), (h), (i)). */
#include "config.h"

#include "tests/revocation/revcase.h"

#define URI_A       "http://example.com/a.crl"
#define URI_B       "http://example.com/b.crl"
#define SIGNER_NAME "O=Example Trust,CN=Example CRLs"

static const struct span none;

static struct fc_entry *revoke(struct revcase *c, int reason)
{
    return fc_revoke(c->a, &c->k->ca_crl, c->k->leaf.serial, reason);
}

static void set_idp(struct revcase *c, struct fc_crl *crl, struct fc_idp idp)
{
    fc_set(&crl->exts, FC_OID_IDP, true, fc_idp(c->a, idp));
}

static void point_to(struct revcase *c, struct span names, uint32_t reasons, struct span issuer)
{
    fc_set(&c->k->leaf.exts, FC_OID_CRLDP, false, revkit_point(c->k, names, reasons, issuer));
}

void case_idp_only_ca(struct revcase *c)
{
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.only_ca = true});
}

void case_idp_only_user(struct revcase *c)
{
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.only_user = true});
}

void case_idp_only_user_for_ca(struct revcase *c)
{
    set_idp(c, &c->k->root_crl, (struct fc_idp){.only_user = true});
}

void case_idp_only_ca_for_ca(struct revcase *c)
{
    set_idp(c, &c->k->root_crl, (struct fc_idp){.only_ca = true});
}

void case_idp_only_attribute(struct revcase *c)
{
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.only_attribute = true});
}

/* What is outside of a CRL's scope is not revoked by it (6.3.3 (b)). */
void case_idp_only_ca_revokes(struct revcase *c)
{
    case_idp_only_ca(c);
    revoke(c, 1);
}

void case_idp_contradicts_itself(struct revcase *c)
{
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.only_ca = true, .only_user = true});
}

static void partition(struct revcase *c, struct fc_crl *crl, const char *uri)
{
    set_idp(c, crl, (struct fc_idp){.names = fc_uri(c->a, uri)});
}

void case_partition_fits(struct revcase *c)
{
    point_to(c, fc_uri(c->a, URI_A), 0, none);
    partition(c, &c->k->ca_crl, URI_A);
}

void case_partition_revokes(struct revcase *c)
{
    case_partition_fits(c);
    revoke(c, 1);
}

void case_partition_other(struct revcase *c)
{
    point_to(c, fc_uri(c->a, URI_A), 0, none);
    partition(c, &c->k->ca_crl, URI_B);
    revoke(c, 1);
}

void case_partition_without_point(struct revcase *c)
{
    partition(c, &c->k->ca_crl, URI_A);
}

void case_partition_of_two(struct revcase *c)
{
    case_partition_fits(c);
    partition(c, revkit_crl(c->k, c->k->ca_crl), URI_B);
    fc_revoke(c->a, &c->k->crls[0], c->k->leaf.serial, 1);
}

void case_partition_of_several_names(struct revcase *c)
{
    struct span names = FD_CAT(c->a, fc_uri(c->a, URI_B), fc_uri(c->a, URI_A));

    point_to(c, fc_uri(c->a, URI_A), 0, none);
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.names = names});
}

/* 5.2.5: "the identical encoding MUST be used": a URI is not compared as a URL. */
void case_partition_in_capitals(struct revcase *c)
{
    point_to(c, fc_uri(c->a, URI_A), 0, none);
    partition(c, &c->k->ca_crl, "http://EXAMPLE.com/a.crl");
}

void case_complete_beside_point(struct revcase *c)
{
    point_to(c, fc_uri(c->a, URI_A), 0, none);
}

/* A partition that names the issuer's own name, as the point that every certificate has. */
void case_partition_of_issuer_name(struct revcase *c)
{
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.names = revkit_dir(c->k, FC_CA_NAME)});
}

static struct span relative(struct revcase *c, const char *cn)
{
    return FD(c->a, DER_SEQUENCE, fd_oid(c->a, "2.5.4.3"), fd_str(c->a, DER_UTF8_STRING, cn));
}

void case_partition_relative(struct revcase *c)
{
    point_to(c, revkit_dir(c->k, FC_CA_NAME ",CN=Part"), 0, none);
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.relative = relative(c, "Part")});
}

void case_partition_relative_other(struct revcase *c)
{
    point_to(c, revkit_dir(c->k, FC_CA_NAME ",CN=Part"), 0, none);
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.relative = relative(c, "Part 2")});
}

#define SOME_REASONS  (1u << 1)
#define OTHER_REASONS (CRL_ALL_REASONS & ~SOME_REASONS)

void case_reasons_some(struct revcase *c)
{
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.reasons = SOME_REASONS});
}

void case_reasons_some_revokes(struct revcase *c)
{
    case_reasons_some(c);
    revoke(c, 1);
}

void case_reasons_all_of_two(struct revcase *c)
{
    struct fc_crl *other = revkit_crl(c->k, c->k->ca_crl);

    case_reasons_some(c);
    set_idp(c, other, (struct fc_idp){.reasons = OTHER_REASONS});
}

void case_reasons_other_revokes(struct revcase *c)
{
    case_reasons_all_of_two(c);
    fc_revoke(c->a, &c->k->crls[0], c->k->leaf.serial, 4);
}

void case_reasons_of_point(struct revcase *c)
{
    point_to(c, fc_uri(c->a, URI_A), SOME_REASONS, none);
    partition(c, &c->k->ca_crl, URI_A);
}

/* An authority for CRLs, whose indirect CRL the leaf names. */
static struct fc_spec *indirect(struct revcase *c)
{
    struct fc_spec s = fc_leaf_under(c->a, &c->k->root);

    s.subject = fc_name(c->a, SIGNER_NAME);
    s.serial = SPAN_LIT("\x77");
    fc_rekey(c->a, &s, FKEY_P256_D);
    fc_set(&s.exts, FC_OID_KU, true, fc_ku(c->a, KU_CRL_SIGN));
    fc_drop(&s.exts, FC_OID_EKU);
    fc_drop(&s.exts, FC_OID_SAN);
    c->k->ca_crl = fc_crl_of(c->a, &s);
    set_idp(c, &c->k->ca_crl, (struct fc_idp){.indirect = true});
    point_to(c, none, 0, revkit_dir(c->k, SIGNER_NAME));
    return revkit_helper(c->k, s);
}

static struct fc_entry *revoke_of(struct revcase *c, struct span issuer, bool critical)
{
    struct fc_entry *e = revoke(c, 1);

    fc_set(&e->exts, FC_OID_CERT_ISSUER, critical, FC_NAMES(c->a, fc_dir(c->a, issuer)));
    return e;
}

/* The point has lists of another issuer: the CA's own one of the same place is none of them. */
void case_point_of_other_issuer(struct revcase *c)
{
    point_to(c, fc_uri(c->a, URI_A), 0, revkit_dir(c->k, SIGNER_NAME));
    partition(c, &c->k->ca_crl, URI_A);
}

void case_indirect_good(struct revcase *c)
{
    indirect(c);
}

void case_indirect_revokes(struct revcase *c)
{
    indirect(c);
    revoke_of(c, c->k->ca.subject, true);
}

/* 5.3.3: without certificateIssuer the entry is of the CRL's own issuer. */
void case_indirect_entry_of_signer(struct revcase *c)
{
    indirect(c);
    revoke(c, 1);
}

void case_indirect_entry_of_root(struct revcase *c)
{
    indirect(c);
    revoke_of(c, c->k->root.subject, true);
}

/* 5.3.3: the issuer holds for the entries that follow. */
void case_indirect_issuer_of_entry_before(struct revcase *c)
{
    struct fc_entry *first;

    indirect(c);
    first = fc_revoke(c->a, &c->k->ca_crl, SPAN_LIT("\x05"), 1);
    fc_set(&first->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(c->a, fc_dir(c->a, c->k->ca.subject)));
    revoke(c, 1);
}

/* 5.3.3: "this extension MUST always be critical". */
void case_indirect_issuer_not_critical(struct revcase *c)
{
    struct fc_entry *e;

    indirect(c);
    e = fc_revoke(c->a, &c->k->ca_crl, SPAN_LIT("\x05"), 1);
    fc_set(&e->exts, FC_OID_CERT_ISSUER, false, FC_NAMES(c->a, fc_dir(c->a, c->k->root.subject)));
}

void case_indirect_not_designated(struct revcase *c)
{
    indirect(c);
    point_to(c, none, 0, revkit_dir(c->k, "CN=Somebody else"));
}

void case_indirect_without_flag(struct revcase *c)
{
    indirect(c);
    fc_drop(&c->k->ca_crl.exts, FC_OID_IDP);
}

void case_indirect_of_other_root(struct revcase *c)
{
    struct fc_spec root = fc_root(c->a);

    root.subject = root.issuer = fc_name(c->a, "CN=Other Root");
    root.issuer_key = FKEY_P256_E;
    fc_rekey(c->a, &root, FKEY_P256_E);
    fc_reissue(c->a, indirect(c), &root);
    revkit_helper(c->k, root);
}

/* Of two signers with one name the first is valid, and the second, which has signed the list for
 * the other reasons, is not. */
void case_indirect_second_of_other_root(struct revcase *c)
{
    struct fc_spec root = fc_root(c->a), second = *indirect(c);
    struct fc_crl *other;

    set_idp(c, &c->k->ca_crl, (struct fc_idp){.indirect = true, .reasons = SOME_REASONS});
    root.subject = root.issuer = fc_name(c->a, "CN=Other Root");
    root.issuer_key = FKEY_P256_E;
    fc_rekey(c->a, &root, FKEY_P256_E);
    fc_rekey(c->a, &second, FKEY_P256_F);
    fc_reissue(c->a, &second, &root);
    other = revkit_crl(c->k, fc_crl_of(c->a, &second));
    set_idp(c, other, (struct fc_idp){.indirect = true, .reasons = OTHER_REASONS});
    other->this_update -= FC_DAY;
    revkit_helper(c->k, root);
    revkit_helper(c->k, second);
}

void case_indirect_entry_in_direct_crl(struct revcase *c)
{
    struct fc_entry *e = fc_revoke(c->a, &c->k->ca_crl, SPAN_LIT("\x05"), 1);

    fc_set(&e->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(c->a, fc_dir(c->a, c->k->root.subject)));
}

static struct fc_crl *delta(struct revcase *c, int number, int base)
{
    struct fc_crl *d = revkit_crl(c->k, c->k->ca_crl);

    d->this_update = FC_NOW - 60;
    fc_set(&d->exts, FC_OID_CRL_NUMBER, false, fd_int(c->a, number));
    fc_set(&d->exts, FC_OID_DELTA, true, fd_int(c->a, base));
    return d;
}

/* A hold in the complete CRL (number 7) that a delta CRL releases. */
static struct fc_crl *release(struct revcase *c, int number, int base)
{
    struct fc_crl *d = delta(c, number, base);

    revoke(c, CRL_HOLD);
    fc_revoke(c->a, d, c->k->leaf.serial, CRL_REMOVE);
    return d;
}

void case_delta_adds(struct revcase *c)
{
    fc_revoke(c->a, delta(c, 9, 7), c->k->leaf.serial, 1);
}

void case_delta_empty(struct revcase *c)
{
    delta(c, 9, 7);
}

void case_delta_removes(struct revcase *c)
{
    release(c, 9, 7);
}

void case_delta_removes_older_base(struct revcase *c)
{
    release(c, 9, 3);
}

void case_delta_alone(struct revcase *c)
{
    delta(c, 9, 7);
    c->k->no_ca_crl = true;
}

void case_delta_before_complete(struct revcase *c)
{
    release(c, 6, 5);
}

void case_delta_of_same_number(struct revcase *c)
{
    release(c, 7, 5);
}

void case_delta_of_later_base(struct revcase *c)
{
    release(c, 9, 8);
}

void case_delta_other_scope(struct revcase *c)
{
    set_idp(c, release(c, 9, 7), (struct fc_idp){.only_user = true});
}

void case_delta_other_partition(struct revcase *c)
{
    struct fc_crl *d = release(c, 9, 7);

    point_to(c, fc_uri(c->a, URI_A), 0, none);
    partition(c, &c->k->ca_crl, URI_A);
    partition(c, d, URI_B);
}

void case_delta_other_reasons(struct revcase *c)
{
    set_idp(c, release(c, 9, 7), (struct fc_idp){.reasons = SOME_REASONS});
}

void case_delta_other_key_id(struct revcase *c)
{
    fc_set(&release(c, 9, 7)->exts, FC_OID_AKI, false, fc_aki(c->a, SPAN_LIT("x"), none, none));
}

void case_delta_other_key(struct revcase *c)
{
    release(c, 9, 7)->key = FKEY_P256_D;
}

void case_delta_other_issuer(struct revcase *c)
{
    release(c, 9, 7)->issuer = c->k->root.subject;
}

void case_delta_expired(struct revcase *c)
{
    release(c, 9, 7)->next_update = FC_NOW - 1;
}

/* What it revokes for good is revoked, as by an expired complete CRL. */
void case_delta_expired_adds(struct revcase *c)
{
    struct fc_crl *d = delta(c, 9, 7);

    fc_revoke(c->a, d, c->k->leaf.serial, 1);
    d->next_update = FC_NOW - 1;
}

void case_delta_expired_holds(struct revcase *c)
{
    struct fc_crl *d = delta(c, 9, 7);

    fc_revoke(c->a, d, c->k->leaf.serial, 6);
    d->next_update = FC_NOW - 1;
}

void case_delta_critical_unknown(struct revcase *c)
{
    fc_add(&release(c, 9, 7)->exts, FC_UNKNOWN_OID, true, fd_null(c->a));
}

void case_delta_critical_unknown_adds(struct revcase *c)
{
    struct fc_crl *d = delta(c, 9, 7);

    fc_revoke(c->a, d, c->k->leaf.serial, 1);
    fc_add(&d->exts, FC_UNKNOWN_OID, true, fd_null(c->a));
}

void case_delta_not_critical(struct revcase *c)
{
    fc_set(&release(c, 9, 7)->exts, FC_OID_DELTA, false, fd_int(c->a, 7));
}

void case_delta_ecdsa_sha1(struct revcase *c)
{
    release(c, 9, 7)->sig = FSIG_ECDSA_SHA1;
}

void case_delta_without_number(struct revcase *c)
{
    fc_drop(&release(c, 9, 7)->exts, FC_OID_CRL_NUMBER);
}

/* 5.2.6: it "MUST NOT appear in delta CRLs"; one that does leads nowhere, and harms nothing. */
void case_delta_with_freshest(struct revcase *c)
{
    fc_add(&release(c, 9, 7)->exts, FC_OID_FRESHEST, false,
           revkit_point(c->k, fc_uri(c->a, URI_A), 0, none));
}

/* 5.2.4: the newest delta CRL counts. */
void case_delta_holds_again(struct revcase *c)
{
    release(c, 9, 7);
    fc_revoke(c->a, delta(c, 10, 7), c->k->leaf.serial, CRL_HOLD);
}

/* 6.3.3 (a) (1) (i): together they are as new as the delta CRL. */
void case_delta_refreshes(struct revcase *c)
{
    c->k->ca_crl.next_update = FC_NOW - 20;
    delta(c, 9, 7)->next_update = FC_NOW + FC_DAY;
}
