# SPDX-License-Identifier: GPL-3.0-or-later

# TB_TRY_CFLAG(VARIABLE, FLAG): adds FLAG to VARIABLE where the compiler takes it without a word.
AC_DEFUN([TB_TRY_CFLAG], [
  AC_MSG_CHECKING([whether $CC takes $2])
  tb_saved_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS -Werror $2"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes])
     AS_VAR_APPEND([$1], [" $2"])],
    [AC_MSG_RESULT([no])])
  CFLAGS=$tb_saved_CFLAGS
])

# TB_TRY_LDFLAG(VARIABLE, FLAG): the same for the linker.
AC_DEFUN([TB_TRY_LDFLAG], [
  AC_MSG_CHECKING([whether the linker takes $2])
  tb_saved_LDFLAGS=$LDFLAGS
  LDFLAGS="$LDFLAGS -Werror $2"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes])
     AS_VAR_APPEND([$1], [" $2"])],
    [AC_MSG_RESULT([no])])
  LDFLAGS=$tb_saved_LDFLAGS
])
