/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/build_inside.h"

#include <assert.h>

/* How many refused paths the report keeps: a few by default, more for --explain. */
enum { REJECTED_FEW = 16, REJECTED_MANY = 256 };

/* The search is over: a path was accepted, or the budget has run out. */
static bool is_done(const struct build *build)
{
    return build->out->limit || build->out->accepted;
}

/* Gives each helper of the input its record, in the same order. */
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

/* Copies the stack into a path of its own, in the arena, without findings. */
static enum err snapshot(const struct build *build, struct path *out)
{
    *out = (struct path){.num = build->num};
    out->links = arena_alloc(build->k->report->arena, build->num, sizeof *out->links);
    if (out->links == NULL)
        return ERR_LIMIT;
    memcpy(out->links, build->stack, build->num * sizeof *out->links);
    return ERR_OK;
}

/* The number of errors of a path; warnings do not count. */
static int count_errors(const struct path *path)
{
    int n = 0;

    for (size_t i = 0; i < path->num_findings; i++)
        n += path->findings[i].severity == SEVERITY_ERROR;
    return n;
}

/* Whether a helps a user more than b.  A path that reaches an anchor goes first, then one whose
 * signatures are good, then the one with fewer errors, then the longer one. */
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

/* Counts a refused path and keeps it for the report while there is room.  In EXPLAIN mode the best
 * of the refused paths becomes the result. */
static enum err reject(struct build *build, const struct path *path)
{
    assert(path->num > 0 && path->num <= PATH_MAX_CERTS);
    assert(!build->out->accepted); /* the search ends with the first path that is accepted */
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

/* All rules that need nothing but the leaf itself. */
static enum err check_leaf_alone(const struct check *check, struct path *path)
{
    TRY(check_leaf(check, path));
    return check_cert(check, path, 0, ROLE_LEAF);
}

/* Checks a certificate that has no stored findings.  This includes each one with an inherited key:
 * it is a different certificate in each path. */
static enum err check_again(const struct build *build, struct path *path, size_t i)
{
    uint64_t price = LOOK + path->links[i].cert->der.n / LOOK_BYTES;

    if (!budget_on_time(build->k->budget) || !budget_take(&build->k->budget->comparisons, price))
        return note(build->k, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    return i == 0 ? check_leaf_alone(build->k, path) : check_cert(build->k, path, (int)i, ROLE_CA);
}

/* Applies the rules that concern the certificate at index i alone.  A certificate can be part of
 * many paths and can be large, so its findings are computed once and copied afterwards. */
static enum err check_alone(const struct build *build, struct path *path, size_t i)
{
    assert(i < path->num);
    const struct path *known = build->alone[i];
    bool is_anchor = path->anchored && i > 0 && i == path->num - 1;

    if (is_anchor)
        return check_cert(build->k, path, (int)i, ROLE_ANCHOR);
    if (known == NULL || known->links[0].cert != path->links[i].cert)
        return check_again(build, path, i);
    for (size_t n = 0; n < known->num_findings; n++) {
        struct finding f = known->findings[n];
        f.cert = (int)i;
        TRY(report_add(build->k->report, path, f));
    }
    return ERR_OK;
}

/* Every rule: those of single certificates first, then those between them. */
static enum err check_all(const struct build *build, struct path *path)
{
    for (size_t i = 0; i < path->num; i++)
        TRY(check_alone(build, path, i));
    return check_path(build->k, path);
}

/* Checking this path was cut short by the budget, so its verdict is not final. */
static bool is_over_budget(const struct path *path)
{
    for (size_t i = 0; i < path->num_findings; i++) {
        if (path->findings[i].rule == RULE_BUDGET || path->findings[i].rule == RULE_TIME_UP)
            return true;
    }
    return false;
}

/*
 * Gives DSA keys their inherited parameters, from the anchor down, and verifies the signatures that
 * try_candidate had to put off.  Each such certificate is replaced in this path by a copy with the
 * complete key.
 */
static enum err resolve_inherited(const struct build *build, struct path *path)
{
    assert(path->num > 0 && path->anchored);
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

/* The stack ends in an anchor: judges the path as a whole, and accepts or refuses it. */
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

/* The stack cannot be continued: refuses it as a path, with `why` as the reason at index
 * why.cert. */
static enum err dead_end(struct build *build, struct finding why)
{
    assert(why.cert >= 0 && (size_t)why.cert < build->num);
    struct path p;

