/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of form that common validators take, since they change nothing that is read (forms.md says
 * which do), and beside each what stays refused. */
#include "config.h"

#include "tests/neg/rules.h"

/* Sets one extension of one certificate. */
#define EXT(name, who, oid, critical, value)                                             \
    static void name(struct set *s)                                                      \
    {                                                                                    \
        struct arena *a = s->a;                                                          \
        fc_set(&s->who.exts, oid, critical, value);                                      \
    }

#define RAW(name, who, oid, critical, hex) EXT(name, who, oid, critical, fd_hex(a, hex))

#define OID_SIA "1.3.6.1.5.5.7.1.11"
#define OID_SUBJECT_DIRECTORY "2.5.29.9"
#define OID_QC "1.3.6.1.5.5.7.1.3"

/* Strings (X.680 41.4). */
static struct span name_with(struct arena *a, uint32_t tag, const char *organization)
{
    return FD(a, DER_SEQUENCE, fc_rdn(a, "2.5.4.10", tag, span_str(organization)),
              fc_rdn(a, "2.5.4.3", DER_PRINTABLE_STRING, SPAN_LIT(FC_HOST)));
}

#define SUBJECT(name, tag, text) \
    static void name(struct set *s) { s->leaf.subject = name_with(s->a, tag, text); }

SUBJECT(printable_star, DER_PRINTABLE_STRING, "*.example.com")
SUBJECT(printable_ampersand, DER_PRINTABLE_STRING, "Foo & Sons")
SUBJECT(printable_at, DER_PRINTABLE_STRING, "a@b")
SUBJECT(printable_ampersand_at, DER_PRINTABLE_STRING, "a@b & c")
SUBJECT(printable_underscore, DER_PRINTABLE_STRING, "a_b")
SUBJECT(printable_newline, DER_PRINTABLE_STRING, "a\nb")
SUBJECT(utf8_ampersand, DER_UTF8_STRING, "Foo & Sons")

/* The one does not hide the other. */
static void printable_star_then_utf8(struct set *s)
{
    struct arena *a = s->a;

    s->leaf.subject = FD(a, DER_SEQUENCE,
                         fc_rdn(a, "2.5.4.10", DER_PRINTABLE_STRING, SPAN_LIT("*")),
                         fc_rdn(a, "2.5.4.11", DER_UTF8_STRING, SPAN_LIT("a\xff")),
                         fc_rdn(a, "2.5.4.3", DER_PRINTABLE_STRING, SPAN_LIT(FC_HOST)));
}

/* A company's CA: the name is the leaf's issuer, too. */
static void ca_ampersand(struct set *s)
{
    s->ca.subject = name_with(s->a, DER_PRINTABLE_STRING, "Foo & Sons");
    s->leaf.issuer = s->ca.subject;
}

static void root_ampersand(struct set *s)
{
    s->root.subject = s->root.issuer = name_with(s->a, DER_PRINTABLE_STRING, "Foo & Sons");
    s->ca.issuer = s->root.subject;
}

/* RDNs: SET OF in DER has an order (X.690 11.6), and a set has none. */
static struct span pair_of(struct arena *a, bool sorted)
{
    struct span cn = FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.3"), fd_str(a, DER_UTF8_STRING, FC_HOST));
    struct span ou = FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.11"), fd_str(a, DER_UTF8_STRING, "u"));

    return FD(a, DER_SEQUENCE, sorted ? FD(a, DER_SET, ou, cn) : FD(a, DER_SET, cn, ou));
}

static void rdn_not_sorted(struct set *s)
{
    s->leaf.subject = pair_of(s->a, false);
}

static void rdn_sorted(struct set *s)
{
    s->leaf.subject = pair_of(s->a, true);
}

/* Extensions that nobody reads. */
RAW(ian_empty, leaf, FC_OID_IAN, false, "3000")
RAW(ian_tag_9, leaf, FC_OID_IAN, false, "30028900")
RAW(ian_critical, leaf, FC_OID_IAN, true, "3000")
RAW(ca_ian_empty, ca, FC_OID_IAN, false, "3000")
RAW(sia_empty, leaf, OID_SIA, false, "3000")
RAW(directory_null, leaf, OID_SUBJECT_DIRECTORY, false, "0500")
RAW(qc_null, leaf, OID_QC, false, "0500")
EXT(ian, leaf, FC_OID_IAN, false, FC_NAMES(a, fc_dns(a, "issuer.example")))

