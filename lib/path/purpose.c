/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/purpose.h"

static const struct {
    const char *name;
    uint32_t eku, key_usage;
} purposes[] = {
    [PURPOSE_SERVER] = {"server", EKU_SERVER,
                        KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT},
    [PURPOSE_CLIENT] = {"client", EKU_CLIENT, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT},
    [PURPOSE_EMAIL] = {"email", EKU_EMAIL,
                       KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION | KU_KEY_ENCIPHERMENT |
                           KU_KEY_AGREEMENT},
    [PURPOSE_CODE] = {"code", EKU_CODE, KU_DIGITAL_SIGNATURE},
    [PURPOSE_ANY] = {"any", 0, 0},
};

uint32_t purpose_eku(enum purpose p)
{
    return purposes[p].eku;
}

uint32_t purpose_trust(enum purpose p)
{
    return purposes[p].eku != 0 ? purposes[p].eku : EKU_ANY;
}

uint32_t purpose_key_usage(enum purpose p)
{
    return purposes[p].key_usage;
}

const char *purpose_name(enum purpose p)
{
    return purposes[p].name;
}

bool eku_allows(const struct cert *c, uint32_t needed)
{
    return !c->ext[EXT_EKU].present || (c->eku & EKU_ANY) != 0 || (c->eku & needed) == needed;
}
