/* SPDX-License-Identifier: GPL-3.0-or-later */
/* P-384 for processors with BMI2 and ADX. */
#include "config.h"

#define NISTP_ADX
#include "lib/crypto/nistp_p384.h"

#define NISTP_PARAMS nistp_p384_params
#define NISTP_CURVE  nistp_p384_adx

#include "lib/crypto/nistp_code.h"
