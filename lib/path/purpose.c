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

uint32_t purpose_eku(enum purpose purpose)
{
    return purposes[purpose].eku;
}

uint32_t purpose_trust(enum purpose purpose)
{
    return purposes[purpose].eku != 0 ? purposes[purpose].eku : EKU_ANY;
}

uint32_t purpose_key_usage(enum purpose purpose)
{
    return purposes[purpose].key_usage;
}

const char *purpose_name(enum purpose purpose)
{
    return purposes[purpose].name;
}

bool eku_allows(const struct cert *cert, uint32_t needed)
{
    return !cert->ext[EXT_EKU].present || (cert->eku & EKU_ANY) != 0 ||
           (cert->eku & needed) == needed;
}
