/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hybrid_parts: the two parts of which the shares and the secret of a hybrid group consist, in the
 * order in which they are concatenated (RFC 10024).
 */
#ifndef TB_LIB_TLS_WIRE_HYBRID_PARTS_H
#define TB_LIB_TLS_WIRE_HYBRID_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One part, with its lengths in bytes. */
struct hybrid_part {
    const char *name;        /* "ML-KEM-768" */
    const char *secret_name; /* as a formula has it: "mlkem768_secret" */
    bool is_kem;             /* the answer is a ciphertext and no public key */
    size_t start_n, respond_n, shared_n;
};

enum { HYBRID_PARTS = 2 };

/* hybrid_parts finds the parts of a group.  False, and out is unchanged, if it is no hybrid, or one
 * whose parts are not known. */
bool hybrid_parts(struct hybrid_part out[HYBRID_PARTS], uint16_t group);

#endif
