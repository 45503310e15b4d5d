/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policy processing of RFC 5280 6.1.2 to 6.1.5 on the graph of RFC 9618 (polgraph). */
#include "config.h"

#include "lib/path/policy.h"

#include "lib/path/polgraph.h"

/* The state variables of RFC 5280 6.1.2 (d), (e), (f): how many certificates are left until the
 * rule applies; 0: it applies. */
struct counters {
    uint64_t explicit_policy, inhibit_any, mapping;
};

/* The number of elements in the SEQUENCE that is an extension's value. */
static size_t count_elements(struct span value)
{
    struct fail f = {0};
    struct der all = der_open(value, &f);
    struct der list = der_enter(&all, DER_SEQUENCE);
    size_t n = 0;

    for (; der_more(&list); n++)
        der_any(&list);
    return n;
}

/* certificatePolicies (4.2.1.4): reads the identifiers.  Qualifiers have no part in validation. */
static enum err read_policies(const struct cert *cert, struct span **out, size_t *num,
                              struct arena *arena)
{
    const struct cert_ext *e = &cert->ext[EXT_CP];
    struct fail f = {0};
    struct der all = der_open(e->val, &f);
    struct der list = der_enter(&all, DER_SEQUENCE);
    size_t n = 0;

    *out = arena_alloc(arena, count_elements(e->val), sizeof **out);
    if (*out == NULL)
        return ERR_LIMIT;
    while (der_more(&list)) {
        struct der info = der_enter(&list, DER_SEQUENCE);
        struct span policy = der_oid(&info);
        if (f.err == ERR_OK)
            (*out)[n++] = policy;
    }
    *num = n;
    return ERR_OK;
}

/* policyMappings (4.2.1.5): reads the pairs. */
static enum err read_mappings(const struct cert *cert, struct polgraph_mapping **out, size_t *num,
                              struct arena *arena)
{
    const struct cert_ext *e = &cert->ext[EXT_PM];
    struct fail f = {0};
    struct der all = der_open(e->val, &f);
    struct der list = der_enter(&all, DER_SEQUENCE);
    size_t n = 0;

    *out = arena_alloc(arena, count_elements(e->val), sizeof **out);
    if (*out == NULL)
        return ERR_LIMIT;
    while (der_more(&list)) {
        struct der pair = der_enter(&list, DER_SEQUENCE);
        struct polgraph_mapping m = {.from = der_oid(&pair)};
        m.to = der_oid(&pair);
        if (f.err == ERR_OK)
            (*out)[n++] = m;
    }
    *num = n;
    return ERR_OK;
}

/* An extension counts only if it is present and decoded. */
static bool usable(const struct cert_ext *ext)
{
    return ext->present && ext->err == ERR_OK;
}

/*
 * 6.1.3 (d) and (e): adds the certificate's level.  Without policies the graph becomes NULL and
 * stays so. anyPolicy counts while it is not inhibited, and always in a self-issued intermediate.
 */
static enum err process_policies(struct polgraph *graph, const struct cert *cert,
                                 const struct counters *counters, bool last)
{
    struct span *policies = NULL;
    size_t num = 0;

    if (usable(&cert->ext[EXT_CP]))
        TRY(read_policies(cert, &policies, &num, graph->arena));
    /* Only an intermediate may use anyPolicy by being self-issued (6.1.3 (d)(2)). */
    bool any_allowed = counters->inhibit_any > 0 || (!last && cert_is_self_issued(cert));
    return polgraph_grow(graph, policies, num, any_allowed);
}

/* 6.1.4 (a) and (b): applies the certificate's mappings. */
static enum err process_mappings(struct polgraph *graph, const struct cert *cert,
                                 const struct counters *counters)
{
    struct polgraph_mapping *mappings;
    size_t num;

    if (!usable(&cert->ext[EXT_PM]))
        return ERR_OK;
    TRY(read_mappings(cert, &mappings, &num, graph->arena));
    /* anyPolicy must not be mapped.  The decoder refuses such an extension; it maps nothing. */
    for (size_t i = 0; i < num; i++) {
        if (oid_find(mappings[i].from) == OID_CP_ANY || oid_find(mappings[i].to) == OID_CP_ANY)
            num = 0;
    }
    return polgraph_map(graph, mappings, num, counters->mapping == 0);
}

