/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What show prints of certificates, requests, CRLs and keys, as text. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/view/viewkit.h"

static void parse(struct cert *c, struct span der)
{
    struct fail fail = {0};

    assert_int_equal(cert_parse(c, der, &fail), ERR_OK);
}

static void test_cert(void **state)
{
    struct viewkit k;
    struct cert c;

    (void)state;
    kit_open(&k, "x");
    parse(&c, fc_cert(&k.t.arena, &k.leaf));
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Certificate Subject CN=www.example.com Issuer CN=Example "
                            "Intermediate, O=Example Trust, C=US Serial "
                            "23:43:65:87:a9:cb:ed:0f:03 Version 3 Not before 2026-05-02 "
                            "00:00:00 UTC Not after 2026-07-01 00:00:00 UTC (60 days in all) "
                            "Signature ECDSA-SHA256 (ecdsa-with-SHA256) Key P-256 Algorithm "
                            "ecPublicKey Curve secp256r1 Point 04:"));
    assert_true(kit_has(&k, "Extensions"));
    assert_true(kit_has(&k, "keyUsage (critical) Usages digitalSignature"));
    assert_true(kit_has(&k, "Names DNS www.example.com"));
    assert_true(kit_has(&k, "SHA-256 d9:8b:3f:d6:"));
    buf_truncate(&k.out, 0);
    cert_short(&k.out, &c);
    kit_is(&k, "www.example.com, P-256, 2026-05-02 to 2026-07-01, issued by Example "
               "Intermediate\n");
    parse(&c, fc_cert(&k.t.arena, &k.ca));
    cert_short(&k.out, &c);
    kit_is(&k, "Example Intermediate, P-256, 2023-09-05 to 2031-11-22, CA, issued by Example "
               "Root\n");
    kit_close(&k);
}

/* The text of one extension, with its heading. */
static void ext_is(const char *oid, bool critical, struct span value, const char *want)
{
    struct viewkit k;
    struct cert c;

    kit_open(&k, "x");
    k.leaf.exts.num = 0;
    fc_add(&k.leaf.exts, oid, critical, value);
    parse(&c, fc_cert(&k.t.arena, &k.leaf));
    cert_text(&k.out, &c, &k.style);
    const char *lead = "  Extensions\n", *end = "  Signature value";
    size_t from = 0, to = 0;
    for (size_t i = 0; i < k.out.n; i++) {
        struct span rest = span_tail(buf_span(&k.out), i);
        from = span_starts(rest, span_str(lead)) ? i + strlen(lead) : from;
        to = span_starts(rest, span_str(end)) ? i : to;
    }
    struct span found = span_of(k.out.p + from, to - from);
    if (!span_eq(found, span_str(want)))
        print_error("--- wanted\n%s--- found\n%.*s", want, (int)found.n, (const char *)found.p);
    assert_true(span_eq(found, span_str(want)));
    kit_close(&k);
}

static void test_basic_extensions(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    ext_is(FC_OID_BC, true, fc_bc(&a, true, 2),
           "    basicConstraints (critical)\n"
           "      CA            yes\n"
           "      Path length   2\n");
    ext_is(FC_OID_KU, true, fc_ku(&a, KU_KEY_CERT_SIGN | KU_CRL_SIGN | KU_DECIPHER_ONLY),
           "    keyUsage (critical)\n"
           "      Usages        keyCertSign, cRLSign, decipherOnly\n");
    ext_is(FC_OID_EKU, false, fc_eku(&a, FC_EKU_SERVER " 1.2.3.4"),
           "    extKeyUsage\n"
           "      Usages        serverAuth, 1.2.3.4\n");
    ext_is(FC_OID_AKI, false,
           fc_aki(&a, SPAN_LIT("\x01\x02"), fc_dns(&a, "x"), SPAN_LIT("\x00\xff")),
           "    authorityKeyIdentifier\n"
           "      Key id        01:02\n"
           "      Issuer\n"
           "        DNS x\n"
           "      Serial        ff\n");
    ext_is(FC_OID_PC, true, fc_pc(&a, 0, 3),
           "    policyConstraints (critical)\n"
           "      Require explicit policy 0\n"
           "      Inhibit policy mapping 3\n");
    ext_is(FC_OID_IAP, true, fc_iap(&a, 1),
           "    inhibitAnyPolicy (critical)\n"
           "      Number        1\n");
    ext_is(FC_OID_TLS_FEATURE, false, fc_tls_feature(&a, 5),
           "    tlsFeature\n"
           "      Features      status_request (must staple)\n");
    arena_free(&a);
}

