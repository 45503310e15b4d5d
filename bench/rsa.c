/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rsa: verification of PKCS#1 v1.5 signatures in one process, beside OpenSSL and Nettle: `make
 * bench-rsa`.
 *
 * Each round runs every way once over the same signatures, so that all of them see the same
 * machine; a row has the median of the rounds.  All of them hash a message of 32 bytes with
 * SHA-256.  The exponent is 65537.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#define OPENSSL_SUPPRESS_DEPRECATED
#include <nettle/pkcs1.h>
#include <nettle/rsa.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "bench/timing.h"
#include "lib/crypto/sig_rsa.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum { ROUNDS = 51, SIGNATURES = 64, MESSAGE = 32, SIZE_MAX_BYTES = 512 };

struct signature {
    uint8_t message[MESSAGE], bytes[SIZE_MAX_BYTES];
};

struct bench {
    size_t size;
    RSA *openssl;
    struct rsa_public_key nettle;
    uint8_t spki[SIZE_MAX_BYTES + 64];
    size_t spki_n;
    struct sigalg alg;
    struct pubkey *kept, *rows; /* rows: as on a machine without ADX */
    struct signature signatures[SIGNATURES];
};

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "rsa: %s\n", what);
    exit(1);
}

static struct pubkey *make_key(const struct bench *b)
{
    struct fail fail = {0};
    struct keyinfo info;
    struct pubkey *key;

    check(keyinfo_parse(&info, span_of(b->spki, b->spki_n), &fail) == ERR_OK &&
              pubkey_new(&key, &info) == ERR_OK,
          "our key");
    return key;
}

static void make_keys(struct bench *b, unsigned bits)
{
    uint8_t modulus[SIZE_MAX_BYTES], *spki = b->spki;
    EVP_PKEY *key = EVP_RSA_gen(bits);

    check(key != NULL, "OpenSSL's key");
    b->size = bits / 8;
    b->openssl = EVP_PKEY_get1_RSA(key);
    b->spki_n = (size_t)i2d_PUBKEY(key, &spki);
    rsa_public_key_init(&b->nettle);
    check(BN_bn2binpad(RSA_get0_n(b->openssl), modulus, (int)b->size) == (int)b->size, "modulus");
    mpz_import(b->nettle.n, b->size, 1, 1, 1, 0, modulus);
    mpz_set_ui(b->nettle.e, 65537);
    check(rsa_public_key_prepare(&b->nettle) == 1, "Nettle's key");
    b->alg = (struct sigalg){.kind = SIG_RSA_PKCS1, .digest = DIGEST_SHA256};
    b->kept = make_key(b);
    b->rows = make_key(b);
    check(modexp_choose(&((struct sig_rsa_key *)b->rows)->power, MODEXP_ROWS), "rows");
    EVP_PKEY_free(key);
}

static void sign(struct bench *b, struct signature *out)
{
    uint8_t hash[SHA256_DIGEST_LENGTH];
    unsigned n = 0;

    check(RAND_bytes(out->message, sizeof out->message) == 1, "random numbers");
    SHA256(out->message, sizeof out->message, hash);
    check(RSA_sign(NID_sha256, hash, sizeof hash, out->bytes, &n, b->openssl) == 1, "signing");
}

static void by_openssl(struct bench *b, const struct signature *s, RSA *key)
{
    uint8_t hash[SHA256_DIGEST_LENGTH];

    SHA256(s->message, sizeof s->message, hash);
    check(RSA_verify(NID_sha256, hash, sizeof hash, s->bytes, (unsigned)b->size, key) == 1,
          "OpenSSL refuses");
}

static void openssl_kept(struct bench *b, const struct signature *s)
{
    by_openssl(b, s, b->openssl);
}

static void openssl_once(struct bench *b, const struct signature *s)
{
    const uint8_t *p = b->spki;
    RSA *key = d2i_RSA_PUBKEY(NULL, &p, (long)b->spki_n);

    check(key != NULL, "OpenSSL's key");
    by_openssl(b, s, key);
    RSA_free(key);
}

static void nettle(struct bench *b, const struct signature *s)
{
    struct sha256_ctx hash;
    mpz_t number;

    sha256_init(&hash);
    sha256_update(&hash, sizeof s->message, s->message);
    mpz_init(number);
    mpz_import(number, b->size, 1, 1, 1, 0, s->bytes);
    check(rsa_sha256_verify(&b->nettle, &hash, number) == 1, "Nettle refuses");
    mpz_clear(number);
}

static void by_pubkey(const struct bench *b, const struct signature *s, const struct pubkey *key)
{
    check(pubkey_verify(key, &b->alg, span_of(s->message, sizeof s->message),
                        span_of(s->bytes, b->size)) == ERR_OK,
          "a good signature is refused");
}

static void ours_kept(struct bench *b, const struct signature *s)
{
    by_pubkey(b, s, b->kept);
}

static void ours_rows(struct bench *b, const struct signature *s)
{
    by_pubkey(b, s, b->rows);
}

static void ours_once(struct bench *b, const struct signature *s)
{
    struct pubkey *key = make_key(b);

    by_pubkey(b, s, key);
    pubkey_free(key);
}

enum { OPENSSL_KEPT, OPENSSL_ONCE, NETTLE, NO_PEER };

static const struct {
    const char *what;
    void (*run)(struct bench *b, const struct signature *s);
    size_t peer; /* the row that it is compared with */
} ways[] = {
    [OPENSSL_KEPT] = {"OpenSSL, key kept", openssl_kept, NO_PEER},
    [OPENSSL_ONCE] = {"OpenSSL, key decoded each time", openssl_once, NO_PEER},
    [NETTLE] = {"Nettle, key kept", nettle, NO_PEER},
    {"key kept", ours_kept, OPENSSL_KEPT},
    {"key kept, without ADX", ours_rows, OPENSSL_KEPT},
    {"key decoded each time", ours_once, OPENSSL_ONCE},
};

/* Fills a line of us for each way with its rounds, in order. */
static void measure(double us[COUNT(ways)][ROUNDS], struct bench *b)
{
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t w = 0; w < COUNT(ways); w++) {
            double start = timing_cpu_us();
            for (size_t i = 0; i < SIGNATURES; i++)
                ways[w].run(b, &b->signatures[i]);
            us[w][round] = (timing_cpu_us() - start) / SIGNATURES;
        }
    }
    for (size_t w = 0; w < COUNT(ways); w++)
        qsort(us[w], ROUNDS, sizeof us[w][0], timing_compare);
}

/* The bar is for RSA-2048 with the key kept, on any machine. */
static void report(double us[COUNT(ways)][ROUNDS], unsigned bits)
{
    for (size_t w = 0; w < COUNT(ways); w++) {
        double median = us[w][ROUNDS / 2];
        printf("  RSA-%u %-32s %8.1f (%.1f to %.1f)", bits, ways[w].what, median,
               us[w][ROUNDS / 10], us[w][ROUNDS - 1 - ROUNDS / 10]);
        if (ways[w].peer != NO_PEER) {
            double nettles = us[NETTLE][ROUNDS / 2] / median;
            printf("  %.2f x OpenSSL, %.2f x Nettle", us[ways[w].peer][ROUNDS / 2] / median,
                   nettles);
            if (bits == 2048)
                printf(" >= 1.1  %s", nettles >= 1.1 ? "PASS" : "MISS");
        }
        printf("\n");
    }
}

static void bench_size(unsigned bits)
{
    static double us[COUNT(ways)][ROUNDS];
    static struct bench b;

    make_keys(&b, bits);
    for (size_t i = 0; i < SIGNATURES; i++)
        sign(&b, &b.signatures[i]);
    measure(us, &b);
    report(us, bits);
    RSA_free(b.openssl);
    rsa_public_key_clear(&b.nettle);
    pubkey_free(b.kept);
    pubkey_free(b.rows);
}

int main(void)
{
    static const unsigned sizes[] = {1024, 2048, 3072, 4096};

    printf("RSA, verification, microseconds, the median of %d rounds (and most of them); %s\n\n",
           ROUNDS, OpenSSL_version(OPENSSL_VERSION));
    for (size_t i = 0; i < COUNT(sizes); i++)
        bench_size(sizes[i]);
    return 0;
}
