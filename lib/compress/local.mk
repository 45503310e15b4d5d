# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/compress/decompress.c
libtlsbox_a_SOURCES += lib/compress/decompress.h
libtlsbox_a_SOURCES += lib/compress/deflate.c
libtlsbox_a_SOURCES += lib/compress/deflate.h
