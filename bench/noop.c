/* SPDX-License-Identifier: GPL-3.0-or-later */
/* noop: does nothing, linked statically: what starting a process costs at the least. */
#include "config.h"

int main(void)
{
    return 0;
}
