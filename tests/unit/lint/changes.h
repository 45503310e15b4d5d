/* SPDX-License-Identifier: GPL-3.0-or-later */
/* changes: what the trials of test_lint.c do to a certificate, where it is more than a value. */
#ifndef TB_TESTS_UNIT_LINT_CHANGES_H
#define TB_TESTS_UNIT_LINT_CHANGES_H

#include "tests/factory/factory.h"

/* --- changes that are more than a value ---------------------------------------------------- */

static void version_1(struct arena *a, struct fc_spec *s)
{
    (void)a;
    s->version = 1;
}

static void version_1_bare(struct arena *a, struct fc_spec *s)
{
    (void)a;
    s->version = 1;
    s->exts.num = 0;
}

static void with_uid(struct arena *a, struct fc_spec *s)
{
    s->subject_uid = fd_hex(a, "01");
}

static void uid_of_v1(struct arena *a, struct fc_spec *s)
{
    with_uid(a, s);
    version_1(a, s);
}

static void other_inner(struct arena *a, struct fc_spec *s)
{
    s->inner_alg = fd_hex(a, "300a06082a8648ce3d040303");
}

static void serial_of(struct arena *a, struct fc_spec *s, const char *hex)
{
    s->serial = fd_hex(a, hex);
}

static void long_serial(struct arena *a, struct fc_spec *s)
{
    serial_of(a, s, "010203040506070809101112131415161718192021");
}

static void zero_serial(struct arena *a, struct fc_spec *s)
{
    serial_of(a, s, "00");
}

static void negative_serial(struct arena *a, struct fc_spec *s)
{
    serial_of(a, s, "81");
}

static void twice(struct arena *a, struct fc_spec *s)
{
    fc_add(&s->exts, FC_OID_CP, false, fc_cp(a, "2.23.140.1.2.1"));
}

static void no_seconds(struct arena *a, struct fc_spec *s)
{
    s->not_after_raw = fd_str(a, DER_UTC_TIME, "2607010000Z");
}

static void offset_time(struct arena *a, struct fc_spec *s)
{
    s->not_after_raw = fd_str(a, DER_UTC_TIME, "260701000000+0100");
}

static void early_generalized(struct arena *a, struct fc_spec *s)
{
    s->not_after_raw = fd_str(a, DER_GENERALIZED_TIME, "20260701000000Z");
}

static void backwards(struct arena *a, struct fc_spec *s)
{
    (void)a;
    s->not_after = s->not_before - 1;
}

static void no_issuer(struct arena *a, struct fc_spec *s)
{
    s->issuer = fd_hex(a, "3000");
}

static void no_subject(struct arena *a, struct fc_spec *s)
{
    s->subject = fd_hex(a, "3000");
}

static void no_subject_no_san(struct arena *a, struct fc_spec *s)
{
    no_subject(a, s);
    fc_drop(&s->exts, FC_OID_SAN);
}

/* A subject of the one attribute, n characters of it. */
static struct span subject_of(struct arena *a, const char *oid, unsigned tag, size_t n)
{
    uint8_t *text = fd_alloc(a, n);

    memset(text, 'x', n);
    return FD(a, DER_SEQUENCE, fc_rdn(a, oid, tag, span_of(text, n)));
}

#define LONG(function, oid, tag, most)                            \
    static void function(struct arena *a, struct fc_spec *s)      \
    {                                                             \
        s->subject = subject_of(a, oid, tag, (size_t)(most) + 1); \
    }
LONG(long_cn, "2.5.4.3", DER_UTF8_STRING, 64)
LONG(long_o, "2.5.4.10", DER_UTF8_STRING, 64)
LONG(long_ou, "2.5.4.11", DER_UTF8_STRING, 64)
LONG(long_l, "2.5.4.7", DER_UTF8_STRING, 128)
LONG(long_st, "2.5.4.8", DER_UTF8_STRING, 128)
LONG(long_serial_number, "2.5.4.5", DER_PRINTABLE_STRING, 64)
LONG(long_email, "1.2.840.113549.1.9.1", DER_IA5_STRING, 255)
LONG(long_given_name, "2.5.4.42", DER_UTF8_STRING, 32768)
LONG(long_surname, "2.5.4.4", DER_UTF8_STRING, 32768)
LONG(utf8_country, "2.5.4.6", DER_UTF8_STRING, 1)
LONG(utf8_serial_number, "2.5.4.5", DER_UTF8_STRING, 1)
LONG(teletex_cn, "2.5.4.3", DER_TELETEX_STRING, 1)

