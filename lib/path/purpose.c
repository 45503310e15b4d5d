/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/purpose.h"

static const struct {
    uint32_t eku, key_usage;
} purposes[] = {
    [PURPOSE_SERVER] = {EKU_SERVER, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT},
    [PURPOSE_CLIENT] = {EKU_CLIENT, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT},
    [PURPOSE_EMAIL] = {EKU_EMAIL, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION | KU_KEY_ENCIPHERMENT |
                                      KU_KEY_AGREEMENT},
    [PURPOSE_CODE] = {EKU_CODE, KU_DIGITAL_SIGNATURE},
    [PURPOSE_ANY] = {0, 0},
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

const char *const purpose_names[] = {"server", "client", "email", "code", "any", NULL};
_Static_assert(PURPOSE_ANY == 4, "names stand in the order of their enum");

bool eku_allows(const struct cert *cert, uint32_t needed)
{
    return !cert->ext[EXT_EKU].present || (cert->eku & EKU_ANY) != 0 ||
           (cert->eku & needed) == needed;
}
