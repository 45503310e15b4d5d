/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nistp_multiples: tables of the multiples of a point.  The third part of the template of
 * nistp_code.h. */
#ifndef TB_LIB_CRYPTO_NISTP_MULTIPLES_H
#define TB_LIB_CRYPTO_NISTP_MULTIPLES_H

#include <stdlib.h>

#include "lib/crypto/nistp_digits.h"
#include "lib/crypto/nistp_point.h"

enum {
    KEY_WIDTH = 5,                  /* of the wNAF for keys that are used once */
    KEY_ODD = 1 << (KEY_WIDTH - 2), /* their multiples Q, 3 Q, 5 Q, … */
};

/*
 * Sets odd[i] = (2 i + 1) q.  The additions of 2 q use no constant of the curve: they are done on
 * an isomorphic one on which 2 q has Z = 1, so that the only inversion is the one at the end.
 */
static void odd_multiples(struct affine odd[KEY_ODD], const struct affine *q)
{
    struct jacobian twice = {q->x, q->y, fe_one}, sum = {.z = fe_one}, sums[KEY_ODD];
    struct fe inverses[KEY_ODD], products[KEY_ODD], power;

    jacobian_double(&twice);
    fe_sqr(&power, &twice.z);
    fe_mul(&sum.x, &q->x, &power);
    fe_mul(&power, &power, &twice.z);
    fe_mul(&sum.y, &q->y, &power);
    for (int i = 1; i < KEY_ODD; i++) {
        jacobian_add(&sum, &(struct affine){twice.x, twice.y}, false);
        sums[i] = sum;
        fe_mul(&inverses[i], &sum.z, &twice.z);
    }
    fe_inverse_all(inverses + 1, products, KEY_ODD - 1);
    odd[0] = *q;
    for (int i = 1; i < KEY_ODD; i++)
        affine_of(&odd[i], &sums[i], &inverses[i]);
}

/* Space for what is inverted together, and for the products of that. */
struct inversions {
    struct fe *a, *products;
};

/* Sets the first point of row i to 2^(i width spacing) q.  None is at infinity: the order is
 * prime. */
static bool fill_first(struct affine *points, unsigned rows, struct nistp_shape shape,
                       const struct affine *q, const struct inversions *space)
{
    struct jacobian *sums = calloc(rows, sizeof *sums);
    struct jacobian sum = {q->x, q->y, fe_one};

    if (sums == NULL)
        return false;
    for (unsigned i = 0; i < rows; i++) {
        sums[i] = sum;
        space->a[i] = sum.z;
        for (unsigned j = 0; j < shape.width * shape.spacing && i + 1 < rows; j++)
            jacobian_double(&sum);
    }
    fe_inverse_all(space->a, space->products, rows);
    for (unsigned i = 0; i < rows; i++)
        affine_of(&points[(size_t)i << (shape.width - 1)], &sums[i], &space->a[i]);
    free(sums);
    return true;
}

/*
 * Doubles the filled part of all rows, from q, …, k q to q, …, 2 k q, with one inversion for all.
 * The multiples in a row differ in x: m q and n q have the same x only if m = -n modulo the order,
 * and m and n are at most 2^(width - 1).
 */
static void fill_next(struct affine *points, unsigned rows, unsigned width, size_t k,
                      const struct inversions *space)
{
    for (unsigned i = 0; i < rows; i++) {
        struct affine *row = points + ((size_t)i << (width - 1));
        struct fe *a = space->a + i * k;
        for (size_t j = 0; j < k - 1; j++)
            fe_sub(&a[j], &row[j].x, &row[k - 1].x);
        fe_add(&a[k - 1], &row[k - 1].y, &row[k - 1].y);
    }
    fe_inverse_all(space->a, space->products, rows * k);
    for (unsigned i = 0; i < rows; i++) {
        struct affine *row = points + ((size_t)i << (width - 1));
        const struct fe *a = space->a + i * k;
        for (size_t j = 0; j < k - 1; j++)
            affine_add(&row[k + j], &row[k - 1], &row[j], &a[j]);
        affine_double(&row[2 * k - 1], &row[k - 1], &a[k - 1]);
    }
}

static bool fill(struct affine *points, unsigned rows, struct nistp_shape shape,
                 const struct affine *q)
{
    /* The last step inverts half as many elements as there are points, fill_first one a row. */
    size_t row = (size_t)1 << (shape.width - 1), num = rows * (row > 1 ? row / 2 : 1);
    struct fe *space = calloc(2 * num, sizeof *space);
    bool filled = space != NULL;

    if (filled) {
        const struct inversions inversions = {space, space + num};
        filled = fill_first(points, rows, shape, q, &inversions);
        for (size_t k = 1; filled && k < row; k *= 2)
            fill_next(points, rows, shape.width, k, &inversions);
    }
    free(space);
    return filled;
}

/* table of struct nistp_curve */
static struct nistp_table *make_table(const struct nistp_params *params, const uint64_t *point,
                                      struct nistp_shape shape)
{
    unsigned rows = (nistp_windows(params, shape.width) + shape.spacing - 1) / shape.spacing;
    size_t size =
        sizeof(struct nistp_table) + ((size_t)rows << (shape.width - 1)) * sizeof(struct affine);
    /* aligned_alloc wants a multiple of the alignment, which the header and two points are. */
    struct nistp_table *table = aligned_alloc(_Alignof(struct nistp_table), size);
    struct affine q;

    if (table == NULL)
        return NULL;
    *table = (struct nistp_table){.size = size, .shape = shape, .rows = rows};
    memcpy(&q, point, sizeof q);
    if (!fill((struct affine *)table->points, rows, shape, &q)) {
        free(table);
        return NULL;
    }
    return table;
}

#endif
