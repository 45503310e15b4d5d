/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/layout_hybrid.h"

/* The length of a part: a client's share starts the exchange, a server's answers it. */
static size_t size_of(const struct hybrid_part *part, bool from_client)
{
    return from_client ? part->start_n : part->respond_n;
}

/* The row that explains a part. */
static enum layout_id row_of(const struct hybrid_part *part, bool from_client)
{
    if (!part->is_kem)
        return LAYOUT_FIELD_HYBRID_PUBLIC;
    return from_client ? LAYOUT_FIELD_HYBRID_ENCAPSULATION : LAYOUT_FIELD_HYBRID_CIPHERTEXT;
}

bool layout_hybrid(struct layout_item out[LAYOUT_HYBRID_ITEMS], const struct layout_item *whole,
                   uint32_t group, bool from_client)
{
    struct hybrid_part parts[HYBRID_PARTS];
    struct span left = whole->value;

    if (group > UINT16_MAX || !hybrid_parts(parts, (uint16_t)group) ||
        size_of(&parts[0], from_client) + size_of(&parts[1], from_client) != left.n)
        return false;
    out[0] = *whole;
    out[0].shape = SHAPE_OPEN;
    out[0].id = LAYOUT_FIELD_HYBRID_SHARES;
    out[0].bytes = span_head(whole->bytes, whole->bytes.n - left.n);
    for (size_t i = 0; i < HYBRID_PARTS; i++) {
        struct span part = span_head(left, size_of(&parts[i], from_client));
        out[1 + i] = (struct layout_item){.shape = SHAPE_BYTES,
                                          .id = row_of(&parts[i], from_client),
                                          .depth = whole->depth + 1,
                                          .bytes = part,
                                          .name = parts[i].name,
                                          .value = part};
        left = span_tail(left, part.n);
    }
    return true;
}
