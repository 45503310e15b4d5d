/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/build.h"

#include "lib/path/purpose.h"

/* A path longer than this is no honest one. */
enum { PATH_MAX_CERTS = 40 };

/* Refused paths that are kept for the report: some for everybody, more for --explain. */
enum { REJECTED_FEW = 16, REJECTED_MANY = 256 };

/* A helper and what has been found out about it. */
struct helper {
    const struct link *link;
    bool checked;      /* check_cert as a CA is done: */
    struct path alone; /* what it found */
    bool looked_up;    /* the anchors that bear its issuer's name are known: */
    const struct link **anchors;
    size_t num_anchors, cap_anchors;
};

/* A certificate that bears the issuer's name. */
struct candidate {
    const struct link *link;
    struct helper *helper; /* NULL: an anchor */
    int score;
};

struct build {
    const struct check *k;
    enum build_mode mode;
    struct helper *helpers;
    struct link stack[PATH_MAX_CERTS];
    const struct path *alone[PATH_MAX_CERTS]; /* what each by itself was found to be, or NULL */
    struct helper *helper[PATH_MAX_CERTS];    /* the helper that each is, or first */
    struct helper first;                      /* the leaf */
    size_t num;
    bool too_deep;   /* a branch was cut off at PATH_MAX_CERTS */
    bool distrusted; /* the leaf is an anchor, for other purposes */
    struct path leaf;
    struct build_result *out;
};

static bool is_done(const struct build *build)
{
    return build->out->limit || build->out->accepted;
}

static bool is_unfit(const struct build *build, const struct link *anchor)
{
    return (anchor->unfit & purpose_trust(build->k->in->purpose)) != 0;
}

static enum err index_helpers(struct build *build)
{
    const struct judge_input *in = build->k->in;

    build->helpers = arena_alloc(build->k->report->arena, in->num_helpers, sizeof *build->helpers);
    if (build->helpers == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < in->num_helpers; i++)
        build->helpers[i] = (struct helper){.link = &in->helpers[i]};
    return ERR_OK;
}

/* A path of what is on the stack. */
static enum err snapshot(const struct build *build, struct path *out)
{
    *out = (struct path){.num = build->num};
    out->links = arena_alloc(build->k->report->arena, build->num, sizeof *out->links);
    if (out->links == NULL)
        return ERR_LIMIT;
    memcpy(out->links, build->stack, build->num * sizeof *out->links);
    return ERR_OK;
}

/* Error count of a path, for comparing paths. */
static int count_errors(const struct path *path)
{
    int n = 0;

    for (size_t i = 0; i < path->num_findings; i++)
        n += path->findings[i].severity == SEVERITY_ERROR;
    return n;
}

/* Whether a tells a user more than b: it reaches an anchor, its signatures are good, it has less
 * that is wrong, it goes further. */
static bool more_telling(const struct path *a, const struct path *b)
{
    bool bad_a = rule_ends_path(path_headline(a)->rule);
    bool bad_b = rule_ends_path(path_headline(b)->rule);

    if (a->anchored != b->anchored)
        return a->anchored;
    if (bad_a != bad_b)
        return bad_b;
    if (count_errors(a) != count_errors(b))
        return count_errors(a) < count_errors(b);
    return a->num > b->num;
}

/* Files a refused path. */
static enum err reject(struct build *build, const struct path *path)
{
    struct report *r = build->k->report;
    size_t most = build->k->in->keep_rejected ? REJECTED_MANY : REJECTED_FEW;

    r->paths_tried++;
    if (build->mode == BUILD_EXPLAIN &&
        (build->out->path.num == 0 || more_telling(path, &build->out->path)))
        build->out->path = *path;
    if (r->num_rejected >= most)
        return ERR_OK;
    TRY(ARENA_GROW(r->arena, r->rejected, r->num_rejected, r->cap_rejected));
    r->rejected[r->num_rejected++] = *path;
    return ERR_OK;
}

