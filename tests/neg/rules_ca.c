/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certification authorities and anchors: who may sign, how deep, key identifiers, policies. */
#include "config.h"

#include "lib/x509/cert.h"
#include "tests/neg/rules.h"

static const struct span nothing;

/* Sets or drops one extension of one certificate. */
#define EXT(name, who, oid, critical, value)                                             \
    static void name(struct set *s)                                                      \
    {                                                                                    \
        struct arena *a = s->a;                                                          \
        fc_set(&s->who.exts, oid, critical, value);                                      \
    }
#define DROP(name, who, oid)                                                             \
    static void name(struct set *s)                                                      \
    {                                                                                    \
        fc_drop(&s->who.exts, oid);                                                      \
    }

/* May it sign? */
DROP(ca_no_bc, ca, FC_OID_BC)
EXT(ca_bc_false, ca, FC_OID_BC, true, fc_bc(a, false, -1))
DROP(root_no_bc, root, FC_OID_BC)
EXT(ca_ku_crl_only, ca, FC_OID_KU, true, fc_ku(a, KU_CRL_SIGN))
EXT(ca_ku_sign_only, ca, FC_OID_KU, true, fc_ku(a, KU_KEY_CERT_SIGN))
DROP(ca_no_ku, ca, FC_OID_KU)
EXT(root_ku_crl_only, root, FC_OID_KU, true, fc_ku(a, KU_CRL_SIGN))
EXT(leaf_ku_cert_sign, leaf, FC_OID_KU, true,
    fc_ku(a, KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN))
EXT(leaf_path_len, leaf, FC_OID_BC, true, fc_bc(a, false, 0))
EXT(leaf_bc, leaf, FC_OID_BC, true, fc_bc(a, false, -1))
EXT(leaf_nc, leaf, FC_OID_NC, true, fc_nc(a, fc_dns(a, "example.com"), nothing))

static void ca_v1(struct set *s)
{
    s->ca.version = 1;
    s->ca.exts.num = 0;
}

static void ca_v2(struct set *s)
{
    s->ca.version = 2;
    s->ca.exts.num = 0;
}

static void root_v1(struct set *s)
{
    s->root.version = 1;
    s->root.exts.num = 0;
}

/* A leaf that signs another leaf (its key is fit for it, its extensions are not). */
static void leaf_signs(struct set *s)
{
    struct fc_spec under = fc_leaf_under(s->a, &s->leaf);

    fc_rekey(s->a, &under, FKEY_P256_D);
    s->more[s->num_more++] = s->leaf;
    s->leaf = under;
}

/* Two intermediates: root > ca > more[0] > leaf. */
static void two_deep(struct set *s)
{
    s->more[0] = fc_ca_under(s->a, "C=US,O=Example Trust,CN=Deeper", FKEY_P256_D, &s->ca);
    s->num_more = 1;
    fc_reissue(s->a, &s->leaf, &s->more[0]);
}

/* root > ca > ca, self-issued with a new key > leaf. */
static void self_issued(struct set *s)
{
    s->more[0] = s->ca;
    fc_rekey(s->a, &s->more[0], FKEY_P256_D);
    fc_reissue(s->a, &s->more[0], &s->ca);
    s->num_more = 1;
    fc_reissue(s->a, &s->leaf, &s->more[0]);
}

static void path_len(struct set *s, struct fc_spec *who, int n)
{
    fc_set(&who->exts, FC_OID_BC, true, fc_bc(s->a, true, n));
}

static void root_len_0(struct set *s)
{
    path_len(s, &s->root, 0);
}

static void root_len_1(struct set *s)
{
    path_len(s, &s->root, 1);
}

static void ca_len_0_two_deep(struct set *s)
{
    path_len(s, &s->ca, 0);
    two_deep(s);
}

static void ca_len_1_two_deep(struct set *s)
{
    path_len(s, &s->ca, 1);
    two_deep(s);
}

static void ca_len_0_self_issued(struct set *s)
{
    path_len(s, &s->ca, 0);
    self_issued(s);
}

