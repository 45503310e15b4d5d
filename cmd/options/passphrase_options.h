/* SPDX-License-Identifier: GPL-3.0-or-later */
/* passphrase_options: where the passphrase of encrypted files comes from. */
#ifndef TB_CMD_OPTIONS_PASSPHRASE_OPTIONS_H
#define TB_CMD_OPTIONS_PASSPHRASE_OPTIONS_H

#include "app/passphrase.h"
#include "cmd/cli/cmd.h"

/* An option struct holds a struct passphrase_opts and includes passphrase_group at its offset. */
extern const struct opt passphrase_group[];

/* passphrase_options_open checks the options and reads what they name: EXIT_OK, or the exit
 * code. */
int passphrase_options_open(struct passphrase *pass, struct run *run,
                            const struct passphrase_opts *opts);

#endif
