/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define NISTP_ADX
#include "lib/crypto/nistp_p256.h"

#define NISTP_PARAMS nistp_p256_params
#define CURVE        nettle_get_secp_256r1
#include "tests/unit/crypto/kit_nistp_code.h"

int main(void)
{
    return nistp_has_adx() ? run_code_tests() : 77;
}
