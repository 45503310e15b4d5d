/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit_double: comparisons of figures; cmocka's own are of single precision. */
#ifndef TB_TESTS_UNIT_APP_SPEED_KIT_DOUBLE_H
#define TB_TESTS_UNIT_APP_SPEED_KIT_DOUBLE_H

#include "tests/unit/crypto/kit.h"

/* assert_near: the values differ by at most this much. */
static inline void kit_double_near(double value, double want, double most, const char *what)
{
    double apart = value > want ? value - want : want - value;

    if (!(apart <= most))
        fail_msg("%s: %.9g instead of %.9g", what, value, want);
}
#define assert_near(value, want, most) kit_double_near((value), (want), (most), #value)

#endif
