/* SPDX-License-Identifier: GPL-3.0-or-later */
/* host_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_PATH_HOST_KIT_H
#define TB_TESTS_UNIT_PATH_HOST_KIT_H

#include "lib/path/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/factory/fext.h"
#include "tests/unit/path/arena_kit.h"

#endif
