/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/facts.h"

#include "lib/tls/wire/tables.h"

const uint16_t scan_version_numbers[SCAN_VERSIONS] = {
    [SCAN_SSL_2] = TLS_SSL_2, [SCAN_SSL_3] = TLS_SSL_3, [SCAN_1_0] = TLS_1_0,
    [SCAN_1_1] = TLS_1_1,     [SCAN_1_2] = TLS_1_2,     [SCAN_1_3] = TLS_1_3,
};

bool scan_ids_has(const struct scan_ids *ids, uint16_t id)
{
    size_t i = 0;

    while (i < ids->num && ids->v[i] != id)
        i++;
    return i < ids->num;
}

enum err scan_ids_add(struct scan_ids *ids, uint16_t id, struct arena *arena)
{
    if (scan_ids_has(ids, id))
        return ERR_OK;
    TRY(ARENA_GROW(arena, ids->v, ids->num, ids->room));
    ids->v[ids->num++] = id;
    return ERR_OK;
}
