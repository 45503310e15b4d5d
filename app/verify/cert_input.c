/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is split into objects (lib/x509/bundle.h), each is parsed, and what was parsed is listed.
 * Only then check_want decides, by what the operand is for, whether a failure matters. */
#include "config.h"

#include "app/verify/cert_input.h"

#include <stdlib.h>

#include "app/file_error.h"
#include "lib/base/wipe.h"
#include "lib/view/view.h"

/* Room to parse an object before it is kept: most objects of a hostile file do not parse. */
struct trial {
    struct cert cert;
    struct crl crl;
};

static enum err keep_cert(struct cert_input_item *it, const struct cert *parsed,
                          struct arena *arena)
{
    struct cert *c = ARENA_NEW(arena, struct cert);

    if (c == NULL)
        return arena->err;
    *c = *parsed;
    it->cert = c;
    return ERR_OK;
}

static enum err keep_crl(struct cert_input_item *it, const struct crl *parsed, struct arena *arena)
{
    struct crl *c = ARENA_NEW(arena, struct crl);

    if (c == NULL)
        return arena->err;
    *c = *parsed;
    it->crl = c;
    return ERR_OK;
}

/* Parses one object.  That it does not decode is noted in the item and is no error here.  The first
 * certificate is the one to be judged: it is not worth being remembered. */
static enum err parse(struct cert_input_item *it, const struct cert_input *in, struct arena *arena)
{
    struct trial t;

    switch (it->item.kind) {
    case ITEM_CERT:
        return known_cert(in->num_certs > 0 ? in->known : NULL, &t.cert, it->item.der, &it->fail) ==
                       ERR_OK
                   ? keep_cert(it, &t.cert, arena)
                   : ERR_OK;
    case ITEM_CRL:
        return crl_parse(&t.crl, it->item.der, &it->fail) == ERR_OK ? keep_crl(it, &t.crl, arena)
                                                                    : ERR_OK;
    default: return ERR_OK;
    }
}

/* Is a broken object worth its room?  The first of its kind says what the file was meant to be. */
static bool keeps_broken(struct cert_input *in, enum item_kind kind)
{
    uint32_t bit = (uint32_t)1 << kind;
    bool first = (in->broken_kinds & bit) == 0;

    in->broken_kinds |= bit;
    in->num_broken++;
    return first || in->num_broken <= CERT_INPUT_BROKEN;
}

/* Broken objects beyond the limit are counted and not kept. */
enum err cert_input_add(struct cert_input *in, struct item item, struct arena *arena)
{
    struct cert_input_item it = {.item = item, .fail = item.fail};

    if (it.fail.err == ERR_OK)
        TRY(parse(&it, in, arena));
    if (it.fail.err != ERR_OK && !keeps_broken(in, item.kind)) {
        in->num_dropped++;
        return ERR_OK;
    }
    TRY(ARENA_GROW(arena, in->items, in->num_items, in->cap_items));
    in->items[in->num_items++] = it;
    in->num_certs += it.cert != NULL;
    in->num_crls += it.crl != NULL;
    return ERR_OK;
}

/* Takes all objects out of the file and parses the certificates and CRLs. */
static enum err take_items(struct cert_input *in, struct arena *arena)
{
    struct item item;

    while (bundle_next(&in->bundle, &item)) {
        if (item.fail.err == ERR_LIMIT)
            return ERR_LIMIT;
        TRY(cert_input_add(in, item, arena));
    }
    return ERR_OK;
}

/* Lists what was parsed in the order of the file. */
static enum err list_parsed(struct cert_input *in, enum source source, struct arena *arena)
{
    size_t certs = 0, crls = 0;

