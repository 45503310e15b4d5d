/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of a handshake, as derive reads them.  What derive says of them is not looked at
 * here, so that the few functions that say it are this file's.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "cmd/derive/derive.h"

const char fuzz_name[] = "derive";

int cmd_wrong(struct run *r, const char *format, ...)
{
    (void)r;
    (void)format;
    return EXIT_USAGE;
}

int derive_failed(struct derive *d, const char *path, const struct file *file, struct fail fail)
{
    (void)path;
    (void)file;
    REQUIRE(fail.err != ERR_OK);
    REQUIRE(fail.at.p == NULL || fail.at.n == 0 || span_contains(buf_span(&d->bytes), fail.at));
    return EXIT_INPUT;
}

void derive_set(struct derive *d, enum derive_id id, struct span value)
{
    d->v[id].n = value.n;
    REQUIRE(value.n <= DERIVE_VALUE_MAX);
    if (value.n > 0)
        memcpy(d->v[id].v, value.p, value.n);
}

static bool is_hash(const struct derive *d, enum derive_id id)
{
    return !derive_has(d, id) || d->v[id].n == digest_size(d->suite->hash);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct derive d;
    const struct derive_opts opts = {0};

    d = (struct derive){.opts = &opts};
    buf_init(&d.bytes, FUZZ_CAP);
    buf_put(&d.bytes, span_of(data, size));
    if (derive_read_messages(&d) == EXIT_OK) {
        REQUIRE(d.suite != NULL);
        REQUIRE(is_hash(&d, DERIVE_HELLOS_HASH) && is_hash(&d, DERIVE_SERVER_FINISHED_HASH) &&
                is_hash(&d, DERIVE_CLIENT_FINISHED_HASH) && is_hash(&d, DERIVE_BINDER_HASH));
        for (size_t i = 0; i < DERIVE_ENDS; i++)
            REQUIRE(d.found[i].n == 0 || span_contains(buf_span(&d.bytes), d.found[i]));
    }
    buf_free(&d.bytes);
    return 0;
}
