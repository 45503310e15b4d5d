/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions: their encoding, their criticality, duplicates, unknown ones (RFC 5280 4.2). */
#include "config.h"

#include "tests/neg/rules.h"

/* Sets one extension of one certificate. */
#define EXT(name, who, oid, critical, value)                                             \
    static void name(struct set *s)                                                      \
    {                                                                                    \
        struct arena *a = s->a;                                                          \
        fc_set(&s->who.exts, oid, critical, value);                                      \
    }

/* More names in the leaf than that of the host. */
#define SAN(name, ...)                                                                   \
    EXT(name, leaf, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, FC_HOST), __VA_ARGS__))

#define RAW(name, who, oid, critical, hex) EXT(name, who, oid, critical, fd_hex(a, hex))

/* Criticality. */
EXT(ski_critical, leaf, FC_OID_SKI, true, fc_ski(a, fkey_id(a, s->leaf.key)))
EXT(ca_ski_critical, ca, FC_OID_SKI, true, fc_ski(a, fkey_id(a, s->ca.key)))
EXT(aki_critical, leaf, FC_OID_AKI, true,
    fc_aki(a, fkey_id(a, s->ca.key), (struct span){0}, (struct span){0}))
EXT(aia_critical, leaf, FC_OID_AIA, true, fc_aia(a, "http://ocsp.example.com", NULL))
EXT(freshest_critical, leaf, FC_OID_FRESHEST, true,
    FC_CRLDP(a, fc_dp(a, fc_uri(a, "http://example.com/delta.crl"), 0, (struct span){0})))
EXT(freshest, leaf, FC_OID_FRESHEST, false,
    FC_CRLDP(a, fc_dp(a, fc_uri(a, "http://example.com/delta.crl"), 0, (struct span){0})))
EXT(ca_bc_not_critical, ca, FC_OID_BC, false, fc_bc(a, true, -1))
EXT(root_bc_not_critical, root, FC_OID_BC, false, fc_bc(a, true, -1))
EXT(pc_not_critical, ca, FC_OID_PC, false, fc_pc(a, 5, -1))
EXT(pc_critical, ca, FC_OID_PC, true, fc_pc(a, 5, -1))
EXT(iap_not_critical, ca, FC_OID_IAP, false, fc_iap(a, 5))
EXT(iap_critical, ca, FC_OID_IAP, true, fc_iap(a, 5))
EXT(nc_not_critical, ca, FC_OID_NC, false, fc_nc(a, fc_dns(a, "example.com"), (struct span){0}))
EXT(nc_critical, ca, FC_OID_NC, true, fc_nc(a, fc_dns(a, "example.com"), (struct span){0}))
EXT(eku_critical, leaf, FC_OID_EKU, true, fc_eku(a, FC_EKU_SERVER))
EXT(san_critical, leaf, FC_OID_SAN, true, FC_NAMES(a, fc_dns(a, FC_HOST)))
EXT(cp_critical, leaf, FC_OID_CP, true, fc_cp(a, "2.23.140.1.2.1"))

/* What is not understood. */
EXT(unknown_critical, leaf, FC_UNKNOWN_OID, true, fd_null(a))
EXT(unknown, leaf, FC_UNKNOWN_OID, false, fd_null(a))
EXT(ca_unknown_critical, ca, FC_UNKNOWN_OID, true, fd_null(a))
EXT(ca_unknown, ca, FC_UNKNOWN_OID, false, fd_null(a))
EXT(root_unknown_critical, root, FC_UNKNOWN_OID, true, fd_null(a))
EXT(root_unknown, root, FC_UNKNOWN_OID, false, fd_null(a))
EXT(poison, leaf, "1.3.6.1.4.1.11129.2.4.3", true, fd_null(a))
EXT(netscape_critical, leaf, "2.16.840.1.113730.1.1", true, fd_hex(a, "03020640"))
EXT(netscape, leaf, "2.16.840.1.113730.1.1", false, fd_hex(a, "03020640"))