static void root_len_0_self_issued(struct set *s)
{
    path_len(s, &s->root, 0);
    self_issued(s);
}

static void root_len_1_self_issued(struct set *s)
{
    path_len(s, &s->root, 1);
    self_issued(s);
}

static void depth_0(struct set *s)
{
    s->t->in.max_depth = 0;
}

static void depth_1(struct set *s)
{
    s->t->in.max_depth = 1;
}

static void depth_1_two_deep(struct set *s)
{
    depth_1(s);
    two_deep(s);
}

static void depth_1_self_issued(struct set *s)
{
    depth_1(s);
    self_issued(s);
}

/* Key identifiers (4.2.1.1, 4.2.1.2). */
DROP(leaf_no_aki, leaf, FC_OID_AKI)
DROP(ca_no_aki, ca, FC_OID_AKI)
DROP(ca_no_ski, ca, FC_OID_SKI)
DROP(root_no_ski, root, FC_OID_SKI)
DROP(leaf_no_ski, leaf, FC_OID_SKI)
EXT(aki_other, leaf, FC_OID_AKI, false, fc_aki(a, SPAN_LIT("another"), nothing, nothing))
EXT(aki_full, leaf, FC_OID_AKI, false,
    fc_aki(a, fkey_id(a, s->ca.key), fc_dir(a, s->root.subject), s->ca.serial))
EXT(aki_empty, leaf, FC_OID_AKI, false, fc_aki(a, nothing, nothing, nothing))
EXT(root_aki, root, FC_OID_AKI, false, fc_aki(a, fkey_id(a, s->root.key), nothing, nothing))
EXT(root_aki_full, root, FC_OID_AKI, false,
    fc_aki(a, fkey_id(a, s->root.key), fc_dir(a, s->root.subject), s->root.serial))
EXT(root_aki_other, root, FC_OID_AKI, false, fc_aki(a, SPAN_LIT("another"), nothing, nothing))
EXT(root_eku, root, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER))

/* Policies (6.1.2 to 6.1.5, RFC 9618). */
#define P1 "1.2.3.4.1"
#define P2 "1.2.3.4.2"
#define ANY "2.5.29.32.0"

static void policies(struct set *s, const char *ca, const char *leaf, bool required)
{
    fc_set(&s->ca.exts, FC_OID_CP, false, fc_cp(s->a, ca));
    fc_set(&s->leaf.exts, FC_OID_CP, false, fc_cp(s->a, leaf));
    s->t->in.policy.require_explicit = required;
}

#define POLICIES(name, ca, leaf, required)                                               \
    static void name(struct set *s)                                                      \
    {                                                                                    \
        policies(s, ca, leaf, required);                                                 \
    }
POLICIES(policy_disjoint, P1, P2, true)
POLICIES(policy_disjoint_free, P1, P2, false)
POLICIES(policy_same, P1, P1, true)
POLICIES(policy_any_ca, ANY, P1, true)

/* CVE-2021-3450: what is found later takes nothing back. */
static void ca_bc_false_strict(struct set *s)
{
    policy_same(s);
    ca_bc_false(s);
    s->t->in.policy.inhibit_any = s->t->in.policy.inhibit_mapping = true;
    s->t->in.max_depth = 1;
}

static void policy_absent(struct set *s)
{
    policy_same(s);
    fc_drop(&s->leaf.exts, FC_OID_CP);
}

static void policy_wanted(struct set *s, const char *oid)
{
    struct span *list = fd_alloc(s->a, sizeof *list);
    struct fail f = {0};
    struct der d = der_open(fd_oid(s->a, oid), &f);

    *list = der_oid(&d);
    s->t->in.policy.policies = list;
    s->t->in.policy.num_policies = 1;
}

static void policy_wants_other(struct set *s)
{
    policy_same(s);
    policy_wanted(s, P2);
}

static void policy_wants_this(struct set *s)
{
    policy_same(s);
    policy_wanted(s, P1);
}

