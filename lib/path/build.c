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

static bool is_done(const struct build *b)
{
    return b->out->limit || b->out->accepted;
}

static bool is_unfit(const struct build *b, const struct link *anchor)
{
    return (anchor->unfit & purpose_trust(b->k->in->purpose)) != 0;
}

static enum err index_helpers(struct build *b)
{
    const struct judge_input *in = b->k->in;

    b->helpers = arena_alloc(b->k->report->arena, in->num_helpers, sizeof *b->helpers);
    if (b->helpers == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < in->num_helpers; i++)
        b->helpers[i] = (struct helper){.link = &in->helpers[i]};
    return ERR_OK;
}

/* A path of what is on the stack. */
static enum err snapshot(const struct build *b, struct path *out)
{
    *out = (struct path){.num = b->num};
    out->links = arena_alloc(b->k->report->arena, b->num, sizeof *out->links);
    if (out->links == NULL)
        return ERR_LIMIT;
    memcpy(out->links, b->stack, b->num * sizeof *out->links);
    return ERR_OK;
}

/* Error count of a path, for comparing paths. */
static int count_errors(const struct path *p)
{
    int n = 0;

    for (size_t i = 0; i < p->num_findings; i++)
        n += p->findings[i].severity == SEVERITY_ERROR;
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
static enum err reject(struct build *b, const struct path *p)
{
    struct report *r = b->k->report;
    size_t most = b->k->in->keep_rejected ? REJECTED_MANY : REJECTED_FEW;

    r->paths_tried++;
    if (b->mode == BUILD_EXPLAIN && (b->out->path.num == 0 || more_telling(p, &b->out->path)))
        b->out->path = *p;
    if (r->num_rejected >= most)
        return ERR_OK;
    TRY(ARENA_GROW(r->arena, r->rejected, r->num_rejected, r->cap_rejected));
    r->rejected[r->num_rejected++] = *p;
    return ERR_OK;
}

static enum err check_leaf_alone(const struct check *k, struct path *p)
{
    TRY(check_leaf(k, p));
    return check_cert(k, p, 0, ROLE_LEAF);
}

/* What a look at a certificate takes from the budget of comparisons, and how much more by size. */
enum { LOOK = 16, LOOK_BYTES = 128 };

/* One whose key is inherited is another in each path. */
static enum err check_anew(const struct build *b, struct path *p, size_t i)
{
    uint64_t price = LOOK + p->links[i].cert->der.n / LOOK_BYTES;

    if (!budget_on_time(b->k->budget) || !budget_take(&b->k->budget->comparisons, price))
        return note(b->k, p, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    return i == 0 ? check_leaf_alone(b->k, p) : check_cert(b->k, p, (int)i, ROLE_CA);
}

/*
 * Holds the certificate at index i to the rules that concern it alone.  A certificate stands in
 * many paths and may be large: what was found about it once is copied.
 */
static enum err check_alone(const struct build *b, struct path *p, size_t i)
{
    const struct path *known = b->alone[i];
    bool is_anchor = p->anchored && i > 0 && i == p->num - 1;

    if (is_anchor)
        return check_cert(b->k, p, (int)i, ROLE_ANCHOR);
    if (known == NULL || known->links[0].cert != p->links[i].cert)
        return check_anew(b, p, i);
    for (size_t n = 0; n < known->num_findings; n++) {
        struct finding f = known->findings[n];
        f.cert = (int)i;
        TRY(report_add(b->k->report, p, f));
    }
    return ERR_OK;
}

static enum err check_all(const struct build *b, struct path *p)
{
    for (size_t i = 0; i < p->num; i++)
        TRY(check_alone(b, p, i));
    return check_path(b->k, p);
}

static bool is_over_budget(const struct path *p)
{
    for (size_t i = 0; i < p->num_findings; i++) {
        if (p->findings[i].rule == RULE_BUDGET || p->findings[i].rule == RULE_TIME_UP)
            return true;
    }
    return false;
}

/* Gives keys their inherited parameters, from the anchor down, and verifies what try_candidate
 * could not. */
static enum err resolve_inherited(const struct build *b, struct path *p)
{
    for (size_t i = p->num - 1; i-- > 0;) {
        const struct cert *issuer = p->links[i + 1].cert;
        if (!inherits_key(p->links[i].cert))
            continue;
        struct cert *c = ARENA_NEW(b->k->report->arena, struct cert);
        if (c == NULL)
            return ERR_LIMIT;
        *c = *p->links[i].cert;
        keyinfo_inherit(&c->key, &issuer->key);
        p->links[i].cert = c;
        enum err e = i == 0 ? ERR_OK : keyring_issued(b->k->keys, p->links[i - 1].cert, c);
        if (e != ERR_OK)
            TRY(note(b->k, p,
                     (struct finding){.rule = e == ERR_LIMIT ? RULE_BUDGET : RULE_BAD_SIGNATURE,
                                      .cert = (int)i - 1,
                                      .err = e}));
    }
    return ERR_OK;
}

/* The stack ends in an anchor: this path is judged whole. */
static enum err complete(struct build *b)
{
    struct path p;

    TRY(snapshot(b, &p));
    p.anchored = true;
    TRY(resolve_inherited(b, &p));
    TRY(check_all(b, &p));
    b->out->limit = is_over_budget(&p);
    if (path_has_error(&p))
        return reject(b, &p);
    b->k->report->paths_tried++;
    b->out->path = p;
    b->out->accepted = true;
    return ERR_OK;
}

/* The stack leads nowhere: `why` concerns the certificate at index cert. */
static enum err dead_end(struct build *b, struct finding why)
{
    struct path p;

    TRY(snapshot(b, &p));
    TRY(note(b->k, &p, why));
    /* An algorithm that did not decode is unknown for that reason. */
    if (why.rule == RULE_SIGNATURE_ALGORITHM)
        TRY(note_defects(b->k, &p, why.cert));
    if (b->mode == BUILD_EXPLAIN && !rule_ends_path(why.rule))
        TRY(check_all(b, &p));
    return reject(b, &p);
}

/* Its own key, and no other of that name, has signed it. */
static bool is_self_signed(struct build *b, const struct cert *c)
{
    enum err e = cert_is_self_issued(c) ? keyring_issued(b->k->keys, c, c) : ERR_SIG_MISMATCH;

    if (e == ERR_LIMIT)
        b->out->limit = true;
    return e == ERR_OK;
}

/* No candidate was worth a step; rival bears the issuer's name and has not signed. */
static enum err no_issuer(struct build *b, const struct link *rival)
{
    int top = (int)b->num - 1;
    const struct cert *c = b->stack[top].cert;
    enum rule rule = rival != NULL ? RULE_OTHER_KEY : RULE_UNKNOWN_ISSUER;

    if (is_self_signed(b, c))
        rule = top == 0 ? RULE_SELF_SIGNED : RULE_UNTRUSTED_ROOT;
    return dead_end(b, (struct finding){
                           .rule = rule, .cert = top, .at = c->issuer, .rival = rival});
}

/* RFC 4158 5.2: the same name with the same key does not stand in a path twice. */
static bool is_visited(const struct build *b, const struct link *l)
{
    for (size_t i = 0; i < b->num; i++) {
        const struct cert *c = b->stack[i].cert;
        /* The leaf may bear the name and key of an anchor that issued it, unless it is that. */
        if (i == 0 && l->source == SOURCE_ANCHOR && !span_eq(c->der, l->cert->der))
            continue;
        if (name_id_eq(&c->subject_id, &l->cert->subject_id) && span_eq(c->spki, l->cert->spki))
            return true;
    }
    return false;
}

/* A path of one certificate, for what is found about it alone. */
static enum err path_of_one(const struct build *b, struct path *out, const struct link *l)
{
    *out = (struct path){.links = ARENA_NEW(b->k->report->arena, struct link), .num = 1};
    if (out->links == NULL)
        return ERR_LIMIT;
    out->links[0] = *l;
    return ERR_OK;
}

/* Is the helper, as a CA, without a fault of its own?  Looked at once each. */
static enum err is_sound(struct build *b, struct helper *h, bool *out)
{
    if (!h->checked) {
        TRY(path_of_one(b, &h->alone, h->link));
        TRY(check_cert(b->k, &h->alone, 0, ROLE_CA));
        h->checked = true;
    }
    *out = !path_has_error(&h->alone);
    return ERR_OK;
}

static enum err extend(struct build *b);

/* RFC 5280 4.2.1.9: does it allow the intermediates that would be below it?  Asked before any more
 * is done for the branch. */
static bool allows_length(struct build *b, const struct cert *c)
{
    struct path below = {.links = b->stack, .num = b->num};

    return c->path_len < 0 || check_intermediates(&below, b->num) <= c->path_len;
}

/* A helper with a fault of its own, or with too much below it, ends the path: said with its
 * findings. */
static enum err reject_helper(struct build *b)
{
    struct path p;

    TRY(snapshot(b, &p));
    TRY(check_alone(b, &p, p.num - 1));
    TRY(check_length(b->k, &p, p.num - 1));
    return reject(b, &p);
}

static bool key_ids_differ(const struct cert *c, const struct cert *issuer)
{
    return c->aki.key_id.n > 0 && issuer->key_id.n > 0 && !span_eq(c->aki.key_id, issuer->key_id);
}

/* Why a signature could not be relied on. */
static enum rule signature_rule(enum err e)
{
    if (e == ERR_ALG_UNKNOWN)
        return RULE_SIGNATURE_ALGORITHM;
    if (e == ERR_ALG_UNSUPPORTED)
        return RULE_SIGNATURE_UNSUPPORTED;
    switch (err_reason(e)) {
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
static enum err try_candidate(struct build *b, const struct candidate *c, struct progress *done)
{
    const struct cert *subject = b->stack[b->num - 1].cert;
    bool sound = true, later = c->helper != NULL && inherits_key(c->link->cert);

    if (!budget_on_time(b->k->budget) || !budget_take(&b->k->budget->candidates, 1)) {
        b->out->limit = true;
        return ERR_OK;
    }
    /* Other branches may be shorter. */
    if (b->num == PATH_MAX_CERTS) {
        b->too_deep = true;
        return ERR_OK;
    }
    if (c->helper != NULL && !later)
        TRY(is_sound(b, c->helper, &sound));
    sound = sound && (c->helper == NULL || allows_length(b, c->link->cert));
    sound = sound || b->mode == BUILD_EXPLAIN;
    enum err e = sound && !later ? keyring_issued(b->k->keys, subject, c->link->cert) : ERR_OK;
    if (e == ERR_LIMIT) {
        b->out->limit = true;
        return ERR_OK;
    }
    /* Another key under the same name: that is not the issuer, which may be elsewhere. */
    if (e != ERR_OK &&
        (key_ids_differ(subject, c->link->cert) || is_self_signed(b, subject))) {
        if (done->rival == NULL)
            done->rival = c->link;
        return ERR_OK;
    }
    done->stepped = true;
    int at = (int)b->num - 1;
    b->helper[b->num] = c->helper;
    b->alone[b->num] = c->helper != NULL && !later ? &c->helper->alone : NULL;
    b->stack[b->num++] = *c->link;
    if (e != ERR_OK)
        e = dead_end(
            b, (struct finding){
                   .rule = signature_rule(e), .cert = at, .err = e, .at = subject->signature});
    else if (c->helper == NULL)
        e = complete(b);
    else
        e = sound ? extend(b) : reject_helper(b);
    b->num--;
    return e;
}

/* The likelihood that c is the issuer: key identifiers first, then anchors, then what is valid. */
static int score(const struct build *b, const struct link *l)
{
    const struct cert *subject = b->stack[b->num - 1].cert, *c = l->cert;
    int key_id = key_ids_differ(subject, c)                     ? 0
                 : subject->aki.key_id.n > 0 && c->key_id.n > 0 ? 2
                                                                : 1;
    bool is_valid = c->not_before <= b->k->in->time && b->k->in->time <= c->not_after;

    return key_id * 4 + (l->source == SOURCE_ANCHOR) * 2 + is_valid;
}

enum { SCORE_MAX = 2 * 4 + 2 + 1 };

struct candidates {
    struct candidate *list;
    size_t num, cap;
};

/* The store has this very certificate and does not trust it for the purpose: no copy counts. */
static bool is_distrusted(const struct build *b, const struct candidates *all, const struct link *l)
{
    for (size_t i = 0; i < all->num; i++) {
        const struct link *known = all->list[i].link;
        if (!is_unfit(b, known))
            continue;
        if (!budget_take(&b->k->budget->comparisons, 1 + l->cert->der.n / LOOK_BYTES) ||
            span_eq(known->cert->der, l->cert->der))
            return true;
    }
    return false;
}

static enum err add_candidate(struct build *b, struct candidates *all, const struct link *l,
                              struct helper *h)
{
    if (is_visited(b, l) || (h != NULL && is_distrusted(b, all, l)))
        return ERR_OK;
    TRY(ARENA_GROW(b->k->report->arena, all->list, all->num, all->cap));
    all->list[all->num++] = (struct candidate){.link = l, .helper = h, .score = score(b, l)};
    return ERR_OK;
}

/* A store walks over i anchors of a name to find the next one. */
static bool may_find(const struct build *b, size_t i)
{
    enum { FEW = 8 };

    return i < FEW || budget_take(&b->k->budget->comparisons, i / FEW);
}

/* The anchors that bear the name of the issuer of h.  The store is asked by the bytes of a name,
 * which may be many: once. */
static enum err look_up(const struct build *b, struct helper *h)
{
    const struct anchors *anchors = &b->k->in->anchors;
    struct span issuer = h->link->cert->issuer;
    const struct link *anchor;

    while (!h->looked_up && may_find(b, h->num_anchors) &&
           (anchor = anchors->find(anchors->store, issuer, h->num_anchors))) {
        TRY(ARENA_GROW(b->k->report->arena, h->anchors, h->num_anchors, h->cap_anchors));
        h->anchors[h->num_anchors++] = anchor;
    }
    h->looked_up = true;
    return ERR_OK;
}

/* All that bear the name of the issuer of the certificate on top. */
static enum err find_candidates(struct build *b, struct candidates *all)
{
    const struct judge_input *in = b->k->in;
    const struct cert *top = b->stack[b->num - 1].cert;
    struct helper *child = b->helper[b->num - 1];

    TRY(look_up(b, child));
    for (size_t i = 0; i < child->num_anchors; i++)
        TRY(add_candidate(b, all, child->anchors[i], NULL));
    for (size_t i = 0; i < in->num_helpers; i++) {
        struct helper *h = &b->helpers[i];
        if (name_id_eq(&h->link->cert->subject_id, &top->issuer_id) &&
            budget_take(&b->k->budget->comparisons, 1))
            TRY(add_candidate(b, all, h->link, h));
    }
    b->out->limit = b->k->budget->comparisons == 0;
    return ERR_OK;
}

/* Tries every possible issuer of the certificate on top of the stack. */
static enum err extend(struct build *b)
{
    struct candidates all = {0};
    struct progress done = {0};

    TRY(find_candidates(b, &all));
    for (int s = SCORE_MAX; s >= 0; s--) {
        for (size_t i = 0; i < all.num && !is_done(b); i++) {
            if (all.list[i].score == s)
                TRY(try_candidate(b, &all.list[i], &done));
        }
    }
    return done.stepped || is_done(b) ? ERR_OK : no_issuer(b, done.rival);
}

/* A certificate that is itself an anchor, byte for byte, is trusted without an issuer. */
static enum err try_direct_trust(struct build *b)
{
    const struct link *anchor = b->k->own_anchor;

    if (anchor == NULL)
        return ERR_OK;
    b->stack[0].unfit = anchor->unfit;
    b->distrusted = is_unfit(b, anchor);
    return complete(b);
}

enum err build_paths(struct build_result *out, const struct check *k, enum build_mode mode)
{
    struct build b = {.k = k, .mode = mode, .out = out, .num = 1};

    *out = (struct build_result){0};
    b.stack[0] = k->in->leaf;
    b.first.link = &k->in->leaf;
    b.helper[0] = &b.first;
    TRY(index_helpers(&b));
    TRY(path_of_one(&b, &b.leaf, &k->in->leaf));
    TRY(check_leaf_alone(k, &b.leaf));
    b.alone[0] = &b.leaf;
    TRY(try_direct_trust(&b));
    if (!is_done(&b) && !b.distrusted)
        TRY(extend(&b));
    out->limit = out->limit || (b.too_deep && !out->accepted);
    return ERR_OK;
}
