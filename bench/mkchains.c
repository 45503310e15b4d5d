/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mkchains DIRECTORY CHAINS KINDS ROOTS NAMES SUBTREES: makes the chains of bench/chains.
 *
 * KINDS is a list of rsa, p256 and p384, such as "rsa,p256,p384".  Each kind has a root and its
 * share of the 20 intermediates, which that root signs; chain i is signed by intermediate i mod 20.
 * All leafs have one P-256 key, NAMES names, and a signature of their own.  Intermediates permit
 * SUBTREES subtrees of DNS names; with 0 they have no name constraints.  Files:
 *
 *   roots.pem          ROOTS certificates, at least one for each kind; the roots of the chains last
 *   intermediates.der  the 20 intermediates one after the other
 *   leafs.der          the leafs one after the other
 *   requests           the chains as lines of `tlsbox verify --batch`
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "bench/chains.h"
#include "lib/base/b64.h"
#include "lib/base/buf.h"

enum { KINDS_MAX = 3, NAMES_MAX = 2000, CERT_MAX = 1 << 20, VALID_DAYS = 30 };

struct signer_of {
    X509 *cert;
    EVP_PKEY *key;
    const EVP_MD *digest;
};

struct pki {
    const char *kinds[KINDS_MAX];
    size_t num_kinds, subtrees;
    struct signer_of roots[KINDS_MAX], issuers[CHAINS_ISSUERS];
    EVP_PKEY *leaf_key;
    long serial;
};

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "mkchains: %s\n", what);
    exit(1);
}

static EVP_PKEY *make_key(const char *kind)
{
    EVP_PKEY *key = strcmp(kind, "rsa") == 0    ? EVP_RSA_gen(2048)
                    : strcmp(kind, "p256") == 0 ? EVP_EC_gen("P-256")
                    : strcmp(kind, "p384") == 0 ? EVP_EC_gen("P-384")
                                                : NULL;

    check(key != NULL, "a key is rsa, p256 or p384");
    return key;
}

static struct signer_of signer_made(const char *kind)
{
    return (struct signer_of){X509_new(), make_key(kind),
                              strcmp(kind, "p384") == 0 ? EVP_sha384() : EVP_sha256()};
}

/* value: as in configuration files of OpenSSL. */
static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    check(extension != NULL && X509_add_ext(cert, extension, -1) == 1, "an extension");
    X509_EXTENSION_free(extension);
}

/* All but the extensions and the signature. */
static void set_fields(struct pki *pki, X509 *cert, X509 *issuer, EVP_PKEY *key, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(cert);

    check(X509_set_version(cert, X509_VERSION_3) == 1 &&
              ASN1_INTEGER_set(X509_get_serialNumber(cert), ++pki->serial) == 1 &&
              X509_gmtime_adj(X509_getm_notBefore(cert), -3600) != NULL &&
              X509_time_adj_ex(X509_getm_notAfter(cert), VALID_DAYS, 0, NULL) != NULL &&
              X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, (const uint8_t *)"Bench", -1,
                                         -1, 0) == 1 &&
              X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const uint8_t *)name, -1,
                                         -1, 0) == 1 &&
              X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1 &&
              X509_set_pubkey(cert, key) == 1,
          "a certificate");
}

static void sign(X509 *cert, const struct signer_of *by)
{
    check(X509_sign(cert, by->key, by->digest) > 0, "signing");
}

static GENERAL_NAME *dns_name(const char *text)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *dns = ASN1_IA5STRING_new();

    check(dns != NULL && ASN1_STRING_set(dns, text, -1) == 1, "a name");
    GENERAL_NAME_set0_value(name, GEN_DNS, dns);
    return name;
}

/* The subtree that has the names is the last one, so that all of them are looked at. */
static void add_subtrees(X509 *cert, size_t num)
{
    NAME_CONSTRAINTS *constraints = NAME_CONSTRAINTS_new();
    char text[64];

    constraints->permittedSubtrees = sk_GENERAL_SUBTREE_new_null();
    for (size_t k = 0; k < num; k++) {
        GENERAL_SUBTREE *subtree = GENERAL_SUBTREE_new();
        if (k + 1 == num)
            snprintf(text, sizeof text, "bench.example");
        else
            snprintf(text, sizeof text, "site%zu.example", k);
        GENERAL_NAME_free(subtree->base);
        subtree->base = dns_name(text);
        check(sk_GENERAL_SUBTREE_push(constraints->permittedSubtrees, subtree) > 0, "a subtree");
    }
    check(X509_add1_ext_i2d(cert, NID_name_constraints, constraints, 1, 0) == 1, "subtrees");
    NAME_CONSTRAINTS_free(constraints);
}

static struct signer_of make_ca(struct pki *pki, const char *kind, const struct signer_of *by,
                                const char *name)
{
    struct signer_of out = signer_made(kind);
    X509 *issuer = by == NULL ? out.cert : by->cert;

    set_fields(pki, out.cert, issuer, out.key, name);
    add_extension(out.cert, issuer, NID_subject_key_identifier, "hash");
    if (by != NULL)
        add_extension(out.cert, issuer, NID_authority_key_identifier, "keyid:always");
    add_extension(out.cert, issuer, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(out.cert, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    if (by != NULL && pki->subtrees > 0)
        add_subtrees(out.cert, pki->subtrees);
    sign(out.cert, by == NULL ? &out : by);
    return out;
}

/* The names of chain i: its host, and others that differ from it. */
static void add_names(X509 *cert, size_t i, size_t num)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    char text[CHAINS_HOST_MAX + 32];

    for (size_t k = 0; k < num; k++) {
        if (k + 1 == num)
            chains_host(text, i);
        else
            snprintf(text, sizeof text, "alt%zu.s%zu.bench.example", k, i);
        check(sk_GENERAL_NAME_push(names, dns_name(text)) > 0, "a name");
    }
    check(X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0) == 1, "names");
    GENERAL_NAMES_free(names);
}

