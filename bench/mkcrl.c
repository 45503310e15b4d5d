/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mkcrl CA-CERTIFICATE CA-KEY ENTRIES: writes a CRL of ENTRIES random serial numbers, with a reason
 * for each, as DER to standard output.  It is valid for 30 days.
 */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

enum { SERIAL_SIZE = 16, VALID_DAYS = 30, DAY = 86400 };

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "mkcrl: %s\n", what);
    exit(1);
}

static FILE *opened(const char *path)
{
    FILE *f = fopen(path, "r");

    check(f != NULL, path);
    return f;
}

static void add_entry(X509_CRL *crl, const ASN1_TIME *date)
{
    static const long reasons[] = {CRL_REASON_KEY_COMPROMISE, CRL_REASON_SUPERSEDED,
                                   CRL_REASON_CESSATION_OF_OPERATION};
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
    uint8_t bytes[SERIAL_SIZE];

    check(RAND_bytes(bytes, sizeof bytes) == 1, "random bytes");
    bytes[0] = (bytes[0] & 0x3f) | 0x40; /* positive, and of one length */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    ASN1_INTEGER *serial = BN_to_ASN1_INTEGER(number, NULL);
    check(X509_REVOKED_set_serialNumber(entry, serial) == 1 &&
              X509_REVOKED_set_revocationDate(entry, (ASN1_TIME *)date) == 1 &&
              ASN1_ENUMERATED_set(reason, reasons[bytes[1] % 3]) == 1 &&
              X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0) == 1 &&
              X509_CRL_add0_revoked(crl, entry) == 1,
          "an entry");
    ASN1_ENUMERATED_free(reason);
    ASN1_INTEGER_free(serial);
    BN_free(number);
}

static void add_extensions(X509_CRL *crl, X509 *ca)
{
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, ca, NULL, NULL, crl, 0);
    X509_EXTENSION *aki =
        X509V3_EXT_conf_nid(NULL, &ctx, NID_authority_key_identifier, "keyid:always");
    check(aki != NULL && X509_CRL_add_ext(crl, aki, -1) == 1 && ASN1_INTEGER_set(number, 1) == 1 &&
              X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1,
          "the extensions");
    X509_EXTENSION_free(aki);
    ASN1_INTEGER_free(number);
}

int main(int argc, char **argv)
{
    check(argc == 4, "CA-CERTIFICATE CA-KEY ENTRIES");
    FILE *cert = opened(argv[1]), *key = opened(argv[2]);
    X509 *ca = PEM_read_X509(cert, NULL, NULL, NULL);
    EVP_PKEY *ca_key = PEM_read_PrivateKey(key, NULL, NULL, NULL);
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *now = X509_gmtime_adj(NULL, -DAY), *next = X509_gmtime_adj(NULL, VALID_DAYS * DAY);

    check(ca != NULL && ca_key != NULL, "the CA");
    check(X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
              X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca)) == 1 &&
              X509_CRL_set1_lastUpdate(crl, now) == 1 && X509_CRL_set1_nextUpdate(crl, next) == 1,
          "the fields");
    for (long left = strtol(argv[3], NULL, 10); left > 0; left--)
        add_entry(crl, now);
    add_extensions(crl, ca);
    check(X509_CRL_sort(crl) == 1 && X509_CRL_sign(crl, ca_key, EVP_sha256()) > 0 &&
              i2d_X509_CRL_fp(stdout, crl) == 1,
          "the signature");
    X509_CRL_free(crl);
    ASN1_TIME_free(now);
    ASN1_TIME_free(next);
    X509_free(ca);
    EVP_PKEY_free(ca_key);
    fclose(cert);
    fclose(key);
    return 0;
}
