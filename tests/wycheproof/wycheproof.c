/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wycheproof FILE|DIR...: runs vectors in the JSON of Project Wycheproof against the library:
 * signatures, private decryption, key agreement, ciphers, MACs and key derivation.
 *
 * What a file holds is told by its `schema`.  Of a DIR files of other kinds are passed over, but
 * for those about verifying; such a file, and a FILE of another kind, counts as one skipped, and so
 * does every test whose curve or hash the library should have and has not.  What TLS has no use for
 * is not run and told in a table.
 *
 * One line per disagreement, the table, then `N agree, N false-accept, N false-reject, N skipped`.
 * Exit 0 where all agree and none was skipped, 1 otherwise, 2 for usage, 3 where a file can't be
 * read.
 */
#include "config.h"

#include "tests/wycheproof/wycheproof.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/file.h"
#include "lib/base/hex.h"

enum { HEX_CAP = 1 << 20 };

static const char *const outside[WP_OUTSIDE_COUNT] = {
    [WP_NONCE] = "AEAD with a nonce that is not of 12 bytes",
    [WP_TAG] = "AES-CCM with a tag of neither 16 nor 8 bytes",
    [WP_KEY_192] = "AES with a key of 192 bits",
    [WP_CURVE] = "key agreement over a curve that TLS 1.3 does not have",
    [WP_HASH] = "HMAC or HKDF with a hash function that TLS does not have",
};

/*
 * What Wycheproof leaves to the implementation ("acceptable"), by flag.  A test that has none of
 * these flags is undecided and counts as skipped.
 */
static const struct {
    const char *flag;
    bool accept;
} decisions[] = {
    /* DigestInfo without the NULL parameters: RFC 8017 8.2.2 compares with the encoding of 9.2,
     * which has them; a verifier that takes both is halfway to parsing the padding. */
    {"MissingNull", false},
    /* An r or s without the octet that keeps it positive is a negative INTEGER (X.690 8.3.3), and
     * FIPS 186-5 6.4.2 refuses what is not in 1..n-1. */
    {"MissingZero", false},
    /* RFC 7748 6.1, RFC 9846 7.4.2: the check for zero. */
    {"ZeroSharedSecret", false},
    /* RFC 7748 5 and 6.1: every other string of the right length is taken, reduced or not, on the
     * curve or on its twist. */
    {"Twist", true},
    {"NonCanonicalPublic", true},
    {"SpecialPublicKey", true},
    {"LowOrderPublic", true},
    /* RFC 8422 5.4.1, RFC 9846 4.3.8.2, RFC 5480 2.2: the uncompressed form alone. */
    {"CompressedPoint", false},
    /* RFC 5480 2.1.1: named curves alone, in DER. */
    {"UnnamedCurve", false},
    {"InvalidAsn", false},
};

/* The kinds as schemas name them, up to "_schema". */
static const struct {
    const char *schema;
    void (*run)(struct wp_tally *tally, const json_t *root, const json_t *group);
} kinds[] = {
    {"rsassa_pkcs1_verify", wp_rsa_pkcs1},
    {"rsassa_pss_verify", wp_rsa_pss},
    {"rsassa_pss_with_parameters_verify", wp_rsa_pss},
    {"ecdsa_verify", wp_ecdsa},
    {"eddsa_verify", wp_eddsa},
    {"dsa_verify", wp_dsa},
    {"rsaes_pkcs1_decrypt", wp_rsa_decrypt},
    {"xdh_comp", wp_xdh},
    {"ecdh_ecpoint_test", wp_ecdh_point},
    {"ecdh_test", wp_ecdh_spki},
    {"aead_test", wp_aead},
    {"ind_cpa_test", wp_cbc},
    {"mac_test", wp_mac},
    {"hkdf_test", wp_hkdf},
    {"mldsa_verify", wp_mldsa_verify},
    {"mldsa_sign_seed", wp_mldsa_sign},
    {"mlkem_test", wp_mlkem_decaps},
    {"mlkem_encaps_test", wp_mlkem_encaps},
    {"mlkem_keygen_seed_test", wp_mlkem_keygen},
    {"mlkem_semi_expanded_decaps_test", wp_mlkem_expanded},
};

const char *wp_text(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));

    return s == NULL ? "" : s;
}

