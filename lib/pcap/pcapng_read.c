/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pcapng_read.h"

#include "lib/base/cal.h"
#include "lib/base/lookup.h"
#include "lib/pcap/order.h"

enum {
    BLOCK_HEAD = 8,  /* type and length */
    BLOCK_ENDS = 12, /* and the length again */
    ORDER_BIG = 0x1a2b3c4d,
    ORDER_LITTLE = 0x4d3c2b1a,
    SECTION = 0x0a0d0d0a, /* the same in both byte orders */
    SECTION_MIN = 28,
    SECRET_INDEX_TLS = 0x544c534b,
    INTERFACES_MAX = 4096,
    MILLION = 1000000,
};

/* One block while it is read: r is after its first length and ends before its second one. */
struct block {
    struct rd r;
    bool little;
};

static enum err take_section(struct pcapng_read *reader, struct block *block, struct frame *out);
static enum err take_interface(struct pcapng_read *reader, struct block *block, struct frame *out);
static enum err take_old_packet(struct pcapng_read *reader, struct block *block, struct frame *out);
static enum err take_simple(struct pcapng_read *reader, struct block *block, struct frame *out);
static enum err take_packet(struct pcapng_read *reader, struct block *block, struct frame *out);
static enum err take_secrets(struct pcapng_read *reader, struct block *block, struct frame *out);

/* The blocks that are read (4); all others are skipped.  min: the least length of a block in
 * bytes. */
static const struct block_kind {
    uint32_t type, min;
    enum err (*take)(struct pcapng_read *reader, struct block *block, struct frame *out);
} kinds[] = {
    {6, 32, take_packet},     {1, 20, take_interface}, {SECTION, SECTION_MIN, take_section},
    {2, 32, take_old_packet}, {3, 16, take_simple},    {10, 20, take_secrets},
};

static const struct block_kind *kind_find(uint32_t type)
{
    size_t i = LOOKUP(kinds, type, type);

    return i < LOOKUP_COUNT(kinds) ? &kinds[i] : NULL;
}

bool pcapng_read_is(struct span head)
{
    struct fail fail = {0};
    struct rd r = rd_init(head, &fail);

    if (rd_u32(&r) != SECTION)
        return false;
    if (head.n < BLOCK_ENDS)
        return true;
    (void)rd_u32(&r);
    uint32_t order = rd_u32(&r);
    return order == ORDER_BIG || order == ORDER_LITTLE;
}

/* A section header says in which byte order its own length is (4.1). */
static enum err section_order(struct span head, bool *little)
{
    struct fail fail = {0};
    struct rd r = rd_init(head, &fail);

    (void)rd_bytes(&r, BLOCK_HEAD);
    uint32_t order = rd_u32(&r);
    *little = order == ORDER_LITTLE;
    return order == ORDER_LITTLE || order == ORDER_BIG ? ERR_OK : ERR_CAPTURE_MAGIC;
}

/* The first bytes of a block say how long it is; the body of an unknown block is not needed. */
enum err pcapng_read_need(const struct pcapng_read *reader, struct span head, size_t *need)
{
    struct fail fail = {0};
    struct rd r = rd_init(head, &fail);
    bool little = reader->little;

    *need = reader->skipped != 0 ? 4 : BLOCK_HEAD;
    if (reader->skipped != 0 || head.n < *need)
        return ERR_OK;
    uint32_t type = order_u32(&r, little);
    if (type == SECTION) {
        *need = BLOCK_ENDS;
        if (head.n < BLOCK_ENDS)
            return ERR_OK;
        TRY(section_order(head, &little));
    }
    const struct block_kind *kind = kind_find(type);
    uint32_t n = order_u32(&r, little);
    if (n % 4 != 0 || n < (kind == NULL ? BLOCK_ENDS : kind->min))
        return ERR_CAPTURE_BLOCK;
    if (kind == NULL) /* of any length: it is not held */
        return ERR_OK;
    if (n > FRAME_MAX)
        return ERR_CAPTURE_LARGE;
    *need = n;
    return ERR_OK;
}

