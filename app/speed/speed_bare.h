/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * speed_bare: a row measured without the processor's instructions for cryptography.
 *
 * Nettle chooses its functions when the program starts, and only its environment variable
 * NETTLE_FAT_OVERRIDE changes the choice.  So the program runs itself again, with that variable,
 * and reads the rates that `speed --samples ROW` prints.
 */
#ifndef TB_APP_SPEED_SPEED_BARE_H
#define TB_APP_SPEED_SPEED_BARE_H

#include "app/speed/measure.h"
#include "lib/base/buf.h"

/* speed_bare measures; false if the program cannot be run again, or prints something else. */
bool speed_bare(size_t row, uint64_t ns, struct measure *out);

/* speed_samples_put appends the rates as speed_samples_read reads them, which is false unless there
 * are MEASURE_ROUNDS, in order. */
void speed_samples_put(struct buf *out, const struct measure *measure);
bool speed_samples_read(struct measure *out, struct span text);

#endif