static enum err check_leaf_alone(const struct check *check, struct path *path)
{
    TRY(check_leaf(check, path));
    return check_cert(check, path, 0, ROLE_LEAF);
}

/* What a look at a certificate takes from the budget of comparisons, and how much more by size. */
enum { LOOK = 16, LOOK_BYTES = 128 };

/* One whose key is inherited is another in each path. */
static enum err check_anew(const struct build *build, struct path *path, size_t i)
{
    uint64_t price = LOOK + path->links[i].cert->der.n / LOOK_BYTES;

    if (!budget_on_time(build->k->budget) || !budget_take(&build->k->budget->comparisons, price))
        return note(build->k, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    return i == 0 ? check_leaf_alone(build->k, path) : check_cert(build->k, path, (int)i, ROLE_CA);
}

/*
 * Holds the certificate at index i to the rules that concern it alone.  A certificate stands in
 * many paths and may be large: what was found about it once is copied.
 */
static enum err check_alone(const struct build *build, struct path *path, size_t i)
{
    const struct path *known = build->alone[i];
    bool is_anchor = path->anchored && i > 0 && i == path->num - 1;

    if (is_anchor)
        return check_cert(build->k, path, (int)i, ROLE_ANCHOR);
    if (known == NULL || known->links[0].cert != path->links[i].cert)
        return check_anew(build, path, i);
    for (size_t n = 0; n < known->num_findings; n++) {
        struct finding f = known->findings[n];
        f.cert = (int)i;
        TRY(report_add(build->k->report, path, f));
    }
    return ERR_OK;
}

static enum err check_all(const struct build *build, struct path *path)
{
    for (size_t i = 0; i < path->num; i++)
        TRY(check_alone(build, path, i));
    return check_path(build->k, path);
}

static bool is_over_budget(const struct path *path)
{
    for (size_t i = 0; i < path->num_findings; i++) {
        if (path->findings[i].rule == RULE_BUDGET || path->findings[i].rule == RULE_TIME_UP)
            return true;
    }
    return false;
}

/* Gives keys their inherited parameters, from the anchor down, and verifies what try_candidate
 * could not. */
static enum err resolve_inherited(const struct build *build, struct path *path)
{
    for (size_t i = path->num - 1; i-- > 0;) {
        const struct cert *issuer = path->links[i + 1].cert;
        if (!inherits_key(path->links[i].cert))
            continue;
        struct cert *c = ARENA_NEW(build->k->report->arena, struct cert);
        if (c == NULL)
            return ERR_LIMIT;
        *c = *path->links[i].cert;
        keyinfo_inherit(&c->key, &issuer->key);
        path->links[i].cert = c;
        enum err e = i == 0 ? ERR_OK : keyring_issued(build->k->keys, path->links[i - 1].cert, c);
        if (e != ERR_OK)
            TRY(note(build->k, path,
                     (struct finding){.rule = e == ERR_LIMIT ? RULE_BUDGET : RULE_BAD_SIGNATURE,
                                      .cert = (int)i - 1,
                                      .err = e}));
    }
    return ERR_OK;
}

/* The stack ends in an anchor: this path is judged whole. */
static enum err complete(struct build *build)
{
    struct path p;

    TRY(snapshot(build, &p));
    p.anchored = true;
    TRY(resolve_inherited(build, &p));
    TRY(check_all(build, &p));
    build->out->limit = is_over_budget(&p);
    if (path_has_error(&p))
        return reject(build, &p);
    build->k->report->paths_tried++;
    build->out->path = p;
    build->out->accepted = true;
    return ERR_OK;
}

/* The stack leads nowhere: `why` concerns the certificate at index cert. */
static enum err dead_end(struct build *build, struct finding why)
{
    struct path p;