/* The length after the body of a block repeats the one before it (3.1). */
static enum err end_check(const struct pcapng_read *reader, struct span four, uint32_t n)
{
    struct fail fail = {0};
    struct rd r = rd_init(four, &fail);

    return order_u32(&r, reader->little) == n ? ERR_OK : ERR_CAPTURE_BLOCK_END;
}

/* Reads a block; of an unknown one it skips the body and then checks the length at its end. */
enum err pcapng_read_take(struct pcapng_read *reader, struct span unit, struct frame *out)
{
    struct fail fail = {0};
    struct block b = {.r = rd_init(unit, &fail)};

    *out = (struct frame){0};
    if (reader->skipped != 0) {
        uint32_t n = reader->skipped;
        reader->skipped = 0;
        return end_check(reader, unit, n);
    }
    uint32_t type = order_u32(&b.r, reader->little);
    if (type == SECTION)
        TRY(section_order(unit, &reader->little));
    uint32_t n = order_u32(&b.r, reader->little);
    b.little = reader->little;
    const struct block_kind *kind = kind_find(type);
    if (kind == NULL) {
        reader->skipped = n;
        out->skip = n - BLOCK_ENDS;
        return ERR_OK;
    }
    TRY(end_check(reader, span_tail(unit, unit.n - 4), n));
    b.r.left = span_head(b.r.left, b.r.left.n - 4);
    return kind->take(reader, &b, out);
}

/* A section begins with no interfaces, whatever the section before it had. */
static enum err take_section(struct pcapng_read *reader, struct block *block, struct frame *out)
{
    (void)out;
    (void)rd_u32(&block->r);
    if (order_u16(&block->r, block->little) != 1) /* minor versions are compatible (4.1) */
        return ERR_CAPTURE_VERSION;
    reader->num_interfaces = 0;
    return ERR_OK;
}

/* if_tsresol: a power of ten, or of two where the upper bit is set (4.2). */
static enum err resolution(uint8_t value, uint64_t *units)
{
    unsigned power = value & 0x7f;

    if (power > ((value & 0x80) != 0 ? 63 : 19)) /* larger ones do not fit into 64 bits */
        return ERR_CAPTURE_OPTION;
    *units = (value & 0x80) != 0 ? (uint64_t)1 << power : 1;
    for (; (value & 0x80) == 0 && power > 0; power--)
        *units *= 10;
    return ERR_OK;
}

enum { OPTION_END = 0, OPTION_RESOLUTION = 9, OPTION_OFFSET = 14 };

/* The options of an interface (3.5, 4.2): code, length, value, padded to four bytes. */
static enum err options(struct rd *r, bool little, struct pcapng_interface *interface)
{
    while (rd_more(r)) {
        uint16_t code = order_u16(r, little), n = order_u16(r, little);
        struct span value = rd_bytes(r, n);
        struct rd v = rd_init(value, r->fail);

        (void)rd_bytes(r, (4 - n % 4u) % 4);
        if (r->fail->err != ERR_OK || code == OPTION_END)
            break;
        if (code == OPTION_RESOLUTION)
            TRY(resolution(rd_u8(&v), &interface->units));
        if (code == OPTION_OFFSET)
            interface->offset = order_u64(&v, little);
    }
    return r->fail->err == ERR_OK ? ERR_OK : ERR_CAPTURE_OPTION;
}

/* Interfaces are numbered in the order of their blocks; packets name theirs by the number. */
static enum err take_interface(struct pcapng_read *reader, struct block *block, struct frame *out)
{
    (void)out;
    if (reader->num_interfaces == INTERFACES_MAX)
        return ERR_CAPTURE_INTERFACES;
    TRY(ARENA_GROW(reader->arena, reader->interfaces, reader->num_interfaces, reader->room));
    struct pcapng_interface *i = &reader->interfaces[reader->num_interfaces];
    *i = (struct pcapng_interface){.units = MILLION};
    i->link = order_u16(&block->r, block->little);
    (void)rd_u16(&block->r);
    i->snap = order_u32(&block->r, block->little);
    TRY(options(&block->r, block->little, i));
    i->per_us = i->units % MILLION == 0 ? i->units / MILLION : 0;
    reader->num_interfaces++;
    return ERR_OK;
}

