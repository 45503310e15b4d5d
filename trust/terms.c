/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/terms.h"

#include "lib/base/lookup.h"

const char store_format_names[STORE_FORMAT_COUNT][STORE_FORMAT_NAME] = {
    [STORE_PEM] = ROW_TEXT("pem"),        [STORE_DIR] = ROW_TEXT("directory"),
    [STORE_P11KIT] = ROW_TEXT("p11-kit"), [STORE_JKS] = ROW_TEXT("jks"),
    [STORE_PKCS12] = ROW_TEXT("pkcs12"),  [STORE_CERTDATA] = ROW_TEXT("certdata"),
    [STORE_CHROME] = ROW_TEXT("chrome"),  [STORE_CCADB] = ROW_TEXT("ccadb"),
};

/* The most stores with different terms for one anchor. */
enum { TERMS_MAX = 32 };

/* The same set of terms but for who says so. */
static bool same_set(const struct anchor_terms *a, const struct anchor_terms *b)
{
    return a->server_distrust_after == b->server_distrust_after &&
           a->email_distrust_after == b->email_distrust_after &&
           a->issued_after == b->issued_after && a->sct_not_after == b->sct_not_after &&
           a->sct_all_after == b->sct_all_after && a->path_len == b->path_len &&
           span_eq(a->constraints, b->constraints);
}

static bool same_terms(const struct anchor_terms *a, const struct anchor_terms *b)
{
    while (a != NULL && b != NULL && same_set(a, b)) {
        a = a->otherwise;
        b = b->otherwise;
    }
    return a == NULL && b == NULL;
}

enum err terms_join(const struct anchor_terms **out, const struct anchor_terms *a,
                    const struct anchor_terms *b, struct arena *arena)
{
    size_t num = 0;

    *out = a == NULL ? b : a;
    if (a == NULL || b == NULL)
        return ERR_OK;
    for (const struct anchor_terms *t = a; t != NULL; t = t->also) {
        if (same_terms(t, b))
            return ERR_OK;
        num++;
    }
    struct anchor_terms *joined = ARENA_NEW(arena, struct anchor_terms);
    if (joined == NULL || num >= TERMS_MAX)
        return ERR_LIMIT;
    *joined = *b;
    joined->also = a;
    *out = joined;
    return ERR_OK;
}