    TRY(snapshot(build, &p));
    TRY(note(build->k, &p, why));
    /* An algorithm that did not decode is unknown for that reason. */
    if (why.rule == RULE_SIGNATURE_ALGORITHM)
        TRY(note_defects(build->k, &p, why.cert));
    if (build->mode == BUILD_EXPLAIN && !rule_ends_path(why.rule))
        TRY(check_all(build, &p));
    return reject(build, &p);
}

/* Its own key, and no other of that name, has signed it. */
static bool is_self_signed(struct build *build, const struct cert *cert)
{
    enum err e =
        cert_is_self_issued(cert) ? keyring_issued(build->k->keys, cert, cert) : ERR_SIG_MISMATCH;

    if (e == ERR_LIMIT)
        build->out->limit = true;
    return e == ERR_OK;
}

/* No candidate was worth a step; rival bears the issuer's name and has not signed. */
static enum err no_issuer(struct build *build, const struct link *rival)
{
    int top = (int)build->num - 1;
    const struct cert *c = build->stack[top].cert;
    enum rule rule = rival != NULL ? RULE_OTHER_KEY : RULE_UNKNOWN_ISSUER;

    if (is_self_signed(build, c))
        rule = top == 0 ? RULE_SELF_SIGNED : RULE_UNTRUSTED_ROOT;
    return dead_end(build,
                    (struct finding){.rule = rule, .cert = top, .at = c->issuer, .rival = rival});
}

/* RFC 4158 5.2: the same name with the same key does not stand in a path twice. */
static bool is_visited(const struct build *build, const struct link *link)
{
    for (size_t i = 0; i < build->num; i++) {
        const struct cert *c = build->stack[i].cert;
        /* The leaf may bear the name and key of an anchor that issued it, unless it is that. */
        if (i == 0 && link->source == SOURCE_ANCHOR && !span_eq(c->der, link->cert->der))
            continue;
        if (name_id_eq(&c->subject_id, &link->cert->subject_id) &&
            span_eq(c->spki, link->cert->spki))
            return true;
    }
    return false;
}

/* A path of one certificate, for what is found about it alone. */
static enum err path_of_one(const struct build *build, struct path *out, const struct link *link)
{
    *out = (struct path){.links = ARENA_NEW(build->k->report->arena, struct link), .num = 1};
    if (out->links == NULL)
        return ERR_LIMIT;
    out->links[0] = *link;
    return ERR_OK;
}

/* Is the helper, as a CA, without a fault of its own?  Looked at once each. */
static enum err is_sound(struct build *build, struct helper *helper, bool *out)
{
    if (!helper->checked) {
        TRY(path_of_one(build, &helper->alone, helper->link));
        TRY(check_cert(build->k, &helper->alone, 0, ROLE_CA));
        helper->checked = true;
    }
    *out = !path_has_error(&helper->alone);
    return ERR_OK;
}

static enum err extend(struct build *build);

/* RFC 5280 4.2.1.9: does it allow the intermediates that would be below it?  Asked before any more
 * is done for the branch. */
static bool allows_length(struct build *build, const struct cert *cert)
{
    struct path below = {.links = build->stack, .num = build->num};

    return cert->path_len < 0 || check_intermediates(&below, build->num) <= cert->path_len;
}

/* A helper with a fault of its own, or with too much below it, ends the path: said with its
 * findings. */
static enum err reject_helper(struct build *build)
{
    struct path p;

