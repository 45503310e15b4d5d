/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp_point: points of a curve y^2 = x^3 - 3 x + b.  The second part of the template of
 * nistp_code.h.
 *
 * Points to add are affine, and sums have one of two forms:
 *   jacobian   x = X/Z^2, y = Y/Z^3: the cheapest doubling, 4 products and 4 squares,
 *   xyzz       x = X/ZZ, y = Y/ZZZ, where ZZ^3 = ZZZ^2: the cheapest addition, 8 and 2.
 * The point at infinity has Z = 0 or ZZ = 0; no affine point is at infinity.  No curve of these has
 * a point with y = 0, since its order is an odd prime.
 */
#ifndef TB_LIB_CRYPTO_NISTP_POINT_H
#define TB_LIB_CRYPTO_NISTP_POINT_H

#include "lib/crypto/nistp_fe.h"

struct affine {
    struct fe x, y;
};

struct jacobian {
    struct fe x, y, z;
};

struct xyzz {
    struct fe x, y, zz, zzz;
};

/* out = 3 (x - zz) (x + zz), the numerator of the tangent's slope: 3 x^2 - 3 z^4 if zz is z^2. */
static void tangent(struct fe *out, const struct fe *x, const struct fe *zz)
{
    struct fe minus, plus;

    fe_sub(&minus, x, zz);
    fe_add(&plus, x, zz);
    fe_mul(&minus, &minus, &plus);
    fe_add(out, &minus, &minus);
    fe_add(out, out, &minus);
}

/* p = 2 p (Hankerson, Menezes, Vanstone, "Guide to Elliptic Curve Cryptography", algorithm 3.21).
 * Infinity stays what it is, since the new Z is a multiple of the old one. */
static void jacobian_double(struct jacobian *p)
{
    struct fe y2, slope, product, square, t;

    fe_add(&y2, &p->y, &p->y);
    fe_sqr(&t, &p->z);
    tangent(&slope, &p->x, &t);
    fe_mul(&p->z, &y2, &p->z);
    fe_sqr(&square, &y2);
    fe_mul(&product, &p->x, &square); /* 4 x y^2 */
    fe_sqr(&square, &square);
    fe_half(&square, &square); /* 8 y^4 */
    fe_sqr(&t, &slope);
    fe_sub(&t, &t, &product);
    fe_sub(&p->x, &t, &product);
    fe_sub(&t, &product, &p->x);
    fe_mul(&t, &t, &slope);
    fe_sub(&p->y, &t, &square);
}

/*
 * What both mixed additions do once they know h = x2 - x1 and slope = y2 - y1, over a common
 * denominator ("Guide", algorithm 3.22): x and y become those of the sum.  hh = h^2, hhh = h^3.
 */
static inline void chord(struct fe *x, struct fe *y, const struct fe *slope, const struct fe *hh,
                         const struct fe *hhh)
{
    struct fe v, t;

    fe_mul(&v, x, hh);
    fe_sqr(&t, slope);
    fe_sub(&t, &t, hhh);
    fe_sub(&t, &t, &v);
    fe_sub(x, &t, &v);
    fe_sub(&v, &v, x);
    fe_mul(&v, &v, slope);
    fe_mul(&t, y, hhh);
    fe_sub(y, &v, &t);
}

/* p = p + q, or p - q. */
static void jacobian_add(struct jacobian *p, const struct affine *q, bool minus)
{
    struct fe y = q->y, zz, h, slope, hh, hhh;

    if (minus)
        fe_neg(&y, &y);
    if (fe_is_zero(&p->z)) {
        *p = (struct jacobian){q->x, y, fe_one};
        return;
    }
    fe_sqr(&zz, &p->z);
    fe_mul(&h, &q->x, &zz);
    fe_sub(&h, &h, &p->x);
    fe_mul(&zz, &zz, &p->z);
    fe_mul(&slope, &zz, &y);
    fe_sub(&slope, &slope, &p->y);
    if (fe_is_zero(&h)) {
        /* One x: the points are equal, or their sum is at infinity. */
        if (fe_is_zero(&slope))
            jacobian_double(p);
        else
            *p = (struct jacobian){.z = {{0}}};
        return;
    }
    fe_sqr(&hh, &h);
    fe_mul(&hhh, &hh, &h);
    fe_mul(&p->z, &p->z, &h);
    chord(&p->x, &p->y, &slope, &hh, &hhh);
}

