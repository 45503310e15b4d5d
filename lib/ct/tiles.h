/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiles: whether a tree that is published in tiles has a leaf at an index (static-ct-api, "Merkle
 * Tree"; RFC 6962 2.1.1).
 */
#ifndef TB_LIB_CT_TILES_H
#define TB_LIB_CT_TILES_H

#include "lib/ct/checkpoint.h"

/* A tile has up to 256 hashes.  A path is at most "tile/5/x001/x234/567.p/255" with its end. */
enum { TILE_WIDTH = 256, TILE_MAX = TILE_WIDTH * TREE_HASH, TILE_PATH_SIZE = 48 };

/* Where the files of logs come from: `num` places, each with the checkpoint and the tiles of one
 * log.  read appends the file of a place with this relative path; false if there is none, or it has
 * more than `max` bytes. */
struct tile_source {
    void *context;
    size_t num;
    bool (*read)(void *context, size_t place, const char *path, struct buf *out, size_t max);
};

/* tile_leaf_hash is the Merkle Tree Hash of one leaf, whose MerkleTreeLeaf is `entry`. */
void tile_leaf_hash(uint8_t out[TREE_HASH], struct span entry);

/*
 * tile_prove: OK if the tree of the checkpoint has this leaf at this index.  TILE_MISSING if a tile
 * cannot be read, TILE_FORM if it has the wrong size, TILE_BEYOND if the tree is smaller; TILE_ROOT
 * if another root than the signed one follows, so that the leaf or a tile is another one.  The work
 * is bounded: at most 80 tiles are read.
 */
enum err tile_prove(const struct tile_source *source, size_t place, const struct checkpoint *head,
                    uint64_t index, const uint8_t leaf[TREE_HASH]) MUST_CHECK;

/* tile_path writes the path of a tile; width 0: of a full one. */
void tile_path(char out[TILE_PATH_SIZE], unsigned level, uint64_t number, unsigned width);

#endif
