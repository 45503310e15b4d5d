/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leaf: what judges of a scan want to know about a server's own certificate. */
#ifndef TB_LIB_SCAN_LEAF_H
#define TB_LIB_SCAN_LEAF_H

#include "lib/scan/facts.h"
#include "lib/x509/cert.h"

/* leaf_parse reads the first certificate of a chain; false, with *out zero, if that fails. */
bool leaf_parse(struct cert *out, const struct scan_chain *chain);

/* leaf_names_responder: the certificate says where OCSP responses come from. */
bool leaf_names_responder(const struct cert *leaf);

#endif
