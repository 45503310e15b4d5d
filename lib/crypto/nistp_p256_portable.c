/* SPDX-License-Identifier: GPL-3.0-or-later */
/* P-256 for every processor of x86-64. */
#include "config.h"

#include "lib/crypto/nistp_p256.h"

#define NISTP_PARAMS nistp_p256_params
#define NISTP_CURVE  nistp_p256_portable

#include "lib/crypto/nistp_code.h"
