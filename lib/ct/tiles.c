/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An inclusion proof without a log that computes it.
 *
 * The root is computed from the leaf upwards, as RFC 6962 2.1 defines it.  What stands beside the
 * way up is a complete subtree, or the right edge, which is made of some.  A complete subtree of
 * 2^k leaves is one hash of the tile at level k / 8, or 2^(k % 8) neighbours in it.
 */
#include "config.h"

#include "lib/ct/tiles.h"

#include "lib/crypto/hasher.h"

struct tile_walk {
    const struct tile_tree *tree;
    uint64_t index;
    const uint8_t *leaf;
    enum err err; /* the first tile that could not be had */
};

static void hash_of(uint8_t out[TREE_HASH], uint8_t prefix, struct span a, struct span b)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct hasher h;

    hasher_init(&h, DIGEST_SHA256);
    hasher_update(&h, span_of(&prefix, 1));
    hasher_update(&h, a);
    hasher_update(&h, b);
    hasher_peek(&h, digest);
    memcpy(out, digest, TREE_HASH);
}

/* RFC 6962 2.1: the prefixes keep leaves and nodes apart. */
void tile_leaf_hash(uint8_t out[TREE_HASH], struct span entry)
{
    hash_of(out, 0, entry, (struct span){0});
}

static void node_hash(uint8_t out[TREE_HASH], const uint8_t left[TREE_HASH],
                      const uint8_t right[TREE_HASH])
{
    hash_of(out, 1, span_of(left, TREE_HASH), span_of(right, TREE_HASH));
}

/* The number is written in groups of three digits; all but the last begin with an x. */
void tile_path(char out[TILE_PATH_SIZE], unsigned level, uint64_t number, unsigned width)
{
    struct buf text;
    uint64_t group = 1;

    buf_init(&text, TILE_PATH_SIZE - 1);
    buf_printf(&text, "tile/%u/", level);
    while (number / group >= 1000)
        group *= 1000;
    for (; group > 1; group /= 1000)
        buf_printf(&text, "x%03u/", (unsigned)(number / group % 1000));
    buf_printf(&text, "%03u", (unsigned)(number % 1000));
    if (width > 0)
        buf_printf(&text, ".p/%u", width);
    memcpy(out, text.p, text.n);
    out[text.n] = '\0';
    buf_free(&text);
}

/* Reads one file of a tile, full with width 0. */
static enum err read_file(const struct tile_walk *walk, struct buf *out, unsigned level,
                          uint64_t number, unsigned width)
{
    size_t want = (size_t)(width == 0 ? TILE_WIDTH : width) * TREE_HASH;
    char path[TILE_PATH_SIZE];

    tile_path(path, level, number, width);
    const struct tile_file file = {walk->tree->place, walk->tree->log, path, TILE_MAX};
    TRY(walk->tree->source->read(walk->tree->source->context, &file, out));
    return out->n == want ? ERR_OK : ERR_TILE_FORM;
}

/* Reads the tile that has this hash of a level.  The last one of a level is partial, until the full
 * one has replaced it. */
static enum err read_tile(const struct tile_walk *walk, struct buf *out, unsigned level,
                          uint64_t hash)
{
    uint64_t number = hash / TILE_WIDTH, all = walk->tree->head->size >> (8 * level);
    unsigned width = number < all / TILE_WIDTH ? 0 : (unsigned)(all % TILE_WIDTH);
    enum err e = read_file(walk, out, level, number, width);

    if (e != ERR_TILE_MISSING || width == 0)
        return e;
    buf_truncate(out, 0);
    return read_file(walk, out, level, number, 0);
}

/* The hash over 2^bits neighbours, in place: each pass halves their number. */
static void fold(uint8_t *hashes, unsigned bits)
{
    for (size_t n = (size_t)1 << bits; n > 1; n /= 2) {
        for (size_t i = 0; i < n / 2; i++)
            node_hash(hashes + i * TREE_HASH, hashes + 2 * i * TREE_HASH,
                      hashes + (2 * i + 1) * TREE_HASH);
    }
}