static void one_value(struct arena *a, struct fc_spec *s, const char *oid, const char *text)
{
    s->subject = FD(a, DER_SEQUENCE, fc_rdn(a, oid, DER_UTF8_STRING, span_str(text)));
}

static void dv_street(struct arena *a, struct fc_spec *s)
{
    one_value(a, s, "2.5.4.9", "Street 1");
}

static void dv_postal_code(struct arena *a, struct fc_spec *s)
{
    one_value(a, s, "2.5.4.17", "12345");
}

static void poison(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, "1.3.6.1.4.1.11129.2.4.3", true, fd_null(a));
}

static void utf8_issuer_country(struct arena *a, struct fc_spec *s)
{
    s->issuer = FD(a, DER_SEQUENCE, fc_rdn(a, "2.5.4.6", DER_UTF8_STRING, span_str("DE")));
}

static void control_in_cn(struct arena *a, struct fc_spec *s)
{
    one_value(a, s, "2.5.4.3", "a\x07");
}

static void space_after_cn(struct arena *a, struct fc_spec *s)
{
    one_value(a, s, "2.5.4.3", "a ");
}

static void dash_for_o(struct arena *a, struct fc_spec *s)
{
    one_value(a, s, "2.5.4.10", "-");
}

/* --- RSA keys ------------------------------------------------------------------------------- */

static void rsa_key(struct arena *a, struct fc_spec *s, struct span modulus, const char *exponent)
{
    struct span numbers =
        FD(a, DER_SEQUENCE, fd_unsigned(a, modulus), fd_tlv(a, DER_INTEGER, fd_hex(a, exponent)));

    s->spki =
        FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.1"), fd_null(a)),
           fd_bits(a, numbers));
}

/* An odd number of n octets that begins with `first` and has no small factor known to be there. */
static struct span number(struct arena *a, size_t n, uint8_t first, uint8_t last)
{
    uint8_t *p = fd_alloc(a, n);

    memset(p, 0xa7, n);
    p[0] = first;
    p[n - 1] = last;
    return span_of(p, n);
}

static void small_rsa(struct arena *a, struct fc_spec *s)
{
    rsa_key(a, s, number(a, 128, 0xc3, 0x35), "010001");
}

static void uneven_rsa(struct arena *a, struct fc_spec *s)
{
    rsa_key(a, s, number(a, 257, 0x03, 0x35), "010001");
}

static void even_rsa(struct arena *a, struct fc_spec *s)
{
    rsa_key(a, s, number(a, 256, 0xc3, 0x34), "010001");
}

/* All octets the same: a multiple of 3. */
static void threefold_rsa(struct arena *a, struct fc_spec *s)
{
    rsa_key(a, s, number(a, 256, 0xa5, 0xa5), "010001");
    uint8_t *p = fd_alloc(a, 256);
    memset(p, 0xff, 256);
    rsa_key(a, s, span_of(p, 256), "010001");
}

static void even_exponent(struct arena *a, struct fc_spec *s)
{
    rsa_key(a, s, number(a, 256, 0xc3, 0x35), "010000");
}

static void small_exponent(struct arena *a, struct fc_spec *s)
{
    rsa_key(a, s, number(a, 256, 0xc3, 0x35), "01");
}

static void exponent_3(struct arena *a, struct fc_spec *s)
{
    rsa_key(a, s, number(a, 256, 0xc3, 0x35), "03");
}

static void rsa_with_agreement(struct arena *a, struct fc_spec *s)
{
    fc_rekey(a, s, FKEY_RSA2048_A);
    fc_set(&s->exts, FC_OID_KU, true, fc_ku(a, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT));
}

