/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/dh_prime.h"

#include "lib/base/hex.h"
#include "lib/base/lookup.h"

enum { HEAD = 16 };

static const struct prime {
    unsigned bits;
    char head[36], name[16]; /* head: hexadecimal digits */
} primes[] = {
#define DH_PRIME(ID, bits, head, name) {bits, ROW_TEXT(head), ROW_TEXT(name)},
#include "lib/scan/dh_primes.def"
#undef DH_PRIME
};

/* p has no leading zeros; the lengths of all rows are whole bytes. */
static bool is_prime(const struct prime *prime, struct span p)
{
    if (p.n != prime->bits / 8)
        return false;
    for (size_t i = 0; i < HEAD; i++) {
        int high = hex_digit((uint8_t)prime->head[2 * i]);
        int low = hex_digit((uint8_t)prime->head[2 * i + 1]);

        if (p.p[i] != high * 16 + low)
            return false;
    }
    return true;
}

const char *dh_prime_name(struct span p)
{
    while (p.n > 0 && p.p[0] == 0)
        p = span_tail(p, 1);
    for (size_t i = 0; i < sizeof primes / sizeof *primes; i++) {
        if (is_prime(&primes[i], p))
            return primes[i].name;
    }
    return NULL;
}
