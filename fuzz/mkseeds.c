/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mkseeds DIRECTORY: writes the seeds of the fuzzers, one directory each, from the factory's
 * certificates.  They are committed; `make fuzz-seeds` makes them again.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fuzz/mkseeds_batch.h"
#include "fuzz/mkseeds_capture.h"
#include "fuzz/mkseeds_client.h"
#include "fuzz/mkseeds_clubcard.h"
#include "fuzz/mkseeds_cmd.h"
#include "fuzz/mkseeds_flight.h"
#include "fuzz/mkseeds_passive.h"
#include "fuzz/mkseeds_server.h"
#include "fuzz/mkseeds_tls.h"
#include "fuzz/mkseeds_trace.h"
#include "fuzz/ways.h"
#include "lib/asn1/pem.h"
#include "lib/x509/cert.h"
#include "tests/factory/factory.h"
#include "tests/factory/flog.h"

static const char *top;

static void put(const char *target, const char *name, struct span s)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", top, target);
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        perror(path);
        exit(1);
    }
    snprintf(path, sizeof path, "%s/%s/%s", top, target, name);
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

static struct span pem(struct arena *a, const char *label, struct span der)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    pem_encode(&b, label, der);
    struct span out = fd_copy(a, buf_span(&b));
    buf_free(&b);
    return out;
}

/* A CA certificate with every extension there is. */
static struct fc_spec rich(struct arena *a)
{
    struct span none = {0}, uri = fc_uri(a, "http://example.com/x"), us = fc_name(a, "C=US");
    struct fc_spec s = fc_intermediate(a);

    fc_set(&s.exts, FC_OID_SAN, false,
           FC_NAMES(a, fc_dns(a, "*.example.com"), fc_ip(a, "c0000201"), fc_dir(a, us), uri,
                    fc_email(a, "a@example.com"), fc_rid(a, "1.2.3"), fc_x400(a),
                    fc_edi(a, "party"), fc_other(a, "1.2.3", fd_str(a, DER_UTF8_STRING, "o"))));
    fc_set(&s.exts, FC_OID_IAN, false, FC_NAMES(a, uri));
    fc_set(&s.exts, FC_OID_NC, true,
           fc_nc(a, FD_CAT(a, fc_dns(a, "example.com"), fc_ip(a, "c0000200ffffff00")),
                 FD_CAT(a, fc_email(a, ".example.net"), fc_uri(a, "bad.example"), fc_dir(a, us))));
    fc_set(&s.exts, FC_OID_CRLDP, false, FC_CRLDP(a, fc_dp(a, uri, 6, fc_dir(a, us))));
    fc_set(&s.exts, FC_OID_FRESHEST, false, FC_CRLDP(a, fc_dp(a, uri, 0, none)));
    fc_set(&s.exts, FC_OID_CP, false, fc_cp_cps(a, "1.2.3.4", "http://example.com/cps"));
    fc_set(&s.exts, FC_OID_PM, true, fc_pm(a, "1.2.3.4 1.2.3.5"));
    fc_set(&s.exts, FC_OID_PC, true, fc_pc(a, 3, 4));
    fc_set(&s.exts, FC_OID_IAP, true, fc_iap(a, 5));
    fc_set(&s.exts, FC_OID_AIA, false,
           fc_aia(a, "http://ocsp.example.com", "http://example.com/ca.cer"));
    fc_set(&s.exts, FC_OID_TLS_FEATURE, false, fc_tls_feature(a, 5));
    fc_set(&s.exts, FC_UNKNOWN_OID, false, fd_null(a));
    s.subject_uid = SPAN_LIT("uid");
    return s;
}

/* A root with a timestamp that its own key has signed, and one that it has not. */
static struct fc_spec logged(struct arena *a)
{
    const struct flog_spec scts[] = {{.log = FKEY_P256_A, .ms = FC_NOW * 1000},
                                     {.log = FKEY_P256_A, .ms = FC_NOW * 1000, .corrupt = true}};
    struct fc_spec s = fc_root(a);

    flog_embed(a, &s, scts, 2);
    return s;
}

