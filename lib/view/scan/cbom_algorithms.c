/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The algorithms of a CBOM: those of suites by the parts of their names, groups and schemes. */
#include "config.h"

#include <stdio.h>
#include <strings.h>

#include "lib/base/lookup.h"
#include "lib/tls/wire/hybrid_parts.h"
#include "lib/tls/wire/tables.h"
#include "lib/view/scan/cbom_rows.h"

enum { TEXT_SIZE = 64 };

static void put_known(struct json_writer *json, const char *key, const char *text)
{
    if (text != NULL && *text != 0)
        jw_str(json, key, text);
}

static void put_level(struct json_writer *json, const char *key, int level)
{
    if (level != CBOM_NO_LEVEL)
        jw_int(json, key, level);
}

void cbom_algorithm(struct scan_cbom *cbom, struct cbom_refs *refs,
                    const struct cbom_algorithm *algorithm)
{
    char ref[CBOM_REF_SIZE];

    snprintf(ref, sizeof ref, "algorithm/%s", algorithm->name);
    cbom_refs_add(refs, ref);
    if (!cbom_is_new(cbom, ref))
        return;
    struct json_writer json = cbom_asset(cbom, ref, algorithm->name, "algorithm");
    jw_open(&json, "algorithmProperties");
    jw_str(&json, "primitive", algorithm->primitive);
    put_known(&json, "parameterSetIdentifier", algorithm->parameter);
    put_known(&json, "curve", algorithm->curve);
    put_known(&json, "mode", algorithm->mode);
    jw_list(&json, "cryptoFunctions");
    for (size_t i = 0; i < 3 && algorithm->functions[i] != NULL; i++)
        jw_str(&json, NULL, algorithm->functions[i]);
    jw_list_end(&json);
    put_level(&json, "classicalSecurityLevel", algorithm->classical);
    put_level(&json, "nistQuantumSecurityLevel", algorithm->quantum);
    jw_close(&json);
    cbom_asset_end(&json, algorithm->oid);
}

/* The parameter set of ML-KEM is in the name of the group, and has the category (FIPS 203 8). */
static const struct {
    char part[8];
    int quantum;
} kem_sets[] = {{ROW_TEXT("512"), 1}, {ROW_TEXT("768"), 3}, {ROW_TEXT("1024"), 5}};

static int kem_category(const char *name, const char **set)
{
    for (size_t i = 0; i < sizeof kem_sets / sizeof kem_sets[0]; i++) {
        if (strstr(name, kem_sets[i].part) != NULL) {
            *set = kem_sets[i].part;
            return kem_sets[i].quantum;
        }
    }
    return 0;
}

/* The group of the classical half is in the name of a hybrid: X25519 of X25519MLKEM768. */
static uint16_t classical_half(const char *hybrid)
{
    const struct group *group;

    for (size_t i = 0; (group = group_at(i)) != NULL; i++) {
        if (strncasecmp(hybrid, group->name, strlen(group->name)) == 0 &&
            strcmp(hybrid, group->name) != 0)
            return group->id;
    }
    return 0;
}

/* The halves of a hybrid are algorithms too, on which it depends. */
static void put_halves(struct scan_cbom *cbom, const char *hybrid, const struct hybrid_part *parts)
{
    struct cbom_refs on = {.num = 0};
    char ref[CBOM_REF_SIZE];

    cbom_group(cbom, &on, classical_half(hybrid));
    for (size_t i = 0; i < HYBRID_PARTS; i++) {
        struct cbom_algorithm kem = {.name = parts[i].name,
                                     .primitive = "kem",
                                     .functions = {"keygen", "encapsulate", "decapsulate"},
                                     .classical = CBOM_NO_LEVEL};
        kem.quantum = kem_category(parts[i].name, &kem.parameter);
        if (parts[i].is_kem)
            cbom_algorithm(cbom, &on, &kem);
    }
    snprintf(ref, sizeof ref, "algorithm/%s", hybrid);
    cbom_depends(cbom, ref, &on);
}

/* Bits of security: half of those of a field, and for primes those of NIST SP 800-57 part 1, table
 * 2, and of RFC 7919 A. */