static void test_name_extensions(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    ext_is(FC_OID_SAN, false,
           FC_NAMES(&a, fc_dns(&a, "*.x.example"), fc_ip(&a, "20010db8000000000000000000000001"),
                    fc_email(&a, "a@x.example"), fc_uri(&a, "https://x.example/"),
                    fc_dir(&a, fc_name(&a, "C=US,CN=d")), fc_rid(&a, "1.2.3")),
           "    subjectAltName\n"
           "      Names\n"
           "        DNS *.x.example\n"
           "        IP 2001:db8::1\n"
           "        e-mail a@x.example\n"
           "        URI https://x.example/\n"
           "        directory name CN=d, C=US\n"
           "        registered ID 1.2.3\n");
    ext_is(FC_OID_NC, true, fc_nc(&a, fc_dns(&a, "x.example"), fc_ip(&a, "0a000000ff000000")),
           "    nameConstraints (critical)\n"
           "      Permitted\n"
           "        DNS x.example\n"
           "      Excluded\n"
           "        IP 10.0.0.0/8\n");
    ext_is(FC_OID_AIA, false, fc_aia(&a, "http://o.example", "http://c.example/ca.cer"),
           "    authorityInfoAccess\n"
           "      Descriptions\n"
           "        - Method    ocsp\n"
           "          Location  URI http://o.example\n"
           "        - Method    caIssuers\n"
           "          Location  URI http://c.example/ca.cer\n");
    ext_is(FC_OID_CRLDP, false,
           FD(&a, DER_SEQUENCE,
              fc_dp(&a, fc_uri(&a, "http://c.example/crl"), 1 << 1 | 1 << 4, (struct span){0})),
           "    cRLDistributionPoints\n"
           "      Points\n"
           "        - Names\n"
           "            URI http://c.example/crl\n"
           "          Reasons   keyCompromise, superseded\n");
    ext_is(FC_OID_CP, false, fc_cp_cps(&a, "2.23.140.1.2.1", "http://cps.example"),
           "    certificatePolicies\n"
           "      Policies\n"
           "        - Policy    domainValidated\n"
           "          Qualifiers\n"
           "            - CPS   http://cps.example\n");
    ext_is(FC_OID_PM, true, fc_pm(&a, "1.2.3 1.2.4"),
           "    policyMappings (critical)\n"
           "      Mappings\n"
           "        - Issuer    1.2.3\n"
           "          Subject   1.2.4\n");
    arena_free(&a);
}

static void test_other_extensions(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    ext_is(FC_UNKNOWN_OID, true, SPAN_LIT("\x01\x02"),
           "    1.3.6.1.4.1.99999.7 (critical)\n"
           "      Bytes         01:02\n");
    ext_is("2.16.840.1.113730.1.13", false,
           SPAN_LIT("\x16\x03"
                    "a\033b"),
           "    netscapeComment\n"
           "      Text          a\\1bb\n");
    /* What does not decode is said, and shown. */
    ext_is(FC_OID_BC, true, SPAN_LIT("\x30\x03\x01\x01\x01"),
           "    basicConstraints (critical)\n"
           "      CA            not readable\n"
           "      Error         BOOLEAN is neither 00 nor FF\n"
           "      Bytes         30:03:01:01:01\n");
    arena_free(&a);
}

