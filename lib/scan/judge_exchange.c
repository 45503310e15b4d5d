/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with the groups, the primes and the signatures of the key exchange. */
#include "config.h"

#include "lib/scan/judging.h"

#include "lib/tls/wire/tables.h"

/* RFC 9325 4.5: the shortest prime that is allowed, and the longest that is in their reach. */
enum { DH_BITS_MIN = 2048, DH_BITS_BROKEN = 1024 };

static void judge_dh(struct judging *judging)
{
    const struct scan_version *shortest = NULL;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++) {
        const struct scan_version *version = &judging->facts->versions[row];
        if (version->dh_bits > 0 && (shortest == NULL || version->dh_bits < shortest->dh_bits))
            shortest = version;
    }
    if (shortest == NULL || shortest->dh_bits >= DH_BITS_MIN)
        return;
    if (shortest->dh_common)
        judging_add(judging, SCAN_FINDING(SCAN_RULE_DH_COMMON, .number = shortest->dh_bits));
    else if (shortest->dh_bits <= DH_BITS_BROKEN)
        judging_add(judging, SCAN_FINDING(SCAN_RULE_DH_1024, .number = shortest->dh_bits));
    else
        judging_add(judging, SCAN_FINDING(SCAN_RULE_DH_SHORT, .number = shortest->dh_bits));
}

static void judge_groups(struct judging *judging)
{
    struct scan_ids weak = {0};

    for (unsigned row = SCAN_VERSIONS; row-- > SCAN_SSL_3;) {
        const struct scan_ids *ids = &judging->facts->versions[row].groups.ids;

        for (size_t i = 0; i < ids->num; i++) {
            const struct group *group = group_find(ids->v[i]);
            if (group != NULL && (group->status == STATUS_WEAK || group->status == STATUS_BROKEN))
                judging_id(judging, &weak, group->id);
        }
    }
    if (weak.num > 0)
        judging_add(judging,
                    SCAN_FINDING(SCAN_RULE_GROUP_WEAK, .topic = SCAN_ABOUT_GROUPS, .ids = weak));
}

/* RFC 9155 2: MD5 and SHA-1 must not be in signatures of TLS 1.2.  MD5 is recognised by its first
 * byte, HashAlgorithm (RFC 5246 7.4.1.4.1), since the table knows no digest for it. */
static void judge_schemes(struct judging *judging)
{
    enum { HASH_MD5 = 1 };
    struct scan_ids md5 = {0}, sha1 = {0};

    for (unsigned row = SCAN_VERSIONS; row-- > SCAN_1_2;) {
        const struct scan_ids *ids = &judging->facts->versions[row].schemes.ids;

        for (size_t i = 0; i < ids->num; i++) {
            const struct scheme *scheme = scheme_find(ids->v[i]);
            if (ids->v[i] >> 8 == HASH_MD5)
                judging_id(judging, &md5, ids->v[i]);
            else if (scheme != NULL && scheme->digest == DIGEST_SHA1)
                judging_id(judging, &sha1, ids->v[i]);
        }
    }
    if (md5.num > 0)
        judging_add(judging,
                    SCAN_FINDING(SCAN_RULE_SCHEME_MD5, .topic = SCAN_ABOUT_SCHEMES, .ids = md5));
    if (sha1.num > 0)
        judging_add(judging,
                    SCAN_FINDING(SCAN_RULE_SCHEME_SHA1, .topic = SCAN_ABOUT_SCHEMES, .ids = sha1));
}

void judge_exchange(struct judging *judging)
{
    judge_dh(judging);
    judge_groups(judging);
    judge_schemes(judging);
}
