/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/speed/speed_pki.h"

#include "lib/mint/issue.h"

/* Which of the lab's keys each certificate has. */
enum { ROOT, INTERMEDIATE, LEAF, CERTS };

static enum err make_root(const struct issue *issue, struct speed_pki *pki,
                          const struct issue_authority *root)
{
    struct mint_spec spec;
    struct span der;
    struct fail fail = {0};

    TRY(issue_ca(issue, &spec, root, NULL, ISSUE_NO_LIMIT));
    TRY(mint_cert(issue->arena, &der, &spec));
    TRY(cert_parse(&pki->root, der, &fail));
    pki->anchor = (struct link){.cert = &pki->root, .source = SOURCE_ANCHOR};
    return ERR_OK;
}

static enum err make_leaves(const struct issue *issue, struct speed_pki *pki,
                            const struct issue_authority *ca)
{
    struct mint_spec spec;
    struct span name;

    TRY(issue_name(issue, &name, SPEED_HOST));
    TRY(issue_leaf(issue, &spec, name, pki->leaf_key, ca));
    for (size_t i = 0; i < pki->num_leaves; i++) {
        spec.serial = issue_serial(issue);
        TRY(mint_cert(issue->arena, &pki->leaves[i], &spec));
    }
    pki->sent[0] = pki->leaves[0];
    return ERR_OK;
}

static enum err make_certs(const struct issue *issue, struct speed_pki *pki,
                           const struct privkey *const keys[CERTS])
{
    const struct issue_authority root = {issue_dn(issue, "root"), keys[ROOT]},
                                 ca = {issue_dn(issue, "intermediate"), keys[INTERMEDIATE]};
    struct mint_spec spec;

    TRY(make_root(issue, pki, &root));
    TRY(issue_ca(issue, &spec, &ca, &root, 0));
    TRY(mint_cert(issue->arena, &pki->sent[1], &spec));
    TRY(make_leaves(issue, pki, &ca));
    return host_parse(&pki->host, SPEED_HOST);
}

enum err speed_pki_make(struct speed_lab *lab, struct speed_pki **out, enum key_kind kind,
                        unsigned bits, size_t num_leaves)
{
    const struct issue issue = {&lab->arena, lab->rng, lab->now};
    struct speed_pki *pki = ARENA_NEW(&lab->arena, struct speed_pki);
    struct span *leaves = arena_alloc(&lab->arena, num_leaves, sizeof *leaves);
    const struct privkey *keys[CERTS];

    *out = pki;
    if (pki == NULL || leaves == NULL)
        return lab->arena.err;
    for (unsigned i = 0; i < CERTS; i++)
        TRY(speed_lab_key(lab, &keys[i], kind, bits, i));
    pki->leaves = leaves;
    pki->num_leaves = num_leaves;
    pki->now = lab->now;
    pki->leaf_key = keys[LEAF];
    return make_certs(&issue, pki, keys);
}

static const struct link *find(void *store, const struct anchor_name *subject, size_t i)
{
    const struct link *anchor = store;

    return i == 0 && name_id_eq(&anchor->cert->subject_id, subject->id) ? anchor : NULL;
}

/* The verdict on decoded certificates. */
static enum err judge(const struct speed_pki *pki, const struct cert *leaf,
                      const struct cert *intermediate, const struct speed_judging *judging)
{
    const struct link helper = {.cert = intermediate, .source = SOURCE_INPUT};
    const struct judge_input in = {
        .leaf = {.cert = leaf, .source = SOURCE_LEAF},
        .helpers = &helper,
        .num_helpers = 1,
        .anchors = {.store = (void *)(uintptr_t)&pki->anchor, .find = find},
        .time = pki->now,
        .profile = PROFILE_WEBPKI,
        .purpose = PURPOSE_SERVER,
        .hosts = &pki->host,
        .num_hosts = 1,
        .max_depth = -1,
        .budget = budget_default(),
        .leaf_key = judging->key,
        .known = judging->known,
    };
    struct report report;

    TRY(judge_chain(&report, &in, judging->arena));
    return report.reason == REASON_OK ? ERR_OK : ERR_SPEED_ANSWER;
}

enum err speed_pki_judge(const struct speed_pki *pki, size_t leaf, struct speed_judging *judging)
{
    struct cert *certs = arena_alloc(judging->arena, SPEED_SENT, sizeof *certs);
    struct fail fail = {0};

    if (certs == NULL)
        return judging->arena->err;
    judging->leaf = &certs[0];
    TRY(cert_parse(&certs[0], pki->leaves[leaf], &fail));
    TRY(known_cert(judging->known, &certs[1], pki->sent[1], &fail));
    return judge(pki, &certs[0], &certs[1], judging);
}