static X509 *make_leaf(struct pki *pki, size_t i, size_t names)
{
    const struct signer_of *by = &pki->issuers[i % CHAINS_ISSUERS];
    X509 *cert = X509_new();
    char host[CHAINS_HOST_MAX];

    chains_host(host, i);
    set_fields(pki, cert, by->cert, pki->leaf_key, host);
    add_extension(cert, by->cert, NID_subject_key_identifier, "hash");
    add_extension(cert, by->cert, NID_authority_key_identifier, "keyid:always");
    add_extension(cert, by->cert, NID_key_usage, "critical,digitalSignature");
    add_extension(cert, by->cert, NID_ext_key_usage, "serverAuth,clientAuth");
    add_names(cert, i, names);
    sign(cert, by);
    return cert;
}

static struct span der_of(uint8_t *out, X509 *cert)
{
    uint8_t *end = out;
    int n = i2d_X509(cert, NULL);

    check(n > 0 && n <= CERT_MAX && i2d_X509(cert, &end) == n, "the size of a certificate");
    return span_of(out, (size_t)n);
}

static FILE *create(const char *directory, const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *out = fopen(path, "wb");
    check(out != NULL, path);
    return out;
}

static void finish(FILE *out)
{
    check(ferror(out) == 0 && fclose(out) == 0, "writing");
}

static void write_bytes(FILE *out, struct span bytes)
{
    check(fwrite(bytes.p, 1, bytes.n, out) == bytes.n, "writing");
}

/* Other roots come first: P-256, each with a name of its own. */
static void make_roots(struct pki *pki, const char *directory, size_t num)
{
    FILE *out = create(directory, "roots.pem");
    char name[64];

    for (size_t i = pki->num_kinds; i < num; i++) {
        snprintf(name, sizeof name, "Other root %zu", i);
        struct signer_of other = make_ca(pki, "p256", NULL, name);
        check(PEM_write_X509(out, other.cert) == 1, "writing");
        X509_free(other.cert);
        EVP_PKEY_free(other.key);
    }
    for (size_t i = 0; i < pki->num_kinds; i++) {
        snprintf(name, sizeof name, "Root %s", pki->kinds[i]);
        pki->roots[i] = make_ca(pki, pki->kinds[i], NULL, name);
        check(PEM_write_X509(out, pki->roots[i].cert) == 1, "writing");
    }
    finish(out);
}

static void make_issuers(struct pki *pki, const char *directory)
{
    static uint8_t der[CERT_MAX];
    FILE *out = create(directory, "intermediates.der");
    char name[64];

    for (size_t i = 0; i < CHAINS_ISSUERS; i++) {
        size_t kind = i % pki->num_kinds;
        snprintf(name, sizeof name, "Intermediate %zu %s", i, pki->kinds[kind]);
        pki->issuers[i] = make_ca(pki, pki->kinds[kind], &pki->roots[kind], name);
        write_bytes(out, der_of(der, pki->issuers[i].cert));
    }
    finish(out);
}

static void write_request(FILE *out, size_t i, struct span leaf, X509 *issuer)
{
    static uint8_t der[CERT_MAX];
    char host[CHAINS_HOST_MAX];
    struct buf line;

    chains_host(host, i);
    buf_init(&line, 4 * CERT_MAX);
    buf_printf(&line, "{\"id\": %zu, \"chain\": [\"", i);
    b64_encode(&line, leaf, 0);
    buf_printf(&line, "\", \"");
    b64_encode(&line, der_of(der, issuer), 0);
    buf_printf(&line, "\"], \"host\": \"%s\"}\n", host);
    check(line.err == ERR_OK, "memory");
    write_bytes(out, buf_span(&line));
    buf_free(&line);
}

static void make_leafs(struct pki *pki, const char *directory, size_t num, size_t names)
{
    static uint8_t der[CERT_MAX];
    FILE *leafs = create(directory, "leafs.der"), *requests = create(directory, "requests");

    pki->leaf_key = make_key("p256");
    for (size_t i = 0; i < num; i++) {
        X509 *cert = make_leaf(pki, i, names);
        struct span leaf = der_of(der, cert);
        write_bytes(leafs, leaf);
        write_request(requests, i, leaf, pki->issuers[i % CHAINS_ISSUERS].cert);
        X509_free(cert);
    }
    finish(leafs);
    finish(requests);
}

int main(int argc, char **argv)
{
    static struct pki pki;

    check(argc == 7, "usage: mkchains DIRECTORY CHAINS KINDS ROOTS NAMES SUBTREES");
    for (char *rest, *kind = strtok_r(argv[3], ",", &rest); kind != NULL;
         kind = strtok_r(NULL, ",", &rest)) {
        check(pki.num_kinds < KINDS_MAX, "at most three kinds");
        pki.kinds[pki.num_kinds++] = kind;
    }
    pki.subtrees = strtoul(argv[6], NULL, 10);
    check(pki.num_kinds > 0, "at least one kind");
    make_roots(&pki, argv[1], strtoul(argv[4], NULL, 10));
    make_issuers(&pki, argv[1]);
    make_leafs(&pki, argv[1], strtoul(argv[2], NULL, 10), strtoul(argv[5], NULL, 10));
    return 0;
}
