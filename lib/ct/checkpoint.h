/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checkpoint: the signed head of the tree of a tiled log: a signed note (C2SP signed-note) with a
 * signature of RFC 6962 3.5 (static-ct-api, "Checkpoints").
 */
#ifndef TB_LIB_CT_CHECKPOINT_H
#define TB_LIB_CT_CHECKPOINT_H

#include "lib/ct/log_list.h"

enum { CHECKPOINT_MAX = 1 << 16, TREE_HASH = 32 };

struct checkpoint {
    struct span origin;
    uint64_t size;           /* leaves */
    uint8_t root[TREE_HASH]; /* Merkle Tree Hash */
    int64_t timestamp_ms;
};

/*
 * checkpoint_read reads a note and verifies the signature of this log in it.  Errors:
 * CHECKPOINT_FORM; CHECKPOINT_LOG if it is that of another log, by its origin and key ID; those of
 * log_signature_verify.  Signatures by others are ignored.
 */
enum err checkpoint_read(struct checkpoint *out, struct span note,
                         const struct ct_log *log) MUST_CHECK;

#endif
