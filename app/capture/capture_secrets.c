/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/capture_secrets.h"

#include "app/verify/cert_unlock.h"
#include "lib/base/file.h"
#include "lib/tls/wire/first_flight.h"

enum { KEY_MAX = 1 << 20 };
static const size_t keylog_max = SIZE_MAX / 2; /* huge ones are mapped into memory */

void capture_secrets_init(struct capture_secrets *secrets, struct arena *arena)
{
    struct rng rng = rng_system(&secrets->random);

    secrets->arena = arena;
    rng_fill(&rng, secrets->hash_key, sizeof secrets->hash_key);
    secret_index_init(&secrets->index, secrets->hash_key);
    sessions_init(&secrets->sessions, secrets->hash_key);
}

void capture_secrets_free(struct capture_secrets *secrets)
{
    secret_index_free(&secrets->index);
    sessions_free(&secrets->sessions);
    readkeys_cache_free(&secrets->contexts);
    for (size_t i = 0; i < secrets->num_keys; i++)
        privkey_free(secrets->keys[i].key);
    secrets->num_keys = 0;
}

/* If every new line is bad, the file is probably no key log: the error says what it is instead. */
enum err capture_secrets_keylog(struct capture_secrets *secrets, const char *path, int wait_ms,
                                uint64_t *bad, int *sys_errno)
{
    struct file file = {0};
    uint64_t lines = secrets->index.lines, before = secrets->index.bad;
    enum err e = file_read_within(&file, path, keylog_max, wait_ms);

    if (e == ERR_OK)
        e = secret_index_add(&secrets->index, file.bytes);
    *bad = secrets->index.bad - before;
    if (e == ERR_OK && secrets->index.lines == lines && *bad > 0)
        e = first_flight_no_keylog(file.bytes, ERR_TLS_KEYLOG_LINE);
    *sys_errno = file.sys_errno;
    file_wipe(&file);
    return e;
}

enum err capture_secrets_key(struct capture_secrets *secrets, const char *path, enum key_kind *kind,
                             struct passphrase *pass, int *sys_errno)
{
    struct file file = {0};
    struct privkey *key = NULL;
    enum err e = file_read(&file, path, KEY_MAX);

    *sys_errno = file.sys_errno;
    if (e == ERR_OK)
        e = cert_unlock_key(&key, file.bytes, pass, path);
    file_wipe(&file);
    if (e == ERR_OK)
        e = ARENA_GROW(secrets->arena, secrets->keys, secrets->num_keys, secrets->cap_keys);
    if (e != ERR_OK) {
        privkey_free(key);
        return e;
    }
    secrets->keys[secrets->num_keys++] = (struct capture_key){.key = key, .path = path};
    *kind = privkey_kind(key);
    return ERR_OK;
}

const struct capture_key *capture_secrets_fits(const struct capture_secrets *secrets,
                                               const struct keyinfo *of)
{
    for (size_t i = 0; i < secrets->num_keys; i++) {
        if (privkey_fits(secrets->keys[i].key, of))
            return &secrets->keys[i];
    }
    return NULL;
}

uint64_t capture_secrets_size(const struct capture_secrets *secrets)
{
    return sessions_size(&secrets->sessions) + secrets->contexts.slots.room;
}
