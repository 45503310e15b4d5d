/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiles: whether a tree that is published in tiles has a leaf at an index (static-ct-api, "Merkle
 * Tree"; RFC 6962 2.1.1).
 */
#ifndef TB_LIB_CT_TILES_H
#define TB_LIB_CT_TILES_H

#include "lib/ct/checkpoint.h"

/* A tile has up to 256 hashes.  A path is at most "tile/5/x001/x234/567.p/255" with its end. */
/* The name of the file with the checkpoint. */
#define TILE_CHECKPOINT "checkpoint"

enum { TILE_WIDTH = 256, TILE_MAX = TILE_WIDTH * TREE_HASH, TILE_PATH_SIZE = 48 };

/* A file of a log: of one of several places, with its path there; it has at most `max` bytes. */
struct tile_file {
    size_t place;
    const struct ct_log *log; /* that it is wanted of */
    const char *path;
    size_t max;
};

/* Where the files of logs come from: `num` places, each with the checkpoint and the tiles of one
 * log.  read appends a file.  Errors: TILE_MISSING if the place does not have it, TILE_UNREAD if
 * that is not known (it could not be read, or is not fetched yet), TILE_FORM if it is longer. */
struct tile_source {
    void *context;
    size_t num;
    enum err (*read)(void *context, const struct tile_file *file, struct buf *out);
};

/* tile_leaf_hash is the Merkle Tree Hash of one leaf, whose MerkleTreeLeaf is `entry`. */
void tile_leaf_hash(uint8_t out[TREE_HASH], struct span entry);

/* The tree that a proof is about. */
struct tile_tree {
    const struct tile_source *source;
    size_t place;
    const struct ct_log *log;
    const struct checkpoint *head;
};

/*
 * tile_prove: OK if the tree of the checkpoint has this leaf at this index.  TILE_MISSING and
 * TILE_UNREAD if a tile cannot be had, TILE_FORM if it has the wrong size, TILE_BEYOND if the tree
 * is smaller.  TILE_ROOT: it is proven that another leaf is there.  TILE_DISAGREE: another root
 * than the signed one follows from the tiles, with the leaf and without it, so that they say
 * nothing.
 *
 * A tile that cannot be had does not end the walk: the source hears of all that are needed.  The
 * work is bounded: at most 160 tiles are read.
 */
enum err tile_prove(const struct tile_tree *tree, uint64_t index,
                    const uint8_t leaf[TREE_HASH]) MUST_CHECK;

/* tile_path writes the path of a tile; width 0: of a full one. */
void tile_path(char out[TILE_PATH_SIZE], unsigned level, uint64_t number, unsigned width);

#endif
