/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The public operation of RSA by every way of modexp, against mpz_powm.
 *
 * The input has two octets for the bits of the modulus, an exponent of up to twelve octets after
 * their number, the modulus and the base.  These two are an octet that fills them, and the octets
 * at their ends, the upper ones and the lower ones, each after their number.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/crypto/modexp.h"
#include "lib/crypto/number.h"

const char fuzz_name[] = "rsa";

enum { MAX_BYTES = MODEXP_MAX_BITS / 8, EXPONENT_MAX = 12 };

static unsigned take_octet(struct span *rest)
{
    unsigned octet = rest->n > 0 ? rest->p[0] : 0;

    *rest = span_tail(*rest, 1);
    return octet;
}

/* Fills size bytes, big-endian. */
static void take_number(uint8_t *out, size_t size, struct span *rest)
{
    memset(out, (int)take_octet(rest), size);
    struct span high = span_head(fuzz_chunk(rest), size), low = span_head(fuzz_chunk(rest), size);
    if (high.n > 0)
        memcpy(out, high.p, high.n);
    if (low.n > 0)
        memcpy(out + size - low.n, low.p, low.n);
}

struct operands {
    mpz_t modulus, exponent;
    size_t size; /* of the modulus in bytes */
    uint8_t base[MAX_BYTES];
};

static void take_operands(struct operands *out, struct span rest)
{
    uint8_t bytes[MAX_BYTES];
    unsigned bits = take_octet(&rest) << 8;

    bits = 2 + (bits | take_octet(&rest)) % (MODEXP_MAX_BITS - 1);
    out->size = (bits + 7) / 8;
    number_read(out->exponent, span_head(fuzz_chunk(&rest), EXPONENT_MAX));
    mpz_setbit(out->exponent, 0);
    if (mpz_cmp_ui(out->exponent, 1) == 0)
        mpz_setbit(out->exponent, 1);
    take_number(bytes, out->size, &rest);
    number_read(out->modulus, span_of(bytes, out->size));
    mpz_tdiv_r_2exp(out->modulus, out->modulus, bits);
    mpz_setbit(out->modulus, bits - 1);
    mpz_setbit(out->modulus, 0);
    take_number(out->base, out->size, &rest);
}

static void compare(struct modexp *m, const struct operands *o)
{
    uint8_t expected[MAX_BYTES], found[MAX_BYTES];
    struct span base = span_of(o->base, o->size);

    REQUIRE(modexp_choose(m, MODEXP_GMP));
    bool is_below = modexp_power(m, expected, base);
    for (enum modexp_way way = MODEXP_ROWS; way < MODEXP_NUM_WAYS; way++) {
        if (!modexp_choose(m, way))
            continue;
        REQUIRE(modexp_power(m, found, base) == is_below);
        REQUIRE(!is_below || memcmp(found, expected, o->size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct operands o;
    struct modexp m;

    mpz_inits(o.modulus, o.exponent, NULL);
    take_operands(&o, span_of(data, size));
    REQUIRE(modexp_prepare(&m, o.modulus, o.exponent) == ERR_OK);
    compare(&m, &o);
    modexp_release(&m);
    mpz_clears(o.modulus, o.exponent, NULL);
    return 0;
}
