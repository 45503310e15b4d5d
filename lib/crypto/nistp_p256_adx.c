/* SPDX-License-Identifier: GPL-3.0-or-later */
/* P-256 for processors with BMI2 and ADX. */
#include "config.h"

#define NISTP_ADX
#include "lib/crypto/nistp_p256.h"

#define NISTP_PARAMS nistp_p256_params
#define NISTP_CURVE  nistp_p256_adx

#include "lib/crypto/nistp_code.h"
