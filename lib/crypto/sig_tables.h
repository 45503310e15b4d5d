/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sig_tables: what families keep for the verification of many signatures (pubkey.h). */
#ifndef TB_LIB_CRYPTO_SIG_TABLES_H
#define TB_LIB_CRYPTO_SIG_TABLES_H

#include <pthread.h>
#include <stdatomic.h>

#include "lib/crypto/nistp.h"

struct sig_tables {
    pthread_mutex_t making; /* held while a table is made, which is rare */
    /* Of the base points.  Complete once it is there, and then read without the lock. */
    _Atomic(const struct nistp_table *) p256, p384;
};

/* sig_tables_base is the table of a curve's base point, made if it is not there yet. */
enum err sig_tables_base(struct sig_tables *tables, const struct nistp_table **out,
                         enum key_kind kind, const struct nistp_curve *curve) MUST_CHECK;

#endif