    TRY(snapshot(build, &p));
    TRY(check_alone(build, &p, p.num - 1));
    TRY(check_length(build->k, &p, p.num - 1));
    return reject(build, &p);
}

static bool key_ids_differ(const struct cert *cert, const struct cert *issuer)
{
    return cert->aki.key_id.n > 0 && issuer->key_id.n > 0 &&
           !span_eq(cert->aki.key_id, issuer->key_id);
}

/* Why a signature could not be relied on. */
static enum rule signature_rule(enum err err)
{
    if (err == ERR_ALG_UNKNOWN)
        return RULE_SIGNATURE_ALGORITHM;
    if (err == ERR_ALG_UNSUPPORTED)
        return RULE_SIGNATURE_UNSUPPORTED;
    switch (err_reason(err)) {
    case REASON_BAD_SIGNATURE: return RULE_BAD_SIGNATURE;
    case REASON_WEAK_KEY: return RULE_ISSUER_KEY;
    case REASON_UNSUPPORTED_ALGORITHM: return RULE_ISSUER_KEY_UNSUPPORTED;
    default: return RULE_ISSUER_KEY_FORM;
    }
}

/* What has come of the candidates so far. */
struct progress {
    bool stepped;             /* one of them is the issuer, or is to be spoken of */
    const struct link *rival; /* the likeliest that only bears the issuer's name */
};

/* Goes one step to a candidate. */
static enum err try_candidate(struct build *build, const struct candidate *candidate,
                              struct progress *done)
{
    const struct cert *subject = build->stack[build->num - 1].cert;
    bool sound = true, later = candidate->helper != NULL && inherits_key(candidate->link->cert);

    if (!budget_on_time(build->k->budget) || !budget_take(&build->k->budget->candidates, 1)) {
        build->out->limit = true;
        return ERR_OK;
    }
    /* Other branches may be shorter. */
    if (build->num == PATH_MAX_CERTS) {
        build->too_deep = true;
        return ERR_OK;
    }
    if (candidate->helper != NULL && !later)
        TRY(is_sound(build, candidate->helper, &sound));
    sound = sound && (candidate->helper == NULL || allows_length(build, candidate->link->cert));
    sound = sound || build->mode == BUILD_EXPLAIN;
    enum err e =
        sound && !later ? keyring_issued(build->k->keys, subject, candidate->link->cert) : ERR_OK;
    if (e == ERR_LIMIT) {
        build->out->limit = true;
        return ERR_OK;
    }
    /* Another key under the same name: that is not the issuer, which may be elsewhere. */
    if (e != ERR_OK &&
        (key_ids_differ(subject, candidate->link->cert) || is_self_signed(build, subject))) {
        if (done->rival == NULL)
            done->rival = candidate->link;
        return ERR_OK;
    }
    done->stepped = true;
    int at = (int)build->num - 1;
    build->helper[build->num] = candidate->helper;
    build->alone[build->num] =
        candidate->helper != NULL && !later ? &candidate->helper->alone : NULL;
    build->stack[build->num++] = *candidate->link;
    if (e != ERR_OK)
        e = dead_end(
            build, (struct finding){
                       .rule = signature_rule(e), .cert = at, .err = e, .at = subject->signature});
    else if (candidate->helper == NULL)
        e = complete(build);
    else
        e = sound ? extend(build) : reject_helper(build);
    build->num--;
    return e;
}

/* The likelihood that c is the issuer: key identifiers first, then anchors, then what is valid. */
static int score(const struct build *build, const struct link *link)
{
    const struct cert *subject = build->stack[build->num - 1].cert, *c = link->cert;
    int key_id = key_ids_differ(subject, c)                     ? 0
                 : subject->aki.key_id.n > 0 && c->key_id.n > 0 ? 2
                                                                : 1;
    bool is_valid = c->not_before <= build->k->in->time && build->k->in->time <= c->not_after;

    return key_id * 4 + (link->source == SOURCE_ANCHOR) * 2 + is_valid;
}

enum { SCORE_MAX = 2 * 4 + 2 + 1 };

struct candidates {
    struct candidate *list;
    size_t num, cap;
};

/* The store has this very certificate and does not trust it for the purpose: no copy counts. */
static bool is_distrusted(const struct build *build, const struct candidates *all,
                          const struct link *link)
{
    for (size_t i = 0; i < all->num; i++) {
        const struct link *known = all->list[i].link;
        if (!is_unfit(build, known))
            continue;
        if (!budget_take(&build->k->budget->comparisons, 1 + link->cert->der.n / LOOK_BYTES) ||
            span_eq(known->cert->der, link->cert->der))
            return true;
    }
    return false;
}

static enum err add_candidate(struct build *build, struct candidates *all, const struct link *link,
                              struct helper *helper)
{
    if (is_visited(build, link) || (helper != NULL && is_distrusted(build, all, link)))
        return ERR_OK;
    TRY(ARENA_GROW(build->k->report->arena, all->list, all->num, all->cap));
    all->list[all->num++] =
        (struct candidate){.link = link, .helper = helper, .score = score(build, link)};
    return ERR_OK;
}

/* A store walks over i anchors of a name to find the next one. */
static bool may_find(const struct build *build, size_t i)
{
    enum { FEW = 8 };

    return i < FEW || budget_take(&build->k->budget->comparisons, i / FEW);
}

/* The anchors that bear the name of the issuer of h.  The store is asked by the bytes of a name,
 * which may be many: once. */
static enum err look_up(const struct build *build, struct helper *helper)
{
    const struct anchors *anchors = &build->k->in->anchors;
    struct span issuer = helper->link->cert->issuer;
    const struct link *anchor;