/* The hash of a complete subtree of 2^bits leaves. */
static void subtree(struct tile_walk *walk, uint8_t out[TREE_HASH], uint64_t start, unsigned bits)
{
    unsigned level = bits / 8, inside = bits % 8;
    uint64_t hash = start >> (8 * level);
    size_t at = (size_t)(hash % TILE_WIDTH) * TREE_HASH;
    struct buf tile;

    buf_init(&tile, TILE_MAX);
    enum err e = read_tile(walk, &tile, level, hash);
    if (e == ERR_OK && at + ((size_t)TREE_HASH << inside) > tile.n)
        e = ERR_TILE_FORM;
    if (e == ERR_OK) {
        fold(tile.p + at, inside);
        memcpy(out, tile.p + at, TREE_HASH);
    }
    buf_free(&tile);
    if (e != ERR_OK)
        memset(out, 0, TREE_HASH);
    if (walk->err == ERR_OK)
        walk->err = e;
}

/* RFC 6962 2.1: k bits of the largest power of two that is smaller than n, which is at least 2. */
static unsigned split_bits(uint64_t n)
{
    unsigned bits = 0;

    while (UINT64_C(1) << (bits + 1) < n)
        bits++;
    return bits;
}

/* The hash of n leaves from `start`.  They are split until each part is a complete subtree: the
 * left part always is. */
static void range(struct tile_walk *walk, uint8_t out[TREE_HASH], uint64_t start, uint64_t n)
{
    uint8_t left[TREE_HASH], right[TREE_HASH];
    unsigned bits = n == 1 ? 0 : split_bits(n);

    if (n == 1 || n == UINT64_C(2) << bits) {
        subtree(walk, out, start, n == 1 ? 0 : bits + 1);
        return;
    }
    subtree(walk, left, start, bits);
    range(walk, right, start + (UINT64_C(1) << bits), n - (UINT64_C(1) << bits));
    node_hash(out, left, right);
}

/* The same for leaves with the one whose place is proven; its hash is given. */
static void climb(struct tile_walk *walk, uint8_t out[TREE_HASH], uint64_t start, uint64_t n)
{
    uint8_t left[TREE_HASH], right[TREE_HASH];

    if (n == 1) {
        memcpy(out, walk->leaf, TREE_HASH);
        return;
    }
    uint64_t half = UINT64_C(1) << split_bits(n), middle = start + half;
    if (walk->index < middle) {
        climb(walk, left, start, half);
        range(walk, right, middle, n - half);
    } else {
        range(walk, left, start, half);
        climb(walk, right, middle, n - half);
    }
    node_hash(out, left, right);
}

/* Whether the signed root follows from a leaf. */
static enum err leads_to_root(struct tile_walk *walk, const uint8_t leaf[TREE_HASH], bool *does)
{
    const struct checkpoint *head = walk->tree->head;
    uint8_t root[TREE_HASH];

    walk->leaf = leaf;
    climb(walk, root, 0, head->size);
    *does = memcmp(root, head->root, TREE_HASH) == 0;
    return walk->err;
}

/* A leaf is refuted by a proof of another one in its place: the tile has its hash.  If that does
 * not lead to the signed root either, a tile is damaged, or of another tree.  The root of a tree
 * with one leaf is that leaf. */
static enum err refute(struct tile_walk *walk)
{
    uint8_t other[TREE_HASH];
    bool does;

    if (walk->tree->head->size == 1)
        return ERR_TILE_ROOT;
    subtree(walk, other, walk->index, 0);
    TRY(walk->err);
    TRY(leads_to_root(walk, other, &does));
    return does ? ERR_TILE_ROOT : ERR_TILE_DISAGREE;
}

enum err tile_prove(const struct tile_tree *tree, uint64_t index, const uint8_t leaf[TREE_HASH])
{
    struct tile_walk walk = {.tree = tree, .index = index, .err = ERR_OK};
    bool does;

    if (index >= tree->head->size)
        return ERR_TILE_BEYOND;
    TRY(leads_to_root(&walk, leaf, &does));
    return does ? ERR_OK : refute(&walk);
}