/* The mark is a BOOLEAN, the value an OCTET STRING: nothing of that is relaxed. */
static void ian_with(struct set *s, struct span critical, struct span val)
{
    struct arena *a = s->a;

    fc_set(&s->leaf.exts, FC_OID_IAN, false, (struct span){0});
    fc_get(&s->leaf.exts, FC_OID_IAN)->raw =
        FD(a, DER_SEQUENCE, fd_oid(a, FC_OID_IAN), critical, val);
}

static void ian_critical_is_1(struct set *s)
{
    struct arena *a = s->a;

    ian_with(s, SPAN_LIT("\x01\x01\x01"),
             fd_octets(a, FC_NAMES(a, fc_dns(a, "issuer.example"))));
}

static void ian_no_octets(struct set *s)
{
    struct arena *a = s->a;

    ian_with(s, (struct span){0}, FC_NAMES(a, fc_dns(a, "issuer.example")));
}

/* Those that somebody reads, in a CA below the anchor. */
RAW(ca_san_form, ca, FC_OID_SAN, false, "30058203612062")
RAW(ca_aia_empty, ca, FC_OID_AIA, false, "3000")
RAW(ca_cp_empty, ca, FC_OID_CP, false, "3000")
RAW(ca_crldp_empty, ca, FC_OID_CRLDP, false, "3000")

/* The same in an anchor. */
EXT(root_san_url, root, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, "http://www.example.com/")))
EXT(root_san, root, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, "www.example.com")))
RAW(root_san_tag_9, root, FC_OID_SAN, false, "30028900")
RAW(root_san_tag_9_critical, root, FC_OID_SAN, true, "30028900")
EXT(root_san_critical, root, FC_OID_SAN, true, FC_NAMES(a, fc_dns(a, "www.example.com")))
EXT(root_san_url_critical, root, FC_OID_SAN, true,
    FC_NAMES(a, fc_dns(a, "http://www.example.com/")))
RAW(root_ian_empty, root, FC_OID_IAN, false, "3000")
RAW(root_aia_empty, root, FC_OID_AIA, false, "3000")
RAW(root_cp_empty, root, FC_OID_CP, false, "3000")
RAW(root_crldp_empty, root, FC_OID_CRLDP, false, "3000")
/* What binds stays refused. */
RAW(root_bc_trailing, root, FC_OID_BC, true, "30030101ff00")
RAW(root_ku_unused_set, root, FC_OID_KU, true, "03020107")
RAW(root_eku_empty, root, FC_OID_EKU, false, "3000")
RAW(root_nc_empty, root, FC_OID_NC, true, "3000")
RAW(root_ski_text, root, FC_OID_SKI, false, "0c0141")
RAW(root_aki_text, root, FC_OID_AKI, false, "0c0141")
RAW(root_pc_empty, root, FC_OID_PC, true, "3000")

static void root_san_twice(struct set *s)
{
    root_san(s);
    fc_add(&s->root.exts, FC_OID_SAN, false, FC_NAMES(s->a, fc_dns(s->a, "www.example.com")));
}

/* subjectKeyIdentifier: an OCTET STRING has no least size (RFC 5280 4.2.1.2). */
RAW(ski_empty, leaf, FC_OID_SKI, false, "0400")
RAW(ca_ski_empty, ca, FC_OID_SKI, false, "0400")

/* Policy qualifiers (RFC 5280 4.2.1.4). */
static struct span policy(struct arena *a, const char *id, struct span qualifier)
{
    return FD(a, DER_SEQUENCE,
              FD(a, DER_SEQUENCE, fd_oid(a, id), FD(a, DER_SEQUENCE, qualifier)));
}

static struct span odd(struct arena *a)
{
    return FD(a, DER_SEQUENCE, fd_oid(a, FC_UNKNOWN_OID), fd_null(a));
}

static struct span cps(struct arena *a, uint32_t tag)
{
    return FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.2.1"),
              fd_str(a, tag, "http://cps.example"));
}

static struct span notice(struct arena *a)
{
    return FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.2.2"),
              FD(a, DER_SEQUENCE, fd_str(a, DER_UTF8_STRING, "read this")));
}