/* One item that is badly encoded hides none of the others, and is marked. */
static void test_broken_items(void **state)
{
    struct arena a;
    struct span oid = SPAN_LIT("\x06\x02\x2a\x03"), broken = SPAN_LIT("\x06\x02\x2a\x80");

    (void)state;
    arena_init(&a, 1 << 20);
    ext_is(FC_OID_EKU, false, FD(&a, DER_SEQUENCE, oid, broken, oid),
           "    extKeyUsage\n"
           "      Usages        1.2.3, not readable, 1.2.3\n"
           "      Error         OBJECT IDENTIFIER is empty, cut off or padded\n"
           "      Bytes         30:0c:06:02:2a:03:06:02:2a:80:06:02:2a:03\n");
    /* From a bad length on nobody can tell what comes. */
    ext_is(FC_OID_EKU, false, FD(&a, DER_SEQUENCE, oid, SPAN_LIT("\x06\x22\x2a")),
           "    extKeyUsage\n"
           "      Usages        1.2.3, not readable\n"
           "      Error         ends in the middle of a value\n"
           "      Bytes         30:07:06:02:2a:03:06:22:2a\n");
    ext_is(FC_OID_CP, false,
           FD(&a, DER_SEQUENCE, fd_tlv(&a, DER_SEQUENCE, broken), SPAN_LIT("\x04\0"),
              fd_tlv(&a, DER_SEQUENCE, oid)),
           "    certificatePolicies\n"
           "      Policies\n"
           "        - Policy    not readable\n"
           "          Error     OBJECT IDENTIFIER is empty, cut off or padded\n"
           "        not readable\n"
           "        - Policy    1.2.3\n"
           "      Error         OBJECT IDENTIFIER is empty, cut off or padded\n"
           "      Bytes         30:0e:30:04:06:02:2a:80:04:00:30:04:06:02:2a:03\n");
    ext_is(FC_OID_PM, false,
           FD(&a, DER_SEQUENCE, FD(&a, DER_SEQUENCE, oid, broken), FD(&a, DER_SEQUENCE, oid, oid)),
           "    policyMappings\n"
           "      Mappings\n"
           "        - Issuer    1.2.3\n"
           "          Subject   not readable\n"
           "          Error     OBJECT IDENTIFIER is empty, cut off or padded\n"
           "        - Issuer    1.2.3\n"
           "          Subject   1.2.3\n"
           "      Error         OBJECT IDENTIFIER is empty, cut off or padded\n"
           "      Bytes         30:14:30:08:06:02:2a:03:06:02:2a:80:30:08:06:02:2a:03:06:02:\n"
           "                    2a:03\n");
    ext_is(FC_OID_AIA, false,
           FD(&a, DER_SEQUENCE, FD(&a, DER_SEQUENCE, oid, SPAN_LIT("\x86\x01\x80")),
              FD(&a, DER_SEQUENCE, oid, fc_uri(&a, "x:"))),
           "    authorityInfoAccess\n"
           "      Descriptions\n"
           "        - Method    1.2.3\n"
           "          Location  not readable\n"
           "          Error     a string contains a character that its type does not allow\n"
           "        - Method    1.2.3\n"
           "          Location  URI x:\n"
           "      Error         a string contains a character that its type does not allow\n"
           "      Bytes         30:13:30:07:06:02:2a:03:86:01:80:30:08:06:02:2a:03:86:02:78:\n"
           "                    3a\n");
    ext_is(FC_OID_CRLDP, false,
           FD(&a, DER_SEQUENCE, SPAN_LIT("\x30\0\x30\x05\xa0\x03\xa2\x01\0"),
              fc_dp(&a, fc_uri(&a, "x:"), 0, (struct span){0})),
           "    cRLDistributionPoints\n"
           "      Points\n"
           "        - Error     an extension is not encoded as its definition requires\n"
           "        - Name      (not readable)\n"
           "        - Names\n"
           "            URI x:\n"
           "      Error         an extension is not encoded as its definition requires\n"
           "      Bytes         30:13:30:00:30:05:a0:03:a2:01:00:30:08:a0:06:a0:04:86:02:78:\n"
           "                    3a\n");
    arena_free(&a);
}

/* RFC 6962 3.2, 3.3 */
#define LOG_ID "0123456789abcdef0123456789ABCDEF"