    while (!helper->looked_up && may_find(build, helper->num_anchors) &&
           (anchor = anchors->find(anchors->store, issuer, helper->num_anchors))) {
        TRY(ARENA_GROW(build->k->report->arena, helper->anchors, helper->num_anchors,
                       helper->cap_anchors));
        helper->anchors[helper->num_anchors++] = anchor;
    }
    helper->looked_up = true;
    return ERR_OK;
}

/* All that bear the name of the issuer of the certificate on top. */
static enum err find_candidates(struct build *build, struct candidates *all)
{
    const struct judge_input *in = build->k->in;
    const struct cert *top = build->stack[build->num - 1].cert;
    struct helper *child = build->helper[build->num - 1];

    TRY(look_up(build, child));
    for (size_t i = 0; i < child->num_anchors; i++)
        TRY(add_candidate(build, all, child->anchors[i], NULL));
    for (size_t i = 0; i < in->num_helpers; i++) {
        struct helper *h = &build->helpers[i];
        if (name_id_eq(&h->link->cert->subject_id, &top->issuer_id) &&
            budget_take(&build->k->budget->comparisons, 1))
            TRY(add_candidate(build, all, h->link, h));
    }
    build->out->limit = build->k->budget->comparisons == 0;
    return ERR_OK;
}

/* Tries every possible issuer of the certificate on top of the stack. */
static enum err extend(struct build *build)
{
    struct candidates all = {0};
    struct progress done = {0};

    TRY(find_candidates(build, &all));
    for (int s = SCORE_MAX; s >= 0; s--) {
        for (size_t i = 0; i < all.num && !is_done(build); i++) {
            if (all.list[i].score == s)
                TRY(try_candidate(build, &all.list[i], &done));
        }
    }
    return done.stepped || is_done(build) ? ERR_OK : no_issuer(build, done.rival);
}

/* A certificate that is itself an anchor, byte for byte, is trusted without an issuer. */
static enum err try_direct_trust(struct build *build)
{
    const struct link *anchor = build->k->own_anchor;

    if (anchor == NULL)
        return ERR_OK;
    build->stack[0].unfit = anchor->unfit;
    build->distrusted = is_unfit(build, anchor);
    return complete(build);
}

enum err build_paths(struct build_result *out, const struct check *check, enum build_mode mode)
{
    struct build b = {.k = check, .mode = mode, .out = out, .num = 1};

    *out = (struct build_result){0};
    b.stack[0] = check->in->leaf;
    b.first.link = &check->in->leaf;
    b.helper[0] = &b.first;
    TRY(index_helpers(&b));
    TRY(path_of_one(&b, &b.leaf, &check->in->leaf));
    TRY(check_leaf_alone(check, &b.leaf));
    b.alone[0] = &b.leaf;
    TRY(try_direct_trust(&b));
    if (!is_done(&b) && !b.distrusted)
        TRY(extend(&b));
    out->limit = out->limit || (b.too_deep && !out->accepted);
    return ERR_OK;
}
