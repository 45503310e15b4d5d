/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ecdsa: verification of ECDSA in one process, beside OpenSSL and Nettle: `make bench-ecdsa`.
 *
 * Each round runs every way once over the same signatures, so that all of them see the same
 * machine; a row has the median of the rounds.  All of them hash a message of 32 bytes with SHA-256
 * and read the DER of the signature.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "lib/crypto/sig.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum { ROUNDS = 51, KEYS = 20, SIGNATURES = 60, MESSAGE = 32 };

struct key {
    EC_KEY *openssl;
    uint8_t spki[160], point[160];
    size_t spki_n, point_n;
    struct pubkey *one, *many, *nettle;
};

struct signature {
    uint8_t message[MESSAGE], der[160];
    unsigned der_n;
};

struct work {
    const char *name;
    int nid;
    struct sigalg alg;
    struct sig_tables *tables;
    struct key keys[KEYS];
    struct signature signatures[SIGNATURES]; /* number i by key i % KEYS */
    struct signature same[SIGNATURES];       /* all by key 0 */
};

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "ecdsa: %s\n", what);
    exit(1);
}

static void parse(struct keyinfo *info, const struct key *key)
{
    struct fail fail = {0};

    check(keyinfo_parse(info, span_of(key->spki, key->spki_n), &fail) == ERR_OK, "key");
}

/* A key that Nettle verifies with, whichever family has its kind. */
static void make_nettle(struct key *key, const struct keyinfo *info)
{
    check(sig_ec.prepare(&key->nettle, info) == ERR_OK, "Nettle's key");
    key->nettle->family = &sig_ec;
    key->nettle->kind = info->kind;
}

static void make_key(struct work *work, struct key *key)
{
    uint8_t *spki = key->spki;
    struct keyinfo info;

    key->openssl = EC_KEY_new_by_curve_name(work->nid);
    check(EC_KEY_generate_key(key->openssl) == 1, "OpenSSL's key");
    int n = i2d_EC_PUBKEY(key->openssl, NULL);
    check(n > 0 && (size_t)n <= sizeof key->spki, "the size of a key");
    key->spki_n = (size_t)i2d_EC_PUBKEY(key->openssl, &spki);
    key->point_n =
        EC_POINT_point2oct(EC_KEY_get0_group(key->openssl), EC_KEY_get0_public_key(key->openssl),
                           POINT_CONVERSION_UNCOMPRESSED, key->point, sizeof key->point, NULL);
    parse(&info, key);
    check(pubkey_new(&key->one, &info) == ERR_OK, "pubkey_new");
    check(pubkey_new_many(&key->many, &info, work->tables) == ERR_OK, "pubkey_new_many");
    make_nettle(key, &info);
}

static void sign(struct signature *out, const struct key *key)
{
    uint8_t hash[SHA256_DIGEST_LENGTH];

    check(RAND_bytes(out->message, sizeof out->message) == 1, "random numbers");
    SHA256(out->message, sizeof out->message, hash);
    out->der_n = sizeof out->der;
    check(ECDSA_sign(0, hash, sizeof hash, out->der, &out->der_n, key->openssl) == 1, "signing");
}

static void by_openssl(EC_KEY *key, const struct signature *s)
{
    uint8_t hash[SHA256_DIGEST_LENGTH];

    SHA256(s->message, sizeof s->message, hash);
    check(ECDSA_verify(0, hash, sizeof hash, s->der, (int)s->der_n, key) == 1, "OpenSSL refuses");
}

static void by_pubkey(const struct pubkey *key, const struct work *work, const struct signature *s)
{
    check(pubkey_verify(key, &work->alg, span_of(s->message, sizeof s->message),
                        span_of(s->der, s->der_n)) == ERR_OK,
          "a good signature is refused");
}

static void openssl_kept(struct work *work, size_t i)
{
    by_openssl(work->keys[0].openssl, &work->same[i]);
}

static void openssl_once(struct work *work, size_t i)
{
    const struct key *key = &work->keys[i % KEYS];
    EC_KEY *made = EC_KEY_new_by_curve_name(work->nid);

    check(EC_KEY_oct2key(made, key->point, key->point_n, NULL) == 1, "a point");
    by_openssl(made, &work->signatures[i]);
    EC_KEY_free(made);
}

static void nettle_kept(struct work *work, size_t i)
{
    by_pubkey(work->keys[0].nettle, work, &work->same[i]);
}

static void ours_many(struct work *work, size_t i)
{
    by_pubkey(work->keys[0].many, work, &work->same[i]);
}

static void ours_issuers(struct work *work, size_t i)
{
    by_pubkey(work->keys[i % KEYS].many, work, &work->signatures[i]);
}

static void ours_kept(struct work *work, size_t i)
{
    by_pubkey(work->keys[0].one, work, &work->same[i]);
}