#define ANY "2.5.29.32.0"
EXT(odd_critical, leaf, FC_OID_CP, true, policy(a, "1.2.3.4", odd(a)))
EXT(odd_second, leaf, FC_OID_CP, true, policy(a, "1.2.3.4", FD_CAT(a, notice(a), odd(a))))
EXT(odd_cps, leaf, FC_OID_CP, true, policy(a, "1.2.3.4", cps(a, DER_INTEGER)))
EXT(odd_not_critical, leaf, FC_OID_CP, false, policy(a, "1.2.3.4", odd(a)))
EXT(odd_any, leaf, FC_OID_CP, false, policy(a, ANY, odd(a)))
EXT(odd_any_critical, leaf, FC_OID_CP, true, policy(a, ANY, odd(a)))
EXT(ca_odd_critical, ca, FC_OID_CP, true, policy(a, ANY, odd(a)))
EXT(ca_odd_any, ca, FC_OID_CP, false, policy(a, ANY, odd(a)))
EXT(ca_cps_any, ca, FC_OID_CP, true, policy(a, ANY, FD_CAT(a, cps(a, DER_IA5_STRING), notice(a))))
EXT(both_known, leaf, FC_OID_CP, true,
    policy(a, "1.2.3.4", FD_CAT(a, cps(a, DER_IA5_STRING), notice(a))))

/* TLS features (RFC 7633 4.2.2). */
static void features(struct arena *a, struct fc_spec *who, struct span list)
{
    fc_set(&who->exts, FC_OID_TLS_FEATURE, false, fd_tlv(a, DER_SEQUENCE, list));
}

static void ca_demands(struct set *s)
{
    features(s->a, &s->ca, fd_int(s->a, 5));
}

static void leaf_has_another(struct set *s)
{
    ca_demands(s);
    features(s->a, &s->leaf, fd_int(s->a, 17));
}

static void leaf_lacks_the_first(struct set *s)
{
    features(s->a, &s->ca, fd_int(s->a, 0));
    features(s->a, &s->leaf, fd_int(s->a, 5));
}

static void leaf_has_the_first(struct set *s)
{
    features(s->a, &s->ca, fd_int(s->a, 0));
    features(s->a, &s->leaf, fd_int(s->a, 0));
}

static void leaf_has_one_of_two(struct set *s)
{
    features(s->a, &s->ca, FD_CAT(s->a, fd_int(s->a, 5), fd_int(s->a, 17)));
    features(s->a, &s->leaf, fd_int(s->a, 5));
}

static void leaf_has_more(struct set *s)
{
    features(s->a, &s->ca, fd_int(s->a, 17));
    features(s->a, &s->leaf, FD_CAT(s->a, fd_int(s->a, 5), fd_int(s->a, 17)));
}

static void root_demands(struct set *s)
{
    features(s->a, &s->root, fd_int(s->a, 5));
    features(s->a, &s->leaf, fd_int(s->a, 5));
}

static void all_have(struct set *s)
{
    root_demands(s);
    ca_demands(s);
}

/* A self-signed root may leave authorityKeyIdentifier out (RFC 5280 4.2.1.1), trusted or not. */
static void root_untrusted(struct set *s)
{
    s->no_root = true;
    s->more[s->num_more++] = s->root;
}

/* One that is self-issued, and signed by the CA's other key, may not. */
static void self_issued_without_aki(struct set *s)
{
    struct fc_spec newer = s->ca;

    fc_rekey(s->a, &newer, FKEY_P256_D);
    fc_reissue(s->a, &newer, &s->ca);
    fc_drop(&newer.exts, FC_OID_AKI);
    fc_reissue(s->a, &s->leaf, &newer);
    s->more[s->num_more++] = newer;
}

/* What `openssl req -x509` makes, trusted by hand: a CA that is a server. */
static struct fc_spec own_root(struct set *s)
{
    struct fc_spec own = s->root;

    own.subject = own.issuer = fc_name(s->a, FC_LEAF_NAME);
    own.serial = SPAN_LIT("\x11\x22\x33\x44\x55\x66\x77\x11\x22");
    own.not_before = s->leaf.not_before;
    own.not_after = s->leaf.not_after;
    fc_set(&own.exts, FC_OID_KU, true, fc_ku(s->a, KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN));
    fc_set(&own.exts, FC_OID_EKU, false, fc_eku(s->a, FC_EKU_SERVER));
    fc_set(&own.exts, FC_OID_SAN, false, FC_NAMES(s->a, fc_dns(s->a, FC_HOST)));
    return own;
}

static void anchor_as_server(struct set *s)
{
    s->leaf = s->root = own_root(s);
    s->no_ca = true;
}

static void anchor_as_anything(struct set *s)
{
    anchor_as_server(s);
    s->t->in.purpose = PURPOSE_ANY;
}

