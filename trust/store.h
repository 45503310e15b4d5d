/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store: trust anchors from files and directories, indexed by subject without being parsed.
 *
 * Loading decodes the front of each certificate, as far as the subject; the rest is decoded and
 * parsed when a chain names it.  The store owns all it hands out.
 */
#ifndef TB_TRUST_STORE_H
#define TB_TRUST_STORE_H

#include "lib/path/judge.h"

struct store; /* opaque */

enum err store_new(struct store **out) MUST_CHECK;
void store_free(struct store *store);

/*
 * store_add_file adds every certificate of a PEM, DER or PKCS#7 file; store_add_dir those of a
 * directory: of a hashed one (names like 0a1b2c3d.0) each once, else every file that holds
 * certificates.  What is no certificate is passed over.  *added: how many were found, those that
 * the store has already included.  For which purposes one is an anchor stands in its link.
 */
enum err store_add_file(struct store *store, const char *path, size_t *added) MUST_CHECK;
enum err store_add_dir(struct store *store, const char *path, size_t *added) MUST_CHECK;

/*
 * store_add_system adds what the system trusts: SSL_CERT_FILE and SSL_CERT_DIR where either is
 * set (their union alone), else the first of the known places (trust/places.def) that yields a
 * certificate.  *used names it ("/etc/ssl/certs/ca-certificates.crt").  With no anchors at all
 * *added is 0 and *used NULL.  Directories are searched by subject hash only where they are
 * hashed ones.
 */
enum err store_add_system(struct store *store, const char **used, size_t *added) MUST_CHECK;

/* store_size counts those that a hashed directory has not opened yet by their links. */
size_t store_size(const struct store *store);
const char *store_origin(const struct store *store); /* what was loaded, for messages: "a, b" */
size_t store_broken(const struct store *store);      /* objects that were met and do not decode */
enum err store_why(const struct store *store); /* what the file was that gave nothing, or OK */
int store_errno(const struct store *store);    /* of the last failure: for strerror */

/* store_anchors is the lookup for one call of judge_chain; several threads may use the store at
 * once.  Its `more` opens what lookups by subject hash may have missed in hashed directories: files
 * that no link leads to. */
struct anchors store_anchors(struct store *store);

/* store_each hands out all anchors, parsed, for listing; NULL after the last. */
const struct link *store_each(struct store *store, size_t i);

#endif
