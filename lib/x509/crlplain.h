/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crlplain: entries of CRLs in the form that nearly all have, a serial number, a UTCTime and
 * perhaps a reason code.  A list of 500,000 is read at the speed of hashing it: such entries are
 * checked and compared as bytes, and all others, sound or not, by the readers of crl.c.
 */
#ifndef TB_LIB_X509_CRLPLAIN_H
#define TB_LIB_X509_CRLPLAIN_H

#include "lib/base/span.h"

/* crlplain_sound steps over the entries at the beginning that are plain and break no rule, and
 * returns the others.  has_reasons: the CRL may have extensions (version 2). */
struct span crlplain_sound(struct span entries, bool has_reasons);

/* crlplain_other steps over entries with short headers that have another serial number.  The
 * entries have been parsed without an error of their frame. */
struct span crlplain_other(struct span entries, struct span serial);

#endif
