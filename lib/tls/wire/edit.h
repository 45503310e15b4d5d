/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit: changing a message, for those who send bad ones.  Lengths that belong to what
 * was changed are put right again, so that one thing is wrong at a time.
 */
#ifndef TB_LIB_TLS_WIRE_EDIT_H
#define TB_LIB_TLS_WIRE_EDIT_H

#include "lib/tls/wire/msg.h"

/* edit_splice puts `in` in the place of n bytes at offset `at`; nothing else is changed. */
void edit_splice(struct buf *b, size_t at, size_t n, struct span in);

/* edit_fix writes the message's length into its header. */
void edit_fix(struct buf *m);

/* Where things stand in a hello: offsets from its header on. */
enum {
    EDIT_VERSION = MSG_HEADER,
    EDIT_RANDOM = MSG_HEADER + 2,
    EDIT_SESSION_ID = MSG_HEADER + 34, /* its length */
};
size_t edit_suite(const struct buf *hello);       /* of ServerHello: two bytes, and the compression;
                                                     of ClientHello: the list's length */
size_t edit_compression(const struct buf *hello); /* of ClientHello: the list's length */

/* edit_vector puts `in` in the place of a vector whose length (width bytes) stands at `at`. */
void edit_vector(struct buf *m, size_t at, size_t width, struct span in);

/* edit_exts finds the list of extensions in both hellos, EncryptedExtensions, CertificateRequest
 * and NewSessionTicket of TLS 1.3, and in the first entry of Certificate: the offset of its
 * length; 0 where there is none. */
size_t edit_exts(const struct buf *m, bool is_13);

/* These change that list and all lengths around it: edit_ext_raw puts bytes behind it. */
void edit_ext_raw(struct buf *m, bool is_13, struct span bytes);
void edit_ext_add(struct buf *m, bool is_13, uint16_t type, struct span data);
void edit_ext_drop(struct buf *m, bool is_13, uint16_t type);
void edit_ext_set(struct buf *m, bool is_13, uint16_t type, struct span data);

#endif
