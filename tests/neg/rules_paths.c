/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building paths: alternatives, loops, names with other keys, budgets (RFC 4158, RFC 5280 6.1). */
#include "config.h"

#include "lib/x509/cert.h"
#include "tests/neg/rules.h"

static struct fc_spec *more(struct set *s, struct fc_spec spec)
{
    s->more[s->num_more] = spec;
    return &s->more[s->num_more++];
}

static struct fc_spec *anchor(struct set *s, struct fc_spec spec)
{
    s->roots[s->num_roots] = spec;
    return &s->roots[s->num_roots++];
}

/* An anchor of another name and key. */
static struct fc_spec other_root(struct set *s)
{
    struct fc_spec r = fc_root(s->a);

    r.subject = r.issuer = fc_name(s->a, "C=US,O=Example Trust,CN=Other Root");
    fc_rekey(s->a, &r, FKEY_P256_E);
    r.issuer_key = r.key;
    return r;
}

/* The everyday case of company CAs: the same name, with another key. */
static struct fc_spec remade(struct set *s, const struct fc_spec *ca)
{
    struct fc_spec r = *ca;

    fc_rekey(s->a, &r, FKEY_P256_E);
    if (span_eq(r.subject, r.issuer))
        r.issuer_key = r.key;
    return r;
}

static void root_remade(struct set *s)
{
    s->no_root = true;
    anchor(s, remade(s, &s->root));
}

static void ca_remade(struct set *s)
{
    s->no_ca = true;
    more(s, remade(s, &s->ca));
}

static void ca_remade_beside(struct set *s)
{
    more(s, remade(s, &s->ca));
}

/* Without a key identifier that tells them apart: its own signature does. */
static void sent_root_remade(struct set *s)
{
    root_remade(s);
    more(s, s->root);
}

/* Nothing leads to an anchor. */
static void no_intermediate(struct set *s)
{
    s->no_ca = true;
}

static void no_root(struct set *s)
{
    s->no_root = true;
}

static void unrelated_root(struct set *s)
{
    s->no_root = true;
    anchor(s, other_root(s));
}

static void root_sent_not_trusted(struct set *s)
{
    s->no_root = true;
    more(s, s->root);
}

static void root_sent_and_trusted(struct set *s)
{
    more(s, s->root);
}

static void self_signed(struct set *s)
{
    s->leaf.issuer = s->leaf.subject;
    s->leaf.issuer_key = s->leaf.key;
    fc_reissue(s->a, &s->leaf, &s->leaf);
}

/* The name of an anchor with another key is no anchor. */
static void same_name_other_key(struct set *s)
{
    struct fc_spec impostor = s->root;

    fc_rekey(s->a, &impostor, FKEY_P256_E);
    impostor.issuer_key = impostor.key;
    fc_reissue(s->a, &s->ca, &impostor);
    more(s, impostor);
}

static void same_name_same_key_id(struct set *s)
{
    /* As before, and the key identifiers say that it is the anchor's key. */
    s->ca.issuer_key = FKEY_P256_E;
}

/* The issuer is another CA of the anchor's name, as the key identifiers say, and it is not here. */
static void same_name_not_here(struct set *s)
{
    struct fc_spec impostor = s->root;

    fc_rekey(s->a, &impostor, FKEY_P256_E);
    fc_reissue(s->a, &s->ca, &impostor);
}

/* An anchor that bears the leaf's own name is not the leaf. */
static void leaf_with_name_of_anchor(struct set *s)
{
    struct fc_spec r = s->leaf;

    s->no_root = true;
    fc_rekey(s->a, &r, FKEY_P256_E);
    anchor(s, r);
}

/* The store has the root, for other purposes. */
static void root_not_for_servers(struct set *s)
{
    s->root_unfit = EKU_SERVER;
}

static void root_not_for_clients(struct set *s)
{
    s->root_unfit = EKU_CLIENT | EKU_ANY;
}

/* It has the intermediate, which comes with the chain, too. */
static void ca_not_for_servers(struct set *s)
{
    anchor(s, s->ca);
    s->roots_unfit = EKU_SERVER;
}

static void ca_not_for_clients(struct set *s)
{
    anchor(s, s->ca);
    s->roots_unfit = EKU_CLIENT;
}

static void leaf_not_for_servers(struct set *s)
{
    anchor(s, s->leaf);
    s->roots_unfit = EKU_SERVER;
}

static void leaf_is_anchor(struct set *s)
{
    s->no_root = true;
    anchor(s, s->leaf);
}

static void decoy_root(struct set *s)
{
    struct fc_spec decoy = s->root;

    fc_rekey(s->a, &decoy, FKEY_P256_E);
    decoy.issuer_key = decoy.key;
    /* A second anchor of the same name, whose identifier claims the first one's key. */
    fc_set(&decoy.exts, FC_OID_SKI, false, fc_ski(s->a, fkey_id(s->a, s->root.key)));
    anchor(s, decoy);
}