    in->certs = arena_alloc(arena, in->num_certs, sizeof *in->certs);
    in->crls = arena_alloc(arena, in->num_crls, sizeof *in->crls);
    if (in->certs == NULL || in->crls == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < in->num_items; i++) {
        const struct cert_input_item *it = &in->items[i];
        if (it->cert != NULL)
            in->certs[certs++] =
                (struct link){.cert = it->cert, .source = source, .origin = in->path};
        if (it->crl != NULL)
            in->crls[crls++] = it->crl;
    }
    return ERR_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct name_id));
}

/* Does a certificate name no other one's issuer?  issuers: the ids of all, sorted. */
static bool issued_none(const struct cert *c, const struct name_id *issuers, size_t num)
{
    size_t low = 0, high = num, own = cert_is_self_issued(c);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_bytes(&issuers[middle], &c->subject_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    /* A self-issued certificate finds its own issuer among them. */
    return low + own >= num || by_bytes(&issuers[low + own], &c->subject_id) != 0;
}

/* The certificate of a set that issued no other, preferably one that is not self-issued. */
static enum err find_leaf(const struct cert_input *in, size_t *leaf, struct arena *arena)
{
    struct name_id *issuers = arena_alloc(arena, in->num_certs, sizeof *issuers);
    bool found = false;

    *leaf = 0;
    if (issuers == NULL)
        return arena->err;
    for (size_t i = 0; i < in->num_certs; i++)
        issuers[i] = in->certs[i].cert->issuer_id;
    qsort(issuers, in->num_certs, sizeof *issuers, by_bytes);
    for (size_t i = 0; i < in->num_certs; i++) {
        const struct cert *c = in->certs[i].cert;
        if (!issued_none(c, issuers, in->num_certs))
            continue;
        bool end = !cert_is_self_issued(c);
        if (end || !found)
            *leaf = i;
        if (end)
            break;
        found = true;
    }
    return ERR_OK;
}

/* Puts the certificate to be judged first; the others keep their order. */
static void move_first(struct link *certs, size_t i)
{
    struct link leaf = certs[i];

    memmove(certs + 1, certs, i * sizeof *certs);
    certs[0] = leaf;
    certs[0].source = SOURCE_LEAF;
}

/* Makes an item the culprit.  Its own failure is the reason; e only if it has none. */
static enum err fail_item(struct cert_input *in, size_t i, enum err e)
{
    in->culprit = i;
    in->fail = in->items[i].fail;
    if (in->fail.err == ERR_OK)
        in->fail = (struct fail){e, {0}};
    return in->fail.err;
}

/* The error for a file that has nothing of what is wanted: what it has instead. */
static enum err say_what_else(struct cert_input *in, enum err missing)
{
    static const enum err errs[] = {
        [ITEM_CRL] = ERR_IS_CRL,
        [ITEM_CSR] = ERR_IS_CSR,
        [ITEM_PUBLIC_KEY] = ERR_IS_PUBLIC_KEY,
        [ITEM_PRIVATE_KEY] = ERR_IS_PRIVATE_KEY,
        [ITEM_ENCRYPTED_KEY] = ERR_IS_ENCRYPTED_KEY,
        [ITEM_PKCS12] = ERR_IS_PKCS12,
        [ITEM_OCSP] = ERR_IS_OCSP,
        [ITEM_PARAMETERS] = ERR_IS_PARAMETERS,
    };

    for (size_t i = 0; i < in->num_items && missing == ERR_NO_CERTIFICATE; i++) {
        enum item_kind kind = in->items[i].item.kind;
        if (kind < sizeof errs / sizeof errs[0] && errs[kind] != ERR_OK) {
            in->culprit = i;
            in->fail = (struct fail){errs[kind], {0}};
            return errs[kind];
        }
    }
    if (in->num_items > 0)
        return fail_item(in, 0, missing);
    in->fail = (struct fail){missing, {0}};
    return missing;
}

/* The first item of a kind; num_items if there is none. */
static size_t first_of(const struct cert_input *in, enum item_kind kind)
{
    size_t i = 0;

    while (i < in->num_items && in->items[i].item.kind != kind)
        i++;
    return i;
}

/* The first member of a set that does not decode, CRLs excepted; num_items if there is none. */
static size_t broken_in_set(const struct cert_input *in)
{
    size_t i = 0;

    while (i < in->num_items && (!in->items[i].item.in_pkcs7 || in->items[i].fail.err == ERR_OK ||
                                 in->items[i].item.kind == ITEM_CRL))
        i++;
    return i;
}

/* In a file with an order the first certificate is the one to judge; in a set it is the one that
 * issued no other. */
static enum err judge_chain_file(struct cert_input *in, struct arena *arena)
{
    size_t first = first_of(in, ITEM_CERT), leaf = 0;

    if (first == in->num_items)
        return say_what_else(in, ERR_NO_CERTIFICATE);
    /* A set has no first: what is broken in it is passed over, unless all of it is. */
    bool in_set = in->items[first].item.in_pkcs7;
    if (in->items[first].fail.err != ERR_OK && (!in_set || in->num_certs == 0))
        return fail_item(in, first, ERR_NO_CERTIFICATE);
    if (in_set) {
        TRY(find_leaf(in, &leaf, arena));
        /* A CA that issued nothing here may have issued what is broken: then that was the leaf. */
        const struct cert *c = in->certs[leaf].cert;
        size_t broken = broken_in_set(in);
        if (broken < in->num_items && (c->is_ca || cert_is_self_issued(c)))
            return fail_item(in, broken, ERR_NO_CERTIFICATE);
    }
    move_first(in->certs, leaf);
    return ERR_OK;
}

/* The two sources of revocation are easily confused. */
static enum err say_no_crl(struct cert_input *in)
{
    size_t ocsp = first_of(in, ITEM_OCSP);

    return ocsp < in->num_items ? fail_item(in, ocsp, ERR_OCSP_NOT_CRL)
                                : say_what_else(in, ERR_NO_CRL);
}

/* Holds what was found against what is wanted. */
static enum err check_want(struct cert_input *in, enum cert_input_want want, struct arena *arena)
{
    size_t broken = first_of(in, want == CERT_INPUT_CRLS ? ITEM_CRL : ITEM_CERT);

    switch (want) {
    case CERT_INPUT_CHAIN: return judge_chain_file(in, arena);
    case CERT_INPUT_CERTS:
        if (in->num_certs > 0)
            return ERR_OK;
        return broken < in->num_items ? fail_item(in, broken, ERR_NO_CERTIFICATE)
                                      : say_what_else(in, ERR_NO_CERTIFICATE);
    case CERT_INPUT_CRLS:
        for (size_t i = 0; i < in->num_items; i++) {
            if (in->items[i].item.kind == ITEM_CRL && in->items[i].crl == NULL)
                return fail_item(in, i, ERR_NO_CRL);
        }
        return in->num_crls > 0 ? ERR_OK : say_no_crl(in);
    case CERT_INPUT_ANY: break;
    }
    return in->num_items > 0 ? ERR_OK : say_what_else(in, ERR_NO_OBJECT);
}

enum err cert_input_end(struct cert_input *in, enum cert_input_want want, struct arena *arena)
{
    enum source source = want == CERT_INPUT_CHAIN ? SOURCE_INPUT : SOURCE_INTERMEDIATES;
    enum err e = list_parsed(in, source, arena);

    in->culprit = in->num_items;
    if (e == ERR_OK)
        e = check_want(in, want, arena);
    if (e != ERR_OK)
        fail_set(&in->fail, e, (struct span){0});
    return e;
}

/* The steps stop at the first error; cert_input_close frees what was read so far. */
enum err cert_input_read_opened(struct cert_input *in, const char *path, struct opened_file *opened,
                                enum cert_input_want want, struct known *known, struct arena *arena)
{
    *in = (struct cert_input){.path = path, .known = known};
    enum err e = file_read_opened(&in->file, opened, CERT_INPUT_MAX);
    if (e == ERR_OK)
        e = bundle_open(&in->bundle, in->file.bytes, arena);
    in->bundle.may_overwrite = want == CERT_INPUT_CRLS;
    if (e == ERR_OK)
        e = take_items(in, arena);
    if (e == ERR_OK)
        return cert_input_end(in, want, arena);
    in->culprit = in->num_items;
    fail_set(&in->fail, e, (struct span){0});
    return e;
}

enum err cert_input_read(struct cert_input *in, const char *path, enum cert_input_want want,
                         struct arena *arena)
{
    struct opened_file opened;

    (void)file_open(&opened, path); /* an error stays in what is opened */
    return cert_input_read_opened(in, path, &opened, want, NULL, arena);
}

struct fail cert_input_broken(const struct cert_input *in)
{
    for (size_t i = 0; i < in->num_items; i++) {
        const struct fail *f = &in->items[i].fail;
        if (f->err != ERR_OK && err_reason(f->err) != REASON_OK)
            return *f;
    }
    return (struct fail){0};
}

/* Private keys are wiped, decoded and in the file. */
void cert_input_close(struct cert_input *in)
{
    bool secret = false;

    for (size_t i = 0; i < in->num_items; i++) {
        const struct item *it = &in->items[i].item;

        if (it->kind != ITEM_PRIVATE_KEY)
            continue;
        secret = true;
        if (it->decoded.n > 0)
            wipe((void *)(uintptr_t)it->decoded.p, it->decoded.n);
    }
    for (size_t i = 0; i < in->num_opened; i++)
        pkcs12_free(&in->opened[i]);
    if (secret)
        file_wipe(&in->file);
    else
        file_close(&in->file);
}

static void put_name(struct buf *out, const struct cert_input *in)
{
    bool is_stdin = strcmp(in->path, "-") == 0;

    safe_put(out, span_str(is_stdin ? "standard input" : file_error_name(in->path)));
}

/* "FILE: byte N: text (ref)", where the place is known and says something. */
static void put_fail(struct buf *out, const struct cert_input *in, const struct cert_input_item *it,
                     const struct fail *fail)
{
    put_name(out, in);
    if (it != NULL && fail->at.p != NULL) {
        struct place at = item_place(&in->bundle, &it->item, fail->at);
        buf_printf(out, ": byte %zu", at.file);
        if (at.has_inner)
            buf_printf(out, " (byte %zu of object %zu decoded)", at.inner, it->item.index + 1);
    }
    buf_printf(out, ": %s", err_text(fail->err));
    if (in->file.sys_errno != 0 && (fail->err == ERR_OPEN || fail->err == ERR_READ))
        buf_printf(out, ": %s", strerror(in->file.sys_errno));
    if (fail->err == ERR_SIZE_LIMIT)
        buf_printf(out, " (%d MiB)", CERT_INPUT_MAX / (1024 * 1024));
    if (err_ref(fail->err)[0] != 0)
        buf_printf(out, " (%s)", err_ref(fail->err));
}

void cert_input_error(struct buf *out, const struct cert_input *in)
{
    bool has_item = in->culprit < in->num_items;

    put_fail(out, in, has_item ? &in->items[in->culprit] : NULL, &in->fail);
}

bool cert_input_note(struct buf *out, const struct cert_input *in, size_t *i)
{
    for (; *i < in->num_items; (*i)++) {
        const struct cert_input_item *it = &in->items[*i];
        if (it->fail.err == ERR_OK || (*i == in->culprit && in->fail.err != ERR_OK))
            continue;
        put_fail(out, in, it, &it->fail);
        (*i)++;
        return true;
    }
    return false;
}

bool cert_input_dropped(struct buf *out, const struct cert_input *in)
{
    if (in->num_dropped == 0)
        return false;
    put_name(out, in);
    buf_printf(out, ": objects that do not decode, beyond these: %zu", in->num_dropped);
    return true;
}
