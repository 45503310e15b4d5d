/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check_terms: what the store says about an anchor beyond its certificate (lib/path/anchor.h), and
 * what it distrusts expressly.
 *
 * The trust anchor is an input of path validation (RFC 5280 6.1.1 (d)), and so are the conditions
 * under which its owner trusts it.  They concern what the anchor has issued: when, and for which
 * names.
 */
#include "config.h"

#include "lib/path/check.h"

#include "lib/ct/sct.h"
#include "lib/path/purpose.h"

enum { MILLISECONDS = 1000 };

/* The SCTs of a certificate: how many can be read, and the earliest time, in seconds. */
struct sct_times {
    size_t num;
    int64_t first;
};

/*
 * The SCTs that are embedded in the leaf (RFC 6962 3.3).  Those of the handshake do not count: the
 * signatures are not verified here, and an embedded one is at least signed by the CA, while anyone
 * can send one with an old time.
 */
static struct sct_times sct_times_of(const struct cert *leaf)
{
    struct sct_times times = {0};
    struct fail fail = {0};
    struct span list, raw;
    struct sct sct;

    if (!leaf->ext[EXT_SCT_LIST].is_read ||
        sct_list_of_ext(&list, leaf->ext[EXT_SCT_LIST].val, &fail) != ERR_OK)
        return times;
    while (sct_list_next(&list, &raw, &fail) && sct_parse(&sct, raw, &fail) == ERR_OK) {
        int64_t t = (int64_t)(sct.timestamp_ms / MILLISECONDS);
        times.first = times.num == 0 || t < times.first ? t : times.first;
        times.num++;
    }
    return times;
}

/* One set of terms for one path. */
struct terms_check {
    const struct check *check;
    struct path *path;
    const struct anchor_terms *terms;
    const struct sct_times *scts;
};

/* The limit for notBefore of the leaf, by the purpose. */
static int64_t distrust_after(const struct terms_check *k)
{
    switch (k->check->in->purpose) {
    case PURPOSE_SERVER: return k->terms->server_distrust_after;
    case PURPOSE_EMAIL: return k->terms->email_distrust_after;
    default: return INT64_MAX;
    }
}

/* Whether the leaf was issued when the anchor was trusted to issue it; *out is the finding if it
 * was not. */
static bool times_fit(const struct terms_check *k, struct finding *out)
{
    const struct cert *leaf = k->path->links[0].cert;
    const struct sct_times *scts = k->scts;
    const struct anchor_terms *t = k->terms;
    bool server = k->check->in->purpose == PURPOSE_SERVER;

    out->cert = (int)k->path->num - 1;
    out->store = t->source;
    out->b = leaf->not_before;
    if (leaf->not_before > distrust_after(k)) {
        out->rule = RULE_DISTRUSTED_AFTER;
        out->a = distrust_after(k);
    } else if (server && t->issued_after != INT64_MIN && leaf->not_before <= t->issued_after) {
        out->rule = RULE_DISTRUSTED_BEFORE;
        out->a = t->issued_after;
    } else if (server && t->sct_not_after != INT64_MAX &&
               (scts->num == 0 || scts->first > t->sct_not_after)) {
        out->rule = RULE_DISTRUSTED_SCT_AFTER;
        out->a = t->sct_not_after;
    } else if (server && t->sct_all_after != INT64_MIN &&
               (scts->num == 0 || scts->first <= t->sct_all_after)) {
        out->rule = RULE_DISTRUSTED_SCT_BEFORE;
        out->a = t->sct_all_after;
    } else {
        return true;
    }
    return false;
}

/* Whether the names of the certificate at index i are within the store's constraints.  The
 * constraints are those of a CA that has nothing else: what is kept of the anchor's certificate
 * (lib/path/known_nc.h) does not apply to them. */
static enum err names_fit(const struct terms_check *k, size_t i, bool *fit, struct finding *out)
{
    struct cert holder = {.has_fingerprint = false};
    bool cn_is_host = i == 0 && k->check->in->purpose == PURPOSE_SERVER;
    struct nc_result r;

    holder.ext[EXT_NC] = (struct cert_ext){.val = k->terms->constraints, .present = true};
    budget_on_time(k->check->budget);
    TRY(namecon_check(&r, k->check->names, &holder, k->path->links[i].cert, cn_is_host,
                      k->check->budget));
    *fit = r.verdict == NC_OK;
    if (*fit)
        return ERR_OK;
    *out = (struct finding){.rule = r.verdict == NC_LIMIT ? RULE_BUDGET : RULE_STORE_CONSTRAINT,
                            .cert = r.verdict == NC_LIMIT ? -1 : (int)i,
                            .err = r.err,
                            .at = r.name.val,
                            .name = r.name,
                            .store = k->terms->source};
    return ERR_OK;
}

/* RFC 5280 6.1.3 (b) and (c), as for constraints of the anchor's certificate: self-issued
 * intermediates are exempt, the leaf never is. */
static enum err all_names_fit(const struct terms_check *k, bool *fit, struct finding *out)
{
    *fit = true;
    for (size_t i = 0; *fit && i + 1 < k->path->num && k->terms->constraints.n > 0; i++) {
        if (i == 0 || !cert_is_self_issued(k->path->links[i].cert))
            TRY(names_fit(k, i, fit, out));
    }
    return ERR_OK;
}

/* RFC 5280 6.1.4 (l) and (m), for a path length that the store puts on the anchor. */
static bool length_fits(const struct terms_check *k, struct finding *out)
{
    int64_t below = check_intermediates(k->path, k->path->num - 1);

    if (k->terms->path_len < 0 || below <= k->terms->path_len)
        return true;
    *out = (struct finding){.rule = RULE_PATH_LENGTH,
                            .cert = (int)k->path->num - 1,
                            .a = k->terms->path_len,
                            .b = below};
    return false;
}

/* One set: all that it says must hold. */
static enum err set_fits(const struct terms_check *k, bool *fit, struct finding *out)
{
    *fit = times_fit(k, out) && length_fits(k, out);
    return *fit ? all_names_fit(k, fit, out) : ERR_OK;
}

/* The terms of one store: one of its sets is enough.  What breaks the first is reported. */
static enum err check_store(struct terms_check *k)
{
    struct finding first = {0}, other = {0};
    const struct anchor_terms *otherwise = k->terms->otherwise;
    bool fit;

    TRY(set_fits(k, &fit, &first));
    for (; !fit && otherwise != NULL; otherwise = otherwise->otherwise) {
        k->terms = otherwise;
        TRY(set_fits(k, &fit, &other));
    }
    return fit ? ERR_OK : note(k->check, k->path, first);
}

enum err check_terms(const struct check *check, struct path *path)
{
    const struct link *anchor = &path->links[path->num - 1];

    if (!path->anchored || anchor->terms == NULL)
        return ERR_OK;
    struct sct_times scts = sct_times_of(path->links[0].cert);
    for (const struct anchor_terms *t = anchor->terms; t != NULL; t = t->also) {
        struct terms_check k = {.check = check, .path = path, .terms = t, .scts = &scts};
        TRY(check_store(&k));
    }
    return ERR_OK;
}

enum err check_blocked(const struct check *check, struct path *path, int i)
{
    const struct anchors *anchors = &check->in->anchors;
    const struct anchor_block *block;

    if (anchors->blocked == NULL)
        return ERR_OK;
    block =
        anchors->blocked(anchors->store, path->links[i].cert, purpose_trust(check->in->purpose));
    if (block == NULL)
        return ERR_OK;
    return note(check, path,
                (struct finding){.rule = RULE_DISTRUSTED_CERT, .cert = i, .store = block->source});
}
