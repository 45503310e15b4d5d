/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/facts.h"

#include "lib/base/lookup.h"
#include "lib/tls/wire/tables.h"

const uint16_t scan_version_numbers[SCAN_VERSIONS] = {
    [SCAN_SSL_2] = TLS_SSL_2, [SCAN_SSL_3] = TLS_SSL_3, [SCAN_1_0] = TLS_1_0,
    [SCAN_1_1] = TLS_1_1,     [SCAN_1_2] = TLS_1_2,     [SCAN_1_3] = TLS_1_3,
};

bool scan_ids_has(const struct scan_ids *ids, uint16_t id)
{
    size_t i = 0;

    while (i < ids->num && ids->v[i] != id)
        i++;
    return i < ids->num;
}

enum err scan_ids_add(struct scan_ids *ids, uint16_t id, struct arena *arena)
{
    if (scan_ids_has(ids, id))
        return ERR_OK;
    TRY(ARENA_GROW(arena, ids->v, ids->num, ids->room));
    ids->v[ids->num++] = id;
    return ERR_OK;
}

static const enum scan_feature to_12[] = {
    FEATURE_RESUMPTION_ID,        FEATURE_RESUMPTION_TICKET,    FEATURE_EMS,
    FEATURE_SECURE_RENEGOTIATION, FEATURE_CLIENT_RENEGOTIATION, FEATURE_COMPRESSION,
    FEATURE_ENCRYPT_THEN_MAC,     FEATURE_FALLBACK_SCSV,        FEATURE_HEARTBLEED,
    FEATURE_CCS_INJECTION,        FEATURE_TICKETBLEED,          FEATURE_ROBOT,
};
static const enum scan_feature of_13[] = {
    FEATURE_RESUMPTION_PSK,       FEATURE_TICKETS,
    FEATURE_EARLY_DATA,           FEATURE_POST_QUANTUM,
    FEATURE_EMPTY_SHARE_TOLERANT, FEATURE_CERTIFICATE_COMPRESSION,
};

/* The index of the feature, or num. */
static size_t place_of(const enum scan_feature *list, size_t num, enum scan_feature feature)
{
    size_t i = 0;

    while (i < num && list[i] != feature)
        i++;
    return i;
}

bool scan_feature_is_of_13(enum scan_feature feature)
{
    return LOOKUP_COUNT(of_13) != place_of(of_13, LOOKUP_COUNT(of_13), feature);
}

/* The version is known to accept no suite with CBC. */
static bool lacks_cbc(const struct scan_version *version)
{
    bool lacks = version->suites.complete;

    for (size_t i = 0; lacks && i < version->suites.ids.num; i++) {
        const struct suite *suite = suite_find(version->suites.ids.v[i]);
        lacks = suite != NULL && strstr(suite->name, "_CBC_") == NULL;
    }
    return version->accepted == SCAN_NO || (version->accepted == SCAN_YES && lacks);
}

/* Encrypt-then-MAC is for suites with CBC alone (RFC 7366 3).  A client that falls back needs a
 * second version (RFC 7507 3). */
static bool has_no_use(const struct scan_facts *facts, enum scan_feature feature)
{
    bool no_cbc = true, known = true;
    unsigned accepted = 0;

    for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++) {
        const struct scan_version *version = &facts->versions[row];

        no_cbc = no_cbc && (row == SCAN_1_3 || lacks_cbc(version));
        known = known && version->accepted != SCAN_UNKNOWN;
        accepted += version->accepted == SCAN_YES;
    }
    return (feature == FEATURE_ENCRYPT_THEN_MAC && no_cbc) ||
           (feature == FEATURE_FALLBACK_SCSV && known && accepted == 1);
}

bool scan_feature_is_moot(const struct scan_facts *facts, enum scan_feature feature)
{
    bool refuses_12 = true;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++)
        refuses_12 = refuses_12 && facts->versions[row].accepted == SCAN_NO;
    if (scan_feature_is_of_13(feature))
        return facts->versions[SCAN_1_3].accepted == SCAN_NO;
    if (has_no_use(facts, feature))
        return true;
    return refuses_12 && LOOKUP_COUNT(to_12) != place_of(to_12, LOOKUP_COUNT(to_12), feature);
}
