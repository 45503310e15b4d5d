/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/fingermd5.h"

#include <nettle/md5.h>

void fingermd5(uint8_t out[FINGERMD5_SIZE], struct span data)
{
    struct md5_ctx c;

    md5_init(&c);
    md5_update(&c, data.n, data.p);
    md5_digest(&c, FINGERMD5_SIZE, out);
}