static void certs(struct arena *a)
{
    struct fc_spec root = fc_root(a), leaf = fc_leaf(a), all = rich(a), key, v1 = fc_root(a);
    struct fc_spec with_scts = logged(a);
    char name[32];

    put("cert", "root", fc_cert(a, &root));
    put("cert", "leaf", fc_cert(a, &leaf));
    put("cert", "rich", fc_cert(a, &all));
    put("cert", "logged", fc_cert(a, &with_scts));
    v1.version = 1;
    v1.exts.num = 0;
    put("cert", "v1", fc_cert(a, &v1));
    for (enum fkey k = FKEY_P384_A; k < FKEY_COUNT; k++) {
        key = fc_root(a);
        fc_rekey(a, &key, k);
        key.issuer_key = k;
        snprintf(name, sizeof name, "key-%d", (int)k);
        put("cert", name, fc_cert(a, &key));
    }
    key = fc_root(a);
    fc_rekey(a, &key, FKEY_RSA2048_A);
    key.issuer_key = key.key;
    key.sig = FSIG_PSS_SHA256;
    put("cert", "pss", fc_cert(a, &key));
    put("der", "rich", fc_cert(a, &all));
    put("der", "odd",
        fd_hex(a, "3080010100000002027fff0a01051f810100bf8101020500240405020102"
                  "30841f0000000c02c3bc1e02263a17113236303130313030303030305a"));
}

/* A degenerate SignedData of certificates (RFC 5652 5.1). */
static struct span pkcs7(struct arena *a, struct span certificates)
{
    struct span data = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.7.1"));
    struct span empty = fd_tlv(a, DER_SET, (struct span){0});
    struct span signed_data =
        FD(a, DER_SEQUENCE, fd_int(a, 1), empty, data, fd_tlv(a, DER_CTXC(0), certificates), empty);

    return FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.7.2"),
              fd_tlv(a, DER_CTXC(0), signed_data));
}

