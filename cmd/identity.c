/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/identity.h"

enum { KEY_MAX = 1 << 20, MESSAGE_MAX = 1 << 14 };

static int read_certs(struct identity *id, struct run *r, const char *path)
{
    struct span *certs = NULL;
    struct buf text;
    enum err e = input_read(&id->input, path, INPUT_CHAIN, r->arena);

    if (e != ERR_OK) {
        buf_init(&text, MESSAGE_MAX);
        input_error(&text, &id->input);
        out_say(&r->out, "%.*s [%s]", (int)text.n, (const char *)text.p,
                reason_code(err_reason(e)));
        buf_free(&text);
        return reason_exit(err_reason(e));
    }
    certs = arena_alloc(r->arena, id->input.num_certs, sizeof *certs);
    if (certs == NULL)
        return cmd_file_failed(r, path, ERR_MEMORY, 0);
    for (size_t i = 0; i < id->input.num_certs; i++)
        certs[i] = id->input.certs[i].cert->der;
    id->tls.certs = certs;
    id->tls.num_certs = id->input.num_certs;
    return EXIT_OK;
}

static int read_key(struct identity *id, struct run *r, const char *path)
{
    struct file file = {0};
    enum err e = file_read(&file, path, KEY_MAX);
    int sys_errno = file.sys_errno;

    if (e == ERR_OK)
        e = privkey_new(&id->key, file.bytes);
    file_wipe(&file);
    if (e == ERR_OK && !privkey_fits(id->key, &id->input.certs[0].cert->key))
        e = ERR_TLS_KEY_NOT_CERTIFICATE;
    if (e != ERR_OK)
        return cmd_file_failed(r, path, e, sys_errno);
    id->tls.key = id->key;
    return EXIT_OK;
}

int identity_read(struct identity *id, struct run *r, const char *certs, const char *key)
{
    int code = read_certs(id, r, certs);

    return code == EXIT_OK ? read_key(id, r, key) : code;
}

void identity_free(struct identity *id)
{
    privkey_free(id->key);
    input_close(&id->input);
    *id = (struct identity){0};
}
