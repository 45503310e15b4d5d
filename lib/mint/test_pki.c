/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/test_pki.h"

static enum err make_names(struct test_pki *m, const char *const *names, size_t num)
{
    struct arena *a = m->how.arena;
    struct span *all = arena_alloc(a, num, sizeof *all);

    if (all == NULL)
        return a->err;
    for (size_t i = 0; i < num; i++)
        TRY(issue_name(&m->how, &all[i], names[i]));
    m->names = piece_join(a, all, num);
    return num == 0 ? ERR_HOST_EMPTY : a->err;
}

static enum err make_cas(struct test_pki *m)
{
    struct arena *a = m->how.arena;
    struct issue_authority root, ca;
    struct mint_spec spec;

    TRY(privkey_generate(&m->root_key, KEY_P256, 0, &m->how.rng));
    TRY(privkey_generate(&m->intermediate_key, KEY_P256, 0, &m->how.rng));
    m->root_name = issue_dn(&m->how, "root");
    m->intermediate_name = issue_dn(&m->how, "intermediate");
    root = (struct issue_authority){m->root_name, m->root_key};
    ca = (struct issue_authority){m->intermediate_name, m->intermediate_key};
    TRY(issue_ca(&m->how, &spec, &root, NULL, ISSUE_NO_LIMIT));
    TRY(mint_cert(a, &m->root, &spec));
    TRY(issue_ca(&m->how, &spec, &ca, &root, 0));
    return mint_cert(a, &m->intermediate, &spec);
}

static enum err make(struct test_pki *m, const char *const *names, size_t num)
{
    TRY(make_names(m, names, num));
    TRY(make_cas(m));
    return test_pki_leaf(m, &m->leaf, &m->leaf_key, KEY_P256, 0);
}

enum err test_pki_leaf(const struct test_pki *m, struct span *cert, struct privkey **key,
                       enum key_kind kind, unsigned bits)
{
    struct issue_authority ca = {m->intermediate_name, m->intermediate_key};
    struct mint_spec spec;

    TRY(privkey_generate(key, kind, bits, &m->how.rng));
    enum err err = issue_leaf(&m->how, &spec, m->names, *key, &ca);
    if (err == ERR_OK)
        err = mint_cert(m->how.arena, cert, &spec);
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

void test_pki_free(struct test_pki *m)
{
    privkey_free(m->root_key);
    privkey_free(m->intermediate_key);
    privkey_free(m->leaf_key);
    *m = (struct test_pki){0};
}
