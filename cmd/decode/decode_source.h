/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decode_source: the files that `decode` and `derive --capture` read, with what decrypts them, and
 * the messages about those that cannot be read. */
#ifndef TB_CMD_DECODE_DECODE_SOURCE_H
#define TB_CMD_DECODE_DECODE_SOURCE_H

#include "app/capture/capture_read.h"
#include "cmd/cli/cmd.h"
#include "cmd/options/passphrase_options.h"

/* A line on a terminal that shows how far the reading has come. */
struct decode_progress {
    uint64_t next_us;
    bool is_wanted, is_shown;
};

struct decode_source {
    struct run *run;
    const char *const *inputs; /* what --json has an object for */
    size_t num_inputs;
    const char *command; /* as JSON names it */
    bool json;
    struct capture_reader reader; /* its listener's context is the source */
    struct passphrase passphrase; /* of the keys, until they are read */
    void *owner;                  /* the command's own, for its functions of the listener */
    struct decode_progress progress;
};

/* decode_source_open reads the secrets and keys that options name.  timeout_us: how long a FIFO is
 * waited for; 0: the default.  EXIT_OK, or the exit code of what it has reported. */
int decode_source_open(struct decode_source *source, const struct string_list *keylogs,
                       const struct string_list *keys, uint64_t timeout_us);
void decode_source_close(struct decode_source *source);

/* decode_source_read reads one operand: EXIT_OK, or the exit code of what it has reported.  The
 * reader keeps the counts until the next one is read. */
int decode_source_read(struct decode_source *source, const char *path);

/* A file of the options cannot be read or written: reported, in JSON for each input. */
int decode_source_failed(struct decode_source *source, const char *path, enum err e, int sys_errno);

/* decode_source_quiet takes the line of the progress away. */
void decode_source_quiet(struct decode_source *source);

#endif
