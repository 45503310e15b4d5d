/* SPDX-License-Identifier: GPL-3.0-or-later */
/* P-384 for every processor of x86-64. */
#include "config.h"

#include "lib/crypto/nistp_p384.h"

#define NISTP_PARAMS nistp_p384_params
#define NISTP_CURVE  nistp_p384_portable

#include "lib/crypto/nistp_code.h"
