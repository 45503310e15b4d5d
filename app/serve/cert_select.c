/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates come from files or from a test PKI that is made for this run.  For each client
 * those that match the requested name are offered to TLS, which selects one among them. */
#include "config.h"

#include "app/serve/cert_select.h"

#include <time.h>

#include "app/file_error.h"
#include "lib/path/host.h"

enum { STAPLE_MAX = 1 << 20, CHAIN = 2, RSA_BITS = 2048 };

/* Allocates the arrays for n certificates. */
static enum err room(struct cert_select *selection, struct arena *arena, size_t n)
{
    selection->v = arena_alloc(arena, n, sizeof *selection->v);
    selection->leaves = arena_alloc(arena, n, sizeof *selection->leaves);
    selection->compressed = arena_alloc(arena, n, sizeof *selection->compressed);
    return selection->v == NULL || selection->leaves == NULL || selection->compressed == NULL
               ? ERR_MEMORY
               : ERR_OK;
}

/* Without keys, each private key is in the file of its certificate. */
enum err cert_select_read(struct cert_select *selection, struct arena *arena,
                          const struct string_list *certs, const struct string_list *keys,
                          struct passphrase *pass, struct buf *why)
{
    TRY(room(selection, arena, certs->num));
    selection->files = arena_alloc(arena, certs->num, sizeof *selection->files);
    if (selection->files == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < certs->num; i++) {
        const char *key = keys->num == 0 ? certs->v[i] : keys->v[i];
        struct credentials *id = &selection->files[selection->num++];

        TRY(credentials_read(id, arena, certs->v[i], key, pass, why));
        selection->v[i] = id->tls;
        selection->v[i].compressed = &selection->compressed[i];
        selection->leaves[i] = id->input.certs[0].cert;
    }
    return ERR_OK;
}

/* Adds a leaf that was made, with the intermediate after it. */
static enum err add_made(struct cert_select *selection, struct arena *arena, struct span leaf,
                         const struct privkey *key)
{
    struct span *certs = arena_alloc(arena, CHAIN, sizeof *certs);
    struct cert *cert = ARENA_NEW(arena, struct cert);
    struct fail fail = {0};

    if (certs == NULL || cert == NULL)
        return ERR_MEMORY;
    TRY(cert_parse(cert, leaf, &fail));
    certs[0] = leaf;
    certs[1] = selection->test_pki.intermediate;
    selection->v[selection->num] =
        (struct tls_identity){.certs = certs,
                              .num_certs = CHAIN,
                              .key = key,
                              .compressed = &selection->compressed[selection->num]};
    selection->leaves[selection->num++] = cert;
    return ERR_OK;
}

/* Finds the name that caused the error, and explains it in *why. */
static enum err name_why(struct cert_select *selection, const char *const *names, size_t num,
                         enum err err, struct buf *why)
{
    const struct issue how = selection->test_pki.how;

    for (size_t i = 0; i < num; i++) {
        struct span name;
        enum err bad = issue_name(&how, &name, names[i]);

        if (bad == err) {
            buf_printf(why, "--name: '%s': %s", names[i], err_text(err));
            return err;
        }
    }
    buf_printf(why, "cannot make certificates: %s", err_text(err));
    return err;
}

enum err cert_select_mint(struct cert_select *selection, struct arena *arena,
                          const struct string_list *names, bool rsa, struct buf *why)
{
    static const char *const usual[] = {"localhost", "127.0.0.1", "::1"};
    const char *const *list = names->num > 0 ? names->v : usual;
    size_t num = names->num > 0 ? names->num : sizeof usual / sizeof usual[0];
    const struct rng rng = rng_system(&selection->random);
    int64_t now = (int64_t)time(NULL);
    struct span leaf;

    TRY(room(selection, arena, 2));
    enum err e = test_pki_make(&selection->test_pki, arena, list, num, now, &rng);

    selection->has_test_pki = e == ERR_OK;
    if (e == ERR_OK)
        e = add_made(selection, arena, selection->test_pki.leaf, selection->test_pki.leaf_key);
    if (e == ERR_OK && rsa)
        e = test_pki_leaf(&selection->test_pki, &leaf, &selection->rsa, KEY_RSA, RSA_BITS);
    if (e == ERR_OK && rsa)
        e = add_made(selection, arena, leaf, selection->rsa);
    if (e == ERR_OK && selection->random.failed)
        e = ERR_TLS_RANDOM;
    selection->test_pki.how = (struct issue){arena, rng, now};
    return e == ERR_OK ? ERR_OK : name_why(selection, list, num, e, why);
}

enum err cert_select_staple(struct cert_select *selection, struct arena *arena,
                            const struct string_list *files, struct buf *why)
{
    selection->staples = arena_alloc(arena, files->num, sizeof *selection->staples);
    if (selection->staples == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < files->num && i < selection->num; i++) {
        struct file *f = &selection->staples[selection->num_staples++];
        enum err e = file_read(f, files->v[i], STAPLE_MAX);

        if (e == ERR_OK && f->bytes.n == 0)
            e = ERR_EMPTY_INPUT;
        if (e != ERR_OK)
            return file_error_put(why, files->v[i], e, f->sys_errno);
        selection->v[i].ocsp = f->bytes;
    }
    return ERR_OK;
}

static void free_compressed(struct tls_compressed *compressed)
{
    for (size_t i = 0; i < TLS_COMPRESSED_FORMS; i++)
        buf_free(&compressed->forms[i]);
}

void cert_select_free(struct cert_select *selection)
{
    for (size_t i = 0; i < selection->num; i++)
        free_compressed(&selection->compressed[i]);
    for (size_t i = 0; selection->files != NULL && i < selection->num; i++)
        credentials_free(&selection->files[i]);
    for (size_t i = 0; i < selection->num_staples; i++)
        file_close(&selection->staples[i]);
    privkey_free(selection->rsa);
    if (selection->has_test_pki)
        test_pki_free(&selection->test_pki);
    *selection = (struct cert_select){0};
}

size_t cert_select_choose(const struct cert_select *selection, struct span name,
                          struct tls_identity *out)
{
    struct reference_id host = {.kind = HOST_DNS};
    size_t num = 0;

    if (host_dns(host.name, &host.name_n, name) != ERR_OK)
        host.kind = HOST_NONE;
    /* Round 0 finds the certificates with the name itself, round 1 those with a matching
     * wildcard. */
    for (int wild = 0; wild < 2 && host.kind == HOST_DNS; wild++) {
        for (size_t i = 0; i < selection->num; i++) {
            struct host_match match;

            host_match(&match, &host, selection->leaves[i]);
            if (match.matched && match.wildcard == (wild == 1))
                out[num++] = selection->v[i];
        }
    }
    for (size_t i = 0; num == 0 && i < selection->num; i++)
        out[i] = selection->v[i];
    return num > 0 ? num : selection->num;
}
