/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bend: one element of a certificate's DER changed, the lengths around it set right, and the whole
 * signed again.
 *
 * So the bytes differ where a field is read, and not merely in a signature that no longer fits.
 */
#ifndef TB_TESTS_DIFFER_BEND_H
#define TB_TESTS_DIFFER_BEND_H

#include "tests/differ/dice.h"
#include "tests/factory/factory.h"

/* bend gives der with its tbsCertificate bent, signed by who signed s. */
struct span bend(struct arena *a, struct dice *d, struct span der, const struct fc_spec *s);

/* bend_alone gives any DER with one element bent, signed or not. */
struct span bend_alone(struct arena *a, struct dice *d, struct span der);

#endif