static void files(struct arena *a)
{
    struct fc_spec ca = fc_intermediate(a), leaf = fc_leaf(a);
    struct span c = fc_cert(a, &ca), l = fc_cert(a, &leaf);

    put("pem", "one", pem(a, "CERTIFICATE", l));
    put("pem", "chain",
        FD_CAT(a, SPAN_LIT("subject: x\r\n\r\n"), pem(a, "CERTIFICATE", l), SPAN_LIT("text\n"),
               pem(a, "TRUSTED CERTIFICATE", c)));
    put("pem", "der", FD_CAT(a, l, c));
    put("pem", "pkcs7", pem(a, "PKCS7", pkcs7(a, FD_CAT(a, l, c))));
    put("pem", "pkcs7-der", pkcs7(a, FD_CAT(a, c, l)));
    put("pem", "key",
        SPAN_LIT("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                 "DEK-Info: AES-128-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n"));
    put("pem", "hex", SPAN_LIT("30:03:02:01:01\n"));
    put("pem", "utf16", SPAN_LIT("\xff\xfe-\0-\0-\0-\0-\0"));
}

static struct span some_crl(struct arena *a, bool indirect)
{
    struct fc_spec ca = fc_intermediate(a), leaf = fc_leaf(a);
    struct fc_crl c = fc_crl_of(a, &ca);
    struct fc_entry *e = fc_revoke(a, &c, SPAN_LIT("\x55"), 1);

    fc_add(&e->exts, FC_OID_INVALIDITY, false, fd_generalized(a, FC_NOW - FC_DAY));
    if (indirect) {
        fc_add(&e->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(a, fc_dir(a, ca.subject)));
        fc_add(&c.exts, FC_OID_IDP, true,
               fc_idp(a, (struct fc_idp){.names = fc_uri(a, "http://example.com/x"),
                                         .indirect = true,
                                         .reasons = 6}));
        fc_add(&c.exts, FC_OID_DELTA, true, fd_int(a, 6));
    }
    fc_revoke(a, &c, leaf.serial, 4);
    return fc_crl(a, &c);
}

static void crls(struct arena *a)
{
    struct span uri = fc_uri(a, "http://example.com/x"), none = {0};

    put("crl", "plain", some_crl(a, false));
    put("crl", "indirect-delta", some_crl(a, true));
    put("crl", "points",
        FC_CRLDP(a, fc_dp(a, uri, 6, none), fc_dp(a, none, 0, fc_dir(a, fc_name(a, "C=US")))));
}

static void requests(struct arena *a)
{
    struct fc_csr r = fc_csr_default(a);

    put("csr", "p256", fc_csr(a, &r));
    r.key = FKEY_RSA2048_A;
    put("csr", "rsa", fc_csr(a, &r));
    r.key = FKEY_ED25519_A;
    r.exts.num = 0;
    put("csr", "ed25519-bare", fc_csr(a, &r));
    put("csr", "spki", fkey_spki(a, FKEY_P521_A));
}

static void names(struct arena *a)
{
    struct span bmp = fc_rdn(a, "2.5.4.3", DER_BMP_STRING, SPAN_LIT("\0b\0\xfc\0c\0h"));
    struct span teletex = fc_rdn(a, "2.5.4.10", DER_TELETEX_STRING, SPAN_LIT("caf\xe9"));
    struct span universal =
        fc_rdn(a, "2.5.4.11", DER_UNIVERSAL_STRING, SPAN_LIT("\0\0\0x\0\1\xf6\0"));

    put("names", "same",
        FD_CAT(a, fc_name(a, FC_ROOT_NAME), fc_name(a, "C=us,O=EXAMPLE  trust,CN=example root")));
    put("names", "kinds",
        FD_CAT(a, FD(a, DER_SEQUENCE, bmp, teletex, universal),
               fc_name(a, "DC=com,emailAddress=a@b.example,CN=b\xc3\xbc"
                          "ch")));
    put("names", "general",
        FD_CAT(a, fc_dns(a, "*.example.com"), fc_ip(a, "c0000201"), fc_email(a, "a@example.com"),
               fc_uri(a, "https://example.com/"), fc_dir(a, fc_name(a, "C=US")), fc_rid(a, "1.2.3"),
               fc_x400(a), fc_edi(a, "p")));
    put("names", "escapes", FD_CAT(a, fc_name(a, "CN= a+b;c\"\x1b[31m\\ "), fc_name(a, "")));
}

static void hosts(void)
{
    put("host", "dns", SPAN_LIT("www.example.com\0*.example.com"));
    put("host", "idn",
        SPAN_LIT("b\xc3\xbc"
                 "cher.example.\0xn--bcher-kva.example"));
    put("host", "a-label", SPAN_LIT("xn--bcher-kva.example\0XN--BCHER-KVA.example"));
    put("host", "ipv4", SPAN_LIT("192.0.2.1\0\xc0\0\2\1"));
    put("host", "ipv6", SPAN_LIT("[2001:db8::1]\0\x20\1\r\xb8\0\0\0\0\0\0\0\0\0\0\0\1"));
    put("host", "mapped", SPAN_LIT("::ffff:192.0.2.1%1\0*.co.uk"));
    put("host", "email", SPAN_LIT("user@example.com\0user@EXAMPLE.com"));
    put("host", "uri", SPAN_LIT("https://u@www.example.com:443/x\0https://www.example.com/"));
}

static void constraints(struct arena *a)
{
    struct span none = {0}, san, subject = fc_name(a, "C=US,O=Example,CN=www.example.com");

    san = FC_NAMES(a, fc_dns(a, "www.example.com"), fc_ip(a, "c0000201"),
                   fc_email(a, "u@example.com"), fc_uri(a, "https://www.example.com/"),
                   fc_dir(a, fc_name(a, "C=US,O=Example")), fc_rid(a, "1.2.3"));
    put("namecon", "permitted",
        FD_CAT(a,
               fc_nc(a,
                     FD_CAT(a, fc_dns(a, "example.com"), fc_ip(a, "c0000200ffffff00"),
                            fc_email(a, "example.com"), fc_uri(a, ".example.com"),
                            fc_dir(a, fc_name(a, "C=US"))),
                     none),
               san, subject));
    put("namecon", "excluded",
        FD_CAT(a,
               fc_nc(a, none,
                     FD_CAT(a, fc_dns(a, "bad.example"), fc_ip(a, "0a000000ff000000"),
                            fc_email(a, ".bad.example"), fc_rid(a, "1.2.3"))),
               san, subject));
    put("namecon", "email-in-subject",
        FD_CAT(a, fc_nc(a, fc_email(a, "u@example.com"), none),
               FC_NAMES(a, fc_dns(a, "*.example.com")),
               fc_name(a, "C=US,emailAddress=u@example.com")));
}

static struct span chunk(struct arena *a, struct span s)
{
    uint8_t *n = fd_alloc(a, 1);

    *n = (uint8_t)s.n;
    return FD_CAT(a, span_of(n, 1), s);
}

static void policies(struct arena *a)
{
    struct span no = SPAN_LIT("\0");
    struct span leaf = FD_CAT(a, chunk(a, fc_cp(a, "1.2.3.4.1")), no, no, no);
    struct span any = FD_CAT(a, chunk(a, fc_cp(a, "2.5.29.32.0")), no, no, no);
    struct span maps =
        FD_CAT(a, chunk(a, fc_cp(a, "1.2.3.4.1 1.2.3.4.2")),
               chunk(a, fc_pm(a, "1.2.3.4.1 1.2.3.4.2 1.2.3.4.2 1.2.3.4.1")), no, no);
    struct span limits = FD_CAT(a, chunk(a, fc_cp(a, "1.2.3.4.1 2.5.29.32.0")), no,
                                chunk(a, fc_pc(a, 0, 1)), chunk(a, fc_iap(a, 1)));

    put("policy", "plain", FD_CAT(a, SPAN_LIT("\0"), leaf, any));
    put("policy", "mapped", FD_CAT(a, SPAN_LIT("\0"), leaf, maps, maps));
    put("policy", "limited", FD_CAT(a, SPAN_LIT("\4"), leaf, any, maps, limits));
}

static void chains(struct arena *a)
{
    struct fc_spec root = fc_root(a), ca = fc_intermediate(a), leaf = fc_leaf(a);
    struct fc_crl upper = fc_crl_of(a, &root);
    struct span r = fc_cert(a, &root), c = fc_cert(a, &ca), l = fc_cert(a, &leaf);

    put("verify", "webpki", FD_CAT(a, SPAN_LIT("\0\1"), l, c, r));
    put("verify", "cabf-explain", FD_CAT(a, SPAN_LIT("\2\x21"), l, c, r));
    put("verify", "direct", FD_CAT(a, SPAN_LIT("\1\0"), l, l));
    put("verify", "no-way", FD_CAT(a, SPAN_LIT("\1\x20"), l, c, c));
    put("verify", "crls",
        FD_CAT(a, SPAN_LIT("\x81\1"), l, some_crl(a, true), some_crl(a, false), c,
               fc_crl(a, &upper), r));
    ca = rich(a);
    c = fc_cert(a, &ca);
    put("verify", "rich-policies", FD_CAT(a, SPAN_LIT("\x10\x13"), l, c, r));
}

/* Two records for each way of protecting them. */
static void records(void)
{
    for (uint8_t way = 0; way < WAYS; way++) {
        struct protect p;
        struct buf b;
        char name[16];

        ways_start(&p, way, true);
        buf_init(&b, 1 << 16);
        buf_u8(&b, way);
        buf_u8(&b, 3);
        if (ways_seal(&p, &b, SPAN_LIT("\1\0\0\2hi"), 3) != ERR_OK ||
            ways_seal(&p, &b, (struct span){0}, 0) != ERR_OK)
            exit(1);
        snprintf(name, sizeof name, "way-%u", way);
        put("record", name, buf_span(&b));
        buf_free(&b);
        protect_wipe(&p);
    }
}

int main(int argc, char **argv)
{
    struct arena a;

    if (argc != 2) {
        fprintf(stderr, "usage: mkseeds DIRECTORY\n");
        return 2;
    }
    top = argv[1];
    arena_init(&a, 64 << 20);
    certs(&a);
    files(&a);
    crls(&a);
    requests(&a);
    names(&a);
    hosts();
    constraints(&a);
    policies(&a);
    chains(&a);
    records();
    mkseeds_tls(put);
    mkseeds_flight(put);
    mkseeds_client(put);
    mkseeds_server(put);
    mkseeds_batch(put, &a);
    mkseeds_clubcard(put, &a);
    mkseeds_cmd(put);
    mkseeds_trace(put);
    mkseeds_capture(put);
    mkseeds_passive(put);
    arena_free(&a);
    return 0;
}
