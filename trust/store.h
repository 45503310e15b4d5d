/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store: trust anchors from files and directories, indexed by subject without being parsed.
 *
 * Loading decodes the front of each certificate up to the subject.  The rest is decoded and parsed
 * when a chain names the subject.  The store owns everything that it returns.
 */
#ifndef TB_TRUST_STORE_H
#define TB_TRUST_STORE_H

#include "lib/base/file.h"
#include "lib/path/judge.h"
#include "trust/terms.h"

struct store; /* opaque */

enum err store_new(struct store **out) MUST_CHECK;
void store_free(struct store *store);

/*
 * store_add_file adds every certificate of a PEM, DER or PKCS#7 file.  store_add_dir adds those of
 * a directory: of a hashed one (names like 0a1b2c3d.0) each once, else of every file that holds
 * certificates.  Other contents are skipped.  *added: how many were found, also those that the
 * store had already.  The link of an anchor has the purposes for which it is not trusted.
 */
enum err store_add_file(struct store *store, const char *path, size_t *added) MUST_CHECK;
enum err store_add_dir(struct store *store, const char *path, size_t *added) MUST_CHECK;
/* store_add_opened adds a file or a directory that is open.  It owns the descriptor of a directory
 * from then on; the caller still calls file_shut.  path is for messages. */
enum err store_add_opened(struct store *store, const char *path, struct opened_file *opened,
                          size_t *added) MUST_CHECK;

/* store_passphrase is one that key stores are tried with from now on, besides Java's usual one.  It
 * is borrowed; without a pointer there is none. */
void store_passphrase(struct store *store, struct span passphrase);

/*
 * store_add_system adds the system's anchors: the union of SSL_CERT_FILE and SSL_CERT_DIR if either
 * is set, else the first of the known places (trust/places.def) that yields a certificate.  *used
 * names it ("/etc/ssl/certs/ca-certificates.crt").  Without any anchor *added is 0 and *used NULL.
 * Only hashed directories are searched by subject hash.
 */
enum err store_add_system(struct store *store, const char **used, size_t *added) MUST_CHECK;

/* store_size is the number of anchors; those that a hashed directory has not opened yet are counted
 * by their links. */
size_t store_size(const struct store *store);
const char *store_origin(const struct store *store); /* what was loaded, for messages: "a, b" */
/* store_path is path number i of those, until more is added; NULL after the last. */
const char *store_path(const struct store *store, size_t i);
size_t store_broken(const struct store *store);   /* objects known not to decode */
size_t store_unproven(const struct store *store); /* files whose integrity was not checked */
extern const char store_unproven_text[];          /* what is said of such a file after its name */
enum err store_why(const struct store *store);    /* what the last file was instead, or OK */
int store_errno(const struct store *store);       /* errno of the last failure, for strerror */

/*
 * store_anchors is the lookup for one call of judge_chain.  Several threads may use the store at
 * the same time.  Its `more` reads the files of hashed directories that no link leads to and that
 * lookups have missed.
 */
struct anchors store_anchors(struct store *store);

/* store_read_all reads all directories completely.  After that, lookups take no lock for
 * anchors that were parsed before. */
void store_read_all(struct store *store);

/* store_each returns anchor number i of all, parsed, for listing; NULL after the last. */
const struct link *store_each(struct store *store, size_t i);

/*
 * store_next walks over all that a store has, for listing: the certificates, then what is
 * distrusted without one.  *at begins as a zero struct; false after the last.
 */
struct store_entry {
    const struct link *link;          /* its certificate; NULL: only `block` describes it */
    enum store_format format;         /* of the file that it is from */
    size_t num_copies;                /* how often it was added again */
    const struct anchor_block *block; /* distrusted expressly; NULL: not */
};
struct store_cursor {
    size_t num;                       /* certificates that were looked at */
    const struct blocklist_entry *at; /* the last block */
};
bool store_next(struct store *store, struct store_cursor *at, struct store_entry *out);

/* store_format is the format of what was added last. */
enum store_format store_format(const struct store *store);

/* store_blocks is how many certificates and keys the store distrusts expressly. */
size_t store_blocks(const struct store *store);

/*
 * For trust/places.c.  After store_adds_system(store, true), what is added belongs to the system's
 * store (is_system of its link), also what a directory yields later.  store_try_opened is
 * store_add_opened, but store_origin does not name a path that yields nothing.  store_add_dir_later
 * treats a directory as hashed and reads nothing before a lookup.  store_keep_origin copies the
 * current store_origin; the copy lives as long as the store.
 */
void store_adds_system(struct store *store, bool is_system);
enum err store_try_opened(struct store *store, const char *path, struct opened_file *opened,
                          size_t *added) MUST_CHECK;
enum err store_add_dir_later(struct store *store, const char *path,
                             struct opened_file *opened) MUST_CHECK;
enum err store_keep_origin(struct store *store, const char **out) MUST_CHECK;

#endif