static int group_level(const struct group *group)
{
    static const struct {
        unsigned bits;
        int level;
    } primes[] = {{2048, 112}, {3072, 128}, {4096, 152}, {6144, 176}, {8192, 192}};

    for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++) {
        if (group->bits == primes[i].bits)
            return primes[i].level;
    }
    return group->bits == 0 ? CBOM_NO_LEVEL : (int)(group->bits + 1) / 2;
}

static bool is_prime(const struct group *group)
{
    return group->bits >= 2048;
}

void cbom_group(struct scan_cbom *cbom, struct cbom_refs *refs, uint16_t id)
{
    const struct group *group = group_find(id);
    struct hybrid_part parts[HYBRID_PARTS];
    char bits[TEXT_SIZE], ref[CBOM_REF_SIZE];

    if (group == NULL)
        return;
    bool is_hybrid = hybrid_parts(parts, id), is_kem = group_is_post_quantum(id);
    struct cbom_algorithm algorithm = {.name = group->name,
                                       .primitive = is_hybrid ? "combiner" : "key-agree",
                                       .functions = {"keygen", "keyderive"},
                                       .classical = group_level(group)};
    snprintf(bits, sizeof bits, "%u", group->bits);
    if (is_prime(group))
        algorithm.parameter = bits;
    else if (!is_kem)
        algorithm.curve = group->name;
    if (is_kem) {
        algorithm.primitive = is_hybrid ? "combiner" : "kem";
        algorithm.quantum = kem_category(group->name, &algorithm.parameter);
        algorithm.functions[1] = "encapsulate";
        algorithm.functions[2] = "decapsulate";
    }
    snprintf(ref, sizeof ref, "algorithm/%s", group->name);
    bool is_new = is_hybrid && !cbom_is_known(cbom, ref);
    cbom_algorithm(cbom, refs, &algorithm);
    if (is_new)
        put_halves(cbom, group->name, parts);
}

/* The category of a signature that withstands quantum computers, by its parameter set (FIPS 204 4,
 * FIPS 205 11). */
int cbom_signature_category(const char *name)
{
    static const struct {
        char part[12];
        int quantum;
    } sets[] = {{ROW_TEXT("mldsa44"), 2},   {ROW_TEXT("mldsa65"), 3},   {ROW_TEXT("mldsa87"), 5},
                {ROW_TEXT("ML-DSA-44"), 2}, {ROW_TEXT("ML-DSA-65"), 3}, {ROW_TEXT("ML-DSA-87"), 5},
                {ROW_TEXT("_128"), 1},      {ROW_TEXT("_192"), 3},      {ROW_TEXT("_256s"), 5},
                {ROW_TEXT("_256f"), 5}};

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        bool is_hash = sets[i].part[0] == '_';
        if (strstr(name, sets[i].part) != NULL && (!is_hash || strstr(name, "slhdsa") != NULL))
            return sets[i].quantum;
    }
    return 0;
}

void cbom_scheme(struct scan_cbom *cbom, struct cbom_refs *refs, uint16_t id)
{
    const struct scheme *scheme = scheme_find(id);

    if (scheme != NULL)
        cbom_algorithm(cbom, refs,
                       &(struct cbom_algorithm){.name = scheme->name,
                                                .primitive = "signature",
                                                .functions = {"sign", "verify"},
                                                .classical = CBOM_NO_LEVEL,
                                                .quantum = cbom_signature_category(scheme->name)});
}

void cbom_signature(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name,
                    const char *oid)
{
    cbom_algorithm(cbom, refs,
                   &(struct cbom_algorithm){.name = name,
                                            .primitive = "signature",
                                            .functions = {"sign", "verify"},
                                            .oid = oid,
                                            .classical = CBOM_NO_LEVEL,
                                            .quantum = cbom_signature_category(name)});
}