static void test_scts(void **state)
{
    struct arena a;
    /* version, log, 2026-06-01T00:00:00.500Z in ms, no extensions, SHA256, ECDSA, signature */
    struct span sct =
        SPAN_LIT("\0" LOG_ID "\0\0\x01\x9e\x80\x7a\xed\xf4\0\0\x04\x03\0\x02\xab\xcd");
    struct span later = SPAN_LIT("\x01" LOG_ID);

    (void)state;
    arena_init(&a, 1 << 20);
    struct span list = FD_CAT(&a, SPAN_LIT("\0\x31"), sct, SPAN_LIT("\0\x21"), later);
    ext_is("1.3.6.1.4.1.11129.2.4.2", false, fd_octets(&a, FD_CAT(&a, SPAN_LIT("\0\x56"), list)),
           "    signedCertificateTimestampList\n"
           "      Timestamps\n"
           "        - Version   1\n"
           "          Log id    30:31:32:33:34:35:36:37:38:39:61:62:63:64:65:66:30:31:32:33:\n"
           "                    34:35:36:37:38:39:41:42:43:44:45:46\n"
           "          Time      2026-06-01 00:00:00 UTC\n"
           "          Algorithm ECDSA-SHA256\n"
           "          Signature ab:cd\n"
           "        - Bytes     01:30:31:32:33:34:35:36:37:38:39:61:62:63:64:65:66:30:31:32:\n"
           "                    33:34:35:36:37:38:39:41:42:43:44:45:46\n");
    /* A list that claims more than there is. */
    ext_is("1.3.6.1.4.1.11129.2.4.2", false, fd_octets(&a, SPAN_LIT("\0\x09\0\x01")),
           "    signedCertificateTimestampList\n"
           "      Timestamps\n"
           "        not readable\n"
           "      Error         a certificate timestamp is not encoded as its definition\n"
           "                    requires\n"
           "      Bytes         04:04:00:09:00:01\n");
    arena_free(&a);
}

static void test_defects(void **state)
{
    struct viewkit k;
    struct cert c;

    (void)state;
    kit_open(&k, "x");
    k.leaf.version = 1;
    parse(&c, fc_cert(&k.t.arena, &k.leaf));
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Defects extensions in a certificate that is not of version 3"));
    kit_close(&k);
}

/* What was not read is neither empty nor a digest of nothing. */
static void test_unread(void **state)
{
    struct viewkit k;
    struct cert c;
    struct buf json;

    (void)state;
    kit_open(&k, "x");
    k.leaf.serial_raw = SPAN_LIT("\x02\x00");
    k.leaf.inner_alg = fkey_alg(&k.t.arena, FSIG_ECDSA_SHA384);
    /* A length that is not the shortest. */
    k.leaf.spki = SPAN_LIT("\x30\x05\x30\x81\x02\x05\x00");
    parse(&c, fc_cert(&k.t.arena, &k.leaf));
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Serial not readable Version 3"));
    assert_true(kit_has(&k, "Signature not readable Key not readable Algorithm not readable Pin "));
    assert_true(kit_has(&k, "Key id (SHA-1) not readable Problem"));
    buf_truncate(&k.out, 0);
    cert_short(&k.out, &c);
    assert_true(kit_has(&k, "www.example.com, not readable, 2026-05-02"));
    buf_init(&json, 1 << 20);
    assert_int_equal(cert_json(&json, "x", &c), ERR_OK);
    buf_truncate(&k.out, 0);
    buf_put(&k.out, buf_span(&json));
    assert_true(kit_has(&k, "\"serial\":null"));
    assert_true(kit_has(&k, "\"signature\":null,\"key\":null,"
                            "\"key_details\":{\"algorithm\":null,\"pin_sha256\":"));
    assert_true(kit_has(&k, "\"key_sha1\":null"));
    buf_free(&json);
    kit_close(&k);
}

static void test_crl(void **state)
{
    struct viewkit k;
    struct fail fail = {0};
    struct crl crl;

    (void)state;
    kit_open(&k, "x");
    struct fc_crl spec = fc_crl_of(&k.t.arena, &k.ca);
    fc_revoke(&k.t.arena, &spec, SPAN_LIT("\x01\x02"), 1);
    fc_revoke(&k.t.arena, &spec, SPAN_LIT("\x03"), -1);
    fc_revoke(&k.t.arena, &spec, SPAN_LIT("\x04"), 4);
    assert_int_equal(crl_parse(&crl, fc_crl(&k.t.arena, &spec), &fail), ERR_OK);
    k.style.entries = 2;
    crl_text(&k.out, &crl, &k.style);
    assert_true(kit_has(&k, "CRL Issuer CN=Example Intermediate, O=Example Trust, C=US Version 2"));
    assert_true(kit_has(&k, "Entries 3 Revoked - Serial 01:02 Date "));
    assert_true(kit_has(&k, "Reason keyCompromise - Serial 03 Date "));
    assert_true(kit_has(&k, "and 1 more"));
    buf_truncate(&k.out, 0);
    crl_short(&k.out, &crl);
    assert_true(kit_has(&k, "CRL of Example Intermediate, 2026-"));
    assert_true(kit_has(&k, ", 3 revoked"));
    kit_close(&k);
}