    TRY(snapshot(build, &p));
    TRY(note(build->k, &p, why));
    /* An algorithm that did not decode counts as unknown; the defect gives the real cause. */
    if (why.rule == RULE_SIGNATURE_ALGORITHM)
        TRY(note_defects(build->k, &p, why.cert));
    if (build->mode == BUILD_EXPLAIN && !rule_ends_path(why.rule))
        TRY(check_all(build, &p));
    return reject(build, &p);
}

/* Whether the certificate's own key verifies its signature. */
static bool is_self_signed(struct build *build, const struct cert *cert)
{
    enum err e =
        cert_is_self_issued(cert) ? keyring_issued(build->k->keys, cert, cert) : ERR_SIG_MISMATCH;

    if (e == ERR_LIMIT)
        build->out->limit = true;
    return e == ERR_OK;
}

/* No candidate could extend the path.  The rule names the case: a self-signed leaf, a root
 * that is not trusted, an issuer whose key does not match (`rival` has its name), or no issuer. */
static enum err no_issuer(struct build *build, const struct link *rival)
{
    assert(build->num > 0);
    int top = (int)build->num - 1;
    const struct cert *c = build->stack[top].cert;
    enum rule rule = rival != NULL ? RULE_OTHER_KEY : RULE_UNKNOWN_ISSUER;

    if (is_self_signed(build, c))
        rule = top == 0 ? RULE_SELF_SIGNED : RULE_UNTRUSTED_ROOT;
    return dead_end(build,
                    (struct finding){.rule = rule, .cert = top, .at = c->issuer, .rival = rival});
}

/* Makes a path of one certificate, to collect the findings about it alone. */
static enum err path_of_one(const struct build *build, struct path *out, const struct link *link)
{
    *out = (struct path){.links = ARENA_NEW(build->k->report->arena, struct link), .num = 1};
    if (out->links == NULL)
        return ERR_LIMIT;
    out->links[0] = *link;
    return ERR_OK;
}

/* Whether the helper, as a CA, has no error of its own.  Each helper is checked once. */
static enum err is_sound(struct build *build, struct helper *helper, bool *out)
{
    if (!helper->checked) {
        TRY(path_of_one(build, &helper->alone, helper->link));
        TRY(check_cert(build->k, &helper->alone, 0, ROLE_CA));
        helper->checked = true;
        build->out->limit |= is_over_budget(&helper->alone);
    }
    *out = !path_has_error(&helper->alone);
    return ERR_OK;
}

static enum err extend(struct build *build);

/* RFC 5280 4.2.1.9: the CA's pathLenConstraint allows the intermediates that are below it now.
 * Cheap, so it is checked before any signature of the branch. */
static bool allows_length(struct build *build, const struct cert *cert)
{
    struct path below = {.links = build->stack, .num = build->num};

    return cert->path_len < 0 || check_intermediates(&below, build->num) <= cert->path_len;
}

/* Refuses the path that ends in an unfit helper, with the findings that make it unfit: an error of
 * its own, or too many certificates below it. */
static enum err reject_helper(struct build *build)
{
    struct path p;

