/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_body: the certificates or CRLs in a body that was fetched: DER, PEM, or PKCS#7 (RFC 5280
 * 4.2.1.13, 4.2.2.1). */
#ifndef TB_APP_FETCH_FETCH_BODY_H
#define TB_APP_FETCH_FETCH_BODY_H

#include "app/verify/cert_input.h"

/* fetch_body_read reads a body that outlives *out; url, which is copied nowhere, is its origin.
 * Certificates have SOURCE_FETCHED.  Errors: those of cert_input_end, LIMIT, MEMORY. */
enum err fetch_body_read(struct cert_input *out, struct span body, const char *url,
                         enum cert_input_want want, struct arena *arena) MUST_CHECK;

#endif
