/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp_p384.h"

#define NISTP_PARAMS nistp_p384_params
#define CURVE        nettle_get_secp_384r1
#include "tests/unit/crypto/kit_nistp_code.h"

int main(void)
{
    return run_code_tests();
}
