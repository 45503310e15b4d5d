/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finite-field Diffie-Hellman (RFC 7919), with the constant-time functions of GMP. */
#include "config.h"

#include "lib/crypto/kx_family.h"
#include "lib/crypto/number.h"

enum { MAX_BITS = 8192 };

static const struct {
    enum kx_group group;
    size_t n;      /* bytes of p */
    const char *p; /* and g is 2 */
} known[] = {
#define KX_PRIME(bits, exponent_n, hex) {KX_FFDHE##bits, bits / 8, hex},
#include "lib/crypto/kx_primes.def"
#undef KX_PRIME
};

/* How many groups of RFC 7919 there are. */
enum { KNOWN = sizeof known / sizeof known[0] };

/* Initialises p and g: those of a named group, or those that the server sent. */
static void read_group(mpz_t p, mpz_t g, const struct kx *kx)
{
    mpz_inits(p, g, NULL);
    number_read(p, kx->p);
    number_read(g, kx->g);
    for (size_t i = 0; i < KNOWN; i++) {
        if (known[i].group == kx->kind->group) {
            mpz_set_str(p, known[i].p, 16);
            mpz_set_ui(g, 2);
        }
    }
}

/* Is 2 <= v <= p - 2?  The numbers outside, 0, 1 and p - 1, have order 1 or 2. */
static bool is_inside(const mpz_t v, const mpz_t p)
{
    mpz_t last;

    mpz_init(last);
    mpz_sub_ui(last, p, 2);
    bool inside = mpz_cmp_ui(v, 2) >= 0 && mpz_cmp(v, last) <= 0;
    mpz_clear(last);
    return inside;
}

/* A prime of RFC 7919 needs no test of its own. */
static bool is_known(const mpz_t p)
{
    bool found = false;
    mpz_t q;

    mpz_init(q);
    for (size_t i = 0; i < KNOWN && !found; i++) {
        mpz_set_str(q, known[i].p, 16);
        found = mpz_cmp(p, q) == 0;
    }
    mpz_clear(q);
    return found;
}

/* One Baillie-PSW test: no composite number is known to pass it.  A server that searched for one
 * would attack itself: it knows the shared secret anyway. */
static bool is_prime(const mpz_t p)
{
    return is_known(p) || mpz_probab_prime_p(p, 1) != 0;
}

/* What a client demands of a server's parameters.  That p is a safe prime is not demanded. */
enum err kx_dh_check(struct span p, struct span g)
{
    enum err err = ERR_OK;
    mpz_t np, ng;

    if (p.n > MAX_BITS / 8)
        return ERR_TLS_DH_PARAMS;
    mpz_inits(np, ng, NULL);
    number_read(np, p);
    number_read(ng, g);
    /* RFC 7919 1 and 5.1 */
    if (mpz_sizeinbase(np, 2) < KX_DH_BITS_MIN)
        err = ERR_TLS_DH_SMALL;
    else if (!is_inside(ng, np) || mpz_even_p(np) || !is_prime(np))
        err = ERR_TLS_DH_PARAMS;
    mpz_clears(np, ng, NULL);
    return err;
}

enum err kx_dh_params(const struct kx_kind *kind, struct buf *p, struct buf *g)
{
    enum err err = ERR_TLS_NOT_SUPPORTED;
    mpz_t np;

    for (size_t i = 0; kind != NULL && i < KNOWN && err != ERR_OK; i++) {
        if (known[i].group != kind->group)
            continue;
        uint8_t *at = buf_room(p, known[i].n);
        buf_u8(g, 2);
        err = p->err != ERR_OK ? p->err : g->err;
        if (err != ERR_OK)
            return err;
        mpz_init_set_str(np, known[i].p, 16);
        number_write(at, known[i].n, np);
        mpz_clear(np);
    }
    return err;
}

/* Y = g^x mod p, in a time that does not depend on x. */
static enum err kx_dh_derive(struct kx *kx)
{
    mpz_t p, g, x;

    read_group(p, g, kx);
    mpz_init(x);
    number_read(x, span_of(kx->private, kx->private_n));
    bool ok = mpz_sgn(x) > 0;
    if (ok) {
        mpz_powm_sec(x, g, x, p);
        number_write(kx->public, kx->public_n, x);
    }
    mpz_clears(p, g, x, NULL);
    return ok ? ERR_OK : ERR_KEY_FORM;
}

/* Z = Y^x mod p, after Y was checked to be in range. */
static enum err kx_dh_finish(const struct kx *kx, uint8_t *out, size_t *out_n, struct span peer)
{
    enum err err = ERR_TLS_POINT;
    mpz_t p, y, x;

    read_group(p, y, kx);
    mpz_init(x);
    number_read(y, peer);
    number_read(x, span_of(kx->private, kx->private_n));
    /* RFC 7919 5.1, RFC 9846 4.3.8.1 */
    if (is_inside(y, p)) {
        mpz_powm_sec(x, y, x, p);
        number_write(out, kx->public_n, x);
        *out_n = kx->public_n;
        /* SP 800-56A 5.7.1.1: 1 is what a Y of small order comes to. */
        err = mpz_cmp_ui(x, 1) <= 0 ? ERR_TLS_SHARED_ZERO : ERR_OK;
    }
    mpz_clears(p, y, x, NULL);
    return err;
}

const struct kx_family kx_dh = {
    .type = KX_TYPE_FINITE_FIELD,
    .start = kx_family_start,
    .respond = kx_family_respond,
    .finish = kx_dh_finish,
    .derive = kx_dh_derive,
};