/* Twice. */
static void duplicate_known(struct set *s)
{
    fc_add(&s->leaf.exts, FC_OID_SAN, false, FC_NAMES(s->a, fc_dns(s->a, FC_HOST)));
}

static void duplicate_unknown(struct set *s)
{
    fc_add(&s->leaf.exts, FC_UNKNOWN_OID, false, fd_null(s->a));
    fc_add(&s->leaf.exts, FC_UNKNOWN_OID, false, fd_null(s->a));
}

static void ca_duplicate_bc(struct set *s)
{
    fc_add(&s->ca.exts, FC_OID_BC, true, fc_bc(s->a, true, 0));
}

static void critical_false_written(struct set *s)
{
    struct arena *a = s->a;

    fc_set(&s->leaf.exts, FC_UNKNOWN_OID, false, (struct span){0});
    fc_get(&s->leaf.exts, FC_UNKNOWN_OID)->raw =
        FD(a, DER_SEQUENCE, fd_oid(a, FC_UNKNOWN_OID), fd_bool(a, false), fd_octets(a, fd_null(a)));
}

static void critical_is_1(struct set *s)
{
    struct arena *a = s->a;

    fc_set(&s->leaf.exts, FC_UNKNOWN_OID, false, (struct span){0});
    fc_get(&s->leaf.exts, FC_UNKNOWN_OID)->raw =
        FD(a, DER_SEQUENCE, fd_oid(a, FC_UNKNOWN_OID), SPAN_LIT("\x01\x01\x01"),
           fd_octets(a, fd_null(a)));
}

/* Values that do not decode. */
RAW(bc_not_false, leaf, FC_OID_BC, true, "3003010100")
RAW(bc_not_false_trailing, leaf, FC_OID_BC, true, "30050101000500")
EXT(bc_false, leaf, FC_OID_BC, true, fc_bc(a, false, -1))
RAW(bc_bool_1, ca, FC_OID_BC, true, "3003010101")
RAW(bc_negative, ca, FC_OID_BC, true, "30060101ff0201ff")
RAW(bc_trailing, ca, FC_OID_BC, true, "30030101ff00")
RAW(bc_long_length, ca, FC_OID_BC, true, "3081030101ff")
RAW(bc_indefinite, ca, FC_OID_BC, true, "30800101ff0000")
RAW(bc_padded_length, ca, FC_OID_BC, true, "30070101ff02020001")
RAW(ku_empty, leaf, FC_OID_KU, true, "030100")
RAW(ku_zero_bits, leaf, FC_OID_KU, true, "03020700")
RAW(ku_trailing_zeros, leaf, FC_OID_KU, true, "03020080")
RAW(ku_unused_set, leaf, FC_OID_KU, true, "030207c0")
RAW(ku_right, leaf, FC_OID_KU, true, "03020780")
RAW(san_empty, leaf, FC_OID_SAN, false, "3000")
RAW(san_unknown_tag, leaf, FC_OID_SAN, false, "30028900")
RAW(san_not_ia5, leaf, FC_OID_SAN, false, "3003820180")
RAW(eku_empty, leaf, FC_OID_EKU, false, "3000")
RAW(eku_bad_oid, leaf, FC_OID_EKU, false, "30030601800000")
RAW(ski_not_octets, leaf, FC_OID_SKI, false, "0c0141")
RAW(aki_issuer_alone, leaf, FC_OID_AKI, false, "3005a103820141")
RAW(cp_empty, leaf, FC_OID_CP, false, "3000")
EXT(cp_twice, leaf, FC_OID_CP, false, fc_cp(a, "1.2.3.4 1.2.3.4"))

/* `num` different policies, and one of them a second time. */
static struct span many_policies(struct arena *a, unsigned num, unsigned again)
{
    struct buf list;
    struct span value;

