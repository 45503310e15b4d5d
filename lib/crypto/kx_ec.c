/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ECDH on the NIST curves, with the points of RFC 9846 4.3.8.2. */
#include "config.h"

#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>

#include "lib/crypto/kx_family.h"
#include "lib/crypto/number.h"

enum { UNCOMPRESSED = 0x04 };

static const struct ecc_curve *curve_of(const struct kx *kx)
{
    return kx->kind->group == KX_P256   ? nettle_get_secp_256r1()
           : kx->kind->group == KX_P384 ? nettle_get_secp_384r1()
                                        : nettle_get_secp_521r1();
}

/* Sets an initialised scalar; false if the private key is not in 1..n-1. */
static bool read_scalar(struct ecc_scalar *out, const struct kx *kx)
{
    mpz_t v;

    mpz_init(v);
    number_read(v, span_of(kx->private, kx->private_n));
    bool ok = ecc_scalar_set(out, v) == 1;
    mpz_clear(v);
    return ok;
}

/* The public point is the private scalar times the base point. */
static enum err kx_ec_derive(struct kx *kx)
{
    size_t size = (kx->public_n - 1) / 2;
    struct ecc_scalar scalar;
    struct ecc_point point;
    mpz_t x, y;

    ecc_scalar_init(&scalar, curve_of(kx));
    bool ok = read_scalar(&scalar, kx);
    if (ok) {
        ecc_point_init(&point, curve_of(kx));
        mpz_inits(x, y, NULL);
        ecc_point_mul_g(&point, &scalar);
        ecc_point_get(&point, x, y);
        kx->public[0] = UNCOMPRESSED;
        number_write(kx->public + 1, size, x);
        number_write(kx->public + 1 + size, size, y);
        mpz_clears(x, y, NULL);
        ecc_point_clear(&point);
    }
    ecc_scalar_clear(&scalar);
    return ok ? ERR_OK : ERR_KEY_FORM;
}

/* The x-coordinate of our scalar times the peer's point.  The order of these curves is prime: a
 * point that is on the curve cannot be of small order, so checking that it is on the curve is
 * enough. */
static enum err kx_ec_finish(const struct kx *kx, uint8_t *out, size_t *out_n, struct span peer)
{
    size_t size = (kx->public_n - 1) / 2;
    enum err err = ERR_TLS_POINT;
    struct ecc_scalar scalar;
    struct ecc_point point;
    mpz_t x, y;

    /* RFC 8422 5.4.1, RFC 9846 4.3.8.2: the uncompressed form alone. */
    if (peer.p[0] != UNCOMPRESSED)
        return ERR_TLS_KEY_SHARE_FORM;
    ecc_scalar_init(&scalar, curve_of(kx));
    ecc_point_init(&point, curve_of(kx));
    mpz_inits(x, y, NULL);
    number_read(x, span_of(peer.p + 1, size));
    number_read(y, span_of(peer.p + 1 + size, size));
    /* ecc_point_set checks the coordinates against the field's prime and the point against the
     * curve. */
    if (ecc_point_set(&point, x, y) == 1 && read_scalar(&scalar, kx)) {
        ecc_point_mul(&point, &scalar, &point);
        ecc_point_get(&point, x, y);
        number_write(out, size, x);
        *out_n = size;
        err = ERR_OK;
    }
    mpz_clears(x, y, NULL);
    ecc_point_clear(&point);
    ecc_scalar_clear(&scalar);
    return err;
}

const struct kx_family kx_ec = {
    .type = KX_TYPE_CURVE,
    .start = kx_family_start,
    .respond = kx_family_respond,
    .finish = kx_ec_finish,
    .derive = kx_ec_derive,
};