/* p = 2 p, with ZZ and ZZZ times (2 y)^2 and (2 y)^3, the denominators of the tangent.  Infinity
 * stays what it is. */
static void xyzz_double(struct xyzz *p)
{
    struct fe y2, slope, square, product, t;

    tangent(&slope, &p->x, &p->zz);
    fe_add(&y2, &p->y, &p->y);
    fe_sqr(&square, &y2);
    fe_mul(&product, &p->x, &square);
    fe_mul(&p->zz, &p->zz, &square);
    fe_mul(&square, &square, &y2);
    fe_mul(&p->zzz, &p->zzz, &square);
    fe_sqr(&t, &slope);
    fe_sub(&t, &t, &product);
    fe_sub(&p->x, &t, &product);
    fe_sub(&t, &product, &p->x);
    fe_mul(&t, &t, &slope);
    fe_mul(&square, &square, &p->y);
    fe_sub(&p->y, &t, &square);
}

/* p = p + q, or p - q. */
static void xyzz_add(struct xyzz *p, const struct affine *q, bool minus)
{
    struct fe y = q->y, h, slope, hh, hhh;

    if (minus)
        fe_neg(&y, &y);
    if (fe_is_zero(&p->zz)) {
        *p = (struct xyzz){q->x, y, fe_one, fe_one};
        return;
    }
    fe_mul(&h, &q->x, &p->zz);
    fe_sub(&h, &h, &p->x);
    fe_mul(&slope, &y, &p->zzz);
    fe_sub(&slope, &slope, &p->y);
    if (fe_is_zero(&h)) {
        if (fe_is_zero(&slope))
            xyzz_double(p);
        else
            *p = (struct xyzz){.zz = {{0}}};
        return;
    }
    fe_sqr(&hh, &h);
    fe_mul(&hhh, &hh, &h);
    fe_mul(&p->zz, &p->zz, &hh);
    fe_mul(&p->zzz, &p->zzz, &hhh);
    chord(&p->x, &p->y, &slope, &hh, &hhh);
}

/* r = p as an affine point, if inverse is 1 / Z. */
static void affine_of(struct affine *r, const struct jacobian *p, const struct fe *inverse)
{
    struct fe power;

    fe_sqr(&power, inverse);
    fe_mul(&r->x, &p->x, &power);
    fe_mul(&power, &power, inverse);
    fe_mul(&r->y, &p->y, &power);
}

/* r = p + q for another x; inverse is 1 / (q.x - p.x). */
static void affine_add(struct affine *r, const struct affine *p, const struct affine *q,
                       const struct fe *inverse)
{
    struct fe slope, t;

    fe_sub(&t, &q->y, &p->y);
    fe_mul(&slope, &t, inverse);
    fe_sqr(&t, &slope);
    fe_sub(&t, &t, &p->x);
    fe_sub(&r->x, &t, &q->x);
    fe_sub(&t, &p->x, &r->x);
    fe_mul(&t, &t, &slope);
    fe_sub(&r->y, &t, &p->y);
}

/* r = 2 p; inverse is 1 / (2 p.y). */
static void affine_double(struct affine *r, const struct affine *p, const struct fe *inverse)
{
    struct fe slope, t;

    tangent(&slope, &p->x, &fe_one);
    fe_mul(&slope, &slope, inverse);
    fe_sqr(&t, &slope);
    fe_sub(&t, &t, &p->x);
    fe_sub(&r->x, &t, &p->x);
    fe_sub(&t, &p->x, &r->x);
    fe_mul(&t, &t, &slope);
    fe_sub(&r->y, &t, &p->y);
}

/* Inverts n elements, none of which is 0, at the price of one inversion and 3 (n - 1) products
 * ("Guide", algorithm 2.26).  products is space for n. */
static void fe_inverse_all(struct fe *a, struct fe *products, size_t n)
{
    struct fe inverse, t;

    products[0] = a[0];
    for (size_t i = 1; i < n; i++)
        fe_mul(&products[i], &products[i - 1], &a[i]);
    fe_inverse(&inverse, &products[n - 1]);
    for (size_t i = n; --i > 0;) {
        fe_mul(&t, &inverse, &products[i - 1]);
        fe_mul(&inverse, &inverse, &a[i]);
        a[i] = t;
    }
    a[0] = inverse;
}

#endif