    buf_init(&list, 1 << 16);
    for (unsigned i = 0; i < num; i++)
        buf_printf(&list, "1.2.3.%u ", i);
    buf_printf(&list, "1.2.3.%u", again);
    buf_u8(&list, 0);
    value = fc_cp(a, (const char *)list.p);
    buf_free(&list);
    return value;
}

EXT(cp_many, leaf, FC_OID_CP, false, many_policies(a, 70, 70))
EXT(cp_many_twice, leaf, FC_OID_CP, false, many_policies(a, 70, 69))
EXT(cp_65th_twice, leaf, FC_OID_CP, false, many_policies(a, 65, 64))
EXT(cp_64th_twice, leaf, FC_OID_CP, false, many_policies(a, 64, 63))
EXT(cp_qualified, leaf, FC_OID_CP, false, fc_cp_cps(a, "1.2.3.4", "http://example.com/cps"))
EXT(pm_any, ca, FC_OID_PM, true, fc_pm(a, "2.5.29.32.0 1.2.3.4"))
EXT(pm_to_any, ca, FC_OID_PM, true, fc_pm(a, "1.2.3.4 2.5.29.32.0"))
EXT(pm_right, ca, FC_OID_PM, true, fc_pm(a, "2.23.140.1.2.1 1.2.3.4"))
RAW(pm_empty, ca, FC_OID_PM, true, "3000")
RAW(pc_empty, ca, FC_OID_PC, true, "3000")
RAW(pc_negative, ca, FC_OID_PC, true, "30038001ff")
RAW(iap_negative, ca, FC_OID_IAP, true, "0201ff")
RAW(crldp_empty, leaf, FC_OID_CRLDP, false, "3000")
RAW(crldp_reasons_alone, leaf, FC_OID_CRLDP, false, "3006300481020760")
RAW(crldp_name_none, leaf, FC_OID_CRLDP, false, "30043002a000")
RAW(crldp_names_empty, leaf, FC_OID_CRLDP, false, "30063004a002a000")
RAW(crldp_issuer_empty, leaf, FC_OID_CRLDP, false, "30043002a200")
RAW(crldp_issuer_tag, leaf, FC_OID_CRLDP, false, "30063004a2028900")
RAW(crldp_rdn_empty, leaf, FC_OID_CRLDP, false, "30063004a002a100")
RAW(crldp_rdn_null, leaf, FC_OID_CRLDP, false, "30083006a004a1020500")
RAW(crldp_rdn_integer, leaf, FC_OID_CRLDP, false, "3010300ea00ca10a30080603550403020105")
RAW(crldp_rdn, leaf, FC_OID_CRLDP, false, "3010300ea00ca10a300806035504030c0161")
RAW(crldp_bits, leaf, FC_OID_CRLDP, false, "300f300da007a0058603613a62810207c0")
EXT(crldp, leaf, FC_OID_CRLDP, false,
    FC_CRLDP(a, fc_dp(a, fc_uri(a, "http://example.com/ca.crl"), 0, (struct span){0})))
RAW(aia_empty, leaf, FC_OID_AIA, false, "3000")
RAW(nc_empty, ca, FC_OID_NC, true, "3000")
RAW(nc_empty_permitted, ca, FC_OID_NC, true, "3002a000")
RAW(nc_minimum_written, ca, FC_OID_NC, true, "300ea00c300a82056578616d708001" "00")
RAW(nc_minimum_1, ca, FC_OID_NC, true, "300ea00c300a82056578616d70800101")
RAW(nc_maximum, ca, FC_OID_NC, true, "300ea00c300a82056578616d70810101")
EXT(nc_ip_short, ca, FC_OID_NC, true, fc_nc(a, fc_ip(a, "c0000200"), (struct span){0}))
EXT(nc_ip_mask, ca, FC_OID_NC, true, fc_nc(a, fc_ip(a, "c0000200ff00ff00"), (struct span){0}))
EXT(nc_ip_right, ca, FC_OID_NC, true,
    fc_nc(a, fc_ip(a, "c0000200ffffff00"), (struct span){0}))
