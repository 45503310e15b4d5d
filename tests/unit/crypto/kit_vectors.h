/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit_vectors: the signatures of vectors.def, by their names. */
#ifndef TB_TESTS_UNIT_CRYPTO_KIT_VECTORS_H
#define TB_TESTS_UNIT_CRYPTO_KIT_VECTORS_H

#include "tests/unit/crypto/kit_arena.h"

static const struct kit_vector vectors[] = {
#define VECTOR(id, spki, algorithm, signature) {#id, spki, algorithm, signature},
#define BOUND(id, spki, algorithm, signature)  {"BOUND " #id, spki, algorithm, signature},
#include "tests/unit/crypto/vectors.def"
#undef BOUND
#undef VECTOR
};

static const struct kit_vector *find(const char *id)
{
    for (size_t i = 0; i < COUNT(vectors); i++) {
        if (strcmp(vectors[i].id, id) == 0)
            return &vectors[i];
    }
    fail_msg("no vector %s", id);
    return NULL;
}

#endif