/* Lowers a counter to a value of policyConstraints or inhibitAnyPolicy; negative: absent. */
static void lower(uint64_t *counter, int64_t to)
{
    if (to >= 0 && (uint64_t)to < *counter)
        *counter = (uint64_t)to;
}

static void count_down(uint64_t *counter)
{
    *counter -= *counter > 0;
}

/* 6.1.4 (h) to (j): counts the certificate, unless it is self-issued, and applies its own
 * limits. */
static void prepare_next(struct counters *counters, const struct cert *cert)
{
    if (!cert_is_self_issued(cert)) {
        count_down(&counters->explicit_policy);
        count_down(&counters->mapping);
        count_down(&counters->inhibit_any);
    }
    lower(&counters->explicit_policy, cert->limits.require_explicit);
    lower(&counters->mapping, cert->limits.inhibit_mapping);
    lower(&counters->inhibit_any, cert->limits.inhibit_any);
}

/* 6.1.5 (a) and (b): the last certificate counts even if it is self-issued. */
static void wrap_up(struct counters *counters, const struct cert *cert)
{
    count_down(&counters->explicit_policy);
    if (cert->limits.require_explicit == 0)
        counters->explicit_policy = 0;
}

/* The user's policies, sorted; empty if every policy is acceptable. */
static enum err user_set(const struct policy_input *in, struct span **out, size_t *num,
                         struct arena *arena)
{
    struct span *set = arena_alloc(arena, in->num_policies, sizeof *set);

    *num = 0;
    if (set == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < in->num_policies; i++)
        set[i] = in->policies[i];
    *num = polgraph_sort(set, in->num_policies);
    if (polgraph_has(set, *num, oid_bytes(OID_CP_ANY)))
        *num = 0;
    *out = set;
    return ERR_OK;
}

/* 6.1.5 (g): the policies that both the CAs and the user accept. */
static enum err intersect(struct policy_result *out, struct polgraph *graph,
                          const struct policy_input *in)
{
    struct span *user, *authority;
    size_t num_user, num_authority, n = 0;

    TRY(user_set(in, &user, &num_user, graph->arena));
    TRY(polgraph_authority(graph, &authority, &num_authority));
    out->user_policies = authority;
    out->num_user_policies = num_authority;
    if (num_user == 0 || num_authority == 0)
        return ERR_OK;
    bool any = polgraph_has(authority, num_authority, oid_bytes(OID_CP_ANY));
    for (size_t i = 0; i < num_user; i++) {
        if (any || polgraph_has(authority, num_authority, user[i]))
            user[n++] = user[i];
    }
    out->user_policies = user;
    out->num_user_policies = n;
    return ERR_OK;
}

enum err policy_check(struct policy_result *out, const struct cert *const *path, size_t num,
                      const struct policy_input *in, struct arena *arena, struct budget *budget)
{
    struct polgraph g;
    struct counters n = {
        .explicit_policy = in->require_explicit ? 0 : num + 1,
        .inhibit_any = in->inhibit_any ? 0 : num + 1,
        .mapping = in->inhibit_mapping ? 0 : num + 1,
    };

    *out = (struct policy_result){0};
    TRY(polgraph_init(&g, num, arena, budget));
    /* From the anchor's side down to the leaf, as RFC 5280 6.1 numbers the certificates. */
    for (size_t i = num; i-- > 0;) {
        TRY(process_policies(&g, path[i], &n, i == 0));
        /* 6.1.3 (f): an explicit policy is required, and none is left. */
        if (n.explicit_policy == 0 && polgraph_empty(&g)) {
            out->explicit_required = true;
            out->cert = (int)i;
            return ERR_OK;
        }
        if (i == 0) {
            wrap_up(&n, path[i]);
            break;
        }
        TRY(process_mappings(&g, path[i], &n));
        prepare_next(&n, path[i]);
    }
    TRY(intersect(out, &g, in));
    out->explicit_required = n.explicit_policy == 0;
    out->ok = n.explicit_policy > 0 || out->num_user_policies > 0;
    return ERR_OK;
}
