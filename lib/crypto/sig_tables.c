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
    pthread_mutex_destroy(&tables->making);
    free(tables);
}