static void policy_any_inhibited(struct set *s)
{
    policy_any_ca(s);
    s->t->in.policy.inhibit_any = true;
}

/* The CA demands an explicit policy from its own certificate's issuance on. */
static void required_by_ca(struct set *s, int skip)
{
    policy_disjoint_free(s);
    fc_set(&s->ca.exts, FC_OID_PC, true, fc_pc(s->a, skip, -1));
}

static void required_at_once(struct set *s)
{
    required_by_ca(s, 0);
}

static void required_next(struct set *s)
{
    required_by_ca(s, 1);
}

static void required_later(struct set *s)
{
    required_by_ca(s, 2);
}

static void mapped(struct set *s, int inhibit)
{
    policy_disjoint(s);
    fc_set(&s->ca.exts, FC_OID_PM, true, fc_pm(s->a, P1 " " P2));
    if (inhibit >= 0)
        fc_set(&s->ca.exts, FC_OID_PC, true, fc_pc(s->a, -1, inhibit));
}

static void mapping_right(struct set *s)
{
    mapped(s, -1);
}

static void mapping_inhibited_input(struct set *s)
{
    mapped(s, -1);
    s->t->in.policy.inhibit_mapping = true;
}

/* Counted from the certificate after: the mapping in the same certificate still holds. */
static void mapping_inhibited_same(struct set *s)
{
    mapped(s, 0);
}

static void any_inhibited_by_ca(struct set *s)
{
    policies(s, P1, ANY, true);
    fc_set(&s->ca.exts, FC_OID_IAP, true, fc_iap(s->a, 0));
}

static void any_not_yet_inhibited(struct set *s)
{
    policies(s, P1, ANY, true);
    fc_set(&s->ca.exts, FC_OID_IAP, true, fc_iap(s->a, 1));
}