EXT(nc_wildcard, ca, FC_OID_NC, true, fc_nc(a, fc_dns(a, "*.example.com"), (struct span){0}))
EXT(nc_leading_dot, ca, FC_OID_NC, true, fc_nc(a, fc_dns(a, ".example.com"), (struct span){0}))
EXT(nc_email_empty, ca, FC_OID_NC, true, fc_nc(a, (struct span){0}, fc_email(a, "")))
EXT(nc_email_host, ca, FC_OID_NC, true, fc_nc(a, (struct span){0}, fc_email(a, "a.example")))
EXT(nc_uri_empty, ca, FC_OID_NC, true, fc_nc(a, (struct span){0}, fc_uri(a, "")))
EXT(nc_uri_host, ca, FC_OID_NC, true, fc_nc(a, (struct span){0}, fc_uri(a, "a.example")))
EXT(nc_uri_ip, ca, FC_OID_NC, true, fc_nc(a, (struct span){0}, fc_uri(a, "192.0.2.1")))
RAW(tls_feature_text, leaf, FC_OID_TLS_FEATURE, false, "30030c0141")
RAW(sct_not_octets, leaf, "1.3.6.1.4.1.11129.2.4.2", false, "0500")
RAW(sct_octets, leaf, "1.3.6.1.4.1.11129.2.4.2", false, "0400")
EXT(must_staple, leaf, FC_OID_TLS_FEATURE, false, fc_tls_feature(a, 5))
EXT(must_staple_v2, leaf, FC_OID_TLS_FEATURE, false, fc_tls_feature(a, 17))
EXT(feature_other, leaf, FC_OID_TLS_FEATURE, false, fc_tls_feature(a, 23))