json_int_t wp_int(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

void wp_hex(struct buf *out, const json_t *object, const char *name)
{
    struct fail fail = {0};

    buf_init(out, HEX_CAP);
    if (hex_decode(out, span_str(wp_text(object, name)), &fail) != ERR_OK) {
        fprintf(stderr, "wycheproof: %s is not hexadecimal\n", name);
        exit(3);
    }
}

void wp_outside(struct wp_tally *tally, enum wp_outside why, const json_t *group)
{
    tally->outside[why] += (unsigned)json_array_size(json_object_get(group, "tests"));
}

static bool has_flag(const json_t *test, const char *flag)
{
    const json_t *flags = json_object_get(test, "flags");

    for (size_t i = 0; i < json_array_size(flags); i++) {
        if (strcmp(json_string_value(json_array_get(flags, i)), flag) == 0)
            return true;
    }
    return false;
}

/* Whether the test's signature is to be accepted; false where that is undecided. */
static bool expectation(bool *accept, const json_t *test)
{
    const char *result = wp_text(test, "result");

    *accept = strcmp(result, "valid") == 0;
    if (strcmp(result, "acceptable") != 0)
        return true;
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++) {
        if (has_flag(test, decisions[i].flag)) {
            *accept = decisions[i].accept;
            return true;
        }
    }
    return false;
}

static void print_disagreement(const char *path, const json_t *test, bool accept, enum err got)
{
    const json_t *flags = json_object_get(test, "flags");

    printf("%s %d \"%s\" [", path, (int)json_integer_value(json_object_get(test, "tcId")),
           wp_text(test, "comment"));
    for (size_t i = 0; i < json_array_size(flags); i++)
        printf("%s%s", i > 0 ? "," : "", json_string_value(json_array_get(flags, i)));
    printf("] expected %s, got %s\n", accept ? "accept" : "refuse",
           got == ERR_OK ? "accept" : err_id(got));
}

void wp_judge(struct wp_tally *tally, const json_t *test, enum err got)
{
    bool accept;

    if (!expectation(&accept, test)) {
        tally->skipped++;
    } else if (accept == (got == ERR_OK)) {
        tally->agree++;
    } else {
        tally->false_accept += !accept;
        tally->false_reject += accept;
        print_disagreement(tally->path, test, accept, got);
    }
}

static size_t stem_size(const char *schema)
{
    const char *end = strstr(schema, "_schema");

    return end == NULL ? strlen(schema) : (size_t)(end - schema);
}

/* Is the schema about verifying signatures? */
static bool is_about_verifying(const char *schema)
{
    static const struct span word = SPAN_INIT("_verify");
    struct span stem = span_of(schema, stem_size(schema));

    return stem.n > word.n && span_eq(span_tail(stem, stem.n - word.n), word);
}

static void run_groups(struct wp_tally *tally, const json_t *root, bool named)
{
    const json_t *groups = json_object_get(root, "testGroups");
    const char *schema = wp_text(root, "schema");
    struct span stem = span_of(schema, stem_size(schema));

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        if (!span_eq(stem, span_str(kinds[k].schema)))
            continue;
        for (size_t i = 0; i < json_array_size(groups); i++)
            kinds[k].run(tally, root, json_array_get(groups, i));
        return;
    }
    if (is_about_verifying(schema) || named) {
        fprintf(stderr, "wycheproof: %s: %s: not a kind that is run here\n", tally->path, schema);
        tally->skipped++;
    }
}

static void run_file(struct wp_tally *tally, const char *path, bool named)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);

    tally->path = path;
    if (root == NULL) {
        fprintf(stderr, "wycheproof: %s: %s\n", path, error.text);
        tally->unreadable++;
        return;
    }
    run_groups(tally, root, named);
    json_decref(root);
}

static int is_json(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);

    return n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0;
}

static void run_directory(struct wp_tally *tally, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, is_json, alphasort);

    if (n < 0) {
        perror(path);
        tally->unreadable++;
        return;
    }
    for (int i = 0; i < n; i++) {
        char file[4096];
        snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        run_file(tally, file, false);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    struct wp_tally t = {0};

    if (argc < 2) {
        fprintf(stderr, "usage: wycheproof FILE|DIR...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        if (file_is_directory(argv[i]))
            run_directory(&t, argv[i]);
        else
            run_file(&t, argv[i], true);
    }
    for (size_t i = 0; i < WP_OUTSIDE_COUNT; i++) {
        if (t.outside[i] > 0)
            printf("%u out of scope: %s\n", t.outside[i], outside[i]);
    }
    printf("%u agree, %u false-accept, %u false-reject, %u skipped\n", t.agree, t.false_accept,
           t.false_reject, t.skipped);
    if (t.unreadable > 0)
        return 3;
    return t.agree > 0 && t.false_accept + t.false_reject + t.skipped == 0 ? 0 : 1;
}