static void rsa_ca_with_agreement(struct arena *a, struct fc_spec *s)
{
    fc_rekey(a, s, FKEY_RSA2048_A);
    fc_set(&s->exts, FC_OID_KU, true, fc_ku(a, KU_KEY_CERT_SIGN | KU_CRL_SIGN | KU_KEY_AGREEMENT));
}

static void rsa_without_null(struct arena *a, struct fc_spec *s)
{
    struct span numbers =
        FD(a, DER_SEQUENCE, fd_unsigned(a, number(a, 256, 0xc3, 0x35)), fd_int(a, 65537));

    s->spki = FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.1")),
                 fd_bits(a, numbers));
}

static void signature_without_null(struct arena *a, struct fc_spec *s)
{
    s->inner_alg = s->outer_alg = fd_hex(a, "300b06092a864886f70d01010b");
}

static void sha1(struct arena *a, struct fc_spec *s)
{
    s->inner_alg = s->outer_alg = fd_hex(a, "300d06092a864886f70d0101050500");
}

static void dsa(struct arena *a, struct fc_spec *s)
{
    fc_rekey(a, s, FKEY_DSA_A);
}

/* secp256k1 */
static void other_curve(struct arena *a, struct fc_spec *s)
{
    s->spki = FD(a, DER_SEQUENCE,
                 FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.10045.2.1"), fd_oid(a, "1.3.132.0.10")),
                 fd_bits(a, number(a, 65, 4, 1)));
}

/* --- usages, policies, pointers ------------------------------------------------------------ */

static void usage(struct arena *a, struct fc_spec *s, uint32_t flags)
{
    fc_set(&s->exts, FC_OID_KU, true, fc_ku(a, flags));
}

#define USAGE(function, flags)                               \
    static void function(struct arena *a, struct fc_spec *s) \
    {                                                        \
        usage(a, s, flags);                                  \
    }
USAGE(cert_sign, KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN)
USAGE(crl_sign, KU_DIGITAL_SIGNATURE | KU_CRL_SIGN)
USAGE(crl_sign_alone, KU_CRL_SIGN)
USAGE(cert_sign_alone, KU_KEY_CERT_SIGN)
USAGE(encipherment, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT)
USAGE(agreement, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT)

static void long_path(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_BC, true, fc_bc(a, false, 1));
}

static void leaf_bc(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_BC, false, fc_bc(a, false, -1));
}

static void any_usage(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER " " FC_EKU_ANY));
}

static void responder(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_EKU, false, fc_eku(a, "1.3.6.1.5.5.7.3.9"));
}

/* One policy with one qualifier. */
static struct span policy(struct arena *a, const char *oid, const char *type, struct span value)
{
    return FD(a, DER_SEQUENCE,
              FD(a, DER_SEQUENCE, fd_oid(a, oid),
                 FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, type), value))));
}

static void notice(struct arena *a, struct fc_spec *s, struct span content)
{
    fc_set(&s->exts, FC_OID_CP, false,
           policy(a, "2.23.140.1.2.1", "1.3.6.1.5.5.7.2.2", fd_tlv(a, DER_SEQUENCE, content)));
}

static void ia5_notice(struct arena *a, struct fc_spec *s)
{
    notice(a, s, fd_str(a, DER_IA5_STRING, "text"));
}

static void visible_notice(struct arena *a, struct fc_spec *s)
{
    notice(a, s, fd_str(a, DER_VISIBLE_STRING, "text"));
}

static void control_notice(struct arena *a, struct fc_spec *s)
{
    notice(a, s, fd_str(a, DER_UTF8_STRING, "te\x01xt"));
}

static void long_notice(struct arena *a, struct fc_spec *s)
{
    notice(a, s, fd_tlv(a, DER_UTF8_STRING, number(a, 201, 'x', 'x')));
    uint8_t *p = fd_alloc(a, 201);
    memset(p, 'x', 201);
    notice(a, s, fd_tlv(a, DER_UTF8_STRING, span_of(p, 201)));
}

static void ref_notice(struct arena *a, struct fc_spec *s)
{
    notice(a, s,
           FD(a, DER_SEQUENCE, fd_str(a, DER_UTF8_STRING, "o"), FD(a, DER_SEQUENCE, fd_int(a, 1))));
}

