/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements about the certificates that a server shows to clients that send its name. */
#include "config.h"

#include "lib/scan/leaf.h"
#include "lib/scan/requirement_inside.h"

enum { DAY_SECONDS = 86400 };

/* One question about one chain. */
struct chain_check {
    struct requirement_work *work;
    struct requirement_line *line;
    const struct scan_chain *chain;
    const struct cert *leaf;
};

static bool is_allowed(const struct chain_check *check, uint16_t id)
{
    return scan_ids_has(&check->work->requirement->items[check->line->item].ids, id);
}

static bool key_is_good(struct chain_check *check)
{
    return is_allowed(check, (uint16_t)check->leaf->key.kind);
}

static bool rsa_is_good(struct chain_check *check)
{
    const struct keyinfo *key = &check->leaf->key;
    bool is_rsa = key->kind == KEY_RSA || key->kind == KEY_RSA_PSS;

    check->line->number = key->bits;
    return !is_rsa || key->bits >= check->line->limit;
}

static bool signature_is_good(struct chain_check *check)
{
    check->line->name = span_str(oid_name(check->leaf->sigalg.oid));
    return is_allowed(check, (uint16_t)check->leaf->sigalg.oid);
}

/* Both ends of the validity are inclusive (RFC 5280 4.1.2.5), so the last second counts. */
static bool days_are_good(struct chain_check *check)
{
    int64_t seconds = check->leaf->not_after - check->leaf->not_before + 1;

    check->line->number = (seconds + DAY_SECONDS - 1) / DAY_SECONDS;
    return check->leaf->has_not_before && check->leaf->has_not_after &&
           seconds <= (int64_t)check->line->limit * DAY_SECONDS;
}

static bool verdict_is_good(struct chain_check *check)
{
    if (!check->chain->is_judged) {
        requirement_doubt(check->line);
        return true;
    }
    check->line->name = check->chain->sentence;
    return check->chain->reason == REASON_OK;
}

static bool staple_is_good(struct chain_check *check)
{
    bool is_stapled = check->chain->is_stapled || !leaf_names_responder(check->leaf);

    if (!is_stapled && check->work->facts->features[FEATURE_OCSP_STAPLE].answer == SCAN_UNKNOWN) {
        requirement_doubt(check->line);
        return true;
    }
    return is_stapled;
}

static const struct {
    enum requirement_item item;
    bool (*is_good)(struct chain_check *check);
} checks[] = {
    {REQUIRE_KEYS, key_is_good},
    {REQUIRE_RSA_BITS, rsa_is_good},
    {REQUIRE_SIGNATURES, signature_is_good},
    {REQUIRE_DAYS, days_are_good},
    {REQUIRE_VALID, verdict_is_good},
    {REQUIRE_STAPLE, staple_is_good},
};

/* The first chain that breaks it is named.  A scan that is not whole may have missed a chain. */
static void check_chains(struct requirement_work *work, enum requirement_item item,
                         bool (*is_good)(struct chain_check *check), struct cert *leaf)
{
    const struct scan_facts *facts = work->facts;
    struct requirement_line line = requirement_line(work, item);
    size_t named = 0;

    for (size_t i = 0; line.result != REQUIREMENT_BROKEN && i < facts->num_chains; i++) {
        struct chain_check check = {
            .work = work, .line = &line, .chain = &facts->chains[i], .leaf = leaf};

        if (facts->chains[i].without_sni)
            continue;
        named++;
        if (!leaf_parse(leaf, &facts->chains[i])) {
            requirement_doubt(&line);
        } else if (!is_good(&check)) {
            line.result = REQUIREMENT_BROKEN;
            line.chain = (int)i;
        }
    }
    if (named == 0 || facts->trouble != SCAN_WHOLE || facts->is_quick)
        requirement_doubt(&line);
    requirement_put(work, &line);
}

void requirement_check_certs(struct requirement_work *work)
{
    struct cert *leaf = ARENA_NEW(work->arena, struct cert);

    for (size_t i = 0; leaf != NULL && i < sizeof checks / sizeof checks[0]; i++) {
        if (work->requirement->items[checks[i].item].is_asked)
            check_chains(work, checks[i].item, checks[i].is_good, leaf);
    }
}
