/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/test_pki.h"

/* The GeneralNames of the leaf. */
static enum err make_names(struct test_pki *pki, const char *const *names, size_t num)
{
    struct arena *a = pki->how.arena;
    struct span *all = arena_alloc(a, num, sizeof *all);

    if (all == NULL)
        return a->err;
    for (size_t i = 0; i < num; i++)
        TRY(issue_name(&pki->how, &all[i], names[i]));
    pki->names = piece_join(a, all, num);
    return num == 0 ? ERR_HOST_EMPTY : a->err;
}

/* A root without a path length limit and an intermediate with 0. */
static enum err make_cas(struct test_pki *pki)
{
    struct arena *a = pki->how.arena;
    struct issue_authority root, ca;
    struct mint_spec spec;

    TRY(privkey_generate(&pki->root_key, KEY_P256, 0, &pki->how.rng));
    TRY(privkey_generate(&pki->intermediate_key, KEY_P256, 0, &pki->how.rng));
    pki->root_name = issue_dn(&pki->how, "root");
    pki->intermediate_name = issue_dn(&pki->how, "intermediate");
    root = (struct issue_authority){pki->root_name, pki->root_key};
    ca = (struct issue_authority){pki->intermediate_name, pki->intermediate_key};
    TRY(issue_ca(&pki->how, &spec, &root, NULL, ISSUE_NO_LIMIT));
    TRY(mint_cert(a, &pki->root, &spec));
    TRY(issue_ca(&pki->how, &spec, &ca, &root, 0));
    return mint_cert(a, &pki->intermediate, &spec);
}

/* Makes everything; after an error the caller frees the keys. */
static enum err make(struct test_pki *pki, const char *const *names, size_t num)
{
    TRY(make_names(pki, names, num));
    TRY(make_cas(pki));
    return test_pki_leaf(pki, &pki->leaf, &pki->leaf_key, KEY_P256, 0);
}

enum err test_pki_leaf(const struct test_pki *pki, struct span *cert, struct privkey **key,
                       enum key_kind kind, unsigned bits)
{
    struct issue_authority ca = {pki->intermediate_name, pki->intermediate_key};
    struct mint_spec spec;

    TRY(privkey_generate(key, kind, bits, &pki->how.rng));
    enum err err = issue_leaf(&pki->how, &spec, pki->names, *key, &ca);
    if (err == ERR_OK)
        err = mint_cert(pki->how.arena, cert, &spec);
    if (err != ERR_OK) {
        privkey_free(*key);
        *key = NULL;
    }
    return err;
}

enum err test_pki_make(struct test_pki *out, struct arena *arena, const char *const *names,
                       size_t num, int64_t now, const struct rng *rng)
{
    *out = (struct test_pki){.how = {arena, *rng, now}};
    enum err err = make(out, names, num);
    if (err != ERR_OK)
        test_pki_free(out);
    return err;
}

void test_pki_free(struct test_pki *pki)
{
    privkey_free(pki->root_key);
    privkey_free(pki->intermediate_key);
    privkey_free(pki->leaf_key);
    *pki = (struct test_pki){0};
}
