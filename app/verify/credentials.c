/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/credentials.h"

#include "app/file_error.h"
#include "app/verify/cert_unlock.h"
#include "lib/path/purpose.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/lists.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/view/view.h"

enum { KEY_MAX = 1 << 20, AUTHORITIES_MAX = 64, USAGES_MAX = 8 };

/* Reads the chain in the order of the file, in which it will be sent. */
static enum err read_certs(struct credentials *id, struct arena *arena, const char *path,
                           struct passphrase *pass, struct buf *why)
{
    struct span *certs = NULL;
    enum err e = cert_input_read(&id->input, path, CERT_INPUT_CHAIN, arena);

    if (e == ERR_OK || e == ERR_IS_PKCS12)
        e = cert_unlock(&id->input, CERT_INPUT_CHAIN, pass, arena);
    if (e != ERR_OK) {
        cert_input_error(why, &id->input);
        return e;
    }
    certs = arena_alloc(arena, id->input.num_certs, sizeof *certs);
    if (certs == NULL)
        return file_error_put(why, path, ERR_MEMORY, 0);
    for (size_t i = 0; i < id->input.num_certs; i++)
        certs[i] = id->input.certs[i].cert->der;
    id->tls.certs = certs;
    id->tls.num_certs = id->input.num_certs;
    return ERR_OK;
}

/* An error that would be a verdict on a chain becomes NO_PRIVATE_KEY. */
enum err credentials_key(struct privkey **out, const char *path, struct passphrase *pass,
                         struct buf *why)
{
    struct file file = {0};
    enum err e = file_read(&file, path, KEY_MAX);
    int sys_errno = file.sys_errno;

    if (e == ERR_OK)
        e = cert_unlock_key(out, file.bytes, pass, path);
    file_wipe(&file);
    if (e == ERR_OK)
        return ERR_OK;
    file_error_put(why, path, e, sys_errno);
    return file_error_reason(e) == err_reason(e) ? e : ERR_NO_PRIVATE_KEY;
}

/* Checks that the key belongs to the first certificate, which is the end's own (RFC 9846 4.5.1, RFC
 * 5246 7.4.2).  If it belongs to a later one, only the order is wrong. */
static enum err hold_together(struct credentials *id, const char *certs, const char *key,
                              struct buf *why)
{
    const struct cert_input *in = &id->input;
    size_t owner = 0;

    while (owner < in->num_certs && !privkey_fits(id->key, &in->certs[owner].cert->key))
        owner++;
    id->tls.key = id->key;
    if (owner == 0)
        return ERR_OK;
    if (owner == in->num_certs)
        return file_error_put(why, key, ERR_TLS_KEY_NOT_CERTIFICATE, 0);
    safe_put(why, span_str(certs));
    buf_printf(why,
               ": the key belongs to certificate %zu of the file: put that one first, "
               "followed by the CA certificates above it",
               owner + 1);
    return ERR_TLS_KEY_NOT_CERTIFICATE;
}

enum err credentials_read(struct credentials *id, struct arena *arena, const char *certs,
                          const char *key, struct passphrase *pass, struct buf *why)
{
    TRY(read_certs(id, arena, certs, pass, why));
    TRY(credentials_key(&id->key, key, pass, why));
    return hold_together(id, certs, key, why);
}

/* One of our certificates has this issuer.  True also for a name that cannot be read. */
static bool may_have_issued(const struct credentials *id, struct span ca)
{
    struct fail fail = {0}, loose = {0};

    name_check_loosely(ca, &fail, &loose);
    for (size_t i = 0; i < id->input.num_certs && fail.err == ERR_OK; i++) {
        if (name_eq(id->input.certs[i].cert->issuer, ca))
            return true;
    }
    return fail.err != ERR_OK;
}

void credentials_issuer_note(struct buf *out, const struct credentials *id, struct span authorities)
{
    struct fail fail = {0};
    struct rd r = rd_init(authorities, &fail);
    size_t num = 0;

    /* Comparing names is expensive.  So a list of more than AUTHORITIES_MAX names gets no note. */
    for (; rd_more(&r) && num < AUTHORITIES_MAX; num++) {
        struct span ca = rd_vec16(&r, 0, UINT16_MAX);
        if (fail.err != ERR_OK || may_have_issued(id, ca))
            return;
    }
    if (num == 0 || rd_more(&r))
        return;
    buf_str(out, "; it is not from one of the CAs that the server named: its issuer is ");
    safe_name(out, id->input.certs[0].cert->issuer);
}

/* Appends at most two notes: one on the times, one on the usage. */
void credentials_own_note(struct buf *out, const struct credentials *id, int64_t now)
{
    const struct cert *c = id->input.certs[0].cert;
    const struct cert_ext *eku = &c->ext[EXT_EKU];

    if (c->has_not_after && now > c->not_after) {
        buf_str(out, "; it expired on ");
        text_date(out, c->not_after);
    } else if (c->has_not_before && now < c->not_before) {
        buf_str(out, "; it is not valid before ");
        text_date(out, c->not_before);
    }
    if (!eku->present || eku->err != ERR_OK || eku_allows(c, purpose_eku(PURPOSE_CLIENT)))
        return;
    buf_str(out, "; its extendedKeyUsage (");
    lists_eku(out, eku->val, USAGES_MAX);
    buf_str(out, ") does not include clientAuth");
    if ((c->eku & EKU_SERVER) == 0)
        return;
    buf_str(out, " (public CAs end it: ");
    label_client_end(out, LANG_EN);
    buf_str(out, "; use a certificate of a CA of your own)");
}

void credentials_free(struct credentials *id)
{
    privkey_free(id->key);
    cert_input_close(&id->input);
    *id = (struct credentials){0};
}
