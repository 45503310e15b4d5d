/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/fext.h"

struct span fc_ip(struct arena *a, const char *hex)
{
    return named_ip(a, fd_hex(a, hex));
}
