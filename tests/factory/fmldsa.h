/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fmldsa: the ML-DSA keys of the factory; `id` chooses the seed. */
#ifndef TB_TESTS_FACTORY_FMLDSA_H
#define TB_TESTS_FACTORY_FMLDSA_H

#include "lib/crypto/mldsa.h"
#include "tests/factory/fd.h"

struct span fmldsa_bits(struct arena *a, enum mldsa_id set, unsigned id);

/* fmldsa_private is ML-DSA-44-PrivateKey or its like (RFC 9881 6) in the form of a seed. */
struct span fmldsa_private(struct arena *a, unsigned id);

/* fmldsa_sign is deterministic, so that every run makes the same bytes. */
struct span fmldsa_sign(struct arena *a, enum mldsa_id set, unsigned id, struct span msg);

#endif
