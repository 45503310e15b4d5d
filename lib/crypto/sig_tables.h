/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sig_tables: what families keep for the verification of many signatures (pubkey.h). */
#ifndef TB_LIB_CRYPTO_SIG_TABLES_H
#define TB_LIB_CRYPTO_SIG_TABLES_H

#include <pthread.h>

#include "lib/crypto/pubkey.h"

struct sig_tables {
    pthread_mutex_t making; /* held while a table is made, which is rare */
};

#endif