static void odd_any_qualifier(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_CP, false, policy(a, "2.5.29.32.0", FC_UNKNOWN_OID, fd_null(a)));
}

static void same_policies(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_CP, false, fc_cp(a, "2.23.140.1.2.1 2.23.140.1.2.1"));
}

static void ov(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_CP, false, fc_cp(a, "2.23.140.1.2.2"));
}

static void iv(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_CP, false, fc_cp(a, "2.23.140.1.2.3"));
}

static void aia(struct arena *a, struct fc_spec *s, const char *ocsp, const char *issuer)
{
    fc_set(&s->exts, FC_OID_AIA, false, fc_aia(a, ocsp, issuer));
}

static void no_issuer_url(struct arena *a, struct fc_spec *s)
{
    aia(a, s, "http://ocsp.example.com", NULL);
}

static void no_ocsp_url(struct arena *a, struct fc_spec *s)
{
    aia(a, s, NULL, "http://example.com/ca.cer");
}

static void issuer_by_https(struct arena *a, struct fc_spec *s)
{
    aia(a, s, NULL, "https://example.com/ca.cer");
}

static void ocsp_by_https(struct arena *a, struct fc_spec *s)
{
    aia(a, s, "https://ocsp.example.com", "http://example.com/ca.cer");
}

static struct span access_of(struct arena *a, const char *method, const char *uri)
{
    return FD(a, DER_SEQUENCE, fd_oid(a, method), fc_uri(a, uri));
}

static void other_method(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_AIA, false,
           FD(a, DER_SEQUENCE, access_of(a, "1.3.6.1.5.5.7.48.5", "http://example.com/")));
}

static void same_place(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_AIA, false,
           FD(a, DER_SEQUENCE, access_of(a, "1.3.6.1.5.5.7.48.2", "http://example.com/"),
              access_of(a, "1.3.6.1.5.5.7.48.2", "http://EXAMPLE.com/")));
}

static void point(struct arena *a, struct fc_spec *s, const char *uri, struct span issuer)
{
    fc_set(&s->exts, FC_OID_CRLDP, false, FC_CRLDP(a, fc_dp(a, fc_uri(a, uri), 0, issuer)));
}

static void point_by_ldap(struct arena *a, struct fc_spec *s)
{
    point(a, s, "ldap://example.com/cn=ca", (struct span){0});
}

static void point_by_ftp(struct arena *a, struct fc_spec *s)
{
    point(a, s, "ftp://example.com/ca.crl", (struct span){0});
}

static void point_of_other(struct arena *a, struct fc_spec *s)
{
    point(a, s, "http://example.com/ca.crl", fc_dir(a, fc_name(a, "CN=other")));
}

static void critical_point(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_CRLDP, true,
           FC_CRLDP(a, fc_dp(a, fc_uri(a, "http://example.com/ca.crl"), 0, (struct span){0})));
}

static void critical_freshest(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_FRESHEST, true,
           FC_CRLDP(a, fc_dp(a, fc_uri(a, "http://example.com/ca.crl"), 0, (struct span){0})));
}

static void no_key_id(struct arena *a, struct fc_spec *s)
{
    fc_set(&s->exts, FC_OID_AKI, false,
           fc_aki(a, (struct span){0}, fc_dir(a, fc_name(a, "CN=x")), fd_hex(a, "01")));
}

static void constraint(struct arena *a, struct fc_spec *s, bool critical, struct span base)
{
    fc_set(&s->exts, FC_OID_NC, critical, fc_nc(a, base, (struct span){0}));
}

static void loose_constraint(struct arena *a, struct fc_spec *s)
{
    constraint(a, s, false, fc_dns(a, "example.com"));
}

static void leaf_constraint(struct arena *a, struct fc_spec *s)
{
    constraint(a, s, true, fc_dns(a, "example.com"));
}

static void x400_constraint(struct arena *a, struct fc_spec *s)
{
    constraint(a, s, true, fc_x400(a));
}

static void edi_constraint(struct arena *a, struct fc_spec *s)
{
    constraint(a, s, true, fc_edi(a, "x"));
}

static void rid_constraint(struct arena *a, struct fc_spec *s)
{
    constraint(a, s, true, fc_rid(a, "1.2.3"));
}

#endif
