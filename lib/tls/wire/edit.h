/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit: changes a message, to send bad ones on purpose.  Lengths around the change are adjusted, so
 * that only one thing is wrong at a time.
 */
#ifndef TB_LIB_TLS_WIRE_EDIT_H
#define TB_LIB_TLS_WIRE_EDIT_H

#include "lib/tls/wire/msg.h"

/* edit_splice replaces n bytes at offset `at` by `in`, and changes nothing else. */
void edit_splice(struct buf *buf, size_t at, size_t n, struct span in);

/* edit_fix writes the message's length into its header. */
void edit_fix(struct buf *msg);

/* Offsets in a hello, from the start of its header. */
enum {
    EDIT_VERSION = MSG_HEADER,
    EDIT_RANDOM = MSG_HEADER + 2,
    EDIT_SESSION_ID = MSG_HEADER + 34, /* its length */
};
/* edit_suite is the offset of a ServerHello's suite, which the compression method follows, or of
 * the length of a ClientHello's list of suites.  edit_compression is the offset of the length of a
 * ClientHello's list of compression methods. */
size_t edit_suite(const struct buf *hello);
size_t edit_compression(const struct buf *hello);

/* edit_vector replaces a vector by `in`.  The vector's length, of `width` bytes, is at offset
 * `at`. */
void edit_vector(struct buf *msg, size_t at, size_t width, struct span in);

/* edit_exts is the offset of the length of the list of extensions: in both hellos; in
 * EncryptedExtensions, CertificateRequest and NewSessionTicket of TLS 1.3; and in the first entry
 * of Certificate.  0 if there is none. */
size_t edit_exts(const struct buf *msg, bool is_13);

/* These functions change that list and all lengths around it.  edit_ext_raw appends bytes to it. */
void edit_ext_raw(struct buf *msg, bool is_13, struct span bytes);
void edit_ext_add(struct buf *msg, bool is_13, uint16_t type, struct span data);
void edit_ext_drop(struct buf *msg, bool is_13, uint16_t type);
void edit_ext_set(struct buf *msg, bool is_13, uint16_t type, struct span data);

#endif
