/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/crlscope.h"

/* Puts a tag and the shortest length before a and b. */
static enum err wrap(struct span *out, struct arena *arena, uint8_t tag, struct span a,
                     struct span b)
{
    size_t n = a.n + b.n, octets = 0;

    for (size_t left = n < 128 ? 0 : n; left > 0; left >>= 8)
        octets++;
    uint8_t *p = arena_alloc(arena, 2 + octets + n, 1), *q = p;
    if (p == NULL)
        return ERR_LIMIT;
    *q++ = tag;
    *q++ = (uint8_t)(octets == 0 ? n : 0x80 | octets);
    for (size_t i = octets; i > 0; i--)
        *q++ = (uint8_t)(n >> (8 * (i - 1)));
    if (a.n > 0)
        memcpy(q, a.p, a.n);
    if (b.n > 0)
        memcpy(q + a.n, b.p, b.n);
    *out = span_of(p, 2 + octets + n);
    return ERR_OK;
}

enum err crlscope_implicit(struct crl_dp *out, const struct cert *c, struct arena *arena)
{
    struct span name;

    *out = (struct crl_dp){.reasons = CRL_ALL_REASONS};
    TRY(wrap(&name, arena, DER_CTXC(GN_DIRECTORY), c->issuer, (struct span){0}));
    return wrap(&out->name, arena, DER_CTXC(0), name, (struct span){0});
}

/*
 * The GeneralNames of a DistributionPointName, their content.  nameRelativeToCRLIssuer is one
 * more RDN at the end of the CRL issuer's name (4.2.1.13).
 */
static enum err full_names(struct span *out, struct span point_name, struct span crl_issuer,
                           struct arena *arena)
{
    struct fail f = {0};
    struct der d = der_open(point_name, &f);
    struct span rdn, name;

    *out = (struct span){0};
    if (der_opt(&d, DER_CTXC(0), out))
        return ERR_OK;
    struct span attributes = der_get(&d, DER_CTXC(1));
    struct der issuer = der_open(crl_issuer, &f);
    struct span rdns = der_get(&issuer, DER_SEQUENCE);
    if (f.err != ERR_OK)
        return ERR_OK;
    TRY(wrap(&rdn, arena, DER_SET, attributes, (struct span){0}));
    TRY(wrap(&name, arena, DER_SEQUENCE, rdns, rdn));
    return wrap(out, arena, DER_CTXC(GN_DIRECTORY), name, (struct span){0});
}

/* RFC 5280 5.2.5 wants the identical encoding in both places; directory names are compared as
 * names are. */
static bool same_name(const struct gname *a, const struct gname *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == GN_DIRECTORY ? name_eq(a->val, b->val) : span_eq(a->val, b->val);
}

/* Is any of the names in a (content of GeneralNames) one of those in b? */
static enum err any_in_common(bool *out, struct span a, struct span b, struct budget *budget)
{
    struct fail f = {0};

    *out = false;
    for (struct der x = der_open(a, &f); der_more(&x);) {
        struct gname left = gname_next(&x);
        for (struct der y = der_open(b, &f); der_more(&y);) {
            struct gname right = gname_next(&y);
            if (!budget_take(&budget->comparisons, 1))
                return ERR_LIMIT;
            if (f.err == ERR_OK && same_name(&left, &right)) {
                *out = true;
                return ERR_OK;
            }
        }
    }
    return ERR_OK;
}

/* 6.3.3 (b) (1) */
static enum err issuer_fits(bool *out, const struct crl *crl, const struct cert *c,
                            const struct crl_dp *dp, struct arena *arena, struct budget *budget)
{
    struct span issuer;

    *out = false;
    if (!budget_take(&budget->comparisons, 1))
        return ERR_LIMIT;
    if (dp->issuer.p == NULL) {
        *out = name_id_eq(&crl->issuer_id, &c->issuer_id);
        return ERR_OK;
    }
    if (!crl->idp.indirect)
        return ERR_OK;
    TRY(wrap(&issuer, arena, DER_CTXC(GN_DIRECTORY), crl->issuer, (struct span){0}));
    return any_in_common(out, issuer, dp->issuer, budget);
}

/* 6.3.3 (b) (2) (i) */
static enum err point_fits(bool *out, const struct crl *crl, const struct crl_dp *dp,
                           struct arena *arena, struct budget *budget)
{
    struct span published, named = dp->issuer;

    *out = true;
    if (crl->idp.name.p == NULL)
        return ERR_OK;
    TRY(full_names(&published, crl->idp.name, crl->issuer, arena));
    if (dp->name.p != NULL)
        TRY(full_names(&named, dp->name, crl->issuer, arena));
    return any_in_common(out, published, named, budget);
}

enum err crlscope_of(enum scope *out, const struct crl *crl, const struct cert *c,
                     const struct crl_dp *dp, struct arena *arena, struct budget *budget)
{
    bool fits;

    *out = SCOPE_OTHER_ISSUER;
    TRY(issuer_fits(&fits, crl, c, dp, arena, budget));
    if (!fits)
        return ERR_OK;
    *out = SCOPE_OUTSIDE;
    /* 6.3.3 (b) (2) (ii) to (iv) */
    if ((crl->idp.only_user && c->is_ca) || (crl->idp.only_ca && !c->is_ca) ||
        crl->idp.only_attribute)
        return ERR_OK;
    TRY(point_fits(&fits, crl, dp, arena, budget));
    if (fits)
        *out = SCOPE_COVERS;
    return ERR_OK;
}

uint32_t crlscope_reasons(const struct crl *crl, const struct crl_dp *dp)
{
    uint32_t of_crl = crl->idp.only_reasons != 0 ? crl->idp.only_reasons : CRL_ALL_REASONS;

    return of_crl & dp->reasons;
}

static bool same_idp(const struct crl_idp *a, const struct crl_idp *b)
{
    return a->present == b->present && span_eq(a->name, b->name) && a->only_user == b->only_user &&
           a->only_ca == b->only_ca && a->only_attribute == b->only_attribute &&
           a->indirect == b->indirect && a->only_reasons == b->only_reasons;
}

static bool same_aki(const struct aki *a, const struct aki *b)
{
    return span_eq(a->key_id, b->key_id) && span_eq(a->issuer, b->issuer) &&
           span_eq(a->serial, b->serial);
}

int crlscope_order(const struct crl *a, const struct crl *b)
{
    int by_time = (a->this_update < b->this_update) - (a->this_update > b->this_update);

    return by_time != 0 ? by_time : crl_number_cmp(b->number, a->number);
}

bool crlscope_extends(const struct crl *delta, const struct crl *complete)
{
    return delta->base_number.p != NULL && delta->number.p != NULL && complete->number.p != NULL &&
           name_id_eq(&delta->issuer_id, &complete->issuer_id) &&
           same_idp(&delta->idp, &complete->idp) && same_aki(&delta->aki, &complete->aki) &&
           crl_number_cmp(delta->base_number, complete->number) <= 0 &&
           crl_number_cmp(complete->number, delta->number) < 0;
}
