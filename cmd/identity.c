/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/identity.h"

enum { KEY_MAX = 1 << 20 };

static enum err read_certs(struct identity *id, struct run *r, const char *path, struct buf *why)
{
    struct span *certs = NULL;
    enum err e = input_read(&id->input, path, INPUT_CHAIN, r->arena);

    if (e != ERR_OK) {
        input_error(why, &id->input);
        return e;
    }
    certs = arena_alloc(r->arena, id->input.num_certs, sizeof *certs);
    if (certs == NULL)
        return cmd_file_why(why, path, ERR_MEMORY, 0);
    for (size_t i = 0; i < id->input.num_certs; i++)
        certs[i] = id->input.certs[i].cert->der;
    id->tls.certs = certs;
    id->tls.num_certs = id->input.num_certs;
    return ERR_OK;
}

static enum err read_key(struct identity *id, const char *path, struct buf *why)
{
    struct file file = {0};
    enum err e = file_read(&file, path, KEY_MAX);
    int sys_errno = file.sys_errno;

    if (e == ERR_OK)
        e = privkey_new(&id->key, file.bytes);
    if (e != ERR_OK && sys_errno == 0 && item_guess(file.bytes) == ITEM_PKCS12)
        e = ERR_IS_PKCS12;
    file_wipe(&file);
    if (e == ERR_OK && !privkey_fits(id->key, &id->input.certs[0].cert->key))
        e = ERR_TLS_KEY_NOT_CERTIFICATE;
    if (e != ERR_OK)
        return cmd_file_why(why, path, e, sys_errno);
    id->tls.key = id->key;
    return ERR_OK;
}

enum err identity_read(struct identity *id, struct run *r, const char *certs, const char *key,
                       struct buf *why)
{
    TRY(read_certs(id, r, certs, why));
    return read_key(id, key, why);
}

void identity_free(struct identity *id)
{
    privkey_free(id->key);
    input_close(&id->input);
    *id = (struct identity){0};
}
