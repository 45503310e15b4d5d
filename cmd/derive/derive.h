/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * derive: the parts of `tlsbox derive`:
 *
 *   derive.c           options and output
 *   derive_value.c     one value
 *   derive_options.c   options and files to values
 *   derive_shared.c    the shared secret, which may consist of two
 *   derive_messages.c  handshake messages to randoms, hashes and Finished values
 *   derive_schedule.c  values to steps
 *   derive_capture.c   steps from a capture
 */
#ifndef TB_CMD_DERIVE_DERIVE_H
#define TB_CMD_DERIVE_DERIVE_H

#include "cmd/cli/cmd.h"
#include "cmd/options/passphrase_options.h"
#include "lib/base/file.h"
#include "lib/base/string_list.h"
#include "lib/tls/keys/key_schedule13.h"
#include "lib/tls/keys/keylog.h"

/* The values, rows of derive.def. */
enum derive_id {
#define VALUE(ID, option, length, help) DERIVE_##ID,
#define VALUE12                         VALUE
#define VALUE13                         VALUE
#define VALUE13_TWICE                   VALUE
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
#undef VALUE13_TWICE
    DERIVE_COUNT
};

struct derive_opts {
    const char *suite, *messages, *keylog;
    const char *capture, *key;
    struct passphrase_opts passphrase; /* of the key */
    int flow;                          /* of the capture; 0: the first whose secrets are known */
    const char *text[DERIVE_COUNT];    /* hexadecimal; NULL: not given */
    struct string_list shared;         /* the same of DERIVE_SHARED, one or two values */
    bool external, json;
    int color;
};

/* The longest value is a shared secret. */
enum { DERIVE_VALUE_MAX = KX_SHARED_MAX, DERIVE_MESSAGE_MAX = 1 << 14 };

struct derive_value {
    size_t n; /* 0: not known */
    uint8_t v[DERIVE_VALUE_MAX];
};

/* The ends, as indices. */
enum derive_end { DERIVE_SERVER, DERIVE_CLIENT, DERIVE_ENDS };

/* All values that are known.  They are secret: derive_wipe. */
struct derive {
    struct run *run;
    const struct derive_opts *opts;
    const struct suite *suite; /* NULL: not known */
    struct derive_value v[DERIVE_COUNT];
    size_t first_n; /* of a shared secret that consists of two: the length of the first; else 0 */
    uint16_t group; /* of the key exchange; 0: not known */
    struct file messages, keylog;
    struct buf bytes;                             /* of the messages */
    struct span found[DERIVE_ENDS];               /* bodies of the Finished messages, in `bytes` */
    bool psk_refused;                             /* the server did not accept the pre-shared key */
    struct secret early, traffic[2][DERIVE_ENDS]; /* from the key log: handshake, application */
    uint8_t random[KEYLOG_RANDOM];                /* of the current connection in the key log */
};

/* The results that can be compared: the Finished values. */
struct derive_result {
    struct {
        size_t n; /* 0: cannot be computed */
        uint8_t v[SECRET_MAX];
    } expected[DERIVE_ENDS];
};

static inline struct span derive_get(const struct derive *derive, enum derive_id id)
{
    return span_of(derive->v[id].v, derive->v[id].n);
}

static inline bool derive_has(const struct derive *derive, enum derive_id id)
{
    return derive->v[id].n > 0;
}

/* derive_set stores a value.  A value that is longer than DERIVE_VALUE_MAX is cut, and then has a
 * wrong length. */
void derive_set(struct derive *derive, enum derive_id id, struct span value);

const char *derive_option(enum derive_id id); /* "client-random" */

/* derive_is_given: the value came from its own option, not from a file. */
bool derive_is_given(const struct derive_opts *opts, enum derive_id id);

/* derive_decode appends an option's value to out; reports a wrong one.  Returns the exit code. */
int derive_decode(const struct derive *derive, enum derive_id id, const char *text,
                  struct buf *out);

/* derive_shared_read takes the values of --shared-secret, and derive_shared_fit checks their
 * lengths if the group is known.  Both report an error themselves and return the exit code.
 * derive_shared_split gives the step of the shared secret its two parts as inputs, if it has
 * them. */
int derive_shared_read(struct derive *derive);
int derive_shared_fit(struct derive *derive);
void derive_shared_split(const struct derive *derive, struct step *step);

/* derive_failed reports an error in a file, on standard error and as JSON; returns the exit
 * code. */
int derive_failed(struct derive *derive, const char *path, const struct file *file,
                  struct fail fail);

/*
 * derive_open reads the values from the options and opens the files.  derive_fit checks that the
 * values fit together and none is missing.  Both report an error themselves and return the exit
 * code.
 */
int derive_open(struct derive *derive, struct run *run);
int derive_fit(struct derive *derive);
void derive_wipe(struct derive *derive);

/* derive_read_messages reads values from derive->bytes, and the suite if it is not known yet. */
int derive_read_messages(struct derive *derive);

/* derive_keylog_next reads the secrets of the next connection of the key log that fits the known
 * values; false at the end. */
bool derive_keylog_next(struct derive *derive, struct span *text);

/* derive_schedule computes all steps that the known values allow.  listener NULL: only the
 * result. */
void derive_schedule(const struct derive *derive, const struct step_listener *listener,
                     struct derive_result *out);

/* derive_capture runs --capture; returns the exit code. */
int derive_capture(struct run *run, const struct derive_opts *opts);

/* derive_finished_hash is the transcript hash for the Finished of an end, or empty. */
struct span derive_finished_hash(const struct derive *derive, enum derive_end end);

#endif