/* What the part of a suite's name before _WITH_ says. */
static void put_exchange(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name)
{
    static const struct {
        char prefix[12], name[12];
        bool encrypts; /* or agrees on a key */
    } rows[] = {
        {ROW_TEXT("TLS_ECDH"), ROW_TEXT("ECDH"), false},
        {ROW_TEXT("TLS_DH"), ROW_TEXT("DH"), false},
        {ROW_TEXT("TLS_RSA_"), ROW_TEXT("RSA-PKCS1"), true},
        {ROW_TEXT("SSL_CK_"), ROW_TEXT("RSA-PKCS1"), true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cbom_algorithm algorithm = {.name = rows[i].name,
                                           .primitive = "key-agree",
                                           .functions = {"keyderive"},
                                           .classical = CBOM_NO_LEVEL};
        if (rows[i].encrypts) {
            algorithm.primitive = "pke";
            algorithm.functions[0] = "encrypt";
            algorithm.functions[1] = "decrypt";
        }
        if (strncmp(name, rows[i].prefix, strlen(rows[i].prefix)) == 0)
            cbom_algorithm(cbom, refs, &algorithm);
    }
}

static void put_authentication(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name)
{
    static const struct {
        char part[16], name[8];
    } rows[] = {{ROW_TEXT("_ECDSA_WITH"), ROW_TEXT("ECDSA")},
                {ROW_TEXT("DH_RSA_WITH"), ROW_TEXT("RSA")},
                {ROW_TEXT("DHE_RSA_WITH"), ROW_TEXT("RSA")},
                {ROW_TEXT("DHE_RSA_EXPORT"), ROW_TEXT("RSA")},
                {ROW_TEXT("_DSS_"), ROW_TEXT("DSA")}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strstr(name, rows[i].part) != NULL)
            cbom_signature(cbom, refs, rows[i].name, NULL);
    }
}

/* Returns whether the cipher authenticates what it encrypts. */
static bool put_cipher(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name)
{
    static const struct {
        char part[24], name[20], primitive[16], mode[8], key[8];
        int classical, quantum;
    } rows[] = {
#define CBOM_CIPHER(part, name, primitive, mode, key, classical, quantum)                \
    {ROW_TEXT(part), ROW_TEXT(name), ROW_TEXT(primitive), ROW_TEXT(mode), ROW_TEXT(key), \
     classical,      quantum},
#include "lib/view/scan/cbom_ciphers.def"
#undef CBOM_CIPHER
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strstr(name, rows[i].part) == NULL)
            continue;
        cbom_algorithm(cbom, refs,
                       &(struct cbom_algorithm){.name = rows[i].name,
                                                .primitive = rows[i].primitive,
                                                .parameter = rows[i].key,
                                                .mode = rows[i].mode,
                                                .functions = {"encrypt", "decrypt"},
                                                .classical = rows[i].classical,
                                                .quantum = rows[i].quantum});
        return strcmp(rows[i].primitive, "ae") == 0;
    }
    return false;
}

/* The hash at the end of the name: that of the key schedule, or of the HMAC of records. */
static void put_hash(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name,
                     bool is_authenticated)
{
    static const struct {
        char end[12], name[8], mac[16];
    } rows[] = {{ROW_TEXT("_SHA256"), ROW_TEXT("SHA-256"), ROW_TEXT("HMAC-SHA-256")},
                {ROW_TEXT("_SHA384"), ROW_TEXT("SHA-384"), ROW_TEXT("HMAC-SHA-384")},
                {ROW_TEXT("_SHA"), ROW_TEXT("SHA-1"), ROW_TEXT("HMAC-SHA-1")},
                {ROW_TEXT("_MD5"), ROW_TEXT("MD5"), ROW_TEXT("HMAC-MD5")},
                {ROW_TEXT("_SM3"), ROW_TEXT("SM3"), ROW_TEXT("HMAC-SM3")}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = strlen(rows[i].end), all = strlen(name);
        if (all < n || strcmp(name + all - n, rows[i].end) != 0)
            continue;
        cbom_algorithm(
            cbom, refs,
            &(struct cbom_algorithm){.name = is_authenticated ? rows[i].name : rows[i].mac,
                                     .primitive = is_authenticated ? "hash" : "mac",
                                     .functions = {is_authenticated ? "digest" : "tag"},
                                     .classical = CBOM_NO_LEVEL,
                                     .quantum = CBOM_NO_LEVEL});
    }
}

void cbom_suite(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name)
{
    put_exchange(cbom, refs, name);
    put_authentication(cbom, refs, name);
    put_hash(cbom, refs, name, put_cipher(cbom, refs, name));
}