static void ours_once(struct work *work, size_t i)
{
    struct keyinfo info;
    struct pubkey *made;

    parse(&info, &work->keys[i % KEYS]);
    check(pubkey_new(&made, &info) == ERR_OK, "a key");
    by_pubkey(made, work, &work->signatures[i]);
    pubkey_free(made);
}

static void ours_prepare(struct work *work, size_t i)
{
    struct keyinfo info;
    struct pubkey *made;

    parse(&info, &work->keys[i % KEYS]);
    check(pubkey_new_many(&made, &info, work->tables) == ERR_OK, "a key");
    pubkey_free(made);
}

enum { OPENSSL_KEPT, OPENSSL_ONCE, NO_PEER };

/* There are no bars for P-384. */
static const struct {
    const char *what;
    void (*run)(struct work *work, size_t i);
    size_t peer; /* the row that it is compared with */
    double bar;
} ways[] = {
    [OPENSSL_KEPT] = {"OpenSSL, key kept", openssl_kept, NO_PEER, 0},
    [OPENSSL_ONCE] = {"OpenSSL, key decoded each time", openssl_once, NO_PEER, 0},
    {"Nettle, key kept", nettle_kept, OPENSSL_KEPT, 0},
    {"issuer known", ours_many, OPENSSL_KEPT, 4.0},
    {"20 issuers known, in turns", ours_issuers, OPENSSL_KEPT, 4.0},
    {"key kept, no tables", ours_kept, OPENSSL_KEPT, 0},
    {"key decoded each time", ours_once, OPENSSL_ONCE, 1.2},
    {"preparing an issuer", ours_prepare, NO_PEER, 0},
};

/* Of this process: that others run at the same time does not count. */
static double cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Fills a line of us for each way with its rounds, in order. */
static void measure(double us[COUNT(ways)][ROUNDS], struct work *work)
{
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t w = 0; w < COUNT(ways); w++) {
            double start = cpu_us();
            for (size_t i = 0; i < SIGNATURES; i++)
                ways[w].run(work, i);
            us[w][round] = (cpu_us() - start) / SIGNATURES;
        }
    }
    for (size_t w = 0; w < COUNT(ways); w++)
        qsort(us[w], ROUNDS, sizeof us[w][0], compare);
}

static void report(double us[COUNT(ways)][ROUNDS], const struct work *work)
{
    for (size_t w = 0; w < COUNT(ways); w++) {
        double median = us[w][ROUNDS / 2];
        printf("  %-6s %-32s %8.1f (%.1f to %.1f)", work->name, ways[w].what, median,
               us[w][ROUNDS / 10], us[w][ROUNDS - 1 - ROUNDS / 10]);
        if (ways[w].peer != NO_PEER) {
            double ratio = us[ways[w].peer][ROUNDS / 2] / median;
            printf("  %.2f x OpenSSL", ratio);
            if (ways[w].bar > 0 && work->nid == NID_X9_62_prime256v1)
                printf("  >= %.1f  %s", ways[w].bar, ratio >= ways[w].bar ? "PASS" : "MISS");
        }
        printf("\n");
    }
    printf("  %-6s a prepared issuer takes %zu bytes\n", work->name,
           pubkey_size(work->keys[0].many));
}

static void bench(const char *name, int nid)
{
    /* ecdsa-with-SHA256 (RFC 5758 3.2), an AlgorithmIdentifier's content */
    static const uint8_t algorithm[] = {0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2};
    static double us[COUNT(ways)][ROUNDS];
    static struct work work;
    struct fail fail = {0};

    work = (struct work){.name = name, .nid = nid};
    check(sigalg_parse(&work.alg, span_of(algorithm, sizeof algorithm), &fail) == ERR_OK, "alg");
    check(sig_tables_new(&work.tables) == ERR_OK, "tables");
    for (size_t i = 0; i < KEYS; i++)
        make_key(&work, &work.keys[i]);
    for (size_t i = 0; i < SIGNATURES; i++) {
        sign(&work.signatures[i], &work.keys[i % KEYS]);
        sign(&work.same[i], &work.keys[0]);
    }
    measure(us, &work);
    report(us, &work);
    for (size_t i = 0; i < KEYS; i++) {
        EC_KEY_free(work.keys[i].openssl);
        pubkey_free(work.keys[i].one);
        pubkey_free(work.keys[i].many);
        pubkey_free(work.keys[i].nettle);
    }
    sig_tables_free(work.tables);
}

int main(void)
{
    printf("ECDSA verification in one process, microseconds of the processor: the median of %d "
           "rounds (and from 10 to 90 %% of them); %s\n\n",
           ROUNDS, OpenSSL_version(OPENSSL_VERSION));
    bench("P-256", NID_X9_62_prime256v1);
    bench("P-384", NID_secp384r1);
    return 0;
}