/* Whole seconds since 1970 of a time stamp in the units of an interface. */
static uint64_t seconds(const struct pcapng_interface *interface, uint64_t stamp)
{
    return stamp / interface->units + interface->offset;
}

/* Microseconds since 1970, without overflow in the product. */
static uint64_t microseconds(const struct pcapng_interface *interface, uint64_t stamp)
{
    uint64_t units = interface->units, fraction = stamp % units;
    uint64_t whole = seconds(interface, stamp) * MILLION;

    if (interface->per_us != 0)
        return whole + fraction / interface->per_us;
    for (; units >> 43 != 0; units >>= 1) /* a power of 2: shortened until the product fits */
        fraction >>= 1;
    return whole + fraction * MILLION / units;
}

/* The next n bytes of the block are the packet; the options after it are not read. */
static enum err packet(struct pcapng_read *reader, struct block *block, uint32_t interface,
                       uint32_t n, struct frame *out)
{
    if (interface >= reader->num_interfaces)
        return ERR_CAPTURE_INTERFACE;
    out->kind = FRAME_PACKET;
    out->link = reader->interfaces[interface].link;
    out->bytes = rd_bytes(&block->r, n);
    return block->r.fail->err == ERR_OK ? ERR_OK : ERR_CAPTURE_PACKET;
}

/* What Enhanced Packet Blocks (4.3) and the obsolete Packet Blocks have in common. */
static enum err timed_packet(struct pcapng_read *reader, struct block *block, uint32_t interface,
                             struct frame *out)
{
    uint64_t stamp = (uint64_t)order_u32(&block->r, block->little) << 32;

    stamp |= order_u32(&block->r, block->little);
    uint32_t n = order_u32(&block->r, block->little);
    out->original = order_u32(&block->r, block->little);
    TRY(packet(reader, block, interface, n, out));
    /* No capture is from after the year 9999: such a time is no time. */
    out->timed = seconds(&reader->interfaces[interface], stamp) <= CAL_LAST;
    out->us = microseconds(&reader->interfaces[interface], stamp);
    return ERR_OK;
}

static enum err take_packet(struct pcapng_read *reader, struct block *block, struct frame *out)
{
    return timed_packet(reader, block, order_u32(&block->r, block->little), out);
}

static enum err take_old_packet(struct pcapng_read *reader, struct block *block, struct frame *out)
{
    uint16_t interface = order_u16(&block->r, block->little);

    (void)rd_u16(&block->r); /* packets that were dropped before this one */
    return timed_packet(reader, block, interface, out);
}

/* Simple Packet Block (4.4): without a time, from the first interface, which says how much was
 * kept. */
static enum err take_simple(struct pcapng_read *reader, struct block *block, struct frame *out)
{
    uint32_t original = order_u32(&block->r, block->little), n = original;

    if (reader->num_interfaces > 0 && reader->interfaces[0].snap != 0 &&
        n > reader->interfaces[0].snap)
        n = reader->interfaces[0].snap;
    out->original = original;
    return packet(reader, block, 0, n, out);
}

/* Decryption Secrets Block (4.7). */
static enum err take_secrets(struct pcapng_read *reader, struct block *block, struct frame *out)
{
    uint32_t type = order_u32(&block->r, block->little);
    struct span secrets = rd_bytes(&block->r, order_u32(&block->r, block->little));

    (void)reader;
    if (block->r.fail->err != ERR_OK)
        return ERR_CAPTURE_SECRETS;
    if (type == SECRET_INDEX_TLS) {
        out->kind = FRAME_SECRETS;
        out->bytes = secrets;
    }
    return ERR_OK;
}