static void decoy_intermediate(struct set *s)
{
    struct fc_spec decoy = s->ca;

    decoy.key = FKEY_P256_E;
    more(s, decoy);
}

/* AddTrust 2020, DST X3 2021: the same CA below an expired anchor and below a current one. */
static void cross_signed(struct set *s)
{
    struct fc_spec old = other_root(s), cross = s->root;

    old.not_after = FC_NOW - 1;
    fc_reissue(s->a, &cross, &old);
    anchor(s, old);
    more(s, cross);
}

static void cross_signed_alone(struct set *s)
{
    cross_signed(s);
    s->no_root = true;
}

/* Two certificates of the intermediate: an expired and a current one. */
static void expired_sibling(struct set *s)
{
    struct fc_spec old = s->ca;

    old.not_after = FC_NOW - 1;
    old.serial = SPAN_LIT("\x11");
    more(s, old);
}

/* CVE-2015-1793: the second path that is found is held to the rules as the first was. */
static void worse_sibling(struct set *s)
{
    expired_sibling(s);
    fc_set(&s->more[0].exts, FC_OID_EKU, false, fc_eku(s->a, FC_EKU_EMAIL));
    fc_set(&s->more[0].exts, FC_UNKNOWN_OID, true, fd_null(s->a));
}

static void second_path_no_ca(struct set *s)
{
    worse_sibling(s);
    fc_drop(&s->ca.exts, FC_OID_BC);
}

static void second_path_key_usage(struct set *s)
{
    worse_sibling(s);
    fc_set(&s->ca.exts, FC_OID_KU, true, fc_ku(s->a, KU_CRL_SIGN));
}

/* Backtracking: of two ways up only one is good, whatever the fault of the other is. */
static void sibling_without_purpose(struct set *s)
{
    struct fc_spec other = s->ca;

    other.serial = SPAN_LIT("\x11");
    fc_set(&other.exts, FC_OID_EKU, false, fc_eku(s->a, FC_EKU_EMAIL));
    more(s, other);
}

static void sibling_constrained(struct set *s)
{
    struct fc_spec other = s->ca;

    other.serial = SPAN_LIT("\x11");
    fc_set(&other.exts, FC_OID_NC, true,
           fc_nc(s->a, fc_dns(s->a, "example.net"), (struct span){0}));
    more(s, other);
}

static void sibling_unknown_critical(struct set *s)
{
    struct fc_spec other = s->ca;

    other.serial = SPAN_LIT("\x11");
    fc_add(&other.exts, FC_UNKNOWN_OID, true, fd_null(s->a));
    more(s, other);
}

/* The long way: root > a > b > leaf, where a direct b under an unknown root is sent first. */
static void long_way(struct set *s)
{
    struct fc_spec lost = other_root(s), dead = s->ca;

    fc_reissue(s->a, &dead, &lost);
    more(s, dead);
    more(s, lost);
}

/* Loops: two CAs that sign each other. */
static void loop(struct set *s)
{
    struct fc_spec b = fc_ca_under(s->a, "C=US,O=Example Trust,CN=Loop", FKEY_P256_D, &s->ca);
    struct fc_spec back = s->ca;

    fc_reissue(s->a, &back, &b);
    more(s, b);
    more(s, back);
}

static void loop_alone(struct set *s)
{
    loop(s);
    s->no_ca = true;
}

static void self_issued_loop(struct set *s)
{
    struct fc_spec own = s->ca;

    fc_reissue(s->a, &own, &s->ca);
    own.issuer = own.subject;
    more(s, own);
}

static void self_issued_loop_alone(struct set *s)
{
    self_issued_loop(s);
    s->no_ca = true;
}

/* The leaf's own name and key among the helpers. */
static void leaf_as_helper(struct set *s)
{
    more(s, s->leaf);
}

/* Budgets. */
static void one_signature(struct set *s)
{
    s->t->in.budget.signatures = 1;
}

static void two_signatures(struct set *s)
{
    s->t->in.budget.signatures = 2;
}

/* A name without RFC 5280 7.1's folding would not be found. */
static void issuer_in_another_case(struct set *s)
{
    s->leaf.issuer = fc_name(s->a, "C=us,O=EXAMPLE  trust,CN=example intermediate");
}

static void issuer_other_name(struct set *s)
{
    s->leaf.issuer = fc_name(s->a, "C=US,O=Example Trust,CN=Example Intermediate 2");
}

static void shuffled(struct set *s)
{
    struct fc_spec deeper =
        fc_ca_under(s->a, "C=US,O=Example Trust,CN=Deeper", FKEY_P256_D, &s->ca);

    fc_reissue(s->a, &s->leaf, &deeper);
    more(s, s->root);
    more(s, s->leaf);
    more(s, deeper);
}

#define OK(text, rule, change)                                       \
    {                                                                \
        text, RULE_##rule, REASON_OK, "NNN", -2, change, NULL, false \
    }

