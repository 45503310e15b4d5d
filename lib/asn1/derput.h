/* SPDX-License-Identifier: GPL-3.0-or-later */
/* derput: appends DER to a buffer.  Errors stick to the buffer. */
#ifndef TB_LIB_ASN1_DERPUT_H
#define TB_LIB_ASN1_DERPUT_H

#include "lib/base/buf.h"

/* derput_head writes a tag (low form) and a length, and returns how many bytes it wrote. */
enum { DERPUT_HEAD_SIZE = 16 };
size_t derput_head(uint8_t out[DERPUT_HEAD_SIZE], uint8_t tag, size_t n);

/* derput_tlv appends tag, length and content. */
void derput_tlv(struct buf *out, uint8_t tag, struct span content);

/* derput_unsigned appends the INTEGER of a big-endian number, in its shortest form. */
void derput_unsigned(struct buf *out, struct span number);

/* derput_number appends the INTEGER of a number. */
void derput_number(struct buf *out, uint64_t number);

/* derput_bits appends a BIT STRING of whole octets. */
void derput_bits(struct buf *out, struct span octets);

#endif
