/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory: certificates in a directory, hashed or not.
 *
 * In a hashed directory each certificate has a link "HASH.N" with the hash of its subject
 * (subject_hash), so only the few certificates that a chain names are opened.  Files without such a
 * link are found only by directory_read_all: everything must be read before a negative verdict is
 * final.
 *
 * A directory without links that has a folder "anchors" or "blocklist" is one of p11-kit's: a plain
 * certificate in it is nothing by itself; in "anchors" it is an anchor, unless its file says
 * otherwise; all in "blocklist" are distrusted.
 */
#ifndef TB_TRUST_DIRECTORY_H
#define TB_TRUST_DIRECTORY_H

#include "trust/index.h"

enum { PROBED_MAX = 64 };

struct directory {
    struct directory *next;
    const char *path;
    int fd; /* open for as long as the entry lives, so a change of its path has no effect; or -1 */
    bool is_read;
    bool is_system;              /* part of the system's store */
    size_t num_links;            /* links not opened yet, as far as is known */
    uint32_t probed[PROBED_MAX]; /* hashes whose links were opened: a cache */
    size_t num_probed;
};

/*
 * directory_new makes a directory from an open handle, whose descriptor is its own after success;
 * it reads nothing yet.  path is copied.  A directory that could not be opened holds nothing.
 * directory_close closes the descriptor; the memory belongs to the index.
 */
enum err directory_new(struct index *index, struct directory **out, const char *path,
                       struct opened_file *opened) MUST_CHECK;
void directory_close(struct directory *dir);

/*
 * directory_look reads the list of names.  If they are no hash links, or the first link uses
 * another hash than ours, it reads every file at once.  *added counts the certificates read and the
 * links not opened.  Errors: OPEN (*sys_errno), LIMIT, MEMORY.
 */
enum err directory_look(struct index *index, struct directory *dir, size_t *added,
                        int *sys_errno) MUST_CHECK;

/* directory_find opens the links for a subject, or everything if the subject has no reliable
 * hash. */
enum err directory_find(struct index *index, struct directory *dir, struct span subject) MUST_CHECK;

/* directory_read_all reads every file once, whatever its name.  It skips files that are not
 * regular, cannot be read, or hold no certificate. */
enum err directory_read_all(struct index *index, struct directory *dir, int *sys_errno) MUST_CHECK;

/* directory_is_p11kit: the open directory has one of the folders of p11-kit. */
bool directory_is_p11kit(int directory);

/* directory_parse_link reads the name of a hash link, "0a1b2c3d.0"; those of CRLs ("0a1b2c3d.r0")
 * have another form. */
bool directory_parse_link(const char *name, uint32_t *hash);

#endif
