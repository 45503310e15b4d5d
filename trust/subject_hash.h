/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subject_hash: the eight digits in the file names of hashed certificate directories. */
#ifndef TB_TRUST_SUBJECT_HASH_H
#define TB_TRUST_SUBJECT_HASH_H

#include "lib/x509/name.h"

/*
 * subject_hash is the first four octets, little-endian, of SHA-1 over the name's canonical form:
 * its RDNs without the outer header, strings as UTF8String in lower case with white space trimmed
 * and collapsed.  False for a name that has other values than printable ASCII strings: there this
 * folding differs from the comparison of names (name_eq), so the hash could hide an anchor.
 */
bool subject_hash(uint32_t *out, struct span name);

#endif
