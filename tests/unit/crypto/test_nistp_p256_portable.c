/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp_p256.h"

#define NISTP_PARAMS nistp_p256_params
#define CURVE        nettle_get_secp_256r1
#include "tests/unit/crypto/kit_nistp_code.h"

int main(void)
{
    return run_code_tests();
}