/* Names in the subject and in subjectAltName. */
SAN(san_space, fc_dns(a, "a b.example"))
SAN(san_nul, fd_tlv(a, DER_CTX(2), SPAN_LIT("bank.example\0.evil.example")))
SAN(san_label_64,
    fc_dns(a, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"))
SAN(san_label_63,
    fc_dns(a, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"))
SAN(san_empty_label, fc_dns(a, "a..b"))
SAN(san_blank, fc_dns(a, " "))
SAN(san_inner_wildcard, fc_dns(a, "a.*.example"))
SAN(san_wildcard, fc_dns(a, "*.example.com"))
SAN(san_ip_5, fc_ip(a, "c000020101"))
SAN(san_ip_4, fc_ip(a, "c0000201"))
SAN(san_ip_subnet, fc_ip(a, "c0000200ffffff00"))
SAN(san_email_bad, fc_email(a, "Someone <a@example.com>"))
SAN(san_email, fc_email(a, "a@example.com"))
SAN(san_uri_bad, fc_uri(a, "/relative/path"))
SAN(san_uri, fc_uri(a, "https://example.com/"))
SAN(san_hyphen, fc_dns(a, "a-.example.com"))
SAN(san_hyphen_first, fc_dns(a, "-a.example.com"))
SAN(san_hyphen_inside, fc_dns(a, "a-a.example.com"))
SAN(san_underscore, fc_dns(a, "a_b.example.com"))
SAN(san_underscore_then_worse, fc_dns(a, "a_b.example.com"), fc_dns(a, "a b.example.com"))
SAN(san_numeric, fc_dns(a, "192.0.2.1"))
SAN(san_other_kinds, fc_dir(a, fc_name(a, "C=US,CN=x")), fc_rid(a, "1.2.3"),
    fc_other(a, "1.3.6.1.4.1.311.20.2.3", fd_str(a, DER_UTF8_STRING, "u@example.com")))

static void ku_zero(struct set *s)
{
    ku_zero_bits(s);
    s->t->in.purpose = PURPOSE_ANY;
}

static void no_subject(struct set *s)
{
    s->leaf.subject = fc_name(s->a, "");
}

static void no_subject_critical_san(struct set *s)
{
    no_subject(s);
    san_critical(s);
}

static void no_subject_ca(struct set *s)
{
    s->ca.subject = fc_name(s->a, "");
    s->leaf.issuer = s->ca.subject;
}

static void rdn_empty(struct set *s)
{
    s->leaf.subject = FD(s->a, DER_SEQUENCE, FD(s->a, DER_SET, (struct span){0}));
}

static void utf8_broken(struct set *s)
{
    s->leaf.subject = FD(s->a, DER_SEQUENCE,
                         fc_rdn(s->a, "2.5.4.10", DER_UTF8_STRING, SPAN_LIT("a\xff")),
                         fc_rdn(s->a, "2.5.4.3", DER_PRINTABLE_STRING, SPAN_LIT(FC_HOST)));
}

/* A subject whose first attribute is a value of this type. */
#define SUBJECT(id, type, tag, value)                                                    \
    static void id(struct set *s)                                                        \
    {                                                                                    \
        s->leaf.subject =                                                                \
            FD(s->a, DER_SEQUENCE, fc_rdn(s->a, type, tag, SPAN_LIT(value)),             \
               fc_rdn(s->a, "2.5.4.3", DER_PRINTABLE_STRING, SPAN_LIT(FC_HOST)));        \
    }
SUBJECT(value_integer, "2.5.4.10", DER_INTEGER, "\1")
SUBJECT(value_sequence, "2.5.4.10", DER_SEQUENCE, "\x0c\1a")
SUBJECT(value_general, "2.5.4.10", 0x1b, "a")
SUBJECT(value_visible, "2.5.4.10", DER_VISIBLE_STRING, "a")
SUBJECT(value_ia5, "2.5.4.10", DER_IA5_STRING, "a")
SUBJECT(value_constructed, "2.5.4.10", DER_UTF8_STRING | DER_CONSTRUCTED, "\x0c\1a")
SUBJECT(value_utf8, "2.5.4.10", DER_UTF8_STRING, "a")
SUBJECT(country_octets, "2.5.4.6", DER_OCTET_STRING, "DE")
SUBJECT(country_utf8, "2.5.4.6", DER_UTF8_STRING, "DE")
SUBJECT(email_octets, "1.2.840.113549.1.9.1", DER_OCTET_STRING, "a@example.com")
SUBJECT(email_utf8, "1.2.840.113549.1.9.1", DER_UTF8_STRING, "a@example.com")
SUBJECT(unknown_constructed, "1.2.3.4", DER_UTF8_STRING | DER_CONSTRUCTED, "\x0c\1a")
SUBJECT(unknown_integer, "1.2.3.4", DER_INTEGER, "\1")

/* An attribute type whose last arc is 3 + 2^64: no commonName (the "OID overflow"). */
static void oid_overflow(struct set *s)
{
    struct arena *a = s->a;
    struct span oid = fd_hex(a, "060c550482808080808080808003");

    s->leaf.subject = FD(a, DER_SEQUENCE,
                         FD(a, DER_SET, FD(a, DER_SEQUENCE, oid,
                                           fd_str(a, DER_UTF8_STRING, "bank.example"))));
}

#define LEAF(rule, reason, levels, text, bad, good)                                      \
    {text, RULE_##rule, REASON_##reason, levels, 0, bad, good, false}
#define CA(rule, reason, levels, text, bad, good)                                        \
    {text, RULE_##rule, REASON_##reason, levels, 1, bad, good, false}
#define ENCODING(text, bad, good)                                                        \
    {text, RULE_EXTENSION_ENCODING, REASON_MALFORMED, EVERY, 0, bad, good, true}
#define CA_ENCODING(text, bad, good)                                                     \
    {text, RULE_EXTENSION_ENCODING, REASON_MALFORMED, EVERY, 1, bad, good, true}
#define FORM(text, bad, good) {text, RULE_DEFECT, REASON_MALFORMED, EVERY, 0, bad, good, true}
#define SYNTAX(text, bad, good) LEAF(SAN_SYNTAX, MALFORMED, EVERY, text, bad, good)

static const struct row rows[] = {
    LEAF(CRITICALITY, MALFORMED, "WEE", "subjectKeyIdentifier critical", ski_critical, NULL),
    CA(CRITICALITY, MALFORMED, "WEE", "subjectKeyIdentifier of a CA critical", ca_ski_critical,
       NULL),
    LEAF(CRITICALITY, MALFORMED, "WEE", "authorityKeyIdentifier critical", aki_critical, NULL),
    LEAF(CRITICALITY, MALFORMED, "WEE", "authorityInfoAccess critical", aia_critical, NULL),
    LEAF(CRITICALITY, MALFORMED, "WEE", "freshestCRL critical", freshest_critical, freshest),
    CA(CRITICALITY, MALFORMED, "WEE", "basicConstraints not critical", ca_bc_not_critical, NULL),
    {"basicConstraints of a root not critical", RULE_CRITICALITY, REASON_MALFORMED, "WEE", 2,
     root_bc_not_critical, NULL, false},
    CA(CRITICALITY, MALFORMED, "WEE", "policyConstraints not critical", pc_not_critical,
       pc_critical),
    CA(CRITICALITY, MALFORMED, "WEE", "inhibitAnyPolicy not critical", iap_not_critical,
       iap_critical),
    CA(NC_NOT_CRITICAL, MALFORMED, "WEW", "nameConstraints not critical", nc_not_critical,
       nc_critical),
    LEAF(EKU_CRITICAL, EXTENDED_KEY_USAGE, "WNE", "extKeyUsage critical", eku_critical, NULL),
    LEAF(SAN_CRITICAL, MALFORMED, "EWE", "subjectAltName critical", san_critical,
         no_subject_critical_san),
    LEAF(CRITICALITY, MALFORMED, "NNN", "certificatePolicies critical", cp_critical, NULL),
    LEAF(UNKNOWN_CRITICAL, UNKNOWN_CRITICAL_EXTENSION, EVERY, "unknown critical extension",
         unknown_critical, unknown),
    CA(UNKNOWN_CRITICAL, UNKNOWN_CRITICAL_EXTENSION, EVERY, "unknown critical extension of a CA",
       ca_unknown_critical, ca_unknown),
    {"unknown critical extension of a root", RULE_UNKNOWN_CRITICAL,
     REASON_UNKNOWN_CRITICAL_EXTENSION, EVERY, 2, root_unknown_critical, root_unknown, false},
    LEAF(UNKNOWN_CRITICAL, UNKNOWN_CRITICAL_EXTENSION, EVERY, "a precertificate", poison, NULL),
    LEAF(UNKNOWN_CRITICAL, UNKNOWN_CRITICAL_EXTENSION, EVERY, "netscapeCertType critical",
         netscape_critical, netscape),
    FORM("subjectAltName twice", duplicate_known, NULL),
    FORM("an unknown extension twice", duplicate_unknown, unknown),
    {"basicConstraints twice", RULE_DEFECT, REASON_MALFORMED, EVERY, 1, ca_duplicate_bc, NULL,
     true},
    FORM("critical FALSE written out", critical_false_written, NULL),
    FORM("critical is 01", critical_is_1, NULL),
    LEAF(CA_FALSE_WRITTEN, MALFORMED, "WEE", "cA FALSE written out", bc_not_false, bc_false),
    ENCODING("cA FALSE written out, and bytes behind it", bc_not_false_trailing, NULL),
    CA_ENCODING("cA is 01", bc_bool_1, NULL),
    CA_ENCODING("pathLenConstraint negative", bc_negative, NULL),
    CA_ENCODING("bytes behind basicConstraints", bc_trailing, NULL),
    CA_ENCODING("basicConstraints with a long length", bc_long_length, NULL),
    CA_ENCODING("basicConstraints with an indefinite length", bc_indefinite, NULL),
    CA_ENCODING("pathLenConstraint padded", bc_padded_length, NULL),
    ENCODING("keyUsage without bits", ku_empty, ku_right),
    LEAF(KEY_USAGE_BITS, MALFORMED, "WEE", "keyUsage all zero", ku_zero, ku_right),
    LEAF(KEY_USAGE_BITS, MALFORMED, "WEE", "keyUsage with trailing zeros", ku_trailing_zeros,
         ku_right),
    ENCODING("keyUsage with unused bits set", ku_unused_set, NULL),
    ENCODING("subjectAltName empty", san_empty, NULL),
    ENCODING("GeneralName with tag 9", san_unknown_tag, NULL),
    ENCODING("dNSName that is no IA5String", san_not_ia5, NULL),
    ENCODING("extKeyUsage empty", eku_empty, NULL),
    ENCODING("extKeyUsage with a broken OID", eku_bad_oid, NULL),
    ENCODING("subjectKeyIdentifier of another type", ski_not_octets, NULL),
    ENCODING("authorityKeyIdentifier with an issuer alone", aki_issuer_alone, NULL),
    ENCODING("certificatePolicies empty", cp_empty, cp_qualified),
    ENCODING("a policy twice", cp_twice, NULL),
    ENCODING("the last of 70 policies twice", cp_many_twice, cp_many),
    ENCODING("the last of 65 policies twice", cp_65th_twice, cp_many),
    ENCODING("the last of 64 policies twice", cp_64th_twice, cp_many),
    CA_ENCODING("anyPolicy mapped", pm_any, pm_right),
    CA_ENCODING("mapped to anyPolicy", pm_to_any, pm_right),
    CA_ENCODING("policyMappings empty", pm_empty, NULL),
    CA_ENCODING("policyConstraints empty", pc_empty, NULL),
    CA_ENCODING("requireExplicitPolicy negative", pc_negative, NULL),
    CA_ENCODING("inhibitAnyPolicy negative", iap_negative, NULL),
    ENCODING("cRLDistributionPoints empty", crldp_empty, crldp),
    ENCODING("distribution point of reasons alone", crldp_reasons_alone, NULL),
    ENCODING("distribution point with a name of no kind", crldp_name_none, NULL),
    ENCODING("distribution point without full names", crldp_names_empty, NULL),
    ENCODING("distribution point with an empty relative name", crldp_rdn_empty, crldp_rdn),
    ENCODING("distribution point with a relative name of no form", crldp_rdn_null, NULL),
    ENCODING("distribution point with a number as a common name", crldp_rdn_integer, NULL),
    ENCODING("cRLIssuer empty", crldp_issuer_empty, NULL),
    ENCODING("cRLIssuer with a name of no kind", crldp_issuer_tag, NULL),
    ENCODING("reasons with unused bits that are set", crldp_bits, NULL),
    ENCODING("authorityInfoAccess empty", aia_empty, NULL),
    CA_ENCODING("nameConstraints empty", nc_empty, NULL),
    CA_ENCODING("permittedSubtrees empty", nc_empty_permitted, NULL),
    CA_ENCODING("minimum 0 written out", nc_minimum_written, NULL),
    CA_ENCODING("minimum 1", nc_minimum_1, NULL),
    CA_ENCODING("maximum", nc_maximum, NULL),
    CA_ENCODING("IP constraint of 4 octets", nc_ip_short, nc_ip_right),
    CA_ENCODING("IP constraint with a mask of gaps", nc_ip_mask, nc_ip_right),
    CA_ENCODING("DNS constraint with a wildcard", nc_wildcard, NULL),
    CA(NC_LEADING_DOT, MALFORMED, "WEE", "DNS constraint with a leading dot", nc_leading_dot,
       nc_critical),
    CA(NC_EMAIL_EMPTY, MALFORMED, "WEW", "e-mail constraint without a host", nc_email_empty,
       nc_email_host),
    CA(NC_URI_EMPTY, MALFORMED, "WEE", "URI constraint without a host", nc_uri_empty, nc_uri_host),
    CA_ENCODING("URI constraint with an address", nc_uri_ip, nc_uri_host),
    ENCODING("TLS feature that is no number", tls_feature_text, NULL),
    ENCODING("SCT list that is no OCTET STRING", sct_not_octets, sct_octets),
    LEAF(MUST_STAPLE, MUST_STAPLE, "WWW", "must-staple", must_staple, feature_other),
    LEAF(MUST_STAPLE, MUST_STAPLE, "WWW", "must-staple by status_request_v2", must_staple_v2,
         feature_other),
    SYNTAX("DNS name with a blank", san_space, NULL),
    SYNTAX("DNS name with a NUL", san_nul, NULL),
    SYNTAX("label of 64 octets", san_label_64, san_label_63),
    SYNTAX("empty label", san_empty_label, NULL),
    SYNTAX("DNS name that is a blank", san_blank, NULL),
    SYNTAX("wildcard inside", san_inner_wildcard, san_wildcard),
    SYNTAX("IP address of 5 octets", san_ip_5, san_ip_4),
    SYNTAX("IP address with a mask", san_ip_subnet, san_ip_4),
    SYNTAX("e-mail address with a display name", san_email_bad, san_email),
    SYNTAX("relative URI", san_uri_bad, san_uri),
    LEAF(SAN_HYPHEN, MALFORMED, "WEE", "label that ends with a hyphen", san_hyphen,
         san_hyphen_inside),
    LEAF(SAN_HYPHEN, MALFORMED, "WEE", "label that begins with a hyphen", san_hyphen_first,
         san_hyphen_inside),
    {"DNS name with an underscore", RULE_SAN_UNDERSCORE, REASON_MALFORMED, "WEE", 0,
     san_underscore, NULL, false},
    LEAF(SAN_NUMERIC, MALFORMED, "WEE", "IP address as a DNS name", san_numeric, san_ip_4),
    {"bad name behind one with an underscore", RULE_SAN_SYNTAX, REASON_MALFORMED, EVERY, 0,
     san_underscore_then_worse, san_other_kinds, true},
    LEAF(EMPTY_SUBJECT_SAN, MALFORMED, "WEE", "no subject and subjectAltName not critical",
         no_subject, no_subject_critical_san),
    {"a CA without a subject", RULE_EMPTY_SUBJECT_CA, REASON_MALFORMED, EVERY, 1, no_subject_ca,
     NULL, true},
    {"a certificate without an issuer", RULE_EMPTY_ISSUER, REASON_MALFORMED, EVERY, 0,
     no_subject_ca, NULL, true},
    FORM("RDN empty", rdn_empty, NULL),
    FORM("UTF8String that is no UTF-8", utf8_broken, NULL),
    FORM("name of an INTEGER", value_integer, value_utf8),
    FORM("name of a SEQUENCE", value_sequence, NULL),
    FORM("name of a GeneralString", value_general, NULL),
    FORM("name of a VisibleString", value_visible, NULL),
    FORM("organization of an IA5String", value_ia5, NULL),
    FORM("name of a constructed string", value_constructed, NULL),
    FORM("country of an OCTET STRING", country_octets, country_utf8),
    FORM("e-mail address of an OCTET STRING", email_octets, email_utf8),
    FORM("unknown attribute of a constructed string", unknown_constructed, unknown_integer),
    LEAF(CN_NOT_IN_SAN, MALFORMED, "NNN", "attribute type 2.5.4.(2^64+3)", oid_overflow, NULL),
};

const struct theme rules_exts = THEME(rows);