/* Unique identifiers are shown by their bits, or as not readable. */
static void test_unique_ids(void **state)
{
    struct viewkit k;
    struct fail fail = {0};
    struct cert c;

    (void)state;
    kit_open(&k, "x");
    k.leaf.issuer_uid = SPAN_LIT("\xab\xcd");
    assert_int_equal(cert_parse(&c, fc_cert(&k.t.arena, &k.leaf), &fail), ERR_OK);
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Issuer unique id ab:cd Extensions"));
    buf_truncate(&k.out, 0);
    c.issuer_uid = SPAN_LIT("\x81\x01\x09");
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Issuer unique id not readable Extensions"));
    kit_close(&k);
}

static void test_csr_and_key(void **state)
{
    struct viewkit k;
    struct fail fail = {0};
    struct csr csr;

    (void)state;
    kit_open(&k, "x");
    struct fc_csr spec = fc_csr_default(&k.t.arena);
    assert_int_equal(csr_parse(&csr, fc_csr(&k.t.arena, &spec), &fail), ERR_OK);
    csr_text(&k.out, &csr, &k.style);
    assert_true(kit_has(&k, "Signature valid yes"));
    buf_truncate(&k.out, 0);
    csr_short(&k.out, &csr);
    assert_true(kit_has(&k, "certificate request for "));
    buf_truncate(&k.out, 0);
    spec.spki = fkey_spki_with(&k.t.arena, "1.3.101.110", (struct span){0}, SPAN_LIT("x"));
    spec.attributes_raw = FD(&k.t.arena, DER_CTXC(0), fd_null(&k.t.arena));
    assert_int_equal(csr_parse(&csr, fc_csr(&k.t.arena, &spec), &fail), ERR_OK);
    csr_text(&k.out, &csr, &k.style);
    assert_true(kit_has(&k, "Signature valid not checked Signature problem the key's algorithm"));
    assert_true(kit_has(&k, "Extensions not readable"));
    buf_truncate(&k.out, 0);
    spec = fc_csr_default(&k.t.arena);
    spec.corrupt = true;
    assert_int_equal(csr_parse(&csr, fc_csr(&k.t.arena, &spec), &fail), ERR_OK);
    csr_text(&k.out, &csr, &k.style);
    assert_true(kit_has(&k, "Signature valid no Signature problem the signature does not verify"));
    buf_truncate(&k.out, 0);
    key_text(&k.out, &csr.key, csr.spki, &k.style);
    assert_true(
        kit_has(&k, "Public key Key P-256 Algorithm ecPublicKey Curve secp256r1 Point 04:"));
    buf_truncate(&k.out, 0);
    key_short(&k.out, &csr.key, csr.spki);
    assert_true(kit_has(&k, "public key P-256, pin "));
    kit_close(&k);
}

static void test_rsa(void **state)
{
    struct viewkit k;
    struct cert c;

    (void)state;
    kit_open(&k, "x");
    fc_rekey(&k.t.arena, &k.leaf, FKEY_RSA2048_A);
    parse(&c, fc_cert(&k.t.arena, &k.leaf));
    cert_text(&k.out, &c, &k.style);
    assert_true(kit_has(&k, "Key RSA 2048 Algorithm rsaEncryption Bits 2048 Modulus "));
    assert_true(kit_has(&k, "Exponent 65537 "));
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cert),
        cmocka_unit_test(test_basic_extensions),
        cmocka_unit_test(test_name_extensions),
        cmocka_unit_test(test_other_extensions),
        cmocka_unit_test(test_broken_items),
        cmocka_unit_test(test_scts),
        cmocka_unit_test(test_defects),
        cmocka_unit_test(test_unread),
        cmocka_unit_test(test_crl),
        cmocka_unit_test(test_csr_and_key),
        cmocka_unit_test(test_unique_ids),
        cmocka_unit_test(test_rsa),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
