/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known: what judging other chains has shown already, so that no work is done twice.
 *
 * Chains share their issuers.  A known remembers parsed certificates, signatures that verified, and
 * prepared public keys.  Any number of threads may use one at the same time; who looks something up
 * takes no lock.  Everything is copied out: nothing that a caller gets depends on how long an entry
 * stays.
 *
 * A verdict is the same with and without: an answer that is known costs the budget what finding it
 * again would cost, and only what was found good is remembered.
 */
#ifndef TB_LIB_PATH_KNOWN_H
#define TB_LIB_PATH_KNOWN_H

#include "lib/x509/cert.h"

struct known; /* opaque */

/* known_new makes an empty one that never takes more than max_bytes. */
enum err known_new(struct known **out, size_t max_bytes) MUST_CHECK;
void known_free(struct known *known); /* NULL does nothing; no thread may use it any more */

/*
 * known_cert is cert_parse for a certificate that others may have brought before, commonly an
 * intermediate: the result is the same, and its spans point into der.  With NULL for known it
 * remembers nothing.
 */
enum err known_cert(struct known *known, struct cert *out, struct span der,
                    struct fail *fail) MUST_CHECK;

#endif
