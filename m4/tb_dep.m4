# SPDX-License-Identifier: GPL-3.0-or-later

# TB_DEP(LIBRARY, HEADER, DEBIAN-PACKAGE, [ARCHIVE]): a library to link with, as an archive by its
# full path (tb_static=yes; ARCHIVE is its name there where that is another one) or by -l.  What is
# there goes to TLSBOX_LIBS; what is not is collected in tb_missing, so that one run of configure
# names all of it.
AC_DEFUN([TB_DEP], [
  AC_CHECK_HEADER([$2], [],
    [AS_VAR_APPEND([tb_missing], ["
  the header $2 (Debian: $3)"])])
  AS_IF([test "x$tb_static" = xyes], [
    AC_MSG_CHECKING([for lib[]m4_default([$4], [$1]).a])
    tb_archive=`$CC $CFLAGS -print-file-name=lib[]m4_default([$4], [$1]).a`
    AS_IF([test -f "$tb_archive"],
      [AC_MSG_RESULT([$tb_archive])
       AS_VAR_APPEND([TLSBOX_LIBS], [" $tb_archive"])],
      [AC_MSG_RESULT([no])
       AS_VAR_APPEND([tb_missing], ["
  the archive lib[]m4_default([$4], [$1]).a (Debian: $3)"])])
  ], [AS_VAR_APPEND([TLSBOX_LIBS], [" -l$1"])])
])

# TB_DEPS_LINK: ends a list of TB_DEP: stops where something is missing, and links a program that
# calls into every library, since a header and an archive may still not fit each other.
AC_DEFUN([TB_DEPS_LINK], [
  AS_IF([test -n "$tb_missing"], [
    AC_MSG_ERROR([missing:$tb_missing
On Debian, './bootstrap deps' installs all of it.  Where a distribution has no archives,
--disable-static-deps links with the shared libraries.])])
  AC_MSG_CHECKING([whether a program links with all of them])
  tb_saved_LIBS=$LIBS
  LIBS="$TLSBOX_LIBS $LIBS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[
#include <ares.h>
#include <brotli/decode.h>
#include <gmp.h>
#include <idn2.h>
#include <libpsl.h>
#include <libtasn1.h>
#include <nettle/ecc-curve.h>
#include <nettle/sha2.h>
#include <uv.h>
#include <zlib.h>
#include <zstd.h>
]], [[
    mpz_t z;
    struct sha256_ctx sha;
    char *a = 0;
    mpz_init(z);
    sha256_init(&sha);
    return idn2_to_ascii_8z("a", &a, 0) + (psl_builtin() != 0) +
           (asn1_check_version("4.0") != 0) + (nettle_get_secp_256r1() != 0) +
           (uv_version() != 0) + (ares_version(0) != 0) + (zlibVersion() != 0) +
           (BrotliDecoderVersion() != 0) + (ZSTD_versionNumber() != 0);
]])], [AC_MSG_RESULT([yes])], [
    AC_MSG_RESULT([no])
    AS_IF([test "x$tb_static" = xyes],
      [AC_MSG_ERROR([the libraries are there and do not link: see config.log, or try --disable-static-deps])],
      [AC_MSG_ERROR([the libraries do not link: are libtasn1, nettle, hogweed, gmp, libidn2, libpsl, libuv, c-ares, zlib, brotli and zstd installed?  See config.log])])])
  LIBS=$tb_saved_LIBS
])
