/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which certificates and reasons a CRL covers (RFC 5280 6.3.3 (b) to (d)).  Names are compared by
 * their digests (crlnames), which are read once for each point and each CRL. */
#include "config.h"

#include "lib/path/crlscope.h"

/* Encodes a TLV in the arena: the tag, the shortest length, and a followed by b as its content. */
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

/* Completes a nameRelativeToCRLIssuer (RFC 5280 4.2.1.13): the CRL issuer's name with one more RDN,
 * encoded as the content of a GeneralNames and read like one. */
static enum err relative_name(struct crlnames *out, struct span attributes, struct span crl_issuer,
                              struct arena *arena, struct budget *budget)
{
    struct fail f = {0};
    struct der issuer = der_open(crl_issuer, &f);
    struct span rdns = der_get(&issuer, DER_SEQUENCE), rdn, name;

    *out = (struct crlnames){0};
    if (f.err != ERR_OK)
        return ERR_OK;
    TRY(wrap(&rdn, arena, DER_SET, attributes, (struct span){0}));
    TRY(wrap(&name, arena, DER_SEQUENCE, rdns, rdn));
    TRY(wrap(&name, arena, DER_CTXC(GN_DIRECTORY), name, (struct span){0}));
    return crlnames_read(out, name, arena, budget);
}

/* Reads the content of a [0] DistributionPointName; absent if `content` has no bytes. */
static enum err read_name(struct crl_point_name *out, struct span content, struct arena *arena,
                          struct budget *budget)
{
    struct fail f = {0};
    struct der d = der_open(content, &f);
    struct span names;

    *out = (struct crl_point_name){.present = content.p != NULL};
    if (der_opt(&d, DER_CTXC(0), &names))
        return crlnames_read(&out->full, names, arena, budget);
    if (out->present)
        out->relative = der_get(&d, DER_CTXC(1));
    return ERR_OK;
}

/* Reads one distribution point of a certificate. */
static enum err read_point(struct crl_point *out, const struct crl_dp *dp, struct arena *arena,
                           struct budget *budget)
{
    *out = (struct crl_point){.reasons = dp->reasons, .has_issuer = dp->issuer.p != NULL};
    TRY(read_name(&out->name, dp->name, arena, budget));
    return crlnames_read(&out->issuer, dp->issuer, arena, budget);
}

/* The number of distribution points in an extension's value. */
static size_t count_points(struct span it)
{
    struct crl_dp dp;
    size_t n = 0;

    while (crl_dp_next(&it, &dp))
        n++;
    return n;
}

enum err crlscope_points(struct crl_points *out, const struct cert *cert, struct arena *arena,
                         struct budget *budget)
{
    const struct cert_ext *points = &cert->ext[EXT_CRLDP];
    struct span it = points->present && points->err == ERR_OK ? points->val : (struct span){0};
    size_t num = count_points(it);
    struct crl_dp dp;

    *out = (struct crl_points){arena_alloc(arena, num + 1, sizeof *out->list), num + 1};
    if (out->list == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < num && crl_dp_next(&it, &dp); i++)
        TRY(read_point(&out->list[i], &dp, arena, budget));
    /* The last point stands for the CRLs that the issuer publishes without naming them. */
    out->list[num] = (struct crl_point){.name = {.present = true}, .reasons = CRL_ALL_REASONS};
    return crlnames_one(&out->list[num].name.full, &cert->issuer_id, arena);
}

/* Reads the distribution point of a CRL when it is first needed, and keeps it. */
static enum err read_known(struct crl_known *known, struct arena *arena, struct budget *budget)
{
    const struct crl *crl = known->crl;

    if (known->is_read)
        return ERR_OK;
    TRY(read_name(&known->name, crl->idp.name, arena, budget));
    if (known->name.relative.n > 0)
        TRY(relative_name(&known->name.full, known->name.relative, crl->issuer, arena, budget));
    known->is_read = true;
    return ERR_OK;
}

/* 6.3.3 (b) (1): the CRL comes from the certificate's issuer or, if the point names a cRLIssuer,
 * from that one, as an indirect CRL. */
static enum err issuer_fits(bool *out, const struct crl *crl, const struct cert *cert,
                            const struct crl_point *point, struct budget *budget)
{
    struct crlname issuer = {GN_DIRECTORY, crl->issuer_id};
    struct crlnames one = {&issuer, 1};

    *out = !point->has_issuer && name_id_eq(&crl->issuer_id, &cert->issuer_id);
    return point->has_issuer && crl->idp.indirect ? crlnames_meet(out, &one, &point->issuer, budget)
                                                  : ERR_OK;
}

/* 6.3.3 (b) (2) (i): if the CRL is for one distribution point, it is one of this point's names.  A
 * point without a name is known by the names of its cRLIssuer. */
static enum err point_fits(bool *out, const struct crl_known *known, const struct crl_point *point,
                           struct arena *arena, struct budget *budget)
{
    struct crlnames named = point->name.present ? point->name.full : point->issuer;

    *out = true;
    if (!known->name.present)
        return ERR_OK;
    if (point->name.relative.n > 0)
        TRY(relative_name(&named, point->name.relative, known->crl->issuer, arena, budget));
    return crlnames_meet(out, &known->name.full, &named, budget);
}

enum err crlscope_of(enum scope *out, struct crl_known *known, const struct cert *cert,
                     const struct crl_point *point, struct arena *arena, struct budget *budget)
{
    const struct crl_idp *idp = &known->crl->idp;
    bool fits;

    *out = SCOPE_OTHER_ISSUER;
    if (!budget_take(&budget->comparisons, 1))
        return ERR_LIMIT;
    /* The cheap test first: most CRLs of an input are from other issuers. */
    TRY(issuer_fits(&fits, known->crl, cert, point, budget));
    if (!fits)
        return ERR_OK;
    *out = SCOPE_OUTSIDE;
    /* 6.3.3 (b) (2) (ii) to (iv): CRLs for end entities, CAs or attribute certificates alone. */
    if ((idp->only_user && cert->is_ca) || (idp->only_ca && !cert->is_ca) || idp->only_attribute)
        return ERR_OK;
    TRY(read_known(known, arena, budget));
    TRY(point_fits(&fits, known, point, arena, budget));
    if (fits)
        *out = SCOPE_COVERS;
    return ERR_OK;
}

uint32_t crlscope_reasons(const struct crl *crl, const struct crl_point *point)
{
    uint32_t of_crl = crl->idp.only_reasons != 0 ? crl->idp.only_reasons : CRL_ALL_REASONS;

    return of_crl & point->reasons;
}

/* 6.3.3 (c) (2): delta and complete CRL have the same scope, compared by the encoded values. */
static bool same_idp(const struct crl_idp *a, const struct crl_idp *b)
{
    return a->present == b->present && span_eq(a->name, b->name) && a->only_user == b->only_user &&
           a->only_ca == b->only_ca && a->only_attribute == b->only_attribute &&
           a->indirect == b->indirect && a->only_reasons == b->only_reasons;
}

/* 6.3.3 (c) (3): the same key has signed both. */
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
           crl_number_cmp(complete->number, delta->number) < 0;
}

bool crlscope_reaches(const struct crl *delta, const struct crl *complete)
{
    return crl_number_cmp(delta->base_number, complete->number) <= 0;
}
