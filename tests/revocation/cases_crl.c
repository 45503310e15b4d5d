/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRLs: their form (RFC 5280 5), their entries (5.3), their signers (6.3.3 (f), (g)), and which of
 * several counts. */
#include "config.h"

#include "tests/revocation/revcase.h"

static struct fc_entry *revoke(struct revcase *c, int reason)
{
    return fc_revoke(c->a, &c->k->ca_crl, c->k->leaf.serial, reason);
}

static void set(struct revcase *c, const char *oid, bool critical, struct span value)
{
    fc_set(&c->k->ca_crl.exts, oid, critical, value);
}

void case_crl_good(struct revcase *c)
{
    fc_revoke(c->a, &c->k->ca_crl, SPAN_LIT("\x05"), 1);
}

void case_crl_revoked(struct revcase *c)
{
    revoke(c, 1);
}

void case_crl_revoked_ca(struct revcase *c)
{
    fc_revoke(c->a, &c->k->root_crl, c->k->ca.serial, 2);
}

void case_crl_hold(struct revcase *c)
{
    revoke(c, CRL_HOLD);
}

void case_crl_same_serial_of_root(struct revcase *c)
{
    fc_revoke(c->a, &c->k->root_crl, c->k->leaf.serial, 1);
}

void case_crl_revoked_from_tomorrow(struct revcase *c)
{
    revoke(c, 1)->date = FC_NOW + FC_DAY;
}

void case_crl_listed_twice(struct revcase *c)
{
    revoke(c, CRL_HOLD);
    revoke(c, 1);
}

/* 5.3.1: "The removeFromCRL (8) reason code value may only appear in delta CRLs": the entry does
 * not revoke, and a list that has it proves nothing. */
void case_crl_remove_in_complete(struct revcase *c)
{
    revoke(c, CRL_REMOVE);
}

static void valid(struct revcase *c, int64_t from, int64_t to)
{
    c->k->ca_crl.this_update = from;
    c->k->ca_crl.next_update = to;
}

void case_crl_at_its_only_second(struct revcase *c)
{
    valid(c, FC_NOW, FC_NOW);
}

void case_crl_expired(struct revcase *c)
{
    valid(c, FC_NOW - FC_DAY, FC_NOW - 1);
}

void case_crl_future(struct revcase *c)
{
    valid(c, FC_NOW + 1, FC_NOW + FC_DAY);
}

void case_crl_no_next_update(struct revcase *c)
{
    valid(c, FC_NOW - 1, INT64_MIN);
}

void case_crl_next_before_this(struct revcase *c)
{
    valid(c, FC_NOW - 10, FC_NOW - 11);
}

void case_crl_expired_revoked(struct revcase *c)
{
    case_crl_expired(c);
    revoke(c, 1);
}

void case_crl_expired_hold(struct revcase *c)
{
    case_crl_expired(c);
    revoke(c, CRL_HOLD);
}

void case_crl_number_absent(struct revcase *c)
{
    fc_drop(&c->k->ca_crl.exts, FC_OID_CRL_NUMBER);
}

void case_crl_number_negative(struct revcase *c)
{
    set(c, FC_OID_CRL_NUMBER, false, fd_int(c->a, -1));
}

void case_crl_version_1(struct revcase *c)
{
    c->k->ca_crl.version = 1;
    c->k->ca_crl.exts.num = 0;
}

void case_crl_version_1_revoked(struct revcase *c)
{
    case_crl_version_1(c);
    revoke(c, -1);
}

void case_crl_version_1_with_extensions(struct revcase *c)
{
    c->k->ca_crl.version = 1;
}

void case_crl_empty_list(struct revcase *c)
{
    c->k->ca_crl.entries_raw = SPAN_LIT("\x30\x00");
}

void case_crl_critical_unknown(struct revcase *c)
{
    set(c, FC_UNKNOWN_OID, true, fd_null(c->a));
}

void case_crl_unknown_extension(struct revcase *c)
{
    set(c, FC_UNKNOWN_OID, false, fd_null(c->a));
}

/* 5.3: not only that entry is of no use, "the application MUST NOT use that CRL". */
void case_crl_entry_critical_unknown(struct revcase *c)
{
    struct fc_entry *e = fc_revoke(c->a, &c->k->ca_crl, SPAN_LIT("\x05"), 1);

    fc_add(&e->exts, FC_UNKNOWN_OID, true, fd_null(c->a));
}

void case_crl_critical_unknown_revoked(struct revcase *c)
{
    case_crl_critical_unknown(c);
    revoke(c, 1);
}

void case_crl_extension_twice(struct revcase *c)
{
    fc_add(&c->k->ca_crl.exts, FC_OID_CRL_NUMBER, false, fd_int(c->a, 8));
}

void case_crl_idp_not_critical(struct revcase *c)
{
    set(c, FC_OID_IDP, false, fc_idp(c->a, (struct fc_idp){.only_user = true}));
}

void case_crl_bad_signature(struct revcase *c)
{
    c->k->ca_crl.corrupt = true;
    revoke(c, 1);
}

void case_crl_wrong_key(struct revcase *c)
{
    c->k->ca_crl.key = FKEY_P256_D;
}

