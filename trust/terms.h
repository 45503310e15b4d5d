/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms: the formats of stores, and helpers for what their readers fill: struct anchor_terms and
 * struct anchor_block (lib/path/anchor.h), which lib/path enforces and `trust` shows.
 */
#ifndef TB_TRUST_TERMS_H
#define TB_TRUST_TERMS_H

#include "lib/base/arena.h"
#include "lib/path/anchor.h"

/* The formats of stores, as `trust list` names them. */
enum store_format {
    STORE_PEM, /* PEM, DER, PKCS#7; also TRUSTED CERTIFICATE */
    STORE_DIR,
    STORE_P11KIT, /* p11-kit's bundles: [p11-kit-object-v1] */
    STORE_JKS,
    STORE_PKCS12,
    STORE_CERTDATA,
    STORE_CHROME, /* root_store.textproto; certificates come from root_store.certs beside it */
    STORE_CCADB,  /* a CSV report */
    STORE_FORMAT_COUNT
};
enum { STORE_FORMAT_NAME = 12 };
extern const char store_format_names[STORE_FORMAT_COUNT][STORE_FORMAT_NAME];

/* The purposes for which a certificate is an anchor, EKU_* each; EKU_ANY stands for all that we do
 * not know.  terms: what else the store says, in the memory of the index; NULL: nothing. */
struct trust {
    uint32_t named, rejected;
    const struct anchor_terms *terms;
    bool is_implied; /* the file itself does not say it: a certificate alone */
};
static const struct trust trust_all = {.named = UINT32_MAX, .is_implied = true};

/* terms_join links the terms of two copies of an anchor, either of which may be NULL.  Those that
 * say the same are not repeated.  Errors: MEMORY, LIMIT, also for too many copies with different
 * terms. */
enum err terms_join(const struct anchor_terms **out, const struct anchor_terms *a,
                    const struct anchor_terms *b, struct arena *arena) MUST_CHECK;

#endif
