/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp.h"

#ifdef HAVE_SYS_PLATFORM_X86_H
#include <sys/platform/x86.h>

/* What libc found out at the start: where the machine is virtual, CPUID takes a microsecond. */
bool nistp_has_adx(void)
{
    return CPU_FEATURE_ACTIVE(BMI2) && CPU_FEATURE_ACTIVE(ADX);
}
#else
#include <cpuid.h>

bool nistp_has_adx(void)
{
    unsigned a, b, c, d;

    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_BMI2) != 0 &&
           (b & bit_ADX) != 0;
}
#endif

const struct nistp_curve *nistp_curve(enum key_kind kind)
{
    static const struct {
        const struct nistp_curve *portable, *adx;
    } curves[] = {
        [KEY_P256] = {&nistp_p256_portable, &nistp_p256_adx},
        [KEY_P384] = {&nistp_p384_portable, &nistp_p384_adx},
    };

    return nistp_has_adx() ? curves[kind].adx : curves[kind].portable;
}
