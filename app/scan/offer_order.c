/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/offer_order.h"

static const uint16_t first_suites[] = {
    TLS_AES_128_GCM_SHA256,
    TLS_CHACHA20_POLY1305_SHA256,
    TLS_AES_256_GCM_SHA384,
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    TLS_RSA_WITH_AES_128_GCM_SHA256,
    TLS_RSA_WITH_AES_256_GCM_SHA384,
    TLS_RSA_WITH_AES_128_CBC_SHA,
    TLS_RSA_WITH_AES_256_CBC_SHA,
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
};
static const uint16_t first_groups[] = {GROUP_X25519, GROUP_SECP384R1, GROUP_SECP256R1, GROUP_X448,
                                        GROUP_X25519MLKEM768};
static const uint16_t first_schemes[] = {
    SCHEME_RSA_PKCS1_SHA256,       SCHEME_ECDSA_SECP256R1_SHA256, SCHEME_RSA_PSS_RSAE_SHA256,
    SCHEME_ECDSA_SECP384R1_SHA384, SCHEME_RSA_PKCS1_SHA384,       SCHEME_RSA_PSS_RSAE_SHA384,
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* True if the value is in the array. */
static bool is_in(uint16_t value, const uint16_t *array, size_t num)
{
    size_t i = 0;

    while (i < num && array[i] != value)
        i++;
    return i < num;
}

/* --- suites -------------------------------------------------------------------------------- */

bool offer_suite_has(uint16_t suite, const char *part)
{
    const struct suite *row = suite_find(suite);

    return row != NULL && strstr(row->name, part) != NULL;
}

/* The names of suites of TLS 1.3 have no key exchange, but for those of RFC 9367 4. */
bool offer_suite_fits(const struct suite *suite, uint16_t version)
{
    bool is_13 = suite_is_13(suite) || strstr(suite->name, "_WITH_") == NULL ||
                 strstr(suite->name, "_MGM_") != NULL;

    return suite->status != STATUS_SIGNAL && is_13 == (version == TLS_1_3);
}

/* The suites in order: the usual ones, those of OpenSSL's, the others. */
enum suite_round { ROUND_USUAL, ROUND_KNOWN, ROUND_OTHER, ROUNDS };

static enum suite_round round_of(const struct suite *suite)
{
    if (is_in(suite->id, first_suites, COUNT(first_suites)))
        return ROUND_USUAL;
    return suite_is_13(suite) || suite->openssl[0] != '\0' ? ROUND_KNOWN : ROUND_OTHER;
}

static const struct suite *suite_in(enum suite_round round, size_t i)
{
    if (round != ROUND_USUAL)
        return suite_at(i);
    return i < COUNT(first_suites) ? suite_find(first_suites[i]) : NULL;
}

/* The place of the first one that is not of ChaCha20, of those that all servers know or of all;
 * num: there is none. */
static size_t find_other(const uint16_t *suites, size_t num, bool is_known)
{
    size_t i = 0;

    while (i < num && (offer_suite_has(suites[i], "CHACHA20") ||
                       (is_known && suite_find(suites[i])->kx == SUITE_KX_NONE)))
        i++;
    return i;
}

bool offer_ahead(uint16_t *suites, size_t num)
{
    size_t i = find_other(suites, num, true);

    if (i == num)
        i = find_other(suites, num, false);
    if (i == num)
        return false;
    uint16_t first = suites[i];

    memmove(suites + 1, suites, i * sizeof *suites);
    suites[0] = first;
    return true;
}

size_t offer_suites(uint16_t *out, uint16_t version, const struct scan_ids *without,
                    struct offer_part *part)
{
    const struct suite *s;
    unsigned place = 0;
    size_t num = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; num < part->most && (s = suite_in(round, i)) != NULL; i++) {
            if (round_of(s) != round || !offer_suite_fits(s, version))
                continue;
            if (place++ >= part->from && !scan_ids_has(without, s->id))
                out[num++] = s->id;
        }
    }
    part->next = place;
    part->is_last = num < part->most;
    if (num > 0 && offer_suite_has(out[0], "CHACHA20"))
        (void)offer_ahead(out, num);
    return num;
}

/* --- groups -------------------------------------------------------------------------------- */

/* TLS 1.2: elliptic curves alone.  TLS 1.3: what RFC 9846 4.3.7 has not made obsolete. */
bool offer_group_fits(uint16_t group, uint16_t version)
{
    if (group_find(group) == NULL)
        return false;
    if (version == TLS_1_3)
        return group >= GROUP_SECP256R1 && group < GROUP_EXPLICIT_PRIME;
    return group < GROUP_FFDHE2048;
}

size_t offer_groups(uint16_t *out, uint16_t version, const struct scan_ids *without)
{
    const struct group *g;
    size_t num = 0;

    for (size_t i = 0; i < COUNT(first_groups); i++) {
        if (offer_group_fits(first_groups[i], version) && !scan_ids_has(without, first_groups[i]))
            out[num++] = first_groups[i];
    }
    for (size_t i = 0; (g = group_at(i)) != NULL; i++) {
        if (offer_group_fits(g->id, version) && !scan_ids_has(without, g->id) &&
            !is_in(g->id, first_groups, COUNT(first_groups)))
            out[num++] = g->id;
    }
    return num;
}

/* --- schemes ------------------------------------------------------------------------------- */

size_t offer_schemes(uint16_t *out, const struct scan_ids *without)
{
    const struct scheme *s;
    size_t num = 0;

    for (size_t i = 0; i < COUNT(first_schemes); i++) {
        if (!scan_ids_has(without, first_schemes[i]))
            out[num++] = first_schemes[i];
    }
    for (size_t i = 0; (s = scheme_at(i)) != NULL; i++) {
        if (scheme_allows(s, TLS_1_2) && !scan_ids_has(without, s->id) &&
            !is_in(s->id, first_schemes, COUNT(first_schemes)))
            out[num++] = s->id;
    }
    return num;
}