/* Another CA of the same name. */
void case_crl_of_namesake(struct revcase *c)
{
    struct fc_spec root = fc_root(c->a), namesake;

    root.subject = root.issuer = fc_name(c->a, "CN=Other Root");
    root.issuer_key = FKEY_P256_E;
    fc_rekey(c->a, &root, FKEY_P256_E);
    namesake = fc_ca_under(c->a, FC_CA_NAME, FKEY_P256_D, &root);
    revkit_helper(c->k, namesake);
    c->k->ca_crl = fc_crl_of(c->a, &namesake);
    revoke(c, 1);
}

void case_crl_other_issuer(struct revcase *c)
{
    c->k->ca_crl.issuer = fc_name(c->a, "CN=Stranger");
    revoke(c, 1);
}

void case_crl_ecdsa_sha1(struct revcase *c)
{
    c->k->ca_crl.sig = FSIG_ECDSA_SHA1;
}

void case_crl_rsa_md5(struct revcase *c)
{
    fc_rekey(c->a, &c->k->ca, FKEY_RSA2048_A);
    fc_reissue(c->a, &c->k->leaf, &c->k->ca);
    c->k->leaf.sig = FSIG_RSA_SHA256;
    c->k->ca_crl = fc_crl_of(c->a, &c->k->ca);
    c->k->ca_crl.sig = FSIG_RSA_MD5;
}

void case_crl_ca_without_crl_sign(struct revcase *c)
{
    fc_set(&c->k->ca.exts, FC_OID_KU, true, fc_ku(c->a, KU_KEY_CERT_SIGN));
}

/* A signer of CRLs alone, under the intermediate's name. */
static struct fc_spec *signer(struct revcase *c)
{
    struct fc_spec s = fc_leaf_under(c->a, &c->k->root);

    s.subject = c->k->ca.subject;
    s.serial = SPAN_LIT("\x77");
    fc_rekey(c->a, &s, FKEY_P256_D);
    fc_set(&s.exts, FC_OID_KU, true, fc_ku(c->a, KU_CRL_SIGN));
    fc_drop(&s.exts, FC_OID_EKU);
    fc_drop(&s.exts, FC_OID_SAN);
    c->k->ca_crl = fc_crl_of(c->a, &s);
    return revkit_helper(c->k, s);
}

void case_crl_signer(struct revcase *c)
{
    signer(c);
}

void case_crl_signer_revokes(struct revcase *c)
{
    signer(c);
    revoke(c, 1);
}

void case_crl_signer_absent(struct revcase *c)
{
    signer(c);
    c->k->num_helpers = 0;
}

void case_crl_signer_expired(struct revcase *c)
{
    signer(c)->not_after = FC_NOW - 1;
}

void case_crl_signer_not_yet_valid(struct revcase *c)
{
    signer(c)->not_before = FC_NOW + 1;
}

void case_crl_signer_without_crl_sign(struct revcase *c)
{
    fc_set(&signer(c)->exts, FC_OID_KU, true, fc_ku(c->a, KU_DIGITAL_SIGNATURE));
}

void case_crl_signer_without_usage(struct revcase *c)
{
    fc_drop(&signer(c)->exts, FC_OID_KU);
}

void case_crl_signer_revoked(struct revcase *c)
{
    fc_revoke(c->a, &c->k->root_crl, signer(c)->serial, 1);
}

void case_crl_signer_revoked_revokes(struct revcase *c)
{
    case_crl_signer_revoked(c);
    revoke(c, 1);
}

void case_crl_signer_other_root(struct revcase *c)
{
    struct fc_spec root = fc_root(c->a);

    root.subject = root.issuer = fc_name(c->a, "CN=Other Root");
    root.issuer_key = FKEY_P256_E;
    fc_rekey(c->a, &root, FKEY_P256_E);
    fc_reissue(c->a, signer(c), &root);
    revkit_helper(c->k, root);
}

static struct fc_crl *another(struct revcase *c)
{
    return revkit_crl(c->k, c->k->ca_crl);
}

/* 5: a newer complete CRL of the same scope takes the place of the older one. */
void case_crl_newer_without_entry(struct revcase *c)
{
    another(c)->this_update += 60;
    revoke(c, CRL_HOLD);
}

void case_crl_newer_with_entry(struct revcase *c)
{
    struct fc_crl *newer = another(c);

    newer->this_update += 60;
    fc_revoke(c->a, newer, c->k->leaf.serial, CRL_HOLD);
}

/* A newer one that is of no use does not hide the older one. */
void case_crl_newer_forged(struct revcase *c)
{
    struct fc_crl *newer = another(c);

    newer->this_update += 60;
    newer->key = FKEY_P256_D;
    revoke(c, 1);
}

void case_crl_newer_future(struct revcase *c)
{
    another(c)->this_update = FC_NOW + 60;
    revoke(c, CRL_HOLD);
}

void case_crl_same_number(struct revcase *c)
{
    fc_revoke(c->a, another(c), c->k->leaf.serial, CRL_HOLD);
}

void case_crl_higher_number(struct revcase *c)
{
    fc_set(&another(c)->exts, FC_OID_CRL_NUMBER, false, fd_int(c->a, 300));
    revoke(c, CRL_HOLD);
}
