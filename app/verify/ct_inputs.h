/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ct_inputs: what the options about transparency name: a log list, and directories with the tiles
 * of logs. */
#ifndef TB_APP_VERIFY_CT_INPUTS_H
#define TB_APP_VERIFY_CT_INPUTS_H

#include "app/verify/verify_settings.h"
#include "trust/places.h"

struct ct_inputs {
    struct file file;
    struct log_list list;
    bool has_list;
    struct tile_source tiles; /* num 0: none */
};

/* ct_inputs_load reads the log list from a place, and looks whether each directory of tiles has a
 * checkpoint.  *why gets a failure, in one line without its line feed.  Tiles are read when they
 * are needed.  ct_inputs_close accepts a zero struct. */
enum err ct_inputs_load(struct ct_inputs *inputs, struct trust_place *list,
                        const struct string_list *tiles, struct arena *arena,
                        struct buf *why) MUST_CHECK;
/* ct_tiles_are_fetched: --ct-tiles has the word "fetch"; ct_inputs_is_fetched: this place is it.
 * Without a shelf (app/fetch/tile_shelf.h) nothing can be read there. */
bool ct_tiles_are_fetched(const struct verify_settings *settings);
bool ct_inputs_is_fetched(const struct ct_inputs *inputs, size_t place);
void ct_inputs_close(struct ct_inputs *inputs);

#endif
