/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP addresses as text (RFC 5952). */
#include "config.h"

#include "lib/base/hex.h"
#include "lib/path/host.h"

enum { GROUPS = 8 };

/* The index and length of the longest run of zero groups, the first of equals (RFC 5952 4.2.3);
 * GROUPS if there is none, since a single group is not shortened (4.2.2). */
static size_t longest_gap(const unsigned group[GROUPS], size_t *length)
{
    size_t at = GROUPS, n = 0;

    *length = 1;
    for (size_t i = 0; i < GROUPS; i++) {
        n = group[i] == 0 ? n + 1 : 0;
        if (n > *length) {
            *length = n;
            at = i + 1 - n;
        }
    }
    return at;
}

/* Eight groups in hexadecimal; the longest run of zeros is written as "::". */
static void print6(struct buf *buf, struct span ip)
{
    unsigned group[GROUPS];
    size_t length;

    for (size_t i = 0; i < GROUPS; i++)
        group[i] = (unsigned)(ip.p[2 * i] << 8 | ip.p[2 * i + 1]);
    /* RFC 5952 5: an IPv4-mapped address ends in dotted form. */
    if (span_eq(span_head(ip, 12), SPAN_LIT("\0\0\0\0\0\0\0\0\0\0\xff\xff"))) {
        buf_printf(buf, "::ffff:%d.%d.%d.%d", ip.p[12], ip.p[13], ip.p[14], ip.p[15]);
        return;
    }
    size_t gap = longest_gap(group, &length);
    for (size_t i = 0; i < GROUPS; i++) {
        if (i == gap) {
            buf_str(buf, "::");
            i += length - 1;
            continue;
        }
        buf_printf(buf, i == 0 || i == gap + length ? "%x" : ":%x", group[i]);
    }
}

void ip_print(struct buf *buf, struct span ip)
{
    if (ip.n == 4)
        buf_printf(buf, "%d.%d.%d.%d", ip.p[0], ip.p[1], ip.p[2], ip.p[3]);
    else if (ip.n == 16)
        print6(buf, ip);
    else
        hex_encode(buf, ip, 0);
}