#define LEAF(rule, reason, levels, text, bad, good)                                      \
    {text, RULE_##rule, REASON_##reason, levels, 0, bad, good, false}
#define CA(rule, reason, levels, text, bad, good)                                        \
    {text, RULE_##rule, REASON_##reason, levels, 1, bad, good, false}
#define ROOT(rule, reason, levels, text, bad, good)                                      \
    {text, RULE_##rule, REASON_##reason, levels, 2, bad, good, false}
#define POLICY(text, bad, good)                                                          \
    {text, RULE_POLICY, REASON_POLICY, EVERY, -2, bad, good, false}

static const struct row rows[] = {
    {"intermediate without basicConstraints", RULE_NOT_A_CA, REASON_NOT_A_CA, EVERY, 1, ca_no_bc,
     NULL, true},
    {"intermediate that is no CA", RULE_NOT_A_CA, REASON_NOT_A_CA, EVERY, 1, ca_bc_false, NULL,
     true},
    {"intermediate that is no CA under strict options", RULE_NOT_A_CA, REASON_NOT_A_CA, EVERY, 1,
     ca_bc_false_strict, policy_same, true},
    {"root without basicConstraints", RULE_NOT_A_CA, REASON_NOT_A_CA, EVERY, 2, root_no_bc, NULL,
     true},
    {"a leaf signs a leaf", RULE_NOT_A_CA, REASON_NOT_A_CA, EVERY, 1, leaf_signs, NULL, true},
    {"intermediate of version 1", RULE_NOT_A_CA_V1, REASON_NOT_A_CA, EVERY, 1, ca_v1, root_v1,
     true},
    {"intermediate of version 2", RULE_NOT_A_CA_V1, REASON_NOT_A_CA, EVERY, 1, ca_v2, root_v1,
     true},
    CA(CA_KEY_USAGE, KEY_USAGE, EVERY, "intermediate without keyCertSign", ca_ku_crl_only,
       ca_ku_sign_only),
    ROOT(CA_KEY_USAGE, KEY_USAGE, EVERY, "root without keyCertSign", root_ku_crl_only, NULL),
    CA(CA_KEY_USAGE_ABSENT, KEY_USAGE, "WEE", "intermediate without keyUsage", ca_no_ku, NULL),
    LEAF(CA_BIT_WITHOUT_SIGN, MALFORMED, "WEE", "keyCertSign without CA", leaf_ku_cert_sign, NULL),
    LEAF(PATH_LENGTH_NO_CA, MALFORMED, "WEE", "pathLenConstraint without CA", leaf_path_len,
         leaf_bc),
    LEAF(NC_IN_LEAF, MALFORMED, "WEE", "nameConstraints without CA", leaf_nc, NULL),
    {"root with length 0 over an intermediate", RULE_PATH_LENGTH, REASON_PATH_LENGTH, EVERY, 2,
     root_len_0, root_len_1, false},
    {"intermediate with length 0 over another", RULE_PATH_LENGTH, REASON_PATH_LENGTH, EVERY, 2,
     ca_len_0_two_deep, ca_len_1_two_deep, false},
    {"self-issued ones do not count", RULE_PATH_LENGTH, REASON_PATH_LENGTH, EVERY, 3,
     root_len_0_self_issued, root_len_1_self_issued, false},
    {"a self-issued one under length 0", RULE_PATH_LENGTH, REASON_PATH_LENGTH, "NNN", 2,
     ca_len_0_self_issued, NULL, false},
    {"more intermediates than allowed", RULE_MAX_DEPTH, REASON_PATH_LENGTH, EVERY, -1, depth_0,
     depth_1, false},
    {"two where one is allowed", RULE_MAX_DEPTH, REASON_PATH_LENGTH, EVERY, -1, depth_1_two_deep,
     depth_1_self_issued, false},
    LEAF(AKI_ABSENT, MALFORMED, "WEE", "no authorityKeyIdentifier", leaf_no_aki, NULL),
    LEAF(AKI_ABSENT, MALFORMED, "WEE", "authorityKeyIdentifier without key", aki_empty, NULL),
    CA(AKI_ABSENT, MALFORMED, "WEE", "no authorityKeyIdentifier in a CA", ca_no_aki, NULL),
    CA(SKI_ABSENT, MALFORMED, "WEE", "no subjectKeyIdentifier in a CA", ca_no_ski, leaf_no_ski),
    ROOT(SKI_ABSENT, MALFORMED, "WEE", "no subjectKeyIdentifier in a root", root_no_ski, NULL),
    LEAF(AKI_MISMATCH, MALFORMED, "WWE", "key identifiers differ", aki_other, NULL),
    LEAF(AKI_FORM, MALFORMED, "WNE", "authorityKeyIdentifier with issuer and serial", aki_full,
         NULL),
    ROOT(ANCHOR_AKI_FORM, MALFORMED, "WNE", "root's key identifier with issuer", root_aki_full,
         root_aki),
    {"root's key identifier of another key", RULE_ANCHOR_AKI_FORM, REASON_MALFORMED, "WNE", 2,
     root_aki_other, root_aki, true},
    ROOT(ANCHOR_EKU, EXTENDED_KEY_USAGE, "WNE", "root with extKeyUsage", root_eku, NULL),
    POLICY("policies that do not meet", policy_disjoint, policy_same),
    POLICY("no policy in the leaf", policy_absent, policy_any_ca),
    POLICY("another policy is wanted", policy_wants_other, policy_wants_this),
    POLICY("anyPolicy inhibited from the start", policy_any_inhibited, policy_any_ca),
    POLICY("explicit policy required at once", required_at_once, policy_disjoint_free),
    POLICY("explicit policy required from the next on", required_next, required_later),
    POLICY("mapping inhibited from the start", mapping_inhibited_input, mapping_right),
    POLICY("anyPolicy inhibited by the CA", any_inhibited_by_ca, any_not_yet_inhibited),
    {"mapping beside its own inhibition", RULE_POLICY, REASON_POLICY, "NNN", 0,
     mapping_inhibited_same, NULL, false},
};

const struct theme rules_ca = THEME(rows);
