/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layout: takes handshake messages apart, field by field, as the rows of layout.def say.
 *
 * The walker shows and does not judge: it continues where a codec would fail, says where a field
 * breaks off, and leaves no byte out.  Each byte of the message belongs to exactly one item, and
 * the items are in the order of their bytes.
 */
#ifndef TB_LIB_VIEW_HANDSHAKE_LAYOUT_H
#define TB_LIB_VIEW_HANDSHAKE_LAYOUT_H

#include "lib/base/rd.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/ssl2.h"

/* Kinds of fields: numbers; BYTES; vectors with their length before them; a SHARE, which is a
 * vector of two parts if the last number is a hybrid group; LISTs of parts likewise; a list of EXTS
 * (IF_ANY: if something is left); the REST; STOPs end the layout by the last number, and the rest
 * is theirs if they have a label.  In SSL 2.0 the lengths come first (U16_LATER), and then what
 * they are of, in the same order. */
enum layout_kind {
    KIND_LAYOUT, /* none: a layout begins */
    KIND_U8,
    KIND_U16,
    KIND_U24,
    KIND_U32,
    KIND_BYTES,
    KIND_VEC8,
    KIND_VEC16,
    KIND_VEC24,
    KIND_SHARE,
    KIND_LIST8,
    KIND_LIST16,
    KIND_LIST24,
    KIND_EXTS,
    KIND_EXTS_IF_ANY,
    KIND_REST,
    KIND_U16_LATER,
    KIND_BYTES_LATER,
    KIND_LIST_LATER,
    KIND_STOP_IF,
    KIND_STOP_UNLESS,
};

/* What a value is: a number of a registry, or what its bytes contain. */
enum layout_as {
    AS_NONE,
    AS_HEX,
    AS_TEXT,
    AS_CERT,
    AS_DN,
    AS_RELATIVE_OID,
    AS_NUMBER,
    AS_SECONDS,
    AS_LENGTH,
    AS_VERSION,
    AS_SUITE,
    AS_GROUP,
    AS_SCHEME,
    AS_MESSAGE,
    AS_EXTENSION,
    AS_COMPRESSION,
    AS_POINT_FORMAT,
    AS_PSK_MODE,
    AS_CURVE_TYPE,
    AS_STATUS_TYPE,
    AS_MAX_FRAGMENT,
    AS_CERT_TYPE,
    AS_CERT_COMPRESSION,
    AS_CERTIFICATE_FORM,
    AS_NAME_TYPE,
    AS_KEY_UPDATE,
    AS_ECH_TYPE,
    AS_HPKE_KDF,
    AS_HPKE_AEAD,
    AS_HEARTBEAT,
    AS_SSL2_MESSAGE,
    AS_SSL2_KIND, /* also a suite, if its first byte is 0 */
    AS_SSL2_CERTIFICATE,
    AS_SSL2_ERROR,
};

enum layout_id {
#define LAYOUT_MESSAGE(ID, type, when, why)  LAYOUT_##ID,
#define LAYOUT_SSL2(ID, type, why)           LAYOUT_##ID,
#define LAYOUT_EXT(ID, type, places, why)    LAYOUT_##ID,
#define LAYOUT_PART(ID)                      LAYOUT_##ID,
#define FIELD(ID, kind, arg, as, label, why) LAYOUT_FIELD_##ID,
#define LAYOUT_CODE(ID, as, value, name)
#include "lib/view/handshake/layout.def"
#undef LAYOUT_MESSAGE
#undef LAYOUT_SSL2
#undef LAYOUT_EXT
#undef LAYOUT_PART
#undef FIELD
#undef LAYOUT_CODE
    /* Items that have no row. */
    LAYOUT_FIELD_TYPE,
    LAYOUT_FIELD_LENGTH,
    LAYOUT_FIELD_GREASE,
    LAYOUT_FIELD_UNKNOWN,
    LAYOUT_FIELD_BODY,
    LAYOUT_FIELD_LEFT,
    LAYOUT_FIELD_BROKEN,
    LAYOUT_COUNT
};

enum layout_shape {
    SHAPE_NUMBER, /* number, its name if there is one */
    SHAPE_BYTES,  /* value; `bytes` begins with its length if it is a vector */
    SHAPE_OPEN,   /* a list or extension: its items follow, one deeper; bytes: type and length */
    SHAPE_LEFT,   /* value: bytes after the last field */
    SHAPE_BROKEN, /* value: the part of an incomplete field; err says what is wrong */
};

struct layout_item {
    enum layout_shape shape;
    enum layout_id id; /* which row */
    enum layout_as as;
    int depth;         /* 0: the message's own fields */
    struct span bytes; /* in the message */
    const char *label, *why;
    const char *name; /* of the number; BYTES: the algorithm that they are for, or NULL */
    uint32_t number;  /* NUMBER; OPEN with AS_EXTENSION: its type */
    unsigned width;   /* NUMBER: bytes on the wire */
    struct span value;
    enum err err;
};

struct layout_sink {
    void *ctx;
    void (*item)(void *ctx, const struct layout_item *item);
};

/* What is needed to read a message in addition to its own bytes. */
struct layout_context {
    uint16_t version; /* TLS_1_3; TLS_SSL_2 for its records; anything else: the forms between */
    enum suite_kx kx; /* TLS 1.2: of the suite; NONE: not known */
    uint16_t suite;   /* 0: not known; nothing is read with it */
};

/* layout_walk passes the items of a message to the sink, header included.  In SSL 2.0 the message
 * is a whole record. */
void layout_walk(const struct layout_sink *sink, struct span message,
                 const struct layout_context *context);

/* layout_message_name is "ClientHello", "HelloRetryRequest", or NULL, and layout_ssl2_name that of
 * a record of SSL 2.0, "CLIENT-HELLO".  layout_message_why is the purpose of either, or NULL. */
const char *layout_message_name(struct span message);
const char *layout_ssl2_name(struct span record);
const char *layout_message_why(struct span message, const struct layout_context *context);

/* layout_name is the name of a number in its registry, or NULL; or "GREASE". */
const char *layout_name(enum layout_as as, uint32_t number);

/* layout_put_group appends the name of a group, or its number if it has none. */
void layout_put_group(struct buf *out, uint16_t group);

/* suite_ban_text is "broken", "deprecated [RFC 10015]", "discouraged [RFC 10015]", or "". */
const char *suite_ban_text(const struct suite *suite);

/* layout_learn takes from a ServerHello what is needed to read later messages. */
void layout_learn(struct layout_context *context, struct span message);

#endif