/* Another certificate of the same name and key is no anchor. */
static void anchor_twin_as_server(struct set *s)
{
    anchor_as_server(s);
    s->root.serial = SPAN_LIT("\x12\x22\x33\x44\x55\x66\x77\x11\x22");
}

#define LEAF(rule, reason, levels, text, bad, good)                                      \
    {text, RULE_##rule, REASON_##reason, levels, 0, bad, good, false}
#define CA(rule, reason, levels, text, bad, good)                                        \
    {text, RULE_##rule, REASON_##reason, levels, 1, bad, good, false}
#define ROOT(rule, reason, levels, text, bad, good)                                      \
    {text, RULE_##rule, REASON_##reason, levels, 2, bad, good, false}
#define FORM(text, bad, good) {text, RULE_DEFECT, REASON_MALFORMED, EVERY, 0, bad, good, true}
#define ENCODING(cert, text, bad)                                                        \
    {text, RULE_EXTENSION_ENCODING, REASON_MALFORMED, EVERY, cert, bad, NULL, true}

static const struct row rows[] = {
    LEAF(PRINTABLE_STRING, MALFORMED, "WEE", "PrintableString with *", printable_star,
         utf8_ampersand),
    LEAF(PRINTABLE_STRING, MALFORMED, "WEE", "PrintableString with &", printable_ampersand,
         utf8_ampersand),
    FORM("PrintableString with @", printable_at, NULL),
    FORM("PrintableString with & and @", printable_ampersand_at, NULL),
    FORM("PrintableString with _", printable_underscore, NULL),
    FORM("PrintableString with a newline", printable_newline, NULL),
    FORM("PrintableString with *, then broken UTF-8", printable_star_then_utf8, NULL),
    {"PrintableString with & in a CA's name", RULE_PRINTABLE_STRING, REASON_MALFORMED, "WEE", 0,
     ca_ampersand, NULL, true},
    {"PrintableString with & in a root's name", RULE_PRINTABLE_STRING, REASON_MALFORMED, "WEE", 1,
     root_ampersand, NULL, true},
    LEAF(RDN_ORDER, MALFORMED, "WEE", "RDN not in order", rdn_not_sorted, rdn_sorted),

    LEAF(UNREAD_FORM, MALFORMED, "WEE", "issuerAltName empty", ian_empty, ian),
    LEAF(UNREAD_FORM, MALFORMED, "WEE", "issuerAltName with tag 9", ian_tag_9, ian),
    CA(UNREAD_FORM, MALFORMED, "WEE", "issuerAltName of a CA empty", ca_ian_empty, NULL),
    ENCODING(0, "issuerAltName empty and critical", ian_critical),
    {"issuerAltName whose critical is 01", RULE_DEFECT, REASON_MALFORMED, EVERY, 0,
     ian_critical_is_1, NULL, true},
    ENCODING(0, "issuerAltName outside an OCTET STRING", ian_no_octets),
    LEAF(UNREAD_FORM, MALFORMED, "WEE", "subjectInfoAccess empty", sia_empty, NULL),
    LEAF(UNREAD_FORM, MALFORMED, "WEE", "subjectDirectoryAttributes NULL", directory_null, NULL),
    LEAF(UNREAD_FORM, MALFORMED, "WEE", "qcStatements NULL", qc_null, NULL),

    {"subjectAltName of a CA not of its form", RULE_SAN_SYNTAX, REASON_MALFORMED, EVERY, 1,
     ca_san_form, NULL, true},
    ENCODING(1, "authorityInfoAccess of a CA empty", ca_aia_empty),
    ENCODING(1, "certificatePolicies of a CA empty", ca_cp_empty),
    ENCODING(1, "cRLDistributionPoints of a CA empty", ca_crldp_empty),
    ROOT(ANCHOR_FORM, MALFORMED, "WEE", "a URL as DNS name of a root", root_san_url, root_san),
    ROOT(ANCHOR_FORM, MALFORMED, "WEE", "a name with tag 9 in a root", root_san_tag_9, root_san),
    ROOT(ANCHOR_FORM, MALFORMED, "WEE", "issuerAltName of a root empty", root_ian_empty, NULL),
    ROOT(ANCHOR_FORM, MALFORMED, "WEE", "authorityInfoAccess of a root empty", root_aia_empty,
         NULL),
    ROOT(ANCHOR_FORM, MALFORMED, "WEE", "certificatePolicies of a root empty", root_cp_empty, NULL),
    ROOT(ANCHOR_FORM, MALFORMED, "WEE", "cRLDistributionPoints of a root empty", root_crldp_empty,
         NULL),
    ROOT(ANCHOR_SAN_CRITICAL, MALFORMED, "WWE", "subjectAltName of a root critical",
         root_san_critical, root_san),
    ENCODING(2, "a name with tag 9 in a root, critical", root_san_tag_9_critical),
    {"a URL as DNS name of a root, critical", RULE_SAN_SYNTAX, REASON_MALFORMED, EVERY, 2,
     root_san_url_critical, NULL, true},
    ENCODING(2, "bytes behind basicConstraints of a root", root_bc_trailing),
    ENCODING(2, "keyUsage of a root with unused bits set", root_ku_unused_set),
    ENCODING(2, "extKeyUsage of a root empty", root_eku_empty),
    ENCODING(2, "nameConstraints of a root empty", root_nc_empty),
    ENCODING(2, "subjectKeyIdentifier of a root of another type", root_ski_text),
    ENCODING(2, "authorityKeyIdentifier of a root of another type", root_aki_text),
    ENCODING(2, "policyConstraints of a root empty", root_pc_empty),
    {"subjectAltName of a root twice", RULE_DEFECT, REASON_MALFORMED, EVERY, 2, root_san_twice,
     NULL, true},

    LEAF(SKI_ABSENT, MALFORMED, "NNN", "subjectKeyIdentifier empty", ski_empty, NULL),
    CA(SKI_ABSENT, MALFORMED, "WEE", "subjectKeyIdentifier of a CA empty", ca_ski_empty, NULL),

    LEAF(POLICY_QUALIFIER, UNKNOWN_CRITICAL_EXTENSION, EVERY, "unknown qualifier, critical",
         odd_critical, odd_not_critical),
    LEAF(POLICY_QUALIFIER, UNKNOWN_CRITICAL_EXTENSION, EVERY, "unknown second qualifier, critical",
         odd_second, both_known),
    LEAF(POLICY_QUALIFIER, UNKNOWN_CRITICAL_EXTENSION, EVERY, "cps that is no IA5String, critical",
         odd_cps, both_known),
    LEAF(POLICY_QUALIFIER_ANY, MALFORMED, "WEE", "unknown qualifier of anyPolicy", odd_any, NULL),
    {"unknown qualifier of anyPolicy, critical", RULE_POLICY_QUALIFIER,
     REASON_UNKNOWN_CRITICAL_EXTENSION, EVERY, 0, odd_any_critical, NULL, true},
    {"unknown qualifier of a CA, critical", RULE_POLICY_QUALIFIER,
     REASON_UNKNOWN_CRITICAL_EXTENSION, EVERY, 1, ca_odd_critical, ca_cps_any, true},
    CA(POLICY_QUALIFIER_ANY, MALFORMED, "WEE", "unknown qualifier of anyPolicy in a CA", ca_odd_any,
       ca_cps_any),

    LEAF(TLS_FEATURE, MALFORMED, "WEW", "a TLS feature that the CA demands", ca_demands, all_have),
    LEAF(TLS_FEATURE, MALFORMED, "WEW", "not the TLS feature 0 of the CA", leaf_lacks_the_first,
         leaf_has_the_first),
    LEAF(TLS_FEATURE, MALFORMED, "WEW", "another TLS feature than the CA demands", leaf_has_another,
         leaf_has_more),
    LEAF(TLS_FEATURE, MALFORMED, "WEW", "one of two TLS features", leaf_has_one_of_two,
         leaf_has_more),
    CA(TLS_FEATURE, MALFORMED, "WEW", "a TLS feature that the root demands", root_demands,
       all_have),

    {"an untrusted root without authorityKeyIdentifier", RULE_UNTRUSTED_ROOT,
     REASON_UNKNOWN_ISSUER, EVERY, 2, root_untrusted, NULL, false},
    {"self-issued without authorityKeyIdentifier", RULE_AKI_ABSENT, REASON_MALFORMED, "WEE", 1,
     self_issued_without_aki, NULL, false},

    LEAF(ANCHOR_AS_LEAF, KEY_USAGE, "WNE", "an anchor as server", anchor_as_server,
         anchor_as_anything),
    {"the twin of an anchor as server", RULE_LEAF_IS_CA, REASON_KEY_USAGE, "ENE", 0,
     anchor_twin_as_server, NULL, true},
};

const struct theme rules_relaxed = THEME(rows);
