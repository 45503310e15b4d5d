/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pcapfile.h"

#include "lib/base/lookup.h"
#include "lib/pcap/order.h"

enum { FILE_HEADER = 24, PACKET_HEADER = 16, MILLION = 1000000 };

/* The magic numbers, as they read big-endian (draft-ietf-opsawg-pcap 4).  The third is that of
 * files from old Linux kernels, whose packets have a header 8 bytes longer. */
static const struct magic {
    uint32_t number;
    bool little, nanoseconds;
    size_t extra;
} magics[] = {
    {0xa1b2c3d4, false, false, 0}, {0xd4c3b2a1, true, false, 0},  {0xa1b23c4d, false, true, 0},
    {0x4d3cb2a1, true, true, 0},   {0xa1b2cd34, false, false, 8}, {0x34cdb2a1, true, false, 8},
};

static const struct magic *magic_find(struct span head)
{
    struct fail fail = {0};
    struct rd r = rd_init(head, &fail);
    uint32_t number = rd_u32(&r);

    size_t i = LOOKUP(magics, number, number);

    return i < LOOKUP_COUNT(magics) ? &magics[i] : NULL;
}

bool pcapfile_is(struct span head)
{
    return magic_find(head) != NULL;
}

/* How many bytes of the packet are in the file, from its header. */
static size_t captured(const struct pcapfile *file, struct span unit)
{
    struct fail fail = {0};
    struct rd r = rd_init(unit, &fail);

    (void)rd_bytes(&r, 8);
    return order_u32(&r, file->little);
}

/* The file header first; then a packet header, which says how long its packet is. */
enum err pcapfile_need(const struct pcapfile *file, struct span head, size_t *need)
{
    size_t header = file->begun ? PACKET_HEADER + file->extra : FILE_HEADER;

    *need = header;
    if (!file->begun || head.n < header)
        return ERR_OK;
    size_t n = captured(file, head);
    if (n > FRAME_MAX)
        return ERR_CAPTURE_LARGE;
    *need = header + n;
    return ERR_OK;
}

/* The file header: byte order, unit of time and link type hold for all packets. */
static enum err take_header(struct pcapfile *file, struct span unit)
{
    const struct magic *m = magic_find(unit);
    struct fail fail = {0};
    struct rd r = rd_init(unit, &fail);

    if (m == NULL)
        return ERR_CAPTURE_MAGIC;
    (void)rd_bytes(&r, 4);
    if (order_u16(&r, m->little) != 2) /* minor versions have the same layout */
        return ERR_CAPTURE_VERSION;
    (void)rd_bytes(&r, 14); /* minor version, time zone, accuracy, snapshot length */
    /* The upper bits are about a frame check sequence, which IP's own lengths leave out. */
    file->link = (uint16_t)order_u32(&r, m->little);
    file->begun = true;
    file->little = m->little;
    file->nanoseconds = m->nanoseconds;
    file->extra = m->extra;
    return ERR_OK;
}

enum err pcapfile_take(struct pcapfile *file, struct span unit, struct frame *out)
{
    struct fail fail = {0};
    struct rd r = rd_init(unit, &fail);

    *out = (struct frame){0};
    if (!file->begun)
        return take_header(file, unit);
    uint64_t seconds = order_u32(&r, file->little);
    uint32_t fraction = order_u32(&r, file->little);
    (void)rd_bytes(&r, 4);
    out->kind = FRAME_PACKET;
    out->link = file->link;
    out->timed = true;
    out->us = seconds * MILLION + (file->nanoseconds ? fraction / 1000 : fraction);
    out->original = order_u32(&r, file->little);
    (void)rd_bytes(&r, file->extra);
    out->bytes = rd_rest(&r);
    return ERR_OK;
}