static const struct row rows[] = {
    {"no intermediate", RULE_UNKNOWN_ISSUER, REASON_UNKNOWN_ISSUER, EVERY, 0, no_intermediate, NULL,
     false},
    {"a root that is not trusted for servers", RULE_DISTRUSTED, REASON_DISTRUSTED, EVERY, 2,
     root_not_for_servers, root_not_for_clients, false},
    {"an intermediate that the store does not trust for servers", RULE_DISTRUSTED,
     REASON_DISTRUSTED, EVERY, 1, ca_not_for_servers, ca_not_for_clients, true},
    {"a leaf that the store does not trust for servers", RULE_DISTRUSTED, REASON_DISTRUSTED, EVERY,
     0, leaf_not_for_servers, leaf_is_anchor, false},
    {"no anchor", RULE_UNKNOWN_ISSUER, REASON_UNKNOWN_ISSUER, EVERY, 1, no_root, NULL, false},
    {"an unrelated anchor", RULE_UNKNOWN_ISSUER, REASON_UNKNOWN_ISSUER, EVERY, 1, unrelated_root,
     NULL, false},
    {"a root that is sent and not trusted", RULE_UNTRUSTED_ROOT, REASON_UNKNOWN_ISSUER, EVERY, 2,
     root_sent_not_trusted, root_sent_and_trusted, true},
    {"self-signed leaf", RULE_SELF_SIGNED, REASON_SELF_SIGNED, EVERY, 0, self_signed, NULL, false},
    {"issuer of another name", RULE_UNKNOWN_ISSUER, REASON_UNKNOWN_ISSUER, EVERY, 0,
     issuer_other_name, issuer_in_another_case, false},
    {"anchor's name with another key", RULE_UNTRUSTED_ROOT, REASON_UNKNOWN_ISSUER, EVERY, 2,
     same_name_other_key, decoy_root, true},
    {"anchor's name and key identifier with another key", RULE_BAD_SIGNATURE, REASON_BAD_SIGNATURE,
     EVERY, 1, same_name_same_key_id, decoy_root, false},
    {"the root was made again", RULE_OTHER_KEY, REASON_UNKNOWN_ISSUER, EVERY, 1, root_remade, NULL,
     false},
    {"the intermediate was made again", RULE_OTHER_KEY, REASON_UNKNOWN_ISSUER, EVERY, 0, ca_remade,
     ca_remade_beside, false},
    {"the root that was sent was made again", RULE_UNTRUSTED_ROOT, REASON_UNKNOWN_ISSUER, EVERY, 2,
     sent_root_remade, NULL, true},
    {"anchor's name, and the issuer has another key identifier", RULE_OTHER_KEY,
     REASON_UNKNOWN_ISSUER, EVERY, 1, same_name_not_here, NULL, false},
    {"leaf with the name of an anchor", RULE_UNKNOWN_ISSUER, REASON_UNKNOWN_ISSUER, EVERY, 1,
     leaf_with_name_of_anchor, leaf_is_anchor, false},
    OK("intermediate's name and identifier with another key", BAD_SIGNATURE, decoy_intermediate),
    {"cross-signed below an expired anchor alone", RULE_EXPIRED, REASON_EXPIRED, EVERY, 3,
     cross_signed_alone, cross_signed, false},
    OK("an expired certificate of the intermediate beside", EXPIRED, expired_sibling),
    {"second path: no CA", RULE_NOT_A_CA, REASON_NOT_A_CA, EVERY, 1, second_path_no_ca,
     worse_sibling, true},
    {"second path: no keyCertSign", RULE_CA_KEY_USAGE, REASON_KEY_USAGE, EVERY, 1,
     second_path_key_usage, worse_sibling, false},
    OK("another purpose beside", EKU_CHAIN, sibling_without_purpose),
    OK("constrained names beside", NC_NOT_PERMITTED, sibling_constrained),
    OK("an unknown critical extension beside", UNKNOWN_CRITICAL, sibling_unknown_critical),
    OK("a way to an unknown root beside", UNKNOWN_ISSUER, long_way),
    OK("a loop beside the way", UNKNOWN_ISSUER, loop),
    {"a loop and no way", RULE_UNKNOWN_ISSUER, REASON_UNKNOWN_ISSUER, EVERY, -2, loop_alone, loop,
     true},
    OK("a self-issued loop beside the way", UNKNOWN_ISSUER, self_issued_loop),
    {"a self-issued loop and no way", RULE_UNTRUSTED_ROOT, REASON_UNKNOWN_ISSUER, EVERY, -2,
     self_issued_loop_alone, self_issued_loop, true},
    OK("the leaf among the helpers", UNKNOWN_ISSUER, leaf_as_helper),
    OK("helpers in any order", UNKNOWN_ISSUER, shuffled),
    {"one signature allowed", RULE_BUDGET, REASON_LIMIT, EVERY, -1, one_signature, two_signatures,
     true},
};

const struct theme rules_paths = THEME(rows);