    TRY(snapshot(build, &p));
    TRY(check_alone(build, &p, p.num - 1));
    TRY(check_length(build->k, &p, p.num - 1));
    return reject(build, &p);
}

/* The rule that an error of signature verification breaks. */
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

/* What trying the candidates of one certificate has led to. */
struct progress {
    bool stepped;             /* a candidate extended the path or ended it with a finding */
    const struct link *rival; /* the likeliest that has only the issuer's name */
};

/*
 * Tries to extend the path by one candidate, and searches on from there.  In the order of cost:
 * budget and depth, the candidate's own errors, its path length, then the signature.  A signature
 * that fails means either a wrong key (the candidate is only a rival: other candidates may be the
 * issuer) or, if the identifiers do not differ, an issuer whose signature is bad, which is
 * reported.
 *
 * A DSA key without parameters cannot verify yet (`later`): resolve_inherited does it when the path
 * is complete.
 */
static enum err try_candidate(struct build *build, const struct candidate *candidate,
                              struct progress *done)
{
    assert(build->num > 0 && build->num <= PATH_MAX_CERTS);
    assert(candidate->link->cert != NULL);
    const struct cert *subject = build->stack[build->num - 1].cert;
    bool sound = true, later = candidate->helper != NULL && inherits_key(candidate->link->cert);

    if (!budget_on_time(build->k->budget) || !budget_take(&build->k->budget->candidates, 1)) {
        build->out->limit = true;
        return ERR_OK;
    }
    /* Only this branch is cut off: others may reach an anchor with fewer certificates. */
    if (build->num == PATH_MAX_CERTS) {
        build->too_deep = true;
        return ERR_OK;
    }
    if (candidate->helper != NULL && !later)
        TRY(is_sound(build, candidate->helper, &sound));
    sound = sound && (candidate->helper == NULL || allows_length(build, candidate->link->cert));
    sound = sound || build->mode == BUILD_EXPLAIN;
    /* The signature is the costly part: a candidate that is unfit anyway skips it, unless the
     * search is to explain. */
    enum err e =
        sound && !later ? keyring_issued(build->k->keys, subject, candidate->link->cert) : ERR_OK;
    if (e == ERR_LIMIT) {
        build->out->limit = true;
        return ERR_OK;
    }
    /* Another key under the same name: this is not the issuer, which may be another candidate. */
    if (e != ERR_OK &&
        (build_key_ids_differ(subject, candidate->link->cert) || is_self_signed(build, subject))) {
        if (done->rival == NULL)
            done->rival = candidate->link;
        return ERR_OK;
    }
    /* The candidate stays on the stack for the rest of this call. */
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

/*
 * Tries every possible issuer of the top certificate, the best score first. extend and
 * try_candidate call each other: together they are the depth-first search, and its depth is bounded
 * by PATH_MAX_CERTS.
 */
static enum err extend(struct build *build)
{
    struct candidates all = {0};
    struct progress done = {0};

    TRY(build_candidates(build, &all));
    for (int s = SCORE_MAX; s >= 0; s--) {
        for (size_t i = 0; i < all.num && !is_done(build); i++) {
            if (all.list[i].score == s)
                TRY(try_candidate(build, &all.list[i], &done));
        }
    }
    return done.stepped || is_done(build) ? ERR_OK : no_issuer(build, done.rival);
}

/* A leaf that is an anchor itself, byte for byte, is trusted without an issuer. */
static enum err try_direct_trust(struct build *build)
{
    const struct link *anchor = build->k->own_anchor;

    if (anchor == NULL)
        return ERR_OK;
    build->stack[0].unfit = anchor->unfit;
    build->distrusted = build_is_unfit(build, anchor);
    return complete(build);
}

enum err build_paths(struct build_result *out, const struct check *check, enum build_mode mode)
{
    struct build b = {.k = check, .mode = mode, .out = out, .num = 1};

    *out = (struct build_result){0};
    /* The leaf is checked once; every path shares these findings. */
    b.stack[0] = check->in->leaf;
    b.first.link = &check->in->leaf;
    b.helper[0] = &b.first;
    TRY(index_helpers(&b));
    TRY(path_of_one(&b, &b.leaf, &check->in->leaf));
    TRY(check_leaf_alone(check, &b.leaf));
    b.alone[0] = &b.leaf;
    /* A leaf that the store has but distrusts is not searched further. */
    TRY(try_direct_trust(&b));
    if (!is_done(&b) && !b.distrusted)
        TRY(extend(&b));
    out->limit = out->limit || (b.too_deep && !out->accepted);
    return ERR_OK;
}
