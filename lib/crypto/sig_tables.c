/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig_tables.h"

#include <stdlib.h>

enum err sig_tables_new(struct sig_tables **out)
{
    struct sig_tables *made = calloc(1, sizeof *made);

    *out = NULL;
    if (made == NULL)
        return ERR_MEMORY;
    if (pthread_mutex_init(&made->making, NULL) != 0) {
        free(made);
        return ERR_MEMORY;
    }
    *out = made;
    return ERR_OK;
}

void sig_tables_free(struct sig_tables *tables)
{
    if (tables == NULL)
        return;
    free((void *)(uintptr_t)tables->p256);
    free((void *)(uintptr_t)tables->p384);
    pthread_mutex_destroy(&tables->making);
    free(tables);
}

enum err sig_tables_base(struct sig_tables *tables, const struct nistp_table **out,
                         enum key_kind kind, const struct nistp_curve *curve)
{
    _Atomic(const struct nistp_table *) *slot = kind == KEY_P256 ? &tables->p256 : &tables->p384;

    *out = atomic_load_explicit(slot, memory_order_acquire);
    if (*out != NULL)
        return ERR_OK;
    pthread_mutex_lock(&tables->making);
    *out = atomic_load_explicit(slot, memory_order_relaxed);
    if (*out == NULL) {
        *out = curve->table(curve->params->base, curve->params->base_many);
        atomic_store_explicit(slot, *out, memory_order_release);
    }
    pthread_mutex_unlock(&tables->making);
    return *out != NULL ? ERR_OK : ERR_MEMORY;
}
